//! All questions that there are, whichever one it is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::basis::Basis;
use crate::question::{Catalogued, Question};

macro_rules! catalogue {
    ($($(#[$doc:meta])* $name:ident($question:ident),)*) => {
        /// A question, whichever it is.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum AnyQuestion {
            $($(#[$doc])* $name(crate::$question),)*
        }

        /// The answer to a question, whichever it is.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum AnyAnswer {
            $($(#[$doc])* $name(<crate::$question as Question>::Answer),)*
        }

        $(
            impl From<crate::$question> for AnyQuestion {
                fn from(question: crate::$question) -> Self {
                    Self::$name(question)
                }
            }
        )*

        $(
            impl Catalogued for crate::$question {
                fn read(answer: &AnyAnswer) -> Option<&Self::Answer> {
                    match answer {
                        AnyAnswer::$name(answer) => Some(answer),
                        #[allow(unreachable_patterns, reason = "a catalogue of one question")]
                        _ => None,
                    }
                }
            }
        )*

        enum Live {
            $($name(crate::$question, Box<<crate::$question as Question>::Live>),)*
        }

        impl Live {
            fn new(question: AnyQuestion) -> Self {
                match question {
                    $(AnyQuestion::$name(question) => Self::$name(question, Box::default()),)*
                }
            }

            /// Another question, with what was kept of the one before if both are of one kind.
            fn change(&mut self, question: AnyQuestion) {
                match (self, question) {
                    $((Self::$name(kept, _), AnyQuestion::$name(question)) => *kept = question,)*
                    (other, question) => *other = Self::new(question),
                }
            }

            fn answer(&mut self, basis: &mut Basis<'_>) -> AnyAnswer {
                match self {
                    $(Self::$name(question, live) => {
                        AnyAnswer::$name(question.answer(live, basis))
                    })*
                }
            }
        }
    };
}

catalogue! {
    /// What all rows come to.
    Totals(TotalsQuestion),
    /// What was used on each day.
    Days(DaysQuestion),
    /// Figures over time.
    Series(SeriesQuestion),
    /// How many days the rows span.
    Span(SpanQuestion),
    /// The block that is running.
    Block(BlockQuestion),
    /// What is worth a look.
    Attention(AttentionQuestion),
    /// How a cost grew.
    Spend(SpendQuestion),
    /// What is there at all.
    Corpus(CorpusQuestion),
    /// What was spent of late.
    Recent(RecentQuestion),
    /// How many files each folder has.
    Folders(FoldersQuestion),
    /// All logs.
    Logs(LogsQuestion),
    /// What lies beside logs.
    Outputs(OutputsQuestion),
    /// What names stand for.
    Veil(VeilQuestion),
    /// Every file.
    Files(FilesQuestion),
    /// Lines that make no sense.
    Malformed(MalformedQuestion),
    /// Ids that several responses have.
    RepeatedIds(RepeatedIdsQuestion),
    /// What records call themselves.
    Names(NamesQuestion),
    /// How the totals came about.
    Reconcile(ReconcileQuestion),
    /// What Claude Code says that sessions cost.
    CrossChecks(CrossChecksQuestion),
    /// What can be filtered by.
    FilterNames(FilterNamesQuestion),
    /// What is lost when something is forgotten.
    Loss(LossQuestion),
    /// What sessions are called.
    SessionLabels(SessionLabelsQuestion),
    /// Rows that belong together.
    Groups(GroupsQuestion),
    /// One project.
    Project(ProjectQuestion),
    /// The days of a year.
    Calendar(CalendarQuestion),
    /// What is known of a session.
    Session(SessionQuestion),
    /// The files of a session.
    Sources(SourcesQuestion),
    /// What records of a transcript cost.
    Charges(ChargesQuestion),
    /// What a session's subagents took.
    Subagents(SubagentsQuestion),
    /// The turns of a session.
    Turns(TurnsQuestion),
    /// The tools that a session used.
    SessionTools(ToolsQuestion),
    /// How the time of a session went.
    Times(TimesQuestion),
    /// The files that a session touched.
    Touched(TouchedQuestion),
    /// How full the context of a session was.
    Context(ContextQuestion),
    /// What the threads of a session come to.
    Threads(ThreadsQuestion),
}

/// A question that goes on being asked, and what keeps its answer right as the ledger grows.
pub struct Subscription {
    question: AnyQuestion,
    live: Live,
    answered: Option<AnyAnswer>,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Subscription").field(&self.question).finish()
    }
}

impl Subscription {
    /// What is asked.
    pub fn question(&self) -> &AnyQuestion {
        &self.question
    }

    /// The last answer.
    pub fn answered(&self) -> Option<&AnyAnswer> {
        self.answered.as_ref()
    }

    /// Begins to ask.
    pub fn new(question: AnyQuestion) -> Self {
        Self {
            live: Live::new(question.clone()),
            question,
            answered: None,
        }
    }

    /// Asks another question from now on, which is answered in any case. One that differs little, such as by the
    /// rows that are in sight, is answered with what was kept.
    pub fn change(&mut self, question: AnyQuestion) {
        self.answered = None;
        self.live.change(question.clone());
        self.question = question;
    }

    /// The answer, if it is another one than the last.
    pub fn changed(&mut self, basis: &mut Basis<'_>) -> Option<AnyAnswer> {
        let answer = self.live.answer(basis);
        let is_new = self.answered.as_ref() != Some(&answer);
        is_new.then(|| self.answered.insert(answer).clone())
    }
}

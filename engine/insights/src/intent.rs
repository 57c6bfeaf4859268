//! What a prompt wants from a coding assistant, and how it says so.
//!
//! [`read`] takes a prompt apart and puts it into one of seven intents, without a model:
//!
//! 1. `prose` keeps what the person wrote and sets aside what was pasted: code, logs, tables, links.
//! 2. `clause` splits the prose into clauses.
//! 3. `act` says what each clause does: asks, orders, judges, corrects. `english` knows the grammar of
//!    asking in English, `general` goes by the phrases of other languages; the tables of all are `lexicon`'s.
//! 4. `weigh` decides which act is the main one. Its order of precedence is that of the labelling guide
//!    that the tests measure against.
//! 5. `scores` gives urgency, clarity, sentiment and complexity.
//!
//! The acts follow the division of speech acts into asking, directing, informing and judging (J. R. Searle,
//! "A taxonomy of illocutionary acts", 1975), as used for dialogue in ISO 24617-2. All that is found is told
//! as [`Reason`]s: a rule and the bytes of the prompt that it read.

mod act;
mod clause;
mod english;
mod general;
mod lexicon;
mod prose;
mod reason;
mod scores;
mod shell;
mod weigh;

use serde::Serialize;

pub use reason::{Reason, Rule};

/// What a prompt wants. The intents exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    /// Asks for information or an explanation.
    Question,
    /// Asks politely or indirectly for something to be done.
    Request,
    /// Orders something to be done.
    Command,
    /// Corrects or refines what was said before, or gives details that were asked for.
    Clarification,
    /// Judges a result, or reports what happened.
    Feedback,
    /// Thinks aloud, weighs alternatives, asks what if.
    Exploration,
    /// Anything else: greetings, agreement, pasted text alone.
    Other,
}

impl Intent {
    /// All intents, in the order of the guide.
    pub const ALL: [Self; 7] = [
        Self::Question,
        Self::Request,
        Self::Command,
        Self::Clarification,
        Self::Feedback,
        Self::Exploration,
        Self::Other,
    ];

    /// The name as it is written in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Request => "request",
            Self::Command => "command",
            Self::Clarification => "clarification",
            Self::Feedback => "feedback",
            Self::Exploration => "exploration",
            Self::Other => "other",
        }
    }
}

/// What was read from a prompt. Scores are from 0 to 1 where nothing else is said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// What the prompt wants in the main.
    pub intent: Intent,
    /// What else it does, heaviest first: at most two, never the main intent.
    pub sub_intents: Vec<Intent>,
    /// How sure the rule is that decided; see `docs/insights.md` for how it was measured.
    pub confidence: f32,
    /// 0: none, 0.5: some pressure, 1: said to be urgent.
    pub urgency: f32,
    /// How much of what is wanted can be read from the text alone: the act, and what it is about.
    pub clarity: f32,
    /// From -1 (displeasure) to 1 (praise, thanks).
    pub sentiment: f32,
    /// From one short ask to a long specification with many parts.
    pub complexity: f32,
    /// What led to the intent and the scores, in the order of the text.
    pub reasons: Vec<Reason>,
}

/// Reads a prompt as a person wrote it, in any language.
///
/// Only the first 6,000 and the last 2,000 bytes are looked at, so the time is bounded. The same text gives
/// the same reading.
pub fn read(text: &str) -> Reading {
    let prose = prose::Prose::of(text);
    let found = match shell_line(text, &prose) {
        Some(found) => vec![found],
        None => acts(text, &prose),
    };
    let verdict = weigh::weigh(&found, &prose);
    scores::reading(text, &verdict, &found, &prose)
}

fn acts(text: &str, prose: &prose::Prose) -> Vec<act::Found> {
    let clauses = clause::clauses(text, prose);
    act::acts(&clauses, lexicon::dominant(&clauses))
}

/// The first line, if all lines are for a shell.
fn shell_line(text: &str, prose: &prose::Prose) -> Option<act::Found> {
    let first = *prose.lines.first()?;
    let all = prose.lines.iter().all(|line| {
        let line = text.get(line.start..line.end).unwrap_or_default();
        shell::is_shell(line)
    });
    all.then(|| act::of_line(first, act::Act::Command, Rule::ShellLine))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is written, scores stay in their ranges and reasons within the text.
        #[test]
        fn readings_stay_in_their_ranges(text in "(?s).{0,400}") {
            let reading = read(&text);
            for score in [reading.confidence, reading.urgency, reading.clarity, reading.complexity] {
                prop_assert!((0.0..=1.0).contains(&score));
            }
            prop_assert!((-1.0..=1.0).contains(&reading.sentiment));
            prop_assert!(reading.sub_intents.len() <= 2);
            prop_assert!(!reading.sub_intents.contains(&reading.intent));
            for reason in &reading.reasons {
                prop_assert!(text.get(reason.start..reason.end).is_some());
            }
        }
    }

    #[test]
    fn the_form_of_the_ask_decides() {
        for (text, intent) in [
            ("add a test for the cache", Intent::Command),
            ("please add a test for the cache", Intent::Request),
            ("can you add a test for the cache?", Intent::Request),
            ("is there a test for the cache?", Intent::Question),
            ("should we test the cache at all?", Intent::Exploration),
            ("the cache test fails", Intent::Feedback),
            ("no, I meant the other cache", Intent::Clarification),
            ("yes", Intent::Other),
            ("", Intent::Other),
        ] {
            assert_eq!(read(text).intent, intent, "{text}");
        }
    }

    #[test]
    fn a_very_long_paste_does_not_hide_the_ask() {
        let text = format!(
            "what does this mean?\n```\n{}```",
            "let x = 5;\n".repeat(20_000)
        );
        assert_eq!(read(&text).intent, Intent::Question);
    }
}

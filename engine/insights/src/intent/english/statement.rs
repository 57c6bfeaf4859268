//! Corrections, judgements, facts, and what is left.

use super::verb::{is_done, is_third_person, is_verb, looks_like_verb};
use super::{Words, lexicon};
use crate::intent::Rule;
use crate::intent::act::{Act, Look};

const CORRECTION: Look = Look::new(Act::Correct, Rule::Correction);
const RESTRICTION: Look = Look::new(Act::Correct, Rule::Restriction);

/// Verbs of the person who writes that begin a report.
const PERCEIVING: &[&str] = &[
    "get", "got", "see", "saw", "notice", "noticed", "keep", "hear", "receive", "received",
];

impl Words<'_> {
    /// 'I meant …', 'only …', 'use … instead', 'don't …'.
    pub(super) fn correction(&self) -> Option<Look> {
        let lexicon = lexicon();
        if self.clause.asks {
            return None;
        }
        let forbids = ["don't", "never"].contains(&self.at(0)) || self.begins(&[&["do"], &["not"]]);
        if forbids && self.len() > 1 && self.at(1) != "forget" {
            return Some(Look::new(Act::Forbid, Rule::Prohibition));
        }
        let limits = lexicon.conditions.has(self.at(0)) && self.len() <= 6 && self.any(&["only"]);
        if limits || self.goes_on_otherwise() {
            return Some(RESTRICTION);
        }
        if self.contrasts() || self.replaces() {
            return Some(CORRECTION);
        }
        if self.keeps() {
            return Some(RESTRICTION);
        }
        let polite = self.lead.please || is_verb(self.at(0));
        let judged = self.any(&[
            "not bad",
            "not sure",
            "not great",
            "not good",
            "not working",
        ]);
        let denies = self.clause.but && self.at(0) == "not";
        let does_more = polite || judged || denies || self.has(&lexicon.displease);
        if !does_more && self.has(&lexicon.correct) {
            return Some(if self.has(&lexicon.restrict) {
                RESTRICTION
            } else {
                CORRECTION
            });
        }
        self.has(&lexicon.done)
            .then_some(Look::new(Act::Fact, Rule::Fact))
    }

    /// 'continue and only …': goes on, but not as before.
    fn goes_on_otherwise(&self) -> bool {
        let goes = ["continue", "proceed", "resume"].contains(&self.at(0))
            || self.begins(&[&["go", "carry", "keep"], &["on", "going"]]);
        goes && self.any(&["only", "don't", "except", "without", "instead"])
    }

    /// '…, not the other one'.
    fn contrasts(&self) -> bool {
        let judged = ["bad", "great", "good", "sure", "working"].contains(&self.at(1));
        self.at(0) == "not" && !self.clause.but && !self.clause.opens && self.len() <= 4 && !judged
    }

    /// 'use … instead'.
    fn replaces(&self) -> bool {
        let verb =
            ["use", "keep", "put", "call", "name", "make", "do", "let's"].contains(&self.at(0));
        verb && self.any(&["instead", "rather than"]) && self.len() <= 12 && !self.lead.please
    }

    /// 'keep it as it is', 'use … for now'.
    fn keeps(&self) -> bool {
        let verb = ["keep", "leave", "use"].contains(&self.at(0));
        let keeps = verb && self.len() <= 10 && self.has(&lexicon().keep);
        keeps || self.at(0) == "use" && self.len() <= 6 && self.any(&["tabs", "spaces", "only"])
    }

    pub(super) fn judgement(&self) -> Option<Look> {
        let lexicon = lexicon();
        if self.has(&lexicon.displease) {
            let bare = self.len() <= 4 && self.is_bare();
            return Some(Look::new(Act::Displease, Rule::Displeasure).bare(bare));
        }
        let fault = self.has(&lexicon.fault);
        if self.clause.asks {
            let blames = fault && self.clause.shouts > 0;
            return blames.then_some(Look::new(Act::Displease, Rule::Displeasure));
        }
        if fault && self.any(&["again", "still"]) {
            return Some(Look::new(Act::Displease, Rule::Displeasure));
        }
        let perceives = ["i", "we"].contains(&self.at(0)) && PERCEIVING.contains(&self.at(1));
        let own = ["i", "i'm", "we", "we're", "we've"].contains(&self.at(0));
        let lasts = self.any(&["still"]) && self.is_sentence() && !own;
        let denies =
            lasts || perceives || self.reports() || self.any(&["not", "nothing"]) && self.len() > 2;
        if fault || denies {
            return Some(Look::new(Act::Fault, Rule::Fault));
        }
        self.has(&lexicon.praise)
            .then_some(Look::new(Act::Praise, Rule::Praise))
    }

    /// Says what something does or did: a verb of the third person or of the past behind a subject.
    fn reports(&self) -> bool {
        let one = self.at(0);
        let subject = [
            "the",
            "it",
            "this",
            "everything",
            "something",
            "somehow",
            "all",
            "your",
        ]
        .contains(&one)
            || one.starts_with('§');
        let states = [
            "is",
            "are",
            "has",
            "have",
            "uses",
            "lives",
            "supports",
            "needs",
            "you have to",
            "we",
            "our",
            "my",
            "i",
        ];
        let mut verbs = self.list.iter().skip(1);
        subject
            && self.len() >= 3
            && !self.any(&states)
            && verbs.any(|word| is_done(word) || is_third_person(word))
    }

    pub(super) fn rest(&self) -> Look {
        let one = self.at(0);
        if self.clause.asks {
            return Look::new(Act::Question, Rule::QuestionMark);
        }
        if lexicon().conditions.has(one) {
            let alone = self.clause.opens && self.clause.closes && self.len() > 5;
            return Look::new(
                if alone {
                    Act::Statement
                } else {
                    Act::Condition
                },
                Rule::Statement,
            );
        }
        // What is neither praised nor blamed is defined or allowed.
        let defines = self.any(&["is", "are", "it's", "can"]);
        if defines || self.has(&lexicon().fact) {
            return Look::new(Act::Fact, Rule::Fact);
        }
        if self.is_sentence() {
            let own = ["i", "i've", "i'm", "we", "we've", "we're", "my", "our"].contains(&one);
            return if own {
                Look::new(Act::Fact, Rule::Fact)
            } else {
                Look::new(Act::Statement, Rule::Statement)
            };
        }
        let mistyped = self.len() > 1 && looks_like_verb(one);
        if mistyped && lexicon().objects.has(self.at(1)) {
            return Look::new(Act::Command, Rule::Imperative);
        }
        if self.names_work() {
            return Look::new(Act::NamedWork, Rule::NamedWork);
        }
        if mistyped {
            return Look::new(Act::Command, Rule::Imperative);
        }
        if self.len() <= 3 {
            Look::new(Act::Fragment, Rule::Fragment)
        } else {
            Look::new(Act::Statement, Rule::Statement)
        }
    }

    /// Whether there is a verb that makes a statement.
    fn is_sentence(&self) -> bool {
        let persons = [
            "i've", "i'm", "i", "we", "we've", "we're", "it's", "there's", "there", "that's",
        ];
        self.list
            .iter()
            .any(|word| persons.contains(word) || lexicon().finite.has(word))
    }

    /// 'unit tests for the parser'.
    fn names_work(&self) -> bool {
        let lexicon = lexicon();
        if ["a", "an"].contains(&self.at(0)) && self.len() >= 3 {
            return true;
        }
        let pronouns = ["it", "i", "you", "we", "they", "he", "this", "that"];
        let noun = self.list.iter().any(|word| lexicon.work_nouns.has(word));
        let linked = self.len() >= 3 && self.any(&["for", "of", "to", "on", "with"]);
        let pronoun = self.list.iter().any(|word| pronouns.contains(word));
        let named = noun && self.len() >= 2 || linked;
        named && !lexicon.subjects.has(self.at(0)) && self.len() <= 9 && !pronoun
    }
}

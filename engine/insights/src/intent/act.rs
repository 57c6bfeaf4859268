//! What each clause does: asks, orders, judges, corrects, agrees.

use super::clause::Clause;
use super::lexicon::{self, Language};
use super::prose::Line;
use super::{Rule, english, general};

/// What a clause does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Question,
    Explore,
    Request,
    Command,
    /// A thing to be made, without a verb.
    NamedWork,
    /// How something should behave: a wish, or, beside a fault, the right behaviour.
    Behaviour,
    Correct,
    Choose,
    Forbid,
    Fact,
    Fault,
    Displease,
    Praise,
    Thank,
    Agree,
    Refuse,
    Greet,
    /// A condition of what follows: 'if you need more', 'when it is done'.
    Condition,
    Statement,
    Fragment,
}

/// An act and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Found {
    pub act: Act,
    pub rule: Rule,
    /// Its object must be taken from the conversation: 'fix it'.
    pub bare: bool,
    /// It wants no more than that something be put right: 'fix it'.
    pub repairs: bool,
    /// The clause begins with 'no', or takes something back.
    pub corrects: bool,
    /// The assistant shall only tell when it is done, or the like.
    pub aside: bool,
    /// Pressure: 0, 1 (some) or 2 (urgent).
    pub pressure: u8,
    pub start: usize,
    pub end: usize,
    pub sentence: usize,
    pub opens: bool,
    pub item: bool,
    pub but: bool,
    pub asks: bool,
    /// How many words the clause has.
    pub words: usize,
}

/// What a look at the words of a clause gives; the rest of [`Found`] follows from its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Look {
    pub act: Act,
    pub rule: Rule,
    pub bare: bool,
    pub repairs: bool,
    pub corrects: bool,
    pub aside: bool,
}

impl Look {
    pub const fn new(act: Act, rule: Rule) -> Self {
        Self {
            act,
            rule,
            bare: false,
            repairs: false,
            corrects: false,
            aside: false,
        }
    }

    pub const fn repairs(mut self, repairs: bool) -> Self {
        self.repairs = repairs;
        self
    }

    pub const fn bare(mut self, bare: bool) -> Self {
        self.bare = bare;
        self
    }
}

/// The acts of all clauses, in their order.
pub(super) fn acts(clauses: &[Clause], dominant: Language) -> Vec<Found> {
    clauses
        .iter()
        .map(|clause| found(clause, dominant))
        .collect()
}

fn found(clause: &Clause, dominant: Language) -> Found {
    let language = lexicon::language(clause, dominant);
    let look = if language == Language::English {
        english::look(clause)
    } else {
        general::look(clause, language)
    };
    Found {
        act: look.act,
        rule: look.rule,
        bare: look.bare,
        repairs: look.repairs,
        corrects: look.corrects,
        aside: look.aside,
        pressure: lexicon::pressure(clause, language),
        start: clause.start,
        end: clause.end,
        sentence: clause.sentence,
        opens: clause.opens,
        item: clause.item,
        but: clause.but,
        asks: clause.asks,
        words: lexicon::length(clause, language),
    }
}

/// An act that stands for a whole line of what was pasted or typed for a shell.
pub(super) fn of_line(line: Line, act: Act, rule: Rule) -> Found {
    Found {
        act,
        rule,
        bare: false,
        repairs: false,
        corrects: false,
        aside: false,
        pressure: 0,
        start: line.start,
        end: line.end,
        sentence: 0,
        opens: true,
        item: false,
        but: false,
        asks: false,
        words: 1,
    }
}

impl Found {
    /// Words that stand for nothing: a link or a path alone.
    pub fn opens_nothing(&self) -> bool {
        self.rule == Rule::Pasted
    }
}

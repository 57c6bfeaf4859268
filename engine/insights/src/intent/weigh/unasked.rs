//! What a prompt wants that asks for nothing: corrections and answers, judgements, agreement.

use super::fault;
use crate::intent::act::of_line;
use crate::intent::act::{Act, Found};
use crate::intent::prose::{Kind, Prose};
use crate::intent::{Intent, Rule};

/// Statements of so few words are taken for answers.
const ANSWER_WORDS: usize = 4;

/// The intent, and the act that decided.
pub(super) fn intent(acts: &[Found], all: &[Found], prose: &Prose) -> (Intent, Option<Found>) {
    let first = |acts_of: &[Act]| {
        acts.iter()
            .copied()
            .find(|found| acts_of.contains(&found.act))
    };
    let corrects = first(&[Act::Correct, Act::Choose]);
    let judges = first(&[Act::Displease, Act::Fault]);
    if let Some(correct) = corrects
        && judges.is_none_or(|judges| correct.start < judges.start || correct.corrects)
    {
        return (Intent::Clarification, Some(correct));
    }
    if let Some(limit) = limited_agreement(acts, all) {
        return (Intent::Clarification, Some(limit));
    }
    if let Some(refusal) = refusal(acts) {
        return (Intent::Clarification, Some(refusal));
    }
    if let Some(judges) = judges.or_else(|| fault(acts, prose)) {
        return (Intent::Feedback, Some(judges));
    }
    if let Some(forbids) = first(&[Act::Forbid]) {
        return (Intent::Clarification, Some(forbids));
    }
    let goes_on = acts.last().is_some_and(|found| found.act == Act::Agree);
    if let Some(praise) = first(&[Act::Praise])
        && !(goes_on && praise.words <= 2)
    {
        return (Intent::Feedback, Some(praise));
    }
    if let Some(fact) = first(&[Act::Fact]) {
        if prose.count(Kind::Pasted) > 1 {
            return (Intent::Feedback, Some(fact));
        }
        return (Intent::Clarification, Some(fact));
    }
    stating(acts, all, prose)
}

/// 'correct, but in UTC'; 'yes, it is the same server'.
fn limited_agreement(acts: &[Found], all: &[Found]) -> Option<Found> {
    let agrees = acts.first().filter(|found| found.act == Act::Agree)?;
    let limits = |found: &&Found| {
        found.but || found.act == Act::Statement && found.sentence == agrees.sentence
    };
    all.iter().find(limits).copied()
}

/// 'no' with words that say what instead.
fn refusal(acts: &[Found]) -> Option<Found> {
    let refuses = acts.iter().position(|found| found.act == Act::Refuse)?;
    let behind = acts.get(refuses + 1)?;
    matches!(
        behind.act,
        Act::Statement
            | Act::Fragment
            | Act::Forbid
            | Act::Fact
            | Act::Choose
            | Act::Correct
            | Act::Refuse
    )
    .then_some(*behind)
}

fn stating(acts: &[Found], all: &[Found], prose: &Prose) -> (Intent, Option<Found>) {
    let heaviest = acts
        .iter()
        .copied()
        .filter(|found| found.act == Act::Statement)
        .max_by_key(|found| found.words);
    if let Some(statement) = heaviest {
        let words: usize = acts.iter().map(|found| found.words).sum();
        let answers = words <= ANSWER_WORDS && prose.count(Kind::Pasted) == 0;
        return (
            if answers {
                Intent::Clarification
            } else {
                Intent::Feedback
            },
            Some(statement),
        );
    }
    let first = acts.first().or_else(|| all.first()).copied();
    match first {
        Some(found)
            if found.act == Act::Fragment
                && prose.count(Kind::Pasted) == 0
                && !found.opens_nothing() =>
        {
            (Intent::Clarification, Some(found))
        }
        Some(found) if found.act == Act::Condition => (Intent::Clarification, Some(found)),
        Some(found) => (Intent::Other, Some(found)),
        None => (Intent::Other, pasted(prose)),
    }
}

fn pasted(prose: &Prose) -> Option<Found> {
    prose
        .first(Kind::Pasted)
        .map(|line| of_line(line, Act::Fragment, Rule::Pasted))
}

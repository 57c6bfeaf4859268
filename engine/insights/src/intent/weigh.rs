//! Which of the acts in a prompt is the main one.
//!
//! The order of precedence is that of the labelling guide: an explicit ask before a judgement, except an ask
//! that wants no more than that the fault be put right; the first ask that wants work before questions; a
//! correction before the wish that it introduces.

mod unasked;

use super::act::{Act, Found, of_line};
use super::prose::{Kind, Prose};
use super::{Intent, Rule};

/// The main act, and all acts that count.
#[derive(Debug)]
pub(super) struct Verdict {
    pub intent: Intent,
    pub sub_intents: Vec<Intent>,
    /// The act that decided; none for an empty prompt.
    pub main: Option<Found>,
}

pub(super) fn weigh(found: &[Found], prose: &Prose) -> Verdict {
    let acts = counting(found);
    let (intent, main) = main(&acts, found, prose);
    let sub_intents = sub_intents(&acts, intent, prose);
    Verdict {
        intent,
        sub_intents,
        main,
    }
}

/// The acts without conditions. What follows 'if you need more' is as much an aside as that.
fn counting(found: &[Found]) -> Vec<Found> {
    let mut acts: Vec<Found> = Vec::new();
    let mut aside = None;
    for act in found {
        if act.aside {
            aside = Some(act.sentence);
        }
        if act.act != Act::Condition {
            acts.push(Found {
                aside: act.aside || aside == Some(act.sentence),
                ..*act
            });
        }
    }
    courteous(&mut acts);
    // A mark alone asks nothing where the sentence has asked before.
    let asked = |act: &Found| {
        acts.iter().any(|other| {
            other.start < act.start && other.sentence == act.sentence && is_ask(other.act)
        })
    };
    acts.iter()
        .copied()
        .filter(|act| act.rule != Rule::QuestionMark || !asked(act))
        .collect()
}

/// 'fix it, please': the word makes a request of the order in its sentence.
fn courteous(acts: &mut Vec<Found>) {
    let asked: Vec<usize> = acts
        .iter()
        .filter(|found| is_courtesy(found))
        .map(|found| found.sentence)
        .collect();
    let named =
        |found: &&Found| matches!(found.act, Act::Fragment | Act::NamedWork | Act::Statement);
    let objects: Vec<usize> = acts
        .iter()
        .filter(named)
        .map(|found| found.sentence)
        .collect();
    for act in acts.iter_mut() {
        let orders = act.rule == Rule::Imperative
            || act.act == Act::Agree && act.words == 1 && objects.contains(&act.sentence);
        if orders && asked.contains(&act.sentence) {
            act.act = Act::Request;
            act.rule = Rule::Please;
        }
    }
    if acts.iter().any(|act| !is_courtesy(act)) {
        acts.retain(|act| !is_courtesy(act));
    }
}

/// 'please' alone.
fn is_courtesy(found: &Found) -> bool {
    found.rule == Rule::Please && found.words <= 2 && found.bare
}

fn main(acts: &[Found], all: &[Found], prose: &Prose) -> (Intent, Option<Found>) {
    if let Some(answer) = answers(acts, prose) {
        return (Intent::Clarification, Some(answer));
    }
    let asks = asks(acts, prose);
    let Some(ask) = chosen(&asks) else {
        return unasked::intent(acts, all, prose);
    };
    let only_repair = asks
        .iter()
        .all(|ask| ask.repairs && works(ask.act) || ask.aside);
    let only_behaviour = asks.iter().all(|ask| ask.act == Act::Behaviour);
    let reported = told_fault(acts).or_else(|| stated_before(acts, &asks));
    let judged = if only_repair {
        reported
    } else {
        fault(acts, prose).filter(|_| only_behaviour)
    };
    if let Some(judged) = judged {
        return (Intent::Feedback, Some(judged));
    }
    if let Some(correction) = leading_correction(acts, &ask) {
        return (Intent::Clarification, Some(correction));
    }
    (intent(ask.act), Some(ask))
}

/// A list that answers questions one by one: '1. yes 2. the second', '1. artists 2. only in the browser'.
fn answers(acts: &[Found], prose: &Prose) -> Option<Found> {
    let first = *acts.first()?;
    let answer = acts
        .iter()
        .find(|found| matches!(found.act, Act::Agree | Act::Refuse | Act::Choose));
    if let Some(answer) = answer
        && acts.len() > 1
        && acts.iter().all(|found| found.item)
    {
        return Some(*answer);
    }
    let numbered = prose.count(Kind::Numbered) > 1
        && prose
            .lines
            .first()
            .is_some_and(|line| line.kind == Kind::Numbered);
    (numbered
        && first.item
        && !matches!(
            first.act,
            Act::Question | Act::Explore | Act::Request | Act::Command | Act::Behaviour
        ))
    .then_some(first)
}

fn intent(act: Act) -> Intent {
    match act {
        Act::Question => Intent::Question,
        Act::Explore => Intent::Exploration,
        Act::Request | Act::Behaviour => Intent::Request,
        Act::Command | Act::NamedWork => Intent::Command,
        Act::Correct | Act::Choose | Act::Forbid | Act::Fact => Intent::Clarification,
        Act::Fault | Act::Displease | Act::Praise => Intent::Feedback,
        _ => Intent::Other,
    }
}

fn works(act: Act) -> bool {
    matches!(
        act,
        Act::Request | Act::Command | Act::Behaviour | Act::NamedWork
    )
}

fn is_ask(act: Act) -> bool {
    works(act) || matches!(act, Act::Question | Act::Explore)
}

/// The asks that count. Named work and wishes count only where nothing asks outright, items of a list and
/// asides only where nothing else does.
fn asks(acts: &[Found], prose: &Prose) -> Vec<Found> {
    let asks: Vec<Found> = acts
        .iter()
        .copied()
        .filter(|found| is_ask(found.act))
        .collect();
    let weak: [fn(&Found) -> bool; 3] = [
        |found| found.aside,
        |found| found.item,
        |found| matches!(found.act, Act::NamedWork | Act::Behaviour),
    ];
    let mut kept: Vec<Found> = asks
        .into_iter()
        .filter(|found| found.act != Act::NamedWork || names_work(found, acts, prose))
        .collect();
    for is_weak in weak {
        let strong: Vec<Found> = kept
            .iter()
            .copied()
            .filter(|found| !is_weak(found))
            .collect();
        if !strong.is_empty() {
            kept = strong;
        }
    }
    kept
}

/// Whether a thing that is named shall be made: nothing is judged beside it, but perhaps in its own list.
fn names_work(work: &Found, acts: &[Found], prose: &Prose) -> bool {
    let judging = |found: &Found| matches!(found.act, Act::Fault | Act::Displease | Act::Statement);
    let beside = |found: &Found| {
        work.words <= 2 || found.sentence != work.sentence || found.start < work.start
    };
    prose.count(Kind::Error) == 0 && !acts.iter().any(|found| judging(found) && beside(found))
}

/// The first ask for work, unless a question that stands before it is all that has an object.
fn chosen(asks: &[Found]) -> Option<Found> {
    let thought = asks.iter().find(|ask| ask.rule == Rule::ThinkingAloud);
    let questions = asks
        .first()
        .is_some_and(|ask| ask.act == Act::Question && ask.asks);
    if let Some(thought) = thought
        && !questions
    {
        // 'we have to …' beside a thought is what is thought about; an order behind a colon is an alternative.
        let weighed =
            |ask: &Found| ask.rule == Rule::Should || ask.rule == Rule::Imperative && !ask.opens;
        if asks.iter().all(|ask| !works(ask.act) || weighed(ask)) {
            return Some(*thought);
        }
    }
    let first = *asks.first()?;
    if works(first.act) {
        return Some(first);
    }
    if first.rule == Rule::AskToExplain {
        // 'I'd like to understand it first. please add a log': the second sentence has the work.
        let polite = |ask: &&Found| {
            ask.rule == Rule::Please && ask.sentence > first.sentence && !ask.repairs
        };
        return Some(asks.iter().find(polite).copied().unwrap_or(first));
    }
    let work = asks.iter().find(|ask| works(ask.act) && !ask.repairs);
    Some(work.copied().unwrap_or(first))
}

/// A fault or a bad judgement in words.
fn told_fault(acts: &[Found]) -> Option<Found> {
    acts.iter()
        .copied()
        .find(|found| matches!(found.act, Act::Fault | Act::Displease))
}

/// A fault or a bad judgement, in words or as a pasted error.
fn fault(acts: &[Found], prose: &Prose) -> Option<Found> {
    let pasted = || {
        prose
            .first(Kind::Error)
            .map(|line| of_line(line, Act::Fault, Rule::PastedError))
    };
    told_fault(acts).or_else(pasted)
}

/// A statement that stands before all asks, in a sentence of its own: 'it hides the menu. fix it'.
fn stated_before(acts: &[Found], asks: &[Found]) -> Option<Found> {
    let stated = acts
        .iter()
        .copied()
        .find(|found| found.act == Act::Statement)?;
    asks.iter()
        .all(|ask| ask.sentence > stated.sentence && ask.bare)
        .then_some(stated)
}

/// 'no, …', 'I meant …', 'continue, but …' before a wish or an order that belongs to it.
fn leading_correction(acts: &[Found], ask: &Found) -> Option<Found> {
    let at = acts.iter().position(|found| found == ask)?;
    let before = acts.get(..at).unwrap_or_default();
    let explains = ask.rule == Rule::AskToExplain
        && !ask.asks
        && before
            .first()
            .is_some_and(|found| found.act == Act::Correct && found.corrects);
    if matches!(ask.act, Act::Question | Act::Explore) && !explains {
        return None;
    }
    let joined = before.iter().find(|found| found.sentence == ask.sentence);
    let refused = joined.is_some_and(|found| found.act == Act::Refuse);
    let resumed =
        ask.but && joined.is_some_and(|found| matches!(found.act, Act::Agree | Act::Choose));
    if ask.corrects && ask.rule != Rule::Please || refused || resumed {
        return Some(*ask);
    }
    // 'keep the old one, just mark it'; 'it should be red, not green'.
    let narrowed = joined.copied().filter(|found| {
        found.act == Act::Correct && found.opens && ask.rule == Rule::Imperative && ask.words <= 10
    });
    let behind = acts.get(at + 1..).unwrap_or_default();
    let contrast = behind.iter().find(|found| {
        found.act == Act::Correct
            && found.words <= 4
            && found.sentence == ask.sentence
            && ask.rule == Rule::Should
    });
    if let Some(found) = narrowed.or(contrast.copied()) {
        return Some(found);
    }
    let outright = matches!(ask.rule, Rule::Please | Rule::CanYou | Rule::Imperative);
    before.iter().copied().find(|found| {
        found.act == Act::Correct && found.rule == Rule::Correction && (!outright || ask.item)
    })
}

/// At most two further intents, heaviest first: asks, then judgements, then corrections.
fn sub_intents(acts: &[Found], main: Intent, prose: &Prose) -> Vec<Intent> {
    let order = [
        Intent::Request,
        Intent::Command,
        Intent::Question,
        Intent::Feedback,
        Intent::Exploration,
        Intent::Clarification,
    ];
    let has = |wanted: Intent| {
        acts.iter().any(|found| {
            let counts = !found.aside
                && !found.item
                && !matches!(found.act, Act::NamedWork | Act::Behaviour);
            counts && intent(found.act) == wanted
        })
    };
    let pasted_error = prose.has_words() && prose.count(Kind::Error) > 0;
    order
        .into_iter()
        .filter(|wanted| {
            *wanted != main && (has(*wanted) || *wanted == Intent::Feedback && pasted_error)
        })
        .take(2)
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::intent::{Intent, read};

    #[test]
    fn the_main_act_follows_the_guide() {
        for (text, intent, sub_intents) in [
            ("it fails, fix it", Intent::Feedback, vec![Intent::Command]),
            (
                "it fails. look in the build script",
                Intent::Command,
                vec![Intent::Feedback],
            ),
            (
                "why does it fail? add a log",
                Intent::Command,
                vec![Intent::Question],
            ),
            (
                "explain the log and can you make it shorter?",
                Intent::Question,
                vec![Intent::Request],
            ),
            (
                "I meant the log. I want to see it",
                Intent::Clarification,
                vec![Intent::Request],
            ),
            (
                "continue but use the other log",
                Intent::Clarification,
                vec![Intent::Command],
            ),
            ("fix the log, please", Intent::Request, vec![]),
            (
                "a log is missing. if you need more, ask me",
                Intent::Feedback,
                vec![],
            ),
            ("1. yes\n2. the second", Intent::Clarification, vec![]),
            ("correct, but in UTC", Intent::Clarification, vec![]),
            ("TypeError: x is not a function", Intent::Feedback, vec![]),
            ("let x = 1;", Intent::Other, vec![]),
        ] {
            let reading = read(text);
            assert_eq!(
                (reading.intent, reading.sub_intents),
                (intent, sub_intents),
                "{text}"
            );
        }
    }
}

//! Urgency, clarity, sentiment and complexity of a prompt, from the same findings as its intent.

use super::act::{Act, Found};
use super::prose::{Kind, Prose};
use super::weigh::Verdict;
use super::{Intent, Reading, Reason, Rule};

/// So many words, and so many parts, make a prompt as complex as can be told.
const WORDS_OF_A_SPECIFICATION: f32 = 200.0;
const PARTS_OF_A_SPECIFICATION: f32 = 8.0;

pub(super) fn reading(text: &str, verdict: &Verdict, found: &[Found], prose: &Prose) -> Reading {
    Reading {
        intent: verdict.intent,
        sub_intents: verdict.sub_intents.clone(),
        confidence: confidence(verdict, found),
        urgency: urgency(found),
        clarity: clarity(verdict, found, prose),
        sentiment: sentiment(verdict, found, mood(text, prose)),
        complexity: complexity(found, prose),
        reasons: reasons(verdict, found, prose),
    }
}

/// How sure the rule is that decided. On unseen prompts about so many were right: of those with 0.5 half, of
/// those with 0.95 all.
fn confidence(verdict: &Verdict, found: &[Found]) -> f32 {
    let Some(main) = verdict.main else {
        return 0.5;
    };
    let base = match main.rule {
        Rule::Please
        | Rule::CanYou
        | Rule::Imperative
        | Rule::ShellLine
        | Rule::Agreement
        | Rule::Choice => 0.95,
        Rule::QuestionWord
        | Rule::YesNoQuestion
        | Rule::AskToExplain
        | Rule::Greeting
        | Rule::Thanks
        | Rule::PastedError => 0.9,
        Rule::Want | Rule::Lets | Rule::OpenQuestion | Rule::Displeasure | Rule::Praise => 0.85,
        Rule::Fault | Rule::Correction | Rule::QuestionMark => 0.75,
        Rule::Should
        | Rule::ThinkingAloud
        | Rule::Prohibition
        | Rule::Restriction
        | Rule::Fact
        | Rule::Refusal => 0.65,
        _ => 0.5,
    };
    let others = found
        .iter()
        .filter(|other| **other != main && rival(other.act))
        .count();
    rounded(if others > 1 { base - 0.1 } else { base })
}

/// To hundredths.
fn rounded(score: f32) -> f32 {
    (score * 100.0).round() / 100.0
}

/// Acts that could have been the main one.
fn rival(act: Act) -> bool {
    matches!(
        act,
        Act::Question
            | Act::Explore
            | Act::Request
            | Act::Command
            | Act::Correct
            | Act::Fault
            | Act::Displease
    )
}

fn urgency(found: &[Found]) -> f32 {
    match found.iter().map(|found| found.pressure).max() {
        Some(2) => 1.0,
        Some(1) => 0.5,
        _ => 0.0,
    }
}

fn clarity(verdict: &Verdict, found: &[Found], prose: &Prose) -> f32 {
    let Some(main) = verdict.main else {
        return 0.0;
    };
    match (verdict.intent, main.act) {
        (Intent::Other, Act::Agree | Act::Refuse) => 0.5,
        (Intent::Other, _) => 0.0,
        (_, Act::Choose | Act::Fragment) => 0.5,
        _ if prose.count(Kind::Pasted) + prose.count(Kind::Error) > 0 => 1.0,
        _ if main.bare
            && !found
                .iter()
                .any(|other| *other != main && !other.bare && other.words > 3) =>
        {
            0.5
        }
        (Intent::Feedback, _)
            if main.words < 4 && found.iter().map(|found| found.words).sum::<usize>() < 5 =>
        {
            0.5
        }
        _ => 1.0,
    }
}

/// The stronger of good and bad words, 0 if both weigh the same. Thanks beside an ask are politeness.
fn sentiment(verdict: &Verdict, found: &[Found], mood: i32) -> f32 {
    let count = |act: Act| found.iter().filter(|found| found.act == act).count();
    let thanks = if matches!(verdict.intent, Intent::Feedback | Intent::Other) {
        count(Act::Thank)
    } else {
        0
    };
    let (good, bad) = (
        praise(found) + thanks + usize::from(mood > 0),
        count(Act::Displease) + usize::from(mood < 0),
    );
    match good.cmp(&bad) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Less => -1.0,
        std::cmp::Ordering::Equal => 0.0,
    }
}

/// What signs for faces in the person's own words say: 1, -1 or 0.
fn mood(text: &str, prose: &Prose) -> i32 {
    let words = prose.lines.iter().filter(|line| line.kind.is_words());
    let has = |signs: &[&str]| {
        let mut lines = words
            .clone()
            .filter_map(|line| text.get(line.start..line.end));
        lines.any(|line| signs.iter().any(|sign| line.contains(sign)))
    };
    i32::from(has(&[":)", ":-)", "🎉", "👍", "🙏", "❤", "😊", "😍", "🔥"]))
        - i32::from(has(&[":(", ":-(", "😡", "😠", "😤", "😢", "😞", "🤦"]))
}

/// Praise that no 'but' takes back.
fn praise(found: &[Found]) -> usize {
    let behind = |at: usize| {
        found.get(at + 1).filter(|next| {
            found
                .get(at)
                .is_some_and(|this| this.sentence == next.sentence)
        })
    };
    let praises = found
        .iter()
        .enumerate()
        .filter(|(_, found)| found.act == Act::Praise);
    praises
        .filter(|(at, _)| !behind(*at).is_some_and(|next| next.but))
        .count()
}

fn complexity(found: &[Found], prose: &Prose) -> f32 {
    let words: usize = found.iter().map(|found| found.words).sum();
    let asks = found
        .iter()
        .filter(|found| {
            matches!(
                found.act,
                Act::Question | Act::Explore | Act::Request | Act::Command | Act::Behaviour
            )
        })
        .count();
    let parts = asks + prose.count(Kind::Item) + prose.count(Kind::Numbered);
    let pasted = prose.count(Kind::Pasted) + prose.count(Kind::Error);
    let length = (words as f32 / WORDS_OF_A_SPECIFICATION).sqrt().min(1.0);
    let parts = (parts.saturating_sub(1) as f32 / PARTS_OF_A_SPECIFICATION).min(1.0);
    let pasted = if pasted > 0 { 0.1 } else { 0.0 };
    rounded((0.6 * length + 0.3 * parts + pasted).clamp(0.0, 1.0))
}

fn reasons(verdict: &Verdict, found: &[Found], prose: &Prose) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut push = |rule: Rule, start: usize, end: usize| {
        let reason = Reason { rule, start, end };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    };
    if let Some(main) = verdict.main {
        push(main.rule, main.start, main.end);
        if main.bare {
            push(Rule::ObjectElsewhere, main.start, main.end);
        }
    }
    for found in found
        .iter()
        .filter(|found| !matches!(found.act, Act::Condition | Act::Statement | Act::Fragment))
    {
        push(found.rule, found.start, found.end);
    }
    for found in found.iter().filter(|found| found.pressure > 0) {
        push(
            if found.pressure > 1 {
                Rule::Urgent
            } else {
                Rule::Pressing
            },
            found.start,
            found.end,
        );
    }
    for (kind, rule) in [
        (Kind::Error, Rule::PastedError),
        (Kind::Pasted, Rule::Pasted),
    ] {
        if let Some(line) = prose.first(kind) {
            push(rule, line.start, line.end);
        }
    }
    reasons.sort_by_key(|reason| (reason.start, reason.end));
    reasons
}

#[cfg(test)]
mod tests {
    use crate::intent::{Rule, read};

    #[test]
    fn pressure_and_urgency_are_told_apart() {
        for (text, urgency) in [
            ("add a test", 0.0),
            ("add a deadline column", 0.0),
            ("add a test real quick", 0.5),
            ("ADD THE TEST NOW!", 0.5),
            ("add a test asap", 1.0),
            ("срочно добавь тест", 1.0),
        ] {
            assert!((read(text).urgency - urgency).abs() < 0.01, "{text}");
        }
    }

    #[test]
    fn clarity_needs_an_act_and_its_object() {
        for (text, clarity) in [
            ("fix the header", 1.0),
            ("commit and push", 1.0),
            ("fix it", 0.5),
            ("option 2", 0.5),
            ("yes", 0.5),
            ("hello", 0.0),
            ("https://a.example", 0.0),
        ] {
            assert!((read(text).clarity - clarity).abs() < 0.01, "{text}");
        }
    }

    #[test]
    fn praise_and_blame_balance() {
        for (text, sentiment) in [
            ("looks great", 1.0),
            ("that is still wrong", -1.0),
            ("looks great. but that is still wrong", 0.0),
            ("the button is not shown", 0.0),
            ("add a test, thanks", 0.0),
            ("thanks", 1.0),
            ("the button is not shown :(", -1.0),
        ] {
            assert!((read(text).sentiment - sentiment).abs() < 0.01, "{text}");
        }
    }

    #[test]
    fn a_specification_is_more_complex_than_an_ask() {
        let long = read(
            "build a page:\n- a list\n- a form\n- a footer\nand explain how it works with the api that we have",
        );
        assert!(read("build a page").complexity < long.complexity);
    }

    #[test]
    fn reasons_name_rules_and_bytes() {
        let text = "ok. can you fix the header?";
        let reading = read(text);
        let asked = reading
            .reasons
            .iter()
            .find(|reason| reason.rule == Rule::CanYou);
        assert_eq!(
            asked.map(|reason| &text[reason.start..reason.end]),
            Some("can you fix the header")
        );
    }
}

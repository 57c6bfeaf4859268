//! How English asks, orders, judges and corrects: the form of a clause by its first words.
//!
//! After words that only lead in ('ok, so now …'), a clause is tried as a question, a correction, an order, a
//! polite ask, a wish, and at last as a statement that judges or informs.

mod ask;
mod question;
mod statement;
mod verb;

use super::Rule;
use super::act::{Act, Look};
use super::clause::Clause;
use super::lexicon::{Language, Lexicon, Phrases};
use verb::{is_plain_verb, is_verb};

/// Beginnings that say nothing of what follows.
const BEGINNINGS: &[&[&str]] = &[
    &["go", "ahead", "and"],
    &["go", "ahead"],
    &["go", "and"],
    &["be", "sure", "to"],
    &["make", "sure", "to"],
    &["try", "to"],
    &["try", "and"],
    &["remember", "to"],
    &["don't", "forget", "to"],
    &["before", "that"],
    &["after", "that"],
    &["for", "that"],
    &["besides", "that"],
    &["on", "top", "of", "that"],
    &["from", "now", "on"],
    &["at", "the", "end"],
    &["one", "more", "thing"],
];

/// Verbs whose object is given by custom.
const CUSTOMARY: &[&str] = &[
    "commit", "push", "pull", "merge", "deploy", "release", "build", "lint", "rebase", "login",
    "logout", "compile", "whoami",
];

fn lexicon() -> &'static Lexicon {
    Language::English.lexicon()
}

/// What leads into a clause.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Lead {
    /// 'please', anywhere in the clause.
    please: bool,
    /// 'maybe'.
    maybe: bool,
    /// 'really', 'very': what follows is no verb.
    degree: bool,
    /// 'no'.
    refuses: bool,
    /// 'no', 'actually', 'wait'.
    corrects: bool,
}

/// The words of a clause behind its leads.
struct Words<'c> {
    clause: &'c Clause,
    list: Vec<&'c str>,
    lead: Lead,
}

/// What a clause does.
pub(super) fn look(clause: &Clause) -> Look {
    if let Some(look) = whole(clause) {
        return look;
    }
    if clause.is_placeholder() {
        return Look::new(Act::Fragment, Rule::Pasted);
    }
    let words = Words::of(clause);
    let look = words
        .open_question()
        .or_else(|| words.question())
        .or_else(|| words.correction())
        .or_else(|| words.plain_order())
        .or_else(|| words.polite())
        .or_else(|| words.wish())
        .or_else(|| words.order())
        .or_else(|| words.judgement())
        .unwrap_or_else(|| words.rest());
    let states = matches!(
        look.act,
        Act::Behaviour | Act::Statement | Act::Fact | Act::NamedWork | Act::Fragment | Act::Forbid
    );
    let look = if words.lead.refuses && states {
        Look::new(Act::Correct, Rule::Correction)
    } else {
        look
    };
    // 'no I don't know …?' answers.
    let answers = words.lead.refuses && look.rule == Rule::QuestionMark;
    let look = if answers {
        Look::new(Act::Correct, Rule::Correction)
    } else {
        look
    };
    let asks = matches!(
        look.act,
        Act::Request | Act::Command | Act::Question | Act::Explore
    );
    let bare = asks && words.is_bare();
    Look {
        corrects: words.lead.corrects || look.corrects,
        aside: look.aside || words.has(&lexicon().aside),
        bare: look.bare || bare,
        repairs: bare && words.repairs(),
        ..look
    }
}

/// Clauses that are known as a whole: 'yes', 'the second one', 'thanks'.
fn whole(clause: &Clause) -> Option<Look> {
    let lexicon = lexicon();
    let plain = clause.text.trim();
    let mut text = plain;
    let leads = [
        "ok", "okay", "yeah", "yes", "well", "oh", "ah", "hmm", "hm", "alright", "hey", "cool",
        "great", "and", "but", "so",
    ];
    for lead in leads {
        let rest = text
            .strip_prefix(lead)
            .and_then(|rest| rest.strip_prefix(' '));
        text = rest.unwrap_or(text);
    }
    let is = |phrases: &Phrases| phrases.has(text) || phrases.has(plain);
    if goes_on(plain) {
        return Some(Look::new(Act::Agree, Rule::Agreement));
    }
    let greets = is(&lexicon.greet);
    if clause.asks && !greets {
        return None;
    }
    let lists = [
        (lexicon.praise.has(plain), Act::Praise, Rule::Praise),
        (greets, Act::Greet, Rule::Greeting),
        (
            is(&lexicon.thank) || lexicon.thank.is(text) && !clause.asks,
            Act::Thank,
            Rule::Thanks,
        ),
        (
            is(&lexicon.agree) || agrees_twice(plain),
            Act::Agree,
            Rule::Agreement,
        ),
        (is(&lexicon.refuse), Act::Refuse, Rule::Refusal),
        (is_choice(text, &lexicon.choose), Act::Choose, Rule::Choice),
    ];
    let (_, act, rule) = lists.into_iter().find(|(found, _, _)| *found)?;
    let takes_back = [
        "wait",
        "hold on",
        "stop",
        "sorry",
        "oops",
        "whoops",
        "my mistake",
        "my bad",
    ];
    Some(Look {
        corrects: act == Act::Refuse && takes_back.contains(&text),
        ..Look::new(act, rule).bare(act == Act::Choose)
    })
}

/// 'yes and yes': answers several questions at once.
fn agrees_twice(text: &str) -> bool {
    let mut words = text.split(' ').filter(|word| *word != "and");
    text.contains(' ')
        && words.all(|word| ["yes", "yep", "yeah", "ok", "okay", "sure"].contains(&word))
}

/// 'please continue with the next step': lets the work go on, and names none.
fn goes_on(text: &str) -> bool {
    let mut words = text
        .split(' ')
        .skip_while(|word| ["please", "ok", "okay", "yes", "now", "and", "let's"].contains(word));
    let goes = ["continue", "proceed", "resume", "carry", "keep", "go"]
        .contains(&words.next().unwrap_or_default());
    let vague = "with the work task tasks it this that now please from where you left off working on next step steps as planned plan \
        rest there then what were doing going ahead your we to";
    goes && words.all(|word| vague.split_whitespace().any(|vague| vague == word))
        && text.split(' ').count() > 1
}

/// 'option 2', '1 and 4', 'b', 'the second one please'.
fn is_choice(text: &str, phrases: &Phrases) -> bool {
    let text = text.trim_end_matches(" please");
    let count = text.split(' ').count();
    let joins = ["and", "or", "option", "number"];
    let listed = |word: &str| {
        let number = word.len() <= 2 && word.chars().all(|char| char.is_ascii_digit());
        let letter = word.len() == 1 && word.chars().all(|char| ('a'..='f').contains(&char));
        number || letter && text != "a" || joins.contains(&word)
    };
    let picks = count <= 5 && text.split(' ').all(listed) && !joins.contains(&text);
    picks && text != "option" || count <= 4 && phrases.is(text)
}

impl<'c> Words<'c> {
    fn of(clause: &'c Clause) -> Self {
        let all: Vec<&str> = clause.words().collect();
        let mut lead = Lead {
            please: clause.text.contains(" please "),
            ..Lead::default()
        };
        let mut from = 0;
        while let (Some(word), Some(next)) = (all.get(from), all.get(from + 1)) {
            if !leads(word, next) {
                break;
            }
            lead.please |= *word == "kindly";
            lead.degree = ["really", "very", "such", "pretty", "quite"].contains(word);
            lead.maybe |= ["maybe", "perhaps"].contains(word);
            lead.refuses |= ["no", "nope", "nah"].contains(word);
            lead.corrects |= ["no", "nope", "nah", "actually", "wait"].contains(word);
            from += 1;
        }
        let mut list = all.get(from..).unwrap_or_default().to_vec();
        for phrase in BEGINNINGS {
            if list.starts_with(phrase) && list.len() > phrase.len() {
                list.drain(..phrase.len());
            }
        }
        while list.first().is_some_and(|word| word.starts_with('§'))
            && list.get(1).is_some_and(|word| begins_ask(word))
        {
            list.remove(0);
        }
        Self { clause, list, lead }
    }

    fn at(&self, at: usize) -> &str {
        self.list.get(at).copied().unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether the clause has one of the phrases of a list.
    fn has(&self, phrases: &Phrases) -> bool {
        self.clause.has_any(phrases, false)
    }

    /// Whether the clause has one of these phrases; `^` marks one that must stand first.
    fn any(&self, phrases: &[&str]) -> bool {
        let text = self.clause.text.as_str();
        phrases.iter().any(|phrase| match phrase.strip_prefix('^') {
            Some(first) => text
                .strip_prefix(' ')
                .and_then(|text| text.strip_prefix(first))
                .is_some_and(|rest| rest.starts_with(' ')),
            None => text.contains(&format!(" {phrase} ")),
        })
    }

    /// Whether the first words are one of these at each place.
    fn begins(&self, places: &[&[&str]]) -> bool {
        places
            .iter()
            .enumerate()
            .all(|(at, words)| words.contains(&self.at(at)))
    }

    /// Nothing but the verb, and words that must be taken from the conversation. What is meant by 'commit' or
    /// 'push' is given by custom.
    fn is_bare(&self) -> bool {
        let lexicon = lexicon();
        let customary = self.list.iter().any(|word| CUSTOMARY.contains(word));
        let verb = self.list.iter().position(|word| is_verb(word));
        let content = self.list.iter().enumerate().any(|(at, word)| {
            let vague =
                lexicon.elsewhere.has(word) || lexicon.filler.has(word) || lexicon.repair.has(word);
            !vague && Some(at) != verb && !word.starts_with('§')
        });
        !content && !customary && !self.clause.text.contains('§')
    }

    /// Only puts right, or looks for, what is wrong.
    fn repairs(&self) -> bool {
        let mut verbs = self
            .list
            .iter()
            .filter(|word| is_verb(word) || **word == "wrong")
            .peekable();
        verbs.peek().is_some() && verbs.all(|word| lexicon().repair.has(word))
    }
}

/// Whether a word only leads in to the next one.
fn leads(word: &str, next: &str) -> bool {
    let lexicon = lexicon();
    if word == "no" {
        return lexicon.after_no.has(next) || is_verb(next);
    }
    // 'good work' judges, 'good, now …' leads in.
    if ["good", "great", "nice", "perfect"].contains(&word) {
        return lexicon.subjects.has(next) || is_verb(next);
    }
    lexicon.leads.has(word) || word.chars().all(|char| char.is_ascii_digit())
}

/// Whether a word behind a name or a picture begins an ask: 'a.rs why is it slow'.
fn begins_ask(word: &str) -> bool {
    let polite = [
        "please", "let's", "i", "we", "you", "this", "here", "can", "could", "do", "did",
    ];
    lexicon().wh.has(word) || polite.contains(&word) || word.starts_with('§') || is_plain_verb(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intent::clause::clauses;
    use crate::intent::prose::Prose;

    fn acts(text: &str) -> Vec<Act> {
        clauses(text, &Prose::of(text))
            .iter()
            .map(|clause| look(clause).act)
            .collect()
    }

    #[test]
    fn first_words_tell_the_act() {
        for (text, act) in [
            ("what is this?", Act::Question),
            ("how does it work", Act::Question),
            ("could you explain this?", Act::Question),
            ("could you move this?", Act::Request),
            ("is it done?", Act::Question),
            ("should we move this?", Act::Explore),
            ("I want to move this", Act::Request),
            ("let's move this", Act::Request),
            ("move this", Act::Command),
            ("test failures in the parser", Act::Fault),
            ("test the parser", Act::Command),
            ("in the header add a link", Act::Command),
            ("amke a list", Act::Command),
            ("unit tests for the parser", Act::NamedWork),
            ("I meant the parser", Act::Correct),
            ("don't move this", Act::Forbid),
            ("the label should be renamed", Act::Request),
            ("the label should be green", Act::Behaviour),
            ("it doesn't start", Act::Fault),
            ("it still doesn't start", Act::Displease),
            ("looks good", Act::Praise),
            ("thanks", Act::Thank),
            ("option 2", Act::Choose),
            ("yes", Act::Agree),
        ] {
            assert_eq!(acts(text), [act], "{text}");
        }
    }
}

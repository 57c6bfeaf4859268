//! The clauses of a prompt, in a plain form that phrases can be looked for in.
//!
//! A clause ends where a sentence does, at a comma or a colon, and before a conjunction that begins another
//! statement. Its text is in small letters, with one blank around each word. What only names something (a
//! path, a link, a quotation, code) becomes a placeholder, so that its words are not taken for the person's.

mod plain;
mod spans;
mod words;

use super::lexicon::Phrases;
use super::prose::{Prose, item};
pub(super) use words::is_wide;

use plain::plain;
use spans::{marks_outside, parentheses, quotations};
use words::{Word, Words, is_abbreviation};

/// So many characters are looked through for kana.
const FOLD_CHARS: usize = 2_000;
/// Stands for a path, an identifier, a flag.
pub(super) const NAME: &str = "§name";
/// Stands for a link.
pub(super) const LINK: &str = "§link";
/// Stands for a quotation.
pub(super) const QUOTE: &str = "§quote";

/// A clause in plain form.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Clause {
    /// Words in small letters, each with one blank before and after it.
    pub text: String,
    /// The bytes of the clause in the prompt.
    pub start: usize,
    pub end: usize,
    /// The number of its sentence.
    pub sentence: usize,
    /// It begins its sentence.
    pub opens: bool,
    /// It ends its sentence, and the sentence ends with a question mark.
    pub asks: bool,
    /// It ends its sentence.
    pub closes: bool,
    /// Exclamation marks at the end of the sentence.
    pub shouts: usize,
    /// It belongs to an item of a list.
    pub item: bool,
    /// The conjunction that it begins with is 'but'.
    pub but: bool,
    /// Words of three and more capital letters.
    pub capitals: usize,
}

impl Clause {
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split(' ').filter(|word| !word.is_empty())
    }

    /// Whether the clause has one of the phrases.
    pub fn has_any(&self, phrases: &Phrases, joined: bool) -> bool {
        phrases.found_in(&self.text, joined)
    }

    /// Whether there are only names, links or quotations.
    pub fn is_placeholder(&self) -> bool {
        self.words().all(|word| word.starts_with('§'))
    }

    /// The clause with other words, at the same place.
    pub fn with_text(&self, text: String) -> Self {
        Self {
            text,
            ..self.clone()
        }
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// All clauses of what a person wrote.
pub(super) fn clauses(text: &str, prose: &Prose) -> Vec<Clause> {
    let mut builder = Builder {
        // Japanese has its own forms of the characters that are folded for Chinese.
        folds: !text
            .chars()
            .take(FOLD_CHARS)
            .any(|char| matches!(char, '\u{3041}'..='\u{30ff}')),
        ..Builder::default()
    };
    for line in &prose.lines {
        if !line.kind.is_words() {
            continue;
        }
        let whole = text.get(line.start..line.end).unwrap_or_default();
        let rest = if line.kind.is_item() {
            item(whole).unwrap_or(whole)
        } else {
            whole
        };
        builder.item = line.kind.is_item();
        builder.line(rest, line.start + (whole.len() - rest.len()));
    }
    builder.done
}

#[derive(Default)]
struct Builder {
    done: Vec<Clause>,
    current: Clause,
    sentence: usize,
    /// The current sentence has a clause already.
    inside: bool,
    item: bool,
    /// So many clauses are of earlier lines.
    before_line: usize,
    /// Traditional characters are folded into simplified ones.
    folds: bool,
}

/// What ends before a word or a mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Break {
    Clause,
    But,
}

impl Builder {
    fn line(&mut self, line: &str, offset: usize) {
        self.before_line = self.done.len();
        let quoted = quotations(line);
        let asides = parentheses(line);
        let words = Words {
            line,
            at: 0,
            quoted: &quoted,
        };
        for word in words {
            if asides
                .iter()
                .any(|(from, to)| (*from..*to).contains(&word.start))
            {
                self.marks(&Word {
                    marks: marks_outside(&word, &asides),
                    ..word
                });
                continue;
            }
            let before = self.current.words().last().unwrap_or_default();
            if let Some(at) = conjunction(&word, line, before) {
                self.end_clause();
                self.current.but = at == Break::But;
            }
            self.word(&word, offset);
            let failed = word.marks.starts_with([':', '：']) && tells_error(&self.current);
            self.marks(&word);
            // What an error said follows: not the person's words.
            if failed {
                break;
            }
        }
        self.end_sentence(0, 0);
    }

    fn word(&mut self, word: &Word<'_>, offset: usize) {
        let plain = plain(word, self.folds);
        if plain.is_empty() {
            return;
        }
        if self.current.text.is_empty() {
            self.current.text.push(' ');
            self.current.start = offset + word.start;
        }
        if word.text.len() >= 3 && word.text.chars().all(char::is_uppercase) {
            self.current.capitals += 1;
        }
        self.current.end = offset + word.start + word.text.len();
        self.current.text.push_str(&plain);
        self.current.text.push(' ');
    }

    fn marks(&mut self, word: &Word<'_>) {
        let (mut asks, mut shouts, mut ends, mut pauses) = (0, 0, false, false);
        for mark in word.marks.chars() {
            match mark {
                '?' | '？' | '؟' => asks += 1,
                '!' | '！' => shouts += 1,
                '.' if !is_abbreviation(word.text) => ends = true,
                '。' | ';' | '；' | '…' | '—' | '–' | '→' => ends = true,
                ',' | '，' | ':' | '：' | '、' => pauses = true,
                _ => {}
            }
        }
        if asks + shouts > 0 || ends {
            self.end_sentence(asks, shouts);
        } else if pauses {
            self.end_clause();
        }
    }

    fn end_clause(&mut self) {
        if self.current.is_empty() {
            return;
        }
        let mut clause = std::mem::take(&mut self.current);
        clause.sentence = self.sentence;
        clause.opens = !self.inside;
        clause.item = self.item;
        self.inside = true;
        self.done.push(clause);
    }

    fn end_sentence(&mut self, asks: usize, shouts: usize) {
        self.end_clause();
        if !self.inside {
            return;
        }
        if asks > 0
            && self.done.len() > self.before_line + 1
            && self.done.last().is_some_and(is_tag)
        {
            self.done.pop();
        }
        if let Some(last) = self.done.last_mut() {
            last.asks = asks > 0;
            last.closes = true;
            last.shouts = shouts + asks.saturating_sub(1);
        }
        self.inside = false;
        self.sentence += 1;
    }
}

/// Whether a clause ends before this word: a conjunction, if more follows than a list of things.
fn conjunction(word: &Word<'_>, line: &str, before: &str) -> Option<Break> {
    let lower = word.text.to_lowercase();
    if ["but", "aber", "pero", "mais", "mas", "но", "however"].contains(&lower.as_str()) {
        return Some(Break::But);
    }
    if word.start > 0 && ["-", "--"].contains(&word.text) {
        return Some(Break::Clause);
    }
    let purpose = lower == "so"
        && line
            .get(word.start + word.text.len()..)
            .is_some_and(|rest| {
                ["that", "much", "many", "far", "as"]
                    .iter()
                    .any(|word| rest.trim_start().starts_with(word))
            });
    if !purpose
        && ["so", "because", "since", "although", "though", "->"].contains(&lower.as_str())
        && word.start > 0
    {
        return Some(Break::Clause);
    }
    let behind = line.get(word.start + word.text.len()..)?;
    let next = behind.split_whitespace().next()?.to_lowercase();
    let next = next.trim_matches(|char: char| !char.is_alphanumeric());
    let you = ["can", "could"].contains(&lower.as_str()) && ["you", "u", "we"].contains(&next);
    let governed = [
        "how", "what", "where", "why", "which", "who", "that", "if", "when", "whether", "as",
        "and", "or", "so", "but", "then", "also",
    ]
    .contains(&before);
    if word.start > 0 && !governed && (you || ["let's", "lets", "let’s"].contains(&lower.as_str()))
    {
        return Some(Break::Clause);
    }
    if !["and", "or", "und", "et", "y", "e", "и"].contains(&lower.as_str()) {
        return None;
    }
    ASKING
        .split_whitespace()
        .any(|word| word == next)
        .then_some(Break::Clause)
}

/// Words that begin an ask of their own behind 'and'.
const ASKING: &str = "can could would will should please pls let's lets how what why where which who is are does do did i we it also \
    now пожалуйста почему как что";

/// '…, right?': makes a question of what stands before it.
fn is_tag(clause: &Clause) -> bool {
    [
        "right",
        "no",
        "correct",
        "yes",
        "huh",
        "eh",
        "ok",
        "true",
        "verdad",
        "oder",
        "non",
        "да",
        "так",
        "верно",
        "对吧",
        "是吧",
    ]
    .contains(&clause.text.trim())
}

/// Whether a clause ends with a word that announces an error.
fn tells_error(clause: &Clause) -> bool {
    let last = clause.words().last().unwrap_or_default();
    [
        "error",
        "errors",
        "panic",
        "exception",
        "failed",
        "fatal",
        "ошибка",
        "错误",
        "报错",
        "错",
        "fehler",
        "erreur",
        "erro",
    ]
    .contains(&last)
        || last.ends_with("error")
        || last.ends_with("报错")
        || last.ends_with("错误")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        clauses(text, &Prose::of(text))
            .iter()
            .map(|clause| clause.text.trim().to_owned())
            .collect()
    }

    #[test]
    fn clauses_end_at_marks_and_conjunctions() {
        for (text, expected) in [
            ("Fix it, please.", vec!["fix it", "please"]),
            (
                "fix it. Then run a.b and c",
                vec!["fix it", "then run §name and c"],
            ),
            (
                "explain it and can you fix it?",
                vec!["explain it", "and can you fix it"],
            ),
            (
                "it works but it is slow",
                vec!["it works", "but it is slow"],
            ),
            (
                "say \"no, never\" to https://a.example/b?c",
                vec!["say §quote to §link"],
            ),
            (
                "Rename `foo bar` in src/a.rs to fooBar",
                vec!["rename §name in §name to §name"],
            ),
            (
                "好的，继续。把config.json删掉",
                vec!["好的", "继续", "把 §name 删掉"],
            ),
            ("wait...is it dont", vec!["wait", "is it don't"]),
            ("use 1.5, e.g. here", vec!["use 1.5", "e.g here"]),
            ("it is on, right?", vec!["it is on"]),
            ("- one\n- two", vec!["one", "two"]),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_belong_to_the_last_clause_of_a_sentence() {
        let text = "if it fails, why?! STOP NOW";
        let found = clauses(text, &Prose::of(text));
        let marks: Vec<_> = found
            .iter()
            .map(|clause| (clause.asks, clause.shouts, clause.opens))
            .collect();
        assert_eq!(
            marks,
            [(false, 0, true), (true, 1, false), (false, 0, true)]
        );
        assert_eq!(found.last().map(|clause| clause.capitals), Some(2));
    }
}

//! The clauses of a prompt, in a plain form that phrases can be looked for in.
//!
//! A clause ends where a sentence does, at a comma or a colon, and before a conjunction that begins another
//! statement. Its text is in small letters, with one blank around each word. What only names something (a
//! path, a link, a quotation, code) becomes a placeholder, so that its words are not taken for the person's.

use super::prose::{Kind, Prose, item};

/// Stands for a path, an identifier, a flag.
pub(super) const NAME: &str = "§name";
/// Stands for a link.
pub(super) const LINK: &str = "§link";
/// Stands for a quotation.
pub(super) const QUOTE: &str = "§quote";

/// A clause in plain form.
#[derive(Debug, Default)]
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
    /// Words of four and more capital letters.
    pub capitals: usize,
}

impl Clause {
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split(' ').filter(|word| !word.is_empty())
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// All clauses of what a person wrote.
pub(super) fn clauses(text: &str, prose: &Prose) -> Vec<Clause> {
    let mut builder = Builder::default();
    for line in &prose.lines {
        if !matches!(line.kind, Kind::Words | Kind::Item) {
            continue;
        }
        let whole = text.get(line.start..line.end).unwrap_or_default();
        let rest = if line.kind == Kind::Item {
            item(whole).unwrap_or(whole)
        } else {
            whole
        };
        builder.item = line.kind == Kind::Item;
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
}

/// What ends before a word or a mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Break {
    Clause,
    But,
}

impl Builder {
    fn line(&mut self, line: &str, offset: usize) {
        let quoted = quotations(line);
        let mut words = Words { line, at: 0, quoted: &quoted };
        while let Some(word) = words.next() {
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
        let plain = plain(word);
        if plain.is_empty() {
            return;
        }
        if self.current.text.is_empty() {
            self.current.text.push(' ');
            self.current.start = offset + word.start;
        }
        if word.text.len() >= 4 && word.text.chars().all(char::is_uppercase) {
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
        if let Some(last) = self.done.last_mut() {
            last.asks = asks > 0;
            last.closes = true;
            last.shouts = shouts + asks.saturating_sub(1);
        }
        self.inside = false;
        self.sentence += 1;
    }
}

/// A word with the marks that follow it.
#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    start: usize,
    /// Everything up to the next word that is no blank.
    marks: &'t str,
    quoted: bool,
}

struct Words<'t> {
    line: &'t str,
    at: usize,
    quoted: &'t [(usize, usize)],
}

impl<'t> Iterator for Words<'t> {
    type Item = Word<'t>;

    fn next(&mut self) -> Option<Word<'t>> {
        let start = self.skip_to_word()?;
        if let Some(&(_, end)) = self.quoted.iter().find(|(from, _)| *from == start) {
            self.at = end;
            return Some(self.with_marks(start, end, true));
        }
        let rest = self.line.get(start..)?;
        let mut end = start;
        let mut wide = None;
        for (at, char) in rest.char_indices() {
            let here = start + at;
            let class = char.is_alphabetic().then(|| is_wide(char));
            let stops = char.is_whitespace()
                || is_wide_mark(char)
                || (at > 0 && self.quoted.iter().any(|(from, _)| *from == here))
                || (wide.is_some() && class.is_some() && wide != class);
            if stops {
                break;
            }
            wide = class.or(wide);
            end = here + char.len_utf8();
        }
        let text = self.line.get(start..end)?;
        let bare = text.trim_end_matches(is_end_mark);
        let bare_end = if bare.is_empty() { end } else { start + bare.len() };
        self.at = bare_end;
        Some(self.with_marks(start, bare_end, false))
    }
}

impl<'t> Words<'t> {
    fn skip_to_word(&mut self) -> Option<usize> {
        let rest = self.line.get(self.at..)?;
        let skipped = rest.char_indices().find(|&(at, char)| {
            let quoted = self.quoted.iter().any(|(from, _)| *from == self.at + at);
            quoted || !char.is_whitespace() && !is_wide_mark(char) && !is_open_mark(char)
        });
        skipped.map(|(skipped, _)| self.at + skipped)
    }

    fn with_marks(&mut self, start: usize, end: usize, quoted: bool) -> Word<'t> {
        let rest = self.line.get(end..).unwrap_or_default();
        let mut length = length_of_marks(rest);
        // Some leave a blank before a question mark; in French it is the rule.
        let apart = rest.get(length..).unwrap_or_default();
        let blanks = apart.len() - apart.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
        if apart.get(blanks..).is_some_and(|apart| apart.starts_with(['?', '!', '？', '！', '؟'])) {
            length += blanks + length_of_marks(apart.get(blanks..).unwrap_or_default());
        }
        let behind = rest.get(length..).unwrap_or_default();
        // A mark within a word ends nothing: `a.b`, `1:2`. Dots for a pause do.
        let marks = rest.get(..length).unwrap_or_default();
        let open = behind.is_empty() || behind.starts_with(char::is_whitespace);
        let ends = open || marks.contains(|char: char| is_wide_mark(char) || "?!…".contains(char)) || marks.contains("..");
        self.at = end + length;
        Word {
            text: self.line.get(start..end).unwrap_or_default(),
            start,
            marks: if ends { marks } else { "" },
            quoted,
        }
    }
}

/// Whether a clause ends with a word that announces an error.
fn tells_error(clause: &Clause) -> bool {
    let last = clause.words().last().unwrap_or_default();
    ["error", "errors", "panic", "exception", "failed", "fatal", "ошибка", "错误", "报错", "错", "fehler", "erreur", "erro"].contains(&last)
        || last.ends_with("error")
        || last.ends_with("报错")
        || last.ends_with("错误")
}

fn length_of_marks(text: &str) -> usize {
    let first = text.char_indices().find(|&(_, char)| !(is_end_mark(char) || is_wide_mark(char)));
    first.map_or(text.len(), |(at, _)| at)
}

/// Han, kana and Hangul, which stand beside Latin words without a blank.
pub(super) fn is_wide(char: char) -> bool {
    matches!(char, '\u{3005}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

fn is_wide_mark(char: char) -> bool {
    matches!(char, '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '—' | '–' | '→')
}

fn is_end_mark(char: char) -> bool {
    ".,:;!?…)]}\"'”’»*".contains(char) || char == '؟'
}

fn is_open_mark(char: char) -> bool {
    "([{\"'“‘«*¿¡,;:!?.".contains(char)
}

fn is_abbreviation(word: &str) -> bool {
    let lower = word.to_lowercase();
    ["e.g", "i.e", "etc", "vs", "approx", "z.b", "p.ex", "т.е", "т.д", "incl", "re", "no", "fig", "resp"].contains(&lower.as_str())
}

/// Stretches in quotation marks or backticks that end on the same line, by their bytes. A quotation that is
/// most of the line is the person's own words.
fn quotations(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, char) in line.char_indices() {
        let end = at + char.len_utf8();
        match open {
            Some((start, close)) if char == close => {
                if (end - start) * 10 < line.len() * 6 {
                    found.push((start, end));
                }
                open = None;
            }
            None => open = closing(char).map(|close| (at, close)),
            Some(_) => {}
        }
    }
    found
}

fn closing(open: char) -> Option<char> {
    Some(match open {
        '"' => '"',
        '`' => '`',
        '“' => '”',
        '«' => '»',
        '「' => '」',
        '『' => '』',
        '《' => '》',
        _ => return None,
    })
}

/// A word in plain form; empty if nothing is left of it.
fn plain(word: &Word<'_>) -> String {
    if word.quoted {
        return if word.text.starts_with('`') { NAME } else { QUOTE }.to_owned();
    }
    let text = word.text.trim_start_matches(is_open_mark_or_mention);
    if word.text.contains("://") || word.text.starts_with("www.") {
        return LINK.to_owned();
    }
    if word.text.starts_with('@') || is_name(word.text) {
        return NAME.to_owned();
    }
    if !text.chars().any(char::is_alphanumeric) {
        return String::new();
    }
    let lower: String = text.to_lowercase().replace(['’', '‘', '`'], "'").replace('ё', "е");
    match CONTRACTIONS.binary_search_by(|(short, _)| (*short).cmp(&lower)) {
        Ok(at) => CONTRACTIONS.get(at).map_or(lower, |(_, long)| (*long).to_owned()),
        Err(_) => lower,
    }
}

fn is_open_mark_or_mention(char: char) -> bool {
    is_open_mark(char) || "#~".contains(char)
}

/// Paths, identifiers, flags, file names.
fn is_name(word: &str) -> bool {
    let letters = word.chars().any(char::is_alphabetic);
    let slash = word.contains(['/', '\\']) && letters && word.split(['/', '\\']).all(|part| part.len() != 1) && !is_pair(word);
    let dotted = word
        .rsplit_once('.')
        .is_some_and(|(stem, end)| !stem.is_empty() && (1..=5).contains(&end.len()) && end.chars().all(char::is_alphanumeric) && letters);
    let inner_capital = word
        .chars()
        .zip(word.chars().skip(1))
        .any(|(one, two)| one.is_lowercase() && two.is_uppercase());
    letters && (slash || dotted || inner_capital || word.contains(['_', '=', '$', '<']) || word.contains("::"))
        || word.starts_with("--")
        || word.starts_with('/') && letters
        || word.starts_with("~/")
        || word.starts_with("./")
}

/// `and/or`, `yes/no`: two short words of small letters.
fn is_pair(word: &str) -> bool {
    word.split('/').count() == 2 && word.len() <= 12 && word.chars().all(|char| char.is_lowercase() || char == '/')
}

/// Whether a clause ends before this word: a conjunction, if more follows than a list of things.
fn conjunction(word: &Word<'_>, line: &str, before: &str) -> Option<Break> {
    let lower = word.text.to_lowercase();
    if ["but", "aber", "pero", "mais", "mas", "но", "however"].contains(&lower.as_str()) {
        return Some(Break::But);
    }
    let purpose = lower == "so" && line.get(word.start + word.text.len()..).is_some_and(|rest| rest.trim_start().starts_with("that"));
    if !purpose && ["so", "because", "since", "although", "though", "->"].contains(&lower.as_str()) && word.start > 0 {
        return Some(Break::Clause);
    }
    let behind = line.get(word.start + word.text.len()..)?;
    let next = behind.split_whitespace().next()?.to_lowercase();
    let next = next.trim_matches(|char: char| !char.is_alphanumeric());
    let you = ["can", "could"].contains(&lower.as_str()) && ["you", "u", "we"].contains(&next);
    let governed = ["how", "what", "where", "why", "which", "who", "that", "if", "when", "whether", "as"].contains(&before);
    if word.start > 0 && !governed && (you || ["let's", "lets", "let’s"].contains(&lower.as_str())) {
        return Some(Break::Clause);
    }
    if !["and", "or", "und", "et", "y", "e", "и"].contains(&lower.as_str()) {
        return None;
    }
    ASKING.contains(&next).then_some(Break::Clause)
}

/// Words that begin an ask of their own behind 'and'.
const ASKING: &[&str] = &[
    "can", "could", "would", "will", "should", "please", "pls", "let's", "lets", "how", "what", "why", "where", "which", "who",
    "is", "are", "does", "do", "did", "i", "we", "it", "also", "now", "пожалуйста", "почему", "как", "что",
];

/// Contractions without an apostrophe and short forms, sorted.
const CONTRACTIONS: &[(&str, &str)] = &[
    ("arent", "aren't"),
    ("cannot", "can't"),
    ("cant", "can't"),
    ("couldnt", "couldn't"),
    ("couldve", "could've"),
    ("didnt", "didn't"),
    ("doesnt", "doesn't"),
    ("dont", "don't"),
    ("hadnt", "hadn't"),
    ("hasnt", "hasn't"),
    ("havent", "haven't"),
    ("hows", "how's"),
    ("idk", "i don't know"),
    ("im", "i'm"),
    ("isnt", "isn't"),
    ("ive", "i've"),
    ("pls", "please"),
    ("plz", "please"),
    ("r", "are"),
    ("shouldnt", "shouldn't"),
    ("thats", "that's"),
    ("theres", "there's"),
    ("u", "you"),
    ("wasnt", "wasn't"),
    ("werent", "weren't"),
    ("whats", "what's"),
    ("wheres", "where's"),
    ("whos", "who's"),
    ("wont", "won't"),
    ("wouldnt", "wouldn't"),
    ("ya", "you"),
];

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
            ("fix it. Then run a.b and c", vec!["fix it", "then run §name and c"]),
            ("explain it and can you fix it?", vec!["explain it", "and can you fix it"]),
            ("it works but it is slow", vec!["it works", "but it is slow"]),
            ("say \"no, never\" to https://a.example/b?c", vec!["say §quote to §link"]),
            ("Rename `foo bar` in src/a.rs to fooBar", vec!["rename §name in §name to §name"]),
            ("好的，继续。把config.json删掉", vec!["好的", "继续", "把 §name 删掉"]),
            ("wait...is it dont", vec!["wait", "is it don't"]),
            ("use 1.5, e.g. here", vec!["use 1.5", "e.g here"]),
            ("- one\n- two", vec!["one", "two"]),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_belong_to_the_last_clause_of_a_sentence() {
        let text = "if it fails, why?! STOP NOW";
        let found = clauses(text, &Prose::of(text));
        let marks: Vec<_> = found.iter().map(|clause| (clause.asks, clause.shouts, clause.opens)).collect();
        assert_eq!(marks, [(false, 0, true), (true, 1, false), (false, 0, true)]);
        assert_eq!(found.last().map(|clause| clause.capitals), Some(1));
    }

    #[test]
    fn contractions_are_sorted() {
        assert!(CONTRACTIONS.is_sorted_by_key(|(short, _)| *short));
    }
}

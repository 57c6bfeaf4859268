//! The words of a line, each with the marks that follow it.

/// A word with the marks that follow it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'t> {
    pub text: &'t str,
    pub start: usize,
    /// Everything up to the next word that is no blank.
    pub marks: &'t str,
    pub quoted: bool,
}

pub(super) struct Words<'t> {
    pub line: &'t str,
    pub at: usize,
    pub quoted: &'t [(usize, usize)],
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
            let dots = at > 0 && rest.get(at..).is_some_and(|rest| rest.starts_with(".."));
            let stops = dots
                || char.is_whitespace()
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
        let bare_end = if bare.is_empty() {
            end
        } else {
            start + bare.len()
        };
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
        if apart
            .get(blanks..)
            .is_some_and(|apart| apart.starts_with(['?', '!', '？', '！', '؟']))
        {
            length += blanks + length_of_marks(apart.get(blanks..).unwrap_or_default());
        }
        let behind = rest.get(length..).unwrap_or_default();
        // A mark within a word ends nothing: `a.b`, `1:2`. Dots for a pause do.
        let marks = rest.get(..length).unwrap_or_default();
        let open = behind.is_empty() || behind.starts_with(char::is_whitespace);
        let ends = open
            || marks.contains(|char: char| is_wide_mark(char) || "?!…".contains(char))
            || marks.contains("..");
        self.at = end + length;
        Word {
            text: self.line.get(start..end).unwrap_or_default(),
            start,
            marks: if ends { marks } else { "" },
            quoted,
        }
    }
}

fn length_of_marks(text: &str) -> usize {
    let first = text
        .char_indices()
        .find(|&(_, char)| !(is_end_mark(char) || is_wide_mark(char)));
    first.map_or(text.len(), |(at, _)| at)
}

/// Han, kana and Hangul, which stand beside Latin words without a blank.
pub(in crate::intent) fn is_wide(char: char) -> bool {
    matches!(char, '\u{3005}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

fn is_wide_mark(char: char) -> bool {
    matches!(char, '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '—' | '–' | '→')
}

fn is_end_mark(char: char) -> bool {
    ".,:;!?…)]}\"'”’»*".contains(char) || char == '؟'
}

pub(super) fn is_open_mark(char: char) -> bool {
    "([{\"'“‘«*¿¡,;:!?.".contains(char)
}

pub(super) fn is_abbreviation(word: &str) -> bool {
    let lower = word.to_lowercase();
    [
        "e.g", "i.e", "etc", "vs", "approx", "z.b", "p.ex", "т.е", "т.д", "incl", "re", "fig",
        "resp",
    ]
    .contains(&lower.as_str())
}

//! Stretches of a line that are not read word by word: quotations, and what stands in brackets.

use super::words::Word;

/// Stretches in quotation marks or backticks that end on the same line, by their bytes. A quotation that is
/// most of the line is the person's own words.
pub(super) fn quotations(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, char) in line.char_indices() {
        let end = at + char.len_utf8();
        match open {
            Some((start, close)) if char == close => {
                let bracket = close == ']';
                let inside = line.get(start..end).unwrap_or_default();
                let stands_for = inside.starts_with("[Image")
                    || inside.starts_with("[Pasted")
                    || inside == "[redacted]";
                if if bracket {
                    stands_for
                } else {
                    (end - start) * 10 < line.len() * 6
                } {
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

/// Stretches in round brackets that end on the same line, by their bytes, unless they are all of it.
pub(super) fn parentheses(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, char) in line.char_indices() {
        match (char, open) {
            ('(' | '（', None) => open = Some(at),
            (')' | '）', Some(start)) => {
                if (at - start) * 10 < line.len() * 6 {
                    found.push((start, at));
                }
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// The marks of a word in brackets that stand behind the closing one.
pub(super) fn marks_outside<'t>(word: &Word<'t>, asides: &[(usize, usize)]) -> &'t str {
    let end = word.start + word.text.len();
    let close = asides
        .iter()
        .find(|(_, to)| (end..=end + word.marks.len()).contains(to));
    close
        .and_then(|(_, to)| word.marks.get(to - end + 1..))
        .unwrap_or_default()
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
        '[' => ']',
        _ => return None,
    })
}

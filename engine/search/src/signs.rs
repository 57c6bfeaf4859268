//! Signs: whatever is seen in a text and is no part of a word.
//!
//! `→`, `=>`, `::`, `✓`, emoji: signs that stand together, with no blank and no word between them,
//! are a run. A run is found by any part of it, so that `✓` finds `✓,`.
//!
//! Between the words of a phrase, punctuation makes no difference (`foo.bar` finds `foo, bar`), but a
//! sign that says something does: `C++` does not find `C`, nor `a != b` `a = b`.

/// A sign that is repeated counts so often at most: rules and frames are drawn with any number of them.
const REPEATED_MAX: usize = 4;
/// Signs of a run that are asked for at most: the first ones.
pub const ASKED_MAX: usize = 8;
/// Signs of a piece. A longer run is several pieces, each of which begins with the last signs of the
/// piece before: so each part of [`ASKED_MAX`] signs is whole in some piece.
const PIECE: usize = 24;

/// Whether a sign belongs to how words are written: it makes no difference at the ends of what stands
/// between words.
fn is_soft(sign: char) -> bool {
    matches!(
        sign,
        '"' | '\'' | '`' | '(' | ')' | '[' | ']' | '{' | '}' | ',' | '.' | ';' | ':' | '*' | '_'
    ) || (!sign.is_ascii() && is_punctuation(sign))
}

/// Whether a sign says nothing by itself between words.
fn is_punctuation(sign: char) -> bool {
    match sign {
        '#' | '$' | '%' | '&' | '+' | '<' | '=' | '>' | '@' | '^' | '|' | '~' => false,
        _ if sign.is_ascii() => true,
        _ => matches!(sign,
            '\u{a1}' | '\u{ab}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
            | '\u{2010}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301f}' | '\u{30fb}'
            | '\u{5be}' | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{964}' | '\u{965}'),
    }
}

/// Whether a run holds more than punctuation. Of such runs the index knows where they stand; of others
/// only in which messages.
pub fn says_something(run: &str) -> bool {
    !run.chars().all(is_punctuation)
}

/// What of a run counts between words; nothing if it is punctuation alone.
pub fn between_words(run: &str) -> Option<&str> {
    let run = run.trim_matches(is_soft);
    says_something(run).then(|| asked(run))
}

/// What of a run is asked for.
pub fn asked(run: &str) -> &str {
    let end = run.char_indices().nth(ASKED_MAX);
    end.and_then(|(end, _)| run.get(..end)).unwrap_or(run)
}

/// A run while it is read.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) text: String,
    /// Where each of its signs begins in the text that is read.
    starts: Vec<usize>,
    last: Option<char>,
    repeated: usize,
    /// All of it is one piece.
    pub(super) is_whole: bool,
}

impl Run {
    /// Where it begins.
    pub(super) fn start(&self) -> usize {
        self.starts.first().copied().unwrap_or(0)
    }

    /// Takes in the next sign; whether a piece is full.
    #[inline]
    pub(super) fn push(&mut self, sign: char, at: usize) -> bool {
        if self.last == Some(sign) {
            self.repeated += 1;
            if self.repeated > REPEATED_MAX {
                return false;
            }
        } else {
            self.last = Some(sign);
            self.repeated = 1;
        }
        self.text.push(sign);
        self.starts.push(at);
        self.starts.len() > PIECE && !self.is_whole
    }

    /// Leaves of a full piece what the next one begins with.
    pub(super) fn go_on(&mut self) {
        let kept = self.text.char_indices().rev().nth(ASKED_MAX - 1);
        let from = kept.map_or(0, |(from, _)| from);
        self.text.drain(..from);
        self.starts
            .drain(..self.starts.len().saturating_sub(ASKED_MAX));
    }

    /// It ends.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.starts.clear();
        self.last = None;
        self.repeated = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_words_only_what_says_something_counts() {
        for (run, want) in [
            ("++", Some("++")),
            ("=\"", Some("=")),
            ("!=", Some("!=")),
            ("->", Some("->")),
            ("**=>**", Some("=>")),
            ("::", None),
            (".", None),
            ("—", None),
            ("\u{201d}→", Some("→")),
            ("--", None),
            ("=+=+=+=+=+", Some("=+=+=+=+")),
        ] {
            assert_eq!(between_words(run), want, "{run}");
        }
    }

    #[test]
    fn long_runs_come_in_pieces_that_overlap() {
        let mut run = Run::default();
        let signs: Vec<char> = "+-".chars().cycle().take(PIECE + 1).collect();
        let full = signs
            .iter()
            .enumerate()
            .map(|(at, sign)| run.push(*sign, at));
        assert_eq!(full.filter(|full| *full).count(), 1);
        run.go_on();
        assert_eq!(run.text.chars().count(), ASKED_MAX);
        assert_eq!(run.start(), PIECE + 1 - ASKED_MAX);
    }
}

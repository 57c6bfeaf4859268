//! The regular expressions of a price file.
//!
//! Small on purpose: they are for names of a few dozen letters, and a whole engine of them would be
//! a fiftieth of the app. What is known: letters, `.`, `[…]`, `\d \w \s` and their opposites, `^`,
//! `$`, groups, `|`, and `? * + {2} {2,} {2,3}`. The first match counts, and the longest from there.

mod read;

/// A pattern as the file has it, ready to use.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    text: String,
    any_of: Vec<Branch>,
}

/// Steps one after another.
type Branch = Vec<Step>;

#[derive(Clone, Debug)]
struct Step {
    what: What,
    at_least: u32,
    /// `u32::MAX` for any number of times.
    at_most: u32,
}

#[derive(Clone, Debug)]
enum What {
    Letter(Letters),
    Start,
    End,
    AnyOf(Vec<Branch>),
}

/// Letters from one to another, both included; or all but those.
#[derive(Clone, Debug, Default)]
struct Letters {
    ranges: Vec<(char, char)>,
    others: bool,
}

/// Places in a text, by number of letters before them.
type Places = Vec<bool>;

impl Pattern {
    /// Reads a pattern; the error says what of it is not understood.
    pub fn new(text: &str) -> Result<Self, String> {
        Ok(Self {
            text: text.to_owned(),
            any_of: read::pattern(text)?,
        })
    }

    /// The pattern as the file has it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How many bytes of `name` it matches.
    pub fn matched_length(&self, name: &str) -> Option<usize> {
        let letters: Vec<char> = name.chars().collect();
        let longest = |start: usize| {
            let mut from = vec![false; letters.len() + 1];
            *from.get_mut(start)? = true;
            let end = any_of(&self.any_of, &letters, &from)
                .iter()
                .rposition(|&is_end| is_end)?;
            let matched = letters.get(start..end)?;
            Some(matched.iter().map(|letter| letter.len_utf8()).sum())
        };
        (0..=letters.len()).find_map(longest)
    }
}

/// Where any of the branches ends that begins at one of the places.
fn any_of(branches: &[Branch], letters: &[char], from: &Places) -> Places {
    let mut ends = vec![false; from.len()];
    for branch in branches {
        let mut at = from.clone();
        for step in branch {
            at = step.repeat(letters, at);
        }
        add(&mut ends, &at);
    }
    ends
}

/// True if that made a difference.
fn add(places: &mut Places, more: &Places) -> bool {
    let mut is_new = false;
    for (place, &more) in places.iter_mut().zip(more) {
        is_new |= more && !*place;
        *place |= more;
    }
    is_new
}

impl Step {
    fn repeat(&self, letters: &[char], mut at: Places) -> Places {
        for _ in 0..self.at_least {
            let next = self.once(letters, &at);
            if next == at {
                break;
            }
            at = next;
        }
        let mut ends = at.clone();
        for _ in self.at_least..self.at_most {
            at = self.once(letters, &at);
            if !add(&mut ends, &at) {
                break;
            }
        }
        ends
    }

    fn once(&self, letters: &[char], from: &Places) -> Places {
        let kept = |keep: &dyn Fn(usize) -> bool| {
            let places = from.iter().enumerate();
            places.map(|(at, &is_from)| is_from && keep(at)).collect()
        };
        match &self.what {
            What::Start => kept(&|at| at == 0),
            What::End => kept(&|at| at == letters.len()),
            What::Letter(set) => {
                let mut ends: Places =
                    kept(&|at| letters.get(at).is_some_and(|&letter| set.has(letter)));
                ends.rotate_right(1);
                ends
            }
            What::AnyOf(branches) => any_of(branches, letters, from),
        }
    }
}

impl Letters {
    fn has(&self, letter: char) -> bool {
        let mut ranges = self.ranges.iter();
        ranges.any(|&(from, to)| (from..=to).contains(&letter)) != self.others
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Pattern;

    fn length(pattern: &str, name: &str) -> Option<usize> {
        Pattern::new(pattern).unwrap().matched_length(name)
    }

    #[test]
    fn dated_models_match_and_others_do_not() {
        for (pattern, name, matched) in [
            (
                r"^claude-opus-5[-@]\d{8}$",
                "claude-opus-5-20260101",
                Some(22),
            ),
            (
                r"^claude-opus-5[-@]\d{8}$",
                "claude-opus-5@20260101",
                Some(22),
            ),
            (r"^claude-opus-5[-@]\d{8}$", "claude-opus-5-2026010", None),
            (r"^claude-opus-5[-@]\d{8}$", "claude-opus-5-202601011", None),
            (
                r"^claude-opus-5[-@]\d{8}$",
                "my-claude-opus-5-20260101",
                None,
            ),
            (
                r"^claude-opus-5-\d{4}-\d{2}-\d{2}$",
                "claude-opus-5-2026-01-01",
                Some(24),
            ),
            (
                r"^claude-opus-5-\d{4}-\d{2}-\d{2}$",
                "claude-opus-5-20260101",
                None,
            ),
        ] {
            assert_eq!(length(pattern, name), matched, "{pattern} {name}");
        }
    }

    #[test]
    fn everything_known_works() {
        for (pattern, name, matched) in [
            ("opus", "claude-opus-5", Some(4)),
            ("", "anything", Some(0)),
            ("^$", "", Some(0)),
            ("a.c", "xabcx", Some(3)),
            (r"a\.c", "abc", None),
            ("(opus|sonnet)-[45]", "claude-sonnet-5", Some(8)),
            ("(?:a|ab)c", "abc", Some(3)),
            ("o(pus)?", "opus", Some(4)),
            ("a+?b*c{2,3}", "aacccc", Some(5)),
            ("(ab){2,}", "ababab", Some(6)),
            ("x{0}y", "y", Some(1)),
            ("[^a-c]+", "abcdef", Some(3)),
            (r"[\d_-]+", "a1_2-b", Some(4)),
            ("[]a]+", "a]b", Some(2)),
            ("[a-]+", "-a", Some(2)),
            (r"\W\S\s\D", "a-b c", Some(4)),
            ("é+", "céé", Some(4)),
            ("(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", None),
            ("((a?){9}){9}", "aa", Some(2)),
        ] {
            assert_eq!(length(pattern, name), matched, "{pattern} {name}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for pattern in [
            "(", ")", "a)", "(a", "[", "[a", "[b-a]", "*", "a**", "a{", "a{x}", "a{3,2}",
            "a{9999}", "^*", r"\", r"\b", r"\p{L}", "(?i)a", "(?<n>a)", "a|*",
        ] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
        assert!(Pattern::new(&"(".repeat(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn a_whole_engine_finds_the_same(
            pieces in prop::collection::vec(
                r"(a|b|-|\.|\\d|\\w|\\S|[.]|\[ab-\]|\[\^a\]|\(ab\)|\(a\|-b\))(\?|\*|\+|\{2\}|\{1,2\}|\{0,\})?",
                0..5,
            ),
            start in any::<bool>(),
            end in any::<bool>(),
            name in "[ab.1-]{0,8}",
        ) {
            let pattern = [if start { "^" } else { "" }, &pieces.concat(), if end { "$" } else { "" }];
            let pattern = pattern.concat();
            let theirs = regex_lite::Regex::new(&pattern).unwrap().find(&name);
            let theirs = theirs.map(|found| found.len());
            let ours = length(&pattern, &name);
            prop_assert_eq!(ours.is_some(), theirs.is_some(), "{} {}", pattern, name);
            // The longest one, which theirs is unless an earlier choice took it elsewhere.
            prop_assert!(ours >= theirs, "{} {}: {:?} {:?}", pattern, name, ours, theirs);
        }
    }
}

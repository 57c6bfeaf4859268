//! From the text of a pattern to its steps.

use super::{Branch, Letters, Step, What};

/// Groups within groups.
const DEEPEST: usize = 20;
/// The largest number in `{…}`.
const MOST: u32 = 255;

/// Letters of a pattern that are still to be read.
struct Reader<'a> {
    rest: &'a str,
}

pub(super) fn pattern(text: &str) -> Result<Vec<Branch>, String> {
    let mut reader = Reader { rest: text };
    let branches = reader.branches(0)?;
    match reader.next() {
        None => Ok(branches),
        Some(letter) => Err(format!("`{letter}` without its opening")),
    }
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut letters = self.rest.chars();
        let next = letters.next();
        self.rest = letters.as_str();
        next
    }

    fn takes(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Everything up to the end of the group or of the pattern.
    fn branches(&mut self, depth: usize) -> Result<Vec<Branch>, String> {
        if depth > DEEPEST {
            return Err("too many groups within groups".to_owned());
        }
        let mut branches = Vec::new();
        let mut branch = Branch::new();
        loop {
            match self.peek() {
                None | Some(')') => {
                    branches.push(branch);
                    return Ok(branches);
                }
                Some('|') => {
                    self.next();
                    branches.push(std::mem::take(&mut branch));
                }
                Some(_) => branch.push(self.step(depth)?),
            }
        }
    }

    fn step(&mut self, depth: usize) -> Result<Step, String> {
        let what = self.what(depth)?;
        let (at_least, at_most) = self.times()?;
        let is_place = matches!(what, What::Start | What::End);
        if is_place && (at_least, at_most) != (1, 1) {
            return Err("a place cannot be repeated".to_owned());
        }
        Ok(Step {
            what,
            at_least,
            at_most,
        })
    }

    fn what(&mut self, depth: usize) -> Result<What, String> {
        let letters = match self.next() {
            Some('^') => return Ok(What::Start),
            Some('$') => return Ok(What::End),
            Some('(') => {
                if !self.takes("?:") && self.peek() == Some('?') {
                    return Err("a group with `?`".to_owned());
                }
                let branches = self.branches(depth + 1)?;
                if !self.takes(")") {
                    return Err("`(` without its `)`".to_owned());
                }
                return Ok(What::AnyOf(branches));
            }
            Some('[') => self.set()?,
            Some('.') => Letters {
                ranges: vec![('\n', '\n')],
                others: true,
            },
            Some('\\') => self.escaped()?,
            Some(letter) if !"*+?{".contains(letter) => one(letter),
            other => return Err(format!("`{}` behind nothing", other.unwrap_or(' '))),
        };
        Ok(What::Letter(letters))
    }

    /// What follows a backslash.
    fn escaped(&mut self) -> Result<Letters, String> {
        let kind = self.next().ok_or("`\\` at the end")?;
        let ranges: &[(char, char)] = match kind.to_ascii_lowercase() {
            'd' => &[('0', '9')],
            'w' => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
            's' => &[('\t', '\r'), (' ', ' ')],
            letter if letter.is_ascii_alphanumeric() => return Err(format!("`\\{kind}`")),
            letter => return Ok(one(letter)),
        };
        Ok(Letters {
            ranges: ranges.to_vec(),
            others: kind.is_ascii_uppercase(),
        })
    }

    /// What stands between `[` and `]`.
    fn set(&mut self) -> Result<Letters, String> {
        let mut set = Letters {
            ranges: Vec::new(),
            others: self.takes("^"),
        };
        loop {
            let letter = match self.next() {
                None => return Err("`[` without its `]`".to_owned()),
                Some(']') if !set.ranges.is_empty() => return Ok(set),
                Some('[') => return Err("`[` between `[` and `]`".to_owned()),
                Some('\\') => {
                    let letters = self.escaped()?;
                    if letters.others {
                        return Err("a backslash and a capital between `[` and `]`".to_owned());
                    }
                    set.ranges.extend(letters.ranges);
                    continue;
                }
                Some(letter) => letter,
            };
            let is_range = self.peek() == Some('-') && !self.rest.starts_with("-]");
            let last = if is_range {
                self.next();
                self.next().unwrap_or(letter)
            } else {
                letter
            };
            if last < letter || (is_range && "[\\".contains(last)) {
                return Err(format!("`{letter}-{last}`"));
            }
            set.ranges.push((letter, last));
        }
    }

    /// How often the step before is wanted.
    fn times(&mut self) -> Result<(u32, u32), String> {
        let times = match self.peek() {
            Some('?') => (0, 1),
            Some('*') => (0, u32::MAX),
            Some('+') => (1, u32::MAX),
            Some('{') => {
                self.next();
                self.counted()?
            }
            _ => return Ok((1, 1)),
        };
        self.next();
        // As little as possible or as much: the longest match counts.
        self.takes("?");
        Ok(times)
    }

    /// The numbers before `}`.
    fn counted(&mut self) -> Result<(u32, u32), String> {
        let (inner, _) = self.rest.split_once('}').ok_or("`{` without its `}`")?;
        self.rest = self.rest.get(inner.len()..).unwrap_or_default();
        let number = |text: &str| {
            let number = text.parse().ok().filter(|&number| number <= MOST);
            number.ok_or_else(|| format!("`{{{inner}}}`"))
        };
        let times = match inner.split_once(',') {
            None => (number(inner)?, number(inner)?),
            Some((least, "")) => (number(least)?, u32::MAX),
            Some((least, most)) => (number(least)?, number(most)?),
        };
        if times.0 > times.1 {
            return Err(format!("`{{{inner}}}`"));
        }
        Ok(times)
    }
}

fn one(letter: char) -> Letters {
    Letters {
        ranges: vec![(letter, letter)],
        others: false,
    }
}

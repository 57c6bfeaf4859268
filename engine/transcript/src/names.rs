//! Names that are kept once and known by number.

use serde::{Deserialize, Serialize};

use sessionscope_log::key::{Domain, Key};
use sessionscope_log::keymap::KeyMap;

/// Names by number, in the order in which they came. A session that works on a large tree has thousands, and every
/// call of a tool asks for one or two of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Names {
    list: Vec<String>,
    /// The numbers of the first `looked_up` names; only while names are added.
    #[serde(skip)]
    numbers: KeyMap<u32>,
    #[serde(skip)]
    looked_up: usize,
}

impl Names {
    /// The name of this number; empty if there is none.
    pub fn name(&self, number: u32) -> &str {
        self.list.get(number as usize).map_or("", String::as_str)
    }

    /// All names by their numbers.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.list.iter()
    }

    /// The number of a name, which is added if it is new.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        // What was stored or put away has no table.
        for (at, known) in self.list.iter().enumerate().skip(self.looked_up) {
            self.numbers.insert(key(known), whole(at));
        }
        let next = whole(self.list.len());
        let number = *self.numbers.entry(key(name)).or_insert(next);
        if number == next {
            self.list.push(name.to_owned());
        }
        self.looked_up = self.list.len();
        number
    }

    /// Lets go of what only adding names needs.
    pub(super) fn rest(&mut self) {
        self.numbers = KeyMap::default();
        self.looked_up = 0;
    }
}

fn key(name: &str) -> Key {
    Key::new(Domain::Own, name.as_bytes())
}

fn whole(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number_before_and_after_it_was_put_away() {
        let mut names = Names::default();
        assert_eq!(
            ["a", "b", "a", ""].map(|name| names.number(name)),
            [0, 1, 0, 2]
        );
        names.rest();
        assert_eq!(["b", "c", "a"].map(|name| names.number(name)), [1, 3, 0]);
        let all: Vec<&str> = names.all().map(String::as_str).collect();
        assert_eq!(all, ["a", "b", "", "c"]);
        assert_eq!((names.name(3), names.name(4)), ("c", ""));
    }

    #[test]
    fn only_the_names_are_stored() {
        let mut names = Names::default();
        names.number("a");
        let stored = postcard::to_allocvec(&names).unwrap();
        assert_eq!(
            stored,
            postcard::to_allocvec(&["a".to_owned()].to_vec()).unwrap()
        );
        let mut back: Names = postcard::from_bytes(&stored).unwrap();
        assert_eq!((back.number("a"), back.number("b")), (0, 1));
    }
}

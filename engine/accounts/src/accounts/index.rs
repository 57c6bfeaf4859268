//! Where each key is claimed: from a key to the entries of packed digests that have it.
//!
//! A million keys must fit into a few megabytes, so a slot holds 32 bits of its key and a place;
//! whoever finds an entry there compares the whole key. Linear probing, in parts that grow one at
//! a time so that growing never needs a second copy of all.

use crate::pack::{EntryRef, Kind};
use sessionscope_log::key::Key;

/// How many tables the keys are spread over; a power of two.
const PARTS: usize = 64;
/// Least slots of a table that is not empty.
const SLOTS_MIN: usize = 16;

/// A segment that no slot has: the slot was never used.
const FREE: u32 = u32::MAX;
/// The slot's entry was removed; probing goes on past it.
const DEAD: u32 = u32::MAX - 1;

/// From keys to entries.
#[derive(Clone, Debug)]
pub(super) struct Index {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, Default)]
struct Part {
    slots: Vec<Slot>,
    /// Slots that are not [`FREE`].
    used: usize,
    /// Slots that hold an entry.
    live: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    /// The upper half of the key.
    print: u32,
    /// The segment of the entry.
    segment: u32,
    /// Its offset in the segment and, in the two lowest bits, its kind.
    place: u32,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            parts: vec![Part::default(); PARTS],
        }
    }
}

impl Index {
    /// Notes that an entry of `segment` stands there.
    pub fn insert(&mut self, segment: u32, stand: &EntryRef) {
        if let Some(part) = self.parts.get_mut(part_of(stand.key)) {
            part.insert(slot(segment, stand));
        }
    }

    /// Forgets that.
    pub fn remove(&mut self, segment: u32, stand: &EntryRef) {
        if let Some(part) = self.parts.get_mut(part_of(stand.key)) {
            part.remove(slot(segment, stand));
        }
    }

    /// Segments and offsets of entries that may have this key, in no order.
    pub fn find(&self, kind: Kind, key: Key, found: &mut Vec<(u32, u32)>) {
        found.clear();
        let Some(part) = self.parts.get(part_of(key)) else {
            return;
        };
        for slot in part.probe(print_of(key)) {
            if slot.segment != DEAD && slot.place & 3 == kind as u32 {
                found.push((slot.segment, slot.place >> 2));
            }
        }
    }
}

impl Part {
    fn insert(&mut self, slot: Slot) {
        if (self.used + 1) * 5 > self.slots.len() * 4 {
            self.grow();
        }
        self.used += 1;
        self.live += 1;
        put(&mut self.slots, slot);
    }

    fn remove(&mut self, wanted: Slot) {
        let length = self.slots.len();
        let start = start(wanted.print, length);
        for at in (start..length).chain(0..start) {
            match self.slots.get_mut(at) {
                Some(slot) if *slot == wanted => {
                    slot.segment = DEAD;
                    self.live -= 1;
                    return;
                }
                Some(slot) if slot.segment != FREE => {}
                _ => return,
            }
        }
    }

    /// The slots of this print, removed ones included.
    fn probe(&self, print: u32) -> impl Iterator<Item = &Slot> {
        let start = start(print, self.slots.len());
        let (before, from) = self
            .slots
            .split_at_checked(start)
            .unwrap_or((&[], &self.slots));
        from.iter()
            .chain(before)
            .take_while(|slot| slot.segment != FREE)
            .filter(move |slot| slot.print == print)
    }

    fn grow(&mut self) {
        let length = SLOTS_MIN.max(self.live * 3 / 2 + 1);
        let free = Slot {
            print: 0,
            segment: FREE,
            place: 0,
        };
        let old = std::mem::replace(&mut self.slots, vec![free; length]);
        for slot in old
            .into_iter()
            .filter(|slot| slot.segment != FREE && slot.segment != DEAD)
        {
            put(&mut self.slots, slot);
        }
        self.used = self.live;
    }
}

/// Puts it where the first free slot is; there is one.
fn put(slots: &mut [Slot], new: Slot) {
    let length = slots.len();
    let start = start(new.print, length);
    for at in (start..length).chain(0..start) {
        if let Some(slot) = slots.get_mut(at)
            && slot.segment == FREE
        {
            *slot = new;
            return;
        }
    }
}

fn slot(segment: u32, stand: &EntryRef) -> Slot {
    Slot {
        print: print_of(stand.key),
        segment,
        place: stand.offset << 2 | stand.kind as u32,
    }
}

fn part_of(key: Key) -> usize {
    usize::try_from(key.0 % PARTS as u64).unwrap_or(0)
}

fn print_of(key: Key) -> u32 {
    (key.0 >> 32) as u32
}

/// Where probing for a print begins: prints are evenly spread, so are starts.
fn start(print: u32, length: usize) -> usize {
    ((u64::from(print) * length as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use sessionscope_log::key::Domain;

    fn stand(number: u32) -> EntryRef {
        EntryRef {
            kind: Kind::Tool,
            key: Key::new(Domain::Own, &number.to_le_bytes()),
            offset: number,
        }
    }

    fn find(index: &Index, number: u32) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        index.find(Kind::Tool, stand(number).key, &mut found);
        found.sort_unstable();
        found
    }

    #[test]
    fn what_was_put_is_found_until_it_is_removed() {
        let mut index = Index::default();
        for number in 0..50_000 {
            index.insert(number % 7, &stand(number));
            index.insert(9, &stand(number));
        }
        for number in (0..50_000).step_by(3) {
            index.remove(9, &stand(number));
        }
        for number in 0..50_000 {
            let mut expected = vec![(number % 7, number)];
            if number % 3 != 0 {
                expected.push((9, number));
            }
            assert_eq!(find(&index, number), expected);
        }
        assert_eq!(find(&index, 60_000), []);
    }

    #[test]
    fn what_comes_and_goes_takes_no_more_room() {
        let mut index = Index::default();
        for round in 0..100 {
            for number in 0..1000 {
                index.insert(round, &stand(number));
            }
            for number in 0..1000 {
                index.remove(round, &stand(number));
            }
        }
        let slots: usize = index.parts.iter().map(|part| part.slots.len()).sum();
        assert!(slots < 8000, "{slots}");
    }

    #[test]
    fn kinds_are_told_apart() {
        let mut index = Index::default();
        index.insert(1, &stand(5));
        let mut found = Vec::new();
        index.find(Kind::User, stand(5).key, &mut found);
        assert_eq!(found, []);
    }
}

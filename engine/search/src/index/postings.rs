//! In which messages a term stands, and where in them.
//!
//! Two lists of numbers: for each message the distance from the one before, doubled, with the low
//! bit set if the term stands there several times, and then how often; and for each message the
//! places, each as the distance from the one before. They are apart because most queries need only
//! the first; of terms of which nobody asks for places there is only the first.

use super::Error;
use super::bytes::{Reader, put};

/// A list that grows message by message.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// Messages, complete but for the last one.
    pub(super) messages: Vec<u8>,
    /// Places in all of them.
    pub(super) places: Vec<u8>,
    /// How many messages.
    pub(super) count: u32,
    /// The last message; how often so far; where last; its distance from the one before.
    last: u32,
    times: u32,
    place: u32,
    distance: u32,
}

impl List {
    /// Adds a place in a message; both ascend.
    #[inline]
    pub(super) fn add(&mut self, message: u32, place: u32) {
        if self.count == 0 || message != self.last {
            self.begin(message);
        }
        put(&mut self.places, u64::from(place - self.place));
        self.place = place;
        self.times += 1;
    }

    /// Adds a message, once. Nobody asks where in it: a list of which only this is asked has no places.
    #[inline]
    pub(super) fn add_message(&mut self, message: u32) {
        if self.count == 0 || message != self.last {
            self.begin(message);
            self.times = 1;
        }
    }

    fn begin(&mut self, message: u32) {
        self.end();
        self.distance = message - if self.count == 0 { 0 } else { self.last };
        self.last = message;
        self.count += 1;
        self.times = 0;
        self.place = 0;
    }

    /// Writes the last message; nothing can be added behind that.
    pub(super) fn end(&mut self) {
        if self.count > 0 {
            let several = self.times > 1;
            let distance = u64::from(self.distance) << 1 | u64::from(several);
            put(&mut self.messages, distance);
            if several {
                put(&mut self.messages, u64::from(self.times - 2));
            }
        }
    }

    pub(super) fn held_bytes(&self) -> usize {
        self.messages.capacity() + self.places.capacity()
    }
}

/// Gives each message of a list and how often the term stands there.
pub(super) fn messages(
    list: &[u8],
    limit: u32,
    mut each: impl FnMut(u32, u32),
) -> Result<(), Error> {
    let mut reader = Reader(list);
    let mut message = 0_u32;
    let mut is_first = true;
    while !reader.is_done() {
        let head = reader.number()?;
        let distance = u32::try_from(head >> 1).map_err(|_| Error::Damaged)?;
        message = message.checked_add(distance).ok_or(Error::Damaged)?;
        if message >= limit || (distance == 0 && !is_first) {
            return Err(Error::Damaged);
        }
        is_first = false;
        let times = match head & 1 {
            0 => 1,
            _ => reader.small()?.checked_add(2).ok_or(Error::Damaged)?,
        };
        each(message, times);
    }
    Ok(())
}

/// Gives all places of a term: message and place, ascending.
pub(super) fn places(
    list: &[u8],
    places: &[u8],
    limit: u32,
    mut each: impl FnMut(u32, u32),
) -> Result<(), Error> {
    let mut reader = Reader(places);
    let mut wrong = Ok(());
    messages(list, limit, |message, times| {
        let mut place = 0_u32;
        for _ in 0..times {
            match reader.small() {
                Ok(distance) => place = place.saturating_add(distance),
                Err(error) => {
                    wrong = Err(error);
                    return;
                }
            }
            each(message, place);
        }
    })?;
    if !reader.is_done() {
        return Err(Error::Damaged);
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back() {
        let all = [
            (0, 0),
            (0, 7),
            (3, 1),
            (4, 200),
            (4, 201),
            (4, 900),
            (70_000, 5),
        ];
        let mut list = List::default();
        for (message, place) in all {
            list.add(message, place);
        }
        list.end();
        let mut seen = Vec::new();
        places(&list.messages, &list.places, 70_001, |message, place| {
            seen.push((message, place));
        })
        .unwrap();
        assert_eq!(seen, all);
        let mut counts = Vec::new();
        messages(&list.messages, 70_001, |message, times| {
            counts.push((message, times));
        })
        .unwrap();
        assert_eq!(counts, [(0, 2), (3, 1), (4, 3), (70_000, 1)]);
        assert_eq!(list.count, 4);
        assert_eq!(
            messages(&list.messages, 70_000, |_, _| ()),
            Err(Error::Damaged)
        );
        let cut = &list.places[1..];
        assert_eq!(
            places(&list.messages, cut, 70_001, |_, _| ()),
            Err(Error::Damaged)
        );
    }
}

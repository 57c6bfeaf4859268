//! Joins what is said of responses: by key, and within a key by what links records.

use std::collections::HashMap;

use super::FEW;
use crate::digest::Response;
use crate::order::sort_by;
use sessionscope_log::key::Key;
use sessionscope_log::keymap::KeyMap;

/// Stands for a place where a key has several responses.
const SEVERAL: usize = usize::MAX;

/// Where in a list of responses those of each key stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct ResponsePlaces {
    /// The response with plain usage records of each key, or [`SEVERAL`].
    plain: KeyMap<usize>,
    /// What stands for the other records of each key.
    other: KeyMap<usize>,
    /// Of keys with several responses: the place of each by the key and what links it.
    by_link: KeyMap<usize>,
    /// Places whose response became part of another, and where that is.
    joined: HashMap<usize, usize>,
}

impl ResponsePlaces {
    fn of(responses: &[Response]) -> Self {
        let mut places = Self::default();
        for (at, response) in responses.iter().enumerate() {
            let is_plain = response.plain_records > 0;
            let of_kind = if is_plain {
                &mut places.plain
            } else {
                &mut places.other
            };
            let Some(first) = of_kind.insert(response.key, at) else {
                continue;
            };
            of_kind.insert(response.key, SEVERAL);
            if let Some(known) = responses.get(first) {
                places.note(known, first);
            }
            places.note(response, at);
        }
        places
    }

    /// Adds records, to the responses that they are part of if there are any.
    pub(crate) fn put(&mut self, responses: &mut Vec<Response>, new: Response) {
        let of_kind = if new.plain_records > 0 {
            &mut self.plain
        } else {
            &mut self.other
        };
        let at = *of_kind.entry(new.key).or_insert(responses.len());
        if at == SEVERAL {
            return self.put_among(responses, new);
        }
        match responses.get_mut(at) {
            None => responses.push(new),
            Some(known) if new.plain_records == 0 || known.is_linked(&new, true) => known.join(new),
            Some(_) => self.split(responses, at, new),
        }
    }

    /// A second response of a key.
    fn split(&mut self, responses: &mut Vec<Response>, at: usize, new: Response) {
        self.plain.insert(new.key, SEVERAL);
        if let Some(known) = responses.get(at) {
            self.note(known, at);
        }
        self.note(&new, responses.len());
        responses.push(new);
    }

    /// Adds records of a key that has several responses; they may show some of these to be one.
    fn put_among(&mut self, responses: &mut Vec<Response>, new: Response) {
        let mut found = Vec::new();
        new.each_link(0, |link| {
            found.extend(self.by_link.get(&linked(new.key, link)).copied());
        });
        for at in &mut found {
            *at = self.place(*at);
        }
        sort_by(&mut found, Ord::cmp);
        found.dedup();
        let mut found = found.into_iter();
        let Some(first) = found.next() else {
            self.note(&new, responses.len());
            responses.push(new);
            return;
        };
        self.note(&new, first);
        let mut parts = vec![new];
        for at in found {
            parts.extend(responses.get_mut(at).map(std::mem::take));
            self.joined.insert(at, first);
        }
        if let Some(known) = responses.get_mut(first) {
            for part in parts {
                known.join(part);
            }
        }
    }

    /// Takes away what became part of another response.
    pub(crate) fn finish(self, responses: &mut Vec<Response>) {
        if !self.joined.is_empty() {
            let mut at = 0..;
            responses.retain(|_| !at.next().is_some_and(|at| self.joined.contains_key(&at)));
        }
    }

    /// Where a response is now; the way there is short the next time.
    fn place(&mut self, at: usize) -> usize {
        let mut now = at;
        while let Some(&joined) = self.joined.get(&now) {
            now = joined;
        }
        if now != at {
            self.joined.insert(at, now);
        }
        now
    }

    fn note(&mut self, response: &Response, at: usize) {
        response.each_link(0, |link| {
            self.by_link.insert(linked(response.key, link), at);
        });
    }
}

/// What a link of a key is found by.
fn linked(key: Key, link: u64) -> Key {
    Key::alone(key, link, 0)
}

/// Adds what later lines say of responses.
pub(super) fn merge(responses: &mut Vec<Response>, later: impl ExactSizeIterator<Item = Response>) {
    if later.len() <= FEW {
        later.for_each(|new| merge_one(responses, new));
        return;
    }
    let mut places = ResponsePlaces::of(responses);
    for new in later {
        places.put(responses, new);
    }
    places.finish(responses);
}

/// The same without a map, which takes longer to build than a look at each response.
fn merge_one(responses: &mut Vec<Response>, new: Response) {
    let is_part = |known: &Response| {
        let is_plain = new.plain_records > 0;
        known.key == new.key
            && is_plain == (known.plain_records > 0)
            && (!is_plain || known.is_linked(&new, true))
    };
    let found = responses.iter().enumerate();
    let found = found.filter(|(_, known)| is_part(known)).map(|(at, _)| at);
    let found: Vec<usize> = found.collect();
    let Some((&first, others)) = found.split_first() else {
        responses.push(new);
        return;
    };
    let mut parts = vec![new];
    for &at in others.iter().rev() {
        parts.push(responses.remove(at));
    }
    if let Some(known) = responses.get_mut(first) {
        for part in parts {
            known.join(part);
        }
    }
}

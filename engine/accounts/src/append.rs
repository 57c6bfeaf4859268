//! Joins the digests of neighbouring runs of lines into the digest of both.
//!
//! The same rules fold a single record into a digest: see `Keyed::absorb`.

mod responses;

use std::collections::BTreeMap;

use crate::digest::{Digest, Facts, NAMES_MAX, Response, ToolUse, Unknown, UserMessage};
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::keymap::KeyMap;

pub(crate) use responses::ResponsePlaces;

/// The name under which all names beyond [`NAMES_MAX`] are counted.
pub const MORE: &str = "(more)";
/// Most git branches kept for one file.
pub const BRANCHES_MAX: usize = 20;
/// Most session ids kept for one file; real ones name one, forks two.
pub const SESSIONS_MAX: usize = 100;
/// So few entries are found faster by looking at each than by building a map.
const FEW: usize = 4;

impl Digest {
    /// Takes in the digest of the lines that follow this one's in the same file.
    pub fn append(&mut self, later: &Self) {
        self.bytes += later.bytes;
        self.lines += later.lines;
        self.blank_lines += later.blank_lines;
        self.recovered_records += later.recovered_records;
        self.malformed.extend_from_slice(&later.malformed);
        count_all(&mut self.record_types, &later.record_types);
        self.unknown.append(&later.unknown);
        for (&format, &lines) in &later.formats {
            *self.formats.entry(format).or_default() += lines;
        }
        self.first = self.first.into_iter().chain(later.first).min();
        self.last = self.last.max(later.last);
        self.without_time += later.without_time;
        self.broken_time += later.broken_time;
        let numbers = join_names(&mut self.names, &later.names);
        let before = self.user_records;
        let responses = later.responses.iter().map(|response| {
            let mut response = renumbered(response, &numbers);
            response.links.shift(before);
            response
        });
        responses::merge(&mut self.responses, responses);
        self.user_records += later.user_records;
        merge(&mut self.user_messages, later.user_messages.iter().copied());
        merge(
            &mut self.tools,
            later.tools.iter().map(|tool| renumbered(tool, &numbers)),
        );
        self.lacking_an_id.add_sum(&later.lacking_an_id);
        self.lacking_message_id.add_sum(&later.lacking_message_id);
        self.every_line.add_sum(&later.every_line);
        self.facts.append(&later.facts);
    }
}

impl Unknown {
    fn append(&mut self, later: &Self) {
        count_all(&mut self.kinds, &later.kinds);
        count_all(&mut self.fields, &later.fields);
        count_all(&mut self.shapes, &later.shapes);
    }
}

impl Facts {
    fn append(&mut self, later: &Self) {
        for id in &later.session_ids {
            add_name(&mut self.session_ids, id, SESSIONS_MAX);
        }
        keep_first(&mut self.agent_id, later.agent_id.as_ref());
        keep_first(&mut self.cwd, later.cwd.as_ref());
        keep_first(&mut self.first_version, later.first_version.as_ref());
        keep_first(&mut self.first_prompt, later.first_prompt.as_ref());
        keep_last(&mut self.last_version, later.last_version.as_ref());
        keep_last(&mut self.custom_title, later.custom_title.as_ref());
        keep_last(&mut self.ai_title, later.ai_title.as_ref());
        keep_last(&mut self.summary, later.summary.as_ref());
        keep_last(&mut self.entrypoint, later.entrypoint.as_ref());
        keep_last(&mut self.cost_state, later.cost_state.as_ref());
        for branch in &later.branches {
            add_name(&mut self.branches, branch, BRANCHES_MAX);
        }
        self.compactions += later.compactions;
        self.api_errors += later.api_errors;
        self.interruptions += later.interruptions;
        self.usage_without_cache_object += later.usage_without_cache_object;
    }
}

/// Keeps a name, unless it is there already or there are enough.
pub(crate) fn add_name(names: &mut Vec<String>, name: &str, max: usize) {
    if names.len() < max && !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// An entry of a digest that stands for one key.
pub(crate) trait Keyed {
    /// What it stands for.
    fn key(&self) -> Key;
    /// Takes in what later lines say of the same key.
    fn absorb(&mut self, later: Self);
    /// Refers to names by other numbers: `numbers` holds the new one of each.
    fn renumber(&mut self, _numbers: &[u32]) {}
    /// Counts `user` records of its file from further before on.
    fn shift(&mut self, _user_records: u64) {}
}

impl Keyed for Response {
    fn key(&self) -> Key {
        self.key
    }

    fn absorb(&mut self, later: Self) {
        self.join(later);
    }

    fn shift(&mut self, user_records: u64) {
        self.links.shift(user_records);
    }

    fn renumber(&mut self, numbers: &[u32]) {
        if let Some(usage) = &mut self.usage {
            usage.model = renumber(usage.model, numbers);
            for extra in &mut usage.extras {
                extra.model = renumber(extra.model, numbers);
            }
        }
    }
}

impl Keyed for UserMessage {
    fn key(&self) -> Key {
        self.key
    }

    fn absorb(&mut self, _later: Self) {}
}

impl Keyed for ToolUse {
    fn key(&self) -> Key {
        self.key
    }

    fn absorb(&mut self, later: Self) {
        self.call = self.call.or(later.call);
        self.error = self.error.or(later.error);
    }

    fn renumber(&mut self, numbers: &[u32]) {
        if let Some(call) = &mut self.call {
            call.name = renumber(call.name, numbers);
        }
    }
}

/// Counts `times` more of `name`, folding the alphabetically last names into [`MORE`] where there
/// are too many. (Which names stay must not depend on the order in which they come, or digests of
/// parts would not join into the digest of the whole.)
pub(crate) fn count(counts: &mut BTreeMap<String, u64>, name: &str, times: u64) {
    if let Some(known) = counts.get_mut(name) {
        *known += times;
        return;
    }
    counts.insert(name.to_owned(), times);
    let kept = counts.len() - usize::from(counts.contains_key(MORE));
    if kept <= NAMES_MAX {
        return;
    }
    let last = counts.keys().rev().find(|name| *name != MORE).cloned();
    if let Some(folded) = last.and_then(|last| counts.remove(&last)) {
        *counts.entry(MORE.to_owned()).or_default() += folded;
    }
}

fn count_all(counts: &mut BTreeMap<String, u64>, later: &BTreeMap<String, u64>) {
    for (name, &times) in later {
        count(counts, name, times);
    }
}

fn keep_first(text: &mut Option<String>, later: Option<&String>) {
    if text.is_none() {
        *text = later.cloned();
    }
}

fn keep_last<T: Clone>(fact: &mut Option<T>, later: Option<&T>) {
    if later.is_some() {
        *fact = later.cloned();
    }
}

/// Adds what is new in `later` and gives, for each name of `later`, its number in `names`.
fn join_names(names: &mut Vec<String>, later: &[String]) -> Vec<u32> {
    if later.is_empty() {
        return Vec::new();
    }
    let mut known = Names::of(names);
    later.iter().map(|name| known.number(names, name)).collect()
}

/// The numbers of names in a list, by the names' keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(KeyMap<u32>);

impl Names {
    fn of(names: &[String]) -> Self {
        let keys = names.iter().map(|name| Self::key(name.as_bytes()));
        Self(keys.zip(0..).collect())
    }

    fn key(name: &[u8]) -> Key {
        Key::new(Domain::Own, name)
    }

    /// The number of a name in `names`, where it is put if it is new.
    pub(crate) fn number(&mut self, names: &mut Vec<String>, name: &str) -> u32 {
        *self.0.entry(Self::key(name.as_bytes())).or_insert_with(|| {
            names.push(name.to_owned());
            u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

fn renumber(name: Option<u32>, numbers: &[u32]) -> Option<u32> {
    name.and_then(|number| numbers.get(usize::try_from(number).ok()?).copied())
}

fn renumbered<T: Keyed + Clone>(entry: &T, numbers: &[u32]) -> T {
    let mut entry = entry.clone();
    entry.renumber(numbers);
    entry
}

/// Adds later entries to `entries`, those of a known key into the entry that is there.
fn merge<T: Keyed>(entries: &mut Vec<T>, later: impl ExactSizeIterator<Item = T>) {
    if later.len() <= FEW {
        for entry in later {
            match entries.iter_mut().find(|known| known.key() == entry.key()) {
                Some(known) => known.absorb(entry),
                None => entries.push(entry),
            }
        }
        return;
    }
    let mut places = Places::of(entries);
    for entry in later {
        places.put(entries, entry);
    }
}

/// Where in a list of entries each key stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(KeyMap<usize>);

impl Places {
    fn of<T: Keyed>(entries: &[T]) -> Self {
        Self(entries.iter().map(Keyed::key).zip(0..).collect())
    }

    /// Adds an entry, or has the one of the same key absorb it.
    pub(crate) fn put<T: Keyed>(&mut self, entries: &mut Vec<T>, entry: T) {
        let place = *self.0.entry(entry.key()).or_insert(entries.len());
        match entries.get_mut(place) {
            Some(known) => known.absorb(entry),
            None => entries.push(entry),
        }
    }
}

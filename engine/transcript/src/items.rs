//! What is shown of a session, in which order: the items of its transcript.
//!
//! An item is a record; the result of a tool is part of the item of its call. Records that stand in
//! several files of the session, as a fork or a resumption leaves them, are one item. Items keep the
//! order of the files, which is not that of time: parallel tools overlap.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use serde::{Deserialize, Serialize};

use super::entry::{Class, Entry, Marks};
use super::index::{Call, FileIndex, Outcome, Spent};
use sessionscope_log::key::Key;
use sessionscope_log::keymap::{KeyHasher, KeyMap};

/// A set of keys.
type KeySet = HashSet<Key, BuildHasherDefault<KeyHasher>>;

/// A record of a session: the number of its file, and its own within that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The number of the file.
    pub file: u32,
    /// The number of the record in it.
    pub entry: u32,
}

/// Which items are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Filter {
    /// Classes that are left out.
    pub hidden: Vec<Class>,
    /// Only what failed.
    pub errors: bool,
    /// Only what changes files.
    pub edits: bool,
    /// Without what subagents wrote into the session's own file.
    pub no_sidechains: bool,
    /// Only calls of this tool.
    pub tool: Option<String>,
    /// Each line by itself, results of tools too.
    pub lines: bool,
    /// Only these records, where a text was looked for.
    pub among: Option<Vec<Place>>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            hidden: vec![Class::Record],
            errors: false,
            edits: false,
            no_sidechains: false,
            tool: None,
            lines: false,
            among: None,
        }
    }
}

/// A session's files and how their records belong together.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    files: Vec<FileIndex>,
    /// Records in order, each message once.
    order: Vec<Place>,
    /// Calls by id.
    calls: KeyMap<(Place, Call)>,
    /// Results by the id of their call.
    outcomes: KeyMap<(Place, Outcome)>,
    /// Records by uuid.
    places: KeyMap<Place>,
    /// Forks: prompts of which one took the place of another.
    forks: Vec<Fork>,
    /// Records on a branch that was left.
    left: HashSet<Place>,
}

/// Prompts with the same parent: the session was taken back to it and went on in another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The prompts, the oldest first.
    pub prompts: Vec<Place>,
    /// Which of them the session went on with.
    pub kept: usize,
}

impl Transcript {
    /// Of these files, in the order in which they are to be read.
    pub fn new(files: Vec<FileIndex>) -> Self {
        let mut transcript = Self {
            files,
            ..Self::default()
        };
        transcript.put_in_order();
        transcript.pair();
        transcript.find_forks();
        transcript
    }

    /// The index of a file.
    pub fn file(&self, file: u32) -> Option<&FileIndex> {
        self.files.get(file as usize)
    }

    /// All files' indexes.
    pub fn files(&self) -> &[FileIndex] {
        &self.files
    }

    /// The record at a place.
    pub fn entry(&self, place: Place) -> Option<&Entry> {
        self.file(place.file)?.entries.get(place.entry as usize)
    }

    /// All records in order, each message once.
    pub fn order(&self) -> &[Place] {
        &self.order
    }

    /// The record of this uuid.
    pub fn find(&self, uuid: Key) -> Option<Place> {
        self.places.get(&uuid).copied()
    }

    /// The calls of a record, each with its result.
    pub fn calls_of(&self, place: Place) -> Vec<(Call, Option<(Place, Outcome)>)> {
        let Some(file) = self.file(place.file) else {
            return Vec::new();
        };
        let first = file.calls.partition_point(|call| call.entry < place.entry);
        let calls = file.calls.iter().skip(first);
        calls
            .take_while(|call| call.entry == place.entry)
            .map(|call| (*call, self.outcomes.get(&call.id).copied()))
            .collect()
    }

    /// The results in a record.
    pub fn outcomes_of(&self, place: Place) -> Vec<Outcome> {
        let Some(file) = self.file(place.file) else {
            return Vec::new();
        };
        let first = file
            .outcomes
            .partition_point(|outcome| outcome.entry < place.entry);
        let outcomes = file.outcomes.iter().skip(first);
        outcomes
            .take_while(|outcome| outcome.entry == place.entry)
            .copied()
            .collect()
    }

    /// What a record's message took, if the record is the message's first.
    pub fn spent(&self, place: Place) -> Option<&Spent> {
        let spent = &self.file(place.file)?.spent;
        let at = spent
            .binary_search_by_key(&place.entry, |spent| spent.entry)
            .ok()?;
        spent.get(at)
    }

    /// The item that shows a record: itself, or the call that it answers.
    pub fn item_of(&self, place: Place) -> Place {
        if !self.is_folded(place) {
            return place;
        }
        let outcomes = self.outcomes_of(place);
        let call = outcomes
            .first()
            .and_then(|outcome| self.calls.get(&outcome.id));
        call.map_or(place, |(call, _)| *call)
    }

    /// Forks, in the order of their first prompts.
    pub fn forks(&self) -> &[Fork] {
        &self.forks
    }

    /// The fork at which a record is one of the prompts.
    pub fn fork_at(&self, place: Place) -> Option<&Fork> {
        self.forks.iter().find(|fork| fork.prompts.contains(&place))
    }

    /// Whether a record is on a branch that was left.
    pub fn is_left(&self, place: Place) -> bool {
        self.left.contains(&place)
    }

    /// The items that `filter` lets through, in order.
    pub fn items(&self, filter: &Filter) -> Vec<Place> {
        let among: Option<HashSet<Place>> = filter
            .among
            .as_ref()
            .map(|places| places.iter().map(|&place| self.item_of(place)).collect());
        let items = self.order.iter().copied();
        items
            .filter(|&place| filter.lines || !self.is_folded(place))
            .filter(|place| among.as_ref().is_none_or(|among| among.contains(place)))
            .filter(|&place| self.passes(place, filter))
            .collect()
    }

    fn passes(&self, place: Place, filter: &Filter) -> bool {
        let Some(entry) = self.entry(place) else {
            return false;
        };
        if filter.hidden.contains(&entry.class)
            || (filter.no_sidechains && entry.marks.has(Marks::SIDECHAIN))
            || (filter.edits && !entry.marks.has(Marks::EDIT))
            || (filter.errors && !self.failed(place))
        {
            return false;
        }
        filter.tool.as_ref().is_none_or(|tool| {
            let calls = self.calls_of(place);
            let file = self.file(place.file);
            file.is_some_and(|file| calls.iter().any(|(call, _)| file.name(call.tool) == tool))
        })
    }

    /// Whether something failed in a record, or in the results of its calls.
    pub fn failed(&self, place: Place) -> bool {
        let own = self
            .entry(place)
            .is_some_and(|entry| entry.marks.has(Marks::ERROR));
        own || self
            .calls_of(place)
            .iter()
            .any(|(_, outcome)| outcome.is_some_and(|(_, outcome)| outcome.failed))
    }

    /// Whether a record is shown with the calls that it answers.
    fn is_folded(&self, place: Place) -> bool {
        let answers = self
            .entry(place)
            .is_some_and(|entry| entry.marks.has(Marks::RESULT));
        answers && {
            let outcomes = self.outcomes_of(place);
            // A second result of a call stands for itself: with the call is the first.
            let is_first = |id| {
                self.outcomes
                    .get(id)
                    .is_some_and(|(first, _)| *first == place)
            };
            outcomes
                .iter()
                .all(|outcome| self.calls.contains_key(&outcome.id) && is_first(&outcome.id))
        }
    }

    fn put_in_order(&mut self) {
        let mut seen = KeySet::default();
        for (file, index) in (0_u32..).zip(&self.files) {
            for (entry, record) in (0_u32..).zip(&index.entries) {
                let place = Place { file, entry };
                if let Some(uuid) = record.uuid {
                    if !seen.insert(uuid) {
                        continue;
                    }
                    self.places.insert(uuid, place);
                }
                self.order.push(place);
            }
        }
    }

    fn pair(&mut self) {
        for (file, index) in (0_u32..).zip(&self.files) {
            for call in &index.calls {
                let place = Place {
                    file,
                    entry: call.entry,
                };
                self.calls.entry(call.id).or_insert((place, *call));
            }
            for outcome in &index.outcomes {
                let place = Place {
                    file,
                    entry: outcome.entry,
                };
                self.outcomes.entry(outcome.id).or_insert((place, *outcome));
            }
        }
    }

    fn find_forks(&mut self) {
        let mut by_parent: KeyMap<Vec<Place>> = KeyMap::default();
        for &place in &self.order {
            let prompt = self
                .entry(place)
                .filter(|entry| entry.class == Class::Prompt && !entry.marks.has(Marks::SIDECHAIN));
            if let Some(parent) = prompt.and_then(|entry| entry.parent) {
                by_parent.entry(parent).or_default().push(place);
            }
        }
        by_parent.retain(|_, prompts| prompts.len() > 1);
        if by_parent.is_empty() {
            return;
        }
        let main = self.main_line();
        let forks = by_parent.into_values().map(|prompts| {
            let on_main = prompts.iter().rposition(|place| main.contains(place));
            Fork {
                kept: on_main.unwrap_or(prompts.len() - 1),
                prompts,
            }
        });
        self.forks = forks.collect();
        self.forks.sort_by_key(|fork| fork.prompts.first().copied());
        self.find_left();
    }

    /// The records from the end of the session back to its start.
    fn main_line(&self) -> HashSet<Place> {
        let told = self.files.iter().rev().find_map(|file| file.leaf);
        let last = || {
            let is_said = |place: &&Place| {
                self.entry(**place).is_some_and(|entry| {
                    entry.uuid.is_some()
                        && !entry.marks.has(Marks::SIDECHAIN)
                        && entry.class != Class::Record
                })
            };
            self.order.iter().rev().find(is_said).copied()
        };
        let mut next = told.and_then(|leaf| self.find(leaf)).or_else(last);
        let mut line = HashSet::new();
        while let Some(place) = next.filter(|place| line.insert(*place)) {
            let parent = self.entry(place).and_then(|entry| entry.parent);
            next = parent.and_then(|parent| self.find(parent));
        }
        line
    }

    /// Marks what follows from prompts that were taken back.
    fn find_left(&mut self) {
        let starts: HashSet<Place> = self
            .forks
            .iter()
            .flat_map(|fork| {
                let others = fork.prompts.iter().enumerate();
                others
                    .filter(|(at, _)| *at != fork.kept)
                    .map(|(_, place)| *place)
            })
            .collect();
        for &place in &self.order {
            let parent = self.entry(place).and_then(|entry| entry.parent);
            let parent = parent.and_then(|parent| self.find(parent));
            if starts.contains(&place) || parent.is_some_and(|parent| self.left.contains(&parent)) {
                self.left.insert(place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Indexer;
    use sessionscope_log::key::Domain;

    fn index(lines: &[&str]) -> FileIndex {
        let mut indexer = Indexer::default();
        indexer.push(lines.join("\n").as_bytes());
        indexer.finish()
    }

    fn user(uuid: &str, parent: &str, text: &str) -> String {
        format!(
            r#"{{"type":"user","uuid":"{uuid}","parentUuid":"{parent}","message":{{"role":"user","content":"{text}"}}}}"#
        )
    }

    fn reply(uuid: &str, parent: &str) -> String {
        format!(
            r#"{{"type":"assistant","uuid":"{uuid}","parentUuid":"{parent}","message":{{"role":"assistant","content":[{{"type":"text","text":"x"}}]}}}}"#
        )
    }

    fn call(uuid: &str, id: &str) -> String {
        format!(
            r#"{{"type":"assistant","uuid":"{uuid}","message":{{"role":"assistant","content":[{{"type":"tool_use","id":"{id}","name":"Bash","input":{{}}}}]}}}}"#
        )
    }

    fn result(uuid: &str, id: &str) -> String {
        format!(
            r#"{{"type":"user","uuid":"{uuid}","message":{{"role":"user","content":[{{"type":"tool_result","tool_use_id":"{id}","is_error":true,"content":""}}]}}}}"#
        )
    }

    fn server(uuid: &str, blocks: &str) -> String {
        format!(
            r#"{{"type":"assistant","uuid":"{uuid}","message":{{"role":"assistant","content":[{blocks}]}}}}"#
        )
    }

    const SEARCH: &str = r#"{"type":"server_tool_use","id":"s1","name":"web_search","input":{}}"#;
    const FOUND: &str = r#"{"type":"web_search_tool_result","tool_use_id":"s1","content":{"type":"web_search_tool_result_error"}}"#;
    const SAID: &str = r#"{"type":"text","text":"so"}"#;

    #[test]
    fn results_of_the_api_are_with_their_calls_in_whatever_record_they_come() {
        let apart = transcript(&[vec![server("a", SEARCH), server("b", FOUND)]]);
        assert_eq!(apart.items(&Filter::default()), [place(&apart, "a")]);
        assert!(apart.failed(place(&apart, "a")), "what came back says so");
        let together = transcript(&[vec![server("a", &[SEARCH, FOUND, SAID].join(","))]]);
        assert_eq!(together.items(&Filter::default()).len(), 1);
        let beside = transcript(&[vec![
            server("a", SEARCH),
            server("b", &[FOUND, SAID].join(",")),
        ]]);
        assert_eq!(
            beside.items(&Filter::default()).len(),
            2,
            "words stand for themselves"
        );
    }

    #[test]
    fn a_second_result_of_a_call_stands_for_itself() {
        let twice = transcript(&[vec![call("a", "t1"), result("r", "t1"), result("s", "t1")]]);
        let shown = twice.items(&Filter::default());
        assert_eq!(shown, [place(&twice, "a"), place(&twice, "s")]);
    }

    fn transcript(files: &[Vec<String>]) -> Transcript {
        let files = files.iter().map(|lines| {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            index(&lines)
        });
        Transcript::new(files.collect())
    }

    fn place(transcript: &Transcript, uuid: &str) -> Place {
        transcript
            .find(Key::new(Domain::Uuid, uuid.as_bytes()))
            .unwrap()
    }

    #[test]
    fn a_result_is_shown_with_its_call() {
        let transcript = transcript(&[vec![
            call("a", "t1"),
            call("b", "t2"),
            result("r", "t1"),
            result("s", "t9"),
        ]]);
        let shown = transcript.items(&Filter::default());
        assert_eq!(shown.len(), 3, "a result without a call stands for itself");
        assert_eq!(
            transcript.item_of(place(&transcript, "r")),
            place(&transcript, "a")
        );
        let errors = Filter {
            errors: true,
            ..Filter::default()
        };
        assert_eq!(
            transcript.items(&errors).len(),
            2,
            "the call that failed, and the other failure"
        );
        let tool = Filter {
            tool: Some("Bash".into()),
            ..Filter::default()
        };
        assert_eq!(transcript.items(&tool).len(), 2);
    }

    #[test]
    fn a_message_in_two_files_is_one() {
        let first = vec![user("u1", "", "a"), reply("a1", "u1")];
        let second = vec![
            user("u1", "", "a"),
            reply("a1", "u1"),
            user("u2", "a1", "b"),
        ];
        assert_eq!(
            transcript(&[first, second]).items(&Filter::default()).len(),
            3
        );
    }

    #[test]
    fn what_was_taken_back_is_a_branch() {
        let transcript = transcript(&[vec![
            user("u1", "", "a"),
            reply("a1", "u1"),
            user("u2", "a1", "b"),
            reply("a2", "u2"),
            user("u3", "a1", "c"),
            reply("a3", "u3"),
        ]]);
        assert_eq!(transcript.forks().len(), 1);
        assert_eq!(transcript.forks()[0].kept, 1);
        for (uuid, left) in [
            ("u1", false),
            ("u2", true),
            ("a2", true),
            ("u3", false),
            ("a3", false),
        ] {
            assert_eq!(transcript.is_left(place(&transcript, uuid)), left, "{uuid}");
        }
        assert!(transcript.fork_at(place(&transcript, "u3")).is_some());
    }

    #[test]
    fn a_circle_of_parents_ends() {
        let transcript = transcript(&[vec![
            user("u1", "u2", "a"),
            user("u2", "u1", "b"),
            user("u3", "u1", "c"),
        ]]);
        assert_eq!(transcript.order().len(), 3);
    }
}

use std::collections::BTreeSet;
use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::matcher::Matcher;
use crate::query::{Clock, Query};
use crate::walk::{Resume, Walk};
use sessionscope_log::key::Key;
use sessionscope_log::place::{Place, RootId, place};
use sessionscope_log::time::Instant;

#[derive(Debug, Default)]
struct Memory(HashMap<SegmentId, Vec<u8>>);

impl Store for Memory {
    fn read(&self, segment: SegmentId, start: u64, length: usize) -> Result<Vec<u8>, String> {
        let bytes = self.0.get(&segment).ok_or("none")?;
        let start = bytes.len().min(usize::try_from(start).unwrap());
        Ok(bytes[start..bytes.len().min(start + length)].to_vec())
    }
}

/// A corpus of files in memory and its index.
#[derive(Debug, Default)]
struct Corpus {
    files: Vec<(String, String)>,
    builder: Builder,
    catalogue: Catalogue,
    store: Memory,
}

fn file_id(path: &str) -> FileId {
    FileId {
        root: RootId(0),
        path: path.to_owned(),
    }
}

fn place_of(path: &str) -> Place {
    place("projects", path).unwrap()
}

fn query(text: &str) -> Query {
    Query::parse(text, &Clock::utc(Instant(1_800_000_000_000)))
}

impl Corpus {
    /// Adds text to a file, or begins one.
    fn append(&mut self, path: &str, text: &str) {
        match self.files.iter_mut().find(|(known, _)| known == path) {
            Some((_, content)) => content.push_str(text),
            None => self.files.push((path.to_owned(), text.to_owned())),
        }
        if !self.read(path, false) {
            assert!(self.read(path, true));
        }
    }

    fn replace(&mut self, path: &str, text: &str) {
        self.files.retain(|(known, _)| known != path);
        self.files.push((path.to_owned(), text.to_owned()));
        assert!(self.read(path, true));
    }

    fn remove(&mut self, path: &str) {
        self.files.retain(|(known, _)| known != path);
        self.catalogue.remove(&file_id(path));
    }

    fn read(&mut self, path: &str, is_anew: bool) -> bool {
        let id = file_id(path);
        let (_, content) = self.files.iter().find(|(known, _)| known == path).unwrap();
        let known = self.catalogue.file(&id).filter(|_| !is_anew).cloned();
        let (generation, resume) = match known {
            Some(state) => (state.generation, state.resume),
            None => (self.catalogue.new_generation(), Resume::default()),
        };
        let new = &content.as_bytes()[usize::try_from(resume.offset_bytes).unwrap()..];
        let mut file = self.builder.file(&id, generation, place_of(path), resume);
        // In pieces, as files are read.
        new.chunks(97).for_each(|piece| file.push(piece));
        let Ok(resume) = file.finish() else {
            return false;
        };
        self.catalogue.note(
            id,
            FileState {
                generation,
                size_bytes: content.len() as u64,
                mtime_ms: 0,
                resume,
            },
        );
        true
    }

    fn flush(&mut self) {
        if !self.builder.is_empty() {
            let bytes = self.builder.segment();
            let id = self.catalogue.new_segment();
            self.catalogue.add(id, bytes.len() as u64);
            self.store.0.insert(id, bytes);
        }
    }

    fn merge(&mut self) {
        let ids: Vec<SegmentId> = self
            .catalogue
            .segments()
            .iter()
            .map(|info| info.id)
            .collect();
        let index = self.open();
        let segments: Vec<&Segment> = ids.iter().map(|id| index.segment(*id).unwrap()).collect();
        let bytes = merge(&segments, &self.store, &self.catalogue).unwrap();
        let id = self.catalogue.new_segment();
        self.catalogue.replace(&ids, id, bytes.len() as u64);
        self.store.0.clear();
        self.store.0.insert(id, bytes);
    }

    fn open(&self) -> Index {
        let stored = Catalogue::decode(&self.catalogue.encode()).unwrap();
        assert_eq!(stored, self.catalogue);
        let (index, errors) = Index::open(&self.store, &stored);
        assert_eq!(errors, []);
        index
    }

    fn search(&self, index: &Index, text: &str) -> Search {
        let now = Instant(1_800_000_000_000);
        let mut search = Search::new(index, &self.store, query(text), now).unwrap();
        while search.step(index, &self.store).unwrap() {}
        search
    }

    /// The keys that the index gives.
    fn asked(&self, text: &str) -> Vec<Key> {
        let index = self.open();
        self.search(&index, text).keys(&index, &self.store).unwrap()
    }

    /// The keys that reading everything gives.
    fn scanned(&self, text: &str) -> Vec<Key> {
        let query = query(text);
        let mut matcher = Matcher::new(&query);
        let mut keys = BTreeSet::new();
        for (path, content) in &self.files {
            let walk = Walk::new(place_of(path));
            keys.extend(matcher.scan(walk, content.as_bytes(), |_, _| ()));
        }
        keys.into_iter().collect()
    }
}

/// A record of these words; of a few kinds, some with escapes.
fn record(kind: u8, uuid: u8, words: &[&str]) -> String {
    let text = words.join(if kind.is_multiple_of(2) { " " } else { "\n" });
    let time = format!("2026-0{}-01T00:00:00Z", 1 + uuid % 9);
    let uuid = format!("u{uuid}");
    let value = match kind % 6 {
        0 => {
            serde_json::json!({"type": "user", "uuid": uuid, "timestamp": time, "cwd": "/x/Tree", "gitBranch": "main",
            "message": {"role": "user", "content": text}})
        }
        1 => {
            serde_json::json!({"type": "assistant", "uuid": uuid, "timestamp": time, "gitBranch": "fix/one",
            "message": {"role": "assistant", "model": "claude-opus-5", "content": [{"type": "text", "text": text}]}})
        }
        2 => serde_json::json!({"type": "assistant", "uuid": uuid, "sessionId": "s9",
            "message": {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "Bash",
                "input": {"command": text, "file_path": format!("/src/{}.rs", words.first().unwrap_or(&""))}}]}}),
        3 => serde_json::json!({"type": "user", "uuid": uuid, "timestamp": time,
            "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "is_error": words.len() > 3, "content": text}]}}),
        4 => {
            serde_json::json!({"type": "progress", "uuid": "outer", "timestamp": time, "data": {"message": {"type": "assistant", "uuid": uuid,
            "message": {"role": "assistant", "content": [{"type": "thinking", "thinking": text}, {"type": "text", "text": "end"}]}}}})
        }
        _ => serde_json::json!({"type": "summary", "summary": text, "leafUuid": "l"}),
    };
    let line = value.to_string();
    if kind >= 6 {
        // The same, written otherwise.
        return line.replace('é', "\\u00e9").replace('a', "\\u0061") + "\n";
    }
    line + "\n"
}

const WORDS: &[&str] = &[
    "alpha",
    "Beta",
    "gamma",
    "été",
    "ete\u{301}",
    "日本",
    "本日",
    "foo_bar",
    "foo.bar",
    "x",
    "y2",
    "Straße",
    "alphabet",
];
const PATHS: &[&str] = &[
    "p/s1.jsonl",
    "p/s2.jsonl",
    "q/s1.jsonl",
    "q/agent-7.jsonl",
    "p/s1/subagents/agent-a.jsonl",
];

fn records() -> impl Strategy<Value = String> {
    let words = prop::collection::vec(prop::sample::select(WORDS), 0..6);
    let record =
        (0_u8..12, 0_u8..30, words).prop_map(|(kind, uuid, words)| record(kind, uuid, &words));
    let odd = prop::sample::select(vec![
        "not json\n",
        "\n",
        "{\"type\":\"user\",\"uuid\":\"u1\",\"message\":{\"role\":\"user\",\"content\":\"alpha\"}}{\"type\":\"x\",\"a\":\"beta\"}\n",
        "{\"type\":\"user\",\"uuid\":\"u2\",\"message\":{\"role\":\"user\",\"content\":\"gamma x\"}}",
    ]);
    let record = prop_oneof![9 => record, 1 => odd.prop_map(str::to_owned)];
    prop::collection::vec(record, 0..5).prop_map(|records| records.concat())
}

#[derive(Clone, Debug)]
enum Edit {
    Append(&'static str, String),
    Replace(&'static str, String),
    Remove(&'static str),
    Flush,
    Merge,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let path = || prop::sample::select(PATHS);
    let edit = prop_oneof![
        6 => (path(), records()).prop_map(|(path, text)| Edit::Append(path, text)),
        1 => (path(), records()).prop_map(|(path, text)| Edit::Replace(path, text)),
        1 => path().prop_map(Edit::Remove),
        3 => Just(Edit::Flush),
        1 => Just(Edit::Merge),
    ];
    prop::collection::vec(edit, 0..20)
}

fn queries() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS).prop_map(str::to_owned);
    let leaf = prop_oneof![
        4 => word.clone(),
        2 => word.clone().prop_map(|word| word.chars().take(2).collect::<String>() + "*"),
        2 => (word.clone(), word).prop_map(|(one, other)| format!("\"{one} {other}\"")),
        2 => prop::sample::select(vec![
            "project:tree", "project:p", "session:s1", "session:s9", "tool:bash", "tool:b*", "role:user", "role:tool",
            "is:error", "is:thinking", "is:title", "branch:main", "branch:fix*", "model:opus",
            "file:alpha", "file:été", "before:2026-04", "after:2026-05-01", "on:2026-02", "is:sidechain", "-is:prompt",
        ]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|parts| format!("({})", parts.join(" "))),
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.prop_map(|part| format!("-{part}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever comes, grows and goes, the index says what reading all files says.
    #[test]
    fn the_index_answers_as_a_scan(edits in edits(), queries in prop::collection::vec(queries(), 1..6)) {
        let mut corpus = Corpus::default();
        for edit in &edits {
            match edit {
                Edit::Append(path, text) => corpus.append(path, text),
                Edit::Replace(path, text) => corpus.replace(path, text),
                Edit::Remove(path) => corpus.remove(path),
                Edit::Flush => corpus.flush(),
                Edit::Merge => {
                    corpus.flush();
                    corpus.merge();
                }
            }
        }
        corpus.flush();
        for query in &queries {
            prop_assert_eq!(corpus.asked(query), corpus.scanned(query), "{}", query);
        }
        let mut merged = corpus;
        let before: Vec<_> = queries.iter().map(|query| merged.asked(query)).collect();
        merged.merge();
        let after: Vec<_> = queries.iter().map(|query| merged.asked(query)).collect();
        prop_assert_eq!(before, after);
    }

    /// A segment with any byte changed gives an error or answers, and never breaks.
    #[test]
    fn damage_is_an_error(text in records(), at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut corpus = Corpus::default();
        corpus.append("p/s1.jsonl", &(text + &record(0, 1, &["alpha"; 200])));
        corpus.flush();
        let whole = corpus.store.0.values().next().unwrap().clone();
        let at = at.index(whole.len());
        corpus.store.0.values_mut().for_each(|bytes| bytes[at] = to);
        let (index, errors) = Index::open(&corpus.store, &corpus.catalogue);
        for text in ["alpha", "al*", "\"alpha alpha\"", "-x", "file:a tool:b", "before:2027"] {
            let search = Search::new(&index, &corpus.store, query(text), Instant(0));
            let Ok(mut search) = search else { continue };
            if search.step(&index, &corpus.store).is_ok() {
                let _ = search.top(&index, &corpus.store, 0, 9);
            }
        }
        prop_assert!(to == whole[at] || !errors.is_empty() || corpus.is_noticed_or_unused(&index));
    }
}

impl Corpus {
    /// Whether reading all of the index finds the damage (or it is in what no checksum needs).
    fn is_noticed_or_unused(&self, index: &Index) -> bool {
        let segments: Vec<&Segment> = self
            .catalogue
            .segments()
            .iter()
            .filter_map(|info| index.segment(info.id))
            .collect();
        merge(&segments, &self.store, &self.catalogue).is_err()
    }
}

#[test]
fn hits_are_ranked_and_grouped_by_session() {
    let mut corpus = Corpus::default();
    corpus.append("p/s1.jsonl", &record(1, 1, &["alpha", "x", "x", "x"]));
    corpus.append("p/s1.jsonl", &record(0, 2, &["alpha"]));
    corpus.append("p/s2.jsonl", &record(5, 3, &["alpha"]));
    corpus.flush();
    corpus.append("p/s2.jsonl", &record(1, 1, &["alpha", "x", "x", "x"]));
    corpus.append("q/s1.jsonl", &record(0, 4, &["Beta"]));
    corpus.flush();
    let index = corpus.open();
    let search = corpus.search(&index, "alpha");
    let (total, top) = search.top(&index, &corpus.store, 0, 2).unwrap();
    assert_eq!((total, top.len()), (3, 2));
    assert!(top[0].score >= top[1].score);
    let (_, rest) = search.top(&index, &corpus.store, 2, 9).unwrap();
    assert_eq!(rest.len(), 1);
    let hits = search.by_session(&index, &corpus.store, 9, 1).unwrap();
    assert_eq!((hits.hits, hits.sessions), (3, 2));
    let told = hits
        .best
        .iter()
        .map(|session| (session.session.as_str(), session.hits, session.best.len()));
    // The copy in s2 is the message of s1, and a title comes first.
    assert_eq!(told.collect::<Vec<_>>(), [("s2", 1, 1), ("s1", 2, 1)]);
}

#[test]
fn results_bear_the_name_of_their_tool_across_a_pause() {
    let mut corpus = Corpus::default();
    corpus.append("p/s1.jsonl", &record(2, 1, &["alpha"]));
    corpus.flush();
    corpus.append("p/s1.jsonl", &record(3, 2, &["gamma"]));
    corpus.flush();
    assert_eq!(corpus.asked("tool:bash gamma").len(), 1);
    assert_eq!(corpus.scanned("tool:bash gamma").len(), 1);
}

#[test]
fn a_last_line_without_its_end_is_found_and_may_go_on() {
    let mut corpus = Corpus::default();
    let line = record(0, 1, &["alpha"]);
    corpus.append("p/s1.jsonl", line.trim_end());
    corpus.flush();
    assert_eq!(corpus.asked("alpha").len(), 1);
    corpus.append("p/s1.jsonl", &format!("\n{}", record(0, 2, &["alpha"])));
    corpus.flush();
    assert_eq!(corpus.asked("alpha").len(), 2);
    // Half a record that is finished later.
    let line = record(0, 3, &["alpha"]);
    corpus.append("p/s1.jsonl", &line[..20]);
    corpus.flush();
    corpus.append("p/s1.jsonl", &line[20..]);
    corpus.flush();
    assert_eq!(corpus.asked("alpha").len(), 3);
    assert_eq!(corpus.asked("alpha"), corpus.scanned("alpha"));
}

#[test]
fn merging_is_due_when_small_segments_are_many() {
    let mut catalogue = Catalogue::default();
    for bytes in [1000, 2000, 50 << 20, 3000, 4000, 5000] {
        let id = catalogue.new_segment();
        catalogue.add(id, bytes);
    }
    assert_eq!(due(&catalogue), None);
    let id = catalogue.new_segment();
    catalogue.add(id, 10);
    let due = due(&catalogue).unwrap();
    assert_eq!(due.len(), 6);
    assert!(!due.contains(&SegmentId(3)));
}

#[test]
fn what_is_not_ours_is_told() {
    assert_eq!(Catalogue::decode(b""), Err(Error::NotOurs));
    let mut stored = Catalogue::default().encode();
    stored[5] = 99;
    assert_eq!(Catalogue::decode(&stored), Err(Error::Version(99)));
    let mut stored = Catalogue::default().encode();
    *stored.last_mut().unwrap() ^= 1;
    assert_eq!(Catalogue::decode(&stored), Err(Error::Damaged));
    let mut catalogue = Catalogue::default();
    let id = catalogue.new_segment();
    catalogue.add(id, 3);
    for bytes in [b"".to_vec(), b"xyz".to_vec(), b"SSCP\x03\x09\x00".to_vec()] {
        let store = Memory(HashMap::from([(id, bytes)]));
        let (_, errors) = Index::open(&store, &catalogue);
        assert_eq!(errors.len(), 1);
    }
}

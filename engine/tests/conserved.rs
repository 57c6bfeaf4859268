//! Nothing of a record is lost: each string, number and boolean of it is drawn, open, folded or behind a button,
//! or is on a short list of what is not (`transcript::exempt`).
//!
//! It is tried out. Each value of a record is changed, by itself, into one that stands nowhere else, and the
//! record is drawn again: what is new must be seen. So nothing passes because the same word happens to stand
//! elsewhere, and values of the wrong type are tried as well.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sessionscope_engine::transcript::article::{article, more, needs, record_text};
use sessionscope_engine::transcript::bound::Cursor;
use sessionscope_engine::transcript::entry::Marks;
use sessionscope_engine::transcript::exempt::{EXEMPT, fits, is_base64};
use sessionscope_engine::transcript::index::Indexer;
use sessionscope_engine::transcript::items::{Place, Transcript};
use sessionscope_engine::transcript::markup::{Attribute, Node, Tag};

/// So many values are tried of each path in each kind of record.
const TRIED: usize = 2;

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// A file's transcript.
struct Log {
    transcript: Transcript,
    texts: HashMap<Place, Vec<u8>>,
}

impl Log {
    fn read(bytes: &[u8]) -> Self {
        let mut indexer = Indexer::default();
        indexer.push(bytes);
        let transcript = Transcript::new(vec![indexer.finish()]);
        let texts = transcript.order().iter().map(|&place| {
            let entry = transcript.entry(place).unwrap();
            let start = usize::try_from(entry.offset_bytes).unwrap();
            let length = usize::try_from(entry.length_bytes).unwrap();
            (
                place,
                record_text(&bytes[start..start + length], entry.part),
            )
        });
        let texts = texts.collect();
        Self { transcript, texts }
    }

    /// All that is drawn where a record is, with another text of it.
    fn drawn(&self, place: Place, other: Option<&[u8]>) -> String {
        let item = self.transcript.item_of(place);
        let text = |wanted: Place| match other {
            Some(other) if wanted == place => Some(other),
            _ => self.texts.get(&wanted).map(Vec::as_slice),
        };
        assert!(
            needs(&self.transcript, item).contains(&place),
            "it is drawn elsewhere"
        );
        let article = article(&self.transcript, item, &text).unwrap();
        let mut drawn = format!("{}\n", article.title);
        let mut next = Vec::new();
        collect(&article.body, &mut drawn, &mut next);
        while let Some(cursor) = next.pop() {
            let piece = more(&self.transcript, item, cursor, false, &text).unwrap();
            collect(&piece, &mut drawn, &mut next);
        }
        drawn
    }
}

fn collect(nodes: &[Node], out: &mut String, next: &mut Vec<Cursor>) {
    for node in nodes {
        match node {
            Node::Text(text) => out.extend([text.as_str(), "\n"]),
            Node::Element(element) => {
                for (name, value) in &element.attributes {
                    match name {
                        Attribute::More => next.extend(Cursor::parse(value)),
                        _ => out.extend([value.as_str(), "\n"]),
                    }
                }
                if element.tag == Tag::OrderedList {
                    // The numbers of its items, which are drawn by the page.
                    let start = element
                        .attributes
                        .iter()
                        .find(|(name, _)| *name == Attribute::Start);
                    let start: usize = start.map_or(1, |(_, start)| start.parse().unwrap());
                    let numbers = start..start + element.children.len();
                    out.extend(numbers.map(|number| format!("{number}\n")));
                }
                collect(&element.children, out, next);
            }
        }
    }
}

/// A value of a record and the way to it.
struct Leaf {
    pointer: String,
    /// The same with `*` for places in lists.
    path: Vec<String>,
}

fn leaves(value: &Value, pointer: &str, path: &mut Vec<String>, out: &mut Vec<Leaf>) {
    if EXEMPT.iter().any(|(pattern, _)| fits(pattern, path)) {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                path.push(name.clone());
                let name = name.replace('~', "~0").replace('/', "~1");
                leaves(member, &format!("{pointer}/{name}"), path, out);
                path.pop();
            }
        }
        Value::Array(elements) => {
            for (at, element) in elements.iter().enumerate() {
                path.push("*".to_owned());
                leaves(element, &format!("{pointer}/{at}"), path, out);
                path.pop();
            }
        }
        Value::Null => {}
        Value::String(text) if text.is_empty() || is_base64(text) => {}
        _ => out.push(Leaf {
            pointer: pointer.to_owned(),
            path: path.clone(),
        }),
    }
}

/// What a record is: kinds of it, of its blocks, of what is attached, and names of tools.
fn kind_of(record: &Value) -> String {
    let mut kind = Vec::new();
    for pointer in [
        "/type",
        "/subtype",
        "/attachment/type",
        "/data/type",
        "/message/content/0/type",
        "/message/content/0/name",
        "/toolUseResult/type",
    ] {
        kind.extend(record.pointer(pointer).and_then(Value::as_str));
    }
    kind.join(" ")
}

/// Other values for a leaf, and what must then be seen; nothing means anything new.
fn changes(value: &Value, mark: &str, number: u64) -> Vec<(Value, String)> {
    let marked = || mark.to_owned();
    match value {
        Value::String(text) => {
            let mut changes = vec![
                (json!(mark), marked()),
                (json!({"odd": mark}), marked()),
                (json!([mark]), marked()),
            ];
            if text.len() > 30 {
                changes.push((json!(format!("{text} {mark}")), marked()));
            }
            changes
        }
        Value::Number(_) => vec![
            (json!(number), String::new()),
            (json!(mark), marked()),
            (json!({"odd": mark}), marked()),
        ],
        Value::Bool(yes) => vec![(json!(!yes), String::new()), (json!(mark), marked())],
        _ => Vec::new(),
    }
}

#[derive(Default)]
struct Trial {
    /// How often each path of each kind was tried.
    tried: HashMap<String, usize>,
    count: usize,
    lost: BTreeMap<String, String>,
}

impl Trial {
    fn file(&mut self, path: &Path, bytes: &[u8]) {
        let log = Log::read(bytes);
        for &place in log.transcript.order() {
            let entry = log.transcript.entry(place).unwrap();
            if entry.marks.has(Marks::MALFORMED) {
                continue;
            }
            let Ok(record) = serde_json::from_slice::<Value>(&log.texts[&place]) else {
                continue;
            };
            self.record(path, &log, place, &record);
        }
    }

    fn record(&mut self, file: &Path, log: &Log, place: Place, record: &Value) {
        let kind = kind_of(record);
        let call = log.transcript.item_of(place);
        let call = log
            .texts
            .get(&call)
            .and_then(|text| serde_json::from_slice::<Value>(text).ok());
        let call = call.map(|call| kind_of(&call)).unwrap_or_default();
        let mut found = Vec::new();
        leaves(record, "", &mut Vec::new(), &mut found);
        let mut before = None;
        for leaf in found {
            let key = format!("{kind} | {call}: {}", leaf.path.join("."));
            let tried = self.tried.entry(key.clone()).or_default();
            if *tried >= TRIED {
                continue;
            }
            *tried += 1;
            let before =
                before.get_or_insert_with(|| log.drawn(place, Some(record.to_string().as_bytes())));
            self.count += 1;
            let mark = format!("zq{}xw", self.count);
            let value = record.pointer(&leaf.pointer).unwrap();
            for (other, wanted) in changes(value, &mark, 900_000_000 + self.count as u64) {
                let mut changed = record.clone();
                *changed.pointer_mut(&leaf.pointer).unwrap() = other.clone();
                let drawn = log.drawn(place, Some(changed.to_string().as_bytes()));
                let is_seen = if wanted.is_empty() {
                    drawn != *before
                } else {
                    drawn.contains(&wanted)
                };
                if !is_seen {
                    let what = format!(
                        "{} as {}",
                        file.display(),
                        other.to_string().chars().take(60).collect::<String>()
                    );
                    self.lost.entry(key.clone()).or_insert(what);
                }
            }
        }
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Words of a record that are drawn nowhere.
fn lost_words(file: &Path, bytes: &[u8], lost: &mut BTreeMap<String, String>) {
    let log = Log::read(bytes);
    for &place in log.transcript.order() {
        let entry = log.transcript.entry(place).unwrap();
        let record = serde_json::from_slice::<Value>(&log.texts[&place]);
        let Some(record) = record.ok().filter(|_| !entry.marks.has(Marks::MALFORMED)) else {
            continue;
        };
        let drawn = log.drawn(place, None);
        let known: HashSet<&str> = words(&drawn).into_iter().collect();
        // Colours and fences may stand within a word.
        let joined = drawn.replace('\n', "");
        let mut found = Vec::new();
        leaves(&record, "", &mut Vec::new(), &mut found);
        for leaf in found {
            let Some(text) = record.pointer(&leaf.pointer).unwrap().as_str() else {
                continue;
            };
            // What kind of thing it is, is told by its form; what no form knows is drawn as it is, as the trial shows.
            let name = leaf.path.last().map(String::as_str);
            if matches!(
                name,
                Some(
                    "type"
                        | "subtype"
                        | "role"
                        | "operation"
                        | "commandMode"
                        | "stop_reason"
                        | "level"
                )
            ) {
                continue;
            }
            let text = text.strip_prefix("Error: ").unwrap_or(text);
            let text = without_wrappers(&without_colours(text));
            let missing = words(&text)
                .into_iter()
                .find(|word| !known.contains(word) && !joined.contains(word));
            if let Some(word) = missing {
                let key = format!("{}: {}", kind_of(&record), leaf.path.join("."));
                lost.entry(key)
                    .or_insert_with(|| format!("{word} in {}", file.display()));
            }
        }
    }
}

/// A text as a terminal shows it.
fn without_colours(text: &str) -> String {
    let sequence =
        regex_lite::Regex::new("\u{1b}(\\[[^@-~]*[@-~]?|\\][^\u{7}\u{1b}]*(\u{7}|\u{1b}\\\\)?|.)")
            .unwrap();
    sequence.replace_all(text, "").into_owned()
}

/// A text without the names of the tags that Claude Code puts into it, which its form tells.
fn without_wrappers(text: &str) -> String {
    let names = "command-(?:message|name|args)|local-command-(?:stdout|stderr|caveat)|bash-(?:input|stdout|stderr)|task-notification|task-id|status|summary|output-file|result|system-reminder|teammate-message|ide_opened_file|ide_selection|user-memory-input|persisted-output|tool_use_error|new-diagnostics";
    let tags = regex_lite::Regex::new(&format!("</?(?:{names})\\b")).unwrap();
    // The numbers of the lines of a file are told by the first.
    let numbers = regex_lite::Regex::new("(?m)^ *\\d+[\t→]").unwrap();
    numbers
        .replace_all(&tags.replace_all(text, " "), " ")
        .into_owned()
}

fn walk(folder: &Path, each: &mut impl FnMut(&Path, &[u8])) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, each);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "jsonl")
        {
            each(&path, &std::fs::read(&path).unwrap());
        }
    }
}

fn check(folders: &[&str], at_least: usize) {
    let mut trial = Trial::default();
    for folder in folders {
        walk(&repository(folder), &mut |path, bytes| {
            trial.file(path, bytes);
        });
    }
    assert!(
        trial.lost.is_empty(),
        "{} of {} are lost: {:#?}",
        trial.lost.len(),
        trial.count,
        trial.lost
    );
    assert!(trial.count >= at_least, "{}", trial.count);
}

#[test]
fn no_value_of_our_own_records_is_lost() {
    check(&["tests/fixtures/cases", "assets/sample"], 500);
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn no_value_of_real_logs_is_lost() {
    check(
        &[
            "../shared/fixtures/projects",
            "../shared/fixtures/loose",
            "../shared/fixtures/cases",
            "../shared/fixtures/reports",
        ],
        2_000,
    );
}

#[test]
fn no_word_of_our_own_records_is_lost() {
    let mut lost = BTreeMap::new();
    for folder in ["tests/fixtures/cases", "assets/sample"] {
        walk(&repository(folder), &mut |path, bytes| {
            lost_words(path, bytes, &mut lost);
        });
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn no_word_of_real_logs_is_lost() {
    let mut lost = BTreeMap::new();
    for folder in ["projects", "loose", "cases", "reports"] {
        let folder = repository("../shared/fixtures").join(folder);
        walk(&folder, &mut |path, bytes| {
            lost_words(path, bytes, &mut lost);
        });
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn what_is_exempt_has_a_reason_and_the_list_is_short() {
    assert!(EXEMPT.len() <= 70, "{}", EXEMPT.len());
    for (pattern, reason) in EXEMPT {
        assert!(!pattern.is_empty() && reason.len() > 4);
    }
}

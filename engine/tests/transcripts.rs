//! Every record of whole folders through the transcript: all are shown, each has its form, and
//! nothing of a log becomes more than text.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use sessionscope_engine::transcript::article::{Article, article, needs, record_text};
use sessionscope_engine::transcript::index::{FileIndex, Indexer};
use sessionscope_engine::transcript::items::{Filter, Place, Transcript};
use sessionscope_engine::transcript::markup::{Attribute, Node, Tag, is_web};

/// Kinds of records that are known to have no form but the JSON that they are: rare, and made for
/// machines.
const PLAIN: [&str; 20] = [
    "content-replacement",
    "marble-origami-commit",
    "marble-origami-snapshot",
    "attribution-snapshot",
    "speculation-accept",
    "isolation-latch",
    "atis-latch",
    "artifact-comment-monitor",
    "artifact-autoreact-ledger",
    "observer-ref",
    "dev-mods",
    "api-request-shape",
    "api-request",
    "api-request-blob",
    // What no version wrote yet, and content of a shape that none has.
    "some-future-type",
    "User",
    // Written by other programs into the same folders.
    "Record without a type",
    "started",
    "result",
    "session_meta",
];

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn index_of(bytes: &[u8]) -> FileIndex {
    let mut indexer = Indexer::default();
    indexer.push(bytes);
    indexer.finish()
}

/// All articles of a file.
fn articles(bytes: &[u8]) -> (Transcript, Vec<Article>) {
    let transcript = Transcript::new(vec![index_of(bytes)]);
    let all = Filter {
        hidden: Vec::new(),
        ..Filter::default()
    };
    let texts: HashMap<Place, Vec<u8>> = transcript
        .order()
        .iter()
        .map(|&place| (place, text_of(&transcript, place, bytes)))
        .collect();
    let articles = transcript.items(&all).into_iter().map(|place| {
        for need in needs(&transcript, place) {
            assert!(transcript.entry(need).is_some());
        }
        article(&transcript, place, &|place| {
            texts.get(&place).map(Vec::as_slice)
        })
        .unwrap()
    });
    let articles = articles.collect();
    (transcript, articles)
}

fn text_of(transcript: &Transcript, place: Place, bytes: &[u8]) -> Vec<u8> {
    let entry = transcript.entry(place).unwrap();
    let start = usize::try_from(entry.offset_bytes).unwrap();
    let length = usize::try_from(entry.length_bytes).unwrap();
    record_text(&bytes[start..start + length], entry.part)
}

/// What of a node could do more than be seen.
fn check(node: &Node, depth: usize) {
    assert!(depth < 120, "too deep");
    let Node::Element(element) = node else {
        return;
    };
    let plain =
        |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || "- ".contains(char);
    assert!(element.class.chars().all(plain), "{}", element.class);
    for (attribute, value) in &element.attributes {
        match attribute {
            Attribute::Href => assert!(is_web(value), "{value}"),
            Attribute::Source => assert!(
                element.tag == Tag::Image
                    && value.starts_with("data:image/")
                    && !value.starts_with("data:image/svg"),
            ),
            Attribute::Action => {
                assert!(
                    ["copy-code", "open-agent", "open-output", "more"].contains(&value.as_str())
                );
            }
            _ => {}
        }
    }
    for child in &element.children {
        check(child, depth + 1);
    }
}

fn walk(folder: &Path, each: &mut impl FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.unwrap().path();
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

/// Walks a folder; gives how many articles there are, and those without a form, by title.
fn check_folder(folder: &Path) -> (usize, BTreeMap<String, usize>) {
    let mut count = 0;
    let mut plain = BTreeMap::new();
    walk(folder, &mut |path, bytes| {
        let (transcript, articles) = articles(bytes);
        let all = transcript.order().len();
        let items: std::collections::HashSet<Place> =
            articles.iter().map(|article| article.place).collect();
        let shown = transcript.order().iter();
        let shown = shown
            .filter(|place| items.contains(&transcript.item_of(**place)))
            .count();
        assert_eq!(shown, all, "{}", path.display());
        for article in articles {
            count += 1;
            for node in &article.body {
                check(node, 0);
            }
            if article.is_plain && !PLAIN.contains(&article.title.as_str()) {
                *plain
                    .entry(format!("{} / {}", article.role, article.title))
                    .or_insert(0) += 1;
            }
        }
    });
    (count, plain)
}

#[test]
fn our_own_logs_are_shown_whole() {
    for folder in ["tests/fixtures/cases", "assets/sample"] {
        let folder = repository(folder);
        check_folder(&folder);
    }
}

fn said(nodes: &[Node]) -> String {
    let mut text = String::new();
    for node in nodes {
        node.collect_text(&mut text);
        text.push('\n');
    }
    text
}

/// Calls that are drawn as if nothing had come back.
fn pending(nodes: &[Node]) -> usize {
    let each = nodes.iter().map(|node| match node {
        Node::Text(_) => 0,
        Node::Element(element) => {
            let state = (Attribute::State, "pending".to_owned());
            usize::from(element.attributes.contains(&state)) + pending(&element.children)
        }
    });
    each.sum()
}

/// Cases may name words (`needles`) that their transcripts must show, and how many calls have no result.
#[test]
fn cases_show_what_they_name() {
    let mut checked = 0;
    for entry in std::fs::read_dir(repository("tests/fixtures/cases")).unwrap() {
        let case = entry.unwrap().path();
        let expected = std::fs::read_to_string(case.join("expected.json")).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        let Some(needles) = expected["needles"].as_array() else {
            continue;
        };
        let (mut text, mut waiting) = (String::new(), 0);
        walk(&case, &mut |_, bytes| {
            for article in articles(bytes).1 {
                text.push_str(&said(&article.body));
                waiting += pending(&article.body) as u64;
            }
        });
        for needle in needles {
            let needle = needle.as_str().unwrap();
            assert!(text.contains(needle), "{}: {needle}", case.display());
        }
        assert_eq!(
            Some(waiting),
            expected["pending"].as_u64(),
            "{}",
            case.display()
        );
        checked += 1;
    }
    assert!(checked >= 3, "{checked}");
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_logs_have_a_form_for_every_record() {
    for (folder, at_least) in [("projects", 2_000), ("loose", 100)] {
        let folder = repository("../shared/fixtures").join(folder);
        let (count, plain) = check_folder(&folder);
        assert!(count > at_least, "{count}");
        assert!(plain.is_empty(), "shown as JSON: {plain:#?}");
    }
}

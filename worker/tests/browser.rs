//! Tests that need a browser: messages and reading, as a worker or the page does them.
#![cfg(target_arch = "wasm32")]
// wasm-bindgen's tests are no `#[test]`s, so that clippy takes them for code that ships.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use std::cell::RefCell;
use std::rc::Rc;

use gloo_worker::Codec as _;
use js_sys::{Array, Reflect, Uint8Array};
use sessionscope_engine::digest::FileDigest;
use sessionscope_engine::pack::{unpack, unpack_file};
use sessionscope_engine::transcript::items::Filter;
use sessionscope_worker::codec::Cloned;
use sessionscope_worker::library::archive;
use sessionscope_worker::library::open_transcript::{FileIndexes, OpenTranscript};
use sessionscope_worker::protocol::{Fault, Order, Outcome, ReadDigest, Report, Task};
use sessionscope_worker::read::{Listener, read};
use sessionscope_worker::stream::ByteStream;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Blob, File, FilePropertyBag};

wasm_bindgen_test_configure!(run_in_browser);

fn line(number: usize, padding: usize) -> String {
    let text = "x".repeat(padding);
    format!(
        "{{\"type\":\"user\",\"uuid\":\"u{number}\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"message\":{{\"role\":\"user\",\"content\":\"{text}\"}}}}\n"
    )
}

fn file(text: &str) -> File {
    File::new_with_str_sequence(&Array::of1(&text.into()), "s.jsonl").unwrap()
}

fn task(ticket: u32, text: &str, was: Option<&FileDigest>) -> Task {
    Task {
        ticket,
        key: 9,
        size_bytes: text.len() as u64,
        resume: was.map(|was| was.resume),
    }
}

fn order(files: &[File], tasks: &[Task]) -> Order {
    Order {
        job: 5,
        files: files.iter().map(JsValue::from).collect(),
        tasks: postcard::to_allocvec(tasks).unwrap(),
    }
}

#[derive(Clone, Default)]
struct Notes(Rc<RefCell<Vec<Report>>>);

impl Listener for Notes {
    fn report(&self, report: Report) {
        self.0.borrow_mut().push(report);
    }
}

async fn outcomes(order: Order) -> Vec<Outcome> {
    let notes = Notes::default();
    read(order, notes.clone()).await;
    let reports = notes.0.borrow();
    assert!(
        reports
            .last()
            .is_some_and(|last| last.last && last.job == 5)
    );
    let outcomes = reports.iter().flat_map(|report| {
        let outcomes: Vec<Outcome> = postcard::from_bytes(&report.outcomes).unwrap();
        outcomes
    });
    let mut outcomes: Vec<_> = outcomes.collect();
    outcomes.sort_by_key(|outcome| outcome.ticket);
    outcomes
}

/// A packed digest with everything in it.
fn unpacked(packed: &[u8]) -> FileDigest {
    let content = unpack_file(packed).unwrap();
    FileDigest {
        body: unpack(&content.body[0]).unwrap(),
        tail: content.tail.map(|tail| Box::new(unpack(&tail).unwrap())),
        resume: content.resume,
    }
}

fn whole(outcome: &Outcome) -> FileDigest {
    match &outcome.result {
        Ok(ReadDigest::Whole(packed)) => unpacked(packed),
        other => panic!("{other:?}"),
    }
}

/// What a stream of these bytes gives, and in how many chunks.
async fn streamed(bytes: &[u8]) -> (Vec<u8>, usize) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let mut stream = ByteStream::new(Blob::new_with_buffer_source_sequence(&parts).unwrap());
    let (mut all, mut chunks) = (Vec::new(), 0);
    while stream.next(&mut all).await.unwrap() > 0 {
        chunks += 1;
    }
    (all, chunks)
}

#[wasm_bindgen_test]
async fn the_bytes_of_a_blob_come_in_order_in_chunks() {
    let bytes: Vec<u8> = (0..3_000_001_u32).map(|at| (at % 251) as u8).collect();
    let (all, chunks) = streamed(&bytes).await;
    assert!(
        all == bytes && chunks >= 6,
        "{chunks} chunks of at most 512 KB"
    );
    assert_eq!(streamed(&bytes[..1000]).await, (bytes[..1000].to_vec(), 1));
    assert_eq!(streamed(&[]).await, (Vec::new(), 0));

    // As in a browser whose readers bring no buffer of their own.
    let stream = Reflect::get(&js_sys::global(), &"ReadableStream".into()).unwrap();
    let prototype = Reflect::get(&stream, &"prototype".into()).unwrap();
    let reader = Reflect::get(&prototype, &"getReader".into()).unwrap();
    Reflect::set(&prototype, &"getReader".into(), &JsValue::UNDEFINED).unwrap();
    let (all, chunks) = streamed(&bytes).await;
    Reflect::set(&prototype, &"getReader".into(), &reader).unwrap();
    assert!(all == bytes && chunks == 3, "{chunks} pieces of 1 MB");
}

#[wasm_bindgen_test]
fn an_order_crosses_with_its_files_and_a_report_with_its_bytes() {
    let files = [file("abc")];
    let encoded = Cloned::encode(order(&files, &[task(3, "abc", None)]));
    let decoded: Order = Cloned::decode(encoded);
    assert_eq!(decoded.job, 5);
    assert_eq!(decoded.files.get(0), JsValue::from(&files[0]));
    let tasks: Vec<Task> = postcard::from_bytes(&decoded.tasks).unwrap();
    assert_eq!(tasks, [task(3, "abc", None)]);

    let encoded = Cloned::encode(Report {
        job: 5,
        last: true,
        bytes_done: 9e15,
        memory_bytes: 1.0,
        outcomes: vec![1, 2, 255],
    });
    let bytes = js_sys::Reflect::get(&encoded, &"outcomes".into()).unwrap();
    assert!(bytes.is_instance_of::<Uint8Array>());
    let decoded: Report = Cloned::decode(encoded);
    assert_eq!(decoded.outcomes, [1, 2, 255]);
    assert!((decoded.bytes_done - 9e15).abs() < 1.0);
}

#[wasm_bindgen_test]
async fn small_files_are_read_together_and_big_ones_in_pieces() {
    let small: Vec<String> = (0..70).map(|number| line(number, 10)).collect();
    let big: String = (100..103).map(|number| line(number, 1_500_000)).collect();
    let mut texts: Vec<&str> = small.iter().map(String::as_str).collect();
    texts.insert(3, &big);
    texts.push("");
    let files: Vec<File> = texts.iter().map(|text| file(text)).collect();
    let tasks: Vec<Task> = (0..)
        .zip(&texts)
        .map(|(ticket, text)| task(ticket, text, None))
        .collect();
    let outcomes = outcomes(order(&files, &tasks)).await;
    assert_eq!(outcomes.len(), texts.len());
    for (outcome, text) in outcomes.iter().zip(texts) {
        let digest = whole(outcome);
        assert_eq!(outcome.read_bytes, text.len() as u64);
        assert_eq!(outcome.proof_bytes, 0);
        assert_eq!(digest.body.lines, text.lines().count() as u64);
        assert_eq!(digest.resume.offset_bytes, text.len() as u64);
    }
}

#[wasm_bindgen_test]
async fn of_a_grown_file_only_the_new_lines_are_read() {
    for padding in [10, 1_500_000] {
        let before: String = (0..20).map(|number| line(number, 100)).collect();
        let added = line(50, padding);
        let after = format!("{before}{added}");
        let first = outcomes(order(&[file(&before)], &[task(0, &before, None)])).await;
        let mut digest = whole(&first[0]);
        let grown = task(0, &after, Some(&digest));
        let second = outcomes(order(&[file(&after)], &[grown])).await;
        assert_eq!(second[0].read_bytes, added.len() as u64);
        assert_eq!(second[0].proof_bytes, 512 + 256);
        let Ok(ReadDigest::Grown(packed)) = &second[0].result else {
            panic!("{:?}", second[0].result)
        };
        digest.append(unpacked(packed));
        let at_once = outcomes(order(&[file(&after)], &[task(0, &after, None)])).await;
        assert_eq!(digest, whole(&at_once[0]));
    }
}

#[wasm_bindgen_test]
async fn a_rewritten_file_is_read_in_full() {
    let before: String = (0..20).map(|number| line(number, 100)).collect();
    let other: String = (30..60).map(|number| line(number, 100)).collect();
    let first = outcomes(order(&[file(&before)], &[task(0, &before, None)])).await;
    let grown = task(0, &other, Some(&whole(&first[0])));
    let second = outcomes(order(&[file(&other)], &[grown])).await;
    assert_eq!(second[0].read_bytes, other.len() as u64);
    assert_eq!(whole(&second[0]).body.lines, 30);
}

#[wasm_bindgen_test]
async fn a_file_that_is_not_as_it_was_listed_is_told_and_harms_no_other() {
    let good = line(1, 10);
    let files = [file(&good), file("short"), file(&good)];
    let mut shrunk = task(1, "short", None);
    shrunk.size_bytes = 500;
    let tasks = [task(0, &good, None), shrunk, task(2, &good, None)];
    let outcomes = outcomes(order(&files, &tasks)).await;
    assert_eq!(whole(&outcomes[0]).body.lines, 1);
    assert_eq!(outcomes[1].result, Err(Fault::Changed));
    assert_eq!(whole(&outcomes[2]).body.lines, 1);
}

/// A transcript of so many records.
async fn book(text: &str) -> OpenTranscript {
    open(file(text), FileIndexes::default()).await
}

/// The same transcript, after its file may have changed.
async fn open_again(file: File, before: &OpenTranscript) -> OpenTranscript {
    let known = FileIndexes::of(before, std::slice::from_ref(&file)).await;
    open(file, known.unwrap()).await
}

async fn open(file: File, known: FileIndexes) -> OpenTranscript {
    let opened = OpenTranscript::open(vec![file], Filter::default(), known, false).await;
    opened.unwrap()
}

#[wasm_bindgen_test]
async fn any_part_of_a_transcript_is_read_by_itself() {
    let text: String = (0..100).map(|number| line(number, 50)).collect();
    let book = book(&text).await;
    assert_eq!(book.outline().items.len(), 100);
    let articles = book.articles(40, 43).await.unwrap();
    let uuids: Vec<&str> = articles.iter().map(|article| &*article.uuid).collect();
    assert_eq!(uuids, ["u40", "u41", "u42"]);
    let (raw, bytes) = book.line(articles[0].place).await.unwrap();
    assert_eq!(raw, line(40, 50).trim_end());
    assert_eq!(bytes, raw.len() as u64);
}

#[wasm_bindgen_test]
async fn of_a_transcript_that_grew_only_the_end_is_indexed() {
    let text: String = (0..10).map(|number| line(number, 50)).collect();
    let first = book(&text).await;
    let grown = text.clone() + &line(10, 50);
    let again = open_again(file(&grown), &first).await;
    let outline = again.outline();
    assert_eq!(outline.items.len(), 11);
    assert!((outline.bytes_read - (grown.len() - text.len()) as f64).abs() < 0.5);
    let other = line(99, 50) + &grown;
    let first = book(&text).await;
    let rewritten = open_again(file(&other), &first).await;
    let outline = rewritten.outline();
    let read = outline.bytes_read;
    assert!(
        (read - other.len() as f64).abs() < 0.5,
        "it was not only added to"
    );
}

#[wasm_bindgen_test]
async fn a_large_transcript_is_known_by_its_end_first() {
    let text: String = (0..200).map(|number| line(number, 50_000)).collect();
    let files = [file(&text)];
    let end = OpenTranscript::open_end(&files, &FileIndexes::default(), &Filter::default())
        .await
        .unwrap()
        .unwrap();
    let outline = end.outline();
    assert!(outline.is_partial && outline.items.len() < 12);
    let last = u32::try_from(outline.items.len() - 1).unwrap();
    let articles = end.articles(last, last + 1).await.unwrap();
    assert_eq!(articles[0].uuid, "u199");
    let small = [file(&line(0, 50))];
    let end = OpenTranscript::open_end(&small, &FileIndexes::default(), &Filter::default()).await;
    assert!(end.unwrap().is_none());
}

#[wasm_bindgen_test]
async fn what_was_kept_of_a_large_transcript_is_not_read_again() {
    archive::clear().await;
    let text: String = (0..30).map(|number| line(number, 50_000)).collect();
    let at = |text: &str, mtime_ms: f64| {
        let about = FilePropertyBag::new();
        about.set_last_modified(mtime_ms);
        let text = Array::of1(&text.into());
        File::new_with_str_sequence_and_options(&text, "s.jsonl", &about).unwrap()
    };
    let visit = async |file: File| {
        let files = vec![file];
        let known = FileIndexes::recall(&files).await;
        let book = OpenTranscript::open(files, Filter::default(), known, true).await;
        let outline = book.unwrap().outline();
        (outline.items.len(), outline.bytes_read)
    };
    assert_eq!(visit(at(&text, 1.0)).await, (30, text.len() as f64));
    let (items, read) = visit(at(&text, 1.0)).await;
    assert!(items == 30 && read < 1_000.0, "{read}");
    let grown = text.clone() + &line(30, 50);
    let (items, read) = visit(at(&grown, 2.0)).await;
    assert!(items == 31 && read < 1_500.0, "{read}");
    // Changed in the middle, and told by its time alone.
    let other = text.replace("u15", "v15");
    assert_eq!(visit(at(&other, 3.0)).await, (30, other.len() as f64));
    archive::clear().await;
    assert_eq!(visit(at(&other, 3.0)).await, (30, other.len() as f64));
    archive::clear().await;
}

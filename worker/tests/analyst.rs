//! Tests that need a browser: the analyst in a real worker, with ingest workers within it, a folder of the
//! origin's own file system, and a real database.
#![cfg(target_arch = "wasm32")]
// wasm-bindgen's tests are no `#[test]`s, so that clippy takes them for code that ships.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use std::cell::RefCell;
use std::rc::Rc;

use gloo_worker::Registrable as _;
use js_sys::{Array, Uint8Array};
use sessionscope_queries::{AnyAnswer, TotalsAnswer, TotalsQuestion};
use sessionscope_runtime::query::QueryId;
use sessionscope_runtime::settings::Settings;
use sessionscope_runtime::status::{Phase, RootState, Status};
use sessionscope_worker::actor::Reader;
use sessionscope_worker::analyst::client::{Analyst, NewsListener};
use sessionscope_worker::analyst::protocol::{Command, News, Start};
use sessionscope_worker::analyst::shell::Shell;
use sessionscope_worker::codec::Cloned;
use sessionscope_worker::platform::folder::{Folder, NamedFolder};
use sessionscope_worker::platform::port::Port;
use sessionscope_worker::platform::store::{Store, StoreName};
use sessionscope_worker::platform::{bind, clock};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Blob, BlobPropertyBag, File, FileSystemDirectoryHandle, Url, Worker};

wasm_bindgen_test_configure!(run_in_browser);

const ONE: &str = include_str!("../../tests/fixtures/cases/01-one-response/projects/p/s.jsonl");
const STREAMED: &str =
    include_str!("../../tests/fixtures/cases/02-streamed-repeats/projects/p/s.jsonl");
/// The same message id in two files would be one response.
fn streamed() -> String {
    STREAMED
        .replace("\"m1\"", "\"m2\"")
        .replace("\"r1\"", "\"r2\"")
}
const MORE: &str = r#"{"type":"assistant","uuid":"u9","timestamp":"2026-07-03T10:00:00.000Z","requestId":"r9","message":{"id":"m9","role":"assistant","model":"claude-opus-5","content":[],"usage":{"input_tokens":1,"output_tokens":2}}}
"#;
/// Anything that the browser compiles: the script below brings the program along.
const EMPTY_WASM: [u8; 8] = *b"\0asm\x01\0\0\0";
/// How long anything may take, in milliseconds.
const LIMIT_MS: f64 = 30_000.0;

/// The analyst's program. Here the tests are the program of each worker as well.
#[wasm_bindgen]
pub fn serve_analyst() {
    Shell::serve(Port::of_worker());
}

/// The ingest program.
#[wasm_bindgen]
pub fn serve_ingest() {
    Reader::registrar().encoding::<Cloned>().register();
}

/// The address of a script, from a blob as the page makes it, that runs a part of this very program.
fn script(part: &str, begin: &str, end: &str) -> String {
    let location = bind::get(&js_sys::global(), "location").unwrap();
    let origin = bind::get(&location, "origin").unwrap().as_string().unwrap();
    let text = format!(
        "{begin}(async () => {{
            const program = await import('{origin}/wasm-bindgen-test');
            await program.default('{origin}/wasm-bindgen-test_bg.wasm');
            program.{part}();
        }}){end}"
    );
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).unwrap();
    Url::create_object_url_with_blob(&blob).unwrap()
}

#[derive(Clone, Default)]
struct Heard(Rc<RefCell<Vec<News>>>);

impl NewsListener for Heard {
    fn news(&self, news: News, _: Vec<JsValue>) {
        self.0.borrow_mut().push(news);
    }

    fn lost(&self) {
        panic!("the analyst broke off");
    }
}

impl Heard {
    /// Waits until what was heard says something.
    async fn until<T>(&self, what: &str, found: impl Fn(&[News]) -> Option<T>) -> T {
        let since_ms = clock::since_start_ms();
        loop {
            if let Some(found) = found(&self.0.borrow()) {
                return found;
            }
            if clock::since_start_ms() - since_ms > LIMIT_MS {
                panic!("{what} never came: {:#?}", self.status());
            }
            clock::sleep(20).await;
        }
    }

    fn status(&self) -> Option<Status> {
        let heard = self.0.borrow();
        heard.iter().rev().find_map(|news| match news {
            News::Status(status) => Some(status.as_ref().clone()),
            _ => None,
        })
    }

    async fn until_status(&self, what: &str, is_fine: impl Fn(&Status) -> bool) -> Status {
        self.until(what, |_| self.status().filter(|status| is_fine(status)))
            .await
    }

    async fn until_totals(
        &self,
        what: &str,
        is_fine: impl Fn(&TotalsAnswer) -> bool,
    ) -> TotalsAnswer {
        let last = |heard: &[News]| {
            heard.iter().rev().find_map(|news| {
                let News::Answers(answers) = news else {
                    return None;
                };
                answers
                    .iter()
                    .find_map(|(_, _, answer)| match answer.as_ref() {
                        AnyAnswer::Totals(totals) => Some(totals.clone()),
                        _ => None,
                    })
            })
        };
        self.until(what, |heard| last(heard).filter(|totals| is_fine(totals)))
            .await
    }
}

fn start(database: &str) -> Command {
    Command::Start(Start {
        settings: Settings::default(),
        workers: 2,
        database: database.to_owned(),
    })
}

fn in_worker(database: &str) -> (Analyst, Heard) {
    let heard = Heard::default();
    let worker = Worker::new(&script("serve_analyst", "", "()")).unwrap();
    let analyst = Analyst::in_worker(worker, heard.clone());
    let ingest = script(
        "serve_ingest",
        "addEventListener('message', ",
        ", { once: true })",
    );
    let wasm = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(&EMPTY_WASM[..])));
    analyst.send(start(database), vec![ingest.into(), wasm.unwrap().into()]);
    analyst.send(
        Command::Subscribe(QueryId(1), TotalsQuestion::default().into()),
        Vec::new(),
    );
    (analyst, heard)
}

async fn folder(of: &FileSystemDirectoryHandle, name: &str) -> FileSystemDirectoryHandle {
    let create = bind::object(&[("create", true.into())]);
    let folder = bind::call_async(of, "getDirectoryHandle", &[name.into(), create.into()]).await;
    folder.unwrap().unchecked_into()
}

async fn root(name: &str) -> FileSystemDirectoryHandle {
    let navigator = bind::get(&js_sys::global(), "navigator").unwrap();
    let storage = bind::get(&navigator, "storage").unwrap();
    let root = bind::call_async(&storage, "getDirectory", &[])
        .await
        .unwrap();
    let options = bind::object(&[("recursive", true.into())]);
    let _ = bind::call_async(&root, "removeEntry", &[name.into(), options.into()]).await;
    folder(&root.unchecked_into(), name).await
}

async fn write(folder: &FileSystemDirectoryHandle, name: &str, text: &str) {
    let create = bind::object(&[("create", true.into())]);
    let file = bind::call_async(folder, "getFileHandle", &[name.into(), create.into()]).await;
    let stream = bind::call_async(&file.unwrap(), "createWritable", &[])
        .await
        .unwrap();
    bind::call_async(&stream, "write", &[text.into()])
        .await
        .unwrap();
    bind::call_async(&stream, "close", &[]).await.unwrap();
}

async fn is_stored(database: &str) -> bool {
    let store = Store::open(database, |_| {}).await;
    let current = store.get(StoreName::Meta, "snapshot-is-current").await;
    store.leave();
    current == Ok(Some(JsValue::TRUE))
}

#[wasm_bindgen_test]
async fn a_folder_is_read_followed_stored_and_cleared() {
    let database = "test-analyst";
    Store::delete(database).await.unwrap();
    let logs = root("projects").await;
    let project = folder(&logs, "p").await;
    write(&project, "one.jsonl", ONE).await;
    write(&project, "streamed.jsonl", &streamed()).await;

    let (analyst, heard) = in_worker(database);
    let given = NamedFolder {
        name: "projects".to_owned(),
        folder: Folder::Handle(logs),
    };
    analyst.give(given, true);
    let both = heard
        .until_totals("two responses", |totals| totals.sums.responses == 2)
        .await;
    assert_eq!(
        (both.sums.tokens.input, both.sums.tokens.output),
        (110, 250)
    );
    assert_eq!(both.sums.cost.usd(), 0.0165 + 0.0013);
    let status = heard
        .until_status("a reading that is over", |status| {
            status.phase == Phase::Ready
        })
        .await;
    let by_workers: u64 = status
        .workers
        .iter()
        .filter(|one| one.id.0 > 0)
        .map(|one| one.files_done)
        .sum();
    assert_eq!(by_workers, 2, "{:?}", status.workers);
    let named = status.roots[0].folder.unwrap();
    assert!(matches!(analyst.folder(named), Some(Folder::Handle(_))));

    write(&project, "one.jsonl", &[ONE, MORE].concat()).await;
    let grown = heard
        .until_totals("a new line", |totals| totals.sums.responses == 3)
        .await;
    assert_eq!(grown.sums.tokens.output, 252);
    let status = heard
        .until_status("its bytes", |status| status.counts.tail_read == 1)
        .await;
    assert_eq!(status.counts.fully_read, 2);

    let since_ms = clock::since_start_ms();
    clock::sleep(2_000).await;
    while !is_stored(database).await {
        assert!(
            clock::since_start_ms() - since_ms < LIMIT_MS,
            "never stored"
        );
        clock::sleep(100).await;
    }
    analyst.stop();

    let (analyst, heard) = in_worker(database);
    let again = heard
        .until_totals("what is stored", |totals| totals.sums.responses > 0)
        .await;
    assert_eq!(again, grown);
    let status = heard
        .until_status("the folder", |status| {
            let is_there = |root: &RootState| *root == RootState::Connected;
            status.roots.iter().any(|root| is_there(&root.state)) && status.as_of_ms.is_none()
        })
        .await;
    assert_eq!((status.counts.seen, status.counts.skipped), (2, 2));
    assert_eq!(status.counts.bytes_read, 0);

    analyst.send(Command::ClearData, Vec::new());
    heard
        .until("the deletion", |heard| {
            heard.contains(&News::Cleared).then_some(())
        })
        .await;
    let empty = heard
        .until_totals("nothing", |totals| totals.sums.responses == 0)
        .await;
    assert_eq!(empty.sums.tokens.output, 0);
    heard
        .until_status("no folder", |status| status.roots.is_empty())
        .await;
    analyst.stop();
    assert!(!is_stored(database).await);
}

#[wasm_bindgen_test]
async fn what_only_the_page_can_list_is_read_on_its_thread_without_workers() {
    let database = "test-analyst-here";
    Store::delete(database).await.unwrap();
    let heard = Heard::default();
    let channel = web_sys::MessageChannel::new().unwrap();
    Shell::serve(Port::new(channel.port2()));
    let analyst = Analyst::at_port(channel.port1(), heard.clone());
    analyst.send(start(database), Vec::new());
    let file = |text: &str| File::new_with_str_sequence(&Array::of1(&text.into()), "s.jsonl");
    let given = NamedFolder {
        name: "projects".to_owned(),
        folder: Folder::Files(vec![
            ("p/one.jsonl".to_owned(), file(ONE).unwrap()),
            ("p/streamed.jsonl".to_owned(), file(&streamed()).unwrap()),
        ]),
    };
    analyst.give(given, true);
    heard
        .until_status("a reading that is over", |status| {
            status.phase == Phase::Ready && status.counts.fully_read == 2
        })
        .await;
    analyst.send(
        Command::Subscribe(QueryId(7), TotalsQuestion::default().into()),
        Vec::new(),
    );
    let both = heard
        .until_totals("two responses", |totals| totals.sums.responses == 2)
        .await;
    assert_eq!(
        (both.sums.tokens.input, both.sums.tokens.output),
        (110, 250)
    );
    let status = heard.status().unwrap();
    assert!(matches!(
        analyst.folder(status.roots[0].folder.unwrap()),
        Some(Folder::Files(_))
    ));
    analyst.send(Command::ClearData, Vec::new());
    heard
        .until("the deletion", |heard| {
            heard.contains(&News::Cleared).then_some(())
        })
        .await;
}

//! The workers' programs as blobs that need no network.
//!
//! A worker loaded from a blob inherits the page's content security policy; one loaded from the
//! network does not, and could talk to anyone. So the page fetches a worker's script and wasm
//! once, before it is sealed. The script becomes a classic worker's; the wasm is compiled by the page
//! when the first worker of its kind starts, and what came of it is the first message to each: they share
//! the code, and none takes the time or the memory of compiling it.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlMetaElement, MessagePort, Response, Url, window};

#[wasm_bindgen(inline_js = "
let last;
// By the address of a program's script: its wasm, and that compiled.
const programs = new Map();

export function add_program(url, wasm) {
  programs.set(url, { wasm });
}

// Compiled from bytes: hosts differ in the type they give the file, and to stream wants the right one.
// What fails is tried again by the next worker.
async function start(worker, program) {
  try {
    program.module ??= program.wasm.arrayBuffer().then((bytes) => WebAssembly.compile(bytes));
    worker.postMessage(await program.module);
  } catch (error) {
    program.module = undefined;
    worker.dispatchEvent(new ErrorEvent('error', { error }));
  }
}

// Keeps a hand on each worker that is made: gloo-worker shows neither its errors nor a way to end
// one that hangs. Where none can be made, a port that nobody listens to takes its place.
export function watch_workers() {
  const Native = globalThis.Worker;
  globalThis.Worker = function (url, ...args) {
    try {
      last = new Native(url, ...args);
    } catch {
      last = undefined;
      return new MessageChannel().port1;
    }
    const program = programs.get(url);
    if (program) start(last, program);
    return last;
  };
}

export function last_worker() {
  return last;
}

// Runs a worker's program on this thread. It finds its end of the channel in a global variable.
export async function run_here(script, wasm) {
  const channel = new MessageChannel();
  globalThis.sessionscopePort = channel.port2;
  const element = document.createElement('script');
  element.src = script;
  await new Promise((done, failed) => {
    element.onload = done;
    element.onerror = () => failed(new Error('the program could not be loaded'));
    document.head.append(element);
  });
  const module = await WebAssembly.compile(await wasm.arrayBuffer());
  await wasm_bindgen({ module_or_path: module });
  return channel.port1;
}

let joined;

// Loads the second part of this program, once. It finds memory, tables and functions among the exports of the
// first and puts its own functions into the table.
export function join_later(url, first) {
  joined ??= (async () => {
    const response = await fetch(url);
    if (!response.ok) throw new Error('a part of the app could not be loaded');
    await WebAssembly.instantiate(await response.arrayBuffer(), { first });
  })();
  return joined;
}
")]
extern "C" {
    /// Gives every worker that is made of the script at `url` its wasm.
    fn add_program(url: &str, wasm: &Blob);

    /// Keeps hold of every worker that is made from now on. Call it once.
    pub fn watch_workers();

    /// The worker that was made last; `None` if that failed.
    pub fn last_worker() -> Option<web_sys::Worker>;

    #[wasm_bindgen(catch)]
    async fn run_here(script: &str, wasm: &Blob) -> Result<JsValue, JsValue>;

    fn join_later(url: &str, first: &JsValue) -> Promise;
}

/// Where the page names the second part of this program; a program that was not cut has none.
const LATER: &str = "sessionscope-later-wasm";

/// The file of the sample.
const SAMPLE: &str = "sample.json";

/// Starts the wasm that is the first message, and makes errors in promises heard by the page.
const START: &str = r#"
addEventListener("unhandledrejection", (event) => {
  setTimeout(() => { throw event.reason; });
});
addEventListener("message", ({ data }) => wasm_bindgen.initSync({ module: data }), { once: true });
"#;

/// A program that runs in workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Reads logs and gives their digests.
    Worker,
    /// Keeps the accounts.
    Analyst,
    /// Opens transcripts.
    Library,
}

impl Program {
    /// Where the page names its script and its wasm.
    fn names(self) -> [&'static str; 2] {
        match self {
            Self::Worker => ["sessionscope-worker", "sessionscope-worker-wasm"],
            Self::Analyst => ["sessionscope-analyst", "sessionscope-analyst-wasm"],
            Self::Library => ["sessionscope-library", "sessionscope-library-wasm"],
        }
    }
}

/// A program that was fetched.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Where its script is among the files of the app.
    pub script: String,
    /// Where its script is, as a blob.
    pub url: String,
    /// Its wasm.
    pub wasm: Blob,
}

/// Starts a worker of the script at `url`; it is given its wasm. `None` where no worker starts.
pub fn start(url: &str) -> Option<web_sys::Worker> {
    // Where none can be made, something else comes that is no worker: see `watch_workers`.
    let _made = web_sys::Worker::new(url).ok()?;
    last_worker()
}

/// Runs a worker's program on this thread, and gives the port at which it is heard.
///
/// # Errors
/// What the browser says where it cannot be loaded.
pub async fn start_here(program: &Fetched) -> Result<MessagePort, JsValue> {
    let port = run_here(&program.script, &program.wasm).await?;
    port.dyn_into()
}

/// Fetches a program.
///
/// # Errors
/// What the browser says where a part cannot be fetched.
pub async fn fetch(program: Program) -> Result<Fetched, JsValue> {
    let [script, wasm] = program.names();
    let address = named(script)?;
    let script = text(&address).await?;
    let wasm = JsFuture::from(get(&named(wasm)?).await?.blob()?).await?;
    let wasm: Blob = wasm.unchecked_into();
    let url = blob_url(&script)?;
    add_program(&url, &wasm);
    Ok(Fetched {
        script: address,
        url,
        wasm,
    })
}

/// Starts to load the second part of this program, where that was not done before.
///
/// # Errors
/// There is none: all of the program is here.
pub fn begin_later() -> Result<Promise, JsValue> {
    Ok(join_later(&named(LATER)?, &wasm_bindgen::exports()))
}

/// Loads the second part of this program.
///
/// # Errors
/// What the browser says where it cannot be loaded.
pub async fn later() -> Result<(), JsValue> {
    match begin_later() {
        Ok(coming) => JsFuture::from(coming).await.map(drop),
        Err(_) => Ok(()),
    }
}

/// Fetches the sample's files as one text, which stays in the browser's memory.
///
/// # Errors
/// What the browser says where it cannot be fetched.
pub async fn sample() -> Result<JsValue, JsValue> {
    JsFuture::from(get(&address(SAMPLE)?).await?.text()?).await
}

fn blob_url(script: &str) -> Result<String, JsValue> {
    let parts = Array::of2(&script.into(), &START.into());
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    Url::create_object_url_with_blob(&blob)
}

/// The file that the page names, which the build wrote there with its content's hash.
fn named(name: &str) -> Result<String, JsValue> {
    let document = window()
        .and_then(|window| window.document())
        .ok_or("no document")?;
    let meta = document
        .query_selector(&format!("meta[name=\"{name}\"]"))?
        .ok_or("the page does not name that file")?;
    address(&meta.unchecked_into::<HtmlMetaElement>().content())
}

/// The URL of a file of the app.
fn address(path: &str) -> Result<String, JsValue> {
    let document = window()
        .and_then(|window| window.document())
        .ok_or("no document")?;
    let base = document.base_uri()?.ok_or("no base")?;
    Ok(Url::new_with_base(path, &base)?.href())
}

async fn get(url: &str) -> Result<Response, JsValue> {
    let window = window().ok_or("no window")?;
    let response: Response = JsFuture::from(window.fetch_with_str(url))
        .await?
        .dyn_into()?;
    if response.ok() {
        Ok(response)
    } else {
        Err(JsValue::from_str("a part of the app could not be loaded"))
    }
}

async fn text(url: &str) -> Result<String, JsValue> {
    let text = JsFuture::from(get(url).await?.text()?).await?;
    Ok(text.as_string().unwrap_or_default())
}

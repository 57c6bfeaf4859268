//! Ingest workers, which the analyst starts within itself, and reading without them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared};
use gloo_worker::Codec as _;
use js_sys::{Array, ArrayBuffer, WebAssembly};
use serde::{Deserialize, Serialize};
use sessionscope_runtime::EventKind;
use sessionscope_runtime::id::{JobId, WorkerId};
use sessionscope_runtime::ingest::Task;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Worker};

use super::convert;
use super::shell::Shell;
use crate::codec::Cloned;
use crate::garbage::invite_collection;
use crate::platform::port::Port;
use crate::platform::spawn::spawn;
use crate::protocol::{Order, Report, Task as OrderTask};
use crate::read::{Listener, read};

/// After so many files are read the browser is brought to collect them.
const COLLECT_EVERY_FILES: usize = 1_024;

/// The compiled program, for all workers that wait for it.
type Module = Shared<LocalBoxFuture<'static, Option<JsValue>>>;

/// What gloo-worker's end in the worker understands; its own type is private, and its bridge shows neither a
/// worker's errors nor a way to end it.
#[derive(Serialize)]
enum ToReader {
    Connected(u32),
    ProcessInput(u32, Order),
}

/// What gloo-worker's end in the worker says.
#[derive(Deserialize)]
enum FromReader {
    WorkerLoaded,
    ProcessOutput(
        #[allow(dead_code, reason = "there is one handler")] u32,
        Report,
    ),
}

/// By which gloo-worker names who asks.
const HANDLER: u32 = 1;

/// Ingest workers.
#[derive(Default)]
pub(super) struct Ingest {
    program: RefCell<Option<(String, Module)>>,
    workers: RefCell<BTreeMap<WorkerId, Slot>>,
    /// The run of the analyst's own reading; another number ends it.
    run: Cell<u32>,
    /// Files read since collection was last invited.
    read: Cell<usize>,
}

struct Slot {
    worker: Worker,
    port: Port,
}

impl Ingest {
    /// Takes the program: the address of its script, and its wasm.
    pub fn set_program(&self, url: &JsValue, wasm: &JsValue) {
        if let Some(url) = url.as_string() {
            let module = compiled(wasm.clone()).boxed_local().shared();
            self.program.replace(Some((url, module)));
        }
    }

    /// Starts a worker.
    pub fn start(&self, shell: &Shell, id: WorkerId) {
        let program = self.program.borrow().clone();
        let started = program.and_then(|(url, module)| Some((Worker::new(&url).ok()?, module)));
        let Some((worker, module)) = started else {
            shell.happen(EventKind::WorkerLost(id));
            return;
        };
        let port = Port::new(worker.clone());
        let (heard, failed) = (shell.clone(), shell.clone());
        port.hear(move |data| heard.ingest().hear(&heard, id, data));
        port.hear_error(move || failed.happen(EventKind::WorkerLost(id)));
        let slot = Slot {
            worker,
            port: port.clone(),
        };
        self.workers.borrow_mut().insert(id, slot);
        let shell = shell.clone();
        spawn(async move {
            // Its first message is its program.
            let posted = match module.await {
                Some(module) => port.post(&module, &Array::new()),
                None => Err(JsValue::NULL),
            };
            if posted.is_err() {
                shell.happen(EventKind::WorkerLost(id));
            }
        });
    }

    fn hear(&self, shell: &Shell, id: WorkerId, data: &JsValue) {
        let report = match Cloned::decode(data.clone()) {
            FromReader::WorkerLoaded => {
                if let Some(slot) = self.workers.borrow().get(&id) {
                    let hello = Cloned::encode(ToReader::Connected(HANDLER));
                    // A number can always be copied.
                    let _ = slot.port.post(&hello, &Array::new());
                }
                return;
            }
            FromReader::ProcessOutput(_, report) => report,
        };
        let converted = convert::report(&report);
        self.count(converted.outcomes.len());
        shell.happen(if report.job == 0 {
            EventKind::WorkerStarted(id)
        } else {
            EventKind::Reported(id, JobId(report.job), converted)
        });
    }

    /// Ends a worker at once.
    pub fn end(&self, id: WorkerId) {
        if id == WorkerId::HERE {
            self.run.set(self.run.get() + 1);
        }
        if let Some(slot) = self.workers.borrow_mut().remove(&id) {
            slot.port.close();
            slot.worker.terminate();
        }
    }

    /// Has a worker read files.
    pub fn read(&self, shell: &Shell, id: WorkerId, job: JobId, tasks: &[Task]) {
        let order = order(shell, job, tasks);
        if id == WorkerId::HERE {
            let listener = LocalIngest {
                shell: shell.clone(),
                job,
                run: self.run.get(),
            };
            spawn(read(order, listener));
            return;
        }
        let workers = self.workers.borrow();
        let Some(slot) = workers.get(&id) else {
            return;
        };
        let message = Cloned::encode(ToReader::ProcessInput(HANDLER, order));
        if slot.port.post(&message, &Array::new()).is_err() {
            let (shell, failed) = (shell.clone(), EventKind::WorkerLost(id));
            spawn(async move { shell.happen(failed) });
        }
    }

    fn count(&self, files: usize) {
        let read = self.read.get() + files;
        let collects = read >= COLLECT_EVERY_FILES;
        self.read.set(if collects { 0 } else { read });
        if collects {
            invite_collection();
        }
    }
}

/// The analyst as its own ingest worker.
struct LocalIngest {
    shell: Shell,
    job: JobId,
    run: u32,
}

impl Listener for LocalIngest {
    fn report(&self, report: Report) {
        if !self.cancelled() {
            let report = convert::report(&report);
            let event = EventKind::Reported(WorkerId::HERE, self.job, report);
            self.shell.happen(event);
        }
    }

    fn cancelled(&self) -> bool {
        self.shell.ingest().run.get() != self.run
    }
}

/// The message that has files read. A file that is not held any more is left out: the runtime notices.
fn order(shell: &Shell, job: JobId, tasks: &[Task]) -> Order {
    let files = Array::new();
    let mut held = Vec::with_capacity(tasks.len());
    for task in tasks {
        if let Some(file) = shell.files().get(task.file) {
            files.push(&file);
            held.push(OrderTask {
                ticket: task.ticket,
                key: task.key,
                size_bytes: task.size_bytes,
                resume: task.resume,
            });
        }
    }
    Order {
        job: job.0,
        files,
        // Nothing but numbers: postcard cannot fail on it.
        tasks: postcard::to_allocvec(&held).unwrap_or_default(),
    }
}

/// The program as a module that workers share. Compiled from bytes: hosts differ in the type they give
/// the file.
async fn compiled(wasm: JsValue) -> Option<JsValue> {
    if wasm.has_type::<WebAssembly::Module>() {
        return Some(wasm);
    }
    let blob: Blob = wasm.dyn_into().ok()?;
    let bytes = JsFuture::from(blob.array_buffer()).await.ok()?;
    let module = WebAssembly::compile(bytes.unchecked_ref::<ArrayBuffer>());
    JsFuture::from(module).await.ok()
}

//! The reading itself, the same in an ingest worker and in the analyst.
//!
//! Nothing holds a whole big file: it passes in chunks through one buffer that is used again and
//! again, and the browser fetches the next one while the last one is parsed. Each chunk is awaited, so that
//! the analyst can answer in between, and the browser paint where that runs on the page's thread.

use std::ops::Range;

use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, DomException, File};

use crate::fold::Fold;
use crate::protocol::{Fault, Order, Outcome, Report, Task};
use crate::spans::{Spans, Unit, units};
use crate::stream::ByteStream;

/// A report is made at least this often while there is something to do, in milliseconds.
const REPORT_EVERY_MS: f64 = 200.0;

/// Who hears of the progress, and may stop it.
pub trait Listener {
    /// Takes a report.
    fn report(&self, report: Report);

    /// Nobody wants the rest any more.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Reads what `order` asks for and reports to `listener`, the last report marked as such.
pub async fn read(order: Order, listener: impl Listener) {
    let tasks: Vec<Task> = postcard::from_bytes(&order.tasks).unwrap_or_default();
    let mut reading = Reading {
        order,
        listener,
        buffer: Vec::new(),
        outcomes: Vec::new(),
        bytes_done: 0,
        reported_ms: js_sys::Date::now(),
    };
    reading.run(&tasks).await;
    reading.report(true);
}

/// Bytes of this program's wasm linear memory; 0 outside wasm.
pub fn memory_bytes() -> f64 {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0) as f64 * 65_536.0;
    #[cfg(not(target_arch = "wasm32"))]
    0.0
}

struct Reading<L> {
    order: Order,
    listener: L,
    /// What was read last.
    buffer: Vec<u8>,
    outcomes: Vec<Outcome>,
    bytes_done: u64,
    reported_ms: f64,
}

/// Bytes read of one file.
#[derive(Default)]
struct Count {
    read_bytes: u64,
    proof_bytes: u64,
}

impl<L: Listener> Reading<L> {
    async fn run(&mut self, tasks: &[Task]) {
        let units = units(tasks);
        let mut ahead = None;
        for (at, unit) in units.iter().enumerate() {
            if self.listener.cancelled() {
                return;
            }
            match unit {
                Unit::Joined(range) => {
                    let stream = ahead.take().unwrap_or_else(|| self.join(tasks, range));
                    let read = self.read_all(stream).await;
                    if let Some(Unit::Joined(next)) = units.get(at + 1) {
                        ahead = Some(self.join(tasks, next));
                    }
                    self.joined(tasks, range, read).await;
                }
                Unit::Pieces(index) => self.one(tasks, *index).await,
            }
            // The last report says itself what came last.
            if at + 1 < units.len() {
                self.report(false);
            }
        }
    }

    /// Begins the one read of all parts that the tasks of `range` need.
    fn join(&self, tasks: &[Task], range: &Range<usize>) -> Result<ByteStream, JsValue> {
        let parts = Array::new();
        for (task, file) in tasks
            .iter()
            .zip(self.order.files.iter())
            .skip(range.start)
            .take(range.len())
        {
            let file: File = file.unchecked_into();
            let spans = Spans::of(task);
            for part in [&spans.head, &spans.before, &spans.body] {
                push_part(&parts, &file, part);
            }
        }
        stream_of(&parts)
    }

    /// Reads all that a stream has; returns its bytes.
    async fn read_all(&mut self, stream: Result<ByteStream, JsValue>) -> Result<u64, JsValue> {
        let mut stream = stream?;
        self.buffer.clear();
        // In one step: wasm memory never shrinks. These are small files or proofs, 2 MB at most.
        let size_bytes = usize::try_from(stream.size_bytes()).unwrap_or_default();
        self.buffer.reserve_exact(size_bytes);
        while stream.next(&mut self.buffer).await? > 0 {}
        Ok(self.buffer.len() as u64)
    }

    async fn joined(&mut self, tasks: &[Task], range: &Range<usize>, read: Result<u64, JsValue>) {
        let wanted = tasks.get(range.clone()).unwrap_or_default();
        let expected: u64 = wanted.iter().map(|task| Spans::of(task).bytes()).sum();
        let whole = read.is_ok_and(|bytes| bytes == expected);
        if !whole {
            // One of them was changed or refused: singly, the others can be read all the same.
            for index in range.clone() {
                self.one(tasks, index).await;
            }
            return;
        }
        let buffer = std::mem::take(&mut self.buffer);
        let mut rest = buffer.as_slice();
        let mut rewritten = Vec::new();
        for (index, task) in range.clone().zip(wanted) {
            let spans = Spans::of(task);
            let head = cut(&mut rest, spans.head.clone());
            let before = cut(&mut rest, spans.before.clone());
            let body = cut(&mut rest, spans.body.clone());
            let fold = match task.resume {
                None => Some(Fold::whole(task)),
                Some(_) => Fold::grown(task, head, before),
            };
            if let Some(mut fold) = fold {
                fold.push(body);
                self.bytes_done += spans.body_bytes();
                self.outcomes.push(Outcome {
                    ticket: task.ticket,
                    read_bytes: spans.body_bytes(),
                    proof_bytes: spans.proof_bytes(),
                    result: Ok(fold.finish()),
                });
            } else {
                rewritten.push(index);
            }
        }
        self.buffer = buffer;
        for index in rewritten {
            self.one(tasks, index).await;
        }
    }

    /// Reads one file by itself and notes what became of it.
    async fn one(&mut self, tasks: &[Task], index: usize) {
        let Some(task) = tasks.get(index) else { return };
        let file = self
            .order
            .files
            .get(u32::try_from(index).unwrap_or(u32::MAX));
        let mut count = Count::default();
        let result = match self
            .fold_file(task, &file.unchecked_into(), &mut count)
            .await
        {
            Ok(fold) => Ok(fold.finish()),
            Err(fault) => Err(fault),
        };
        self.outcomes.push(Outcome {
            ticket: task.ticket,
            read_bytes: count.read_bytes,
            proof_bytes: count.proof_bytes,
            result,
        });
    }

    async fn fold_file(
        &mut self,
        task: &Task,
        file: &File,
        count: &mut Count,
    ) -> Result<Fold, Fault> {
        if task.resume.is_some() {
            let spans = Spans::of(task);
            let parts = Array::new();
            push_part(&parts, file, &spans.head);
            push_part(&parts, file, &spans.before);
            let read = self.read_all(stream_of(&parts)).await;
            count.proof_bytes = read.map_err(|error| fault(&error))?;
            let mut rest = self.buffer.as_slice();
            let head = cut(&mut rest, spans.head.clone());
            let before = cut(&mut rest, spans.before.clone());
            if let Some(fold) = Fold::grown(task, head, before) {
                return self.chunks(file, fold, spans.body, count).await;
            }
        }
        let fold = Fold::whole(task);
        self.chunks(file, fold, 0..task.size_bytes, count).await
    }

    async fn chunks(
        &mut self,
        file: &File,
        mut fold: Fold,
        body: Range<u64>,
        count: &mut Count,
    ) -> Result<Fold, Fault> {
        let expected = body.end.saturating_sub(body.start);
        let parts = Array::new();
        push_part(&parts, file, &body);
        let stream = stream_of(&parts).map_err(|error| fault(&error));
        let mut stream = stream?;
        let mut done = 0;
        loop {
            self.buffer.clear();
            let read = stream.next(&mut self.buffer).await;
            let bytes = read.map_err(|error| fault(&error))?;
            if bytes == 0 {
                break;
            }
            done += bytes;
            count.read_bytes += bytes;
            fold.push(&self.buffer);
            self.bytes_done += bytes;
            if js_sys::Date::now() - self.reported_ms >= REPORT_EVERY_MS {
                self.report(false);
            }
            if self.listener.cancelled() {
                return Err(Fault::Failed);
            }
        }
        if done == expected {
            Ok(fold)
        } else {
            Err(Fault::Changed)
        }
    }

    fn report(&mut self, last: bool) {
        self.reported_ms = js_sys::Date::now();
        let outcomes = std::mem::take(&mut self.outcomes);
        self.listener.report(Report {
            job: self.order.job,
            last,
            bytes_done: self.bytes_done as f64,
            memory_bytes: memory_bytes(),
            // Nothing but numbers and bytes: postcard cannot fail on it.
            outcomes: postcard::to_allocvec(&outcomes).unwrap_or_default(),
        });
    }
}

/// What an error thrown by the browser means for a file.
pub fn fault(error: &JsValue) -> Fault {
    let name = error.dyn_ref::<DomException>().map(DomException::name);
    match name.as_deref() {
        // Chromium: the file was written to after its `File` was made.
        Some("NotReadableError") => Fault::Changed,
        Some("NotFoundError") => Fault::Gone,
        Some("NotAllowedError" | "SecurityError") => Fault::Refused,
        _ => Fault::Failed,
    }
}

fn push_part(parts: &Array, file: &File, range: &Range<u64>) {
    if range.is_empty() {
        return;
    }
    let whole = range.start == 0 && range.end as f64 >= file.size();
    // A slice that cannot be made is left out; the sum of bytes then tells.
    if whole {
        parts.push(file);
    } else if let Ok(part) = file.slice_with_f64_and_f64(range.start as f64, range.end as f64) {
        parts.push(&part);
    }
}

/// Parts as one stream.
fn stream_of(parts: &Array) -> Result<ByteStream, JsValue> {
    let blob = match parts.length() {
        1 => parts.get(0).unchecked_into(),
        _ => Blob::new_with_blob_sequence(parts)?,
    };
    Ok(ByteStream::new(blob))
}

fn cut<'a>(rest: &mut &'a [u8], range: Range<u64>) -> &'a [u8] {
    let length = usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX);
    let (head, tail) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    *rest = tail;
    head
}

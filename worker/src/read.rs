//! The reading itself, the same in an ingest worker and in the analyst.
//!
//! Nothing holds a whole big file: it passes in pieces through one buffer that is used again and
//! again, and the next piece is being read while the last one is parsed. Each piece is awaited, so that
//! the analyst can answer in between, and the browser paint where that runs on the page's thread.

use std::cell::Cell;
use std::ops::Range;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DomException, File};

use crate::fold::Fold;
use crate::garbage::invite_collection;
use crate::protocol::{Fault, Order, Outcome, Report, Task};
use crate::spans::{Spans, Unit, units};

/// Bytes of a piece of a big file, in a worker.
pub const WORKER_PIECE_BYTES: u64 = 2 << 20;
/// Bytes of a piece on the page: parsed in a few milliseconds, so that it stays responsive.
pub const PAGE_PIECE_BYTES: u64 = 1 << 20;
/// A report is made at least this often while there is something to do, in milliseconds.
const REPORT_EVERY_MS: f64 = 200.0;

/// After so many bytes what was copied out of them is to be collected.
const COLLECT_EVERY_BYTES: u64 = 2 << 20;

thread_local! {
    /// Bytes read since collection was last invited.
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

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
pub async fn read(order: Order, piece_bytes: u64, listener: impl Listener) {
    let tasks: Vec<Task> = postcard::from_bytes(&order.tasks).unwrap_or_default();
    let mut reading = Reading {
        order,
        piece_bytes,
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
    piece_bytes: u64,
    listener: L,
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
                    let reading = ahead
                        .take()
                        .unwrap_or_else(|| self.start_joined(tasks, range));
                    let read = reading.await;
                    if let Some(Unit::Joined(next)) = units.get(at + 1) {
                        ahead = Some(self.start_joined(tasks, next));
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

    /// Starts the one read of all parts that the tasks of `range` need.
    fn start_joined(&self, tasks: &[Task], range: &Range<usize>) -> JsFuture {
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
        read_parts(&parts)
    }

    async fn joined(
        &mut self,
        tasks: &[Task],
        range: &Range<usize>,
        read: Result<JsValue, JsValue>,
    ) {
        let wanted = tasks.get(range.clone()).unwrap_or_default();
        let expected: u64 = wanted.iter().map(|task| Spans::of(task).bytes()).sum();
        let whole = read.is_ok_and(|bytes| self.take(&bytes) == expected);
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
            let read = read_parts(&parts).await.map_err(|error| fault(&error))?;
            count.proof_bytes = self.take(&read);
            let mut rest = self.buffer.as_slice();
            let head = cut(&mut rest, spans.head.clone());
            let before = cut(&mut rest, spans.before.clone());
            if let Some(fold) = Fold::grown(task, head, before) {
                return self.pieces(file, fold, spans.body, count).await;
            }
        }
        let fold = Fold::whole(task);
        self.pieces(file, fold, 0..task.size_bytes, count).await
    }

    async fn pieces(
        &mut self,
        file: &File,
        mut fold: Fold,
        body: Range<u64>,
        count: &mut Count,
    ) -> Result<Fold, Fault> {
        let piece_bytes = self.piece_bytes;
        let piece = |at: u64| at..body.end.min(at + piece_bytes);
        let mut next = piece(body.start);
        let mut ahead = (!next.is_empty()).then(|| start_piece(file, &next));
        while let Some(reading) = ahead.take() {
            let read = reading.await.map_err(|error| fault(&error))?;
            let now = next;
            next = piece(now.end);
            if !next.is_empty() {
                ahead = Some(start_piece(file, &next));
            }
            let bytes = self.take(&read);
            count.read_bytes += bytes;
            if bytes != now.end - now.start {
                return Err(Fault::Changed);
            }
            fold.push(&self.buffer);
            self.bytes_done += bytes;
            if js_sys::Date::now() - self.reported_ms >= REPORT_EVERY_MS {
                self.report(false);
            }
            if self.listener.cancelled() {
                return Err(Fault::Failed);
            }
        }
        Ok(fold)
    }

    /// Copies an `ArrayBuffer` into the buffer, in place of what was there; returns its bytes.
    fn take(&mut self, read: &JsValue) -> u64 {
        let bytes = Uint8Array::new(read.unchecked_ref::<ArrayBuffer>());
        let length = bytes.length();
        self.buffer.resize(length as usize, 0);
        bytes.copy_to(&mut self.buffer);
        TAKEN.with(|taken| {
            taken.set(taken.get() + u64::from(length));
            if taken.get() >= COLLECT_EVERY_BYTES {
                taken.set(0);
                invite_collection();
            }
        });
        u64::from(length)
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

fn start_piece(file: &File, range: &Range<u64>) -> JsFuture {
    let parts = Array::new();
    push_part(&parts, file, range);
    match parts.get(0).dyn_into::<Blob>() {
        Ok(part) => JsFuture::from(part.array_buffer()),
        Err(_) => read_parts(&parts),
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

/// Reads parts as one blob. The future listens from now on, so that an error that comes before it
/// is awaited is not taken for one that nobody handles.
fn read_parts(parts: &Array) -> JsFuture {
    match Blob::new_with_blob_sequence(parts) {
        Ok(joined) => JsFuture::from(joined.array_buffer()),
        Err(error) => JsFuture::from(js_sys::Promise::reject(&error)),
    }
}

fn cut<'a>(rest: &mut &'a [u8], range: Range<u64>) -> &'a [u8] {
    let length = usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX);
    let (head, tail) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    *rest = tail;
    head
}

//! The bytes of a blob, one after the other, through buffers that are used again and again.
//!
//! `Blob.arrayBuffer()` makes one buffer per call. Those lie outside of the heap that the garbage collector watches, so
//! we would have to invite a collection again and again. A reader that brings its own buffer leaves nothing behind,
//! and while we parse one chunk the browser fetches the next ones. BENCHMARKS.md says what that brings.

use std::cell::{Cell, RefCell};

use js_sys::{ArrayBuffer, IteratorNext, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::garbage::invite_collection;
use crate::platform::spawn::spawn;
use crate::platform::{bind, clock};

/// Bytes of the buffer: what the browser keeps ready of a blob.
const CHUNK_BYTES: u32 = 512 << 10;
/// Bytes of a piece where there is no reader that brings its own buffer.
const PIECE_BYTES: u64 = 1 << 20;
/// A blob of fewer bytes is read in one call: such readers sometimes never end with a blob that is smaller than the
/// buffer (in Chromium 3 of 1,000 reads of less than 200 KB).
const STREAMED_BYTES: u64 = 1 << 20;
/// A reader that is silent for longer than this is given up, in milliseconds.
const SILENT_MS: u32 = 2_000;
/// After so many bytes in buffers of their own these are to be collected.
const COLLECT_EVERY_BYTES: u64 = 2 << 20;

thread_local! {
    /// Buffers that no reader has: as many as there were reads at once.
    static BUFFERS: RefCell<Vec<ArrayBuffer>> = const { RefCell::new(Vec::new()) };
    /// Bytes in buffers of their own since collection was last invited.
    static COPIED_BYTES: Cell<u64> = const { Cell::new(0) };
}

/// A blob that is being read.
pub struct ByteStream {
    blob: Blob,
    size_bytes: u64,
    at_bytes: u64,
    /// One that brings its own buffer.
    reader: Option<JsValue>,
    /// The read of all of it in one call. It listens from the start, so that an error that comes before it is awaited
    /// is not taken for one that nobody handles.
    whole: Option<JsFuture>,
}

impl ByteStream {
    /// Begins to read `blob`: the browser fetches the first bytes from now on.
    pub fn new(blob: Blob) -> Self {
        // A size is a whole number, and no file has 2^53 bytes.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let size_bytes = blob.size() as u64;
        let is_streamed = size_bytes >= STREAMED_BYTES;
        Self {
            size_bytes,
            at_bytes: 0,
            reader: is_streamed.then(|| reader_of(&blob)).flatten(),
            whole: (!is_streamed).then(|| JsFuture::from(blob.array_buffer())),
            blob,
        }
    }

    /// Bytes of the blob.
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Puts the next bytes at the end of `into` and says how many; 0 at the end.
    ///
    /// # Errors
    /// What the browser throws where the blob cannot be read, such as a file that was written to meanwhile.
    pub async fn next(&mut self, into: &mut Vec<u8>) -> Result<u64, JsValue> {
        if self.at_bytes >= self.size_bytes {
            return Ok(0);
        }
        let bytes = match self.chunk().await {
            Some(bytes) => bytes,
            None => self.piece().await?,
        };
        let from = into.len();
        into.resize(from + bytes.length() as usize, 0);
        bytes.copy_to(into.get_mut(from..).unwrap_or_default());
        self.at_bytes += u64::from(bytes.length());
        if self.reader.is_some() {
            BUFFERS.with_borrow_mut(|buffers| buffers.push(bytes.buffer()));
        }
        Ok(bytes.length().into())
    }

    /// What the reader has next. `None` if there is none, or it ends early, fails or is silent: it is given up then,
    /// and the rest comes piece by piece, which also tells why.
    async fn chunk(&mut self) -> Option<Uint8Array> {
        let reader = self.reader.as_ref()?;
        let buffer = BUFFERS.with_borrow_mut(Vec::pop);
        let buffer = buffer.unwrap_or_else(|| ArrayBuffer::new(CHUNK_BYTES));
        let view = [Uint8Array::new(&buffer).into()];
        let read = bind::call_async(reader, "read", &view);
        let read = clock::within(SILENT_MS, read).await;
        let bytes = read.and_then(Result::ok).and_then(|read| {
            let read: IteratorNext = read.unchecked_into();
            read.value().dyn_into::<Uint8Array>().ok()
        });
        let bytes = bytes.filter(|bytes| bytes.length() > 0);
        if bytes.is_none() {
            self.give_up();
        }
        bytes
    }

    async fn piece(&mut self) -> Result<Uint8Array, JsValue> {
        let read = match self.whole.take() {
            Some(whole) => whole,
            None => self.start_piece()?,
        };
        let read = read.await?;
        let bytes = Uint8Array::new(read.unchecked_ref::<ArrayBuffer>());
        let copied_bytes = COPIED_BYTES.get() + u64::from(bytes.length());
        let collects = copied_bytes >= COLLECT_EVERY_BYTES;
        COPIED_BYTES.set(if collects { 0 } else { copied_bytes });
        if collects {
            invite_collection();
        }
        Ok(bytes)
    }

    fn start_piece(&self) -> Result<JsFuture, JsValue> {
        let end_bytes = self.size_bytes.min(self.at_bytes + PIECE_BYTES);
        let (from, to) = (self.at_bytes as f64, end_bytes as f64);
        let part = self.blob.slice_with_f64_and_f64(from, to)?;
        Ok(JsFuture::from(part.array_buffer()))
    }

    fn give_up(&mut self) {
        if let Some(reader) = self.reader.take() {
            spawn(async move {
                // Of one that has failed there is nothing to cancel.
                let _ = bind::call_async(&reader, "cancel", &[]).await;
            });
        }
    }
}

impl Drop for ByteStream {
    fn drop(&mut self) {
        if self.at_bytes < self.size_bytes {
            self.give_up();
        }
    }
}

/// A reader that brings its own buffer, where the browser has such ones.
fn reader_of(blob: &Blob) -> Option<JsValue> {
    let options = bind::object(&[("mode", "byob".into())]);
    let stream = bind::call(blob, "stream", &[]).ok()?;
    bind::call(&stream, "getReader", &[options.into()]).ok()
}

//! Reading parts of files.

use std::ops::Range;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use sessionscope_engine::transcript::kept::TAIL_BYTES;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use crate::protocol::Fault;
use crate::read::fault;

/// Bytes of a file that are read at once, where much of it is read.
const PIECE_BYTES: u64 = 4 << 20;
/// Parts closer together than this are read as one.
const NEAR_BYTES: u64 = 32 << 10;

/// The bytes of a part of a file.
///
/// # Errors
/// What keeps the browser from reading it.
pub async fn read(file: &File, range: Range<u64>) -> Result<Vec<u8>, Fault> {
    let wanted = range.end.saturating_sub(range.start);
    let part = slice(file, &range)?;
    let bytes = buffer(&part).await?;
    if bytes.len() as u64 == wanted {
        Ok(bytes)
    } else {
        Err(Fault::Changed)
    }
}

/// The last bytes before where an index of a file ends, as proof that the file only grew.
///
/// # Errors
/// What keeps the browser from reading them.
pub async fn tail(file: &File, end_bytes: u64) -> Result<Vec<u8>, Fault> {
    read(file, end_bytes.saturating_sub(TAIL_BYTES)..end_bytes).await
}

/// Reads a part of a file piece by piece, so that none of it has to be held whole.
///
/// # Errors
/// What keeps the browser from reading it.
pub async fn read_pieces(
    file: &File,
    range: Range<u64>,
    mut each: impl FnMut(&[u8]),
) -> Result<(), Fault> {
    let mut at = range.start;
    while at < range.end {
        let end = range.end.min(at + PIECE_BYTES);
        each(&read(file, at..end).await?);
        at = end;
    }
    Ok(())
}

/// The bytes of parts of a file, by where each starts, read at once. The parts may overlap.
///
/// # Errors
/// What keeps the browser from reading them.
pub async fn read_parts(file: &File, mut parts: Vec<Range<u64>>) -> Result<Parts, Fault> {
    parts.sort_by_key(|part| part.start);
    let mut runs: Vec<Range<u64>> = Vec::new();
    for part in parts {
        match runs.last_mut() {
            Some(last) if part.start <= last.end + NEAR_BYTES => last.end = last.end.max(part.end),
            _ => runs.push(part),
        }
    }
    let slices = Array::new();
    for run in &runs {
        let part = slice(file, run)?;
        slices.push(&part);
    }
    let joined = Blob::new_with_blob_sequence(&slices).map_err(|error| fault(&error))?;
    let bytes = buffer(&joined).await?;
    let wanted: u64 = runs.iter().map(|run| run.end - run.start).sum();
    if bytes.len() as u64 == wanted {
        Ok(Parts { runs, bytes })
    } else {
        Err(Fault::Changed)
    }
}

/// Parts of a file.
#[derive(Debug)]
pub struct Parts {
    runs: Vec<Range<u64>>,
    bytes: Vec<u8>,
}

impl Parts {
    /// The bytes of a part that was asked for.
    pub fn get(&self, part: &Range<u64>) -> Option<&[u8]> {
        let mut before = 0;
        for run in &self.runs {
            if run.start <= part.start && part.end <= run.end {
                let start = usize::try_from(before + part.start - run.start).ok()?;
                let length = usize::try_from(part.end - part.start).ok()?;
                return self.bytes.get(start..)?.get(..length);
            }
            before += run.end - run.start;
        }
        None
    }
}

fn slice(file: &File, range: &Range<u64>) -> Result<Blob, Fault> {
    let slice = file.slice_with_f64_and_f64(range.start as f64, range.end as f64);
    slice.map_err(|error| fault(&error))
}

async fn buffer(blob: &Blob) -> Result<Vec<u8>, Fault> {
    let read = JsFuture::from(blob.array_buffer()).await;
    let read: JsValue = read.map_err(|error| fault(&error))?;
    Ok(Uint8Array::new(read.unchecked_ref::<ArrayBuffer>()).to_vec())
}

/// Bytes of a file as the browser sees it.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size is a whole number below 2^53"
)]
pub fn size_bytes(file: &File) -> u64 {
    file.size() as u64
}

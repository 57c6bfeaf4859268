//! Outputs of tools that lie beside logs: shown in pieces, and searched.

use js_sys::Array;
use sessionscope_engine::redact;
use sessionscope_engine::search::beside::{OUTPUT_BYTES, record};
use wasm_bindgen::JsCast as _;
use web_sys::File;

use super::bytes::{self, size_bytes};
use super::protocol::Reply;
use crate::protocol::Fault;

/// Bytes of a piece.
const PIECE_BYTES: u64 = 200 << 10;

/// A piece of an output, its secrets masked. It ends with a line, if there is one.
///
/// # Errors
/// What keeps the browser from reading it.
pub async fn piece(files: &Array, from: f64) -> Result<Reply, Fault> {
    let file: File = files.get(0).dyn_into().map_err(|_| Fault::Gone)?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates"
    )]
    let from = (from as u64).min(size_bytes(&file));
    let end = size_bytes(&file).min(from + PIECE_BYTES);
    let mut bytes = bytes::read(&file, from..end).await?;
    if end < size_bytes(&file) {
        let line = bytes.iter().rposition(|byte| *byte == b'\n');
        // Without one, no character is cut.
        let cut = line.map(|at| at + 1).or_else(|| {
            let starts = |byte: &u8| (*byte & 0xc0) != 0x80;
            bytes.iter().rposition(starts).filter(|at| *at > 0)
        });
        bytes.truncate(cut.unwrap_or(bytes.len()));
    }
    let next = from + bytes.len() as u64;
    let text = String::from_utf8_lossy(&bytes);
    Ok(Reply::Piece {
        text: redact::mask(&text).into_owned(),
        next: (next < size_bytes(&file)).then_some(next as f64),
        bytes: size_bytes(&file) as f64,
    })
}

/// The record that stands for an output.
///
/// # Errors
/// What keeps the browser from reading it.
pub async fn record_of(file: &File, path: &str, session: &str) -> Result<Vec<u8>, Fault> {
    let bytes = bytes::read(file, 0..size_bytes(file).min(OUTPUT_BYTES)).await?;
    #[allow(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
    let mtime_ms = file.last_modified() as i64;
    Ok(record(path, session, mtime_ms, &bytes))
}

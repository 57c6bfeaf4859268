//! Indexes of large files, kept so that a session which was opened once is opened at once.

use sessionscope_engine::transcript::index::FileIndex;
use sessionscope_engine::transcript::kept::{HEAD_BYTES, KeptIndex, name_of, tail_key};
use web_sys::File;

use super::bytes;
use super::opfs::OpfsFolder;
use crate::protocol::Fault;

/// The folder of the indexes.
const FOLDER: &str = "transcripts";
/// So many bytes are read sooner than an index of them is found and taken in: it is kept of more alone.
const WORTH_BYTES: u64 = 1 << 20;
/// What all indexes together may take, by far more than anyone has open; the oldest go first.
const MOST_BYTES: u64 = 64 << 20;

/// An index that was kept, and the bytes read to find that it is right.
#[derive(Debug)]
pub struct Recalled {
    /// What is known of the file.
    pub index: FileIndex,
    /// Bytes read of the file.
    pub bytes_read: u64,
}

/// What is kept of a file that still is what it was, or has only grown.
pub async fn recall(file: &File) -> Option<Recalled> {
    let size = bytes::size_bytes(file);
    if size < WORTH_BYTES {
        return None;
    }
    let head = head(file).await.ok()?;
    let folder = OpfsFolder::open(FOLDER).await?;
    let blob = folder.bytes(&name_of(&file.name(), &head)).await?;
    // One that is damaged or of another version is made anew and written over.
    let kept = KeptIndex::decode(&blob).ok()?;
    if !kept.may_fit(size, mtime_ms(file)) {
        return None;
    }
    let tail = bytes::tail(file, kept.index.end_bytes).await.ok()?;
    (tail_key(&tail) == kept.tail).then(|| Recalled {
        index: kept.index,
        bytes_read: (head.len() + tail.len()) as u64,
    })
}

/// Keeps the index of a file of which so many bytes were just read, if that was enough to be worth it. `tail`
/// is what stands before its end.
pub async fn keep(file: &File, index: &FileIndex, tail: &[u8], bytes_read: u64) {
    if bytes_read < WORTH_BYTES || index.end_bytes == 0 {
        return;
    }
    // What cannot be kept is made anew.
    let _ = write(file, index, tail).await;
}

async fn write(file: &File, index: &FileIndex, tail: &[u8]) -> Option<()> {
    let head = head(file).await.ok()?;
    let kept = KeptIndex {
        size_bytes: bytes::size_bytes(file),
        mtime_ms: mtime_ms(file),
        tail: tail_key(tail),
        index: index.clone(),
    };
    let folder = OpfsFolder::open(FOLDER).await?;
    let blob = kept.encode();
    make_room(&folder, blob.len() as u64).await;
    folder
        .write(&name_of(&file.name(), &head), &blob)
        .await
        .ok()
}

/// Takes the oldest away until so many bytes more are not too many.
async fn make_room(folder: &OpfsFolder, more_bytes: u64) {
    let mut files = folder.files().await;
    files.sort_by_key(mtime_ms);
    let mut total: u64 = more_bytes + files.iter().map(bytes::size_bytes).sum::<u64>();
    for file in files {
        if total <= MOST_BYTES {
            return;
        }
        total -= bytes::size_bytes(&file);
        folder.remove(&file.name()).await;
    }
}

/// Takes all away.
pub async fn clear() {
    OpfsFolder::remove_all(FOLDER).await;
}

async fn head(file: &File) -> Result<Vec<u8>, Fault> {
    bytes::read(file, 0..HEAD_BYTES.min(bytes::size_bytes(file))).await
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970, a whole number"
)]
fn mtime_ms(file: &File) -> i64 {
    file.last_modified() as i64
}

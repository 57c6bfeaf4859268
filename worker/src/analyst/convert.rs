//! From what the platform and ingest workers say to what the runtime understands.

use sessionscope_runtime::folder::{Fault, Hint};
use sessionscope_runtime::ingest::{Outcome, PackedDigest, Report};
use sessionscope_runtime::store::StoreError;
use wasm_bindgen::JsValue;

use super::protocol::PageBatch;
use crate::platform::list::{Listing, Why};
use crate::platform::{store, watch};
use crate::{protocol, read};

/// Why something could not be read.
pub(super) fn fault(error: &JsValue) -> Fault {
    of_reader(read::fault(error))
}

/// Why something could not be listed.
pub(super) fn why(why: &Why) -> Fault {
    match why {
        Why::Error(error) => fault(error),
        Why::Nameless => Fault::Nameless,
    }
}

fn of_reader(fault: protocol::Fault) -> Fault {
    match fault {
        protocol::Fault::Changed => Fault::Changed,
        protocol::Fault::Gone => Fault::Gone,
        protocol::Fault::Refused => Fault::Refused,
        protocol::Fault::Failed => Fault::Failed,
        protocol::Fault::Crashed => Fault::Crashed,
    }
}

/// What an ingest worker reports.
// Whole numbers below 2^53.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn report(report: &protocol::Report) -> Report {
    let outcomes: Vec<protocol::Outcome> =
        postcard::from_bytes(&report.outcomes).unwrap_or_default();
    Report {
        outcomes: outcomes.into_iter().map(outcome).collect(),
        bytes_done: report.bytes_done as u64,
        memory_bytes: report.memory_bytes as u64,
        is_last: report.last,
    }
}

fn outcome(outcome: protocol::Outcome) -> Outcome {
    let result = match outcome.result {
        Ok(protocol::ReadDigest::Whole(packed)) => Ok(PackedDigest::Whole(packed)),
        Ok(protocol::ReadDigest::Grown(packed)) => Ok(PackedDigest::Tail(packed)),
        // Only benches ask for it.
        Err(fault) => Err(of_reader(fault)),
    };
    Outcome {
        ticket: outcome.ticket,
        read_bytes: outcome.read_bytes,
        proof_bytes: outcome.proof_bytes,
        result,
    }
}

/// What was listed, and the files of it.
pub(super) fn batch(listing: Listing, is_last: bool) -> (PageBatch, Vec<JsValue>) {
    let mut files = Vec::with_capacity(listing.files.len());
    let named = listing.files.into_iter().map(|file| {
        files.push(file.file.into());
        (file.path, file.size_bytes, file.mtime_ms)
    });
    let named = named.collect();
    let refused = listing.refused.into_iter();
    let skipped = listing.skipped.into_iter();
    let batch = PageBatch {
        files: named,
        refused: refused.map(|(path, reason)| (path, why(&reason))).collect(),
        hidden: listing.hidden,
        outputs: listing.outputs,
        seen: listing.seen,
        skipped: skipped.map(|(path, why)| (path, why.to_owned())).collect(),
        is_last,
    };
    (batch, files)
}

/// What a watcher reports.
pub(super) fn hint(hint: watch::Hint) -> Hint {
    match hint {
        watch::Hint::File(path) => Hint::File(path),
        watch::Hint::Folder(path) => Hint::Folder(path),
        watch::Hint::Gone(path) => Hint::Vanished(path),
        watch::Hint::NewFolder(path) => Hint::NewFolder(path),
        watch::Hint::Broken => Hint::Broken,
    }
}

/// Why storage does not work.
pub(super) fn store_error(error: store::StoreError) -> StoreError {
    match error {
        store::StoreError::Refused => StoreError::Refused,
        store::StoreError::Blocked => StoreError::Blocked,
        store::StoreError::Newer => StoreError::Newer,
        store::StoreError::Full => StoreError::Full,
        store::StoreError::Other(text) => StoreError::Other(text),
    }
}

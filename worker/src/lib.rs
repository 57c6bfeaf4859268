//! Reading log files: from `File` objects to digests, in a worker or on the page.
//!
//! - [`protocol`]: what the page and a worker say to each other.
//! - [`codec`]: how that crosses between them.
//! - [`spans`]: which bytes of which file one read brings.
//! - [`fold`]: from bytes to digests.
//! - [`garbage`]: having the browser give back what nobody holds any more.
//! - [`platform`]: features of the browser, for the page and for workers.
//! - [`read`]: the reading itself, the same in a worker and on the page.
//! - [`actor`]: the worker's end of the conversation.
//! - [`analyst`]: the worker that owns what is known of the logs.
//! - [`desk`]: the other worker, which opens transcripts and tells parts of them.

pub mod actor;
pub mod analyst;
pub mod codec;
pub mod desk;
pub mod fold;
pub mod garbage;
pub mod platform;
pub mod protocol;
pub mod read;
pub mod spans;

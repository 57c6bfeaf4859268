//! The workers: reading log files, owning what is known of them, opening transcripts; and what they share with
//! the page.
//!
//! - [`protocol`]: what the analyst and an ingest worker say to each other.
//! - [`codec`]: how that crosses between them.
//! - [`stream`]: the bytes of a blob, through one buffer.
//! - [`spans`]: which bytes of which file one read brings.
//! - [`fold`]: from bytes to digests.
//! - [`garbage`]: having the browser give back what nobody holds any more.
//! - [`platform`]: features of the browser, for the page and for workers.
//! - [`read`]: the reading itself, the same in an ingest worker and in the analyst.
//! - [`actor`]: the ingest worker's end of the conversation.
//! - [`analyst`]: the worker that owns what is known of the logs.
//! - [`library`]: the library worker, which opens transcripts and tells parts of them.

pub mod actor;
pub mod analyst;
pub mod codec;
pub mod fold;
pub mod garbage;
pub mod library;
pub mod platform;
pub mod protocol;
pub mod read;
pub mod spans;
pub mod stream;

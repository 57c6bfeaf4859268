//! The reading library: a worker that opens transcripts, tells any part of them, and searches.
//!
//! It keeps the index of each open transcript and the `File`s behind it; the page asks for the items
//! that it shows and gets them ready to be shown. What is not shown is not read.
//!
//! - [`protocol`]: what the page asks and what it is told.
//! - [`open_transcript`]: an open transcript.
//! - [`bytes`]: reading parts of files.
//! - [`archive`]: indexes of large files, kept for the next time.
//! - [`search`]: searching all logs.
//! - [`segment_store`]: where the search index is kept.
//! - [`opfs`]: folders of our own in the origin's file system, for both.
//! - [`threads`]: the threads of a session.
//! - [`actor`]: the worker's end of the conversation.

pub mod actor;
pub mod agents;
pub mod archive;
pub mod beside;
pub mod bytes;
pub mod open_transcript;
pub mod opfs;
pub mod protocol;
pub mod search;
pub mod segment_store;
pub mod threads;

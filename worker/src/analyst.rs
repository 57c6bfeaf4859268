//! The analyst: a worker that owns what is known of the logs.
//!
//! All decisions are made by [`sessionscope_runtime`], a pure state machine. This is the shell around it:
//! it turns what the platform reports into events and carries effects out.
//!
//! - [`protocol`]: what the page and the analyst say to each other.
//! - [`shell`]: the machine, its queue of events, and who carries which effect out.
//! - `folders`, `listing`, `files`, `storage`, `ingest`, `others`: what the shell holds, and what is done with it.
//! - [`client`]: the page's end, which also lists what only a page can read.

pub mod client;
mod convert;
mod files;
mod folders;
mod ingest;
mod listing;
mod others;
pub mod protocol;
pub mod shell;
mod storage;

//! The core of Sessionscope: bytes of session logs in, exact figures out.
//!
//! Nothing here knows of a browser, a clock, a random number or a file system, so everything
//! compiles and tests natively. The nouns, in the order in which data meets them:
//!
//! - [`lines`]: cuts bytes into lines, whatever the pieces in which they arrive.
//! - [`json`]: checks that a line is JSON and walks it without building a tree.
//! - [`record`]: the fields of one log record that anyone asks for.
//! - [`digest`]: all that one file says, small, mergeable, storable.
//! - [`digester`]: folds a file's bytes into its digest.
//! - [`place`]: what a path says: project, session, subagent or not counted.
//! - [`pack`]: digests as bytes from which single entries can be read.
//! - [`corpus`]: the files of a corpus in the form in which they are kept.
//! - [`books`]: all files' digests; any may be put, grown, removed, and the ledger follows by delta.
//! - [`ledger`]: the corpus deduplicated and priced: cells by session and time.
//! - [`report`]: groups ledger cells into the tables and series that views show.
//! - [`price`] and [`money`]: what tokens cost, exactly.
//! - [`time`]: instants, days and zones.
//! - [`redact`]: what is not for everyone's eyes, and what stands in its place.
//! - [`rows`] and [`name`]: large tables, and the texts that their rows share.
//! - [`order`]: sorting that is compiled once.
//! - [`plan`]: which files to read again, and from where.
//! - [`search`]: words, queries, hits and the index of all text.
//! - [`shard`]: the stored form of digests, with versions and an upgrader.
#![forbid(unsafe_code)]

pub mod answers;
pub mod append;
pub mod books;
pub mod corpus;
pub mod digest;
pub mod digester;
pub mod json;
pub mod key;
mod keyed;
pub mod keymap;
pub mod ledger;
pub mod lines;
pub mod money;
pub mod name;
pub mod order;
pub mod pack;
pub mod place;
pub mod plan;
pub mod price;
pub mod reconcile;
pub mod record;
pub mod redact;
pub mod report;
pub mod rows;
pub mod search;
pub mod shard;
pub mod time;
pub mod tokens;
pub mod transcript;

//! From records to exact figures.
//!
//! - [`digest`]: all that one file says, small, mergeable, storable.
//! - [`digester`]: folds a file's bytes into its digest.
//! - [`pack`]: digests as bytes from which single entries can be read.
//! - [`corpus`]: the files of a corpus in the form in which they are kept.
//! - [`accounts`]: all files' digests; any may be put, grown, removed, and the ledger follows by delta.
//! - [`ledger`]: the corpus deduplicated and priced: cells by session and time.
//! - [`report`]: groups ledger cells into the tables and series that views show.
//! - [`price`] and [`money`]: what tokens cost, exactly.
//! - [`reconcile`]: what other ways of counting would have said.
//! - [`veil`](mod@veil): a ledger in which everything is called by another name.
//! - [`rows`] and [`name`]: large tables, and the texts that their rows share.
//! - [`order`]: sorting that is compiled once.
//! - [`plan`]: which files to read again, and from where.
//! - [`shard`]: the stored form of digests and ledgers, with versions.
#![forbid(unsafe_code)]

pub mod accounts;
pub mod answers;
pub mod append;
pub mod corpus;
pub mod digest;
pub mod digester;
mod keyed;
pub mod ledger;
pub mod money;
pub mod name;
pub mod order;
pub mod pack;
pub mod plan;
pub mod price;
pub mod reconcile;
pub mod report;
pub mod rows;
pub mod shard;
pub mod veil;

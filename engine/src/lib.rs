//! The core of Sessionscope: bytes of session logs in, exact figures out.
//!
//! Nothing here knows of a browser, a clock, a random number or a file system, so everything
//! compiles and tests natively. This crate only gathers the others under one name, for the page, the
//! workers and for tests that need several of them:
//!
//! - [`sessionscope_log`]: lines, JSON, records, keys, places, times, tokens.
//! - [`sessionscope_redact`]: secrets and names that are not for everyone's eyes.
//! - [`sessionscope_accounts`]: digests, ledger, reports, prices, stored forms.
//! - [`sessionscope_transcript`]: where each record is and how they belong together.
//! - [`sessionscope_search`]: words, queries, hits and the index of all text.
//! - [`sessionscope_render`]: what each record looks like.
#![forbid(unsafe_code)]

pub use sessionscope_accounts::{
    accounts, answers, append, corpus, digest, digester, ledger, money, name, order, pack, plan,
    price, reconcile, report, rows, shard,
};
pub use sessionscope_log::{
    blob, json, key, keymap, lines, place, prompt, proof, reader, record, recover, time, tokens,
};
pub use sessionscope_search as search;

/// What is not for everyone's eyes.
pub mod redact {
    pub use sessionscope_accounts::veil::{Veil, root_name, veil};
    pub use sessionscope_redact::*;
}

/// Transcripts: what is to be read in a session's files, and what each record looks like.
pub mod transcript {
    pub use sessionscope_render::{article, bound, copy, exempt, frame, markup};
    pub use sessionscope_transcript::{agents, entry, index, items, kept, survey};
}

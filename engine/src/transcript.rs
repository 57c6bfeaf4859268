//! Transcripts: what is to be read in a session's files, and what each record looks like.
//!
//! - [`entry`] and [`index`]: where each record of a file is, what it is, what it belongs to.
//! - [`kept`]: the index of a large file, kept for the next time.
//! - [`items`]: which of them are shown, in which order, and how they belong together.
//! - [`survey`]: a whole session at a glance.
//! - [`copy`]: a record as text to take along.
//! - [`agents`]: which call started which subagent.
//! - [`article`]: one item, ready to be shown.
//! - [`bound`]: how much of it is drawn at once.
//! - [`exempt`]: what of a record is not drawn.
//! - [`markup`]: what a message looks like, as a tree of few kinds of elements.
pub mod agents;
pub mod article;
pub mod bound;
pub mod copy;
pub mod entry;
pub mod exempt;
pub mod index;
pub mod items;
pub mod kept;
pub mod markup;
pub mod survey;

mod ansi;
mod diff;
mod highlight;
mod markdown;
mod render;

//! What is to be read in a session's files, and how it belongs together.
//!
//! - [`entry`] and [`index`]: where each record of a file is, what it is, what it belongs to.
//! - [`kept`]: the index of a large file, kept for the next time.
//! - [`items`]: which records are shown, in which order, and how they belong together.
//! - [`agents`]: which call started which subagent.
//! - [`names`]: names of tools, models and files by number.
//! - [`survey`]: a whole session at a glance.
#![forbid(unsafe_code)]

pub mod agents;
pub mod entry;
pub mod index;
pub mod items;
pub mod kept;
pub mod names;
pub mod survey;

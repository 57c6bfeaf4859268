//! What each record looks like: the one crate that knows of presentation.
//!
//! - [`article`]: one item of a transcript, ready to be shown.
//! - [`bound`]: how much of it is drawn at once.
//! - [`copy`]: a record as text to take along.
//! - [`exempt`]: what of a record is not drawn.
//! - [`frame`]: what an item is made of, without its texts.
//! - [`markup`]: what a message looks like, as a tree of few kinds of elements.
#![forbid(unsafe_code)]

pub mod article;
pub mod bound;
pub mod copy;
pub mod exempt;
pub mod frame;
pub mod markup;

mod ansi;
mod diff;
mod forms;
mod highlight;
mod markdown;

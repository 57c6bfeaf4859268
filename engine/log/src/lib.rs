//! How bytes of session logs become records, and what every other crate says of them.
//!
//! - [`lines`]: cuts bytes into lines, whatever the pieces in which they arrive.
//! - [`json`]: checks that a line is JSON and walks it without building a tree.
//! - [`record`]: the fields of one log record that anyone asks for.
//! - [`reader`]: how a line becomes records, for accounts, transcripts and search alike.
//! - [`proof`]: where reading can go on, and proof that the file is still the same.
//! - [`recover`]: records within a line that is not one record.
//! - [`prompt`]: whether a person wrote what a record says.
//! - [`key`] and [`keymap`]: ids as numbers, and maps by them.
//! - [`place`]: what a path says: project, session, subagent or not counted.
//! - [`time`]: instants, days and zones.
//! - [`tokens`]: the token figures of a response.
//! - [`blob`]: the frame of everything that is stored.
#![forbid(unsafe_code)]

pub mod blob;
pub mod json;
pub mod key;
pub mod keymap;
pub mod lines;
pub mod place;
pub mod prompt;
pub mod proof;
pub mod reader;
pub mod record;
pub mod recover;
pub mod time;
pub mod tokens;

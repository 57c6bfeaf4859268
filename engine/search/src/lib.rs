//! Search over all that logs say.
//!
//! - [`fold`](mod@fold) and [`words`](mod@words): what is taken for the same, and what a word is.
//! - [`text`]: what of a record can be searched, and the facts that filters ask for.
//! - [`walk`]: the records of a file.
//! - [`query`]: what is searched for.
//! - [`matcher`]: whether a record is that, by its text alone.
//! - [`snippet`](mod@snippet): the place that shows why.
//! - [`rank`]: which hits come first.
//! - [`index`]: where words stand, so that nothing needs to be read to answer.
//!
//! A hit is a message: all records with the same uuid, in whatever files, are one, which is found
//! if any of them is; records without a uuid are one if they say the same in the same session.
#![forbid(unsafe_code)]

pub mod beside;
pub mod fold;
pub mod index;
pub mod matcher;
pub mod query;
pub mod rank;
pub mod signs;
pub mod snippet;
pub mod text;
pub mod walk;
pub mod words;

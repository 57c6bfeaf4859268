//! What sessions were about: intents of prompts and threads of messages.
//!
//! Everything here is deterministic and works offline, on texts in any language.
//!
//! - [`intent`]: what a prompt wants.
//! - [`session`]: what threads need to know of a session's messages.
//! - [`thread`]: the threads of a session.
#![forbid(unsafe_code)]

pub mod intent;
pub mod session;
pub mod thread;

#[cfg(test)]
mod drawing;

//! What sessions were about: intents of prompts and threads of messages.
//!
//! Everything here is deterministic and works offline, on texts in any language.
//!
//! - [`intent`]: what a prompt wants.
//! - [`thread`]: the threads of a session.
#![forbid(unsafe_code)]

pub mod intent;
pub mod thread;

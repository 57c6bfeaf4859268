//! The threads of a session, found in the texts of its logs.

use serde::{Deserialize, Serialize};
use sessionscope_engine::reader::{Malformed, Position, RecordReader, Sink};
use sessionscope_engine::record::NoRecord;
use sessionscope_engine::redact;
use sessionscope_insights::session::Session;
use sessionscope_insights::thread::boundary::Boundary;
use sessionscope_insights::thread::{Thread, threads};
use web_sys::File;

use super::bytes::{self, size_bytes};
use crate::protocol::Fault;

/// Words of a thread that are told.
const WORDS: usize = 5;

/// Where a thread begins, and what it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThreadTold {
    /// The `uuid` of its first prompt; empty if nobody wrote in it.
    pub first_prompt: String,
    /// Words that tell it from the other threads, the strongest first.
    pub words: Vec<String>,
    /// Why it begins there.
    pub boundary: Boundary,
}

impl ThreadTold {
    /// What may be told of it while texts are hidden.
    #[must_use]
    pub fn without_texts(self) -> Self {
        // Every field is named here: a new one has to be thought of.
        let Self {
            first_prompt,
            words: _,
            boundary,
        } = self;
        Self {
            first_prompt,
            words: Vec::new(),
            boundary,
        }
    }
}

/// The threads of a session, in the order of its logs. Each log begins one.
///
/// # Errors
/// What keeps the browser from reading them.
pub async fn of_logs(logs: impl Iterator<Item = &File>) -> Result<Vec<ThreadTold>, Fault> {
    let mut all = Vec::new();
    for log in logs {
        let mut session = Masked(Session::default());
        let mut reader = RecordReader::default();
        let whole = 0..size_bytes(log);
        bytes::read_pieces(log, whole, |piece| reader.push(piece, &mut session)).await?;
        reader.finish(&mut session);
        all.extend(threads(&session.0).threads.into_iter().map(told));
    }
    Ok(all)
}

fn told(thread: Thread) -> ThreadTold {
    let words = thread.topic.keywords.into_iter().take(WORDS);
    ThreadTold {
        first_prompt: thread.first_prompt,
        words: words.map(|(word, _)| word).collect(),
        boundary: thread.boundary,
    }
}

/// A session whose secrets are masked before anything is made of them: words of it are shown.
struct Masked(Session);

impl Sink for Masked {
    fn record(&mut self, text: &[u8], at: Position) -> Result<(), NoRecord> {
        self.0.record(&redact::record(text), at)
    }

    fn malformed(&mut self, line: Malformed, is_ended: bool) {
        Sink::malformed(&mut self.0, line, is_ended);
    }
}

//! The files that a session touched, with everything it did to them in order.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::order::{sort_by, value_of};
use sessionscope_accounts::report::Subagents;
use sessionscope_log::time::Instant;
use sessionscope_transcript::survey::Called;

use super::{CallPlace, Glance, SessionSurvey};
use crate::basis::Basis;
use crate::counted::CountedLive;
use crate::question::{Lookup, Question};

/// Which files did a session read or change by name?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedQuestion {
    /// The session.
    pub of: Arc<SessionSurvey>,
    /// What of it.
    pub subagents: Subagents,
}

/// A file that a session read or changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedFile {
    /// Its name.
    pub name: String,
    /// Changes.
    pub edits: u64,
    /// What was no change.
    pub reads: u64,
    /// All that was done to it, in order.
    pub calls: Vec<TouchedCall>,
}

/// A call of a tool about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedCall {
    /// The tool.
    pub tool: String,
    /// When it was called.
    pub time: Option<Instant>,
    /// Where that is shown.
    pub at: CallPlace,
    /// It failed.
    pub failed: bool,
}

impl Question for TouchedQuestion {
    /// The most changed first.
    type Answer = Lookup<Vec<TouchedFile>>;
    type Live = CountedLive;

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, live: &mut CountedLive, basis: &mut Basis<'_>) -> Self::Answer {
        self.of
            .told(live, basis, |glance, _| glance.touched(self.subagents))
    }
}

impl Glance<'_> {
    fn touched(&self, subagents: Subagents) -> Vec<TouchedFile> {
        let counts = self.calls();
        let mut about: Vec<(&str, &Called)> = Vec::new();
        for call in &self.survey.calls {
            let counts = value_of(&counts, &call.id);
            if let Some(file) = call.file
                && counts.is_some_and(|counts| subagents.holds(counts.subagent))
            {
                about.push((self.survey.name(file), call));
            }
        }
        // Subagents' files come after the session's own.
        sort_by(&mut about, |(a, one), (b, two)| {
            (a, one.start, one.place).cmp(&(b, two.start, two.place))
        });
        let of_files = about.chunk_by(|a, b| a.0 == b.0);
        let mut files: Vec<TouchedFile> = of_files.map(|calls| self.touched_file(calls)).collect();
        let weight = |file: &TouchedFile| (file.edits, file.calls.len());
        sort_by(&mut files, |a, b| weight(b).cmp(&weight(a)));
        files
    }

    fn touched_file(&self, calls: &[(&str, &Called)]) -> TouchedFile {
        let edits = calls.iter().filter(|(_, call)| call.edit).count() as u64;
        let name = calls.first().map(|(name, _)| (*name).to_owned());
        let calls = calls.iter().map(|(_, call)| TouchedCall {
            tool: self.survey.name(call.tool).to_owned(),
            time: call.start,
            at: self.place_of(call),
            failed: call.failed,
        });
        let calls: Vec<TouchedCall> = calls.collect();
        TouchedFile {
            name: name.unwrap_or_default(),
            edits,
            reads: calls.len() as u64 - edits,
            calls,
        }
    }
}

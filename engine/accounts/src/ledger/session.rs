//! Sessions, and texts that they share.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::digest::CostState;
use crate::name::{Name, Names};
use crate::rows::Rows;
use sessionscope_log::time::Instant;

/// A session, its subagents included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Its project.
    pub project: u32,
    /// Its id: the stem of its main file.
    pub name: String,
    /// Title given by the user or the model, else the text of a summary.
    pub title: Option<String>,
    /// The first prompt that a person wrote.
    pub first_prompt: Option<String>,
    /// Where it started.
    pub cwd: Option<Name>,
    /// Git branches in order of appearance.
    pub branches: Box<[Name]>,
    /// Version of Claude Code at the start.
    pub first_version: Option<Name>,
    /// Version of Claude Code at the end.
    pub last_version: Option<Name>,
    /// How it was started (cli, claude-desktop, …).
    pub entrypoint: Option<Name>,
    /// Earliest valid timestamp.
    pub first: Option<Instant>,
    /// Latest valid timestamp.
    pub last: Option<Instant>,
    /// Files of it, subagents' included.
    pub files: u32,
    /// Subagent files of it.
    pub subagent_files: u32,
    /// Compactions of the context.
    pub compactions: u64,
    /// API errors.
    pub api_errors: u64,
    /// Times the user interrupted.
    pub interruptions: u64,
    /// What Claude Code itself said that it cost.
    pub cost_state: Option<Box<CostState>>,
    /// Other sessions that hold messages of this one, and how many (counted for each pair of files that
    /// hold them): it was resumed or forked, or they were. Ascending.
    pub related: Box<[(u32, u32)]>,
}

impl SessionRow {
    /// Makes it share its texts with other rows.
    fn share(&mut self, names: &mut Names) {
        let mut share = |name: &mut Name| names.share(name);
        self.branches.iter_mut().for_each(&mut share);
        let texts = [
            &mut self.cwd,
            &mut self.first_version,
            &mut self.last_version,
            &mut self.entrypoint,
        ];
        texts.into_iter().flatten().for_each(share);
    }
}

/// Stored sessions, whose texts are shared as they are read: there is never a copy a row.
pub(super) fn shared<'de, D: Deserializer<'de>>(from: D) -> Result<Rows<SessionRow>, D::Error> {
    struct Sessions;
    impl<'de> Visitor<'de> for Sessions {
        type Value = Rows<SessionRow>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("sessions")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let (mut rows, mut names) = (Rows::default(), Names::default());
            while let Some(mut row) = list.next_element::<SessionRow>()? {
                row.share(&mut names);
                rows.push(row);
            }
            Ok(rows)
        }
    }
    from.deserialize_seq(Sessions)
}

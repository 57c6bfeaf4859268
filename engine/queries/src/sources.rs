//! The files of a session.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::ledger::{FileRow, Ledger};
use sessionscope_accounts::order::sort_by;
use sessionscope_log::place::{RootId, agent_of};

use crate::basis::Basis;
use crate::link::find_session;
use crate::question::{Lookup, Question};

/// Which files hold a session?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcesQuestion {
    /// Its key.
    pub session: String,
}

/// The files of a session. Copies of them are not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcesAnswer {
    /// Its own, the oldest first.
    pub own: Vec<SourceFile>,
    /// Its subagents', the oldest first.
    pub agents: Vec<SourceFile>,
}

/// A file of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its folder and its path in it.
    pub file: (RootId, String),
    /// The subagent whose it is.
    pub agent: Option<String>,
    /// How many bytes were read of it.
    pub size_bytes: u64,
    /// When it was last changed.
    pub mtime_ms: i64,
}

impl Question for SourcesQuestion {
    type Answer = Lookup<SourcesAnswer>;
    type Live = ();

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> Self::Answer {
        let session = find_session(basis.revision, &self.session);
        let answer = session.map(|session| SourcesAnswer {
            own: files(basis.revision, session, false),
            agents: files(basis.revision, session, true),
        });
        answer.into()
    }
}

fn files(ledger: &Ledger, session: u32, of_agents: bool) -> Vec<SourceFile> {
    let files = ledger.files.iter().filter(|file| {
        let is_it = file.kind.is_subagent() == of_agents && (of_agents || !file.is_copy);
        file.session == Some(session) && is_it
    });
    let mut files: Vec<&FileRow> = files.collect();
    let key = |file: &FileRow| (file.first.is_none(), file.first);
    // Of files that began at once the order of paths holds where there may be many.
    let path = |file: &FileRow| {
        if of_agents {
            file.path.clone()
        } else {
            String::new()
        }
    };
    sort_by(&mut files, |a, b| (key(a), path(a)).cmp(&(key(b), path(b))));
    let files = files.into_iter().map(|file| SourceFile {
        file: (file.root, file.path.clone()),
        agent: of_agents.then(|| agent_of(&file.path).to_owned()),
        size_bytes: file.size_bytes,
        mtime_ms: file.mtime_ms,
    });
    files.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{World, response};

    #[test]
    fn a_sessions_own_files_are_apart_from_those_of_subagents() {
        let agent = response("s", "m2", 1).replace(r#""uuid""#, r#""isSidechain":true,"uuid""#);
        let world = World::of(&[
            ("p/s/subagents/agent-b.jsonl", std::slice::from_ref(&agent)),
            ("p/s/subagents/agent-a.jsonl", &[agent.replace("m2", "m3")]),
            ("p/s.jsonl", &[response("s", "m1", 1)]),
            ("p/t.jsonl", &[response("t", "m4", 1)]),
        ]);
        let session = "p/s".to_owned();
        let answer = world.ask(&SourcesQuestion { session }, false);
        let found = answer.found().unwrap();
        let paths = |files: &[SourceFile]| -> Vec<String> {
            files.iter().map(|file| file.file.1.clone()).collect()
        };
        assert_eq!(paths(&found.own), ["p/s.jsonl"]);
        assert_eq!(found.own[0].agent, None);
        assert_eq!(
            paths(&found.agents),
            ["p/s/subagents/agent-a.jsonl", "p/s/subagents/agent-b.jsonl"]
        );
        assert_eq!(found.agents[1].agent.as_deref(), Some("b"));
        let session = "p/u".to_owned();
        assert_eq!(
            world.ask(&SourcesQuestion { session }, false),
            Lookup::Missing
        );
    }
}

//! What tests of several questions need: a small world of logs.

use sessionscope_accounts::accounts::Accounts;
use sessionscope_accounts::corpus::StoredFile;
use sessionscope_accounts::digester::Digester;
use sessionscope_accounts::ledger::{Ledger, Revision};
use sessionscope_accounts::pack::{pack_file, unpack_file};
use sessionscope_accounts::price::{CostMode, PriceTable};
use sessionscope_accounts::report::DailyRollup;
use sessionscope_accounts::veil::veil;
use sessionscope_log::place::{RootId, file_key};
use sessionscope_transcript::index::Indexer;
use sessionscope_transcript::items::Transcript;
use sessionscope_transcript::survey::survey;

use crate::basis::Basis;
use crate::glance::SessionSurvey;
use crate::question::Question;

/// Logs, and their accounts.
pub struct World {
    logs: Vec<(String, Vec<String>)>,
    accounts: Accounts,
    ledger: Ledger,
}

impl World {
    /// That of logs by path and line.
    pub fn of(logs: &[(&str, &[String])]) -> Self {
        let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Calculate);
        for (path, lines) in logs {
            let mut digester = Digester::new(file_key(RootId(0), path));
            digester.push(lines.join("\n").as_bytes());
            let file = StoredFile {
                root: RootId(0),
                path: (*path).to_owned(),
                size_bytes: 0,
                mtime_ms: 0,
                content: unpack_file(&pack_file(digester.finish())).unwrap(),
            };
            assert!(accounts.put(&mut ledger, file));
        }
        accounts.settle(&mut ledger);
        let logs = logs.iter();
        Self {
            logs: logs
                .map(|(path, lines)| ((*path).to_owned(), lines.to_vec()))
                .collect(),
            accounts,
            ledger,
        }
    }

    /// The answer to a question, names hidden or not.
    pub fn ask<Q: Question>(&self, question: &Q, redacted: bool) -> Q::Answer {
        let revision = Revision::new(self.ledger.clone());
        let (veiled, names) = veil(&revision);
        let mut rollup = DailyRollup::default();
        let shown = if redacted { &veiled } else { &revision };
        let mut basis = Basis::new(shown, &mut rollup);
        basis.names = redacted.then_some(&names);
        basis.real = &revision;
        basis.accounts = Some(&self.accounts);
        question.answer(&mut Q::Live::default(), &mut basis)
    }

    /// The answer while the accounts are closed, and whether they are asked for.
    pub fn ask_closed<Q: Question>(&self, question: &Q) -> (Q::Answer, bool) {
        self.ask_with(question, &mut Q::Live::default(), false)
    }

    /// The answer with what was kept of answers before, and whether the accounts are asked for.
    pub fn ask_with<Q: Question>(
        &self,
        question: &Q,
        live: &mut Q::Live,
        is_open: bool,
    ) -> (Q::Answer, bool) {
        let revision = Revision::new(self.ledger.clone());
        let mut rollup = DailyRollup::default();
        let mut basis = Basis::new(&revision, &mut rollup);
        basis.accounts = is_open.then_some(&self.accounts);
        let answer = question.answer(live, &mut basis);
        (answer, basis.wants_accounts)
    }

    /// What a file is called while names are hidden.
    pub fn shown_path(&self, path: &str) -> String {
        let (_, names) = veil(&Revision::new(self.ledger.clone()));
        names.file(RootId(0), path).unwrap().to_owned()
    }

    /// What a subagent is called while names are hidden.
    pub fn shown_agent(&self, agent: &str) -> String {
        let (_, names) = veil(&Revision::new(self.ledger.clone()));
        names.agents.shown(agent).unwrap().to_owned()
    }

    /// The survey of a session that is in these files, of which the first `own` are its own.
    pub fn survey(&self, session: &str, paths: &[&str], own: u32) -> SessionSurvey {
        let indexes = paths.iter().map(|path| {
            let log = self.logs.iter().find(|(known, _)| known == path).unwrap();
            let mut indexer = Indexer::default();
            indexer.push(log.1.join("\n").as_bytes());
            indexer.finish()
        });
        let transcript = Transcript::new(indexes.collect());
        SessionSurvey {
            session: session.to_owned(),
            files: paths
                .iter()
                .map(|path| (RootId(0), (*path).to_owned()))
                .collect(),
            own,
            survey: survey(&transcript, own),
        }
    }
}

/// A record of a response: `output` tokens of a model, 25 USD a million.
pub fn response(session: &str, id: &str, output: u64) -> String {
    said(session, id, output, "00:00:00", "")
}

/// The same at a time, with content.
pub fn said(session: &str, id: &str, output: u64, time: &str, content: &str) -> String {
    format!(
        r#"{{"type":"assistant","sessionId":"{session}","uuid":"u-{id}","timestamp":"2026-01-01T{time}Z","requestId":"{id}","message":{{"id":"{id}","role":"assistant","model":"claude-opus-5","usage":{{"output_tokens":{output}}},"content":[{content}]}}}}"#
    )
}

/// A message of the user, at a time.
pub fn user(session: &str, uuid: &str, time: &str, content: &str) -> String {
    format!(
        r#"{{"type":"user","sessionId":"{session}","uuid":"{uuid}","timestamp":"2026-01-01T{time}Z","message":{{"role":"user","content":{content}}}}}"#
    )
}

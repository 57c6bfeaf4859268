//! Accounts that are open, asked by the names that views know.

use sessionscope_accounts::accounts::Accounts;
use sessionscope_accounts::ledger::Ledger;
use sessionscope_accounts::veil::Veil;
use sessionscope_log::place::RootId;
use sessionscope_redact::is_known_tool;

use crate::link::find_session;

/// Accounts that are open. Accounts and their ledger know the real names alone.
#[derive(Clone, Copy)]
pub struct OpenAccounts<'a> {
    /// The accounts.
    pub accounts: &'a Accounts,
    /// The ledger that they keep.
    pub ledger: &'a Ledger,
    /// What the names that views know stand for; `None` while they are the real ones.
    pub names: Option<&'a Veil>,
}

impl OpenAccounts<'_> {
    /// The row of a session.
    pub fn session(&self, id: &str) -> Option<u32> {
        let real = self.names.and_then(|names| {
            let by_key = names.session_keys.real(id);
            by_key.or_else(|| names.sessions.real(id))
        });
        find_session(self.ledger, real.unwrap_or(id))
    }

    /// The row of a file; that of none for a file that is not counted.
    pub fn file(&self, (root, path): &(RootId, String)) -> u32 {
        let row = self.accounts.row(*root, self.path(path));
        let row = row.and_then(|row| u32::try_from(row).ok());
        row.unwrap_or(u32::MAX)
    }

    /// The path of a file in its folder.
    pub fn path<'p>(&'p self, shown: &'p str) -> &'p str {
        let real = self.names.and_then(|names| names.path(shown));
        real.unwrap_or(shown)
    }

    /// The id of a subagent.
    pub fn agent(&self, shown: &str) -> String {
        let real = self.names.and_then(|names| names.agents.real(shown));
        real.unwrap_or(shown).to_owned()
    }

    /// What a session of the ledger is known by: its key.
    pub fn shown_session(&self, session: u32) -> String {
        let key = self.ledger.session_key(session);
        let shown = self.names.map(|names| names.session_keys.shown(&key));
        shown.map_or(key.clone(), |shown| shown.unwrap_or_default().to_owned())
    }

    /// What a subagent is known by.
    pub fn shown_agent(&self, agent: &str) -> String {
        let shown = self.names.map(|names| names.agents.shown(agent));
        shown.map_or(agent, Option::unwrap_or_default).to_owned()
    }

    /// What tools are called, by their rows.
    pub fn shown_tools(&self) -> Vec<String> {
        let shown = |tool: &String| match self.names {
            Some(names) if !is_known_tool(tool) => {
                let shown = names.tools.shown(tool);
                shown.unwrap_or("Another tool").to_owned()
            }
            _ => tool.clone(),
        };
        self.ledger.tools.iter().map(shown).collect()
    }
}

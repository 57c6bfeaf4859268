//! What questions are answered from.

use sessionscope_accounts::accounts::Accounts;
use sessionscope_accounts::ledger::Revision;
use sessionscope_accounts::report::DailyRollup;
use sessionscope_accounts::veil::Veil;

use crate::open_accounts::OpenAccounts;
use crate::outputs::FolderOutputs;

/// What questions are answered from.
pub struct Basis<'a> {
    /// The ledger; while names are hidden, one without them.
    pub revision: &'a Revision,
    /// The ledger with its real names, for those who speak to the files.
    pub real: &'a Revision,
    /// Its sums by day, which follow it.
    pub rollup: &'a mut DailyRollup,
    /// What the names of the ledger stand for; `None` while they are the real ones.
    pub names: Option<&'a Veil>,
    /// What was found beside logs, by folder.
    pub outputs: Vec<FolderOutputs<'a>>,
    /// The accounts of the files, if they are open.
    pub accounts: Option<&'a Accounts>,
    /// Set by a question that only open accounts can answer.
    pub wants_accounts: bool,
}

impl<'a> Basis<'a> {
    /// A ledger without the accounts that keep it.
    pub fn new(revision: &'a Revision, rollup: &'a mut DailyRollup) -> Self {
        Self {
            revision,
            real: revision,
            rollup,
            names: None,
            outputs: Vec::new(),
            accounts: None,
            wants_accounts: false,
        }
    }

    /// The accounts; if they are closed, they are asked for.
    pub(crate) fn open_accounts(&mut self) -> Option<OpenAccounts<'a>> {
        self.wants_accounts |= self.accounts.is_none();
        Some(OpenAccounts {
            accounts: self.accounts?,
            ledger: self.real,
            names: self.names,
        })
    }
}

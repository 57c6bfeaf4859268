//! Which groups have a text.

use sessionscope_accounts::ledger::Ledger;
use sessionscope_accounts::report::GroupId;

use super::row::session_of;
use crate::label::{project_label, project_path, session_label};

/// Whether a group has a text, in lower case, in its name, path, id or branch.
pub fn matches(ledger: &Ledger, of: GroupId, text: &str) -> bool {
    let has = |name: &str| name.to_lowercase().contains(text);
    let has_key = || has(&of.key(ledger));
    match of {
        GroupId::Project(row) => has(&project_path(ledger, row)) || has_key(),
        GroupId::Session(row) => {
            has(&session_label(ledger, row))
                || has_key()
                || session_of(ledger, of).is_some_and(|session| {
                    has(&project_label(ledger, session.project))
                        || session.branches.iter().any(|branch| has(branch))
                })
        }
        _ => has_key(),
    }
}

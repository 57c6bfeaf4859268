//! User messages and tool calls, each counted once and where it first was.

use super::cells::Event;
use super::claims::{Happening, ToolClaim};
use super::{Accounts, Posting, Sign, number};
use crate::digest::{ToolUse, UserMessage};
use crate::ledger::Ledger;
use sessionscope_log::key::Key;

/// What a failure is listed under whose call is nowhere.
const UNKNOWN_TOOL: &str = "(unknown)";

impl Accounts {
    /// Posts a user message.
    pub(super) fn post_user(&mut self, ledger: &mut Ledger, key: Key, posting: &mut Posting) {
        let claims: Vec<(u32, UserMessage)> = self.claims(ledger, key, posting);
        let told = Happening::of_user(&claims);
        self.post_events(ledger, told, posting.sign);
    }

    /// Posts what happened in files that belong to a session.
    pub(super) fn post_events(
        &mut self,
        ledger: &mut Ledger,
        told: impl IntoIterator<Item = Happening>,
        sign: Sign,
    ) {
        for happening in told {
            let Some((session, subagent)) = self.placed(happening.file) else {
                continue;
            };
            let event = Event {
                session,
                time: happening.time,
                kind: happening.kind,
                subagent,
            };
            self.cells.post_event(ledger, &event, sign);
        }
    }

    /// Posts a tool's call and failure.
    pub(super) fn post_tool(&mut self, ledger: &mut Ledger, key: Key, posting: &mut Posting) {
        let claims: Vec<(u32, ToolUse)> = self.claims(ledger, key, posting);
        let claim = ToolClaim::of(&claims);
        if !claim.is_empty() {
            let tool = self.tool(ledger, claim.name());
            self.post_events(ledger, claim.happenings(tool), posting.sign);
        }
    }

    /// The ledger's number of a tool that was called, by the number of its name.
    pub(super) fn known_tool(&self, name: Option<u32>) -> Option<u32> {
        let name = name.or_else(|| self.names.find(UNKNOWN_TOOL))?;
        self.tools.get(&name).copied()
    }

    /// The same of any tool.
    fn tool(&mut self, ledger: &mut Ledger, name: Option<u32>) -> u32 {
        if let Some(known) = self.known_tool(name) {
            return known;
        }
        let name = name.unwrap_or_else(|| self.names.number(UNKNOWN_TOOL));
        let text = self.names.get(name).unwrap_or(UNKNOWN_TOOL);
        let tool = number(ledger.tools.len());
        ledger.tools.push(text.to_owned());
        self.tools.insert(name, tool);
        tool
    }
}

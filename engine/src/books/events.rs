//! User messages and tool calls, each counted once and where it first was.

use super::cells::Event;
use super::claims::ToolClaim;
use super::{Books, Posting, Sign, number};
use crate::digest::{ToolUse, UserMessage};
use crate::key::Key;
use crate::ledger::{EventKind, Ledger};
use crate::time::Instant;

/// What a failure is listed under whose call is nowhere.
const UNKNOWN_TOOL: &str = "(unknown)";

impl Books {
    /// Posts a user message.
    pub(super) fn post_user(&mut self, ledger: &mut Ledger, key: Key, posting: &mut Posting) {
        let claims: Vec<(u32, UserMessage)> = self.claims(ledger, key, posting);
        if let Some((file, message)) = claims.first() {
            let kind = EventKind::UserMessage {
                prompt: message.prompt,
            };
            self.post_event(ledger, *file, message.time, kind, posting.sign);
        }
    }

    /// Posts what happened in a file, if that belongs to a session.
    pub(super) fn post_event(
        &mut self,
        ledger: &mut Ledger,
        file: u32,
        time: Option<Instant>,
        kind: EventKind,
        sign: Sign,
    ) {
        let Some((session, subagent)) = self.placed(file) else {
            return;
        };
        let event = Event {
            session,
            time,
            kind,
            subagent,
        };
        self.cells.post_event(ledger, &event, sign);
    }

    /// Posts a tool's call and failure.
    pub(super) fn post_tool(&mut self, ledger: &mut Ledger, key: Key, posting: &mut Posting) {
        let claims: Vec<(u32, ToolUse)> = self.claims(ledger, key, posting);
        let claim = ToolClaim::of(&claims);
        let call = claim
            .call
            .and_then(|(file, entry)| Some((file, entry.call?)));
        let error = claim
            .error
            .and_then(|(file, entry)| Some((file, entry.error?)));
        if call.is_none() && error.is_none() {
            return;
        }
        let name = call.and_then(|(_, call)| call.name);
        let tool = self.tool(ledger, name);
        let told = [
            call.map(|(file, call)| (file, call.time, EventKind::ToolCall(tool))),
            error.map(|(file, error)| (file, error.time, EventKind::ToolError(tool))),
        ];
        for (file, time, kind) in told.into_iter().flatten() {
            self.post_event(ledger, file, time, kind, posting.sign);
        }
    }

    /// The ledger's number of a tool by the number of its name.
    fn tool(&mut self, ledger: &mut Ledger, name: Option<u32>) -> u32 {
        let name = name.unwrap_or_else(|| self.names.number(UNKNOWN_TOOL));
        if let Some(&known) = self.tools.get(&name) {
            return known;
        }
        let text = self.names.get(name).unwrap_or(UNKNOWN_TOOL);
        let tool = number(ledger.tools.len());
        ledger.tools.push(text.to_owned());
        self.tools.insert(name, tool);
        tool
    }
}

//! User messages and tool calls, each counted once and where it first was.

use super::bills::note_kin;
use super::cells::Event;
use super::claims::{Found, ToolClaim};
use super::{Books, Sign, number};
use crate::digest::{ToolUse, UserMessage};
use crate::key::Key;
use crate::ledger::{EventKind, Ledger};

/// What a failure is listed under whose call is nowhere.
const UNKNOWN_TOOL: &str = "(unknown)";

impl Books {
    /// Posts a user message.
    pub(super) fn post_user(
        &mut self,
        ledger: &mut Ledger,
        key: Key,
        sign: Sign,
        found: &mut Found,
        kin: &mut Vec<u32>,
    ) {
        let claims: Vec<(u32, UserMessage)> =
            self.shelf.claims(&self.index, &ledger.files, key, found);
        note_kin(&claims, kin);
        let Some((file, message)) = claims.first() else {
            return;
        };
        let Some((session, subagent)) = self.placed(*file) else {
            return;
        };
        let event = Event {
            session,
            time: message.time,
            kind: EventKind::UserMessage {
                prompt: message.prompt,
            },
            subagent,
        };
        self.cells.post_event(ledger, &event, sign);
    }

    /// Posts a tool's call and failure.
    pub(super) fn post_tool(
        &mut self,
        ledger: &mut Ledger,
        key: Key,
        sign: Sign,
        found: &mut Found,
        kin: &mut Vec<u32>,
    ) {
        let claims: Vec<(u32, ToolUse)> = self.shelf.claims(&self.index, &ledger.files, key, found);
        note_kin(&claims, kin);
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
            if let Some((session, subagent)) = self.placed(file) {
                let event = Event {
                    session,
                    time,
                    kind,
                    subagent,
                };
                self.cells.post_event(ledger, &event, sign);
            }
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

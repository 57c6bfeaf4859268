//! User messages and tool calls, each counted once and where it first was.

use super::build::{Placed, number};
use super::claims::{ToolClaim, name_of};
use super::{EventKind, EventRow, Ledger};
use crate::keymap::{KeyMap, KeySet};
use crate::time::Instant;

/// What a failure is listed under whose call is nowhere.
const UNKNOWN_TOOL: &str = "(unknown)";

pub(super) fn add_user_messages(ledger: &mut Ledger, placed: &[Placed<'_>]) {
    let mut seen = KeySet::default();
    for placed in placed {
        for message in &placed.digest.user_messages {
            if seen.insert(message.key) {
                let kind = EventKind::UserMessage {
                    prompt: message.prompt,
                };
                ledger.events.extend(event(placed, message.time, kind));
            }
        }
    }
}

pub(super) fn add_tools(ledger: &mut Ledger, placed: &[Placed<'_>]) {
    let mut claims: KeyMap<ToolClaim<'_>> = KeyMap::default();
    let mut order = Vec::new();
    for (file, placed) in placed.iter().enumerate() {
        for entry in &placed.digest.tools {
            let claim = claims.entry(entry.key).or_insert_with(|| {
                order.push(entry.key);
                ToolClaim::default()
            });
            claim.add(file, entry);
        }
    }
    let claims: Vec<ToolClaim<'_>> = order
        .iter()
        .filter_map(|key| claims.get(key).copied())
        .collect();
    let name = |claim: &ToolClaim<'_>| {
        let (file, entry) = claim.call?;
        name_of(&placed.get(file)?.digest, entry.call?.name)
    };
    let mut names: Vec<&str> = claims
        .iter()
        .map(|claim| name(claim).unwrap_or(UNKNOWN_TOOL))
        .collect();
    names.sort_unstable();
    names.dedup();
    for claim in &claims {
        let tool = number(
            names
                .binary_search(&name(claim).unwrap_or(UNKNOWN_TOOL))
                .unwrap_or(0),
        );
        if let Some((file, entry)) = claim.call
            && let Some(placed) = placed.get(file)
        {
            let time = entry.call.and_then(|call| call.time);
            ledger
                .events
                .extend(event(placed, time, EventKind::ToolCall(tool)));
        }
        if let Some((file, entry)) = claim.error
            && let Some(placed) = placed.get(file)
        {
            let time = entry.error.and_then(|error| error.time);
            ledger
                .events
                .extend(event(placed, time, EventKind::ToolError(tool)));
        }
    }
    ledger.tools = names.into_iter().map(str::to_owned).collect();
}

pub(super) fn event(
    placed: &Placed<'_>,
    time: Option<Instant>,
    kind: EventKind,
) -> Option<EventRow> {
    let subagent = placed.place.kind.is_subagent();
    Some(EventRow {
        session: placed.session?,
        minute: minute(time),
        kind,
        subagent,
    })
}

pub(super) fn minute(time: Option<Instant>) -> Option<i32> {
    i32::try_from(time?.0.div_euclid(60_000)).ok()
}

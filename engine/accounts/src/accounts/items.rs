//! The accounts of a session, item by item: each bill and each event that its figures are sums of.
//!
//! Items are made by the code that posts to the ledger, so that their sums are the ledger's figures,
//! to the last digit.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::claims::{Claim, EntryPlaces, Happening, ToolClaim};
use super::responses::responses;
use super::{Accounts, file_table};
use crate::digest::{ToolUse, UserMessage};
use crate::ledger::{EventKind, Ledger};
use crate::money::Cost;
use crate::order::{inserted, sort_by};
use crate::pack::{Kind, Packed, stands};
use sessionscope_log::key::Key;
use sessionscope_log::time::Instant;
use sessionscope_log::tokens::Tokens;

/// All that is counted of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Responses, by file and line.
    pub bills: Vec<Item>,
    /// Messages, tool calls and tool errors, by file and line.
    pub events: Vec<Event>,
}

/// A response that is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its key; that of the response that it is inside of, where `extra` says so.
    pub key: Key,
    /// Its place in `usage.iterations`, if it was billed inside another response.
    pub extra: Option<u32>,
    /// The row in the ledger of the file that it is counted in.
    pub file: u32,
    /// The line of its first record there.
    pub line: u64,
    /// File and line of the record whose figures count.
    pub record: (u32, u64),
    /// When it was written.
    pub time: Option<Instant>,
    /// Its model's row in the ledger.
    pub model: u32,
    /// Its figures.
    pub tokens: Tokens,
    /// What it costs, or the part that is known.
    pub cost: Cost,
    /// Some rate is unknown.
    pub lower_bound: bool,
    /// Its output was likely never recorded.
    pub suspect: bool,
    /// A subagent's.
    pub subagent: bool,
}

/// A message, a tool call or a tool error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its key.
    pub key: Key,
    /// The row in the ledger of the file that it is counted in.
    pub file: u32,
    /// Its line there.
    pub line: u64,
    /// When it was written.
    pub time: Option<Instant>,
    /// What it is.
    pub kind: EventKind,
    /// A subagent's.
    pub subagent: bool,
}

impl Accounts {
    /// All that is counted of a session of the ledger.
    pub fn account(&self, ledger: &Ledger, session: u32) -> Account {
        let mut account = Account::default();
        let mut found = EntryPlaces::new();
        for (kind, key) in self.keys_of_session(ledger, session) {
            match kind {
                Kind::Response => {
                    let entries =
                        self.file_table
                            .entries(&self.index, &ledger.files, key, &mut found);
                    for claims in responses(entries) {
                        let claim = Claim::of(&claims);
                        self.add_events(&mut account, session, key, claim.happening());
                        self.add_bills(&mut account, session, key, &claim);
                    }
                }
                Kind::User => {
                    let claims = self.claimed::<UserMessage>(ledger, key, &mut found);
                    self.add_events(&mut account, session, key, Happening::of_user(&claims));
                }
                Kind::Tool => {
                    let claims = self.claimed::<ToolUse>(ledger, key, &mut found);
                    let claim = ToolClaim::of(&claims);
                    if let Some(tool) = self.known_tool(claim.name()) {
                        self.add_events(&mut account, session, key, claim.happenings(tool));
                    }
                }
            }
        }
        let place = |item: &Item| (item.file, item.line, item.key, item.extra);
        sort_by(&mut account.bills, |a, b| place(a).cmp(&place(b)));
        let place = |event: &Event| (event.file, event.line, event.key, event.kind);
        sort_by(&mut account.events, |a, b| place(a).cmp(&place(b)));
        account
    }

    /// The keys that files of a session claim.
    pub(super) fn keys_of_session(&self, ledger: &Ledger, session: u32) -> BTreeSet<(Kind, Key)> {
        let rows = ledger.files.iter().enumerate();
        let rows = rows.filter(|(_, file)| file.session == Some(session));
        let files = rows.filter_map(|(row, _)| self.file_table.file(self.file_table.of_row(row)?));
        let segments = files.flat_map(file_table::File::segments);
        let segments = segments.filter_map(|at| stands(&self.file_table.segment(at)?.bytes));
        let stands = segments.flatten();
        inserted(stands.map(|stand| (stand.kind, stand.key)))
    }

    pub(super) fn claimed<T: Packed>(
        &self,
        ledger: &Ledger,
        key: Key,
        found: &mut EntryPlaces,
    ) -> Vec<(u32, T)> {
        file_table::claims(
            self.file_table
                .entries(&self.index, &ledger.files, key, found),
        )
    }

    fn add_bills(&self, account: &mut Account, session: u32, key: Key, claim: &Claim<'_>) {
        let Some(due) = self.due(claim).filter(|due| due.session == session) else {
            return;
        };
        let (Some(place), Some(winner)) = (claim.place, claim.winner) else {
            return;
        };
        for (extra, bill) in self.bills(&due) {
            account.bills.push(Item {
                key,
                extra,
                file: self.row_of(place.0),
                line: place.1.first_line,
                record: (self.row_of(winner.0), due.line()),
                time: bill.time,
                model: bill.model,
                tokens: bill.tokens,
                cost: bill.by_class().total(),
                lower_bound: bill.priced.lower_bound,
                suspect: bill.suspect_chars.is_some(),
                subagent: bill.subagent,
            });
        }
    }

    fn add_events(
        &self,
        account: &mut Account,
        session: u32,
        key: Key,
        told: impl IntoIterator<Item = Happening>,
    ) {
        for happening in told {
            if let Some((own, subagent)) = self.placed(happening.file)
                && own == session
            {
                account.events.push(Event {
                    key,
                    file: self.row_of(happening.file),
                    line: happening.line,
                    time: happening.time,
                    kind: happening.kind,
                    subagent,
                });
            }
        }
    }

    /// A file's row in the ledger.
    pub(super) fn row_of(&self, file: u32) -> u32 {
        self.file_table.file(file).map_or(u32::MAX, |file| file.row)
    }
}

//! The ledger's cells, and where each stands.

use super::Sign;
use super::pending_delta::{PendingDelta, Turnover};
use crate::keyed::{Keyed, Numbers};
use crate::ledger::{EventCell, EventKind, Figures, Ledger, ResponseCell, Suspects};
use crate::price::{ByClass, Priced};
use crate::rows::Rows;
use sessionscope_log::time::Instant;
use sessionscope_log::tokens::Tokens;

/// A response as it is billed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bill {
    pub session: u32,
    pub model: u32,
    pub time: Option<Instant>,
    pub subagent: bool,
    pub tokens: Tokens,
    /// The ledger's tariff of this number is that of `priced`.
    pub tariff: u16,
    pub priced: Priced,
    pub iterations_differ: bool,
    /// Its output was likely never recorded: visible characters of text, thinking and tool input.
    pub suspect_chars: Option<[u32; 3]>,
}

/// A message, tool call or tool error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub session: u32,
    pub time: Option<Instant>,
    pub kind: EventKind,
    pub subagent: bool,
}

pub(super) type ResponseKey = (u32, u32, Option<i32>, bool, u16);
pub(super) type EventKey = (u32, Option<i32>, EventKind, bool);

/// Where each cell of a ledger stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    responses: Numbers,
    events: Numbers,
    /// Cells that became empty; what is added next may fill them again.
    empty_responses: Vec<ResponseKey>,
    empty_events: Vec<EventKey>,
    /// A cell has left, and with it maybe the last one of a model or a tool.
    lost: bool,
    /// What was posted since the ledger was last shown.
    pub pending: PendingDelta,
}

impl Cells {
    /// Those of a ledger.
    pub fn of(ledger: &Ledger) -> Self {
        Self {
            responses: Numbers::of(&ledger.responses),
            events: Numbers::of(&ledger.events),
            pending: PendingDelta::unknown(),
            ..Self::default()
        }
    }

    /// Adds a response to its cell, or takes it away.
    pub fn post_bill(&mut self, ledger: &mut Ledger, bill: &Bill, sign: Sign) {
        let minute = minute(bill.time);
        let key = (bill.session, bill.model, minute, bill.subagent, bill.tariff);
        let new = || ResponseCell {
            session: bill.session,
            model: bill.model,
            minute: minute.into(),
            subagent: bill.subagent,
            tariff: bill.tariff,
            ..ResponseCell::default()
        };
        let Some(cell) = self.responses.at(&mut ledger.responses, &key, new) else {
            return;
        };
        add(cell, bill, sign);
        if cell.is_empty() {
            self.empty_responses.push(key);
        }
        if let Some(Turnover { added, taken }) = self.pending.response(key, new) {
            add(sign.pick(added, taken), bill, Sign::Plus);
        }
    }

    /// Adds an event to its cell, or takes it away.
    pub fn post_event(&mut self, ledger: &mut Ledger, event: &Event, sign: Sign) {
        let quarter = minute(event.time).map(|minute| minute.div_euclid(15) * 15);
        let key = (event.session, quarter, event.kind, event.subagent);
        let Event {
            session,
            kind,
            subagent,
            ..
        } = *event;
        let new = || EventCell::new(session, quarter.into(), kind, subagent, 0);
        let Some(cell) = self.events.at(&mut ledger.events, &key, new) else {
            return;
        };
        sign.few(&mut cell.count, 1);
        if cell.is_empty() {
            self.empty_events.push(key);
        }
        if let Some(Turnover { added, taken }) = self.pending.event(key, new) {
            sign.pick(added, taken).count += 1;
        }
    }

    /// Removes cells that became empty and still are.
    pub fn sweep(&mut self, ledger: &mut Ledger) {
        for key in std::mem::take(&mut self.empty_responses) {
            self.lost |= remove_empty(&mut self.responses, &mut ledger.responses, &key);
        }
        for key in std::mem::take(&mut self.empty_events) {
            self.lost |= remove_empty(&mut self.events, &mut ledger.events, &key);
        }
    }

    /// A model or a tool has no cell left.
    pub fn has_lost(&mut self, ledger: &Ledger) -> bool {
        std::mem::take(&mut self.lost) && ledger.has_unused()
    }
}

fn add(cell: &mut ResponseCell, bill: &Bill, sign: Sign) {
    cell.figures
        .change(|figures| add_figures(figures, bill, sign));
}

fn add_figures(figures: &mut Figures, bill: &Bill, sign: Sign) {
    sign.count(&mut figures.responses, 1);
    sign.tokens(&mut figures.tokens, &bill.tokens);
    sign.count(&mut figures.web_searches, bill.priced.web_searches);
    sign.cost(&mut figures.recorded, bill.priced.recorded);
    let lower_bound = u64::from(bill.priced.lower_bound);
    sign.count(&mut figures.lower_bounds, lower_bound);
    let differ = u64::from(bill.iterations_differ);
    sign.count(&mut figures.iterations_differ, differ);
    let Some(chars) = bill.suspect_chars else {
        return;
    };
    let mut suspects = figures.suspects.unwrap_or_default();
    sign.count(&mut suspects.responses, 1);
    sign.count(&mut suspects.output, bill.tokens.output);
    for (sum, chars) in suspects.chars.iter_mut().zip(chars) {
        sign.count(sum, u64::from(chars));
    }
    figures.suspects = (suspects != Suspects::default()).then_some(suspects);
}

/// A cell that may be empty.
pub(super) trait Emptied: Keyed {
    /// Nothing is in it.
    fn is_empty(&self) -> bool;
}

impl Keyed for ResponseCell {
    type Key = ResponseKey;
    fn key(&self) -> ResponseKey {
        let minute = self.minute.get();
        (self.session, self.model, minute, self.subagent, self.tariff)
    }
}

impl Bill {
    /// What it costs, or the part that is known, by what is paid for.
    pub fn by_class(&self) -> ByClass {
        self.priced.by_class(&self.tokens)
    }
}

impl Emptied for ResponseCell {
    fn is_empty(&self) -> bool {
        self.figures.responses() == 0
    }
}

impl Keyed for EventCell {
    type Key = EventKey;
    fn key(&self) -> EventKey {
        (
            self.session,
            self.minute.get(),
            self.kind(),
            self.subagent(),
        )
    }
}

impl Emptied for EventCell {
    fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// Removes the cell of this key if it is empty; `true` if it was.
fn remove_empty<T: Emptied>(numbers: &mut Numbers, rows: &mut Rows<T>, key: &T::Key) -> bool {
    let is_empty = |at: &u32| rows.get(*at as usize).is_some_and(Emptied::is_empty);
    let Some(at) = numbers.find(rows, key).filter(is_empty) else {
        return false;
    };
    numbers.remove(rows, key, at);
    true
}

fn minute(time: Option<Instant>) -> Option<i32> {
    i32::try_from(time?.0.div_euclid(60_000)).ok()
}

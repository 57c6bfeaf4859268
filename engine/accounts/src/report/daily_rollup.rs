//! The ledger's cells by local day.
//!
//! Most questions ask for no time of day. A session has a few cells for each of its days here, where the ledger has
//! them for each minute and each kind of event: a third of the rows, kept right while the ledger grows.

use super::filter::Days;
use crate::keyed::{Keyed, Numbers};
use crate::ledger::{EventCell, EventKind, Minute, PackedFigures, ResponseCell, Revision};
use crate::rows::Rows;
use sessionscope_log::time::{Day, Zone};

/// The cells of a revision of the ledger, by the local days of a zone.
#[derive(Debug, Default)]
pub struct DailyRollup {
    /// The number of the revision.
    revision: u64,
    zone: Zone,
    cells: DayCells,
    responses: Numbers,
    events: Numbers,
}

/// Cells by local day.
#[derive(Debug, Default)]
pub(super) struct DayCells {
    pub responses: Rows<DayResponses>,
    pub events: Rows<DayEvents>,
}

/// The responses of a session, model and tariff on a local day that are billed.
#[derive(Debug)]
pub struct DayResponses {
    /// Its minute is the first of them.
    pub cell: ResponseCell,
    /// The minute of the last of them.
    pub last: Minute,
    day: Option<Day>,
}

/// What was said and done in a session on a local day.
#[derive(Debug)]
pub struct DayEvents {
    /// Their session.
    pub session: u32,
    /// In a subagent.
    pub subagent: bool,
    /// When one of them was.
    pub minute: Minute,
    day: Option<Day>,
    /// How many they are.
    pub counts: Counts,
}

/// How many events there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages in the user's name.
    pub messages_user: u32,
    /// Of these, those that a person wrote.
    pub prompts: u32,
    /// Messages of the model.
    pub messages_assistant: u32,
    /// Tool calls.
    pub tool_calls: u32,
    /// Tool calls that failed.
    pub tool_errors: u32,
}

impl DailyRollup {
    /// Makes it that of this revision and zone: what the ledger has gained is added where that is known, else all
    /// is done anew. Both give the same.
    pub(super) fn follow(&mut self, revision: &Revision, zone: &Zone) -> &DayCells {
        let same = self.zone == *zone;
        if same && self.revision == revision.number() {
            return &self.cells;
        }
        match same.then(|| revision.growth_since(self.revision)).flatten() {
            Some(delta) => self.add(&delta.responses, &delta.events),
            None => *self = Self::new(zone, &revision.responses, &revision.events),
        }
        self.revision = revision.number();
        &self.cells
    }

    fn new(zone: &Zone, responses: &Rows<ResponseCell>, events: &Rows<EventCell>) -> Self {
        let mut book = Self {
            zone: zone.clone(),
            ..Self::default()
        };
        book.add(responses, events);
        book
    }

    fn add(&mut self, responses: &Rows<ResponseCell>, events: &Rows<EventCell>) {
        let Self {
            zone,
            cells,
            responses: of_responses,
            events: of_events,
            ..
        } = self;
        let days = Days::new(zone);
        responses.iter().for_each(|cell| {
            let day = days.of(cell.minute.get());
            let key = (cell.session, cell.model, day, cell.subagent, cell.tariff);
            let new = || DayResponses::new(cell, day);
            if let Some(row) = of_responses.at(&mut cells.responses, &key, new) {
                row.add(cell);
            }
        });
        events.iter().for_each(|cell| {
            let day = days.of(cell.minute.get());
            let key = (cell.session, day, cell.subagent());
            let new = || DayEvents::new(cell, day);
            if let Some(row) = of_events.at(&mut cells.events, &key, new) {
                row.counts.add(cell);
            }
        });
    }
}

impl DayCells {
    /// Those of some cells, by the days of a zone.
    pub fn of(zone: &Zone, responses: &Rows<ResponseCell>, events: &Rows<EventCell>) -> Self {
        DailyRollup::new(zone, responses, events).cells
    }
}

impl DayResponses {
    /// That of no response yet.
    fn new(cell: &ResponseCell, day: Option<Day>) -> Self {
        Self {
            cell: ResponseCell {
                figures: PackedFigures::default(),
                ..*cell
            },
            last: cell.minute,
            day,
        }
    }

    fn add(&mut self, cell: &ResponseCell) {
        self.cell.figures.add(&cell.figures);
        let (minute, last) = (cell.minute.get(), self.last.get());
        self.cell.minute = minute.min(self.cell.minute.get()).into();
        self.last = minute.max(last).into();
    }
}

impl DayEvents {
    /// That of no event yet.
    fn new(cell: &EventCell, day: Option<Day>) -> Self {
        Self {
            session: cell.session,
            subagent: cell.subagent(),
            minute: cell.minute,
            day,
            counts: Counts::default(),
        }
    }
}

impl Counts {
    /// Those of a cell.
    pub fn of(cell: &EventCell) -> Self {
        let mut counts = Self::default();
        counts.add(cell);
        counts
    }

    fn add(&mut self, cell: &EventCell) {
        let sum = match cell.kind() {
            EventKind::UserMessage { prompt } => {
                let prompts = u32::from(prompt) * cell.count;
                self.prompts = self.prompts.saturating_add(prompts);
                &mut self.messages_user
            }
            EventKind::AssistantMessage => &mut self.messages_assistant,
            EventKind::ToolCall(_) => &mut self.tool_calls,
            EventKind::ToolError(_) => &mut self.tool_errors,
        };
        *sum = sum.saturating_add(cell.count);
    }
}

impl Keyed for DayResponses {
    type Key = (u32, u32, Option<Day>, bool, u16);
    fn key(&self) -> Self::Key {
        let cell = &self.cell;
        (
            cell.session,
            cell.model,
            self.day,
            cell.subagent,
            cell.tariff,
        )
    }
}

impl Keyed for DayEvents {
    type Key = (u32, Option<Day>, bool);
    fn key(&self) -> Self::Key {
        (self.session, self.day, self.subagent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;

    const NOON: i32 = 12 * 60;

    fn response(session: u32, minute: Option<i32>) -> ResponseCell {
        ResponseCell {
            session,
            minute: minute.into(),
            figures: crate::ledger::Figures {
                responses: 1,
                ..Default::default()
            }
            .into(),
            ..ResponseCell::default()
        }
    }

    fn event(minute: i32, kind: EventKind) -> EventCell {
        EventCell::new(0, Some(minute).into(), kind, false, 2)
    }

    /// Session, first and last minute and number of each row.
    fn rows(days: &DayCells) -> Vec<(u32, Option<i32>, Option<i32>, u64)> {
        let rows = days.responses.iter();
        rows.map(|DayResponses { cell, last, .. }| {
            let count = cell.figures.responses();
            (cell.session, cell.minute.get(), last.get(), count)
        })
        .collect()
    }

    #[test]
    fn what_is_of_a_local_day_is_in_one_row() {
        let east = Zone {
            offsets: vec![(i64::MIN, 13 * 60)],
            ..Zone::utc()
        };
        let minutes = [Some(NOON), None, Some(NOON - 90), Some(NOON - 15), Some(5)];
        let cells = minutes.map(|minute| response(0, minute));
        let responses = cells.into_iter().chain([response(1, Some(5))]).collect();
        let days = DayCells::of(&Zone::utc(), &responses, &Rows::default());
        let no_time = (0, None, None, 1);
        let late = (1, Some(5), Some(5), 1);
        let all = (0, Some(5), Some(NOON), 4);
        assert_eq!(rows(&days), [all, no_time, late]);
        // Thirteen hours east the second day begins at 11 in the morning.
        let days = DayCells::of(&east, &responses, &Rows::default());
        let (second, first) = (
            (0, Some(NOON - 15), Some(NOON), 2),
            (0, Some(5), Some(NOON - 90), 2),
        );
        assert_eq!(rows(&days), [second, no_time, first, late]);
    }

    #[test]
    fn events_of_all_kinds_are_counted_in_one_row() {
        let kinds = [
            EventKind::UserMessage { prompt: true },
            EventKind::UserMessage { prompt: false },
            EventKind::AssistantMessage,
            EventKind::ToolCall(0),
            EventKind::ToolCall(7),
            EventKind::ToolError(7),
        ];
        let events = kinds.map(|kind| event(30, kind)).into_iter().collect();
        let days = DayCells::of(&Zone::utc(), &Rows::default(), &events);
        let counts: Vec<Counts> = days.events.iter().map(|row| row.counts).collect();
        let wanted = Counts {
            messages_user: 4,
            prompts: 2,
            messages_assistant: 2,
            tool_calls: 4,
            tool_errors: 2,
        };
        assert_eq!(counts, [wanted]);
    }

    #[test]
    fn it_follows_an_edition_and_turns_to_another_zone() {
        let mut revision = Revision::new(Ledger::default());
        revision.change().responses.push(response(0, Some(NOON)));
        revision.show(None);
        let mut book = DailyRollup::default();
        let utc = Zone::utc();
        let before = rows(book.follow(&revision, &utc));
        assert_eq!(before, [(0, Some(NOON), Some(NOON), 1)]);
        revision
            .change()
            .responses
            .push(response(0, Some(NOON + 1)));
        let delta = crate::ledger::Delta {
            responses: [response(0, Some(NOON + 1))].into_iter().collect(),
            ..Default::default()
        };
        revision.show(Some(delta));
        let wanted = [(0, Some(NOON), Some(NOON + 1), 2)];
        assert_eq!(rows(book.follow(&revision, &utc)), wanted);
        assert_eq!(rows(book.follow(&revision, &utc)), wanted, "asked again");
        let other = Zone {
            offsets: vec![(i64::MIN, 12 * 60 - 1)],
            ..Zone::utc()
        };
        assert_eq!(rows(book.follow(&revision, &other)).len(), 2);
        revision.change();
        revision.show(None);
        assert_eq!(rows(book.follow(&revision, &utc)), wanted, "all anew");
    }
}

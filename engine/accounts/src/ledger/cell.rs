//! Cells: what a session has of one thing in one time.
//!
//! There are tens of thousands of them, every question walks through all, and wasm memory never shrinks: they
//! are kept narrow. Stored, they are as wide as they ever were.

use serde::{Deserialize, Serialize};

use super::figures::PackedFigures;

/// The responses of a session, model, minute and tariff that are billed: winners of their keys, and
/// those that are billed inside them. What they cost is tokens times rates: see
/// [`by_class`](super::Ledger::by_class).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseCell {
    /// Their session.
    pub session: u32,
    /// Their model.
    pub model: u32,
    /// When.
    pub minute: Minute,
    /// In a subagent.
    pub subagent: bool,
    /// By which of the ledger's tariffs.
    pub tariff: u16,
    /// How many they are, and what they come to.
    pub figures: PackedFigures,
}

/// Messages, tool calls or tool errors of a session and a quarter of an hour, which is the finest
/// step between the world's time zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Event", into = "Event")]
pub struct EventCell {
    /// Their session.
    pub session: u32,
    /// The quarter's first minute.
    pub minute: Minute,
    /// Their kind above [`KIND_SHIFT`], and whether they are in a subagent below.
    about: u32,
    /// How many they are. (A record takes more than a byte: no log holds more.)
    pub count: u32,
}

/// An [`EventCell`] as it is stored.
#[derive(Serialize, Deserialize)]
struct Event {
    session: u32,
    minute: Minute,
    kind: EventKind,
    subagent: bool,
    count: u32,
}

/// Kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EventKind {
    /// Sent in the user's name; `prompt` if a person wrote it.
    UserMessage {
        /// A person wrote it.
        prompt: bool,
    },
    /// A message of the model.
    AssistantMessage,
    /// A call of the tool of this number.
    ToolCall(u32),
    /// A failure of the tool of this number.
    ToolError(u32),
}

/// Minutes since 1970 in UTC; none without a valid time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Option<i32>", into = "Option<i32>")]
pub struct Minute(i32);

/// No calendar goes back that far.
const NONE: i32 = i32::MIN;

impl Minute {
    /// The minute, if there is one.
    pub fn get(self) -> Option<i32> {
        (self.0 != NONE).then_some(self.0)
    }
}

impl Default for Minute {
    fn default() -> Self {
        Self(NONE)
    }
}

impl From<Option<i32>> for Minute {
    fn from(minute: Option<i32>) -> Self {
        Self(minute.unwrap_or(NONE))
    }
}

impl From<Minute> for Option<i32> {
    fn from(minute: Minute) -> Self {
        minute.get()
    }
}

impl std::fmt::Debug for Minute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(f)
    }
}

impl ResponseCell {
    /// What it has more than another of the same; `None` if it has anything less.
    pub(crate) fn less(mut self, other: &Self) -> Option<Self> {
        self.figures = self.figures.get().less(&other.figures.get())?.into();
        Some(self)
    }

    /// All its sums are nothing.
    pub(crate) fn is_nothing(&self) -> bool {
        self.figures == PackedFigures::default()
    }
}

/// Bits of [`EventCell::about`] below the kind.
const KIND_SHIFT: u32 = 1;
/// Bits of it below the number of a tool: there are never so many names that it loses any.
const TOOL_SHIFT: u32 = 4;

impl EventCell {
    /// A cell of so many events.
    pub fn new(session: u32, minute: Minute, kind: EventKind, subagent: bool, count: u32) -> Self {
        let (code, tool) = match kind {
            EventKind::UserMessage { prompt } => (u32::from(prompt), 0),
            EventKind::AssistantMessage => (2, 0),
            EventKind::ToolCall(tool) => (3, tool),
            EventKind::ToolError(tool) => (4, tool),
        };
        Self {
            session,
            minute,
            about: tool << TOOL_SHIFT | code << KIND_SHIFT | u32::from(subagent),
            count,
        }
    }

    /// What they are.
    pub fn kind(&self) -> EventKind {
        let tool = self.about >> TOOL_SHIFT;
        match self.about >> KIND_SHIFT & 7 {
            2 => EventKind::AssistantMessage,
            3 => EventKind::ToolCall(tool),
            4 => EventKind::ToolError(tool),
            code => EventKind::UserMessage { prompt: code == 1 },
        }
    }

    /// They are in a subagent.
    pub fn subagent(&self) -> bool {
        self.about & 1 == 1
    }

    /// The same of another kind.
    #[must_use]
    pub fn of_kind(self, kind: EventKind) -> Self {
        Self::new(self.session, self.minute, kind, self.subagent(), self.count)
    }
}

impl From<Event> for EventCell {
    fn from(event: Event) -> Self {
        let Event {
            session,
            minute,
            kind,
            subagent,
            count,
        } = event;
        Self::new(session, minute, kind, subagent, count)
    }
}

impl From<EventCell> for Event {
    fn from(cell: EventCell) -> Self {
        Self {
            session: cell.session,
            minute: cell.minute,
            kind: cell.kind(),
            subagent: cell.subagent(),
            count: cell.count,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_event_keeps_what_it_is_about(
            kind in prop_oneof![
                any::<bool>().prop_map(|prompt| EventKind::UserMessage { prompt }),
                Just(EventKind::AssistantMessage),
                (0..1_u32 << 28).prop_map(EventKind::ToolCall),
                (0..1_u32 << 28).prop_map(EventKind::ToolError),
            ],
            minute in prop::option::of(-1_000_000_000..i32::MAX),
            subagent in any::<bool>(),
            count in any::<u32>(),
        ) {
            let cell = EventCell::new(7, minute.into(), kind, subagent, count);
            prop_assert_eq!((cell.kind(), cell.subagent()), (kind, subagent));
            prop_assert_eq!(cell.minute.get(), minute);
            prop_assert_eq!(cell.of_kind(kind), cell);
            let stored = postcard::to_allocvec(&cell).unwrap();
            let wide = postcard::to_allocvec(&(7_u32, minute, kind, subagent, u64::from(count)));
            prop_assert_eq!(&stored, &wide.unwrap());
            prop_assert_eq!(postcard::from_bytes::<EventCell>(&stored).unwrap(), cell);
        }
    }

    #[test]
    fn cells_are_narrow() {
        assert_eq!(size_of::<EventCell>(), 16);
        // Two of them are pointers, twice as wide here as in wasm.
        assert_eq!(size_of::<ResponseCell>(), 48 + 8);
    }
}

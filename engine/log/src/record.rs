//! One log record: the fields of it that anyone asks for, borrowed from its line.

pub mod field;
pub mod kind;
mod message;
mod usage;

pub use message::{Block, Content, Message};
pub use usage::{Extra, Usage};

use crate::json::{Invalid, Scanner, Text, Value};
use crate::key::{Domain, Key, ResponseId};
use crate::time::Instant;
use field::{Field, FieldSet, Shapes, shape};

/// Why a text is no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRecord {
    /// It is not one JSON value.
    Json,
    /// It is a JSON value, but no object.
    NotAnObject,
}

impl From<Invalid> for NoRecord {
    fn from(_: Invalid) -> Self {
        Self::Json
    }
}

/// A record's time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stamp<'a> {
    /// There is none.
    #[default]
    Absent,
    /// A text, which may be a time.
    Text(Text<'a>),
    /// Something that is no text.
    Broken,
}

/// The fields of a record that anyone asks for.
#[derive(Clone, Debug, Default)]
pub struct Record<'a> {
    /// `type`, where it is text.
    pub kind: Option<Text<'a>>,
    /// `subtype`, where it is text.
    pub subtype: Option<Text<'a>>,
    /// `uuid`, where it is text that is not empty.
    pub uuid: Option<Text<'a>>,
    /// `parentUuid`, likewise.
    pub parent_uuid: Option<Text<'a>>,
    /// `logicalParentUuid`, likewise.
    pub logical_parent_uuid: Option<Text<'a>>,
    /// `sessionId`, likewise.
    pub session_id: Option<Text<'a>>,
    /// `agentId`, likewise.
    pub agent_id: Option<Text<'a>>,
    /// `requestId`, likewise.
    pub request_id: Option<Text<'a>>,
    /// `cwd`, likewise.
    pub cwd: Option<Text<'a>>,
    /// `gitBranch`, likewise.
    pub git_branch: Option<Text<'a>>,
    /// `version`, likewise.
    pub version: Option<Text<'a>>,
    /// `entrypoint`, likewise.
    pub entrypoint: Option<Text<'a>>,
    /// `customTitle`, `aiTitle` or `summary`, as the kind has it.
    pub title: Option<Text<'a>>,
    /// `origin.kind`, where it is text.
    pub origin: Option<Text<'a>>,
    /// `timestamp`.
    pub stamp: Stamp<'a>,
    /// `costUSD`, where it is a number.
    pub cost_usd: Option<&'a [u8]>,
    /// Those of `isMeta`, `isSidechain`, `isCompactSummary` and `isApiErrorMessage` that are true.
    pub flags: FieldSet,
    /// `totalCostUSD`, where it is a number.
    pub total_cost_usd: Option<&'a [u8]>,
    /// `modelUsage`, where it is an object.
    pub model_usage: Option<Box<Value<'a>>>,
    /// `message`, where it is an object.
    pub message: Option<Box<Message<'a>>>,
    /// `data.message`, where both are objects.
    pub nested: Option<Box<Nested<'a>>>,
    /// The known fields it has.
    pub fields: FieldSet,
    /// The fields it has that are not known by name.
    pub strange: Vec<Text<'a>>,
    /// Known fields whose value has a type they are not known to come in.
    pub odd: Vec<(Field, Shapes)>,
}

/// A record within a record: a subagent's message that a `progress` record repeats.
#[derive(Clone, Debug, Default)]
pub struct Nested<'a> {
    /// `uuid`, where it is text that is not empty.
    pub uuid: Option<Text<'a>>,
    /// `timestamp`.
    pub stamp: Stamp<'a>,
    /// `costUSD`, where it is a number.
    pub cost_usd: Option<&'a [u8]>,
    /// `message`, where it is an object.
    pub message: Option<Box<Message<'a>>>,
}

impl<'a> Record<'a> {
    /// The response of the model that this is a record of, the `index`th of its line, from 0.
    pub fn response(&self, index: u64) -> Option<ResponseId> {
        let id = |message: Option<&Message<'_>>, uuid: Option<Text<'_>>| {
            let id = message.and_then(|message| message.id);
            let id = id.map(|id| Key::new(Domain::Message, &id.bytes()));
            let id = id.or_else(|| Some(Key::new(Domain::Uuid, &uuid?.bytes())));
            id.map_or(ResponseId::Alone(index), ResponseId::Key)
        };
        match self.kind {
            Some(kind) if kind.is("assistant") => Some(id(self.message.as_deref(), self.uuid)),
            Some(kind) if kind.is("progress") => {
                let nested = self.nested.as_deref()?;
                let message = nested.message.as_deref();
                message?.usage.as_ref()?;
                Some(id(message, nested.uuid))
            }
            _ => None,
        }
    }

    /// Reads a text that is one object.
    ///
    /// # Errors
    /// If it is none.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, NoRecord> {
        let mut record = Self::default();
        record.read(bytes)?;
        Ok(record)
    }

    /// Reads a text that is one object into a record that holds nothing yet. (A record is large:
    /// giving it back by value would cost as much as reading a short one.)
    ///
    /// # Errors
    /// If it is none.
    pub fn read(&mut self, bytes: &'a [u8]) -> Result<(), NoRecord> {
        let mut scanner = Scanner::new(bytes);
        if scanner.peek() != Some(b'{') {
            scanner.value()?;
            scanner.end()?;
            return Err(NoRecord::NotAnObject);
        }
        self.take(&mut scanner)?;
        scanner.end()?;
        Ok(())
    }

    /// Takes an object off a text into a record that holds nothing yet.
    ///
    /// # Errors
    /// If there is none.
    pub fn take(&mut self, scanner: &mut Scanner<'a>) -> Result<(), Invalid> {
        scanner.object(|scanner, key| {
            if let Some(field) = Field::of(&key.bytes()) {
                return self.member(scanner, field);
            }
            self.strange.push(key);
            scanner.value().map(|_| ())
        })
    }

    /// Takes the value of a known field. (Of a repeated one the last counts.)
    fn member(&mut self, scanner: &mut Scanner<'a>, field: Field) -> Result<(), Invalid> {
        if self.fields.has(field) {
            self.odd.retain(|(known, _)| *known != field);
        }
        self.fields.add(field);
        let next = scanner.peek();
        let shape = match field {
            Field::Message => {
                self.message = Message::take(scanner)?.map(Box::new);
                opening_shape(next)
            }
            Field::Data => {
                self.nested = take_data(scanner)?;
                opening_shape(next)
            }
            Field::Origin => {
                self.origin = take_origin(scanner)?;
                opening_shape(next)
            }
            _ => {
                let value = scanner.value()?;
                self.set(field, value);
                shape(&value)
            }
        };
        if shape & field.shapes() == 0 {
            self.odd.push((field, shape));
        }
        Ok(())
    }

    fn set(&mut self, field: Field, value: Value<'a>) {
        match field {
            Field::Type => self.kind = text(value),
            Field::Subtype => self.subtype = text(value),
            Field::Uuid => self.uuid = id(value),
            Field::ParentUuid => self.parent_uuid = id(value),
            Field::LogicalParentUuid => self.logical_parent_uuid = id(value),
            Field::SessionId => self.session_id = id(value),
            Field::AgentId => self.agent_id = id(value),
            Field::RequestId => self.request_id = id(value),
            Field::Cwd => self.cwd = id(value),
            Field::GitBranch => self.git_branch = id(value),
            Field::Version => self.version = id(value),
            Field::Entrypoint => self.entrypoint = id(value),
            Field::CustomTitle | Field::AiTitle | Field::Summary => self.title = id(value),
            Field::Timestamp => self.stamp = Stamp::of(value),
            Field::CostUsd => self.cost_usd = number(value),
            Field::TotalCostUsd => self.total_cost_usd = number(value),
            Field::ModelUsage => {
                self.model_usage = value.is_object().then(|| Box::new(value));
            }
            Field::IsMeta
            | Field::IsSidechain
            | Field::IsCompactSummary
            | Field::IsApiErrorMessage => {
                self.flags = self.flags.without(FieldSet::of(&[field]));
                if value == Value::Bool(true) {
                    self.flags.add(field);
                }
            }
            _ => {}
        }
    }
}

impl<'a> Stamp<'a> {
    fn of(value: Value<'a>) -> Self {
        match value {
            Value::Null => Self::Absent,
            Value::Text(text) => Self::Text(text),
            _ => Self::Broken,
        }
    }

    /// The time, if it is a valid one.
    pub fn instant(self) -> Option<Instant> {
        match self {
            Self::Text(text) => Instant::parse(&text.bytes()),
            Self::Absent | Self::Broken => None,
        }
    }
}

/// A text.
fn text(value: Value<'_>) -> Option<Text<'_>> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// A text that is not empty.
fn id(value: Value<'_>) -> Option<Text<'_>> {
    text(value).filter(|text| !text.is_empty())
}

/// A number.
fn number(value: Value<'_>) -> Option<&[u8]> {
    match value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// The type of a valid value that begins with this byte.
fn opening_shape(first: Option<u8>) -> Shapes {
    match first {
        Some(b'{') => field::OBJECT,
        Some(b'[') => field::ARRAY,
        Some(b'"') => field::TEXT,
        Some(b't' | b'f') => field::BOOL,
        Some(b'n') => field::NULL,
        _ => field::NUMBER,
    }
}

/// Walks over the next value if it is an object and else passes over it; tells which.
fn take_object<'a>(
    scanner: &mut Scanner<'a>,
    each: impl FnMut(&mut Scanner<'a>, Text<'a>) -> Result<(), Invalid>,
) -> Result<bool, Invalid> {
    if scanner.peek() == Some(b'{') {
        scanner.object(each)?;
        return Ok(true);
    }
    scanner.value()?;
    Ok(false)
}

fn take_origin<'a>(scanner: &mut Scanner<'a>) -> Result<Option<Text<'a>>, Invalid> {
    let mut kind = None;
    take_object(scanner, |scanner, key| {
        let value = scanner.value()?;
        if key.is("kind") {
            kind = text(value);
        }
        Ok(())
    })?;
    Ok(kind)
}

fn take_data<'a>(scanner: &mut Scanner<'a>) -> Result<Option<Box<Nested<'a>>>, Invalid> {
    let mut nested = None;
    take_object(scanner, |scanner, key| {
        if key.is("message") {
            nested = take_nested(scanner)?;
            return Ok(());
        }
        scanner.value().map(|_| ())
    })?;
    Ok(nested)
}

fn take_nested<'a>(scanner: &mut Scanner<'a>) -> Result<Option<Box<Nested<'a>>>, Invalid> {
    let mut nested = Box::<Nested<'a>>::default();
    let found = take_object(scanner, |scanner, key| {
        match &*key.bytes() {
            b"message" => nested.message = Message::take(scanner)?.map(Box::new),
            b"uuid" => nested.uuid = id(scanner.value()?),
            b"timestamp" => nested.stamp = Stamp::of(scanner.value()?),
            b"costUSD" => nested.cost_usd = number(scanner.value()?),
            _ => {
                scanner.value()?;
            }
        }
        Ok(())
    })?;
    Ok(found.then_some(nested))
}

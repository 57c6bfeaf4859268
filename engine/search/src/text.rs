//! What of a record can be searched: its texts, each with the field it stands in, and the facts
//! that filters ask for.
//!
//! | record | searched as |
//! |---|---|
//! | `user`, `assistant` and whatever has a `message` | its content: texts as prompt or answer, `thinking`, `tool_use` (name and all strings of the input) as call, `tool_result` as result, other blocks as other |
//! | `progress` with `data.message` | the subagent's message that it repeats, under that one's uuid |
//! | `summary`, `custom-title`, `ai-title`, `agent-name` | the title |
//! | `attachment` | all strings of the attachment; a queued prompt as prompt, the rest as other |
//! | `system`, `queue-operation`, `pr-link`, `frame-link`, kinds not known by name | all strings but ids and what the envelope holds, as other |
//! | other `progress`, `last-prompt`, `file-history-*`, `mode`, `permission-mode`, `bridge-session` … | nothing: they repeat what other records say, or tell only of the program itself |
//!
//! Of `toolUseResult`, which says in another form what a `tool_result` block says, only `stdout`
//! and `stderr` are searched, which may hold more than the block; all of it where there is no such
//! block. Not searched are signatures, encrypted parts and the bytes of images and documents.

mod message;
mod strings;

use std::borrow::Cow;

use message::Message;
use sessionscope_log::json::{Invalid, Scanner, Text, Value};
use sessionscope_log::time::Instant;

/// Fields in which a text may stand, in the order of their bits in [`Flags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// What a person (or, in a subagent, the model in a person's place) asked.
    Prompt,
    /// What the model said.
    Answer,
    /// What it thought.
    Thinking,
    /// What it called a tool with.
    Call,
    /// What a tool gave back.
    Result,
    /// A title or summary of a session.
    Title,
    /// Anything else.
    Other,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 7] = [
        Self::Prompt,
        Self::Answer,
        Self::Thinking,
        Self::Call,
        Self::Result,
        Self::Title,
        Self::Other,
    ];

    /// Its name in queries (`is:prompt`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Answer => "answer",
            Self::Thinking => "thinking",
            Self::Call => "call",
            Self::Result => "result",
            Self::Title => "title",
            Self::Other => "other",
        }
    }

    /// The flag of records that have a text in it.
    pub fn flag(self) -> Flags {
        Flags(1 << self as u16)
    }
}

/// What is so of a record, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(pub u16);

impl Flags {
    /// A message in the user's name, which includes results of tools.
    pub const USER: Self = Self(1 << 7);
    /// A message of the model.
    pub const ASSISTANT: Self = Self(1 << 8);
    /// It holds the result of a tool.
    pub const TOOL: Self = Self(1 << 9);
    /// Neither of the user nor of the model.
    pub const SYSTEM: Self = Self(1 << 10);
    /// A tool or a request failed.
    pub const ERROR: Self = Self(1 << 11);
    /// A subagent's, or beside the main line.
    pub const SIDECHAIN: Self = Self(1 << 12);
    /// Repeated within another record.
    pub const NESTED: Self = Self(1 << 13);

    /// Whether it has any of these.
    pub fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Adds these.
    pub fn add(&mut self, more: Self) {
        self.0 |= more.0;
    }
}

/// A text that can be searched.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'a> {
    /// The field it stands in.
    pub field: Field,
    /// The text.
    pub text: Text<'a>,
}

/// A call of a tool or its result, by which each finds the other.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// `tool_use.id` or `tool_result.tool_use_id`.
    pub id: Option<Text<'a>>,
    /// The tool's name, where it is a call.
    pub name: Option<Text<'a>>,
}

/// What of a record can be searched.
#[derive(Clone, Debug, Default)]
pub struct Entry<'a> {
    /// `type`.
    pub kind: Option<Text<'a>>,
    /// `uuid`, where it is text that is not empty.
    pub uuid: Option<Text<'a>>,
    /// `sessionId`, likewise.
    pub session: Option<Text<'a>>,
    /// `cwd`, likewise.
    pub cwd: Option<Text<'a>>,
    /// `gitBranch`, likewise.
    pub branch: Option<Text<'a>>,
    /// `message.model`, likewise.
    pub model: Option<Text<'a>>,
    /// `timestamp`.
    pub time: Option<Instant>,
    /// What is so of it.
    pub flags: Flags,
    /// Its texts, in order.
    pub passages: Vec<Passage<'a>>,
    /// Calls and results of tools in it, in order.
    pub calls: Vec<Call<'a>>,
    /// Paths of files that it names as such.
    pub files: Vec<Text<'a>>,
}

/// Kinds whose records repeat what others say or tell only of the program itself.
const SILENT: &[&str] = &[
    "last-prompt",
    "file-history-snapshot",
    "file-history-delta",
    "mode",
    "permission-mode",
    "bridge-session",
    "worktree-state",
    "relocated",
    "content-replacement",
    "attribution-snapshot",
    "marble-origami-commit",
    "marble-origami-snapshot",
    "isolation-latch",
    "atis-latch",
    "agent-color",
    "agent-setting",
    "speculation-accept",
    "started",
    "result",
];
/// Kinds that hold a title, and the member that it is in.
const TITLES: &[(&str, &str)] = &[
    ("summary", "summary"),
    ("custom-title", "customTitle"),
    ("ai-title", "aiTitle"),
    ("agent-name", "agentName"),
    ("task-summary", "summary"),
    ("tag", "tag"),
];

/// A record as far as search looks at it.
#[derive(Default)]
struct Raw<'a> {
    entry: Entry<'a>,
    subtype: Option<Text<'a>>,
    level: Option<Text<'a>>,
    role: Option<Text<'a>>,
    is_meta: bool,
    message: Option<Message<'a>>,
    tool_use_result: Option<Value<'a>>,
    attachment: Option<Value<'a>>,
    nested: Option<Box<Raw<'a>>>,
    /// It stands within another; none is looked for in it (a hostile line may nest a million deep).
    is_inner: bool,
    /// All other members.
    others: Vec<(Text<'a>, Value<'a>)>,
}

impl<'a> Entry<'a> {
    /// Reads a text that is one object.
    ///
    /// # Errors
    /// If it is none.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Invalid> {
        let mut scanner = Scanner::new(bytes);
        let mut raw = Raw::default();
        raw.take(&mut scanner)?;
        scanner.end()?;
        Ok(raw.into_entry())
    }

    fn say(&mut self, field: Field, text: Text<'a>) {
        if !text.is_empty() {
            self.flags.add(field.flag());
            self.passages.push(Passage { field, text });
        }
    }
}

impl<'a> Raw<'a> {
    fn take(&mut self, scanner: &mut Scanner<'a>) -> Result<(), Invalid> {
        scanner.object(|scanner, key| self.member(scanner, key))
    }

    fn member(&mut self, scanner: &mut Scanner<'a>, key: Text<'a>) -> Result<(), Invalid> {
        let name = key.bytes();
        match &*name {
            b"message" if scanner.peek() == Some(b'{') => {
                self.message = Some(Message::take(scanner)?);
                return Ok(());
            }
            b"data" if !self.is_inner && scanner.peek() == Some(b'{') => return self.data(scanner),
            _ => {}
        }
        let value = scanner.value()?;
        match &*name {
            b"type" => self.entry.kind = text(value),
            b"subtype" => self.subtype = text(value),
            b"level" => self.level = text(value),
            b"role" => self.role = text(value),
            b"uuid" => self.entry.uuid = id(value),
            b"sessionId" => self.entry.session = id(value),
            b"cwd" => self.entry.cwd = id(value),
            b"gitBranch" => self.entry.branch = id(value),
            b"timestamp" => {
                self.entry.time = text(value).and_then(|text| Instant::parse(&text.bytes()));
            }
            b"isSidechain" => self.flag(value, Flags::SIDECHAIN),
            b"isApiErrorMessage" => self.flag(value, Flags::ERROR),
            b"isMeta" | b"isCompactSummary" => self.is_meta |= value == Value::Bool(true),
            b"toolUseResult" => self.tool_use_result = Some(value),
            b"attachment" => self.attachment = Some(value),
            _ => self.others.push((key, value)),
        }
        Ok(())
    }

    fn flag(&mut self, value: Value<'a>, flag: Flags) {
        if value == Value::Bool(true) {
            self.entry.flags.add(flag);
        }
    }

    /// Takes `data`, of which only a message within is looked at.
    fn data(&mut self, scanner: &mut Scanner<'a>) -> Result<(), Invalid> {
        scanner.object(|scanner, key| {
            if key.is("message") && scanner.peek() == Some(b'{') {
                let mut nested = Box::<Self>::default();
                nested.is_inner = true;
                nested.take(scanner)?;
                self.nested = Some(nested);
                return Ok(());
            }
            let value = scanner.value()?;
            self.others.push((key, value));
            Ok(())
        })
    }

    fn is(&self, kind: &str) -> bool {
        self.entry.kind.is_some_and(|text| text.is(kind))
    }

    fn into_entry(mut self) -> Entry<'a> {
        if self.is("progress") && !self.is_inner {
            return self.into_nested();
        }
        self.set_role();
        if self.message.is_some() {
            self.say_message();
        } else if self.is("attachment") {
            self.say_attachment();
        } else if let Some((_, member)) = TITLES.iter().find(|(kind, _)| self.is(kind)) {
            let title = self.others.iter().find(|(key, _)| key.is(member));
            if let Some(title) = title.and_then(|(_, value)| text(*value)) {
                self.entry.say(Field::Title, title);
            }
        } else if !SILENT.iter().any(|kind| self.is(kind)) {
            self.say_others();
        }
        self.entry
    }

    /// The message that a `progress` record repeats, with the envelope of that record.
    fn into_nested(self) -> Entry<'a> {
        let mut entry = Entry::default();
        if let Some(nested) = self.nested.filter(|nested| nested.message.is_some()) {
            entry = nested.into_entry();
        }
        let outer = self.entry;
        entry.kind = entry.kind.or(outer.kind);
        entry.session = outer.session;
        entry.cwd = outer.cwd;
        entry.branch = outer.branch;
        entry.time = entry.time.or(outer.time);
        entry.flags.add(Flags::NESTED);
        entry.flags.add(Flags::SIDECHAIN);
        entry
    }

    fn set_role(&mut self) {
        let role = self.message.as_ref().and_then(|message| message.role);
        let role = role.or(self.role).or(self.entry.kind);
        let is = |name| role.is_some_and(|role| role.is(name));
        self.entry.flags.add(if is("user") {
            Flags::USER
        } else if is("assistant") {
            Flags::ASSISTANT
        } else {
            Flags::SYSTEM
        });
        let failed = self.level.is_some_and(|level| level.is("error"));
        if failed || self.subtype.is_some_and(|kind| kind.is("api_error")) {
            self.entry.flags.add(Flags::ERROR);
        }
    }

    fn say_attachment(&mut self) {
        let Some(attachment) = self.attachment else {
            return;
        };
        let (mut is_command, mut mode) = (false, None);
        strings::members(attachment, |key, value| match &*key.bytes() {
            b"type" => is_command = text(value).is_some_and(|text| text.is("queued_command")),
            b"commandMode" => mode = text(value),
            _ => {}
        });
        let is_prompt = is_command && mode.is_some_and(|mode| mode.is("prompt"));
        let field = if is_prompt {
            Field::Prompt
        } else {
            Field::Other
        };
        strings::each(attachment, &mut self.entry, field);
    }

    fn say_others(&mut self) {
        for (key, value) in std::mem::take(&mut self.others) {
            if !strings::is_envelope(&key.bytes()) {
                strings::member(key, value, &mut self.entry, Field::Other);
            }
        }
        if let Some(result) = self.tool_use_result {
            strings::each(result, &mut self.entry, Field::Result);
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

/// What a text says, for keys and filters.
pub(super) fn said(text: Option<Text<'_>>) -> Cow<'_, str> {
    text.map_or(Cow::Borrowed(""), |text| text.to_text())
}

#[cfg(test)]
mod tests;

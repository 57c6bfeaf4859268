//! The message within a record, and its content blocks.

use super::{Usage, id, take_object, text};
use crate::json::{Invalid, Scanner, Span, Text, Value};

/// Most content blocks of one message that are looked at; real ones have a few at most. (A hostile
/// line of 100 MB could hold so many that no memory would do.)
const BLOCKS_MAX: usize = 1 << 18;

/// `message`.
#[derive(Clone, Debug, Default)]
pub struct Message<'a> {
    /// `id`, where it is text that is not empty.
    pub id: Option<Text<'a>>,
    /// `model`, likewise.
    pub model: Option<Text<'a>>,
    /// `usage`, where it is an object.
    pub usage: Option<Usage<'a>>,
    /// `content`.
    pub content: Content<'a>,
}

/// What a message says.
#[derive(Clone, Debug, Default)]
pub enum Content<'a> {
    /// Nothing.
    #[default]
    None,
    /// A text.
    Text(Text<'a>),
    /// Blocks.
    Blocks(Vec<Block<'a>>),
    /// Something else.
    Odd,
}

/// A content block.
#[derive(Clone, Copy, Debug, Default)]
pub struct Block<'a> {
    /// It is an object, as it should be.
    pub object: bool,
    /// `type`, where it is text.
    pub kind: Option<Text<'a>>,
    /// `id`, where it is text that is not empty.
    pub id: Option<Text<'a>>,
    /// `name`, likewise.
    pub name: Option<Text<'a>>,
    /// `tool_use_id`, where it is text that is not empty.
    pub tool_use_id: Option<Text<'a>>,
    /// `is_error` is `true`.
    pub is_error: bool,
    /// `text`, where it is text.
    pub text: Option<Text<'a>>,
    /// `thinking`, where it is text.
    pub thinking: Option<Text<'a>>,
    /// `input`, where it is an array or an object.
    pub input: Option<Span<'a>>,
}

impl<'a> Message<'a> {
    /// Takes a value; gives the message if it is an object.
    pub(super) fn take(scanner: &mut Scanner<'a>) -> Result<Option<Self>, Invalid> {
        let mut message = Self::default();
        let found = take_object(scanner, |scanner, key| {
            match &*key.bytes() {
                b"content" => message.content = Content::take(scanner)?,
                b"id" => message.id = id(scanner.value()?),
                b"model" => message.model = id(scanner.value()?),
                b"usage" => message.usage = Usage::take(scanner)?,
                _ => {
                    scanner.value()?;
                }
            }
            Ok(())
        })?;
        Ok(found.then_some(message))
    }

    /// The blocks of its content.
    pub fn blocks(&self) -> &[Block<'a>] {
        match &self.content {
            Content::Blocks(blocks) => blocks,
            _ => &[],
        }
    }
}

impl<'a> Content<'a> {
    fn take(scanner: &mut Scanner<'a>) -> Result<Self, Invalid> {
        if scanner.peek() != Some(b'[') {
            return Ok(match scanner.value()? {
                Value::Text(text) => Self::Text(text),
                Value::Null => Self::None,
                _ => Self::Odd,
            });
        }
        // Nearly all lines hold one.
        let mut blocks = Vec::with_capacity(1);
        scanner.array(|scanner| {
            let block = Block::take(scanner)?;
            if blocks.len() < BLOCKS_MAX {
                blocks.push(block);
            }
            Ok(())
        })?;
        Ok(Self::Blocks(blocks))
    }
}

impl<'a> Block<'a> {
    fn take(scanner: &mut Scanner<'a>) -> Result<Self, Invalid> {
        let mut block = Self::default();
        block.object = take_object(scanner, |scanner, key| {
            let value = scanner.value()?;
            match &*key.bytes() {
                b"type" => block.kind = text(value),
                b"id" => block.id = id(value),
                b"name" => block.name = id(value),
                b"tool_use_id" => block.tool_use_id = id(value),
                b"is_error" => block.is_error = value == Value::Bool(true),
                b"text" => block.text = text(value),
                b"thinking" => block.thinking = text(value),
                b"input" => {
                    block.input = match value {
                        Value::Array(span) | Value::Object(span) => Some(span),
                        _ => None,
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(block)
    }

    /// Whether its `type` is this.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.is_some_and(|text| text.is(kind))
    }
}

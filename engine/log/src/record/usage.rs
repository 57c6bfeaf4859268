//! The figures of a message.

use super::{id, number, take_object, text};
use crate::json::{Invalid, Scanner, Text, Value, figure};
use crate::tokens::Tokens;
use crate::tokens::WideTokens;

/// `message.usage`.
#[derive(Clone, Debug, Default)]
pub struct Usage<'a> {
    figures: Figures,
    /// `service_tier` is `batch`.
    pub batch: bool,
    /// `speed` is `fast`.
    pub fast: bool,
    /// `inference_geo` is `us`.
    pub geo_us: bool,
    /// `server_tool_use.web_search_requests`.
    pub web_searches: u64,
    /// `iterations`.
    iterations: Iterations<'a>,
}

/// `usage.iterations`, as far as it matters.
#[derive(Clone, Debug, Default)]
struct Iterations<'a> {
    /// Those billed beside the figures at the top.
    extras: Vec<Extra<'a>>,
    /// How many should be in the figures at the top.
    messages: u64,
    /// The sum of these.
    sum: WideTokens,
}

/// An entry of `usage.iterations` that is billed beside the figures at the top.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extra<'a> {
    /// Its place among all entries, from 0.
    pub index: u32,
    /// `model`, where it is text that is not empty.
    pub model: Option<Text<'a>>,
    /// The figures by the classes that are priced apart.
    pub tokens: Tokens,
}

/// The token figures as they are written.
#[derive(Clone, Copy, Debug, Default)]
struct Figures {
    input: u64,
    output: u64,
    cache_creation: u64,
    cache_read: u64,
    /// 5-minute and 1-hour part of the object `cache_creation`, where there is one.
    parts: Option<(u64, u64)>,
}

impl Figures {
    /// Takes the value of a field if it is one of the figures.
    fn member(&mut self, key: &[u8], scanner: &mut Scanner<'_>) -> Result<bool, Invalid> {
        let figure = match key {
            b"input_tokens" => &mut self.input,
            b"output_tokens" => &mut self.output,
            b"cache_creation_input_tokens" => &mut self.cache_creation,
            b"cache_read_input_tokens" => &mut self.cache_read,
            b"cache_creation" => {
                self.parts = take_parts(scanner)?;
                return Ok(true);
            }
            _ => return Ok(false),
        };
        *figure = take_figure(scanner)?;
        Ok(true)
    }

    /// The rule of cache writes: where the total is 0, the parts make it; the 1-hour part is
    /// capped at the total, the rest is 5-minute.
    fn tokens(&self) -> Tokens {
        let (minutes, hour) = self.parts.unwrap_or_default();
        let total = if self.cache_creation == 0 {
            minutes.saturating_add(hour)
        } else {
            self.cache_creation
        };
        let hour = hour.min(total);
        Tokens {
            input: self.input,
            output: self.output,
            cache_write_5m: total - hour,
            cache_write_1h: hour,
            cache_read: self.cache_read,
        }
    }
}

impl<'a> Usage<'a> {
    /// Takes a value; gives the usage if it is an object.
    pub(super) fn take(scanner: &mut Scanner<'a>) -> Result<Option<Self>, Invalid> {
        let mut usage = Self::default();
        let found = take_object(scanner, |scanner, key| {
            let key = key.bytes();
            if usage.figures.member(&key, scanner)? {
                return Ok(());
            }
            match &*key {
                b"service_tier" => usage.batch = is_text(scanner.value()?, "batch"),
                b"speed" => usage.fast = is_text(scanner.value()?, "fast"),
                b"inference_geo" => usage.geo_us = is_text(scanner.value()?, "us"),
                b"server_tool_use" => usage.web_searches = take_searches(scanner)?,
                b"iterations" => usage.iterations = Iterations::take(scanner)?,
                _ => {
                    scanner.value()?;
                }
            }
            Ok(())
        })?;
        Ok(found.then_some(usage))
    }

    /// The figures by the classes that are priced apart.
    pub fn tokens(&self) -> Tokens {
        self.figures.tokens()
    }

    /// Whether it has an object `cache_creation`, as newer versions write it.
    pub fn has_cache_object(&self) -> bool {
        self.figures.parts.is_some()
    }

    /// Responses billed beside the figures at the top.
    pub fn extras(&self) -> &[Extra<'a>] {
        &self.iterations.extras
    }

    /// Whether there are several iterations that the figures should hold and do not add up to.
    pub fn iterations_differ(&self) -> bool {
        let mut top = WideTokens::default();
        top.add(&self.tokens());
        self.iterations.messages > 1 && self.iterations.sum != top
    }
}

impl<'a> Iterations<'a> {
    fn take(scanner: &mut Scanner<'a>) -> Result<Self, Invalid> {
        let mut iterations = Self::default();
        if scanner.peek() != Some(b'[') {
            scanner.value()?;
            return Ok(iterations);
        }
        let mut index = 0_u32;
        scanner.array(|scanner| {
            iterations.take_one(scanner, index)?;
            index = index.saturating_add(1);
            Ok(())
        })?;
        Ok(iterations)
    }

    fn take_one(&mut self, scanner: &mut Scanner<'a>, index: u32) -> Result<(), Invalid> {
        let (mut kind, mut model, mut figures) = (None, None, Figures::default());
        let found = take_object(scanner, |scanner, key| {
            let key = key.bytes();
            if figures.member(&key, scanner)? {
                return Ok(());
            }
            let value = scanner.value()?;
            match &*key {
                b"type" => kind = text(value),
                b"model" => model = id(value),
                _ => {}
            }
            Ok(())
        })?;
        if !found {
            return Ok(());
        }
        let tokens = figures.tokens();
        if kind.is_none_or(|kind| kind.is("message")) {
            self.messages += 1;
            self.sum.add(&tokens);
        } else if kind.is_some_and(|kind| kind.is("advisor_message") || kind.is("compaction")) {
            self.extras.push(Extra {
                index,
                model,
                tokens,
            });
        }
        Ok(())
    }
}

fn is_text(value: Value<'_>, wanted: &str) -> bool {
    text(value).is_some_and(|text| text.is(wanted))
}

fn take_figure(scanner: &mut Scanner<'_>) -> Result<u64, Invalid> {
    Ok(number(scanner.value()?).map_or(0, figure))
}

fn take_parts(scanner: &mut Scanner<'_>) -> Result<Option<(u64, u64)>, Invalid> {
    let (mut minutes, mut hour) = (0, 0);
    let found = take_object(scanner, |scanner, key| {
        match &*key.bytes() {
            b"ephemeral_5m_input_tokens" => minutes = take_figure(scanner)?,
            b"ephemeral_1h_input_tokens" => hour = take_figure(scanner)?,
            _ => {
                scanner.value()?;
            }
        }
        Ok(())
    })?;
    Ok(found.then_some((minutes, hour)))
}

fn take_searches(scanner: &mut Scanner<'_>) -> Result<u64, Invalid> {
    let mut searches = 0;
    take_object(scanner, |scanner, key| {
        let value = scanner.value()?;
        if key.is("web_search_requests") {
            searches = number(value).map_or(0, figure);
        }
        Ok(())
    })?;
    Ok(searches)
}

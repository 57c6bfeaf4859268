//! One log file: turns of prompts, model messages, tool results and what surrounds them.

use super::era::Era;
use super::expected::{Expected, Usage};
use super::rng::Rng;
use super::text::Pool;
use super::time::iso;

/// Bytes of a line that is no tool's result by share of such lines.
const LINE_BYTES: [(f64, f64); 8] = [
    (0.0, 250.0),
    (0.5, 1055.0),
    (0.9, 5396.0),
    (0.95, 11_441.0),
    (0.99, 41_781.0),
    (0.999, 107_109.0),
    (0.9999, 700_000.0),
    (1.0, 2_117_182.0),
];

/// Bytes of a tool's result by share of results, so that of all lines as many are long as of real
/// logs: half below 1.1 KB, 90 % below 5.4 KB, 99 % below 42 KB, the longest 2.1 MB.
const RESULT_BYTES: [(f64, f64); 9] = [
    (0.0, 60.0),
    (0.5, 1300.0),
    (0.8, 11_000.0),
    (0.9, 21_000.0),
    (0.95, 39_000.0),
    (0.97, 59_000.0),
    (0.995, 125_000.0),
    (0.9995, 800_000.0),
    (1.0, 2_600_000.0),
];

/// Output tokens of a message by share of messages.
const OUTPUT_TOKENS: [(f64, f64); 4] = [(0.0, 9.0), (0.5, 160.0), (0.9, 900.0), (1.0, 16_000.0)];

/// What every record of a file repeats.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The folder in `projects`.
    pub project: String,
    /// The session's id.
    pub session: String,
    /// Where it ran.
    pub cwd: String,
    /// The git branch.
    pub branch: &'static str,
    /// Claude Code's version.
    pub version: &'static str,
    /// The model of most messages.
    pub model: &'static str,
    /// The subagent's id, in its own file.
    pub agent: Option<String>,
    /// Whether the cache is written for an hour.
    pub hour_cache: bool,
    /// The season.
    pub era: Era,
}

/// A message of a subagent that its parent's file repeats in a progress record.
#[derive(Clone, Debug)]
pub struct Nested {
    pub(super) id: String,
    pub(super) request: String,
    pub(super) model: &'static str,
    pub(super) time_ms: i64,
    pub(super) usage: Usage,
}

/// Writes the lines of one file and counts them.
pub struct Session<'a> {
    pub(super) rng: Rng,
    pub(super) pool: &'a Pool,
    pub(super) expected: &'a mut Expected,
    pub(super) voice: Voice,
    pub(super) out: String,
    pub(super) now_ms: i64,
    pub(super) parent: String,
    pub(super) nested: Vec<Nested>,
    context: u64,
    budget: usize,
}

/// A finished file.
pub struct Written {
    /// Its bytes.
    pub text: String,
    /// The time of its last record, in milliseconds since 1970.
    pub last_ms: i64,
    /// Messages of subagents that it repeats.
    pub nested: Vec<Nested>,
}

impl<'a> Session<'a> {
    /// A file of about `budget` bytes that begins at `start_ms`.
    pub fn new(
        rng: Rng,
        pool: &'a Pool,
        expected: &'a mut Expected,
        voice: Voice,
        start_ms: i64,
        budget: usize,
    ) -> Self {
        Self {
            rng,
            pool,
            expected,
            voice,
            out: String::with_capacity(budget + budget / 4),
            now_ms: start_ms,
            parent: "null".to_owned(),
            nested: Vec::new(),
            context: 0,
            budget,
        }
    }

    /// Begins with lines copied from another file, as a fork does; nothing in them is new.
    pub fn copy(&mut self, lines: &str) {
        for line in lines.lines() {
            self.expected.line("(copied)");
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    /// Begins with the messages its parent's file has repeated.
    pub fn repeat(&mut self, nested: &[Nested]) {
        for one in nested {
            let text = self.pool.prose(&mut self.rng, 200);
            let block = format!("{{\"type\":\"text\",\"text\":\"{text}\"}}");
            self.now_ms = one.time_ms;
            self.assistant(&block, one, one.usage.output, 0);
            self.expected.counts().messages_assistant += 1;
        }
    }

    /// Writes turns until the file is full.
    pub fn finish(mut self) -> Written {
        self.opening();
        self.turn();
        while !self.is_full() {
            self.turn();
        }
        self.expected.file(self.out.len() as u64);
        Written {
            text: self.out,
            last_ms: self.now_ms,
            nested: self.nested,
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.room() == 0
    }

    fn room(&self) -> usize {
        self.budget.saturating_sub(self.out.len())
    }

    /// Bytes for the body of a tool's result: most of the long lines are such.
    pub(super) fn result_bytes(&mut self) -> usize {
        self.drawn(&RESULT_BYTES)
    }

    /// Bytes for the body of the next line, beside `frame` bytes that it has anyway.
    pub(super) fn body_bytes(&mut self, frame: usize) -> usize {
        self.drawn(&LINE_BYTES).saturating_sub(frame).max(8)
    }

    /// A number of bytes, at most what the file has room for.
    fn drawn(&mut self, quantiles: &[(f64, f64)]) -> usize {
        let drawn = usize::try_from(self.rng.quantile(quantiles)).unwrap_or(usize::MAX);
        drawn.min(self.room() + 200)
    }

    /// Lets up to this much time pass and says when it is.
    pub(super) fn later(&mut self, most_ms: u64) -> String {
        self.now_ms += i64::try_from(self.rng.below(most_ms + 1)).unwrap_or(0);
        iso(self.now_ms)
    }

    /// A prompt, the model's messages with their tools, and the end of the turn; a file that is full
    /// breaks off, so that small ones are no larger than they should be.
    fn turn(&mut self) {
        self.prompt();
        let mut goes_on = true;
        while goes_on {
            if self.is_full() {
                return;
            }
            let tools = self.message();
            for tool in &tools {
                if self.is_full() {
                    return;
                }
                self.progress(tool);
                self.tool_result(tool);
            }
            goes_on = !tools.is_empty();
        }
        if self.is_full() {
            return;
        }
        self.closing();
        self.pause();
    }

    /// The user is away: minutes, sometimes hours.
    fn pause(&mut self) {
        let most = if self.rng.chance(60) {
            40_000_000
        } else {
            400_000
        };
        self.now_ms += i64::try_from(self.rng.below(most)).unwrap_or(0);
    }

    /// One API message, written as one line a block; gives the ids and names of its tool uses.
    fn message(&mut self) -> Vec<(String, &'static str)> {
        let lines: u64 = self
            .rng
            .weighted(&[(27, 1), (49, 2), (17, 3), (4, 4), (2, 5), (1, 7)]);
        let lines = if self.room() < 2000 { 1 } else { lines };
        let ends = self.rng.chance(70);
        let (usage, model) = (self.usage(), self.model());
        let (id, request) = (self.rng.id("msg_"), self.rng.id("req_"));
        let mut message = Nested {
            id,
            request,
            model,
            time_ms: self.now_ms,
            usage,
        };
        let growing = lines > 1 && self.rng.chance(self.voice.era.growing);
        let mut tools = Vec::new();
        let mut winner_ms = None;
        for line in 0..lines {
            let last = line + 1 == lines;
            let block = self.block(line, lines, ends, &mut tools);
            let shown = if growing && !last {
                usage.output.min(self.rng.between(1, 8))
            } else {
                usage.output
            };
            self.assistant(&block, &message, shown, 9000);
            if shown == usage.output && winner_ms.is_none() {
                winner_ms = Some(self.now_ms);
            }
        }
        message.time_ms = winner_ms.unwrap_or(self.now_ms);
        self.expected
            .response(&self.voice.project, model, message.time_ms, usage);
        let counts = self.expected.counts();
        counts.messages_assistant += 1;
        counts.tool_calls += tools.len() as u64;
        tools
    }

    fn model(&mut self) -> &'static str {
        if self.rng.chance(970) {
            self.voice.model
        } else {
            self.voice.era.model(&mut self.rng)
        }
    }

    /// The context grows until it is compacted; most of it is read from the cache.
    pub(super) fn usage(&mut self) -> Usage {
        let fresh = self.rng.between(40, 4000);
        let cache_read = self.context;
        self.context += fresh;
        if self.context > 165_000 {
            self.context = 0;
            self.compact();
        }
        let output = if self.rng.chance(self.voice.era.placeholder) {
            self.rng.between(1, 8)
        } else {
            self.rng.quantile(&OUTPUT_TOKENS)
        };
        let of_hour = if self.voice.hour_cache { fresh } else { 0 };
        Usage {
            input: self.rng.between(1, 12),
            output,
            cache_5m: fresh - of_hour,
            cache_1h: of_hour,
            cache_read,
        }
    }

    /// The block of one line of a message: thinking and text first, tools last.
    fn block(
        &mut self,
        line: u64,
        lines: u64,
        ends: bool,
        tools: &mut Vec<(String, &'static str)>,
    ) -> String {
        let thinks = line == 0 && lines > 1 && self.rng.chance(450);
        let speaks = line + 1 < lines.min(3) || ends || (lines == 1 && self.rng.chance(250));
        if thinks {
            return self.thinking();
        }
        if speaks {
            let bytes = self.body_bytes(950).min(6000);
            let text = self.pool.prose(&mut self.rng, bytes);
            return format!("{{\"type\":\"text\",\"text\":\"{text}\"}}");
        }
        let (id, name) = (self.rng.id("toolu_"), super::tools::name(&mut self.rng));
        let bytes = self.body_bytes(1100).min(20_000);
        let input = super::tools::input(name, self.pool, &mut self.rng, bytes, &self.voice.cwd);
        let block = format!(
            "{{\"type\":\"tool_use\",\"id\":\"{id}\",\"name\":\"{name}\",\"input\":{input}}}"
        );
        tools.push((id, name));
        block
    }

    fn thinking(&mut self) -> String {
        let bytes = self.body_bytes(1300).min(8000);
        let signature = self.pool.base64(320);
        let text = self.pool.prose(&mut self.rng, bytes);
        format!("{{\"type\":\"thinking\",\"thinking\":\"{text}\",\"signature\":\"{signature}\"}}")
    }
}

//! Responses and the results of the tools that they call, with their token figures.

use super::Teller;
use crate::sample::object::Object;
use crate::sample::sheet::{Response, Waiting};

impl Teller {
    pub(super) fn open(&mut self) -> &mut Response {
        let fresh = Response {
            id: self.chance.id("msg_01"),
            request: Some(self.chance.id("req_011"))
                .filter(|_| !self.settings.contains_key("gateway")),
            blocks: Vec::new(),
            calls: Vec::new(),
            chars: 0,
        };
        self.sheet().open.get_or_insert(fresh)
    }

    pub(super) fn block(&mut self, kind: &str, text: &str) {
        let mut block = Object::default().text("type", kind).text(kind, text);
        if kind == "thinking" {
            block = block.text("signature", "");
        } else {
            text.clone_into(&mut self.sheet().last_text);
        }
        let open = self.open();
        open.blocks.push(block.json());
        open.chars += text.chars().count() as u64;
    }

    pub(super) fn call(&mut self, rest: &str) -> Result<(), String> {
        let (name, input) = rest.split_once(' ').ok_or("a tool and its input")?;
        let id = self.chance.id("toolu_01");
        let block = Object::default()
            .text("type", "tool_use")
            .text("id", &id)
            .text("name", name)
            .raw("input", input);
        let open = self.open();
        let waiting = Waiting {
            id,
            caller: String::new(),
        };
        open.calls.push((open.blocks.len(), waiting));
        open.blocks.push(block.json());
        open.chars += input.chars().count() as u64;
        self.sheet().calls += 1;
        Ok(())
    }

    /// Writes the response down: a line for each block, all with the same id.
    pub(super) fn close_response(&mut self) {
        let Some(mut open) = self.sheet().open.take() else {
            return;
        };
        let (usage, output) = self.usage(&open);
        let last = open.blocks.len().saturating_sub(1);
        let calls = !open.calls.is_empty();
        for (index, block) in open.blocks.iter().enumerate() {
            self.pass(3_000, 38_000);
            let (record, uuid) = self.envelope("assistant");
            let ended = index == last || self.version() >= (2, 1, 140);
            let told = if ended {
                output
            } else {
                output.min(1 + index as u64 * 2)
            };
            let stop = Some(if calls { "tool_use" } else { "end_turn" });
            let stop = stop.filter(|_| ended && self.set("suspect").is_empty());
            let message = Object::default()
                .text("id", &open.id)
                .text("role", "assistant")
                .text("model", self.set("model"))
                .raw("content", format!("[{block}]"))
                .text_if_any("stop_reason", stop.unwrap_or(""))
                .raw(
                    "usage",
                    usage.clone().raw("output_tokens", told.to_string()).json(),
                );
            let record = record.raw("message", message.json());
            let record = record.text_if_any("requestId", open.request.as_deref().unwrap_or(""));
            for (_, call) in open.calls.iter_mut().filter(|(at, _)| *at == index) {
                call.caller.clone_from(&uuid);
            }
            self.write(record, &uuid);
        }
        self.sheet()
            .waiting
            .extend(open.calls.into_iter().map(|(_, call)| call));
    }

    /// The usage of a response, by what the cache holds, and its output tokens.
    pub(super) fn usage(&mut self, open: &Response) -> (Object, u64) {
        let hour = self.set("cache") == "1h";
        let keeps_ms = if hour { 3_600_000 } else { 300_000 };
        let hidden = self.chance.between(160, 1_900);
        let output = open.chars * 10 / 36 + hidden;
        let output = self
            .settings
            .remove("out")
            .and_then(|n| n.parse().ok())
            .unwrap_or(output);
        let told = if self.set("suspect").is_empty() {
            output
        } else {
            self.chance.between(1, 4)
        };
        let input = self.chance.between(2, 9);
        let (base, now_ms) = (self.number("base").unwrap_or(14_000), self.now_ms);
        let sheet = self.sheet();
        if sheet.cached == 0 {
            sheet.fresh += if sheet.agent.is_some() {
                base / 3
            } else {
                base
            };
        } else if now_ms - sheet.cache_used_ms > keeps_ms {
            sheet.fresh += std::mem::take(&mut sheet.cached);
        }
        let (read, write) = (sheet.cached, sheet.fresh);
        (sheet.cached, sheet.fresh, sheet.cache_used_ms) = (read + write, output, now_ms);
        sheet.last_total = input + read + write + output;
        let (five, one) = if hour { (0, write) } else { (write, 0) };
        (self.figures(input, read, [five, one]), told)
    }

    pub(super) fn figures(&self, input: u64, read: u64, [five, one]: [u64; 2]) -> Object {
        let parts = Object::default()
            .raw("ephemeral_5m_input_tokens", five.to_string())
            .raw("ephemeral_1h_input_tokens", one.to_string());
        if self.set("cache") == "none" {
            return Object::default()
                .raw("input_tokens", (input + read + five + one).to_string())
                .raw("output_tokens", "0");
        }
        Object::default()
            .raw("input_tokens", input.to_string())
            .raw("cache_creation_input_tokens", (five + one).to_string())
            .raw("cache_read_input_tokens", read.to_string())
            .raw("cache_creation", parts.json())
            .raw("output_tokens", "0")
            .spread(self.set("usage"))
    }

    pub(super) fn add_fresh(&mut self, tokens: u64) {
        self.sheet().fresh += tokens;
    }

    /// A tool's result; `.+400` says that it was twelve times
    /// 400 tokens longer than the text shown here.
    pub(super) fn result(&mut self, mark: &str, text: &str, failed: bool) -> Result<(), String> {
        let more = mark.get(1..).unwrap_or("").trim_start_matches('+');
        let more: u64 = if more.is_empty() {
            0
        } else {
            more.parse().map_err(|_| "a number")?
        };
        let call = self
            .sheet()
            .waiting
            .pop_front()
            .ok_or("no call waits for a result")?;
        self.pass(300, 32_000);
        let told = self.settings.remove("result").unwrap_or_default();
        self.tool_result(&call, text, failed, &told);
        self.add_fresh(more * 12 + text.len() as u64 / 4 + 20);
        Ok(())
    }

    pub(super) fn tool_result(&mut self, call: &Waiting, text: &str, failed: bool, told: &str) {
        let mut block = Object::default()
            .text("tool_use_id", &call.id)
            .text("type", "tool_result")
            .text("content", text);
        if failed {
            block = block.raw("is_error", "true");
        }
        let message = format!("{{\"role\":\"user\",\"content\":[{}]}}", block.json());
        self.sheet().parent = Some(call.caller.clone());
        let (mut record, uuid) = self.envelope("user");
        record = record.raw("message", message);
        if !told.is_empty() {
            record = record.raw("toolUseResult", told);
        }
        self.write(record, &uuid);
    }
}

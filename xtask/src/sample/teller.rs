//! Turns the lines of a story into the lines of log files.
//!
//! What each mark means is told in `xtask/sample/README.md`. Token figures are worked out from a
//! small model of the prompt cache: what was sent before is read from the cache while it is warm,
//! what is new is written to it.

use std::collections::BTreeMap;

use super::chance::Chance;
use super::clock;
use super::object::Object;
use super::sheet::{Agent, Layout, Response, Sheet, Waiting};

/// What `@name value` lines set.
type Settings = BTreeMap<String, String>;

/// Tells one session.
pub struct Teller {
    settings: Settings,
    chance: Chance,
    now_ms: i64,
    main: Sheet,
    agent: Option<Sheet>,
    done: Vec<Sheet>,
}

impl Teller {
    /// Starts an empty session named `name`.
    pub fn new(name: &str) -> Self {
        let mut chance = Chance::new(name);
        let settings = Settings::from([("session".to_owned(), chance.uuid())]);
        let (main, agent, done) = (Sheet::default(), None, Vec::new());
        Self {
            settings,
            chance,
            now_ms: 0,
            main,
            agent,
            done,
        }
    }

    /// The files of the session: path under `projects` and text.
    pub fn finish(mut self) -> Vec<(String, String)> {
        self.close_response();
        let session = self.set("session").to_owned();
        self.main.path = format!("{}/{session}.jsonl", self.set("project"));
        self.done.push(self.main);
        self.done
            .iter()
            .filter(|sheet| !sheet.path.is_empty())
            .map(file)
            .collect()
    }

    /// The lines of the main file so far, for a fork to copy.
    pub fn main_lines(&self) -> &[String] {
        &self.main.lines
    }

    /// Its session id.
    pub fn session(&self) -> &str {
        self.set("session")
    }

    /// Copies the first lines of another session into this one, as a fork does: only the session
    /// id is rewritten.
    pub fn copy(&mut self, lines: &[String], from: &str) {
        let to = self.set("session").to_owned();
        self.main
            .lines
            .extend(lines.iter().map(|line| line.replace(from, &to)));
        self.main.parent = lines.iter().rev().find_map(|line| {
            let at = line.find("\"uuid\":\"")? + 8;
            line.get(at..)
                .and_then(|rest| rest.split('"').next())
                .map(str::to_owned)
        });
    }

    /// Tells one line of the story.
    pub fn tell(&mut self, line: &str) -> Result<(), String> {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        let text = rest.replace("\\n", "\n");
        match mark {
            "~" => self.block("thinking", &text),
            "<" => self.block("text", &text),
            "!" => self.call(rest)?,
            _ => {
                self.close_response();
                self.other(mark, rest, &text)?;
            }
        }
        Ok(())
    }

    fn other(&mut self, mark: &str, rest: &str, text: &str) -> Result<(), String> {
        match mark {
            "---" => {}
            "|" => self.sheet().lines.push(rest.to_owned()),
            "agent" => self.start_agent(rest)?,
            "done" => self.end_agent()?,
            ">" => self.prompt(&Object::default().text("content", text), ""),
            "meta" => self.prompt(
                &Object::default().text("content", text),
                "{\"isMeta\":true}",
            ),
            "blocks" => self.prompt(&Object::default().raw("content", rest), ""),
            "compacted" => self.compacted(text),
            "system" => self.system(rest),
            "attach" => self.enveloped("attachment", "attachment", rest),
            "progress" => self.progress(rest),
            "fact" => self.fact(rest),
            "failed" => self.api_failure(text),
            _ if mark.starts_with('.') => self.result(mark, text, false)?,
            _ if mark.starts_with('x') => self.result(mark, text, true)?,
            _ => match mark.strip_prefix('@') {
                Some(name) => self.setting(name, rest)?,
                None => return Err(format!("unknown mark {mark}")),
            },
        }
        Ok(())
    }

    fn setting(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "at" => self.now_ms = clock::parse(value).ok_or("a time like 2026-11-19T09:12:04")?,
            "wait" => self.now_ms += clock::parse_span(value).ok_or("a span like 40s, 12m, 3h")?,
            _ => {
                self.settings.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(())
    }

    fn set(&self, name: &str) -> &str {
        self.settings.get(name).map_or("", String::as_str)
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.set(name).parse().ok()
    }

    fn sheet(&mut self) -> &mut Sheet {
        self.agent.as_mut().unwrap_or(&mut self.main)
    }

    /// Lets a little time pass.
    fn pass(&mut self, low_ms: u64, high_ms: u64) {
        self.now_ms += i64::try_from(self.chance.between(low_ms, high_ms)).unwrap_or_default();
    }

    /// Claude Code's version as three numbers.
    fn version(&self) -> (u64, u64, u64) {
        let mut parts = self
            .set("version")
            .split('.')
            .map(|part| part.parse().unwrap_or(0));
        let mut next = || parts.next().unwrap_or(0);
        (next(), next(), next())
    }

    /// The fields that records of the tree share, and the record's new `uuid`.
    ///
    /// Real records repeat `cwd`, `version` and `sessionId` and say `"isSidechain":false`; here
    /// they do so where it is needed, to keep the sample small.
    fn envelope(&mut self, kind: &str) -> (Object, String) {
        let uuid = self.chance.record();
        let sheet = self.agent.as_ref().unwrap_or(&self.main);
        let agent = sheet.agent.as_ref().map_or("", |agent| agent.id.as_str());
        let mut record = Object::default().text_or_null("parentUuid", sheet.parent.as_deref());
        if !agent.is_empty() {
            record = record.raw("isSidechain", "true");
        }
        if sheet.parent.is_none() {
            record = record
                .text("cwd", self.set("cwd"))
                .text("version", self.set("version"))
                .text_if_any("entrypoint", self.set("entry"));
        }
        if kind != "assistant" {
            record = record.text("sessionId", self.set("session"));
        }
        let record = record
            .text_if_any("agentId", agent)
            .text("gitBranch", self.set("branch"))
            .text("type", kind);
        (record, uuid)
    }

    /// Completes a record and writes it down.
    fn write(&mut self, record: Object, uuid: &str) {
        let record = record
            .text("uuid", uuid)
            .text("timestamp", &clock::iso(self.now_ms));
        let nested = self
            .sheet()
            .agent
            .as_ref()
            .is_some_and(|a| a.layout == Layout::Progress);
        if nested {
            self.nest(&record, uuid);
        } else {
            self.sheet().push(&record, uuid);
        }
    }

    /// Writes a subagent's record into the session as `progress`.
    fn nest(&mut self, record: &Object, uuid: &str) {
        let Some(sheet) = self.agent.take() else {
            return;
        };
        let (id, prompt) = sheet
            .agent
            .as_ref()
            .map_or(("", ""), |a| (&a.id, &a.prompt));
        let message = record.keep(&["type", "message", "requestId", "uuid", "timestamp"]);
        let data = Object::default()
            .raw("message", message.json())
            .text("type", "agent_progress")
            .text("prompt", prompt)
            .text("agentId", id);
        let data = data.json();
        self.progress(&data);
        self.agent = Some(Sheet {
            parent: Some(uuid.to_owned()),
            ..sheet
        });
    }

    fn prompt(&mut self, content: &Object, flags: &str) {
        let (record, uuid) = self.envelope("user");
        let message = Object::default()
            .text("role", "user")
            .spread(&content.json());
        self.add_fresh(message.json().len() as u64 / 4 + 12);
        self.write(record.raw("message", message.json()).spread(flags), &uuid);
        self.pass(40, 300);
    }

    fn compacted(&mut self, text: &str) {
        let before = self.sheet().cached + self.sheet().fresh;
        let boundary = Object::default()
            .text_or_null("logicalParentUuid", self.sheet().parent.clone().as_deref())
            .text("subtype", "compact_boundary")
            .text("content", "Conversation compacted")
            .raw("isMeta", "false")
            .text("level", "info")
            .raw(
                "compactMetadata",
                format!("{{\"trigger\":\"auto\",\"preTokens\":{before}}}"),
            );
        self.sheet().parent = None;
        let (record, uuid) = self.envelope("system");
        self.write(record.spread(&boundary.json()), &uuid);
        let sheet = self.sheet();
        (sheet.cached, sheet.fresh) = (0, before / 8);
        let content = Object::default().text("content", text);
        self.prompt(
            &content,
            "{\"isVisibleInTranscriptOnly\":true,\"isCompactSummary\":true}",
        );
    }

    fn system(&mut self, rest: &str) {
        let (subtype, fields) = rest.split_once(' ').unwrap_or((rest, "{}"));
        let (record, uuid) = self.envelope("system");
        let record = record.text("subtype", subtype).spread(fields);
        self.write(record, &uuid);
    }

    fn enveloped(&mut self, kind: &str, field: &str, json: &str) {
        let (record, uuid) = self.envelope(kind);
        self.write(record.raw(field, json), &uuid);
    }

    fn progress(&mut self, data: &str) {
        let (record, uuid) = self.envelope("progress");
        let caller = self.main.waiting.front().map(|call| call.id.clone());
        let record = record
            .raw("data", data)
            .text_if_any("parentToolUseID", &caller.unwrap_or_default());
        self.write(record, &uuid);
    }

    /// A record outside the tree, such as a title.
    fn fact(&mut self, rest: &str) {
        let (kind, fields) = rest.split_once(' ').unwrap_or((rest, "{}"));
        let session = self.set("session").to_owned();
        let record = Object::default()
            .text("type", kind)
            .spread(fields)
            .text("sessionId", &session);
        let line = record.json().replace("$NOW", &clock::iso(self.now_ms));
        self.sheet().lines.push(line);
    }

    /// Claude Code's own text where the API gave up.
    fn api_failure(&mut self, text: &str) {
        let block = Object::default()
            .text("type", "text")
            .text("text", text)
            .json();
        let zero = "{\"input_tokens\":0,\"output_tokens\":0,\
                    \"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0}";
        let (record, uuid) = self.envelope("assistant");
        let message = Object::default()
            .text("id", &self.chance.uuid())
            .text("role", "assistant")
            .text("model", "<synthetic>")
            .raw("content", format!("[{block}]"))
            .text("stop_reason", "stop_sequence")
            .raw("usage", zero);
        let record = record.raw("message", message.json());
        self.write(
            record
                .raw("isApiErrorMessage", "true")
                .text("error", "server_error"),
            &uuid,
        );
    }

    fn open(&mut self) -> &mut Response {
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

    fn block(&mut self, kind: &str, text: &str) {
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

    fn call(&mut self, rest: &str) -> Result<(), String> {
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
    fn close_response(&mut self) {
        let Some(mut open) = self.sheet().open.take() else {
            return;
        };
        let (usage, output) = self.usage(&open);
        let last = open.blocks.len().saturating_sub(1);
        let calls = !open.calls.is_empty();
        for (index, block) in open.blocks.iter().enumerate() {
            self.pass(900, 6_500);
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
    fn usage(&mut self, open: &Response) -> (Object, u64) {
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

    fn figures(&self, input: u64, read: u64, [five, one]: [u64; 2]) -> Object {
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

    fn add_fresh(&mut self, tokens: u64) {
        self.sheet().fresh += tokens;
    }

    /// A tool's result; `.+400` says that it was five times 400
    /// tokens longer than the text shown here.
    fn result(&mut self, mark: &str, text: &str, failed: bool) -> Result<(), String> {
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
        self.pass(120, 2_800);
        let told = self.settings.remove("result").unwrap_or_default();
        self.tool_result(&call, text, failed, &told);
        self.add_fresh(more * 5 + text.len() as u64 / 4 + 20);
        Ok(())
    }

    fn tool_result(&mut self, call: &Waiting, text: &str, failed: bool, told: &str) {
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

    /// `agent LAYOUT KIND MODEL prompt`: the parent calls a subagent.
    fn start_agent(&mut self, rest: &str) -> Result<(), String> {
        let mut words = rest.splitn(4, ' ');
        let mut word = || words.next().ok_or("agent LAYOUT KIND MODEL prompt");
        let (layout, kind, model, prompt) = (word()?, word()?, word()?, word()?);
        let layout = match layout {
            "folder" => Layout::Folder,
            "workflow" => Layout::Workflow,
            "beside" => Layout::Beside,
            "progress" => Layout::Progress,
            _ => return Err(format!("unknown layout {layout}")),
        };
        let tool = if self.version() >= (2, 1, 63) {
            "Agent"
        } else {
            "Task"
        };
        let input = Object::default()
            .text("description", prompt.get(..28).unwrap_or(prompt))
            .text("prompt", prompt)
            .text("subagent_type", kind);
        self.call(&format!("{tool} {}", input.json()))?;
        self.close_response();
        self.pass(200, 900);
        let id: String = self
            .chance
            .uuid()
            .chars()
            .filter(|c| *c != '-')
            .take(8)
            .collect();
        let agent = Agent {
            id,
            kind: kind.to_owned(),
            prompt: prompt.to_owned(),
            layout,
        };
        let began_ms = self.now_ms;
        self.agent = Some(Sheet {
            agent: Some(agent),
            began_ms,
            ..Sheet::default()
        });
        let outer = self
            .settings
            .insert("model".to_owned(), model.to_owned())
            .unwrap_or_default();
        self.settings.insert("outer-model".to_owned(), outer);
        self.prompt(&Object::default().text("content", prompt), "");
        Ok(())
    }

    fn end_agent(&mut self) -> Result<(), String> {
        let mut sheet = self.agent.take().ok_or("no agent is at work")?;
        let outer = self.settings.remove("outer-model").unwrap_or_default();
        self.settings.insert("model".to_owned(), outer);
        let agent = sheet.agent.clone().ok_or("no agent is at work")?;
        let call = self
            .main
            .waiting
            .pop_front()
            .ok_or("no call waits for the agent")?;
        let told = Object::default()
            .text("status", "completed")
            .text("agentId", &agent.id)
            .text("agentType", &agent.kind)
            .raw(
                "totalDurationMs",
                (self.now_ms - sheet.began_ms).to_string(),
            )
            .raw("totalTokens", sheet.last_total.to_string())
            .raw("totalToolUseCount", sheet.calls.to_string());
        let report = sheet.last_text.clone();
        self.tool_result(&call, &report, false, &told.json());
        self.add_fresh(report.len() as u64 / 4 + 60);
        let (project, session) = (self.set("project"), self.set("session"));
        sheet.path = match agent.layout {
            Layout::Folder => format!("{project}/{session}/subagents/agent-{}.jsonl", agent.id),
            Layout::Workflow => {
                let flow = self.set("workflow");
                format!(
                    "{project}/{session}/subagents/workflows/{flow}/agent-{}.jsonl",
                    agent.id
                )
            }
            Layout::Beside => format!("{project}/agent-{}.jsonl", agent.id),
            Layout::Progress => String::new(),
        };
        self.done.push(sheet);
        Ok(())
    }
}

fn file(sheet: &Sheet) -> (String, String) {
    (sheet.path.clone(), sheet.text())
}

//! Records other than responses: prompts, boundaries, hooks, titles, errors.

use super::Teller;
use crate::sample::clock;
use crate::sample::object::Object;
use crate::sample::sheet::{Layout, Sheet};

impl Teller {
    /// The fields that records of the tree share, and the record's new `uuid`.
    ///
    /// Real records repeat `cwd`, `version` and `sessionId` and say `"isSidechain":false`; here
    /// they do so where it is needed, to keep the sample small.
    pub(super) fn envelope(&mut self, kind: &str) -> (Object, String) {
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
    pub(super) fn write(&mut self, record: Object, uuid: &str) {
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
    pub(super) fn nest(&mut self, record: &Object, uuid: &str) {
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

    pub(super) fn prompt(&mut self, content: &Object, flags: &str) {
        if !self.sheet().lines.is_empty() {
            self.pass(20_000, 240_000);
        }
        let (record, uuid) = self.envelope("user");
        let message = Object::default()
            .text("role", "user")
            .spread(&content.json());
        self.add_fresh(message.json().len() as u64 / 4 + 12);
        self.write(record.raw("message", message.json()).spread(flags), &uuid);
    }

    pub(super) fn compacted(&mut self, text: &str) {
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

    pub(super) fn system(&mut self, rest: &str) {
        let (subtype, fields) = rest.split_once(' ').unwrap_or((rest, "{}"));
        let (record, uuid) = self.envelope("system");
        let record = record.text("subtype", subtype).spread(fields);
        self.write(record, &uuid);
    }

    pub(super) fn enveloped(&mut self, kind: &str, field: &str, json: &str) {
        let (record, uuid) = self.envelope(kind);
        self.write(record.raw(field, json), &uuid);
    }

    pub(super) fn progress(&mut self, data: &str) {
        let (record, uuid) = self.envelope("progress");
        let caller = self.main.waiting.front().map(|call| call.id.clone());
        let record = record
            .raw("data", data)
            .text_if_any("parentToolUseID", &caller.unwrap_or_default());
        self.write(record, &uuid);
    }

    /// A record outside the tree, such as a title.
    pub(super) fn fact(&mut self, rest: &str) {
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
    pub(super) fn api_failure(&mut self, text: &str) {
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
}

//! The records of a file, each as the line Claude Code writes.

use std::fmt::Write as _;

use super::expected::Usage;
use super::session::{Nested, Session};

impl Session<'_> {
    /// Counts a line of this kind and ends it.
    fn end(&mut self, kind: &'static str) {
        self.out.push('\n');
        self.expected.line(kind);
    }

    /// The fields that lead every record of a conversation.
    fn envelope(&mut self) {
        let voice = &self.voice;
        let parent = &self.parent;
        let _ = write!(
            self.out,
            "{{\"parentUuid\":{parent},\"isSidechain\":{}",
            voice.agent.is_some()
        );
        if let Some(agent) = &voice.agent {
            let _ = write!(self.out, ",\"agentId\":\"{agent}\"");
        }
        let _ = write!(
            self.out,
            ",\"userType\":\"external\",\"cwd\":\"{}\",\"sessionId\":\"{}\",\"version\":\"{}\",\"gitBranch\":\"{}\",\"slug\":\"amber-walking-lantern\"",
            voice.cwd, voice.session, voice.version, voice.branch
        );
    }

    /// The fields that close it; it becomes the parent of the next.
    fn tail(&mut self, most_ms: u64) {
        let uuid = self.rng.uuid();
        let time = self.later(most_ms);
        let _ = write!(self.out, ",\"uuid\":\"{uuid}\",\"timestamp\":\"{time}\"}}");
        self.parent = format!("\"{uuid}\"");
    }

    /// One line of a model's message.
    pub(super) fn assistant(&mut self, block: &str, message: &Nested, output: u64, pace_ms: u64) {
        self.envelope();
        let stop = if block.starts_with("{\"type\":\"tool_use\"") {
            "\"tool_use\""
        } else {
            "null"
        };
        let Nested {
            id, request, model, ..
        } = message;
        let usage = self.usage_json(message.usage, output);
        let _ = write!(
            self.out,
            ",\"message\":{{\"model\":\"{model}\",\"id\":\"{id}\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{block}],\"stop_reason\":{stop},\"stop_sequence\":null,\"usage\":{usage}}},\"requestId\":\"{request}\",\"type\":\"assistant\""
        );
        self.tail(pace_ms);
        self.end("assistant");
    }

    fn usage_json(&self, usage: Usage, output: u64) -> String {
        let Usage {
            input,
            cache_5m,
            cache_1h,
            cache_read,
            ..
        } = usage;
        let written = cache_5m + cache_1h;
        let cache = format!(
            "{{\"ephemeral_5m_input_tokens\":{cache_5m},\"ephemeral_1h_input_tokens\":{cache_1h}}}"
        );
        let counts = format!(
            "\"input_tokens\":{input},\"cache_creation_input_tokens\":{written},\"cache_read_input_tokens\":{cache_read},\"output_tokens\":{output},\"cache_creation\":{cache}"
        );
        if self.voice.era.late_usage {
            format!(
                "{{{counts},\"server_tool_use\":{{\"web_search_requests\":0,\"web_fetch_requests\":0}},\"service_tier\":\"standard\",\"inference_geo\":\"not_available\",\"iterations\":[{{{counts},\"type\":\"message\"}}],\"speed\":\"standard\"}}"
            )
        } else {
            format!("{{{counts},\"service_tier\":\"standard\"}}")
        }
    }

    /// What a person typed (or, in a subagent's file, what its parent asked).
    pub(super) fn prompt(&mut self) {
        if self.rng.chance(90) {
            self.meta();
        }
        self.envelope();
        let bytes = self.body_bytes(650).min(4000);
        let text = self.pool.prose(&mut self.rng, bytes);
        let _ = write!(
            self.out,
            ",\"type\":\"user\",\"message\":{{\"role\":\"user\",\"content\":\"{text}\"}}"
        );
        self.tail(2000);
        self.end("user");
        if self.voice.agent.is_none() {
            self.expected.counts().messages_user += 1;
        }
    }

    fn meta(&mut self) {
        self.envelope();
        let text = self.pool.prose(&mut self.rng, 300);
        let _ = write!(
            self.out,
            ",\"type\":\"user\",\"isMeta\":true,\"message\":{{\"role\":\"user\",\"content\":\"<local-command-caveat>{text}</local-command-caveat>\"}}"
        );
        self.tail(50);
        self.end("user");
    }

    /// What a tool gave back.
    pub(super) fn tool_result(&mut self, tool: &(String, &'static str)) {
        let (id, name) = tool;
        let failed = self.rng.chance(54);
        let bytes = self.result_bytes();
        let (content, result) = if failed {
            self.expected.counts().tool_errors += 1;
            let text = self.pool.prose(&mut self.rng, bytes.min(600));
            (
                format!("\"<tool_use_error>{text}</tool_use_error>\""),
                format!("\"Error: {text}\""),
            )
        } else {
            super::tools::result(name, self.pool, &mut self.rng, bytes, &self.voice.cwd)
        };
        self.envelope();
        let _ = write!(
            self.out,
            ",\"type\":\"user\",\"message\":{{\"role\":\"user\",\"content\":[{{\"tool_use_id\":\"{id}\",\"type\":\"tool_result\",\"content\":{content},\"is_error\":{failed}}}]}},\"toolUseResult\":{result}"
        );
        self.tail(8000);
        self.end("user");
    }

    /// What a running tool reports meanwhile, in the versions that wrote it.
    pub(super) fn progress(&mut self, tool: &(String, &'static str)) {
        if !self.voice.era.progress {
            return;
        }
        let (id, name) = tool;
        for _ in 0..self.rng.below(9) {
            if self.is_full() {
                return;
            }
            let (bytes, second) = (self.body_bytes(800), self.rng.below(90));
            let data = match *name {
                "Bash" => {
                    let text = self.pool.prose(&mut self.rng, bytes / 2);
                    format!(
                        "{{\"type\":\"bash_progress\",\"output\":\"{text}\",\"fullOutput\":\"{text}\",\"elapsedTimeSeconds\":{second},\"totalLines\":3}}"
                    )
                }
                "Task" => self.agent_progress(bytes),
                _ => format!(
                    "{{\"type\":\"hook_progress\",\"hookEvent\":\"PostToolUse\",\"hookName\":\"PostToolUse:{name}\",\"command\":\"callback\"}}"
                ),
            };
            self.envelope();
            let _ = write!(
                self.out,
                ",\"type\":\"progress\",\"data\":{data},\"toolUseID\":\"{id}\",\"parentToolUseID\":\"{id}\""
            );
            self.tail(1500);
            self.end("progress");
        }
    }

    /// A subagent's message inside a progress record: a response billed once, wherever else it stands.
    fn agent_progress(&mut self, bytes: usize) -> String {
        let repeats = self.rng.chance(300);
        let known = self.nested.last().filter(|_| repeats).cloned();
        let message = known.unwrap_or_else(|| {
            let (id, request) = (self.rng.id("msg_"), self.rng.id("req_"));
            let usage = Usage {
                input: 3,
                output: self.rng.between(9, 800),
                cache_5m: self.rng.below(3000),
                cache_1h: 0,
                cache_read: self.rng.below(30_000),
            };
            let message = Nested {
                id,
                request,
                model: self.voice.model,
                time_ms: self.now_ms,
                usage,
            };
            self.expected
                .response(&self.voice.project, message.model, message.time_ms, usage);
            self.nested.push(message.clone());
            message
        });
        let usage = self.usage_json(message.usage, message.usage.output);
        let Nested {
            id,
            request,
            model,
            time_ms,
            ..
        } = message;
        let (uuid, time) = (self.rng.uuid(), super::time::iso(time_ms));
        let text = self.pool.prose(&mut self.rng, bytes);
        format!(
            "{{\"type\":\"agent_progress\",\"agentId\":\"a1b2c3d\",\"prompt\":\"\",\"message\":{{\"type\":\"assistant\",\"uuid\":\"{uuid}\",\"timestamp\":\"{time}\",\"requestId\":\"{request}\",\"message\":{{\"model\":\"{model}\",\"id\":\"{id}\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{{\"type\":\"text\",\"text\":\"{text}\"}}],\"usage\":{usage}}}}}}}"
        )
    }

    /// What stands at the head of many files.
    pub(super) fn opening(&mut self) {
        if self.voice.agent.is_some() {
            return;
        }
        if self.rng.chance(100) {
            let (text, leaf) = (self.pool.prose(&mut self.rng, 60), self.rng.uuid());
            let _ = write!(
                self.out,
                "{{\"type\":\"summary\",\"summary\":\"{text}\",\"leafUuid\":\"{leaf}\"}}"
            );
            self.end("summary");
        }
        if self.rng.chance(700) {
            self.snapshot();
        }
    }

    fn snapshot(&mut self) {
        let (id, time) = (self.rng.uuid(), self.later(5));
        let _ = write!(
            self.out,
            "{{\"type\":\"file-history-snapshot\",\"messageId\":\"{id}\",\"snapshot\":{{\"messageId\":\"{id}\",\"trackedFileBackups\":{{}},\"timestamp\":\"{time}\"}},\"isSnapshotUpdate\":false}}"
        );
        self.end("file-history-snapshot");
    }

    /// What is written when a turn is over.
    pub(super) fn closing(&mut self) {
        let session = self.voice.session.clone();
        if self.rng.chance(450) {
            self.system("stop_hook_summary", ",\"hookCount\":1,\"hookInfos\":[{\"command\":\"callback\",\"durationMs\":41}],\"hookErrors\":[],\"preventedContinuation\":false,\"stopReason\":\"\",\"hasOutput\":false,\"level\":\"suggestion\"");
        }
        if self.rng.chance(250) {
            let spent = format!(
                ",\"durationMs\":{},\"isMeta\":false",
                self.rng.between(900, 900_000)
            );
            self.system("turn_duration", &spent);
        }
        if self.rng.chance(500) {
            self.snapshot();
        }
        if self.rng.chance(300) {
            let (time, text) = (self.later(900), self.pool.prose(&mut self.rng, 120));
            let _ = write!(
                self.out,
                "{{\"type\":\"queue-operation\",\"operation\":\"enqueue\",\"timestamp\":\"{time}\",\"sessionId\":\"{session}\",\"content\":\"{text}\"}}"
            );
            self.end("queue-operation");
        }
        if self.rng.chance(40) {
            self.system("api_error", ",\"level\":\"error\",\"error\":{\"message\":\"Overloaded\"},\"retryInMs\":512.4,\"retryAttempt\":1,\"maxRetries\":10");
        }
        if self.rng.chance(120) {
            let text = self.pool.prose(&mut self.rng, 50);
            let _ = write!(
                self.out,
                "{{\"type\":\"ai-title\",\"aiTitle\":\"{text}\",\"sessionId\":\"{session}\"}}"
            );
            self.end("ai-title");
        }
        if self.rng.chance(8) {
            self.glued(&session);
        }
    }

    fn system(&mut self, subtype: &str, fields: &str) {
        self.envelope();
        let _ = write!(
            self.out,
            ",\"type\":\"system\",\"subtype\":\"{subtype}\"{fields}"
        );
        self.tail(300);
        self.end("system");
    }

    /// The context was too long and was summed up.
    pub(super) fn compact(&mut self) {
        self.system("compact_boundary", ",\"content\":\"Conversation compacted\",\"isMeta\":false,\"level\":\"info\",\"compactMetadata\":{\"trigger\":\"auto\",\"preTokens\":167000}");
        self.envelope();
        let text = self.pool.prose(&mut self.rng, 3000);
        let _ = write!(
            self.out,
            ",\"type\":\"user\",\"isCompactSummary\":true,\"message\":{{\"role\":\"user\",\"content\":\"{text}\"}}"
        );
        self.tail(500);
        self.end("user");
    }

    /// Two records on one line, as an interrupted writer leaves them: malformed, both recovered.
    fn glued(&mut self, session: &str) {
        let _ = write!(
            self.out,
            "{{\"type\":\"mode\",\"mode\":\"normal\",\"sessionId\":\"{session}\"}}{{\"type\":\"permission-mode\",\"permissionMode\":\"default\",\"sessionId\":\"{session}\"}}"
        );
        self.end("(two on a line)");
        let counts = self.expected.counts();
        counts.malformed_lines += 1;
        counts.recovered_records += 2;
    }
}

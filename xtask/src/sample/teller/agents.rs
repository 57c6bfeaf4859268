//! Subagents: their call, their own records, what they report.

use super::Teller;
use crate::sample::object::Object;
use crate::sample::sheet::{Agent, Layout, Sheet};

impl Teller {
    /// `agent LAYOUT KIND MODEL prompt`: the parent calls a subagent.
    pub(super) fn start_agent(&mut self, rest: &str) -> Result<(), String> {
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

    pub(super) fn end_agent(&mut self) -> Result<(), String> {
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

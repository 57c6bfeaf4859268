//! Names that stand for others, and names that are nobody's own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sessionscope_log::record::kind::KINDS;

/// Names of one sort, and what each is shown as.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    shown: BTreeMap<String, String>,
    real: BTreeMap<String, String>,
}

impl Names {
    /// What a name is shown as.
    pub fn shown(&self, real: &str) -> Option<&str> {
        self.shown.get(real).map(String::as_str)
    }

    /// The name behind what is shown.
    pub fn real(&self, shown: &str) -> Option<&str> {
        self.real.get(shown).map(String::as_str)
    }

    /// Shows a name as this.
    pub fn put(&mut self, real: &str, shown: &str) {
        self.shown.insert(real.to_owned(), shown.to_owned());
        self.real.insert(shown.to_owned(), real.to_owned());
    }

    /// What a name is shown as: `what` and a number of its own, given when it is first seen.
    pub fn number(&mut self, what: &str, real: &str) -> &str {
        if !self.shown.contains_key(real) {
            let shown = format!("{what} {}", self.shown.len() + 1);
            self.put(real, &shown);
        }
        self.shown(real).unwrap_or_default()
    }
}

/// Claude Code's own tools and those of the API: their names say nothing of whoever used them.
const TOOLS: &[&str] = &[
    "(unknown)",
    "Agent",
    "AskUserQuestion",
    "Bash",
    "BashOutput",
    "Brief",
    "Config",
    "CronCreate",
    "CronDelete",
    "CronList",
    "Edit",
    "EnterPlanMode",
    "EnterWorktree",
    "ExitPlanMode",
    "ExitWorktree",
    "Glob",
    "Grep",
    "KillBash",
    "KillShell",
    "LS",
    "LSP",
    "ListMcpResources",
    "ListMcpResourcesTool",
    "Monitor",
    "MultiEdit",
    "NotebookEdit",
    "NotebookRead",
    "PowerShell",
    "PushNotification",
    "REPL",
    "Read",
    "ReadMcpResource",
    "ReadMcpResourceTool",
    "RemoteTrigger",
    "SendMessage",
    "Skill",
    "Sleep",
    "SlashCommand",
    "StructuredOutput",
    "Task",
    "TaskCreate",
    "TaskGet",
    "TaskList",
    "TaskOutput",
    "TaskStop",
    "TaskUpdate",
    "TeamCreate",
    "TeamDelete",
    "TodoRead",
    "TodoWrite",
    "ToolSearch",
    "WebFetch",
    "WebSearch",
    "Workflow",
    "Write",
    "advisor",
    "bash_code_execution",
    "code_execution",
    "exit_plan_mode",
    "str_replace_based_edit_tool",
    "text_editor_code_execution",
    "tool_search_tool_bm25",
    "tool_search_tool_regex",
    "web_fetch",
    "web_search",
];

/// How Claude Code may be started.
const ENTRYPOINTS: &[&str] = &[
    "cli",
    "claude-desktop",
    "claude-vscode",
    "claude-jetbrains",
    "claude-code-github-action",
    "github-action",
    "local-agent",
    "mcp",
    "remote",
    "sdk",
    "sdk-cli",
    "sdk-py",
    "sdk-ts",
    "web",
];

/// The tool is Claude Code's own.
pub fn is_known_tool(name: &str) -> bool {
    TOOLS.contains(&name)
}

/// The record kind is known by name.
pub fn is_known_kind(name: &str) -> bool {
    KINDS.iter().any(|kind| kind.name == name)
}

/// It is one of the ways in which Claude Code is started.
pub fn is_entrypoint(name: &str) -> bool {
    ENTRYPOINTS.contains(&name)
}

/// It is a number of a version.
pub fn is_version(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    !text.is_empty() && text.len() <= 24 && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number() {
        let mut names = Names::default();
        assert_eq!(names.number("Tool", "a"), "Tool 1");
        assert_eq!(names.number("Tool", "b"), "Tool 2");
        assert_eq!(names.number("Tool", "a"), "Tool 1");
        assert_eq!((names.real("Tool 2"), names.shown("c")), (Some("b"), None));
    }

    #[test]
    fn versions_are_numbers() {
        assert!(is_version("2.1.59") && is_version("1.0.100-1"));
        assert!(!is_version("") && !is_version("my-build"));
    }
}

//! Turns the lines of a story into the lines of log files.
//!
//! What each mark means is told in `xtask/sample/README.md`. Token figures are worked out from a
//! small model of the prompt cache: what was sent before is read from the cache while it is warm,
//! what is new is written to it.

mod agents;
mod records;
mod responses;

use std::collections::BTreeMap;

use super::chance::Chance;
use super::clock;
use super::object::Object;
use super::sheet::Sheet;

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
}

fn file(sheet: &Sheet) -> (String, String) {
    (sheet.path.clone(), sheet.text())
}

//! Which call started which of a session's subagents.
//!
//! A result names the subagent by the id that is in its file's name, if it names one at all: results of
//! teammates name them by name and team, those of workflows the run, and a call that was stopped has
//! none. Then the note beside the subagent's log, or the prompt that its log begins with, tell.

use serde::{Deserialize, Serialize};

use super::items::{Place, Transcript};
use sessionscope_log::json::Value;
use sessionscope_log::place::agent_of;
use sessionscope_log::time::Instant;

/// Tools that start subagents.
pub const STARTING: [&str; 3] = ["Task", "Agent", "Workflow"];
/// So much later than its call a subagent's log may begin by the clocks of different processes.
const LATE_MS: i64 = 24 * 3_600_000;
/// So much earlier.
const EARLY_MS: i64 = 60_000;
/// Shorter prompts say too little to tell a call by them.
const PROMPT_CHARS_MIN: usize = 12;
/// Nobody writes a prompt of so many characters twice by chance.
const PROMPT_CHARS_SURE: usize = 60;
/// So many characters of a prompt are kept to be shown.
const SHOWN_CHARS: usize = 240;

/// How sure it is that a call started a subagent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum How {
    /// Its result names the subagent's id, or the run of the workflow that the subagent was part of.
    Id,
    /// The note beside the subagent's log, or the log's own name, says what the call says.
    Note,
    /// The log begins with the call's prompt, at about its time.
    Prompt,
}

/// What is known of a subagent beside its figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subagent {
    /// The id in its file's name.
    pub id: String,
    /// The run of the workflow that it was part of.
    pub run: Option<String>,
    /// What kind of subagent it is.
    pub kind: Option<String>,
    /// How it is called among its team.
    pub name: Option<String>,
    /// What it was for, in a few words.
    pub about: Option<String>,
    /// The id of the call that started it, where the note has it.
    pub call: Option<String>,
    /// What it was told at first.
    pub prompt: String,
    /// When.
    pub first: Option<Instant>,
}

/// A call that started subagents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Its record.
    pub place: Place,
    /// That record's uuid.
    pub uuid: String,
    /// Its id.
    pub call: String,
    /// When.
    pub time: Option<Instant>,
    /// The id that its result names.
    pub id: Option<String>,
    /// The run that its result names.
    pub run: Option<String>,
    /// The kind that it asks for.
    pub kind: Option<String>,
    /// The name that it gives.
    pub name: Option<String>,
    /// What it is for.
    pub about: Option<String>,
    /// What it tells the subagent.
    pub prompt: String,
}

impl Subagent {
    /// What a log's path, its first lines and the note beside it say.
    pub fn of(path: &str, head: &[u8], note: Option<&[u8]>) -> Self {
        let mut agent = Self {
            id: agent_of(path).to_owned(),
            run: run_of(path).map(str::to_owned),
            ..Self::default()
        };
        agent.take_note(note.unwrap_or_default());
        for line in head.split(|byte| *byte == b'\n') {
            if let Ok(record) = Value::parse(line) {
                agent.take_record(record);
            }
            if agent.first.is_some() && !agent.prompt.is_empty() {
                break;
            }
        }
        if agent.kind.is_none() && agent.id.starts_with("acompact-") {
            agent.kind = Some("compaction".to_owned());
        }
        agent
    }

    fn take_note(&mut self, note: &[u8]) {
        let Ok(note) = Value::parse(note) else {
            return;
        };
        let text = |name: &str| Some(note.some_text_of(name)?.into_owned());
        self.kind = text("agentType");
        self.name = text("name");
        self.about = text("description");
        self.call = text("toolUseId").or_else(|| text("tool_use_id"));
    }

    fn take_record(&mut self, record: Value<'_>) {
        let text = |name: &str| Some(record.some_text_of(name)?.into_owned());
        self.kind = self.kind.take().or_else(|| text("attributionAgent"));
        self.name = self.name.take().or_else(|| text("agentName"));
        if self.first.is_none() {
            let time = record.text_of("timestamp").unwrap_or_default();
            self.first = Instant::parse(time.as_bytes());
        }
        let message = record.get("message").unwrap_or(Value::Null);
        if self.prompt.is_empty() && record.text_of("type").as_deref() == Some("user") {
            self.prompt = text_in(message.get("content").unwrap_or(Value::Null));
        }
    }

    /// The beginning of what it was told, to be shown.
    pub fn first_words(&self) -> String {
        let words = self.prompt.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().take(SHOWN_CHARS).collect()
    }
}

/// The run of a workflow that the path of a log names: the folder below `subagents/workflows`.
fn run_of(path: &str) -> Option<&str> {
    let (_, rest) = path.rsplit_once("subagents/workflows/")?;
    rest.split_once('/').map(|(run, _)| run)
}

/// The texts of a message's content.
fn text_in(content: Value<'_>) -> String {
    if let Some(text) = content.text() {
        return text.into_owned();
    }
    let blocks = content.elements().into_iter();
    let texts = blocks.filter_map(|block| Some(block.some_text_of("text")?.into_owned()));
    texts.collect::<Vec<_>>().join("\n")
}

/// The records whose texts [`starts`] needs: calls that start subagents, and their results.
pub fn needed(transcript: &Transcript) -> Vec<Place> {
    let mut needed = Vec::new();
    for place in places(transcript) {
        needed.push(place);
        let results = transcript.calls_of(place).into_iter();
        needed.extend(results.filter_map(|(_, result)| result.map(|(place, _)| place)));
    }
    needed
}

/// The records with calls that start subagents.
fn places(transcript: &Transcript) -> Vec<Place> {
    let mut places = Vec::new();
    for (number, file) in (0_u32..).zip(transcript.files()) {
        for call in &file.calls {
            let place = Place {
                file: number,
                entry: call.entry,
            };
            let results = transcript.calls_of(place);
            let names_one = |(_, outcome): &(Place, super::index::Outcome)| outcome.agent.is_some();
            let is_start = STARTING.contains(&file.name(call.tool))
                || results.iter().any(|(other, result)| {
                    other.id == call.id && result.as_ref().is_some_and(names_one)
                });
            if is_start && places.last() != Some(&place) {
                places.push(place);
            }
        }
    }
    places
}

/// The calls of a transcript that start subagents, in the order of its files. `text` gives the text of
/// a record that is [`needed`].
pub fn starts<'a>(transcript: &Transcript, text: &dyn Fn(Place) -> Option<&'a [u8]>) -> Vec<Start> {
    let mut starts = Vec::new();
    for place in places(transcript) {
        let Some(record) = text(place).and_then(|text| Value::parse(text).ok()) else {
            continue;
        };
        let results = transcript.calls_of(place).into_iter();
        let results = results.filter_map(|(_, result)| Value::parse(text(result?.0)?).ok());
        let results: Vec<Value<'_>> = results.collect();
        let message = record.get("message").unwrap_or(Value::Null);
        for block in message.get("content").unwrap_or(Value::Null).elements() {
            starts.extend(start(place, record, block, &results));
        }
    }
    starts
}

/// What a call says, if it starts a subagent.
fn start(
    place: Place,
    record: Value<'_>,
    block: Value<'_>,
    results: &[Value<'_>],
) -> Option<Start> {
    let call = block.some_text_of("id")?.into_owned();
    let tool = block.some_text_of("name")?;
    let kept = results.iter().find(|result| answers(**result, &call));
    let kept = kept.and_then(|result| result.get("toolUseResult"));
    let kept = kept.unwrap_or(Value::Null);
    let input = block.get("input").unwrap_or(Value::Null);
    let told = |name: &str| Some(input.some_text_of(name)?.into_owned());
    let told_back = |name: &str| Some(kept.some_text_of(name)?.into_owned());
    let id = told_back("agentId").or_else(|| told_back("agent_id"));
    let run = told_back("runId");
    let time = record.text_of("timestamp").unwrap_or_default();
    (STARTING.contains(&&*tool) || id.is_some()).then(|| Start {
        place,
        uuid: record.text_of("uuid").unwrap_or_default().into_owned(),
        call,
        time: Instant::parse(time.as_bytes()),
        name: told("name")
            .or_else(|| told_back("name"))
            .or_else(|| name_in(id.as_deref()?)),
        id,
        run,
        kind: told("subagent_type"),
        about: told("description"),
        prompt: told("prompt").unwrap_or_default(),
    })
}

/// The name in `name@team`.
fn name_in(id: &str) -> Option<String> {
    id.split_once('@').map(|(name, _)| name.to_owned())
}

/// Whether a record has the result of this call.
fn answers(record: Value<'_>, call: &str) -> bool {
    let message = record.get("message").unwrap_or(Value::Null);
    let blocks = message.get("content").unwrap_or(Value::Null).elements();
    blocks
        .iter()
        .any(|block| block.text_of("tool_use_id").as_deref() == Some(call))
}

/// For each subagent the number of the call that started it, and how sure that is.
pub fn link(starts: &[Start], agents: &[Subagent]) -> Vec<Option<(usize, How)>> {
    let mut links: Vec<Option<(usize, How)>> = vec![None; agents.len()];
    for how in [How::Id, How::Note, How::Prompt] {
        // What is surer has been given away before: of calls that say the same each has its own.
        let taken: Vec<usize> = links.iter().flatten().map(|(start, _)| *start).collect();
        for (agent, link) in agents.iter().zip(&mut links) {
            if link.is_none() {
                *link = best(starts, agent, how, &taken).map(|start| (start, how));
            }
        }
        if how != How::Id {
            settle(starts, agents, &mut links, how);
        }
    }
    links
}

/// The call that fits a subagent best in this way.
fn best(starts: &[Start], agent: &Subagent, how: How, taken: &[usize]) -> Option<usize> {
    let fits = starts
        .iter()
        .enumerate()
        .filter(|(number, start)| match how {
            How::Id => is_named(start, agent),
            How::Note => {
                is_noted(start, agent) && (start.name.is_some() || !taken.contains(number))
            }
            How::Prompt => {
                is_told(start, agent) && is_near(start, agent) && !taken.contains(number)
            }
        });
    // Of several the one whose prompt it was, and then the one nearest in time.
    let key = |start: &Start| (!is_told(start, agent), distance(start, agent));
    fits.min_by_key(|(_, start)| key(start))
        .map(|(number, _)| number)
}

/// Of subagents that fit the same call, which has room for one alone, only the nearest keeps it. (A
/// teammate may have several logs: each time that it was woken.)
fn settle(starts: &[Start], agents: &[Subagent], links: &mut [Option<(usize, How)>], how: How) {
    for (number, start) in starts.iter().enumerate() {
        if start.name.is_some() {
            continue;
        }
        let mine = |link: &Option<(usize, How)>| *link == Some((number, how));
        let nearest = agents
            .iter()
            .zip(links.iter())
            .enumerate()
            .filter(|(_, (_, link))| mine(link))
            .min_by_key(|(_, (agent, _))| distance(start, agent))
            .map(|(at, _)| at);
        for (at, link) in links.iter_mut().enumerate() {
            if mine(link) && Some(at) != nearest {
                *link = None;
            }
        }
    }
}

fn is_named(start: &Start, agent: &Subagent) -> bool {
    start.id.as_deref() == Some(&agent.id)
        || agent.call.as_deref() == Some(&start.call)
        || (agent.run.is_some() && agent.run == start.run)
}

/// The note beside the log, or the log's name, says what the call says.
fn is_noted(start: &Start, agent: &Subagent) -> bool {
    if let Some(name) = &start.name {
        let in_id = || {
            let rest = agent.id.strip_prefix('a')?.strip_prefix(name.as_str())?;
            rest.strip_prefix('-')
        };
        return agent.name.as_ref() == Some(name) || in_id().is_some();
    }
    let is_kind = start.kind.is_none() || agent.kind.is_none() || start.kind == agent.kind;
    start.about.is_some() && start.about == agent.about && is_kind && start.id.is_none()
}

/// The log begins with what the call told.
fn is_told(start: &Start, agent: &Subagent) -> bool {
    let prompt = start.prompt.trim();
    prompt.chars().count() >= PROMPT_CHARS_MIN && agent.prompt.contains(prompt)
}

/// Whether the log begins at about the time of the call; a long prompt that both have needs no time.
fn is_near(start: &Start, agent: &Subagent) -> bool {
    let is_long = start.prompt.chars().count() >= PROMPT_CHARS_SURE;
    match start.time.zip(agent.first) {
        Some((start, first)) if !is_long => (-EARLY_MS..=LATE_MS).contains(&(first.0 - start.0)),
        _ => true,
    }
}

/// How far a log's beginning is from the call.
fn distance(start: &Start, agent: &Subagent) -> u64 {
    let both = start.time.zip(agent.first);
    both.map_or(u64::MAX, |(start, first)| first.0.abs_diff(start.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Indexer;
    use std::collections::HashMap;

    const MAIN: [&str; 8] = [
        r#"{"type":"assistant","uuid":"a1","timestamp":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"Task","input":{"description":"look","subagent_type":"Explore","prompt":"Look around the house"}}]}}"#,
        r#"{"type":"user","uuid":"r1","timestamp":"2026-01-01T00:01:00Z","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"ok"}]},"toolUseResult":{"agentId":"g1"}}"#,
        r#"{"type":"assistant","uuid":"a2","timestamp":"2026-01-01T00:02:00Z","message":{"role":"assistant","content":[{"type":"tool_use","id":"t2","name":"Agent","input":{"name":"bob","team_name":"t","prompt":"You are bob, test it"}},{"type":"tool_use","id":"t3","name":"Workflow","input":{"script":"x"}}]}}"#,
        r#"{"type":"user","uuid":"r2","timestamp":"2026-01-01T00:02:01Z","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t2","content":"spawned"}]},"toolUseResult":{"status":"teammate_spawned","agent_id":"bob@t","name":"bob"}}"#,
        r#"{"type":"user","uuid":"r3","timestamp":"2026-01-01T00:02:02Z","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t3","content":"launched"}]},"toolUseResult":{"runId":"wf_1"}}"#,
        r#"{"type":"assistant","uuid":"a4","timestamp":"2026-01-01T00:03:00Z","message":{"role":"assistant","content":[{"type":"tool_use","id":"t4","name":"Task","input":{"description":"count","subagent_type":"Explore","prompt":"Count the windows"}},{"type":"tool_use","id":"t5","name":"Task","input":{"description":"count","subagent_type":"Explore","prompt":"Count the windows"}}]}}"#,
        r#"{"type":"user","uuid":"r4","timestamp":"2026-01-01T00:04:00Z","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t4","is_error":true,"content":"stopped"}]},"toolUseResult":"Error: stopped"}"#,
        r#"{"type":"assistant","uuid":"a6","timestamp":"2026-01-01T00:09:00Z","message":{"role":"assistant","content":[{"type":"tool_use","id":"t6","name":"Agent","input":{"description":"paint","prompt":"Paint all of the doors"}}]}}"#,
    ];

    fn log(time: &str, prompt: &str) -> String {
        format!(
            r#"{{"type":"user","timestamp":"2026-01-01T00:{time}Z","message":{{"role":"user","content":"{prompt}"}}}}"#
        )
    }

    fn main_starts() -> Vec<Start> {
        let text = MAIN.join("\n") + "\n";
        let mut indexer = Indexer::default();
        indexer.push(text.as_bytes());
        let transcript = Transcript::new(vec![indexer.finish()]);
        let wanted = needed(&transcript);
        let texts: HashMap<Place, &[u8]> = wanted
            .into_iter()
            .map(|place| (place, MAIN[place.entry as usize].as_bytes()))
            .collect();
        starts(&transcript, &|place| texts.get(&place).copied())
    }

    #[test]
    fn calls_that_start_subagents_are_found() {
        let starts = main_starts();
        let calls: Vec<&str> = starts.iter().map(|start| start.call.as_str()).collect();
        assert_eq!(calls, ["t1", "t2", "t3", "t4", "t5", "t6"]);
        assert_eq!(starts[0].id.as_deref(), Some("g1"));
        assert_eq!(starts[1].name.as_deref(), Some("bob"));
        assert_eq!(starts[2].run.as_deref(), Some("wf_1"));
        assert_eq!(starts[5].uuid, "a6");
    }

    fn main_agents() -> [Subagent; 10] {
        [
            Subagent::of("p/s/subagents/agent-g1.jsonl", b"", None),
            // A teammate that was woken twice.
            Subagent::of(
                "p/s/subagents/agent-abob-12.jsonl",
                log(
                    "02:01",
                    "<teammate-message>You are bob, test it</teammate-message>",
                )
                .as_bytes(),
                None,
            ),
            Subagent::of(
                "p/s/subagents/agent-77.jsonl",
                log("05:00", "Go on").as_bytes(),
                Some(br#"{"agentType":"general-purpose","name":"bob"}"#),
            ),
            Subagent::of("p/s/subagents/workflows/wf_1/agent-w1.jsonl", b"", None),
            Subagent::of("p/s/subagents/workflows/wf_1/agent-w2.jsonl", b"", None),
            // Two calls that say the same, and a log for each.
            Subagent::of(
                "p/s/subagents/agent-c2.jsonl",
                log("03:02", "Count the windows").as_bytes(),
                None,
            ),
            Subagent::of(
                "p/s/subagents/agent-c1.jsonl",
                log("03:01", "Count the windows").as_bytes(),
                Some(br#"{"agentType":"Explore","description":"count"}"#),
            ),
            Subagent::of(
                "p/s/subagents/agent-p1.jsonl",
                log("09:01", "Paint all of the doors").as_bytes(),
                None,
            ),
            Subagent::of("p/s/subagents/agent-acompact-9.jsonl", b"", None),
            Subagent::of(
                "p/s/subagents/agent-late.jsonl",
                log("09:01", "Something else that nobody asked for").as_bytes(),
                None,
            ),
        ]
    }

    #[test]
    fn subagents_are_linked_as_surely_as_can_be() {
        let (starts, agents) = (main_starts(), main_agents());
        let links = link(&starts, &agents);
        let told: Vec<Option<(&str, How)>> = links
            .iter()
            .map(|link| link.map(|(start, how)| (starts[start].call.as_str(), how)))
            .collect();
        assert_eq!(
            told,
            [
                Some(("t1", How::Id)),
                Some(("t2", How::Note)),
                Some(("t2", How::Note)),
                Some(("t3", How::Id)),
                Some(("t3", How::Id)),
                Some(("t5", How::Prompt)),
                Some(("t4", How::Note)),
                Some(("t6", How::Prompt)),
                None,
                None,
            ]
        );
        assert_eq!(agents[8].kind.as_deref(), Some("compaction"));
        assert_eq!(agents[6].first_words(), "Count the windows");
    }

    #[test]
    fn broken_heads_and_notes_say_nothing() {
        let agent = Subagent::of(
            "x/agent-1.jsonl",
            b"{\"type\":\"us",
            Some(b"{\"agentType\":3"),
        );
        assert_eq!(
            agent,
            Subagent {
                id: "1".to_owned(),
                ..Subagent::default()
            }
        );
    }
}

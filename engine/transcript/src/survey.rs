//! What there is in a whole session: turns, tools, files, and how its time went.

use serde::{Deserialize, Serialize};

use super::entry::{Class, Marks};
use super::items::{Place, Transcript};
use sessionscope_log::key::Key;
use sessionscope_log::time::Instant;

/// A session at a glance. What it cost and how often what is in it counts is told by its account
/// (see `Account` in the accounts): here stands what only its records tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// What prompts led to in the session's own files, one a prompt; the first may have none.
    pub turns: Vec<Turn>,
    /// Calls of tools in their order, those in subagents' files as well.
    pub calls: Vec<Called>,
    /// Calls that started subagents.
    pub starts: Vec<Started>,
    /// Compactions.
    pub compactions: Vec<Compaction>,
    /// Names that the others refer to by number: of tools and files.
    pub names: Vec<String>,
}

/// A line of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spot {
    /// The number of the file.
    pub file: u32,
    /// The line's number, from 1.
    pub line: u64,
}

/// A call that started a subagent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The subagent's id.
    pub agent: String,
    /// The key of the call's id.
    pub call: Key,
    /// Where it was called.
    pub at: Spot,
}

/// A prompt and what followed it in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The prompt.
    pub prompt: Option<Spot>,
    /// When the first part of it was written.
    pub start: Option<Instant>,
    /// When the last part of it was written.
    pub end: Option<Instant>,
    /// It was taken back: another version of the prompt took its place.
    pub left: bool,
    /// The context was compacted in it.
    pub compacted: bool,
    /// The user stopped it.
    pub interrupted: bool,
}

/// A call of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// The key of its id.
    pub id: Key,
    /// The key of the response that made it, unless its record has no id.
    pub response: Option<Key>,
    /// Where.
    pub place: Place,
    /// The line of its record.
    pub line: u64,
    /// Number of the tool's name.
    pub tool: u32,
    /// Number of the name of the file it is about.
    pub file: Option<u32>,
    /// When it was called.
    pub start: Option<Instant>,
    /// When its result was written.
    pub end: Option<Instant>,
    /// It failed.
    pub failed: bool,
    /// It changes a file.
    pub edit: bool,
    /// A subagent did it.
    pub agent: bool,
}

/// A compaction of the context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compaction {
    /// Where.
    pub place: Place,
    /// The line of its record.
    pub line: u64,
    /// When.
    pub time: Option<Instant>,
}

/// Looks over a whole transcript, of which the first `own` files are the session's own and the others
/// its subagents'.
pub fn survey(transcript: &Transcript, own: u32) -> Survey {
    let mut survey = Survey::default();
    let offsets = survey.take_names(transcript);
    for &place in transcript.order() {
        if place.file < own {
            survey.add(transcript, place);
        }
        survey.add_calls(transcript, place, &offsets);
    }
    for (number, file) in (0_u32..).zip(transcript.files()) {
        let starts = file.starts().map(|(agent, call, line)| Started {
            agent: agent.to_owned(),
            call,
            at: Spot { file: number, line },
        });
        survey.starts.extend(starts);
    }
    survey
}

impl Survey {
    /// The name of this number.
    pub fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }

    /// Takes over all files' names; gives by file where they begin.
    fn take_names(&mut self, transcript: &Transcript) -> Vec<u32> {
        let files = transcript.files().iter();
        files
            .map(|file| {
                let offset = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                self.names.extend(file.names.all().cloned());
                offset
            })
            .collect()
    }

    fn add(&mut self, transcript: &Transcript, place: Place) {
        let Some(entry) = transcript.entry(place) else {
            return;
        };
        let is_prompt = entry.class == Class::Prompt && !entry.marks.has(Marks::SIDECHAIN);
        if is_prompt || self.turns.is_empty() {
            let spot = Spot {
                file: place.file,
                line: entry.line,
            };
            self.turns.push(Turn {
                prompt: is_prompt.then_some(spot),
                left: transcript.is_left(place),
                ..Turn::default()
            });
        }
        let is_said = entry.class != Class::Record;
        if let Some(turn) = self.turns.last_mut() {
            if let (true, Some(time)) = (is_said, entry.time) {
                // The order in a file is not that of time.
                turn.start = Some(turn.start.map_or(time, |start| start.min(time)));
                turn.end = turn.end.max(Some(time));
            }
            turn.compacted |= entry.marks.has(Marks::COMPACTION);
            turn.interrupted |= entry.marks.has(Marks::INTERRUPTED);
        }
        if entry.marks.has(Marks::COMPACTION) && entry.class == Class::Note {
            let near = self.compactions.last().is_some_and(|last| {
                last.place.file == place.file && place.entry - last.place.entry <= 2
            });
            if !near {
                self.compactions.push(Compaction {
                    place,
                    line: entry.line,
                    time: entry.time,
                });
            }
        }
    }

    fn add_calls(&mut self, transcript: &Transcript, place: Place, offsets: &[u32]) {
        let Some(entry) = transcript.entry(place) else {
            return;
        };
        let offset = offset_of(offsets, place);
        for (call, outcome) in transcript.calls_of(place) {
            self.calls.push(Called {
                id: call.id,
                response: entry.message.or(entry.uuid),
                place,
                line: entry.line,
                tool: call.tool + offset,
                file: call.file.map(|file| file + offset),
                start: entry.time,
                end: outcome.and_then(|(place, _)| transcript.entry(place)?.time),
                failed: outcome.is_some_and(|(_, outcome)| outcome.failed),
                edit: entry.marks.has(Marks::EDIT),
                agent: outcome.is_some_and(|(_, outcome)| outcome.agent.is_some()),
            });
        }
    }
}

/// Where the names of a record's file begin.
fn offset_of(offsets: &[u32], place: Place) -> u32 {
    offsets.get(place.file as usize).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Indexer;

    #[test]
    fn turns_hold_what_a_prompt_led_to() {
        let lines = [
            r#"{"type":"user","uuid":"u1","timestamp":"2026-01-01T00:00:00Z","message":{"role":"user","content":"a"}}"#,
            r#"{"type":"assistant","uuid":"a1","timestamp":"2026-01-01T00:00:05Z","message":{"id":"m","model":"x","role":"assistant","usage":{"output_tokens":7},"content":[{"type":"tool_use","id":"t","name":"Write","input":{"file_path":"/a"}}]}}"#,
            r#"{"type":"user","uuid":"r1","timestamp":"2026-01-01T00:00:07Z","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"ok"}]}}"#,
            r#"{"type":"user","uuid":"u2","timestamp":"2026-01-01T00:01:00Z","message":{"role":"user","content":"b"}}"#,
        ];
        let mut indexer = Indexer::default();
        indexer.push(lines.join("\n").as_bytes());
        let survey = survey(&Transcript::new(vec![indexer.finish()]), 1);
        assert_eq!(survey.turns.len(), 2);
        let first = survey.turns[0];
        assert_eq!(survey.calls.len(), 1);
        assert!(survey.calls[0].edit);
        assert_eq!(first.end.unwrap().0 - first.start.unwrap().0, 7_000);
        let call = survey.calls[0];
        assert_eq!(survey.name(call.file.unwrap()), "/a");
        assert_eq!(call.end.unwrap().0 - call.start.unwrap().0, 2_000);
    }
}

//! What there is in a whole session: turns, tools, files, what it cost and how its time went.

use serde::{Deserialize, Serialize};

use super::entry::{Class, Marks};
use super::items::{Place, Transcript};
use crate::time::Instant;
use crate::tokens::Tokens;

/// A session at a glance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// What a prompt led to, one a prompt; the first may have none.
    pub turns: Vec<Turn>,
    /// Calls of tools in their order.
    pub calls: Vec<Called>,
    /// What the model's messages took, in their order.
    pub spent: Vec<SpentAt>,
    /// Compactions.
    pub compactions: Vec<Compaction>,
    /// Names that the others refer to by number: of tools, files, models and subagents.
    pub names: Vec<String>,
}

/// A prompt and what it led to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The prompt.
    pub prompt: Option<Place>,
    /// When the first part of it was written.
    pub start: Option<Instant>,
    /// When the last part of it was written.
    pub end: Option<Instant>,
    /// Messages of the model.
    pub messages: u32,
    /// Calls of tools.
    pub calls: u32,
    /// Of these, those that failed.
    pub failures: u32,
    /// Changes of files.
    pub edits: u32,
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
    /// Where.
    pub place: Place,
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
    /// Number of the name of the subagent that did it.
    pub agent: Option<u32>,
    /// Number of its turn.
    pub turn: u32,
}

/// What a message of the model took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpentAt {
    /// Where.
    pub place: Place,
    /// When.
    pub time: Option<Instant>,
    /// Number of the model's name.
    pub model: u32,
    /// Its figures.
    pub tokens: Tokens,
    /// Number of its turn.
    pub turn: u32,
    /// A subagent's, in the session's own file.
    pub sidechain: bool,
}

/// A compaction of the context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compaction {
    /// Where.
    pub place: Place,
    /// When.
    pub time: Option<Instant>,
}

/// Looks over a whole transcript.
pub fn survey(transcript: &Transcript) -> Survey {
    let mut survey = Survey::default();
    let offsets = survey.take_names(transcript);
    for &place in transcript.order() {
        survey.add(transcript, place, &offsets);
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
                self.names.extend(file.names.iter().cloned());
                offset
            })
            .collect()
    }

    fn add(&mut self, transcript: &Transcript, place: Place, offsets: &[u32]) {
        let Some(entry) = transcript.entry(place) else {
            return;
        };
        let is_prompt = entry.class == Class::Prompt && !entry.marks.has(Marks::SIDECHAIN);
        if is_prompt || self.turns.is_empty() {
            self.turns.push(Turn {
                prompt: is_prompt.then_some(place),
                left: transcript.is_left(place),
                ..Turn::default()
            });
        }
        let number = u32::try_from(self.turns.len() - 1).unwrap_or(u32::MAX);
        let offset = offset_of(offsets, place);
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
                    time: entry.time,
                });
            }
        }
        self.add_calls(transcript, place, number, offsets);
        self.add_spent(transcript, place, number, offset);
    }

    fn add_calls(&mut self, transcript: &Transcript, place: Place, turn: u32, offsets: &[u32]) {
        let Some(entry) = transcript.entry(place) else {
            return;
        };
        let offset = offset_of(offsets, place);
        for (call, outcome) in transcript.calls_of(place) {
            let end = outcome.and_then(|(place, _)| transcript.entry(place)?.time);
            let failed = outcome.is_some_and(|(_, outcome)| outcome.failed);
            let edit = entry.marks.has(Marks::EDIT);
            self.calls.push(Called {
                place,
                tool: call.tool + offset,
                file: call.file.map(|file| file + offset),
                start: entry.time,
                end,
                failed,
                edit,
                agent: outcome.and_then(|(place, outcome)| {
                    outcome.agent.map(|agent| agent + offset_of(offsets, place))
                }),
                turn,
            });
            if let Some(turn) = self.turns.last_mut() {
                turn.calls += 1;
                turn.failures += u32::from(failed);
                turn.edits += u32::from(edit);
            }
        }
    }

    fn add_spent(&mut self, transcript: &Transcript, place: Place, turn: u32, offset: u32) {
        let (Some(spent), Some(entry)) = (transcript.spent(place), transcript.entry(place)) else {
            return;
        };
        self.spent.push(SpentAt {
            place,
            time: entry.time,
            model: spent.model + offset,
            tokens: spent.tokens,
            turn,
            sidechain: entry.marks.has(Marks::SIDECHAIN),
        });
        if let Some(turn) = self.turns.last_mut() {
            turn.messages += 1;
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
    use crate::transcript::index::Indexer;

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
        let survey = survey(&Transcript::new(vec![indexer.finish()]));
        assert_eq!(survey.turns.len(), 2);
        let first = survey.turns[0];
        assert_eq!((first.calls, first.edits, first.messages), (1, 1, 1));
        assert_eq!(first.end.unwrap().0 - first.start.unwrap().0, 7_000);
        let call = survey.calls[0];
        assert_eq!(survey.name(call.file.unwrap()), "/a");
        assert_eq!(call.end.unwrap().0 - call.start.unwrap().0, 2_000);
        assert_eq!(survey.spent[0].tokens.output, 7);
    }
}

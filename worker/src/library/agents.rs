//! What is known of a session's subagents, and which calls started them.

use std::collections::HashMap;

use sessionscope_engine::transcript::agents::{Subagent, link, needed, starts};
use sessionscope_engine::transcript::items::Place;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::File;

use super::bytes::{self, size_bytes};
use super::open_transcript::OpenTranscript;
use super::protocol::AgentTold;
use crate::protocol::Fault;

/// So many records at the start of a subagent's log are read: what it was told stands in the first or second.
const HEAD_RECORDS: u32 = 3;
/// So many bytes of a note are read.
const NOTE_BYTES: u64 = 64 << 10;

impl OpenTranscript {
    /// The subagents whose files follow the first `own` ones, and the calls that started them; `notes` are
    /// files beside their logs, each with the number of its subagent.
    ///
    /// # Errors
    /// What keeps the browser from reading its files.
    pub async fn agents(
        &self,
        own: u32,
        paths: &[String],
        notes: impl IntoIterator<Item = (u32, JsValue)>,
    ) -> Result<Vec<AgentTold>, Fault> {
        let notes = read(notes).await;
        let mut wanted = needed(self.transcript());
        let heads = (own..).take(paths.len());
        wanted.extend(
            heads.flat_map(|file| (0..HEAD_RECORDS).map(move |entry| Place { file, entry })),
        );
        let texts = self.texts(&wanted).await?;
        let text = |place: Place| texts.get(&place).map(Vec::as_slice);
        let agents = (0_u32..).zip(paths).map(|(number, path)| {
            let records = (0..HEAD_RECORDS).filter_map(|entry| {
                text(Place {
                    file: own + number,
                    entry,
                })
            });
            let head = records.collect::<Vec<_>>().join(&b'\n');
            Subagent::of(path, &head, notes.get(&number).map(Vec::as_slice))
        });
        let agents: Vec<Subagent> = agents.collect();
        let starts = starts(self.transcript(), &text);
        let links = link(&starts, &agents);
        let told = agents
            .into_iter()
            .zip(links)
            .map(|(agent, link)| AgentTold {
                call: link.and_then(|(start, how)| {
                    let mut start = starts.get(start)?.clone();
                    start.prompt.clear();
                    Some((start, how))
                }),
                agent: Subagent {
                    prompt: agent.first_words(),
                    ..agent
                },
            });
        Ok(told.collect())
    }
}

/// The notes that can be read.
async fn read(notes: impl IntoIterator<Item = (u32, JsValue)>) -> HashMap<u32, Vec<u8>> {
    let mut read = HashMap::new();
    for (number, file) in notes {
        let file: File = file.unchecked_into();
        let end = size_bytes(&file).min(NOTE_BYTES);
        if let Ok(bytes) = bytes::read(&file, 0..end).await {
            read.insert(number, bytes);
        }
    }
    read
}

//! One item of a transcript, ready to be shown.

use serde::{Deserialize, Serialize};

use super::bound::{Cursor, piece};
use super::forms::{self, RecordForm};
use super::frame::{Piece, frame, line_frame};
use super::markup::Node;
use sessionscope_log::key::{Key, ResponseId};
use sessionscope_log::record::Record;
use sessionscope_log::recover::spans;
use sessionscope_log::time::Instant;
use sessionscope_log::tokens::Tokens;
use sessionscope_transcript::entry::{Class, Entry, Marks};
use sessionscope_transcript::items::{Place, Transcript};

/// An item, ready to be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Article {
    /// Its record.
    pub place: Place,
    /// The record's `uuid`; empty if it has none.
    pub uuid: String,
    /// Who says it: `user`, `assistant`, `system` or the record's kind.
    pub role: String,
    /// What it is for a reader.
    pub class: Class,
    /// Its headline.
    pub title: String,
    /// When it was written.
    pub time: Option<Instant>,
    /// The model, where one is named.
    pub model: Option<String>,
    /// What the message took, at its first record.
    pub tokens: Option<Tokens>,
    /// The message it is part of: several records in a row may be one.
    pub message: Option<Key>,
    /// The response that it is a record of. Not in a line as it is, nor where a record before it in its line is one
    /// of the same response.
    pub response: Option<ResponseId>,
    /// Something failed.
    pub failed: bool,
    /// It is on a branch that was left.
    pub left: bool,
    /// A subagent wrote it into the session's file.
    pub sidechain: bool,
    /// The versions of this prompt, if there are several: their uuids, and the number of the one
    /// that the session went on with.
    pub fork: Option<(Vec<String>, usize)>,
    /// The line's number in its file.
    pub line: u64,
    /// It has no form of its own and is shown as the JSON that it is.
    pub is_plain: bool,
    /// What it says, or as much of it as is drawn at once.
    pub body: Vec<Node>,
    /// What it is made of, without its texts.
    pub frame: Vec<Piece>,
}

/// The records whose text an item's article needs: its own, those of the results of its calls, and
/// those of the other versions of the same prompt.
pub fn needs(transcript: &Transcript, place: Place) -> Vec<Place> {
    let mut needs = vec![place];
    needs.extend(results_of(transcript, place));
    if let Some(fork) = transcript.fork_at(place) {
        needs.extend(fork.prompts.iter().filter(|other| **other != place));
    }
    needs
}

/// The article of a line as it is: its JSON, indented.
pub fn raw_article<'a>(
    transcript: &Transcript,
    place: Place,
    text: &dyn Fn(Place) -> Option<&'a [u8]>,
) -> Option<Article> {
    let bytes = text(place)?;
    let line = of_told(transcript, place, forms::raw(bytes))?;
    Some(Article {
        frame: line_frame(bytes),
        title: format!("{}: {}", line.line, line.title),
        message: None,
        response: None,
        tokens: None,
        ..line
    })
}

/// The article of an item. `text` gives the text of a record that it [`needs`].
pub fn article<'a>(
    transcript: &Transcript,
    place: Place,
    text: &dyn Fn(Place) -> Option<&'a [u8]>,
) -> Option<Article> {
    let told = told(transcript, place, text)?;
    let results = results_of(transcript, place);
    let results: Vec<_> = results.into_iter().filter_map(text).collect();
    Some(Article {
        frame: frame(transcript, place, text(place)?, &results),
        fork: fork(transcript, place, text),
        response: response(transcript, place, text),
        ..of_told(transcript, place, told)?
    })
}

/// What an item says, all of it.
fn told<'a>(
    transcript: &Transcript,
    place: Place,
    text: &dyn Fn(Place) -> Option<&'a [u8]>,
) -> Option<RecordForm> {
    let entry = transcript.entry(place)?;
    let bytes = text(place)?;
    if entry.marks.has(Marks::MALFORMED) {
        return Some(forms::malformed(bytes));
    }
    let results = results_of(transcript, place);
    let results: Vec<_> = results.into_iter().filter_map(text).collect();
    Some(forms::record(bytes, &results))
}

/// The records with the results of an item's calls.
fn results_of(transcript: &Transcript, place: Place) -> Vec<Place> {
    let calls = transcript.calls_of(place).into_iter();
    let mut places: Vec<Place> = calls
        .filter_map(|(_, outcome)| outcome.map(|(place, _)| place))
        .filter(|result| *result != place)
        .collect();
    // A record may hold the results of many calls.
    places.sort_unstable();
    places.dedup();
    places
}

/// What follows in an item's article where a button stands, or in the line as it is.
pub fn more<'a>(
    transcript: &Transcript,
    place: Place,
    from: Cursor,
    as_line: bool,
    text: &dyn Fn(Place) -> Option<&'a [u8]>,
) -> Option<Vec<Node>> {
    let told = if as_line {
        forms::raw(text(place)?)
    } else {
        told(transcript, place, text)?
    };
    Some(piece(told.body, from))
}

/// The article of what a record says, versions of it left out.
fn of_told(transcript: &Transcript, place: Place, told: RecordForm) -> Option<Article> {
    let entry = transcript.entry(place)?;
    let RecordForm {
        role,
        title,
        model,
        uuid,
        body,
        is_plain,
    } = told;
    Some(Article {
        place,
        uuid,
        role,
        class: entry.class,
        title,
        time: entry.time,
        model,
        tokens: transcript.spent(place).map(|spent| spent.tokens),
        message: entry.message,
        response: None,
        failed: transcript.failed(place),
        left: transcript.is_left(place),
        sidechain: entry.marks.has(Marks::SIDECHAIN),
        fork: None,
        line: entry.line,
        is_plain,
        body: piece(body, Cursor::default()),
        frame: Vec::new(),
    })
}

fn fork<'a>(
    transcript: &Transcript,
    place: Place,
    text: &dyn Fn(Place) -> Option<&'a [u8]>,
) -> Option<(Vec<String>, usize)> {
    let fork = transcript.fork_at(place)?;
    let uuids = fork.prompts.iter().map(|place| {
        let uuid = text(*place).and_then(forms::uuid);
        uuid.unwrap_or_default()
    });
    Some((uuids.collect(), fork.kept))
}

/// The response that a record is one of, if none before it in its line is. `text` gives the record's text.
pub fn response<'a>(
    transcript: &Transcript,
    place: Place,
    text: &dyn Fn(Place) -> Option<&'a [u8]>,
) -> Option<ResponseId> {
    let entry = transcript.entry(place)?;
    let record = Record::parse(text(place)?).ok()?;
    let id = record.response(u64::from(entry.part.saturating_sub(1)))?;
    let entries = &transcript.file(place.file)?.entries;
    let before = entries.get(..place.entry as usize)?.iter().rev();
    let mut of_line = before.take_while(|other| other.line == entry.line);
    let is_its = |other: &Entry| other.message.or(other.uuid).map(ResponseId::Key) == Some(id);
    (!of_line.any(is_its)).then_some(id)
}

/// The text of the record that is the `part`th of a line: the line itself, or a record saved from
/// it. Bytes that are not UTF-8 are replaced.
pub fn record_text(line: &[u8], part: u32) -> Vec<u8> {
    if part == 0 {
        return match simdutf8::basic::from_utf8(line) {
            Ok(_) => line.to_vec(),
            Err(_) => String::from_utf8_lossy(line).into_owned().into_bytes(),
        };
    }
    let mut at = 0;
    let mut found = Vec::new();
    spans(line, |text| {
        at += 1;
        if at == part {
            found = text.to_vec();
        }
    });
    found
}

//! What a message says and does: terms, files, tools.

use sessionscope_log::prompt;
use sessionscope_log::record::Record;
use sessionscope_search::text::{Entry, Field, Passage};

use super::mention::Mentions;
use super::message::{Kind, Marks, Message, OPENING_CHARS};
use super::terms::Counter;
use super::{Session, switching};

/// Most characters of each text of a result that count: what a tool gave back begins with what it is
/// about, and long outputs would drown what was said.
const RESULT_CHARS: usize = 2_000;
/// Most characters of any other text that count.
const TEXT_CHARS: usize = 20_000;

/// Fills in what a message says and does.
pub(super) fn fill(
    session: &mut Session,
    entry: &Entry<'_>,
    record: &Record<'_>,
    message: &mut Message,
) {
    let mut counter = Counter::default();
    let mut mentions = Mentions::default();
    // Notices say nothing of the topic, but the summary of a compacted conversation does.
    let is_mute = message.kind == Kind::Note && !message.marks.has(Marks::SUMMARY);
    for passage in entry.passages.iter().filter(|_| !is_mute) {
        let text = passage.text.to_text();
        let text = beginning(without_tags(passage, &text), passage.field);
        counter.add(text, &mut session.lexicon);
        mentions.add(text);
        if matches!(passage.field, Field::Prompt | Field::Answer) {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            message.length_chars = message.length_chars.saturating_add(length);
        }
    }
    message.terms = counter.finish();
    (message.mentions, message.directories) = mentions.finish();
    if message.kind == Kind::Answer {
        act(session, entry, message);
    }
    if message.is_given() {
        say(record, entry, message);
    }
}

/// Notes the tools that are called, and the files they are given.
fn act(session: &mut Session, entry: &Entry<'_>, message: &mut Message) {
    for file in &entry.files {
        message.files.extend(session.paths.number(&file.to_text()));
    }
    for name in entry.calls.iter().filter_map(|call| call.name) {
        message.tools.extend(session.tools.number(&name.to_text()));
    }
}

/// Notes how a prompt begins, and whether it says that something else begins.
fn say(record: &Record<'_>, entry: &Entry<'_>, message: &mut Message) {
    let words = record.message.as_deref().map(prompt::words);
    let said = match words.and_then(|words| words.prompt) {
        Some(prompt) => prompt,
        None => entry.passages.first().map_or_else(String::new, |passage| {
            without_tags(passage, &passage.text.to_text()).to_owned()
        }),
    };
    message.is_switch = switching::is_switch(&said);
    let mut opening = String::new();
    for word in said.split_whitespace() {
        if opening.len() > OPENING_CHARS * 4 {
            break;
        }
        if !opening.is_empty() {
            opening.push(' ');
        }
        opening.push_str(word);
    }
    let end = opening.char_indices().nth(OPENING_CHARS);
    opening.truncate(end.map_or(opening.len(), |(at, _)| at));
    message.opening = opening.into();
}

/// Of a command, what the person typed behind its name; else the text as it is.
fn without_tags<'t>(passage: &Passage<'_>, text: &'t str) -> &'t str {
    if passage.field != Field::Other {
        return text;
    }
    let Some((_, behind)) = text.split_once("<command-args>") else {
        return text;
    };
    behind
        .split_once("</command-args>")
        .map_or(behind, |(args, _)| args)
}

fn beginning(text: &str, field: Field) -> &str {
    let most = if field == Field::Result {
        RESULT_CHARS
    } else {
        TEXT_CHARS
    };
    let end = text.char_indices().nth(most);
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

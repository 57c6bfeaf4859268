//! Turns: a prompt and all messages that follow it until the next. Threads begin where turns do.

use std::collections::BTreeSet;

use crate::session::{Kind, Marks, Message, Session, Term};

/// A turn of a session: a run of messages that no thread's beginning divides.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    /// Where its first message is among the session's.
    pub first: usize,
    /// Where the message behind its last one is.
    pub end: usize,
    /// A person began it; else the log shows a break in a place where nobody wrote.
    pub is_given: bool,
    /// All terms in it, by hash, ascending.
    pub terms: Vec<Term>,
    /// Terms of what the person wrote, by hash, ascending, each once.
    pub asked: Vec<u32>,
    /// Hashes of the names of files that it mentions, ascending, each once.
    pub mentions: Vec<u32>,
    /// Hashes of the directories of these, ascending, each once.
    pub directories: Vec<u32>,
    /// Number of the working directory at its beginning.
    pub cwd: Option<u32>,
    /// The same at its end.
    pub last_cwd: Option<u32>,
    /// Number of git's branch at its beginning.
    pub branch: Option<u32>,
    /// The same at its end.
    pub last_branch: Option<u32>,
    /// The marks of its first messages, up to the prompt.
    pub marks: Marks,
    /// How much it tells that its parent is missing, 0 to 1.
    pub link_trust: f64,
    /// Milliseconds from the message before it to its first one; less than 0 where the log goes back.
    pub pause_ms: Option<i64>,
    /// Overlap (Jaccard) of the tools of the last five calling messages before it with those of the
    /// first five from it on, 0 to 1; `None` where either has none.
    pub tool_overlap: Option<f64>,
    /// Characters that the person wrote.
    pub length_chars: u32,
    /// The person says that something else begins.
    pub is_switch: bool,
}

/// The turns of a session, in order. Every message is in one.
pub fn turns(session: &Session) -> Vec<Turn> {
    let messages = session.messages();
    let link_trust = link_trust(session);
    let mut starts = starts(messages, link_trust > 0.0);
    starts.push(messages.len());
    let ranges = starts.iter().zip(starts.iter().skip(1));
    let turns = ranges.filter(|(first, end)| first < end);
    turns
        .map(|(&first, &end)| Turn {
            link_trust,
            ..Turn::of(messages, first, end)
        })
        .collect()
}

/// Unlinked messages of the model, and results, above which links tell nothing: one in so many.
const STRAY_ONE_IN: usize = 30;

/// How much a missing parent tells, 0 to 1. Within a turn parents are hardly ever missing, unless
/// kinds of records were left out.
fn link_trust(session: &Session) -> f64 {
    let messages = session.messages();
    let is_stray = |message: &&Message| {
        matches!(message.kind, Kind::Answer | Kind::Result) && message.marks.has(Marks::UNLINKED)
    };
    let stray = messages.iter().filter(is_stray).count();
    if stray * STRAY_ONE_IN > messages.len() + STRAY_ONE_IN {
        0.0
    } else if session.has_others() {
        1.0
    } else {
        0.5
    }
}

/// A pause within what is written before a prompt after which it belongs to what was before, in
/// milliseconds.
const LEAD_PAUSE_MS: i64 = 5 * 60 * 1000;

/// Where turns begin. What Claude Code writes right before a prompt (commands with their output, and
/// the notice before them) belongs to it; other notices belong to what was before.
fn starts(messages: &[Message], has_links: bool) -> Vec<usize> {
    let mut starts = vec![0];
    // Where the run of messages in the user's name began that may lead to a prompt.
    let mut lead = Some(0);
    let mut is_open = false;
    for (at, message) in messages.iter().enumerate() {
        let is_broken =
            (has_links && message.marks.has(Marks::UNLINKED)) || message.marks.has(Marks::SESSION);
        if is_broken && at > 0 {
            (lead, is_open) = (Some(at), false);
            starts.push(at);
        }
        let is_end = message.marks.has(Marks::INTERRUPTED) || message.marks.has(Marks::ENDED);
        match message.kind {
            Kind::Answer | Kind::Result => (lead, is_open) = (None, false),
            Kind::Note | Kind::Command if is_end => (lead, is_open) = (None, false),
            // The summary of a compacted conversation, after which a prompt comes, or the model goes on.
            Kind::Note if message.marks.has(Marks::SUMMARY) => {
                (lead, is_open) = (Some(at), true);
                if starts.last() != Some(&at) {
                    starts.push(at);
                }
            }
            Kind::Note if message.marks.has(Marks::CAVEAT) => {
                lead = lead.filter(|_| !is_late(messages, at)).or(Some(at));
            }
            Kind::Note => lead = lead.filter(|_| !is_late(messages, at)),
            Kind::Prompt | Kind::Command => {
                let is_late = is_late(messages, at);
                let first = lead.filter(|_| !is_late).unwrap_or(at);
                lead = Some(first);
                if (!is_open || is_late) && starts.last() != Some(&first) {
                    starts.push(first);
                }
                is_open = true;
            }
        }
    }
    starts
}

/// A message comes long after the one before it. (The notice before a command may be as old as the
/// session, whenever the command was given.)
fn is_late(messages: &[Message], at: usize) -> bool {
    let pause_ms = messages
        .get(at)
        .filter(|message| message.time_ms.is_some())
        .and_then(|_| pause_ms(messages, at));
    let before = at.checked_sub(1).and_then(|before| messages.get(before));
    let is_behind_caveat = before.is_some_and(|before| before.marks.has(Marks::CAVEAT));
    !is_behind_caveat && pause_ms.is_some_and(|pause| pause.saturating_abs() > LEAD_PAUSE_MS)
}

impl Turn {
    fn of(messages: &[Message], first: usize, end: usize) -> Self {
        let mut turn = Self {
            first,
            end,
            ..Self::default()
        };
        let own = messages.get(first..end).unwrap_or_default();
        let head = own.iter().position(|message| {
            message.is_given() || matches!(message.kind, Kind::Answer | Kind::Result)
        });
        for (at, message) in own.iter().enumerate() {
            if at <= head.unwrap_or_default() {
                turn.marks.add(message.marks);
            }
            turn.add(message);
        }
        // Something in the run before the prompt may have cleared the conversation, and what comes
        // behind such a command still belongs to the head.
        let lead = own
            .iter()
            .take_while(|message| !matches!(message.kind, Kind::Answer | Kind::Result));
        for message in lead {
            turn.is_given |= message.is_given();
            if message.marks.has(Marks::CLEARED) {
                turn.marks.add(Marks::CLEARED);
            }
        }
        turn.pause_ms = pause_ms(messages, first);
        turn.tool_overlap = tool_overlap(messages, first);
        turn.settle();
        turn
    }

    fn add(&mut self, message: &Message) {
        self.terms.extend_from_slice(message.terms.terms());
        self.mentions.extend_from_slice(&message.mentions);
        self.directories.extend_from_slice(&message.directories);
        self.cwd = self.cwd.or(message.cwd);
        self.last_cwd = message.cwd.or(self.last_cwd);
        self.branch = self.branch.or(message.branch);
        self.last_branch = message.branch.or(self.last_branch);
        if message.is_given() {
            let asked = message.terms.terms().iter().map(|term| term.hash);
            self.asked.extend(asked);
            self.length_chars = self.length_chars.saturating_add(message.length_chars);
            self.is_switch |= message.is_switch;
        }
    }

    fn settle(&mut self) {
        for hashes in [&mut self.asked, &mut self.mentions, &mut self.directories] {
            hashes.sort_unstable();
            hashes.dedup();
        }
        self.terms.sort_unstable();
        self.terms.dedup_by(|later, kept| {
            let is_same = later.hash == kept.hash;
            if is_same {
                kept.count = kept.count.saturating_add(later.count);
            }
            is_same
        });
    }
}

/// Milliseconds between the last time before a message and the first one from it on.
fn pause_ms(messages: &[Message], first: usize) -> Option<i64> {
    let (before, behind) = messages.split_at_checked(first)?;
    let before = before.iter().rev().find_map(|message| message.time_ms)?;
    let behind = behind.iter().find_map(|message| message.time_ms)?;
    Some(behind.saturating_sub(before))
}

/// How many messages with calls are compared on both sides of a gap.
const TOOL_MESSAGES: usize = 5;

fn tool_overlap(messages: &[Message], first: usize) -> Option<f64> {
    let (before, behind) = messages.split_at_checked(first)?;
    let before = tools(before.iter().rev());
    let behind = tools(behind.iter());
    if before.is_empty() || behind.is_empty() {
        return None;
    }
    let both = before.intersection(&behind).count();
    let all = before.union(&behind).count();
    Some(both as f64 / all as f64)
}

fn tools<'m>(messages: impl Iterator<Item = &'m Message>) -> BTreeSet<u32> {
    let calling = messages.filter(|message| !message.tools.is_empty());
    let nearest = calling.take(TOOL_MESSAGES);
    nearest
        .flat_map(|message| message.tools.iter().copied())
        .collect()
}

#[cfg(test)]
mod tests;

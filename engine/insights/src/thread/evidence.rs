//! What speaks for and against a thread beginning with a turn, as numbers.

use super::cohesion::{ByReach, REACH, Shared, shared};
use super::pace::threshold_ms;
use super::sign::Sign;
use super::turn::Turn;
use super::weights::{probability, text_log_odds};
use crate::session::Marks;

/// A kind of evidence. Each is a number that is 0 where it tells nothing; together with its weight
/// ([`WEIGHTS`](super::weights::WEIGHTS)) it adds to the logarithm of the odds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cue {
    /// 1 for every turn: how rare beginnings are when nothing else is known.
    Base,
    /// By how much the pause exceeds the threshold, as a natural logarithm.
    LongPause,
    /// How unlike the terms are to those before: 1 less the square root of the cosine.
    Terms,
    /// The same of the turns after: whether the old topic comes back.
    NextTerms,
    /// Share of what the person wrote that was not there before, less one half.
    Asked,
    /// Share of all terms that were not there before, less one half.
    NewTerms,
    /// Share of files that were not mentioned before, less one half.
    Files,
    /// Share of directories that were not mentioned before, less one half.
    Directories,
    /// How unlike the tools are, less one half.
    Tools,
    /// The person says that something else begins.
    Switch,
    /// The person wrote hardly anything of content: an answer, or a word to go on.
    Brief,
    /// How long the prompt is, as a logarithm: openings explain, what follows does not.
    Opening,
    /// The conversation was cleared.
    Cleared,
    /// It was compacted.
    Compacted,
    /// Claude Code was started or the session resumed.
    Started,
    /// The log does not go on from what was before: no known parent, or another session id.
    Unlinked,
    /// The version of Claude Code changed.
    Version,
    /// The working directory changed.
    Cwd,
    /// The branch changed.
    Branch,
    /// Nobody wrote there.
    Unasked,
    /// A long pause or none, by how well long pauses tell the threads of this session apart.
    PauseSign,
    /// A mark or none, likewise.
    MarkSign,
    /// How many turns the session has, as a logarithm: long sessions have longer threads, not only more.
    Turns,
}

impl Cue {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 23] = [
        Self::Base,
        Self::LongPause,
        Self::Terms,
        Self::NextTerms,
        Self::Asked,
        Self::NewTerms,
        Self::Files,
        Self::Directories,
        Self::Tools,
        Self::Switch,
        Self::Brief,
        Self::Opening,
        Self::Cleared,
        Self::Compacted,
        Self::Started,
        Self::Unlinked,
        Self::Version,
        Self::Cwd,
        Self::Branch,
        Self::Unasked,
        Self::PauseSign,
        Self::MarkSign,
        Self::Turns,
    ];
}

/// A number for each [`Cue`], in its order.
pub type Cues = [f64; Cue::ALL.len()];

/// What is known of the gaps before a session's turns.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The turns.
    pub turns: Vec<Turn>,
    /// What each has in common with those before it.
    pub shared: Vec<Shared>,
    /// The pause from which on a new thread is likely, in milliseconds.
    pub threshold_ms: i64,
    /// How well long pauses tell threads apart.
    pub pauses: Sign,
    /// How well other marks of the log do.
    pub marks: Sign,
}

/// Most by which pauses count, as a natural logarithm of the ratio to the threshold.
const LONG_MOST: f64 = 3.0;
/// How many turns one looks back where it is not known yet where threads begin.
const FIRST_REACH: usize = 2;
/// Fewer different terms of content than this make a prompt brief.
const BRIEF_TERMS: usize = 3;
/// Turns of a session of usual length, and by how much its length counts at most, as a logarithm.
const USUAL_TURNS: f64 = 16.0;
const TURNS_MOST: f64 = 1.5;
/// Characters of a prompt of usual length, and by how much its length counts at most, as a logarithm.
const USUAL_CHARS: f64 = 90.0;
const LENGTH_MOST: f64 = 3.0;

impl Evidence {
    /// Looks at the turns of a session.
    pub fn of(turns: Vec<Turn>) -> Self {
        let mut evidence = Self {
            shared: shared(&turns),
            threshold_ms: threshold_ms(&turns),
            turns,
            ..Self::default()
        };
        let odds = (1..evidence.turns.len()).filter_map(|at| {
            let cues = evidence.cues(at, FIRST_REACH.min(at))?;
            let likely = probability(text_log_odds(&cues));
            Some((likely, evidence.is_after_pause(at), evidence.is_marked(at)))
        });
        let odds: Vec<_> = odds.collect();
        evidence.pauses = Sign::of(odds.iter().map(|(likely, pause, _)| (*likely, *pause)));
        evidence.marks = Sign::of(odds.iter().map(|(likely, _, mark)| (*likely, *mark)));
        evidence
    }

    fn is_after_pause(&self, at: usize) -> bool {
        self.turns
            .get(at)
            .is_some_and(|turn| self.long_pause(turn) > 0.0)
    }

    /// Something in the log besides texts and times shows a break before a turn.
    fn is_marked(&self, at: usize) -> bool {
        let (Some(turn), Some(before)) = (
            self.turns.get(at),
            at.checked_sub(1).and_then(|at| self.turns.get(at)),
        ) else {
            return false;
        };
        let marks = [
            Marks::CLEARED,
            Marks::STARTED,
            Marks::SESSION,
            Marks::VERSION,
        ];
        let is_unlinked = turn.marks.has(Marks::UNLINKED) && turn.link_trust > 0.0;
        let has_mark = marks.iter().any(|mark| turn.marks.has(*mark));
        let is_elsewhere =
            differs(before.last_cwd, turn.cwd) || differs(before.last_branch, turn.branch);
        is_unlinked || has_mark || is_elsewhere
    }

    /// What speaks for a thread beginning with a turn, if the thread before it began `reach` turns
    /// before, or more turns than [`REACH`] before. `None` for the first turn.
    pub fn cues(&self, at: usize, reach: usize) -> Option<Cues> {
        let mut cues = Setter::default();
        let before = self.turns.get(at.checked_sub(1)?)?;
        cues.set(Cue::Base, 1.0);
        cues.set_texts(self.turns.get(at)?, self.shared.get(at)?, reach);
        cues.set_marks(self.turns.get(at)?, before);
        cues.set(Cue::LongPause, self.long_pause(self.turns.get(at)?));
        cues.set(
            Cue::PauseSign,
            self.pauses.log_odds(self.is_after_pause(at)),
        );
        cues.set(Cue::MarkSign, self.marks.log_odds(self.is_marked(at)));
        let length = (self.turns.len() as f64 / USUAL_TURNS).ln();
        cues.set(Cue::Turns, length.clamp(-TURNS_MOST, TURNS_MOST));
        Some(cues.0)
    }

    /// By how much a pause exceeds the threshold, as a natural logarithm of the ratio; 0 if it does not.
    /// A log that goes back in time was put together from several.
    fn long_pause(&self, turn: &Turn) -> f64 {
        let pause = turn.pause_ms.unwrap_or_default().unsigned_abs() as f64;
        let ratio = pause / self.threshold_ms.max(1) as f64;
        ratio.max(1.0).ln().min(LONG_MOST)
    }
}

/// Cues that are being set.
#[derive(Default)]
struct Setter(Cues);

impl Setter {
    fn set(&mut self, cue: Cue, value: f64) {
        if let Some(place) = self.0.get_mut(cue as usize) {
            *place = value;
        }
    }

    /// Sets what the turn says and uses, beside what the turns before it do.
    fn set_texts(&mut self, turn: &Turn, shared: &Shared, reach: usize) {
        let index = reach.clamp(1, REACH) - 1;
        let within = |values: ByReach| values.get(index).copied().unwrap_or_default();
        let news = |values: Option<ByReach>| values.map_or(0.0, |values| 0.5 - within(values));
        let unlike = |cosines: ByReach| 1.0 - within(cosines).max(0.0).sqrt();
        self.set(Cue::Terms, unlike(shared.cosine));
        self.set(
            Cue::NextTerms,
            unlike(shared.next_cosine.unwrap_or(shared.cosine)),
        );
        self.set(Cue::Asked, news(shared.asked));
        self.set(Cue::NewTerms, news(shared.terms));
        self.set(Cue::Files, news(shared.files));
        self.set(Cue::Directories, news(shared.directories));
        let tools = turn.tool_overlap.map_or(0.0, |overlap| 0.5 - overlap);
        self.set(Cue::Tools, tools);
        self.set(Cue::Switch, yes(turn.is_switch));
        let is_brief = turn.is_given && turn.asked.len() < BRIEF_TERMS;
        self.set(Cue::Brief, yes(is_brief));
        let length = (1.0 + f64::from(turn.length_chars)) / USUAL_CHARS;
        self.set(Cue::Opening, length.ln().clamp(-LENGTH_MOST, LENGTH_MOST));
        self.set(Cue::Unasked, yes(!turn.is_given));
    }

    /// Sets what the log shows besides texts and times.
    fn set_marks(&mut self, turn: &Turn, before: &Turn) {
        let has = |mark| yes(turn.marks.has(mark));
        self.set(Cue::Cleared, has(Marks::CLEARED));
        self.set(Cue::Compacted, has(Marks::COMPACTED));
        self.set(Cue::Started, has(Marks::STARTED));
        let unlinked = has(Marks::UNLINKED) * turn.link_trust;
        self.set(Cue::Unlinked, has(Marks::SESSION).max(unlinked));
        self.set(Cue::Version, has(Marks::VERSION));
        self.set(Cue::Cwd, yes(differs(before.last_cwd, turn.cwd)));
        self.set(Cue::Branch, yes(differs(before.last_branch, turn.branch)));
    }
}

/// Both are known and not the same.
fn differs(old: Option<u32>, new: Option<u32>) -> bool {
    old.zip(new).is_some_and(|(old, new)| old != new)
}

fn yes(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

#[cfg(test)]
mod tests;

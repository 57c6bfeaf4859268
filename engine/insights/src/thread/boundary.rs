//! Why a thread begins where it does, and how sure that is.

use serde::{Deserialize, Serialize};

use super::choose::Start;
use super::cohesion::ByReach;
use super::evidence::{Cue, Evidence};
use super::weights::{log_odds, probability, share};

/// A thread's beginning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Boundary {
    /// How likely it is one, 0 to 1.
    pub confidence: f64,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<Because>,
}

/// A reason, and how much it counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Because {
    /// The reason.
    pub reason: Reason,
    /// What it adds to the logarithm of the odds.
    pub weight: f64,
}

/// What speaks for a thread's beginning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reason {
    /// The session begins.
    First,
    /// Nothing was said for long.
    Pause {
        /// Milliseconds; less than 0 where the log goes back in time.
        pause_ms: i64,
        /// From how many on a pause is long in this session.
        threshold_ms: i64,
    },
    /// What is said differs from what was said before.
    Topic {
        /// Cosine of the terms of both sides, 0 to 1.
        cosine: f64,
        /// Share of the prompt's terms that are new, by weight; `None` if it has none.
        new_share: Option<f64>,
    },
    /// Other files are spoken of.
    Files {
        /// Share of files that are new, by weight.
        new_share: f64,
    },
    /// Other tools are used.
    Tools {
        /// Overlap (Jaccard) of the tool sets of the five messages on either side.
        overlap: f64,
    },
    /// The person says that something else begins.
    Said,
    /// The prompt is long, as first ones are.
    Opening {
        /// Its characters.
        length_chars: u32,
    },
    /// The conversation was cleared.
    Cleared,
    /// The conversation was compacted.
    Compacted,
    /// Claude Code was started, or the session resumed.
    Started,
    /// The log does not go on from the message before.
    Unlinked,
    /// Another version of Claude Code goes on.
    Version,
    /// Another working directory.
    Directory,
    /// Another branch.
    Branch,
}

/// Reasons that add less than this to the logarithm of the odds are not told.
const TOLD_MIN: f64 = 0.1;

impl Boundary {
    /// The beginning of the first thread.
    pub fn first() -> Self {
        Self {
            confidence: 1.0,
            reasons: vec![Because {
                reason: Reason::First,
                weight: 0.0,
            }],
        }
    }

    /// Of a later thread.
    pub fn of(evidence: &Evidence, start: Start) -> Self {
        let Some(cues) = evidence.cues(start.turn, start.reach) else {
            return Self::first();
        };
        let weight = |cues_of: &[Cue]| cues_of.iter().map(|cue| share(&cues, *cue)).sum();
        let told = reasons(evidence, start).into_iter();
        let told = told.map(|(reason, cues_of)| Because {
            reason,
            weight: weight(cues_of),
        });
        let mut reasons: Vec<Because> = told.filter(|because| because.weight > TOLD_MIN).collect();
        reasons.sort_by(|left, right| right.weight.total_cmp(&left.weight));
        Self {
            confidence: probability(log_odds(&cues)),
            reasons,
        }
    }
}

/// All reasons that there may be, each with the cues that count for it.
fn reasons(evidence: &Evidence, start: Start) -> Vec<(Reason, &'static [Cue])> {
    let (Some(turn), Some(shared)) = (
        evidence.turns.get(start.turn),
        evidence.shared.get(start.turn),
    ) else {
        return Vec::new();
    };
    let within = |values: ByReach| {
        let value = start.reach.checked_sub(1).and_then(|at| values.get(at));
        value.copied().unwrap_or_default()
    };
    let topic = Reason::Topic {
        cosine: within(shared.cosine),
        new_share: shared.asked.map(|known| 1.0 - within(known)),
    };
    let pause = Reason::Pause {
        pause_ms: turn.pause_ms.unwrap_or_default(),
        threshold_ms: evidence.threshold_ms,
    };
    let files = Reason::Files {
        new_share: shared.files.map_or(0.0, |known| 1.0 - within(known)),
    };
    let tools = Reason::Tools {
        overlap: turn.tool_overlap.unwrap_or(1.0),
    };
    let opening = Reason::Opening {
        length_chars: turn.length_chars,
    };
    vec![
        (pause, &[Cue::LongPause]),
        (
            topic,
            &[Cue::Terms, Cue::NextTerms, Cue::Asked, Cue::NewTerms],
        ),
        (files, &[Cue::Files, Cue::Directories]),
        (tools, &[Cue::Tools]),
        (Reason::Said, &[Cue::Switch]),
        (opening, &[Cue::Opening]),
        (Reason::Cleared, &[Cue::Cleared]),
        (Reason::Compacted, &[Cue::Compacted]),
        (Reason::Started, &[Cue::Started]),
        (Reason::Unlinked, &[Cue::Unlinked]),
        (Reason::Version, &[Cue::Version]),
        (Reason::Directory, &[Cue::Cwd]),
        (Reason::Branch, &[Cue::Branch]),
    ]
}

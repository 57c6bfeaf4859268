//! Learns the weights of the evidence from joined sessions of the tuning half.

use sessionscope_insights::thread::evidence::{Cue, Cues, Evidence};
use sessionscope_insights::thread::turn::turns;

use crate::corpus::Joined;

/// A gap between turns, and whether a thread begins there.
#[derive(Clone, Copy)]
pub struct Example {
    pub cues: Cues,
    pub is_start: bool,
    /// As how many examples it counts.
    pub weight: f64,
}

/// What weights are expected to be before anything is seen: what cannot be learned from few sessions
/// in few languages keeps its place.
const PRIOR: [(Cue, f64); 20] = [
    (Cue::LongPause, 1.0),
    (Cue::Terms, 3.0),
    (Cue::NextTerms, 1.0),
    (Cue::Asked, 1.0),
    (Cue::NewTerms, 1.0),
    (Cue::Files, 1.0),
    (Cue::Directories, 0.5),
    (Cue::Tools, 0.2),
    (Cue::Switch, 1.0),
    (Cue::Brief, -1.0),
    (Cue::Opening, 0.5),
    (Cue::Started, 1.0),
    (Cue::Unlinked, 2.0),
    (Cue::Version, 1.0),
    (Cue::Cwd, 1.5),
    (Cue::Branch, 0.5),
    (Cue::Unasked, -1.0),
    (Cue::Compacted, 0.0),
    (Cue::PauseSign, 1.0),
    (Cue::MarkSign, 1.0),
];
/// A cleared conversation is a beginning, whatever is said.
const CLEARED: f64 = 10.0;
/// How strongly weights are held to what is expected, in examples of a hundred: these are many, but of few sessions.
const HOLD: f64 = 0.005;
/// Cues that cannot speak against a beginning, whatever few examples say.
const NEVER_AGAINST: [Cue; 16] = [
    Cue::LongPause,
    Cue::PauseSign,
    Cue::MarkSign,
    Cue::Unlinked,
    Cue::Terms,
    Cue::NextTerms,
    Cue::Asked,
    Cue::NewTerms,
    Cue::Files,
    Cue::Directories,
    Cue::Tools,
    Cue::Switch,
    Cue::Opening,
    Cue::Version,
    Cue::Cwd,
    Cue::Branch,
];

pub fn examples(joined: &Joined, weight: f64) -> Vec<Example> {
    let session = joined.session();
    let evidence = Evidence::of(turns(&session));
    let mut since = 0;
    let mut examples = Vec::new();
    for at in 1..evidence.turns.len() {
        since += 1;
        let first = evidence.turns[at].first;
        let is_start = joined.truth[first].1 != joined.truth[first - 1].1;
        let cues = evidence.cues(at, since).unwrap();
        examples.push(Example {
            cues,
            is_start,
            weight,
        });
        if is_start {
            since = 0;
        }
    }
    examples
}

/// Cues of texts, which have weights even where nothing else is known.
const TEXT: [Cue; 13] = [
    Cue::Base,
    Cue::Terms,
    Cue::NextTerms,
    Cue::Asked,
    Cue::NewTerms,
    Cue::Files,
    Cue::Directories,
    Cue::Tools,
    Cue::Switch,
    Cue::Brief,
    Cue::Opening,
    Cue::Unasked,
    Cue::Turns,
];

/// The same for cues of texts alone; all others get no weight.
pub fn text_weights(examples: &[Example]) -> Cues {
    let examples: Vec<Example> = examples
        .iter()
        .map(|example| {
            let mut cues = Cues::default();
            for cue in TEXT {
                cues[cue as usize] = example.cues[cue as usize];
            }
            Example { cues, ..*example }
        })
        .collect();
    let mut all = weights(&examples);
    for cue in Cue::ALL {
        if !TEXT.contains(&cue) {
            all[cue as usize] = 0.0;
        }
    }
    all
}

/// The weights under which the examples are most likely, given the prior: logistic regression by
/// gradient ascent.
pub fn weights(examples: &[Example]) -> Cues {
    let mut prior = Cues::default();
    for (cue, weight) in PRIOR {
        prior[cue as usize] = weight;
    }
    let mut weights = prior;
    let count: f64 = examples.iter().map(|example| example.weight).sum();
    let rate = 2.0 / count;
    for _ in 0..6000 {
        let mut slope = Cues::default();
        for example in examples {
            let odds: f64 = example
                .cues
                .iter()
                .zip(&weights)
                .map(|(cue, weight)| cue * weight)
                .sum();
            let miss = f64::from(u8::from(example.is_start)) - 1.0 / (1.0 + (-odds).exp());
            for (slope, cue) in slope.iter_mut().zip(&example.cues) {
                *slope += example.weight * miss * cue;
            }
        }
        for at in 0..weights.len() {
            let hold = if at == Cue::Base as usize {
                0.0
            } else {
                HOLD * count
            };
            weights[at] += rate * (slope[at] - hold * (weights[at] - prior[at]));
        }
        weights[Cue::Cleared as usize] = CLEARED;
        for cue in NEVER_AGAINST {
            weights[cue as usize] = weights[cue as usize].max(0.0);
        }
    }
    weights
}

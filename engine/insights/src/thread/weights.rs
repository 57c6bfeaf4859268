//! How much each kind of evidence counts.

use super::evidence::{Cue, Cues};

/// What each [`Cue`] adds to the logarithm of the odds, in its order. Learned by logistic regression
/// on joined sessions of the tuning half (`cargo test … tune`, see docs/insights.md).
pub const WEIGHTS: Cues = [
    -5.07, // Base
    0.00, // LongPause
    3.49, // Terms
    1.25, // NextTerms
    1.27, // Asked
    1.39, // NewTerms
    1.31, // Files
    0.70, // Directories
    0.13, // Tools
    1.00, // Switch
    -0.30, // Brief
    0.26, // Opening
    3.43, // Cleared
    0.00, // Compacted
    1.44, // Started
    1.45, // Unlinked
    1.38, // Version
    1.60, // Cwd
    1.12, // Branch
    -1.82, // Unasked
    1.31, // PauseSign
    0.05, // MarkSign
];

/// The same for texts alone, whatever the pauses and marks; those have no weight.
pub const TEXT_WEIGHTS: Cues = [
    -5.52, // Base
    0.00, // LongPause
    4.13, // Terms
    1.46, // NextTerms
    1.31, // Asked
    1.70, // NewTerms
    1.47, // Files
    0.83, // Directories
    0.26, // Tools
    1.00, // Switch
    -0.06, // Brief
    0.43, // Opening
    0.00, // Cleared
    0.00, // Compacted
    0.00, // Started
    0.00, // Unlinked
    0.00, // Version
    0.00, // Cwd
    0.00, // Branch
    -1.28, // Unasked
    0.00, // PauseSign
    0.00, // MarkSign
];

/// The logarithm of the odds that a thread begins there, by texts alone.
pub fn text_log_odds(cues: &Cues) -> f64 {
    inner(cues, &TEXT_WEIGHTS)
}

/// The logarithm of the odds that a thread begins there.
pub fn log_odds(cues: &Cues) -> f64 {
    inner(cues, &WEIGHTS)
}

fn inner(cues: &Cues, weights: &Cues) -> f64 {
    cues.iter().zip(weights).map(|(cue, weight)| cue * weight).sum()
}

/// The probability of these odds.
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// What a cue adds.
pub fn share(cues: &Cues, cue: Cue) -> f64 {
    let at = cue as usize;
    let parts = cues.get(at).zip(WEIGHTS.get(at));
    parts.map_or(0.0, |(cue, weight)| cue * weight)
}

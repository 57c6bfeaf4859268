//! How much each kind of evidence counts.

use super::evidence::{Cue, Cues};

/// What each [`Cue`] adds to the logarithm of the odds, in its order. Learned by logistic regression
/// on joined sessions of the tuning half (`cargo test … tune`, see docs/insights.md).
pub const WEIGHTS: Cues = [
    -5.36, // Base
    0.09,  // LongPause
    3.76,  // Terms
    1.25,  // NextTerms
    1.14,  // Asked
    1.27,  // NewTerms
    1.63,  // Files
    0.76,  // Directories
    0.47,  // Tools
    0.74,  // Switch
    -0.25, // Brief
    0.33,  // Opening
    10.00, // Cleared
    -0.01, // Compacted
    1.32,  // Started
    0.93,  // Unlinked
    1.17,  // Version
    1.52,  // Cwd
    0.84,  // Branch
    -1.70, // Unasked
    1.49,  // PauseSign
    0.98,  // MarkSign
    -1.10, // Turns
];

/// The same for texts alone, whatever the pauses and marks; those have no weight.
pub const TEXT_WEIGHTS: Cues = [
    -5.79, // Base
    0.00,  // LongPause
    4.11,  // Terms
    1.49,  // NextTerms
    1.08,  // Asked
    1.44,  // NewTerms
    1.73,  // Files
    0.95,  // Directories
    0.55,  // Tools
    0.68,  // Switch
    -0.08, // Brief
    0.50,  // Opening
    0.00,  // Cleared
    0.00,  // Compacted
    0.00,  // Started
    0.00,  // Unlinked
    0.00,  // Version
    0.00,  // Cwd
    0.00,  // Branch
    -1.43, // Unasked
    0.00,  // PauseSign
    0.00,  // MarkSign
    -0.96, // Turns
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
    cues.iter()
        .zip(weights)
        .map(|(cue, weight)| cue * weight)
        .sum()
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

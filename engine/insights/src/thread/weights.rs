//! How much each kind of evidence counts.

use super::evidence::{Cue, Cues};

/// What each [`Cue`] adds to the logarithm of the odds, in its order. Learned by logistic regression
/// on joined sessions of the tuning half (`cargo test … tune`, see docs/insights.md).
pub const WEIGHTS: Cues = [
    -5.60, // Base
    0.34, // LongPause
    3.88, // Terms
    1.20, // NextTerms
    1.26, // Asked
    1.44, // NewTerms
    1.35, // Files
    0.98, // Directories
    0.23, // Tools
    0.88, // Switch
    -0.22, // Brief
    0.51, // Opening
    10.00, // Cleared
    0.00, // Compacted
    1.34, // Started
    1.23, // Unlinked
    1.20, // Version
    1.55, // Cwd
    0.80, // Branch
    -1.48, // Unasked
    1.62, // PauseSign
    0.98, // MarkSign
];

/// The same for texts alone, whatever the pauses and marks; those have no weight.
pub const TEXT_WEIGHTS: Cues = [
    -6.09, // Base
    0.00, // LongPause
    4.43, // Terms
    1.49, // NextTerms
    1.21, // Asked
    1.79, // NewTerms
    1.50, // Files
    1.20, // Directories
    0.37, // Tools
    0.78, // Switch
    0.09, // Brief
    0.67, // Opening
    0.00, // Cleared
    0.00, // Compacted
    0.00, // Started
    0.00, // Unlinked
    0.00, // Version
    0.00, // Cwd
    0.00, // Branch
    -1.20, // Unasked
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

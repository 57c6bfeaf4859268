//! How long a pause must be, by the session's own pace, to tell of a new thread.

use super::turn::Turn;

/// A pause that tells of a new thread where the pace is usual: 30 minutes, as logs of searches are
/// cut into sessions (Catledge & Pitkow 1995 found 25.5 minutes).
pub const BASE_MS: i64 = 30 * 60 * 1000;
/// Mean pauses shorter than this, between turns, are a quick pace.
const SHORT_MS: i64 = 60 * 1000;
/// Mean pauses longer than this are a slow pace.
const LONG_MS: i64 = 5 * 60 * 1000;

/// The pause from which on a new thread is likely, in milliseconds: half the base where the mean of
/// the pauses is short, twice the base where it is long. Pauses over the base are breaks, which say
/// nothing of the pace.
pub fn threshold_ms(turns: &[Turn]) -> i64 {
    let pauses = turns.iter().filter_map(|turn| turn.pause_ms);
    let pauses: Vec<i64> = pauses
        .filter(|pause| (0..BASE_MS).contains(pause))
        .collect();
    let count = i64::try_from(pauses.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return BASE_MS;
    }
    match pauses.iter().sum::<i64>() / count {
        mean if mean < SHORT_MS => BASE_MS / 2,
        mean if mean > LONG_MS => BASE_MS * 2,
        _ => BASE_MS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paced(pauses_s: &[i64]) -> i64 {
        let turns = pauses_s.iter().map(|pause| Turn {
            pause_ms: Some(pause * 1000),
            ..Turn::default()
        });
        threshold_ms(&turns.collect::<Vec<_>>()) / 60_000
    }

    #[test]
    fn the_threshold_follows_the_pace() {
        assert_eq!(paced(&[]), 30);
        assert_eq!(paced(&[10, 20, 30]), 15);
        assert_eq!(paced(&[120, 180]), 30);
        assert_eq!(paced(&[600, 900]), 60);
        assert_eq!(paced(&[10, 86_400, -500]), 15, "breaks do not count");
    }
}

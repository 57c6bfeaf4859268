//! How well something in the log tells the threads of this session apart.
//!
//! In one session every new thread comes after a long pause; another is talked through at once. So
//! what the absence of a pause means cannot be a constant. It is estimated from the session itself:
//! from texts alone each turn has a probability of beginning a thread; with these as weights, one
//! counts how often the sign is there at beginnings and elsewhere. (This is one step of the
//! expectation-maximization algorithm: Dempster, Laird & Rubin 1977, for a naive Bayes model.)

/// How often a sign is expected at beginnings before anything is counted, and as how many turns that
/// counts.
const AT_STARTS: (f64, f64) = (0.5, 2.0);
/// The same elsewhere.
const ELSEWHERE: (f64, f64) = (0.05, 4.0);

/// How often a sign is there at beginnings of threads and elsewhere, each 0 to 1, both excluded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sign {
    /// At beginnings.
    pub at_starts: f64,
    /// Elsewhere.
    pub elsewhere: f64,
}

impl Default for Sign {
    fn default() -> Self {
        Self {
            at_starts: AT_STARTS.0,
            elsewhere: ELSEWHERE.0,
        }
    }
}

impl Sign {
    /// From the probability of each turn to begin a thread, and whether the sign is there.
    pub fn of(turns: impl Iterator<Item = (f64, bool)>) -> Self {
        let (mut starts, mut others) = (Count::from(AT_STARTS), Count::from(ELSEWHERE));
        for (likely, has_sign) in turns {
            starts.add(likely, has_sign);
            others.add(1.0 - likely, has_sign);
        }
        Self {
            at_starts: starts.share(),
            elsewhere: others.share(),
        }
    }

    /// What the sign, or its absence, adds to the logarithm of the odds.
    pub fn log_odds(&self, has_sign: bool) -> f64 {
        if has_sign {
            (self.at_starts / self.elsewhere).ln()
        } else {
            ((1.0 - self.at_starts) / (1.0 - self.elsewhere)).ln()
        }
    }
}

struct Count {
    with_sign: f64,
    all: f64,
}

impl Count {
    fn from((share, turns): (f64, f64)) -> Self {
        Self {
            with_sign: share * turns,
            all: turns,
        }
    }

    fn add(&mut self, weight: f64, has_sign: bool) {
        self.all += weight;
        if has_sign {
            self.with_sign += weight;
        }
    }

    fn share(&self) -> f64 {
        self.with_sign / self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_tells_what_it_tells_in_this_session() {
        let told = Sign::of([(0.9, true), (0.9, true), (0.9, true), (0.1, false)].into_iter());
        let silent = Sign::of([(0.9, false), (0.9, false), (0.9, false), (0.1, false)].into_iter());
        assert!(told.log_odds(true) > 2.0 && told.log_odds(false) < -1.0);
        assert!(silent.log_odds(false) > -0.3, "its absence tells little");
        let usual = Sign::of([(0.1, true), (0.1, true), (0.1, true), (0.9, true)].into_iter());
        assert!(usual.log_odds(true) < told.log_odds(true));
    }
}

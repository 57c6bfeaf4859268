//! What is worth doing something about, by thresholds.

use sessionscope_engine::time::Day;

use super::Health;

/// Memory from which on more is taken than any folder of a usual size needs.
const MEMORY_BYTES: u64 = 512 << 20;
/// Share of the granted storage from which on it may soon be refused, in percent.
const STORAGE_PERCENT: u64 = 80;
/// One line in so many that makes no sense, and as many as this, is more than a crash leaves behind.
const MALFORMED_ONE_IN: u64 = 100;
const MALFORMED_MANY: u64 = 3;
/// So many slow operations are no chance any more.
const SLOW_MANY: usize = 5;

/// A threshold that was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The app takes this much memory, in bytes.
    Memory(u64),
    /// Bytes used of those granted.
    Storage(u64, u64),
    /// So many files or folders could not be read.
    Unread(usize),
    /// Malformed lines among all.
    Malformed(u64, u64),
    /// The day of the prices, and how many days the newest log is newer.
    Prices(Day, i32),
    /// So many operations took longer than half a second.
    Slow(usize),
}

impl Health {
    /// The thresholds that were passed, with so many malformed lines of all.
    pub fn warnings(&self, malformed: u64, lines: u64) -> Vec<Warning> {
        let memory = self.memory_bytes;
        let (used, quota) = (
            self.storage_used_bytes.unwrap_or(0),
            self.storage_quota_bytes.unwrap_or(u64::MAX),
        );
        let (unread, slow) = (self.refused.len(), self.slow.len());
        let passed = [
            (memory > MEMORY_BYTES).then_some(Warning::Memory(memory)),
            (used / STORAGE_PERCENT > quota / 100).then_some(Warning::Storage(used, quota)),
            (unread > 0).then_some(Warning::Unread(unread)),
            (malformed >= MALFORMED_MANY && malformed > lines / MALFORMED_ONE_IN)
                .then_some(Warning::Malformed(malformed, lines)),
            (slow >= SLOW_MANY).then_some(Warning::Slow(slow)),
        ];
        passed.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{RefusedFile, SlowOperation};

    #[test]
    fn only_what_is_past_its_threshold_is_warned_of() {
        let mut health = Health::default();
        assert_eq!(health.warnings(0, 0), []);
        assert_eq!(health.warnings(5, 500), []);
        assert_eq!(health.warnings(2, 10), []);
        assert_eq!(health.warnings(6, 500), [Warning::Malformed(6, 500)]);
        health.memory_bytes = MEMORY_BYTES + 1;
        health.storage_used_bytes = Some(81_000);
        health.storage_quota_bytes = Some(100_000);
        health.refused.push(RefusedFile {
            reason: String::new(),
            path: String::new(),
        });
        let slow = SlowOperation {
            name: String::new(),
            millis: 600.0,
        };
        health.slow = vec![slow; SLOW_MANY];
        let all = [
            Warning::Memory(MEMORY_BYTES + 1),
            Warning::Storage(81_000, 100_000),
            Warning::Unread(1),
            Warning::Slow(SLOW_MANY),
        ];
        assert_eq!(health.warnings(0, 1), all);
        health.storage_used_bytes = Some(79_000);
        assert_eq!(health.warnings(0, 1).len(), 3);
    }
}

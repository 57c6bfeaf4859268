//! A reading: from the moment a folder is given until its figures are right.

use sessionscope_engine::place::RootId;

use crate::browser::clock::since_start_ms;
use crate::browser::marks::Detail;
use crate::state::Progress;

/// From so many files on a reading is large.
const LARGE_FILES: u64 = 1_000;

/// A reading of one or several folders.
#[derive(Clone, Debug, Default)]
// Each is a fact of its own about a reading; together they are no state machine.
#[allow(clippy::struct_excessive_bools)]
pub struct Run {
    /// By which flows notice that theirs was cancelled.
    pub id: u64,
    /// When it began.
    pub start_ms: f64,
    /// A folder in it was never read before.
    pub is_cold: bool,
    /// Nothing is parsed, for benches.
    pub is_floor: bool,
    /// Folders that are still being listed.
    pub listing: u32,
    /// Files and folders that were seen in them.
    pub seen: u64,
    /// Files that are not read yet.
    pub pending: u64,
    /// Something differs from what was known.
    pub changed: bool,
    /// Figures of this reading were painted before it was over.
    pub painted: bool,
    /// What it counted.
    pub detail: Detail,
    /// Folders in it.
    pub roots: Vec<RootId>,
    files_total: u64,
    bytes_total: u64,
    bytes_done: u64,
    reading_since_ms: Option<f64>,
}

impl Run {
    /// Begins now.
    pub fn begin(id: u64) -> Self {
        Self {
            id,
            start_ms: since_start_ms(),
            ..Self::default()
        }
    }

    /// More files are to be read.
    pub fn add(&mut self, files: u64, bytes: u64) {
        self.pending += files;
        self.files_total += files;
        self.bytes_total += bytes;
        if files > 0 && self.reading_since_ms.is_none() {
            self.reading_since_ms = Some(since_start_ms());
        }
    }

    /// More bytes are read.
    pub fn progressed(&mut self, bytes: u64) {
        self.bytes_done += bytes;
    }

    /// So many files were read that what they took is worth giving back at once.
    pub fn is_large(&self) -> bool {
        self.files_total >= LARGE_FILES
    }

    /// Nothing is left to do.
    pub fn is_over(&self) -> bool {
        self.listing == 0 && self.pending == 0
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let seconds = self
            .reading_since_ms
            .map_or(0.0, |since_ms| (since_start_ms() - since_ms) / 1000.0);
        let mut progress = progress(
            self.files_total - self.pending.min(self.files_total),
            self.files_total,
            self.bytes_done,
            self.bytes_total,
            seconds,
        );
        progress.listing = self.listing > 0;
        progress.seen = self.seen;
        if progress.listing {
            progress.seconds_left = None;
        }
        progress
    }
}

fn progress(
    files_done: u64,
    files_total: u64,
    bytes_done: u64,
    bytes_total: u64,
    seconds: f64,
) -> Progress {
    // A file that had to be read again counts twice; the bar does not run over for that.
    let bytes_done = bytes_done.min(bytes_total);
    let rate = if seconds > 0.2 {
        bytes_done as f64 / seconds
    } else {
        0.0
    };
    let left = (bytes_total - bytes_done) as f64;
    Progress {
        files_done,
        files_total,
        bytes_done,
        bytes_total,
        bytes_per_second: rate,
        seconds_left: (rate > 0.0).then(|| left / rate),
        seen: 0,
        listing: false,
        partial: false,
    }
}

#[cfg(test)]
mod tests {
    use super::progress;

    #[test]
    fn time_left_is_by_the_rate_so_far() {
        let now = progress(1, 4, 100, 400, 2.0);
        assert!((now.bytes_per_second - 50.0).abs() < 1e-9);
        assert_eq!(now.seconds_left, Some(6.0));
        assert_eq!(progress(0, 4, 0, 400, 0.1).seconds_left, None);
        assert_eq!(progress(4, 4, 900, 400, 2.0).bytes_done, 400);
    }
}

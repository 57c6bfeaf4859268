//! The files of a known folder that were changed last are looked at before it is listed.
//!
//! To list 20,000 files takes seconds, and what was worked on last is what is looked for. Where it is, is known.

use std::collections::{BTreeMap, BTreeSet};

use sessionscope_accounts::order::sort_by;
use sessionscope_log::place::RootId;
use sessionscope_log::time::DAY_MS;

use crate::effect::Effect;
use crate::id::FileKey;
use crate::milestone::{Milestone, MilestoneKind};
use crate::runtime::Runtime;

/// They were changed at most this long before the newest one, in milliseconds.
const SPAN_MS: i64 = DAY_MS;

/// Files that are looked at before their folders are listed.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    left: BTreeSet<FileKey>,
    /// All of the reading that goes on, and whether each was read.
    looked: BTreeMap<FileKey, bool>,
}

impl Recent {
    /// Nobody waits for them any more.
    pub fn clear(&mut self) {
        self.left.clear();
        self.looked.clear();
    }

    /// A folder leaves.
    pub fn drop_root(&mut self, root: RootId) {
        self.left.retain(|key| key.root != root);
        self.looked.retain(|key, _| key.root != root);
    }

    /// One was read.
    pub fn note_read(&mut self, key: &FileKey) {
        if let Some(is_read) = self.looked.get_mut(key) {
            *is_read = true;
        }
    }

    /// It was read: the listing that names it too need not open it, but somebody did.
    pub fn is_read(&self, key: &FileKey) -> bool {
        self.looked.get(key) == Some(&true)
    }
}

impl Runtime {
    /// Looks at the newest files of a known folder at once.
    pub(crate) fn look_at_recent(&mut self, root: RootId) {
        let is_remembered = |of: &crate::roots::Root| of.access.has_handle();
        if !self.roots.get(&root).is_some_and(is_remembered) {
            return;
        }
        let files = self.accounts.revision.files.iter();
        let files = files.filter(|file| file.root == root);
        let files: Vec<(i64, String)> = files
            .map(|file| (file.mtime_ms, file.path.clone()))
            .collect();
        for path in newest(files, self.limits.recent_files) {
            let key = FileKey { root, path };
            self.probe_in_reading(key.clone());
            self.recent.looked.insert(key.clone(), false);
            self.recent.left.insert(key);
        }
        self.act();
    }

    /// A look is over. After the last one of the newest files the figures of today are shown, while the listing
    /// goes on.
    pub(crate) fn recent_settled(&mut self, key: &FileKey) {
        if !self.recent.left.remove(key) || !self.recent.left.is_empty() {
            return;
        }
        if self.accounts.is_stale() && self.accounts.is_open() {
            self.show();
        }
        if let Some(since) = self.reading.map(|reading| reading.since) {
            let milestone = self.milestone(MilestoneKind::RecentVerified, since);
            let read = self.recent.looked.values().filter(|is_read| **is_read);
            // They are looked at beside any listing.
            let files = self.recent.looked.len() as u64;
            self.effects.push(Effect::Reach(Milestone {
                files,
                skipped: files - read.count() as u64,
                ..milestone
            }));
        }
    }
}

/// The paths of files by their times of change, the newest first.
fn newest(mut files: Vec<(i64, String)>, most: usize) -> Vec<String> {
    let last_ms = files.iter().map(|(mtime_ms, _)| *mtime_ms).max();
    let from_ms = last_ms.unwrap_or_default().saturating_sub(SPAN_MS);
    files.retain(|(mtime_ms, _)| *mtime_ms >= from_ms);
    sort_by(&mut files, |a, b| b.cmp(a));
    files.truncate(most);
    files.into_iter().map(|(_, path)| path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_comes_first_and_its_newest_file_before_all() {
        let day = 100 * DAY_MS;
        let files = [
            ("a", day - 5),
            ("b", day),
            ("c", day - SPAN_MS - 1),
            ("d", 0),
        ];
        let files = files.map(|(path, mtime_ms)| (mtime_ms, path.to_owned()));
        assert_eq!(newest(Vec::from(files), 64), ["b", "a"]);
        let many = (0..200).map(|at| (day + at, format!("{at}")));
        let newest = newest(many.collect(), 64);
        assert_eq!((newest.len(), newest[0].as_str()), (64, "199"));
    }
}

//! The files that were changed last are looked at before a known folder is listed.
//!
//! To list 20,000 files and look at each takes seconds; what was worked on last is what is looked
//! for. Where it is, is known: it is looked up by its path at once, and today's figures are right
//! before the listing has begun.

use std::collections::BTreeMap;

use futures::stream::{self, StreamExt as _};
use sessionscope_engine::order::sort_by;
use sessionscope_engine::place::{Layout, RootId};
use sessionscope_engine::plan::Known;
use sessionscope_engine::time::DAY_MS;

use super::{index, ledger, session};
use crate::browser::clock::{self, since_start_ms};
use crate::browser::folder::{Folder, file_at};
use crate::browser::list::{Listed, Listing, listed};
use crate::state::AppState;

/// At most so many files are looked at first.
const FILES_MAX: usize = 64;
/// So many of them at once.
const AT_ONCE: usize = 16;
/// They were changed at most this long before the newest one, in milliseconds.
const SPAN_MS: i64 = DAY_MS;
/// The listing waits for them to be read no longer than this, in milliseconds.
const WAIT_MAX_MS: f64 = 1_000.0;
/// How often that is looked at, in milliseconds.
const WAIT_MS: u32 = 5;

/// Files that were looked at already, and as what.
#[derive(Default)]
pub struct Looked {
    /// Where the project folders were thought to be.
    layout: Layout,
    /// Size and time of change by path below that. Not as pairs: the map's code for [`Known`] is there already.
    files: BTreeMap<String, Known>,
}

impl Looked {
    /// Takes them out of what a listing found, those that have changed since left alone: they are to be
    /// known again. Where the project folders turn out to be elsewhere, other files are meant.
    pub fn leave_out(
        &mut self,
        state: AppState,
        root: RootId,
        layout: Layout,
        listing: &mut Listing,
        known: &mut BTreeMap<String, Known>,
    ) {
        if self.files.is_empty() || layout != self.layout {
            return;
        }
        listing.files.retain(|file| {
            let path = file.path.strip_prefix(layout.prefix()).unwrap_or_default();
            let Some(seen) = self.files.remove(path) else {
                return true;
            };
            let is_same = (seen.size_bytes, seen.mtime_ms) == (file.size_bytes, file.mtime_ms);
            if !is_same {
                known.extend(as_known(state, root, path));
            }
            !is_same
        });
    }

    /// Those that no listing named: they have gone since.
    pub fn unlisted(self, state: AppState, root: RootId) -> BTreeMap<String, Known> {
        let mut known = BTreeMap::new();
        for path in self.files.keys() {
            known.extend(as_known(state, root, path));
        }
        known
    }
}

/// What is known of a file now.
fn as_known(state: AppState, root: RootId, path: &str) -> Option<(String, Known)> {
    index::known_files(state, root, path).remove_entry(path)
}

/// Looks at the files of a folder that were changed last, and reads what they have more. They are
/// taken out of `known`.
pub async fn look(
    state: AppState,
    run: u64,
    root: RootId,
    known: &mut BTreeMap<String, Known>,
) -> Looked {
    let folder = session::with(|session| session.folder(root));
    let Some((folder, layout)) = folder.filter(|(folder, _)| folder.handle().is_some()) else {
        return Looked::default();
    };
    let (newest, base) = (newest(known), layout.prefix());
    let looks = newest.iter().map(|path| find(&folder, base, path));
    let found: Vec<_> = stream::iter(looks)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let files: Vec<Listed> = found.into_iter().flatten().collect();
    if files.is_empty() || !index::goes_on(run) {
        return Looked::default();
    }
    let mut seen = BTreeMap::new();
    for file in &files {
        let path = file.path.strip_prefix(base).unwrap_or_default();
        let looked = Known {
            size_bytes: file.size_bytes,
            mtime_ms: file.mtime_ms,
            resume_bytes: 0,
        };
        seen.insert(path.to_owned(), looked);
    }
    let listing = Listing {
        files,
        ..Listing::default()
    };
    let count = index::queue(state, run, root, listing, known).await;
    read(state, run, count).await;
    Looked {
        layout,
        files: seen,
    }
}

/// The files changed last, the newest first.
fn newest(known: &BTreeMap<String, Known>) -> Vec<String> {
    let last_ms = known.values().map(|file| file.mtime_ms).max();
    let from_ms = last_ms.unwrap_or_default().saturating_sub(SPAN_MS);
    let recent = known.iter().filter(|(_, file)| file.mtime_ms >= from_ms);
    let mut recent: Vec<(i64, &String)> =
        recent.map(|(path, file)| (file.mtime_ms, path)).collect();
    sort_by(&mut recent, |a, b| b.cmp(a));
    let recent = recent.into_iter().take(FILES_MAX);
    recent.map(|(_, path)| path.clone()).collect()
}

/// A file as it is now. One that is not there is left for the listing to miss.
async fn find(folder: &Folder, base: &str, path: &str) -> Option<Listed> {
    let path = format!("{base}{path}");
    let file = file_at(folder, &path).await.ok()?;
    Some(listed(path, file))
}

/// Waits until so many are read, though not for long, and shows what that brought.
async fn read(state: AppState, run: u64, count: usize) {
    let since_ms = since_start_ms();
    let pending = || session::with(|session| session.run.as_ref().map_or(0, |run| run.pending));
    let goes_on = || index::goes_on(run);
    while count > 0 && pending() > 0 && since_start_ms() - since_ms < WAIT_MAX_MS && goes_on() {
        clock::sleep(WAIT_MS).await;
    }
    if count > 0 && session::with(|session| session.stale_ledger) {
        ledger::show(state);
    }
    let begun = session::with(|session| {
        let run = session.run.as_ref()?;
        Some((run.start_ms, run.detail))
    });
    if let Some((start_ms, detail)) = begun.filter(|_| goes_on()) {
        ledger::painted("sessionscope:recent-verified", start_ms, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_comes_first_and_its_newest_file_before_all() {
        let known = |mtime_ms| Known {
            size_bytes: 1,
            mtime_ms,
            resume_bytes: 0,
        };
        let day = 100 * DAY_MS;
        let files = [
            ("a", day - 5),
            ("b", day),
            ("c", day - SPAN_MS - 1),
            ("d", 0),
        ];
        let files = files.map(|(path, mtime_ms)| (path.to_owned(), known(mtime_ms)));
        assert_eq!(newest(&BTreeMap::from(files)), ["b", "a"]);
        let many = (0..200).map(|at| (format!("{at}"), known(day + at)));
        let newest = newest(&many.collect());
        assert_eq!((newest.len(), newest[0].as_str()), (FILES_MAX, "199"));
    }
}

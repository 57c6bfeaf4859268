//! Which folders are followed, and how their changes are noticed.
//!
//! Where a watcher reports changes, it is listened to. Elsewhere, and after it said that it missed
//! some, files that were changed lately are looked at every few seconds and everything is listed
//! again every minute, both only while the page is seen.

use std::collections::{BTreeMap, BTreeSet};

use sessionscope_log::place::{RootId, is_jsonl, place, skipped};

use crate::calls::{Call, PROBE_LIMIT_MS};
use crate::effect::Effect;
use crate::folder::Hint;
use crate::follow_list::FolderList;
use crate::id::{CallId, FileKey};
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;
use crate::status::{LiveMode, RootState};
use crate::timers::Timer;

/// Files that were changed lately are looked at this often, in milliseconds.
const HOT_EVERY_MS: i64 = 5_000;
/// A file is hot for this long after it was changed, in milliseconds.
const HOT_FOR_MS: i64 = 3_600_000;
/// Everything is listed again this often, in milliseconds. Where a watcher reports, it is listed
/// once: nobody reported what changed between the listing and the moment from which it reports.
const LIST_EVERY_MS: i64 = 60_000;
/// A new folder is listed once more after this time, in milliseconds: what is made in it before the
/// watcher notices it is not reported.
const SETTLE_MS: i64 = 1_000;
/// A file that vanished is looked for after this time, in milliseconds: a whole folder that is being
/// deleted vanishes file by file, and should be gone itself by then.
const GONE_MS: i64 = 200;

/// Folders that are followed, and what was reported of them.
#[derive(Debug, Default)]
pub(crate) struct Follow {
    watched: BTreeMap<RootId, Watched>,
    /// Folders that are to be listed, by their paths.
    pub folders: BTreeSet<(RootId, String)>,
    /// The one that is being listed.
    pub list: Option<FolderList>,
    /// Hints that are acted on later.
    later: BTreeMap<u64, (RootId, Vec<Hint>)>,
}

/// A folder that is followed.
#[derive(Clone, Copy, Debug)]
struct Watched {
    by: GroupBy,
    /// When it was listed last.
    listed_ms: i64,
    /// It was listed since the watcher began to report.
    is_complete: bool,
}

/// How changes are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GroupBy {
    /// It is not known yet.
    Trying(CallId),
    /// A watcher reports.
    Watcher(CallId),
    /// By looking.
    Looking,
}

impl Runtime {
    /// Follows exactly the folders that are connected by a handle, none while that is paused.
    /// `is_listed`: they were listed just now.
    pub(crate) fn follow(&mut self, is_listed: bool) {
        // To follow would be to read what a cancelled reading has left.
        let is_on = self.settings.follow && !self.progress.partial;
        let followable = |id: &RootId| {
            let root = self.roots.get(id).filter(|_| is_on)?;
            let is_here = root.state == RootState::Connected && root.access.has_handle();
            root.folder.filter(|_| is_here)
        };
        let ids: BTreeSet<RootId> = self.roots.keys().copied().collect();
        let wanted: BTreeMap<RootId, _> = ids
            .into_iter()
            .filter_map(|id| Some((id, followable(&id)?)))
            .collect();
        let watched = self.follow.watched.keys();
        let ended = watched.filter(|id| !wanted.contains_key(id));
        for id in ended.copied().collect::<Vec<_>>() {
            self.unfollow(id);
        }
        let listed_ms = if is_listed { self.now_ms } else { i64::MIN };
        for (id, folder) in wanted {
            if !self.follow.watched.contains_key(&id) {
                let call = self.ask(Call::Watch(id), Some(PROBE_LIMIT_MS));
                self.effects.push(Effect::Watch(call, folder));
                let watched = Watched {
                    by: GroupBy::Trying(call),
                    listed_ms,
                    is_complete: false,
                };
                self.follow.watched.insert(id, watched);
            }
        }
    }

    /// Follows a folder no more.
    fn unfollow(&mut self, id: RootId) {
        let Some(watched) = self.follow.watched.remove(&id) else {
            return;
        };
        if let GroupBy::Trying(call) | GroupBy::Watcher(call) = watched.by {
            self.effects.push(Effect::Unwatch(call));
        }
        self.calls.retain(|call| *call != Call::Watch(id));
        self.follow.folders.retain(|(root, _)| *root != id);
        self.follow.later.retain(|_, (root, _)| *root != id);
        self.end_folder_list(id);
    }

    /// A watcher reports from now on, or there is none.
    pub(crate) fn watching(&mut self, id: RootId, is_watching: bool) {
        let now_ms = self.now_ms;
        let Some(watched) = self.follow.watched.get_mut(&id) else {
            return;
        };
        let GroupBy::Trying(call) = watched.by else {
            return;
        };
        watched.by = if is_watching {
            GroupBy::Watcher(call)
        } else {
            GroupBy::Looking
        };
        if !is_watching {
            self.effects.push(Effect::Unwatch(call));
        }
        if now_ms.saturating_sub(watched.listed_ms) >= LIST_EVERY_MS {
            self.list_all(id);
        } else {
            self.probe_hot(id);
        }
        self.poll_later();
    }

    /// A watcher reports changes.
    pub(crate) fn hinted(&mut self, watch: CallId, hints: Vec<Hint>) {
        let by = [GroupBy::Trying(watch), GroupBy::Watcher(watch)];
        let mut watched = self.follow.watched.iter();
        let Some(id) = watched.find_map(|(id, watched)| by.contains(&watched.by).then_some(*id))
        else {
            return;
        };
        if hints.contains(&Hint::Broken) {
            self.look_instead(id, watch);
            return;
        }
        let (mut soon, mut new, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for hint in hints {
            match hint {
                Hint::NewFolder(path) => {
                    new.push(Hint::Folder(path.clone()));
                    soon.push(Hint::Folder(path));
                }
                Hint::Vanished(_) => gone.push(hint),
                _ => soon.push(hint),
            }
        }
        if !self.is_sabotaged(Sabotage::TrustNewFolder) {
            self.hint_later(id, SETTLE_MS, new);
        }
        self.hint_later(id, GONE_MS, gone);
        self.hint(id, soon);
    }

    /// A watcher missed something, or reports no more.
    fn look_instead(&mut self, id: RootId, watch: CallId) {
        if let Some(watched) = self.follow.watched.get_mut(&id) {
            watched.by = GroupBy::Looking;
        }
        self.calls.retain(|call| *call != Call::Watch(id));
        self.effects.push(Effect::Unwatch(watch));
        self.list_all(id);
        self.poll_later();
    }

    fn hint_later(&mut self, id: RootId, after_ms: i64, hints: Vec<Hint>) {
        if !hints.is_empty() {
            let number = self.next_number();
            self.follow.later.insert(number, (id, hints));
            let at_ms = self.now_ms + after_ms;
            self.timers.set(Timer::Hints(number), at_ms);
        }
    }

    /// It is time to act on hints.
    pub(crate) fn hints_due(&mut self, number: u64) {
        if let Some((id, hints)) = self.follow.later.remove(&number) {
            self.hint(id, hints);
        }
    }

    /// Has what hints name looked at.
    fn hint(&mut self, id: RootId, hints: Vec<Hint>) {
        for hint in hints {
            let path = match hint {
                Hint::Broken => String::new(),
                Hint::File(path) | Hint::Vanished(path) if is_jsonl(&path) => {
                    self.hint_file(id, &path);
                    continue;
                }
                Hint::File(path)
                | Hint::Vanished(path)
                | Hint::Folder(path)
                | Hint::NewFolder(path) => path,
            };
            if skipped(&path).is_none() {
                self.follow.folders.insert((id, path));
            }
        }
        self.act();
    }

    fn hint_file(&mut self, id: RootId, path: &str) {
        let Some(root) = self.roots.get(&id) else {
            return;
        };
        if root.layout_of(path) > root.layout {
            // Project folders appeared elsewhere: which paths are logs is another matter now.
            self.follow.folders.insert((id, String::new()));
        } else if let Some(path) = root.counting(path) {
            let root = id;
            self.want(FileKey { root, path });
        }
    }

    /// Looks every few seconds, as long as something is not reported.
    fn poll_later(&mut self) {
        let mut watched = self.follow.watched.values();
        let is_needed = watched.any(|watched| match watched.by {
            GroupBy::Trying(_) => false,
            GroupBy::Watcher(_) => !watched.is_complete,
            GroupBy::Looking => true,
        });
        if is_needed && self.is_visible {
            self.timers
                .set_once(Timer::Poll, self.now_ms + HOT_EVERY_MS);
        }
    }

    /// Looks at folders of which nobody reports, and lists those that were not listed for long.
    pub(crate) fn poll(&mut self, list_after_ms: Option<i64>) {
        if !self.is_visible {
            return;
        }
        let list_after_ms = list_after_ms.unwrap_or(LIST_EVERY_MS);
        let now_ms = self.now_ms;
        let all: Vec<_> = self
            .follow
            .watched
            .iter()
            .map(|(id, of)| (*id, *of))
            .collect();
        for (id, watched) in all {
            let since_ms = now_ms.saturating_sub(watched.listed_ms);
            match watched.by {
                GroupBy::Trying(_) => {}
                GroupBy::Watcher(_) => {
                    if !watched.is_complete && since_ms >= LIST_EVERY_MS {
                        self.list_all(id);
                    }
                }
                GroupBy::Looking if since_ms >= list_after_ms => {
                    // Perhaps a watcher can be had by now.
                    self.follow.watched.remove(&id);
                    self.follow(false);
                }
                GroupBy::Looking => self.probe_hot(id),
            }
        }
        self.poll_later();
    }

    fn probe_hot(&mut self, id: RootId) {
        let since_ms = self.now_ms - HOT_FOR_MS;
        let files = self.accounts.revision.files.iter();
        let hot = files.filter(|file| file.root == id && file.mtime_ms >= since_ms);
        let hot: Vec<String> = hot.map(|file| file.path.clone()).collect();
        for path in hot {
            self.want(FileKey { root: id, path });
        }
        self.act();
    }

    /// Lists all of a folder.
    fn list_all(&mut self, id: RootId) {
        let now_ms = self.now_ms;
        if let Some(watched) = self.follow.watched.get_mut(&id) {
            watched.listed_ms = now_ms;
            watched.is_complete = matches!(watched.by, GroupBy::Watcher(_));
        }
        self.follow.folders.insert((id, String::new()));
        self.act();
    }

    /// A watcher of this number reports.
    pub(crate) fn is_watching(&self, watch: CallId) -> bool {
        let mut watched = self.follow.watched.values();
        watched.any(|watched| watched.by == GroupBy::Watcher(watch))
    }

    /// The folder is followed.
    pub(crate) fn is_followed(&self, id: RootId) -> bool {
        self.follow.watched.contains_key(&id)
    }

    /// How changes are noticed.
    pub(crate) fn live_mode(&self) -> LiveMode {
        let by = self.follow.watched.values().map(|watched| watched.by);
        by.fold(LiveMode::Off, |mode, by| match by {
            GroupBy::Trying(_) => mode,
            GroupBy::Watcher(_) => mode.max(LiveMode::Watching),
            GroupBy::Looking => LiveMode::Polling,
        })
    }
}

impl crate::roots::Root {
    /// The path below the project folders of a file that counts.
    pub(crate) fn counting(&self, path: &str) -> Option<String> {
        let path = self.layout.within(&self.name, path)?;
        place(&self.name, path).is_some().then(|| path.to_owned())
    }

    /// Where project folders are if there is a file at this path.
    pub(crate) fn layout_of(&self, path: &str) -> sessionscope_log::place::Layout {
        sessionscope_log::place::Layout::of(&self.name, [path])
    }
}

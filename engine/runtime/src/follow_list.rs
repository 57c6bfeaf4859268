//! A folder that is listed because something in it may have changed: files in it that are not as they
//! are known are looked at.

use std::collections::BTreeSet;

use sessionscope_accounts::plan::{self, Step};
use sessionscope_log::place::{Layout, RootId};

use crate::calls::{Call, LIST_LIMIT_MS, TRIES_MAX};
use crate::effect::Effect;
use crate::folder::{Batch, Fault};
use crate::id::{FileKey, ListId};
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;

/// A folder in a folder that is followed.
#[derive(Debug)]
pub(crate) struct FolderList {
    /// The number of its list.
    pub number: u64,
    /// The folder that is followed.
    root: RootId,
    /// The path of the one in it.
    path: String,
    /// Logs that were listed by now, below the project folders.
    seen: BTreeSet<String>,
    /// Where its files say that the project folders are.
    found: Layout,
    /// How often it was begun.
    tries: u32,
}

impl FolderList {
    /// What comes before the paths of its files.
    fn prefix(&self) -> String {
        if self.path.is_empty() {
            String::new()
        } else {
            format!("{}/", self.path)
        }
    }
}

impl Runtime {
    /// Begins to list the next folder that is to be. While a reading goes on, all wait.
    pub(crate) fn list_next_folder(&mut self) {
        if self.follow.list.is_some() || self.reading.is_some() {
            return;
        }
        while let Some((root, path)) = self.follow.folders.pop_first() {
            if self.is_followed(root) && self.begin_folder_list(root, path, 0) {
                return;
            }
        }
    }

    fn begin_folder_list(&mut self, root: RootId, path: String, tries: u32) -> bool {
        let Some(folder) = self.folder(root) else {
            return false;
        };
        let number = self.next_number();
        self.follow.list = Some(FolderList {
            number,
            root,
            path: path.clone(),
            seen: BTreeSet::new(),
            found: Layout::Here,
            tries: tries + 1,
        });
        let call = self.ask(Call::List(number), Some(LIST_LIMIT_MS));
        self.effects
            .push(Effect::List(call, ListId(number), folder, path));
        true
    }

    /// More of it is known, or it cannot be listed.
    pub(crate) fn folder_listed(&mut self, result: Result<Batch, Fault>) {
        let Some(list) = &self.follow.list else {
            return;
        };
        let (number, root) = (list.number, list.root);
        match result {
            Ok(batch) => {
                let is_last = batch.is_last;
                self.compare_batch(batch);
                if is_last {
                    self.finish_folder_list();
                } else {
                    self.list_next(number);
                    self.act();
                }
            }
            Err(Fault::Silent) if list.tries < TRIES_MAX => {
                let (path, tries) = (list.path.clone(), list.tries);
                self.effects.push(Effect::EndList(ListId(number)));
                self.begin_folder_list(root, path, tries);
            }
            Err(fault) => {
                self.effects.push(Effect::EndList(ListId(number)));
                if list.path.is_empty() {
                    self.follow.list = None;
                    self.root_lost(root, fault);
                    self.follow(false);
                    self.act();
                } else {
                    // What was in it is looked for, and then found to be gone or not.
                    self.finish_folder_list();
                }
            }
        }
    }

    /// Has files looked at that are not as they are known.
    fn compare_batch(&mut self, batch: Batch) {
        let Some(list) = &mut self.follow.list else {
            self.release_batch(Ok(batch));
            return;
        };
        let (id, prefix) = (list.root, list.prefix());
        let Some(root) = self.roots.get_mut(&id) else {
            self.release_batch(Ok(batch));
            return;
        };
        let outputs = batch.outputs.iter().map(|path| format!("{prefix}{path}"));
        root.outputs.extend(outputs);
        let mut changed = Vec::new();
        for file in &batch.files {
            let full = format!("{prefix}{}", file.path);
            list.found = list.found.max(root.layout_of(&full));
            let Some(path) = root.counting(&full) else {
                continue;
            };
            list.seen.insert(path.clone());
            let key = FileKey { root: id, path };
            let known = self.accounts.known(&key);
            let stat = file.stat;
            // One that is being looked at may be about to be taken for gone.
            let is_busy = self.probes.is_busy(&key);
            if is_busy || plan::step(known.as_ref(), stat.size_bytes, stat.mtime_ms) != Step::Skip {
                changed.push(key);
            }
        }
        self.release_batch(Ok(batch));
        for key in changed {
            self.want(key);
        }
    }

    /// All of it was listed. What it did not name is looked for.
    fn finish_folder_list(&mut self) {
        let Some(list) = self.follow.list.take() else {
            return;
        };
        let Some(root) = self.roots.get(&list.root) else {
            return;
        };
        let is_whole = list.path.is_empty();
        if list.found > root.layout || (is_whole && list.found < root.layout) {
            // Project folders are elsewhere by now: which paths are logs is another matter.
            self.read_root(list.root);
            return;
        }
        let (prefix, base) = (list.prefix(), root.layout.prefix());
        let below = match prefix.strip_prefix(base) {
            Some(below) => Some(below.to_owned()),
            None if base.starts_with(&prefix) => Some(String::new()),
            // It is beside the project folders.
            None => None,
        };
        let known = below
            .iter()
            .flat_map(|below| self.accounts.paths_of(list.root, below));
        let unseen: Vec<String> = known
            .filter(|path| !list.seen.contains(path) && !root.is_hidden(path))
            .collect();
        let is_kept = self.is_sabotaged(Sabotage::KeepUnlisted);
        for path in unseen.into_iter().filter(|_| !is_kept) {
            self.want(FileKey {
                root: list.root,
                path,
            });
        }
        self.act();
        self.show_soon();
    }

    /// Ends the list of a folder that is followed no more.
    pub(crate) fn end_folder_list(&mut self, root: RootId) {
        if let Some(list) = self.follow.list.take_if(|list| list.root == root) {
            self.calls.retain(|call| *call != Call::List(list.number));
            self.effects.push(Effect::EndList(ListId(list.number)));
        }
    }
}

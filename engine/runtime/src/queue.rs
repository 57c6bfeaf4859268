//! From what a folder holds to files that are to be read.

use std::collections::BTreeMap;

use sessionscope_accounts::plan::{self, Plan, Step};
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::place::{Layout, place, why_left_out};

use crate::folder::{Batch, Fault, FileEntry, Stat};
use crate::id::FileKey;
use crate::ingest::Task;
use crate::left_out::LeftReason;
use crate::pool::Work;
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;
use crate::status::Phase;

/// Where the project folders of a folder are, by what its files say.
pub(crate) fn layout_of(name: &str, files: &[FileEntry]) -> Layout {
    Layout::of(name, files.iter().map(|file| file.path.as_str()))
}

impl Runtime {
    /// Takes in a batch: what is new of it is to be read. It waits where the accounts have to be
    /// opened for that.
    pub(crate) fn take_batch(&mut self, number: u64, mut batch: Batch) {
        let Some(listing) = self.listings.get_mut(&number) else {
            self.release_batch(Ok(batch));
            return;
        };
        let id = listing.root;
        for (path, fault) in std::mem::take(&mut batch.refused) {
            // It went while the folder was being listed.
            if fault != Fault::Gone {
                self.refused.insert(FileKey { root: id, path }, fault);
            }
        }
        for (path, reason) in std::mem::take(&mut batch.skipped) {
            self.left_out
                .note(id, LeftReason::NotEntered(reason), &path);
        }
        let mut has_moved = false;
        if let Some(root) = self.roots.get_mut(&id) {
            root.hidden.extend(std::mem::take(&mut batch.hidden));
            root.outputs.extend(std::mem::take(&mut batch.outputs));
            let found = layout_of(&root.name, &batch.files);
            listing.found = listing.found.max(found);
            // Other paths than before may be logs from now on.
            has_moved = found > root.layout;
            root.layout = root.layout.max(found);
        }
        let has_seen = !listing.seen.is_empty();
        if has_moved && !self.is_sabotaged(Sabotage::KeepMovedPaths) {
            // What is being read has other paths now.
            self.drop_files(id);
            if has_seen {
                // So has what was listed: once more from the start.
                self.release_batch(Ok(batch));
                self.relist(number);
                return;
            }
        }
        self.keep_logs(number, &mut batch);
        self.queue_batch(number, batch);
    }

    /// Keeps those that count, with their paths below the project folders.
    fn keep_logs(&mut self, number: u64, batch: &mut Batch) {
        let Some(listing) = self.listings.get_mut(&number) else {
            return;
        };
        let id = listing.root;
        let Some(root) = self.roots.get(&id) else {
            return;
        };
        let (layout, name) = (root.layout, root.name.as_str());
        for mut file in std::mem::take(&mut batch.files) {
            let path = layout.within(name, &file.path);
            if let Some(path) = path.filter(|path| place(name, path).is_some()) {
                let path = path.to_owned();
                file.path = path;
                listing.seen.insert(file.path.clone());
                batch.files.push(file);
            } else {
                let reason = LeftReason::NotCounted(why_left_out(&file.path).to_owned());
                self.left_out.note(id, reason, &file.path);
                self.released.push(file.stat.file);
            }
        }
    }

    /// Compares a batch with what is known, and queues what has to be read.
    pub(crate) fn queue_batch(&mut self, number: u64, batch: Batch) {
        let Some(id) = self.listings.get(&number).map(|listing| listing.root) else {
            self.release_batch(Ok(batch));
            return;
        };
        let plan = self.plan(number, &batch.files);
        let waits = !plan.read.is_empty() && !self.accounts.is_open();
        if waits || self.accounts.is_opening() {
            if let Some(listing) = self.listings.get_mut(&number) {
                listing.held = Some(batch);
            }
            self.open_accounts();
            return;
        }
        let is_last = batch.is_last;
        self.counts.seen += batch.files.len() as u64;
        let mut files: Vec<Option<FileEntry>> = batch.files.into_iter().map(Some).collect();
        let mut count = 0;
        for (index, step) in &plan.read {
            if let Some(file) = files.get_mut(*index).and_then(Option::take) {
                let key = FileKey {
                    root: id,
                    path: file.path,
                };
                count += u64::from(self.queue_file(key, file.stat, *step));
            }
        }
        for file in files.into_iter().flatten() {
            self.released.push(file.stat.file);
            // One that is being looked at may be about to be taken for gone.
            let key = FileKey {
                root: id,
                path: file.path,
            };
            self.counts.skipped += u64::from(!self.recent.is_read(&key));
            self.look_once_more(&key);
        }
        if let Some(reading) = &mut self.reading {
            reading.add(count, plan.bytes, self.now_ms);
        }
        if count > 0 {
            self.phase = Phase::Indexing;
        }
        self.pump();
        self.after_batch(number, is_last);
    }

    fn plan(&self, number: u64, files: &[FileEntry]) -> Plan {
        let Some(listing) = self.listings.get(&number) else {
            return Plan::default();
        };
        let mut known = BTreeMap::new();
        for file in files {
            let key = FileKey {
                root: listing.root,
                path: file.path.clone(),
            };
            if let Some(was) = self.accounts.known(&key) {
                known.insert(key.path, was);
            }
        }
        let listed = files.iter().map(|file| plan::ListedFile {
            path: file.path.clone(),
            size_bytes: file.stat.size_bytes,
            mtime_ms: file.stat.mtime_ms,
        });
        plan::plan(&mut known, &listed.collect::<Vec<_>>())
    }

    /// Queues a file that was listed; `false` if it is being looked at already: that is done once
    /// more then.
    fn queue_file(&mut self, key: FileKey, stat: Stat, step: Step) -> bool {
        if self.probes.is_busy(&key) {
            self.look_once_more(&key);
            self.released.push(stat.file);
            return false;
        }
        let serial = self.probes.begin(&key, true, 0);
        let work = self.work(key, serial, stat, step);
        self.pool.push(work);
        true
    }

    /// A file to read, from where `step` says.
    pub(crate) fn work(&self, key: FileKey, serial: u64, stat: Stat, step: Step) -> Work {
        let resume = match step {
            Step::Tail { .. } => self.accounts.resume(&key),
            Step::Skip | Step::Full => None,
        };
        // Two folders may hold the same path: records without any id are still told apart.
        let own = format!("{}\0{}", key.root.0, key.path);
        Work {
            serial,
            mtime_ms: stat.mtime_ms,
            task: Task {
                ticket: 0,
                file: stat.file,
                key: Key::new(Domain::Own, own.as_bytes()).0,
                size_bytes: stat.size_bytes,
                resume,
            },
            key,
            is_alone: false,
            lost_with: 0,
        }
    }
}

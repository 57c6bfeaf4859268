//! Carries effects out, more or less.

use std::sync::Arc;

use sessionscope_accounts::digester::Digester;
use sessionscope_accounts::pack::pack_file;
use sessionscope_log::key::Key;
use sessionscope_log::proof::{HEAD_PROOF_BYTES, TAIL_PROOF_BYTES};
use sessionscope_runtime::folder::{Batch, Fault, FileEntry, Location, Relation, Stat};
use sessionscope_runtime::id::{FileRef, FolderRef, ListId, WorkerId};
use sessionscope_runtime::ingest::{Outcome, PackedDigest, Report, Task};
use sessionscope_runtime::status::Notice;
use sessionscope_runtime::store::{Closing, StoreError, StoredSnapshot};
use sessionscope_runtime::{Effect, EventKind};

use super::faults::Trouble;
use super::tab::{Cursor, Seen};
use super::world::{Item, World};

impl World {
    /// Takes an effect: some are carried out at once, others take time.
    #[allow(clippy::too_many_lines, reason = "one arm for each effect")]
    pub fn accept(&mut self, tab: usize, effect: Effect) {
        let trouble = self.faults.decide(&mut self.rng, effect.name());
        let delay_ms = self.delay_ms();
        match effect {
            Effect::Release(files) => {
                for file in files {
                    self.tabs[tab].files.remove(&file);
                }
            }
            Effect::EndWorker(worker) => {
                self.retain(|of, item| {
                    let Item::Effect(Effect::Read(reads, ..), _) = item else {
                        return true;
                    };
                    of != tab || *reads != worker
                });
                self.tabs[tab].workers.remove(&worker);
            }
            Effect::EndList(list) => {
                self.tabs[tab].lists.remove(&list);
                self.tabs[tab].ended.insert(list);
            }
            Effect::Publish(id, revision, answer) => {
                let before = self.tabs[tab]
                    .answers
                    .insert(id, (revision, answer.clone()));
                if before.is_some_and(|(at, before)| before == answer || at > revision) {
                    self.errors
                        .push(format!("{id:?} is answered again by the same"));
                }
            }
            Effect::HoldLock => {
                self.waiting.push(tab);
                self.grant_lock();
            }
            Effect::Broadcast(message) => {
                for other in (0..self.tabs.len()).filter(|other| *other != tab) {
                    let after_ms = self.delay_ms();
                    let trouble = match trouble {
                        Trouble::Late | Trouble::Doubled => trouble,
                        _ => Trouble::None,
                    };
                    self.answer(other, after_ms, EventKind::Heard(message), trouble);
                }
            }
            Effect::Unwatch(watch) => {
                self.tabs[tab].watches.remove(&watch);
                self.tabs[tab].unwatched.insert(watch);
            }
            Effect::LeaveStore => {
                self.tabs[tab].connection = None;
                self.drop_writes(tab);
            }
            Effect::Notify(Notice::ClearFailed(_)) => self.is_uncleared = true,
            Effect::Show(_) | Effect::Notify(_) | Effect::Reach(_) => {}
            Effect::WakeAt(timer, at_ms) => {
                let after_ms = at_ms - self.now_ms + self.rng.millis(5);
                // A timer of a platform may be late, but comes.
                let trouble = match trouble {
                    Trouble::Late | Trouble::Doubled => trouble,
                    _ => Trouble::None,
                };
                self.answer(tab, after_ms, EventKind::Woke(timer), trouble);
            }
            effect @ (Effect::OpenStore(_)
            | Effect::DeleteStore(_)
            | Effect::ClearStore(_)
            | Effect::LoadSnapshot(_)
            | Effect::LoadRoots(_)
            | Effect::ListShards(_)
            | Effect::LoadShard(..)
            | Effect::Store(..)) => {
                // They are carried out in their order.
                let at_ms = self.tabs[tab].store_ms.max(self.now_ms) + delay_ms;
                self.tabs[tab].store_ms = at_ms;
                self.later(tab, at_ms - self.now_ms, Item::Effect(effect, trouble));
            }
            effect => self.later(tab, delay_ms, Item::Effect(effect, trouble)),
        }
    }

    /// Has an answer come, if it does.
    fn answer(&mut self, tab: usize, after_ms: i64, kind: EventKind, trouble: Trouble) {
        match trouble {
            Trouble::Lost | Trouble::AnswerLost => {
                let files = files_of(&kind);
                for file in files {
                    self.tabs[tab].files.remove(&file);
                }
                return;
            }
            Trouble::Doubled => {
                let again_ms = after_ms + self.delay_ms() * 5;
                self.later(tab, again_ms, Item::Event(kind.clone()));
            }
            _ => {}
        }
        let late_ms = if trouble == Trouble::Late {
            self.rng.millis(200_000)
        } else {
            0
        };
        self.later(tab, after_ms + late_ms, Item::Event(kind));
    }

    /// Carries an effect out.
    #[allow(clippy::too_many_lines, reason = "one arm for each effect")]
    pub fn carry(&mut self, tab: usize, effect: Effect, trouble: Trouble) {
        if trouble == Trouble::Lost {
            return;
        }
        let fails = trouble == Trouble::Failed;
        let kind = match effect {
            Effect::Read(worker, job, tasks) => {
                if worker != WorkerId::HERE && !self.tabs[tab].workers.contains(&worker) {
                    return;
                }
                let reports = self.read(tab, &tasks);
                self.report(tab, worker, reports, trouble, |report| {
                    EventKind::Reported(worker, job, report)
                });
                return;
            }
            Effect::StartWorker(worker) if fails => EventKind::WorkerLost(worker),
            Effect::StartWorker(worker) => {
                self.tabs[tab].workers.insert(worker);
                EventKind::WorkerStarted(worker)
            }
            Effect::Locate(call, folder, known) => {
                let same = known.into_iter().filter(|(_, known)| *known == folder);
                let relation = Relation::Same;
                let locations = same.map(|(root, _)| Location { root, relation });
                EventKind::Located(call, locations.collect())
            }
            Effect::Permit(call, folder, prompt) => {
                let is_allowed = self.disks[index(folder)].is_allowed && !fails;
                let is_granted = is_allowed && (prompt || self.tabs[tab].is_granted);
                EventKind::Permitted(call, is_granted)
            }
            Effect::CheckFolder(call, folder) => {
                EventKind::FolderChecked(call, self.readable(index(folder), fails))
            }
            Effect::List(call, list, folder, path) => {
                EventKind::Listed(call, self.list(tab, list, index(folder), &path, fails))
            }
            Effect::ListNext(call, list) => {
                let batch = if fails {
                    Err(Fault::Failed)
                } else {
                    self.next_batch(tab, list)
                };
                EventKind::Listed(call, batch)
            }
            Effect::Probe(call, folder, path) => {
                EventKind::Probed(call, self.probe(tab, index(folder), &path, fails))
            }
            Effect::Watch(call, folder) => {
                let can = self.has_watcher && self.readable(index(folder), fails).is_ok();
                let can = can && !self.tabs[tab].unwatched.contains(&call);
                if can {
                    self.tabs[tab].watches.insert(call, index(folder));
                }
                EventKind::Watching(call, can)
            }
            store => match self.carry_store(tab, store, fails) {
                Some(kind) => kind,
                None => return,
            },
        };
        let after_ms = self.delay_ms();
        self.answer(tab, after_ms, kind, trouble);
    }

    fn carry_store(&mut self, tab: usize, effect: Effect, fails: bool) -> Option<EventKind> {
        if let Effect::OpenStore(call) = effect {
            let refused = fails || self.database.is_refused;
            let connection = self.database.generation;
            self.tabs[tab].connection = (!refused).then_some(connection);
            let result = if refused {
                Err(StoreError::Refused)
            } else {
                Ok(())
            };
            return Some(EventKind::StoreOpened(call, result));
        }
        if let Effect::DeleteStore(call) = effect {
            return Some(EventKind::StoreDeleted(call, self.delete_store(fails)));
        }
        // A connection that was left answers nothing.
        let connection = self.tabs[tab].connection?;
        let is_fine = !fails && connection == self.database.generation;
        let error = || StoreError::Other("it failed".to_owned());
        let database = &mut self.database;
        Some(match effect {
            Effect::LoadSnapshot(call) => {
                let snapshot = database.snapshot.clone();
                EventKind::SnapshotLoaded(call, is_fine.then_some(snapshot).ok_or_else(error))
            }
            Effect::LoadRoots(call) => {
                let roots = database.roots.values().cloned().collect();
                EventKind::RootsLoaded(call, is_fine.then_some(roots).ok_or_else(error))
            }
            Effect::ListShards(call) => {
                let shards = database.shards.keys().copied().collect();
                EventKind::ShardsListed(call, is_fine.then_some(shards).ok_or_else(error))
            }
            Effect::LoadShard(call, shard) => {
                let blob = database.shards.get(&shard).cloned();
                EventKind::ShardLoaded(call, is_fine.then_some(blob).ok_or_else(error))
            }
            Effect::ClearStore(call) => {
                if is_fine {
                    database.shards.clear();
                    database.roots.clear();
                    database.snapshot = StoredSnapshot::default();
                    database.answers = None;
                }
                EventKind::StoreDeleted(call, is_fine.then_some(()).ok_or_else(error))
            }
            Effect::Store(call, writes) => {
                let result = if is_fine {
                    database.write(&writes)
                } else {
                    Err(StoreError::Full)
                };
                EventKind::Stored(call, result)
            }
            _ => return None,
        })
    }

    /// Writes of a connection that is left and have not begun come to nothing.
    fn drop_writes(&mut self, tab: usize) {
        self.retain(|of, item| {
            of != tab
                || !matches!(
                    item,
                    Item::Effect(Effect::Store(..) | Effect::OpenStore(_), _)
                )
        });
    }

    /// Every tab has to close the store first.
    fn delete_store(&mut self, fails: bool) -> Result<(), StoreError> {
        if fails {
            return Err(StoreError::Blocked);
        }
        for other in 0..self.tabs.len() {
            if self.tabs[other].connection.take().is_some() {
                let after_ms = self.delay_ms();
                let event = EventKind::StoreClosed(Closing::Deleted);
                self.later(other, after_ms, Item::Event(event));
            }
        }
        self.database.evict();
        Ok(())
    }

    fn readable(&self, disk: usize, fails: bool) -> Result<(), Fault> {
        let disk = &self.disks[disk];
        match () {
            () if disk.is_gone => Err(Fault::Gone),
            () if !disk.is_allowed => Err(Fault::Refused),
            () if fails => Err(Fault::Failed),
            () => Ok(()),
        }
    }

    fn probe(&mut self, tab: usize, disk: usize, path: &str, fails: bool) -> Result<Stat, Fault> {
        if fails && self.rng.chance(500) {
            return Err(Fault::Changed);
        }
        self.readable(disk, fails)?;
        self.stat(tab, disk, path)
    }

    fn stat(&mut self, tab: usize, disk: usize, path: &str) -> Result<Stat, Fault> {
        let file = self.disks[disk].files.get(path).ok_or(Fault::Gone)?;
        self.next_file += 1;
        let (id, size_bytes) = (FileRef(self.next_file), file.bytes.len() as u64);
        let seen = Seen {
            disk,
            path: path.to_owned(),
            size_bytes,
            mtime_ms: file.mtime_ms,
        };
        let mtime_ms = file.mtime_ms;
        self.tabs[tab].files.insert(id, seen);
        Ok(Stat {
            file: id,
            size_bytes,
            mtime_ms,
        })
    }

    fn list(
        &mut self,
        tab: usize,
        list: ListId,
        disk: usize,
        path: &str,
        fails: bool,
    ) -> Result<Batch, Fault> {
        self.readable(disk, fails)?;
        if self.tabs[tab].ended.contains(&list) {
            return Err(Fault::Failed);
        }
        let base = if path.is_empty() {
            String::new()
        } else {
            format!("{path}/")
        };
        let paths = self.disks[disk].files.keys();
        let below = paths.filter(|path| path.starts_with(&base)).cloned();
        let mut left: Vec<String> = below.collect();
        if !base.is_empty() && left.is_empty() {
            return Err(Fault::Gone);
        }
        for at in (1..left.len()).rev() {
            let other = self.rng.index(at + 1);
            left.swap(at, other);
        }
        let cursor = Cursor { disk, base, left };
        self.tabs[tab].lists.insert(list, cursor);
        self.next_batch(tab, list)
    }

    fn next_batch(&mut self, tab: usize, list: ListId) -> Result<Batch, Fault> {
        let count = self.rng.index(3) + 1;
        let cursor = self.tabs[tab].lists.get_mut(&list).ok_or(Fault::Failed)?;
        let (disk, base) = (cursor.disk, cursor.base.clone());
        let rest = cursor.left.split_off(count.min(cursor.left.len()));
        let paths = std::mem::replace(&mut cursor.left, rest);
        let is_last = cursor.left.is_empty();
        if is_last {
            self.tabs[tab].lists.remove(&list);
        }
        self.readable(disk, false)?;
        let mut batch = Batch {
            is_last,
            seen: paths.len() as u64,
            ..Batch::default()
        };
        for path in paths {
            let below = path[base.len()..].to_owned();
            match self.stat(tab, disk, &path) {
                Ok(stat) => batch.files.push(FileEntry { path: below, stat }),
                Err(fault) => batch.refused.push((below, fault)),
            }
        }
        Ok(batch)
    }

    fn read(&mut self, tab: usize, tasks: &[Task]) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for task in tasks {
            let Some(seen) = self.tabs[tab].files.get(&task.file).cloned() else {
                self.errors.push(format!("{task:?}: its file was released"));
                continue;
            };
            let disk = &self.disks[seen.disk];
            let file = disk.files.get(&seen.path);
            // Not every browser notices that a file was written to.
            let is_careless = !self.faults.is_over && self.rng.chance(250);
            let result = match file {
                _ if disk.is_gone => Err(Fault::Gone),
                None => Err(Fault::Gone),
                Some(file) => {
                    let size_bytes = file.bytes.len() as u64;
                    let is_same = size_bytes == seen.size_bytes && file.mtime_ms == seen.mtime_ms;
                    if is_same || (is_careless && size_bytes >= seen.size_bytes) {
                        Ok(digest(task, &file.bytes))
                    } else {
                        Err(Fault::Changed)
                    }
                }
            };
            outcomes.push(Outcome {
                ticket: task.ticket,
                read_bytes: if result.is_ok() { task.size_bytes } else { 0 },
                proof_bytes: 0,
                result,
            });
        }
        outcomes
    }

    /// Has a worker report what it did, in pieces, in any order.
    fn report(
        &mut self,
        tab: usize,
        worker: WorkerId,
        outcomes: Vec<Outcome>,
        trouble: Trouble,
        event: impl Fn(Report) -> EventKind,
    ) {
        if trouble == Trouble::Failed && worker != WorkerId::HERE {
            self.tabs[tab].workers.remove(&worker);
            let after_ms = self.delay_ms();
            self.later(tab, after_ms, Item::Event(EventKind::WorkerLost(worker)));
            return;
        }
        let memory_bytes = if self.rng.chance(50) {
            2 << 20
        } else {
            1 << 10
        };
        let count = outcomes.len();
        let mut bytes_done = 0;
        for (at, outcome) in outcomes.into_iter().enumerate() {
            bytes_done += outcome.read_bytes;
            let report = Report {
                outcomes: vec![outcome],
                bytes_done,
                memory_bytes,
                is_last: at + 1 == count,
            };
            let after_ms = self.delay_ms();
            self.answer(tab, after_ms, event(report), trouble);
        }
    }
}

/// What a worker finds in a file of these bytes.
fn digest(task: &Task, bytes: &Arc<Vec<u8>>) -> PackedDigest {
    let size = usize::try_from(task.size_bytes).unwrap();
    let bytes = &bytes[..size];
    if let Some(resume) = task.resume {
        let offset = usize::try_from(resume.offset_bytes).unwrap();
        if offset <= size {
            let head = &bytes[..offset.min(HEAD_PROOF_BYTES)];
            let before = &bytes[offset - offset.min(TAIL_PROOF_BYTES)..offset];
            if let Some(mut digester) = Digester::resume(Key(task.key), &resume, head, before) {
                digester.push(&bytes[offset..]);
                return PackedDigest::Tail(pack_file(digester.finish()));
            }
        }
    }
    let mut digester = Digester::new(Key(task.key));
    digester.push(bytes);
    PackedDigest::Whole(pack_file(digester.finish()))
}

fn files_of(kind: &EventKind) -> Vec<FileRef> {
    match kind {
        EventKind::Listed(_, Ok(batch)) => batch.files.iter().map(|file| file.stat.file).collect(),
        EventKind::Probed(_, Ok(stat)) => vec![stat.file],
        _ => Vec::new(),
    }
}

fn index(folder: FolderRef) -> usize {
    usize::try_from(folder.0).unwrap()
}

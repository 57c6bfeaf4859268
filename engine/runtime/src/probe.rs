//! Looks at single files. What is said of a file is a hint, the file is the truth: it is compared
//! with what is known as after a listing, and only new bytes are read.
//!
//! A file has one look at a time, from the first probe until its digest is in the accounts. So what
//! is read never overtakes what was read later. Whoever wants it looked at meanwhile brings one more
//! look after it.

use std::collections::BTreeMap;

use sessionscope_accounts::plan::{self, Step};
use sessionscope_log::place::RootId;

use crate::calls::{Call, PROBE_LIMIT_MS};
use crate::effect::Effect;
use crate::folder::{Fault, Stat};
use crate::id::FileKey;
use crate::ingest::Outcome;
use crate::pool::Work;
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;

/// A file that turns out to have changed while it was looked at is looked at so often in all.
pub(crate) const PROBES_MAX: u32 = 3;

/// Looks at files: wanted, and under way.
#[derive(Debug, Default)]
pub(crate) struct Probes {
    /// To be looked at; with `true` the reading that goes on waits for it.
    pub wanted: BTreeMap<FileKey, bool>,
    busy: BTreeMap<FileKey, Busy>,
    pub checks: BTreeMap<RootId, Check>,
    /// What waits for the accounts to be opened.
    held: Vec<Held>,
    last: u64,
}

/// A file that is being looked at.
#[derive(Debug)]
struct Busy {
    /// Which look it is: what an earlier one brings is not wanted any more.
    serial: u64,
    /// How often it turned out to have changed meanwhile.
    tries: u32,
    /// The reading that goes on waits for it.
    in_reading: bool,
    /// It is to be looked at once more after this.
    again: bool,
}

/// Files that are said to be gone or may not be read, until their folder itself was looked at.
#[derive(Debug, Default)]
pub(crate) struct Check {
    pub asked: Vec<(FileKey, Fault)>,
    pub next: Vec<(FileKey, Fault)>,
}

/// What waits for the accounts to be opened.
#[derive(Debug)]
pub(crate) enum Held {
    /// A file as it is now.
    Probe(FileKey, Stat),
    /// What was read of a file.
    Outcome(Work, Outcome),
}

impl Probes {
    /// The file is being looked at.
    pub fn is_busy(&self, key: &FileKey) -> bool {
        self.busy.contains_key(key)
    }

    /// Has a file that is being looked at be looked at once more after that.
    fn once_more(&mut self, key: &FileKey) {
        if let Some(busy) = self.busy.get_mut(key) {
            busy.again = true;
        }
    }

    /// Begins a look, and returns which it is.
    pub fn begin(&mut self, key: &FileKey, in_reading: bool, tries: u32) -> u64 {
        self.last += 1;
        let busy = Busy {
            serial: self.last,
            tries,
            in_reading,
            again: false,
        };
        self.busy.insert(key.clone(), busy);
        self.last
    }

    /// This look is still wanted.
    pub fn is_current(&self, key: &FileKey, serial: u64) -> bool {
        self.busy.get(key).is_some_and(|busy| busy.serial == serial)
    }

    /// Nothing is under way or waits.
    pub fn is_idle(&self) -> bool {
        self.busy.is_empty() && self.wanted.is_empty()
    }

    /// Has something wait for the accounts.
    pub fn hold(&mut self, held: Held) {
        self.held.push(held);
    }

    /// What waited for the accounts.
    pub fn take_held(&mut self) -> Vec<Held> {
        std::mem::take(&mut self.held)
    }

    /// Nothing at all. Looks are numbered on: what earlier ones bring is still told from what later
    /// ones do.
    pub fn emptied(&self) -> Self {
        Self {
            last: self.last,
            ..Self::default()
        }
    }

    /// The looks of a reading that was cancelled are lost; the others are to be done again.
    pub fn cancel(&mut self) -> Vec<Held> {
        for (key, busy) in std::mem::take(&mut self.busy) {
            if !busy.in_reading || busy.again {
                self.wanted.insert(key, false);
            }
        }
        self.wanted.retain(|_, in_reading| !*in_reading);
        self.checks.clear();
        self.take_held()
    }
}

impl Runtime {
    /// Has a file looked at; the reading that goes on waits for that.
    pub(crate) fn probe_in_reading(&mut self, key: FileKey) {
        if self.probes.is_busy(&key) {
            self.look_once_more(&key);
            return;
        }
        let before = self.probes.wanted.insert(key, true);
        if before != Some(true)
            && let Some(reading) = &mut self.reading
        {
            reading.add(1, 0, self.now_ms);
        }
    }

    /// Has a file that is being looked at be looked at once more after that.
    pub(crate) fn look_once_more(&mut self, key: &FileKey) {
        if !self.is_sabotaged(Sabotage::ForgetOneMoreLook) {
            self.probes.once_more(key);
        }
    }

    /// Has a file looked at, as soon as no reading goes on. If it is being looked at, it is looked at
    /// once more after that.
    pub(crate) fn want(&mut self, key: FileKey) {
        let is_lost = self.probes.is_busy(&key) && self.is_sabotaged(Sabotage::ForgetOneMoreLook);
        if !is_lost {
            self.live_begins();
            self.probes.wanted.entry(key).or_insert(false);
        }
    }

    /// Begins as many looks as may be under way. While a reading goes on, all others wait.
    pub(crate) fn act(&mut self) {
        self.drop_unreadable();
        let reads = self.reading.is_some();
        let probing = self.probes.busy.len();
        let room = self.limits.probes.saturating_sub(probing);
        let wanted = self.probes.wanted.iter();
        let next = wanted.filter(|(key, in_reading)| {
            (**in_reading || !reads) && !self.probes.busy.contains_key(*key)
        });
        let next: Vec<FileKey> = next.take(room).map(|(key, _)| key.clone()).collect();
        for key in next {
            let in_reading = self.probes.wanted.remove(&key).unwrap_or_default();
            self.probes.begin(&key, in_reading, 0);
            self.probe(key);
        }
        self.list_next_folder();
    }

    /// Files of folders that cannot be read now are not looked at.
    fn drop_unreadable(&mut self) {
        let roots = &self.roots;
        let mut less = 0;
        self.probes.wanted.retain(|key, in_reading| {
            let root = roots.get(&key.root);
            let is_here = root.is_some_and(|root| root.folder.is_some());
            less += u64::from(!is_here && *in_reading);
            is_here
        });
        if let Some(reading) = &mut self.reading {
            reading.pending = reading.pending.saturating_sub(less);
        }
    }

    /// Looks at a file, which is marked as being looked at.
    fn probe(&mut self, key: FileKey) {
        let Some(folder) = self.folder(key.root) else {
            self.settled(&key);
            return;
        };
        let path = self.full_path(&key);
        let call = self.ask(Call::Probe(key), Some(PROBE_LIMIT_MS));
        self.effects.push(Effect::Probe(call, folder, path));
    }

    /// A file as it is now, or why it cannot be seen.
    pub(crate) fn probed(&mut self, key: FileKey, result: Result<Stat, Fault>) {
        match result {
            Ok(stat) => self.compare(key, stat),
            Err(fault @ (Fault::Gone | Fault::Refused)) => {
                self.missing_unless_folder_is(key, fault);
            }
            Err(fault @ (Fault::Changed | Fault::Silent)) => self.look_again(key, fault),
            Err(fault) => self.refuse(&key, fault),
        }
    }

    /// Reads of a file what is new.
    pub(crate) fn compare(&mut self, key: FileKey, stat: Stat) {
        let known = self.accounts.known(&key);
        let step = plan::step(known.as_ref(), stat.size_bytes, stat.mtime_ms);
        let is_skipped = step == Step::Skip && !self.accounts.is_opening();
        if is_skipped {
            self.released.push(stat.file);
            self.refused.remove(&key);
            self.settled(&key);
        } else if !self.accounts.is_open() {
            self.probes.hold(Held::Probe(key, stat));
            self.open_accounts();
        } else if let Some(busy) = self.probes.busy.get(&key) {
            let (serial, in_reading) = (busy.serial, busy.in_reading);
            let work = self.work(key, serial, stat, step);
            if !in_reading && work.task.bytes() < self.limits.here_bytes {
                self.read_here(work);
            } else {
                self.pool.push(work);
                self.pump();
            }
        } else {
            self.released.push(stat.file);
        }
    }

    /// The file changed while it was looked at. It is looked at again, a few times.
    pub(crate) fn look_again(&mut self, key: FileKey, fault: Fault) {
        let Some(busy) = self.probes.busy.get_mut(&key) else {
            return;
        };
        busy.tries += 1;
        if busy.tries < PROBES_MAX {
            self.probe(key);
        } else {
            self.refuse(&key, fault);
        }
    }

    /// The file cannot be read. What is known of it stays.
    pub(crate) fn refuse(&mut self, key: &FileKey, fault: Fault) {
        // Of what handles hide nobody can tell.
        let root = self.roots.get(&key.root);
        if !root.is_some_and(|root| root.is_hidden(&key.path)) {
            self.refused.insert(key.clone(), fault);
        }
        self.settled(key);
    }

    /// A look is over.
    pub(crate) fn settled(&mut self, key: &FileKey) {
        let Some(busy) = self.probes.busy.remove(key) else {
            return;
        };
        self.recent_settled(key);
        if busy.again {
            self.probes.wanted.entry(key.clone()).or_insert(false);
        }
        if busy.in_reading {
            self.one_file_less();
        }
        self.act();
        self.show_soon();
        self.live_idle();
    }

    /// A folder leaves: nobody wants its files looked at any more.
    pub(crate) fn drop_files(&mut self, root: RootId) {
        self.recent.drop_root(root);
        let probes = &mut self.probes;
        let wanted = probes
            .wanted
            .iter()
            .filter(|(key, in_reading)| key.root == root && **in_reading);
        let busy = probes
            .busy
            .iter()
            .filter(|(key, busy)| key.root == root && busy.in_reading);
        let less = wanted.count() + busy.count();
        probes.wanted.retain(|key, _| key.root != root);
        probes.busy.retain(|key, _| key.root != root);
        probes.checks.remove(&root);
        let held = std::mem::take(&mut probes.held);
        for held in held {
            match held {
                Held::Probe(key, stat) if key.root == root => self.released.push(stat.file),
                // Its file was released when it was read.
                Held::Outcome(work, _) if work.key.root == root => {}
                other => self.probes.hold(other),
            }
        }
        self.calls.retain(|call| match call {
            Call::Probe(key) => key.root != root,
            Call::Check(of) => *of != root,
            _ => true,
        });
        let dropped = self.pool.drop_root(root);
        self.released.extend(dropped);
        if let Some(reading) = &mut self.reading {
            reading.pending = reading.pending.saturating_sub(less as u64);
        }
    }
}

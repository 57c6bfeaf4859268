//! The accounts that keep the ledger right, opened when something first changes.
//!
//! After a visit that changes nothing, the stored ledger is all there is in memory: what is stored
//! of each file is loaded only once a file has changed. Changes that come before that wait.

use std::collections::BTreeMap;

use sessionscope_accounts::accounts::Accounts;
use sessionscope_accounts::corpus::StoredFile;
use sessionscope_accounts::ledger::{FileRow, Ledger, Revision};
use sessionscope_accounts::plan::KnownFile;
use sessionscope_accounts::price::{CostMode, PriceTable};
use sessionscope_accounts::shard::shard_of;
use sessionscope_log::place::RootId;
use sessionscope_log::proof::Resume;

use crate::id::FileKey;
use crate::opening::Opening;
use crate::roots::key_of;
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;
use crate::timers::Timer;

/// While files arrive the ledger is shown at most this often, in milliseconds.
const SHOW_EVERY_READING_MS: i64 = 400;
/// However long a reading takes, a changed ledger is shown after this time, in milliseconds.
const SHOW_EVERY_READING_MAX_MS: i64 = 2_000;
/// In between, the ledger stays as it is for this fraction of the time that the reading has taken: figures of more
/// files change less, and take longer to sum and to draw.
const READING_SHARE: i64 = 10;
/// While single files are looked at, it is shown at most this often.
const SHOW_EVERY_MS: i64 = 50;
/// It is shown at most once a frame, in milliseconds.
const FRAME_MS: i64 = 16;

/// A change of what is known of a file or a folder.
#[derive(Debug)]
pub(crate) enum Change {
    /// A file was read in full.
    Put(Box<StoredFile>),
    /// A file was read from its resume point on.
    Grow(Box<StoredFile>),
    /// A file is there no more.
    Gone(FileKey),
    /// A folder and all its files leave.
    Leave(RootId),
}

/// The accounts, and the ledger that is shown.
#[derive(Debug)]
pub(crate) struct LazyAccounts {
    pub state: State,
    pub revision: Revision,
    /// What is shown is not settled.
    is_stale: bool,
    /// When it was settled last.
    shown_ms: i64,
    /// What is shown was stored together with the shards that are stored.
    is_current: bool,
    /// Rows of the ledger by file, while the accounts are closed.
    rows: BTreeMap<FileKey, usize>,
}

/// Whether changes can be made at once.
#[derive(Debug)]
pub(crate) enum State {
    /// What is stored was not loaded.
    Closed,
    /// It is being loaded, and changes wait for that.
    Opening(Box<Opening>),
    /// The accounts of the ledger that is shown.
    Open(Box<Accounts>),
}

impl LazyAccounts {
    /// Closed ones, and no figures.
    pub fn new(prices: &PriceTable, mode: CostMode) -> Self {
        let (_, ledger) = Accounts::new(prices.clone(), mode);
        Self {
            state: State::Closed,
            revision: Revision::new(ledger),
            is_stale: false,
            shown_ms: i64::MIN,
            is_current: false,
            rows: BTreeMap::new(),
        }
    }

    /// Shows a stored ledger. Its accounts are loaded when something changes.
    pub fn paint(&mut self, ledger: Ledger, is_current: bool) {
        self.rows = (0..)
            .zip(&ledger.files)
            .map(|(row, file)| (key_of(file), row))
            .collect();
        self.revision = Revision::new(ledger);
        self.is_current = is_current;
        self.state = State::Closed;
    }

    /// Takes accounts and their ledger into use.
    pub fn take(&mut self, accounts: Accounts, ledger: Ledger) {
        self.rows.clear();
        self.revision = Revision::new(ledger);
        self.state = State::Open(Box::new(accounts));
        self.is_stale = true;
    }

    /// Changes can be made at once.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Open(_))
    }

    /// What is stored is being loaded.
    pub fn is_opening(&self) -> bool {
        matches!(self.state, State::Opening(_))
    }

    /// What is shown was stored together with the shards that are stored.
    pub fn is_current(&self) -> bool {
        self.is_current
    }

    /// What is shown is not settled.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// There are figures.
    pub fn has_files(&self) -> bool {
        !self.revision.files.is_empty()
    }

    /// Names a folder before any file of it is put. Returns whether that makes the ledger another one.
    pub fn add_root(&mut self, id: RootId, label: &str) -> bool {
        match &mut self.state {
            State::Closed => {}
            State::Opening(opening) => opening.accounts.set_root(&mut opening.ledger, id, label),
            State::Open(accounts) => accounts.set_root(self.revision.change(), id, label),
        }
        !matches!(self.state, State::Closed)
    }

    /// What is known of a file.
    pub fn known(&self, key: &FileKey) -> Option<KnownFile> {
        let row = match &self.state {
            State::Open(accounts) => accounts.row(key.root, &key.path)?,
            State::Closed | State::Opening(_) => *self.rows.get(key)?,
        };
        self.revision.files.get(row).map(known_of)
    }

    /// Where an earlier reading of a file ended.
    pub fn resume(&self, key: &FileKey) -> Option<Resume> {
        match &self.state {
            State::Open(accounts) => accounts.resume(key.root, &key.path),
            State::Closed | State::Opening(_) => None,
        }
    }

    /// The paths of a folder's known files that begin with `prefix`.
    pub fn paths_of<'a>(
        &'a self,
        root: RootId,
        prefix: &'a str,
    ) -> impl Iterator<Item = String> + 'a {
        let files = self.revision.files.iter();
        let files = files.filter(move |file| file.root == root && file.path.starts_with(prefix));
        files.map(|file| file.path.clone())
    }

    /// A file in the form in which it is kept, by its row in the ledger.
    pub fn stored(&self, row: usize) -> Option<StoredFile> {
        match &self.state {
            State::Open(accounts) => accounts.stored(&self.revision, row),
            State::Closed | State::Opening(_) => None,
        }
    }

    /// Makes a change; gives it back if the accounts are not open.
    fn make(&mut self, change: Change) -> Result<bool, Change> {
        let State::Open(accounts) = &mut self.state else {
            return Err(change);
        };
        let made = make_in(accounts, self.revision.change(), change);
        self.is_stale = true;
        Ok(made)
    }

    /// Settles the ledger, which is shown from now on.
    fn settle(&mut self, now_ms: i64) {
        if let State::Open(accounts) = &mut self.state {
            let delta = accounts.settle(self.revision.change());
            self.revision.show(delta);
        }
        self.is_stale = false;
        self.shown_ms = now_ms;
    }
}

/// Makes a change in accounts.
pub(crate) fn make_in(accounts: &mut Accounts, ledger: &mut Ledger, change: Change) -> bool {
    match change {
        Change::Put(file) => accounts.put(ledger, *file),
        Change::Grow(file) => {
            let StoredFile {
                root,
                path,
                size_bytes,
                mtime_ms,
                content,
            } = *file;
            accounts.append(ledger, root, &path, size_bytes, mtime_ms, content)
        }
        Change::Gone(key) => accounts.remove(ledger, key.root, &key.path),
        Change::Leave(root) => {
            accounts.remove_root(ledger, root);
            true
        }
    }
}

fn known_of(file: &FileRow) -> KnownFile {
    KnownFile {
        size_bytes: file.size_bytes,
        mtime_ms: file.mtime_ms,
        resume_bytes: file.resume_bytes,
    }
}

impl Runtime {
    /// Makes a change, now or as soon as the accounts are open; `false` if it cannot be made.
    pub(crate) fn change(&mut self, change: Change) -> bool {
        self.note_change(&change);
        match self.accounts.make(change) {
            Ok(made) => {
                self.show_soon();
                self.store_later();
                made
            }
            Err(change) => {
                self.open_accounts();
                match &mut self.accounts.state {
                    State::Opening(opening) => opening.waiting.push(change),
                    // Nothing was stored: they opened at once.
                    State::Open(_) | State::Closed => {
                        let _ = self.accounts.make(change);
                    }
                }
                true
            }
        }
    }

    /// Marks what is stored of a change's files as outdated.
    fn note_change(&mut self, change: &Change) {
        match change {
            Change::Put(file) | Change::Grow(file) => {
                self.storage.dirty.insert(shard_of(&file.path));
            }
            Change::Gone(_) if self.is_sabotaged(Sabotage::ForgetDirtyShard) => {}
            Change::Gone(key) => {
                self.storage.dirty.insert(shard_of(&key.path));
            }
            Change::Leave(root) => {
                let files = self.accounts.revision.files.iter();
                let files = files.filter(|file| file.root == *root);
                let shards = files.map(|file| shard_of(&file.path));
                self.storage.dirty.extend(shards);
            }
        }
        self.storage.stale_snapshot = true;
    }

    /// Settles the ledger and shows it.
    pub(crate) fn show(&mut self) {
        self.timers.cancel(Timer::Show);
        self.accounts.settle(self.now_ms);
        self.revision.0 += 1;
        self.publish();
        self.first_figures();
        self.live_shown();
    }

    /// Shows the ledger soon, if it is not settled.
    pub(crate) fn show_soon(&mut self) {
        if !self.accounts.is_stale || !self.accounts.is_open() {
            return;
        }
        let since_ms = self.accounts.shown_ms;
        let pause_ms = match (&self.reading, self.probes.is_idle()) {
            (Some(reading), _) => reading_pause_ms(self.now_ms - reading.since.at_ms),
            (None, false) => SHOW_EVERY_MS,
            (None, true) => FRAME_MS,
        };
        let at_ms = since_ms.saturating_add(pause_ms).max(self.now_ms);
        self.timers.set(Timer::Show, at_ms);
    }

    /// Shows the ledger before the next frame: a view waits for its first answer.
    pub(crate) fn show_next(&mut self) {
        if self.accounts.is_open() {
            self.timers.set(Timer::Show, self.now_ms + FRAME_MS);
        }
    }

    /// The ledger is to be shown now.
    pub(crate) fn show_due(&mut self) {
        if self.accounts.is_stale && self.accounts.is_open() {
            self.show();
        }
    }
}

/// How long figures stay as they are, in a reading that has taken `taken_ms` by now.
fn reading_pause_ms(taken_ms: i64) -> i64 {
    (taken_ms / READING_SHARE).clamp(SHOW_EVERY_READING_MS, SHOW_EVERY_READING_MAX_MS)
}

#[cfg(test)]
mod tests {
    use super::reading_pause_ms;

    #[test]
    fn the_longer_a_reading_takes_the_less_often_figures_change() {
        let pauses = [-5, 0, 4_000, 10_000, 60_000].map(reading_pause_ms);
        assert_eq!(pauses, [400, 400, 400, 1_000, 2_000]);
    }
}

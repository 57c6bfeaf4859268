//! What the tasks share and no view reads: the accounts, the store, the pool, the folders.
//!
//! There is one page and so one session, held by the thread. [`with`] borrows it for a moment;
//! nothing may be awaited and no other task called while it is borrowed.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use futures::channel::oneshot;
use sessionscope_engine::place::{Layout, RootId};
use sessionscope_engine::price::PriceTable;
use wasm_bindgen::JsValue;
use web_sys::FileSystemHandle;

use super::accounts::Shelf;
use super::run::Run;
use crate::browser::desk::Desk;
use crate::browser::folder::Folder;
use crate::browser::pool::Pool;
use crate::browser::store::{Store, StoreError};
use crate::state::{LeftHow, LeftOut, Refused, RootState, SlowOperation};

/// What the tasks share.
// Each is a fact of its own; together they are no state machine.
#[allow(clippy::struct_excessive_bools)]
pub struct Session {
    /// Every file's digest, and what keeps the ledger right.
    pub accounts: Shelf,
    /// Prices in use.
    pub prices: PriceTable,
    /// Prices were changed while the accounts were being opened.
    pub reprice: bool,
    /// What is kept for the next visit.
    pub store: Store,
    /// This tab is the one that writes to the store.
    pub writes: bool,
    /// Who reads; `None` until the page is sealed.
    pub pool: Option<Pool>,
    /// The sample's files as one text, in the browser's memory; `undefined` until it is fetched.
    pub sample: JsValue,
    /// Where the program of the reading desk is; `None` until it is fetched, or if it cannot be.
    pub desk_url: Option<String>,
    /// The reading desk, once a transcript was opened.
    pub desk: Option<Desk>,
    /// Folders given.
    pub roots: BTreeMap<RootId, Root>,
    /// Folders that this tab stored, or found in the store.
    pub stored_roots: BTreeSet<RootId>,
    /// Numbers of folders in the store, those of other tabs among them.
    pub taken: BTreeSet<RootId>,
    /// The reading that is going on.
    pub run: Option<Run>,
    /// Shards that differ from what is stored.
    pub dirty: BTreeSet<u16>,
    /// Raised when all data is cleared: what was begun before is not to be stored.
    pub epoch: u32,
    /// Folders of which files are missing that were known: what was stored of them is damaged.
    pub missing: BTreeSet<RootId>,
    /// The ledger that is stored is not that of the shards that are stored.
    pub stale_snapshot: bool,
    /// The ledger that is shown is not settled.
    pub stale_ledger: bool,
    /// What was done since the page was opened.
    pub counts: Counts,
    /// What could not be read, by folder and path.
    pub refused: BTreeMap<(RootId, String), Refused>,
    /// What is no log or was not looked into, by folder and reason.
    pub left_out: BTreeMap<(RootId, &'static str), LeftOut>,
    /// Operations that took long.
    pub slow: Vec<SlowOperation>,
    /// When the ledger was stored last.
    pub stored_at_ms: f64,
    /// What showing the ledger took last time, in milliseconds.
    pub show_ms: f64,
    /// When that was over.
    pub shown_at_ms: f64,
}

/// A folder given.
#[derive(Clone)]
pub struct Root {
    /// The folder's own name.
    pub name: String,
    /// The name it is shown by, different from all others.
    pub label: String,
    /// The folder, once it is there and may be read.
    pub folder: Option<Folder>,
    /// A handle by which the browser can be asked for it again.
    pub handle: Option<FileSystemHandle>,
    /// Where in it the project folders are.
    pub layout: Layout,
    /// What is in it that the browser's handles leave out, by its path. It was read when the folder was dropped; at
    /// other times nobody can tell whether it is still there.
    pub hidden: BTreeSet<String>,
    /// Paths in it of outputs of tools that lie beside logs, as far as it was listed.
    pub outputs: BTreeSet<String>,
    /// It is remembered for the next visit; the sample is not.
    pub kept: bool,
    /// Whether it can be read now.
    pub state: RootState,
}

/// What was done since the page was opened, for Health.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Log files that listing found.
    pub seen: u64,
    /// Of these, those that did not have to be opened.
    pub skipped: u64,
    /// Files of which only the new end was read.
    pub tail_read: u64,
    /// Files read in full.
    pub fully_read: u64,
    /// Files that had vanished.
    pub gone: u64,
    /// Bytes read for parsing.
    pub bytes_read: u64,
    /// Bytes read as proof.
    pub bytes_proof: u64,
}

impl Session {
    fn new() -> Self {
        Self {
            accounts: Shelf::Closed,
            reprice: false,
            prices: PriceTable::builtin(),
            store: Store::none(StoreError::Refused),
            writes: false,
            pool: None,
            desk_url: None,
            desk: None,
            sample: JsValue::UNDEFINED,
            roots: BTreeMap::new(),
            stored_roots: BTreeSet::new(),
            taken: BTreeSet::new(),
            run: None,
            dirty: BTreeSet::new(),
            epoch: 0,
            missing: BTreeSet::new(),
            stale_snapshot: false,
            stale_ledger: false,
            counts: Counts::default(),
            refused: BTreeMap::new(),
            left_out: BTreeMap::new(),
            slow: Vec::new(),
            stored_at_ms: f64::NEG_INFINITY,
            show_ms: 0.0,
            shown_at_ms: 0.0,
        }
    }

    /// The folder of this number, if it can be read now.
    pub fn folder(&self, root: RootId) -> Option<(Folder, Layout)> {
        let root = self.roots.get(&root)?;
        Some((root.folder.clone()?, root.layout))
    }

    /// Where in this folder the project folders are.
    pub fn layout(&self, root: RootId) -> Layout {
        self.roots
            .get(&root)
            .map_or(Layout::Here, |root| root.layout)
    }

    /// A path that is a log's as far as is known by now.
    pub fn is_wanted(&self, root: RootId, path: &str) -> bool {
        let root = self.roots.get(&root);
        root.is_some_and(|root| {
            root.layout != Layout::Nested || root.layout.within(&root.name, path).is_some()
        })
    }

    /// A folder that was dropped shows all that it holds: what was hidden in it is found again, or is gone.
    pub fn see_all(&mut self, root: RootId) {
        if let Some(root) = self.roots.get_mut(&root)
            && matches!(root.folder, Some(Folder::Both(..)))
        {
            root.hidden.clear();
        }
    }

    /// The browser's handles leave out the file at this path below the project folders, or a folder it is in.
    pub fn is_hidden(&self, root: RootId, path: &str) -> bool {
        let hidden = self.roots.get(&root).map(|root| &root.hidden);
        hidden.is_some_and(|hidden| self.is_within(root, path, hidden))
    }

    /// The file at this path below the project folders is one of these paths, or in one of these folders.
    pub fn is_within(&self, root: RootId, path: &str, these: &BTreeSet<String>) -> bool {
        !these.is_empty() && {
            let full = [self.layout(root).prefix(), path].concat();
            let mut ends = full.match_indices('/').map(|(at, _)| at);
            these.contains(&full)
                || ends.any(|at| full.get(..at).is_some_and(|on| these.contains(on)))
        }
    }

    /// Notes that something in a folder is no log, or was not looked into, or cannot be followed.
    pub fn leave_out(&mut self, root: RootId, reason: &'static str, path: &str, how: LeftHow) {
        let label = self.roots.get(&root).map(|root| root.label.clone());
        let left = self.left_out.entry((root, reason));
        let left = left.or_insert_with(|| LeftOut {
            reason: reason.to_owned(),
            how,
            count: 0,
            example: format!("{}/{path}", label.unwrap_or_default()),
        });
        left.count += 1;
    }

    /// A number that no folder has, in whatever tab.
    pub fn free_root(&self) -> RootId {
        let last = self.roots.keys().chain(&self.taken).max();
        let last = last.map_or(0, |root| root.0);
        RootId(last.saturating_add(1))
    }

    /// `name`, with a number after it if another folder is already shown by that name.
    pub fn free_label(&self, name: &str) -> String {
        let taken = |label: &str| self.roots.values().any(|root| root.label == label);
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        std::iter::once(name.to_owned())
            .chain(numbered)
            .find(|label| !taken(label))
            .unwrap_or_default()
    }
}

thread_local! {
    static SESSION: RefCell<Session> = RefCell::new(Session::new());
    static READY: Gate = Gate::default();
    static ACCOUNTS: Gate = Gate::default();
}

/// Borrows the session.
pub fn with<R>(action: impl FnOnce(&mut Session) -> R) -> R {
    SESSION.with_borrow_mut(action)
}

/// Waits until the page is sealed and what is stored is there: before that, no log is read.
pub async fn ready() {
    let waits = READY.with(Gate::wait);
    if let Some(waits) = waits {
        // The sender lives as long as the page.
        let _ = waits.await;
    }
}

/// Lets everyone pass who waits for [`ready`].
pub fn set_ready() {
    READY.with(Gate::open);
}

/// Waits until the accounts are open.
pub async fn accounts_open() {
    let waits = ACCOUNTS.with(Gate::wait);
    if let Some(waits) = waits {
        // The sender lives as long as the page.
        let _ = waits.await;
    }
}

/// Whoever waits for [`accounts_open`] from now on waits for the next opening.
pub fn set_accounts_closed() {
    ACCOUNTS.with(Gate::close);
}

/// Lets everyone pass who waits for [`accounts_open`].
pub fn set_accounts_open() {
    ACCOUNTS.with(Gate::open);
}

/// Something that is waited for.
#[derive(Default)]
struct Gate {
    is_open: Cell<bool>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
}

impl Gate {
    fn wait(&self) -> Option<oneshot::Receiver<()>> {
        if self.is_open.get() {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().push(sender);
        Some(receiver)
    }

    fn close(&self) {
        self.is_open.set(false);
    }

    fn open(&self) {
        self.is_open.set(true);
        for sender in self.waiting.take() {
            // Whoever waited may have gone.
            let _ = sender.send(());
        }
    }
}

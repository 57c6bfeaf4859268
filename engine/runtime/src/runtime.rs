//! The machine itself: its parts, and what each event sets off.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sessionscope_accounts::price::PriceTable;
use sessionscope_accounts::report::DailyRollup;
use sessionscope_log::place::RootId;
use sessionscope_queries::{AnyQuestion, Subscription};

use crate::accounts::LazyAccounts;
use crate::calls::{Call, Calls};
use crate::effect::Effect;
use crate::event::{Event, EventKind};
use crate::folder::Fault;
use crate::follow::Follow;
use crate::forget::{Forgotten, Wish};
use crate::given::Offer;
use crate::id::{FileKey, FileRef, FolderRef};
use crate::kept_answers::KeptAnswers;
use crate::left_out::LeftOuts;
use crate::listing::Listing;
use crate::milestone::Since;
use crate::pool::Pool;
use crate::probe::Probes;
use crate::query::{AnswerRevision, QueryId, Veiled};
use crate::reading::Reading;
use crate::recent::Recent;
use crate::remembered::Remembered;
use crate::roots::Root;
use crate::sabotage::Sabotage;
use crate::settings::{Limits, Settings};
use crate::status::{Counts, Notice, Phase, Progress, Status};
use crate::storage::Storage;
use crate::tabs::Tabs;
use crate::timers::{Timer, Timers};

/// Everything that Sessionscope knows, and all that it is doing.
#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own; together they are no state machine"
)]
pub struct Runtime {
    pub(crate) now_ms: i64,
    pub(crate) settings: Settings,
    pub(crate) limits: Limits,
    pub(crate) prices: PriceTable,
    pub(crate) effects: Vec<Effect>,
    /// Files that the shell holds for this runtime.
    files: BTreeSet<FileRef>,
    /// Files that the shell need not hold any more.
    pub(crate) released: Vec<FileRef>,
    /// Files in answers that nobody waited for. An answer that came twice may name some that are in
    /// use.
    strays: Vec<FileRef>,
    pub(crate) calls: Calls,
    pub(crate) timers: Timers,
    /// What is stored is shown, or it is known that nothing is.
    pub(crate) knows_stored: bool,
    /// The store was looked at: folders can be taken.
    pub(crate) is_ready: bool,
    /// Folders wait for the accounts of the last visit.
    pub(crate) boot_waits: bool,
    /// The page is seen.
    pub(crate) is_visible: bool,
    pub(crate) roots: BTreeMap<RootId, Root>,
    /// Which folders are in the store, those of other tabs among them.
    pub(crate) remembered: Remembered,
    /// Folders of which files are missing that were known: what was stored of them is damaged.
    pub(crate) missing_roots: BTreeSet<RootId>,
    /// Folders that were given and have no number yet.
    pub(crate) offers: BTreeMap<u64, Offer>,
    pub(crate) listings: BTreeMap<u64, Listing>,
    /// The number of the last offer, listing or reading.
    pub(crate) last_number: u64,
    pub(crate) reading: Option<Reading>,
    pub(crate) probes: Probes,
    pub(crate) recent: Recent,
    pub(crate) follow: Follow,
    pub(crate) pool: Pool,
    pub(crate) accounts: LazyAccounts,
    pub(crate) queries: BTreeMap<QueryId, Subscription>,
    /// What views asked that are gone, the last one last.
    pub(crate) asked_lately: VecDeque<AnyQuestion>,
    pub(crate) rollup: DailyRollup,
    /// The ledger as views see it, while names are hidden.
    pub(crate) veiled: Option<Veiled>,
    /// Which state of the figures is shown.
    pub(crate) revision: AnswerRevision,
    pub(crate) storage: Storage,
    pub(crate) kept_answers: KeptAnswers,
    pub(crate) tabs: Tabs,
    pub(crate) forgotten: Forgotten,
    /// What is to be forgotten once the accounts are open.
    pub(crate) wishes: Vec<Wish>,
    /// Prices have changed since the accounts began to open.
    pub(crate) is_repriced: bool,
    /// What could not be read.
    pub(crate) refused: BTreeMap<FileKey, Fault>,
    /// What is no log or was not entered: how often, by folder and reason.
    pub(crate) left_out: LeftOuts,
    pub(crate) phase: Phase,
    pub(crate) progress: Progress,
    pub(crate) counts: Counts,
    /// When a change in a followed folder was noticed that is not shown yet.
    pub(crate) live_since: Option<Since>,
    /// When the figures became those of the folders last.
    pub(crate) updated_ms: Option<i64>,
    pub(crate) as_of_ms: Option<i64>,
    pub(crate) missing: u64,
    /// What the runtime was doing when that was shown last, and when that was.
    pub(crate) shown_status: Option<Status>,
    pub(crate) status_ms: i64,
    pub(crate) sabotage: Option<Sabotage>,
}

impl Runtime {
    /// A runtime to which nothing has happened yet. The first event is to be
    /// [`Started`](EventKind::Started).
    pub fn new(settings: Settings, limits: Limits) -> Self {
        let own = settings.prices.as_deref();
        let prices = own.and_then(|json| PriceTable::parse(json).ok());
        let prices = prices.unwrap_or_else(PriceTable::builtin);
        Self::with_prices(settings, limits, prices)
    }

    /// The same with a price table that is parsed already.
    pub fn with_prices(settings: Settings, limits: Limits, prices: PriceTable) -> Self {
        Self {
            now_ms: i64::MIN,
            accounts: LazyAccounts::new(&prices, settings.cost_mode),
            settings,
            limits,
            prices,
            effects: Vec::new(),
            files: BTreeSet::new(),
            released: Vec::new(),
            strays: Vec::new(),
            calls: Calls::default(),
            timers: Timers::default(),
            knows_stored: false,
            is_ready: false,
            boot_waits: false,
            is_visible: true,
            roots: BTreeMap::new(),
            remembered: Remembered::default(),
            missing_roots: BTreeSet::new(),
            offers: BTreeMap::new(),
            listings: BTreeMap::new(),
            last_number: 0,
            reading: None,
            probes: Probes::default(),
            recent: Recent::default(),
            follow: Follow::default(),
            pool: Pool::default(),
            queries: BTreeMap::new(),
            asked_lately: VecDeque::new(),
            rollup: DailyRollup::default(),
            veiled: None,
            revision: AnswerRevision::default(),
            storage: Storage::default(),
            kept_answers: KeptAnswers::default(),
            tabs: Tabs::default(),
            forgotten: Forgotten::default(),
            wishes: Vec::new(),
            is_repriced: false,
            refused: BTreeMap::new(),
            left_out: LeftOuts::default(),
            phase: Phase::Empty,
            progress: Progress::default(),
            counts: Counts::default(),
            live_since: None,
            updated_ms: None,
            as_of_ms: None,
            missing: 0,
            shown_status: None,
            status_ms: i64::MIN,
            sabotage: None,
        }
    }

    /// Takes in what happened, and appends what is to be done about it.
    pub fn step(&mut self, event: Event, effects: &mut Vec<Effect>) {
        self.now_ms = self.now_ms.max(event.now_ms);
        let is_wake = matches!(event.kind, EventKind::Woke(_));
        self.take(event.kind);
        let mut is_news = !is_wake;
        while let Some(timer) = self.timers.take_due(self.now_ms) {
            is_news |= timer != Timer::Status;
            self.fire(timer);
        }
        if is_news {
            self.status_later();
        }
        self.release();
        if let Some((timer, at_ms)) = self.timers.arm(self.now_ms) {
            self.effects.push(Effect::WakeAt(timer, at_ms));
        }
        effects.append(&mut self.effects);
    }

    /// Has the shell drop the files that are not needed any more.
    fn release(&mut self) {
        let mut files = std::mem::take(&mut self.released);
        if self.is_sabotaged(Sabotage::HoldFiles) {
            files.pop();
        }
        for file in &files {
            self.files.remove(file);
        }
        let strays = std::mem::take(&mut self.strays).into_iter();
        files.extend(strays.filter(|file| !self.files.contains(file)));
        if !files.is_empty() {
            self.effects.push(Effect::Release(files));
        }
    }

    /// The folder behind a number: the one that is read, or the handle that can be asked for.
    pub fn folder_of(&self, root: RootId) -> Option<FolderRef> {
        let root = self.roots.get(&root)?;
        root.folder.or(root.handle)
    }

    /// This tab is the one that writes to the store.
    pub fn is_storing_all(&self) -> bool {
        self.storage.writes && self.is_storing()
    }

    /// Puts a deliberate bug in, to prove that a test finds it.
    #[cfg(feature = "sabotage")]
    pub fn set_sabotage(&mut self, sabotage: Option<Sabotage>) {
        self.sabotage = sabotage;
    }

    /// This deliberate bug was put in.
    pub(crate) fn is_sabotaged(&self, sabotage: Sabotage) -> bool {
        cfg!(feature = "sabotage") && self.sabotage == Some(sabotage)
    }

    fn take(&mut self, event: EventKind) {
        match event {
            EventKind::Started => self.start(),
            EventKind::Woke(timer) => self.timers.woke(timer),
            EventKind::FolderGiven(given) => self.folder_given(given),
            EventKind::Reconnect => self.reconnect(),
            EventKind::Cancel => self.cancel(),
            EventKind::Visible(is_visible) => self.seen(is_visible),
            EventKind::Subscribe(id, question) => self.subscribe(id, question),
            EventKind::Unsubscribe(id) => self.unsubscribe(id),
            EventKind::RemoveRoot(root) => self.wish(Wish::Forget(root)),
            EventKind::ClearData => self.wish(Wish::Clear),
            EventKind::Undo => self.undo(),
            EventKind::Settings(settings) => self.change_settings(settings),
            EventKind::LockGranted => self.lock_granted(),
            EventKind::Heard(message) => self.heard(message),
            EventKind::StoreClosed(why) => self.store_closed(why),
            EventKind::Hinted(watch, hints) => self.hinted(watch, hints),
            EventKind::WorkerStarted(worker) => self.worker_started(worker),
            EventKind::WorkerLost(worker) => self.worker_lost(worker),
            EventKind::Reported(worker, job, report) => self.reported(worker, job, report),
            answer => self.take_answer(answer),
        }
    }

    /// Takes an answer to the part that asked, if that still wants it.
    fn take_answer(&mut self, event: EventKind) {
        match event {
            EventKind::StoreOpened(id, result) => {
                if let Some(Call::OpenStore) = self.answered(id) {
                    self.store_opened(result);
                }
            }
            EventKind::SnapshotLoaded(id, result) => {
                if let Some(Call::LoadSnapshot(wanted)) = self.answered(id) {
                    self.snapshot_loaded(wanted, result);
                }
            }
            EventKind::RootsLoaded(id, result) => {
                if let Some(Call::LoadRoots(wanted)) = self.answered(id) {
                    self.roots_loaded(id, wanted, result);
                }
            }
            EventKind::ShardsListed(id, result) => match self.answered(id) {
                Some(Call::ListShards) => self.shards_listed(result),
                Some(Call::ListMerge) => self.merge_listed(result),
                _ => {}
            },
            EventKind::ShardLoaded(id, result) => match self.answered(id) {
                Some(Call::LoadShard(shard)) => self.shard_loaded(shard, result),
                Some(Call::LoadMerge) => self.merge_loaded(result),
                _ => {}
            },
            EventKind::Stored(id, result) => {
                if let Some(Call::Store(stored)) = self.answered(id) {
                    self.stored(&stored, result);
                }
            }
            EventKind::StoreDeleted(id, result) => match self.answered(id) {
                Some(Call::DeleteStore) => self.store_deleted(result),
                Some(Call::ClearStore) => self.store_emptied(result),
                _ => {}
            },
            folder => self.take_folder_answer(folder),
        }
    }

    fn take_folder_answer(&mut self, event: EventKind) {
        match event {
            EventKind::Located(id, locations) => match self.answered(id) {
                Some(Call::Locate(offer)) => self.located(offer, &locations),
                Some(Call::LocateStored(offer)) => self.located_stored(offer, &locations),
                _ => {}
            },
            EventKind::Permitted(id, is_granted) => {
                if let Some(Call::Permit(root, was_asked)) = self.answered(id) {
                    self.permitted(root, was_asked, is_granted);
                }
            }
            EventKind::Watching(id, is_watching) => {
                if let Some(Call::Watch(root)) = self.answered(id) {
                    self.watching(root, is_watching);
                } else if !self.is_watching(id) {
                    self.effects.push(Effect::Unwatch(id));
                }
            }
            EventKind::FolderChecked(id, result) => {
                if let Some(Call::Check(root)) = self.answered(id) {
                    self.folder_checked(root, result);
                }
            }
            EventKind::Listed(id, result) => {
                let files = result.iter().flat_map(|batch| &batch.files);
                let files = files.map(|file| file.stat.file);
                if let Some(Call::List(listing)) = self.answered(id) {
                    self.files.extend(files);
                    self.listed(listing, result);
                } else {
                    self.strays.extend(files);
                }
            }
            EventKind::Probed(id, result) => {
                let files = result.iter().map(|stat| stat.file);
                if let Some(Call::Probe(key)) = self.answered(id) {
                    self.files.extend(files);
                    self.probed(key, result);
                } else {
                    self.strays.extend(files);
                }
            }
            _ => {}
        }
    }

    fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::Deadline(call) => self.silent(call),
            Timer::Flush => self.flush_due(),
            Timer::Answers => self.store_answers(),
            Timer::Show => self.show_due(),
            Timer::Status => self.show_status(),
            Timer::Workers => self.watch_workers(),
            Timer::Undo => self.undo_over(),
            Timer::Poll => self.poll(None),
            Timer::Hints(number) => self.hints_due(number),
        }
    }

    /// Tells the user something.
    pub(crate) fn notify(&mut self, notice: Notice) {
        self.effects.push(Effect::Notify(notice));
    }

    /// A number that no offer, listing or reading had before.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// The page was hidden, after which it may be ended at any moment, or is seen again.
    fn seen(&mut self, is_visible: bool) {
        self.is_visible = is_visible;
        if is_visible {
            self.poll(Some(0));
        } else {
            self.store_now();
        }
    }
}

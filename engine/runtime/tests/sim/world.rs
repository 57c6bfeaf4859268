//! The world around runtimes: time, and what is under way in it.

use std::collections::BTreeMap;

use sessionscope_accounts::price::PriceTable;
use sessionscope_accounts::report::Subagents;
use sessionscope_log::time::Instant;
use sessionscope_queries::{
    AnyQuestion, BlockQuestion, CorpusQuestion, DaysQuestion, Scope, TotalsQuestion,
};
use sessionscope_runtime::folder::{Access, GivenFolder};
use sessionscope_runtime::id::FolderRef;
use sessionscope_runtime::query::QueryId;
use sessionscope_runtime::settings::Settings;
use sessionscope_runtime::{Effect, Event, EventKind, Sabotage};

use super::database::Database;
use super::disk::{Disk, Writer};
use super::faults::{Faults, Trouble};
use super::rng::Rng;
use super::tab::Tab;

/// Something that is on its way.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "few are on their way at once")]
pub enum Item {
    Event(EventKind),
    Effect(Effect, Trouble),
}

/// The world.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own; together they are no state machine"
)]
pub struct World {
    pub rng: Rng,
    pub now_ms: i64,
    /// What is on its way: to which tab, and in which life of it.
    queue: BTreeMap<(i64, u64), (usize, u32, Item)>,
    last: u64,
    pub next_file: u64,
    pub disks: Vec<Disk>,
    pub writer: Writer,
    pub database: Database,
    pub tabs: Vec<Tab>,
    pub faults: Faults,
    pub settings: Settings,
    pub prices: PriceTable,
    pub sabotage: Option<Sabotage>,
    pub effects: u64,
    pub steps: u64,
    /// Folders of which a watcher does not report yet: disk, path, until when.
    pub new_folders: Vec<(usize, String, i64)>,
    /// A tab that is started is not seen.
    pub is_hidden: bool,
    /// Data could not be cleared: some is left, and the user was told.
    pub is_uncleared: bool,
    /// The tab that writes to the store, and those that wait for that.
    pub lock: Option<usize>,
    pub waiting: Vec<usize>,
    /// The browser has watchers.
    pub has_watcher: bool,
    /// The first tab crashes after so many steps.
    pub crash_at: Option<u64>,
    /// Everything is printed.
    pub is_traced: bool,
    /// What must never happen and did.
    pub errors: Vec<String>,
}

impl World {
    pub fn new(seed: u64, faults: Option<Faults>, prices: PriceTable) -> Self {
        let mut rng = Rng::new(seed);
        let faults = faults.unwrap_or_else(|| Faults::new(&mut rng));
        Self {
            rng,
            now_ms: 1_790_000_000_000,
            queue: BTreeMap::new(),
            last: 0,
            next_file: 0,
            disks: Vec::new(),
            writer: Writer::default(),
            database: Database::default(),
            tabs: Vec::new(),
            faults,
            settings: Settings::default(),
            prices,
            sabotage: None,
            effects: 0,
            steps: 0,
            new_folders: Vec::new(),
            is_hidden: false,
            is_uncleared: false,
            lock: None,
            waiting: Vec::new(),
            has_watcher: true,
            crash_at: None,
            is_traced: false,
            errors: Vec::new(),
        }
    }

    /// A folder with some files.
    pub fn add_disk(&mut self) {
        let mut disk = Disk::new(&mut self.rng);
        for path in disk.paths.clone() {
            if self.rng.chance(600) {
                self.writer
                    .write(&mut self.rng, &mut disk, &path, self.now_ms - 10_000);
            }
        }
        self.disks.push(disk);
    }

    /// Starts a tab, once more if it runs.
    pub fn start(&mut self, tab: usize) {
        self.crash(tab);
        let (settings, prices) = (self.settings.clone(), self.prices.clone());
        let sabotage = self.sabotage;
        self.tabs[tab].start(settings, prices);
        if let Some(runtime) = &mut self.tabs[tab].runtime {
            runtime.set_sabotage(sabotage);
        }
        let life = self.tabs[tab].life;
        self.step(tab, EventKind::Started);
        if self.is_hidden {
            self.step(tab, EventKind::Visible(false));
        }
        for (number, query) in queries().into_iter().enumerate() {
            if self.tabs[tab].life != life {
                // It crashed and was started again meanwhile.
                return;
            }
            let id = QueryId(number as u64);
            self.step(tab, EventKind::Subscribe(id, query));
        }
    }

    /// A tab ends without any notice. Of what it was about to store, some is stored.
    pub fn crash(&mut self, tab: usize) {
        if self.tabs[tab].runtime.take().is_none() {
            return;
        }
        self.trace(&format!("crash of tab {tab}"));
        let life = self.tabs[tab].life;
        let queue = std::mem::take(&mut self.queue);
        let mut still_stores = true;
        for (at, (of, of_life, item)) in queue {
            if of != tab || of_life != life {
                self.queue.insert(at, (of, of_life, item));
            } else if let Item::Effect(Effect::Store(_, writes), _) = item {
                still_stores &= self.rng.chance(700);
                if still_stores && self.tabs[tab].connection == Some(self.database.generation) {
                    let _ = self.database.write(&writes);
                }
            }
        }
        self.tabs[tab].connection = None;
        self.waiting.retain(|waiting| *waiting != tab);
        if self.lock == Some(tab) {
            self.lock = None;
            self.grant_lock();
        }
    }

    /// The next tab that waits may write.
    pub fn grant_lock(&mut self) {
        if self.lock.is_none() && !self.waiting.is_empty() {
            let tab = self.waiting.remove(0);
            self.lock = Some(tab);
            let after_ms = self.delay_ms();
            self.later(tab, after_ms, Item::Event(EventKind::LockGranted));
        }
    }

    /// A view of a tab is opened, or its clock ticks.
    pub fn open_late_view(&mut self, tab: usize) {
        self.tabs[tab].has_late_view = true;
        let question = late_query(self.now_ms);
        self.step(tab, EventKind::Subscribe(QueryId(100), question));
    }

    /// The user gives a folder to a tab.
    pub fn give(&mut self, tab: usize, disk: usize) {
        let given = GivenFolder {
            folder: FolderRef(disk as u64),
            name: self.disks[disk].name.clone(),
            access: Access::Handle,
            kept: true,
        };
        self.step(tab, EventKind::FolderGiven(given));
    }

    /// Something happens to a tab now.
    pub fn step(&mut self, tab: usize, kind: EventKind) {
        let Some(runtime) = &mut self.tabs[tab].runtime else {
            return;
        };
        if self.is_traced {
            println!(
                "{} tab {tab} <- {}",
                self.now_ms,
                short(&format!("{kind:?}"))
            );
        }
        self.steps += 1;
        let mut effects = Vec::new();
        let now_ms = self.now_ms;
        runtime.step(Event { now_ms, kind }, &mut effects);
        for effect in effects {
            if self.is_traced {
                println!("{now_ms} tab {tab} -> {}", short(&format!("{effect:?}")));
            }
            self.effects += 1;
            self.accept(tab, effect);
        }
        if tab == 0 && self.crash_at == Some(self.steps) {
            self.start(0);
        }
    }

    /// Has something happen later.
    pub fn later(&mut self, tab: usize, after_ms: i64, item: Item) {
        self.last += 1;
        let life = self.tabs[tab].life;
        self.queue.insert(
            (self.now_ms + after_ms.max(0), self.last),
            (tab, life, item),
        );
    }

    /// Keeps what is on its way and `wanted`.
    pub fn retain(&mut self, wanted: impl Fn(usize, &Item) -> bool) {
        self.queue.retain(|_, (tab, _, item)| wanted(*tab, item));
    }

    /// How long something takes.
    pub fn delay_ms(&mut self) -> i64 {
        if self.rng.chance(100) {
            self.rng.millis(2_000)
        } else {
            self.rng.millis(20)
        }
    }

    /// Lets time pass until then.
    pub fn run_until(&mut self, until_ms: i64) {
        while let Some((&(at_ms, number), _)) = self.queue.first_key_value() {
            if at_ms > until_ms {
                break;
            }
            self.now_ms = at_ms;
            if let Some((tab, life, item)) = self.queue.remove(&(at_ms, number))
                && self.tabs[tab].life == life
            {
                match item {
                    Item::Event(kind) => self.step(tab, kind),
                    Item::Effect(effect, trouble) => self.carry(tab, effect, trouble),
                }
            }
        }
        self.now_ms = self.now_ms.max(until_ms);
    }

    /// Lets time pass until nothing is under way; `false` if that takes too long.
    pub fn run_until_quiet(&mut self, most_ms: i64, most_steps: u64) -> bool {
        let (until_ms, until_steps) = (self.now_ms + most_ms, self.steps + most_steps);
        while let Some((&(at_ms, _), _)) = self.queue.first_key_value() {
            if at_ms > until_ms || self.steps > until_steps {
                return false;
            }
            self.run_until(at_ms);
        }
        true
    }

    pub fn trace(&self, text: &str) {
        if self.is_traced {
            println!("{} {text}", self.now_ms);
        }
    }
}

/// Blobs are long and say nothing.
fn short(text: &str) -> String {
    text.chars().take(400).collect()
}

/// What a view asks that is opened later.
pub fn late_query(now_ms: i64) -> AnyQuestion {
    let scope = Scope::default();
    let now = Instant(now_ms);
    BlockQuestion { scope, now }.into()
}

/// What the views of a tab ask.
pub fn queries() -> Vec<AnyQuestion> {
    let all = Scope::default();
    let some = Scope {
        projects: vec!["p".to_owned()],
        subagents: Subagents::Out,
        ..Scope::default()
    };
    let days = DaysQuestion { scope: all.clone() };
    vec![
        TotalsQuestion { scope: all }.into(),
        days.into(),
        TotalsQuestion { scope: some }.into(),
        CorpusQuestion.into(),
    ]
}

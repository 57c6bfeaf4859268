//! A schedule: a time of trouble, and then quiet, in which everything has to come right.

use std::collections::BTreeSet;

use sessionscope_accounts::price::CostMode;
use sessionscope_accounts::price::PriceTable;
use sessionscope_log::place::RootId;
use sessionscope_runtime::{EventKind, Sabotage};

use super::faults::Faults;
use super::tab::Tab;
use super::world::World;

/// What is tried.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    pub seed: u64,
    /// What goes wrong; `None` leaves it to the seed.
    pub faults: Option<Faults>,
    pub sabotage: Option<Sabotage>,
    /// The first tab crashes after so many steps.
    pub crash_after: Option<u64>,
    /// The browser has watchers, whatever the seed says: without, there is much looking every few
    /// seconds.
    pub is_watched: bool,
    /// There are two tabs on one store.
    pub has_two_tabs: bool,
    pub is_traced: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub effects: u64,
    pub steps: u64,
    pub faults: u64,
    pub counts: Vec<(&'static str, u64)>,
    pub error: Option<String>,
}

/// How long it may take until nothing is under way, in milliseconds.
const QUIET_MS: i64 = 1_200_000;
/// In so many steps.
const QUIET_STEPS: u64 = 6_000;

/// Tries it.
pub fn run(trial: &Trial, prices: &PriceTable) -> Outcome {
    let mut world = World::new(trial.seed, trial.faults.clone(), prices.clone());
    world.sabotage = trial.sabotage;
    world.is_traced = trial.is_traced;
    world.crash_at = trial.crash_after;
    let error = schedule(&mut world, trial).err();
    Outcome {
        effects: world.effects,
        steps: world.steps,
        faults: world.faults.injected,
        counts: world.faults.counts.into_iter().collect(),
        error,
    }
}

fn schedule(world: &mut World, trial: &Trial) -> Result<(), String> {
    world.has_watcher = trial.is_watched || world.rng.chance(800);
    let mut given = vec![BTreeSet::new(); 2];
    trouble(world, trial.has_two_tabs, &mut given);
    calm(world, &given)?;
    gentle(world)?;
    restart(world)?;
    clear(world)
}

/// After everything was cleared nothing is left, in memory or in the store.
fn clear(world: &mut World) -> Result<(), String> {
    world.trace("clear");
    world.step(0, EventKind::ClearData);
    quiet(world)?;
    if !world.runtime(0)?.ledger().files.is_empty() {
        return Err("figures are left after everything was cleared".to_owned());
    }
    let database = &world.database;
    let is_left = !database.shards.is_empty() || !database.roots.is_empty();
    if is_left && !world.is_uncleared {
        return Err("something is stored after everything was cleared".to_owned());
    }
    Ok(())
}

/// Things happen, and go wrong.
fn trouble(world: &mut World, has_two_tabs: bool, given: &mut [BTreeSet<usize>]) {
    let is_granted = world.rng.chance(500);
    for _ in 0..=u64::from(has_two_tabs) {
        world.tabs.push(Tab {
            is_granted,
            ..Tab::default()
        });
    }
    for _ in 0..=world.rng.below(2) {
        world.add_disk();
    }
    world.start(0);
    for at in 0..4 + world.rng.below(24) {
        let gap_ms = *world.rng.pick(&[0, 5, 50, 500, 5_000, 20_000]);
        let until_ms = world.now_ms + world.rng.millis(gap_ms + 1);
        world.run_until(until_ms);
        if at == 0 {
            world.give(0, 0);
            given[0].insert(0);
        } else {
            happen(world, given);
        }
    }
}

fn happen(world: &mut World, given: &mut [BTreeSet<usize>]) {
    let disk = world.rng.index(world.disks.len());
    let tab = world.rng.index(world.tabs.len());
    match world.rng.below(100) {
        0..55 => world.mutate(disk),
        // In one tab: nobody gives folders to two within moments.
        55..65 => {
            given[0].insert(disk);
            world.give(0, disk);
        }
        65..71 => world.start(tab),
        71..73 => world.crash(tab),
        73..77 => world.step(tab, EventKind::Reconnect),
        77..80 => world.step(tab, EventKind::Cancel),
        80..83 => {
            let is_visible = world.rng.chance(500);
            world.step(tab, EventKind::Visible(is_visible));
        }
        83..85 => world.step(tab, EventKind::ClearData),
        85..87 => {
            let root = RootId(u16::try_from(world.rng.below(3)).unwrap());
            world.step(tab, EventKind::RemoveRoot(root));
        }
        87..89 => world.step(tab, EventKind::Undo),
        89..90 => choose(world, tab),
        other => misfortune(world, disk, other),
    }
}

/// The user changes the settings, in all tabs.
fn choose(world: &mut World, tab: usize) {
    match world.rng.below(3) {
        0 => world.settings.follow ^= true,
        1 => world.settings.workers ^= true,
        _ => {
            world.settings.cost_mode =
                *world
                    .rng
                    .pick(&[CostMode::Calculate, CostMode::Recorded, CostMode::Auto]);
        }
    }
    let settings = world.settings.clone();
    for tab in 0..world.tabs.len().max(tab) {
        world.step(tab, EventKind::Settings(settings.clone()));
    }
}

fn misfortune(world: &mut World, disk: usize, which: u64) {
    match which {
        90..92 => world.disks[disk].is_gone ^= true,
        92..94 => world.disks[disk].is_allowed ^= true,
        94..96 => world.database.quota_bytes = Some(world.rng.index(6_000)),
        96 => world.database.is_refused = true,
        97 => world.database.evict(),
        _ => spoil(world),
    }
}

/// Some of what is stored is damaged.
fn spoil(world: &mut World) {
    let shards: Vec<u16> = world.database.shards.keys().copied().collect();
    if !shards.is_empty() {
        let shard = *world.rng.pick(&shards);
        if let Some(blob) = world.database.shards.get_mut(&shard) {
            let at = world.rng.index(blob.len());
            blob[at] ^= 1 << world.rng.below(8);
            world.database.spoiled.insert(shard);
        }
    }
    if world.rng.chance(300)
        && let Some(blob) = &mut world.database.snapshot.blob
    {
        blob.pop();
        world.database.is_spoiled = true;
    }
}

/// Nothing goes wrong any more: everything has to come right.
fn calm(world: &mut World, given: &[BTreeSet<usize>]) -> Result<(), String> {
    world.trace("calm");
    world.faults.is_over = true;
    world.database.is_refused = false;
    world.database.quota_bytes = None;
    for disk in &mut world.disks {
        (disk.is_gone, disk.is_allowed) = (false, true);
    }
    if world.tabs[0].runtime.is_none() {
        world.start(0);
    }
    world.settings.follow = true;
    world.settings.workers = true;
    let settings = world.settings.clone();
    each(world, &EventKind::Settings(settings));
    quiet(world)?;
    // The user looks at the page, and gives once more what does not seem to be there.
    each(world, &EventKind::Visible(true));
    each(world, &EventKind::Reconnect);
    quiet(world)?;
    // From now on even the trouble that was ordered is over.
    (world.faults.only, world.crash_at) = (None, None);
    let is_other = world.rng.chance(300);
    for tab in 0..world.tabs.len() {
        let wanted = given.iter().flatten().filter(|_| tab == 0 || is_other);
        for disk in wanted {
            world.give(tab, *disk);
        }
        quiet(world)?;
    }
    each(world, &EventKind::Reconnect);
    quiet(world)?;
    for (tab, disks) in given.iter().enumerate().take(world.tabs.len()) {
        if world.tabs[tab].runtime.is_some() {
            world.check_roots(tab, disks)?;
        }
    }
    check(world)
}

fn each(world: &mut World, event: &EventKind) {
    for tab in 0..world.tabs.len() {
        world.step(tab, event.clone());
    }
}

/// Files change while their folders are followed, and nothing goes wrong: nobody has to do anything.
fn gentle(world: &mut World) -> Result<(), String> {
    world.trace("gentle");
    for tab in 0..world.tabs.len() {
        world.open_late_view(tab);
    }
    quiet(world)?;
    check(world)?;
    for _ in 0..2 + world.rng.below(8) {
        let most_ms = *world.rng.pick(&[20, 500, 1_500]);
        let until_ms = world.now_ms + world.rng.millis(most_ms);
        world.run_until(until_ms);
        let disk = world.rng.index(world.disks.len());
        world.mutate(disk);
    }
    quiet(world)?;
    check(world)?;
    // A folder that is moved away takes nothing with it.
    let before = world.runtime(0)?.ledger().canonical();
    let disk = world.rng.index(world.disks.len());
    world.move_away(disk);
    quiet(world)?;
    if world.runtime(0)?.ledger().canonical() != before {
        return Err("a folder that was moved away took its figures with it".to_owned());
    }
    world.disks[disk].is_gone = false;
    each(world, &EventKind::Reconnect);
    quiet(world)?;
    check(world)
}

fn check(world: &World) -> Result<(), String> {
    let mut writers = 0;
    for (tab, of) in world.tabs.iter().enumerate() {
        if of.runtime.is_some() {
            let said = |error| format!("tab {tab}: {error}");
            world.check_figures(tab).map_err(said)?;
            world.check_held(tab).map_err(said)?;
            world.check_answers(tab).map_err(said)?;
            if world.stores(tab) {
                writers += 1;
                world.check_store(tab).map_err(said)?;
            }
        }
    }
    (writers <= 1)
        .then_some(())
        .ok_or_else(|| "two tabs write".to_owned())
}

/// The next visit shows at once what this one showed, and has nothing to read.
fn restart(world: &mut World) -> Result<(), String> {
    let is_spoiled = world.database.is_spoiled || !world.database.spoiled.is_empty();
    let mut tabs = 0..world.tabs.len();
    let writer = tabs.find(|tab| world.stores(*tab));
    let writer = writer.and_then(|tab| world.tabs[tab].runtime.as_ref());
    let before = writer.map(|runtime| runtime.ledger().canonical());
    let before = before.filter(|_| !is_spoiled);
    world.trace("restart");
    for tab in (0..world.tabs.len()).rev() {
        world.crash(tab);
        world.tabs[tab].is_granted = false;
    }
    world.start(0);
    quiet(world)?;
    let after = world.runtime(0)?.ledger().canonical();
    if before.as_ref().is_some_and(|before| *before != after) {
        return Err("the next visit does not show the figures".to_owned());
    }
    world.step(0, EventKind::Reconnect);
    quiet(world)?;
    let read = world.runtime(0)?.status().counts.bytes_read;
    if before.is_some() && read > 0 {
        return Err(format!(
            "the next visit reads {read} bytes of what is known"
        ));
    }
    if before.is_some() {
        world.check_figures(0)?;
    }
    if world.stores(0) && before.is_some() {
        world.check_store(0)?;
    }
    Ok(())
}

fn quiet(world: &mut World) -> Result<(), String> {
    if !world.has_watcher {
        // What is looked at every few seconds is not at rest while the page is seen.
        world.is_hidden = false;
        each(world, &EventKind::Visible(true));
        world.run_until(world.now_ms + 150_000);
        world.is_hidden = true;
        each(world, &EventKind::Visible(false));
    }
    if !world.run_until_quiet(QUIET_MS, QUIET_STEPS) {
        return Err("it does not come to rest".to_owned());
    }
    match world.errors.first() {
        Some(error) => Err(error.clone()),
        None => Ok(()),
    }
}

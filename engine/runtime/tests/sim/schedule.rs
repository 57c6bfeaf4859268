//! A schedule: a time of trouble, and then quiet, in which everything has to come right.

use std::collections::BTreeSet;

use sessionscope_accounts::price::PriceTable;
use sessionscope_runtime::{EventKind, Sabotage};

use super::faults::Faults;
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
    let error = schedule(&mut world).err();
    Outcome {
        effects: world.effects,
        steps: world.steps,
        faults: world.faults.injected,
        counts: world.faults.counts.into_iter().collect(),
        error,
    }
}

fn schedule(world: &mut World) -> Result<(), String> {
    let mut given = BTreeSet::new();
    trouble(world, &mut given);
    calm(world, &given)?;
    restart(world)
}

/// Things happen, and go wrong.
fn trouble(world: &mut World, given: &mut BTreeSet<usize>) {
    world.tabs.push(super::tab::Tab::default());
    world.tabs[0].is_granted = world.rng.chance(500);
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
            given.insert(0);
        } else {
            happen(world, given);
        }
    }
}

fn happen(world: &mut World, given: &mut BTreeSet<usize>) {
    let disk = world.rng.index(world.disks.len());
    match world.rng.below(100) {
        0..60 => {
            let World {
                rng,
                writer,
                disks,
                now_ms,
                ..
            } = world;
            let trace = writer.mutate(rng, &mut disks[disk], *now_ms);
            world.trace(&format!("disk {disk}: {trace:?}"));
        }
        60..70 => {
            given.insert(disk);
            world.give(0, disk);
        }
        70..76 => world.start(0),
        76..80 => world.step(0, EventKind::Reconnect),
        80..84 => world.step(0, EventKind::Cancel),
        84..88 => {
            let is_visible = world.rng.chance(500);
            world.step(0, EventKind::Visible(is_visible));
        }
        88..91 => world.disks[disk].is_gone ^= true,
        91..94 => world.disks[disk].is_allowed ^= true,
        94..96 => world.database.quota_bytes = Some(world.rng.index(6_000)),
        96..97 => world.database.is_refused = true,
        97..98 => world.database.evict(),
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
fn calm(world: &mut World, given: &BTreeSet<usize>) -> Result<(), String> {
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
    quiet(world)?;
    // The user looks at the page, and gives once more what does not seem to be there.
    world.step(0, EventKind::Visible(true));
    world.step(0, EventKind::Reconnect);
    quiet(world)?;
    // From now on even the trouble that was ordered is over.
    (world.faults.only, world.crash_at) = (None, None);
    for disk in given {
        world.give(0, *disk);
    }
    quiet(world)?;
    world.check_roots(0, given)?;
    world.check_figures(0)?;
    world.check_held(0)?;
    world.check_store(0)
}

/// The next visit shows at once what this one showed, and has nothing to read.
fn restart(world: &mut World) -> Result<(), String> {
    let is_spoiled = world.database.is_spoiled || !world.database.spoiled.is_empty();
    let is_stored = world.runtime(0)?.status().store_error.is_none() && !is_spoiled;
    let before = world.runtime(0)?.ledger().canonical();
    world.tabs[0].is_granted = false;
    world.trace("restart");
    world.start(0);
    quiet(world)?;
    let after = world.runtime(0)?.ledger().canonical();
    if is_stored && before.files != after.files {
        return Err("the next visit does not show the figures".to_owned());
    }
    world.step(0, EventKind::Reconnect);
    quiet(world)?;
    let read = world.runtime(0)?.status().counts.bytes_read;
    if is_stored && read > 0 {
        return Err(format!(
            "the next visit reads {read} bytes of what is known"
        ));
    }
    if is_stored {
        world.check_figures(0)?;
        world.check_store(0)?;
    }
    Ok(())
}

fn quiet(world: &mut World) -> Result<(), String> {
    if !world.run_until_quiet(QUIET_MS, QUIET_STEPS) {
        return Err("it does not come to rest".to_owned());
    }
    match world.errors.first() {
        Some(error) => Err(error.clone()),
        None => Ok(()),
    }
}

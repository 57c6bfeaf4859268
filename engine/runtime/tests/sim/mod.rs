//! A simulated world: folders, a store, ingest workers and a clock in memory, in which any effect
//! may come late, twice, in another order, fail, or never be answered.

pub mod check;
pub mod database;
pub mod disk;
pub mod faults;
pub mod rng;
pub mod schedule;
pub mod shell;
pub mod tab;
pub mod watcher;
pub mod world;

//! What Sessionscope does with logs, as a pure state machine.
//!
//! Everything that happens is an [`Event`]; everything that the runtime wants done is an [`Effect`].
//! [`Runtime::step`] takes one event and appends the effects that follow from it. There is no
//! browser, no clock, no random number and no `await` in here: a shell turns what the platform
//! reports into events and carries the effects out. So a test can put a simulated world around the
//! runtime, and let every effect come late, twice, in another order, fail, or never be answered.
//!
//! An effect that is answered carries a [`CallId`], and so does its answer. An answer whose call is
//! unknown, already answered, or no longer wanted is dropped.
//!
//! The nouns:
//!
//! - [`event`] and [`effect`]: the two ends of the machine. [`id`] names what they refer to.
//! - [`folder`], [`ingest`], [`store`]: what is said about folders, about reading, about storing.
//! - [`status`]: what the runtime is doing, for people to see. [`query`]: figures that are asked for.
//! - [`settings`]: choices, and the limits that a test may tighten.
#![forbid(unsafe_code)]

mod accounts;
mod boot;
mod calls;
mod choices;
pub mod effect;
pub mod event;
pub mod folder;
mod follow;
mod follow_list;
mod forget;
mod given;
mod gone;
pub mod id;
pub mod ingest;
mod kept_answers;
mod left_out;
mod listing;
mod milestone;
mod opening;
mod outcome;
mod pool;
mod pool_status;
mod pool_watch;
mod probe;
pub mod query;
mod queue;
mod reading;
mod recent;
mod remembered;
mod roots;
mod runtime;
mod sabotage;
pub mod settings;
pub mod status;
mod storage;
pub mod store;
pub mod tabs;
mod timers;

pub use effect::Effect;
pub use event::{Event, EventKind};
pub use id::CallId;
pub use left_out::{LeftOut, LeftReason};
pub use milestone::{Milestone, MilestoneKind};
pub use runtime::Runtime;
#[cfg(feature = "sabotage")]
pub use sabotage::Sabotage;

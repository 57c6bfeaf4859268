//! What the page knows, as signals.
//!
//! Views read these and never write them but through [`crate::tasks`] (filters: through
//! [`AppState::go`]). Each noun has its file; [`AppState`] is the one bundle of them, cheap to
//! copy and found by `expect_context::<AppState>()`.

mod follow;
mod health;
mod live;
mod notice;
mod phase;
mod roots;
mod scope;
mod settings;
mod shown;
mod warning;

use leptos::prelude::*;
use sessionscope_engine::ledger::{Ledger, Revision};
use sessionscope_engine::report::{DailyRollup, Filter};
use sessionscope_engine::time::{DAY_MS, Instant, Zone};
use sessionscope_queries::Scope;

pub use follow::follow;
pub use health::{Health, LeftHow, LeftOut, Refused, SlowOperation, WorkerInfo, WorkerState};
pub use live::{Live, LiveMode};
pub use notice::{Level, Notice, NoticeAction};
pub use phase::{Phase, Progress};
pub use roots::{RootInfo, RootState};
pub use scope::scope_of;
pub use settings::{Currency, Settings, Theme};
pub use shown::Shown;
pub use warning::Warning;

use crate::browser::zone;
use crate::route::Route;

/// All signals of the app.
#[derive(Clone, Copy)]
pub struct AppState {
    /// What is going on; `<html data-state>`.
    pub phase: RwSignal<Phase>,
    /// How far indexing is.
    pub progress: RwSignal<Progress>,
    /// Every figure, with what has come since it was last shown, and all names: for tasks alone.
    pub held: RwSignal<Revision>,
    /// The same as views see it.
    pub ledger: Shown,
    /// The same by day, as of when it was last asked.
    pub rollup: StoredValue<DailyRollup>,
    /// `Some`: the ledger was painted from storage as of then and is not verified yet.
    pub as_of: RwSignal<Option<Instant>>,
    /// What the user chose; kept in storage.
    pub settings: RwSignal<Settings>,
    /// The time zone of days and hours, with offsets for the span of the ledger.
    pub zone: Memo<Zone>,
    /// What of the figures is shown: the route's query with the settings.
    pub scope: Memo<Scope>,
    /// The same by rows of the ledger.
    pub filter: Memo<Filter>,
    /// The view and its query, kept equal to the URL's hash.
    pub route: RwSignal<Route>,
    /// How the figures follow the folders.
    pub live: RwSignal<Live>,
    /// The folders given.
    pub roots: RwSignal<Vec<RootInfo>>,
    /// Files that figures miss, since what was stored of them is damaged.
    pub missing: RwSignal<u64>,
    /// What the engine did.
    pub health: RwSignal<Health>,
    /// What went wrong and what to do next, oldest first.
    pub notices: RwSignal<Vec<Notice>>,
    /// The time, renewed every half minute.
    pub now: RwSignal<Instant>,
    /// A newer version of the app waits; [`crate::tasks::update::apply`] takes it.
    pub update_ready: RwSignal<bool>,
    /// Something is being dragged over the window.
    pub dragging: RwSignal<bool>,
}

impl AppState {
    /// The state of a page that was just opened.
    pub fn new() -> Self {
        let settings = RwSignal::new(Settings::default());
        let held = RwSignal::new(Revision::default());
        let ledger = Shown::new(held, settings);
        let route = RwSignal::new(Route::default());
        let now = RwSignal::new(Instant(0));
        let span = Memo::new(move |_| held.with(|ledger| span_of(ledger, now.get())));
        let zone = Memo::new(move |_| {
            let name = settings.with(|settings| settings.zone.clone());
            let (from, to) = span.get();
            zone_of(name.as_deref(), from, to)
        });
        let scope = Memo::new(move |_| {
            let zone = zone.get();
            route.with(|route| settings.with(|settings| scope_of(&route.query, settings, zone)))
        });
        let filter =
            Memo::new(move |_| ledger.with(|ledger| scope.with(|scope| scope.filter(ledger))));
        Self {
            phase: RwSignal::new(Phase::Empty),
            progress: RwSignal::new(Progress::default()),
            held,
            ledger,
            rollup: StoredValue::new(DailyRollup::default()),
            as_of: RwSignal::new(None),
            settings,
            zone,
            scope,
            filter,
            route,
            live: RwSignal::new(Live::default()),
            roots: RwSignal::new(Vec::new()),
            missing: RwSignal::new(0),
            health: RwSignal::new(Health::default()),
            notices: RwSignal::new(Vec::new()),
            now,
            update_ready: RwSignal::new(false),
            dragging: RwSignal::new(false),
        }
    }

    /// Opens `route` as a step of its own in the browser's history.
    pub fn go(self, route: Route) {
        self.route.set(route);
    }

    /// Takes a notice off the page.
    pub fn dismiss(self, notice: u64) {
        self.notices
            .update(|notices| notices.retain(|other| other.id != notice));
    }
}

/// Zone offsets are looked up for the time of the ledger and until now, in steps of this.
const SPAN_STEP_MS: i64 = 64 * DAY_MS;

/// The span of time that a ledger and the present take up, in coarse steps so that it rarely
/// changes.
fn span_of(ledger: &Ledger, now: Instant) -> (Instant, Instant) {
    let (first, last) = ledger.span().unwrap_or((now, now));
    let (first, last) = (first.min(now), last.max(now));
    let step = |time: Instant| time.0.div_euclid(SPAN_STEP_MS);
    (
        Instant((step(first) - 1) * SPAN_STEP_MS),
        Instant((step(last) + 2) * SPAN_STEP_MS),
    )
}

/// A zone by its name, the browser's without one, UTC where the browser does not know it.
fn zone_of(name: Option<&str>, from: Instant, to: Instant) -> Zone {
    // Logs with absurd times must not make this look at a thousand years.
    let from = from.max(Instant(to.0.saturating_sub(ZONE_SPAN_MAX_MS)));
    let own = name.map_or_else(zone::browser_zone, str::to_owned);
    zone::table(&own, from, to).unwrap_or_else(Zone::utc)
}

/// As far back as offsets are looked up; before that the oldest one found holds.
const ZONE_SPAN_MAX_MS: i64 = 20 * 366 * DAY_MS;

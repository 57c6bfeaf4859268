//! What the page knows, as signals.
//!
//! Views read these and never write them but through [`crate::tasks`] (filters: through
//! [`AppState::go`]). Each noun has its file; [`AppState`] is the one bundle of them, cheap to
//! copy and found by `expect_context::<AppState>()`.

mod answers;
mod health;
mod later;
mod live;
mod notice;
mod phase;
mod roots;
mod scope;
mod search;
mod settings;
mod warning;

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::redact::Veil;
use sessionscope_engine::time::{DAY_MS, Instant, Zone};
use sessionscope_queries::Scope;
use sessionscope_runtime::status::Status;

pub use answers::{Answers, Listener, Request, Subscription};
pub use health::{Health, LeftHow, LeftOut, RefusedFile, SlowOperation, WorkerInfo, WorkerState};
pub use later::LaterPart;
pub use live::{Live, LiveMode};
pub use notice::{Level, Notice, NoticeAction};
pub use phase::{Phase, Progress};
pub use roots::{RootInfo, RootState};
pub use scope::scope_of;
pub use search::{Quote, Results, Search, SearchHit, SearchResult, SearchSession, Stage};
pub use settings::{Currency, Settings, Theme};
pub use warning::Warning;

use crate::route::Route;

/// All signals of the app.
#[derive(Clone, Copy)]
pub struct AppState {
    /// What is going on; `<html data-state>`.
    pub phase: RwSignal<Phase>,
    /// How far indexing is.
    pub progress: RwSignal<Progress>,
    /// What the analyst is doing, as it said last: for tasks alone.
    pub status: RwSignal<Status>,
    /// What views ask about the figures, and the answers.
    pub answers: Answers,
    /// What the names stand for that views see while names are hidden: for tasks alone.
    pub veil: RwSignal<Option<Arc<Veil>>>,
    /// `Some`: the figures are those stored as of then and are not verified yet.
    pub as_of: RwSignal<Option<Instant>>,
    /// What the user chose; kept in storage.
    pub settings: RwSignal<Settings>,
    /// Earliest and latest valid time of the figures.
    pub span: RwSignal<Option<(Instant, Instant)>>,
    /// The time zone of days and hours, with offsets for the span of the figures.
    pub zone: Memo<Zone>,
    /// What of the figures is shown: the route's query with the settings.
    pub scope: Memo<Scope>,
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
    /// Whether all of the program is there.
    pub later: RwSignal<LaterPart>,
    /// Something is being dragged over the window.
    pub dragging: RwSignal<bool>,
}

impl AppState {
    /// The state of a page that was just opened. `offsets` asks the browser for the offsets of a zone.
    pub fn new(offsets: Offsets) -> Self {
        let settings = RwSignal::new(Settings::default());
        let route = RwSignal::new(Route::default());
        let now = RwSignal::new(Instant(0));
        let span = RwSignal::new(None);
        let covered = Memo::new(move |_| covered(span.get(), now.get()));
        let zone = Memo::new(move |_| {
            let name = settings.with(|settings| settings.zone.clone());
            let (from, to) = covered.get();
            offsets(name.as_deref(), from, to).unwrap_or_else(Zone::utc)
        });
        let scope = Memo::new(move |_| {
            let zone = zone.get();
            route.with(|route| settings.with(|settings| scope_of(&route.query, settings, zone)))
        });
        Self {
            phase: RwSignal::new(Phase::Empty),
            progress: RwSignal::new(Progress::default()),
            status: RwSignal::new(Status::default()),
            answers: Answers::default(),
            veil: RwSignal::new(None),
            as_of: RwSignal::new(None),
            settings,
            span,
            zone,
            scope,
            route,
            live: RwSignal::new(Live::default()),
            roots: RwSignal::new(Vec::new()),
            missing: RwSignal::new(0),
            health: RwSignal::new(Health::default()),
            notices: RwSignal::new(Vec::new()),
            now,
            update_ready: RwSignal::new(false),
            later: RwSignal::new(LaterPart::default()),
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

/// The offsets of a zone between two times; the browser's own zone where none is named. `None` where the browser does
/// not know it.
pub type Offsets = fn(Option<&str>, Instant, Instant) -> Option<Zone>;

/// Zone offsets are looked up in steps of this.
const SPAN_STEP_MS: i64 = 64 * DAY_MS;
/// So many steps back they are looked up at once: most logs are younger, so that the zone stays the same when their
/// span becomes known.
const SPAN_STEPS: i64 = 12;
/// As far back as offsets are looked up; before that the oldest one found holds. Logs with absurd times must not make
/// this look at a thousand years.
const SPAN_MAX_MS: i64 = 20 * 366 * DAY_MS;

/// The time for which the zone has offsets: that of the figures and the present, in coarse steps so that it rarely
/// changes.
fn covered(span: Option<(Instant, Instant)>, now: Instant) -> (Instant, Instant) {
    let (first, last) = span.unwrap_or((now, now));
    let (first, last) = (first.min(now), last.max(now));
    let step = |time: Instant| time.0.div_euclid(SPAN_STEP_MS);
    let start = (step(first) - 1).min(step(now) - SPAN_STEPS) * SPAN_STEP_MS;
    let end = (step(last) + 2) * SPAN_STEP_MS;
    (
        Instant(start.max(end.saturating_sub(SPAN_MAX_MS))),
        Instant(end),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_changes_only_where_figures_are_older_than_most() {
        let at = |text: &str| Instant::parse(text.as_bytes()).unwrap();
        let now = at("2026-11-21T10:00:00Z");
        let none = covered(None, now);
        let some = |first, last| covered(Some((at(first), at(last))), now);
        let usual = some("2025-06-01T00:00:00Z", "2026-11-21T09:59:00Z");
        assert_eq!(usual, none);
        assert!(none.0 < at("2025-01-01T00:00:00Z") && none.1 > now);
        let old = some("2023-06-01T00:00:00Z", "2023-06-02T00:00:00Z");
        assert!(old.0 < at("2023-06-01T00:00:00Z") && old.1 == none.1);
        let absurd = some("1970-01-01T00:00:00Z", "2026-11-21T09:59:00Z");
        assert!(absurd.0 > at("2005-01-01T00:00:00Z"));
    }
}

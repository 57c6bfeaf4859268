//! What the page knows, as signals.
//!
//! Views read these and never write them but through [`crate::tasks`] (filters: through
//! [`AppState::go`]). Each noun has its file; [`AppState`] is the one bundle of them, cheap to
//! copy and found by `expect_context::<AppState>()`.

mod filter;
mod health;
mod notice;
mod phase;
mod roots;
mod settings;

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::report::Filter;
use sessionscope_engine::time::{Instant, Zone};

pub use filter::filter_of;
pub use health::{Health, Refused, SlowOperation, WorkerInfo, WorkerState};
pub use notice::{Level, Notice, NoticeAction};
pub use phase::{Phase, Progress};
pub use roots::{RootInfo, RootState};
pub use settings::{Currency, Settings, Theme};

use crate::route::Route;

/// All signals of the app.
#[derive(Clone, Copy)]
pub struct AppState {
    /// What is going on; `<html data-state>`.
    pub phase: RwSignal<Phase>,
    /// How far indexing is.
    pub progress: RwSignal<Progress>,
    /// Every figure; replaced whole as files arrive.
    pub ledger: RwSignal<Arc<Ledger>>,
    /// `Some`: the ledger was painted from storage as of then and is not verified yet.
    pub as_of: RwSignal<Option<Instant>>,
    /// What the user chose; kept in storage.
    pub settings: RwSignal<Settings>,
    /// The time zone of days and hours, with offsets for the span of the ledger.
    pub zone: Memo<Zone>,
    /// What of the ledger is shown: the route's query with the settings.
    pub filter: Memo<Filter>,
    /// The view and its query, kept equal to the URL's hash.
    pub route: RwSignal<Route>,
    /// The folders given.
    pub roots: RwSignal<Vec<RootInfo>>,
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
        let ledger = RwSignal::new(Arc::new(Ledger::default()));
        let route = RwSignal::new(Route::default());
        let zone = Memo::new(move |_| {
            let _ = settings.with(|settings| settings.zone.clone());
            Zone::utc()
        });
        let filter = Memo::new(move |_| {
            let ledger = ledger.get();
            let zone = zone.get();
            route.with(|route| {
                settings.with(|settings| filter_of(&route.query, settings, zone, &ledger))
            })
        });
        Self {
            phase: RwSignal::new(Phase::Empty),
            progress: RwSignal::new(Progress::default()),
            ledger,
            as_of: RwSignal::new(None),
            settings,
            zone,
            filter,
            route,
            roots: RwSignal::new(Vec::new()),
            health: RwSignal::new(Health::default()),
            notices: RwSignal::new(Vec::new()),
            now: RwSignal::new(Instant(0)),
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

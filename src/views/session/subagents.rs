//! All subagents of a session that have a log of their own.

use leptos::prelude::*;
use sessionscope_engine::transcript::agents::How;
use sessionscope_queries::{Lookup, SourcesAnswer, SubagentFigures, SubagentsQuestion};

use super::agent::name_of;
use super::subject::Subject;
use super::survey::redacted_now;
use super::trouble::trouble_view;
use crate::parts::{Cell, Column, DisplayPrefs, Nothing, Order, RowSet, Rows, Sort, format};
use crate::queries::{ask, asked};
use crate::route::Route;
use crate::state::AppState;
use crate::tasks::agents::{AgentTold, told};
use crate::tasks::spawn;
use crate::tasks::transcript::{Sources, Trouble};
use crate::views::table_card::TableCard;

const COLUMNS: [Column; 8] = [
    Column::text("subagent", "Subagent", "w-name"),
    Column::text("kind", "Type", "w-text"),
    Column::text("about", "What for", "w-name"),
    Column::text("call", "Started by", "w-text").hint("The call that started it, and how that is known: its result names the subagent’s id; or the log’s name or the note beside it say what the call says; or the log begins with the call’s prompt, at about its time."),
    Column::figures("start", "Started").width("w-date"),
    Column::figures("time", "Took"),
    Column::figures("responses", "Responses"),
    Column::figures("cost_usd", "Cost"),
];

/// A subagent of a session.
#[derive(Clone, Debug)]
struct SubagentRow {
    /// What its log and the note beside it say, and the call that started it.
    told: AgentTold,
    /// What counts in its log.
    figures: SubagentFigures,
}

/// What subagents' logs say, and which logs these are.
type AgentsResult = Result<(SourcesAnswer, Vec<AgentTold>), Trouble>;

/// The tab.
#[component]
pub fn AgentsOf(session: Subject) -> impl IntoView {
    let state = expect_context::<AppState>();
    let agents = told_of(state, session);
    let figures = ask(
        state,
        asked(move || SubagentsQuestion {
            session: session.key(),
            files: agents.with(|agents| match agents {
                Some(Ok((files, _))) => Sources::of_agents(files).files().to_vec(),
                _ => Vec::new(),
            }),
        }),
    );
    let known = Signal::derive(move || {
        agents.with(|agents| match agents {
            Some(Ok((_, told))) => figures.with(|figures| {
                let figures = figures.found()?.iter();
                let known = told.iter().zip(figures).map(|(told, figures)| SubagentRow {
                    told: told.clone(),
                    figures: *figures,
                });
                Some(known.collect::<Vec<_>>())
            }),
            _ => None,
        })
    });
    let phase = Memo::new(move |_| {
        let is_counted = figures.with(|figures| *figures != Lookup::Pending);
        agents.with(|agents| match agents {
            Some(Err(trouble)) => Stage::Trouble(*trouble),
            Some(Ok((_, told))) if told.is_empty() => Stage::None,
            Some(Ok(_)) if is_counted => Stage::SubagentRow,
            _ => Stage::Looking,
        })
    });
    move || {
        match phase.get() {
        Stage::Looking => view! { <p class="msgs-state" role="status">"Looking through the subagents’ logs…"</p> }
            .into_any(),
        Stage::Trouble(trouble) => trouble_view(state, trouble).into_any(),
        Stage::None => view! {
            <div class="card">
                <Nothing
                    title="No subagents"
                    text="No subagent of this session has a log of its own among the files. Versions before 2.0 wrote what subagents did into the session’s own log."
                />
            </div>
        }
        .into_any(),
        Stage::SubagentRow => view! { <List known=known /> }.into_any(),
    }
    }
}

/// How far one is.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Looking,
    Trouble(Trouble),
    None,
    SubagentRow,
}

/// What the subagents' logs say, again whenever they change.
fn told_of(state: AppState, session: Subject) -> RwSignal<Option<AgentsResult>> {
    let agents = RwSignal::new(None);
    let redacted = Memo::new(move |_| state.settings.with(|settings| settings.redacted));
    Effect::new(move |was_redacted: Option<bool>| {
        let redacted = redacted.get();
        if was_redacted.is_some_and(|was| was != redacted) {
            // What holds names goes at once.
            agents.set(None);
        }
        state.roots.track();
        if let Some(files) = session.files.get().found().cloned() {
            spawn(async move {
                let told = told(state, &files).await;
                if redacted_now(state) == redacted {
                    agents.try_set(Some(told.map(|told| (files, told))));
                }
            });
        }
        redacted
    });
    agents
}

#[component]
fn List(known: Signal<Option<Vec<SubagentRow>>>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let rows = Memo::new(move |_| {
        RowSet::new(AgentRows {
            agents: known.get().unwrap_or_default(),
            prefs: prefs.get(),
            route: state.route.get_untracked(),
        })
    });
    view! {
        <TableCard
            title="Subagents"
            name="subagents"
            columns=&COLUMNS
            sort=Sort::ascending("start")
            rows=rows
            empty=""
        />
    }
}

struct AgentRows {
    agents: Vec<SubagentRow>,
    prefs: DisplayPrefs,
    route: Route,
}

impl AgentRows {
    /// Where the subagent's own transcript is.
    fn own(&self, known: &SubagentRow) -> String {
        let route = self.route.clone().with("tab", None).with("m", None);
        route.with("agent", Some(&known.told.agent.id)).to_hash()
    }

    fn text(&self, known: &SubagentRow, column: &str) -> Option<String> {
        let agent = &known.told.agent;
        let said = |text: &String| text.clone();
        match column {
            "subagent" => agent
                .name
                .as_ref()
                .map(said)
                .or_else(|| Some(agent.id.clone())),
            "kind" => agent.kind.as_ref().map(said),
            "about" => {
                let prompt = Some(&agent.prompt).filter(|prompt| !prompt.is_empty());
                let words = agent.about.as_ref().or(prompt);
                words.cloned()
            }
            "call" => known.told.call.as_ref().map(|(_, how)| {
                let words = match how {
                    How::Id => "by id",
                    How::Note => "by its note",
                    How::Prompt => "likely, by prompt",
                };
                words.to_owned()
            }),
            "start" => known
                .figures
                .span
                .map(|(first, _)| self.prefs.moment(first)),
            _ => None,
        }
    }

    fn figure(known: &SubagentRow, column: &str) -> Option<f64> {
        match column {
            "time" => known.figures.took_ms.map(|took_ms| took_ms as f64),
            "responses" => Some(known.figures.responses as f64),
            "cost_usd" => Some(known.figures.cost.usd()),
            _ => None,
        }
    }
}

impl Rows for AgentRows {
    fn count(&self) -> usize {
        self.agents.len()
    }

    fn key(&self, row: usize) -> String {
        let known = self.agents.get(row);
        known
            .map(|known| known.told.agent.id.clone())
            .unwrap_or_default()
    }

    fn cell(&self, row: usize, column: &'static str) -> Cell {
        let Some(known) = self.agents.get(row) else {
            return Cell::text("–");
        };
        if let Some(text) = self.text(known, column) {
            let cell = Cell::text(text);
            return match (column, &known.told.call) {
                ("subagent", _) => cell.href(self.own(known)),
                ("call", Some((start, how))) => {
                    let route = self.route.clone().with("tab", None).with("agent", None);
                    let to = route.with("m", Some(&start.uuid)).to_hash();
                    Cell {
                        value: Some(name_of(*how).to_owned()),
                        ..cell.href(to)
                    }
                }
                _ => cell,
            };
        }
        match (column, Self::figure(known, column)) {
            ("call", _) => Cell::text("no call that was found"),
            ("cost_usd", Some(_)) => Cell {
                at_least: known.figures.lower_bound,
                ..Cell::figure(
                    self.prefs.money(known.figures.cost),
                    known.figures.cost.to_decimal(),
                )
            },
            #[allow(clippy::cast_possible_truncation, reason = "a cast saturates")]
            ("time", Some(ms)) => Cell::figure(format::duration(ms as i64), ms.to_string()),
            (_, Some(figure)) => Cell::figure(format::compact_float(figure), figure.to_string()),
            (_, None) => Cell::text("–"),
        }
    }

    fn order(&self, row: usize, column: &'static str) -> Order {
        let Some(known) = self.agents.get(row) else {
            return Order::Missing;
        };
        if column == "start" {
            return known
                .figures
                .span
                .map_or(Order::Missing, |(first, _)| Order::Number(first.0 as f64));
        }
        match (self.text(known, column), Self::figure(known, column)) {
            (Some(text), _) => Order::text(&text),
            (None, Some(figure)) => Order::Number(figure),
            (None, None) => Order::Missing,
        }
    }
}

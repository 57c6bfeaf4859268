//! The bar of filters. What it holds is in the URL alone.

use leptos::prelude::*;
use sessionscope_engine::time::Day;
use sessionscope_queries::{FilterNamesAnswer, FilterNamesQuestion, Scope};

use super::links::{query, set_query};
use crate::parts::{DisplayPrefs, Icon, Menu, format};
use crate::queries::ask;
use crate::state::AppState;

/// Most rows of a menu; the rest is found by typing.
const MENU_MAX: usize = 60;
/// From so many rows on, a menu has a field to type in.
const TYPE_FROM: usize = 8;

/// Date range, projects, models, branch and subagents.
#[component]
pub fn FilterBar(
    /// The view is of one project: there is none to choose.
    #[prop(optional)]
    no_project: bool,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let is_open = move || state.scope.with(Scope::is_open);
    let names = ask(state, Signal::stored(FilterNamesQuestion));
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <Dates />
            {(!no_project).then(|| view! { <Projects names=names /> })}
            <Models names=names />
            <Branch names=names />
            <SubagentsMenu />
            <Show when=move || !is_open()>
                <button
                    type="button"
                    class="btn ghost"
                    data-action="clear-filters"
                    on:click=move |_| clear(state)
                >
                    {Icon::Close.view()}
                    "Clear"
                </button>
            </Show>
        </div>
    }
}

fn clear(state: AppState) {
    let mut route = state.route.get_untracked();
    for name in ["from", "to", "project", "model", "branch", "sub"] {
        route.query.set(name, None);
    }
    state.go(route);
}

/// A range of days, as the presets name it.
struct Preset {
    label: &'static str,
    days: fn(Day) -> Option<(Day, Day)>,
}

const PRESETS: [Preset; 7] = [
    Preset {
        label: "All time",
        days: |_| None,
    },
    Preset {
        label: "Today",
        days: |today| Some((today, today)),
    },
    Preset {
        label: "Last 7 days",
        days: |today| Some((Day(today.0 - 6), today)),
    },
    Preset {
        label: "Last 30 days",
        days: |today| Some((Day(today.0 - 29), today)),
    },
    Preset {
        label: "Last 90 days",
        days: |today| Some((Day(today.0 - 89), today)),
    },
    Preset {
        label: "This month",
        days: |today| {
            let (year, month, _) = today.civil();
            Some((Day::from_civil(year, month, 1)?, today))
        },
    },
    Preset {
        label: "This year",
        days: |today| Some((Day::from_civil(today.civil().0, 1, 1)?, today)),
    },
];

#[component]
fn Dates() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let today = move || prefs.with(|prefs| prefs.day(state.now.get()));
    let range = Memo::new(move |_| state.scope.with(|scope| (scope.from, scope.to)));
    let pressed = move |preset: &Preset| match (preset.days)(today()) {
        None => range.get() == (None, None),
        Some((from, to)) => range.get() == (Some(from), Some(to)),
    };
    let label = move || {
        let preset = PRESETS.iter().find(|preset| pressed(preset));
        preset.map_or_else(|| range_name(range.get()), |preset| preset.label.to_owned())
    };
    let set = Signal::derive(move || range.get() != (None, None));
    view! {
        <Menu icon=Icon::Calendar label=Signal::derive(label) set=set title="Date range">
            {PRESETS
                .iter()
                .map(|preset| {
                    view! {
                        <button
                            type="button"
                            class="menu-item"
                            aria-pressed=move || pressed(preset).to_string()
                            on:click=move |_| set_range(state, (preset.days)(untrack(today)))
                        >
                            {preset.label}
                        </button>
                    }
                })
                .collect_view()}
            <hr class="menu-rule" />
            <DayField name="from" label="From" />
            <DayField name="to" label="To" />
        </Menu>
    }
}

fn range_name(range: (Option<Day>, Option<Day>)) -> String {
    match range {
        (Some(from), Some(to)) => format::day_range(from, to),
        (Some(from), None) => format!("From {}", format::day(from)),
        (None, Some(to)) => format!("Until {}", format::day(to)),
        (None, None) => "All time".to_owned(),
    }
}

fn set_range(state: AppState, range: Option<(Day, Day)>) {
    let (from, to) = range.map(|(from, to)| (from.to_iso(), to.to_iso())).unzip();
    let route = state.route.get_untracked();
    let route = route
        .with("from", from.as_deref())
        .with("to", to.as_deref());
    state.go(route);
}

#[component]
fn DayField(name: &'static str, label: &'static str) -> impl IntoView {
    let state = expect_context::<AppState>();
    let held = query(state, name);
    view! {
        <label class="day-field">
            <span>{label}</span>
            <input
                type="date"
                class="input"
                prop:value=move || held.get().unwrap_or_default()
                on:change=move |event| {
                    let value = event_target_value(&event);
                    let day = Day::parse(&value).map(Day::to_iso);
                    set_query(state, name, day.as_deref());
                }
            />
        </label>
    }
}

/// A name in a menu: as it stands in the URL, and as it is shown.
type Entry = (String, String);

#[component]
fn Projects(names: Signal<FilterNamesAnswer>) -> impl IntoView {
    let entries = Memo::new(move |_| names.with(|names| names.projects.clone()));
    view! { <Many icon=Icon::Folder name="project" one="project" all="All projects" entries=entries /> }
}

#[component]
fn Models(names: Signal<FilterNamesAnswer>) -> impl IntoView {
    let entries = Memo::new(move |_| {
        names.with(|names| {
            let models = names.models.iter();
            models
                .map(|model| (model.clone(), model.clone()))
                .collect::<Vec<Entry>>()
        })
    });
    view! { <Many icon=Icon::Model name="model" one="model" all="All models" entries=entries /> }
}

/// A menu of which any number may be chosen.
#[component]
fn Many(
    icon: Icon,
    name: &'static str,
    one: &'static str,
    all: &'static str,
    entries: Memo<Vec<Entry>>,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let chosen = Memo::new(move |_| {
        state.route.with(|route| {
            let chosen = route.query.all(name);
            chosen.map(str::to_owned).collect::<Vec<_>>()
        })
    });
    let typed = RwSignal::new(String::new());
    let label = move || {
        chosen.with(|chosen| match chosen.as_slice() {
            [] => all.to_owned(),
            [only] => entries.with(|entries| {
                let entry = entries.iter().find(|(key, _)| key == only);
                entry.map_or_else(|| only.clone(), |(_, label)| label.clone())
            }),
            more => format::count(more.len() as u128, one),
        })
    };
    let toggle = Callback::new(move |key: String| {
        let mut next = chosen.get_untracked();
        match next.iter().position(|held| *held == key) {
            Some(at) => drop(next.remove(at)),
            None => next.push(key),
        }
        let route = state.route.get_untracked();
        state.go(route.with_all(name, next.iter().map(String::as_str)));
    });
    view! {
        <Menu
            icon=icon
            label=Signal::derive(label)
            set=Signal::derive(move || chosen.with(|chosen| !chosen.is_empty()))
        >
            <Show when=move || entries.with(|entries| entries.len() >= TYPE_FROM)>
                <div class="search menu-search">
                    {Icon::Search.view()}
                    <input
                        type="search"
                        class="input"
                        placeholder="Find…"
                        aria-label=format!("Find a {one}")
                        prop:value=move || typed.get()
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                </div>
            </Show>
            {move || entries.with(|entries| found_view(entries, &typed.get(), chosen, toggle))}
        </Menu>
    }
}

fn found_view(
    entries: &[Entry],
    typed: &str,
    chosen: Memo<Vec<String>>,
    toggle: Callback<String>,
) -> AnyView {
    let wanted = typed.to_lowercase();
    let held = chosen.get_untracked();
    let found = entries
        .iter()
        .filter(|(_, label)| wanted.is_empty() || label.to_lowercase().contains(&wanted));
    // What is chosen stays in sight.
    let (chosen_first, others): (Vec<&Entry>, Vec<&Entry>) =
        found.partition(|(key, _)| held.contains(key));
    let left = (chosen_first.len() + others.len()).saturating_sub(MENU_MAX);
    let found = chosen_first.into_iter().chain(others);
    let rows = found.take(MENU_MAX).map(|(key, label)| {
        let (own, pressed) = (key.clone(), key.clone());
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&own))
                    on:change=move |_| toggle.run(pressed.clone())
                />
                <span class="clip" title=label.clone()>
                    {label.clone()}
                </span>
            </label>
        }
    });
    let rows = rows.collect_view();
    let more = (left > 0).then(|| {
        let left = format::grouped(left as u128);
        view! { <p class="menu-note">{format!("{left} more: type to find them")}</p> }
    });
    (rows, more).into_any()
}

#[component]
fn Branch(names: Signal<FilterNamesAnswer>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let branches = Memo::new(move |_| names.with(|names| names.branches.clone()));
    let held = query(state, "branch");
    let name_of = |name: &str| {
        if name.is_empty() {
            "(none)".to_owned()
        } else {
            name.to_owned()
        }
    };
    let label = move || match held.get() {
        None => "Any branch".to_owned(),
        Some(name) => name_of(&name),
    };
    let item = move |value: Option<String>, label: String| {
        let (own, chosen) = (value.clone(), value);
        view! {
            <button
                type="button"
                class="menu-item"
                aria-pressed=move || (held.get() == own).to_string()
                on:click=move |_| set_query(state, "branch", chosen.as_deref())
            >
                <span class="clip">{label}</span>
            </button>
        }
    };
    view! {
        <Show when=move || branches.with(|branches| !branches.is_empty())>
            <Menu
                icon=Icon::Branch
                label=Signal::derive(label)
                set=Signal::derive(move || held.get().is_some())
            >
                {item(None, "Any branch".to_owned())}
                {move || {
                    branches
                        .get()
                        .into_iter()
                        .take(MENU_MAX * 4)
                        .map(|name| {
                            let label = name_of(&name);
                            item(Some(name), label)
                        })
                        .collect_view()
                }}
            </Menu>
        </Show>
    }
}

const SUBAGENTS: [(&str, &str); 3] = [
    ("in", "With subagents"),
    ("out", "Without subagents"),
    ("only", "Subagents only"),
];

/// With subagents, without them, or they alone.
#[component]
pub fn SubagentsMenu() -> impl IntoView {
    let state = expect_context::<AppState>();
    let held = query(state, "sub");
    let value = move || held.get().unwrap_or_else(|| "in".to_owned());
    let label = move || {
        let value = value();
        let found = SUBAGENTS.iter().find(|(id, _)| *id == value);
        found
            .map_or("With subagents", |(_, label)| label)
            .to_owned()
    };
    view! {
        <Menu
            icon=Icon::Agent
            label=Signal::derive(label)
            set=Signal::derive(move || value() != "in")
        >
            {SUBAGENTS
                .map(|(id, label)| {
                    view! {
                        <button
                            type="button"
                            class="menu-item"
                            aria-pressed=move || (value() == id).to_string()
                            on:click=move |_| set_query(state, "sub", (id != "in").then_some(id))
                        >
                            {label}
                        </button>
                    }
                })
                .collect_view()}
        </Menu>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_end_today() {
        let today = Day::parse("2026-11-21").unwrap();
        let days: Vec<String> = PRESETS
            .iter()
            .filter_map(|preset| (preset.days)(today))
            .map(|(from, to)| {
                assert_eq!(to, today);
                from.to_iso()
            })
            .collect();
        assert_eq!(
            days,
            [
                "2026-11-21",
                "2026-11-15",
                "2026-10-23",
                "2026-08-24",
                "2026-11-01",
                "2026-01-01"
            ]
        );
        assert_eq!(range_name((Some(today), None)), "From 21 Nov 2026");
    }
}

//! The bar above a transcript: what is shown of it, and ways through it.

use leptos::prelude::*;
use sessionscope_engine::time::Instant;
use sessionscope_engine::transcript::entry::Class;
use sessionscope_engine::transcript::items::Filter;

use super::article::class_name;
use super::transcript::Reading;
use crate::parts::format;
use crate::route::Route;
use crate::state::AppState;
use crate::tasks::transcript::{CLASSES, Outline, Sought, Stop};
use crate::views::links::{set_query, set_typed, typed};

/// What each class is called.
const NAMES: [(&str, &str); CLASSES.len()] = [
    ("Prompts", "What you wrote"),
    // Not "replies": those are messages, of which each may stand in several records.
    ("Texts", "Records with words of the model"),
    ("Thinking", "What the model thought"),
    ("Tools", "Records with calls of tools, and what came back"),
    (
        "Notes",
        "What Claude Code says: commands, compactions, errors, hooks that failed",
    ),
    (
        "Records",
        "What Claude Code writes for itself: progress, snapshots, titles, states",
    ),
];

/// The filter that an address holds; of `lines` all are shown.
pub fn filter_of(route: &Route, lines: bool) -> Filter {
    if lines {
        return Filter {
            hidden: Vec::new(),
            lines,
            ..Filter::default()
        };
    }
    let query = &route.query;
    let hidden = CLASSES.into_iter().filter(|class| {
        let name = class_name(*class);
        if *class == Class::Record {
            query.get("with") != Some("record")
        } else {
            query.all("hide").any(|hidden| hidden == name)
        }
    });
    Filter {
        hidden: hidden.collect(),
        errors: query.get("only") == Some("errors"),
        edits: query.get("only") == Some("edits"),
        no_sidechains: query.get("side") == Some("out"),
        tool: query.get("tool").map(str::to_owned),
        ..Filter::default()
    }
}

/// The bar.
#[component]
pub fn ToolBar(reading: Reading) -> impl IntoView {
    view! {
        <div class="msgs-bar" role="toolbar" aria-label="What is shown, and ways through it">
            <div class="chips" class:hidden=reading.lines role="group" aria-label="What is shown">
                {CLASSES
                    .into_iter()
                    .enumerate()
                    .map(|(at, class)| view! { <ClassChip reading=reading at=at class=class /> })
                    .collect_view()}
                <OnlyChip reading=reading name="errors" label="Errors only" count=|outline| outline.failed />
                <OnlyChip reading=reading name="edits" label="Edits only" count=|outline| outline.edits />
                <ToolChoice reading=reading />
                <Find state=reading.state />
            </div>
            <div class="steps">
                <Position reading=reading />
                <Steps reading=reading kind=Stop::Prompt name="prompt" />
                <Steps reading=reading kind=Stop::Error name="error" />
                <Steps reading=reading kind=Stop::Edit name="edit" />
                <button type="button" class="btn ghost" on:click=move |_| edge(reading, false)>
                    "Start"
                </button>
                <button type="button" class="btn ghost" on:click=move |_| edge(reading, true)>
                    "End"
                </button>
            </div>
        </div>
    }
}

fn edge(reading: Reading, end: bool) {
    if let Some(list) = reading.list.get_value() {
        list.go_to_edge(end);
    }
}

#[component]
fn ClassChip(reading: Reading, at: usize, class: Class) -> impl IntoView {
    let state = reading.state;
    let is_on = Memo::new(move |_| {
        state
            .route
            .with(|route| !filter_of(route, false).hidden.contains(&class))
    });
    let count = move || {
        reading.outline.with(|outline| {
            let outline = outline.as_ref()?;
            let count = outline.by_class.get(at).copied()?;
            Some(format!("{}{}", format::grouped(count), more(outline)))
        })
    };
    let (name, hint) = NAMES.get(at).copied().unwrap_or_default();
    view! {
        <button
            type="button"
            class="chip"
            title=hint
            aria-pressed=move || is_on.get().to_string()
            on:click=move |_| toggle(reading, class)
        >
            {name}
            <span class="chip-count">{count}</span>
        </button>
    }
}

/// As long as only the end is known there is more.
fn more(outline: &Outline) -> &'static str {
    if outline.is_partial { "+" } else { "" }
}

fn toggle(reading: Reading, class: Class) {
    let state = reading.state;
    let route = state.route.get_untracked();
    let name = class_name(class);
    let next = if class == Class::Record {
        let is_on = route.query.get("with") == Some(name);
        route.with("with", (!is_on).then_some(name))
    } else {
        let hidden: Vec<String> = route.query.all("hide").map(str::to_owned).collect();
        let was_hidden = hidden.iter().any(|hidden| hidden == name);
        let others = hidden
            .iter()
            .map(String::as_str)
            .filter(|hidden| *hidden != name);
        let mut names: Vec<&str> = others.collect();
        if !was_hidden {
            names.push(name);
        }
        route.clone().with_all("hide", names)
    };
    state.go(next);
}

#[component]
fn OnlyChip(
    reading: Reading,
    name: &'static str,
    label: &'static str,
    count: fn(&Outline) -> u32,
) -> impl IntoView {
    let state = reading.state;
    let is_on = Memo::new(move |_| {
        state
            .route
            .with(|route| route.query.get("only") == Some(name))
    });
    let text = move || {
        reading.outline.with(|outline| {
            let outline = outline.as_ref()?;
            Some(format!(
                "{}{}",
                format::grouped(count(outline)),
                more(outline)
            ))
        })
    };
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || is_on.get().to_string()
            on:click=move |_| {
                set_query(state, "only", (!is_on.get_untracked()).then_some(name));
            }
        >
            {label}
            <span class="chip-count">{text}</span>
        </button>
    }
}

#[component]
fn ToolChoice(reading: Reading) -> impl IntoView {
    let state = reading.state;
    let tools = Memo::new(move |_| {
        reading
            .outline
            .with(|outline| outline.as_ref().map(|outline| outline.tools.clone()))
            .unwrap_or_default()
    });
    let chosen = Memo::new(move |_| {
        state
            .route
            .with(|route| route.query.get("tool").unwrap_or_default().to_owned())
    });
    view! {
        <Show when=move || tools.with(|tools| !tools.is_empty())>
            <select
                class="select"
                aria-label="Only this tool"
                on:change=move |event| {
                    let value = event_target_value(&event);
                    set_query(state, "tool", (!value.is_empty()).then_some(&value));
                }
            >
                <option value="" selected=move || chosen.with(String::is_empty)>
                    "All tools"
                </option>
                {move || {
                    tools
                        .get()
                        .into_iter()
                        .map(|tool| {
                            let value = tool.clone();
                            let is_it = chosen.with(|chosen| *chosen == tool);
                            view! {
                                <option value=value selected=is_it>
                                    {tool}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </Show>
    }
}

/// Looks for a text in the session.
#[component]
fn Find(state: AppState) -> impl IntoView {
    let text = typed(state, "find");
    view! {
        <input
            type="search"
            class="input find"
            data-find-input=""
            placeholder="Find in session"
            aria-label="Find in this session: only messages with it are shown"
            prop:value=move || text.get().unwrap_or_default()
            on:change=move |event| {
                set_typed(state, "find", event_target_value(&event).trim());
            }
        />
    }
}

#[component]
fn Steps(reading: Reading, kind: Stop, name: &'static str) -> impl IntoView {
    view! {
        <span class="step" role="group" aria-label=format!("Go by {name}")>
            <button
                type="button"
                class="btn ghost"
                aria-label=format!("The {name} before")
                on:click=move |_| reading.next(kind, true)
            >
                "‹"
            </button>
            <span aria-hidden="true">{name}</span>
            <button
                type="button"
                class="btn ghost"
                aria-label=format!("The next {name}")
                on:click=move |_| reading.next(kind, false)
            >
                "›"
            </button>
        </span>
    }
}

/// Where one is, and a way to a time.
#[component]
fn Position(reading: Reading) -> impl IntoView {
    let state = reading.state;
    let text = move || {
        let seen = reading.seen.get();
        (seen.count > 0).then(|| {
            format!(
                "{} of {}",
                format::grouped((seen.first + 1) as u64),
                format::grouped(seen.count as u64)
            )
        })
    };
    let go = move |event| {
        let value = event_target_value(&event);
        let local = Instant::parse(value.as_bytes());
        if let Some(local) = local {
            let offset = state.zone.with_untracked(|zone| zone.offset_minutes(local));
            let time = local.0 - i64::from(offset) * 60_000;
            reading.go(Sought::Time(time), true);
        }
    };
    view! {
        <span class="position" data-position="">{text}</span>
        <input
            type="datetime-local"
            class="input"
            aria-label="Go to a time"
            title="Go to a time"
            on:change=go
        />
    }
}

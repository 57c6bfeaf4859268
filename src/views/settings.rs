//! The settings panel.

use leptos::prelude::*;
use sessionscope_engine::price::CostMode;
use sessionscope_queries::CorpusQuestion;

use super::ui::Ui;
use crate::parts::{Choice, Dialog, Segmented, choice, format};
use crate::queries::ask;
use crate::state::{AppState, Settings, Theme};
use crate::tasks;

/// The settings panel, at the side of the window.
#[component]
pub fn Panel() -> impl IntoView {
    let ui = expect_context::<Ui>();
    view! {
        <Dialog title="Settings" open=ui.settings sheet=true>
            <div class="settings">
                <section>
                    <h3>"DisplayPrefs"</h3>
                    <ThemeField />
                    <Toggle
                        name="Redacted"
                        help="Hides paths, prompts and names, for a screenshot or a shared screen."
                        get=|settings| settings.redacted
                        set=|settings, on| settings.redacted = on
                    />
                </section>
                <section>
                    <h3>"Time"</h3>
                    <ZoneField />
                    <WeekField />
                </section>
                <section>
                    <h3>"Money"</h3>
                    <CurrencyField />
                    <ModeField />
                    <PricesField />
                </section>
                <section>
                    <h3>"Engine"</h3>
                    <Toggle
                        name="Workers"
                        help="Read files beside the page. Off, the page reads them itself, more slowly."
                        get=|settings| settings.workers_on
                        set=|settings, on| settings.workers_on = on
                    />
                    <Remember />
                    <ClearData />
                </section>
            </div>
        </Dialog>
    }
}

const THEMES: [Choice; 3] = [
    choice("system", "System"),
    choice("light", "Light"),
    choice("dark", "Dark"),
];

#[component]
fn ThemeField() -> impl IntoView {
    let state = expect_context::<AppState>();
    let value = move || {
        match state.settings.with(|settings| settings.theme) {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
        .to_owned()
    };
    let set = move |id: &'static str| {
        tasks::settings::set(state, |settings| {
            settings.theme = match id {
                "light" => Theme::Light,
                "dark" => Theme::Dark,
                _ => Theme::System,
            };
        });
    };
    view! {
        <div class="field">
            <span class="label">"Theme"</span>
            <Segmented label="Theme" choices=&THEMES value=Signal::derive(value) on_choice=set />
        </div>
    }
}

/// The switch for what is kept between visits.
#[component]
pub fn Remember() -> impl IntoView {
    view! {
        <Toggle
            name="Remember"
            help="Keep what was read in this browser, so that the next visit reads only what is new."
            get=|settings| settings.cache_on
            set=|settings, on| settings.cache_on = on
        />
    }
}

/// A switch of the settings.
#[component]
pub fn Toggle(
    /// What it switches.
    name: &'static str,
    /// What that means.
    help: &'static str,
    /// Reads it.
    get: fn(&Settings) -> bool,
    /// Writes it.
    set: fn(&mut Settings, bool),
) -> impl IntoView {
    let state = expect_context::<AppState>();
    view! {
        <label class="toggle">
            <span>
                <strong>{name}</strong>
                <small>{help}</small>
            </span>
            <input
                type="checkbox"
                role="switch"
                prop:checked=move || state.settings.with(get)
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    tasks::settings::set(state, |settings| set(settings, on));
                }
            />
        </label>
    }
}

#[component]
fn ZoneField() -> impl IntoView {
    let state = expect_context::<AppState>();
    let chosen = Memo::new(move |_| state.settings.with(|settings| settings.zone.clone()));
    let own = tasks::settings::own_zone();
    let options = tasks::settings::zones().into_iter().map(|name| {
        let (value, own) = (name.clone(), name.clone());
        view! {
            <option value=value selected=move || chosen.with(|chosen| chosen.as_ref() == Some(&own))>
                {name}
            </option>
        }
    });
    view! {
        <div class="field">
            <label for="zone">"Time zone"</label>
            <select
                id="zone"
                class="select"
                on:change=move |event| {
                    let value = event_target_value(&event);
                    let zone = (!value.is_empty()).then_some(value);
                    tasks::settings::set(state, |settings| settings.zone = zone);
                }
            >
                <option value="" selected=move || chosen.with(Option::is_none)>
                    {format!("This browser's ({own})")}
                </option>
                {options.collect_view()}
            </select>
            <span class="help">"Days, weeks and months begin at midnight there."</span>
        </div>
    }
}

#[component]
fn WeekField() -> impl IntoView {
    let state = expect_context::<AppState>();
    let chosen = Memo::new(move |_| state.settings.with(|settings| settings.week_start));
    view! {
        <div class="field">
            <label for="week">"Week starts on"</label>
            <select
                id="week"
                class="select"
                on:change=move |event| {
                    if let Ok(day) = event_target_value(&event).parse() {
                        tasks::settings::set(state, |settings| settings.week_start = day);
                    }
                }
            >
                {[0_u8, 5, 6]
                    .map(|day| {
                        view! {
                            <option value=day.to_string() selected=move || chosen.get() == day>
                                {format::weekday_name(day)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}

#[component]
fn CurrencyField() -> impl IntoView {
    let state = expect_context::<AppState>();
    let currency = Memo::new(move |_| state.settings.with(|settings| settings.currency.clone()));
    view! {
        <div class="field">
            <span class="label">"Currency"</span>
            <div class="row">
                <input
                    class="input code"
                    aria-label="Currency code"
                    maxlength="3"
                    autocomplete="off"
                    prop:value=move || currency.with(|currency| currency.code.clone())
                    on:change=move |event| {
                        let code = event_target_value(&event).trim().to_uppercase();
                        if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
                            tasks::settings::set(state, |settings| {
                                if code == "USD" {
                                    settings.currency.per_usd = 1.0;
                                }
                                settings.currency.code = code;
                            });
                        }
                    }
                />
                <span class="faint">"1 USD ="</span>
                <input
                    class="input"
                    aria-label="Units of it for one US dollar"
                    type="number"
                    min="0"
                    step="any"
                    prop:value=move || currency.with(|currency| currency.per_usd.to_string())
                    on:change=move |event| {
                        // Empty where what was typed is no number.
                        let rate = event_target_value(&event).parse::<f64>();
                        if let Some(rate) = rate.ok().filter(|rate| rate.is_finite() && *rate > 0.0) {
                            tasks::settings::set(state, |settings| settings.currency.per_usd = rate);
                        }
                    }
                />
            </div>
            <span class="help">
                "Prices are in US dollars. No rate is fetched: the page makes no connection."
            </span>
        </div>
    }
}

const MODES: [Choice; 3] = [
    choice("calculate", "Calculated"),
    choice("recorded", "Recorded"),
    choice("auto", "Auto"),
];

#[component]
fn ModeField() -> impl IntoView {
    let state = expect_context::<AppState>();
    let mode = Memo::new(move |_| state.settings.with(|settings| settings.cost_mode));
    let value = move || {
        match mode.get() {
            CostMode::Calculate => "calculate",
            CostMode::Recorded => "recorded",
            CostMode::Auto => "auto",
        }
        .to_owned()
    };
    let help = move || match mode.get() {
        CostMode::Calculate => "From tokens and the price list.",
        CostMode::Recorded => "Only what the logs say themselves; most say nothing.",
        CostMode::Auto => "What the logs say where they do, else calculated.",
    };
    let set = move |id: &'static str| {
        tasks::settings::set(state, |settings| {
            settings.cost_mode = match id {
                "recorded" => CostMode::Recorded,
                "auto" => CostMode::Auto,
                _ => CostMode::Calculate,
            };
        });
    };
    view! {
        <div class="field">
            <span class="label">"Costs"</span>
            <Segmented label="Costs" choices=&MODES value=Signal::derive(value) on_choice=set />
            <span class="help">{help}</span>
        </div>
    }
}

#[component]
fn PricesField() -> impl IntoView {
    let state = expect_context::<AppState>();
    let error = RwSignal::new(None::<String>);
    let own = Memo::new(move |_| state.settings.with(|settings| settings.prices.is_some()));
    let corpus = ask(state, Signal::stored(CorpusQuestion));
    let day = move || {
        let day = corpus.with(|corpus| corpus.prices_day);
        day.map(|day| format!(" Its prices are of {}.", format::day(day)))
    };
    let take = move |event| {
        tasks::settings::choose_prices(state, &event, move |taken| error.set(taken.err()));
    };
    view! {
        <div class="field">
            <span class="label">"Price list"</span>
            <div class="row wrap">
                <span class=move || if own.get() { "badge good" } else { "badge" }>
                    {move || if own.get() { "Your own" } else { "Built in" }}
                </span>
                <label class="btn choose">
                    "Use a file"
                    <input
                        type="file"
                        class="sr-only"
                        accept=".json,application/json"
                        data-open="prices"
                        on:change=take
                    />
                </label>
                <Show when=move || own.get()>
                    <button
                        type="button"
                        class="btn ghost"
                        on:click=move |_| error.set(tasks::settings::set_prices(state, None).err())
                    >
                        "Back to the built-in list"
                    </button>
                </Show>
            </div>
            <span class="error" role="alert">
                {move || error.get()}
            </span>
            <span class="help">"JSON in the form of data/claude-pricing.json." {day}</span>
        </div>
    }
}

/// Forgets everything that was stored, once that is confirmed.
#[component]
pub fn ClearData() -> impl IntoView {
    let ui = expect_context::<Ui>();
    view! {
        <div class="field">
            <span class="label">"Stored data"</span>
            <span class="help">
                "Forgets all folders and all that was read of them, in this browser. The logs themselves are never touched."
            </span>
            <div class="row">
                <button
                    type="button"
                    class="btn danger"
                    data-action="clear-data"
                    on:click=move |_| ui.ask_to_forget(None)
                >
                    "Clear all data"
                </button>
            </div>
        </div>
    }
}

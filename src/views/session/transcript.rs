//! The transcript of a session, or of one of its subagents.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{self, HtmlElement, ResizeObserver};
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::transcript::article::Article;
use sessionscope_engine::transcript::items::{Filter, Place};
use sessionscope_queries::{ChargedRecord, ChargesAnswer, ChargesQuestion, Lookup};
use wasm_bindgen::closure::Closure;

use super::article::place_of;
use super::raw::{Raw, RawLine};
use super::scroller::{Scroller, VisibleItems};
use super::subject::Subject;
use super::tools::{ToolBar, filter_of};
use super::trouble::State;
use super::{actions, agent, cost, more, output};
use crate::parts::DisplayPrefs;
use crate::queries::{ask, asked};
use crate::route::Route;
use crate::state::AppState;
use crate::tasks::transcript::{OpenTranscript, Outline, Sought, Sources, Stop, Trouble};
use crate::tasks::{self, spawn};
use crate::views::links::query;

/// What the parts of an open transcript share.
#[derive(Clone, Copy)]
pub struct Reading {
    /// The app's state.
    pub state: AppState,
    /// The session.
    pub session: Subject,
    /// Each line is shown as it is.
    pub lines: bool,
    /// The list of items, once there is one.
    pub list: StoredValue<Option<Scroller>, LocalStorage>,
    /// The transcripts of subagents that are open within it.
    pub agents: StoredValue<Vec<OpenTranscript>, LocalStorage>,
    /// What there is.
    pub outline: RwSignal<Option<Outline>>,
    /// What is seen.
    pub seen: RwSignal<VisibleItems>,
    /// Why nothing can be shown.
    pub trouble: RwSignal<Option<Trouble>>,
    /// The raw line that is shown.
    pub raw: RwSignal<Option<Raw>>,
    /// What is to be said of the text that is looked for.
    pub notices: RwSignal<Vec<String>>,
    /// The records that are drawn and may cost something.
    drawn: RwSignal<Vec<ChargedRecord>>,
    /// What they cost.
    charges: Signal<Lookup<ChargesAnswer>>,
}

impl Reading {
    fn new(state: AppState, session: Subject, lines: bool, sources: Memo<Option<Sources>>) -> Self {
        let drawn = RwSignal::new(Vec::new());
        let charges = asked(move || ChargesQuestion {
            session: session.key(),
            files: sources.with(|sources| {
                let files = sources.as_ref().map(|sources| sources.files().to_vec());
                files.unwrap_or_default()
            }),
            records: drawn.get(),
        });
        Self {
            state,
            session,
            lines,
            list: StoredValue::new_local(None),
            agents: StoredValue::new_local(Vec::new()),
            outline: RwSignal::new(None),
            seen: RwSignal::new(VisibleItems::default()),
            trouble: RwSignal::new(None),
            raw: RwSignal::new(None),
            notices: RwSignal::new(Vec::new()),
            drawn,
            charges: ask(state, charges),
        }
    }

    /// The transcript, once the library has it.
    pub fn book(self) -> Option<OpenTranscript> {
        let list = self.list.try_get_value().flatten();
        list.map(|list| list.book())
    }

    /// Goes to what is looked for, if it is there.
    pub fn go(self, what: Sought, mark: bool) {
        spawn(async move {
            let Some(book) = self.book() else {
                return;
            };
            if let Some(at) = book.locate(what).await
                && let Some(list) = self.list.try_get_value().flatten()
            {
                list.go_to(at as usize, mark);
            }
        });
    }

    /// Goes to the next item of a kind, or the one before.
    pub fn next(self, kind: Stop, back: bool) {
        let Some(list) = self.list.get_value() else {
            return;
        };
        let from = u32::try_from(list.first_seen()).unwrap_or(u32::MAX);
        self.go(Sought::Next { from, back, kind }, true);
    }

    /// Goes to the record of this uuid.
    pub fn go_to_uuid(self, uuid: &str) {
        self.go(Sought::Uuid(Key::new(Domain::Uuid, uuid.as_bytes())), true);
    }
}

/// The transcript.
#[component]
pub fn Transcript(
    /// The session.
    session: Subject,
    /// The subagent, if it is that of one.
    agent: Option<String>,
    /// Each line is shown as it is.
    #[prop(optional)]
    lines: bool,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let sources = sources_of(session, agent);
    let reading = Reading::new(state, session, lines, sources);
    let view = NodeRef::<html::Div>::new();
    let wish = Wish::of(reading, sources);
    open_when_there(reading, view, wish);
    follow(reading, wish);
    follow_costs(reading);
    on_cleanup(move || {
        if let Some(list) = reading.list.try_get_value().flatten() {
            list.close();
            list.book().close();
        }
        for book in reading.agents.try_get_value().unwrap_or_default() {
            book.close();
        }
    });
    view! {
        <section class="card transcript" aria-label="Transcript">
            <ToolBar reading=reading />
            <Notices reading=reading />
            <State reading=reading />
            <div
                class="msgs"
                class:hidden=move || reading.trouble.with(Option::is_some)
                data-scroller="transcript"
                role="feed"
                tabindex="0"
                aria-label="Messages"
                aria-busy=move || reading.outline.with(Option::is_none).to_string()
                node_ref=view
                on:scroll=move |_| {
                    if let Some(list) = reading.list.get_value() {
                        list.scrolled();
                    }
                }
                on:click=move |event| clicked(reading, &event)
                on:keydown=move |event| key(reading, &event)
            ></div>
            <RawLine reading=reading />
        </section>
    }
}

/// The files of the session's transcript, or of its subagent's.
fn sources_of(session: Subject, agent: Option<String>) -> Memo<Option<Sources>> {
    Memo::new(move |_| {
        session.files.with(|files| {
            files.found().map(|files| match &agent {
                Some(agent) => Sources::of_agent(files, agent),
                None => Sources::of_session(files),
            })
        })
    })
}

/// What is to be said of the text that is looked for, as in Search.
#[component]
fn Notices(reading: Reading) -> impl IntoView {
    move || {
        let notices = reading.notices.get().into_iter();
        let told = notices.map(|notice| {
            view! { <p class="search-notice" data-notice="find">{notice}</p> }
        });
        view! { <div role="status">{told.collect_view()}</div> }
    }
}

/// What is to be shown.
#[derive(Clone, Copy)]
struct Wish {
    /// Of which files.
    sources: Memo<Option<Sources>>,
    /// Which items.
    filter: Memo<Filter>,
    /// Of these, those in which the text is that the address looks for.
    among: RwSignal<Option<Vec<Place>>>,
    /// The record that the address asks for.
    record: Memo<Option<Sought>>,
}

impl Wish {
    fn of(reading: Reading, sources: Memo<Option<Sources>>) -> Self {
        let state = reading.state;
        let among = found_in(reading);
        Self {
            sources,
            filter: Memo::new(move |_| Filter {
                among: among.get(),
                ..state.route.with(|route| filter_of(route, reading.lines))
            }),
            among,
            record: wanted_of(state),
        }
    }
}

/// Opens the transcript once its place on the page is there, and follows what the address says.
fn open_when_there(reading: Reading, view: NodeRef<html::Div>, wish: Wish) {
    let state = reading.state;
    let prefs = DisplayPrefs::memo(state);
    Effect::new(move |_| {
        let Some(view) = view.get() else { return };
        let prefs = prefs.get_untracked();
        spawn(async move {
            let Some(list) = new_list(reading, view.unchecked_into(), prefs).await else {
                return;
            };
            let book = list.book();
            list.when_first_drawn(move || {
                if let Some(Some(outline)) = reading.outline.try_get_untracked() {
                    tasks::transcript::shown(state, &book, outline.bytes_read);
                }
            });
            look_up(reading, &list.book(), wish).await;
        });
    });
    Effect::new(move |before: Option<bool>| {
        let prefs = prefs.get();
        let redacted = prefs.redacted;
        if let (Some(before), Some(list)) = (before, reading.list.get_value()) {
            list.set_look(prefs);
            if before != redacted {
                rename(reading, list.book(), wish);
            }
        }
        redacted
    });
    Effect::new(move |before: Option<()>| {
        let filter = wish.filter.get();
        if before.is_some() {
            show(reading, filter);
        }
    });
    Effect::new(move |before: Option<()>| {
        let what = wish.record.get();
        if let (Some(()), Some(what)) = (before, what) {
            reading.go(what, true);
        }
    });
}

/// Names were hidden or are shown again: those of tools are asked for anew.
fn rename(reading: Reading, book: OpenTranscript, wish: Wish) {
    reading.outline.update(|outline| {
        if let Some(outline) = outline {
            outline.tools.clear();
        }
    });
    spawn(async move { look_up(reading, &book, wish).await });
}

/// A list for a new book; `None` if there can be none, or the view has gone meanwhile.
async fn new_list(reading: Reading, view: HtmlElement, prefs: DisplayPrefs) -> Option<Scroller> {
    let book = match tasks::transcript::new_book(reading.state).await {
        Ok(book) => book,
        Err(trouble) => {
            reading.trouble.try_set(Some(trouble));
            return None;
        }
    };
    let seen = move |seen: VisibleItems| {
        if reading
            .seen
            .try_get_untracked()
            .is_some_and(|known| known != seen)
        {
            reading.seen.set(seen);
        }
    };
    let price = move |article: &Article, prefs: &DisplayPrefs| {
        let charge = reading.charges.try_with_untracked(|charges| {
            let charges = charges.found()?;
            charges.of(article.place).cloned()
        });
        cost::told(reading, &charge.flatten()?, article, prefs)
    };
    let want = move |records: Vec<ChargedRecord>| {
        let is_new = reading.drawn.try_with_untracked(|drawn| *drawn != records);
        if is_new == Some(true) {
            reading.drawn.set(records);
        }
    };
    let list = Scroller::new(view.clone(), book.clone(), prefs, seen, price, want).ok()?;
    if reading.list.try_set_value(Some(list.clone())).is_some() {
        book.close();
        return None;
    }
    watch_size(&view, &list);
    Some(list)
}

/// The text that the address looks for in the session.
fn text_of(route: &Route) -> Option<String> {
    route.query.get("find").map(tasks::veil::said)
}

/// The records in which the text is that the address looks for; `None` without one.
fn found_in(reading: Reading) -> RwSignal<Option<Vec<Place>>> {
    let state = reading.state;
    let among = RwSignal::new(None);
    let text = Memo::new(move |_| state.route.with(text_of));
    Effect::new(move |before: Option<()>| {
        let text = text.get();
        if before.is_some() {
            spawn(find(reading, text, among));
        }
    });
    among
}

async fn find(reading: Reading, text: Option<String>, among: RwSignal<Option<Vec<Place>>>) {
    let state = reading.state;
    let Some(book) = reading.book() else { return };
    let Some(text) = text else {
        if among.try_get_untracked().flatten().is_some() {
            among.try_set(None);
        }
        reading.notices.try_set(Vec::new());
        return;
    };
    let logs = reading.session.logs_now();
    if let Some((places, notices)) = book.find(state, &logs, &text).await {
        reading.notices.try_set(notices);
        among.try_set(Some(places));
    }
}

/// The record that the address asks for: by its uuid, or by its place.
fn wanted_of(state: AppState) -> Memo<Option<Sought>> {
    let (uuid, place) = (query(state, "m"), query(state, "at"));
    Memo::new(move |_| {
        if let Some(uuid) = uuid.get() {
            return Some(Sought::Uuid(Key::new(Domain::Uuid, uuid.as_bytes())));
        }
        place_of(&place.get()?).map(Sought::Place)
    })
}

/// Another filter holds.
fn show(reading: Reading, filter: Filter) {
    spawn(async move {
        let Some(book) = reading.book() else {
            return;
        };
        if let Some(outline) = book.show(filter).await {
            set(reading, outline, false);
        }
    });
}

/// Reads the files and shows what is wished for of them: from its end or at the record that is asked for, the first
/// time that this comes about; after that, what is read stays where it is.
async fn look_up(reading: Reading, book: &OpenTranscript, wish: Wish) {
    let is_first = reading
        .outline
        .try_with_untracked(Option::is_none)
        .unwrap_or(true);
    read(reading, book, wish, !is_first).await;
    let Some(text) = reading.state.route.try_with_untracked(text_of) else {
        return;
    };
    find(reading, text, wish.among).await;
    if let Some(list) = reading.list.try_get_value().flatten() {
        // What is drawn may count elsewhere by now.
        list.price_again();
    }
    if is_first && let Some(what) = wish.record.try_get_untracked().flatten() {
        reading.go(what, true);
    }
}

/// Reads the files, the first time or again.
async fn read(reading: Reading, book: &OpenTranscript, wish: Wish, again: bool) {
    let wished = wish
        .sources
        .try_get_untracked()
        .flatten()
        .zip(wish.filter.try_get_untracked());
    let Some((sources, filter)) = wished else {
        return;
    };
    let mut keep = again;
    let opened = book.open(&sources, filter, |outline| {
        let is_partial = outline.is_partial;
        set(reading, outline, keep);
        keep = again && !is_partial;
    });
    let trouble = opened.await.err();
    reading.trouble.try_set(trouble);
}

fn set(reading: Reading, outline: Outline, keep: bool) {
    if let Some(list) = reading.list.try_get_value().flatten() {
        list.set(&outline, keep);
    }
    reading.outline.try_set(Some(outline));
}

/// Shows what items cost as soon as that is known, and wherever it changes.
fn follow_costs(reading: Reading) {
    Effect::new(move |_| {
        // What is only tracked is never worked out.
        reading.charges.with(|_| ());
        if let Some(list) = reading.list.try_get_value().flatten() {
            list.price_again();
        }
    });
}

/// Reads what is new when the session's files have changed, or can be read at last.
fn follow(reading: Reading, wish: Wish) {
    let state = reading.state;
    let readable = Memo::new(move |_| {
        state.roots.with(|roots| {
            let roots = roots.iter();
            roots.map(|root| (root.id, root.state)).collect::<Vec<_>>()
        })
    });
    let busy = StoredValue::new(false);
    let again = StoredValue::new(false);
    Effect::new(move |before: Option<()>| {
        // A memo that is only tracked is never worked out.
        reading.session.files.with(|_| ());
        let _ = readable.get();
        let Some(book) = reading.book().filter(|_| before.is_some()) else {
            return;
        };
        again.set_value(true);
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn(async move {
            // What changes while it is being read is read once more.
            while again.try_get_value() == Some(true) {
                again.try_set_value(false);
                look_up(reading, &book, wish).await;
            }
            busy.try_set_value(false);
        });
    });
}

/// The list is drawn anew when the room for it changes.
fn watch_size(view: &HtmlElement, list: &Scroller) {
    let list = list.clone();
    let closure = Closure::<dyn FnMut()>::new(move || list.update());
    if let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) {
        observer.observe(view);
        // It lives as long as the element that it observes, and ends with it.
        closure.forget();
    }
}

fn clicked(reading: Reading, event: &web_sys::MouseEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let button = target.and_then(|target| target.closest("[data-action]").ok().flatten());
    let Some(button) = button else { return };
    let action = button.get_attribute("data-action").unwrap_or_default();
    if action == "go-to" {
        reading.go_to_uuid(&button.get_attribute("data-agent").unwrap_or_default());
    } else if action == "open-agent" {
        agent::open(reading, &button);
    } else if action == "open-output" {
        output::open(reading, &button);
    } else if action == "more" {
        more::show(reading, &button);
    } else {
        actions::run(reading, &action, &button);
    }
}

fn key(reading: Reading, event: &ev::KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let done = match event.key().as_str() {
        "j" => step(reading, false),
        "k" => step(reading, true),
        "n" => {
            reading.next(Stop::Prompt, false);
            true
        }
        "p" => {
            reading.next(Stop::Prompt, true);
            true
        }
        "e" => {
            reading.next(Stop::Error, event.shift_key());
            true
        }
        "f" => focus_find(),
        "Home" => edge(reading, false),
        "End" => edge(reading, true),
        _ => false,
    };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn step(reading: Reading, back: bool) -> bool {
    let Some(list) = reading.list.get_value() else {
        return false;
    };
    let at = list.first_seen();
    let count = reading.seen.with_untracked(|seen| seen.count);
    let next = if back {
        at.saturating_sub(1)
    } else {
        (at + 1).min(count.saturating_sub(1))
    };
    list.go_to(next, true);
    true
}

fn focus_find() -> bool {
    let input = document()
        .query_selector("[data-find-input]")
        .ok()
        .flatten();
    let input = input.and_then(|input| input.dyn_into::<HtmlElement>().ok());
    input.is_some_and(|input| input.focus().is_ok())
}

fn edge(reading: Reading, end: bool) -> bool {
    if let Some(list) = reading.list.get_value() {
        list.go_to_edge(end);
    }
    true
}

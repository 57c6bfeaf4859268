//! Names that are hidden: the one place where what comes from logs loses them on its way to the page,
//! and gets them back on its way to the files.
//!
//! The ledger that views are given is veiled by itself ([`crate::state::Shown`]). Here is the rest: what the
//! desk answers, what it is asked, addresses, folders, refusals.

mod address;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::place::RootId;
use sessionscope_engine::redact::{Names, Veil, is_known_kind, is_known_tool, root_name};
use sessionscope_engine::transcript::agents::Subagent;
use sessionscope_engine::transcript::article::Article;
use sessionscope_engine::transcript::entry::Class;
use sessionscope_engine::transcript::items::Filter;
use sessionscope_engine::transcript::markup::Node;
use sessionscope_engine::transcript::survey::Survey;
use sessionscope_worker::desk::protocol::{
    AgentTold, Found, FoundHit, FoundSession, Outline, Question, Quote, Reply,
};

use super::{publish, session};
use crate::browser::page;
use crate::route::Route;
use crate::state::{AppState, LeftOut, Phase, Refused};
use address::{hidden, named};

/// What stands in the place of a text.
const HIDDEN: &str = "•••••";

thread_local! {
    static STATE: Cell<Option<AppState>> = const { Cell::new(None) };
    /// Files that tools touched, which are in no ledger.
    static FILES: RefCell<Names> = RefCell::default();
    /// Roots within folders.
    static PARTS: RefCell<Names> = RefCell::default();
}

/// Keeps the address without names for as long as they are hidden.
pub fn start(state: AppState) {
    STATE.set(Some(state));
    let last = StoredValue::new(None::<Arc<Veil>>);
    Effect::new(move |_| {
        let veil = state.ledger.veil();
        let route = state.route.get();
        let next = match &veil {
            Some(veil) => hidden(&route, veil, state.phase.get() == Phase::Ready),
            None => last
                .get_value()
                .map_or_else(|| route.clone(), |veil| named(&route, &veil)),
        };
        last.set_value(veil);
        take(state, &route, next);
    });
}

/// Names were hidden or are shown again.
pub fn switched(state: AppState) {
    let veil = untrack(|| state.ledger.veil());
    if let Some(veil) = veil {
        let route = state.route.get_untracked();
        // What was searched for is a text of the user's, and most likely one of the logs.
        let next = route.clone().with("q", None).with("find", None);
        take(state, &route, hidden(&next, &veil, true));
        let names = session::with(|session| {
            let roots = session.roots.values();
            let names = roots.flat_map(|root| [root.name.clone(), root.label.clone()]);
            names.collect::<Vec<_>>()
        });
        state.notices.update(|notices| {
            notices.retain(|notice| !names.iter().any(|name| notice.text.contains(name)));
        });
    }
    publish::roots(state);
    publish::health(state);
}

/// Goes to where one is by another address, which takes the place of the one before.
fn take(state: AppState, now: &Route, next: Route) {
    if next != *now {
        page::replace_hash(&next.to_hash());
        state.route.set(next);
    }
}

fn veil() -> Option<Arc<Veil>> {
    STATE
        .get()
        .and_then(|state| untrack(|| state.ledger.veil()))
}

/// Names are hidden.
pub fn is_on() -> bool {
    veil().is_some()
}

/// The path of a file that views know by this one.
pub fn real_path(path: &str) -> String {
    let veil = veil();
    let real = veil.as_ref().and_then(|veil| veil.path(path));
    real.unwrap_or(path).to_owned()
}

/// What a folder is called, by the name that is not to be hidden.
pub fn root(id: RootId, name: &str) -> String {
    if is_on() {
        root_name(id)
    } else {
        name.to_owned()
    }
}

/// What a file that could not be read is called.
pub fn refused(root: RootId, path: &str, refused: &Refused) -> Refused {
    let Some(veil) = veil() else {
        return refused.clone();
    };
    let Refused { reason, path: _ } = refused;
    Refused {
        reason: reason.clone(),
        path: veil
            .file(root, path)
            .map_or_else(|| file(path), str::to_owned),
    }
}

/// Files that are not read, with an example of them.
pub fn left_out(left: &LeftOut) -> LeftOut {
    let LeftOut {
        reason,
        how,
        count,
        example,
    } = left;
    LeftOut {
        reason: reason.clone(),
        how: *how,
        count: *count,
        example: if is_on() {
            file(example)
        } else {
            example.clone()
        },
    }
}

/// What a root within a folder is called.
pub fn part(label: &str) -> String {
    if is_on() {
        PARTS.with_borrow_mut(|parts| parts.number("Part", label).to_owned())
    } else {
        label.to_owned()
    }
}

/// A file that is in no ledger.
fn file(path: &str) -> String {
    FILES.with_borrow_mut(|files| files.number("File", path).to_owned())
}

fn tool(veil: &Veil, name: &str) -> String {
    if is_known_tool(name) {
        return name.to_owned();
    }
    veil.tools.shown(name).unwrap_or("Another tool").to_owned()
}

/// The id of a subagent that views know by this one.
pub fn real_agent(agent: &str) -> String {
    let veil = veil();
    let real = veil.as_ref().and_then(|veil| veil.agents.real(agent));
    real.unwrap_or(agent).to_owned()
}

/// What tools are called.
pub fn tools(names: &[String]) -> Vec<String> {
    match veil() {
        Some(veil) => names.iter().map(|name| tool(&veil, name)).collect(),
        None => names.to_vec(),
    }
}

/// A question with the names that the files know.
pub fn question(question: Question) -> Question {
    let Some(veil) = veil() else {
        return question;
    };
    let real = |filter: Filter| Filter {
        tool: filter
            .tool
            .map(|tool| veil.tools.real(&tool).map_or(tool.clone(), str::to_owned)),
        ..filter
    };
    match question {
        Question::Open { book, filter, keep } => Question::Open {
            book,
            filter: real(filter),
            keep,
        },
        Question::Show { book, filter } => Question::Show {
            book,
            filter: real(filter),
        },
        other => other,
    }
}

/// An answer without names and texts, while they are hidden.
pub fn reply(reply: Reply) -> Reply {
    let Some(veil) = veil() else {
        return reply;
    };
    // Every answer is named here: a new one has to be thought of.
    match reply {
        Reply::Opened(outline) => Reply::Opened(Outline {
            tools: outline.tools.iter().map(|name| tool(&veil, name)).collect(),
            ..outline
        }),
        Reply::Articles(articles) => Reply::Articles(articles.into_iter().map(article).collect()),
        Reply::Nodes(_) => Reply::Nodes(vec![Node::Text(HIDDEN.to_owned())]),
        Reply::Line(_, bytes) => Reply::Line(HIDDEN.to_owned(), bytes),
        Reply::Survey(survey) => Reply::Survey(Box::new(surveyed(&veil, *survey))),
        Reply::Found(answer) => Reply::Found(found(&veil, answer)),
        Reply::Quotes(quotes) => {
            Reply::Quotes(quotes.into_iter().map(|quote| quote.map(quoted)).collect())
        }
        Reply::Piece { next, bytes, .. } => Reply::Piece {
            text: HIDDEN.to_owned(),
            next,
            bytes,
        },
        Reply::Agents(agents) => {
            Reply::Agents(agents.into_iter().map(|told| agent_of(&veil, told)).collect())
        }
        same @ (Reply::At(_)
        | Reply::Places(..)
        // Of these the index is kept like the files; no view is told.
        | Reply::Known(_)
        | Reply::Taken(..)
        | Reply::Kept(..)
        | Reply::Nothing) => same,
    }
}

/// A subagent without what it is called and was told.
fn agent_of(veil: &Veil, told: AgentTold) -> AgentTold {
    let shown = veil.agents.shown(&told.agent.id);
    AgentTold {
        agent: Subagent {
            id: shown.unwrap_or("another").to_owned(),
            first: told.agent.first,
            ..Subagent::default()
        },
        call: told.call,
    }
}

fn article(article: Article) -> Article {
    // Every field is named here: a new one has to be thought of.
    let Article {
        place,
        uuid,
        role,
        class,
        title: _,
        time,
        model,
        tokens,
        message,
        response,
        failed,
        left,
        sidechain,
        fork,
        line,
        is_plain,
        body: _,
    } = article;
    let is_known = matches!(&*role, "assistant" | "malformed" | "system" | "user");
    Article {
        place,
        uuid,
        role: if is_known || is_known_kind(&role) {
            role
        } else {
            "record".to_owned()
        },
        class,
        title: title_of(class).to_owned(),
        time,
        model,
        tokens,
        message,
        response,
        failed,
        left,
        sidechain,
        fork,
        line,
        is_plain,
        body: vec![Node::Text(HIDDEN.to_owned())],
    }
}

fn title_of(class: Class) -> &'static str {
    match class {
        Class::Prompt => "Prompt",
        Class::Reply => "Reply",
        Class::Thinking => "Thinking",
        Class::Tool => "Tool call",
        Class::Note => "Note",
        Class::Record => "Record",
    }
}

/// Names of a survey are those of tools and files: what each is, its uses tell.
fn surveyed(veil: &Veil, survey: Survey) -> Survey {
    // Every field is named here: a new one has to be thought of.
    let Survey {
        turns,
        calls,
        mut starts,
        compactions,
        names: real_names,
    } = survey;
    for start in &mut starts {
        let shown = veil.agents.shown(&start.agent);
        start.agent = shown.unwrap_or("another").to_owned();
    }
    let mut names = vec![String::new(); real_names.len()];
    let mut put = |number: u32, name: &dyn Fn(&str) -> String| {
        let real = real_names.get(number as usize);
        if let (Some(place), Some(real)) = (names.get_mut(number as usize), real) {
            *place = name(real);
        }
    };
    for call in &calls {
        put(call.tool, &|name| tool(veil, name));
        if let Some(touched) = call.file {
            put(touched, &file);
        }
    }
    Survey {
        turns,
        calls,
        starts,
        compactions,
        names,
    }
}

fn found(veil: &Veil, found: Found) -> Found {
    let sessions = found.sessions.into_iter().map(|session| FoundSession {
        session: veil
            .sessions
            .shown(&session.session)
            .unwrap_or("another session")
            .to_owned(),
        best: session
            .best
            .into_iter()
            .map(|hit| hidden_hit(veil, hit))
            .collect(),
        ..session
    });
    Found {
        sessions: sessions.collect(),
        ..found
    }
}

fn hidden_hit(veil: &Veil, hit: FoundHit) -> FoundHit {
    // Every field is named here: a new one has to be thought of.
    let FoundHit {
        root,
        path,
        offset_bytes,
        length_bytes,
        time,
        tools,
    } = hit;
    FoundHit {
        root,
        path: veil.file(root, &path).unwrap_or_default().to_owned(),
        offset_bytes,
        length_bytes,
        time,
        tools: tools.into_iter().map(|name| tool(veil, &name)).collect(),
    }
}

fn quoted(quote: Quote) -> Quote {
    Quote {
        text: HIDDEN.to_owned(),
        marks: Vec::new(),
        ..quote
    }
}

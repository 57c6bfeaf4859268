//! The analyst: it is told what the user does, and what it says is shown.

use std::cell::RefCell;

use sessionscope_runtime::id::FolderRef;
use sessionscope_runtime::query::QueryId;
use sessionscope_worker::analyst::client::{Analyst, NewsListener};
use sessionscope_worker::analyst::protocol::{Command, News, Start};
use wasm_bindgen::JsValue;

use super::{boot, measures, notices, status};
use crate::browser::folder::{Folder, NamedFolder};
use crate::browser::spawn::spawn;
use crate::browser::{bundle, page, store};
use crate::state::{AppState, Level, Request};

/// As often is an analyst that broke off started again.
const STARTS_MAX: u32 = 4;

thread_local! {
    static LINK: RefCell<Link> = RefCell::default();
}

/// Something that is done with the analyst.
type Action = Box<dyn FnOnce(&Analyst)>;

/// What the page has of the analyst.
#[derive(Default)]
struct Link {
    analyst: Option<Analyst>,
    /// What was said before it was started.
    early: Vec<Action>,
    /// How often it was started.
    starts: u32,
    programs: Option<Fetched>,
}

/// The programs that it takes: its own, and that of ingest workers.
#[derive(Clone)]
pub struct Fetched {
    /// The analyst's.
    pub analyst: Option<bundle::Fetched>,
    /// That of ingest workers.
    pub ingest: Option<bundle::Fetched>,
}

/// Tells it something, as soon as it is there.
pub fn tell(command: Command) {
    with(|analyst| analyst.send(command, Vec::new()));
}

/// Gives it a folder. `kept`: it is remembered for the next visit.
pub fn give(given: NamedFolder, kept: bool) {
    with(move |analyst| analyst.give(given, kept));
}

/// The folder that the analyst names by this number.
pub fn folder(folder: FolderRef) -> Option<Folder> {
    LINK.with_borrow(|link| link.analyst.as_ref()?.folder(folder))
}

fn with(action: impl FnOnce(&Analyst) + 'static) {
    let analyst = LINK.with_borrow(|link| link.analyst.clone());
    match analyst {
        Some(analyst) => action(&analyst),
        None => LINK.with_borrow_mut(|link| link.early.push(Box::new(action))),
    }
}

/// Starts it. The page is sealed by now.
pub fn start(state: AppState, programs: Fetched) {
    LINK.with_borrow_mut(|link| link.programs = Some(programs));
    start_again(state);
    connect(state);
}

fn connect(state: AppState) {
    state.answers.connect(|request| {
        tell(match request {
            Request::Subscribe(number, question) => Command::Subscribe(QueryId(number), *question),
            Request::Unsubscribe(number) => Command::Unsubscribe(QueryId(number)),
        });
    });
}

fn start_again(state: AppState) {
    let programs = LINK.with_borrow_mut(|link| {
        link.starts += 1;
        link.programs.clone()
    });
    let Some(Fetched {
        analyst: Some(program),
        ingest,
    }) = programs
    else {
        not_started(state);
        return;
    };
    if let Some(worker) = bundle::start(&program.url) {
        let ingest = ingest.map(|program| vec![program.url.into(), program.wasm.into()]);
        let analyst = Analyst::in_worker(worker, NewsOnPage(state));
        begin(state, &analyst, ingest.unwrap_or_default());
        return;
    }
    spawn(async move {
        match bundle::start_here(&program).await {
            // It reads by itself: there are no workers.
            Ok(port) => begin(
                state,
                &Analyst::at_port(port, NewsOnPage(state)),
                Vec::new(),
            ),
            Err(_) => not_started(state),
        }
    });
}

fn begin(state: AppState, analyst: &Analyst, ingest: Vec<JsValue>) {
    let start = Start {
        settings: status::settings(state),
        workers: worker_count(page::cores()),
        database: store::NAME.to_owned(),
    };
    analyst.send(Command::Start(start), ingest);
    let early = LINK.with_borrow_mut(|link| {
        link.analyst = Some(analyst.clone());
        std::mem::take(&mut link.early)
    });
    for action in early {
        action(analyst);
    }
}

fn not_started(state: AppState) {
    notices::tell(
        state,
        Level::Error,
        "The program that reads and counts could not be started.",
        "Loading the page again may help.",
        None,
    );
}

/// Reading saturates at a few workers. There are two at least, so that one reads while the other one waits for bytes:
/// the page and the analyst are idle for most of a reading.
fn worker_count(cores: usize) -> u32 {
    u32::try_from(cores.clamp(2, 4)).unwrap_or(2)
}

struct NewsOnPage(AppState);

impl NewsListener for NewsOnPage {
    fn news(&self, news: News, _objects: Vec<JsValue>) {
        let state = self.0;
        match news {
            News::Answers(answers) => {
                for (QueryId(number), _, answer) in answers {
                    state.answers.heard(number, *answer);
                }
            }
            News::Status(status) => status::show(state, *status),
            News::Notice(notice) => notices::heard(state, notice),
            News::Milestone(milestone) => measures::reached(state, milestone),
            News::Memory(bytes) => status::memory(state, bytes),
            News::Clearing => boot::stop_library(),
            News::Cleared => boot::cleared(state),
            // The client does what these ask for.
            News::Hello
            | News::Here
            | News::Folder(..)
            | News::Permit(_)
            | News::List(..)
            | News::ListNext(..)
            | News::EndList(_)
            | News::Compare(..)
            | News::Probe(..) => {}
        }
    }

    fn lost(&self) {
        let state = self.0;
        let starts = LINK.with_borrow_mut(|link| {
            if let Some(analyst) = link.analyst.take() {
                analyst.stop();
            }
            link.starts
        });
        if starts >= STARTS_MAX {
            not_started(state);
            return;
        }
        start_again(state);
        connect(state);
        notices::tell(
            state,
            Level::Warning,
            "The worker that counts broke off and was started again.",
            "Folders that are remembered are read by themselves; drop others once more.",
            None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::worker_count;

    #[test]
    fn there_are_two_at_least_and_few_at_most() {
        let counts: Vec<_> = [0, 1, 2, 4, 16].into_iter().map(worker_count).collect();
        assert_eq!(counts, [2, 2, 2, 4, 4]);
    }
}

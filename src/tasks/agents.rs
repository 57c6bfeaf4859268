//! A session's subagents: what is known of each, and which call started it.

use leptos::prelude::*;
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::money::Cost;
use sessionscope_engine::order::sort_by;
use sessionscope_engine::place::RootId;
use sessionscope_engine::time::Instant;
use sessionscope_engine::transcript::agents::How;
use sessionscope_engine::transcript::items::Filter;
use sessionscope_worker::desk::protocol::{AgentTold, Question, Reply};
use web_sys::File;

use super::transcript::{Book, Sources, Trouble, new_book};
use super::{account, session, veil};
use crate::browser::folder::file_at;
use crate::state::AppState;

/// A subagent of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Its log.
    pub file: (RootId, String),
    /// When its first and its last record were written.
    pub span: Option<(Instant, Instant)>,
    /// What its log and the note beside it say, and the call that started it.
    pub told: AgentTold,
    /// Responses that count in its log.
    pub responses: u64,
    /// What they cost.
    pub cost: Cost,
    /// Some rate is unknown.
    pub lower_bound: bool,
}

/// All subagents of a session that have a log, by when they began.
///
/// # Errors
/// Why their logs cannot be read.
pub async fn of_session(state: AppState, session: u32) -> Result<Vec<Known>, Trouble> {
    let (sources, own) = state.held.with_untracked(|ledger| {
        let own = Sources::of_session(ledger, session).files().count();
        (Sources::of_all(ledger, session), own)
    });
    let files: Vec<(RootId, String)> = sources
        .files()
        .skip(own)
        .map(|(root, path)| (root, path.to_owned()))
        .collect();
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let told = told(state, &sources, own, &files).await?;
    let agents = files.into_iter().zip(told).map(|(file, told)| Known {
        span: state.held.with_untracked(|ledger| span(ledger, &file)),
        file,
        told,
        responses: 0,
        cost: Cost::default(),
        lower_bound: false,
    });
    let mut agents: Vec<Known> = agents.collect();
    count(state, session, &mut agents).await;
    let key = |known: &Known| (known.span.is_none(), known.span);
    sort_by(&mut agents, |a, b| key(a).cmp(&key(b)));
    Ok(agents)
}

async fn told(
    state: AppState,
    sources: &Sources,
    own: usize,
    files: &[(RootId, String)],
) -> Result<Vec<AgentTold>, Trouble> {
    let book = new_book(state).await?;
    let told = ask(&book, sources, own, files).await;
    book.close();
    told
}

async fn ask(
    book: &Book,
    sources: &Sources,
    own: usize,
    files: &[(RootId, String)],
) -> Result<Vec<AgentTold>, Trouble> {
    book.open(sources, Filter::default(), |_| {}).await?;
    let (mut numbers, mut notes) = (Vec::new(), Vec::new());
    for (number, file) in (0_u32..).zip(files) {
        if let Some(note) = note_of(file).await {
            numbers.push(number);
            notes.push(note);
        }
    }
    let question = Question::Agents {
        book: book.number,
        own: u32::try_from(own).unwrap_or(u32::MAX),
        paths: files.iter().map(|(_, path)| path.clone()).collect(),
        notes: numbers,
    };
    match book.ask_with(&question, &notes).await? {
        Reply::Agents(told) => Ok(told),
        _ => Ok(Vec::new()),
    }
}

/// The note beside a subagent's log, if there is one.
async fn note_of((root, path): &(RootId, String)) -> Option<File> {
    let path = path.strip_suffix(".jsonl")?;
    let (folder, layout) = session::with(|session| session.folder(*root))?;
    let path = [layout.prefix(), path, ".meta.json"].concat();
    file_at(&folder, &path).await.ok()
}

fn span(ledger: &Ledger, (root, path): &(RootId, String)) -> Option<(Instant, Instant)> {
    let mut files = ledger.files.iter();
    let file = files.find(|file| file.root == *root && file.path == *path)?;
    file.first.zip(file.last)
}

/// Adds what counts in each log, as the ledger has it.
async fn count(state: AppState, session: u32, agents: &mut [Known]) {
    let files = agents.iter().map(|known| known.file.clone());
    let sources = Sources::of_files(files.collect());
    let Some(counted) = account::of_session(state, session, &sources, &[]).await else {
        return;
    };
    for bill in &counted.account.bills {
        let at = counted.rows.iter().position(|row| *row == bill.file);
        if let Some(known) = at.and_then(|at| agents.get_mut(at)) {
            known.responses += u64::from(bill.extra.is_none());
            known.cost += bill.cost;
            known.lower_bound |= bill.lower_bound;
        }
    }
}

/// The logs of the subagent of this id.
pub fn of_id(state: AppState, session: u32, agent: &str) -> Sources {
    let agent = veil::real_agent(agent);
    let ledger = state.held;
    ledger.with_untracked(|ledger| Sources::of_agent(ledger, session, &agent))
}

/// The logs of the subagents that a call started, and how sure that is of the least sure one.
///
/// # Errors
/// Why they cannot be read.
pub async fn of_call(
    state: AppState,
    session: u32,
    call: &str,
) -> Result<Option<(Sources, How)>, Trouble> {
    let agents = of_session(state, session).await?;
    let mut files = Vec::new();
    let mut least = How::Id;
    for known in agents {
        if let Some((start, how)) = &known.told.call
            && start.call == call
        {
            least = least.max(*how);
            files.push(known.file);
        }
    }
    Ok((!files.is_empty()).then(|| (Sources::of_files(files), least)))
}

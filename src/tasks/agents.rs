//! A session's subagents: what is known of each, and which call started it.

use sessionscope_engine::place::RootId;
use sessionscope_engine::transcript::agents::How;
use sessionscope_engine::transcript::items::Filter;
use sessionscope_queries::SourcesAnswer;
use sessionscope_worker::library::protocol::{Question, Reply};
use web_sys::File;

use super::transcript::{OpenTranscript, Sources, Trouble, new_book};
use super::{folders, veil};
use crate::browser::folder::file_at;
use crate::state::AppState;

pub use sessionscope_worker::library::protocol::AgentTold;

/// What the logs of a session's subagents and the notes beside them say, and the calls that started them, in the
/// order of the logs.
///
/// # Errors
/// Why they cannot be read.
pub async fn told(state: AppState, files: &SourcesAnswer) -> Result<Vec<AgentTold>, Trouble> {
    if files.agents.is_empty() {
        return Ok(Vec::new());
    }
    let book = new_book(state).await?;
    let told = ask(&book, files).await;
    book.close();
    told
}

async fn ask(book: &OpenTranscript, files: &SourcesAnswer) -> Result<Vec<AgentTold>, Trouble> {
    let all = Sources::of_all(files);
    book.open(&all, Filter::default(), |_| {}).await?;
    let (mut paths, mut notes) = (Vec::new(), Vec::new());
    for (number, file) in (0_u32..).zip(&files.agents) {
        let (root, path) = &file.file;
        let path = veil::real_path(path);
        if let Some(note) = note_of(*root, &path).await {
            notes.push((number, note));
        }
        paths.push(path);
    }
    let own = u32::try_from(files.own.len()).unwrap_or(u32::MAX);
    book.agents(own, paths, notes).await
}

/// The note beside a subagent's log, if there is one.
async fn note_of(root: RootId, path: &str) -> Option<File> {
    let path = path.strip_suffix(".jsonl")?;
    let of = folders::get(root)?;
    let path = [of.layout.prefix(), path, ".meta.json"].concat();
    file_at(&of.folder, &path).await.ok()
}

/// The logs of the subagents that a call started, and how sure that is of the least sure one.
///
/// # Errors
/// Why they cannot be read.
pub async fn of_call(
    state: AppState,
    files: &SourcesAnswer,
    call: &str,
) -> Result<Option<(Sources, How)>, Trouble> {
    let told = told(state, files).await?;
    let mut started = Vec::new();
    let mut least = How::Id;
    for (file, told) in files.agents.iter().zip(told) {
        if let Some((start, how)) = &told.call
            && start.call == call
        {
            least = least.max(*how);
            started.push(file.file.clone());
        }
    }
    Ok((!started.is_empty()).then(|| (Sources::of_files(started), least)))
}

impl OpenTranscript {
    /// What is known of the subagents that these logs are of, with the notes that are beside some of them; the
    /// first `own` files of the book are the session's.
    async fn agents(
        &self,
        own: u32,
        paths: Vec<String>,
        notes: Vec<(u32, File)>,
    ) -> Result<Vec<AgentTold>, Trouble> {
        let (numbers, files): (Vec<_>, Vec<_>) = notes.into_iter().unzip();
        let question = Question::Agents {
            book: self.number,
            own,
            paths,
            notes: numbers,
        };
        Ok(match self.ask_with(&question, &files).await? {
            Reply::Agents(told) => told,
            _ => Vec::new(),
        })
    }
}

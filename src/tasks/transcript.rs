//! Opening transcripts: from a session to its files, and from them to the library.

use std::cell::RefCell;

use futures::StreamExt as _;
use leptos::prelude::*;
use sessionscope_engine::place::RootId;
use sessionscope_engine::transcript::items::Filter;
use sessionscope_queries::{SourceFile, SourcesAnswer};
use sessionscope_worker::library::protocol::{Question, Reply};
use sessionscope_worker::protocol::Fault;
use wasm_bindgen::JsValue;
use web_sys::File;

use super::{folders, measures, programs, veil};
use crate::browser::clock::since_start_ms;
use crate::browser::folder::file_at;
use crate::browser::library::Library;
use crate::browser::marks::{self, Detail};
use crate::state::AppState;

pub use sessionscope_worker::library::protocol::{CLASSES, Outline, Sought, Stop};
pub use sessionscope_worker::library::threads::ThreadTold;

thread_local! {
    /// The library, once a transcript was opened.
    static LIBRARY: RefCell<Option<Library>> = const { RefCell::new(None) };
}

/// Why a transcript cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Its folder is not connected.
    Away,
    /// A file of it is not there.
    Gone,
    /// The browser starts no worker for it.
    NoWorker,
    /// Reading failed.
    Failed(Fault),
}

/// An open transcript.
#[derive(Clone)]
pub struct OpenTranscript {
    /// Who reads it.
    pub library: Library,
    /// By which the library knows it.
    pub number: u32,
    /// Indexes of its large files may be kept for the next visit.
    keeps: bool,
    /// When it was asked for.
    since_ms: f64,
}

/// The files whose lines make a transcript, by the names that views know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources(Vec<(RootId, String)>);

impl Sources {
    /// The session's own files.
    pub fn of_session(files: &SourcesAnswer) -> Self {
        Self::of(files.own.iter())
    }

    /// All files of the session: its own, and then its subagents'.
    pub fn of_all(files: &SourcesAnswer) -> Self {
        Self::of(files.own.iter().chain(&files.agents))
    }

    /// The files of its subagents.
    pub fn of_agents(files: &SourcesAnswer) -> Self {
        Self::of(files.agents.iter())
    }

    /// The files of one of its subagents.
    pub fn of_agent(files: &SourcesAnswer, agent: &str) -> Self {
        let is_its = |file: &&SourceFile| file.agent.as_deref() == Some(agent);
        Self::of(files.agents.iter().filter(is_its))
    }

    /// These files.
    pub fn of_files(files: Vec<(RootId, String)>) -> Self {
        Self(files)
    }

    fn of<'a>(files: impl Iterator<Item = &'a SourceFile>) -> Self {
        Self(files.map(|file| file.file.clone()).collect())
    }

    /// Folder and path of each.
    pub fn files(&self) -> &[(RootId, String)] {
        &self.0
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The library, started if it is not there.
///
/// # Errors
/// If it cannot be started.
pub fn library() -> Result<Library, Trouble> {
    let up = LIBRARY.with_borrow(|library| library.clone().filter(|library| !library.is_broken()));
    if let Some(library) = up {
        return Ok(library);
    }
    let url = programs::with(|programs| programs.library_url.clone());
    let url = url.ok_or(Trouble::NoWorker)?;
    let library = Library::start(&url, veil::question, veil::reply).ok_or(Trouble::NoWorker)?;
    LIBRARY.set(Some(library.clone()));
    Ok(library)
}

/// Ends the library in whatever it does, if it is there.
pub fn stop_library() {
    if let Some(library) = LIBRARY.take() {
        library.stop();
    }
}

/// A new book, not open yet.
///
/// # Errors
/// If there is no library.
pub async fn new_book(state: AppState) -> Result<OpenTranscript, Trouble> {
    let since_ms = since_start_ms();
    programs::ready().await;
    let library = library()?;
    let number = library.new_book();
    Ok(OpenTranscript {
        library,
        number,
        keeps: state.settings.with_untracked(|settings| settings.cache_on),
        since_ms,
    })
}

impl OpenTranscript {
    /// Opens the files, or looks at them again; `each` is told of what is there, twice where the
    /// end of a large file is known before the whole.
    ///
    /// # Errors
    /// Why it cannot be shown.
    pub async fn open(
        &self,
        sources: &Sources,
        filter: Filter,
        mut each: impl FnMut(Outline),
    ) -> Result<(), Trouble> {
        let files = sources.open().await?;
        let question = Question::Open {
            book: self.number,
            filter,
            keep: self.keeps,
        };
        let mut answers = self.library.ask_all(&question, &files);
        while let Some(answer) = answers.next().await {
            match answer {
                Ok(Reply::Opened(outline)) => each(outline),
                Ok(_) => {}
                Err(fault) => return Err(Trouble::Failed(fault)),
            }
        }
        Ok(())
    }

    /// Asks about it.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) async fn ask(&self, question: Question) -> Result<Reply, Trouble> {
        self.library.ask(&question).await.map_err(Trouble::Failed)
    }

    /// Asks about it, with files that come along.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) async fn ask_with(
        &self,
        question: &Question,
        files: &[File],
    ) -> Result<Reply, Trouble> {
        let mut answers = self.library.ask_all(question, files);
        let answer = answers.next().await.unwrap_or(Err(Fault::Failed));
        answer.map_err(Trouble::Failed)
    }

    /// Closes it.
    pub fn close(&self) {
        let question = Question::Close { book: self.number };
        // Nobody waits for the answer.
        drop(self.library.ask_all(&question, &[]));
    }
}

impl Sources {
    /// The files as they are now.
    async fn open(&self) -> Result<Vec<File>, Trouble> {
        let mut files = Vec::new();
        for (root, path) in &self.0 {
            let of = folders::get(*root).ok_or(Trouble::Away)?;
            let path = veil::real_path(path);
            let file = file_at(&of.folder, &[of.layout.prefix(), &path].concat()).await;
            files.push(file.map_err(|error| trouble(&error))?);
        }
        Ok(files)
    }
}

/// What an error of the browser means for what is read of a session.
pub(super) fn trouble(error: &JsValue) -> Trouble {
    match sessionscope_worker::read::fault(error) {
        Fault::Gone => Trouble::Gone,
        Fault::Refused => Trouble::Away,
        fault => Trouble::Failed(fault),
    }
}

/// Notes how long it took from when a book was asked for until its first items were on the page.
pub fn shown(state: AppState, book: &OpenTranscript, bytes_read: f64) {
    let detail = Detail {
        files: 1,
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number below 2^53"
        )]
        bytes_read: bytes_read as u64,
        ..Detail::default()
    };
    let took_ms = marks::measure("sessionscope:open-session", book.since_ms, detail);
    measures::slow(state, "open session", took_ms);
}

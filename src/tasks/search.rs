//! Searching: keeping the library's index like the files, and asking it.

use std::cell::Cell;
use std::collections::HashMap;

use futures::StreamExt as _;
use futures::stream;
use leptos::prelude::*;
use sessionscope_engine::order::sort_by;
use sessionscope_engine::place::{RootId, is_output, output_of, output_path, place};
use sessionscope_engine::search::index::FileId;
use sessionscope_queries::{LogsAnswer, LogsQuestion, OutputFile, OutputsQuestion};
use sessionscope_worker::library::protocol::{
    Passage, Question, Quote, Reply, SearchHit, SearchResult, Searched, Spec,
};
use wasm_bindgen::JsValue;
use web_sys::File;

use super::transcript::{Trouble, library};
use super::{folders, measures, programs, veil};
use crate::browser::clock::since_start_ms;
use crate::browser::finder::Finder;
use crate::browser::folder::{Folder, file_at};
use crate::browser::library::Library;
use crate::browser::marks::{self, Detail};
use crate::browser::spawn::spawn;
use crate::queries::once;
use crate::state::AppState;

/// Files given to the library at once.
const BATCH: usize = 64;
/// Files looked up at once.
const LOOKED_UP: usize = 16;
/// After so many files the index is made searchable for the first time, and after so many times
/// as many again and again.
const KEEP_AFTER: usize = 256;

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
    static AGAIN: Cell<bool> = const { Cell::new(false) };
}

/// How the search index is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct IndexState {
    /// It is being brought up to date.
    pub is_running: bool,
    /// It was brought up to date since the page was opened.
    pub is_current: bool,
    /// Files taken in so far, of those that have to be.
    pub done: usize,
    /// Files that have to be taken in.
    pub total: usize,
    /// Files that could not be read.
    pub failed: usize,
    /// Bytes it takes.
    pub bytes: u64,
    /// The next visit will find it.
    pub lasts: bool,
    /// Another tab keeps it: of two that write, one would break what the other wrote.
    pub is_elsewhere: bool,
    /// Raised whenever there is more to be found.
    pub version: u32,
    /// Why nothing can be searched.
    pub trouble: Option<Trouble>,
}

impl IndexState {
    /// It is not up to date yet, but will be.
    pub fn is_behind(&self) -> bool {
        self.is_running || (!self.is_current && self.trouble.is_none())
    }
}

/// Brings the index up to date, if that is not being done.
pub fn update(state: AppState, index: RwSignal<IndexState>) {
    if RUNNING.replace(true) {
        AGAIN.set(true);
        return;
    }
    spawn(async move {
        loop {
            AGAIN.set(false);
            index.update(|index| index.is_running = true);
            let trouble = bring_up_to_date(state, index).await.err();
            index.update(|index| {
                index.is_running = false;
                index.is_current = trouble.is_none();
                index.trouble = trouble;
            });
            if !AGAIN.get() || trouble.is_some() {
                break;
            }
        }
        RUNNING.set(false);
    });
}

async fn bring_up_to_date(state: AppState, index: RwSignal<IndexState>) -> Result<(), Trouble> {
    programs::ready().await;
    let library = library()?;
    let writes = state.status.with_untracked(|status| status.writes);
    index.update(|index| index.is_elsewhere = !writes);
    if !writes {
        ask(&library, &Question::Reload).await?;
        index.update(|index| {
            index.lasts = true;
            index.version += 1;
        });
        return Ok(());
    }
    let may_keep = state.settings.with_untracked(|settings| settings.cache_on);
    let Reply::Known(known) = ask(&library, &Question::Known { keep: may_keep }).await? else {
        return Err(Trouble::NoWorker);
    };
    let known: HashMap<(RootId, String), (u64, i64)> = known
        .into_iter()
        .map(|file| ((file.root, file.path), (file.size_bytes, file.mtime_ms)))
        .collect();
    let logs = once(state, LogsQuestion).await;
    let outputs = once(state, OutputsQuestion { logs: None }).await;
    let (wanted, gone) = differences(&logs, outputs, known);
    if !gone.is_empty() {
        ask(&library, &Question::Forget(gone)).await?;
    }
    index.update(|index| {
        (index.done, index.total, index.failed) = (0, wanted.len(), 0);
    });
    let mut keep_at = KEEP_AFTER;
    let mut sources = Sources::default();
    let start_ms = since_start_ms();
    for batch in wanted.chunks(BATCH) {
        let failed = take(&library, batch, &mut sources).await?;
        let done = index.with_untracked(|index| index.done) + batch.len();
        if done >= keep_at && done < wanted.len() {
            keep_at = keep_at.saturating_mul(4);
            keep(&library, index).await?;
        }
        index.update(|index| {
            index.done = done;
            index.failed += failed;
        });
    }
    keep(&library, index).await?;
    if !wanted.is_empty() {
        measures::slow(state, "search index", since_start_ms() - start_ms);
    }
    Ok(())
}

async fn ask(library: &Library, question: &Question) -> Result<Reply, Trouble> {
    library.ask(question).await.map_err(Trouble::Failed)
}

async fn keep(library: &Library, index: RwSignal<IndexState>) -> Result<(), Trouble> {
    if let Reply::Kept(bytes, lasts) = ask(library, &Question::Keep).await? {
        index.update(|index| {
            index.bytes = bytes;
            index.lasts = lasts;
            index.version += 1;
        });
    }
    Ok(())
}

/// The files that the index has to take in, the newest first, and those it has to forget.
fn differences(
    logs: &LogsAnswer,
    outputs: Vec<OutputFile>,
    mut known: HashMap<(RootId, String), (u64, i64)>,
) -> (Vec<Spec>, Vec<FileId>) {
    let name_of = |root: RootId| {
        let named = logs.roots.iter().find(|(id, _)| *id == root);
        named.map_or("", |(_, name)| name.as_str())
    };
    let mut wanted = Vec::new();
    for file in &logs.files {
        let key = (file.root, file.path.clone());
        if known.remove(&key) == Some((file.size_bytes, file.mtime_ms)) {
            continue;
        }
        if let Some(place) = place(name_of(file.root), &file.path) {
            wanted.push(Spec {
                root: file.root,
                path: file.path.clone(),
                size_bytes: file.size_bytes,
                mtime_ms: file.mtime_ms,
                place,
            });
        }
    }
    // Outputs are written once; their sizes and times are not known. Until a folder is listed nobody knows
    // which there are.
    for output in outputs {
        let path = output_path(&output.log, &output.name);
        let place = place(name_of(output.root), &output.log);
        let Some((path, place)) = path.zip(place) else {
            continue;
        };
        if known.remove(&(output.root, path.clone())).is_none() {
            wanted.push(Spec {
                root: output.root,
                path,
                size_bytes: 0,
                mtime_ms: 0,
                place,
            });
        }
    }
    known.retain(|(root, path), _| {
        let is_there = |log: &str| {
            let mut files = logs.files.iter();
            files.any(|file| file.root == *root && file.path == log)
        };
        !output_of(path).is_some_and(|(log, _)| is_there(&log))
    });
    sort_by(&mut wanted, |a, b| b.mtime_ms.cmp(&a.mtime_ms));
    let gone = known.into_keys().map(|(root, path)| FileId { root, path });
    (wanted, gone.collect())
}

/// Gives files to the library; tells how many could not be read.
async fn take(library: &Library, batch: &[Spec], sources: &mut Sources) -> Result<usize, Trouble> {
    let mut specs = Vec::new();
    let mut files = Vec::new();
    let found = sources
        .files(batch.iter().map(|spec| (spec.root, spec.path.as_str())))
        .await;
    for (spec, file) in batch.iter().zip(found) {
        if let Some(file) = file {
            // It may have grown since it was counted; what is new comes with the next update.
            specs.push(spec.clone());
            files.push(file);
        }
    }
    let missing = batch.len() - specs.len();
    let mut answers = library.ask_all(&Question::Take(specs), &files);
    match answers.next().await {
        Some(Ok(Reply::Taken(_, failed))) => Ok(failed.len() + missing),
        Some(Err(fault)) => Err(Trouble::Failed(fault)),
        _ => Err(Trouble::NoWorker),
    }
}

/// Ways to files, by folder.
#[derive(Default)]
struct Sources(HashMap<RootId, Source>);

enum Source {
    Handle(Finder, &'static str),
    Files(HashMap<String, File>, &'static str),
    Other(Folder, &'static str),
    Away,
}

impl Sources {
    /// The files at these places, as they are now; `None` for those that cannot be had.
    async fn files(&mut self, paths: impl Iterator<Item = (RootId, &str)>) -> Vec<Option<File>> {
        let paths: Vec<(RootId, String)> =
            paths.map(|(root, path)| (root, path.to_owned())).collect();
        for (root, _) in &paths {
            self.0.entry(*root).or_insert_with(|| Source::of(*root));
        }
        let sources = &self.0;
        let files = paths
            .iter()
            .map(|(root, path)| async move { sources.get(root)?.file(path).await.ok() });
        stream::iter(files).buffered(LOOKED_UP).collect().await
    }
}

impl Source {
    fn of(root: RootId) -> Self {
        let readable = folders::get(root);
        match readable.map(|of| (of.folder, of.layout.prefix())) {
            None => Self::Away,
            Some((Folder::Handle(handle), base)) => Self::Handle(Finder::new(handle), base),
            Some((Folder::Files(files), base)) => Self::Files(files.into_iter().collect(), base),
            Some((folder, base)) => Self::Other(folder, base),
        }
    }

    async fn file(&self, path: &str) -> Result<File, JsValue> {
        match self {
            Self::Handle(finder, base) => finder.file(&format!("{base}{path}")).await,
            Self::Files(files, base) => {
                let file = files.get(&format!("{base}{path}"));
                file.cloned().ok_or(JsValue::UNDEFINED)
            }
            Self::Other(folder, base) => file_at(folder, &format!("{base}{path}")).await,
            Self::Away => Err(JsValue::UNDEFINED),
        }
    }
}

/// Searches; `each` is told what was found, twice where the first results come long before the
/// last.
///
/// # Errors
/// Why nothing can be searched.
pub async fn search(asked: &Searched, mut each: impl FnMut(SearchResult)) -> Result<(), Trouble> {
    programs::ready().await;
    let mut answers = library()?.ask_all(&Question::Search(asked.clone()), &[]);
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(Reply::Found(found)) => each(found),
            Ok(_) => {}
            Err(fault) => return Err(Trouble::Failed(fault)),
        }
    }
    Ok(())
}

/// The passages that show why messages were found, in the same order.
pub async fn quotes(asked: &Searched, hits: &[SearchHit]) -> Vec<Option<Quote>> {
    let Ok(library) = library() else {
        return Vec::new();
    };
    let mut sources = Sources::default();
    let hit_paths: Vec<_> = hits
        .iter()
        .map(|hit| (hit.root, veil::real_path(&hit.path)))
        .collect();
    let found = sources
        .files(hit_paths.iter().map(|(root, path)| (*root, path.as_str())))
        .await;
    let mut files = Vec::new();
    let mut parts = Vec::new();
    for (hit, file) in hits.iter().zip(found) {
        parts.push(Passage {
            // A number that no file has stands for one that is not there.
            file: file
                .as_ref()
                .map_or(u32::MAX, |_| u32::try_from(files.len()).unwrap_or(u32::MAX)),
            offset_bytes: hit.offset_bytes,
            length_bytes: hit.length_bytes,
            is_output: is_output(&hit.path),
        });
        files.extend(file);
    }
    let question = Question::Quote {
        asked: asked.clone(),
        parts,
    };
    let mut answers = library.ask_all(&question, &files);
    match answers.next().await {
        Some(Ok(Reply::Quotes(quotes))) => quotes,
        _ => Vec::new(),
    }
}

/// What is searched for, with what the words in it mean here and now.
pub fn asked(state: AppState, text: &str, sessions: u32) -> Searched {
    Searched {
        text: text.to_owned(),
        now_ms: crate::browser::clock::now().0,
        zone: state.zone.get_untracked(),
        sessions,
        each: 5,
    }
}

/// Notes how long a search took, from `since_ms` until its results were on the page.
pub fn shown(state: AppState, since_ms: f64) {
    let took_ms = marks::measure("sessionscope:search", since_ms, Detail::default());
    measures::slow(state, "search", took_ms);
}

/// Takes away what is kept of transcripts: it is made again when one is opened.
pub async fn discard() {
    if let Ok(library) = library() {
        let _ = library.ask(&Question::Discard).await;
    }
}

/// Takes the index away, and what is kept of transcripts.
pub async fn clear() {
    if let Ok(library) = library() {
        // Where there is no library there is no index.
        let _ = library.ask(&Question::Clear).await;
    }
}

//! The worker's end of the conversation.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::lock::Mutex;
use gloo_worker::{HandlerId, Worker, WorkerScope};
use js_sys::Array;
use sessionscope_engine::transcript::items::Filter;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::archive;
use super::open_transcript::{FileIndexes, OpenTranscript};
use super::protocol::{Answer, Ask, Question, Reply};
use super::search::{Searching, quotes};
use super::threads;
use crate::protocol::Fault;

/// Open transcripts by number.
type Transcripts = Rc<RefCell<BTreeMap<u32, OpenTranscript>>>;

/// The search index, once it is open. Whoever works with it holds it; the others wait.
type Index = Rc<Mutex<Option<Searching>>>;

/// Opens transcripts and tells parts of them; searches.
#[derive(Debug)]
pub struct Library {
    transcripts: Transcripts,
    index: Index,
}

impl Worker for Library {
    type Message = ();
    type Input = Ask;
    type Output = Answer;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        Self {
            transcripts: Transcripts::default(),
            index: Index::default(),
        }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, (): ()) {}

    /// Greets the page: from now on the worker hears it.
    fn connected(&mut self, scope: &WorkerScope<Self>, id: HandlerId) {
        let page = Page {
            scope: scope.clone(),
            id,
            ask: 0,
        };
        page.tell(&Ok(Reply::Nothing), true);
    }

    fn received(&mut self, scope: &WorkerScope<Self>, ask: Ask, id: HandlerId) {
        let page = Page {
            scope: scope.clone(),
            id,
            ask: ask.id,
        };
        let transcripts = Rc::clone(&self.transcripts);
        let index = Rc::clone(&self.index);
        spawn_local(async move {
            match postcard::from_bytes(&ask.question) {
                Ok(question) => {
                    let reply = answer(&transcripts, &index, question, &ask.files, &page).await;
                    page.tell(&reply, true);
                }
                Err(_) => page.tell(&Err(Fault::Failed), true),
            }
        });
    }
}

/// Whoever asked.
struct Page {
    scope: WorkerScope<Library>,
    id: HandlerId,
    ask: u32,
}

impl Page {
    fn tell(&self, reply: &Result<Reply, Fault>, last: bool) {
        let answer = Answer {
            id: self.ask,
            last,
            // Nothing but numbers, texts and lists: postcard cannot fail on it.
            reply: postcard::to_allocvec(reply).unwrap_or_default(),
        };
        self.scope.respond(self.id, answer);
    }
}

async fn answer(
    transcripts: &Transcripts,
    index: &Index,
    question: Question,
    files: &Array,
    page: &Page,
) -> Result<Reply, Fault> {
    match question {
        Question::Open { book, filter, keep } => {
            open(transcripts, book, (filter, keep), files, page).await
        }
        Question::Show { book, filter } => show(transcripts, book, filter),
        Question::Read { book, from, to } => {
            let book = held(transcripts, book)?;
            Ok(Reply::Articles(book.articles(from, to).await?))
        }
        Question::More { book, place, from } => Ok(Reply::Nodes(
            held(transcripts, book)?.more(place, from).await?,
        )),
        Question::Locate { book, what } => Ok(Reply::At(held(transcripts, book)?.locate(what))),
        Question::Line { book, place } => {
            let (line, length_bytes) = held(transcripts, book)?.line(place).await?;
            Ok(Reply::Line(line, length_bytes))
        }
        Question::Survey { book, own } => Ok(Reply::Survey(Box::new(
            held(transcripts, book)?.survey(own),
        ))),
        Question::Agents {
            book,
            own,
            paths,
            notes,
        } => {
            let notes = notes.into_iter().zip(files.iter());
            let agents = held(transcripts, book)?.agents(own, &paths, notes).await?;
            Ok(Reply::Agents(agents))
        }
        Question::Threads { book, own } => {
            let book = held(transcripts, book)?;
            Ok(Reply::Threads(threads::of_logs(book.files(own)).await?))
        }
        Question::Close { book } => {
            transcripts.borrow_mut().remove(&book);
            Ok(Reply::Nothing)
        }
        Question::Output { from } => super::beside::piece(files, from).await,
        Question::Find {
            book,
            asked,
            outputs,
        } => {
            let outputs = outputs.into_iter().zip(files.iter()).collect();
            let (places, notices) = held(transcripts, book)?.find(&asked, outputs).await?;
            Ok(Reply::Places(places, notices))
        }
        Question::Quote { asked, parts } => Ok(Reply::Quotes(quotes(&asked, &parts, files).await)),
        Question::Discard => {
            archive::clear().await;
            Ok(Reply::Nothing)
        }
        question => Ok(of_index(index, question, files, page).await),
    }
}

/// Answers what is about the search index.
async fn of_index(index: &Index, question: Question, files: &Array, page: &Page) -> Reply {
    let mut index = index.lock().await;
    if index.is_none() {
        *index = Some(Searching::open().await);
    }
    let Some(searching) = index.as_mut() else {
        return Reply::Nothing;
    };
    match question {
        Question::Known { keep } => {
            if !keep {
                searching.stay_in_memory().await;
            }
            Reply::Known(searching.known())
        }
        Question::Reload => {
            *searching = Searching::open().await;
            Reply::Nothing
        }
        Question::Take(specs) => {
            let (bytes, failed) = searching.take(&specs, files).await;
            Reply::Taken(bytes as f64, failed)
        }
        Question::Forget(files) => {
            searching.forget(files);
            Reply::Nothing
        }
        Question::Keep => {
            searching.keep().await;
            Reply::Kept(searching.size_bytes(), searching.lasts())
        }
        Question::Clear => {
            archive::clear().await;
            searching.clear().await;
            Reply::Nothing
        }
        Question::Search(asked) => {
            let early = |found| page.tell(&Ok(Reply::Found(found)), false);
            Reply::Found(searching.search(&asked, early))
        }
        _ => Reply::Nothing,
    }
}

/// Wants other items of an open book.
fn show(transcripts: &Transcripts, number: u32, filter: Filter) -> Result<Reply, Fault> {
    let shown = held(transcripts, number)?.show(filter);
    let outline = shown.outline();
    transcripts.borrow_mut().insert(number, shown);
    Ok(Reply::Opened(outline))
}

/// The open book of this number.
fn held(transcripts: &Transcripts, book: u32) -> Result<OpenTranscript, Fault> {
    transcripts.borrow().get(&book).cloned().ok_or(Fault::Gone)
}

/// Opens a book; of a large one its end is told before the whole of it is known.
async fn open(
    transcripts: &Transcripts,
    number: u32,
    (filter, keeps): (Filter, bool),
    files: &Array,
    page: &Page,
) -> Result<Reply, Fault> {
    let files: Vec<File> = files.iter().map(JsCast::unchecked_into).collect();
    let open = transcripts.borrow().get(&number).cloned();
    let is_new = open.is_none();
    let known = match open {
        Some(book) => FileIndexes::of(&book, &files).await?,
        None if keeps => FileIndexes::recall(&files).await,
        None => FileIndexes::default(),
    };
    if is_new && let Some(end) = OpenTranscript::open_end(&files, &known, &filter).await? {
        let outline = end.outline();
        transcripts.borrow_mut().insert(number, end);
        page.tell(&Ok(Reply::Opened(outline)), false);
    }
    let book = OpenTranscript::open(files, filter.clone(), known, keeps).await?;
    // Another filter may have been set while the files were read.
    let latest = transcripts
        .borrow()
        .get(&number)
        .map(|book| book.filter().clone());
    let book = match latest {
        Some(latest) if latest != filter => book.show(latest),
        _ => book,
    };
    let outline = book.outline();
    transcripts.borrow_mut().insert(number, book);
    Ok(Reply::Opened(outline))
}

//! What the page asks the reading library, and what it is told.

use serde::{Deserialize, Serialize};
use sessionscope_engine::key::Key;
use sessionscope_engine::place::{Place as FilePlace, RootId};
use sessionscope_engine::search::index::FileId;
use sessionscope_engine::time::{Instant, Zone};
use sessionscope_engine::transcript::agents::{How, Start, Subagent};
use sessionscope_engine::transcript::article::Article;
use sessionscope_engine::transcript::bound::Cursor;
use sessionscope_engine::transcript::entry::Class;
use sessionscope_engine::transcript::items::{Filter, Place};
use sessionscope_engine::transcript::markup::Node;
use sessionscope_engine::transcript::survey::Survey;

use super::threads::ThreadTold;
use crate::protocol::Fault;

/// A question, in one message.
#[derive(Serialize, Deserialize)]
pub struct Ask {
    /// By which answers name this question; not 0.
    pub id: u32,
    /// The [`web_sys::File`]s that the question brings along.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub files: js_sys::Array,
    /// Postcard of a [`Question`].
    #[serde(with = "serde_bytes")]
    pub question: Vec<u8>,
}

/// An answer; some questions have several.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    /// The question it is about; 0 is the greeting of a worker that is ready.
    pub id: u32,
    /// It is the last one.
    pub last: bool,
    /// Postcard of a `Result<`[`Reply`]`, `[`Fault`]`>`.
    #[serde(with = "serde_bytes")]
    pub reply: Vec<u8>,
}

/// What can be asked. A book is an open transcript, by a number that the page chose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// Opens the files that come along as a book, in that order, or looks at them again after they
    /// have grown. Answered by one or two [`Reply::Opened`].
    Open {
        /// The book.
        book: u32,
        /// Which items are wanted.
        filter: Filter,
        /// Indexes of large files may be kept for the next visit.
        keep: bool,
    },
    /// Which items are wanted from now on. Answered by [`Reply::Opened`].
    Show {
        /// The book.
        book: u32,
        /// Which items are wanted.
        filter: Filter,
    },
    /// Items by number, the last one left out. Answered by [`Reply::Articles`].
    Read {
        /// The book.
        book: u32,
        /// Number of the first item.
        from: u32,
        /// Number behind the last item.
        to: u32,
    },
    /// What follows in an item of which only a part was drawn. Answered by [`Reply::Nodes`].
    More {
        /// The book.
        book: u32,
        /// The item's record.
        place: Place,
        /// Where it goes on.
        from: Cursor,
    },
    /// The number of the item that shows a record. Answered by [`Reply::At`].
    Locate {
        /// The book.
        book: u32,
        /// Which record.
        what: Sought,
    },
    /// The line of a record as it is. Answered by [`Reply::Line`].
    Line {
        /// The book.
        book: u32,
        /// The record.
        place: Place,
    },
    /// What there is in the whole session. Answered by [`Reply::Survey`].
    Survey {
        /// The book.
        book: u32,
        /// So many of its files, the first, are the session's own; the others are its subagents'.
        own: u32,
    },
    /// The threads of a session. Answered by [`Reply::Threads`].
    Threads {
        /// The book.
        book: u32,
        /// So many of its files, the first, are the session's own; the others are its subagents'.
        own: u32,
    },
    /// What is known of the subagents of a session, all of whose files are the book's. Notes beside their logs
    /// come along. Answered by [`Reply::Agents`].
    Agents {
        /// The book.
        book: u32,
        /// So many of its files, the first, are the session's own; the others are its subagents'.
        own: u32,
        /// The paths of the subagents' files.
        paths: Vec<String>,
        /// For each note the number of the subagent that it is about.
        notes: Vec<u32>,
    },
    /// The book is closed.
    Close {
        /// The book.
        book: u32,
    },
    /// The records of a book in which a text is, by a query. Outputs that lie beside it come along, and count
    /// for the records that name them. Answered by [`Reply::Places`].
    Find {
        /// The book.
        book: u32,
        /// The query.
        asked: Searched,
        /// The names of the outputs.
        outputs: Vec<String>,
    },
    /// A piece of the output that comes along. Answered by [`Reply::Piece`].
    Output {
        /// The byte at which it begins.
        from: f64,
    },
    /// Which files the search index has. Answered by [`Reply::Known`].
    Known {
        /// The index may be kept for the next visit.
        keep: bool,
    },
    /// Looks anew at the index that another tab keeps. Answered by [`Reply::Nothing`].
    Reload,
    /// Takes the files that come along into the index. Answered by [`Reply::Taken`].
    Take(Vec<Spec>),
    /// Takes files out of the index. Answered by [`Reply::Nothing`].
    Forget(Vec<FileId>),
    /// Makes what was taken in searchable, and keeps it. Answered by [`Reply::Kept`].
    Keep,
    /// Takes the whole index away, and all that is kept of transcripts. Answered by [`Reply::Nothing`].
    Clear,
    /// Takes away what is kept of transcripts. Answered by [`Reply::Nothing`].
    Discard,
    /// Searches. Answered by one or two [`Reply::Found`].
    Search(Searched),
    /// Passages of records in the files that come along. Answered by [`Reply::Quotes`].
    Quote {
        /// What was searched for.
        asked: Searched,
        /// Which records.
        parts: Vec<Passage>,
    },
}

/// A subagent, and the call that started it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentTold {
    /// What is known of it; of what it was told the beginning.
    pub agent: Subagent,
    /// The call, if one was found, and how sure that is.
    pub call: Option<(Start, How)>,
}

/// A search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Searched {
    /// What is searched for, as it was typed.
    pub text: String,
    /// Now, in milliseconds since 1970.
    pub now_ms: i64,
    /// The zone in which days are meant.
    pub zone: Zone,
    /// At most so many sessions are told.
    pub sessions: u32,
    /// Of each at most so many messages.
    pub each: u32,
}

/// A file for the search index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// The folder it came from.
    pub root: RootId,
    /// Its path within the folder's projects.
    pub path: String,
    /// Its size; not more than this is read.
    pub size_bytes: u64,
    /// When it was last changed.
    pub mtime_ms: i64,
    /// Where it belongs.
    pub place: FilePlace,
}

/// A file that the search index has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFile {
    /// The folder it came from.
    pub root: RootId,
    /// Its path within the folder's projects.
    pub path: String,
    /// Its size when it was read.
    pub size_bytes: u64,
    /// When it was last changed then.
    pub mtime_ms: i64,
}

/// A record whose passage is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Its file's number among those that come along.
    pub file: u32,
    /// Where it is in the file.
    pub offset_bytes: u64,
    /// How long it is.
    pub length_bytes: u64,
    /// The file is an output beside a log: a record stands for the whole of it.
    pub is_output: bool,
}

/// A passage that shows why a record was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The record's `uuid`; empty if it has none.
    pub uuid: String,
    /// What kind of text it is from.
    pub field: String,
    /// One line of text.
    pub text: String,
    /// Bytes of the text that were asked for.
    pub marks: Vec<(u32, u32)>,
    /// How often anything that was asked for is in the whole message.
    pub matches: u32,
}

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchResult {
    /// Messages.
    pub hits: u64,
    /// Sessions they are in.
    pub session_count: u64,
    /// The best sessions.
    pub sessions: Vec<SearchSession>,
    /// What of the query was not understood or not found, in words.
    pub notices: Vec<String>,
    /// The query as it was understood.
    pub query: String,
}

/// A session with hits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchSession {
    /// Its id.
    pub session: String,
    /// Messages found in it.
    pub hits: u64,
    /// The best of them.
    pub best: Vec<SearchHit>,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHit {
    /// The folder of its file.
    pub root: RootId,
    /// Its file.
    pub path: String,
    /// Where it is in the file.
    pub offset_bytes: u64,
    /// How long it is.
    pub length_bytes: u64,
    /// When it was written.
    pub time: Option<Instant>,
    /// Tools that it calls or has results of.
    pub tools: Vec<String>,
}

/// A record that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sought {
    /// Of this `uuid`.
    Uuid(Key),
    /// In this place.
    Place(Place),
    /// The first item written at this time or later, in milliseconds since 1970.
    Time(i64),
    /// The next item of a kind behind the item of this number, or the last one before it.
    Next {
        /// The item to start from.
        from: u32,
        /// Look towards the start.
        back: bool,
        /// What it must be.
        kind: Stop,
    },
}

/// What one may want to go to next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stop {
    /// A prompt of a person.
    Prompt,
    /// Something that failed.
    Error,
    /// A change of a file.
    Edit,
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The book is open.
    Opened(Outline),
    /// The items, in order.
    Articles(Vec<Article>),
    /// A part of an item.
    Nodes(Vec<Node>),
    /// The number of an item, if there is one.
    At(Option<u32>),
    /// A line, cut if it is huge, and its bytes in the file.
    Line(String, u64),
    /// What there is in the session.
    Survey(Box<Survey>),
    /// A piece of an output.
    Piece {
        /// Its text.
        text: String,
        /// Where the next one begins, if there is one.
        next: Option<f64>,
        /// Bytes of the whole output.
        bytes: f64,
    },
    /// The threads, in the order of the logs.
    Threads(Vec<ThreadTold>),
    /// The subagents, in the order of their files.
    Agents(Vec<AgentTold>),
    /// Records, and what of the query was not understood or not found, in words.
    Places(Vec<Place>, Vec<String>),
    /// Files that the search index has.
    Known(Vec<KnownFile>),
    /// Files were taken in: the bytes read, and those that could not be read, by number.
    Taken(f64, Vec<(u32, Fault)>),
    /// The index was kept: its bytes, and whether the next visit will find it.
    Kept(u64, bool),
    /// What was found.
    Found(SearchResult),
    /// Passages, in the order asked for.
    Quotes(Vec<Option<Quote>>),
    /// There is nothing to say.
    Nothing,
}

/// What the page has to know of all items of a book.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// Of each item: what it is, and the bytes of its lines, from which its height is guessed.
    pub items: Vec<(Class, u32)>,
    /// Items by class, in the order of [`CLASSES`], whatever is filtered out.
    pub by_class: [u32; CLASSES.len()],
    /// Items in which something failed.
    pub failed: u32,
    /// Items that change files.
    pub edits: u32,
    /// Names of the tools that were called.
    pub tools: Vec<String>,
    /// Only the end of the last file has been looked at yet.
    pub is_partial: bool,
    /// Bytes read to open it.
    pub bytes_read: f64,
}

/// All classes of items.
pub const CLASSES: [Class; 6] = [
    Class::Prompt,
    Class::Reply,
    Class::Thinking,
    Class::Tool,
    Class::Note,
    Class::Record,
];

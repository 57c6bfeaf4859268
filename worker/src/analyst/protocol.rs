//! What the page and the analyst say to each other.
//!
//! A message is an array. First comes the postcard of a [`Command`] or of [`News`], whose buffer is handed
//! over; then come the objects that go with it, such as handles and `File`s, which postcard cannot hold.

use js_sys::{Array, Uint8Array};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sessionscope_engine::place::RootId;
use sessionscope_queries::{AnyAnswer, AnyQuestion};
use sessionscope_runtime::Milestone;
use sessionscope_runtime::folder::Fault;
use sessionscope_runtime::id::{CallId, FolderRef, ListId};
use sessionscope_runtime::query::{AnswerRevision, QueryId};
use sessionscope_runtime::settings::Settings;
use sessionscope_runtime::status::{Notice, Status};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::platform::port::Port;

/// A folder that the page holds, since no handle stands for it or the handle does not show all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageFolder(pub u64);

/// What the page says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Begin. The first command of all. With it come the address of the ingest program's script and its
    /// wasm, a `Blob` or a `WebAssembly.Module`; without them the analyst reads by itself.
    Start(Start),
    /// The user gave a folder. Its handle comes along, if it has one.
    Give(Gift),
    /// The user wants folders that cannot be read to be asked for again, and what a cancelled reading has
    /// left to be read.
    Reconnect,
    /// The user cancelled the reading.
    Cancel,
    /// A view asks something, from now until it ends that. Answered by [`News::Answers`].
    Subscribe(QueryId, AnyQuestion),
    /// It asks that no more.
    Unsubscribe(QueryId),
    /// The user wants a folder forgotten.
    RemoveRoot(RootId),
    /// The user wants everything forgotten.
    ClearData,
    /// The user wants back what was forgotten.
    Undo,
    /// Is somebody there? Answered by [`News::Here`].
    Ping,
    /// The page was hidden, or is seen again.
    Visible(bool),
    /// The user changed the settings.
    Settings(Settings),
    /// Answers [`News::Permit`].
    Permitted(CallId, bool),
    /// Answers [`News::List`] and [`News::ListNext`]. The `File`s of the batch come along.
    Listed(CallId, ListId, Result<PageBatch, Fault>),
    /// Answers [`News::Compare`]. The `File`s of what was left out come along.
    Compared(ListId, PageBatch),
    /// Answers [`News::Probe`]. The `File` comes along, if there is one.
    Probed(CallId, Result<(), Fault>),
}

/// What the analyst has to know to begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The choices of the user.
    pub settings: Settings,
    /// At most so many ingest workers.
    pub workers: u32,
    /// Name of the database; names of locks and channels begin with it.
    pub database: String,
}

/// A folder as the user gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gift {
    /// Its own name.
    pub name: String,
    /// How the page reads it, where the handle does not show all of it or there is none.
    pub page: Option<PageFolder>,
    /// It is remembered for the next visit. The bundled sample is not.
    pub kept: bool,
}

/// A part of a folder that the page has listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageBatch {
    /// Path, size and time of change of each file that comes along.
    pub files: Vec<(String, u64, i64)>,
    /// Files and folders that could not be looked at, and why.
    pub refused: Vec<(String, Fault)>,
    /// Files and folders that handles hide.
    pub hidden: Vec<String>,
    /// Paths of outputs of tools that lie beside logs.
    pub outputs: Vec<String>,
    /// Files and folders that were seen, whatever they are.
    pub seen: u64,
    /// Folders that were not entered, and why.
    pub skipped: Vec<(String, String)>,
    /// The folder has been listed completely.
    pub is_last: bool,
}

/// What the analyst says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum News {
    /// The program is up and hears the page.
    Hello,
    /// Answers [`Command::Ping`].
    Here,
    /// The answers to questions are these now.
    Answers(Vec<(QueryId, AnswerRevision, Box<AnyAnswer>)>),
    /// What the analyst is doing.
    Status(Box<Status>),
    /// Something to tell the user.
    Notice(Notice),
    /// How long something took until now; it comes after the answers that belong to it.
    Milestone(Milestone),
    /// A folder that statuses name by this number. Its handle comes along, or null; the page itself holds
    /// one that is not read by its handle alone.
    Folder(FolderRef, Option<PageFolder>),
    /// The linear memory of the analyst, in bytes.
    Memory(u64),
    /// All data is being cleared, here or in another tab: whoever else holds anything of the logs lets it go.
    Clearing,
    /// All that was stored was deleted, settings among them.
    Cleared,
    /// Ask the user whether the folder whose handle comes along may be read.
    Permit(CallId),
    /// Begin to list a folder of the page, and answer with the first batch.
    List(CallId, ListId, PageFolder),
    /// Answer with the next batch.
    ListNext(CallId, ListId),
    /// No more of this list is wanted.
    EndList(ListId),
    /// List what the handle of a folder has left out: for folders in it the names of the folders and logs that
    /// it told of.
    Compare(ListId, PageFolder, Vec<(String, Vec<String>)>),
    /// Look at the file at a path below a folder of the page.
    Probe(CallId, PageFolder, String),
}

/// Posts a message with the objects that go with it.
pub fn post<T: Serialize>(port: &Port, message: &T, objects: &[JsValue]) {
    // Nothing but numbers, texts and lists: postcard cannot fail on it.
    let bytes = postcard::to_allocvec(message).unwrap_or_default();
    let bytes = Uint8Array::from(bytes.as_slice());
    let parts = Array::of1(&bytes);
    for object in objects {
        parts.push(object);
    }
    let transfer = Array::of1(&bytes.buffer());
    // What can be given, stored and found can be copied as well.
    let _ = port.post(&parts, &transfer);
}

/// A message and the objects that go with it; `None` if it is no message of this build.
pub fn read<T: DeserializeOwned>(data: &JsValue) -> Option<(T, Vec<JsValue>)> {
    let parts: &Array = data.dyn_ref()?;
    let bytes: Uint8Array = parts.get(0).dyn_into().ok()?;
    let message = postcard::from_bytes(&bytes.to_vec()).ok()?;
    Some((message, parts.iter().skip(1).collect()))
}

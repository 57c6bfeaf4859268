//! The machine, its queue of events, and who carries which effect out.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use sessionscope_queries::AnyAnswer;
use sessionscope_runtime::folder::Fault;
use sessionscope_runtime::id::{FolderRef, TimerId};
use sessionscope_runtime::query::{AnswerRevision, QueryId};
use sessionscope_runtime::settings::Limits;
use sessionscope_runtime::status::Status;
use sessionscope_runtime::{Effect, Event, EventKind, Runtime};
use wasm_bindgen::{JsCast as _, JsValue};

use super::files::Files;
use super::folders::Folders;
use super::ingest::Ingest;
use super::listing::{Lists, held};
use super::others::{Others, wait_for_lock};
use super::protocol::{self, Command, News, Start};
use super::storage::Storage;
use crate::platform::clock;
use crate::platform::port::Port;
use crate::platform::spawn::spawn;
use crate::read::memory_bytes;

/// The runtime and everything that it needs done; clones are the same one.
#[derive(Clone)]
pub struct Shell(Rc<Parts>);

struct Parts {
    page: Port,
    runtime: RefCell<Option<Runtime>>,
    /// What has happened while something else was taken in.
    events: RefCell<VecDeque<EventKind>>,
    is_stepping: Cell<bool>,
    database: OnceCell<String>,
    files: Files,
    folders: Folders,
    lists: Lists,
    ingest: Ingest,
    others: Others,
    storage: Storage,
    /// Folders of which the page knows.
    shared: RefCell<BTreeSet<FolderRef>>,
    memory_bytes: Cell<u64>,
}

impl Shell {
    /// Serves whoever is at the other end of `page`.
    pub fn serve(page: Port) -> Self {
        let shell = Self(Rc::new(Parts {
            page,
            runtime: RefCell::default(),
            events: RefCell::default(),
            is_stepping: Cell::default(),
            database: OnceCell::new(),
            files: Files::default(),
            folders: Folders::default(),
            lists: Lists::default(),
            ingest: Ingest::default(),
            others: Others::default(),
            storage: Storage::default(),
            shared: RefCell::default(),
            memory_bytes: Cell::default(),
        }));
        let heard = shell.clone();
        shell.0.page.hear(move |data| {
            if let Some((command, objects)) = protocol::read(data) {
                heard.take(command, objects);
            }
        });
        shell.tell(&News::Hello, &[]);
        shell
    }

    /// Tells the page something.
    pub(super) fn tell(&self, news: &News, objects: &[JsValue]) {
        protocol::post(&self.0.page, news, objects);
    }

    pub(super) fn files(&self) -> &Files {
        &self.0.files
    }

    pub(super) fn folders(&self) -> &Folders {
        &self.0.folders
    }

    pub(super) fn lists(&self) -> &Lists {
        &self.0.lists
    }

    pub(super) fn ingest(&self) -> &Ingest {
        &self.0.ingest
    }

    pub(super) fn storage(&self) -> &Storage {
        &self.0.storage
    }

    /// Takes in what the page says.
    fn take(&self, command: Command, mut objects: Vec<JsValue>) {
        let event = match command {
            Command::Start(start) => {
                self.start(start, &objects);
                return;
            }
            Command::Ping => {
                self.tell(&News::Here, &[]);
                return;
            }
            Command::Give(gift) => match self.folders().given(gift, objects.pop()) {
                Some(given) => EventKind::FolderGiven(given),
                None => return,
            },
            Command::Reconnect => EventKind::Reconnect,
            Command::Cancel => EventKind::Cancel,
            Command::Subscribe(id, question) => EventKind::Subscribe(id, question),
            Command::Unsubscribe(id) => EventKind::Unsubscribe(id),
            Command::RemoveRoot(root) => EventKind::RemoveRoot(root),
            Command::ClearData => EventKind::ClearData,
            Command::Undo => EventKind::Undo,
            Command::Visible(is_visible) => EventKind::Visible(is_visible),
            Command::Settings(settings) => EventKind::Settings(settings),
            Command::Permitted(call, is_granted) => EventKind::Permitted(call, is_granted),
            Command::Listed(call, list, result) => {
                let result = result.map(|batch| held(self, batch, objects));
                self.lists().page_listed(list, &result);
                EventKind::Listed(call, result)
            }
            Command::Compared(list, batch) => {
                self.lists().compared(list, held(self, batch, objects));
                return;
            }
            Command::Probed(call, result) => {
                let file = objects.pop().map(JsValue::unchecked_into);
                let stat = result.and_then(|()| {
                    let file = file.ok_or(Fault::Failed)?;
                    Ok(self.files().look(file))
                });
                EventKind::Probed(call, stat)
            }
        };
        self.happen(event);
    }

    fn start(&self, start: Start, objects: &[JsValue]) {
        if self.0.database.set(start.database.clone()).is_err() {
            // It runs already.
            return;
        }
        if let [url, wasm, ..] = objects {
            self.ingest().set_program(url, wasm);
        }
        let limits = Limits {
            workers: start.workers as usize,
            ..Limits::default()
        };
        let runtime = Runtime::new(start.settings, limits);
        self.0.runtime.replace(Some(runtime));
        self.storage().begin(self, &start.database);
        self.0.others.listen(self, &start.database);
        self.happen(EventKind::Started);
    }

    /// Takes in what happened. What happens while something else is taken in has to wait for that.
    pub(super) fn happen(&self, kind: EventKind) {
        let parts = &self.0;
        parts.events.borrow_mut().push_back(kind);
        if parts.is_stepping.replace(true) {
            return;
        }
        loop {
            let next = parts.events.borrow_mut().pop_front();
            let Some(kind) = next else { break };
            let mut effects = Vec::new();
            if let Some(runtime) = parts.runtime.borrow_mut().as_mut() {
                let now_ms = clock::now().0;
                runtime.step(Event { now_ms, kind }, &mut effects);
            }
            self.carry_all(effects);
        }
        parts.is_stepping.set(false);
    }

    /// Carries effects out. Answers that follow each other are one message.
    fn carry_all(&self, effects: Vec<Effect>) {
        let mut answers = Vec::new();
        for effect in effects {
            if let Effect::Publish(id, revision, answer) = effect {
                answers.push((id, revision, answer));
                continue;
            }
            self.tell_answers(&mut answers);
            self.carry(effect);
        }
        self.tell_answers(&mut answers);
    }

    fn tell_answers(&self, answers: &mut Vec<(QueryId, AnswerRevision, Box<AnyAnswer>)>) {
        if !answers.is_empty() {
            self.tell(&News::Answers(std::mem::take(answers)), &[]);
        }
    }

    /// Carries an effect out, or begins to.
    fn carry(&self, effect: Effect) {
        let folders = self.folders();
        match effect {
            Effect::WakeAt(timer, at_ms) => self.wake_at(timer, at_ms),
            Effect::LeaveStore => {
                self.tell(&News::Clearing, &[]);
                self.storage().leave();
            }
            Effect::OpenStore(_)
            | Effect::DeleteStore(_)
            | Effect::ClearStore(_)
            | Effect::LoadSnapshot(_)
            | Effect::LoadRoots(_)
            | Effect::ListShards(_)
            | Effect::LoadShard(..)
            | Effect::Store(..) => self.storage().take(effect),
            Effect::Locate(call, folder, known) => folders.locate(self, call, folder, &known),
            Effect::Permit(call, folder, asks) => folders.permit(self, call, folder, asks),
            Effect::CheckFolder(call, folder) => folders.check(self, call, folder),
            Effect::List(call, list, folder, path) => {
                self.lists().list(self, call, list, folder, &path);
            }
            Effect::ListNext(call, list) => self.lists().list_next(self, call, list),
            Effect::EndList(list) => self.lists().end_list(self, list),
            Effect::Probe(call, folder, path) => folders.probe(self, call, folder, path),
            Effect::Watch(call, folder) => folders.watch(self, call, folder),
            Effect::Unwatch(call) => folders.unwatch(call),
            Effect::Release(files) => self.files().release(&files),
            Effect::StartWorker(worker) => self.ingest().start(self, worker),
            Effect::EndWorker(worker) => self.ingest().end(worker),
            Effect::Read(worker, job, tasks) => self.ingest().read(self, worker, job, &tasks),
            Effect::HoldLock => {
                let database = self.0.database.get().map(String::as_str);
                wait_for_lock(self, database.unwrap_or_default());
            }
            Effect::Broadcast(message) => self.0.others.tell(message),
            Effect::Publish(id, revision, answer) => {
                self.tell_answers(&mut vec![(id, revision, answer)]);
            }
            Effect::Show(status) => {
                // Whoever hears of a folder can find files in it at once.
                self.share_folders(&status);
                self.tell(&News::Status(status), &[]);
                self.show_memory();
            }
            Effect::Reach(milestone) => self.tell(&News::Milestone(milestone), &[]),
            Effect::Notify(notice) => self.tell(&News::Notice(notice), &[]),
        }
    }

    fn wake_at(&self, timer: TimerId, at_ms: i64) {
        let shell = self.clone();
        let after_ms = u32::try_from((at_ms - clock::now().0).max(0)).unwrap_or(u32::MAX);
        spawn(async move {
            clock::sleep(after_ms).await;
            shell.happen(EventKind::Woke(timer));
        });
    }

    /// Tells the page of folders that it does not know yet.
    fn share_folders(&self, status: &Status) {
        for folder in status.roots.iter().filter_map(|root| root.folder) {
            if self.0.shared.borrow_mut().insert(folder) {
                let handle = self.folders().handle(folder);
                let handle = handle.map_or(JsValue::NULL, JsValue::from);
                let page = self.folders().page(folder);
                self.tell(&News::Folder(folder, page), &[handle]);
            }
        }
    }

    fn show_memory(&self) {
        // A whole number below 2^53.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let bytes = memory_bytes() as u64;
        if self.0.memory_bytes.replace(bytes) != bytes {
            self.tell(&News::Memory(bytes), &[]);
        }
    }
}

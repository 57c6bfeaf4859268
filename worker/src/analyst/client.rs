//! The page's end: it talks to the analyst, and lists and looks for it where only a page can.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use sessionscope_runtime::folder::Fault;
use sessionscope_runtime::id::{CallId, FolderRef, ListId};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{FileSystemHandle, MessagePort, Worker};

use super::convert;
use super::protocol::{self, Command, Gift, News, PageFolder};
use crate::platform::bind::{self, Permission};
use crate::platform::clock;
use crate::platform::folder::{Folder, NamedFolder, file_at};
use crate::platform::list::{Lister, Listing, hidden};
use crate::platform::port::Port;
use crate::platform::spawn::spawn;

/// How often the analyst is asked whether it is there, in milliseconds.
const PING_EVERY_MS: u32 = 5_000;
/// It is taken for lost when it was asked so often in vain: it may be busy for seconds.
const SILENT_MAX: u32 = 4;

/// Hears what the analyst says.
pub trait NewsListener {
    /// News, and the objects that go with it. What the page is asked to do with folders is done already, and
    /// is not heard.
    fn news(&self, news: News, objects: Vec<JsValue>);

    /// The analyst broke off: it has to be started again.
    fn lost(&self);
}

/// A command and the objects that go with it.
type Said = (Command, Vec<JsValue>);

/// The analyst, as the page sees it; clones are the same one.
#[derive(Clone)]
pub struct Analyst(Rc<Client>);

struct Client {
    port: Port,
    worker: Option<Worker>,
    hears: Box<dyn NewsListener>,
    /// What was said before the analyst was up; `None` once it is.
    early: RefCell<Option<Vec<Said>>>,
    /// Folders that only the page can read, or read all of.
    own: RefCell<BTreeMap<PageFolder, Folder>>,
    last_folder: Cell<u64>,
    /// Folders that statuses name.
    folders: RefCell<BTreeMap<FolderRef, Folder>>,
    /// Folders that are being listed; while a batch is being found, there is nothing here.
    lists: RefCell<BTreeMap<ListId, Option<Lister>>>,
    /// How often it was asked in vain whether it is there.
    silent: Cell<u32>,
    is_over: Cell<bool>,
}

impl Analyst {
    /// The analyst that a worker runs. Its program has to be the worker's first message, and the page's.
    pub fn in_worker(worker: Worker, hears: impl NewsListener + 'static) -> Self {
        let port = Port::new(worker.clone());
        let analyst = Self::over(port, Some(worker), hears);
        let failed = analyst.clone();
        analyst.0.port.hear_error(move || failed.lost());
        let watched = analyst.clone();
        clock::every_while(PING_EVERY_MS, move || {
            watched.ping();
            !watched.0.is_over.get()
        });
        analyst
    }

    /// The analyst at the other end of a port: its program runs on this very thread, where no worker starts.
    pub fn at_port(port: MessagePort, hears: impl NewsListener + 'static) -> Self {
        Self::over(Port::new(port), None, hears)
    }

    fn over(port: Port, worker: Option<Worker>, hears: impl NewsListener + 'static) -> Self {
        let analyst = Self(Rc::new(Client {
            port,
            worker,
            hears: Box::new(hears),
            early: RefCell::new(Some(Vec::new())),
            own: RefCell::default(),
            last_folder: Cell::default(),
            folders: RefCell::default(),
            lists: RefCell::default(),
            silent: Cell::default(),
            is_over: Cell::default(),
        }));
        let client = analyst.clone();
        analyst.0.port.hear(move |data| {
            if let Some((news, objects)) = protocol::read(data) {
                client.hear(news, objects);
            }
        });
        analyst
    }

    /// Asks whether the worker is there: one that the system has ended says nothing.
    fn ping(&self) {
        let client = &self.0;
        if client.is_over.get() || client.early.borrow().is_some() {
            return;
        }
        let silent = client.silent.get();
        client.silent.set(silent + 1);
        if silent >= SILENT_MAX {
            self.lost();
        } else {
            self.send(Command::Ping, Vec::new());
        }
    }

    fn lost(&self) {
        if !self.0.is_over.replace(true) {
            self.0.hears.lost();
        }
    }

    /// Says something, as soon as the analyst is up.
    pub fn send(&self, command: Command, objects: Vec<JsValue>) {
        if let Some(early) = self.0.early.borrow_mut().as_mut() {
            early.push((command, objects));
            return;
        }
        protocol::post(&self.0.port, &command, &objects);
    }

    /// Gives it a folder. `kept`: it is remembered for the next visit.
    pub fn give(&self, given: NamedFolder, kept: bool) {
        let handle = given.folder.handle().map(JsValue::from);
        let page = match &given.folder {
            Folder::Handle(_) => None,
            Folder::Both(..) | Folder::Entry(_) | Folder::Files(_) => {
                self.0.last_folder.set(self.0.last_folder.get() + 1);
                let page = PageFolder(self.0.last_folder.get());
                self.0.own.borrow_mut().insert(page, given.folder);
                Some(page)
            }
        };
        let gift = Gift {
            name: given.name,
            page,
            kept,
        };
        self.send(Command::Give(gift), handle.into_iter().collect());
    }

    /// The folder that a status names.
    pub fn folder(&self, folder: FolderRef) -> Option<Folder> {
        self.0.folders.borrow().get(&folder).cloned()
    }

    fn own(&self, folder: PageFolder) -> Option<Folder> {
        self.0.own.borrow().get(&folder).cloned()
    }

    /// Ends it in whatever it does.
    pub fn stop(&self) {
        self.0.is_over.set(true);
        self.0.port.close();
        if let Some(worker) = &self.0.worker {
            worker.terminate();
        }
    }

    fn hear(&self, news: News, objects: Vec<JsValue>) {
        self.0.silent.set(0);
        match news {
            News::Hello => {
                for (command, objects) in self.0.early.take().into_iter().flatten() {
                    protocol::post(&self.0.port, &command, &objects);
                }
                self.0.hears.news(news, objects);
            }
            News::Folder(number, page) => {
                let handle = objects.into_iter().next().filter(JsValue::is_truthy);
                let handle = handle.map(|handle| Folder::Handle(handle.unchecked_into()));
                let folder = page.and_then(|page| self.own(page)).or(handle);
                if let Some(folder) = folder {
                    self.0.folders.borrow_mut().insert(number, folder);
                }
            }
            News::Permit(call) => {
                if let Some(handle) = objects.into_iter().next() {
                    self.permit(call, handle);
                }
            }
            News::List(call, list, folder) => match self.own(folder) {
                Some(folder) => self.list_on(call, list, Lister::new(&folder)),
                None => self.send(Command::Listed(call, list, Err(Fault::Gone)), Vec::new()),
            },
            News::ListNext(call, list) => {
                let lister = self
                    .0
                    .lists
                    .borrow_mut()
                    .get_mut(&list)
                    .and_then(Option::take);
                match lister {
                    Some(lister) => self.list_on(call, list, lister),
                    None => self.send(Command::Listed(call, list, Err(Fault::Failed)), Vec::new()),
                }
            }
            News::EndList(list) => {
                self.0.lists.borrow_mut().remove(&list);
            }
            News::Compare(list, folder, told) => self.compare(list, folder, told),
            News::Probe(call, folder, path) => self.probe(call, folder, path),
            news => self.0.hears.news(news, objects),
        }
    }

    fn permit(&self, call: CallId, handle: JsValue) {
        let analyst = self.clone();
        spawn(async move {
            let handle: FileSystemHandle = handle.into();
            let is_granted = bind::permission(&handle, true).await == Permission::Granted;
            analyst.send(Command::Permitted(call, is_granted), Vec::new());
        });
    }

    fn list_on(&self, call: CallId, list: ListId, mut lister: Lister) {
        self.0.lists.borrow_mut().insert(list, None);
        let analyst = self.clone();
        spawn(async move {
            let listing = lister.next().await;
            let is_last = lister.is_over();
            {
                let mut lists = analyst.0.lists.borrow_mut();
                if is_last || listing.is_err() {
                    lists.remove(&list);
                } else if let Some(place) = lists.get_mut(&list) {
                    *place = Some(lister);
                }
            }
            let (result, files) = match listing {
                Ok(listing) => {
                    let (batch, files) = convert::batch(listing.unwrap_or_default(), is_last);
                    (Ok(batch), files)
                }
                Err(error) => (Err(convert::fault(&error)), Vec::new()),
            };
            analyst.send(Command::Listed(call, list, result), files);
        });
    }

    fn compare(&self, list: ListId, folder: PageFolder, told: Vec<(String, Vec<String>)>) {
        let folder = self.own(folder);
        let analyst = self.clone();
        spawn(async move {
            let listing = match folder {
                Some(Folder::Both(_, entry)) => hidden(&entry, told).await,
                // Only what was dropped has an entry beside its handle.
                _ => Listing::default(),
            };
            let (batch, files) = convert::batch(listing, true);
            analyst.send(Command::Compared(list, batch), files);
        });
    }

    fn probe(&self, call: CallId, folder: PageFolder, path: String) {
        let folder = self.own(folder);
        let analyst = self.clone();
        spawn(async move {
            let (result, file) = match folder {
                Some(folder) => match file_at(&folder, &path).await {
                    Ok(file) => (Ok(()), vec![file.into()]),
                    Err(error) => (Err(convert::fault(&error)), Vec::new()),
                },
                None => (Err(Fault::Gone), Vec::new()),
            };
            analyst.send(Command::Probed(call, result), file);
        });
    }
}

//! Folders that the runtime knows by number: listing, looking and watching.
//!
//! What a handle shows is read here. What it does not show, and folders without a handle, only the page can
//! read: it is asked, and answers as if it had been done here.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use sessionscope_engine::place::RootId;
use sessionscope_runtime::EventKind;
use sessionscope_runtime::folder::{
    Access, Batch, Fault, FileEntry, GivenFolder, Location, Relation,
};
use sessionscope_runtime::id::{CallId, FolderRef, ListId};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{File, FileSystemDirectoryHandle};

use super::convert;
use super::protocol::{Gift, News, PageBatch, PageFolder};
use super::shell::Shell;
use crate::platform::bind::{self, Permission};
use crate::platform::finder::Finder;
use crate::platform::folder::{Folder, path_within};
use crate::platform::list::{Lister, Listing};
use crate::platform::spawn::spawn;
use crate::platform::watch::Watcher;

/// Folders, lists and watchers.
#[derive(Default)]
pub(super) struct Folders {
    last: Cell<u64>,
    held: RefCell<BTreeMap<FolderRef, Held>>,
    lists: RefCell<BTreeMap<ListId, List>>,
    watchers: RefCell<BTreeMap<CallId, Watcher>>,
    /// Watchers that are being started.
    starting: RefCell<BTreeSet<CallId>>,
}

/// A folder.
#[derive(Clone)]
struct Held {
    finder: Option<Rc<Finder>>,
    page: Option<PageFolder>,
}

/// A folder that is being listed.
enum List {
    /// By its handle; while a batch is being found, there is nothing here.
    Here(Option<Lister>),
    /// By the page.
    Page,
}

impl Folders {
    /// Holds a folder from now on.
    pub fn hold(
        &self,
        handle: Option<FileSystemDirectoryHandle>,
        page: Option<PageFolder>,
    ) -> FolderRef {
        self.last.set(self.last.get() + 1);
        let number = FolderRef(self.last.get());
        let finder = handle.map(|handle| Rc::new(Finder::new(handle)));
        self.held.borrow_mut().insert(number, Held { finder, page });
        number
    }

    /// The handle of a folder.
    pub fn handle(&self, folder: FolderRef) -> Option<FileSystemDirectoryHandle> {
        Some(self.finder(folder)?.root().clone())
    }

    /// How the page reads a folder.
    pub fn page(&self, folder: FolderRef) -> Option<PageFolder> {
        self.get(folder)?.page
    }

    fn get(&self, folder: FolderRef) -> Option<Held> {
        self.held.borrow().get(&folder).cloned()
    }

    fn finder(&self, folder: FolderRef) -> Option<Rc<Finder>> {
        self.get(folder)?.finder
    }

    /// The user gave a folder.
    pub fn given(&self, gift: Gift, handle: Option<JsValue>) -> Option<GivenFolder> {
        let handle = handle.and_then(|handle| handle.dyn_into::<FileSystemDirectoryHandle>().ok());
        let access = match (&handle, gift.page) {
            (Some(_), Some(_)) => Access::HandleAndEntry,
            (Some(_), None) => Access::Handle,
            (None, Some(_)) => Access::Once,
            (None, None) => return None,
        };
        Some(GivenFolder {
            folder: self.hold(handle, gift.page),
            name: gift.name,
            access,
            kept: gift.kept,
        })
    }

    /// Begins to list a folder, or one in it.
    pub fn list(&self, shell: &Shell, call: CallId, list: ListId, folder: FolderRef, path: &str) {
        let held = self.get(folder);
        match held {
            // The page shows what the handle hides. A folder in it is listed because a watcher reported
            // it, and watchers report what handles show.
            Some(Held {
                page: Some(page),
                finder,
            }) if finder.is_none() || path.is_empty() => {
                self.lists.borrow_mut().insert(list, List::Page);
                shell.tell(&News::List(call, list, page), &[]);
            }
            Some(Held {
                finder: Some(finder),
                ..
            }) => {
                self.lists.borrow_mut().insert(list, List::Here(None));
                spawn(begin(shell.clone(), (call, list), finder, path.to_owned()));
            }
            _ => shell.happen(EventKind::Listed(call, Err(Fault::Gone))),
        }
    }

    /// Goes on with a list.
    pub fn list_next(&self, shell: &Shell, call: CallId, list: ListId) {
        let lister = match self.lists.borrow_mut().get_mut(&list) {
            Some(List::Page) => {
                shell.tell(&News::ListNext(call, list), &[]);
                return;
            }
            Some(List::Here(lister)) => lister.take(),
            None => None,
        };
        match lister {
            Some(lister) => spawn(next(shell.clone(), (call, list), lister)),
            None => shell.happen(EventKind::Listed(call, Err(Fault::Failed))),
        }
    }

    /// Ends a list.
    pub fn end_list(&self, shell: &Shell, list: ListId) {
        if let Some(List::Page) = self.lists.borrow_mut().remove(&list) {
            shell.tell(&News::EndList(list), &[]);
        }
    }

    /// The page has listed a batch, or failed to.
    pub fn page_listed(&self, list: ListId, result: &Result<Batch, Fault>) {
        if result.as_ref().is_ok_and(|batch| !batch.is_last) {
            return;
        }
        self.lists.borrow_mut().remove(&list);
    }

    /// Looks at a file as it is now.
    pub fn probe(&self, shell: &Shell, call: CallId, folder: FolderRef, path: String) {
        let Some(held) = self.get(folder) else {
            shell.happen(EventKind::Probed(call, Err(Fault::Gone)));
            return;
        };
        match (held.finder, held.page) {
            (Some(finder), page) => {
                let shell = shell.clone();
                spawn(async move {
                    let result = match (finder.file(&path).await, page) {
                        (Ok(file), _) => Ok(shell.files().look(file)),
                        // It may be one that handles hide; what may not be read is none of these.
                        (Err(error), Some(page)) if convert::fault(&error) != Fault::Refused => {
                            shell.tell(&News::Probe(call, page, path), &[]);
                            return;
                        }
                        (Err(error), _) => Err(convert::fault(&error)),
                    };
                    shell.happen(EventKind::Probed(call, result));
                });
            }
            (None, Some(page)) => shell.tell(&News::Probe(call, page, path), &[]),
            (None, None) => shell.happen(EventKind::Probed(call, Err(Fault::Gone))),
        }
    }

    /// Whether a folder itself can still be read. What the page holds, it holds for as long as it lives.
    pub fn check(&self, shell: &Shell, call: CallId, folder: FolderRef) {
        let shell = shell.clone();
        let finder = self.finder(folder);
        spawn(async move {
            let result = match finder {
                Some(finder) => finder.check().await.map_err(|error| convert::fault(&error)),
                None => Ok(()),
            };
            shell.happen(EventKind::FolderChecked(call, result));
        });
    }

    /// Whether a folder may be read. Only the page can ask the user.
    pub fn permit(&self, shell: &Shell, call: CallId, folder: FolderRef, asks: bool) {
        let Some(handle) = self.handle(folder) else {
            shell.happen(EventKind::Permitted(call, self.page(folder).is_some()));
            return;
        };
        let shell = shell.clone();
        spawn(async move {
            let answer = bind::permission(&handle, false).await;
            if answer == Permission::Granted || !asks {
                shell.happen(EventKind::Permitted(call, answer == Permission::Granted));
            } else {
                shell.tell(&News::Permit(call), &[handle.into()]);
            }
        });
    }

    /// How a folder lies to known ones.
    pub fn locate(
        &self,
        shell: &Shell,
        call: CallId,
        folder: FolderRef,
        known: &[(RootId, FolderRef)],
    ) {
        let given = self.handle(folder);
        let known = known
            .iter()
            .filter_map(|(root, of)| Some((*root, self.handle(*of)?)));
        let known: Vec<_> = known.collect();
        let shell = shell.clone();
        spawn(async move {
            let mut locations = Vec::new();
            for (root, handle) in known {
                let Some(given) = &given else { break };
                if let Some(relation) = relation(&handle, given).await {
                    locations.push(Location { root, relation });
                }
            }
            shell.happen(EventKind::Located(call, locations));
        });
    }

    /// Watches a folder.
    pub fn watch(&self, shell: &Shell, call: CallId, folder: FolderRef) {
        let Some(handle) = self.handle(folder) else {
            shell.happen(EventKind::Watching(call, false));
            return;
        };
        self.starting.borrow_mut().insert(call);
        let shell = shell.clone();
        spawn(async move {
            let heard = shell.clone();
            let watcher = Watcher::start(&handle, move |hints| {
                let hints = hints.into_iter().map(convert::hint).collect();
                heard.happen(EventKind::Hinted(call, hints));
            });
            let watcher = watcher.await;
            let folders = shell.folders();
            let is_wanted = folders.starting.borrow_mut().remove(&call);
            let is_watching = watcher.is_ok() && is_wanted;
            if let Ok(watcher) = watcher
                && is_wanted
            {
                folders.watchers.borrow_mut().insert(call, watcher);
            }
            shell.happen(EventKind::Watching(call, is_watching));
        });
    }

    /// Watches a folder no more.
    pub fn unwatch(&self, call: CallId) {
        self.starting.borrow_mut().remove(&call);
        let watcher = self.watchers.borrow_mut().remove(&call);
        drop(watcher);
    }

    /// A lister that has found a batch, if its list is still wanted.
    fn put_back(&self, list: ListId, lister: Lister) {
        let mut lists = self.lists.borrow_mut();
        if lister.is_over() {
            lists.remove(&list);
        } else if let Some(List::Here(place)) = lists.get_mut(&list) {
            *place = Some(lister);
        }
    }
}

async fn relation(
    known: &FileSystemDirectoryHandle,
    given: &FileSystemDirectoryHandle,
) -> Option<Relation> {
    let (known, given) = (Folder::Handle(known.clone()), Folder::Handle(given.clone()));
    match path_within(&known, &given).await {
        Some(path) if path.is_empty() => Some(Relation::Same),
        Some(_) => Some(Relation::Within),
        None => path_within(&given, &known).await.map(|_| Relation::Around),
    }
}

async fn begin(shell: Shell, of: (CallId, ListId), finder: Rc<Finder>, path: String) {
    match finder.folder(&path).await {
        Ok(handle) => {
            let prefix = if path.is_empty() {
                String::new()
            } else {
                format!("{path}/")
            };
            let lister = Lister::part(&Folder::Handle(handle), &prefix);
            next(shell, of, lister).await;
        }
        Err(error) => {
            shell.folders().lists.borrow_mut().remove(&of.1);
            shell.happen(EventKind::Listed(of.0, Err(convert::fault(&error))));
        }
    }
}

async fn next(shell: Shell, (call, list): (CallId, ListId), mut lister: Lister) {
    let result = match lister.next().await {
        Ok(listing) => {
            let is_last = lister.is_over();
            Ok(batch(&shell, listing.unwrap_or_default(), is_last))
        }
        Err(error) => Err(convert::fault(&error)),
    };
    shell.folders().put_back(list, lister);
    shell.happen(EventKind::Listed(call, result));
}

fn batch(shell: &Shell, listing: Listing, is_last: bool) -> Batch {
    let files = listing.files.into_iter().map(|file| FileEntry {
        path: file.path,
        stat: shell
            .files()
            .hold(file.file, file.size_bytes, file.mtime_ms),
    });
    let refused = listing.refused.into_iter();
    let skipped = listing.skipped.into_iter();
    Batch {
        files: files.collect(),
        refused: refused
            .map(|(path, why)| (path, convert::why(&why)))
            .collect(),
        hidden: listing.hidden,
        outputs: listing.outputs,
        seen: listing.seen,
        skipped: skipped.map(|(path, why)| (path, why.to_owned())).collect(),
        is_last,
    }
}

/// A batch that the page has listed.
pub(super) fn page_batch(shell: &Shell, batch: PageBatch, objects: Vec<JsValue>) -> Batch {
    let files = batch.files.into_iter().zip(objects);
    let files = files.map(|((path, size_bytes, mtime_ms), file)| FileEntry {
        path,
        stat: shell
            .files()
            .hold(file.unchecked_into::<File>(), size_bytes, mtime_ms),
    });
    Batch {
        files: files.collect(),
        refused: batch.refused,
        hidden: batch.hidden,
        outputs: batch.outputs,
        seen: batch.seen,
        skipped: batch.skipped,
        is_last: batch.is_last,
    }
}

//! Folders that the runtime knows by number: listing, looking and watching.
//!
//! What a handle shows is read here. What it does not show, and folders without a handle, only the page can
//! read: it is asked, and answers as if it had been done here.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use sessionscope_engine::place::RootId;
use sessionscope_runtime::EventKind;
use sessionscope_runtime::folder::{Access, Fault, GivenFolder, Location, Relation};
use sessionscope_runtime::id::{CallId, FolderRef};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::FileSystemDirectoryHandle;

use super::convert;
use super::protocol::{Gift, News, PageFolder};
use super::shell::Shell;
use crate::platform::bind::{self, Permission};
use crate::platform::finder::Finder;
use crate::platform::folder::{Folder, path_within};
use crate::platform::spawn::spawn;
use crate::platform::watch::Watcher;

/// Folders and watchers.
#[derive(Default)]
pub(super) struct Folders {
    last: Cell<u64>,
    held: RefCell<BTreeMap<FolderRef, HeldFolder>>,
    watchers: RefCell<BTreeMap<CallId, Watcher>>,
    /// Watchers that are being started.
    starting: RefCell<BTreeSet<CallId>>,
}

/// A folder.
#[derive(Clone)]
struct HeldFolder {
    finder: Option<Rc<Finder>>,
    page: Option<PageFolder>,
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
        self.held
            .borrow_mut()
            .insert(number, HeldFolder { finder, page });
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

    fn get(&self, folder: FolderRef) -> Option<HeldFolder> {
        self.held.borrow().get(&folder).cloned()
    }

    /// Finds files in a folder, if it has a handle.
    pub fn finder(&self, folder: FolderRef) -> Option<Rc<Finder>> {
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

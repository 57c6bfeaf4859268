//! Folders that are being listed: by their handles here, by the page what only a page can read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::channel::oneshot;
use sessionscope_runtime::EventKind;
use sessionscope_runtime::folder::{Batch, Fault, FileEntry};
use sessionscope_runtime::id::{CallId, FolderRef, ListId};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::File;

use super::convert;
use super::protocol::{News, PageBatch, PageFolder};
use super::shell::Shell;
use crate::platform::finder::Finder;
use crate::platform::list::{Lister, Listing};
use crate::platform::spawn::spawn;

/// Folders that are being listed.
#[derive(Default)]
pub(super) struct Lists(RefCell<BTreeMap<ListId, List>>);

/// A folder that is being listed.
enum List {
    /// By its handle, and what that leaves out by the page, where it can.
    Here(Box<HandleList>),
    /// By the page.
    Page,
}

/// A folder that is being listed by its handle.
struct HandleList {
    /// While a batch is being found, there is nothing.
    lister: Option<Lister>,
    page: Option<PageFolder>,
    /// Batches that the page still compares with what it can see of the folder. The list goes on meanwhile: in
    /// turns it took twice as long.
    comparing: usize,
    /// What the handle left out, as far as the page has found it.
    hidden: Batch,
    /// Waits for the page to have compared everything.
    compared: Option<oneshot::Sender<()>>,
}

impl Lists {
    /// Begins to list a folder, or one in it.
    pub fn list(&self, shell: &Shell, call: CallId, list: ListId, folder: FolderRef, path: &str) {
        let folders = shell.folders();
        match (folders.finder(folder), folders.page(folder)) {
            (Some(finder), page) => {
                let here = HandleList {
                    lister: None,
                    // A folder in it is listed because a watcher reported it, and watchers report what handles show.
                    page: page.filter(|_| path.is_empty()),
                    comparing: 0,
                    hidden: Batch::default(),
                    compared: None,
                };
                self.0.borrow_mut().insert(list, List::Here(Box::new(here)));
                spawn(begin(shell.clone(), (call, list), finder, path.to_owned()));
            }
            (None, Some(page)) => {
                self.0.borrow_mut().insert(list, List::Page);
                shell.tell(&News::List(call, list, page), &[]);
            }
            (None, None) => shell.happen(EventKind::Listed(call, Err(Fault::Gone))),
        }
    }

    /// Goes on with a list.
    pub fn list_next(&self, shell: &Shell, call: CallId, list: ListId) {
        let lister = match self.0.borrow_mut().get_mut(&list) {
            Some(List::Page) => {
                shell.tell(&News::ListNext(call, list), &[]);
                return;
            }
            Some(List::Here(here)) => here.lister.take(),
            None => None,
        };
        match lister {
            Some(lister) => spawn(next(shell.clone(), (call, list), lister)),
            None => shell.happen(EventKind::Listed(call, Err(Fault::Failed))),
        }
    }

    /// Ends a list.
    pub fn end_list(&self, shell: &Shell, list: ListId) {
        if let Some(List::Page) = self.0.borrow_mut().remove(&list) {
            shell.tell(&News::EndList(list), &[]);
        }
    }

    /// The page has listed a batch, or failed to.
    pub fn page_listed(&self, list: ListId, result: &Result<Batch, Fault>) {
        if result.as_ref().is_ok_and(|batch| !batch.is_last) {
            return;
        }
        self.0.borrow_mut().remove(&list);
    }

    /// A lister that has found a batch, if its list is still wanted.
    fn put_back(&self, list: ListId, lister: Lister) {
        let mut lists = self.0.borrow_mut();
        if lister.is_over() {
            lists.remove(&list);
        } else if let Some(List::Here(here)) = lists.get_mut(&list) {
            here.lister = Some(lister);
        }
    }

    /// The page has found what the handle of a folder left out of a batch.
    pub fn compared(&self, list: ListId, hidden: Batch) {
        if let Some(List::Here(here)) = self.0.borrow_mut().get_mut(&list) {
            here.comparing = here.comparing.saturating_sub(1);
            here.hidden.extend(hidden);
            if here.comparing == 0
                && let Some(waiting) = here.compared.take()
            {
                // Whoever waits may have given up.
                let _ = waiting.send(());
            }
        }
    }

    /// Asks the page what the handle of a folder left out, where it can know.
    fn compare(&self, shell: &Shell, list: ListId, told: Vec<(String, Vec<String>)>) {
        if let Some(List::Here(here)) = self.0.borrow_mut().get_mut(&list)
            && let Some(page) = here.page.filter(|_| !told.is_empty())
        {
            here.comparing += 1;
            shell.tell(&News::Compare(list, page, told), &[]);
        }
    }

    /// What the handle left out of all batches so far. The page may still be comparing them.
    async fn hidden(&self, list: ListId) -> Batch {
        let waiting = match self.0.borrow_mut().get_mut(&list) {
            Some(List::Here(here)) if here.comparing > 0 => {
                let (sender, receiver) = oneshot::channel();
                here.compared = Some(sender);
                Some(receiver)
            }
            _ => None,
        };
        if let Some(waiting) = waiting {
            // A list that ended meanwhile is heard by nobody.
            let _ = waiting.await;
        }
        match self.0.borrow_mut().get_mut(&list) {
            Some(List::Here(here)) => std::mem::take(&mut here.hidden),
            _ => Batch::default(),
        }
    }

    fn has_page(&self, list: ListId) -> bool {
        let lists = self.0.borrow();
        matches!(lists.get(&list), Some(List::Here(here)) if here.page.is_some())
    }
}

async fn begin(shell: Shell, of: (CallId, ListId), finder: Rc<Finder>, path: String) {
    match finder.folder(&path).await {
        Ok(handle) => {
            let lister = if shell.lists().has_page(of.1) {
                Lister::telling(&handle)
            } else {
                let slash = if path.is_empty() { "" } else { "/" };
                Lister::part(&handle, &format!("{path}{slash}"))
            };
            next(shell, of, lister).await;
        }
        Err(error) => {
            shell.lists().0.borrow_mut().remove(&of.1);
            shell.happen(EventKind::Listed(of.0, Err(convert::fault(&error))));
        }
    }
}

async fn next(shell: Shell, (call, list): (CallId, ListId), mut lister: Lister) {
    let result = match lister.next().await {
        Ok(listing) => {
            let is_last = lister.is_over();
            complete(&shell, list, listing.unwrap_or_default(), is_last).await
        }
        Err(error) => Err(convert::fault(&error)),
    };
    shell.lists().put_back(list, lister);
    shell.happen(EventKind::Listed(call, result));
}

/// A batch, with what handles left out of it where the page can tell.
async fn complete(
    shell: &Shell,
    list: ListId,
    mut listing: Listing,
    is_last: bool,
) -> Result<Batch, Fault> {
    let told = std::mem::take(&mut listing.told);
    let (listed, files) = convert::batch(listing, is_last);
    let mut batch = held(shell, listed, files);
    let (mut names, mut broken) = (Vec::new(), Vec::new());
    for told in told {
        broken.extend(told.error.map(|error| (told.path.clone(), error)));
        names.push((told.path, told.names));
    }
    shell.lists().compare(shell, list, names);
    if is_last || !broken.is_empty() {
        let mut hidden = shell.lists().hidden(list).await;
        hidden.is_last = is_last;
        batch.extend(hidden);
    }
    for (path, error) in broken {
        let is_told_by_page = batch.hidden.iter().any(|hidden| {
            let parent = hidden.rsplit_once('/').map_or("", |(parent, _)| parent);
            parent == path
        });
        match (is_told_by_page, path.is_empty()) {
            (true, _) => {}
            (false, true) => {
                let files = batch.files.iter().map(|file| file.stat.file);
                shell.files().release(&files.collect::<Vec<_>>());
                return Err(convert::fault(&error));
            }
            (false, false) => batch.refused.push((path, convert::fault(&error))),
        }
    }
    Ok(batch)
}

/// A batch, whose files are held from now on.
pub(super) fn held(shell: &Shell, batch: PageBatch, objects: Vec<JsValue>) -> Batch {
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

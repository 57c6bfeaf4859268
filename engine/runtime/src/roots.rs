//! Folders given.

use std::collections::BTreeSet;

use sessionscope_accounts::ledger::FileRow;
use sessionscope_log::place::{Layout, RootId};
use sessionscope_queries::FolderOutputs;

use crate::accounts::Change;
use crate::calls::Call;
use crate::effect::Effect;
use crate::folder::{Access, Fault, GivenFolder};
use crate::id::{FileKey, FolderRef};
use crate::runtime::Runtime;
use crate::status::{Notice, RootState};
use crate::store::{StoredRoot, Write};

/// A folder given.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    /// The folder's own name.
    pub name: String,
    /// The name it is shown by, different from all others.
    pub label: String,
    /// The folder, once it is there and may be read.
    pub folder: Option<FolderRef>,
    /// How that can be read.
    pub access: Access,
    /// A handle by which the browser can be asked for it again.
    pub handle: Option<FolderRef>,
    /// Where in it the project folders are.
    pub layout: Layout,
    /// What is in it that handles hide, by its path. It was read when the folder was dropped; at
    /// other times nobody can say whether it is still there.
    pub hidden: BTreeSet<String>,
    /// Paths in it of outputs of tools that lie beside logs, as far as it was listed.
    pub outputs: BTreeSet<String>,
    /// It is remembered for the next visit; the sample is not.
    pub kept: bool,
    /// Whether it can be read now.
    pub state: RootState,
    /// The form in which it was stored last.
    pub saved: Option<StoredRoot>,
}

impl Root {
    /// The form in which it is stored.
    pub fn stored(&self, id: RootId) -> StoredRoot {
        StoredRoot {
            id,
            name: self.name.clone(),
            label: self.label.clone(),
            layout: self.layout.name().to_owned(),
            handle: self.handle,
            hidden: self.hidden.iter().cloned().collect(),
        }
    }

    fn restored(stored: StoredRoot) -> Self {
        Self {
            name: stored.name,
            label: stored.label,
            folder: None,
            access: Access::Handle,
            layout: Layout::named(&stored.layout),
            hidden: stored.hidden.into_iter().collect(),
            outputs: BTreeSet::new(),
            kept: true,
            state: if stored.handle.is_some() {
                RootState::NeedsPermission
            } else {
                RootState::Gone
            },
            handle: stored.handle,
            saved: None,
        }
    }

    /// What was found beside its logs.
    pub fn outputs(&self, id: RootId) -> FolderOutputs<'_> {
        FolderOutputs {
            root: id,
            name: &self.name,
            layout: self.layout,
            paths: &self.outputs,
        }
    }

    /// Its changes can be noticed.
    pub fn can_be_followed(&self) -> bool {
        self.folder.is_some() && self.access.has_handle()
    }

    /// A path that is a log's as far as is known by now.
    pub fn is_wanted(&self, path: &str) -> bool {
        self.layout != Layout::Nested || self.layout.within(&self.name, path).is_some()
    }

    /// Handles hide the file at this path below the project folders, or a folder it is in.
    pub fn is_hidden(&self, path: &str) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let full = [self.layout.prefix(), path].concat();
        let mut ends = full.match_indices('/').map(|(at, _)| at);
        self.hidden.contains(&full)
            || ends.any(|at| full.get(..at).is_some_and(|on| self.hidden.contains(on)))
    }
}

impl Runtime {
    /// The folder of this number, if it can be read now.
    pub(crate) fn folder(&self, root: RootId) -> Option<FolderRef> {
        self.roots.get(&root)?.folder
    }

    /// A number that no folder has, in whatever tab.
    pub(crate) fn free_root(&self) -> RootId {
        let last = self
            .roots
            .keys()
            .copied()
            .chain(self.remembered.last())
            .max();
        RootId(last.map_or(0, |root| root.0).saturating_add(1))
    }

    /// `name`, with a number after it if another folder is already shown by that name.
    pub(crate) fn free_label(&self, name: &str) -> String {
        let taken = |label: &str| self.roots.values().any(|root| root.label == label);
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|label| !taken(label)).unwrap_or_default()
    }

    /// Takes a new folder in.
    pub(crate) fn add_root(&mut self, given: &GivenFolder) -> RootId {
        let (id, label) = (self.free_root(), self.free_label(&given.name));
        let root = Root {
            name: given.name.clone(),
            label,
            folder: None,
            access: given.access,
            handle: None,
            layout: Layout::Here,
            hidden: BTreeSet::new(),
            outputs: BTreeSet::new(),
            kept: given.kept,
            state: RootState::Listing,
            saved: None,
        };
        self.put_root(id, root);
        if let Some(reading) = &mut self.reading {
            reading.changed = true;
            reading.is_cold = true;
        }
        id
    }

    /// Reads a known folder from what was given from now on.
    pub(crate) fn adopt(&mut self, id: RootId, given: &GivenFolder) {
        if let Some(root) = self.roots.get_mut(&id) {
            root.folder = Some(given.folder);
            root.access = given.access;
            if given.access.has_handle() {
                root.handle = Some(given.folder);
            }
        }
    }

    /// Takes stored folders in. Those that are known already may be connected, which no stored folder
    /// is.
    pub(crate) fn restore_roots(&mut self, stored: Vec<StoredRoot>) {
        for stored in stored {
            let id = stored.id;
            let known = self.roots.get(&id);
            if known.is_some_and(|known| known.name == stored.name) {
                continue;
            }
            self.put_root(id, Root::restored(stored));
        }
    }

    /// Puts a folder in under a number. The ledger names it from now on, and so does the stored one.
    pub(crate) fn put_root(&mut self, id: RootId, root: Root) {
        self.storage.stale_snapshot |= self.accounts.add_root(id, &root.label);
        self.remembered.claim(id);
        self.roots.insert(id, root);
    }

    /// Takes in the folders of the figures that are shown, of which nothing but the names is known.
    pub(crate) fn name_shown_roots(&mut self) {
        for (id, label) in self.accounts.revision.roots.clone() {
            let stored = StoredRoot {
                id,
                name: label.clone(),
                label,
                layout: String::new(),
                handle: None,
                hidden: Vec::new(),
            };
            self.roots.entry(id).or_insert(Root::restored(stored));
        }
    }

    /// Looks at the remembered folders that may be read without asking.
    pub(crate) fn check_roots(&mut self) {
        self.permit_roots(false, |root| root.folder.is_none());
    }

    /// Asks for leave to read the folders that wait for it, and reads what a cancelled reading has
    /// left.
    pub(crate) fn reconnect(&mut self) {
        if self.progress.partial {
            self.progress.partial = false;
            let here = self.roots.iter().filter(|(_, root)| root.folder.is_some());
            for id in here.map(|(id, _)| *id).collect::<Vec<_>>() {
                self.read_root(id);
            }
        }
        self.permit_roots(true, |root| {
            matches!(root.state, RootState::NeedsPermission | RootState::Gone)
        });
    }

    fn permit_roots(&mut self, prompt: bool, wanted: impl Fn(&Root) -> bool) {
        let roots = self.roots.iter().filter(|(_, root)| wanted(root));
        let handles = roots.filter_map(|(id, root)| Some((*id, root.handle?)));
        for (id, handle) in handles.collect::<Vec<_>>() {
            // What was asked before and not answered is asked no more.
            self.calls
                .retain(|call| !matches!(call, Call::Permit(of, _) if *of == id));
            let call = self.ask(Call::Permit(id, prompt), None);
            self.effects.push(Effect::Permit(call, handle, prompt));
        }
    }

    /// A folder may be read, or may not.
    pub(crate) fn permitted(&mut self, id: RootId, was_asked: bool, is_granted: bool) {
        let Some(root) = self.roots.get_mut(&id) else {
            return;
        };
        if !is_granted {
            if was_asked {
                self.notify(Notice::NotPermitted(id));
            }
            return;
        }
        root.folder = root.handle;
        root.access = Access::Handle;
        self.read_root(id);
    }

    /// Brings a folder up to date.
    pub(crate) fn read_root(&mut self, id: RootId) {
        self.begin_reading();
        self.index(id, None);
    }

    /// The folder itself cannot be read. What is known of it stays.
    pub(crate) fn root_lost(&mut self, id: RootId, fault: Fault) {
        let Some(root) = self.roots.get_mut(&id) else {
            return;
        };
        let is_gone = fault == Fault::Gone;
        root.state = if is_gone {
            RootState::Gone
        } else {
            RootState::NeedsPermission
        };
        self.notify(if is_gone {
            Notice::FolderGone(id)
        } else {
            Notice::FolderForbidden(id)
        });
    }

    /// Stores a folder, unless it is stored as it is.
    pub(crate) fn store_root_if_changed(&mut self, id: RootId) {
        let Some(root) = self.roots.get_mut(&id).filter(|root| root.kept) else {
            return;
        };
        let stored = root.stored(id);
        if root.saved.as_ref() != Some(&stored) {
            root.saved = Some(stored.clone());
            self.store_roots(vec![Write::Root(stored)]);
        }
    }

    /// Stores all folders of this tab. Those of other tabs stay: what is stored is what all of them
    /// were given.
    pub(crate) fn store_all_roots(&mut self) {
        for root in self.roots.values_mut() {
            root.saved = None;
        }
        for id in self.roots.keys().copied().collect::<Vec<_>>() {
            self.store_root_if_changed(id);
        }
    }

    /// Takes a folder and its files out.
    pub(crate) fn forget(&mut self, id: RootId) {
        self.roots.remove(&id);
        if self.remembered.is_there(id) {
            self.remembered.tell(id, self.calls.last(), false);
            self.store_roots(vec![Write::RemoveRoot(id)]);
        }
        self.missing_roots.remove(&id);
        self.refused.retain(|key, _| key.root != id);
        self.left_out.forget(id);
        self.change(Change::Leave(id));
        self.drop_files(id);
        if let Some(reading) = &mut self.reading {
            reading.changed = true;
        }
        self.end_listings(id);
        self.follow(false);
        self.end_reading_if_over();
    }

    /// The sample leaves as soon as there is something real.
    pub(crate) fn drop_sample(&mut self) {
        let samples = self.roots.iter().filter(|(_, root)| !root.kept);
        for sample in samples.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.forget(sample);
        }
    }

    /// The path of a file below its folder.
    pub(crate) fn full_path(&self, key: &FileKey) -> String {
        let layout = self.roots.get(&key.root).map(|root| root.layout);
        [layout.unwrap_or_default().prefix(), &key.path].concat()
    }
}

/// The file that a row of the ledger is about.
pub(crate) fn key_of(row: &FileRow) -> FileKey {
    FileKey {
        root: row.root,
        path: row.path.clone(),
    }
}

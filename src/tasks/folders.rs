//! The folders that were given, as far as the page itself reads files in them: for transcripts and search.

use std::cell::RefCell;

use sessionscope_engine::place::{Layout, RootId};
use sessionscope_runtime::status::RootStatus;

use super::analyst;
use crate::browser::folder::Folder;

/// A folder that can be read, and where in it the project folders are.
#[derive(Clone)]
pub struct Readable {
    /// The folder.
    pub folder: Folder,
    /// Where in it the project folders are.
    pub layout: Layout,
}

thread_local! {
    static ROOTS: RefCell<Vec<RootStatus>> = RefCell::default();
}

/// The folder of this number, if it can be read now.
pub fn get(root: RootId) -> Option<Readable> {
    let (folder, layout) = ROOTS.with_borrow(|roots| {
        let root = roots.iter().find(|other| other.id == root)?;
        Some((root.folder?, root.layout))
    })?;
    let folder = analyst::folder(folder)?;
    Some(Readable { folder, layout })
}

/// The real name by which a folder is shown.
pub fn label(root: RootId) -> String {
    ROOTS.with_borrow(|roots| {
        let root = roots.iter().find(|other| other.id == root);
        root.map(|root| root.label.clone()).unwrap_or_default()
    })
}

/// The real names of all folders.
pub fn names() -> Vec<String> {
    ROOTS.with_borrow(|roots| {
        let names = roots
            .iter()
            .flat_map(|root| [root.name.clone(), root.label.clone()]);
        names.filter(|name| !name.is_empty()).collect()
    })
}

/// Takes over what the analyst says of the folders.
pub fn take_roots(now: &[RootStatus]) {
    ROOTS.with_borrow_mut(|roots| {
        if roots != now {
            *roots = now.to_vec();
        }
    });
}

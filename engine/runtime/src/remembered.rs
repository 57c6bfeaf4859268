//! Which folders are in the store, as far as this tab knows.
//!
//! What the store answers may be older than what this tab has written since, and older than what it was
//! answered later. So it is kept which call was the last to say something of a folder.

use std::collections::BTreeMap;

use sessionscope_log::place::RootId;

use crate::id::CallId;
use crate::runtime::Runtime;
use crate::storage::Stored;
use crate::store::Write;

/// Which folders are in the store.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    /// Of each folder that was ever named: the last call that put it in, took it out, or asked for it,
    /// and whether it is there since.
    told: BTreeMap<RootId, (CallId, bool)>,
    /// An answer came that nobody can tell from an older one: it is asked again.
    is_unsure: bool,
}

impl Remembered {
    /// A call puts a folder into the store, or takes it out.
    pub fn tell(&mut self, root: RootId, call: CallId, is_there: bool) {
        self.told.insert(root, (call, is_there));
    }

    /// The store was asked by `call` and names a folder, or does not. Returns whether it is there as far
    /// as is known by now.
    pub fn hear(&mut self, root: RootId, call: CallId, is_there: bool) -> bool {
        let told = self.told.entry(root).or_insert((call, is_there));
        if told.0 < call {
            *told = (call, is_there);
        }
        told.1
    }

    /// This folder is in the store.
    pub fn is_there(&self, root: RootId) -> bool {
        self.told.get(&root).is_some_and(|told| told.1)
    }

    /// This folder was in the store, and is not any more.
    pub fn is_gone(&self, root: RootId) -> bool {
        self.told.get(&root).is_some_and(|told| !told.1)
    }

    /// A folder is put in under this number; one that had it and is gone does not matter any more.
    pub fn claim(&mut self, root: RootId) {
        if self.is_gone(root) {
            self.told.remove(&root);
        }
    }

    /// The folders that are in the store.
    pub fn there(&self) -> impl Iterator<Item = RootId> {
        let there = self.told.iter().filter(|(_, told)| told.1);
        there.map(|(root, _)| *root)
    }

    /// The greatest number that a folder has in whatever tab, or had.
    pub fn last(&self) -> Option<RootId> {
        self.told.last_key_value().map(|(root, _)| *root)
    }

    /// An answer came while something was on its way to the store.
    pub fn doubt(&mut self) {
        self.is_unsure = true;
    }

    /// Whether the store is to be asked once more.
    pub fn take_doubt(&mut self) -> bool {
        std::mem::take(&mut self.is_unsure)
    }
}

impl Runtime {
    /// Writes folders. Any tab may: the one that stores all else has to know of them.
    pub(crate) fn store_roots(&mut self, writes: Vec<Write>) {
        if self.is_storing() && !writes.is_empty() {
            let mut stored = Stored::default();
            for write in &writes {
                match write {
                    Write::Root(root) => stored.roots.push(root.id),
                    Write::RemoveRoot(id) => stored.removed.push(*id),
                    _ => {}
                }
            }
            let (put, removed) = (stored.roots.clone(), stored.removed.clone());
            let call = self.send(writes, stored);
            for root in put {
                self.remembered.tell(root, call, true);
            }
            for root in removed {
                self.remembered.tell(root, call, false);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOLDER: RootId = RootId(3);

    #[test]
    fn an_answer_from_before_a_folder_was_removed_does_not_bring_it_back() {
        let mut remembered = Remembered::default();
        assert!(remembered.hear(FOLDER, CallId(1), true));
        remembered.tell(FOLDER, CallId(5), false);
        assert!(!remembered.hear(FOLDER, CallId(4), true));
        assert!(remembered.hear(FOLDER, CallId(6), true));
    }

    #[test]
    fn an_answer_from_before_a_folder_was_stored_does_not_take_it_out() {
        let mut remembered = Remembered::default();
        remembered.tell(FOLDER, CallId(5), true);
        assert!(remembered.hear(FOLDER, CallId(4), false));
        assert!(!remembered.hear(FOLDER, CallId(6), false));
        assert_eq!(remembered.there().count(), 0);
        assert_eq!(remembered.last(), Some(FOLDER));
    }
}

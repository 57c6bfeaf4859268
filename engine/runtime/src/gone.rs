//! Files that are said to be gone.

use sessionscope_log::place::{Layout, RootId};

use crate::accounts::Change;
use crate::calls::{Call, PROBE_LIMIT_MS};
use crate::effect::Effect;
use crate::folder::Fault;
use crate::id::FileKey;
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;

impl Runtime {
    /// Folders of which no file is left are listed: perhaps nothing lies any more where their project
    /// folders were.
    pub(crate) fn list_empty_roots(&mut self) {
        let moved = self
            .roots
            .iter()
            .filter(|(_, root)| root.layout != Layout::Here);
        let moved: Vec<RootId> = moved.map(|(id, _)| *id).collect();
        for root in moved {
            if self.accounts.paths_of(root, "").next().is_none() && self.is_followed(root) {
                self.follow.folders.insert((root, String::new()));
            }
        }
        self.act();
    }

    /// A file is said to be gone, or may not be read. Before that is believed, the folder itself is looked at: one
    /// that is gone takes nothing with it, and one that may not be read is said once.
    pub(crate) fn missing_unless_folder_is(&mut self, key: FileKey, fault: Fault) {
        let root = key.root;
        if self
            .roots
            .get(&root)
            .is_some_and(|of| of.is_hidden(&key.path))
        {
            self.settled(&key);
            return;
        }
        if fault == Fault::Gone && self.is_sabotaged(Sabotage::BelieveGone) {
            self.gone(&key);
            return;
        }
        self.probes
            .checks
            .entry(root)
            .or_default()
            .next
            .push((key, fault));
        if !self.calls.any(|call| *call == Call::Check(root)) {
            self.check_folder(root, 0);
        }
    }

    /// Asks whether a folder itself can still be read.
    pub(crate) fn check_folder(&mut self, root: RootId, tries: u32) {
        let Some(check) = self.probes.checks.get_mut(&root) else {
            return;
        };
        let next = std::mem::take(&mut check.next);
        check.asked.extend(next);
        let Some(folder) = self.folder(root) else {
            self.folder_checked(root, Err(Fault::Failed));
            return;
        };
        let call = self.ask_again(Call::Check(root), Some(PROBE_LIMIT_MS), tries);
        self.effects.push(Effect::CheckFolder(call, folder));
    }

    /// A folder itself can still be read, or cannot.
    pub(crate) fn folder_checked(&mut self, root: RootId, result: Result<(), Fault>) {
        let Some(check) = self.probes.checks.get_mut(&root) else {
            return;
        };
        let asked = std::mem::take(&mut check.asked);
        if check.next.is_empty() {
            self.probes.checks.remove(&root);
        } else {
            self.check_folder(root, 0);
        }
        let is_lost = result.err().filter(|fault| *fault != Fault::Silent);
        if let Some(fault) = is_lost.filter(|_| self.folder(root).is_some()) {
            self.probes
                .wanted
                .retain(|key, in_reading| *in_reading || key.root != root);
            self.root_lost(root, fault);
            self.follow(false);
        }
        for (key, fault) in &asked {
            match result {
                Ok(()) if *fault == Fault::Gone => self.gone(key),
                Ok(()) => self.refuse(key, *fault),
                Err(Fault::Silent) => self.refuse(key, Fault::Silent),
                Err(_) => self.settled(key),
            }
        }
    }

    /// The file is not there any more.
    fn gone(&mut self, key: &FileKey) {
        if self.accounts.known(key).is_some() {
            self.counts.gone += 1;
            self.change(Change::Gone(key.clone()));
            if let Some(reading) = &mut self.reading {
                reading.changed = true;
            }
        }
        self.refused.remove(key);
        let layout = self.roots.get(&key.root).map(|root| root.layout);
        let is_empty = || self.accounts.paths_of(key.root, "").next().is_none();
        if layout.is_some_and(|layout| layout != Layout::Here) && is_empty() {
            // Perhaps nothing lies any more where the project folders were.
            self.follow.folders.insert((key.root, String::new()));
        }
        self.settled(key);
    }
}

//! Folders that are being listed.

use std::collections::BTreeSet;

use sessionscope_log::place::{Layout, RootId};

use crate::accounts::Change;
use crate::calls::{Call, LIST_LIMIT_MS, TRIES_MAX};
use crate::effect::Effect;
use crate::folder::{Access, Batch, Fault};
use crate::given::FIRST_MS;
use crate::id::{FileKey, ListId};
use crate::left_out::LeftReason;
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;
use crate::status::RootState;

/// A folder that is being listed.
#[derive(Debug)]
pub(crate) struct Listing {
    /// The folder.
    pub root: RootId,
    /// Paths of logs that were listed by now, below the project folders.
    pub seen: BTreeSet<String>,
    /// What waits for the accounts to be opened.
    pub held: Option<Batch>,
    /// The first files, until they are enough to tell where the project folders are.
    first: Option<Batch>,
    since_ms: i64,
    /// The next batch is asked for when fewer files wait to be read.
    is_paused: bool,
    /// How often it was begun.
    tries: u32,
    /// Where its files say that the project folders are.
    pub found: Layout,
}

impl Runtime {
    /// Brings a folder up to date, within the reading that was begun for it. `begun` is its list and
    /// what that has shown, where it has begun already. Another list of it ends: a remembered folder is
    /// listed at the start, and may be given again in the same moment.
    pub(crate) fn index(&mut self, root: RootId, begun: Option<(u64, Batch)>) {
        self.end_listings(root);
        self.refused.retain(|key, _| key.root != root);
        if let Some(of) = self.roots.get_mut(&root) {
            of.state = RootState::Listing;
        }
        let listing = Listing {
            root,
            seen: BTreeSet::new(),
            held: None,
            first: None,
            since_ms: self.now_ms,
            is_paused: false,
            tries: u32::from(begun.is_some()),
            found: Layout::Here,
        };
        if let Some((number, first)) = begun {
            self.listings.insert(number, listing);
            self.take_first(number, first);
        } else {
            let number = self.next_number();
            self.listings.insert(number, listing);
            self.look_at_recent(root);
            self.list_from_start(number);
        }
    }

    /// Begins to list, once more if need be.
    fn list_from_start(&mut self, number: u64) {
        let Some(mut listing) = self.listings.remove(&number) else {
            return;
        };
        let Some(folder) = self.folder(listing.root) else {
            self.one_listing_less();
            return;
        };
        if listing.tries > 0 {
            self.effects.push(Effect::EndList(ListId(number)));
        }
        listing.tries += 1;
        listing.seen.clear();
        listing.found = Layout::Here;
        listing.since_ms = self.now_ms;
        if let Some(first) = listing.first.replace(Batch::default()) {
            self.release_batch(Ok(first));
        }
        let number = self.next_number();
        self.listings.insert(number, listing);
        let call = self.ask(Call::List(number), Some(LIST_LIMIT_MS));
        self.effects
            .push(Effect::List(call, ListId(number), folder, String::new()));
    }

    /// Asks for the next batch.
    pub(crate) fn list_next(&mut self, number: u64) {
        let call = self.ask(Call::List(number), Some(LIST_LIMIT_MS));
        self.effects.push(Effect::ListNext(call, ListId(number)));
    }

    /// More of a folder is known, or it cannot be listed.
    pub(crate) fn listed(&mut self, number: u64, result: Result<Batch, Fault>) {
        if self.offers.contains_key(&number) {
            self.offer_listed(number, result);
            return;
        }
        if self
            .follow
            .list
            .as_ref()
            .is_some_and(|list| list.number == number)
        {
            self.folder_listed(result);
            return;
        }
        let Some(listing) = self.listings.get_mut(&number) else {
            self.release_batch(result);
            return;
        };
        let batch = match result {
            Ok(batch) => batch,
            // What the batch held is lost with its answer: all is listed again.
            Err(Fault::Silent) if listing.tries < TRIES_MAX => {
                self.list_from_start(number);
                return;
            }
            Err(fault) => {
                let root = listing.root;
                self.end_listing(number);
                self.root_lost(root, fault);
                self.one_listing_less();
                return;
            }
        };
        if let Some(reading) = &mut self.reading {
            reading.progress.seen += batch.seen;
        }
        let Some(first) = &mut listing.first else {
            self.take_batch(number, batch);
            return;
        };
        first.extend(batch);
        let is_late = self.now_ms - listing.since_ms > FIRST_MS;
        let is_enough = first.files.len() >= self.limits.first_files
            || (is_late && !first.files.is_empty())
            || first.is_last;
        if is_enough {
            let first = listing.first.take().unwrap_or_default();
            self.take_first(number, first);
        } else {
            self.list_next(number);
        }
    }

    /// The first files say where the project folders are.
    fn take_first(&mut self, number: u64, first: Batch) {
        let Some(listing) = self.listings.get(&number) else {
            return;
        };
        let id = listing.root;
        self.left_out.forget(id);
        if let Some(root) = self.roots.get_mut(&id) {
            root.state = RootState::Connected;
            if root.access == Access::HandleAndEntry {
                // It shows all that it holds: what was hidden in it is found again, or is gone.
                root.hidden.clear();
            }
        }
        self.take_batch(number, first);
    }

    /// Goes on after a batch was taken in.
    pub(crate) fn after_batch(&mut self, number: u64, is_last: bool) {
        if is_last {
            self.finish_listing(number);
            return;
        }
        let is_full = self.pool.waiting() > self.limits.waiting_files;
        if let Some(listing) = self.listings.get_mut(&number) {
            listing.is_paused = is_full;
            if !is_full {
                self.list_next(number);
            }
        }
    }

    /// Few enough files wait to be read: more are listed.
    pub(crate) fn resume_listings(&mut self) {
        if self.pool.waiting() > self.limits.waiting_files {
            return;
        }
        let paused = self.listings.iter_mut();
        let paused = paused.filter_map(|(number, listing)| {
            std::mem::take(&mut listing.is_paused).then_some(*number)
        });
        for number in paused.collect::<Vec<_>>() {
            self.list_next(number);
        }
    }

    /// The project folders are elsewhere than was thought: what was listed by now has other paths.
    pub(crate) fn relist(&mut self, number: u64) {
        if let Some(listing) = self.listings.get_mut(&number) {
            listing.tries = listing.tries.max(2) - 1;
            let root = listing.root;
            self.drop_files(root);
            self.list_from_start(number);
        }
    }

    /// All was listed. What it did not name may be gone: each such file is looked for, since it may
    /// lie in a folder that could not be listed, or be back by now.
    fn finish_listing(&mut self, number: u64) {
        let Some(listing) = self.listings.get(&number) else {
            return;
        };
        let (id, found) = (listing.root, listing.found);
        if let Some(root) = self.roots.get_mut(&id)
            && found < root.layout
        {
            // Nothing lies any more where the project folders were.
            root.layout = found;
            self.relist(number);
            return;
        }
        let Some(listing) = self.listings.remove(&number) else {
            return;
        };
        let known = self.accounts.paths_of(id, "");
        let unseen: Vec<String> = known.filter(|path| !listing.seen.contains(path)).collect();
        let is_kept = self.is_sabotaged(Sabotage::KeepUnlisted);
        for path in unseen.into_iter().filter(|_| !is_kept) {
            let Some(root) = self.roots.get(&id) else {
                break;
            };
            let key = FileKey { root: id, path };
            if root.is_hidden(&key.path) {
                continue;
            }
            if root.is_wanted(&key.path) {
                self.probe_in_reading(key);
            } else {
                self.change(Change::Gone(key));
            }
        }
        self.missing_roots.remove(&id);
        self.note_hidden(id);
        self.store_root_if_changed(id);
        self.act();
        self.one_listing_less();
    }

    /// Says what the browser hides of a folder.
    fn note_hidden(&mut self, id: RootId) {
        let hidden = self.roots.get(&id).map(|root| &root.hidden);
        for path in hidden.into_iter().flatten() {
            self.left_out.note(id, LeftReason::ReadOnce, path);
        }
    }

    /// Ends the lists of a folder.
    pub(crate) fn end_listings(&mut self, root: RootId) {
        let of_root = self.listings.iter();
        let of_root = of_root.filter(|(_, listing)| listing.root == root);
        for number in of_root.map(|(number, _)| *number).collect::<Vec<_>>() {
            self.end_listing(number);
            self.one_listing_less();
        }
    }

    /// Ends a list.
    pub(crate) fn end_listing(&mut self, number: u64) {
        if let Some(listing) = self.listings.remove(&number) {
            let left = [listing.held, listing.first];
            for batch in left.into_iter().flatten() {
                self.release_batch(Ok(batch));
            }
            self.calls.retain(|call| *call != Call::List(number));
            self.effects.push(Effect::EndList(ListId(number)));
        }
    }

    /// The files of a batch are not needed.
    pub(crate) fn release_batch(&mut self, batch: Result<Batch, Fault>) {
        let files = batch.into_iter().flat_map(|batch| batch.files);
        self.released.extend(files.map(|file| file.stat.file));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::GivenFolder;
    use crate::id::FolderRef;
    use crate::settings::{Limits, Settings};

    #[test]
    fn a_folder_that_is_given_again_while_it_is_listed_is_listed_once() {
        let mut runtime = Runtime::new(Settings::default(), Limits::default());
        runtime.now_ms = 0;
        let given = GivenFolder {
            folder: FolderRef(1),
            name: "projects".to_owned(),
            access: Access::Handle,
            kept: true,
        };
        let root = runtime.add_root(&given);
        runtime.adopt(root, &given);
        for _ in 0..2 {
            runtime.begin_reading();
            runtime.index(root, None);
        }
        assert_eq!(runtime.listings.len(), 1);
        let ended = runtime.effects.iter();
        let ended = ended.filter(|effect| matches!(effect, Effect::EndList(_)));
        assert_eq!(ended.count(), 1);
    }
}

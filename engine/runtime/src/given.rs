//! A folder that was given, until it is known which of the known ones it is, if any.

use std::collections::BTreeSet;

use sessionscope_log::place::RootId;

use crate::calls::{Call, LIST_LIMIT_MS, PROBE_LIMIT_MS, RootsFor};
use crate::effect::Effect;
use crate::folder::{Batch, Fault, GivenFolder, Location, Relation};
use crate::id::ListId;
use crate::runtime::Runtime;
use crate::status::Notice;
use crate::store::StoredRoot;

/// The first files of a folder are waited for this long, in milliseconds.
pub(crate) const FIRST_MS: i64 = 1_000;

/// A folder that was given.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    given: GivenFolder,
    /// What it shows first. That decides where its project folders are thought to be, and whether it
    /// is a known one, so a few files are waited for.
    first: Batch,
    since_ms: i64,
    /// It has begun to be listed.
    is_listed: bool,
    /// Folders of which it is known how it lies to them.
    compared: BTreeSet<RootId>,
    /// Folders that other tabs have stored.
    stored: Vec<StoredRoot>,
    /// Those that were given before it are taken in, or refused.
    is_begun: bool,
}

impl Runtime {
    /// The user gave a folder. Until the store was looked at, it waits.
    pub(crate) fn folder_given(&mut self, given: GivenFolder) {
        self.begin_reading();
        let number = self.next_number();
        let offer = Offer {
            given,
            first: Batch::default(),
            since_ms: self.now_ms,
            is_listed: false,
            compared: BTreeSet::new(),
            stored: Vec::new(),
            is_begun: false,
        };
        self.offers.insert(number, offer);
        self.begin_offer();
    }

    /// Finds out whether the next folder is a known one, by what the browser says of its handle. One
    /// is taken in after the other: the same folder may be given twice.
    pub(crate) fn begin_offer(&mut self) {
        let is_ready = self.is_ready;
        let next = self.offers.iter_mut().next();
        let Some((&number, offer)) = next.filter(|(_, offer)| is_ready && !offer.is_begun) else {
            return;
        };
        offer.is_begun = true;
        if offer.given.kept {
            self.drop_sample();
        }
        self.locate(number, 0);
    }

    /// A folder that was given is taken in, or is not wanted: the next one has its turn.
    fn remove_offer(&mut self, number: u64) -> Option<Offer> {
        let offer = self.offers.remove(&number)?;
        self.calls.retain(|call| {
            *call != Call::Locate(number)
                && *call != Call::LocateStored(number)
                && *call != Call::List(number)
                && *call != Call::LoadRoots(RootsFor::Number(number))
        });
        Some(offer)
    }

    /// Asks how it lies to the known folders; where there is no handle, its files tell.
    pub(crate) fn locate(&mut self, number: u64, tries: u32) {
        let Some(offer) = self.offers.get(&number) else {
            return;
        };
        let (folder, has_handle) = (offer.given.folder, offer.given.access.has_handle());
        let with_handles = self.roots.iter();
        let known: Vec<_> = with_handles
            .filter_map(|(id, root)| Some((*id, root.handle?)))
            .collect();
        if known.is_empty() || !has_handle {
            self.list_offer(number);
            return;
        }
        if let Some(offer) = self.offers.get_mut(&number) {
            offer.compared.extend(known.iter().map(|(id, _)| *id));
        }
        let call = self.ask_again(Call::Locate(number), Some(PROBE_LIMIT_MS), tries);
        self.effects.push(Effect::Locate(call, folder, known));
    }

    /// Another tab may have been given the same folder: how it lies to those is asked too.
    pub(crate) fn compare_stored(&mut self, number: u64, stored: Vec<StoredRoot>) {
        let unknown = stored
            .into_iter()
            .filter(|root| !self.roots.contains_key(&root.id));
        let unknown: Vec<StoredRoot> = unknown.collect();
        let handles = unknown
            .iter()
            .filter_map(|root| Some((root.id, root.handle?)));
        let handles: Vec<_> = handles.collect();
        let Some(offer) = self.offers.get_mut(&number) else {
            return;
        };
        if handles.is_empty() || !offer.given.access.has_handle() {
            self.take_offer(number);
            return;
        }
        offer.stored = unknown;
        let folder = offer.given.folder;
        let call = self.ask(Call::LocateStored(number), Some(PROBE_LIMIT_MS));
        self.effects.push(Effect::Locate(call, folder, handles));
    }

    /// It is known how it lies to the folders that other tabs have stored. Those that it has to do with
    /// are taken in here too.
    pub(crate) fn located_stored(&mut self, number: u64, locations: &[Location]) {
        let Some(offer) = self.offers.get_mut(&number) else {
            return;
        };
        let mut stored = std::mem::take(&mut offer.stored);
        stored.retain(|root| locations.iter().any(|location| location.root == root.id));
        if stored.is_empty() {
            self.take_offer(number);
            return;
        }
        self.restore_roots(stored);
        self.located(number, locations);
    }

    /// It is known how it lies to the known folders. Those that lie within it leave: it brings them
    /// along.
    pub(crate) fn located(&mut self, number: u64, locations: &[Location]) {
        for location in locations {
            match location.relation {
                Relation::Around => self.forget(location.root),
                Relation::Same => {
                    self.adopt_offer(number, location.root);
                    return;
                }
                Relation::Within => {
                    self.notify(Notice::PartOfKnown);
                    self.end_offer(number);
                    if self.folder(location.root).is_some() {
                        self.index(location.root, None);
                    } else {
                        self.one_listing_less();
                    }
                    self.begin_offer();
                    return;
                }
            }
        }
        self.list_offer(number);
    }

    /// It is a known folder, given again.
    fn adopt_offer(&mut self, number: u64, root: RootId) {
        let Some(mut offer) = self.remove_offer(number) else {
            return;
        };
        if offer.is_listed {
            // All of it is listed, in its own right.
            let first = std::mem::take(&mut offer.first);
            self.release_batch(Ok(first));
            self.effects.push(Effect::EndList(ListId(number)));
        }
        if self.roots.contains_key(&root) {
            self.adopt(root, &offer.given);
            self.store_root_if_changed(root);
            self.index(root, None);
        } else {
            self.one_listing_less();
        }
        self.begin_offer();
    }

    fn list_offer(&mut self, number: u64) {
        let Some(offer) = self.offers.get_mut(&number) else {
            return;
        };
        if std::mem::replace(&mut offer.is_listed, true) {
            self.take_offer(number);
            return;
        }
        offer.since_ms = self.now_ms;
        let folder = offer.given.folder;
        let call = self.ask(Call::List(number), Some(LIST_LIMIT_MS));
        self.effects
            .push(Effect::List(call, ListId(number), folder, String::new()));
    }

    /// It shows more files.
    pub(crate) fn offer_listed(&mut self, number: u64, result: Result<Batch, Fault>) {
        let now_ms = self.now_ms;
        let Some(offer) = self.offers.get_mut(&number) else {
            self.release_batch(result);
            return;
        };
        let Ok(batch) = result else {
            self.offer_refused(number);
            return;
        };
        if let Some(reading) = &mut self.reading {
            reading.progress.seen += batch.seen;
        }
        offer.first.extend(batch);
        let first = &offer.first;
        let is_late = now_ms - offer.since_ms > FIRST_MS;
        let is_enough = first.files.len() >= self.limits.first_files
            || (is_late && !first.files.is_empty())
            || first.is_last;
        if !is_enough {
            self.list_next(number);
            return;
        }
        if first.files.is_empty() && first.refused.is_empty() {
            self.notify(Notice::NoLog);
            self.end_offer(number);
            self.one_listing_less();
            self.begin_offer();
        } else if let Some(root) = self.known_by_files(number) {
            self.take_offer_as(number, root);
        } else if self.is_storing() {
            self.load_roots(RootsFor::Number(number), 0);
        } else {
            self.take_offer(number);
        }
    }

    /// It cannot be read.
    pub(crate) fn offer_refused(&mut self, number: u64) {
        if self.offers.contains_key(&number) {
            self.end_offer(number);
            self.notify(Notice::FolderRefused);
            self.one_listing_less();
            self.begin_offer();
        }
    }

    /// Takes it in as a new folder.
    pub(crate) fn take_offer(&mut self, number: u64) {
        if let Some(offer) = self.offers.get(&number) {
            let mut known = self.roots.iter().filter(|(_, root)| root.handle.is_some());
            let is_new = |id: &RootId| !offer.compared.contains(id);
            if offer.given.access.has_handle() && known.any(|(id, _)| is_new(id)) {
                // Another one was taken in, or taken back, since.
                self.locate(number, 0);
                return;
            }
            let given = offer.given.clone();
            let root = self.add_root(&given);
            self.take_offer_as(number, root);
        }
    }

    fn take_offer_as(&mut self, number: u64, root: RootId) {
        if let Some(offer) = self.remove_offer(number) {
            self.adopt(root, &offer.given);
            self.store_root_if_changed(root);
            self.index(root, Some((number, offer.first)));
            self.begin_offer();
        }
    }

    /// The known folder that has the same name and mostly the same files: a folder that was chosen
    /// again in a browser that remembers none. The first batch of its files tells.
    fn known_by_files(&self, number: u64) -> Option<RootId> {
        let Offer { given, first, .. } = self.offers.get(&number)?;
        let mut named = self.roots.iter().filter(|(_, root)| {
            let both_have_handles = root.handle.is_some() && given.access.has_handle();
            root.name == given.name && root.kept && !both_have_handles
        });
        named.find_map(|(id, root)| {
            let known: BTreeSet<String> = self.accounts.paths_of(*id, "").collect();
            let common = first.files.iter().filter(|file| {
                let path = root.layout.within(&root.name, &file.path);
                path.is_some_and(|path| known.contains(path))
            });
            let smaller = known.len().min(first.files.len());
            (!known.is_empty() && common.count() * 2 >= smaller).then_some(*id)
        })
    }

    /// Nobody wants it any more.
    pub(crate) fn end_offer(&mut self, number: u64) {
        if let Some(offer) = self.remove_offer(number) {
            self.release_batch(Ok(offer.first));
            self.effects.push(Effect::EndList(ListId(number)));
        }
    }
}

//! Many files' digests; any may be put, grown or removed, and a ledger follows by delta.
//!
//! Whatever order files came in, equal files make equal ledgers (up to the order and the numbers
//! of their rows): that is what makes incremental equal to rebuilt. A change of a file takes away
//! what the keys that it touches added to the ledger, changes the claims on them, and adds what
//! they add now. Keys that no change touches are not looked at, so a line added to a long session
//! among many costs what that line holds.

mod bills;
mod cells;
mod claims;
mod copies;
mod costs;
mod events;
mod file_table;
mod groups;
mod index;
mod items;
mod pending_delta;
mod responses;
mod shares;
mod sign;
mod turns;
mod unknown;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rustc_hash::FxHashSet;

use crate::corpus::{FileContent, StoredFile};
use crate::digest::{Digest, Response};
use crate::ledger::{Delta, FileRow, Fitting, Ledger};
use crate::order::sort_by;
use crate::pack::{EntryRef, Kind, Packed};
use crate::price::{CostMode, PriceTable, Tariff};
use sessionscope_log::key::Key;
use sessionscope_log::keymap::KeyMap;
use sessionscope_log::place::{FileKind, Place, RootId, place};
use sessionscope_log::proof::Resume;

use bills::Rates;
use cells::Cells;
use claims::EntryPlaces;
use copies::{Stay, Strays};
use file_table::{FileTable, Overlap, Run, Runs, Segment};
use groups::Groups;
use index::Index;
use pending_delta::Extent;

pub use costs::{CostRequest, RecordCharge};
pub use items::{Account, Event, Item};
pub use shares::{Made, Shares};
pub(crate) use sign::Sign;
pub use turns::{Part, Parts, Start, Turn, Turns};

/// More runs of lines than this are joined into one when the next one comes.
const SEGMENTS_MAX: usize = 64;

/// All files' digests, and what it takes to keep one ledger right. Every method that takes a
/// ledger wants the one that these accounts began with.
#[derive(Clone, Debug)]
pub struct Accounts {
    file_table: FileTable,
    index: Index,
    names: Names,
    rates: Rates,
    cells: Cells,
    groups: Groups,
    strays: Strays,
    /// Keys that several responses have, or had, since the ledger was last shown; with the kind to share code (3 KB).
    repeated: BTreeSet<(Kind, Key)>,
    /// The ledger's tools by the numbers of their names.
    tools: HashMap<u32, u32>,
    fitting: Fitting,
}

/// Names of models and tools, each once.
#[derive(Clone, Debug, Default)]
struct Names {
    list: Vec<Box<str>>,
    numbers: KeyMap<u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        *self
            .numbers
            .entry(file_table::name_key(name))
            .or_insert_with(|| {
                self.list.push(name.into());
                number(self.list.len() - 1)
            })
    }

    fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(&file_table::name_key(name)).copied()
    }

    fn get(&self, number: u32) -> Option<&str> {
        self.list.get(number as usize).map(AsRef::as_ref)
    }
}

/// The posting of some keys.
struct Posting {
    sign: Sign,
    /// Room to find claims in.
    found: EntryPlaces,
    /// The file whose change it is for.
    file: u32,
    /// Other files that claim a key together with it, and whether it is that of a message: how others
    /// stand to each other does not change.
    overlaps: Vec<(u32, bool)>,
}

impl Posting {
    /// Notes which other files claim a key of responses together with its own file, and whether
    /// records of both are linked, whatever a third file says: how others stand to each other does
    /// not change.
    fn share(&mut self, entries: &[(u32, Response)]) {
        let (own, others): (Vec<_>, Vec<_>) =
            entries.iter().partition(|(file, _)| *file == self.file);
        if own.is_empty() || others.is_empty() {
            return;
        }
        let is_plain = |(_, entry): &(u32, Response)| entry.plain_records > 0;
        let is_any = !own.iter().all(|entry| is_plain(entry));
        let mut links = FxHashSet::default();
        for (file, entry) in own {
            entry.each_link(u64::from(*file), |link| {
                links.insert(link);
            });
        }
        let mut shares: BTreeMap<u32, bool> = BTreeMap::new();
        for other in others {
            let shares = shares.entry(other.0).or_default();
            *shares |= is_any || !is_plain(other);
            if !*shares {
                let (file, entry) = other;
                entry.each_link(u64::from(*file), |link| *shares |= links.contains(&link));
            }
        }
        self.overlaps.extend(shares);
    }
}

/// What a file's change does to its segments.
struct Change {
    dropped: Vec<u32>,
    kept: Vec<u32>,
    runs: Runs,
    /// Its head from now on.
    head: Digest,
}

impl Accounts {
    /// No files, and the ledger of none.
    pub fn new(prices: PriceTable, mode: CostMode) -> (Self, Ledger) {
        let mut ledger = Ledger {
            prices: prices.mark(),
            tariffs: vec![Tariff::default()],
            ..Ledger::default()
        };
        let accounts = Self {
            file_table: FileTable::default(),
            index: Index::default(),
            names: Names::default(),
            rates: Rates::new(prices, mode),
            cells: Cells::of(&Ledger::default()),
            groups: Groups::default(),
            strays: Strays::default(),
            repeated: BTreeSet::new(),
            tools: HashMap::new(),
            fitting: Fitting::default(),
        };
        accounts.settle_fit(&mut ledger);
        (accounts, ledger)
    }

    /// Names a root before any file of it is put; a file in no project folder belongs to a project
    /// of this name.
    pub fn set_root(&mut self, ledger: &mut Ledger, root: RootId, name: &str) {
        ledger.roots.retain(|(id, _)| *id != root);
        ledger.roots.push((root, name.to_owned()));
        sort_by(&mut ledger.roots, |a, b| a.0.cmp(&b.0));
    }

    /// Numbers sessions and projects as another ledger does, before any file is put: those of which no file
    /// comes are dropped when the ledger is settled. So whoever knows a session by its number finds it.
    pub fn number_like(&mut self, ledger: &mut Ledger, other: &Ledger) {
        for row in &other.sessions {
            if let Some(project) = other.projects.get(row.project as usize) {
                self.groups
                    .reserve(ledger, project.root, &project.name, &row.name);
            }
        }
    }

    /// Adds a file, or puts it in the place of the one at its path; `false` if its content is not
    /// what the engine packs or its path names no log.
    pub fn put(&mut self, ledger: &mut Ledger, file: StoredFile) -> bool {
        let place = place(ledger.root_name(file.root), &file.path);
        let (Some(runs), Some(place)) = (Runs::of(file.content), place) else {
            return false;
        };
        let number = match self.file_table.find(file.root, &file.path) {
            Some(number) => number,
            None => self.add_file(ledger, file.root, file.path, place.kind),
        };
        let dropped = self.segments(number);
        self.set_stat(ledger, number, file.size_bytes, file.mtime_ms);
        self.change(ledger, number, place, dropped, Vec::new(), runs);
        true
    }

    /// Takes in what was read from a grown file's resume point on; `false` if there is no such
    /// file or the content is not what the engine packs.
    pub fn append(
        &mut self,
        ledger: &mut Ledger,
        root: RootId,
        path: &str,
        size_bytes: u64,
        mtime_ms: i64,
        grown: FileContent,
    ) -> bool {
        let place = place(ledger.root_name(root), path);
        let (Some(number), Some(place)) = (self.file_table.find(root, path), place) else {
            return false;
        };
        let Some(file) = self.file_table.file(number) else {
            return false;
        };
        let (kept, dropped) = (file.body.clone(), Vec::from_iter(file.tail));
        let Some(mut runs) = Runs::of(grown) else {
            return false;
        };
        self.set_stat(ledger, number, size_bytes, mtime_ms);
        if kept.len() >= SEGMENTS_MAX
            && let Some(joined) = self.join(&kept)
        {
            let dropped = kept.into_iter().chain(dropped).collect();
            runs.body.insert(0, joined);
            self.change(ledger, number, place, dropped, Vec::new(), runs);
        } else {
            self.change(ledger, number, place, dropped, kept, runs);
        }
        true
    }

    /// Removes a file; `false` if there is none.
    pub fn remove(&mut self, ledger: &mut Ledger, root: RootId, path: &str) -> bool {
        let place = place(ledger.root_name(root), path);
        let (Some(number), Some(place)) = (self.file_table.find(root, path), place) else {
            return false;
        };
        let dropped = self.segments(number);
        let nothing = Runs::default();
        self.change(ledger, number, place, dropped, Vec::new(), nothing);
        self.groups.forget(number);
        self.strays.forget(number);
        if let Some(row) = self.file_table.remove_file(root, path) {
            ledger.files.swap_remove(row as usize);
        }
        self.cells.pending.spoil();
        true
    }

    /// Removes a root and all its files.
    pub fn remove_root(&mut self, ledger: &mut Ledger, root: RootId) {
        let files = ledger.files.iter().filter(|file| file.root == root);
        let paths: Vec<String> = files.map(|file| file.path.clone()).collect();
        for path in paths {
            self.remove(ledger, root, &path);
        }
        ledger.roots.retain(|(id, _)| *id != root);
    }

    /// Brings the parts of the ledger up to date that are not kept so with every change: what is
    /// said of sessions and projects, and the fit of suspect responses. Call it before the ledger
    /// is shown or stored. Returns what the ledger has more than after the last call, if it has
    /// nothing less.
    pub fn settle(&mut self, ledger: &mut Ledger) -> Option<Delta> {
        self.settle_repeated(ledger);
        let has_empty = self.groups.renew(ledger, &self.file_table);
        if has_empty | self.cells.has_lost(ledger) {
            let renumbered = ledger.renumber();
            self.groups
                .renumber(ledger, &mut self.file_table, &renumbered);
            self.rates.renumber(ledger, &mut self.names);
            let tools = ledger.tools.iter().zip(0..);
            self.tools = tools
                .map(|(name, tool)| (self.names.number(name), tool))
                .collect();
            self.cells = Cells::of(ledger);
        }
        self.settle_fit(ledger);
        self.cells.pending.take()
    }

    /// A file's row in the ledger.
    pub fn row(&self, root: RootId, path: &str) -> Option<usize> {
        let file = self.file_table.file(self.file_table.find(root, path)?)?;
        Some(file.row as usize)
    }

    /// Where an earlier reading of a file ended.
    pub fn resume(&self, root: RootId, path: &str) -> Option<Resume> {
        Some(
            self.file_table
                .file(self.file_table.find(root, path)?)?
                .resume,
        )
    }

    /// A file in the form in which it is kept, by its row in the ledger.
    pub fn stored(&self, ledger: &Ledger, row: usize) -> Option<StoredFile> {
        let number = self.file_table.of_row(row)?;
        self.file_table.stored(ledger.files.get(row)?, number)
    }

    fn settle_fit(&self, ledger: &mut Ledger) {
        ledger.suspect_fit = self.fitting.finish();
    }

    fn add_file(&mut self, ledger: &mut Ledger, root: RootId, path: String, kind: FileKind) -> u32 {
        let number = self.file_table.add_file(root, &path);
        self.cells.pending.spoil();
        ledger.files.push(FileRow::new(root, path, kind));
        number
    }

    fn set_stat(&self, ledger: &mut Ledger, file: u32, size_bytes: u64, mtime_ms: i64) {
        let row = self.file_table.file(file).map(|file| file.row as usize);
        if let Some(row) = row.and_then(|row| ledger.files.get_mut(row)) {
            row.size_bytes = size_bytes;
            row.mtime_ms = mtime_ms;
        }
    }

    fn segments(&self, file: u32) -> Vec<u32> {
        let file = self.file_table.file(file);
        file.into_iter()
            .flat_map(file_table::File::segments)
            .collect()
    }

    /// Several runs of neighbouring lines as one.
    fn join(&self, segments: &[u32]) -> Option<Run> {
        let unpacked = |&at: &u32| crate::pack::unpack(&self.file_table.segment(at)?.bytes);
        let runs: Option<Vec<Digest>> = segments.iter().map(unpacked).collect();
        Run::of(crate::pack::pack(file_table::joined(runs?)?).into())
    }

    fn change(
        &mut self,
        ledger: &mut Ledger,
        file: u32,
        place: Place,
        dropped: Vec<u32>,
        kept: Vec<u32>,
        runs: Runs,
    ) {
        let old = self.file_table.head(self.segments(file).into_iter());
        let mut head = self.file_table.head(kept.iter().copied());
        for run in runs.all() {
            head.append(&run.head);
        }
        let stay = self.stay(ledger, file, place, &head);
        let change = Change {
            dropped,
            kept,
            runs,
            head,
        };
        let touched = self.touched(ledger, file, &stay, &change);
        self.post(ledger, file, &touched, Sign::Minus);
        post_head(ledger, &old, Sign::Minus);
        post_head(ledger, &change.head, Sign::Plus);
        self.describe(ledger, file, &stay, &change.head);
        self.replace(ledger, file, change);
        self.post(ledger, file, &touched, Sign::Plus);
        self.move_strays(ledger, file, &stay);
        self.cells.sweep(ledger);
    }

    /// The keys whose claims a change may alter.
    fn touched(
        &self,
        ledger: &Ledger,
        file: u32,
        stay: &Stay,
        change: &Change,
    ) -> BTreeSet<(Kind, Key)> {
        let added = change.runs.all().flat_map(|run| &run.stands);
        let mut touched = BTreeSet::new();
        touched.extend(added.map(name_of));
        let segments = if self.is_moved(ledger, file, stay, &change.head) {
            change.dropped.iter().chain(&change.kept)
        } else {
            change.dropped.iter().chain(&[])
        };
        for &segment in segments {
            touched.extend(self.keys_of(segment));
        }
        touched
    }

    /// The keys that a segment claims.
    fn keys_of(&self, segment: u32) -> Vec<(Kind, Key)> {
        let bytes = self
            .file_table
            .segment(segment)
            .map(|segment| &segment.bytes);
        let stands = bytes.and_then(|bytes| crate::pack::stands(bytes));
        stands.iter().flatten().map(name_of).collect()
    }

    /// Its claims are of another session than before, or come before those of another file that
    /// they came after.
    fn is_moved(&self, ledger: &Ledger, number: u32, stay: &Stay, head: &Digest) -> bool {
        let Some(file) = self.file_table.file(number) else {
            return false;
        };
        let session = file
            .session
            .map(|session| Groups::is(ledger, session, &stay.place));
        if session != has_record(head).then_some(true) {
            return true;
        }
        let rows = &ledger.files;
        file.overlaps.iter().any(|&Overlap { file: overlap, .. }| {
            let Some(other) = self.file_table.file(overlap) else {
                return false;
            };
            let order = |span| {
                self.file_table
                    .order_at(rows, (number, span), (overlap, other.span))
            };
            order(file.span) != order(stay.span)
        })
    }

    /// Renews what the ledger says of a file, and its session.
    fn describe(&mut self, ledger: &mut Ledger, number: u32, stay: &Stay, head: &Digest) {
        let Some(file) = self.file_table.file_mut(number) else {
            return;
        };
        let root = ledger.files.get(file.row as usize).map(|row| row.root);
        let Some(root) = root else { return };
        let session = has_record(head).then(|| self.groups.session(ledger, root, &stay.place));
        self.groups.moved(number, file.session, session);
        file.session = session;
        file.subagent = stay.place.kind.is_subagent();
        file.span = stay.span;
        let project = session.and_then(|session| ledger.project_of(session));
        if let Some(row) = ledger.files.get_mut(file.row as usize) {
            let before = Extent::of(row);
            row.project = project;
            row.session = session;
            row.is_copy = stay.is_copy;
            row.tell(head);
            self.cells.pending.file(file.row, before, Extent::of(row));
        }
    }

    /// Puts a change's segments in the place of those that it drops.
    fn replace(&mut self, ledger: &mut Ledger, number: u32, change: Change) {
        for at in change.dropped {
            let Some(segment) = self.file_table.remove_segment(at) else {
                continue;
            };
            for stand in crate::pack::stands(&segment.bytes).iter().flatten() {
                self.index.remove(at, stand);
            }
        }
        let mut body = change.kept;
        for run in change.runs.body {
            let (at, users) = self.end_of(body.last());
            body.push(self.add_run(number, at, users, run));
        }
        let (_, users) = self.end_of(body.last());
        let tail = change.runs.tail;
        let tail = tail.map(|run| self.add_run(number, u32::MAX, users, run));
        if let Some(file) = self.file_table.file_mut(number) {
            file.body = body;
            file.tail = tail;
            file.resume = change.runs.resume;
            if let Some(row) = ledger.files.get_mut(file.row as usize) {
                row.resume_bytes = change.runs.resume.offset_bytes;
            }
        }
    }

    /// The place of the segment that follows one, and how many `user` records are before it.
    fn end_of(&self, segment: Option<&u32>) -> (u32, u32) {
        let segment = segment.and_then(|&at| self.file_table.segment(at));
        segment.map_or((0, 0), |segment| {
            let (before, own) = segment.users;
            (segment.at + 1, before.saturating_add(own))
        })
    }

    fn add_run(&mut self, file: u32, at: u32, users_before: u32, run: Run) -> u32 {
        let names = run.head.names.iter().map(|name| self.names.number(name));
        let segment = Segment {
            file,
            at,
            names: names.collect(),
            bytes: run.bytes,
            users: (
                users_before,
                u32::try_from(run.head.user_records).unwrap_or(u32::MAX),
            ),
        };
        let at = self.file_table.add_segment(segment);
        for stand in &run.stands {
            self.index.insert(at, stand);
        }
        at
    }

    /// Adds what these keys say to the ledger and to the overlaps of a file, or takes it away.
    fn post(&mut self, ledger: &mut Ledger, file: u32, keys: &BTreeSet<(Kind, Key)>, sign: Sign) {
        let mut posting = Posting {
            sign,
            found: EntryPlaces::new(),
            file,
            overlaps: Vec::new(),
        };
        for &(kind, key) in keys {
            match kind {
                Kind::Response => self.post_responses(ledger, key, &mut posting),
                Kind::User => self.post_user(ledger, key, &mut posting),
                Kind::Tool => self.post_tool(ledger, key, &mut posting),
            }
        }
        for (other, is_message) in posting.overlaps {
            self.share(file, other, is_message, sign);
        }
    }

    /// The claims on a key, one a file, in file order.
    fn claims<T: Packed>(&self, ledger: &Ledger, key: Key, posting: &mut Posting) -> Vec<(u32, T)> {
        let claims = file_table::claims(self.entries(ledger, key, posting));
        let own = posting.file;
        if claims.len() > 1 && claims.iter().any(|(file, _)| *file == own) {
            let is_message = T::KIND == Kind::User;
            let others = claims.iter().filter(|(file, _)| *file != own);
            posting
                .overlaps
                .extend(others.map(|(file, _)| (*file, is_message)));
        }
        claims
    }

    /// What each run of lines says of a key, in file order and line order.
    fn entries<T: Packed>(
        &self,
        ledger: &Ledger,
        key: Key,
        posting: &mut Posting,
    ) -> Vec<(u32, T)> {
        let found = &mut posting.found;
        self.file_table
            .entries(&self.index, &ledger.files, key, found)
    }

    /// Notes that two files share a key, or do not any more.
    fn share(&mut self, one: u32, two: u32, is_message: bool, sign: Sign) {
        for (one, two) in [(one, two), (two, one)] {
            let Some(file) = self.file_table.file_mut(one) else {
                continue;
            };
            file.share(two, is_message, sign);
            // What a session is told to share are its messages.
            if is_message {
                self.groups.stale.extend(file.session);
            }
        }
    }
}

/// Sums over heads.
fn post_head(ledger: &mut Ledger, head: &Digest, sign: Sign) {
    post_counts(&mut ledger.record_types, &head.record_types, sign);
    unknown::post(ledger, head, sign);
    sign.count(&mut ledger.untimed_records.0, head.without_time);
    sign.count(&mut ledger.untimed_records.1, head.broken_time);
    let told = &mut ledger.reconcile;
    sign.count(&mut told.lines, head.lines);
    sign.wide(&mut told.every_line, &head.every_line);
    sign.wide(&mut told.first_wins, &head.lacking_an_id);
    sign.wide(&mut told.max_wins_id_request, &head.lacking_message_id);
}

fn post_counts(sums: &mut BTreeMap<String, u64>, counts: &BTreeMap<String, u64>, sign: Sign) {
    for (name, &count) in counts {
        let Some(sum) = sums.get_mut(name) else {
            sums.insert(name.clone(), count);
            continue;
        };
        sign.count(sum, count);
        if *sum == 0 {
            sums.remove(name);
        }
    }
}

fn has_record(head: &Digest) -> bool {
    head.record_types.values().any(|&count| count > 0)
}

fn name_of(stand: &EntryRef) -> (Kind, Key) {
    (stand.kind, stand.key)
}

/// A row's number.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

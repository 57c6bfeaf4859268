//! Incremental equals rebuilt: after any edits, what was read piece by piece is what a full
//! reading says, to the last field.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sessionscope_engine::accounts::Accounts;
use sessionscope_engine::corpus::{FileContent, StoredFile};
use sessionscope_engine::digest::Digest;
use sessionscope_engine::digester::Digester;
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::ledger::{Ledger, Revision};
use sessionscope_engine::pack::{pack_file, unpack, unpack_file};
use sessionscope_engine::place::{RootId, place};
use sessionscope_engine::plan::{KnownFile, Step, step};
use sessionscope_engine::price::{CostMode, PriceTable};
use sessionscope_engine::proof::{HEAD_PROOF_BYTES, TAIL_PROOF_BYTES};
use sessionscope_engine::report::{
    AttentionQuery, BlockQuery, DailyRollup, DayQuery, Filter, GroupBy, GroupQuery, LiveQuery,
    Measure, Query, SeriesAsk, SeriesQuery, SpanQuery, SpendQuery, Split, Step as Width, Subagents,
    TotalsQuery, ask,
};
use sessionscope_engine::shard::{decode_shard, encode_shard};
use sessionscope_engine::time::Instant;

const ROOT: RootId = RootId(0);

/// A change to a folder; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Edit {
    /// A file gets this share (of 256) of the bytes that it still lacks.
    Grow { file: usize, share: u8 },
    /// A file is cut to this share of its bytes.
    Cut { file: usize, share: u8 },
    /// A file gets the content of another.
    Replace { file: usize, by: usize },
    /// A file vanishes.
    Remove { file: usize },
    /// The ledger is shown.
    Settle,
    /// All is stored and loaded again.
    Store,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (any::<usize>(), any::<u8>()).prop_map(|(file, share)| Edit::Grow { file, share }),
        1 => (any::<usize>(), any::<u8>()).prop_map(|(file, share)| Edit::Cut { file, share }),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(file, by)| Edit::Replace { file, by }),
        1 => any::<usize>().prop_map(|file| Edit::Remove { file }),
        2 => Just(Edit::Settle),
        1 => Just(Edit::Store),
    ]
}

/// A folder on which edits happen, and the accounts that follow them.
struct Folder<'a> {
    sources: &'a [(String, Vec<u8>)],
    content: BTreeMap<usize, Vec<u8>>,
    accounts: Accounts,
    revision: Revision,
    sums: Sums,
    clock_ms: i64,
}

fn no_accounts() -> (Accounts, Ledger) {
    let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Auto);
    accounts.set_root(&mut ledger, ROOT, "projects");
    (accounts, ledger)
}

impl<'a> Folder<'a> {
    fn new(sources: &'a [(String, Vec<u8>)]) -> Self {
        let (accounts, ledger) = no_accounts();
        Self {
            sources,
            content: BTreeMap::new(),
            accounts,
            revision: Revision::new(ledger),
            sums: Sums::default(),
            clock_ms: 0,
        }
    }

    fn apply(&mut self, edit: &Edit) {
        self.clock_ms += 1;
        let count = self.sources.len();
        match *edit {
            Edit::Grow { file, share } => {
                let file = file % count;
                let whole = &self.sources[file].1;
                let content = self.content.entry(file).or_default();
                let lacking = whole.len().saturating_sub(content.len());
                let more = (lacking * usize::from(share)).div_ceil(256);
                let from = content.len().min(whole.len());
                content.extend_from_slice(&whole[from..from + more.min(whole.len() - from)]);
                self.read(file);
            }
            Edit::Cut { file, share } => {
                let file = file % count;
                if let Some(content) = self.content.get_mut(&file) {
                    content.truncate(content.len() * usize::from(share) / 256);
                    self.read(file);
                }
            }
            Edit::Replace { file, by } => {
                let file = file % count;
                self.content
                    .insert(file, self.sources[by % count].1.clone());
                self.read(file);
            }
            Edit::Remove { file } => {
                let file = file % count;
                self.content.remove(&file);
                self.accounts
                    .remove(self.revision.change(), ROOT, &self.sources[file].0);
            }
            Edit::Settle => self.settle(),
            Edit::Store => self.store(),
        }
    }

    /// Shows the ledger, as the page does; whoever has summed it before follows.
    fn settle(&mut self) {
        let delta = self.accounts.settle(self.revision.change());
        self.revision.show(delta);
        self.sums.check(&self.revision);
    }

    /// Follows a changed file as the page does: by plan, proof and resumed reading.
    fn read(&mut self, file: usize) {
        let (path, content) = (&self.sources[file].0, &self.content[&file]);
        let (size_bytes, mtime_ms) = (content.len() as u64, self.clock_ms);
        let mut rows = self.revision.files.iter();
        let known = rows.find(|row| row.path == *path).map(|row| KnownFile {
            size_bytes: row.size_bytes,
            mtime_ms: row.mtime_ms,
            resume_bytes: row.resume_bytes,
        });
        if let Step::Tail { .. } = step(known.as_ref(), size_bytes, mtime_ms)
            && let Some(grown) = self.tail(path, content)
        {
            let ledger = self.revision.change();
            assert!(
                self.accounts
                    .append(ledger, ROOT, path, size_bytes, mtime_ms, grown)
            );
            return;
        }
        let mut file = support::stored(path, content);
        file.mtime_ms = mtime_ms;
        assert!(self.accounts.put(self.revision.change(), file));
    }

    fn tail(&self, path: &str, content: &[u8]) -> Option<FileContent> {
        let resume = self.accounts.resume(ROOT, path)?;
        let offset = usize::try_from(resume.offset_bytes).ok()?;
        let head = &content[..offset.min(HEAD_PROOF_BYTES)];
        let before = &content[offset - offset.min(TAIL_PROOF_BYTES)..offset];
        let key = Key::new(Domain::Own, path.as_bytes());
        let mut digester = Digester::resume(key, &resume, head, before)?;
        for piece in content[offset..].chunks(1000) {
            digester.push(piece);
        }
        unpack_file(&pack_file(digester.finish()))
    }

    fn stored(&self) -> Vec<StoredFile> {
        let rows = 0..self.revision.files.len();
        rows.map(|row| {
            self.accounts
                .stored(&self.revision, row)
                .expect("every row has its file")
        })
        .collect()
    }

    fn store(&mut self) {
        let stored = decode_shard(&encode_shard(&self.stored())).expect("what was stored loads");
        let (mut accounts, mut ledger) = no_accounts();
        for file in stored {
            assert!(accounts.put(&mut ledger, file));
        }
        (self.accounts, self.revision) = (accounts, Revision::new(ledger));
    }

    /// All files read whole, the last one first.
    fn rebuilt(&self) -> (Vec<StoredFile>, Ledger) {
        let (mut accounts, mut ledger) = no_accounts();
        let mut files = Vec::new();
        for (&file, content) in self.content.iter().rev() {
            let mut stored = support::stored(&self.sources[file].0, content);
            let mut rows = self.revision.files.iter();
            let row = rows.find(|row| row.path == stored.path);
            stored.mtime_ms = row.map_or(0, |row| row.mtime_ms);
            files.push(stored.clone());
            assert!(accounts.put(&mut ledger, stored));
        }
        accounts.settle(&mut ledger);
        (files, ledger)
    }
}

/// Sums that follow the ledger, under one filter.
#[derive(Default)]
struct Followers {
    rollup: DailyRollup,
    totals: LiveQuery<TotalsQuery>,
    days: LiveQuery<DayQuery>,
    span: LiveQuery<SpanQuery>,
    series: LiveQuery<SeriesQuery>,
    classes: LiveQuery<SeriesQuery>,
    attention: LiveQuery<AttentionQuery>,
    spend: LiveQuery<SpendQuery>,
    block: LiveQuery<BlockQuery>,
    groups: Vec<LiveQuery<GroupQuery>>,
}

/// The same under several filters.
#[derive(Default)]
struct Sums(Vec<Followers>);

const GROUPS: [GroupBy; 8] = [
    GroupBy::Project,
    GroupBy::Session,
    GroupBy::Model,
    GroupBy::Tool,
    GroupBy::Day,
    GroupBy::Week,
    GroupBy::Month,
    GroupBy::Block,
];

impl Sums {
    /// What has followed is what is summed anew.
    fn check(&mut self, revision: &Revision) {
        let branch = revision
            .sessions
            .iter()
            .find_map(|row| row.branches.first());
        let open = Filter::default;
        let day = revision.span().map(|(first, _)| first.day_utc());
        let filters = [
            open(),
            Filter {
                from: day,
                to: day,
                ..open()
            },
            Filter {
                projects: vec![0],
                ..open()
            },
            Filter {
                models: vec![0],
                ..open()
            },
            Filter {
                branch: branch.map(ToString::to_string),
                ..open()
            },
            Filter {
                subagents: Subagents::Out,
                ..open()
            },
        ];
        self.0.resize_with(filters.len(), Followers::default);
        for (followers, filter) in self.0.iter_mut().zip(&filters) {
            followers.check(revision, filter);
        }
    }
}

impl Followers {
    fn check(&mut self, revision: &Revision, filter: &Filter) {
        let now = revision.span().map_or(Instant(0), |(_, last)| last);
        let wanted = SeriesAsk {
            step: Width::Week,
            split: Split::Model,
            measure: Measure::Cost,
            max_lines: 3,
        };
        let book = &mut self.rollup;
        same(&mut self.totals, book, revision, filter, || ());
        let sums = ask::<TotalsQuery>(revision, filter, &()).sums;
        assert_eq!(sums.by_class.total(), sums.cost, "the classes are the cost");
        same(&mut self.days, book, revision, filter, || ());
        same(&mut self.span, book, revision, filter, || ());
        same(&mut self.series, book, revision, filter, || wanted);
        let by_class = SeriesAsk {
            split: Split::TokenKind,
            max_lines: 9,
            ..wanted
        };
        same(&mut self.classes, book, revision, filter, || by_class);
        same(
            &mut self.attention,
            book,
            revision,
            &Filter::default(),
            || (),
        );
        same(&mut self.spend, book, revision, filter, || ());
        same(
            &mut self.block,
            book,
            revision,
            &filter.of_any_day(),
            || now,
        );
        self.groups.resize_with(GROUPS.len(), LiveQuery::default);
        for (group, by) in self.groups.iter_mut().zip(GROUPS) {
            same(group, book, revision, filter, || by);
        }
    }
}

/// What has followed, and what is summed anew from a rollup that has followed, is what the ledger alone gives.
fn same<T>(
    running: &mut LiveQuery<T>,
    rollup: &mut DailyRollup,
    revision: &Revision,
    filter: &Filter,
    wanted: impl Fn() -> T::Ask,
) where
    T: Query<Answer: PartialEq + std::fmt::Debug>,
{
    let alone = ask::<T>(revision, filter, &wanted());
    let followed = running.answer(revision, rollup, filter, wanted());
    assert_eq!(followed, alone, "{}", std::any::type_name::<T>());
    let anew = LiveQuery::<T>::default().answer(revision, rollup, filter, wanted());
    assert_eq!(anew, alone, "{}", std::any::type_name::<T>());
}

/// A file's digest with all its runs joined, as a full reading gives it.
fn joined(file: &StoredFile) -> (Digest, Option<Digest>) {
    let mut whole: Option<Digest> = None;
    for run in &file.content.body {
        let run = unpack(run).expect("what was packed");
        match &mut whole {
            Some(whole) => whole.append(&run),
            None => whole = Some(run),
        }
    }
    let tail = file.content.tail.as_deref();
    let tail = tail.map(|tail| unpack(tail).expect("what was packed"));
    (whole.unwrap_or_default(), tail)
}

fn check(sources: &[(String, Vec<u8>)], edits: &[Edit]) {
    let mut folder = Folder::new(sources);
    for edit in edits {
        folder.apply(edit);
    }
    folder.settle();
    let (mut full, ledger) = folder.rebuilt();
    let mut followed = folder.stored();
    full.sort_by(|a, b| a.path.cmp(&b.path));
    followed.sort_by(|a, b| a.path.cmp(&b.path));
    assert_eq!(followed.len(), full.len());
    for (followed, full) in followed.iter().zip(&full) {
        assert_eq!(joined(followed), joined(full), "{}", full.path);
        assert_eq!(followed.content.resume, full.content.resume);
    }
    assert_eq!(folder.revision.canonical(), ledger.canonical());
}

/// All logs below a folder, by a path that makes them one projects folder.
fn sources(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "jsonl") {
                found.push(path);
            }
        }
    }
    found.sort();
    let name = |path: &Path| {
        let path = path
            .strip_prefix(folder)
            .expect("below")
            .to_string_lossy()
            .replace('\\', "/");
        path.replacen("/projects/", "-", 1)
    };
    found
        .iter()
        .filter(|path| place("projects", &name(path)).is_some())
        .map(|path| (name(path), std::fs::read(path).expect("readable")))
        .collect()
}

fn run(sources: &[(String, Vec<u8>)], cases: u32) {
    assert!(!sources.is_empty());
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let edits = proptest::collection::vec(edit(), 1..60);
    runner
        .run(&edits, |edits| {
            check(sources, &edits);
            Ok(())
        })
        .expect("incremental equals rebuilt");
}

#[test]
fn edits_of_our_own_fixtures_equal_a_rebuild() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/cases");
    run(&sources(Path::new(folder)), 200);
}

/// Lines that say where they come from. Real ones differ by their ids and times; those made here are so
/// few that a file replaced by another can have the same beginning and the same end, which is all that
/// is looked at before a file is taken to have grown.
fn told_apart(path: &str, text: &str) -> Vec<u8> {
    let lines = text.lines().enumerate();
    let lines = lines.map(|(at, line)| {
        let rest = line.strip_prefix('{').expect("an object");
        format!("{{\"slug\":\"{path} {at}\",{rest}\n")
    });
    lines.collect::<String>().into_bytes()
}

/// Message ids that repeat, copies of files, sessions that come and go.
#[test]
fn edits_of_logs_with_repeated_ids_equal_a_rebuild() {
    let config = ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let edits = proptest::collection::vec(edit(), 1..40);
    runner
        .run(&(support::gateway::corpus(), edits), |(files, edits)| {
            let paths = support::gateway::PATHS.iter();
            let sources: Vec<(String, Vec<u8>)> = paths
                .zip(&files)
                .map(|(path, lines)| {
                    let text = support::gateway::text(lines);
                    ((*path).to_owned(), told_apart(path, &text))
                })
                .collect();
            check(&sources, &edits);
            Ok(())
        })
        .expect("incremental equals rebuilt");
}

/// Whoever sums the ledger follows line after line of files that are there already.
#[test]
fn sums_follow_lines_that_are_appended() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/cases");
    let sources = sources(Path::new(folder));
    let mut folder = Folder::new(&sources);
    for (file, (_, whole)) in sources.iter().enumerate() {
        folder
            .content
            .insert(file, whole[..whole.len() / 2].to_vec());
        folder.read(file);
    }
    folder.settle();
    let (mut lines, mut followed) = (0, 0);
    for (file, (_, whole)) in sources.iter().enumerate() {
        let rest = whole.len() / 2;
        for line in whole[rest..].split_inclusive(|&byte| byte == b'\n') {
            let before = folder.revision.number();
            folder.clock_ms += 1;
            let content = folder.content.entry(file).or_default();
            content.extend_from_slice(line);
            folder.read(file);
            folder.settle();
            lines += 1;
            followed += usize::from(folder.revision.growth_since(before).is_some());
        }
    }
    assert!(
        followed * 2 > lines,
        "most lines only add: {followed} of {lines}"
    );
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_logs_edited_at_random_equal_a_rebuild() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/fixtures/projects"
    );
    let mut sources = sources(Path::new(folder));
    // Debug builds read slowly, and long files teach nothing that shorter ones do not.
    sources.retain(|(_, content)| content.len() < 200_000);
    run(&sources, 24);
}

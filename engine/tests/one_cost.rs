//! One cost everywhere: what a session's parts cost adds up to what it costs, to 10^-12 USD, over
//! all cases and, where they are at hand, over the real logs.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sessionscope_engine::accounts::{Account, Accounts, CostRequest, Made, RecordCharge};
use sessionscope_engine::answers::answers;
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::ledger::{EventKind, FileRow, Ledger};
use sessionscope_engine::money::Cost;
use sessionscope_engine::place::agent_of;
use sessionscope_engine::price::ByClass;
use sessionscope_engine::report::{
    Filter, GroupBy, Measure, SeriesAsk, Split, Step, Subagents, Sums, days, days_spanned, groups,
    series, totals,
};
use sessionscope_engine::time::Instant;
use sessionscope_engine::transcript::article::{record_text, response};
use sessionscope_engine::transcript::index::Indexer;
use sessionscope_engine::transcript::items::{Filter as ItemFilter, Transcript};
use sessionscope_engine::transcript::survey::survey;
use support::turns::{starts_of, turns_of};

/// Folders of cases with their projects.
fn cases() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/cases");
    let cases = fs::read_dir(folder).expect("the folder of cases");
    let cases = cases.map(|entry| entry.expect("a case").path().join("projects"));
    let cases: Vec<_> = cases.filter(|path| path.is_dir()).collect();
    assert!(cases.len() >= 80, "cases are missing");
    cases
}

fn shared(folder: &str) -> PathBuf {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/fixtures");
    Path::new(fixtures).join(folder)
}

/// The projects of the shared cases and reports.
fn shared_cases() -> Vec<PathBuf> {
    let folders = ["cases", "reports"].map(|name| fs::read_dir(shared(name)).expect(name));
    let cases = folders.into_iter().flatten();
    let cases = cases.map(|entry| entry.expect("a case").path().join("projects"));
    cases.filter(|path| path.is_dir()).collect()
}

/// Responses and cost by session, model, minute and whether they are a subagent's.
type Billed = BTreeMap<(u32, u32, Option<i32>, bool), (u64, u128)>;

/// Messages and calls by session, quarter of an hour, kind and whether they are a subagent's.
type Happened = BTreeMap<(u32, Option<i32>, EventKind, bool), u64>;

fn minute(time: Option<Instant>) -> Option<i32> {
    i32::try_from(time?.0.div_euclid(60_000)).ok()
}

fn of_ledger(ledger: &Ledger) -> (Billed, Happened) {
    let (mut billed, mut happened) = (Billed::new(), Happened::new());
    for cell in &ledger.responses {
        let key = (cell.session, cell.model, cell.minute.get(), cell.subagent);
        let (responses, cost) = (cell.figures.responses(), ledger.cost(cell));
        let sum = billed.entry(key).or_default();
        *sum = (sum.0 + responses, sum.1 + cost.0);
    }
    for cell in &ledger.events {
        let key = (
            cell.session,
            cell.minute.get(),
            cell.kind(),
            cell.subagent(),
        );
        *happened.entry(key).or_default() += u64::from(cell.count);
    }
    (billed, happened)
}

fn of_accounts(accounts: &[(u32, Account)]) -> (Billed, Happened) {
    let (mut billed, mut happened) = (Billed::new(), Happened::new());
    for (session, account) in accounts {
        for item in &account.bills {
            let key = (*session, item.model, minute(item.time), item.subagent);
            let sum = billed.entry(key).or_default();
            *sum = (sum.0 + 1, sum.1 + item.cost.0);
        }
        for event in &account.events {
            let quarter = minute(event.time).map(|minute| minute.div_euclid(15) * 15);
            let key = (*session, quarter, event.kind, event.subagent);
            *happened.entry(key).or_default() += 1;
        }
    }
    (billed, happened)
}

fn accounts_of_sessions(accounts: &Accounts, ledger: &Ledger) -> Vec<(u32, Account)> {
    let sessions = 0..u32::try_from(ledger.sessions.len()).unwrap();
    let accounts = sessions.map(|session| (session, accounts.account(ledger, session)));
    accounts.collect()
}

/// What was paid for each class adds up to the cost: in every cell's sum, by whatever it is grouped, and as
/// exact decimals in what is printed.
fn check_classes(folder: &Path) {
    let ledger = support::ledger_of(folder).expect("the folder is readable");
    let filter = Filter::default();
    let total = totals(&ledger, &filter).sums;
    let cells = ledger.responses.iter().map(|cell| ledger.by_class(cell));
    let mut classes = ByClass::default();
    cells.for_each(|cell| classes.add(&cell));
    assert_eq!(total.by_class, classes, "{}", folder.display());
    assert_eq!(total.cost, classes.total(), "{}", folder.display());
    for by in [
        GroupBy::Project,
        GroupBy::Session,
        GroupBy::Model,
        GroupBy::Day,
        GroupBy::Block,
    ] {
        for group in groups(&ledger, &filter, by) {
            assert_eq!(group.sums.cost, group.sums.by_class.total());
        }
    }
    let ask = SeriesAsk {
        step: Step::Day,
        split: Split::TokenKind,
        measure: Measure::Cost,
        max_lines: 10,
    };
    let drawn = series(&ledger, &filter, ask);
    // A broken clock may make more days than are drawn.
    let is_whole = days_spanned(&ledger, &filter) <= drawn.buckets.len();
    let drawn: f64 = drawn.lines.iter().flat_map(|line| &line.values).sum();
    let timed = days(&ledger, &filter).into_iter();
    let timed: Cost = timed.map(|(_, sums)| sums.cost).sum();
    assert!(!is_whole || (drawn - timed.usd()).abs() <= 1e-9 * timed.usd());
    let answers = answers(&ledger);
    let printed = answers["totals"]["cost_by_class"].as_object().unwrap();
    let printed = printed
        .values()
        .map(|part| Cost::parse(part.as_str().unwrap()).unwrap());
    assert_eq!(printed.sum::<Cost>(), total.cost);
}

/// The items of all sessions are what the ledger's cells are sums of.
fn check_items(folder: &Path) {
    let (accounts, ledger) = support::accounts_of(folder).expect("the folder is readable");
    let accounts = accounts_of_sessions(&accounts, &ledger);
    let (want, got) = (of_ledger(&ledger), of_accounts(&accounts));
    assert_eq!(got, want, "{}", folder.display());
    for (session, account) in &accounts {
        for item in &account.bills {
            let file = ledger.files.get(item.file as usize).expect("its file");
            assert_eq!(file.session, Some(*session));
            assert!(item.line <= file.lines + file.blank_lines, "a line of it");
        }
    }
}

fn file_of(ledger: &Ledger, row: u32) -> &FileRow {
    ledger.files.get(row as usize).unwrap()
}

/// A transcript: the rows of its files, and their bytes.
struct Read {
    rows: Vec<u32>,
    bytes: Vec<Vec<u8>>,
    transcript: Transcript,
}

impl Read {
    fn of(ledger: &Ledger, rows: Vec<u32>, files: &BTreeMap<String, Vec<u8>>) -> Self {
        let path = |row: &u32| &file_of(ledger, *row).path;
        let bytes: Vec<Vec<u8>> = rows.iter().map(|row| files[path(row)].clone()).collect();
        let index = |bytes: &Vec<u8>| {
            let mut indexer = Indexer::default();
            indexer.push(bytes);
            indexer.finish()
        };
        let transcript = Transcript::new(bytes.iter().map(index).collect());
        Self {
            rows,
            bytes,
            transcript,
        }
    }

    /// What its items are charged with, by what the page knows of each.
    fn charged(&self, accounts: &Accounts, ledger: &Ledger) -> Vec<RecordCharge> {
        let all = ItemFilter {
            hidden: Vec::new(),
            ..ItemFilter::default()
        };
        let items = self.transcript.items(&all).into_iter();
        let charged = items.filter_map(|place| {
            let entry = self.transcript.entry(place).unwrap();
            let bytes = &self.bytes[place.file as usize];
            let size = |bytes: u64| usize::try_from(bytes).unwrap();
            let line = &bytes[size(entry.offset_bytes)..][..size(entry.length_bytes)];
            let text = record_text(line, entry.part);
            let id = response(&self.transcript, place, &|_| Some(&text))?;
            let path = &file_of(ledger, self.rows[place.file as usize]).path;
            let asked = CostRequest {
                file: place.file,
                line: entry.line,
                key: id.key(Key::new(Domain::Own, path.as_bytes()), entry.line),
            };
            accounts.charged(ledger, &self.rows, asked)
        });
        charged.collect()
    }
}

/// The transcripts of a session, as the page opens them: its own files, and those of each subagent.
fn transcripts_of(ledger: &Ledger, session: u32) -> Vec<Vec<u32>> {
    let rows = (0_u32..).zip(&ledger.files);
    let mut rows: Vec<(u32, &FileRow)> = rows
        .filter(|(_, file)| file.session == Some(session) && !file.is_copy)
        .collect();
    rows.sort_by_key(|(_, file)| (file.first.is_none(), file.first));
    let mut of: BTreeMap<Option<&str>, Vec<u32>> = BTreeMap::new();
    for (row, file) in rows {
        let agent = file.kind.is_subagent().then(|| agent_of(&file.path));
        of.entry(agent).or_default().push(row);
    }
    of.into_values().collect()
}

/// What tools cost and what no tool cost, together, and the tools, as the page asks for it.
fn shares_of(
    ledger: &Ledger,
    session: u32,
    account: &Account,
    files: &BTreeMap<String, Vec<u8>>,
) -> (Cost, BTreeSet<u32>) {
    let mut rows = transcripts_of(ledger, session).into_iter();
    // The session's own files come first, where it has any.
    let own = rows.next().unwrap_or_default();
    let count = u32::try_from(own.len()).unwrap();
    let rows: Vec<u32> = own.into_iter().chain(rows.flatten()).collect();
    let read = Read::of(ledger, rows, files);
    let survey = survey(&read.transcript, count);
    let made = survey.calls.iter().map(|call| Made {
        call: call.id,
        response: call.response,
        file: read.rows[call.place.file as usize],
        line: call.line,
    });
    let shares = account.shares(&made.collect::<Vec<_>>());
    let tools = shares.tools.iter().map(|(_, parts)| parts);
    let sum = tools.chain([&shares.none]);
    let sum = sum.map(|parts| parts.sum(Subagents::In).cost).sum();
    (sum, shares.tools.iter().map(|(tool, _)| *tool).collect())
}

fn tools_of(account: &Account) -> BTreeSet<u32> {
    let tools = account.events.iter().filter_map(|event| match event.kind {
        EventKind::ToolCall(tool) => Some(tool),
        _ => None,
    });
    tools.collect()
}

/// What a session's messages cost, those of its subagents included, and what stands in copies of its
/// file alone is what the session costs; and its lanes too.
fn check_messages(folder: &Path) {
    let (accounts, ledger) = support::accounts_of(folder).expect("the folder is readable");
    let mut files = BTreeMap::new();
    let each = |path: &str, bytes: &[u8]| drop(files.insert(path.to_owned(), bytes.to_vec()));
    support::each_file(folder, each).expect("the folder is readable");
    for (session, account) in accounts_of_sessions(&accounts, &ledger) {
        let mut got = (Cost(0), 0);
        for rows in transcripts_of(&ledger, session) {
            for charged in Read::of(&ledger, rows, &files).charged(&accounts, &ledger) {
                if let RecordCharge::Here(part) = charged {
                    got = (Cost(got.0.0 + part.cost.0), got.1 + part.responses);
                }
            }
        }
        let mut want = (Cost(0), 0);
        for item in &account.bills {
            want = (Cost(want.0.0 + item.cost.0), want.1 + 1);
            if file_of(&ledger, item.file).is_copy {
                got = (Cost(got.0.0 + item.cost.0), got.1 + 1);
            }
        }
        let name = ledger.session_key(session);
        assert_eq!(got, want, "{}: {name}", folder.display());
        let tools = shares_of(&ledger, session, &account, &files);
        assert_eq!(tools.0, want.0, "{}: {name}", folder.display());
        // Each tool that counts, and no other, has its part.
        assert!(tools.1.is_subset(&tools_of(&account)));
        let (own, agents) = accounts.turns(&ledger, session, &[]).lanes(&account);
        let lanes = std::iter::once(own).chain(agents.into_iter().map(|(_, lane)| lane));
        let lanes = lanes.map(|lane| lane.sum(Subagents::In));
        let lanes = lanes.fold((Cost(0), 0), |sum, lane| {
            (Cost(sum.0.0 + lane.cost.0), sum.1 + lane.responses)
        });
        assert_eq!(lanes, want, "{}: {name}", folder.display());
    }
}

/// What figures a session, project, day or everything has, as far as parts of it have them.
type Counts = (Cost, u64, u64, u64, u64);

fn counts(sums: &Sums) -> Counts {
    (
        sums.cost,
        sums.responses,
        sums.messages_assistant,
        sums.tool_calls,
        sums.tool_errors,
    )
}

fn add(sum: &mut Counts, more: Counts) {
    sum.0.0 += more.0.0;
    sum.1 += more.1;
    sum.2 += more.2;
    sum.3 += more.3;
    sum.4 += more.4;
}

/// What the groups by `by` come to, each under the key that `of` gives.
fn summed<K: Ord>(
    ledger: &Ledger,
    filter: &Filter,
    by: GroupBy,
    of: impl Fn(u32) -> K,
) -> BTreeMap<K, Counts> {
    let mut sums = BTreeMap::new();
    for group in groups(ledger, filter, by) {
        let key = of(group.of.row().unwrap_or(u32::MAX));
        add(sums.entry(key).or_default(), counts(&group.sums));
    }
    sums
}

/// The figures of turns and of what is outside of them are those of the session, with subagents and
/// without; those of sessions are those of their project; those of days are those of all.
fn check_sums(folder: &Path) {
    let (accounts, ledger) = support::accounts_of(folder).expect("the folder is readable");
    let starts = starts_of(folder, &ledger).expect("the folder is readable");
    for subagents in [Subagents::In, Subagents::Out, Subagents::Only] {
        let filter = Filter {
            subagents,
            ..Filter::default()
        };
        let sessions = summed(&ledger, &filter, GroupBy::Session, |row| row);
        for (&session, want) in &sessions {
            let starts = starts.get(&session).map_or(&[][..], Vec::as_slice);
            let (turns, outside) = turns_of(&accounts, &ledger, session, starts);
            let mut got = Counts::default();
            for parts in turns.iter().chain([&outside]) {
                let part = parts.sum(subagents);
                let part = (
                    part.cost,
                    part.responses,
                    part.messages,
                    part.tool_calls,
                    part.tool_errors,
                );
                add(&mut got, part);
            }
            let name = ledger.session_key(session);
            assert_eq!(got, *want, "{}: {name}", folder.display());
        }
        let mut of_projects: BTreeMap<u32, Counts> = BTreeMap::new();
        for (&session, &sums) in &sessions {
            let project = ledger.project_of(session).expect("its project");
            add(of_projects.entry(project).or_default(), sums);
        }
        let projects = summed(&ledger, &filter, GroupBy::Project, |row| row);
        // A project may have files without any record.
        for (project, want) in projects {
            let got = of_projects.remove(&project).unwrap_or_default();
            assert_eq!(got, want, "{}", folder.display());
        }
        assert!(of_projects.is_empty(), "{}", folder.display());
        let total = counts(&totals(&ledger, &filter).sums);
        let sum = |by| summed(&ledger, &filter, by, |_| ()).remove(&());
        let sessions = sum(GroupBy::Session).unwrap_or_default();
        assert_eq!(sessions, total, "{}", folder.display());
        // Days have no messages.
        let days = sum(GroupBy::Day).unwrap_or_default();
        assert_eq!((days.0, days.1), (total.0, total.1), "{}", folder.display());
    }
}

#[test]
fn parts_add_up_to_the_whole() {
    for case in cases() {
        check_sums(&case);
    }
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn parts_of_real_logs_add_up_to_the_whole() {
    for case in shared_cases() {
        check_sums(&case);
    }
    check_sums(&shared("projects"));
}

#[test]
fn messages_add_up_to_their_session() {
    for case in cases() {
        check_messages(&case);
    }
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn messages_of_real_logs_add_up_to_their_session() {
    for case in shared_cases() {
        check_messages(&case);
    }
    check_messages(&shared("projects"));
}

#[test]
fn items_add_up_to_the_ledger() {
    for case in cases() {
        check_items(&case);
    }
}

#[test]
fn classes_add_up_to_the_cost() {
    for case in cases() {
        check_classes(&case);
    }
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn classes_of_real_logs_add_up_to_the_cost() {
    for case in shared_cases() {
        check_classes(&case);
    }
    check_classes(&shared("projects"));
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn items_of_real_logs_add_up_to_the_ledger() {
    for case in shared_cases() {
        check_items(&case);
    }
    check_items(&shared("projects"));
}

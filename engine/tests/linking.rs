//! Which records are one response, against the rule written down as plainly as can be: every pair of
//! records is looked at.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value;
use sessionscope_engine::accounts::Accounts;
use sessionscope_engine::answers::answers;
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::place::RootId;
use sessionscope_engine::price::{CostMode, PriceTable};
use support::gateway::{Kind, Line, PATHS, corpus, text};

fn ledger_of(files: &[Vec<Line>]) -> Ledger {
    let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Calculate);
    accounts.set_root(&mut ledger, RootId(0), "projects");
    for (path, lines) in PATHS.iter().zip(files).rev() {
        assert!(accounts.put(&mut ledger, support::stored(path, text(lines).as_bytes())));
    }
    accounts.settle(&mut ledger);
    ledger
}

/// A record and where it stands.
struct At<'a> {
    line: &'a Line,
    file: usize,
    index: usize,
    /// Users before it in its file.
    users: usize,
}

/// Files in file order: by class, earliest and latest time, path.
fn order(files: &[Vec<Line>]) -> Vec<usize> {
    let class = |file: usize| match file {
        4 => 2,
        _ if files[file]
            .iter()
            .any(|line| stem(file) == format!("s{}", line.session)) =>
        {
            0
        }
        _ => 1,
    };
    // A nested record's own time is not its file's; here both are the same.
    let times = |file: usize| {
        let minutes = || files[file].iter().map(|line| line.minute);
        (minutes().min().is_none(), minutes().min(), minutes().max())
    };
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|&file| (class(file), times(file), PATHS[file]));
    order
}

fn stem(file: usize) -> &'static str {
    let name = PATHS[file].rsplit('/').next().unwrap();
    name.strip_suffix(".jsonl").unwrap()
}

/// The session that a file counts for.
fn session(files: &[Vec<Line>], file: usize) -> String {
    let project = &PATHS[file][..1];
    if file == 4 {
        return "p/s1".to_owned();
    }
    let named: Vec<String> = files[file]
        .iter()
        .map(|line| format!("s{}", line.session))
        .collect();
    let own = |name: &String| {
        (0..files.len()).any(|other| {
            other != 4
                && PATHS[other][..1] == *project
                && stem(other) == name
                && files[other]
                    .iter()
                    .any(|line| format!("s{}", line.session) == *name)
        })
    };
    let is_copy =
        !named.is_empty() && !named.contains(&stem(file).to_owned()) && named.iter().all(own);
    let name = if is_copy { &named[0] } else { stem(file) };
    format!("{project}/{name}")
}

fn is_linked(a: &At<'_>, b: &At<'_>) -> bool {
    let same = |a: u8, b: u8| a > 0 && a == b;
    same(a.line.uuid, b.line.uuid)
        || same(a.line.request, b.line.request)
        || (a.line.input, a.line.read) == (b.line.input, b.line.read)
        || (a.line.request, b.line.request) == (0, 0) && a.file == b.file && a.users == b.users
}

/// Records of one key as responses: sets of plain records that are linked over any others.
fn responses<'a>(records: &'a [At<'a>], has_id: bool) -> Vec<Vec<&'a At<'a>>> {
    let plain: Vec<&At<'_>> = records
        .iter()
        .filter(|at| at.line.kind == Kind::Plain)
        .collect();
    if plain.is_empty() || !has_id {
        return vec![records.iter().collect()];
    }
    let mut sets: Vec<Vec<&At<'_>>> = Vec::new();
    for record in plain {
        let (linked, apart): (Vec<_>, Vec<_>) = sets
            .into_iter()
            .partition(|set| set.iter().any(|other| is_linked(record, other)));
        sets = apart;
        sets.push(linked.into_iter().flatten().chain([record]).collect());
    }
    sets
}

type Figures = (u64, u64, u64, u64);

/// Input, output, cache reads and responses of each session, and all messages of the assistant.
fn reckoned(files: &[Vec<Line>]) -> (BTreeMap<String, Figures>, u64) {
    let mut by_key: BTreeMap<String, Vec<At<'_>>> = BTreeMap::new();
    let order = order(files);
    for &file in &order {
        let mut users = 0;
        for (at, line) in files[file].iter().enumerate() {
            let key = match (line.kind, line.id, line.uuid) {
                (Kind::User, ..) => {
                    users += 1;
                    continue;
                }
                (_, 0, 0) => format!("alone {file} {at}"),
                (_, 0, uuid) => format!("uuid {uuid}"),
                (_, id, _) => format!("id {id}"),
            };
            let record = At {
                line,
                file,
                index: at,
                users,
            };
            by_key.entry(key).or_default().push(record);
        }
    }
    let place = |at: &At<'_>| (order.iter().position(|&file| file == at.file), at.index);
    let (mut sums, mut messages) = (BTreeMap::new(), 0);
    for (key, records) in &by_key {
        let sets = responses(records, key.starts_with("id"));
        let is_message = |at: &At<'_>| at.line.kind != Kind::Nested;
        let plain_sets = sets
            .iter()
            .filter(|set| set.iter().any(|at| is_message(at)));
        messages += plain_sets.count() as u64;
        for set in sets {
            let bills = set.iter().filter(|at| at.line.kind != Kind::WithoutUsage);
            let rank = |at: &At<'_>| {
                let line = at.line;
                let sum = line.input + line.read + line.output;
                let first = std::cmp::Reverse(place(at));
                (line.kind == Kind::Plain, line.output, sum, first)
            };
            let Some(winner) = bills.clone().max_by_key(|at| rank(at)) else {
                continue;
            };
            let first = bills.min_by_key(|at| (at.line.kind != Kind::Plain, place(at)));
            let sum: &mut Figures = sums.entry(session(files, first.unwrap().file)).or_default();
            sum.0 += u64::from(winner.line.input);
            sum.1 += u64::from(winner.line.output);
            sum.2 += u64::from(winner.line.read);
            sum.3 += 1;
        }
    }
    (sums, messages)
}

fn counted(ledger: &Ledger) -> (BTreeMap<String, Figures>, u64) {
    let answers = answers(ledger);
    let figure = |of: &Value, name: &str| of[name].as_u64().unwrap();
    let sessions = answers["by_session"].as_object().unwrap().iter();
    let sums = sessions.map(|(name, of)| {
        let figures = (
            figure(of, "input_tokens"),
            figure(of, "output_tokens"),
            figure(of, "cache_read_tokens"),
            figure(of, "responses"),
        );
        (name.clone(), figures)
    });
    let billed = sums.filter(|(_, figures)| figures.3 > 0).collect();
    (billed, figure(&answers["totals"], "messages_assistant"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn responses_are_what_the_rule_says(files in corpus()) {
        let ledger = ledger_of(&files);
        prop_assert_eq!(counted(&ledger), reckoned(&files));
        let sessions: BTreeSet<String> = (0..files.len())
            .filter(|&file| !files[file].is_empty())
            .map(|file| session(&files, file))
            .collect();
        prop_assert_eq!(ledger.sessions.iter().filter(|row| row.files > 0).count(), sessions.len());
    }
}

#[test]
fn ids_that_several_responses_have_are_listed() {
    let line = |input: u8, minute: u8| Line {
        kind: Kind::Plain,
        id: 1,
        request: 0,
        uuid: 0,
        input,
        read: 0,
        output: input,
        session: 1,
        minute,
    };
    let user = Line {
        kind: Kind::User,
        ..line(0, 1)
    };
    let mut files = vec![Vec::new(); PATHS.len()];
    files[0] = vec![line(1, 0), user, line(2, 2)];
    let ledger = ledger_of(&files);
    let repeated: Vec<_> = ledger.repeated_ids.values().collect();
    assert_eq!(repeated.len(), 1);
    assert_eq!(
        (repeated[0].path.as_str(), repeated[0].line),
        ("p/s1.jsonl", 1)
    );
    assert_eq!((repeated[0].responses, repeated[0].tokens.input), (2, 3));
    assert_eq!(repeated[0].first_by_id.input, 2);
    // Three tokens of each kind at 2 and 10 USD a million, and two.
    assert_eq!(repeated[0].cost.to_decimal(), "0.000036");
    assert_eq!(repeated[0].first_by_id_cost.to_decimal(), "0.000024");
    files[0].truncate(1);
    assert!(ledger_of(&files).repeated_ids.is_empty());
}

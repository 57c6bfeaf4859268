//! Groups of a ledger made by hand.

use super::*;
use sessionscope_accounts::ledger::{
    Figures, FileRow, Ledger, ModelRow, PackedFigures, ProjectRow, ResponseCell, Revision,
    SessionRow,
};
use sessionscope_accounts::money::Cost;
use sessionscope_accounts::report::DailyRollup;
use sessionscope_log::place::{FileKind, RootId};
use sessionscope_log::time::Instant;

const USD: u128 = 1_000_000_000_000;

fn file(session: u32, project: u32) -> FileRow {
    FileRow {
        root: RootId(0),
        path: format!("{session}.jsonl"),
        size_bytes: 10,
        mtime_ms: 0,
        resume_bytes: 10,
        kind: FileKind::Main,
        project: Some(project),
        session: Some(session),
        is_copy: false,
        lines: 1,
        blank_lines: 0,
        recovered_records: 0,
        malformed: Vec::new(),
        formats: Box::default(),
        first: Some(Instant(i64::from(session) * 1000)),
        last: Some(Instant(i64::from(session) * 3000)),
    }
}

fn response(session: u32, usd: u128) -> ResponseCell {
    ResponseCell {
        session,
        minute: Some(i32::try_from(session).unwrap() * 1440).into(),
        figures: PackedFigures::from(Figures {
            responses: 1,
            recorded: Cost(usd * USD),
            ..Figures::default()
        }),
        ..ResponseCell::default()
    }
}

/// Sessions `s0`, `s1`, … of two projects; the one of number n costs `usd[n]`.
fn ledger(usd: &[u128]) -> Ledger {
    let project = |name: &str| ProjectRow {
        root: RootId(0),
        name: name.to_owned(),
        cwd: Some(format!("/home/ada/{name}")),
        branches: Vec::new(),
    };
    let numbers = 0..u32::try_from(usd.len()).unwrap();
    let session = |number: u32| SessionRow {
        project: number % 2,
        name: format!("s{number}"),
        title: Some(format!("Title {number}")),
        branches: [format!("branch-{number}").as_str().into()].into(),
        compactions: u64::from(number),
        ..SessionRow::default()
    };
    Ledger {
        projects: vec![project("loom"), project("wick")],
        sessions: numbers.clone().map(session).collect::<Vec<_>>().into(),
        models: vec![ModelRow {
            name: "opus".to_owned(),
            priced: false,
            synthetic: false,
        }],
        tariffs: Vec::new(),
        files: numbers
            .clone()
            .map(|number| file(number, number % 2))
            .collect(),
        responses: numbers
            .map(|number| response(number, usd[number as usize]))
            .collect(),
        ..Ledger::default()
    }
}

fn question(by: GroupBy, column: &str, descending: bool) -> GroupsQuestion {
    GroupsQuestion {
        scope: Scope::default(),
        by,
        text: String::new(),
        dearest: None,
        order: OrderBy {
            column: column.to_owned(),
            descending,
        },
        window: None,
        measured: Vec::new(),
    }
}

struct Asked {
    revision: Revision,
    rollup: DailyRollup,
    live: GroupsLive,
}

impl Asked {
    fn new(usd: &[u128]) -> Self {
        Self {
            revision: Revision::new(ledger(usd)),
            rollup: DailyRollup::default(),
            live: GroupsLive::default(),
        }
    }

    fn answer(&mut self, question: &GroupsQuestion) -> GroupsAnswer {
        let mut basis = Basis::new(&self.revision, &mut self.rollup);
        let answer = question.answer(&mut self.live, &mut basis);
        let mut basis = Basis::new(&self.revision, &mut self.rollup);
        let anew = question.answer(&mut GroupsLive::default(), &mut basis);
        assert_eq!(answer, anew, "what is kept changes nothing");
        answer
    }

    fn keys(&mut self, question: &GroupsQuestion) -> Vec<String> {
        let rows = self.answer(question).rows;
        rows.into_iter().map(|row| row.key).collect()
    }
}

#[test]
fn rows_are_sorted_by_any_column() {
    let mut asked = Asked::new(&[2, 1, 3]);
    let mut sorted = |column, descending| {
        let keys = asked.keys(&question(GroupBy::Session, column, descending));
        keys.join(" ")
    };
    assert_eq!(sorted("cost_usd", true), "loom/s2 loom/s0 wick/s1");
    assert_eq!(sorted("cost_usd", false), "wick/s1 loom/s0 loom/s2");
    assert_eq!(sorted(NAME_COLUMN, true), "loom/s2 wick/s1 loom/s0");
    assert_eq!(sorted("compactions", false), "loom/s0 wick/s1 loom/s2");
    assert_eq!(sorted("project", true), "wick/s1 loom/s0 loom/s2");
    assert_eq!(sorted("last", true), "loom/s2 wick/s1 loom/s0");
    assert_eq!(sorted("branch", true), "loom/s2 wick/s1 loom/s0");
    assert_eq!(
        sorted("version", true),
        "loom/s0 wick/s1 loom/s2",
        "as listed"
    );
    assert_eq!(sorted("no_such_column", true), "loom/s0 wick/s1 loom/s2");
    let mut days = Asked::new(&[2, 1, 3]);
    assert_eq!(
        days.keys(&question(GroupBy::Day, NAME_COLUMN, true)),
        ["1970-01-03", "1970-01-02", "1970-01-01"]
    );
}

#[test]
fn a_window_holds_its_rows_and_says_how_many_there_are() {
    let mut asked = Asked::new(&[5, 4, 3, 2, 1]);
    let window = |from, count| GroupsQuestion {
        window: Some(Window { from, count }),
        ..question(GroupBy::Session, "cost_usd", false)
    };
    let answer = asked.answer(&window(1, 2));
    assert_eq!((answer.count, answer.from), (Some(5), 1));
    let links = answer.rows.iter().map(|row| match &row.subject {
        GroupSubject::Session { link, .. } => link.as_str(),
        _ => "",
    });
    assert_eq!(links.collect::<Vec<_>>(), ["s3", "s2"]);
    assert_eq!(answer.total.sums.responses, 5, "of all, not of the window");
    assert_eq!(asked.keys(&window(4, 9)), ["loom/s0"]);
    let behind = asked.answer(&window(9, 9));
    assert_eq!(
        (behind.count, behind.from, behind.rows.len()),
        (Some(5), 5, 0)
    );
}

#[test]
fn all_rows_are_summed_up() {
    let mut asked = Asked::new(&[2, 1, 4]);
    let total = asked
        .answer(&question(GroupBy::Project, NAME_COLUMN, false))
        .total;
    assert_eq!(total.sums.cost, Cost(7 * USD));
    assert_eq!(total.sums.by_class.recorded, Cost(7 * USD));
    assert_eq!(total.sessions, Some(3));
    assert_eq!((total.last, total.compactions), (None, None));
    let sessions_of = |by| {
        Asked::new(&[2, 1])
            .answer(&question(by, NAME_COLUMN, false))
            .total
            .sessions
    };
    assert_eq!(sessions_of(GroupBy::Day), Some(2));
    assert_eq!(sessions_of(GroupBy::Model), None);
}

#[test]
fn rows_have_the_text_in_a_name_a_path_an_id_or_a_branch() {
    let mut asked = Asked::new(&[3, 2, 1]);
    let mut having = |by, text: &str| {
        let question = GroupsQuestion {
            text: text.to_owned(),
            ..question(by, "cost_usd", true)
        };
        asked.keys(&question).join(" ")
    };
    assert_eq!(having(GroupBy::Session, "TITLE 1"), "wick/s1");
    assert_eq!(having(GroupBy::Session, "s2"), "loom/s2");
    assert_eq!(having(GroupBy::Session, "ada/loom"), "loom/s0 loom/s2");
    assert_eq!(having(GroupBy::Session, "branch-1"), "wick/s1");
    assert_eq!(having(GroupBy::Session, "nowhere"), "");
    assert_eq!(having(GroupBy::Project, "/home/ADA/w"), "wick");
    assert_eq!(having(GroupBy::Model, "pus"), "opus");
    let few = GroupsQuestion {
        text: "loom".to_owned(),
        ..question(GroupBy::Session, "cost_usd", true)
    };
    assert_eq!(asked.answer(&few).total.sums.cost, Cost(4 * USD));
}

#[test]
fn the_dearest_are_sorted_among_themselves() {
    let mut asked = Asked::new(&[2, 1, 3]);
    let top = GroupsQuestion {
        dearest: Some(2),
        ..question(GroupBy::Session, NAME_COLUMN, false)
    };
    assert_eq!(asked.keys(&top), ["loom/s0", "loom/s2"]);
    let shares: Vec<_> = asked.answer(&top).rows;
    let shares: Vec<_> = shares.iter().map(|row| row.cost_share).collect();
    assert_eq!(shares, [Some(2.0 / 3.0), Some(1.0)]);
    let one = Asked::new(&[2]).answer(&question(GroupBy::Session, NAME_COLUMN, false));
    assert_eq!(one.rows[0].cost_share, None, "nothing to compare it with");
}

#[test]
fn the_longest_figures_are_known_from_any_window() {
    let mut asked = Asked::new(&[1, 20, 1_000, 3]);
    let narrow = GroupsQuestion {
        window: Some(Window { from: 0, count: 1 }),
        measured: vec!["cost_usd".to_owned(), NAME_COLUMN.to_owned()],
        ..question(GroupBy::Session, "cost_usd", false)
    };
    let longest = asked.answer(&narrow).longest;
    assert!(longest.iter().any(|row| row.sums.cost == Cost(1_000 * USD)));
    assert!(longest.iter().any(|row| row.sums.cost == Cost(20 * USD)));
    let whole = GroupsQuestion {
        window: Some(Window { from: 0, count: 4 }),
        ..narrow
    };
    assert_eq!(asked.answer(&whole).longest, []);
}

#[test]
fn what_is_new_is_answered() {
    let mut asked = Asked::new(&[1, 2]);
    let by_cost = question(GroupBy::Session, "cost_usd", true);
    assert_eq!(asked.keys(&by_cost), ["wick/s1", "loom/s0"]);
    asked.revision = Revision::new(ledger(&[3, 2, 1]));
    assert_eq!(asked.keys(&by_cost), ["loom/s0", "wick/s1", "loom/s2"]);
    let of_one = GroupsQuestion {
        scope: Scope::default().of_project("wick"),
        ..by_cost
    };
    assert_eq!(asked.keys(&of_one), ["wick/s1"]);
}

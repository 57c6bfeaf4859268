//! Reports over ledgers made by hand.

use super::*;
use crate::ledger::{Figures, FileRow, ModelRow, PackedFigures, ProjectRow, SessionRow, Suspects};
use sessionscope_log::place::FileKind;
use sessionscope_log::reader::Malformed;
use sessionscope_log::time::{Day, Zone};

/// Two projects with a session each and two models, the second being Claude Code's own text.
fn ledger(responses: &[(u32, u32, &str, u64)]) -> Ledger {
    let name = |name: &str| name.to_owned();
    let project = |text: &str| ProjectRow {
        root: sessionscope_log::place::RootId(0),
        name: name(text),
        cwd: None,
        branches: Vec::new(),
    };
    let model = |text: &str, synthetic| ModelRow {
        name: name(text),
        priced: true,
        synthetic,
    };
    Ledger {
        projects: vec![project("p"), project("q")],
        sessions: vec![session(0, "main"), session(1, "fix")].into(),
        models: vec![model("opus", false), model("<synthetic>", true)],
        files: vec![file(0), file(1)].into(),
        responses: responses
            .iter()
            .map(|&(session, model, time, output)| row(session, model, time, output))
            .collect(),
        ..Ledger::default()
    }
}

fn wanted(step: Step, split: Split, measure: Measure, max_lines: usize) -> SeriesAsk {
    SeriesAsk {
        step,
        split,
        measure,
        max_lines,
    }
}

fn session(project: u32, branch: &str) -> SessionRow {
    SessionRow {
        project,
        name: format!("s{project}"),
        branches: [branch.into()].into(),
        files: 1,
        ..SessionRow::default()
    }
}

fn file(session: u32) -> FileRow {
    FileRow {
        root: sessionscope_log::place::RootId(0),
        path: format!("{session}.jsonl"),
        size_bytes: 10,
        mtime_ms: 0,
        resume_bytes: 10,
        kind: FileKind::Main,
        project: Some(session),
        session: Some(session),
        is_copy: false,
        lines: 1,
        blank_lines: 0,
        recovered_records: 0,
        malformed: Vec::<Malformed>::new(),
        formats: Box::default(),
        first: Instant::parse(b"2026-07-01T10:00:00Z"),
        last: Instant::parse(b"2026-07-02T10:00:00Z"),
    }
}

fn row(session: u32, model: u32, time: &str, output: u64) -> ResponseCell {
    let time = Instant::parse(time.as_bytes());
    ResponseCell {
        session,
        model,
        minute: time
            .map(|time| i32::try_from(time.0 / 60_000).unwrap())
            .into(),
        figures: PackedFigures::from(Figures {
            responses: 1,
            tokens: WideTokens {
                output: u128::from(output),
                ..WideTokens::default()
            },
            recorded: Cost(u128::from(output)),
            ..Figures::default()
        }),
        ..ResponseCell::default()
    }
}

fn keys(ledger: &Ledger, groups: &[Group]) -> Vec<String> {
    let keys = groups.iter().map(|group| group.of.key(ledger));
    keys.collect()
}

#[test]
fn blocks_begin_at_the_hour_and_end_five_hours_later() {
    let ledger = ledger(&[
        (0, 1, "2026-07-01T08:00:00Z", 1),
        (0, 0, "2026-07-01T10:50:00Z", 1),
        (1, 0, "2026-07-01T14:59:59Z", 1),
        (0, 0, "2026-07-01T15:00:00Z", 1),
        (0, 0, "none", 1),
    ]);
    let blocks = groups(&ledger, &Filter::default(), GroupBy::Block);
    assert_eq!(
        keys(&ledger, &blocks),
        ["2026-07-01T10:00:00.000Z", "2026-07-01T15:00:00.000Z"]
    );
    assert_eq!(blocks[0].sums.responses, 2);
    let of_one_project = Filter {
        projects: vec![1],
        ..Filter::default()
    };
    let blocks = groups(&ledger, &of_one_project, GroupBy::Block);
    assert_eq!(
        keys(&ledger, &blocks),
        ["2026-07-01T10:00:00.000Z"],
        "the window is opened by any project"
    );
    let now = Instant::parse(b"2026-07-01T15:30:00Z").unwrap();
    let active = active_block(&ledger, &Filter::default(), now).unwrap();
    assert_eq!(active.sums.responses, 1);
    assert!((active.tokens_per_minute - 1.0 / 30.0).abs() < 1e-9);
    assert!(active_block(&ledger, &Filter::default(), Instant(now.0 + BLOCK_MS)).is_none());
}

#[test]
fn days_follow_the_zone() {
    let ledger = ledger(&[
        (0, 0, "2026-07-01T22:30:00Z", 1),
        (0, 0, "2026-07-01T10:00:00Z", 2),
    ]);
    let berlin = Zone {
        name: "Europe/Berlin".to_owned(),
        offsets: vec![(0, 120)],
    };
    let utc = groups(&ledger, &Filter::default(), GroupBy::Day);
    assert_eq!(keys(&ledger, &utc), ["2026-07-01"]);
    let filter = Filter {
        zone: berlin,
        ..Filter::default()
    };
    assert_eq!(
        keys(&ledger, &groups(&ledger, &filter, GroupBy::Day)),
        ["2026-07-01", "2026-07-02"]
    );
    let second = Filter {
        from: Day::parse("2026-07-02"),
        ..filter
    };
    assert_eq!(totals(&ledger, &second).sums.tokens.output, 1);
    assert_eq!(days_spanned(&ledger, &second), 1);
}

#[test]
fn a_span_of_days_is_that_of_their_series() {
    let ledger = ledger(&[
        (0, 0, "2026-07-05T12:00:00Z", 1),
        (1, 0, "2026-06-30T12:00:00Z", 1),
        (0, 1, "", 1),
    ]);
    let by_project = |project| Filter {
        projects: vec![project],
        ..Filter::default()
    };
    for filter in [Filter::default(), by_project(0), by_project(7)] {
        let series = series(
            &ledger,
            &filter,
            wanted(Step::Day, Split::None, Measure::Cost, 1),
        );
        assert_eq!(days_spanned(&ledger, &filter), series.buckets.len());
    }
}

#[test]
fn weeks_and_months_begin_where_they_should() {
    let ledger = ledger(&[
        (0, 0, "2026-07-05T12:00:00Z", 1),
        (0, 0, "2026-08-01T12:00:00Z", 1),
    ]);
    let monday = groups(&ledger, &Filter::default(), GroupBy::Week);
    assert_eq!(keys(&ledger, &monday), ["2026-06-29", "2026-07-27"]);
    let sunday = Filter {
        week_start: 6,
        ..Filter::default()
    };
    assert_eq!(
        keys(&ledger, &groups(&ledger, &sunday, GroupBy::Week)),
        ["2026-07-05", "2026-07-26"]
    );
    assert_eq!(
        keys(
            &ledger,
            &groups(&ledger, &Filter::default(), GroupBy::Month)
        ),
        ["2026-07", "2026-08"]
    );
}

#[test]
fn a_series_has_no_gaps_and_folds_small_lines() {
    let ledger = ledger(&[
        (0, 0, "2026-07-01T12:00:00Z", 5),
        (1, 1, "2026-07-04T12:00:00Z", 3),
    ]);
    let told = series(
        &ledger,
        &Filter::default(),
        wanted(Step::Day, Split::Project, Measure::Tokens, 8),
    );
    assert_eq!(told.buckets.len(), 4);
    assert_eq!(told.lines[0].values, [5.0, 0.0, 0.0, 0.0]);
    assert_eq!(told.lines[1].name, "q");
    let folded = series(
        &ledger,
        &Filter::default(),
        wanted(Step::Month, Split::Project, Measure::Tokens, 1),
    );
    assert_eq!((folded.buckets.len(), folded.lines.len()), (1, 1));
    assert!(folded.lines[0].rest);
    assert_eq!(folded.lines[0].values, [8.0]);
    let kinds = series(
        &ledger,
        &Filter::default(),
        wanted(Step::Week, Split::TokenKind, Measure::Tokens, 8),
    );
    let sum: f64 = kinds.lines.iter().map(|line| line.values[0]).sum();
    assert!((sum - 8.0).abs() < f64::EPSILON, "{sum}");
}

#[test]
fn every_filter_narrows() {
    let ledger = ledger(&[
        (0, 0, "2026-07-01T12:00:00Z", 1),
        (1, 1, "2026-07-02T12:00:00Z", 2),
    ]);
    let told = |filter: Filter| {
        let totals = totals(&ledger, &filter);
        (totals.sums.responses, totals.sessions, totals.files)
    };
    assert_eq!(told(Filter::default()), (2, 2, 2));
    assert_eq!(
        told(Filter {
            projects: vec![1],
            ..Filter::default()
        }),
        (1, 1, 1)
    );
    assert_eq!(
        told(Filter {
            branch: Some("fix".into()),
            ..Filter::default()
        }),
        (1, 1, 1)
    );
    assert_eq!(
        told(Filter {
            models: vec![0],
            ..Filter::default()
        })
        .0,
        1
    );
    assert_eq!(
        told(Filter {
            subagents: Subagents::Only,
            ..Filter::default()
        }),
        (0, 0, 0)
    );
    assert_eq!(
        told(Filter {
            from: Day::parse("2026-08-01"),
            ..Filter::default()
        }),
        (0, 0, 0)
    );
}

#[test]
fn spend_grows_minute_by_minute_and_untimed_comes_last() {
    let mut ledger = ledger(&[
        (0, 0, "2026-07-01T10:01:00Z", 2),
        (0, 0, "2026-07-01T10:00:00Z", 1),
        (0, 0, "", 8),
        (0, 1, "2026-07-01T10:01:30Z", 4),
    ]);
    if let Some(row) = ledger.responses.get_mut(0) {
        row.subagent = true;
    }
    let grown: Vec<_> = spend(&ledger, &Filter::default())
        .into_iter()
        .map(|spent| (spent.minute.is_some(), spent.own.0, spent.agents.0))
        .collect();
    assert_eq!(grown, [(true, 1, 0), (true, 5, 2), (false, 13, 2)]);
}

#[test]
fn output_that_was_never_logged_is_priced_by_its_model() {
    let mut ledger = ledger(&[]);
    ledger.suspect_fit.tokens_per_char = [0.25, 0.5, 1.0];
    let rates = |output| Tariff {
        rates: [0, output, 0, 0, 0],
        ..Tariff::default()
    };
    ledger.tariffs = vec![Tariff::default(), rates(25_000_000), rates(5_000_000)];
    for (tariff, chars) in [
        (1, [400_000, 0, 0]),
        (2, [0, 200_000, 100_000]),
        (0, [900_000; 3]),
    ] {
        ledger.responses.push(ResponseCell {
            tariff,
            figures: PackedFigures::from(Figures {
                responses: 1,
                suspects: Some(crate::ledger::Suspects {
                    responses: 1,
                    output: 2,
                    chars,
                }),
                ..Figures::default()
            }),
            ..ResponseCell::default()
        });
    }
    let sums = totals(&ledger, &Filter::default()).sums;
    // 100,000 tokens at 25, 200,000 at 5, and what has no price; two tokens of each are recorded.
    let usd = 2.5 + 1.0 - 2.0 * 25e-6 - 2.0 * 5e-6;
    assert!((sums.estimated_missing_usd(&ledger) - usd).abs() < 1e-9);
    assert!(sums.is_at_least() && !sums.lower_bound);
}

#[test]
fn prices_are_old_when_logs_are_a_month_newer() {
    let mut ledger = ledger(&[]);
    assert_eq!(ledger.old_prices(), None, "nobody knows their day");
    // The last record is of 2 July.
    for (day, old) in [("2026-06-02", None), ("2026-06-01", Some(31))] {
        ledger.prices.day = Day::parse(day);
        assert_eq!(ledger.old_prices().map(|(_, days)| days), old);
    }
}

#[test]
fn groups_add_up_to_the_totals() {
    let mut ledger = ledger(&[
        (0, 0, "2026-07-01T10:50:00Z", 3),
        (1, 0, "2026-07-02T14:59:59Z", 5),
    ]);
    ledger.models[0].priced = false;
    ledger.responses = ledger
        .responses
        .iter()
        .map(|row| {
            let odd = Figures {
                responses: 1,
                lower_bounds: 1,
                iterations_differ: 1,
                suspects: Some(Suspects {
                    responses: 1,
                    output: 2,
                    chars: [3, 4, 5],
                }),
                recorded: Cost(9),
                ..Figures::default()
            };
            ResponseCell {
                figures: PackedFigures::from(odd),
                ..row.clone()
            }
        })
        .collect();
    let filter = Filter::default();
    let mut sum = Sums::default();
    for group in groups(&ledger, &filter, GroupBy::Project) {
        sum += &group.sums;
    }
    assert_eq!(sum, totals(&ledger, &filter).sums);
    assert_eq!((sum.suspect_responses, sum.without_price), (2, 2));
}

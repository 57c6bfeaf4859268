//! Reads a folder into accounts and prints how long putting, changing, storing and asking take.
//!
//! `cargo run --release -p sessionscope-engine --example queries -- FOLDER`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use sessionscope_engine::accounts::Accounts;
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::place::RootId;
use sessionscope_engine::price::{CostMode, PriceTable};
use sessionscope_engine::report::{
    Filter, GroupBy, Measure, SeriesAsk, Split, Step, Subagents, attention, days, groups, series,
    totals,
};
use sessionscope_engine::shard::{decode_snapshot, encode_snapshot};
use sessionscope_engine::time::Day;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| ".".to_owned());
    let (name, files) = support::read_folder(folder.as_ref())?;
    let bytes: usize = files
        .iter()
        .flat_map(|file| &file.content.body)
        .map(|run| run.len())
        .sum();
    println!("{} files, {bytes} bytes packed", files.len());
    let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Calculate);
    accounts.set_root(&mut ledger, RootId(0), &name);
    let one = files.get(files.len() / 2).cloned();
    timed("put all", 1, || {
        for file in &files {
            accounts.put(&mut ledger, file.clone());
        }
    });
    timed("settle", 1, || drop(accounts.settle(&mut ledger)));
    if let Some(one) = one {
        timed("replace one and settle", 50, || {
            accounts.put(&mut ledger, one.clone());
            let _ = accounts.settle(&mut ledger);
        });
    }
    println!(
        "{} sessions, {} responses in {} cells, {} cells of events",
        ledger.sessions.len(),
        ledger.reconcile.responses,
        ledger.responses.len(),
        ledger.events.len()
    );
    let blob = encode_snapshot(&ledger);
    println!("{} bytes stored", blob.len());
    timed("encode", 5, || drop(encode_snapshot(&ledger)));
    timed("decode", 5, || drop(decode_snapshot(&blob)));
    for (name, filter) in filters(&ledger) {
        println!("{name}:");
        ask(&ledger, &filter);
    }
    Ok(())
}

/// Everything, a range of days, a project, and a model.
fn filters(ledger: &Ledger) -> Vec<(&'static str, Filter)> {
    let Some((first, last)) = ledger.span() else {
        return vec![("all", Filter::default())];
    };
    let middle = i32::midpoint(first.day_utc().0, last.day_utc().0);
    let open = Filter::default;
    let dates = Filter {
        from: Some(Day(middle)),
        to: Some(Day(middle + 30)),
        ..open()
    };
    let project = Filter {
        projects: vec![0],
        ..open()
    };
    let model = Filter {
        models: vec![0],
        subagents: Subagents::Out,
        ..open()
    };
    vec![
        ("all", open()),
        ("30 days", dates),
        ("a project", project),
        ("a model without subagents", model),
    ]
}

fn ask(ledger: &Ledger, filter: &Filter) {
    timed("  totals", 5, || {
        let _ = totals(ledger, filter);
    });
    timed("  days", 5, || drop(days(ledger, filter)));
    let all = [
        GroupBy::Project,
        GroupBy::Session,
        GroupBy::Model,
        GroupBy::Tool,
        GroupBy::Day,
        GroupBy::Month,
        GroupBy::Block,
    ];
    for by in all {
        timed(&format!("  by {by:?}"), 5, || {
            drop(groups(ledger, filter, by));
        });
    }
    timed("  series", 5, || {
        let wanted = SeriesAsk {
            step: Step::Day,
            split: Split::Model,
            measure: Measure::Cost,
            max_lines: 6,
        };
        drop(series(ledger, filter, wanted));
    });
    timed("  attention", 5, || drop(attention(ledger)));
}

/// Prints the median of several times.
fn timed(name: &str, times: usize, mut action: impl FnMut()) {
    let mut took: Vec<f64> = (0..times)
        .map(|_| {
            let start = Instant::now();
            action();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    took.sort_by(f64::total_cmp);
    let median = took.get(took.len() / 2).copied().unwrap_or_default();
    println!("{name}: {median:.2} ms");
}

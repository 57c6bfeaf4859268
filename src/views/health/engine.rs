//! What the engine did: files, bytes, workers, and what took long.

use leptos::prelude::*;

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, Figure, Number, Order, RowSet, Sort, Value, format};
use crate::state::{AppState, Health, RefusedFile, SlowOperation, WorkerInfo};
use crate::views::settings::Toggle;

/// Files and bytes since the page was opened.
#[component]
pub fn Reading() -> impl IntoView {
    view! {
        <section class="card" aria-label="Reading">
            <div class="card-head">
                <h2>"Reading"</h2>
                <span class="aside">"since this page was opened"</span>
            </div>
            <dl class="card-body counts bare">
                <FileFigures />
                <ByteFigures />
            </dl>
        </section>
    }
}

#[component]
fn FileFigures() -> impl IntoView {
    let state = expect_context::<AppState>();
    let count = move |read: fn(&Health) -> u64| {
        Signal::derive(move || state.health.with(|health| Value::count(read(health))))
    };
    let hits = move || {
        let rate = state.health.with(Health::hit_rate);
        rate.map(|rate| format!("{} of all", format::percent(rate)))
    };
    let gone = move || {
        let value = count(|health| health.files_gone);
        view! { <Number metric="files_gone" value=value /> " vanished" }
    };
    view! {
        <Figure
            label="Files seen"
            metric="files_seen"
            value=count(|health| health.files_seen)
            note=gone
        />
        <Figure
            label="Not opened"
            metric="files_skipped"
            value=count(|health| health.files_skipped)
            hint="Their size and time are those of the last visit, so what was read then still holds."
            note=move || view! { {hits} }
        />
        <Figure
            label="New end read"
            metric="files_tail_read"
            value=count(|health| health.files_tail_read)
            hint="Files that only grew: their new lines were read, after a proof that the rest is the same."
        />
        <Figure
            label="Read in full"
            metric="files_fully_read"
            value=count(|health| health.files_fully_read)
        />
    }
}

#[component]
fn ByteFigures() -> impl IntoView {
    let state = expect_context::<AppState>();
    let bytes = move |read: fn(&Health) -> u64| {
        Signal::derive(move || {
            let number = state.health.with(read);
            Value {
                text: format::bytes(number),
                exact: number.to_string(),
                at_least: false,
            }
        })
    };
    let proofs = move || {
        let value = bytes(|health| health.bytes_proof);
        view! { <Number metric="bytes_proof" value=value /> " for proofs" }
    };
    view! {
        <Figure
            label="Bytes read"
            metric="bytes_read"
            value=bytes(|health| health.bytes_read)
            note=proofs
        />
        <Figure
            label="Memory"
            metric="memory_bytes"
            value=bytes(|health| health.memory_bytes)
            hint="What the figures and the workers take. The browser needs some more for the page itself."
        />
    }
}

const WORKER_COLUMNS: [Column; 6] = [
    Column::text("worker", "Worker", "w-text"),
    Column::text("state", "State", "w-small"),
    Column::text("job", "Does", "w-name"),
    Column::figures("memory_bytes", "Memory"),
    Column::figures("files", "Files"),
    Column::figures("bytes", "Bytes"),
];

/// The workers and what each does.
#[component]
pub fn Workers() -> impl IntoView {
    let state = expect_context::<AppState>();
    let rows = Memo::new(move |_| {
        RowSet::new(ListRows {
            items: state.health.with(|health| health.workers.clone()),
            key: |worker: &WorkerInfo| worker.id.to_string(),
            cell: Box::new(worker_cell),
            order: worker_order,
        })
    });
    let aside = move || {
        let replaced = state.health.with(|health| health.workers_replaced);
        if replaced == 0 {
            String::new()
        } else {
            format!("{} replaced", format::grouped(replaced))
        }
    };
    view! {
        <TableCard
            title="Workers"
            name="workers"
            columns=&WORKER_COLUMNS
            sort=Sort::ascending("worker")
            rows=rows
            aside=Signal::derive(aside)
            empty="None runs. They are started when there is something to read, and ended after it."
        >
            <Toggle
                name="Use workers"
                help="Read files in workers of their own. Off, the analyst, which counts, reads them too, more slowly."
                get=|settings| settings.workers_on
                set=|settings, on| settings.workers_on = on
            />
        </TableCard>
    }
}

fn worker_cell(worker: &WorkerInfo, column: &'static str) -> Cell {
    match column {
        "worker" => Cell::text(format!("Worker {}", worker.id)),
        "state" => Cell::text(worker.state.name()),
        "job" => Cell::text(worker.job.clone().unwrap_or_default()),
        "memory_bytes" => bytes_cell(worker.memory_bytes),
        "bytes" => bytes_cell(worker.bytes_done),
        _ => Cell::figure(
            format::grouped(worker.files_done),
            worker.files_done.to_string(),
        ),
    }
}

fn worker_order(worker: &WorkerInfo, column: &'static str) -> Order {
    match column {
        "worker" => Order::Number(f64::from(worker.id)),
        "state" => Order::text(worker.state.name()),
        "job" => worker.job.as_deref().map_or(Order::Missing, Order::text),
        "memory_bytes" => Order::Number(worker.memory_bytes as f64),
        "bytes" => Order::Number(worker.bytes_done as f64),
        _ => Order::Number(worker.files_done as f64),
    }
}

/// A number of bytes.
pub fn bytes_cell(number: u64) -> Cell {
    Cell::figure(format::bytes(number), number.to_string())
}

const SLOW_COLUMNS: [Column; 2] = [
    Column::text("operation", "Operation", "w-name"),
    Column::figures("millis", "Took"),
];

/// Operations that took longer than 500 ms.
#[component]
pub fn Slow() -> impl IntoView {
    let state = expect_context::<AppState>();
    let rows = Memo::new(move |_| {
        RowSet::new(ListRows {
            items: state.health.with(|health| health.slow.clone()),
            key: |slow: &SlowOperation| slow.name.clone(),
            cell: Box::new(|slow, column| match column {
                "operation" => Cell::text(slow.name.clone()),
                _ => Cell::figure(format::duration_fine(slow.millis), slow.millis.to_string()),
            }),
            order: |slow, column| match column {
                "operation" => Order::text(&slow.name),
                _ => Order::Number(slow.millis),
            },
        })
    });
    view! {
        <TableCard
            title="Slow operations"
            name="slow"
            columns=&SLOW_COLUMNS
            sort=Sort::descending("millis")
            rows=rows
            empty="Nothing took longer than half a second."
        />
    }
}

const REFUSED_COLUMNS: [Column; 2] = [
    Column::text("file", "File or folder", "w-name"),
    Column::text("reason", "Why", "w-wide"),
];

/// Files that could not be read; nothing where all could.
#[component]
pub fn Refused() -> impl IntoView {
    let state = expect_context::<AppState>();
    let any = Memo::new(move |_| state.health.with(|health| !health.refused.is_empty()));
    let rows = Memo::new(move |_| {
        RowSet::new(ListRows {
            items: state.health.with(|health| health.refused.clone()),
            key: |file: &RefusedFile| file.path.clone(),
            cell: Box::new(|file, column| match column {
                "file" => Cell::path(file.path.clone()),
                _ => Cell::text(file.reason.clone()).title(file.reason.clone()),
            }),
            order: |file, column| match column {
                "file" => Order::text(&file.path),
                _ => Order::text(&file.reason),
            },
        })
    });
    view! {
        <Show when=move || any.get()>
            <TableCard
                title="Could not be read"
                name="refused"
                columns=&REFUSED_COLUMNS
                sort=Sort::ascending("file")
                rows=rows
                empty=""
            />
        </Show>
    }
}

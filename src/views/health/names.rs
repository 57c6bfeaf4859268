//! Kinds, fields and shapes that this version does not know, and all record kinds.

use leptos::prelude::*;
use sessionscope_queries::{NameKind, NamesAnswer, NamesQuestion, RoutineNames, UnknownNameRow};

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, Order, RowSet, Sort, format};
use crate::queries::ask;
use crate::state::AppState;

const UNKNOWN_COLUMNS: [Column; 4] = [
    Column::text("name", "Name", "w-name"),
    Column::text("what", "What", "w-text"),
    Column::text("since", "Since", "w-text")
        .hint("The earliest version of Claude Code whose logs have it."),
    Column::figures("count", "Records"),
];

const KNOWN_COLUMNS: [Column; 2] = [
    Column::text("name", "Name", "w-name"),
    Column::figures("count", "Records"),
];

/// What kinds of records are called.
const RECORD_KIND: &str = "record kind";

fn unknown_rows(names: Vec<UnknownNameRow>) -> RowSet {
    RowSet::new(ListRows {
        items: names,
        key: |name: &UnknownNameRow| format!("{}:{}", what(name.kind), name.name),
        cell: Box::new(|name, column| match column {
            "name" => Cell::text(name.name.clone()).title(name.name.clone()),
            "what" => Cell::text(what(name.kind)),
            "since" => Cell::text(name.since.as_deref().unwrap_or("not told")),
            _ => Cell::figure(format::grouped(name.records), name.records.to_string()),
        }),
        order: |name, column| match column {
            "name" => Order::text(&name.name),
            "what" => Order::text(what(name.kind)),
            "since" => name
                .since_rank
                .map_or(Order::Missing, |rank| Order::Number(rank.into())),
            _ => Order::Number(name.records as f64),
        },
    })
}

fn what(kind: NameKind) -> &'static str {
    match kind {
        NameKind::RecordKind => RECORD_KIND,
        NameKind::Field => "field",
        NameKind::Shape => "shape",
    }
}

fn kind_rows(kinds: Vec<(String, u64)>) -> RowSet {
    RowSet::new(ListRows {
        items: kinds,
        key: |(name, _): &(String, u64)| format!("{RECORD_KIND}:{name}"),
        cell: Box::new(|(name, records), column| match column {
            "name" => Cell::text(name.clone()).title(name.clone()),
            _ => Cell::figure(format::grouped(*records), records.to_string()),
        }),
        order: |(name, records), column| match column {
            "name" => Order::text(name),
            _ => Order::Number(*records as f64),
        },
    })
}

/// The tables of names.
#[component]
pub fn Names() -> impl IntoView {
    let state = expect_context::<AppState>();
    let names = ask(state, Signal::stored(NamesQuestion));
    let known = Memo::new(move |_| kind_rows(names.with(|names| names.kinds.clone())));
    view! {
        <div class="pair">
            <Unknown names=names />
            <TableCard
                title="Records by kind"
                name="record-types"
                columns=&KNOWN_COLUMNS
                sort=Sort::descending("count")
                rows=known
                empty="No record was read yet."
            />
        </div>
    }
}

/// What this version does not know: what may matter in a table, what records simply have since some
/// version of Claude Code folded below it.
#[component]
fn Unknown(names: Signal<NamesAnswer>) -> impl IntoView {
    let notable = Memo::new(move |_| unknown_rows(names.with(|names| names.unknown.clone())));
    view! {
        <TableCard
            title="Not known to this version"
            name="unknown"
            columns=&UNKNOWN_COLUMNS
            sort=Sort::descending("since")
            rows=notable
            empty="Every record kind and shape is known by name, and so is every field that matters."
        >
            <Routine names=names />
        </TableCard>
    }
}

/// Fields that every record of their kind has since a version, newest version first.
#[component]
fn Routine(names: Signal<NamesAnswer>) -> impl IntoView {
    let versions = Memo::new(move |_| names.with(|names| names.routine.clone()));
    move || {
        let fold = |RoutineNames { version, fields }: RoutineNames| {
            let count = format::count(fields.len() as u128, "field");
            let since = if version.is_empty() {
                "Of a version that is not told".to_owned()
            } else {
                format!("New in {version}")
            };
            let items = fields
                .into_iter()
                .map(|name| view! { <li><code>{name}</code></li> });
            view! {
                <details data-new-in=version>
                    <summary>{format!("{since}: {count} that all records of a kind have")}</summary>
                    <ul class="names">{items.collect_view()}</ul>
                </details>
            }
        };
        versions.get().into_iter().map(fold).collect_view()
    }
}

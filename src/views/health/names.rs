//! Kinds, fields and shapes that this version does not know, and all record kinds.

use leptos::prelude::*;
use sessionscope_engine::ledger::{Ledger, UnknownName, by_version};
use sessionscope_engine::order::sort_by;

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, Order, RowSet, Sort, format};
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

/// What the three tables of [`Ledger::unknown`] hold.
const WHATS: [&str; 3] = ["record kind", "field", "shape"];

struct Named {
    name: String,
    what: &'static str,
    since: Option<String>,
    records: u64,
}

impl Named {
    fn new(name: &str, what: &'static str, told: &UnknownName) -> Self {
        Self {
            name: name.to_owned(),
            what,
            since: told.first_version().map(str::to_owned),
            records: told.records,
        }
    }
}

fn rows(items: Vec<Named>) -> RowSet {
    // Versions are no texts: 2.1.9 is before 2.1.10.
    let mut versions: Vec<String> = items.iter().filter_map(|item| item.since.clone()).collect();
    sort_by(&mut versions, |one, two| by_version(one, two));
    versions.dedup();
    let items = items.into_iter().map(|named| {
        let since = named.since.as_ref();
        let rank = since.and_then(|since| versions.iter().position(|version| version == since));
        (named, rank)
    });
    RowSet::new(ListRows {
        items: items.collect(),
        key: |(named, _): &(Named, _)| format!("{}:{}", named.what, named.name),
        cell: Box::new(|(named, _), column| match column {
            "name" => Cell::text(named.name.clone()).title(named.name.clone()),
            "what" => Cell::text(named.what),
            "since" => Cell::text(named.since.as_deref().unwrap_or("not told")),
            _ => Cell::figure(format::grouped(named.records), named.records.to_string()),
        }),
        order: |(named, rank), column| match column {
            "name" => Order::text(&named.name),
            "what" => Order::text(named.what),
            "since" => rank.map_or(Order::Missing, |rank| Order::Number(rank as f64)),
            _ => Order::Number(named.records as f64),
        },
    })
}

fn unknown(ledger: &Ledger) -> impl Iterator<Item = (&String, &'static str, &UnknownName)> {
    let all = ledger.unknown.iter().zip(WHATS);
    all.flat_map(|(names, what)| names.iter().map(move |(name, told)| (name, what, told)))
}

/// The tables of names.
#[component]
pub fn Names() -> impl IntoView {
    let state = expect_context::<AppState>();
    let known = Memo::new(move |_| {
        state.ledger.with(|ledger| {
            let all = ledger.record_types.iter().map(|(name, count)| Named {
                name: name.clone(),
                what: "record kind",
                since: None,
                records: *count,
            });
            rows(all.collect())
        })
    });
    view! {
        <div class="pair">
            <Unknown />
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
fn Unknown() -> impl IntoView {
    let state = expect_context::<AppState>();
    let notable = Memo::new(move |_| {
        state.ledger.with(|ledger| {
            let notable = unknown(ledger).filter(|(.., told)| !told.is_routine());
            rows(
                notable
                    .map(|(name, what, told)| Named::new(name, what, told))
                    .collect(),
            )
        })
    });
    view! {
        <TableCard
            title="Not known to this version"
            name="unknown"
            columns=&UNKNOWN_COLUMNS
            sort=Sort::descending("since")
            rows=notable
            empty="Every record kind and shape is known by name, and so is every field that matters."
        >
            <Routine />
        </TableCard>
    }
}

/// Fields that every record of their kind has since a version, newest version first.
#[component]
fn Routine() -> impl IntoView {
    let state = expect_context::<AppState>();
    let versions = Memo::new(move |_| state.ledger.with(|ledger| routine(ledger)));
    move || {
        let fold = |(version, fields): (String, Vec<String>)| {
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

fn routine(ledger: &Ledger) -> Vec<(String, Vec<String>)> {
    let mut versions: Vec<(String, Vec<String>)> = Vec::new();
    for (name, _, told) in unknown(ledger).filter(|(.., told)| told.is_routine()) {
        let version = told.first_version().unwrap_or_default();
        match versions.iter_mut().find(|(known, _)| known == version) {
            Some((_, fields)) => fields.push(name.clone()),
            None => versions.push((version.to_owned(), Vec::from([name.clone()]))),
        }
    }
    sort_by(&mut versions, |(one, _), (two, _)| by_version(two, one));
    versions
}

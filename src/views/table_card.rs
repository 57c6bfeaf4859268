//! A card with one table, sorted as its reader likes.

use leptos::prelude::*;
use sessionscope_queries::Window;

use crate::parts::{Column, FIRST_ROWS, RowSet, Sort, Table};

/// A card with a table, or one sentence where the table would be empty.
#[component]
pub fn TableCard(
    /// Its heading.
    title: &'static str,
    /// The table's stable name.
    name: &'static str,
    /// The table's columns.
    columns: &'static [Column],
    /// Its order at first.
    sort: Sort,
    /// Follows its order, where rows come in it.
    #[prop(optional)]
    sorted: Option<RwSignal<Sort>>,
    /// Its rows.
    #[prop(into)]
    rows: Signal<RowSet>,
    /// Follows the rows in sight, where only those near them are there.
    #[prop(optional)]
    window: Option<RwSignal<Window>>,
    /// What is said where there are none.
    empty: &'static str,
    /// What stands beside the heading.
    #[prop(into, optional)]
    aside: Signal<String>,
    /// What stands below the table.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let sort = sorted.unwrap_or_else(|| RwSignal::new(sort));
    let window = window.unwrap_or_else(|| RwSignal::new(FIRST_ROWS));
    let is_empty = Memo::new(move |_| rows.with(|rows| rows.count() == 0));
    view! {
        <section class="card" aria-label=title>
            <div class="card-head">
                <h2>{title}</h2>
                <span class="aside num">{move || aside.get()}</span>
            </div>
            <Show
                when=move || !is_empty.get()
                fallback=move || view! { <p class="card-body muted">{empty}</p> }
            >
                <Table
                    name=name
                    caption=title
                    columns=Signal::stored(columns.to_vec())
                    rows=rows
                    sort=sort
                    on_sort=move |next| sort.set(next)
                    window=window
                />
            </Show>
            {children.map(|children| view! { <div class="card-foot">{children()}</div> })}
        </section>
    }
}

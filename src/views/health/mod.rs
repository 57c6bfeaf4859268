//! Health: what the engine did, truthfully, and what it could not make sense of.

mod cross_check;
mod engine;
mod files;
mod folders;
mod ids;
mod lines;
mod names;
mod reconcile;
mod storage;
mod warnings;

use leptos::prelude::*;

use super::table_card::TableCard;
use crate::parts::{Cell, Order, Rows};

/// The view at `#/health`.
#[component]
pub fn Health() -> impl IntoView {
    view! {
        <div class="view-head">
            <h1>"Health"</h1>
            <p class="muted">"What was read and how, what could not be read, and how the totals came about."</p>
        </div>
        <div class="health">
            <warnings::Warnings />
            <engine::Reading />
            <reconcile::Reconciled />
            <cross_check::CrossChecked />
            <ids::RepeatedIds />
            <engine::Refused />
            <folders::Folders />
            <lines::Malformed />
            <files::Files />
            <names::Names />
            <engine::Workers />
            <storage::Storage />
            <engine::Slow />
        </div>
    }
}

/// Rows of one kind of thing, kept as they are.
struct ListRows<T: Send + Sync + 'static> {
    items: Vec<T>,
    key: fn(&T) -> String,
    cell: CellOf<T>,
    order: fn(&T, &'static str) -> Order,
}

/// Makes the cell of a column.
type CellOf<T> = Box<dyn Fn(&T, &'static str) -> Cell + Send + Sync>;

impl<T: Send + Sync + 'static> Rows for ListRows<T> {
    fn count(&self) -> usize {
        self.items.len()
    }

    fn key(&self, row: usize) -> String {
        self.items.get(row).map_or_else(String::new, self.key)
    }

    fn cell(&self, row: usize, column: &'static str) -> Cell {
        let item = self.items.get(row);
        item.map_or_else(Default::default, |item| (self.cell)(item, column))
    }

    fn order(&self, row: usize, column: &'static str) -> Order {
        let item = self.items.get(row);
        item.map_or(Order::Missing, |item| (self.order)(item, column))
    }
}

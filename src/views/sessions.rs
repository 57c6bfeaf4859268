//! Every session.

use leptos::prelude::*;
use sessionscope_engine::report::GroupBy;

use super::group_rows::{column, name_column};
use super::projects::GroupView;
use crate::parts::{Column, Sort};

/// The columns, in order.
pub fn columns() -> Vec<Column> {
    let ids = [
        // Seen in a narrow window as well.
        "cost_usd",
        "last",
        "project",
        "duration",
        "total_tokens",
        "input_tokens",
        "output_tokens",
        "cache_read_tokens",
        "prompts",
        "tool_calls",
        "tool_errors",
        "subagents",
        "branch",
        "version",
    ];
    let named = std::iter::once(name_column(GroupBy::Session));
    named.chain(ids.into_iter().map(column)).collect()
}

/// The view at `#/sessions`.
#[component]
pub fn Sessions() -> impl IntoView {
    view! {
        <GroupView
            by=GroupBy::Session
            title="Sessions"
            table="sessions"
            columns=columns
            default=Sort::descending("last")
        />
    }
}

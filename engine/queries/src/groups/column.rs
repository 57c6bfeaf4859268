//! The columns of a table of groups, and by what each is sorted.

use sessionscope_accounts::ledger::{Ledger, SessionRow};
use sessionscope_accounts::report::{Group, GroupId, Sums};

use super::row::{duration_ms, label_of, session_of};
use crate::label::project_label;
use crate::order::Order;

/// The column of names: what a row is.
pub const NAME_COLUMN: &str = "name";

/// The whole figure of sums that stands in a column, if it is one of those.
pub fn whole_figure(column: &str) -> Option<fn(&Sums) -> u128> {
    Some(match column {
        "total_tokens" => |sums| sums.tokens.sum(),
        "input_tokens" => |sums| sums.tokens.input,
        "output_tokens" => |sums| sums.tokens.output,
        "cache_creation_tokens" => |sums| sums.tokens.cache_creation(),
        "cache_creation_5m_tokens" => |sums| sums.tokens.cache_write_5m,
        "cache_creation_1h_tokens" => |sums| sums.tokens.cache_write_1h,
        "cache_read_tokens" => |sums| sums.tokens.cache_read,
        "responses" => |sums| sums.responses.into(),
        "messages_user" => |sums| sums.messages_user.into(),
        "prompts" => |sums| sums.prompts.into(),
        "messages_assistant" => |sums| sums.messages_assistant.into(),
        "tool_calls" => |sums| sums.tool_calls.into(),
        "tool_errors" => |sums| sums.tool_errors.into(),
        "output_suspect" => |sums| sums.suspect_responses.into(),
        _ => return None,
    })
}

/// How a column is sorted. It is looked up once for all rows.
#[derive(Clone, Copy)]
pub enum SortColumn {
    Name,
    Whole(fn(&Sums) -> u128),
    Number(fn(&Group) -> Option<f64>),
    Count(fn(&SessionRow) -> u64),
    Text(fn(&Ledger, &SessionRow) -> Option<String>),
    Unknown,
}

impl SortColumn {
    /// The column of a stable name.
    pub fn of(name: &str) -> Self {
        if let Some(figure) = whole_figure(name) {
            return Self::Whole(figure);
        }
        match name {
            NAME_COLUMN => Self::Name,
            "cost_usd" => Self::Number(|group| Some(group.sums.cost.usd())),
            "cache_saved_usd" => Self::Number(|group| Some(group.sums.cache_saved.usd())),
            "cache_hit_rate" => Self::Number(|group| group.sums.cache_hit_rate()),
            "error_rate" => Self::Number(|group| group.sums.error_rate()),
            "first" => Self::Number(|group| group.first.map(|at| at.0 as f64)),
            "last" => Self::Number(|group| group.last.map(|at| at.0 as f64)),
            "duration" => Self::Number(|group| duration_ms(group).map(|span| span as f64)),
            "sessions" => Self::Number(|group| Some(group.sessions as f64)),
            "subagents" => Self::Number(|group| Some(group.subagents as f64)),
            "compactions" => Self::Count(|session| session.compactions),
            "api_errors" => Self::Count(|session| session.api_errors),
            "interruptions" => Self::Count(|session| session.interruptions),
            "project" => Self::Text(|ledger, session| Some(project_label(ledger, session.project))),
            "session_id" => Self::Text(|_, session| Some(session.name.clone())),
            "branch" => Self::Text(|_, session| Some(session.branches.last()?.to_string())),
            "version" => Self::Text(|_, session| Some(session.last_version.as_ref()?.to_string())),
            _ => Self::Unknown,
        }
    }

    /// The number of a group in this column, if it has one there.
    pub fn number(self, ledger: &Ledger, group: &Group) -> Option<f64> {
        match self {
            Self::Whole(figure) => Some(figure(&group.sums) as f64),
            Self::Number(figure) => figure(group),
            Self::Count(count) => session_of(ledger, group.of).map(|row| count(row) as f64),
            Self::Name | Self::Text(_) | Self::Unknown => None,
        }
    }

    /// By what a group is sorted in this column.
    pub fn order(self, ledger: &Ledger, group: &Group) -> Order {
        match self {
            Self::Name => name_order(ledger, group.of),
            Self::Text(text) => {
                let text = session_of(ledger, group.of).and_then(|row| text(ledger, row));
                text.map_or(Order::Missing, |text| Order::text(&text))
            }
            _ => {
                let number = self.number(ledger, group);
                number.map_or(Order::Missing, Order::Number)
            }
        }
    }
}

fn name_order(ledger: &Ledger, of: GroupId) -> Order {
    match of {
        GroupId::Day(day) | GroupId::Week(day) | GroupId::Month(day) => {
            Order::Number(f64::from(day.0))
        }
        GroupId::Block(start) => Order::Number(start.0 as f64),
        GroupId::NoTime => Order::Missing,
        GroupId::Project(_) | GroupId::Session(_) | GroupId::Model(_) | GroupId::Tool(_) => {
            Order::text(&label_of(ledger, of))
        }
    }
}

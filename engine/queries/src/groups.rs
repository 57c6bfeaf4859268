//! Rows that belong together: sessions, projects, models, tools, days, weeks, months, blocks.

mod column;
mod kept;
mod matches;
mod row;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::report::GroupBy;

pub use column::{NAME_COLUMN, whole_figure};
pub use kept::GroupsLive;
pub use row::{GroupFigures, GroupRow, GroupSubject};

use crate::basis::Basis;
use crate::order::OrderBy;
use crate::question::Question;
use crate::scope::Scope;

/// Which groups are there, in which order, and what does each come to?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupsQuestion {
    /// Of which rows.
    pub scope: Scope,
    /// What they are grouped by.
    pub by: GroupBy,
    /// Only groups with this text in their names, in whatever case; empty for all.
    pub text: String,
    /// Of these only so many, those that cost most.
    pub dearest: Option<usize>,
    /// By what they are sorted.
    pub order: OrderBy,
    /// Which of them are wanted; `None` for all.
    pub window: Option<Window>,
    /// Columns whose longest figures are wanted where the window does not hold all rows.
    pub measured: Vec<String>,
}

/// Rows that follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The place of the first of them.
    pub from: usize,
    /// How many they are.
    pub count: usize,
}

/// Groups in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupsAnswer {
    /// How many there are; `None` until that is known.
    pub count: Option<usize>,
    /// The place of the first of `rows`.
    pub from: usize,
    /// Those of the window.
    pub rows: Vec<GroupRow>,
    /// All of them together.
    pub total: GroupFigures,
    /// Figures among which are the longest of each measured column.
    pub longest: Vec<GroupFigures>,
}

impl Question for GroupsQuestion {
    type Answer = GroupsAnswer;
    type Live = GroupsLive;

    fn answer(&self, live: &mut GroupsLive, basis: &mut Basis<'_>) -> GroupsAnswer {
        live.answer(self, basis)
    }
}

#[cfg(test)]
mod tests;

//! Figures that the page asks for, and is told again whenever they change.

use std::fmt;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::ledger::{Ledger, Revision};
use sessionscope_accounts::report::{
    DailyRollup, Filter, Group, GroupBy, GroupQuery, LiveQuery, Subagents, Sums, Totals,
    TotalsQuery,
};
use sessionscope_log::time::{Day, Instant, Zone};

use crate::effect::Effect;
use crate::runtime::Runtime;

/// A question that a view on screen asks. The page gives out the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QueryId(pub u64);

/// Which state of the figures an answer is of. A later one has a greater number.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct AnswerRevision(pub u64);

/// A question about figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Of which rows.
    pub scope: Scope,
    /// What of them.
    pub question: Question,
}

/// What is asked of some rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// The totals.
    Totals,
    /// The sums of each group.
    Groups(GroupBy),
}

/// Rows that are asked for, by names that stay the same while the ledger's rows are numbered anew.
/// Empty lists ask for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Zone of days.
    pub zone: Zone,
    /// First day of a week, 0 for Monday to 6 for Sunday.
    pub week_start: u8,
    /// First day, in the zone.
    pub from: Option<Day>,
    /// Last day, in the zone.
    pub to: Option<Day>,
    /// Keys of projects.
    pub projects: Vec<String>,
    /// Names of models.
    pub models: Vec<String>,
    /// Keys of sessions.
    pub sessions: Vec<String>,
    /// Sessions that were on this branch.
    pub branch: Option<String>,
    /// Rows of subagents.
    pub subagents: Subagents,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The totals.
    Totals(Box<Totals>),
    /// The sums of each group.
    Groups(Vec<GroupRow>),
}

/// The sums of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    /// What it is of, by a key that stays the same.
    pub key: String,
    /// Figures.
    pub sums: Sums,
    /// Sessions in it.
    pub sessions: u64,
    /// Subagent files in it; only by project and session.
    pub subagents: u64,
    /// Earliest time.
    pub first: Option<Instant>,
    /// Latest time.
    pub last: Option<Instant>,
}

impl Scope {
    /// The same by the numbers of one ledger's rows. Of names that it does not have there are none.
    pub fn filter(&self, ledger: &Ledger) -> Filter {
        Filter {
            zone: self.zone.clone(),
            week_start: self.week_start,
            from: self.from,
            to: self.to,
            projects: numbers(&self.projects, ledger.projects.len(), |row| {
                ledger.project_key(row)
            }),
            models: numbers(&self.models, ledger.models.len(), |row| {
                let model = ledger.models.get(row as usize);
                model.map(|model| model.name.clone()).unwrap_or_default()
            }),
            sessions: numbers(&self.sessions, ledger.sessions.len(), |row| {
                ledger.session_key(row)
            }),
            branch: self.branch.clone(),
            subagents: self.subagents,
        }
    }
}

/// The numbers of rows of these names. A name that no row has stays one that no row has.
fn numbers(names: &[String], count: usize, name: impl Fn(u32) -> String) -> Vec<u32> {
    let rows = (0..).take(if names.is_empty() { 0 } else { count });
    let mut numbers: Vec<u32> = rows.filter(|row| names.contains(&name(*row))).collect();
    if numbers.is_empty() && !names.is_empty() {
        numbers.push(u32::MAX);
    }
    numbers
}

/// A question that is asked, and what keeps its answer right as the ledger grows.
pub(crate) struct Subscription {
    query: Query,
    totals: LiveQuery<TotalsQuery>,
    groups: LiveQuery<GroupQuery>,
    answered: Option<Answer>,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Subscription").field(&self.query).finish()
    }
}

impl Subscription {
    fn new(query: Query) -> Self {
        Self {
            query,
            totals: LiveQuery::default(),
            groups: LiveQuery::default(),
            answered: None,
        }
    }

    /// The answer of a revision, if it is not the last one.
    fn changed(&mut self, revision: &Revision, rollup: &mut DailyRollup) -> Option<Answer> {
        let filter = self.query.scope.filter(revision);
        let answer = match self.query.question {
            Question::Totals => {
                let totals = self.totals.answer(revision, rollup, &filter, ());
                Answer::Totals(Box::new(totals))
            }
            Question::Groups(by) => {
                let groups = self.groups.answer(revision, rollup, &filter, by);
                Answer::Groups(groups.iter().map(|group| row(revision, group)).collect())
            }
        };
        let is_new = self.answered.as_ref() != Some(&answer);
        is_new.then(|| self.answered.insert(answer).clone())
    }
}

fn row(ledger: &Ledger, group: &Group) -> GroupRow {
    GroupRow {
        key: group.of.key(ledger),
        sums: group.sums.clone(),
        sessions: group.sessions,
        subagents: group.subagents,
        first: group.first,
        last: group.last,
    }
}

impl Runtime {
    /// A view asks something; it is answered now, and whenever the answer changes.
    pub(crate) fn subscribe(&mut self, id: QueryId, query: Query) {
        self.queries.insert(id, Subscription::new(query));
        self.publish();
    }

    /// Nobody asks that any more.
    pub(crate) fn unsubscribe(&mut self, id: QueryId) {
        self.queries.remove(&id);
    }

    /// Answers the questions whose answers have changed. While figures are not settled, the last
    /// answers stay.
    pub(crate) fn publish(&mut self) {
        let revision = self.revision;
        if self.accounts.is_stale() {
            return;
        }
        for (id, live) in &mut self.queries {
            if let Some(answer) = live.changed(&self.accounts.revision, &mut self.rollup) {
                self.effects.push(Effect::Publish(*id, revision, answer));
            }
        }
    }
}

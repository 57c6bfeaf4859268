//! What is kept of groups from one answer to the next: another window costs only its rows, another order only
//! the sorting.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use sessionscope_accounts::ledger::{Ledger, Revision};
use sessionscope_accounts::order::sort_by;
use sessionscope_accounts::report::{Group, GroupBy, GroupQuery, LiveQuery, Sums, TotalsQuery};

use super::column::SortColumn;
use super::matches::matches;
use super::row::{GroupFigures, GroupRow};
use super::{GroupsAnswer, GroupsQuestion};
use crate::basis::Basis;
use crate::ends::ends_of_magnitudes;
use crate::link::SessionLinks;
use crate::order::{Order, OrderBy, ordered};
use crate::scope::Scope;

/// Costs of up to so many rows are compared by eye.
const SHARES_MAX: usize = 400;

/// What is kept from one answer to the next.
#[derive(Default)]
pub struct GroupsLive {
    groups: LiveQuery<GroupQuery>,
    totals: LiveQuery<TotalsQuery>,
    links: SessionLinks,
    list: Option<GroupList>,
}

impl fmt::Debug for GroupsLive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupsLive").finish_non_exhaustive()
    }
}

impl GroupsLive {
    pub(super) fn answer(
        &mut self,
        question: &GroupsQuestion,
        basis: &mut Basis<'_>,
    ) -> GroupsAnswer {
        let kept = self.list.take();
        let kept = kept.filter(|list| list.is_for(question, basis.revision));
        let mut list = kept.unwrap_or_else(|| self.list(question, basis));
        let answer = list.answer(question, basis.revision, &mut self.links);
        self.list = Some(list);
        answer
    }

    fn list(&mut self, question: &GroupsQuestion, basis: &mut Basis<'_>) -> GroupList {
        let GroupsQuestion { scope, by, .. } = question;
        let (revision, rollup) = (basis.revision, &mut *basis.rollup);
        let filter = scope.filter(revision);
        let groups = self.groups.answer(revision, rollup, &filter, *by);
        let sessions = match by {
            // A session may be in several of these, and others in none.
            GroupBy::Block | GroupBy::Model | GroupBy::Tool => None,
            GroupBy::Project | GroupBy::Session => Some(SessionCount::OfGroups),
            GroupBy::Day | GroupBy::Week | GroupBy::Month => {
                let totals = self.totals.answer(revision, rollup, &filter, ());
                Some(SessionCount::Of(totals.sessions))
            }
        };
        GroupList {
            revision: revision.number(),
            scope: scope.clone(),
            by: *by,
            groups,
            sessions,
            choice: None,
        }
    }
}

/// How sessions of all groups are counted.
#[derive(Clone, Copy)]
enum SessionCount {
    /// There are so many, whatever the groups have.
    Of(u64),
    /// Each is in one group.
    OfGroups,
}

/// All groups of one revision.
struct GroupList {
    revision: u64,
    scope: Scope,
    by: GroupBy,
    groups: Arc<Vec<Group>>,
    sessions: Option<SessionCount>,
    choice: Option<Choice>,
}

/// Those of the groups that a question is about.
struct Choice {
    text: String,
    dearest: Option<usize>,
    /// Their numbers, as they are listed.
    numbers: Vec<usize>,
    total: GroupFigures,
    largest_usd: Option<f64>,
    order: Option<(OrderBy, Vec<usize>)>,
    longest: Option<(Vec<String>, Vec<GroupFigures>)>,
}

impl GroupList {
    fn is_for(&self, question: &GroupsQuestion, revision: &Revision) -> bool {
        self.revision == revision.number() && self.by == question.by && self.scope == question.scope
    }

    fn answer(
        &mut self,
        question: &GroupsQuestion,
        revision: &Revision,
        links: &mut SessionLinks,
    ) -> GroupsAnswer {
        let kept = self.choice.take();
        let kept = kept
            .filter(|choice| choice.text == question.text && choice.dearest == question.dearest);
        let choice = kept.unwrap_or_else(|| self.choice(question, revision));
        let choice = self.choice.insert(choice);
        let count = choice.numbers.len();
        let window = question.window.map_or(0..count, |window| {
            let from = window.from.min(count);
            from..window.from.saturating_add(window.count).min(count)
        });
        let longest = if window.len() < count {
            choice.longest(&self.groups, revision, &question.measured)
        } else {
            Vec::new()
        };
        let largest_usd = choice.largest_usd;
        let order = choice.order(&self.groups, revision, &question.order);
        let numbers = order.get(window.clone()).unwrap_or_default().iter();
        let groups = numbers.filter_map(|&number| self.groups.get(number));
        GroupsAnswer {
            count: Some(count),
            from: window.start,
            rows: groups
                .map(|group| GroupRow::new(revision, links, group, largest_usd))
                .collect(),
            total: choice.total.clone(),
            longest,
        }
    }

    fn choice(&self, question: &GroupsQuestion, ledger: &Ledger) -> Choice {
        let text = question.text.to_lowercase();
        let groups = self.groups.iter().zip(0..);
        let mut numbers: Vec<usize> = groups
            .filter(|(group, _)| text.is_empty() || matches(ledger, group.of, &text))
            .map(|(_, number)| number)
            .collect();
        if let Some(count) = question.dearest {
            let cost = |number: &usize| self.groups.get(*number).map(|group| group.sums.cost);
            sort_by(&mut numbers, |a, b| cost(b).cmp(&cost(a)));
            numbers.truncate(count);
        }
        let chosen = || numbers.iter().filter_map(|&number| self.groups.get(number));
        let are_compared = numbers.len() > 1 && numbers.len() <= SHARES_MAX;
        let largest = chosen().map(|group| group.sums.cost.usd());
        let largest = largest.fold(0.0, f64::max);
        Choice {
            text: question.text.clone(),
            dearest: question.dearest,
            total: total(&mut chosen(), self.sessions),
            largest_usd: (are_compared && largest > 0.0).then_some(largest),
            numbers,
            order: None,
            longest: None,
        }
    }
}

/// All groups together. Not the totals of the scope: blocks leave out what has no time.
fn total(groups: &mut dyn Iterator<Item = &Group>, sessions: Option<SessionCount>) -> GroupFigures {
    let (mut sums, mut of_groups, mut subagents) = (Sums::default(), 0, 0);
    for group in groups {
        sums += &group.sums;
        of_groups += group.sessions;
        subagents += group.subagents;
    }
    GroupFigures {
        sessions: sessions.map(|count| match count {
            SessionCount::Of(count) => count,
            SessionCount::OfGroups => of_groups,
        }),
        subagents,
        ..GroupFigures::of_sums(sums)
    }
}

impl Choice {
    /// The numbers of the groups in an order.
    fn order(&mut self, groups: &[Group], ledger: &Ledger, by: &OrderBy) -> &[usize] {
        let kept = self.order.take().filter(|(kept, _)| kept == by);
        let order = kept.unwrap_or_else(|| {
            let column = SortColumn::of(&by.column);
            let keys = self.numbers.iter().map(|&number| {
                let group = groups.get(number);
                group.map_or(Order::Missing, |group| column.order(ledger, group))
            });
            let places = ordered(&keys.collect::<Vec<_>>(), by.descending);
            let numbers = places.into_iter();
            let numbers = numbers.filter_map(|place| self.numbers.get(place).copied());
            (by.clone(), numbers.collect())
        });
        &self.order.insert(order).1
    }

    /// Figures among which are the longest of each column.
    fn longest(
        &mut self,
        groups: &[Group],
        ledger: &Ledger,
        columns: &[String],
    ) -> Vec<GroupFigures> {
        let kept = self.longest.take().filter(|(kept, _)| kept == columns);
        let longest = kept.unwrap_or_else(|| {
            let mut ends = BTreeSet::new();
            for column in columns {
                let column = SortColumn::of(column);
                let mut numbers = self.numbers.iter().map(|&number| {
                    let group = groups.get(number);
                    group.and_then(|group| column.number(ledger, group))
                });
                ends.extend(ends_of_magnitudes(&mut numbers));
            }
            let ends = ends.into_iter();
            let ends = ends.filter_map(|place| groups.get(*self.numbers.get(place)?));
            let figures = ends.map(|group| GroupFigures::of(ledger, group));
            (columns.to_vec(), figures.collect())
        });
        self.longest.insert(longest).1.clone()
    }
}

//! How full the context was at each message of the model.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::accounts::Item;
use sessionscope_accounts::order::sort_by;
use sessionscope_accounts::report::Filter;
use sessionscope_log::time::Day;

use super::{Glance, SessionSurvey};
use crate::basis::Basis;
use crate::counted::CountedLive;
use crate::question::{Lookup, Question};
use crate::scope::Scope;

/// How full was the context of a session at each message of the model?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextQuestion {
    /// The session.
    pub of: Arc<SessionSurvey>,
    /// Which rows of it.
    pub scope: Scope,
}

/// How full the context was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContextAnswer {
    /// Tokens that the model was given with each of its responses, in the order of time.
    pub given: Vec<f64>,
    /// Where there are both the session's own and subagents', its own until then.
    pub own: Option<Vec<f64>>,
    /// Where the context was compacted, 0 to 1 of the way.
    pub compactions: Vec<f64>,
    /// The most that was given.
    pub most: f64,
    /// What was given last.
    pub last: f64,
}

impl Question for ContextQuestion {
    type Answer = Lookup<ContextAnswer>;
    type Live = CountedLive;

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, live: &mut CountedLive, basis: &mut Basis<'_>) -> Self::Answer {
        self.of.told(live, basis, |glance, basis| {
            glance.context(&self.scope.filter(basis.revision))
        })
    }
}

impl Glance<'_> {
    /// Responses that are billed inside another are part of it.
    fn context(&self, filter: &Filter) -> ContextAnswer {
        let bills = self.counted.account.bills.iter();
        let bills = bills.filter(|item| item.extra.is_none() && holds(filter, item));
        let mut bills: Vec<&Item> = bills.collect();
        sort_by(&mut bills, |a, b| a.time.cmp(&b.time));
        let given_of = |item: &Item| item.tokens.prompt() as f64;
        let given: Vec<f64> = bills.iter().map(|item| given_of(item)).collect();
        let has_agents = bills.iter().any(|item| item.subagent);
        let has_own = bills.iter().any(|item| !item.subagent);
        let own = bills.iter().scan(0.0, |own, item| {
            if !item.subagent {
                *own = given_of(item);
            }
            Some(*own)
        });
        let own = (has_agents && has_own).then(|| own.collect());
        let compactions = self.survey.compactions.iter().filter(|compaction| {
            let day = compaction.time.map(|time| filter.zone.day(time));
            is_within(filter, day)
        });
        let compactions = compactions.map(|compaction| {
            let before = bills.iter().filter(|item| item.time < compaction.time);
            before.count() as f64 / bills.len().max(1) as f64
        });
        ContextAnswer {
            compactions: compactions.collect(),
            own,
            most: given.iter().copied().fold(0.0, f64::max),
            last: given.last().copied().unwrap_or(0.0),
            given,
        }
    }
}

fn holds(filter: &Filter, item: &Item) -> bool {
    let day = item.time.map(|time| filter.zone.day(time));
    filter.subagents.holds(item.subagent)
        && (filter.models.is_empty() || filter.models.contains(&item.model))
        && is_within(filter, day)
}

/// Whether a day is one of the filter's; what has none is of no range.
fn is_within(filter: &Filter, day: Option<Day>) -> bool {
    match day {
        Some(day) => {
            filter.from.is_none_or(|from| day >= from) && filter.to.is_none_or(|to| day <= to)
        }
        None => filter.from.is_none() && filter.to.is_none(),
    }
}

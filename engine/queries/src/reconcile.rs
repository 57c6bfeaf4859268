//! How the totals came about, and what tools with other rules would say.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::reconcile::Reconcile;
use sessionscope_accounts::report::{Filter, LiveQuery, TotalsQuery};
use sessionscope_log::tokens::WideTokens;

use crate::basis::Basis;
use crate::question::Question;

/// How did the totals come about, and what would tools with other rules say?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileQuestion;

/// How the totals came about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReconcileAnswer {
    /// From lines to responses.
    pub ladder: Reconcile,
    /// What comes out by each rule, ours first.
    pub rules: Vec<RuleRow>,
}

/// A rule by which responses can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CountingRule {
    /// Each response once.
    Ours,
    /// Every usage record.
    EveryLine,
    /// The first record of each pair of message and request ids.
    FirstWins,
    /// The largest record of each pair of message and request ids.
    MaxWins,
}

/// What comes out by a rule.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleRow {
    /// The rule.
    pub rule: CountingRule,
    /// What comes out.
    pub tokens: WideTokens,
    /// How many times our tokens that is; `None` for ours, and where ours are none.
    pub times_ours: Option<f64>,
}

impl Question for ReconcileQuestion {
    type Answer = ReconcileAnswer;
    type Live = LiveQuery<TotalsQuery>;

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> ReconcileAnswer {
        let ladder = basis.revision.reconcile;
        let totals = live.answer(basis.revision, basis.rollup, &Filter::default(), ());
        ReconcileAnswer {
            ladder,
            rules: rules(&ladder, totals.sums.tokens),
        }
    }
}

fn rules(told: &Reconcile, ours: WideTokens) -> Vec<RuleRow> {
    let all = [
        (CountingRule::Ours, ours),
        (CountingRule::EveryLine, told.every_line),
        (CountingRule::FirstWins, told.first_wins),
        (CountingRule::MaxWins, told.max_wins_id_request),
    ];
    let sum = ours.sum();
    let rows = all.map(|(rule, tokens)| RuleRow {
        rule,
        tokens,
        times_ours: (rule != CountingRule::Ours && sum > 0)
            .then(|| tokens.sum() as f64 / sum as f64),
    });
    rows.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_rules_are_told_as_multiples_of_ours() {
        let input = |input| WideTokens {
            input,
            ..WideTokens::default()
        };
        let told = Reconcile {
            every_line: input(300),
            first_wins: input(50),
            ..Reconcile::default()
        };
        let times = |ours| {
            let rows = rules(&told, input(ours));
            rows.iter().map(|row| row.times_ours).collect::<Vec<_>>()
        };
        assert_eq!(times(100), [None, Some(3.0), Some(0.5), Some(0.0)]);
        assert_eq!(times(0), [None; 4]);
    }
}

//! Our cost of sessions beside the one that Claude Code told.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::money::Cost;
use sessionscope_accounts::report::{Reason, cross_checks};

use crate::basis::Basis;
use crate::label::session_label;
use crate::link::SessionLinks;
use crate::question::Question;

/// Of which sessions did Claude Code tell the cost, and what do we say?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossChecksQuestion;

/// A session of which Claude Code told the cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossCheckRow {
    /// Its key.
    pub key: String,
    /// What its address calls it.
    pub link: String,
    /// What it is called.
    pub label: String,
    /// What we say, subagents included.
    pub ours: Cost,
    /// Ours is at least this.
    pub at_least: bool,
    /// What Claude Code said.
    pub theirs: Cost,
    /// Ours less theirs, in 10^-12 USD.
    pub difference_pico_usd: i128,
    /// Why they differ, as far as that can be told.
    pub reasons: Vec<Reason>,
}

impl Question for CrossChecksQuestion {
    type Answer = Vec<CrossCheckRow>;
    type Live = SessionLinks;

    fn answer(&self, links: &mut SessionLinks, basis: &mut Basis<'_>) -> Self::Answer {
        let checks = cross_checks(basis.revision).into_iter();
        let rows = checks.map(|check| CrossCheckRow {
            key: basis.revision.session_key(check.session),
            link: links.link(basis.revision, check.session),
            label: session_label(basis.revision, check.session),
            difference_pico_usd: difference(check.ours, check.theirs),
            ours: check.ours,
            at_least: check.at_least,
            theirs: check.theirs,
            reasons: check.reasons,
        });
        rows.collect()
    }
}

fn difference(ours: Cost, theirs: Cost) -> i128 {
    let pico = |cost: Cost| i128::try_from(cost.0).unwrap_or(i128::MAX);
    pico(ours).saturating_sub(pico(theirs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{answer, project, session};
    use sessionscope_accounts::digest::CostState;
    use sessionscope_accounts::ledger::{Ledger, SessionRow};

    #[test]
    fn sessions_are_named_and_the_difference_has_a_sign() {
        let told = SessionRow {
            title: Some("Fix  the\nparser".to_owned()),
            cost_state: Some(Box::new(CostState {
                pico_usd: Some(7),
                ..CostState::default()
            })),
            ..session(0, "one")
        };
        let ledger = Ledger {
            projects: vec![project("p")],
            sessions: vec![told, session(0, "two")].into(),
            ..Ledger::default()
        };
        let rows = answer(&CrossChecksQuestion, &ledger);
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (rows[0].key.as_str(), rows[0].link.as_str()),
            ("p/one", "one")
        );
        assert_eq!(rows[0].label, "Fix the parser");
        assert_eq!(rows[0].difference_pico_usd, -7);
    }
}

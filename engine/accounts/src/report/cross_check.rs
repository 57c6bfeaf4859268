//! Our cost of a session beside Claude Code's own, and why they differ where that can be told.
//!
//! Claude Code keeps a total of its own (`cost-state`), from what the API answered, at the prices of
//! its release. It sees requests that it never logs; we see copies, other prices and what was
//! written after its last word.

use serde::{Deserialize, Serialize};

use super::Sums;
use crate::ledger::{Ledger, SessionRow};
use crate::money::Cost;
use crate::order::sort_by;

/// A session of which Claude Code told the cost.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossCheck {
    /// The session.
    pub session: u32,
    /// What we say, subagents included.
    pub ours: Cost,
    /// Ours is at least this.
    pub at_least: bool,
    /// What Claude Code said.
    pub theirs: Cost,
    /// By model, in the order of names.
    pub models: Vec<Compared>,
    /// Why they differ, as far as that can be told, each once; empty where they do not.
    pub reasons: Vec<Reason>,
}

/// A model's figures: ours, then theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The model without endings such as `[1m]`.
    pub name: String,
    /// Costs.
    pub cost: [Cost; 2],
    /// Input, output, cache writes, cache reads.
    pub tokens: [[u128; 4]; 2],
}

/// Why Claude Code's total and ours differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// They used models that the log does not have: small requests that are not logged.
    ModelsNotLogged,
    /// They counted more tokens of a model that the log has.
    RequestsNotLogged,
    /// Some output in the log is a placeholder.
    OutputNotLogged,
    /// The log has more than they counted: it went on after their last word, or their count began anew.
    LoggedBeyond,
    /// The session shares messages with others, and each is counted once.
    SharedHistory,
    /// The same tokens at other prices.
    OtherPrices,
    /// We know no price for a model.
    NoPrice,
}

impl Reason {
    /// A stable name for exports and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::ModelsNotLogged => "models-not-logged",
            Self::RequestsNotLogged => "requests-not-logged",
            Self::OutputNotLogged => "output-not-logged",
            Self::LoggedBeyond => "logged-beyond",
            Self::SharedHistory => "shared-history",
            Self::OtherPrices => "other-prices",
            Self::NoPrice => "no-price",
        }
    }
}

/// All sessions of which Claude Code told the cost.
pub fn cross_checks(ledger: &Ledger) -> Vec<CrossCheck> {
    let told = (0_u32..).zip(&ledger.sessions);
    let told: Vec<u32> = told
        .filter(|(_, row)| row.cost_state.is_some())
        .map(|(session, _)| session)
        .collect();
    // By session and model; a session has few models.
    let mut ours: Vec<Vec<(u32, Sums)>> = told.iter().map(|_| Vec::new()).collect();
    for cell in &ledger.responses {
        let at = told.binary_search(&cell.session);
        let Some(models) = at.ok().and_then(|at| ours.get_mut(at)) else {
            continue;
        };
        let known = models.iter().position(|(model, _)| *model == cell.model);
        let at = known.unwrap_or(models.len());
        if known.is_none() {
            models.push((cell.model, Sums::default()));
        }
        if let Some((_, sums)) = models.get_mut(at) {
            sums.add_responses(ledger, cell);
        }
    }
    let checks = told.into_iter().zip(&ours).filter_map(|(session, ours)| {
        let row = ledger.sessions.get(session as usize)?;
        let named = ours.iter().filter_map(|(model, sums)| {
            let model = ledger.models.get(*model as usize)?;
            Some((model.name.as_str(), sums))
        });
        cross_check(session, row, named.collect())
    });
    checks.collect()
}

fn cross_check(session: u32, row: &SessionRow, ours: Vec<(&str, &Sums)>) -> Option<CrossCheck> {
    let state = row.cost_state.as_deref()?;
    let theirs = state.pico_usd?;
    let mut models: Vec<Compared> = Vec::new();
    let (mut at_least, mut is_suspect) = (false, false);
    let mut cost = Cost(0);
    for (name, sums) in ours {
        at_least |= sums.lower_bound;
        is_suspect |= sums.suspect_responses > 0;
        cost += sums.cost;
        let tokens = &sums.tokens;
        let of = [
            tokens.input,
            tokens.output,
            tokens.cache_creation(),
            tokens.cache_read,
        ];
        // Claude Code's own texts are no model.
        if of.iter().any(|&tokens| tokens > 0) {
            add(&mut models, name, 0, sums.cost, of);
        }
    }
    for model in &state.models {
        let of = [
            model.input,
            model.output,
            model.cache_write,
            model.cache_read,
        ];
        let of = of.map(u128::from);
        add(&mut models, &model.name, 1, Cost(model.pico_usd.into()), of);
    }
    sort_by(&mut models, |one, two| one.name.cmp(&two.name));
    let mut check = CrossCheck {
        session,
        ours: cost,
        at_least,
        theirs: Cost(theirs.into()),
        models,
        reasons: Vec::new(),
    };
    if check.ours != check.theirs {
        check.reasons = reasons(&check.models);
        let others = [
            (is_suspect, Reason::OutputNotLogged),
            (!row.related.is_empty(), Reason::SharedHistory),
            (at_least, Reason::NoPrice),
        ];
        let others = others.into_iter().filter(|(holds, _)| *holds);
        check.reasons.extend(others.map(|(_, reason)| reason));
    }
    Some(check)
}

fn add(models: &mut Vec<Compared>, name: &str, side: usize, cost: Cost, tokens: [u128; 4]) {
    let plain = name.split('[').next().unwrap_or(name);
    let known = models.iter().position(|model| model.name == plain);
    let at = known.unwrap_or(models.len());
    if known.is_none() {
        models.push(Compared {
            name: plain.to_owned(),
            ..Compared::default()
        });
    }
    let Some(model) = models.get_mut(at) else {
        return;
    };
    if let Some(sum) = model.cost.get_mut(side) {
        *sum += cost;
    }
    let sums = model.tokens.get_mut(side).into_iter().flatten();
    for (sum, more) in sums.zip(tokens) {
        *sum += more;
    }
}

/// What the figures by model tell.
fn reasons(models: &[Compared]) -> Vec<Reason> {
    let any = |holds: fn(&Compared) -> bool| models.iter().any(holds);
    let told = [
        (
            any(|model| model.has_more() && !model.is_logged()),
            Reason::ModelsNotLogged,
        ),
        (
            any(|model| model.has_more() && model.is_logged()),
            Reason::RequestsNotLogged,
        ),
        (any(Compared::has_less), Reason::LoggedBeyond),
        (any(Compared::differs_in_price), Reason::OtherPrices),
    ];
    let holding = told.into_iter().filter(|(holds, _)| *holds);
    holding.map(|(_, reason)| reason).collect()
}

impl Compared {
    fn pairs(&self) -> impl Iterator<Item = (u128, u128)> {
        let [ours, theirs] = self.tokens;
        ours.into_iter().zip(theirs)
    }

    /// The log has it.
    fn is_logged(&self) -> bool {
        self.pairs().any(|(ours, _)| ours > 0)
    }

    /// They counted more of it.
    fn has_more(&self) -> bool {
        self.pairs().any(|(ours, theirs)| theirs > ours)
    }

    /// They counted less of it.
    fn has_less(&self) -> bool {
        self.pairs().any(|(ours, theirs)| ours > theirs)
    }

    fn differs_in_price(&self) -> bool {
        let [ours, theirs] = self.cost;
        self.pairs().all(|(ours, theirs)| ours == theirs) && ours != theirs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(ours: [u128; 4], theirs: [u128; 4], cost: [u128; 2]) -> Compared {
        Compared {
            name: "m".into(),
            cost: cost.map(Cost),
            tokens: [ours, theirs],
        }
    }

    #[test]
    fn each_difference_has_its_reason() {
        let why = |model: Compared| reasons(&[model]);
        assert_eq!(why(model([1; 4], [1; 4], [5, 5])), []);
        assert_eq!(why(model([1; 4], [1; 4], [5, 6])), [Reason::OtherPrices]);
        assert_eq!(
            why(model([0; 4], [1; 4], [0, 6])),
            [Reason::ModelsNotLogged]
        );
        assert_eq!(
            why(model([1; 4], [2; 4], [5, 6])),
            [Reason::RequestsNotLogged]
        );
        assert_eq!(why(model([2; 4], [1; 4], [5, 6])), [Reason::LoggedBeyond]);
    }

    #[test]
    fn endings_of_names_are_no_other_model() {
        let mut models = Vec::new();
        add(&mut models, "claude-opus-5-5", 0, Cost(3), [1, 2, 3, 4]);
        add(&mut models, "claude-opus-5-5[1m]", 1, Cost(4), [1, 2, 3, 4]);
        assert_eq!(models.len(), 1);
        assert_eq!(models[0].cost, [Cost(3), Cost(4)]);
    }
}

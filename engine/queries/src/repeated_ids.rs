//! Message ids that several responses have.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::money::Cost;
use sessionscope_log::tokens::WideTokens;

use crate::basis::Basis;
use crate::question::Question;

/// Which message ids do several responses have, and what would counting by the id alone have said?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatedIdsQuestion;

/// A message id that several responses have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatedIdRow {
    /// The first file that has it, within its root; of several the root's name comes first.
    pub file: String,
    /// Line of the first record there.
    pub line: u64,
    /// How many responses have it.
    pub responses: u64,
    /// Their tokens.
    pub tokens: WideTokens,
    /// What they cost.
    pub cost: Cost,
    /// The tokens if one id were one response.
    pub first_by_id: WideTokens,
    /// What that would cost.
    pub first_by_id_cost: Cost,
}

impl Question for RepeatedIdsQuestion {
    type Answer = Vec<RepeatedIdRow>;
    type Live = ();

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> Self::Answer {
        let ledger = basis.revision;
        let rows = ledger.repeated_ids.values().map(|id| {
            let mut first_by_id = WideTokens::default();
            first_by_id.add(&id.first_by_id);
            RepeatedIdRow {
                file: ledger.within(id.root, &id.path),
                line: id.line,
                responses: id.responses,
                tokens: id.tokens,
                cost: id.cost,
                first_by_id,
                first_by_id_cost: id.first_by_id_cost,
            }
        });
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::answer;
    use sessionscope_accounts::ledger::{Ledger, RepeatedId};
    use sessionscope_log::key::Key;
    use sessionscope_log::place::RootId;
    use sessionscope_log::tokens::Tokens;

    #[test]
    fn an_id_is_named_by_the_file_that_has_it_first() {
        let id = RepeatedId {
            root: RootId(1),
            path: "p/s.jsonl".to_owned(),
            line: 7,
            responses: 2,
            tokens: WideTokens {
                input: 30,
                ..WideTokens::default()
            },
            cost: Cost(3),
            first_by_id: Tokens {
                input: 10,
                output: 5,
                ..Tokens::default()
            },
            first_by_id_cost: Cost(1),
        };
        let roots = [(RootId(0), "one"), (RootId(1), "two")];
        let mut ledger = Ledger {
            roots: roots.map(|(id, name)| (id, name.to_owned())).into(),
            ..Ledger::default()
        };
        ledger.repeated_ids.insert(Key::pair(b"id", None), id);
        let rows = answer(&RepeatedIdsQuestion, &ledger);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].file.as_str(), rows[0].line), ("two/p/s.jsonl", 7));
        assert_eq!(rows[0].tokens.sum(), 30);
        assert_eq!(rows[0].first_by_id.sum(), 15);
    }
}

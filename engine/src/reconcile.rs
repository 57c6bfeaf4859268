//! How the totals came about, and what tools with other rules would say of the same logs.

use serde::{Deserialize, Serialize};

use crate::digest::WideTokens;
use crate::keymap::{KeyMap, KeySet};
use crate::ledger::Placed;
use crate::tokens::Tokens;

/// From lines to responses, and three other ways to add them up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconcile {
    /// Lines that are not blank.
    pub lines: u64,
    /// Plain usage records.
    pub usage_records: u64,
    /// Usage records nested in `progress` records.
    pub nested_usage_records: u64,
    /// Usage records that repeat a key of the same file: streamed repeats.
    pub collapsed_same_file: u64,
    /// Usage records that repeat a key of another file: copies by fork and resume.
    pub collapsed_across_files: u64,
    /// Responses that are billed, those inside others included.
    pub responses: u64,
    /// The first record of each pair of message and request ids, as some tools count.
    pub first_wins: WideTokens,
    /// Every usage record, as tools without deduplication count.
    pub every_line: WideTokens,
    /// The largest record of each pair of message and request ids.
    pub max_wins_id_request: WideTokens,
}

/// Over all files, in file order.
pub(crate) fn reconcile(placed: &[Placed<'_>]) -> Reconcile {
    let mut told = Reconcile::default();
    let mut keys = KeySet::default();
    let mut first = KeySet::default();
    let mut best: KeyMap<Tokens> = KeyMap::default();
    for placed in placed {
        let digest = &placed.digest;
        told.lines += digest.lines;
        told.every_line.add_sum(&digest.every_line);
        for response in digest
            .responses
            .iter()
            .filter(|response| response.usage.is_some())
        {
            let (plain, nested) = (
                u64::from(response.plain_records),
                u64::from(response.nested_records),
            );
            told.usage_records += plain;
            told.nested_usage_records += nested;
            told.collapsed_same_file += (plain + nested).saturating_sub(1);
            if !keys.insert(response.key) {
                told.collapsed_across_files += 1;
            }
        }
        for pair in &digest.pairs {
            if pair.both && first.insert(pair.key) {
                told.first_wins.add(&pair.first);
            }
            let best = best.entry(pair.key).or_insert(pair.best);
            if pair.best.rank() > best.rank() {
                *best = pair.best;
            }
        }
        told.first_wins.add_sum(&digest.lacking_an_id);
        told.max_wins_id_request.add_sum(&digest.lacking_message_id);
    }
    for tokens in best.values() {
        told.max_wins_id_request.add(tokens);
    }
    told
}

//! Responses: who wins a key, who takes the bill, and what it costs.

use std::collections::BTreeMap;

use super::build::{Placed, number};
use super::claims::{Claim, name_of};
use super::events::{event, minute};
use super::suspect::{Fitting, is_suspect};
use super::{EventKind, EventRow, Ledger, ModelRow, ResponseRow};
use crate::digest::Usage;
use crate::keymap::KeyMap;
use crate::money::Cost;
use crate::price::{Billing, CostMode, ModelPrice, NO_MODEL, PriceTable, Priced, SYNTHETIC};
use crate::time::Instant;

/// The claims on every response key and what becomes of them.
pub(super) struct Responses<'a> {
    placed: &'a [Placed<'a>],
    prices: &'a PriceTable,
    mode: CostMode,
    models: BTreeMap<String, (u32, ModelPrice)>,
    rows: Vec<ModelRow>,
    fitting: Fitting,
}

impl<'a> Responses<'a> {
    pub fn new(placed: &'a [Placed<'a>], prices: &'a PriceTable, mode: CostMode) -> Self {
        let (models, rows) = (BTreeMap::new(), Vec::new());
        Self {
            placed,
            prices,
            mode,
            models,
            rows,
            fitting: Fitting::default(),
        }
    }

    pub fn add_to(mut self, ledger: &mut Ledger) {
        for claim in claims(self.placed) {
            if let Some((file, entry)) = claim.message
                && let Some(event) = self.event(file, entry.first_time, EventKind::AssistantMessage)
            {
                ledger.events.push(event);
            }
            self.add_claim(ledger, &claim);
        }
        ledger.models = self.rows;
        ledger.suspect_fit = self.fitting.finish();
    }

    fn event(&self, file: usize, time: Option<Instant>, kind: EventKind) -> Option<EventRow> {
        event(self.placed.get(file)?, time, kind)
    }

    fn add_claim(&mut self, ledger: &mut Ledger, claim: &Claim<'a>) {
        let (Some((file, entry)), Some((place, _))) = (claim.winner, claim.place) else {
            return;
        };
        let (Some(placed), Some(usage)) = (self.placed.get(place), &entry.usage) else {
            return;
        };
        let Some(digest) = self.placed.get(file).map(|placed| &placed.digest) else {
            return;
        };
        let Some(session) = placed.session else {
            return;
        };
        let subagent = placed.place.kind.is_subagent() || entry.plain_records == 0;
        let name = name_of(digest, usage.model);
        let chars = claim.chars();
        let suspect = is_suspect(usage.tokens.output, chars);
        if !suspect {
            self.fitting.add(usage.tokens.output, chars);
        }
        let recorded = usage.recorded_pico_usd;
        let mut row = self.row(name, billing(usage), recorded);
        row.session = session;
        row.subagent = subagent;
        row.suspect_chars = suspect.then_some(chars);
        row.iterations_differ = usage.iterations_differ;
        ledger.responses.push(row);
        for extra in &usage.extras {
            let name = name_of(digest, extra.model).or(name);
            // Searches of an iteration are in the record's own count already.
            let billing = Billing {
                tokens: extra.tokens,
                web_searches: 0,
                ..billing(usage)
            };
            // A recorded cost is that of the whole record.
            let mut row = self.row(name, billing, recorded.map(|_| 0));
            row.session = session;
            row.subagent = subagent;
            ledger.responses.push(row);
        }
    }

    fn row(&mut self, name: Option<&str>, billing: Billing, recorded: Option<u64>) -> ResponseRow {
        let (model, price) = self.model(name);
        let priced = self.price(price, &billing, recorded);
        ResponseRow {
            session: 0,
            model,
            minute: minute(billing.time),
            tokens: billing.tokens,
            cost: priced.cost,
            lower_bound: priced.lower_bound,
            subagent: false,
            iterations_differ: false,
            suspect_chars: None,
            cache_saved: priced.cache_saved,
            cache_write_extra: priced.cache_write_extra,
        }
    }

    fn price(&self, model: ModelPrice, billing: &Billing, recorded: Option<u64>) -> Priced {
        let calculated = self.prices.price(model, billing);
        match (self.mode, recorded) {
            (CostMode::Calculate, _) | (CostMode::Auto, None) => calculated,
            (_, recorded) => Priced {
                cost: Cost(u128::from(recorded.unwrap_or(0))),
                lower_bound: false,
                ..calculated
            },
        }
    }

    fn model(&mut self, name: Option<&str>) -> (u32, ModelPrice) {
        let name = name.filter(|name| !name.is_empty()).unwrap_or(NO_MODEL);
        if let Some(&known) = self.models.get(name) {
            return known;
        }
        let price = if name == NO_MODEL {
            ModelPrice::Unpriced
        } else {
            self.prices.find(name)
        };
        let known = (number(self.rows.len()), price);
        self.rows.push(ModelRow {
            name: name.to_owned(),
            priced: price != ModelPrice::Unpriced,
            synthetic: name == SYNTHETIC,
        });
        self.models.insert(name.to_owned(), known);
        known
    }
}

/// What decides the price of a usage record's own figures.
fn billing(usage: &Usage) -> Billing {
    Billing {
        tokens: usage.tokens,
        time: usage.time,
        batch: usage.batch,
        fast: usage.fast,
        geo_us: usage.geo_us,
        web_searches: usage.web_searches,
    }
}

/// Every key's claims, in the order in which keys first appear.
fn claims<'a>(placed: &'a [Placed<'a>]) -> Vec<Claim<'a>> {
    let mut numbers: KeyMap<usize> = KeyMap::default();
    let mut claims: Vec<Claim<'a>> = Vec::new();
    for (file, placed) in placed.iter().enumerate() {
        for entry in &placed.digest.responses {
            let number = *numbers.entry(entry.key).or_insert_with(|| {
                claims.push(Claim::new());
                claims.len() - 1
            });
            if let Some(claim) = claims.get_mut(number) {
                claim.add(file, entry);
            }
        }
    }
    claims
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, RootId, StoredFile};
    use crate::digester::Digester;
    use crate::key::{Domain, Key};

    /// Two responses of a million output tokens: one with as much of an advisor beside it that
    /// recorded its cost, and one that did not.
    const LOG: &str = r#"
{"type":"assistant","uuid":"a","costUSD":0.5,"message":{"id":"m1","model":"claude-opus-5","usage":{"output_tokens":1000000,"iterations":[{"type":"advisor_message","output_tokens":1000000}]}}}
{"type":"assistant","uuid":"b","message":{"id":"m2","model":"claude-opus-5","usage":{"output_tokens":1000000}}}
"#;

    fn costs(mode: CostMode) -> Vec<String> {
        let mut digester = Digester::new(Key::new(Domain::Own, b"p/s.jsonl"));
        digester.push(LOG.as_bytes());
        let mut corpus = Corpus::new();
        corpus.put(StoredFile {
            root: RootId(0),
            path: "p/s.jsonl".to_owned(),
            size_bytes: 0,
            mtime_ms: 0,
            digest: digester.finish(),
        });
        let ledger = Ledger::build(&corpus, &PriceTable::builtin(), mode);
        ledger
            .responses
            .iter()
            .map(|row| row.cost.to_decimal())
            .collect()
    }

    #[test]
    fn a_recorded_cost_is_that_of_the_whole_record() {
        assert_eq!(costs(CostMode::Calculate), ["25", "25", "25"]);
        assert_eq!(costs(CostMode::Recorded), ["0.5", "0", "0"]);
        assert_eq!(costs(CostMode::Auto), ["0.5", "0", "25"]);
    }
}

//! Responses: who wins a key, who takes the bill, and what it costs.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;

use super::cells::Bill;
use super::claims::{Claim, EntryPlaces};
use super::responses::responses;
use super::{Accounts, Names, Posting, Sign, file_table, number};
use crate::digest::{Response, Usage};
use crate::ledger::{Ledger, ModelRow, RepeatedId, is_suspect};
use crate::money::Cost;
use crate::pack::Kind;
use crate::price::{
    Billing, CostMode, ModelPrice, NO_MODEL, PriceTable, Priced, SYNTHETIC, Tariff,
};
use sessionscope_log::key::Key;
use sessionscope_log::tokens::{Tokens, WideTokens};

/// Prices, and the ledger's models by the numbers of their names.
#[derive(Clone, Debug)]
pub(super) struct Rates {
    prices: PriceTable,
    mode: CostMode,
    models: HashMap<u32, (u32, ModelPrice)>,
    tariffs: FxHashMap<Tariff, u16>,
}

impl Rates {
    pub fn new(prices: PriceTable, mode: CostMode) -> Self {
        Self {
            prices,
            mode,
            models: HashMap::new(),
            tariffs: FxHashMap::default(),
        }
    }

    /// The ledger's models and tariffs have other numbers.
    pub fn renumber(&mut self, ledger: &Ledger, names: &mut Names) {
        self.models.clear();
        for (at, row) in ledger.models.iter().enumerate() {
            let price = self.find(&row.name);
            let name = names.number(&row.name);
            self.models.insert(name, (number(at), price));
        }
        let tariffs = (0..).zip(&ledger.tariffs);
        self.tariffs = tariffs.map(|(at, tariff)| (*tariff, at)).collect();
    }

    /// The number of the ledger's row of a tariff; `None` if there are too many, which no price file brings about
    /// that anyone has written.
    fn tariff(&mut self, ledger: &mut Ledger, tariff: Tariff) -> Option<u16> {
        if tariff == Tariff::default() {
            return Some(0);
        }
        if let Some(known) = self.tariffs.get(&tariff) {
            return Some(*known);
        }
        let new = u16::try_from(ledger.tariffs.len()).ok()?;
        ledger.tariffs.push(tariff);
        self.tariffs.insert(tariff, new);
        Some(new)
    }

    fn find(&self, name: &str) -> ModelPrice {
        if name == NO_MODEL {
            ModelPrice::Unpriced
        } else {
            self.prices.find(name)
        }
    }

    /// The row and the price of a model that has been billed; `None` and the empty name are [`NO_MODEL`].
    pub fn known(&self, names: &Names, name: Option<u32>) -> Option<(u32, ModelPrice)> {
        let has_text = |&name: &u32| names.get(name).is_some_and(|text| !text.is_empty());
        let name = name.filter(has_text).or_else(|| names.find(NO_MODEL))?;
        self.models.get(&name).copied()
    }

    /// The same of any model.
    fn model(
        &mut self,
        ledger: &mut Ledger,
        names: &mut Names,
        name: Option<u32>,
    ) -> (u32, ModelPrice) {
        if let Some(known) = self.known(names, name) {
            return known;
        }
        let has_text = |&name: &u32| names.get(name).is_some_and(|text| !text.is_empty());
        let name = name.filter(has_text);
        let name = name.unwrap_or_else(|| names.number(NO_MODEL));
        let text = names.get(name).unwrap_or(NO_MODEL);
        let price = self.find(text);
        let known = (number(ledger.models.len()), price);
        ledger.models.push(ModelRow {
            name: text.to_owned(),
            priced: price != ModelPrice::Unpriced,
            synthetic: text == SYNTHETIC,
        });
        self.models.insert(name, known);
        known
    }

    /// What a charge comes to, by its model's row and price. Its tariff is yet to be numbered.
    pub fn bill(&self, due: &Due<'_>, charge: &Charge, (model, price): (u32, ModelPrice)) -> Bill {
        let is_own = charge.extra.is_none();
        Bill {
            session: due.session,
            model,
            time: charge.billing.time,
            subagent: due.subagent,
            tokens: charge.billing.tokens,
            tariff: 0,
            priced: self.price(price, &charge.billing, charge.recorded),
            iterations_differ: is_own && due.usage.iterations_differ,
            suspect_chars: (is_own && due.suspect).then_some(due.chars),
        }
    }

    fn price(&self, model: ModelPrice, billing: &Billing, recorded: Option<u64>) -> Priced {
        let calculated = self.prices.price(model, billing);
        match (self.mode, recorded) {
            (CostMode::Calculate, _) | (CostMode::Auto, None) => calculated,
            (_, recorded) => calculated.as_recorded(Cost(u128::from(recorded.unwrap_or(0)))),
        }
    }
}

impl Accounts {
    /// Posts what all claims on a response key come to: mostly one response.
    pub(super) fn post_responses(&mut self, ledger: &mut Ledger, key: Key, posting: &mut Posting) {
        let entries: Vec<(u32, Response)> = self.entries(ledger, key, posting);
        let sign = posting.sign;
        tell_requests(ledger, &entries, sign);
        posting.share(&entries);
        let responses = responses(entries);
        for claims in &responses {
            tell_repeats(ledger, claims, sign);
            let claim = Claim::of(claims);
            self.post_events(ledger, claim.happening(), sign);
            self.post_bills(ledger, &claim, sign);
        }
        if responses.len() > 1 {
            self.repeated.insert((Kind::Response, key));
        }
    }

    /// Renews what the ledger says of message ids that several responses have, or had.
    pub(super) fn settle_repeated(&mut self, ledger: &mut Ledger) {
        for (_, key) in std::mem::take(&mut self.repeated) {
            match self.repeated_id(ledger, key) {
                Some(repeated) => ledger.repeated_ids.insert(key, repeated),
                None => ledger.repeated_ids.remove(&key),
            };
        }
    }

    /// A message id that several responses have, and what it would be if it were one response.
    fn repeated_id(&self, ledger: &Ledger, key: Key) -> Option<RepeatedId> {
        let rows = &ledger.files;
        let entries: Vec<(u32, Response)> =
            self.file_table
                .entries(&self.index, rows, key, &mut EntryPlaces::new());
        let by_id = file_table::claims(entries.clone());
        let responses = responses(entries);
        if responses.len() < 2 {
            return None;
        }
        let (file, entry) = by_id.first()?;
        let row = rows.get(self.file_table.file(*file)?.row as usize)?;
        let (first_by_id, first_by_id_cost) = self.cost_of(&Claim::of(&by_id));
        let mut repeated = RepeatedId {
            root: row.root,
            path: row.path.clone(),
            line: entry.first_line,
            responses: number(responses.len()).into(),
            tokens: WideTokens::default(),
            cost: Cost(0),
            first_by_id,
            first_by_id_cost,
        };
        for claims in &responses {
            let (tokens, cost) = self.cost_of(&Claim::of(claims));
            repeated.tokens.add(&tokens);
            repeated.cost.0 += cost.0;
        }
        Some(repeated)
    }

    /// A response's own figures and their cost; its model has been billed.
    fn cost_of(&self, claim: &Claim<'_>) -> (Tokens, Cost) {
        let bill = self.due(claim).and_then(|due| {
            let own = due.charges().next()?;
            let model = self.rates.known(&self.names, own.model)?;
            Some(self.rates.bill(&due, &own, model))
        });
        bill.map_or((Tokens::default(), Cost(0)), |bill| {
            (bill.tokens, bill.by_class().total())
        })
    }

    /// The session of a file, and whether a subagent wrote it.
    pub(super) fn placed(&self, file: u32) -> Option<(u32, bool)> {
        let file = self.file_table.file(file)?;
        Some((file.session?, file.subagent))
    }

    /// What there is to bill of a response: whatever posts or lists bills begins here.
    pub(super) fn due<'a>(&self, claim: &Claim<'a>) -> Option<Due<'a>> {
        let ((_, entry), (file, _)) = (claim.winner?, claim.place?);
        let usage = entry.usage.as_ref()?;
        let (session, subagent) = self.placed(file)?;
        let chars = claim.chars();
        Some(Due {
            usage,
            session,
            subagent: subagent || entry.plain_records == 0,
            suspect: is_suspect(usage.tokens.output, chars),
            chars,
        })
    }

    /// The bills of a response whose models have been billed, each with its place in
    /// `usage.iterations` if it is of a response inside the other.
    pub(super) fn bills<'a>(
        &'a self,
        due: &'a Due<'_>,
    ) -> impl Iterator<Item = (Option<u32>, Bill)> + 'a {
        due.charges().filter_map(|charge| {
            let model = self.rates.known(&self.names, charge.model)?;
            Some((charge.extra, self.rates.bill(due, &charge, model)))
        })
    }

    fn post_bills(&mut self, ledger: &mut Ledger, claim: &Claim<'_>, sign: Sign) {
        let Some(due) = self.due(claim) else {
            return;
        };
        if !due.suspect {
            self.fitting.post(due.usage.tokens.output, due.chars, sign);
        }
        for charge in due.charges() {
            let model = self.rates.model(ledger, &mut self.names, charge.model);
            let mut bill = self.rates.bill(&due, &charge, model);
            if let Some(number) = self.rates.tariff(ledger, bill.priced.tariff) {
                bill.tariff = number;
            } else {
                let lower_bound = bill.priced.lower_bound;
                bill.priced = Priced {
                    lower_bound,
                    ..bill.priced.as_recorded(bill.by_class().total())
                };
            }
            sign.count(&mut ledger.reconcile.responses, 1);
            self.cells.post_bill(ledger, &bill, sign);
        }
    }
}

/// Posts what other tools would make of the pairs of a message id with each `requestId`.
fn tell_requests(ledger: &mut Ledger, entries: &[(u32, Response)], sign: Sign) {
    let told = &mut ledger.reconcile;
    let mut best: BTreeMap<Option<u64>, Tokens> = BTreeMap::new();
    for request in entries.iter().flat_map(|(_, entry)| &entry.requests) {
        match best.get_mut(&request.id) {
            Some(best) if request.best.rank() > best.rank() => *best = request.best,
            Some(_) => {}
            None => {
                best.insert(request.id, request.best);
                if request.id.is_some() {
                    sign.tokens(&mut told.first_wins, &request.first);
                }
            }
        }
    }
    for best in best.values() {
        sign.tokens(&mut told.max_wins_id_request, best);
    }
}

/// Counts a key's usage records and those that repeat it.
fn tell_repeats(ledger: &mut Ledger, claims: &[(u32, Response)], sign: Sign) {
    let told = &mut ledger.reconcile;
    let mut files = 0_u64;
    for (_, entry) in claims.iter().filter(|(_, entry)| entry.usage.is_some()) {
        let plain = u64::from(entry.plain_records);
        let nested = u64::from(entry.nested_records);
        sign.count(&mut told.usage_records, plain);
        sign.count(&mut told.nested_usage_records, nested);
        let repeats = (plain + nested).saturating_sub(1);
        sign.count(&mut told.collapsed_same_file, repeats);
        files += 1;
    }
    sign.count(&mut told.collapsed_across_files, files.saturating_sub(1));
}

/// A response that is to be billed.
pub(super) struct Due<'a> {
    usage: &'a Usage,
    pub session: u32,
    pub subagent: bool,
    /// Its output was likely never recorded.
    pub suspect: bool,
    /// Visible characters of text, thinking and tool input.
    chars: [u32; 3],
}

/// One of the bills of a response, before it is priced.
pub(super) struct Charge {
    pub model: Option<u32>,
    pub billing: Billing,
    recorded: Option<u64>,
    /// Its place in `usage.iterations`, if it is of a response inside the other.
    pub extra: Option<u32>,
}

impl<'a> Due<'a> {
    /// The line of the record whose figures count.
    pub fn line(&self) -> u64 {
        self.usage.line
    }

    /// All that is billed: the response's own figures, then those of the responses inside it.
    pub fn charges(&self) -> impl Iterator<Item = Charge> + use<'a> {
        let usage = self.usage;
        let own = Charge {
            model: usage.model,
            billing: billing(usage),
            recorded: usage.recorded_pico_usd,
            extra: None,
        };
        let extras = usage.extras.iter().map(|extra| Charge {
            model: extra.model.or(usage.model),
            // Searches of an iteration are in the record's own count already.
            billing: Billing {
                tokens: extra.tokens,
                web_searches: 0,
                ..billing(usage)
            },
            // A recorded cost is that of the whole record.
            recorded: usage.recorded_pico_usd.map(|_| 0),
            extra: Some(extra.index),
        });
        std::iter::once(own).chain(extras)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::StoredFile;
    use crate::digester::Digester;
    use crate::pack::{pack_file, unpack_file};
    use sessionscope_log::key::Domain;
    use sessionscope_log::place::RootId;

    /// Two responses of a million output tokens: one with as much of an advisor beside it that
    /// recorded its cost, and one that did not.
    const LOG: &str = r#"
{"type":"assistant","uuid":"a","costUSD":0.5,"message":{"id":"m1","model":"claude-opus-5","usage":{"output_tokens":1000000,"iterations":[{"type":"advisor_message","output_tokens":1000000}]}}}
{"type":"assistant","uuid":"b","message":{"id":"m2","model":"claude-opus-5","usage":{"output_tokens":1000000}}}
"#;

    fn cost(mode: CostMode) -> String {
        let mut digester = Digester::new(Key::new(Domain::Own, b"p/s.jsonl"));
        digester.push(LOG.as_bytes());
        let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), mode);
        let file = StoredFile {
            root: RootId(0),
            path: "p/s.jsonl".to_owned(),
            size_bytes: 0,
            mtime_ms: 0,
            content: unpack_file(&pack_file(digester.finish())).unwrap(),
        };
        assert!(accounts.put(&mut ledger, file));
        let total = ledger.responses.iter().map(|cell| ledger.cost(cell));
        total.sum::<Cost>().to_decimal()
    }

    #[test]
    fn a_recorded_cost_is_that_of_the_whole_record() {
        assert_eq!(cost(CostMode::Calculate), "75");
        assert_eq!(cost(CostMode::Recorded), "0.5");
        assert_eq!(cost(CostMode::Auto), "25.5");
    }
}

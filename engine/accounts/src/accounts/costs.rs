//! What a record in a transcript costs: the response that begins with it, if it counts there.
//!
//! Of several records of a response in the files of a transcript the first costs what the response
//! costs, the others nothing. A response that counts in another file costs nothing either. So the
//! records of all of a session's transcripts together cost what the session costs.

use super::claims::{Claim, EntryPlaces};
use super::responses::responses;
use super::{Accounts, Part};
use crate::digest::Response;
use crate::ledger::Ledger;
use sessionscope_log::key::Key;

/// A record of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostRequest {
    /// The number of its file among those of the transcript.
    pub file: u32,
    /// Its line there.
    pub line: u64,
    /// The key of the response.
    pub key: Key,
}

/// What a record costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordCharge {
    /// It is the first record of the transcript of a response that counts there, with all that was
    /// billed inside it.
    Here(Part),
    /// It is the first record of the transcript of a response that counts elsewhere.
    There {
        /// The session for which it counts.
        session: u32,
        /// The row in the ledger of the file in which it counts.
        file: u32,
    },
    /// It is another record of a response.
    Again {
        /// The number of the file in which its first record in the transcript is.
        file: u32,
        /// That record's line.
        line: u64,
    },
}

impl Accounts {
    /// What a record of a transcript costs, if it is one of a response that is billed. `files` are
    /// the ledger's rows of the transcript's files, in their order.
    pub fn charged(
        &self,
        ledger: &Ledger,
        files: &[u32],
        asked: CostRequest,
    ) -> Option<RecordCharge> {
        let mut found = EntryPlaces::new();
        let entries =
            self.file_table
                .entries::<Response>(&self.index, &ledger.files, asked.key, &mut found);
        let place_of = |(file, entry): &(u32, Response)| {
            let row = self.row_of(*file);
            let at = files.iter().position(|known| *known == row)?;
            Some((super::number(at), entry.first_line))
        };
        let mut told = None;
        // Mostly there is one. Of several the last that began before has gone on.
        for claims in responses(entries) {
            let claim = Claim::of(&claims);
            let first = claims.iter().filter_map(place_of).min();
            let (Some((file, line)), Some((place, _))) = (first, claim.place) else {
                continue;
            };
            if (file, line) < (asked.file, asked.line) {
                told = told
                    .filter(|told| !matches!(told, RecordCharge::Again { .. }))
                    .or(Some(RecordCharge::Again { file, line }));
            } else if (file, line) == (asked.file, asked.line) {
                let here = files.contains(&self.row_of(place));
                told = Some(self.told_at_first(&claim, here, place, told)?);
            }
        }
        told
    }

    /// What the first record of a response tells, and of others in the same line.
    fn told_at_first(
        &self,
        claim: &Claim<'_>,
        is_here: bool,
        place: u32,
        before: Option<RecordCharge>,
    ) -> Option<RecordCharge> {
        let before = match before {
            Some(RecordCharge::Here(part)) => Some(part),
            _ => None,
        };
        if !is_here && before.is_none() {
            return Some(RecordCharge::There {
                session: self.placed(place)?.0,
                file: self.row_of(place),
            });
        }
        let mut sum = before.unwrap_or_default();
        if is_here {
            sum.add(&self.part_of(claim));
        }
        Some(RecordCharge::Here(sum))
    }

    /// What a response comes to.
    fn part_of(&self, claim: &Claim<'_>) -> Part {
        let mut sum = Part::default();
        if let Some(due) = self.due(claim) {
            for (_, bill) in self.bills(&due) {
                sum.add(&Part {
                    cost: bill.by_class().total(),
                    at_least: bill.priced.lower_bound || bill.suspect_chars.is_some(),
                    responses: 1,
                    ..Part::default()
                });
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::StoredFile;
    use crate::digester::Digester;
    use crate::pack::{pack_file, unpack_file};
    use crate::price::{CostMode, PriceTable};
    use sessionscope_log::key::Domain;
    use sessionscope_log::place::RootId;

    fn record(session: &str, uuid: &str, id: &str, output: u64) -> String {
        format!(
            r#"{{"type":"assistant","sessionId":"{session}","uuid":"{uuid}","timestamp":"2026-01-01T00:00:00Z","requestId":"{id}","message":{{"id":"{id}","model":"claude-opus-5","usage":{{"output_tokens":{output}}}}}}}"#
        )
    }

    fn accounts_of(files: &[(&str, &[String])]) -> (Accounts, Ledger) {
        let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Calculate);
        put(&mut accounts, &mut ledger, files);
        (accounts, ledger)
    }

    fn put(accounts: &mut Accounts, ledger: &mut Ledger, files: &[(&str, &[String])]) {
        for (path, lines) in files {
            let mut digester = Digester::new(Key::new(Domain::Own, path.as_bytes()));
            digester.push(lines.join("\n").as_bytes());
            let file = StoredFile {
                root: RootId(0),
                path: (*path).to_owned(),
                size_bytes: 0,
                mtime_ms: 0,
                content: unpack_file(&pack_file(digester.finish())).unwrap(),
            };
            assert!(accounts.put(ledger, file));
        }
        accounts.settle(ledger);
    }

    fn asked(
        accounts: &Accounts,
        ledger: &Ledger,
        path: &str,
        line: u64,
        id: &str,
    ) -> Option<RecordCharge> {
        let row = u32::try_from(accounts.row(RootId(0), path).unwrap()).unwrap();
        let key = Key::new(Domain::Message, id.as_bytes());
        let asked = CostRequest { file: 0, line, key };
        accounts.charged(ledger, &[row], asked)
    }

    #[test]
    fn a_response_costs_where_it_counts_and_nowhere_else() {
        let own = [
            record("s", "a", "m1", 1),
            record("s", "b", "m1", 1_000_000),
            record("s", "c", "m2", 2_000_000),
        ];
        // A fork begins with its parent's history, and goes on later.
        let fork = [
            record("t", "a", "m1", 1),
            record("t", "b", "m1", 1_000_000),
            record("t", "d", "m3", 1_000_000).replace("00:00Z", "09:00Z"),
        ];
        let (accounts, ledger) = accounts_of(&[("p/t.jsonl", &fork), ("p/s.jsonl", &own)]);
        let here = |path, line, id| match asked(&accounts, &ledger, path, line, id) {
            Some(RecordCharge::Here(part)) => part.cost.to_decimal(),
            other => panic!("{other:?}"),
        };
        assert_eq!(here("p/s.jsonl", 1, "m1"), "25");
        assert_eq!(here("p/s.jsonl", 3, "m2"), "50");
        assert_eq!(here("p/t.jsonl", 3, "m3"), "25");
        assert_eq!(
            asked(&accounts, &ledger, "p/s.jsonl", 2, "m1"),
            Some(RecordCharge::Again { file: 0, line: 1 })
        );
        let there = asked(&accounts, &ledger, "p/t.jsonl", 1, "m1").unwrap();
        let RecordCharge::There { session, file } = there else {
            panic!("{there:?}");
        };
        assert_eq!(ledger.session_key(session), "p/s");
        assert_eq!(accounts.row(RootId(0), "p/s.jsonl"), Some(file as usize));
        assert_eq!(asked(&accounts, &ledger, "p/s.jsonl", 1, "m4"), None);
    }

    #[test]
    fn sessions_keep_their_numbers_when_accounts_are_made_anew() {
        let line = |session| [record(session, session, session, 1)];
        let (b, a, gone) = (line("b"), line("a"), line("gone"));
        let (_, old) = accounts_of(&[("p/b.jsonl", &b), ("p/a.jsonl", &a)]);
        let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Calculate);
        accounts.number_like(&mut ledger, &old);
        put(
            &mut accounts,
            &mut ledger,
            &[("p/a.jsonl", &a), ("p/b.jsonl", &b)],
        );
        let names = |ledger: &Ledger| -> Vec<String> {
            let rows = ledger.sessions.iter();
            rows.map(|row| row.name.clone()).collect()
        };
        assert_eq!(names(&ledger), ["b", "a"]);
        // One of which no file comes is none.
        let (_, more) = accounts_of(&[("p/gone.jsonl", &gone), ("p/a.jsonl", &a)]);
        let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Calculate);
        accounts.number_like(&mut ledger, &more);
        put(&mut accounts, &mut ledger, &[("p/a.jsonl", &a)]);
        assert_eq!(names(&ledger), ["a"]);
    }
}

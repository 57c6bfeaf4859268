//! What the records of a transcript cost.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::accounts::{CostRequest, Part, RecordCharge};
use sessionscope_accounts::order::{sort_by, value_of};
use sessionscope_log::key::ResponseId;
use sessionscope_log::place::{RootId, agent_of, file_key};
use sessionscope_transcript::items::Place;

use crate::basis::Basis;
use crate::label::session_label;
use crate::link::{SessionLinks, find_session};
use crate::open_accounts::OpenAccounts;
use crate::question::{Lookup, Question};

/// What do records of a transcript cost?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargesQuestion {
    /// The key of the session.
    pub session: String,
    /// The transcript's files.
    pub files: Vec<(RootId, String)>,
    /// The records.
    pub records: Vec<ChargedRecord>,
}

/// A record of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargedRecord {
    /// Which it is; its file is the one of that number in the transcript.
    pub place: Place,
    /// Its line in its file.
    pub line: u64,
    /// The response.
    pub response: ResponseId,
}

/// What records cost, those of responses that are billed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargesAnswer {
    /// By place, ascending.
    pub by_place: Vec<(Place, Charge)>,
}

impl ChargesAnswer {
    /// What a record costs.
    pub fn of(&self, place: Place) -> Option<&Charge> {
        value_of(&self.by_place, &place)
    }
}

/// What a record costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Charge {
    /// What the response costs that begins with it.
    Here(Part),
    /// The response that begins with it counts elsewhere.
    There {
        /// The session's id as it stands in an address, and what it is called; `None` if it is the same one.
        session: Option<(String, String)>,
        /// The subagent in whose file it counts.
        agent: Option<String>,
    },
    /// A record before it has told what the response costs.
    Above,
}

impl Question for ChargesQuestion {
    type Answer = Lookup<ChargesAnswer>;
    type Live = SessionLinks;

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, links: &mut SessionLinks, basis: &mut Basis<'_>) -> Self::Answer {
        if self.records.is_empty() {
            // Nobody has to open the accounts for that.
            return Lookup::Found(ChargesAnswer::default());
        }
        let Some(open) = basis.open_accounts() else {
            return Lookup::Pending;
        };
        let rows: Vec<u32> = self.files.iter().map(|file| open.file(file)).collect();
        let own = open.session(&self.session);
        let charges = self.records.iter().filter_map(|record| {
            let charged = self.charged(record, &rows, &open)?;
            Some((record.place, charge(&charged, own, &open, (links, basis))?))
        });
        let mut by_place: Vec<_> = charges.collect();
        sort_by(&mut by_place, |a, b| a.0.cmp(&b.0));
        Lookup::Found(ChargesAnswer { by_place })
    }
}

impl ChargesQuestion {
    fn charged(
        &self,
        record: &ChargedRecord,
        rows: &[u32],
        open: &OpenAccounts<'_>,
    ) -> Option<RecordCharge> {
        let file = record.place.file;
        let (root, path) = self.files.get(file as usize)?;
        let asked = CostRequest {
            file,
            line: record.line,
            key: record
                .response
                .key(file_key(*root, open.path(path)), record.line),
        };
        open.accounts.charged(open.ledger, rows, asked)
    }
}

/// The same by names that views know.
fn charge(
    charged: &RecordCharge,
    own: Option<u32>,
    open: &OpenAccounts<'_>,
    (links, basis): (&mut SessionLinks, &Basis<'_>),
) -> Option<Charge> {
    Some(match charged {
        RecordCharge::Here(part) => Charge::Here(*part),
        RecordCharge::Again { .. } => Charge::Above,
        RecordCharge::There { session, file } => {
            let row = open.ledger.files.get(*file as usize);
            let agent = row.filter(|row| row.kind.is_subagent());
            let other = Some(*session).filter(|session| own != Some(*session));
            let named = other.and_then(|session| {
                let row = find_session(basis.revision, &open.shown_session(session))?;
                let label = session_label(basis.revision, row);
                Some((links.link(basis.revision, row), label))
            });
            if other.is_some() && named.is_none() {
                // It is in no ledger that is shown.
                return None;
            }
            Charge::There {
                session: named,
                agent: agent.map(|row| open.shown_agent(agent_of(&row.path))),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{World, response};
    use sessionscope_log::key::{Domain, Key};

    fn record(line: u64, id: &str) -> ChargedRecord {
        let entry = u32::try_from(line).unwrap();
        ChargedRecord {
            place: Place { file: 0, entry },
            line,
            response: ResponseId::Key(Key::new(Domain::Message, id.as_bytes())),
        }
    }

    #[test]
    fn records_cost_where_they_count_and_say_where_else() {
        let own = [
            response("s", "m1", 1_000_000),
            response("s", "m1", 1_000_000),
        ];
        let fork = [own[0].clone(), response("t", "m2", 2_000_000)];
        let world = World::of(&[("p/s.jsonl", &own), ("p/t.jsonl", &fork)]);
        let ask = |session: &str, path: &str, records: &[ChargedRecord], redacted| {
            let question = ChargesQuestion {
                session: session.to_owned(),
                files: vec![(RootId(0), path.to_owned())],
                records: records.to_vec(),
            };
            let answer = world.ask(&question, redacted);
            answer.found().unwrap().by_place.clone()
        };
        let charges = ask(
            "p/s",
            "p/s.jsonl",
            &[record(2, "m1"), record(1, "m1")],
            false,
        );
        let places: Vec<u32> = charges.iter().map(|(place, _)| place.entry).collect();
        assert_eq!(places, [1, 2], "they are told by place");
        let Charge::Here(part) = &charges[0].1 else {
            panic!("{charges:?}");
        };
        assert_eq!(part.cost.to_decimal(), "25");
        assert_eq!(charges[1].1, Charge::Above);
        let there = |session: Option<(&str, &str)>| Charge::There {
            session: session.map(|(id, label)| (id.to_owned(), label.to_owned())),
            agent: None,
        };
        let charges = ask(
            "p/t",
            "p/t.jsonl",
            &[record(1, "m1"), record(9, "m9")],
            false,
        );
        assert_eq!(charges, [(record(1, "").place, there(Some(("s", "s"))))]);
        // While names are hidden, all names are those that are shown.
        let shown = world.shown_path("p/t.jsonl");
        let charges = ask("Project 1/session-2", &shown, &[record(1, "m1")], true);
        let hidden = there(Some(("session-1", "Session 1")));
        assert_eq!(charges, [(record(1, "").place, hidden)]);
    }

    #[test]
    fn closed_accounts_are_asked_for_only_where_something_was_drawn() {
        let world = World::of(&[("p/s.jsonl", &[response("s", "m1", 1)])]);
        let mut question = ChargesQuestion {
            session: "p/s".to_owned(),
            ..ChargesQuestion::default()
        };
        assert!(world.ask_closed(&question).0.found().is_some());
        question.records.push(record(1, "m1"));
        assert_eq!(world.ask_closed(&question), (Lookup::Pending, true));
    }
}

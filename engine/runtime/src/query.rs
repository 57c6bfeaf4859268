//! Figures that the page asks for, and is told again whenever they change.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::ledger::Revision;
use sessionscope_accounts::veil::{Veil, veil};
use sessionscope_queries::{AnyQuestion, Basis, StoredAnswers, Subscription, key};

use crate::accounts::State;
use crate::effect::Effect;
use crate::runtime::Runtime;

/// A question that a view on screen asks. The page gives out the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QueryId(pub u64);

/// Which state of the figures an answer is of. A later one has a greater number.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct AnswerRevision(pub u64);

/// The answers to so many questions that were asked lately are stored as well.
const ASKED_LATELY_MAX: usize = 16;

/// The ledger without names, and what its names stand for.
#[derive(Debug)]
pub(crate) struct Veiled {
    /// The number of the ledger that it is of.
    of: u64,
    revision: Revision,
    names: Veil,
}

impl Runtime {
    /// A view asks something, or something else than before under the same number; it is answered now, and
    /// whenever the answer changes.
    pub(crate) fn subscribe(&mut self, id: QueryId, question: AnyQuestion) {
        match self.queries.get_mut(&id) {
            Some(query) => query.change(question),
            None => drop(self.queries.insert(id, Subscription::new(question))),
        }
        if self.accounts.is_stale() {
            self.show_next();
        } else {
            self.publish();
        }
        self.store_answers_later();
    }

    /// Nobody asks that any more.
    pub(crate) fn unsubscribe(&mut self, id: QueryId) {
        let Some(ended) = self.queries.remove(&id) else {
            return;
        };
        let question = ended.question();
        self.asked_lately
            .retain(|other| key(other) != key(question));
        self.asked_lately.push_back(question.clone());
        if self.asked_lately.len() > ASKED_LATELY_MAX {
            self.asked_lately.pop_front();
        }
    }

    /// The stored form of the answers to what is asked, and to what was asked lately.
    pub(crate) fn stored_answers(&mut self) -> Vec<u8> {
        let mut stored = StoredAnswers {
            as_of_ms: self.as_of_ms.unwrap_or(self.now_ms),
            is_redacted: self.settings.redacted,
            answers: Vec::new(),
        };
        for query in self.queries.values() {
            if let Some(answer) = query.answered() {
                stored.add(query.question(), answer.clone());
            }
        }
        self.take_veil();
        let shown = match &self.veiled {
            Some(veiled) => &veiled.revision,
            None => &self.accounts.revision,
        };
        let asked = self.asked_lately.iter();
        let is_new = |question: &&AnyQuestion| {
            let mut asked = self.queries.values();
            !asked.any(|query| key(query.question()) == key(question))
        };
        for question in asked.filter(is_new) {
            let mut basis = Basis::new(shown, &mut self.rollup);
            let answer = Subscription::new(question.clone()).changed(&mut basis);
            if let Some(answer) = answer.filter(|_| !basis.wants_accounts) {
                stored.add(question, answer);
            }
        }
        stored.encode()
    }

    /// Answers the questions whose answers have changed. While figures are not settled, the last
    /// answers stay; before it is known what is stored, nobody is told that there is nothing.
    pub(crate) fn publish(&mut self) {
        if self.accounts.is_stale() || !self.knows_stored {
            return;
        }
        self.take_veil();
        let shown = match &self.veiled {
            Some(veiled) => &veiled.revision,
            None => &self.accounts.revision,
        };
        let mut basis = Basis::new(shown, &mut self.rollup);
        basis.real = &self.accounts.revision;
        basis.names = self.veiled.as_ref().map(|veiled| &veiled.names);
        basis.outputs = self
            .roots
            .iter()
            .map(|(id, root)| root.outputs(*id))
            .collect();
        if let State::Open(accounts) = &self.accounts.state {
            basis.accounts = Some(accounts);
        }
        for (id, live) in &mut self.queries {
            if let Some(answer) = live.changed(&mut basis) {
                let publish = Effect::Publish(*id, self.revision, Box::new(answer));
                self.effects.push(publish);
            }
        }
        if basis.wants_accounts {
            self.open_accounts();
        }
    }

    /// Hides the names of the ledger as it is now, or hides none, as the settings want it.
    fn take_veil(&mut self) {
        let number = self.accounts.revision.number();
        if !self.settings.redacted {
            self.veiled = None;
        } else if self
            .veiled
            .as_ref()
            .is_none_or(|veiled| veiled.of != number)
        {
            let (revision, names) = veil(&self.accounts.revision);
            self.veiled = Some(Veiled {
                of: number,
                revision,
                names,
            });
        }
    }
}

//! What the subagents of a session took.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::money::Cost;
use sessionscope_log::place::RootId;
use sessionscope_log::time::Instant;

use crate::basis::Basis;
use crate::counted::{CountedLive, CountedOf, CountedSession};
use crate::question::{Lookup, Question};

/// What did the subagents take that these logs are of?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubagentsQuestion {
    /// The key of their session.
    pub session: String,
    /// Their logs.
    pub files: Vec<(RootId, String)>,
}

/// What counts in a subagent's log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubagentFigures {
    /// When its first and its last record were written.
    pub span: Option<(Instant, Instant)>,
    /// From the one to the other, in milliseconds.
    pub took_ms: Option<i64>,
    /// Responses.
    pub responses: u64,
    /// What they cost, or the part that is known.
    pub cost: Cost,
    /// Some rate is unknown.
    pub lower_bound: bool,
}

impl Question for SubagentsQuestion {
    /// In the order of the logs.
    type Answer = Lookup<Vec<SubagentFigures>>;
    type Live = CountedLive;

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, live: &mut CountedLive, basis: &mut Basis<'_>) -> Self::Answer {
        let of = CountedOf {
            session: &self.session,
            files: &self.files,
            starts: &[],
        };
        match live.counted(of, basis) {
            Lookup::Found(counted) => Lookup::Found(self.figures(&counted, basis)),
            Lookup::Pending => Lookup::Pending,
            Lookup::Missing => Lookup::Missing,
        }
    }
}

impl SubagentsQuestion {
    fn figures(&self, counted: &CountedSession, basis: &Basis<'_>) -> Vec<SubagentFigures> {
        let spans = self.files.iter().map(|(root, path)| {
            let mut files = basis.revision.files.iter();
            let file = files.find(|file| file.root == *root && file.path == *path)?;
            file.first.zip(file.last)
        });
        let figures = spans.map(|span| SubagentFigures {
            span,
            took_ms: span.map(|(first, last)| last.0 - first.0),
            ..SubagentFigures::default()
        });
        let mut figures: Vec<SubagentFigures> = figures.collect();
        for bill in &counted.account.bills {
            let at = counted.rows.iter().position(|row| *row == bill.file);
            if let Some(of_file) = at.and_then(|at| figures.get_mut(at)) {
                of_file.responses += u64::from(bill.extra.is_none());
                of_file.cost += bill.cost;
                of_file.lower_bound |= bill.lower_bound;
            }
        }
        figures
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{World, response};

    #[test]
    fn a_subagent_takes_what_counts_in_its_log() {
        let path = "p/s/subagents/agent-a.jsonl";
        let agent = response("s", "m2", 2_000_000);
        // What stands in both logs counts in the first alone.
        let both = response("s", "m1", 1_000_000);
        let world = World::of(&[
            ("p/s.jsonl", std::slice::from_ref(&both)),
            (path, &[agent, both.clone()]),
        ]);
        let ask = |session: &str, path: &str, redacted| {
            let question = SubagentsQuestion {
                session: session.to_owned(),
                files: vec![(RootId(0), path.to_owned())],
            };
            let answer = world.ask(&question, redacted);
            answer.found().unwrap().clone()
        };
        let plain = ask("p/s", path, false);
        assert_eq!(plain[0].responses, 1);
        assert_eq!(plain[0].cost.to_decimal(), "50");
        assert_eq!(plain[0].took_ms, Some(0));
        let shown = world.shown_path(path);
        assert_eq!(ask("Project 1/session-1", &shown, true), plain);
    }
}

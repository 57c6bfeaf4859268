//! What is known of one session, beside what was said in it.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::ledger::{Ledger, Revision, SessionRow};
use sessionscope_accounts::order::sort_by;
use sessionscope_accounts::report::{
    Filter, Group, GroupBy, GroupQuery, LiveQuery, Sums, TotalsQuery,
};
use sessionscope_log::time::Instant;

use crate::basis::Basis;
use crate::label::{one_line, project_label, session_label};
use crate::link::{SessionLinks, find_session};
use crate::question::{Lookup, Question};

/// As many related sessions are named.
const RELATED_MAX: usize = 3;

/// What is known of a session?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionQuestion {
    /// Its id as it stands in an address, or its key.
    pub id: String,
}

/// What is known of a session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionAnswer {
    /// Its key.
    pub key: String,
    /// Its own name: the stem of its main file, by which it is resumed.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// The key of its project, and what that is called.
    pub project: (String, String),
    /// When it began.
    pub first: Option<Instant>,
    /// When something was last written.
    pub last: Option<Instant>,
    /// From the one to the other, in milliseconds.
    pub span_ms: Option<i64>,
    /// Where it started.
    pub directory: Option<String>,
    /// Git branches in order of appearance.
    pub branches: Vec<String>,
    /// Versions of Claude Code: the first, and the last if that is another one.
    pub versions: Vec<String>,
    /// How it was started.
    pub entrypoint: Option<String>,
    /// The first prompt that a person wrote, in one line.
    pub first_prompt: Option<String>,
    /// Files of it, subagents' included.
    pub files: u64,
    /// Compactions of the context.
    pub compactions: u64,
    /// API errors.
    pub api_errors: u64,
    /// Times the user interrupted.
    pub interruptions: u64,
    /// Its own figures, whatever a view leaves out.
    pub sums: Sums,
    /// The model that cost most, and how many more there are.
    pub model: Option<(String, u64)>,
    /// Sessions that hold messages of this one, those with the most first; only the first few.
    pub related: Vec<RelatedSession>,
    /// How many more there are.
    pub more_related: u64,
}

/// A session that holds messages of another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedSession {
    /// Its id as it stands in an address.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Messages that both hold.
    pub messages: u64,
}

impl Question for SessionQuestion {
    type Answer = Lookup<SessionAnswer>;
    type Live = (LiveQuery<TotalsQuery>, LiveQuery<GroupQuery>, SessionLinks);

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> Self::Answer {
        let ledger = basis.revision;
        let found = find_session(ledger, &self.id);
        let found = found.and_then(|row| Some((row, ledger.sessions.get(row as usize)?)));
        let Some((number, row)) = found else {
            return Lookup::Missing;
        };
        let own = Filter {
            sessions: vec![number],
            ..Filter::default()
        };
        let totals = live.0.answer(ledger, basis.rollup, &own, ());
        let models = live.1.answer(ledger, basis.rollup, &own, GroupBy::Model);
        let mut answer = described(ledger, number, row);
        (answer.related, answer.more_related) = related(ledger, row, &mut live.2);
        answer.sums = totals.sums;
        answer.model = main_model(ledger, &models);
        Lookup::Found(answer)
    }
}

/// All of it but its figures.
fn described(ledger: &Ledger, number: u32, row: &SessionRow) -> SessionAnswer {
    let text = |name: Option<&str>| name.map(str::to_owned);
    SessionAnswer {
        key: ledger.session_key(number),
        name: row.name.clone(),
        label: session_label(ledger, number),
        project: (
            ledger.project_key(row.project),
            project_label(ledger, row.project),
        ),
        first: row.first,
        last: row.last,
        span_ms: row
            .first
            .zip(row.last)
            .map(|(first, last)| last.0 - first.0),
        directory: text(row.cwd.as_deref()),
        branches: {
            let named = row.branches.iter().filter(|branch| !branch.is_empty());
            named.map(ToString::to_string).collect()
        },
        versions: versions(row),
        entrypoint: text(row.entrypoint.as_deref()),
        first_prompt: row.first_prompt.as_deref().map(one_line),
        files: u64::from(row.files),
        compactions: row.compactions,
        api_errors: row.api_errors,
        interruptions: row.interruptions,
        ..SessionAnswer::default()
    }
}

fn versions(row: &SessionRow) -> Vec<String> {
    let Some(last) = row.last_version.as_deref() else {
        return Vec::new();
    };
    let first = row.first_version.as_deref().filter(|first| *first != last);
    first.into_iter().chain([last]).map(str::to_owned).collect()
}

fn related(
    ledger: &Revision,
    row: &SessionRow,
    links: &mut SessionLinks,
) -> (Vec<RelatedSession>, u64) {
    let mut related = row.related.to_vec();
    sort_by(&mut related, |a, b| b.1.cmp(&a.1));
    let more = related.len().saturating_sub(RELATED_MAX) as u64;
    let named = related.into_iter().take(RELATED_MAX);
    let named = named.map(|(other, messages)| RelatedSession {
        id: links.link(ledger, other),
        label: session_label(ledger, other),
        messages: u64::from(messages),
    });
    (named.collect(), more)
}

fn main_model(ledger: &Ledger, models: &[Group]) -> Option<(String, u64)> {
    let weight = |group: &Group| (group.sums.cost, group.sums.tokens.sum());
    // Of several that weigh the same the first.
    let most = models.iter().rev().max_by_key(|group| weight(group))?;
    Some((most.of.key(ledger), models.len() as u64 - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{World, response};

    #[test]
    fn a_session_is_found_by_id_and_by_key() {
        let world = World::of(&[
            ("p/s.jsonl", &[response("s", "m1", 1_000_000)]),
            ("q/s.jsonl", &[response("s", "m2", 1)]),
            (
                "p/t.jsonl",
                &[response("t", "m1", 1), response("t", "m3", 1)],
            ),
        ]);
        let ask = |id: &str| {
            let question = SessionQuestion { id: id.to_owned() };
            world.ask(&question, false)
        };
        assert_eq!(ask("nobody"), Lookup::Missing);
        let answer = ask("p/s");
        let found = answer.found().unwrap();
        assert_eq!((&*found.key, &*found.name), ("p/s", "s"));
        assert_eq!(found.sums.cost.to_decimal(), "25");
        assert_eq!(found.model, Some(("claude-opus-5".to_owned(), 0)));
        assert_eq!(ask("q/s").found().unwrap().key, "q/s");
        // Both hold the first message, and one id is told apart only by the project.
        let other = ask("t");
        let other = other.found().unwrap();
        assert_eq!(
            (&*other.related[0].id, other.related[0].messages),
            ("p/s", 1)
        );
        assert_eq!(other.project.0, "p");
    }
}

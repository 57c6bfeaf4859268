//! What a thread is about: the words that it has and other threads have not.
//!
//! Words weigh by their frequency in the thread and by how few turns of other threads have them (tf-idf,
//! Spärck Jones 1972). What a person wrote counts more than what the model wrote; calls of
//! tools and their results do not count.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::turn::Turn;
use crate::session::{Kind, Session};

/// Most keywords of a thread.
const KEYWORDS_MAX: usize = 8;
/// How many keywords after the first are sub-topics.
const SUB_TOPICS: usize = 3;
/// How often a word of a person counts.
const ASKED_TIMES: f64 = 3.0;

/// What a thread is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// Its first keyword; empty if nothing was said.
    pub primary: String,
    /// The next ones.
    pub sub_topics: Vec<String>,
    /// The words that tell it from other threads, the strongest first, with their weights.
    pub keywords: Vec<(String, f64)>,
    /// Share of the thread's turns that have the first keyword, 0 to 1.
    pub confidence: f64,
}

/// In how many turns each term is.
pub(super) fn turns_with(turns: &[Turn]) -> FxHashMap<u32, u32> {
    let mut counts = FxHashMap::default();
    for term in turns.iter().flat_map(|turn| &turn.terms) {
        *counts.entry(term.hash).or_default() += 1;
    }
    counts
}

impl Topic {
    /// What some turns of a session are about, of `all` of which so many have each term.
    pub(super) fn of(
        session: &Session,
        turns: &[Turn],
        all: usize,
        turns_with_all: &FxHashMap<u32, u32>,
    ) -> Self {
        let mut weights = BTreeMap::new();
        for turn in turns {
            count(session, turn, &mut weights);
        }
        let mut ranked: Vec<(u32, f64)> = weights.into_iter().collect();
        let inside = turns_with(turns);
        let others = all.saturating_sub(turns.len()) as f64;
        for (term, weight) in &mut ranked {
            let here = inside.get(term).copied().unwrap_or_default();
            let hits = turns_with_all.get(term).copied().unwrap_or_default();
            let elsewhere = f64::from(hits.saturating_sub(here));
            *weight = (1.0 + *weight).ln() * ((others + 2.0) / (elsewhere + 1.0)).ln();
        }
        ranked.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        let has = |term: u32| {
            turns.iter().filter(move |turn| {
                turn.terms
                    .binary_search_by_key(&term, |other| other.hash)
                    .is_ok()
            })
        };
        let mut shown = ranked.iter().filter_map(|(term, weight)| {
            Some((
                *term,
                session.lexicon().word(*term)?.to_lowercase(),
                *weight,
            ))
        });
        let best: Vec<_> = shown.by_ref().take(KEYWORDS_MAX).collect();
        let confidence = best.first().map_or(0.0, |(term, _, _)| {
            has(*term).count() as f64 / turns.len().max(1) as f64
        });
        let words = || best.iter().map(|(_, word, _)| word.clone());
        Self {
            primary: words().next().unwrap_or_default(),
            sub_topics: words().skip(1).take(SUB_TOPICS).collect(),
            keywords: words()
                .zip(best.iter().map(|(_, _, weight)| *weight))
                .collect(),
            confidence,
        }
    }
}

fn count(session: &Session, turn: &Turn, weights: &mut BTreeMap<u32, f64>) {
    let messages = session.messages().get(turn.first..turn.end);
    for message in messages.unwrap_or_default() {
        let times = match message.kind {
            Kind::Prompt | Kind::Command => ASKED_TIMES,
            Kind::Answer if message.tools.is_empty() => 1.0,
            Kind::Answer | Kind::Note | Kind::Result => continue,
        };
        for term in message.terms.terms() {
            *weights.entry(term.hash).or_default() += times * f64::from(term.count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::session;
    use crate::thread::turn::turns;

    #[test]
    fn keywords_are_of_this_thread_and_not_of_others() {
        let session = session(
            "10:00 u Lampe und Schalter prüfen
            10:01 a Die Lampe am Schalter ist geprüft.
            10:02 u Boote im Hafen zählen, auch Boote ohne Lampe
            10:03 a Im Hafen liegen sieben Boote.",
        );
        let turns = turns(&session);
        let with = turns_with(&turns);
        let boats = Topic::of(&session, &turns[1..], turns.len(), &with);
        assert_eq!(boats.primary, "boote");
        assert_eq!(boats.sub_topics.first().map(String::as_str), Some("hafen"));
        assert!(boats.keywords.iter().all(|(word, _)| word != "schalter"));
        assert!(boats.keywords.is_sorted_by(|left, right| left.1 >= right.1));
        assert!((boats.confidence - 1.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_said_is_no_topic() {
        let session = session("10:00 c /model");
        let turns = turns(&session);
        let topic = Topic::of(&session, &turns, 1, &turns_with(&turns));
        assert_eq!(topic, Topic::default());
    }
}

//! How well threads are found, measured on joined stretches of different real sessions.
//!
//! The real logs stay outside the repository. Half of the sessions, by their ids, are for tuning, and
//! figures are of the other half.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "a test fails by panicking, and its numbers are small"
)]

#[path = "threads/baselines.rs"]
mod baselines;
#[path = "threads/corpus.rs"]
mod corpus;
#[path = "threads/measure.rs"]
mod measure;
#[path = "threads/tune.rs"]
mod tune;

use std::path::Path;

use corpus::{
    Dice, Gaps, Joined, Real, Recipe, folder, is_for_tuning, join, sessions, with_prompts,
    without_breaks,
};
use measure::{Figures, Tally};
use sessionscope_insights::thread::choose::starts;
use sessionscope_insights::thread::evidence::{Cue, Evidence};
use sessionscope_insights::thread::merge::without_fragments;
use sessionscope_insights::thread::turn::{Turn, turns};

/// Every way of joining that is measured, by the times between stretches.
fn recipes(gaps: Gaps) -> Vec<Recipe> {
    let mut recipes = Vec::new();
    for bits in 0..16 {
        let has = |bit: u32| bits >> bit & 1 == 1;
        recipes.push(Recipe {
            gaps,
            is_neutral: has(0),
            is_relinked: has(1),
            is_bare: has(2),
            is_one_project: has(3),
        });
    }
    recipes
}

fn joined(pool: &[&Real], recipes: &[Recipe], each: usize, seed: u64) -> Vec<Joined> {
    let mut dice = Dice(seed);
    let mut all = Vec::new();
    for recipe in recipes {
        all.extend((0..each).map(|_| join(pool, *recipe, &mut dice)));
    }
    all
}

fn measure(all: &[Joined], find: impl Fn(&[Turn]) -> Vec<usize>) -> Figures {
    let mut tally = Tally::default();
    for joined in all {
        let session = joined.session();
        let uuids: Vec<&str> = session
            .messages()
            .iter()
            .map(|message| &*message.uuid)
            .collect();
        let wanted: Vec<&str> = joined.truth.iter().map(|(uuid, _)| uuid.as_str()).collect();
        assert_eq!(uuids, wanted);
        let starts = find(&turns(&session));
        let label = |at: usize| starts.iter().filter(|start| **start <= at).count();
        let found: Vec<usize> = (0..uuids.len()).map(label).collect();
        let truth: Vec<usize> = joined.truth.iter().map(|(_, number)| *number).collect();
        tally.add(&truth, &found);
    }
    tally.figures()
}

fn ours(turns: &[Turn]) -> Vec<usize> {
    let evidence = Evidence::of(turns.to_vec());
    let starts = without_fragments(&starts(&evidence), &evidence).into_iter();
    starts
        .map(|start| evidence.turns[start.turn].first)
        .collect()
}

fn say(what: &str, figures: &Figures) {
    println!(
        "{what:36} Pk {:.3}  WD {:.3}  P {:.2} R {:.2} F1 {:.3}  right {:.3}  threads {:.2}",
        figures.pk,
        figures.window_diff,
        figures.precision,
        figures.recall,
        figures.f1(),
        figures.right,
        figures.threads
    );
}

fn half(all: &[Real], is_tuning: bool) -> Vec<&Real> {
    all.iter()
        .filter(|real| is_for_tuning(real) == is_tuning)
        .collect()
}

/// As how many examples one counts where texts alone tell threads apart.
const HARD_WEIGHT: f64 = 8.0;

/// The same sessions with more prompts in them.
fn dense(pool: &[&Real], percent: usize) -> Vec<Real> {
    let mut dice = Dice(3);
    pool.iter()
        .map(|real| with_prompts(real, percent, &mut dice))
        .collect()
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn tune() {
    let all = sessions(&folder());
    let ours =
        sessions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/sample/projects"));
    let ours: Vec<Real> = ours.into_iter().map(without_breaks).collect();
    let mut pool = half(&all, true);
    pool.extend(&ours);
    let (some, many) = (dense(&pool, 40), dense(&pool, 90));
    let (some, many) = (some.iter().collect(), many.iter().collect());
    let mut examples = Vec::new();
    for pool in [&pool, &some, &many] {
        let count: usize = pool.iter().map(|real| real.prompts.len()).sum();
        println!("{} sessions, {count} prompts", pool.len());
        for gaps in [Gaps::Kept, Gaps::Removed, Gaps::Raw] {
            for recipe in recipes(gaps) {
                // Where only texts tell threads apart, they must be enough.
                let is_hard = gaps == Gaps::Removed && recipe.is_neutral && recipe.is_relinked;
                let weight = if is_hard { HARD_WEIGHT } else { 1.0 };
                for joined in joined(pool, &[recipe], 12, 1) {
                    examples.extend(tune::examples(&joined, weight));
                }
            }
        }
    }
    println!(
        "{} examples, {} starts",
        examples.len(),
        examples.iter().filter(|e| e.is_start).count()
    );
    for weights in [tune::text_weights(&examples), tune::weights(&examples)] {
        for cue in Cue::ALL {
            let at = cue as usize;
            let mean = |is_start: bool| {
                let of = examples
                    .iter()
                    .filter(|example| example.is_start == is_start);
                of.clone().map(|example| example.cues[at]).sum::<f64>() / of.count() as f64
            };
            println!(
                "{cue:?} {:.2}   mean at starts {:.3}, elsewhere {:.3}",
                weights[at],
                mean(true),
                mean(false)
            );
        }
        println!(
            "{}",
            weights.map(|weight| format!("{weight:.2}")).join(", ")
        );
    }
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_logs_joined() {
    let all = sessions(&folder());
    for (half_name, is_tuning) in [("tuning half", true), ("held out", false)] {
        let pool = half(&all, is_tuning);
        report(half_name, &pool);
        for percent in [40, 90] {
            let dense = dense(&pool, percent);
            let name = format!("{half_name}, {percent} % of texts become prompts");
            report(&name, &dense.iter().collect::<Vec<_>>());
        }
    }
}

fn report(name: &str, pool: &[&Real]) {
    let count: usize = pool.iter().map(|real| real.prompts.len()).sum();
    println!("== {name}: {} sessions, {count} prompts", pool.len());
    for gaps in [Gaps::Kept, Gaps::Removed, Gaps::Raw] {
        for (is_neutral, is_relinked) in
            [(false, false), (true, false), (false, true), (true, true)]
        {
            let all = recipes(gaps).into_iter();
            let chosen: Vec<Recipe> = all
                .filter(|recipe| {
                    recipe.is_neutral == is_neutral && recipe.is_relinked == is_relinked
                })
                .collect();
            let all = joined(pool, &chosen, 15, 7);
            let what = format!("{gaps:?} neutral={is_neutral} relinked={is_relinked}");
            say(&what, &measure(&all, ours));
            if is_neutral && is_relinked {
                say("  gap", &measure(&all, baselines::gap));
                say("  TextTiling", &measure(&all, baselines::text_tiling));
                say("  fixed rules", &measure(&all, baselines::fixed_rules));
            }
        }
    }
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn look() {
    let mut all = sessions(&folder());
    all.extend(sessions(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/sample/projects"),
    ));
    for real in &all {
        let mut session = sessionscope_insights::session::Session::default();
        let mut reader = sessionscope_log::reader::RecordReader::default();
        let log: Vec<u8> = real
            .records
            .iter()
            .flat_map(|record| {
                let mut line = serde_json::to_vec(record).unwrap();
                line.push(b'\n');
                line
            })
            .collect();
        reader.push(&log, &mut session);
        reader.finish(&mut session);
        let turns = turns(&session);
        let given = turns.iter().filter(|turn| turn.is_given).count();
        let found = ours(&turns).len();
        let pauses: Vec<String> = turns
            .iter()
            .skip(1)
            .map(|turn| {
                format!(
                    "{}{}m",
                    if turn.is_given { "" } else { "!" },
                    turn.pause_ms.unwrap_or(0) / 60_000
                )
            })
            .collect();
        println!("   pauses {}", pauses.join(" "));
        println!(
            "{} {:.30} {:.8} messages {} prompts {} turns {} given {given} threads {found} trust {}",
            if is_for_tuning(real) { "T" } else { "H" },
            real.project,
            real.id,
            session.messages().len(),
            real.prompts.len(),
            turns.len(),
            turns.first().map_or(9.0, |turn| turn.link_trust)
        );
    }
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn misses() {
    let all = sessions(&folder());
    let pool = half(&all, std::env::var_os("HELD").is_none());
    let densed = dense(&pool, 40);
    let densed: Vec<&Real> = densed.iter().collect();
    let pool = if std::env::var_os("DENSE").is_some() { &densed } else { &pool };
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for gaps in [Gaps::Kept, Gaps::Removed] {
        for recipe in recipes(gaps) {
            for joined in joined(pool, &[recipe], 15, 7) {
                let session = joined.session();
                let evidence = Evidence::of(turns(&session));
                let starts = without_fragments(&starts(&evidence), &evidence);
                for at in 1..joined.truth.len() {
                    let is_start = joined.truth[at].1 != joined.truth[at - 1].1;
                    let turn = evidence.turns.iter().position(|turn| turn.first == at);
                    let found = turn.and_then(|turn| starts.iter().find(|start| start.turn == turn));
                    if is_start == found.is_some() { continue; }
                    if gaps == Gaps::Kept && is_start && joined.truth[at].0.starts_with("c8b3f8") && turn.is_some() {
                        let turn = turn.unwrap();
                        let cues = evidence.cues(turn, 1).unwrap();
                        println!("{recipe:?} {:?} {:?}", evidence.pauses, evidence.turns[turn].pause_ms);
                        for cue in Cue::ALL { print!("{cue:?} {:.2}  ", cues[cue as usize]); }
                        println!();
                    }
                    let message = &session.messages()[at];
                    let before = &session.messages()[at - 1];
                    let uuid = &joined.truth[at].0;
                    let name = all.iter().find(|real| real.records.iter().any(|record| record["uuid"].as_str() == Some(uuid))).map_or("?", |real| &real.id);
                    let what = match (is_start, turn) { (true, None) => "no turn", (true, Some(_)) => "missed", _ => "false" };
                    let hard = if gaps == Gaps::Kept { "kept".to_owned() } else { format!("removed neutral={} relinked={}", recipe.is_neutral, recipe.is_relinked) };
                    let opening = &message.opening.chars().take(50).collect::<String>();
                    *counts.entry(format!("{hard:40} {what} {:.8} {:?} after {:?} {opening}", name, message.kind, before.kind)).or_default() += 1;
                }
            }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (what, count) in counts.iter().take(60) { println!("{count:4} {what}"); }
}

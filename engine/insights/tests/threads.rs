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
    clippy::struct_excessive_bools,
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
const HARD_WEIGHT: f64 = 16.0;

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

/// How many joined sessions there are of each way of joining.
const EACH: usize = 15;

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_logs_joined() {
    let all = sessions(&folder());
    for (half_name, is_tuning) in [("tuning half", true), ("held out", false)] {
        let pool = half(&all, is_tuning);
        report(half_name, &pool, is_tuning);
        for percent in [40, 90] {
            let dense = dense(&pool, percent);
            let name = format!("{half_name}, {percent} % of texts made prompts");
            report(&name, &dense.iter().collect::<Vec<_>>(), is_tuning);
        }
    }
}

/// Prints figures, and asserts floors where the sessions are not those of tuning.
fn report(name: &str, pool: &[&Real], is_tuning: bool) {
    let count: usize = pool.iter().map(|real| real.prompts.len()).sum();
    println!("== {name}: {} sessions, {count} prompts", pool.len());
    for gaps in [Gaps::Kept, Gaps::Removed, Gaps::Raw] {
        for (is_neutral, is_relinked) in
            [(false, false), (false, true), (true, false), (true, true)]
        {
            let chosen = chosen(gaps, is_neutral, is_relinked);
            let all = joined(pool, &chosen, EACH, 7);
            let figures = measure(&all, ours);
            let fields = if is_neutral { ", fields alike" } else { "" };
            let links = if is_relinked { ", relinked" } else { "" };
            say(&format!("gaps {gaps:?}{fields}{links}"), &figures);
            if is_neutral != is_relinked {
                continue;
            }
            let tiling = measure(&all, baselines::text_tiling);
            let rules = measure(&all, baselines::fixed_rules);
            say("  baseline: gap", &measure(&all, baselines::gap));
            say("  baseline: TextTiling", &tiling);
            say("  baseline: fixed rules", &rules);
            if is_neutral {
                let near: Vec<Recipe> = chosen
                    .into_iter()
                    .filter(|recipe| recipe.is_one_project)
                    .collect();
                say(
                    "  of one project",
                    &measure(&joined(pool, &near, EACH, 7), ours),
                );
            }
            if !is_tuning {
                check(gaps, is_neutral, &figures, tiling.pk.min(rules.pk));
            }
        }
    }
}

fn chosen(gaps: Gaps, is_neutral: bool, is_relinked: bool) -> Vec<Recipe> {
    let all = recipes(gaps).into_iter();
    let chosen =
        all.filter(|recipe| (recipe.is_neutral, recipe.is_relinked) == (is_neutral, is_relinked));
    chosen.collect()
}

/// Floors, a little below what was measured.
fn check(gaps: Gaps, is_neutral: bool, figures: &Figures, baseline_pk: f64) {
    let pk_most = match gaps {
        Gaps::Removed if is_neutral => 0.22,
        Gaps::Removed => 0.08,
        Gaps::Kept | Gaps::Raw => 0.06,
    };
    assert!(figures.pk < pk_most && figures.pk < baseline_pk);
    let right_least = if is_neutral { 0.92 } else { 0.95 };
    assert!(gaps != Gaps::Kept || figures.right > right_least);
}

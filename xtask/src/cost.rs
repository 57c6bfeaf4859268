//! What the engine's work costs, in instructions, and the budgets in tests/cost.json.
//!
//! Times tell a slow machine from a fast one; instructions tell slow code from fast code. They vary
//! by 0.001 % from run to run (maps seeded at random) and by 0.2 % with the folder's name (it moves
//! the heap), so that a few percent more are a change of ours. `cargo xtask cost` counts anew and
//! writes the budgets.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::env::Env;
use crate::summary::Tally;
use crate::{callgrind, run, setup, test};

/// What engine/examples/cost.rs can do; it does each in a function `measured_…`.
const WORKS: [&str; 3] = ["accounts", "digests", "search"];

/// The logs beside the repository, as the budgets name them.
const REAL: &str = "real logs";

/// All of tests/cost.json.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Budgets {
    /// What this file is, for whoever opens it.
    note: String,
    /// Where all is as it was when the budget was counted.
    tolerance_percent: f64,
    /// Where the compiler, the C library or the corpus is another.
    tolerance_elsewhere_percent: f64,
    corpora: BTreeMap<String, Cost>,
}

/// What was counted over one corpus, and with what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Cost {
    compiler: String,
    c_library: String,
    bytes: u64,
    /// By the name of the work.
    instructions: BTreeMap<String, u64>,
}

/// A figure beside its budget.
#[derive(Debug, PartialEq)]
struct Comparison {
    /// The corpus and the work.
    name: String,
    instructions: u64,
    /// For as many bytes as the corpus has now.
    budget: f64,
    tolerance_percent: f64,
}

#[derive(Debug, PartialEq)]
enum Verdict {
    Within,
    Over,
    /// The budget can be lowered.
    Under,
}

/// The step `cost` of `cargo xtask test`.
///
/// # Errors
/// Nothing can be counted, or a figure is above its budget.
pub fn check(env: &Env) -> Result<Tally> {
    if !callgrind::IS_FOR_THIS {
        return Ok(Tally::skip(
            "instruction counts (their budgets are for Linux on x86-64)",
        ));
    }
    let budgets = read(&budgets_file(env))?;
    let mut comparisons = Vec::new();
    for (corpus, cost) in count_all(env)? {
        comparisons.extend(budgets.compare(&corpus, &cost)?);
    }
    let over = tell(&comparisons);
    ensure!(
        over.is_empty(),
        "over budget (see tests/cost.json): {}",
        over.join("; ")
    );
    let mut tally = Tally {
        passed: comparisons.len() as u64,
        ..Tally::default()
    };
    if env.fixtures().is_none() {
        tally.add(Tally::skip(format!("instruction counts over the {REAL}")));
    }
    Ok(tally)
}

/// Prints all, and gives a sentence for each that is over its budget.
fn tell(comparisons: &[Comparison]) -> Vec<String> {
    let mut over = Vec::new();
    for comparison in comparisons {
        println!("{}", comparison.line());
        match comparison.verdict() {
            Verdict::Over => over.push(comparison.sentence()),
            Verdict::Under => println!("  {}", comparison.sentence()),
            Verdict::Within => {}
        }
    }
    over
}

/// Runs `cargo xtask cost`: counts anew and writes the budgets. What is not here to be counted
/// keeps the budget that it has.
///
/// # Errors
/// Nothing can be counted, or the file cannot be written.
pub fn command(mut arguments: lexopt::Parser) -> Result<()> {
    if let Some(argument) = arguments.next()? {
        if crate::is_help(&argument) {
            return Ok(());
        }
        return Err(argument.unexpected().into());
    }
    ensure!(
        callgrind::IS_FOR_THIS,
        "budgets are counted on Linux on x86-64 only"
    );
    let env = Env::new()?;
    setup::valgrind(&env)?;
    let file = budgets_file(&env);
    let mut budgets = read(&file)?;
    for (corpus, cost) in count_all(&env)? {
        println!("{corpus}: {:?}", cost.instructions);
        budgets.corpora.insert(corpus, cost);
    }
    let text = serde_json::to_string_pretty(&budgets)?;
    fs::write(&file, text + "\n").context("cannot write tests/cost.json")
}

fn budgets_file(env: &Env) -> PathBuf {
    env.path("tests/cost.json")
}

fn read(file: &Path) -> Result<Budgets> {
    let text = fs::read_to_string(file).context("cannot read tests/cost.json")?;
    serde_json::from_str(&text).context("tests/cost.json is not of its shape")
}

/// The corpora that are here, by name.
fn corpora(env: &Env) -> Vec<(&'static str, PathBuf)> {
    let cases = ("cases", env.path("tests/fixtures/cases"));
    let real = env.fixtures().map(|folder| (REAL, folder.join("projects")));
    std::iter::once(cases).chain(real).collect()
}

fn count_all(env: &Env) -> Result<Vec<(String, Cost)>> {
    let program = build(env)?;
    let count = |(name, folder): (&str, PathBuf)| {
        let cost = count_one(env, &program, name, &folder)?;
        Ok((name.to_owned(), cost))
    };
    corpora(env).into_iter().map(count).collect()
}

fn count_one(env: &Env, program: &Path, corpus: &str, folder: &Path) -> Result<Cost> {
    let profiles = env.target().join("cost");
    fs::create_dir_all(&profiles)?;
    let mut cost = Cost {
        compiler: callgrind::compiler(env)?,
        c_library: callgrind::c_library(env)?,
        bytes: 0,
        instructions: BTreeMap::new(),
    };
    for work in WORKS {
        let profile = profiles.join(format!("{}.{work}", corpus.replace(' ', "-")));
        let arguments = [OsStr::new(work), folder.as_os_str()];
        let function = format!("measured_{work}");
        let count = callgrind::count(env, program, &arguments, &function, &profile)?;
        cost.instructions
            .insert(work.to_owned(), count.instructions);
        let bytes = count.output.trim().parse();
        cost.bytes = bytes.context("the engine's example `cost` did not tell its bytes")?;
    }
    ensure!(cost.bytes > 0, "there are no logs in {}", folder.display());
    Ok(cost)
}

/// The engine's example, compiled as the worker is.
fn build(env: &Env) -> Result<PathBuf> {
    let words = ["build", "--release", "--package=sessionscope-engine"];
    let words = [words.as_slice(), &["--example=cost"]].concat();
    run::run(&mut test::locked(env.cargo(), &words, &[]))?;
    let file = format!("cost{}", std::env::consts::EXE_SUFFIX);
    Ok(env.target().join("release/examples").join(file))
}

impl Budgets {
    /// Each of a corpus's figures beside its budget.
    ///
    /// # Errors
    /// One has no budget.
    fn compare(&self, corpus: &str, cost: &Cost) -> Result<Vec<Comparison>> {
        let Some(budget) = self.corpora.get(corpus) else {
            bail!("{corpus} has no budget; `cargo xtask cost` writes one");
        };
        let tolerance_percent = match budget.otherness(cost) {
            None => self.tolerance_percent,
            Some(why) => {
                let wide = self.tolerance_elsewhere_percent;
                println!("{corpus}: {wide} % are tolerated, since {why}");
                wide
            }
        };
        // A new case is more work; what is bounded is work by byte.
        let growth = cost.bytes as f64 / budget.bytes as f64;
        let compare = |(work, &instructions): (&String, &u64)| {
            let name = format!("{corpus} {work}");
            let Some(&budget) = budget.instructions.get(work) else {
                bail!("{name} has no budget; `cargo xtask cost` writes one");
            };
            Ok(Comparison {
                name,
                instructions,
                budget: budget as f64 * growth,
                tolerance_percent,
            })
        };
        cost.instructions.iter().map(compare).collect()
    }
}

impl Cost {
    /// What was otherwise when this was counted, as against `now`; `None` if nothing.
    fn otherness(&self, now: &Self) -> Option<String> {
        let bytes = |cost: &Self| format!("{} bytes of logs", cost.bytes);
        let pairs = [
            (self.compiler.clone(), now.compiler.clone()),
            (self.c_library.clone(), now.c_library.clone()),
            (bytes(self), bytes(now)),
        ];
        let others = pairs.iter().filter(|(then, now)| then != now);
        let others: Vec<String> = others
            .map(|(then, now)| format!("the budget was counted with {then}, not {now}"))
            .collect();
        (!others.is_empty()).then(|| others.join(", and "))
    }
}

impl Comparison {
    fn change_percent(&self) -> f64 {
        (self.instructions as f64 / self.budget - 1.0) * 100.0
    }

    fn verdict(&self) -> Verdict {
        let change = self.change_percent();
        if change > self.tolerance_percent {
            Verdict::Over
        } else if change < -self.tolerance_percent {
            Verdict::Under
        } else {
            Verdict::Within
        }
    }

    fn line(&self) -> String {
        format!(
            "{:<18} {:>13} instructions, budget {:>13.0}: {:+.2} %",
            self.name,
            self.instructions,
            self.budget,
            self.change_percent()
        )
    }

    /// What is to be said of a figure that is not within its budget.
    fn sentence(&self) -> String {
        let Self {
            name,
            instructions,
            budget,
            tolerance_percent,
        } = self;
        let percent = self.change_percent().abs();
        match self.verdict() {
            Verdict::Under => format!(
                "{name} needs {percent:.1} % less than its budget: lower it by `cargo xtask cost`"
            ),
            Verdict::Over | Verdict::Within => format!(
                "{name} needs {instructions} instructions, {percent:.1} % more than its budget of \
                 {budget:.0}; {tolerance_percent} % are tolerated"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(compiler: &str, bytes: u64, digests: u64) -> Cost {
        Cost {
            compiler: compiler.to_owned(),
            c_library: "glibc 2.36".to_owned(),
            bytes,
            instructions: BTreeMap::from([("digests".to_owned(), digests)]),
        }
    }

    fn compare(now: &Cost) -> Comparison {
        let budgets = Budgets {
            note: String::new(),
            tolerance_percent: 3.0,
            tolerance_elsewhere_percent: 15.0,
            corpora: BTreeMap::from([("cases".to_owned(), cost("rustc 1.90.0", 100, 1_000))]),
        };
        let mut all = budgets.compare("cases", now).unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    fn verdict(compiler: &str, bytes: u64, digests: u64) -> Verdict {
        compare(&cost(compiler, bytes, digests)).verdict()
    }

    #[test]
    fn a_figure_may_differ_by_the_tolerance() {
        let same = |digests| verdict("rustc 1.90.0", 100, digests);
        assert_eq!(same(1_029), Verdict::Within);
        assert_eq!(same(1_031), Verdict::Over);
        assert_eq!(same(971), Verdict::Within);
        assert_eq!(same(969), Verdict::Under);
    }

    #[test]
    fn another_compiler_may_differ_by_more() {
        let other = |digests| verdict("rustc 1.91.0", 100, digests);
        assert_eq!(other(1_149), Verdict::Within);
        assert_eq!(other(1_151), Verdict::Over);
        assert_eq!(other(849), Verdict::Under);
    }

    #[test]
    fn another_corpus_is_compared_by_byte() {
        let grown = |digests| verdict("rustc 1.90.0", 200, digests);
        assert_eq!(grown(2_290), Verdict::Within);
        assert_eq!(grown(2_310), Verdict::Over);
    }

    #[test]
    fn what_is_over_is_told_with_its_figure() {
        assert_eq!(
            compare(&cost("rustc 1.90.0", 100, 1_100)).sentence(),
            "cases digests needs 1100 instructions, 10.0 % more than its budget of 1000; \
             3 % are tolerated"
        );
        assert_eq!(
            compare(&cost("rustc 1.90.0", 100, 900)).sentence(),
            "cases digests needs 10.0 % less than its budget: lower it by `cargo xtask cost`"
        );
    }

    #[test]
    fn what_has_no_budget_is_an_error() {
        let budgets = Budgets {
            note: String::new(),
            tolerance_percent: 3.0,
            tolerance_elsewhere_percent: 15.0,
            corpora: BTreeMap::new(),
        };
        assert!(budgets.compare("cases", &cost("rustc", 1, 1)).is_err());
    }

    #[test]
    fn the_budgets_of_the_repository_are_read() {
        let root = crate::env::root().unwrap();
        let budgets = read(&root.join("tests/cost.json")).unwrap();
        let cases = &budgets.corpora["cases"];
        let works: Vec<&str> = cases.instructions.keys().map(String::as_str).collect();
        assert_eq!(works, ["accounts", "digests", "search"]);
    }
}

//! Counts the instructions of one function under valgrind's callgrind: as good as the same from run
//! to run, however busy the machine is, which no clock gives.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::env::Env;
use crate::run;

/// Valgrind's program.
pub const VALGRIND: &str = "valgrind";

/// There is a valgrind for this system and processor, and budgets that hold on it: on another
/// processor the same program is other instructions.
pub const IS_FOR_THIS: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// What was counted, and what the program printed.
pub struct Count {
    /// Instructions within the function.
    pub instructions: u64,
    /// The program's standard output.
    pub output: String,
}

/// Runs `program` and counts while a function whose name holds `function` runs. The profile is left
/// in `profile`, for `callgrind_annotate`.
///
/// # Errors
/// Valgrind is missing, the program fails, or no such function ran.
pub fn count(
    env: &Env,
    program: &Path,
    arguments: &[&OsStr],
    function: &str,
    profile: &Path,
) -> Result<Count> {
    let mut valgrind = env.command(VALGRIND);
    let mut out = OsStr::new("--callgrind-out-file=").to_owned();
    out.push(profile);
    valgrind
        .args(["--tool=callgrind", "--quiet", "--collect-atstart=no"])
        // Compilers add to names what they please.
        .arg(format!("--toggle-collect=*{function}*"))
        .arg(out)
        .arg(program)
        .args(arguments);
    let output = run::capture(&mut valgrind)?;
    let text = fs::read_to_string(profile).context("callgrind wrote no profile")?;
    let instructions = instructions(&text)
        .with_context(|| format!("callgrind counted nothing of `{function}`"))?;
    Ok(Count {
        instructions,
        output,
    })
}

/// Runs `program` and counts each call of a function on its own; gives the counts in their order and what the program
/// printed. `function` is its path within the program. All profiles are left in `profile`.
///
/// # Errors
/// Valgrind is missing, the program fails, or no such function ran.
pub fn each(
    env: &Env,
    program: &Path,
    function: &str,
    profile: &Path,
) -> Result<(Vec<u64>, String)> {
    // Profiles are added to those that are there.
    if profile.exists() {
        fs::remove_file(profile)?;
    }
    let mut valgrind = env.command(VALGRIND);
    let mut out = OsStr::new("--callgrind-out-file=").to_owned();
    out.push(profile);
    valgrind
        .args(["--tool=callgrind", "--quiet", "--collect-atstart=no"])
        .arg("--combine-dumps=yes")
        // Of two options with the same pattern callgrind takes one.
        .arg(format!("--toggle-collect=*{function}*"))
        .arg(format!("--dump-after={function}*"))
        .arg(out)
        .arg(program);
    let output = run::capture(&mut valgrind)?;
    let text = fs::read_to_string(profile).context("callgrind wrote no profile")?;
    // What is left at the program's end is nothing.
    let parts = text.split("\npart: ").filter_map(instructions);
    Ok((parts.collect(), output))
}

/// The sum of instructions in a profile; `None` if there is none, or if it is 0: then the function
/// never ran, or became a part of another.
fn instructions(profile: &str) -> Option<u64> {
    let after = |name: &str| profile.lines().find_map(|line| line.strip_prefix(name));
    // Cycles and cache misses are counted only on demand, and would be further columns.
    let place = after("events:")?
        .split_whitespace()
        .position(|event| event == "Ir")?;
    let sum = after("totals:").or_else(|| after("summary:"))?;
    let sum: u64 = sum.split_whitespace().nth(place)?.parse().ok()?;
    (sum > 0).then_some(sum)
}

/// The C library: allocating and copying are its instructions, and not a few.
///
/// # Errors
/// The system does not tell.
pub fn c_library(env: &Env) -> Result<String> {
    let told = run::capture(env.command("getconf").arg("GNU_LIBC_VERSION"))?;
    Ok(told.trim().to_owned())
}

/// The compiler's version.
///
/// # Errors
/// There is no compiler, or it does not tell.
pub fn compiler(env: &Env) -> Result<String> {
    let told = run::capture(env.command("rustc").arg("--version"))?;
    // `rustc 1.90.0 (1159e78c4 2025-09-14)`
    match told.split_whitespace().nth(1) {
        Some(version) => Ok(format!("rustc {version}")),
        None => bail!("rustc does not tell its version"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = "# callgrind format\nversion: 1\ncreator: callgrind-3.19.0\n\
        cmd:  cost digests totals: 7\npart: 1\n\n\ndesc: Trigger: Program termination\n\n\
        positions: line\nevents: Ir\nsummary: 13695358\n\n\nfn=(1) totals\n0 9\n\n\
        totals: 13695358\n";

    #[test]
    fn the_sum_is_read_from_a_profile() {
        assert_eq!(instructions(PROFILE), Some(13_695_358));
    }

    #[test]
    fn instructions_are_one_column_of_several() {
        let profile = "events: Bc Ir Ge\nsummary: 1 2 3\ntotals: 4 5 6\n";
        assert_eq!(instructions(profile), Some(5));
        assert_eq!(
            instructions("events: Ir Bc\nsummary: 10 20\n"),
            Some(10),
            "a profile without totals"
        );
    }

    #[test]
    fn a_function_that_never_ran_is_no_count() {
        assert_eq!(instructions("events: Ir\nsummary: 0\ntotals: 0\n"), None);
        assert_eq!(instructions("events: Bc\ntotals: 5\n"), None);
        assert_eq!(instructions(""), None);
    }
}

//! What test runners say at their end, added up.

use regex_lite::Regex;

/// How many tests did what. Skipped ones are known by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Names of those that failed, as far as the runner tells them.
    pub failures: Vec<String>,
    /// Tests that were not run, with the reason where the runner gives one.
    pub skipped: Vec<String>,
}

impl Tally {
    /// A single thing that went well.
    pub fn one() -> Self {
        Self {
            passed: 1,
            ..Self::default()
        }
    }

    /// A single thing that went wrong.
    pub fn failure(what: impl Into<String>) -> Self {
        Self {
            failed: 1,
            failures: vec![what.into()],
            ..Self::default()
        }
    }

    /// A single thing that was not done.
    pub fn skip(why: impl Into<String>) -> Self {
        Self {
            skipped: vec![why.into()],
            ..Self::default()
        }
    }

    /// Takes in another tally.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
        self.skipped.extend(other.skipped);
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let skipped = self.skipped.len();
        write!(
            formatter,
            "{} passed, {} failed, {skipped} skipped",
            self.passed, self.failed
        )
    }
}

/// Adds up what cargo's test runner printed, over all its binaries.
pub fn of_cargo(output: &str) -> Tally {
    let mut tally = Tally::default();
    let output = plain(output);
    for line in output.lines() {
        if let Some(counts) = line.strip_prefix("test result: ") {
            tally.passed += count_before(counts, "passed");
            tally.failed += count_before(counts, "failed");
        } else if let Some(name) = ignored(line) {
            tally.skipped.push(name);
        } else if let Some(name) = failed(line) {
            tally.failures.push(name);
        }
    }
    tally
}

/// Adds up what Node's test runner printed with its `spec` reporter.
pub fn of_node(output: &str) -> Tally {
    let mut tally = Tally::default();
    let output = plain(output);
    for line in output.lines() {
        // The list of failures at the end repeats names, but neither counts nor skips.
        if let Some(counts) = line.strip_prefix("ℹ ") {
            tally.passed += count_after(counts, "pass");
            tally.failed += count_after(counts, "fail") + count_after(counts, "cancelled");
        } else if let Some(name) = line.trim_start().strip_prefix("﹣ ") {
            tally.skipped.push(without_time(name));
        } else if let Some(name) = line.trim_start().strip_prefix("✖ ") {
            note_failure(&mut tally.failures, without_time(name));
        }
    }
    tally
}

/// `12` of `… 12 passed; …`.
fn count_before(counts: &str, word: &str) -> u64 {
    let phrase = counts.split(';').find_map(|part| {
        let (before, last) = part.trim().rsplit_once(' ')?;
        (last == word).then_some(before)
    });
    let number = phrase.and_then(|phrase| phrase.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// `12` of `pass 12`.
fn count_after(counts: &str, word: &str) -> u64 {
    let number = counts
        .strip_prefix(word)
        .and_then(|rest| rest.strip_prefix(' '));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Notes a name once: the runner's list of failures repeats it, below a heading of its own.
fn note_failure(names: &mut Vec<String>, name: String) {
    if name != "failing tests:" && !names.contains(&name) {
        names.push(name);
    }
}

/// The name in `test NAME ... FAILED`.
fn failed(line: &str) -> Option<String> {
    let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
    Some(name.to_owned())
}

/// The name and the reason in `test NAME ... ignored, REASON`; an example in the documentation
/// that is only shown, marked `ignore`, is no test.
fn ignored(line: &str) -> Option<String> {
    let (name, end) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let reason = end.strip_prefix("ignored")?.trim_start_matches(", ");
    (!name.contains(" (line ")).then(|| format!("{name} # {reason}"))
}

/// `name (0.1ms) # reason` without the time.
fn without_time(line: &str) -> String {
    match Regex::new(r" \([0-9.]+ms\)") {
        Ok(time) => time.replace(line, "").trim().to_owned(),
        Err(_) => line.to_owned(),
    }
}

/// The text without colours.
fn plain(text: &str) -> String {
    match Regex::new("\u{1b}\\[[0-9;]*m") {
        Ok(colour) => colour.replace_all(text, "").into_owned(),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_binaries_are_added_up() {
        let output = "test a::b ... ok\ntest slow ... ignored, takes hours\n\
            test a::c ... FAILED\n\
            test src/lib.rs - x (line 3) ... ignored\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out\n\
            test result: FAILED. 4 passed; 1 failed; 0 ignored; 0 measured\n";
        let tally = of_cargo(output);
        assert_eq!((tally.passed, tally.failed), (6, 1));
        assert_eq!(tally.skipped, ["slow # takes hours"]);
        assert_eq!(tally.failures, ["a::c"]);
        assert_eq!(tally.to_string(), "6 passed, 1 failed, 1 skipped");
    }

    #[test]
    fn node_counts_and_names_its_skips() {
        let output = "✔ opens (12.5ms)\n✖ closes (3ms)\n\u{1b}[90m﹣ real logs (0.09ms) # SKIP\u{1b}[39m\n\
            ℹ tests 5\nℹ suites 0\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\n\
            ℹ duration_ms 30\n✖ failing tests:\n\ntest at e2e/a.mjs:1:1\n✖ closes (3ms)\n";
        let tally = of_node(output);
        assert_eq!((tally.passed, tally.failed), (2, 2));
        assert_eq!(tally.skipped, ["real logs # SKIP"]);
        assert_eq!(tally.failures, ["closes"]);
    }

    #[test]
    fn tallies_add() {
        let mut tally = Tally::one();
        tally.add(Tally::skip("x"));
        tally.add(Tally::one());
        assert_eq!(tally.to_string(), "2 passed, 0 failed, 1 skipped");
    }
}

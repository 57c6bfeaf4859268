//! Whether drawing a record takes work in proportion to its text, in instructions.
//!
//! engine/examples/forms.rs draws some eighty shapes of text that are made to take long, each at one length and at
//! eight times that. A form whose work is the square of its text takes sixty-four times as many instructions for the
//! longer one, however fast the machine is and whatever else it does.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};

use crate::env::Env;
use crate::summary::Tally;
use crate::{callgrind, run, test};

/// So many times the work by byte may the longer text take. Sorting and lookup tables grow a little faster than their text;
/// squares take eight times.
const MOST: f64 = 1.6;

/// A shape of text, and what drawing it took.
#[derive(Debug, PartialEq)]
struct Shape<'a> {
    name: &'a str,
    /// Bytes and instructions of the shorter text.
    short: (u64, u64),
    /// Bytes and instructions of the longer text.
    long: (u64, u64),
}

/// The step `forms` of `cargo xtask test`.
///
/// # Errors
/// Nothing can be counted, or a form takes more than its share.
pub fn check(env: &Env) -> Result<Tally> {
    if !callgrind::IS_FOR_THIS {
        return Ok(Tally::skip(
            "instruction counts of forms (on Linux on x86-64 only)",
        ));
    }
    let program = build(env)?;
    let folder = env.target().join("cost");
    fs::create_dir_all(&folder)?;
    let profile = folder.join("forms");
    let (counts, output) = callgrind::each(env, &program, "forms::measured_form", &profile)?;
    let shapes = shapes(&output, &counts)?;
    let over: Vec<String> = shapes
        .iter()
        .filter(|shape| shape.growth() > MOST)
        .map(Shape::sentence)
        .collect();
    ensure!(over.is_empty(), "not linear: {}", over.join("; "));
    let most = shapes
        .iter()
        .max_by(|a, b| a.growth().total_cmp(&b.growth()));
    if let Some(most) = most {
        println!("{} shapes; the most: {}", shapes.len(), most.sentence());
    }
    Ok(Tally {
        passed: shapes.len() as u64,
        ..Tally::default()
    })
}

/// The engine's example, compiled as the worker is.
fn build(env: &Env) -> Result<PathBuf> {
    let words = ["build", "--release", "--package=sessionscope-engine"];
    let words = [words.as_slice(), &["--example=forms"]].concat();
    run::run(&mut test::locked(env.cargo(), &words, &[]))?;
    let file = format!("forms{}", std::env::consts::EXE_SUFFIX);
    Ok(env.target().join("release/examples").join(file))
}

/// What the program printed, beside what was counted.
fn shapes<'a>(output: &'a str, counts: &[u64]) -> Result<Vec<Shape<'a>>> {
    let lines: Vec<&str> = output.lines().collect();
    ensure!(
        !lines.is_empty() && counts.len() == 2 * lines.len(),
        "{} counts for {} shapes",
        counts.len(),
        lines.len()
    );
    let shape = |(line, counts): (&&'a str, &[u64])| {
        let &[less, more] = counts else {
            bail!("a shape without its counts");
        };
        let mut words = line.split('\t');
        let name = words.next().unwrap_or_default();
        let mut bytes = || words.next().and_then(|bytes| bytes.parse().ok());
        let (short, long) = bytes().zip(bytes()).context("a line without bytes")?;
        Ok(Shape {
            name,
            short: (short, less),
            long: (long, more),
        })
    };
    lines
        .iter()
        .zip(counts.chunks_exact(2))
        .map(shape)
        .collect()
}

impl Shape<'_> {
    /// How many times the work by byte the longer text takes.
    fn growth(&self) -> f64 {
        let by_byte = |(bytes, instructions): (u64, u64)| instructions as f64 / bytes as f64;
        by_byte(self.long) / by_byte(self.short)
    }

    fn sentence(&self) -> String {
        format!(
            "`{}` takes {} instructions for {} bytes, {} for {}: {:.2} times as many by byte",
            self.name,
            self.short.1,
            self.short.0,
            self.long.1,
            self.long.0,
            self.growth()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_told_from_lines() {
        let counts = [1_000, 8_100, 1_000, 64_000];
        let shapes = shapes("a line\t100\t800\na square\t100\t800\n", &counts).unwrap();
        let [line, square] = shapes.as_slice() else {
            panic!("two shapes");
        };
        assert!(line.growth() < MOST && square.growth() > MOST);
        assert_eq!(
            square.sentence(),
            "`a square` takes 1000 instructions for 100 bytes, 64000 for 800: 8.00 times as many by byte"
        );
    }

    #[test]
    fn a_count_that_is_missing_is_an_error() {
        assert!(shapes("a\t1\t2\n", &[1]).is_err());
        assert!(shapes("", &[]).is_err());
        assert!(shapes("a\t1\n", &[1, 2]).is_err());
    }
}

//! `cargo xtask bench`: measures the built app in a real browser.
//!
//! This part makes the corpora and starts `tests/bench/run.mjs`, which does the measuring; the
//! table that it writes is put into BENCHMARKS.md on request.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use lexopt::prelude::{Long, Short, ValueExt as _};
use serde::Serialize;

use crate::env::Env;
use crate::{generate, parser, run, setup};

const HELP: &str = "\
cargo xtask bench [OPTIONS]     measures dist/ (build it with: cargo xtask dist)

  --quick          small corpora, two repetitions: does it still work
  --repeat N       repetitions of each measurement (default 5)
  --only A,B       only these corpora (fixtures, real, medium, large, giant; and million,
                   which is left out otherwise)
  --measure A,B    only these measurements: best (the best known read), cold, clicking,
                   returning, warm, memory, live, burst, queries, reading;
                   first-visit, which takes no corpus; and parser (the engine native
                   and as wasm), which is left out otherwise
  --dist DIR       another build
  --peer           also time what people use today (ccusage, from npm) on the same files
  --write          put the table into BENCHMARKS.md

Results are left in target/bench/results.json and results.md.";

/// The lines of BENCHMARKS.md between which the table stands.
const MARKS: [&str; 2] = ["<!-- results -->", "<!-- end of results -->"];

/// The one measurement that takes no corpus.
const FIRST_VISIT: &str = "first-visit";

/// The measurement for which the engine is built anew.
const PARSER: &str = "parser";

/// A corpus as the measuring program is told of it.
#[derive(Serialize)]
struct Corpus {
    name: &'static str,
    projects: PathBuf,
    /// The file with its totals.
    answers: PathBuf,
}

/// A corpus to generate.
struct Shape {
    name: &'static str,
    files: u64,
    /// Of all files together; none where each is as large as a real one.
    bytes: Option<u64>,
    giants: &'static [u64],
}

const SHAPES: [Shape; 4] = [
    Shape {
        name: "real",
        files: 916,
        bytes: None,
        giants: &[],
    },
    Shape {
        name: "medium",
        files: 2000,
        bytes: Some(500_000_000),
        giants: &[],
    },
    Shape {
        name: "large",
        files: 20_000,
        bytes: Some(1_000_000_000),
        giants: &[],
    },
    Shape {
        name: "giant",
        files: 100,
        bytes: Some(20_000_000),
        giants: &[300_000_000],
    },
];

/// More than a million records, for when it is asked for by name: it takes 3.2 GB of room.
const MILLION: Shape = Shape {
    name: "million",
    files: 20_000,
    bytes: Some(3_200_000_000),
    giants: &[],
};

const QUICK: [Shape; 3] = [
    Shape {
        name: "real",
        files: 30,
        bytes: None,
        giants: &[],
    },
    Shape {
        name: "medium",
        files: 200,
        bytes: Some(20_000_000),
        giants: &[],
    },
    Shape {
        name: "giant",
        files: 10,
        bytes: Some(1_000_000),
        giants: &[20_000_000],
    },
];

/// What to measure and how.
struct Options {
    is_quick: bool,
    repeat: u32,
    only: Vec<String>,
    measure: String,
    dist: PathBuf,
    has_peer: bool,
    writes: bool,
}

/// Runs `cargo xtask bench`.
///
/// # Errors
/// There is no build or no browser, or a measurement fails.
pub fn command(arguments: lexopt::Parser) -> Result<()> {
    let mut env = Env::new()?;
    let Some(options) = parse(&env, arguments)? else {
        println!("{HELP}");
        return Ok(());
    };
    ensure!(
        options.dist.join("index.html").is_file(),
        "there is no build to measure: run `cargo xtask dist`"
    );
    setup::for_browser(&mut env)?;
    let folder = env.path("target/bench");
    let corpora = corpora(&env, &folder, &options)?;
    fs::create_dir_all(&folder)?;
    fs::write(
        folder.join("corpora.json"),
        serde_json::to_string_pretty(&corpora)?,
    )?;
    if options.has_peer {
        let mut npm = env.command(setup::NPM);
        npm.args(["ci", "--prefix"]).arg(env.path("tests/bench"));
        run::run(&mut npm)?;
    }
    let is_parser_wanted = options.measure.split(',').any(|one| one == PARSER);
    let parsers = is_parser_wanted.then(|| parser::build(&env)).transpose()?;
    let browser = env.browser.as_ref().context("no browser")?;
    let mut node = env.command("node");
    node.arg("bench/run.mjs")
        .current_dir(env.path("tests"))
        .env("SESSIONSCOPE_DIST", &options.dist)
        .env("SESSIONSCOPE_CHROMIUM", browser)
        .env("SESSIONSCOPE_BENCH", &folder)
        .env("SESSIONSCOPE_REPEAT", options.repeat.to_string())
        .env("SESSIONSCOPE_MEASURE", &options.measure);
    if let Some(parsers) = parsers {
        node.env("SESSIONSCOPE_PARSER", parsers.native)
            .env("SESSIONSCOPE_PARSER_WASM", parsers.wasm);
    }
    run::run(&mut node)?;
    if options.writes {
        publish(&folder.join("results.md"), &env.path("BENCHMARKS.md"))?;
    }
    Ok(())
}

fn parse(env: &Env, mut arguments: lexopt::Parser) -> Result<Option<Options>> {
    let mut options = Options {
        is_quick: false,
        repeat: 0,
        only: Vec::new(),
        measure: String::new(),
        dist: env.path("dist"),
        has_peer: false,
        writes: false,
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("quick") => options.is_quick = true,
            Long("repeat") => options.repeat = arguments.value()?.parse()?,
            Long("only") => {
                let names = arguments.value()?.string()?;
                options.only.extend(names.split(',').map(str::to_owned));
            }
            Long("measure") => options.measure = arguments.value()?.string()?,
            Long("dist") => options.dist = std::path::absolute(arguments.value()?)?,
            Long("peer") => options.has_peer = true,
            Long("write") => options.writes = true,
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    ensure!(
        options.measure.is_empty() || !options.writes,
        "a table of some measurements is not written over that of all"
    );
    if options.repeat == 0 {
        options.repeat = if options.is_quick { 2 } else { 5 };
    }
    Ok(Some(options))
}

/// Generates what is not there yet. The real logs come first, where they lie beside the repository.
fn corpora(env: &Env, folder: &Path, options: &Options) -> Result<Vec<Corpus>> {
    let is_wanted =
        |name: &str| options.only.is_empty() || options.only.iter().any(|only| only == name);
    let mut corpora = Vec::new();
    if options.measure == FIRST_VISIT {
        return Ok(corpora);
    }
    if let Some(fixtures) = env.fixtures().filter(|_| is_wanted("fixtures")) {
        corpora.push(Corpus {
            name: "fixtures",
            projects: fixtures.join("projects"),
            answers: fixtures.join("answers.json"),
        });
    }
    let shapes: &[Shape] = if options.is_quick { &QUICK } else { &SHAPES };
    let is_named = options.only.iter().any(|only| only == MILLION.name);
    let million = is_named.then_some(&MILLION);
    for shape in shapes
        .iter()
        .filter(|shape| is_wanted(shape.name))
        .chain(million)
    {
        let size = shape
            .bytes
            .map_or_else(|| "real".to_owned(), |bytes| bytes.to_string());
        let out = folder
            .join("corpora")
            .join(format!("{}-{size}", shape.files));
        let wanted = generate::Options {
            files: shape.files,
            bytes: shape.bytes,
            seed: 1,
            giants: shape.giants.to_vec(),
            out: out.clone(),
        };
        generate::ensure(&wanted).context("cannot write a corpus")?;
        corpora.push(Corpus {
            name: shape.name,
            projects: out.join("projects"),
            answers: out.join("expected.json"),
        });
    }
    ensure!(!corpora.is_empty(), "no corpus has that name");
    Ok(corpora)
}

/// Replaces what stands between the marks of BENCHMARKS.md by the new table.
fn publish(table: &Path, page: &Path) -> Result<()> {
    let table = fs::read_to_string(table)?;
    let text = fs::read_to_string(page)?;
    let [begin, end] = MARKS;
    let (before, rest) = text
        .split_once(begin)
        .context("BENCHMARKS.md lost its mark")?;
    let (_, after) = rest
        .split_once(end)
        .context("BENCHMARKS.md lost its end mark")?;
    fs::write(
        page,
        format!("{before}{begin}\n\n{}\n\n{end}{after}", table.trim()),
    )?;
    Ok(())
}

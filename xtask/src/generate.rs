//! Writes a corpus of session logs with the sizes and kinds of real ones, out of words of our own.
//!
//! The same options give the same bytes on every machine. Beside the corpus lies
//! `expected.json`: its totals, counted while writing and independent of the engine, so that a
//! bench also proves that what was fast was right.

mod era;
mod expected;
mod record;
mod rng;
mod session;
#[cfg(test)]
mod tests;
mod text;
pub mod time;
mod tools;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use era::Era;
use expected::Expected;
use lexopt::prelude::{Long, Short, ValueExt as _};
use rng::Rng;
use session::{Nested, Session, Voice, Written};
use text::Pool;

/// Bytes of a file by share of files, as measured over 916 real logs.
const FILE_BYTES: [(f64, f64); 6] = [
    (0.0, 900.0),
    (0.1, 6000.0),
    (0.5, 380_000.0),
    (0.9, 2_400_000.0),
    (0.99, 3_600_000.0),
    (1.0, 4_200_000.0),
];

/// Files of a project folder by share of folders.
const PROJECT_FILES: [(f64, f64); 4] = [(0.0, 1.0), (0.5, 2.0), (0.9, 21.0), (1.0, 120.0)];

/// What to write.
#[derive(Clone, Debug)]
pub struct Options {
    /// Number of files.
    pub files: u64,
    /// Bytes of all files together, about, to which their sizes are scaled; without it each file is
    /// as large as a real one.
    pub bytes: Option<u64>,
    /// The seed: another one gives another corpus of the same shape.
    pub seed: u64,
    /// Bytes of each further session that is larger than usual.
    pub giants: Vec<u64>,
    /// The folder that gets `projects/` and `expected.json`.
    pub out: PathBuf,
}

const HELP: &str = "\
cargo xtask generate --out DIR [OPTIONS]

  --files N      number of files (default 2000)
  --bytes SIZE   bytes of all files together, such as 500MB (the default), or `real`: files as
                 large as real ones, however much that is
  --seed N       another seed, another corpus of the same shape (default 1)
  --giant SIZE   a further session of this size; may be given more than once

Writes DIR/projects and, beside it, DIR/expected.json with the totals. DIR is emptied first.";

/// Runs `cargo xtask generate`.
///
/// # Errors
/// The options are wrong, or the folder cannot be written.
pub fn command(mut arguments: lexopt::Parser) -> Result<()> {
    let mut options = Options {
        files: 2000,
        bytes: Some(500_000_000),
        seed: 1,
        giants: Vec::new(),
        out: PathBuf::new(),
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("files") => options.files = arguments.value()?.parse()?,
            Long("bytes") => options.bytes = arguments.value()?.parse_with(size_or_real)?,
            Long("seed") => options.seed = arguments.value()?.parse()?,
            Long("giant") => options.giants.push(arguments.value()?.parse_with(size)?),
            Long("out") => options.out = arguments.value()?.into(),
            Long("help") | Short('h') => {
                println!("{HELP}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    ensure!(
        !options.out.as_os_str().is_empty(),
        "--out is missing\n\n{HELP}"
    );
    let is_ours = options.out.join("options.txt").exists();
    let is_free = is_ours || !options.out.exists() || fs::read_dir(&options.out)?.next().is_none();
    ensure!(is_free, "the folder of --out holds other things");
    ensure(&options).context("cannot write the corpus")
}

/// Bytes of all files, none for `real`.
fn size_or_real(text: &str) -> Result<Option<u64>> {
    if text == "real" {
        return Ok(None);
    }
    size(text).map(Some)
}

/// Bytes of `500MB`, `64KB`, `1GB` or a plain number.
fn size(text: &str) -> Result<u64> {
    let units = [
        ("GB", 1_000_000_000),
        ("MB", 1_000_000),
        ("KB", 1000),
        ("", 1),
    ];
    let (digits, unit) = units
        .iter()
        .find_map(|(name, unit)| Some((text.strip_suffix(name)?, *unit)))
        .unwrap_or((text, 1));
    let number: u64 = digits.trim().parse().context("not a size")?;
    number.checked_mul(unit).context("too large a size")
}

/// Writes the corpus unless this very one is there already.
///
/// # Errors
/// The folder cannot be written.
pub fn ensure(options: &Options) -> io::Result<()> {
    let Options {
        files,
        bytes,
        seed,
        giants,
        out,
    } = options;
    let stamp = format!("{FORMAT} files={files} bytes={bytes:?} seed={seed} giants={giants:?}\n");
    let path = out.join("options.txt");
    if fs::read_to_string(&path).is_ok_and(|text| text == stamp) {
        return Ok(());
    }
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let expected = generate(options)?;
    let json = serde_json::to_string_pretty(&expected).map_err(io::Error::other)?;
    fs::write(out.join("expected.json"), json + "\n")?;
    fs::write(path, stamp)?;
    let totals = expected.totals();
    println!(
        "generated {} files, {} lines, {} bytes",
        totals.files, totals.lines, totals.bytes
    );
    Ok(())
}

/// Changes when the same options give other bytes, so that corpora kept from before are renewed.
const FORMAT: u32 = 2;

fn generate(options: &Options) -> io::Result<Expected> {
    let mut rng = Rng::new(options.seed);
    let pool = Pool::new(&mut rng);
    let mut corpus = Corpus {
        root: options.out.join("projects"),
        pool,
        expected: Expected::default(),
        owed: 0,
    };
    let sizes = sizes(options, &mut rng);
    let mut left = sizes.as_slice();
    let mut number = 0;
    while !left.is_empty() {
        let count = to_len(rng.quantile(&PROJECT_FILES)).clamp(1, left.len());
        let (mine, others) = left.split_at(count);
        corpus.project(&mut rng, number, mine)?;
        left = others;
        number += 1;
    }
    Ok(corpus.expected)
}

/// The sizes of all files in bytes, in the order in which they are written.
fn sizes(options: &Options, rng: &mut Rng) -> Vec<u64> {
    let mut sizes = rng.quantiles(options.files, &FILE_BYTES);
    if let Some(wanted) = options.bytes {
        let all = u128::from(sizes.iter().sum::<u64>().max(1));
        for bytes in &mut sizes {
            let scaled = u128::from(*bytes) * u128::from(wanted) / all;
            *bytes = u64::try_from(scaled).unwrap_or(u64::MAX);
        }
    }
    sizes.extend(&options.giants);
    sizes
}

struct Corpus {
    root: PathBuf,
    pool: Pool,
    expected: Expected,
    /// Bytes that earlier files were too large by.
    owed: u64,
}

impl Corpus {
    fn project(&mut self, rng: &mut Rng, number: u64, sizes: &[u64]) -> io::Result<()> {
        let cwd = format!(
            "/home/dev/src/{}-{number}",
            rng.pick(&[
                "amber-bridge",
                "copper-ledger",
                "quiet-harbor",
                "stone.garden"
            ])
        );
        let name = cwd.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
        fs::create_dir_all(self.root.join(&name))?;
        self.expected.counts().projects += 1;
        let mut parent: Option<Parent> = None;
        for &size in sizes {
            let budget = size.saturating_sub(self.owed).max(size / 2);
            let role = rng.below(1000);
            let before = self.expected.totals().bytes;
            parent = match parent {
                Some(mut of) if role < 190 => {
                    self.subagent(rng, &mut of, budget, role < 60)?;
                    Some(of)
                }
                other => {
                    let fork = other.filter(|_| role > 985);
                    Some(self.session(rng, &name, &cwd, budget, fork)?)
                }
            };
            let wrote = self.expected.totals().bytes - before;
            self.owed = (self.owed + wrote).saturating_sub(size);
        }
        Ok(())
    }

    /// A session of its own, or one that begins as a copy of another.
    fn session(
        &mut self,
        rng: &mut Rng,
        project: &str,
        cwd: &str,
        budget: u64,
        fork: Option<Parent>,
    ) -> io::Result<Parent> {
        let era = fork
            .as_ref()
            .map_or_else(|| Era::draw(rng), |of| of.voice.era);
        let start_ms = fork
            .as_ref()
            .map_or_else(|| era.start_ms(rng), |of| of.last_ms + 60_000);
        let voice = Voice {
            project: project.to_owned(),
            session: rng.uuid(),
            cwd: cwd.to_owned(),
            branch: rng.pick(&["main", "main", "feature/ledger", "fix-timeouts"]),
            version: era.version(rng),
            model: era.model(rng),
            agent: None,
            hour_cache: rng.chance(era.hour_cache),
            era,
        };
        let mut session = Session::new(
            Rng::new(rng.bits()),
            &self.pool,
            &mut self.expected,
            voice.clone(),
            start_ms,
            to_len(budget),
        );
        if let Some(of) = fork {
            session.copy(&of.head.replace(&of.voice.session, &voice.session));
        }
        let written = session.finish();
        self.expected.counts().sessions += 1;
        let path = self
            .root
            .join(project)
            .join(format!("{}.jsonl", voice.session));
        save(&path, &written)?;
        Ok(Parent {
            voice,
            head: head(&written.text),
            last_ms: written.last_ms,
            nested: written.nested,
        })
    }

    /// A subagent of the session before, beside it as old versions had it, or below it.
    fn subagent(
        &mut self,
        rng: &mut Rng,
        of: &mut Parent,
        budget: u64,
        beside: bool,
    ) -> io::Result<()> {
        let id = format!("{:08x}", rng.below(1 << 32));
        let voice = Voice {
            agent: Some(id.clone()),
            ..of.voice.clone()
        };
        let start_ms = of.last_ms;
        let mut session = Session::new(
            Rng::new(rng.bits()),
            &self.pool,
            &mut self.expected,
            voice,
            start_ms,
            to_len(budget),
        );
        session.repeat(&std::mem::take(&mut of.nested));
        session.now_ms = start_ms;
        let written = session.finish();
        self.expected.counts().subagents += 1;
        let project = self.root.join(&of.voice.project);
        let folder = if beside {
            project
        } else {
            project.join(&of.voice.session).join("subagents")
        };
        fs::create_dir_all(&folder)?;
        save(&folder.join(format!("agent-{id}.jsonl")), &written)
    }
}

/// What later files of a project need to know of a session.
struct Parent {
    voice: Voice,
    head: String,
    last_ms: i64,
    nested: Vec<Nested>,
}

/// The first lines of a file, for a fork to copy.
fn head(text: &str) -> String {
    text.split_inclusive('\n')
        .take(12)
        .filter(|line| line.len() < 20_000 && !line.contains("}{"))
        .collect()
}

fn to_len(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// Writes the file and dates it as its last record, so that the newest session is the newest file.
fn save(path: &Path, written: &Written) -> io::Result<()> {
    fs::write(path, &written.text)?;
    let since = Duration::from_millis(written.last_ms.unsigned_abs());
    File::options()
        .append(true)
        .open(path)?
        .set_modified(SystemTime::UNIX_EPOCH + since)
}

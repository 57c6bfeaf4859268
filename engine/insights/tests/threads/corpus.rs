//! Real sessions as lists of records, and stretches of them joined to sessions whose threads are known.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sessionscope_insights::session::Session;
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::place::{FileKind, place};
use sessionscope_log::reader::RecordReader;
use sessionscope_log::time::Instant;

/// A session of one file.
pub struct Real {
    pub project: String,
    pub id: String,
    pub records: Vec<Value>,
    /// Where records are that a person wrote.
    pub prompts: Vec<usize>,
    /// How many prompts stretches of it have.
    pub lengths: &'static [usize],
}

/// The folder of real logs, beside the repository.
pub fn folder() -> PathBuf {
    let given = std::env::var_os("SESSIONSCOPE_FIXTURES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures");
    given.unwrap_or(beside).join("projects")
}

/// Prompts of stretches of usual length.
const USUAL: &[usize] = &[1, 2, 3, 5, 8, 100];
/// Of long ones.
const LONG: &[usize] = &[6, 12, 100];

/// All main sessions below a folder that have prompts, without those that are made up.
pub fn sessions(folder: &Path) -> Vec<Real> {
    let mut paths = Vec::new();
    walk(folder, folder, &mut paths);
    paths.sort();
    let mut seen = BTreeSet::new();
    let real = paths.into_iter().filter_map(|(path, full)| {
        let place = place("projects", &path)?;
        let is_made =
            place.project.starts_with("-synthetic") || place.project.starts_with("-community");
        if place.kind != FileKind::Main || is_made {
            return None;
        }
        let bytes = std::fs::read(full).unwrap();
        let lines = bytes.split(|&byte| byte == b'\n');
        let records: Vec<Value> = lines
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect();
        // A fork repeats another session: the same messages would be two threads.
        let ids = records
            .iter()
            .filter(|record| is_message(record))
            .filter_map(|record| record["uuid"].as_str());
        let ids: Vec<String> = ids.map(str::to_owned).collect();
        let is_copy = ids.iter().any(|id| seen.contains(id));
        seen.extend(ids.iter().cloned());
        let at = records.iter().enumerate();
        let prompts: Vec<usize> = at
            .filter(|(_, record)| is_prompt(record))
            .map(|(at, _)| at)
            .collect();
        let is_some = ids.len() >= 3 && !prompts.is_empty() && !is_copy;
        is_some.then_some(Real {
            project: place.project,
            id: place.session,
            records,
            prompts,
            lengths: USUAL,
        })
    });
    real.collect()
}

pub fn walk(top: &Path, folder: &Path, paths: &mut Vec<(String, PathBuf)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let full = entry.path();
        if full.is_dir() {
            walk(top, &full, paths);
        } else if let Ok(path) = full.strip_prefix(top) {
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            paths.push((parts.join("/"), full.clone()));
        }
    }
}

/// What people say to go on, in some languages.
const BRIEF: [&str; 8] = [
    "yes",
    "ok, continue",
    "go on",
    "please do that",
    "好的，继续",
    "да, продолжай",
    "ja, weiter",
    "続けて",
];

/// The session with more prompts: real ones are few and short, and what is to be learned is when a
/// prompt does not begin anything. Some answers that are texts become prompts, or a word to go on
/// comes in their place, and pauses before them grow; of 20 such pauses one takes hours.
pub fn with_prompts(real: &Real, percent: usize, dice: &mut Dice) -> Real {
    let mut prompts = real.prompts.clone();
    let mut late_ms = 0;
    let each = real.records.iter().cloned().enumerate();
    let records = each.map(|(at, mut record)| {
        let is_free = at > 0 && !prompts.contains(&(at - 1));
        if let Some(text) = said(&record).filter(|_| is_free && dice.chance(percent)) {
            let is_brief = dice.chance(30);
            let text = if is_brief {
                BRIEF[dice.roll(BRIEF.len())].to_owned()
            } else {
                text
            };
            record["type"] = json!("user");
            record["message"] = json!({"role": "user", "content": text});
            late_ms += 1000 * (10 + dice.roll(600) as i64);
            if dice.chance(5) {
                late_ms += 3_600_000 * (1 + dice.roll(15) as i64);
            }
            prompts.push(at);
        }
        move_by(&mut record, late_ms);
        record
    });
    let records = records.collect();
    prompts.sort_unstable();
    Real {
        project: real.project.clone(),
        id: real.id.clone(),
        records,
        prompts,
        lengths: if percent > 50 { LONG } else { USUAL },
    }
}

/// What an answer says that is nothing but a text, not too long.
fn said(record: &Value) -> Option<String> {
    let blocks = record["message"]["content"].as_array()?;
    let text = blocks.first()?["text"].as_str()?;
    let is_apt = record["type"] == "assistant" && blocks.len() == 1;
    (is_apt && (15..600).contains(&text.len())).then(|| text.to_owned())
}

fn move_by(record: &mut Value, late_ms: i64) {
    if let Some(time_ms) = time_ms(record) {
        record["timestamp"] = json!(Instant(time_ms + late_ms).to_iso());
    }
}

/// The session without long pauses: those of our sample are made up.
pub fn without_breaks(mut real: Real) -> Real {
    let (mut last_ms, mut moved_ms) = (None, 0);
    for record in &mut real.records {
        let Some(time_ms) = time_ms(record) else {
            continue;
        };
        let pause_ms = time_ms - last_ms.unwrap_or(time_ms);
        moved_ms += (pause_ms - 600_000).max(0);
        last_ms = Some(time_ms);
        move_by(record, -moved_ms);
    }
    real
}

/// Which half a session belongs to: `true` for tuning.
pub fn is_for_tuning(session: &Real) -> bool {
    Key::new(Domain::Own, session.id.as_bytes())
        .0
        .is_multiple_of(2)
}

/// A record of the main line that counts as a message.
pub fn is_message(record: &Value) -> bool {
    let kind = record["type"].as_str();
    matches!(kind, Some("user" | "assistant"))
        && record["uuid"].as_str().is_some_and(|uuid| !uuid.is_empty())
        && record["isSidechain"] != json!(true)
}

/// A person wrote it, judged by other code than the one that is tested.
fn is_prompt(record: &Value) -> bool {
    let machine = ["isMeta", "isCompactSummary"]
        .iter()
        .any(|flag| record[*flag] == json!(true));
    if !is_message(record) || record["type"] != "user" || machine {
        return false;
    }
    let content = &record["message"]["content"];
    let blocks = content.as_array().into_iter().flatten();
    if blocks.clone().any(|block| block["type"] == "tool_result") {
        return false;
    }
    let mut texts = blocks
        .filter_map(|block| block["text"].as_str())
        .chain(content.as_str());
    texts.any(|text| !text.trim_start().starts_with(['<', '[']) && !text.starts_with("Caveat"))
}

/// Numbers that look random and are the same each time (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below as u64).unwrap()
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }
}

/// What is done to the times between stretches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    /// Hours to days.
    Kept,
    /// Seconds to minutes.
    Removed,
    /// All times as they were, whatever the order.
    Raw,
}

/// How stretches are joined.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    pub gaps: Gaps,
    /// Working directory, branch and version are the same everywhere.
    pub is_neutral: bool,
    /// The first record of a stretch follows on the last one before it.
    pub is_relinked: bool,
    /// Only messages are taken, no other records.
    pub is_bare: bool,
    /// Stretches come from one project, where it has enough.
    pub is_one_project: bool,
}

/// A joined session.
pub struct Joined {
    pub log: Vec<u8>,
    /// For each message, in order: uuid and number of the stretch.
    pub truth: Vec<(String, usize)>,
}

impl Joined {
    pub fn session(&self) -> Session {
        let mut session = Session::default();
        let mut reader = RecordReader::default();
        reader.push(&self.log, &mut session);
        reader.finish(&mut session);
        session
    }
}

/// Joins 3 to 8 stretches of different sessions.
pub fn join(pool: &[&Real], recipe: Recipe, dice: &mut Dice) -> Joined {
    let sources = sources(pool, recipe, dice);
    let mut out = Out::new(recipe);
    for (number, source) in sources.into_iter().enumerate() {
        let stretch = stretch(source, dice);
        let pause_ms = match recipe.gaps {
            Gaps::Kept => (1 + dice.roll(48)) as i64 * 3_600_000,
            Gaps::Removed => [5_000, 40_000, 120_000, 400_000][dice.roll(4)],
            Gaps::Raw => 0,
        };
        out.add(stretch, number, pause_ms);
    }
    Joined {
        log: out.log,
        truth: out.truth,
    }
}

fn sources<'r>(pool: &[&'r Real], recipe: Recipe, dice: &mut Dice) -> Vec<&'r Real> {
    let count = 3 + dice.roll(6);
    let first = pool[dice.roll(pool.len())];
    let mut rest: Vec<&Real> = pool
        .iter()
        .copied()
        .filter(|other| other.id != first.id)
        .collect();
    let mut chosen = vec![first];
    let is_near = |other: &Real| other.project == first.project;
    let near = rest.iter().filter(|other| is_near(other)).count();
    while chosen.len() < count && !rest.is_empty() {
        let at = dice.roll(rest.len());
        if recipe.is_one_project && near > 0 && chosen.len() <= near && !is_near(rest[at]) {
            continue;
        }
        chosen.push(rest.swap_remove(at));
    }
    chosen
}

/// A stretch: one or more prompts of a session with what follows them.
fn stretch<'r>(source: &'r Real, dice: &mut Dice) -> &'r [Value] {
    let count = source.prompts.len();
    let first = if dice.chance(50) { 0 } else { dice.roll(count) };
    let length = source.lengths[dice.roll(source.lengths.len())];
    // An excerpt begins amid a turn, which no stretch does.
    let is_whole = !source.records[..source.prompts[0]].iter().any(|record| {
        let blocks = record["message"]["content"]
            .as_array()
            .into_iter()
            .flatten();
        record["type"] == "assistant"
            || blocks
                .into_iter()
                .any(|block| block["type"] == "tool_result")
    });
    let begin = if first == 0 && is_whole && dice.chance(70) {
        0
    } else {
        source.prompts[first]
    };
    let end = source.prompts.get(first + length).copied();
    let mut end = end.unwrap_or(source.records.len()).min(begin + 160);
    if dice.chance(25) {
        // The session breaks off amid a turn.
        end = end.min(begin + 8 + dice.roll(40));
    }
    &source.records[begin..end]
}

struct Out {
    recipe: Recipe,
    log: Vec<u8>,
    truth: Vec<(String, usize)>,
    last_uuid: Value,
    last_ms: i64,
}

impl Out {
    fn new(recipe: Recipe) -> Self {
        Self {
            recipe,
            log: Vec::new(),
            truth: Vec::new(),
            last_uuid: Value::Null,
            last_ms: 1_767_600_000_000,
        }
    }

    fn add(&mut self, stretch: &[Value], number: usize, pause_ms: i64) {
        let start_ms = stretch.iter().find_map(time_ms).unwrap_or_default();
        let shift_ms = self.last_ms + pause_ms - start_ms;
        let mut is_first = true;
        for record in stretch {
            if record["isSidechain"] == json!(true) || (self.recipe.is_bare && !is_message(record))
            {
                continue;
            }
            let mut record = record.clone();
            self.change(&mut record, shift_ms);
            if is_message(&record) {
                if is_first && self.recipe.is_relinked {
                    record["parentUuid"] = self.last_uuid.clone();
                }
                is_first = false;
                self.last_uuid = record["uuid"].clone();
                let uuid = record["uuid"].as_str().unwrap().to_owned();
                self.truth.push((uuid, number));
            }
            self.log.extend(serde_json::to_vec(&record).unwrap());
            self.log.push(b'\n');
        }
    }

    fn change(&mut self, record: &mut Value, shift_ms: i64) {
        if !record["sessionId"].is_null() {
            record["sessionId"] = json!("00000000-0000-4000-8000-000000000000");
        }
        if self.recipe.gaps != Gaps::Raw {
            move_by(record, shift_ms);
            self.last_ms = self.last_ms.max(time_ms(record).unwrap_or_default());
        }
        if self.recipe.is_neutral {
            for (field, value) in [
                ("cwd", "/home/user/project"),
                ("gitBranch", "main"),
                ("version", "2.1.0"),
            ] {
                if !record[field].is_null() {
                    record[field] = json!(value);
                }
            }
        }
    }
}

fn time_ms(record: &Value) -> Option<i64> {
    let time = record["timestamp"].as_str()?;
    Some(Instant::parse(time.as_bytes())?.0)
}

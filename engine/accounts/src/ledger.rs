//! The corpus deduplicated and priced: cells of responses, messages and tool calls by session and
//! time.
//!
//! A ledger is a function of the files, the price table and the cost mode (but for the order and
//! the numbers of its rows: see [`canonical`](Ledger::canonical)), and holds all that views show,
//! so it is also what is stored to paint from before any file is looked at. [`Accounts`] keep it
//! right while files come, grow and go.
//!
//! [`Accounts`]: crate::accounts::Accounts

mod canonical;
mod cell;
mod figures;
mod revision;
mod session;
mod suspect;
mod unknown;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Format};
use crate::money::Cost;
use crate::price::{ByClass, PriceMark, Tariff, web_search_cost};
use crate::reconcile::Reconcile;
use crate::rows::Rows;
use sessionscope_log::key::Key;
use sessionscope_log::place::{FileKind, RootId};
use sessionscope_log::reader::{Malformed, Reason};
use sessionscope_log::time::{Day, Instant};
use sessionscope_log::tokens::{Tokens, WideTokens};

pub(crate) use canonical::Renumbered;
pub use cell::{EventCell, EventKind, Minute, ResponseCell};
pub use figures::{Figures, Narrow, Odd, PackedFigures, StoredSums, Wide};
pub use revision::{Delta, Revision};
pub use session::SessionRow;
pub(crate) use suspect::{Fitting, is_suspect};
pub use suspect::{SUSPECT_MAX_OUTPUT, SUSPECT_MIN_CHARS, SuspectFit};
pub use unknown::{UnknownName, by_version};

/// Logs may be this many days newer than the prices before anyone is warned.
pub const PRICES_FRESH_DAYS: i32 = 30;

/// Everything that views show. Rows refer to each other by their number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Folders given: number and name.
    pub roots: Vec<(RootId, String)>,
    /// One row a file.
    pub files: Rows<FileRow>,
    /// Projects with at least one session.
    pub projects: Vec<ProjectRow>,
    /// Sessions with at least one valid record.
    #[serde(deserialize_with = "session::shared")]
    pub sessions: Rows<SessionRow>,
    /// Models of responses.
    pub models: Vec<ModelRow>,
    /// By which prices responses are billed.
    pub prices: PriceMark,
    /// Rates by which responses are billed. The first is that of what costs nothing, or nothing that is known.
    pub tariffs: Vec<Tariff>,
    /// Names of tools; `(unknown)` for failures whose call is nowhere.
    pub tools: Vec<String>,
    /// Responses that are billed.
    pub responses: Rows<ResponseCell>,
    /// Messages, tool calls and tool errors.
    pub events: Rows<EventCell>,
    /// Records by kind over all files.
    pub record_types: BTreeMap<String, u64>,
    /// Names that this version does not know, over all files: kinds, fields, shapes.
    pub unknown: [BTreeMap<String, UnknownName>; 3],
    /// How visible characters relate to output tokens, for responses whose output was not recorded.
    pub suspect_fit: SuspectFit,
    /// How we got there, and what others would say.
    pub reconcile: Reconcile,
    /// Records without a timestamp, and with a broken one.
    pub untimed_records: (u64, u64),
    /// Message ids that several responses have.
    pub repeated_ids: BTreeMap<Key, RepeatedId>,
}

/// A message id that several responses have, as some gateways give it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatedId {
    /// The folder of the first file that has it.
    pub root: RootId,
    /// The path of that file.
    pub path: String,
    /// Line of the first record there.
    pub line: u64,
    /// How many responses have it, those inside others not counted.
    pub responses: u64,
    /// Their tokens.
    pub tokens: WideTokens,
    /// What they cost.
    pub cost: Cost,
    /// The tokens if one id were one response.
    pub first_by_id: Tokens,
    /// What that would cost.
    pub first_by_id_cost: Cost,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileRow {
    /// The folder it came from.
    pub root: RootId,
    /// Its path within that folder's projects.
    pub path: String,
    /// Its size when it was read.
    pub size_bytes: u64,
    /// When it was last changed.
    pub mtime_ms: i64,
    /// Where its last whole line ends: reading goes on there when it has grown.
    pub resume_bytes: u64,
    /// What kind of file it is.
    pub kind: FileKind,
    /// Its project, if that has a session.
    pub project: Option<u32>,
    /// Its session, if it has a valid record.
    pub session: Option<u32>,
    /// A main file that names only sessions which have files of their own: a copy that a sync tool
    /// or a person made. It is no session; what it alone holds counts for the first that it names.
    pub is_copy: bool,
    /// Lines that are not blank.
    pub lines: u64,
    /// Blank lines.
    pub blank_lines: u64,
    /// Records saved from malformed lines.
    pub recovered_records: u64,
    /// Malformed lines.
    pub malformed: Vec<Malformed>,
    /// Lines by format, mostly one.
    pub formats: Box<[(Format, u64)]>,
    /// Earliest and latest valid timestamp.
    pub first: Option<Instant>,
    /// See `first`.
    pub last: Option<Instant>,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRow {
    /// The folder it came from.
    pub root: RootId,
    /// Its folder's name.
    pub name: String,
    /// The directory most of its sessions started in: the real path behind the name.
    pub cwd: Option<String>,
    /// Git branches of its sessions, ascending.
    pub branches: Vec<String>,
}

/// A model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelRow {
    /// As the logs write it; `(none)` where they name none.
    pub name: String,
    /// There is a price for it.
    pub priced: bool,
    /// Claude Code's own text, which is in no table of models.
    pub synthetic: bool,
}

/// Responses whose output was likely never recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspects {
    /// How many they are.
    pub responses: u64,
    /// Output that they have recorded.
    pub output: u64,
    /// Their visible characters of text, thinking and tool input.
    pub chars: [u64; 3],
}

impl Suspects {
    fn add(&mut self, other: &Self) {
        self.responses += other.responses;
        self.output += other.output;
        for (sum, more) in self.chars.iter_mut().zip(other.chars) {
            *sum += more;
        }
    }

    fn less(mut self, other: &Self) -> Option<Self> {
        self.responses = self.responses.checked_sub(other.responses)?;
        self.output = self.output.checked_sub(other.output)?;
        for (sum, less) in self.chars.iter_mut().zip(other.chars) {
            *sum = sum.checked_sub(less)?;
        }
        Some(self)
    }
}

impl FileRow {
    /// A file of which nothing is known yet.
    pub(crate) fn new(root: RootId, path: String, kind: FileKind) -> Self {
        Self {
            root,
            path,
            size_bytes: 0,
            mtime_ms: 0,
            resume_bytes: 0,
            kind,
            project: None,
            session: None,
            is_copy: false,
            lines: 0,
            blank_lines: 0,
            recovered_records: 0,
            malformed: Vec::new(),
            formats: Box::default(),
            first: None,
            last: None,
        }
    }

    /// Takes over what the file's digest says of it.
    pub(crate) fn tell(&mut self, head: &Digest) {
        self.lines = head.lines;
        self.blank_lines = head.blank_lines;
        self.recovered_records = head.recovered_records;
        self.malformed.clone_from(&head.malformed);
        let formats = head.formats.iter();
        self.formats = formats.map(|(&format, &lines)| (format, lines)).collect();
        self.first = head.first;
        self.last = head.last;
    }
}

impl Ledger {
    /// The name of a root; empty if there is no such root.
    pub fn root_name(&self, root: RootId) -> &str {
        self.roots
            .iter()
            .find(|(id, _)| *id == root)
            .map_or("", |(_, name)| name)
    }

    /// A stable key of a project: its name, with its root's before it where there are several.
    pub fn project_key(&self, project: u32) -> String {
        let Some(row) = self.projects.get(project as usize) else {
            return String::new();
        };
        self.within(row.root, &row.name)
    }

    /// A path or name within a root, with the root's name before it where there are several.
    pub fn within(&self, root: RootId, path: &str) -> String {
        if self.roots.len() > 1 {
            format!("{}/{path}", self.root_name(root))
        } else {
            path.to_owned()
        }
    }

    /// A stable key of a session: its project's key, `/`, its name.
    pub fn session_key(&self, session: u32) -> String {
        let Some(row) = self.sessions.get(session as usize) else {
            return String::new();
        };
        // There may be many, which is why this is no `format!`.
        let project = self.project_key(row.project);
        [&project, "/", &row.name].concat()
    }

    /// The project of a session.
    pub fn project_of(&self, session: u32) -> Option<u32> {
        self.sessions.get(session as usize).map(|row| row.project)
    }

    /// The rates by which responses are billed.
    pub fn tariff(&self, cell: &ResponseCell) -> &Tariff {
        const NOTHING: &Tariff = &Tariff {
            rates: [0; 5],
            saved: 0,
            extra: [0; 2],
        };
        self.tariffs
            .get(usize::from(cell.tariff))
            .unwrap_or(NOTHING)
    }

    /// What responses cost, or the part that is known, by what was paid for.
    pub fn by_class(&self, cell: &ResponseCell) -> ByClass {
        let odd = cell.figures.odd();
        ByClass {
            tokens: self.tariff(cell).cost(&cell.figures.tokens()),
            web_search: web_search_cost(odd.map_or(0, |odd| odd.web_searches)),
            recorded: odd.map_or(Cost::ZERO, |odd| odd.recorded),
        }
    }

    /// What responses cost, or the part that is known.
    pub fn cost(&self, cell: &ResponseCell) -> Cost {
        self.by_class(cell).total()
    }

    /// How many days the newest log is newer than the prices, if that is more than [`PRICES_FRESH_DAYS`], and
    /// the day of the prices.
    pub fn old_prices(&self) -> Option<(Day, i32)> {
        let day = self.prices.day?;
        let (_, newest) = self.span()?;
        let days = newest.day_utc().0 - day.0;
        (days > PRICES_FRESH_DAYS).then_some((day, days))
    }

    /// Malformed lines, and beside them last lines that may still be being written.
    pub fn malformed_lines(&self) -> (u64, u64) {
        let lines = self.files.iter().flat_map(|file| &file.malformed);
        lines.fold((0, 0), |(malformed, unfinished), line| {
            let is_unfinished = u64::from(line.reason == Reason::Unfinished);
            (malformed + 1 - is_unfinished, unfinished + is_unfinished)
        })
    }

    /// The span of all valid times.
    pub fn span(&self) -> Option<(Instant, Instant)> {
        let spans = self
            .files
            .iter()
            .filter_map(|file| file.first.zip(file.last));
        spans.reduce(|all, span| (all.0.min(span.0), all.1.max(span.1)))
    }
}

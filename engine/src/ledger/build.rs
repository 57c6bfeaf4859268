//! From digests to rows, in file order.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::claims::{Claim, ToolClaim, name_of};
use super::suspect::{Fitting, is_suspect};
use super::{EventKind, EventRow, FileRow, Ledger, ModelRow, ProjectRow, ResponseRow, SessionRow};
use crate::corpus::{Corpus, RootId, StoredFile};
use crate::digest::{Digest, Facts, Usage};
use crate::keymap::{KeyMap, KeySet};
use crate::place::{FileKind, Place, place};
use crate::price::{Billing, CostMode, ModelPrice, NO_MODEL, PriceTable, Priced, SYNTHETIC};
use crate::reconcile;
use crate::time::Instant;
use crate::tokens::Tokens;

/// What a failure is listed under whose call is nowhere.
const UNKNOWN_TOOL: &str = "(unknown)";

/// A file with where it belongs, in file order.
pub(crate) struct Placed<'a> {
    pub file: &'a StoredFile,
    pub digest: Cow<'a, Digest>,
    pub place: Place,
    /// Its row among the ledger's files.
    row: usize,
    session: Option<u32>,
}

impl Placed<'_> {
    fn has_record(&self) -> bool {
        self.digest.record_types.values().any(|&count| count > 0)
    }
}

pub(super) fn build(corpus: &Corpus, prices: &PriceTable, mode: CostMode) -> Ledger {
    let mut placed = in_file_order(corpus);
    let mut ledger = Ledger {
        roots: corpus
            .roots()
            .map(|(root, name)| (root, name.to_owned()))
            .collect(),
        reconcile: reconcile::reconcile(&placed),
        ..Ledger::default()
    };
    add_sessions(&mut ledger, &mut placed);
    add_files(&mut ledger, &placed);
    Responses::new(&placed, prices, mode).add_to(&mut ledger);
    add_user_messages(&mut ledger, &placed);
    add_tools(&mut ledger, &placed);
    add_counts(&mut ledger, &placed);
    ledger.reconcile.responses = ledger.responses.len() as u64;
    ledger
}

/// Earliest valid time, then the latest, then the path; files without a time last.
fn in_file_order(corpus: &Corpus) -> Vec<Placed<'_>> {
    let mut placed: Vec<Placed<'_>> = corpus
        .files()
        .enumerate()
        .filter_map(|(row, file)| {
            let mut place = place(corpus.root_name(file.root), &file.path)?;
            let digest = file.digest.whole();
            if place.kind == FileKind::OldSubagent
                && let Some(session) = &digest.facts.session_id
            {
                place.session.clone_from(session);
            }
            Some(Placed {
                file,
                digest,
                place,
                row,
                session: None,
            })
        })
        .collect();
    placed.sort_by(|a, b| {
        let key = |placed: &Placed<'_>| {
            (
                placed.digest.first.is_none(),
                placed.digest.first,
                placed.digest.last,
            )
        };
        key(a)
            .cmp(&key(b))
            .then_with(|| a.file.path.cmp(&b.file.path))
            .then(a.file.root.cmp(&b.file.root))
    });
    placed
}

/// Projects and sessions with a valid record, and each file's session.
fn add_sessions(ledger: &mut Ledger, placed: &mut [Placed<'_>]) {
    let mut members: BTreeMap<(String, RootId, String), Vec<usize>> = BTreeMap::new();
    for (index, placed) in placed
        .iter()
        .enumerate()
        .filter(|(_, placed)| placed.has_record())
    {
        let key = (
            placed.place.project.clone(),
            placed.file.root,
            placed.place.session.clone(),
        );
        members.entry(key).or_default().push(index);
    }
    for ((project, root, name), files) in members {
        let is_last = ledger
            .projects
            .last()
            .is_some_and(|row| row.name == project && row.root == root);
        if !is_last {
            ledger.projects.push(ProjectRow {
                root,
                name: project,
                cwd: None,
                branches: Vec::new(),
            });
        }
        let number = number(ledger.sessions.len());
        for &index in &files {
            if let Some(placed) = placed.get_mut(index) {
                placed.session = Some(number);
            }
        }
        let project = self::number(ledger.projects.len().saturating_sub(1));
        let files: Vec<&Placed<'_>> = files
            .iter()
            .filter_map(|&index| placed.get(index))
            .collect();
        ledger.sessions.push(session_row(project, name, &files));
    }
    describe_projects(ledger);
}

/// A session's facts: of its main file first, then of its subagents in file order.
fn session_row(project: u32, name: String, files: &[&Placed<'_>]) -> SessionRow {
    let mut ordered: Vec<&Placed<'_>> = files.to_vec();
    ordered.sort_by_key(|placed| placed.place.kind.is_subagent());
    let facts: Vec<&Facts> = ordered.iter().map(|placed| &placed.digest.facts).collect();
    let first_of =
        |field: fn(&Facts) -> &Option<String>| facts.iter().find_map(|facts| field(facts).clone());
    let mains: Vec<&Facts> = ordered
        .iter()
        .filter(|placed| !placed.place.kind.is_subagent())
        .map(|placed| &placed.digest.facts)
        .collect();
    let main_of =
        |field: fn(&Facts) -> &Option<String>| mains.iter().find_map(|facts| field(facts).clone());
    let mut branches: Vec<String> = Vec::new();
    for branch in facts.iter().flat_map(|facts| &facts.branches) {
        if !branches.contains(branch) {
            branches.push(branch.clone());
        }
    }
    let sum = |field: fn(&Facts) -> u64| facts.iter().map(|facts| field(facts)).sum();
    SessionRow {
        project,
        name,
        title: main_of(|f| &f.custom_title).or_else(|| main_of(|f| &f.ai_title)),
        first_prompt: first_of(|f| &f.first_prompt).or_else(|| first_of(|f| &f.summary)),
        cwd: first_of(|f| &f.cwd),
        branches,
        first_version: first_of(|f| &f.first_version),
        last_version: mains
            .iter()
            .rev()
            .chain(facts.iter().rev())
            .find_map(|f| f.last_version.clone()),
        entrypoint: first_of(|f| &f.entrypoint),
        first: files.iter().filter_map(|placed| placed.digest.first).min(),
        last: files.iter().filter_map(|placed| placed.digest.last).max(),
        files: number(files.len()),
        subagent_files: number(
            files
                .iter()
                .filter(|placed| placed.place.kind.is_subagent())
                .count(),
        ),
        compactions: sum(|f| f.compactions),
        api_errors: sum(|f| f.api_errors),
        interruptions: sum(|f| f.interruptions),
    }
}

/// The directory most sessions of a project started in, and all branches.
fn describe_projects(ledger: &mut Ledger) {
    let mut starts: BTreeMap<(u32, &str), u32> = BTreeMap::new();
    let mut branches: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for session in &ledger.sessions {
        if let Some(cwd) = &session.cwd {
            *starts.entry((session.project, cwd)).or_default() += 1;
        }
        branches
            .entry(session.project)
            .or_default()
            .extend(session.branches.iter().map(String::as_str));
    }
    for (index, project) in ledger.projects.iter_mut().enumerate() {
        let index = number(index);
        let mut best: Option<(u32, &str)> = None;
        for (&(_, cwd), &count) in starts
            .range((index, "")..)
            .take_while(|((of, _), _)| *of == index)
        {
            if best.is_none_or(|(most, _)| count > most) {
                best = Some((count, cwd));
            }
        }
        project.cwd = best.map(|(_, cwd)| cwd.to_owned());
        let mut names = branches.remove(&index).unwrap_or_default();
        names.sort_unstable();
        names.dedup();
        project.branches = names.into_iter().map(str::to_owned).collect();
    }
}

fn add_files(ledger: &mut Ledger, placed: &[Placed<'_>]) {
    let mut by_name: BTreeMap<(&str, RootId), u32> = BTreeMap::new();
    for (index, row) in ledger.projects.iter().enumerate() {
        by_name.insert((row.name.as_str(), row.root), number(index));
    }
    let mut rows: Vec<(usize, FileRow)> = placed
        .iter()
        .map(|placed| {
            let (file, digest) = (placed.file, &placed.digest);
            let row = FileRow {
                root: file.root,
                path: file.path.clone(),
                size_bytes: file.size_bytes,
                mtime_ms: file.mtime_ms,
                kind: placed.place.kind,
                project: by_name
                    .get(&(placed.place.project.as_str(), file.root))
                    .copied(),
                session: placed.session,
                lines: digest.lines,
                blank_lines: digest.blank_lines,
                recovered_records: digest.recovered_records,
                malformed: digest.malformed.clone(),
                formats: digest.formats.clone(),
                first: digest.first,
                last: digest.last,
            };
            (placed.row, row)
        })
        .collect();
    rows.sort_by_key(|(row, _)| *row);
    ledger.files = rows.into_iter().map(|(_, row)| row).collect();
}

/// The claims on every response key and what becomes of them.
struct Responses<'a> {
    placed: &'a [Placed<'a>],
    prices: &'a PriceTable,
    mode: CostMode,
    models: BTreeMap<String, (u32, ModelPrice)>,
    rows: Vec<ModelRow>,
    fitting: Fitting,
}

impl<'a> Responses<'a> {
    fn new(placed: &'a [Placed<'a>], prices: &'a PriceTable, mode: CostMode) -> Self {
        let (models, rows) = (BTreeMap::new(), Vec::new());
        Self {
            placed,
            prices,
            mode,
            models,
            rows,
            fitting: Fitting::default(),
        }
    }

    fn add_to(mut self, ledger: &mut Ledger) {
        for claim in claims(self.placed) {
            if let Some((file, entry)) = claim.message
                && let Some(event) = self.event(file, entry.first_time, EventKind::AssistantMessage)
            {
                ledger.events.push(event);
            }
            self.add_claim(ledger, &claim);
        }
        ledger.models = self.rows;
        ledger.suspect_fit = self.fitting.finish();
    }

    fn event(&self, file: usize, time: Option<Instant>, kind: EventKind) -> Option<EventRow> {
        event(self.placed.get(file)?, time, kind)
    }

    fn add_claim(&mut self, ledger: &mut Ledger, claim: &Claim<'a>) {
        let (Some((file, entry)), Some((place, _))) = (claim.winner, claim.place) else {
            return;
        };
        let (Some(placed), Some(usage)) = (self.placed.get(place), &entry.usage) else {
            return;
        };
        let Some(digest) = self.placed.get(file).map(|placed| &placed.digest) else {
            return;
        };
        let Some(session) = placed.session else {
            return;
        };
        let subagent = placed.place.kind.is_subagent() || entry.plain_records == 0;
        let name = name_of(digest, usage.model);
        let chars = claim.chars();
        let suspect = is_suspect(usage.tokens.output, chars);
        if !suspect {
            self.fitting.add(usage.tokens.output, chars);
        }
        let mut row = self.row(name, usage, usage.tokens, usage.web_searches);
        row.session = session;
        row.subagent = subagent;
        row.suspect_chars = suspect.then_some(chars);
        row.iterations_differ = usage.iterations_differ;
        ledger.responses.push(row);
        for extra in &usage.extras {
            let name = name_of(digest, extra.model).or(name);
            // Searches of an iteration are in the record's own count already.
            let mut row = self.row(name, usage, extra.tokens, 0);
            row.session = session;
            row.subagent = subagent;
            ledger.responses.push(row);
        }
    }

    fn row(
        &mut self,
        name: Option<&str>,
        usage: &Usage,
        tokens: Tokens,
        web_searches: u64,
    ) -> ResponseRow {
        let (model, price) = self.model(name);
        let billing = Billing {
            tokens,
            time: usage.time,
            batch: usage.batch,
            fast: usage.fast,
            geo_us: usage.geo_us,
            web_searches,
        };
        let priced = self.price(price, &billing, usage, tokens == usage.tokens);
        ResponseRow {
            session: 0,
            model,
            minute: minute(usage.time),
            tokens,
            cost: priced.cost,
            lower_bound: priced.lower_bound,
            subagent: false,
            iterations_differ: false,
            suspect_chars: None,
            cache_saved: priced.cache_saved,
            cache_write_extra: priced.cache_write_extra,
        }
    }

    fn price(&self, model: ModelPrice, billing: &Billing, usage: &Usage, own: bool) -> Priced {
        let calculated = self.prices.price(model, billing);
        let recorded = usage.recorded_pico_usd.filter(|_| own);
        match (self.mode, recorded) {
            (CostMode::Calculate, _) | (CostMode::Auto, None) => calculated,
            (_, recorded) => Priced {
                cost: crate::money::Cost(u128::from(recorded.unwrap_or(0))),
                lower_bound: false,
                ..calculated
            },
        }
    }

    fn model(&mut self, name: Option<&str>) -> (u32, ModelPrice) {
        let name = name.filter(|name| !name.is_empty()).unwrap_or(NO_MODEL);
        if let Some(&known) = self.models.get(name) {
            return known;
        }
        let price = if name == NO_MODEL {
            ModelPrice::Unpriced
        } else {
            self.prices.find(name)
        };
        let known = (number(self.rows.len()), price);
        self.rows.push(ModelRow {
            name: name.to_owned(),
            priced: price != ModelPrice::Unpriced,
            synthetic: name == SYNTHETIC,
        });
        self.models.insert(name.to_owned(), known);
        known
    }
}

/// Every key's claims, in the order in which keys first appear.
fn claims<'a>(placed: &'a [Placed<'a>]) -> Vec<Claim<'a>> {
    let mut numbers: KeyMap<usize> = KeyMap::default();
    let mut claims: Vec<Claim<'a>> = Vec::new();
    for (file, placed) in placed.iter().enumerate() {
        for entry in &placed.digest.responses {
            let number = *numbers.entry(entry.key).or_insert_with(|| {
                claims.push(Claim::new());
                claims.len() - 1
            });
            if let Some(claim) = claims.get_mut(number) {
                claim.add(file, entry);
            }
        }
    }
    claims
}

fn add_user_messages(ledger: &mut Ledger, placed: &[Placed<'_>]) {
    let mut seen = KeySet::default();
    for placed in placed {
        for message in &placed.digest.user_messages {
            if seen.insert(message.key) {
                let kind = EventKind::UserMessage {
                    prompt: message.prompt,
                };
                ledger.events.extend(event(placed, message.time, kind));
            }
        }
    }
}

fn add_tools(ledger: &mut Ledger, placed: &[Placed<'_>]) {
    let mut claims: KeyMap<ToolClaim<'_>> = KeyMap::default();
    let mut order = Vec::new();
    for (file, placed) in placed.iter().enumerate() {
        for entry in &placed.digest.tools {
            let claim = claims.entry(entry.key).or_insert_with(|| {
                order.push(entry.key);
                ToolClaim::default()
            });
            claim.add(file, entry);
        }
    }
    let claims: Vec<ToolClaim<'_>> = order
        .iter()
        .filter_map(|key| claims.get(key).copied())
        .collect();
    let name = |claim: &ToolClaim<'_>| {
        let (file, entry) = claim.call?;
        name_of(&placed.get(file)?.digest, entry.call?.name)
    };
    let mut names: Vec<&str> = claims
        .iter()
        .map(|claim| name(claim).unwrap_or(UNKNOWN_TOOL))
        .collect();
    names.sort_unstable();
    names.dedup();
    for claim in &claims {
        let tool = number(
            names
                .binary_search(&name(claim).unwrap_or(UNKNOWN_TOOL))
                .unwrap_or(0),
        );
        if let Some((file, entry)) = claim.call
            && let Some(placed) = placed.get(file)
        {
            let time = entry.call.and_then(|call| call.time);
            ledger
                .events
                .extend(event(placed, time, EventKind::ToolCall(tool)));
        }
        if let Some((file, entry)) = claim.error
            && let Some(placed) = placed.get(file)
        {
            let time = entry.error.and_then(|error| error.time);
            ledger
                .events
                .extend(event(placed, time, EventKind::ToolError(tool)));
        }
    }
    ledger.tools = names.into_iter().map(str::to_owned).collect();
}

fn add_counts(ledger: &mut Ledger, placed: &[Placed<'_>]) {
    for placed in placed {
        let digest = &placed.digest;
        add_all(&mut ledger.record_types, &digest.record_types);
        let unknown = [
            &digest.unknown.kinds,
            &digest.unknown.fields,
            &digest.unknown.shapes,
        ];
        for (sum, counts) in ledger.unknown.iter_mut().zip(unknown) {
            add_all(sum, counts);
        }
        ledger.untimed_records.0 += digest.without_time;
        ledger.untimed_records.1 += digest.broken_time;
    }
}

fn add_all(sum: &mut BTreeMap<String, u64>, counts: &BTreeMap<String, u64>) {
    for (name, count) in counts {
        match sum.get_mut(name) {
            Some(sum) => *sum += count,
            None => {
                sum.insert(name.clone(), *count);
            }
        }
    }
}

fn event(placed: &Placed<'_>, time: Option<Instant>, kind: EventKind) -> Option<EventRow> {
    let subagent = placed.place.kind.is_subagent();
    Some(EventRow {
        session: placed.session?,
        minute: minute(time),
        kind,
        subagent,
    })
}

fn minute(time: Option<Instant>) -> Option<i32> {
    i32::try_from(time?.0.div_euclid(60_000)).ok()
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

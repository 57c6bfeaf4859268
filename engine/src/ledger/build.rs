//! From digests to rows, in file order.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::events::{add_tools, add_user_messages};
use super::responses::Responses;
use super::{FileRow, Ledger, ProjectRow, SessionRow};
use crate::corpus::{Corpus, RootId, StoredFile};
use crate::digest::{Digest, Facts};
use crate::place::{FileKind, Place, place};
use crate::price::{CostMode, PriceTable};
use crate::reconcile;

/// A file with where it belongs, in file order.
pub(crate) struct Placed<'a> {
    pub file: &'a StoredFile,
    pub digest: Cow<'a, Digest>,
    pub place: Place,
    /// Its row among the ledger's files.
    row: usize,
    pub(super) session: Option<u32>,
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

/// A row's number.
pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

//! A ledger in which everything is called by another name.
//!
//! Whoever shows only this ledger shows no name of the real one. Names are given by time: what came
//! first has the number 1, so that they stay the same as a corpus grows, and are the same at the next visit.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ledger::{FileRow, Ledger, ProjectRow, RepeatedId, Revision, SessionRow, UnknownName};
use crate::name::Name;
use crate::order::{inserted, sort_by};
use sessionscope_log::place::RootId;
use sessionscope_log::time::Instant;
use sessionscope_redact::{Names, is_entrypoint, is_known_kind, is_known_tool, is_version};

/// What the names of a veiled ledger stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Veil {
    /// Projects by their keys.
    pub projects: Names,
    /// Sessions by their names.
    pub sessions: Names,
    /// Sessions by their keys.
    pub session_keys: Names,
    /// Git branches.
    pub branches: Names,
    /// Tools that are not Claude Code's own.
    pub tools: Names,
    /// Subagents by the ids in their files' names.
    pub agents: Names,
    /// Files by folder and path.
    files: BTreeMap<(RootId, String), String>,
    /// The paths behind the names of files.
    paths: BTreeMap<String, String>,
}

impl Veil {
    /// What a file is called.
    pub fn file(&self, root: RootId, path: &str) -> Option<&str> {
        self.files.get(&(root, path.to_owned())).map(String::as_str)
    }

    /// The path of the file that is called so.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.paths.get(name).map(String::as_str)
    }
}

/// What a folder is called.
pub fn root_name(root: RootId) -> String {
    format!("Folder {}", u32::from(root.0) + 1)
}

/// The revision with all names changed, and what they stand for.
pub fn veil(revision: &Revision) -> (Revision, Veil) {
    let mut ledger = Ledger::clone(revision);
    let veil = veil_ledger(&mut ledger);
    (revision.in_other_words(ledger), veil)
}

/// When a row began; those without a time come last.
type Begun<'a> = (bool, Option<Instant>, &'a str, &'a str);

/// `folder` tells those of one name apart.
fn begun<'a>(first: Option<Instant>, name: &'a str, folder: &'a str) -> Begun<'a> {
    (first.is_none(), first, name, folder)
}

/// The number of each of `rows`, by when it began.
fn numbers<'a>(rows: impl Iterator<Item = Begun<'a>>) -> Vec<usize> {
    let mut rows: Vec<(usize, Begun<'a>)> = rows.enumerate().collect();
    sort_by(&mut rows, |a, b| a.1.cmp(&b.1));
    let mut numbers = vec![0; rows.len()];
    for (number, (row, _)) in (1..).zip(rows) {
        if let Some(place) = numbers.get_mut(row) {
            *place = number;
        }
    }
    numbers
}

fn veil_ledger(ledger: &mut Ledger) -> Veil {
    let mut veil = Veil::default();
    let keys = keys_of(ledger);
    let sessions = ledger.sessions.iter().zip(&keys.1);
    let sessions = numbers(sessions.map(|(row, key)| begun(row.first, &row.name, key)));
    let projects = numbers_of_projects(ledger, &keys.0);
    let files = ledger.files.iter();
    let files = files.map(|row| begun(row.first, &row.path, ledger.root_name(row.root)));
    let files = numbers(files);
    veil.name_tools(&ledger.tools);
    veil.name_branches(ledger, &sessions);
    // Every field is named here: a new one has to be thought of.
    let Ledger {
        roots,
        files: file_rows,
        projects: project_rows,
        sessions: session_rows,
        models: _,
        tools,
        responses: _,
        events: _,
        record_types,
        unknown,
        suspect_fit: _,
        reconcile: _,
        untimed_records: _,
        repeated_ids,
        // Those of the price file.
        prices: _,
        tariffs: _,
    } = ledger;
    for (root, name) in roots {
        *name = root_name(*root);
    }
    for (row, number) in project_rows.iter_mut().zip(&projects) {
        veil.project(row, *number);
    }
    for (row, number) in session_rows.iter_mut().zip(&sessions) {
        veil.session(row, *number);
    }
    // The first of several subagents of one id keeps it, whatever the order of rows.
    let mut file_rows: Vec<_> = file_rows.iter_mut().zip(&files).collect();
    sort_by(&mut file_rows, |a, b| b.1.cmp(a.1));
    for (row, number) in file_rows {
        let project = row.project.and_then(|row| projects.get(row as usize));
        let session = row.session.and_then(|row| sessions.get(row as usize));
        veil.file_row(row, *number, project.copied(), session.copied());
    }
    for tool in tools {
        if let Some(shown) = veil.tools.shown(tool) {
            *tool = shown.to_owned();
        }
    }
    for repeated in repeated_ids.values_mut() {
        veil.repeated(repeated);
    }
    veil_kinds(record_types, unknown);
    veil.note_keys(ledger, keys);
    veil
}

/// Keys of all projects and sessions.
type Keys = (Vec<String>, Vec<String>);

fn keys_of(ledger: &Ledger) -> Keys {
    let rows = |count: usize| 0..u32::try_from(count).unwrap_or(u32::MAX);
    let projects = rows(ledger.projects.len()).map(|row| ledger.project_key(row));
    let sessions = rows(ledger.sessions.len()).map(|row| ledger.session_key(row));
    (projects.collect(), sessions.collect())
}

/// Projects by when their first session began.
fn numbers_of_projects(ledger: &Ledger, keys: &[String]) -> Vec<usize> {
    let mut firsts: Vec<Option<Instant>> = vec![None; ledger.projects.len()];
    for session in &ledger.sessions {
        if let (Some(first), Some(at)) = (firsts.get_mut(session.project as usize), session.first) {
            *first = Some(first.map_or(at, |first| first.min(at)));
        }
    }
    let rows = keys.iter().zip(firsts);
    numbers(rows.map(|(key, first)| begun(first, key, "")))
}

/// Record kinds and other names that this program does not know.
fn veil_kinds(kinds: &mut BTreeMap<String, u64>, unknown: &mut [BTreeMap<String, UnknownName>; 3]) {
    let number = |names: &Names, name: String| names.shown(&name).map_or(name, str::to_owned);
    let mut known = Names::default();
    let nameless = kinds.keys().filter(|name| !is_known_kind(name));
    for name in nameless.chain(unknown.iter().take(1).flat_map(BTreeMap::keys)) {
        known.number("Kind", name);
    }
    let all = std::mem::take(kinds).into_iter();
    kinds.extend(all.map(|(name, count)| (number(&known, name), count)));
    for (names, what) in unknown.iter_mut().zip(["Kind", "Field", "Shape"]) {
        if what != "Kind" {
            known = Names::default();
        }
        for (name, mut told) in std::mem::take(names) {
            let UnknownName {
                records: _,
                routine_records: _,
                files_by_version,
            } = &mut told;
            files_by_version.retain(|version, _| version.is_empty() || is_version(version));
            names.insert(known.number(what, &name).to_owned(), told);
        }
    }
}

impl Veil {
    /// Names branches in the order in which sessions were on them.
    fn name_branches(&mut self, ledger: &Ledger, numbers: &[usize]) {
        let mut sessions: Vec<_> = numbers.iter().zip(ledger.sessions.iter()).collect();
        sort_by(&mut sessions, |a, b| a.0.cmp(b.0));
        let of_sessions = sessions.into_iter();
        let of_sessions = of_sessions.flat_map(|(_, row)| row.branches.iter().map(|name| &**name));
        let of_projects = ledger.projects.iter().flat_map(|row| &row.branches);
        for branch in of_sessions.chain(of_projects.map(String::as_str)) {
            // None at all has no name to hide.
            if !branch.is_empty() {
                self.branches.number("Branch", branch);
            }
        }
    }

    fn branch(&self, branch: &str) -> String {
        self.branches.shown(branch).unwrap_or_default().to_owned()
    }

    fn project(&mut self, row: &mut ProjectRow, number: usize) {
        let ProjectRow {
            root: _,
            name,
            cwd,
            branches,
        } = row;
        *name = format!("Project {number}");
        *cwd = None;
        for branch in branches {
            *branch = self.branch(branch);
        }
    }

    fn session(&mut self, row: &mut SessionRow, number: usize) {
        let SessionRow {
            project: _,
            name,
            title,
            first_prompt,
            cwd,
            branches,
            first_version,
            last_version,
            entrypoint,
            first: _,
            last: _,
            files: _,
            subagent_files: _,
            compactions: _,
            api_errors: _,
            interruptions: _,
            related: _,
            // Figures by model.
            cost_state: _,
        } = row;
        let shown = format!("session-{number}");
        self.sessions.put(name, &shown);
        *name = shown;
        *title = Some(format!("Session {number}"));
        *first_prompt = None;
        *cwd = None;
        for branch in branches.iter_mut() {
            *branch = Name::from(&*self.branch(branch));
        }
        for version in [first_version, last_version] {
            if version
                .as_deref()
                .is_some_and(|version| !is_version(version))
            {
                *version = None;
            }
        }
        if entrypoint
            .as_deref()
            .is_some_and(|name| !is_entrypoint(name))
        {
            *entrypoint = None;
        }
    }

    fn file_row(
        &mut self,
        row: &mut FileRow,
        number: usize,
        project: Option<usize>,
        session: Option<usize>,
    ) {
        let FileRow {
            root,
            path,
            size_bytes: _,
            mtime_ms: _,
            resume_bytes: _,
            kind,
            project: _,
            session: _,
            is_copy: _,
            lines: _,
            blank_lines: _,
            recovered_records: _,
            malformed: _,
            formats: _,
            first: _,
            last: _,
        } = row;
        let own = if kind.is_subagent() {
            self.agents.put(agent_of(path), &number.to_string());
            format!("subagents/agent-{number}.jsonl")
        } else {
            format!("file-{number}.jsonl")
        };
        let project = project.map(|project| format!("Project {project}/"));
        let session = session.map(|session| format!("session-{session}/"));
        let shown = [
            project.unwrap_or_default(),
            session.unwrap_or_default(),
            own,
        ]
        .concat();
        self.paths.insert(shown.clone(), path.clone());
        let path = std::mem::replace(path, shown.clone());
        self.files.insert((*root, path), shown);
    }

    /// Names tools that are not Claude Code's own, by the alphabet: they have no times.
    fn name_tools(&mut self, tools: &[String]) {
        let all = tools.iter().filter(|tool| !is_known_tool(tool));
        let all: BTreeSet<&str> = inserted(all.map(String::as_str));
        for tool in all {
            self.tools.number("Tool", tool);
        }
    }

    fn repeated(&self, repeated: &mut RepeatedId) {
        let RepeatedId {
            root,
            path,
            line: _,
            responses: _,
            tokens: _,
            cost: _,
            first_by_id: _,
            first_by_id_cost: _,
        } = repeated;
        let shown = self.file(*root, path).unwrap_or("A file");
        *path = shown.to_owned();
    }

    fn note_keys(&mut self, veiled: &Ledger, (projects, sessions): Keys) {
        let (projects_now, sessions_now) = keys_of(veiled);
        for (real, shown) in projects.iter().zip(&projects_now) {
            self.projects.put(real, shown);
        }
        for (real, shown) in sessions.iter().zip(&sessions_now) {
            self.session_keys.put(real, shown);
        }
    }
}

/// The id of the subagent whose file this is.
fn agent_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".jsonl").unwrap_or(name);
    stem.strip_prefix("agent-").unwrap_or(stem)
}

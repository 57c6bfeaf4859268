//! Sessions and projects, and the files that belong to them.

use std::collections::{BTreeSet, HashMap};

use super::file_table::{FileTable, session_key};
use super::number;
use crate::digest::{Digest, Facts};
use crate::ledger::{Ledger, ProjectRow, Renumbered, SessionRow};
use crate::name::Names;
use crate::order::sort_by;
use crate::rows::Rows;
use sessionscope_log::keymap::KeyMap;
use sessionscope_log::place::{Place, RootId, place};

/// Which files belong to which session, by the ledger's numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    projects: HashMap<(RootId, String), u32>,
    /// By the key of the project and the name: names are in the ledger already.
    sessions: KeyMap<u32>,
    /// The files of each session.
    members: Rows<Vec<u32>>,
    /// Files of no session.
    loose: BTreeSet<u32>,
    /// Sessions whose rows are to be renewed.
    pub stale: BTreeSet<u32>,
    names: Names,
}

impl Groups {
    /// The number of a place's session, which is new if there was none.
    pub fn session(&mut self, ledger: &mut Ledger, root: RootId, place: &Place) -> u32 {
        self.session_of(ledger, root, &place.project, &place.session)
    }

    /// Gives a session the next number, if it has none. It is dropped if no file of it comes.
    pub fn reserve(&mut self, ledger: &mut Ledger, root: RootId, project: &str, name: &str) {
        let session = self.session_of(ledger, root, project, name);
        self.stale.insert(session);
    }

    fn session_of(&mut self, ledger: &mut Ledger, root: RootId, project: &str, name: &str) -> u32 {
        let project = self.project(ledger, root, project);
        let key = session_key(project, name);
        if let Some(&known) = self.sessions.get(&key) {
            return known;
        }
        let session = number(ledger.sessions.len());
        ledger.sessions.push(SessionRow {
            project,
            name: name.to_owned(),
            ..SessionRow::default()
        });
        self.members.push(Vec::new());
        self.sessions.insert(key, session);
        session
    }

    fn project(&mut self, ledger: &mut Ledger, root: RootId, name: &str) -> u32 {
        let projects = &mut ledger.projects;
        let key = (root, name.to_owned());
        *self.projects.entry(key).or_insert_with(|| {
            projects.push(ProjectRow {
                root,
                name: name.to_owned(),
                cwd: None,
                branches: Vec::new(),
            });
            number(projects.len() - 1)
        })
    }

    /// The files of a session.
    pub fn files(&self, root: RootId, project: &str, session: &str) -> &[u32] {
        let project = self.projects.get(&(root, project.to_owned()));
        let session =
            project.and_then(|&project| self.sessions.get(&session_key(project, session)));
        let files = session.and_then(|&session| self.members.get(session as usize));
        files.map(Vec::as_slice).unwrap_or_default()
    }

    /// That is the session of a place of the same root.
    pub fn is(ledger: &Ledger, session: u32, place: &Place) -> bool {
        let row = ledger.sessions.get(session as usize);
        row.is_some_and(|row| {
            let project = ledger.projects.get(row.project as usize);
            row.name == place.session && project.is_some_and(|of| of.name == place.project)
        })
    }

    /// A file was changed; it was of one session and is of another now.
    pub fn moved(&mut self, file: u32, from: Option<u32>, to: Option<u32>) {
        self.stale.extend(from);
        self.stale.extend(to);
        if to.is_none() {
            self.loose.insert(file);
        }
        if from == to {
            return;
        }
        if let Some(members) = from.and_then(|from| self.members.get_mut(from as usize)) {
            members.retain(|member| *member != file);
        }
        if let Some(members) = to.and_then(|to| self.members.get_mut(to as usize)) {
            members.push(file);
            self.loose.remove(&file);
        }
    }

    /// A file is no more.
    pub fn forget(&mut self, file: u32) {
        self.loose.remove(&file);
    }

    /// Renews the rows of sessions and projects whose files were changed; `true` if some have no
    /// file left.
    pub fn renew(&mut self, ledger: &mut Ledger, kept: &FileTable) -> bool {
        let mut is_empty = false;
        let mut projects = BTreeSet::new();
        for session in std::mem::take(&mut self.stale) {
            let members = self.members.get(session as usize);
            let members = members.map(Vec::as_slice).unwrap_or_default();
            is_empty |= members.is_empty();
            let heads = in_file_order(ledger, kept, members);
            let related = related(kept, session, members);
            let Some(row) = ledger.sessions.get_mut(session as usize) else {
                continue;
            };
            *row = SessionRow {
                related,
                ..session_row(
                    &mut self.names,
                    row.project,
                    std::mem::take(&mut row.name),
                    &heads,
                )
            };
            projects.insert(row.project);
        }
        describe_projects(ledger, &projects);
        self.place_loose(ledger, kept);
        is_empty
    }

    /// A file without a record belongs to its project all the same, if that has a session.
    fn place_loose(&self, ledger: &mut Ledger, kept: &FileTable) {
        for file in self.loose.iter().filter_map(|&file| kept.file(file)) {
            let row = ledger.files.get(file.row as usize);
            let project = row.and_then(|row| {
                let place = place(ledger.root_name(row.root), &row.path)?;
                self.projects.get(&(row.root, place.project)).copied()
            });
            if let Some(row) = ledger.files.get_mut(file.row as usize) {
                row.project = project;
            }
        }
    }

    /// The ledger's rows have other numbers.
    pub fn renumber(&mut self, ledger: &Ledger, kept: &mut FileTable, new: &Renumbered) {
        let mut members: Rows<_> = ledger.sessions.iter().map(|_| Vec::new()).collect();
        for (old, files) in std::mem::take(&mut self.members).into_iter().enumerate() {
            let Some(session) = new.sessions.get(old).copied().flatten() else {
                continue;
            };
            for &file in &files {
                if let Some(file) = kept.file_mut(file) {
                    file.session = Some(session);
                }
            }
            if let Some(place) = members.get_mut(session as usize) {
                *place = files;
            }
        }
        self.members = members;
        let projects = ledger.projects.iter().zip(0..);
        self.projects = projects
            .map(|(row, number)| ((row.root, row.name.clone()), number))
            .collect();
        let sessions = ledger.sessions.iter().zip(0..);
        self.sessions = sessions
            .map(|(row, number)| (session_key(row.project, &row.name), number))
            .collect();
    }
}

/// The heads of a session's files in file order, and whether a subagent wrote them.
fn in_file_order(ledger: &Ledger, kept: &FileTable, files: &[u32]) -> Vec<(bool, Digest)> {
    let mut files = files.to_vec();
    sort_by(&mut files, |&a, &b| kept.order(&ledger.files, a, b));
    let heads = files.into_iter().filter_map(|file| {
        let file = kept.file(file)?;
        Some((file.subagent, kept.head(file.segments())))
    });
    heads.collect()
}

/// Other sessions that have messages of these files, and how many.
fn related(kept: &FileTable, session: u32, files: &[u32]) -> Box<[(u32, u32)]> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    let files = files.iter().filter_map(|&file| kept.file(file));
    for overlap in files.flat_map(|file| &file.overlaps) {
        let other = kept.file(overlap.file).and_then(|file| file.session);
        if let Some(other) = other.filter(|&other| other != session && overlap.messages > 0) {
            found.push((other, overlap.messages));
        }
    }
    sort_by(&mut found, Ord::cmp);
    let mut related: Vec<(u32, u32)> = Vec::new();
    for (other, messages) in found {
        match related.last_mut() {
            Some((last, sum)) if *last == other => *sum += messages,
            _ => related.push((other, messages)),
        }
    }
    related.into()
}

/// A session's facts: of its main file first, then of its subagents in file order.
fn session_row(
    names: &mut Names,
    project: u32,
    name: String,
    heads: &[(bool, Digest)],
) -> SessionRow {
    type Field = fn(&Facts) -> &Option<String>;
    let of = |wanted: bool| {
        let heads = heads
            .iter()
            .filter(move |(subagent, _)| *subagent == wanted);
        heads.map(|(_, head)| &head.facts)
    };
    let mains: Vec<&Facts> = of(false).collect();
    let facts: Vec<&Facts> = of(false).chain(of(true)).collect();
    let subagents = heads.iter().filter(|(subagent, _)| *subagent).count();
    let first_of = |field: Field| facts.iter().find_map(|facts| field(facts).as_deref());
    let main_of = |field: Field| mains.iter().find_map(|facts| field(facts).as_deref());
    let mut from_last = mains.iter().rev().chain(facts.iter().rev());
    let last_version = from_last.find_map(|f| f.last_version.as_deref());
    let sum = |field: fn(&Facts) -> u64| facts.iter().map(|facts| field(facts)).sum();
    let title = main_of(|f| &f.custom_title).or_else(|| main_of(|f| &f.ai_title));
    let prompt = first_of(|f| &f.first_prompt).or_else(|| first_of(|f| &f.summary));
    let mut name_of = |text: Option<&str>| text.map(|text| names.of(text));
    SessionRow {
        project,
        name,
        title: title.map(str::to_owned),
        first_prompt: prompt.map(str::to_owned),
        cwd: name_of(first_of(|f| &f.cwd)),
        first_version: name_of(first_of(|f| &f.first_version)),
        last_version: name_of(last_version),
        entrypoint: name_of(first_of(|f| &f.entrypoint)),
        branches: branches(&facts)
            .into_iter()
            .map(|branch| names.of(branch))
            .collect(),
        first: heads.iter().filter_map(|(_, head)| head.first).min(),
        last: heads.iter().filter_map(|(_, head)| head.last).max(),
        files: number(heads.len()),
        subagent_files: number(subagents),
        compactions: sum(|f| f.compactions),
        api_errors: sum(|f| f.api_errors),
        interruptions: sum(|f| f.interruptions),
        cost_state: mains.iter().rev().find_map(|f| f.cost_state.clone()),
        related: Box::default(),
    }
}

/// Branches in order of appearance.
fn branches<'a>(facts: &[&'a Facts]) -> Vec<&'a str> {
    let mut branches: Vec<&str> = Vec::new();
    for branch in facts.iter().flat_map(|facts| &facts.branches) {
        if !branches.contains(&branch.as_str()) {
            branches.push(branch);
        }
    }
    branches
}

/// The directory most sessions of a project started in, and all branches.
fn describe_projects(ledger: &mut Ledger, wanted: &BTreeSet<u32>) {
    let mut starts: Vec<(u32, &str)> = Vec::new();
    let mut branches: Vec<(u32, &str)> = Vec::new();
    for session in &ledger.sessions {
        let index = session.project;
        if wanted.contains(&index) {
            starts.extend(session.cwd.iter().map(|cwd| (index, &**cwd)));
            branches.extend(session.branches.iter().map(|branch| (index, &**branch)));
        }
    }
    sort_by(&mut starts, Ord::cmp);
    sort_by(&mut branches, Ord::cmp);
    branches.dedup();
    for &index in wanted {
        let Some(project) = ledger.projects.get_mut(index as usize) else {
            continue;
        };
        let mut best: Option<(usize, &str)> = None;
        for same in of_project(&starts, index).chunk_by(PartialEq::eq) {
            if let Some((_, cwd)) = same.first()
                && best.is_none_or(|(most, _)| same.len() > most)
            {
                best = Some((same.len(), cwd));
            }
        }
        project.cwd = best.map(|(_, cwd)| cwd.to_owned());
        let names = of_project(&branches, index).iter();
        project.branches = names.map(|(_, name)| (*name).to_owned()).collect();
    }
}

/// The part of a list in the order of projects that is of this one.
fn of_project<'a, 'b>(list: &'a [(u32, &'b str)], index: u32) -> &'a [(u32, &'b str)] {
    let from = list.partition_point(|(project, _)| *project < index);
    let to = list.partition_point(|(project, _)| *project <= index);
    list.get(from..to).unwrap_or_default()
}

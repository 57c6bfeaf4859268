//! To which session a file belongs where its path alone does not say so: older subagents' files,
//! and copies of sessions.

use std::collections::{BTreeSet, HashMap};

use super::file_table::{File, FileClass, Span};
use super::{Accounts, Groups, Sign, number};
use crate::digest::Digest;
use crate::ledger::Ledger;
use crate::order::inserted;
use sessionscope_log::place::{FileKind, Place, RootId, place};

/// Where a file belongs, by its path and its content.
pub(super) struct Stay {
    pub place: Place,
    pub span: Span,
    pub is_copy: bool,
}

/// Main files that name sessions, but not the one that they are named after: each is a copy once
/// all of these have files of their own, and a session as long as they have not.
#[derive(Clone, Debug, Default)]
pub(super) struct Strays {
    /// The numbers of projects that have, or had, any. A map by name from names to numbers is compiled already.
    projects: HashMap<(RootId, String), u32>,
    by_project: Vec<BTreeSet<u32>>,
    /// The projects of files.
    of_file: HashMap<u32, u32>,
}

impl Strays {
    fn note(&mut self, file: u32, root: RootId, project: &str) {
        let next = number(self.projects.len());
        let project = *self
            .projects
            .entry((root, project.to_owned()))
            .or_insert(next);
        if project == next {
            self.by_project.push(BTreeSet::new());
        }
        self.of_file.insert(file, project);
        if let Some(files) = self.by_project.get_mut(project as usize) {
            files.insert(file);
        }
    }

    /// A file is none, or no more.
    pub fn forget(&mut self, file: u32) {
        let project = self.of_file.remove(&file);
        let files = project.and_then(|project| self.by_project.get_mut(project as usize));
        if let Some(files) = files {
            files.remove(&file);
        }
    }

    fn of(&self, root: RootId, project: &str) -> Vec<u32> {
        // Mostly there is none in any project, and nothing to look for.
        if self.of_file.is_empty() {
            return Vec::new();
        }
        let project = self.projects.get(&(root, project.to_owned()));
        let files = project.and_then(|project| self.by_project.get(*project as usize));
        files.into_iter().flatten().copied().collect()
    }
}

impl Accounts {
    /// Where a file with this head belongs.
    pub(super) fn stay(
        &mut self,
        ledger: &Ledger,
        file: u32,
        mut place: Place,
        head: &Digest,
    ) -> Stay {
        let named = &head.facts.session_ids;
        let class = match place.kind {
            // Records that name no session are of the one that the file is named after.
            FileKind::Main if named.is_empty() || named.contains(&place.session) => FileClass::Own,
            FileKind::Main => FileClass::OtherMain,
            FileKind::Subagent | FileKind::OldSubagent => FileClass::Subagent,
        };
        let root = self.root_of(ledger, file);
        let is_stray = class == FileClass::OtherMain;
        self.strays.forget(file);
        if is_stray && let Some(root) = root {
            self.strays.note(file, root, &place.project);
        }
        let has_own = |session: &String| {
            root.is_some_and(|root| self.has_own_file(ledger, root, &place.project, session))
        };
        let is_copy = is_stray && named.iter().all(has_own);
        if (is_copy || place.kind == FileKind::OldSubagent)
            && let Some(session) = named.first()
        {
            place.session.clone_from(session);
        }
        let span = Span {
            class,
            first: head.first,
            last: head.last,
        };
        Stay {
            place,
            span,
            is_copy,
        }
    }

    /// A session has a main file that holds a record of it.
    fn has_own_file(&self, ledger: &Ledger, root: RootId, project: &str, session: &str) -> bool {
        let files = self.groups.files(root, project, session);
        let mut files = files.iter().filter_map(|&file| self.file_table.file(file));
        files.any(|file| {
            file.span.class == FileClass::Own
                && place_of(ledger, file).is_some_and(|place| place.session == session)
        })
    }

    fn root_of(&self, ledger: &Ledger, file: u32) -> Option<RootId> {
        let row = self.file_table.file(file)?.row;
        Some(ledger.files.get(row as usize)?.root)
    }

    /// Looks again at the strays of the project of a file that was changed: its own session may
    /// have come or gone.
    pub(super) fn move_strays(&mut self, ledger: &mut Ledger, file: u32, stay: &Stay) {
        let Some(root) = self.root_of(ledger, file) else {
            return;
        };
        for stray in self.strays.of(root, &stay.place.project) {
            if stray != file {
                self.look_again(ledger, stray);
            }
        }
    }

    /// Moves a file whose lines are what they were, if it belongs elsewhere now.
    fn look_again(&mut self, ledger: &mut Ledger, number: u32) {
        let Some(file) = self.file_table.file(number) else {
            return;
        };
        let Some(place) = place_of(ledger, file) else {
            return;
        };
        let (session, row) = (file.session, file.row);
        let segments: Vec<u32> = file.segments().collect();
        let head = self.file_table.head(segments.iter().copied());
        let stay = self.stay(ledger, number, place, &head);
        let stays = session.is_none_or(|session| Groups::is(ledger, session, &stay.place));
        let was_copy = ledger.files.get(row as usize).map(|row| row.is_copy);
        if stays && was_copy == Some(stay.is_copy) {
            return;
        }
        let keys = segments
            .into_iter()
            .flat_map(|segment| self.keys_of(segment));
        let keys = inserted(keys);
        self.post(ledger, number, &keys, Sign::Minus);
        self.describe(ledger, number, &stay, &head);
        self.post(ledger, number, &keys, Sign::Plus);
    }
}

/// Where a file's path says that it belongs.
fn place_of(ledger: &Ledger, file: &File) -> Option<Place> {
    let row = ledger.files.get(file.row as usize)?;
    place(ledger.root_name(row.root), &row.path)
}

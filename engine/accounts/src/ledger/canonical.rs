//! One order and numbering of rows, whatever order they came in.

use std::cmp::Ordering;

use super::{EventCell, EventKind, Ledger, ResponseCell, SessionRow};
use crate::order::sort_by;
use crate::rows::Rows;

/// What became of the rows' numbers: by the old number the new one, `None` for rows that left.
#[derive(Clone, Debug, Default)]
pub(crate) struct Renumbered {
    pub sessions: Vec<Option<u32>>,
}

impl Ledger {
    /// Equal for ledgers that say the same: rows that nothing refers to are gone, names ascend,
    /// files are by root and path, cells by all that they are about.
    #[must_use]
    pub fn canonical(&self) -> Self {
        let mut ledger = self.clone();
        ledger.renumber();
        sort(&mut ledger.files, |a, b| {
            (a.root, &a.path).cmp(&(b.root, &b.path))
        });
        let response = |cell: &ResponseCell| {
            let minute = cell.minute.get();
            (cell.session, cell.model, minute, cell.subagent, cell.tariff)
        };
        sort(&mut ledger.responses, |a, b| response(a).cmp(&response(b)));
        let event = |cell: &EventCell| {
            (
                cell.session,
                cell.minute.get(),
                cell.kind(),
                cell.subagent(),
            )
        };
        sort(&mut ledger.events, |a, b| event(a).cmp(&event(b)));
        ledger
    }

    /// Drops projects, sessions, models, tariffs and tools that nothing refers to, and numbers the others
    /// by name, or by rate.
    pub(crate) fn renumber(&mut self) -> Renumbered {
        let projects = self.renumber_projects();
        let sessions = self.renumber_sessions(&projects);
        let models = self.renumber_models();
        let tariffs = self.renumber_tariffs();
        let tools = self.renumber_tools();
        for cell in &mut self.responses {
            cell.session = new(&sessions, cell.session);
            cell.model = new(&models, cell.model);
            cell.tariff = u16::try_from(new(&tariffs, cell.tariff.into())).unwrap_or_default();
        }
        for cell in &mut self.events {
            cell.session = new(&sessions, cell.session);
            *cell = cell.of_kind(match cell.kind() {
                EventKind::ToolCall(tool) => EventKind::ToolCall(new(&tools, tool)),
                EventKind::ToolError(tool) => EventKind::ToolError(new(&tools, tool)),
                other => other,
            });
        }
        for file in &mut self.files {
            let of = |numbers: &[Option<u32>], old: u32| numbers.get(old as usize).copied();
            file.session = file.session.and_then(|old| of(&sessions, old).flatten());
            file.project = file.project.and_then(|old| of(&projects, old).flatten());
        }
        Renumbered { sessions }
    }

    /// A model or a tool has no cell.
    pub(crate) fn has_unused(&self) -> bool {
        self.used_models().contains(&false) || self.used_tools().contains(&false)
    }

    fn used_models(&self) -> Vec<bool> {
        let mut used = vec![false; self.models.len()];
        for cell in &self.responses {
            mark(&mut used, cell.model);
        }
        used
    }

    fn used_tools(&self) -> Vec<bool> {
        let mut used = vec![false; self.tools.len()];
        for cell in &self.events {
            if let EventKind::ToolCall(tool) | EventKind::ToolError(tool) = cell.kind() {
                mark(&mut used, tool);
            }
        }
        used
    }

    fn renumber_projects(&mut self) -> Vec<Option<u32>> {
        let mut used = vec![false; self.projects.len()];
        for session in self.sessions.iter().filter(|session| session.files > 0) {
            mark(&mut used, session.project);
        }
        reorder(&mut self.projects, &used, |a, b| {
            (&a.name, a.root).cmp(&(&b.name, b.root))
        })
    }

    fn renumber_sessions(&mut self, projects: &[Option<u32>]) -> Vec<Option<u32>> {
        for session in &mut self.sessions {
            session.project = new(projects, session.project);
        }
        let used: Vec<bool> = self.sessions.iter().map(|row| row.files > 0).collect();
        let numbers = reorder(&mut self.sessions, &used, |a: &SessionRow, b| {
            (a.project, &a.name).cmp(&(b.project, &b.name))
        });
        for session in &mut self.sessions {
            let old = std::mem::take(&mut session.related).into_iter();
            let kept = old.filter_map(|(old, count)| {
                Some((numbers.get(old as usize).copied().flatten()?, count))
            });
            let mut related: Vec<(u32, u32)> = kept.collect();
            sort_by(&mut related, Ord::cmp);
            session.related = related.into();
        }
        numbers
    }

    fn renumber_models(&mut self) -> Vec<Option<u32>> {
        let used = self.used_models();
        reorder(&mut self.models, &used, |a, b| a.name.cmp(&b.name))
    }

    /// The first stays where it is: no tariff has lower rates.
    fn renumber_tariffs(&mut self) -> Vec<Option<u32>> {
        let mut used = vec![false; self.tariffs.len()];
        mark(&mut used, 0);
        for cell in &self.responses {
            mark(&mut used, cell.tariff.into());
        }
        reorder(&mut self.tariffs, &used, Ord::cmp)
    }

    fn renumber_tools(&mut self) -> Vec<Option<u32>> {
        let used = self.used_tools();
        reorder(&mut self.tools, &used, Ord::cmp)
    }
}

fn sort<T>(rows: &mut Rows<T>, order: impl Fn(&T, &T) -> Ordering) {
    let mut list: Vec<T> = std::mem::take(rows).into_iter().collect();
    list.sort_by(order);
    rows.extend(list);
}

/// Keeps the rows that are used, in this order; returns the new number of each old one.
fn reorder<R, T>(
    rows: &mut R,
    used: &[bool],
    order: impl Fn(&T, &T) -> Ordering,
) -> Vec<Option<u32>>
where
    R: Default + Extend<T> + IntoIterator<Item = T>,
{
    let mut numbers = vec![None; used.len()];
    let mut kept: Vec<(usize, T)> = std::mem::take(rows)
        .into_iter()
        .enumerate()
        .filter(|(old, _)| used.get(*old) == Some(&true))
        .collect();
    sort_by(&mut kept, |a, b| order(&a.1, &b.1));
    for (&(old, _), new) in kept.iter().zip(0..) {
        if let Some(number) = numbers.get_mut(old) {
            *number = Some(new);
        }
    }
    rows.extend(kept.into_iter().map(|(_, row)| row));
    numbers
}

fn mark(used: &mut [bool], number: u32) {
    if let Some(used) = used.get_mut(number as usize) {
        *used = true;
    }
}

/// The new number of a row that is used.
fn new(numbers: &[Option<u32>], old: u32) -> u32 {
    let new = numbers.get(old as usize).copied().flatten();
    new.unwrap_or(u32::MAX)
}

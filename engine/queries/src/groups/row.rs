//! One row of a table of groups.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::ledger::{Ledger, Revision, SessionRow};
use sessionscope_accounts::report::{Group, GroupId, Sums};
use sessionscope_log::time::{Day, Instant};

use crate::label::{project_label, project_path, session_label};
use crate::link::SessionLinks;

/// A group as a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// What it is of.
    pub subject: GroupSubject,
    /// Its stable key.
    pub key: String,
    /// What it is called; empty where that is a matter of zones and languages.
    pub label: String,
    /// What it comes to.
    pub figures: GroupFigures,
    /// Its cost as a share of the largest one, 0 to 1, where few rows are compared.
    pub cost_share: Option<f64>,
}

/// What a group is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupSubject {
    /// A project, which addresses call by its key.
    Project {
        /// The whole path, if it is known, else the key.
        path: String,
    },
    /// A session.
    Session {
        /// What addresses call it.
        link: String,
        /// The label of its project.
        project: String,
        /// Its id.
        id: String,
        /// The git branch that it was on last.
        branch: Option<String>,
        /// The version of Claude Code that wrote its last record.
        version: Option<String>,
    },
    /// A model.
    Model {
        /// There is a price for it.
        is_priced: bool,
    },
    /// A tool.
    Tool,
    /// A local day.
    Day(Day),
    /// The local week that begins with this day.
    Week(Day),
    /// The local month that begins with this day.
    Month(Day),
    /// A block, from when to when.
    Block(Instant, Instant),
    /// Rows that have no valid time.
    NoTime,
}

/// What a group comes to, or all groups together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupFigures {
    /// Figures of responses and events.
    pub sums: Sums,
    /// Share of prompt tokens that came from the cache, 0 to 1; `None` without any.
    pub cache_hit_rate: Option<f64>,
    /// Share of tool calls that failed, 0 to 1; `None` without any.
    pub error_rate: Option<f64>,
    /// Sessions; `None` for all groups together where a session may be in several of them.
    pub sessions: Option<u64>,
    /// Subagent files; only by project and session.
    pub subagents: u64,
    /// Earliest time; `None` for all groups together, as is what follows.
    pub first: Option<Instant>,
    /// Latest time.
    pub last: Option<Instant>,
    /// From the one to the other.
    pub duration_ms: Option<i64>,
    /// Times that a session's context was summed up to make room.
    pub compactions: Option<u64>,
    /// API errors of a session.
    pub api_errors: Option<u64>,
    /// Times that the user interrupted a session.
    pub interruptions: Option<u64>,
}

impl GroupFigures {
    /// Those of sums alone.
    pub(super) fn of_sums(sums: Sums) -> Self {
        Self {
            cache_hit_rate: sums.cache_hit_rate(),
            error_rate: sums.error_rate(),
            sums,
            ..Self::default()
        }
    }

    /// Those of a group.
    pub(super) fn of(ledger: &Ledger, group: &Group) -> Self {
        let session = session_of(ledger, group.of);
        Self {
            sessions: Some(group.sessions),
            subagents: group.subagents,
            first: group.first,
            last: group.last,
            duration_ms: duration_ms(group),
            compactions: session.map(|session| session.compactions),
            api_errors: session.map(|session| session.api_errors),
            interruptions: session.map(|session| session.interruptions),
            ..Self::of_sums(group.sums.clone())
        }
    }
}

/// From its first to its last time.
pub fn duration_ms(group: &Group) -> Option<i64> {
    let (first, last) = group.first.zip(group.last)?;
    Some(last.0 - first.0)
}

/// The session that a group is of.
pub fn session_of(ledger: &Ledger, of: GroupId) -> Option<&SessionRow> {
    match of {
        GroupId::Session(row) => ledger.sessions.get(row as usize),
        _ => None,
    }
}

/// What a group is called, as far as that is a matter of the ledger.
pub fn label_of(ledger: &Ledger, of: GroupId) -> String {
    match of {
        GroupId::Project(row) => project_label(ledger, row),
        GroupId::Session(row) => session_label(ledger, row),
        GroupId::Model(_) | GroupId::Tool(_) => of.key(ledger),
        GroupId::Day(_)
        | GroupId::Week(_)
        | GroupId::Month(_)
        | GroupId::Block(_)
        | GroupId::NoTime => String::new(),
    }
}

impl GroupSubject {
    fn of(revision: &Revision, links: &mut SessionLinks, of: GroupId) -> Self {
        match of {
            GroupId::Project(row) => Self::Project {
                path: project_path(revision, row),
            },
            GroupId::Session(row) => {
                let session = revision.sessions.get(row as usize);
                let branch = session.and_then(|session| session.branches.last());
                let version = session.and_then(|session| session.last_version.as_ref());
                Self::Session {
                    link: links.link(revision, row),
                    project: session.map_or_else(String::new, |session| {
                        project_label(revision, session.project)
                    }),
                    id: session.map_or_else(String::new, |session| session.name.clone()),
                    branch: branch.map(ToString::to_string),
                    version: version.map(ToString::to_string),
                }
            }
            GroupId::Model(row) => Self::Model {
                is_priced: {
                    let model = revision.models.get(row as usize);
                    model.is_none_or(|model| model.priced)
                },
            },
            GroupId::Tool(_) => Self::Tool,
            GroupId::Day(day) => Self::Day(day),
            GroupId::Week(day) => Self::Week(day),
            GroupId::Month(day) => Self::Month(day),
            GroupId::Block(_) => match of.block() {
                Some((start, end)) => Self::Block(start, end),
                None => Self::NoTime,
            },
            GroupId::NoTime => Self::NoTime,
        }
    }
}

impl GroupRow {
    /// A group as a row; `largest_usd` is the largest cost of those that it is compared with.
    pub(super) fn new(
        revision: &Revision,
        links: &mut SessionLinks,
        group: &Group,
        largest_usd: Option<f64>,
    ) -> Self {
        Self {
            subject: GroupSubject::of(revision, links, group.of),
            key: group.of.key(revision),
            label: label_of(revision, group.of),
            figures: GroupFigures::of(revision, group),
            cost_share: largest_usd.map(|largest| group.sums.cost.usd() / largest),
        }
    }
}

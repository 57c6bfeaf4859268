//! One project.

use serde::{Deserialize, Serialize};

use crate::basis::Basis;
use crate::label::{project_label, project_path};
use crate::link::find_project;
use crate::question::{Lookup, Question};

/// What is known of a project beside its figures?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectQuestion {
    /// Its key.
    pub key: String,
}

/// What is known of a project beside its figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectAnswer {
    /// What it is called.
    pub label: String,
    /// Its whole path if that is known, else its key.
    pub path: String,
    /// Git branches of its sessions, ascending.
    pub branches: Vec<String>,
}

impl Question for ProjectQuestion {
    type Answer = Lookup<ProjectAnswer>;
    type Live = ();

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> Self::Answer {
        let ledger = basis.revision;
        let found = find_project(ledger, &self.key).and_then(|row| {
            let project = ledger.projects.get(row as usize)?;
            let branches = project.branches.iter().filter(|name| !name.is_empty());
            Some(ProjectAnswer {
                label: project_label(ledger, row),
                path: project_path(ledger, row),
                branches: branches.cloned().collect(),
            })
        });
        found.into()
    }
}

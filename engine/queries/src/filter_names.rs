//! What can be filtered by.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::ledger::Ledger;
use sessionscope_accounts::order::sort_by;

use crate::basis::Basis;
use crate::label::project_label;
use crate::question::Question;

/// Which projects, models and branches can rows be filtered by?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterNamesQuestion;

/// What can be filtered by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterNamesAnswer {
    /// Keys of projects and what they are called, in the order of the latter.
    pub projects: Vec<(String, String)>,
    /// Models but Claude Code's own text.
    pub models: Vec<String>,
    /// Branches, ascending. An empty one stands for sessions without any.
    pub branches: Vec<String>,
}

impl Question for FilterNamesQuestion {
    type Answer = FilterNamesAnswer;
    type Live = ();

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> FilterNamesAnswer {
        let ledger: &Ledger = basis.revision;
        let models = ledger.models.iter().filter(|model| !model.synthetic);
        FilterNamesAnswer {
            projects: projects(ledger),
            models: models.map(|model| model.name.clone()).collect(),
            branches: branches(ledger),
        }
    }
}

/// Without regard to case.
fn projects(ledger: &Ledger) -> Vec<(String, String)> {
    let count = u32::try_from(ledger.projects.len()).unwrap_or(u32::MAX);
    let named = (0..count).map(|project| {
        let label = project_label(ledger, project);
        (label.to_lowercase(), (ledger.project_key(project), label))
    });
    let mut named: Vec<_> = named.collect();
    sort_by(&mut named, |a, b| a.0.cmp(&b.0));
    named.into_iter().map(|(_, project)| project).collect()
}

fn branches(ledger: &Ledger) -> Vec<String> {
    let all = ledger.projects.iter().flat_map(|project| &project.branches);
    let mut all: Vec<String> = all.cloned().collect();
    sort_by(&mut all, String::cmp);
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{answer, project};
    use sessionscope_accounts::ledger::{ModelRow, ProjectRow};

    #[test]
    fn names_are_sorted_as_they_are_read_and_stand_once() {
        let on = |name: &str, branches: &[&str]| ProjectRow {
            branches: branches.iter().map(|name| (*name).to_owned()).collect(),
            ..project(name)
        };
        let model = |name: &str, synthetic| ModelRow {
            name: name.to_owned(),
            priced: true,
            synthetic,
        };
        let path = ProjectRow {
            cwd: Some("/home/ada/Atlas".to_owned()),
            ..project("z")
        };
        let ledger = Ledger {
            projects: vec![on("beta", &["main", ""]), path, on("Alpha", &["main"])],
            models: vec![model("opus", false), model("<synthetic>", true)],
            ..Ledger::default()
        };
        let names = answer(&FilterNamesQuestion, &ledger);
        let projects = [("z", "ada/Atlas"), ("Alpha", "Alpha"), ("beta", "beta")];
        let projects = projects.map(|(key, label)| (key.to_owned(), label.to_owned()));
        assert_eq!(names.projects, projects);
        assert_eq!(names.models, ["opus"]);
        assert_eq!(names.branches, ["", "main"]);
    }
}

//! What sessions are called.

use serde::{Deserialize, Serialize};

use crate::basis::Basis;
use crate::label::{project_label, session_label};
use crate::link::{SessionLinks, find_session};
use crate::question::Question;

/// What are these sessions called?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLabelsQuestion {
    /// Their ids or keys.
    pub ids: Vec<String>,
}

/// What a session is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLabel {
    /// By what it was asked for.
    pub id: String,
    /// What its address calls it.
    pub link: String,
    /// Its title.
    pub label: String,
    /// Its project.
    pub project_label: String,
}

impl Question for SessionLabelsQuestion {
    /// Those of the sessions that there are, in the order in which they were asked for.
    type Answer = Vec<SessionLabel>;
    type Live = SessionLinks;

    fn answer(&self, links: &mut SessionLinks, basis: &mut Basis<'_>) -> Self::Answer {
        let ledger = basis.revision;
        let labels = self.ids.iter().filter_map(|id| {
            let session = find_session(ledger, id)?;
            Some(SessionLabel {
                id: id.clone(),
                link: links.link(ledger, session),
                label: session_label(ledger, session),
                project_label: project_label(ledger, ledger.project_of(session)?),
            })
        });
        labels.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{answer, project, session};
    use sessionscope_accounts::ledger::{Ledger, SessionRow};

    #[test]
    fn sessions_that_are_not_there_have_no_label() {
        let titled = SessionRow {
            title: Some("Parser".to_owned()),
            ..session(1, "two")
        };
        let ledger = Ledger {
            projects: vec![project("p"), project("q")],
            sessions: vec![session(0, "one"), titled, session(1, "one")].into(),
            ..Ledger::default()
        };
        let ids = ["two", "gone", "one"].map(str::to_owned).into();
        let labels = answer(&SessionLabelsQuestion { ids }, &ledger);
        let told = labels.iter().map(|of| {
            [&of.id, &of.link, &of.label, &of.project_label]
                .map(String::as_str)
                .join(" ")
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            ["two two Parser q", "one p/one one p"]
        );
    }
}

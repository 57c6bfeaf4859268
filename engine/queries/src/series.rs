//! Figures over time, for charts.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::report::{LiveQuery, Series, SeriesAsk, SeriesQuery, SpanQuery, Split};

use crate::basis::Basis;
use crate::label::project_label;
use crate::question::Question;
use crate::scope::Scope;

/// How did a figure go over time? Lines of projects are named by their labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesQuestion {
    /// Of which rows.
    pub scope: Scope,
    /// What of them.
    pub ask: SeriesAsk,
}

impl Question for SeriesQuestion {
    type Answer = Series;
    type Live = LiveQuery<SeriesQuery>;

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> Series {
        let filter = self.scope.filter(basis.revision);
        let mut series = live.answer(basis.revision, basis.rollup, &filter, self.ask);
        if self.ask.split == Split::Project {
            let lines = series.lines.iter_mut().filter(|line| !line.rest);
            for line in lines {
                let count = u32::try_from(basis.revision.projects.len()).unwrap_or(u32::MAX);
                let row = (0..count).find(|row| basis.revision.project_key(*row) == line.name);
                if let Some(row) = row {
                    line.name = project_label(basis.revision, row);
                }
            }
        }
        series
    }
}

/// How many days do the rows span?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanQuestion {
    /// Of which rows.
    pub scope: Scope,
}

impl Question for SpanQuestion {
    type Answer = usize;
    type Live = LiveQuery<SpanQuery>;

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> usize {
        let filter = self.scope.filter(basis.revision);
        live.answer(basis.revision, basis.rollup, &filter, ())
    }
}

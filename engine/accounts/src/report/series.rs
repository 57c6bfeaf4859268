//! Figures over time, gap-free, for charts.

use serde::{Deserialize, Serialize};

use super::Sums;
use super::daily_rollup::DayEvents;
use super::filter::Filter;
use super::group::{month_start, week_start};
use super::group_map::{About, GroupMap};
use super::query::{Fold, Query, Scoped, ask};
use crate::ledger::{Ledger, Minute, ResponseCell};
use crate::money::Cost;
use crate::order::sort_by;
use sessionscope_log::time::Day;

/// Longest run of buckets: a broken clock must not make a chart of millions.
const BUCKETS_MAX: usize = 4000;

/// Width of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// A local day.
    Day,
    /// A local week.
    Week,
    /// A local month.
    Month,
}

/// What the lines of a series stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Split {
    /// One line for all.
    None,
    /// A line a model.
    Model,
    /// A line a project.
    Project,
    /// Input, output, cache writes, cache reads; by cost also web searches, and what is recorded
    /// as a whole.
    TokenKind,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// USD.
    Cost,
    /// Tokens of all classes.
    Tokens,
    /// Responses.
    Responses,
}

/// Values over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The steps, ascending and without gaps.
    pub buckets: Vec<Bucket>,
    /// The lines, largest first, the rest of many as the last one.
    pub lines: Vec<Line>,
}

/// One step of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// The first day as an ISO date.
    pub key: String,
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Day,
}

/// One line of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Name of the model, project or class; empty for all together.
    pub name: String,
    /// It stands for all lines beyond the largest.
    pub rest: bool,
    /// One value a bucket.
    pub values: Vec<f64>,
}

/// What a series is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesAsk {
    /// Width of a bucket.
    pub step: Step,
    /// What lines stand for.
    pub split: Split,
    /// What is measured. Responses cannot be parted by [`Split::TokenKind`]: that gives tokens.
    pub measure: Measure,
    /// Lines at most, that of the rest included.
    pub max_lines: usize,
}

/// Values over time. Rows without a time are in none.
pub fn series(ledger: &Ledger, filter: &Filter, wanted: SeriesAsk) -> Series {
    ask::<SeriesQuery>(ledger, filter, &wanted)
}

/// A [`series`] that follows the ledger.
pub struct SeriesQuery {
    ask: SeriesAsk,
    /// By line and day: dollars in units of [`Cost`], so that they add up exactly.
    by_day: GroupMap<(u32, Day), u128>,
}

impl About for (u32, Day) {
    fn number(self) -> u64 {
        u64::from(self.0) << 32 | self.1.number()
    }
}

impl Query for SeriesQuery {
    type Ask = SeriesAsk;
    type Answer = Series;

    fn new(_: &Scoped<'_>, ask: &SeriesAsk) -> Self {
        Self {
            ask: *ask,
            by_day: GroupMap::default(),
        }
    }

    fn answer(&mut self, scope: &Scoped<'_>, ask: &SeriesAsk) -> Series {
        let mut sums: GroupMap<(u32, Day), u128> = GroupMap::default();
        for &((line, day), value) in self.by_day.iter() {
            let start = bucket_start(day, ask.step, scope.0.filter.week_start);
            if let Some(sum) = sums.at((line, start)) {
                *sum += value;
            }
        }
        let mut cells: Vec<((u32, Day), u128)> = sums.iter().copied().collect();
        sort_by(&mut cells, |a, b| a.0.cmp(&b.0));
        let buckets = buckets(cells.iter().map(|((_, day), _)| *day), ask.step);
        let lines = lines(scope.0.ledger, ask, &cells, &buckets);
        Series { buckets, lines }
    }
}

impl Fold for SeriesQuery {
    fn response(&mut self, scope: &Scoped<'_>, row: &ResponseCell, _: Minute) {
        let Some(day) = scope.0.days.of(row.minute.get()) else {
            return;
        };
        let by_day = &mut self.by_day;
        let mut add = |line: u32, value: u128| {
            if let Some(sum) = by_day.at((line, day)) {
                *sum += value;
            }
        };
        let ledger = scope.0.ledger;
        if self.ask.split == Split::TokenKind && self.ask.measure == Measure::Cost {
            let costs = ledger.by_class(row);
            add(0, costs.input().0);
            add(1, costs.output().0);
            add(2, costs.cache_creation().0);
            add(3, costs.cache_read().0);
            for (line, rest) in [(4, costs.web_search), (5, costs.recorded)] {
                if rest > Cost::ZERO {
                    add(line, rest.0);
                }
            }
        } else if self.ask.split == Split::TokenKind {
            let tokens = row.figures.tokens();
            add(0, tokens.input);
            add(1, tokens.output);
            add(2, tokens.cache_creation());
            add(3, tokens.cache_read);
        } else {
            let line = line_of(ledger, row, self.ask.split);
            add(line, measured(ledger, row, self.ask.measure));
        }
    }

    fn counts_events(&self) -> bool {
        false
    }
}

/// How many days a series takes from its first to its last.
pub fn days_spanned(ledger: &Ledger, filter: &Filter) -> usize {
    ask::<SpanQuery>(ledger, filter, &())
}

/// [`days_spanned`] that follows the ledger.
#[derive(Default)]
pub struct SpanQuery(Option<(Day, Day)>);

impl Query for SpanQuery {
    type Ask = ();
    type Answer = usize;

    fn new(_: &Scoped<'_>, (): &()) -> Self {
        Self::default()
    }

    fn answer(&mut self, _: &Scoped<'_>, (): &()) -> usize {
        self.0.map_or(0, |(first, last)| {
            usize::try_from(last.0 - first.0 + 1).unwrap_or(0)
        })
    }
}

impl Fold for SpanQuery {
    fn response(&mut self, scope: &Scoped<'_>, row: &ResponseCell, _: Minute) {
        if let Some(day) = scope.0.days.of(row.minute.get()) {
            let (first, last) = self.0.unwrap_or((day, day));
            self.0 = Some((first.min(day), last.max(day)));
        }
    }

    fn counts_events(&self) -> bool {
        false
    }
}

/// Figures by local day, ascending; rows without a time are in none.
pub fn days(ledger: &Ledger, filter: &Filter) -> Vec<(Day, Sums)> {
    ask::<DayQuery>(ledger, filter, &())
}

/// [`days`] that follow the ledger.
#[derive(Default)]
pub struct DayQuery(GroupMap<Day, Sums>);

impl About for Day {
    fn number(self) -> u64 {
        self.0.cast_unsigned().into()
    }
}

impl Query for DayQuery {
    type Ask = ();
    type Answer = Vec<(Day, Sums)>;

    fn new(_: &Scoped<'_>, (): &()) -> Self {
        Self::default()
    }

    fn answer(&mut self, _: &Scoped<'_>, (): &()) -> Vec<(Day, Sums)> {
        let mut days: Vec<(Day, Sums)> = self.0.iter().cloned().collect();
        sort_by(&mut days, |a, b| a.0.cmp(&b.0));
        days
    }
}

impl Fold for DayQuery {
    fn response(&mut self, scope: &Scoped<'_>, row: &ResponseCell, _: Minute) {
        let day = scope.0.days.of(row.minute.get());
        if let Some(sums) = day.and_then(|day| self.0.at(day)) {
            sums.add_responses(scope.0.ledger, row);
        }
    }

    fn day_events(&mut self, scope: &Scoped<'_>, row: &DayEvents) {
        let day = scope.0.days.of(row.minute.get());
        if let Some(sums) = day.and_then(|day| self.0.at(day)) {
            sums.add_events(&row.counts);
        }
    }
}

/// The line that a row adds to.
fn line_of(ledger: &Ledger, row: &ResponseCell, split: Split) -> u32 {
    match split {
        Split::None | Split::TokenKind => 0,
        Split::Model => row.model,
        Split::Project => ledger.project_of(row.session).unwrap_or(u32::MAX),
    }
}

fn measured(ledger: &Ledger, row: &ResponseCell, measure: Measure) -> u128 {
    match measure {
        Measure::Cost => ledger.cost(row).0,
        Measure::Tokens => row.figures.tokens().sum(),
        Measure::Responses => row.figures.responses().into(),
    }
}

fn bucket_start(day: Day, step: Step, first_weekday: u8) -> Day {
    match step {
        Step::Day => day,
        Step::Week => week_start(day, first_weekday),
        Step::Month => month_start(day),
    }
}

fn buckets(days: impl Iterator<Item = Day> + Clone, step: Step) -> Vec<Bucket> {
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
        return Vec::new();
    };
    let mut buckets = Vec::new();
    let mut start = first;
    while start <= last && buckets.len() < BUCKETS_MAX {
        let next = match step {
            Step::Day => Day(start.0 + 1),
            Step::Week => Day(start.0 + 7),
            Step::Month => month_start(Day(start.0 + 31)),
        };
        buckets.push(Bucket {
            key: start.to_iso(),
            start,
            end: Day(next.0 - 1),
        });
        start = next;
    }
    buckets
}

fn lines(
    ledger: &Ledger,
    ask: &SeriesAsk,
    cells: &[((u32, Day), u128)],
    buckets: &[Bucket],
) -> Vec<Line> {
    let (split, max_lines) = (ask.split, ask.max_lines.max(1));
    // Cells of a line follow each other.
    let by_line = cells.chunk_by(|a, b| a.0.0 == b.0.0);
    let mut order: Vec<(u32, u128)> = by_line
        .filter_map(|cells| {
            let ((line, _), _) = cells.first()?;
            Some((*line, cells.iter().map(|(_, value)| value).sum()))
        })
        .collect();
    if split != Split::TokenKind {
        sort_by(&mut order, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    }
    let empty = |name: String, rest: bool| Line {
        name,
        rest,
        values: vec![0.0; buckets.len()],
    };
    let own = if order.len() > max_lines {
        max_lines - 1
    } else {
        order.len()
    };
    let mut lines: Vec<Line> = order
        .iter()
        .take(own)
        .map(|&(line, _)| empty(name(ledger, split, line), false))
        .collect();
    if own < order.len() {
        lines.push(empty(format!("{} others", order.len() - own), true));
    }
    let in_dollars = ask.measure == Measure::Cost;
    let position = |line: u32| {
        let at = order.iter().position(|(other, _)| *other == line);
        at.map(|at| at.min(own))
    };
    let mut last = None;
    for &((line, day), value) in cells {
        let bucket = buckets
            .binary_search_by_key(&day, |bucket| bucket.start)
            .ok();
        let (_, at) = last
            .filter(|(last, _)| *last == line)
            .unwrap_or_else(|| (line, position(line)));
        last = Some((line, at));
        let line = at.and_then(|at| lines.get_mut(at));
        if let (Some(bucket), Some(line)) = (bucket, line)
            && let Some(cell) = line.values.get_mut(bucket)
        {
            *cell += if in_dollars {
                Cost(value).usd()
            } else {
                value as f64
            };
        }
    }
    lines
}

fn name(ledger: &Ledger, split: Split, line: u32) -> String {
    match (split, line) {
        (Split::None, _) => String::new(),
        (Split::Model, _) => ledger
            .models
            .get(line as usize)
            .map_or_else(String::new, |row| row.name.clone()),
        (Split::Project, _) => ledger.project_key(line),
        (Split::TokenKind, 0) => "Input".to_owned(),
        (Split::TokenKind, 1) => "Output".to_owned(),
        (Split::TokenKind, 2) => "Cache write".to_owned(),
        (Split::TokenKind, 3) => "Cache read".to_owned(),
        (Split::TokenKind, 4) => "Web search".to_owned(),
        (Split::TokenKind, _) => "As recorded".to_owned(),
    }
}

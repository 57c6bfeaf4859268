//! Questions about figures and their answers.
//!
//! A view asks a [`Question`]; whoever holds the ledger answers it, now and whenever the answer changes.
//! Both are plain data without row numbers of a ledger, so that they can cross to another thread, be stored,
//! and outlive the ledger that they are of.
//!
//! One module per question: the question, its answer, and how the one follows from a [`Basis`].
//! [`AnyQuestion`] and [`AnyAnswer`] hold whichever there are; [`Subscription`] keeps an answer right.
#![forbid(unsafe_code)]

mod attention;
mod basis;
mod block;
mod calendar;
mod catalogue;
mod charges;
mod corpus;
mod counted;
mod cross_checks;
mod days;
mod ends;
mod files;
mod filter_names;
#[cfg(test)]
mod fixture;
mod folders;
mod glance;
mod groups;
mod label;
mod link;
mod logs;
mod loss;
mod malformed;
mod names;
mod open_accounts;
mod order;
mod outputs;
mod project;
mod question;
mod reconcile;
mod repeated_ids;
mod scope;
mod series;
mod session;
mod session_labels;
mod sources;
mod spend;
mod stored;
mod subagents;
#[cfg(test)]
mod tests;
mod totals;
mod veil;

pub use sessionscope_accounts::accounts::Part;

pub use attention::{AttentionAnswer, AttentionQuestion};
pub use basis::Basis;
pub use block::BlockQuestion;
pub use calendar::{CalendarAnswer, CalendarDay, CalendarQuestion};
pub use catalogue::{AnyAnswer, AnyQuestion, Subscription};
pub use charges::{Charge, ChargedRecord, ChargesAnswer, ChargesQuestion};
pub use corpus::{CorpusAnswer, CorpusQuestion};
pub use cross_checks::{CrossCheckRow, CrossChecksQuestion};
pub use days::{DaysQuestion, RecentAnswer, RecentQuestion};
pub use ends::ends_of_magnitudes;
pub use files::{FileListRow, FileRole, FilesAnswer, FilesQuestion};
pub use filter_names::{FilterNamesAnswer, FilterNamesQuestion};
pub use folders::{FolderFiles, FoldersQuestion};
pub use glance::{
    CallPlace, ContextAnswer, ContextQuestion, Lane, LaneName, SessionSurvey, Span, SpanKind,
    ThreadFigures, ThreadsQuestion, TimesAnswer, TimesQuestion, ToolFigures, ToolsAnswer,
    ToolsQuestion, TouchedCall, TouchedFile, TouchedQuestion, TurnFigures, TurnsAnswer,
    TurnsQuestion,
};
pub use groups::{
    GroupFigures, GroupRow, GroupSubject, GroupsAnswer, GroupsQuestion, NAME_COLUMN, Window,
    whole_figure,
};
pub use label::{one_line, project_label, project_path, session_label, short_path};
pub use link::{SessionLinks, find_project, find_session};
pub use logs::{LogFile, LogsAnswer, LogsQuestion};
pub use loss::{LossAnswer, LossQuestion};
pub use malformed::{MalformedLine, MalformedQuestion};
pub use names::{NameKind, NamesAnswer, NamesQuestion, RoutineNames, UnknownNameRow};
pub use order::{Order, OrderBy, ordered};
pub use outputs::{FolderOutputs, OutputFile, OutputsQuestion};
pub use project::{ProjectAnswer, ProjectQuestion};
pub use question::{Catalogued, Lookup, Question};
pub use reconcile::{CountingRule, ReconcileAnswer, ReconcileQuestion, RuleRow};
pub use repeated_ids::{RepeatedIdRow, RepeatedIdsQuestion};
pub use scope::Scope;
pub use series::{SeriesQuestion, SpanQuestion};
pub use session::{RelatedSession, SessionAnswer, SessionQuestion};
pub use session_labels::{SessionLabel, SessionLabelsQuestion};
pub use sources::{SourceFile, SourcesAnswer, SourcesQuestion};
pub use spend::SpendQuestion;
pub use stored::{ANSWERS_VERSION, StoredAnswers, key};
pub use subagents::{SubagentFigures, SubagentsQuestion};
pub use totals::{TotalsAnswer, TotalsQuestion};
pub use veil::VeilQuestion;

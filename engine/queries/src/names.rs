//! Record kinds, and names that this version does not know.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::ledger::{Ledger, UnknownName, by_version};
use sessionscope_accounts::order::sort_by;

use crate::basis::Basis;
use crate::question::Question;

/// What do records call themselves, and which of their names does this version not know?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamesQuestion;

/// Names in records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamesAnswer {
    /// Records by kind.
    pub kinds: Vec<(String, u64)>,
    /// Unknown names that may matter.
    pub unknown: Vec<UnknownNameRow>,
    /// Fields that records of a kind simply have since some version, the newest version first.
    pub routine: Vec<RoutineNames>,
}

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NameKind {
    /// A kind of records.
    RecordKind,
    /// A field.
    Field,
    /// A shape of a value.
    Shape,
}

/// What the three lists of [`Ledger::unknown`] hold.
const KINDS: [NameKind; 3] = [NameKind::RecordKind, NameKind::Field, NameKind::Shape];

/// A name that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownNameRow {
    /// The name.
    pub name: String,
    /// What it is of.
    pub kind: NameKind,
    /// The earliest version of Claude Code whose logs have it.
    pub since: Option<String>,
    /// Where that version stands among those of the other rows, the earliest first. Versions are no texts: 2.1.9 is
    /// before 2.1.10.
    pub since_rank: Option<u32>,
    /// Records that have it.
    pub records: u64,
}

/// Unknown fields that came with one version of Claude Code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutineNames {
    /// The version; empty where no log tells it.
    pub version: String,
    /// The fields.
    pub fields: Vec<String>,
}

impl Question for NamesQuestion {
    type Answer = NamesAnswer;
    type Live = ();

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> NamesAnswer {
        let ledger: &Ledger = basis.revision;
        let kinds = ledger.record_types.iter();
        NamesAnswer {
            kinds: kinds.map(|(name, count)| (name.clone(), *count)).collect(),
            unknown: notable(ledger),
            routine: routine(ledger),
        }
    }
}

fn unknown(ledger: &Ledger) -> impl Iterator<Item = (&String, NameKind, &UnknownName)> {
    let all = ledger.unknown.iter().zip(KINDS);
    all.flat_map(|(names, kind)| names.iter().map(move |(name, told)| (name, kind, told)))
}

fn notable(ledger: &Ledger) -> Vec<UnknownNameRow> {
    let rows = unknown(ledger).filter(|(.., told)| !told.is_routine());
    let mut rows: Vec<_> = rows
        .map(|(name, kind, told)| UnknownNameRow {
            name: name.clone(),
            kind,
            since: told.first_version().map(str::to_owned),
            since_rank: None,
            records: told.records,
        })
        .collect();
    let mut versions: Vec<String> = rows.iter().filter_map(|row| row.since.clone()).collect();
    sort_by(&mut versions, |one, two| by_version(one, two));
    versions.dedup();
    for row in &mut rows {
        let since = row.since.as_ref();
        let rank = since.and_then(|since| versions.iter().position(|version| version == since));
        row.since_rank = rank.and_then(|rank| u32::try_from(rank).ok());
    }
    rows
}

fn routine(ledger: &Ledger) -> Vec<RoutineNames> {
    let mut versions: Vec<RoutineNames> = Vec::new();
    for (name, _, told) in unknown(ledger).filter(|(.., told)| told.is_routine()) {
        let version = told.first_version().unwrap_or_default();
        match versions.iter_mut().find(|known| known.version == version) {
            Some(known) => known.fields.push(name.clone()),
            None => versions.push(RoutineNames {
                version: version.to_owned(),
                fields: vec![name.clone()],
            }),
        }
    }
    sort_by(&mut versions, |one, two| {
        by_version(&two.version, &one.version)
    });
    versions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::answer;

    fn name(records: u64, routine_records: u64, version: &str) -> UnknownName {
        let mut name = UnknownName {
            records,
            routine_records,
            ..UnknownName::default()
        };
        name.files_by_version.insert(version.to_owned(), 1);
        name
    }

    #[test]
    fn what_all_records_of_a_kind_have_is_told_by_version() {
        let mut ledger = Ledger::default();
        ledger.record_types.insert("user".to_owned(), 4);
        let [kinds, fields, shapes] = &mut ledger.unknown;
        kinds.insert("new-kind".to_owned(), name(1, 0, "2.1.10"));
        fields.insert("rare".to_owned(), name(5, 1, "2.1.9"));
        fields.insert("old".to_owned(), name(5, 5, "2.1.9"));
        fields.insert("usual".to_owned(), name(5, 5, "2.1.10"));
        fields.insert("also".to_owned(), name(5, 3, "2.1.10"));
        shapes.insert("odd".to_owned(), name(1, 0, ""));
        let names = answer(&NamesQuestion, &ledger);
        assert_eq!(names.kinds, [("user".to_owned(), 4)]);
        let unknown: Vec<_> = names.unknown.iter().collect();
        let told = unknown.iter().map(|row| {
            let since = row.since.as_deref();
            (row.name.as_str(), row.kind, since, row.since_rank)
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                ("new-kind", NameKind::RecordKind, Some("2.1.10"), Some(1)),
                ("rare", NameKind::Field, Some("2.1.9"), Some(0)),
                ("odd", NameKind::Shape, None, None),
            ]
        );
        let routine = names.routine.iter();
        let routine: Vec<_> = routine
            .map(|of| (of.version.as_str(), of.fields.join(" ")))
            .collect();
        assert_eq!(
            routine,
            [
                ("2.1.10", "also usual".to_owned()),
                ("2.1.9", "old".to_owned())
            ]
        );
    }
}

//! Names that this version of the program does not know, by the version of Claude Code that
//! brought them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A record kind, field or shape that this version does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownName {
    /// Records that have it.
    pub records: u64,
    /// Of these, those in files in which every record of its kind has it.
    pub routine_records: u64,
    /// Files that have it, by the version of Claude Code at their end; `""` where none is told.
    pub files_by_version: BTreeMap<String, u64>,
}

impl UnknownName {
    /// The earliest version of Claude Code that wrote it, as far as the logs tell.
    pub fn first_version(&self) -> Option<&str> {
        let told = self.files_by_version.keys().map(String::as_str);
        told.filter(|version| !version.is_empty())
            .min_by(|one, two| by_version(one, two))
    }

    /// It is a field that records of its kind simply have since some version: most of those that
    /// have it stand in files where all have it.
    pub fn is_routine(&self) -> bool {
        self.routine_records * 2 > self.records
    }
}

/// Orders versions by their numbers: 2.1.9 is before 2.1.10.
pub fn by_version(one: &str, two: &str) -> Ordering {
    let numbers = |version: &str| -> Vec<u64> {
        let parts = version.split(|letter: char| !letter.is_ascii_digit());
        parts.filter_map(|part| part.parse().ok()).collect()
    };
    numbers(one).cmp(&numbers(two)).then_with(|| one.cmp(two))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        let mut versions = ["2.1.10", "2.0.76", "2.1.9", "2.1.288-beta", "2.1.288"];
        versions.sort_by(|one, two| by_version(one, two));
        assert_eq!(
            versions,
            ["2.0.76", "2.1.9", "2.1.10", "2.1.288", "2.1.288-beta"]
        );
    }

    #[test]
    fn the_earliest_version_is_told_and_none_where_no_file_tells_one() {
        let mut name = UnknownName::default();
        name.files_by_version.insert(String::new(), 3);
        assert_eq!(name.first_version(), None);
        name.files_by_version.insert("2.1.100".into(), 1);
        name.files_by_version.insert("2.1.99".into(), 1);
        assert_eq!(name.first_version(), Some("2.1.99"));
    }
}

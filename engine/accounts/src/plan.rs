//! Which files to read again, and from where, given what is known and what is there.

use std::collections::BTreeMap;

use crate::order::sort_by;

/// What is known of a file that was read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// Its size then.
    pub size_bytes: u64,
    /// Its time of change then.
    pub mtime_ms: i64,
    /// The end of its last whole line then.
    pub resume_bytes: u64,
}

/// A file that is there now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Its path.
    pub path: String,
    /// Its size.
    pub size_bytes: u64,
    /// Its time of change.
    pub mtime_ms: i64,
}

/// What to do about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Nothing: size and time of change are those known.
    Skip,
    /// Read from the end of its last whole line on, if head and tail prove that it only grew.
    Tail {
        /// Where to begin.
        from_bytes: u64,
    },
    /// Read it all.
    Full,
}

/// What to do about some files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to read, newest change first, by their index in the listing.
    pub read: Vec<(usize, Step)>,
    /// Files that are as they were, by their index in the listing.
    pub skipped: Vec<usize>,
    /// Bytes that reading will take.
    pub bytes: u64,
}

/// What to do about one file.
pub fn step(known: Option<&KnownFile>, size_bytes: u64, mtime_ms: i64) -> Step {
    match known {
        Some(known) if known.size_bytes == size_bytes && known.mtime_ms == mtime_ms => Step::Skip,
        Some(known) if size_bytes > known.size_bytes && known.resume_bytes > 0 => Step::Tail {
            from_bytes: known.resume_bytes,
        },
        _ => Step::Full,
    }
}

/// Compares what is known with a part of what is there, and takes out of `known` what that part
/// holds: what is left in it when all is seen is gone.
pub fn plan(known: &mut BTreeMap<String, KnownFile>, listed: &[ListedFile]) -> Plan {
    let mut plan = Plan::default();
    for (index, file) in listed.iter().enumerate() {
        let was = known.remove(&file.path);
        let step = step(was.as_ref(), file.size_bytes, file.mtime_ms);
        match step {
            Step::Skip => plan.skipped.push(index),
            Step::Tail { from_bytes } => plan.bytes += file.size_bytes.saturating_sub(from_bytes),
            Step::Full => plan.bytes += file.size_bytes,
        }
        if step != Step::Skip {
            plan.read.push((index, step));
        }
    }
    // Newest first, so that today's figures come first; then the path, so that the order is stable.
    let newest = |index: usize| {
        listed
            .get(index)
            .map(|file| (-file.mtime_ms, file.path.as_str()))
    };
    sort_by(&mut plan.read, |a, b| newest(a.0).cmp(&newest(b.0)));
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(path: &str, size_bytes: u64, mtime_ms: i64) -> ListedFile {
        ListedFile {
            path: path.to_owned(),
            size_bytes,
            mtime_ms,
        }
    }

    fn known(size_bytes: u64, mtime_ms: i64, resume_bytes: u64) -> KnownFile {
        KnownFile {
            size_bytes,
            mtime_ms,
            resume_bytes,
        }
    }

    #[test]
    fn each_change_has_its_step() {
        let was = known(100, 5, 90);
        assert_eq!(step(Some(&was), 100, 5), Step::Skip);
        assert_eq!(step(Some(&was), 120, 6), Step::Tail { from_bytes: 90 });
        assert_eq!(step(Some(&was), 100, 6), Step::Full, "touched or replaced");
        assert_eq!(step(Some(&was), 80, 6), Step::Full, "shrunk");
        assert_eq!(
            step(Some(&known(100, 5, 0)), 120, 6),
            Step::Full,
            "no whole line yet"
        );
        assert_eq!(step(None, 100, 5), Step::Full);
    }

    #[test]
    fn newest_first_and_the_vanished_are_left() {
        let mut before = BTreeMap::from([
            ("a".to_owned(), known(10, 1, 10)),
            ("b".to_owned(), known(10, 1, 10)),
            ("gone".to_owned(), known(10, 1, 10)),
        ]);
        let now = [listed("a", 10, 1), listed("b", 30, 2), listed("new", 7, 9)];
        let plan = plan(&mut before, &now);
        assert_eq!(
            plan.read,
            [(2, Step::Full), (1, Step::Tail { from_bytes: 10 })]
        );
        assert_eq!(plan.skipped, [0]);
        assert_eq!(before.into_keys().collect::<Vec<_>>(), ["gone"]);
        assert_eq!(plan.bytes, 7 + 20);
    }
}

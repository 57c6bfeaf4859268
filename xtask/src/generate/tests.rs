//! Whether a corpus has the sizes of real logs, and its totals are those of its files.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::{Options, generate, size, size_or_real};

#[test]
fn sizes_have_units() {
    assert_eq!(size("500MB").unwrap(), 500_000_000);
    assert_eq!(size("12").unwrap(), 12);
    assert!(size("many").is_err());
    assert_eq!(size_or_real("64KB").unwrap(), Some(64_000));
    assert_eq!(size_or_real("real").unwrap(), None);
}

/// A folder that is gone when this is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("sessionscope-{name}-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The contents of all files below a folder.
fn contents(folder: &Path, into: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            contents(&path, into);
        } else {
            into.push(fs::read(path).unwrap());
        }
    }
}

fn written(name: &str, files: u64, bytes: Option<u64>, giants: &[u64]) -> (u64, Vec<Vec<u8>>) {
    let scratch = Scratch::new(name);
    let expected = generate(&Options {
        files,
        bytes,
        seed: 1,
        giants: giants.to_vec(),
        out: scratch.0.clone(),
    })
    .unwrap();
    let mut all = Vec::new();
    contents(&scratch.0, &mut all);
    assert_eq!(all.len() as u64, expected.totals().files);
    (expected.totals().lines, all)
}

/// Says of each share of some sizes in which range it has to lie.
fn assert_quantiles(what: &str, mut sizes: Vec<usize>, wanted: &[(f64, Range<usize>)]) {
    sizes.sort_unstable();
    for (share, range) in wanted {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of a length
        let at = (sizes.len() as f64 * share) as usize;
        let found = sizes[at.min(sizes.len() - 1)];
        assert!(
            range.contains(&found),
            "{share} of all {what}: {found} bytes"
        );
    }
}

#[test]
fn files_and_lines_are_as_large_as_real_ones() {
    let (lines, all) = written("real", 80, None, &[]);
    assert_quantiles(
        "files",
        all.iter().map(Vec::len).collect(),
        &[
            (0.1, 5000..8000),
            (0.5, 320_000..450_000),
            (0.9, 2_200_000..2_600_000),
            (1.0, 3_500_000..4_300_000),
        ],
    );
    let lengths: Vec<usize> = all
        .iter()
        .flat_map(|text| text.split_inclusive(|byte| *byte == b'\n'))
        .map(<[u8]>::len)
        .collect();
    assert_eq!(lengths.len() as u64, lines);
    assert_quantiles(
        "lines",
        lengths,
        &[
            (0.5, 950..1300),
            (0.9, 4600..6200),
            (0.99, 34_000..50_000),
            (1.0, 500_000..2_700_000),
        ],
    );
}

#[test]
fn sizes_are_scaled_to_what_is_asked_for_and_giants_come_on_top() {
    let (_, all) = written("scaled", 40, Some(2_000_000), &[3_000_000]);
    let sizes: Vec<usize> = all.iter().map(Vec::len).collect();
    assert!((4_900_000..5_200_000).contains(&sizes.iter().sum::<usize>()));
    assert_eq!(sizes.iter().filter(|size| **size > 2_900_000).count(), 1);
}

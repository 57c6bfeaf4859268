//! The bundled sample, as if it had just been written.

use js_sys::Array;
use sessionscope_engine::json::{Invalid, Scanner, Value};
use sessionscope_engine::time::Instant;
use web_sys::{File, FilePropertyBag};

use crate::browser::clock;
use crate::browser::folder::{Folder, NamedFolder};

/// What the sample is shown as.
const NAME: &str = "Sample";
/// The newest record is this old, in milliseconds.
const AGE_MS: i64 = 90_000;
/// Bytes of a time as the sample writes it: `2026-07-01T10:00:00.000Z`.
const TIME_BYTES: usize = 24;

#[derive(Debug, Default, PartialEq)]
struct SampleFile {
    path: String,
    text: String,
}

/// The sample as a folder, all of its times moved by the same span so that it ends just now.
///
/// `pack` is `sample.json`, which the page fetches before it is sealed.
pub fn folder(pack: &str) -> Option<NamedFolder> {
    let files = unpack(pack).ok()?;
    let latest = files.iter().filter_map(|file| newest(&file.text)).max()?;
    let by_ms = clock::now().0 - AGE_MS - latest.0;
    let files = files.into_iter().filter_map(|file| {
        let text = moved(&file.text, by_ms);
        let last = newest(&text)?;
        Some((file.path, as_file(&text, last)?))
    });
    Some(NamedFolder {
        name: NAME.to_owned(),
        folder: Folder::Files(files.collect()),
    })
}

/// The files in a list of `path` and `text`.
fn unpack(pack: &str) -> Result<Vec<SampleFile>, Invalid> {
    let mut files = Vec::new();
    let mut scanner = Scanner::new(pack.as_bytes());
    scanner.array(|scanner| {
        let mut file = SampleFile::default();
        scanner.object(|scanner, key| {
            if let Value::Text(text) = scanner.value()? {
                let text = text.to_text().into_owned();
                if key.is("path") {
                    file.path = text;
                } else if key.is("text") {
                    file.text = text;
                }
            }
            Ok(())
        })?;
        files.push(file);
        Ok(())
    })?;
    scanner.end()?;
    Ok(files)
}

fn as_file(text: &str, changed: Instant) -> Option<File> {
    let options = FilePropertyBag::new();
    options.set_last_modified(changed.0 as f64);
    File::new_with_str_sequence_and_options(&Array::of1(&text.into()), "sample.jsonl", &options)
        .ok()
}

fn newest(text: &str) -> Option<Instant> {
    times(text).map(|(_, time)| time).max()
}

/// The text with every time in it moved.
fn moved(text: &str, by_ms: i64) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut done = 0;
    for (at, time) in times(text) {
        moved.push_str(text.get(done..at).unwrap_or_default());
        moved.push_str(&Instant(time.0 + by_ms).to_iso());
        done = at + TIME_BYTES;
    }
    moved.push_str(text.get(done..).unwrap_or_default());
    moved
}

/// Times in a text, with where they begin.
fn times(text: &str) -> impl Iterator<Item = (usize, Instant)> + '_ {
    // Every time of the sample has a `T` in its middle.
    let middles = text.match_indices('T');
    middles.filter_map(|(middle, _)| {
        let at = middle.checked_sub(10)?;
        let time = text.get(at..at + TIME_BYTES)?;
        Some((at, Instant::parse(time.as_bytes())?))
    })
}

#[cfg(test)]
mod tests {
    use super::{SampleFile, moved, times, unpack};
    use sessionscope_engine::time::DAY_MS;

    #[test]
    fn all_times_move_by_the_same_span_and_nothing_else() {
        let text =
            r#"{"T":"To do","timestamp":"2026-02-28T10:00:00.000Z"} at 2026-03-01T00:00:00.500Z"#;
        assert_eq!(times(text).count(), 2);
        assert_eq!(
            moved(text, DAY_MS),
            r#"{"T":"To do","timestamp":"2026-03-01T10:00:00.000Z"} at 2026-03-02T00:00:00.500Z"#
        );
    }

    #[test]
    fn files_are_unpacked() {
        let pack = r#"[{"path":"a","text":"{\"x\":1}\n"},{"text":"\u00e9","path":"b"}]"#;
        let file = |path: &str, text: &str| SampleFile {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        assert_eq!(
            unpack(pack),
            Ok(vec![file("a", "{\"x\":1}\n"), file("b", "é")])
        );
        assert!(unpack("<!doctype html>").is_err());
    }
}

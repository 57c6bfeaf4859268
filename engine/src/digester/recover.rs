//! Records within a line that is not one record.

use memchr::memmem;

use crate::json::{Invalid, Scanner};
use crate::record::Record;
use crate::record::field::{Field, FieldSet};

/// A cut-off record is followed by a whole one that starts like this; the first is tried first.
const STARTS: [&[u8]; 2] = [b"{\"parentUuid\":", b"{\"type\":"];

/// Gives `each` whole record that a line of valid UTF-8 still holds, and its text.
///
/// Leading NULs are stripped. If objects end to end remain, they are all of them; else it is the
/// object from the last start of a record on, if it has a `uuid`, `sessionId` or `timestamp`.
pub(crate) fn recover(line: &[u8], mut each: impl FnMut(&Record<'_>, &[u8])) {
    let nuls = line.iter().take_while(|&&byte| byte == 0).count();
    let line = line.get(nuls..).unwrap_or_default();
    if is_end_to_end(line) {
        // One by one: a hostile line may hold millions.
        let mut scanner = Scanner::new(line);
        let mut start = 0;
        while let Ok(record) = next(&mut scanner) {
            each(
                &record,
                line.get(start..scanner.position()).unwrap_or_default(),
            );
            start = scanner.position();
        }
    } else if let Some((record, text)) = STARTS.into_iter().find_map(|start| tail(line, start)) {
        each(&record, text);
    }
}

fn is_end_to_end(line: &[u8]) -> bool {
    let mut scanner = Scanner::new(line);
    while let Some(first) = scanner.peek() {
        if first != b'{' || scanner.value().is_err() {
            return false;
        }
    }
    true
}

fn next<'a>(scanner: &mut Scanner<'a>) -> Result<Record<'a>, Invalid> {
    let mut record = Record::default();
    record.take(scanner)?;
    Ok(record)
}

fn tail<'a>(line: &'a [u8], start: &[u8]) -> Option<(Record<'a>, &'a [u8])> {
    const NAMED: FieldSet = FieldSet::of(&[Field::Uuid, Field::SessionId, Field::Timestamp]);
    let at = memmem::rfind(line, start)?;
    let text = line.get(at..)?;
    let record = Record::parse(text).ok()?;
    record.fields.has_any(NAMED).then_some((record, text))
}

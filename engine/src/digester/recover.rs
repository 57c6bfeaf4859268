//! Records within a line that is not one record.

use memchr::memmem;

use crate::json::{Invalid, Scanner};
use crate::record::Record;
use crate::record::field::{Field, FieldSet};

/// A cut-off record is followed by a whole one that starts like this; the first is tried first.
const STARTS: [&[u8]; 2] = [b"{\"parentUuid\":", b"{\"type\":"];

/// The whole records that a line of valid UTF-8 still holds.
///
/// Leading NULs are stripped. If objects end to end remain, all of them; else the object from the
/// last start of a record on, if it has a `uuid`, `sessionId` or `timestamp`.
pub(super) fn recover(line: &[u8]) -> Vec<Record<'_>> {
    let nuls = line.iter().take_while(|&&byte| byte == 0).count();
    let line = line.get(nuls..).unwrap_or_default();
    if let Ok(records) = end_to_end(line) {
        return records;
    }
    let tail = |start: &[u8]| {
        let at = memmem::rfind(line, start)?;
        let record = Record::parse(line.get(at..)?).ok()?;
        let named = FieldSet::of(&[Field::Uuid, Field::SessionId, Field::Timestamp]);
        record.fields.has_any(named).then_some(record)
    };
    STARTS.into_iter().find_map(tail).into_iter().collect()
}

fn end_to_end(line: &[u8]) -> Result<Vec<Record<'_>>, Invalid> {
    let mut scanner = Scanner::new(line);
    let mut records = Vec::new();
    while scanner.peek().is_some() {
        let mut record = Record::default();
        record.take(&mut scanner)?;
        records.push(record);
    }
    Ok(records)
}

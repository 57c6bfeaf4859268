//! Records within a line that is not one record.

use memchr::memmem;

use crate::json::{Scanner, Value};
use crate::record::Record;
use crate::record::field::{Field, FieldSet};

/// A cut-off record is followed by a whole one that starts like this; the first is tried first.
const STARTS: [&[u8]; 2] = [b"{\"parentUuid\":", b"{\"type\":"];

/// Gives `each` the bytes of each whole record that a line of valid UTF-8 still holds.
///
/// Leading NULs are stripped. If objects end to end remain, they are all of them; else it is the
/// object from the last start of a record on, if it has a `uuid`, `sessionId` or `timestamp`.
pub fn spans<'a>(line: &'a [u8], mut each: impl FnMut(&'a [u8])) {
    let nuls = line.iter().take_while(|&&byte| byte == 0).count();
    let line = line.get(nuls..).unwrap_or_default();
    if is_end_to_end(line) {
        // One by one: a hostile line may hold millions.
        let mut scanner = Scanner::new(line);
        while let Some(b'{') = scanner.peek() {
            let Ok(Value::Object(object)) = scanner.value() else {
                return;
            };
            each(object.raw);
        }
    } else if let Some(tail) = STARTS.into_iter().find_map(|start| tail(line, start)) {
        each(tail);
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

fn tail<'a>(line: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    const NAMED: FieldSet = FieldSet::of(&[Field::Uuid, Field::SessionId, Field::Timestamp]);
    let at = memmem::rfind(line, start)?;
    let tail = line.get(at..)?;
    let record = Record::parse(tail).ok()?;
    record.fields.has_any(NAMED).then_some(tail)
}

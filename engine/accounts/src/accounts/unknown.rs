//! Names that are not known, summed over files.

use std::collections::BTreeMap;

use super::sign::Sign;
use crate::digest::Digest;
use crate::ledger::{Ledger, UnknownName};

/// Adds what a file does not know by name, or takes it away.
pub(super) fn post(ledger: &mut Ledger, head: &Digest, sign: Sign) {
    let [kinds, fields, shapes] = &mut ledger.unknown;
    let unknown = &head.unknown;
    post_names(kinds, &unknown.kinds, head, sign, |_, _| false);
    post_names(fields, &unknown.fields, head, sign, |name, records| {
        is_in_every_record(head, name, records)
    });
    post_names(shapes, &unknown.shapes, head, sign, |_, _| false);
}

/// Every record of the file that is of the kind of a field has that field.
fn is_in_every_record(head: &Digest, field: &str, records: u64) -> bool {
    let kind = field.split_once('.').map(|(kind, _)| kind);
    kind.and_then(|kind| head.record_types.get(kind)) == Some(&records)
}

fn post_names(
    sums: &mut BTreeMap<String, UnknownName>,
    counts: &BTreeMap<String, u64>,
    head: &Digest,
    sign: Sign,
    is_routine: impl Fn(&str, u64) -> bool,
) {
    let version = head.facts.last_version.as_deref().unwrap_or_default();
    for (name, &records) in counts {
        let sum = sums.entry(name.clone()).or_default();
        sign.count(&mut sum.records, records);
        if is_routine(name, records) {
            sign.count(&mut sum.routine_records, records);
        }
        let files = sum.files_by_version.entry(version.to_owned()).or_default();
        sign.count(files, 1);
        if *files == 0 {
            sum.files_by_version.remove(version);
        }
        if sum.records == 0 {
            sums.remove(name);
        }
    }
}

//! Values in pieces: the browser makes copies of each value on its way, so none may be large.

use idb::{KeyRange, Query};
use js_sys::Uint8Array;

/// The key of a piece of the value at `key`. Keys sort as their pieces follow each other.
pub(super) fn piece_key(key: &str, at: u32) -> String {
    if at == 0 {
        key.to_owned()
    } else {
        format!("{key}.{at:03}")
    }
}

/// The pieces that follow the first one.
pub(super) fn rest_of(key: &str) -> Result<Query, idb::Error> {
    let (from, to) = (format!("{key}."), format!("{key}.~"));
    KeyRange::bound(&from.into(), &to.into(), None, None).map(Query::KeyRange)
}

/// All pieces in one.
pub(super) fn join(pieces: &[&Uint8Array]) -> Vec<u8> {
    let length: u32 = pieces.iter().map(|piece| piece.length()).sum();
    let mut whole = vec![0; length as usize];
    let mut rest = whole.as_mut_slice();
    for piece in pieces {
        let (now, later) = rest.split_at_mut(piece.length() as usize);
        piece.copy_to(now);
        rest = later;
    }
    whole
}

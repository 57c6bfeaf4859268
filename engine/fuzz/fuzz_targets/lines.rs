//! Reads arbitrary bytes in arbitrary pieces: nothing panics, every line is accounted for, pieces
//! make no difference, and going on from any byte gives the digest of the whole.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sessionscope_engine::digest::{Digest, FileDigest};
use sessionscope_engine::digester::Digester;
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::proof::{HEAD_PROOF_BYTES, TAIL_PROOF_BYTES};

fuzz_target!(|input: &[u8]| {
    let Some((&[first, second], bytes)) = input.split_first_chunk() else {
        return;
    };
    let whole = read(&[bytes]);
    check_counts(&whole, bytes);
    let piece_bytes = usize::from(first) + 1;
    let pieces: Vec<&[u8]> = bytes.chunks(piece_bytes).collect();
    assert_eq!(read(&pieces), whole, "pieces of {piece_bytes} bytes");
    let cut = bytes.len() * usize::from(second) / 255;
    assert_eq!(read_twice(bytes, cut), whole, "going on from {cut}");
});

fn file() -> Key {
    Key::new(Domain::Own, b"fuzz")
}

fn read(pieces: &[&[u8]]) -> FileDigest {
    let mut digester = Digester::new(file());
    for piece in pieces {
        digester.push(piece);
    }
    digester.finish()
}

/// Reads the bytes before `cut`, and later, when there are more, the rest.
fn read_twice(bytes: &[u8], cut: usize) -> FileDigest {
    let mut known = read(&[&bytes[..cut]]);
    let at = known.resume;
    let offset = at.offset_bytes as usize;
    let head = &bytes[..offset.min(HEAD_PROOF_BYTES)];
    let before = &bytes[offset - offset.min(TAIL_PROOF_BYTES)..offset];
    let mut digester = Digester::resume(file(), &at, head, before).expect("the same file");
    digester.push(&bytes[offset..]);
    known.append(digester.finish());
    known
}

fn check_counts(file: &FileDigest, bytes: &[u8]) {
    let whole: Digest = file.whole().into_owned();
    assert_eq!(whole.bytes, bytes.len() as u64);
    let ends = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64;
    assert_eq!(file.resume.lines, ends);
    assert_eq!(file.body.lines + file.body.blank_lines, ends);
    let valid = whole.lines - whole.malformed.len() as u64;
    assert_eq!(whole.formats.values().sum::<u64>(), valid);
    let records: u64 = whole.record_types.values().sum();
    assert_eq!(records, valid + whole.recovered_records);
    let recovered: u64 = whole
        .malformed
        .iter()
        .map(|line| u64::from(line.recovered))
        .sum();
    assert_eq!(recovered, whole.recovered_records);
    for line in &whole.malformed {
        assert!(line.offset_bytes + line.length_bytes <= whole.bytes);
    }
    assert!(whole.first <= whole.last);
}

//! Hashes of contents, in the spellings that browsers and file names want.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

/// Letters of a content hash in a file name: 64 bits, far more than a few files need.
const NAME_DIGITS: usize = 16;

/// `sha256-…` in base64, as a content security policy and an `integrity` attribute spell it.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

/// A short hexadecimal hash for a file name.
pub fn for_name(bytes: &[u8]) -> String {
    let mut hex = full_hex(bytes);
    hex.truncate(NAME_DIGITS);
    hex
}

/// The whole SHA-256 in hexadecimal.
pub fn full_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The empty input's hash, as published with the standard.
    #[test]
    fn known_hash_in_all_spellings() {
        assert_eq!(
            full_hex(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(for_name(b""), "e3b0c44298fc1c14");
        assert_eq!(
            integrity(b""),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }
}

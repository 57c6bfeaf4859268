//! Folding of characters: what a search takes for the same.
//!
//! Case and accents make no difference, nor do ligatures and the compatible forms of Unicode
//! (`é` = `e`, `ﬁ` = `fi`, `Ｋ` = `k`, `ß` = `ss`). Marks of scripts in which they are more than
//! accents (the vowels of Indic scripts, the voicing of kana) are kept. Invisible characters are
//! left out, so that they cannot hide a word.

use unicode_normalization::char::decompose_compatible;

/// Gives the folded form of a character, none or some characters, to `each`.
#[inline]
pub fn fold(char: char, each: &mut impl FnMut(char)) {
    if char.is_ascii() {
        each(char.to_ascii_lowercase());
    } else {
        fold_other(char, each);
    }
}

fn fold_other(char: char, each: &mut impl FnMut(char)) {
    for lower in char.to_lowercase() {
        // An accent that stands by itself (`´`) is a blank with an accent to Unicode, of which
        // nothing would be left.
        if stands_by_itself(lower) {
            each(lower);
            continue;
        }
        decompose_compatible(lower, |part| {
            // Some compatible forms are capitals (`ℌ` is `H`).
            for part in part.to_lowercase() {
                match letters(part) {
                    Some(letters) => letters.chars().for_each(&mut *each),
                    None if is_left_out(part) => {}
                    None => each(part),
                }
            }
        });
    }
}

/// Whether a character is the compatible form of a blank and a mark.
fn stands_by_itself(char: char) -> bool {
    let mut parts = 0;
    let mut is_blank = false;
    decompose_compatible(char, |part| {
        is_blank |= parts == 0 && part == ' ';
        parts += 1;
    });
    is_blank && parts > 1
}

/// A text folded, with all that stands between words.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        fold(char, &mut |part| out.push(part));
    }
    out
}

/// Letters that Unicode does not take apart, but readers do.
fn letters(char: char) -> Option<&'static str> {
    Some(match char {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'ς' => "σ",
        _ => return None,
    })
}

/// Accents of alphabets, points of Hebrew and Arabic, and characters that are not seen.
fn is_left_out(char: char) -> bool {
    matches!(char,
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{487}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_compatible_forms_make_no_difference() {
        for (text, want) in [
            ("Ärger", "arger"),
            ("e\u{301}té", "ete"),
            ("ﬁn", "fin"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("ΣΟΦΟΣ σοφός", "σοφοσ σοφοσ"),
            ("Ёлка", "елка"),
            ("İstanbul ılık", "istanbul ilik"),
            ("ＦＵＬＬ ①", "full 1"),
            ("Łódź Ørsted Æon", "lodz orsted aeon"),
            ("zero\u{200b}width\u{ad}soft", "zerowidthsoft"),
            ("a/b_c", "a/b_c"),
        ] {
            assert_eq!(folded(text), want);
        }
    }

    #[test]
    fn marks_that_are_letters_are_kept() {
        assert_eq!(folded("が"), "か\u{3099}");
        assert_eq!(folded("ｶﾞ"), "カ\u{3099}");
        assert_ne!(folded("कि"), folded("कु"));
        assert_eq!(folded("한"), folded("\u{1112}\u{1161}\u{11ab}"));
    }
}

//! Verbs of English: which words can be one, and in which form.

use super::lexicon;

pub(super) fn is_verb(word: &str) -> bool {
    lexicon().verbs.has(word)
}

/// A verb that is no noun.
pub(super) fn is_plain_verb(word: &str) -> bool {
    is_verb(word) && !is_ambiguous(word)
}

/// A verb that is a noun as well.
pub(super) fn is_ambiguous(word: &str) -> bool {
    lexicon().ambiguous.has(word)
}

/// A past participle of a verb of work: 'updated', 'removed'.
pub(super) fn is_done(word: &str) -> bool {
    let irregular = [
        "made",
        "rewritten",
        "split",
        "put",
        "set",
        "written",
        "done",
        "hidden",
        "kept",
        "shown",
        "cut",
    ];
    let Some(stem) = word.strip_suffix("ed") else {
        return irregular.contains(&word);
    };
    let single = stem.get(..stem.len().saturating_sub(1)).unwrap_or_default();
    is_verb(stem)
        || is_verb(&format!("{stem}e"))
        || stem.len() > 2 && is_verb(single)
        || stem.ends_with('i') && is_verb(&format!("{single}y"))
}

/// A verb of the third person that is no plural: 'goes', 'overlaps'.
pub(super) fn is_third_person(word: &str) -> bool {
    let lexicon = lexicon();
    let stem = word.strip_suffix('s').unwrap_or_default();
    let shorter = word.strip_suffix("es").unwrap_or(stem);
    let irregular = [
        "went", "shows", "goes", "became", "got", "takes", "took", "comes", "came", "gives", "gave",
    ];
    let regular = is_verb(stem) && !lexicon.work_nouns.has(word) && !is_ambiguous(shorter);
    regular || irregular.contains(&word)
}

/// A verb with two letters in the wrong order, one too many or too few, or, if it is long, one wrong.
pub(super) fn looks_like_verb(word: &str) -> bool {
    let near = |verb: &&&str| verb.len() >= 4 && one_edit(word.as_bytes(), verb.as_bytes());
    let inflected = word.strip_suffix('s').is_some_and(is_verb);
    word.len() >= 4
        && word.is_ascii()
        && !inflected
        && lexicon().verbs.words().iter().find(near).is_some()
}

/// From so many letters on, a word with one wrong letter is taken for another.
const LONG: usize = 7;

fn one_edit(one: &[u8], two: &[u8]) -> bool {
    let same = one
        .iter()
        .zip(two)
        .take_while(|(one, two)| one == two)
        .count();
    let rest = |bytes: &[u8], skip: usize| bytes.get(same + skip..).map(<[u8]>::to_vec);
    if one.len() == two.len() {
        let crossed = one.get(same) == two.get(same + 1) && one.get(same + 1) == two.get(same);
        let swapped = same + 1 < one.len() && crossed && rest(one, 2) == rest(two, 2);
        return swapped || same > 0 && one.len() >= LONG && rest(one, 1) == rest(two, 1);
    }
    let (long, short) = if one.len() > two.len() {
        (one, two)
    } else {
        (two, one)
    };
    long.len() - short.len() == 1 && same > 0 && rest(long, 1) == rest(short, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_is_one_letter_more_or_two_swapped() {
        for (one, two, near) in [
            ("spaw", "spawn", true),
            ("amke", "make", true),
            ("fixx", "fix", true),
            ("wark", "work", false),
            ("abcd", "make", false),
            ("maek", "make", true),
            ("inplement", "implement", true),
        ] {
            assert_eq!(
                one_edit(one.as_bytes(), two.as_bytes()),
                near,
                "{one} {two}"
            );
        }
    }

    #[test]
    fn participles_follow_their_verbs() {
        for (word, done) in [
            ("renamed", true),
            ("dropped", true),
            ("copied", true),
            ("split", true),
            ("red", false),
        ] {
            assert_eq!(is_done(word), done, "{word}");
        }
    }
}

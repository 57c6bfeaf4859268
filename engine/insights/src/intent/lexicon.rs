//! The languages that there are tables for, and which one a clause is in.

mod table;

use std::sync::LazyLock;

use super::clause::{Clause, is_wide};
pub(super) use table::{Lexicon, Phrases};

/// A language with a table in `data/intents`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Chinese,
    Russian,
    Japanese,
    Korean,
    German,
    Spanish,
    French,
    Portuguese,
}

macro_rules! tables {
    ($($language:ident $file:literal)*) => {
        impl Language {
            #[cfg(test)]
            const TABLES: &'static [&'static str] = &[$(include_str!(concat!("../../data/intents/", $file)),)*];

            /// The table of the language, read once.
            pub fn lexicon(self) -> &'static Lexicon {
                match self {
                    $(Self::$language => {
                        static TABLE: LazyLock<Lexicon> =
                            LazyLock::new(|| Lexicon::parse(include_str!(concat!("../../data/intents/", $file))));
                        &TABLE
                    })*
                }
            }
        }
    };
}

tables! {
    English "english.txt"
    Chinese "chinese.txt"
    Russian "russian.txt"
    Japanese "japanese.txt"
    Korean "korean.txt"
    German "german.txt"
    Spanish "spanish.txt"
    French "french.txt"
    Portuguese "portuguese.txt"
}

impl Language {
    /// Words are written together, or carry so many endings that phrases are looked for anywhere.
    pub fn joined(self) -> bool {
        matches!(self, Self::Chinese | Self::Japanese | Self::Korean)
    }
}

/// The language of most clauses. Latin letters are told apart by small words, English where none is found.
pub(super) fn dominant(clauses: &[Clause]) -> Language {
    let mut chars = clauses.iter().flat_map(|clause| clause.text.chars());
    if chars.any(|char| matches!(char, '\u{3041}'..='\u{30ff}')) {
        return Language::Japanese;
    }
    let mut chars = clauses.iter().flat_map(|clause| clause.text.chars());
    let accents = chars.any(|char| matches!(char, 'à'..='ÿ'));
    let score = |language: Language| {
        let words = clauses.iter().flat_map(Clause::words);
        let common = words
            .filter(|word| language.lexicon().common.has(word))
            .count();
        common + usize::from(accents && language != Language::English)
    };
    let latin = [
        Language::English,
        Language::German,
        Language::Spanish,
        Language::French,
        Language::Portuguese,
    ];
    let mut best = (0, Language::English);
    for language in latin {
        let score = score(language);
        if score > best.0 {
            best = (score, language);
        }
    }
    best.1
}

/// The language of a clause: by its script, else that of the whole text.
pub(super) fn language(clause: &Clause, dominant: Language) -> Language {
    let (mut han, mut hangul, mut cyrillic, mut latin) = (0, 0, 0, 0);
    let words = clause.words().filter(|word| !word.starts_with('§'));
    for char in words.flat_map(str::chars) {
        match char {
            '\u{ac00}'..='\u{d7af}' => hangul += 1,
            char if is_wide(char) => han += 1,
            '\u{400}'..='\u{52f}' => cyrillic += 1,
            char if char.is_alphabetic() => latin += 1,
            _ => {}
        }
    }
    if hangul > 0 {
        Language::Korean
    } else if han > 0 {
        if dominant == Language::Japanese {
            dominant
        } else {
            Language::Chinese
        }
    } else if cyrillic > 1 && cyrillic * 3 > latin {
        Language::Russian
    } else if latin > 0 && dominant == Language::Japanese {
        Language::English
    } else {
        dominant
    }
}

/// How long a clause is, in words; where they are written together, two characters count as one.
pub(super) fn length(clause: &Clause, language: Language) -> usize {
    if !language.joined() {
        return clause.words().count();
    }
    let wide = clause.text.chars().filter(|char| is_wide(*char)).count();
    let others = clause
        .words()
        .filter(|word| !word.chars().any(is_wide))
        .count();
    wide.div_ceil(2) + others
}

/// Pressure that a clause puts on: 0, 1 (some) or 2 (urgent).
pub(super) fn pressure(clause: &Clause, language: Language) -> u8 {
    let lexicon = language.lexicon();
    let urgent = clause.has_any(&lexicon.urgent, language.joined());
    if urgent || clause.has_any(&Language::English.lexicon().urgent, false) {
        2
    } else {
        let capitals = clause.capitals > 1 && clause.capitals * 2 >= clause.words().count();
        let loud = !clause.asks && (clause.shouts > 1 || clause.shouts > 0 && capitals);
        u8::from(loud || clause.has_any(&lexicon.pressing, language.joined()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intent::clause::clauses;
    use crate::intent::prose::Prose;

    /// Headings without a field would be passed over in silence.
    #[test]
    fn all_lists_of_all_tables_are_known() {
        for table in Language::TABLES {
            for heading in table.lines().filter_map(|line| line.strip_suffix(':')) {
                let text = format!("{heading}:\n  xyzzy").leak();
                assert!(
                    format!("{:?}", Lexicon::parse(text)).contains("xyzzy"),
                    "{heading}"
                );
            }
        }
    }

    #[test]
    fn what_may_be_a_noun_is_a_verb() {
        let lexicon = Language::English.lexicon();
        let wrong: Vec<_> = lexicon
            .ambiguous
            .words()
            .iter()
            .filter(|word| !lexicon.verbs.has(word))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn languages_are_told_by_script_and_small_words() {
        for (text, expected) in [
            ("fix the header", Language::English),
            ("修复页面", Language::Chinese),
            ("ページを直して", Language::Japanese),
            ("исправь заголовок", Language::Russian),
            ("헤더를 고쳐", Language::Korean),
            ("entferne die Kopfzeile", Language::German),
            ("elimina la cabecera de la tabla", Language::Spanish),
            ("supprime les images du site", Language::French),
            ("remova o botão da tela", Language::Portuguese),
        ] {
            let clauses = clauses(text, &Prose::of(text));
            let dominant = dominant(&clauses);
            assert_eq!(language(&clauses[0], dominant), expected, "{text}");
        }
    }
}

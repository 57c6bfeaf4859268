//! A table of words and phrases, read from `data/intents`.
//!
//! A line that ends with a colon begins a list; phrases are divided by commas. Marks of a phrase: `^` first
//! in its clause, `$` last, `*` any ending of its last word.

/// A list of phrases.
#[derive(Debug, Default)]
pub(in crate::intent) struct Phrases {
    phrases: Vec<Phrase>,
    /// All phrases as they are written, sorted.
    words: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy)]
struct Phrase {
    text: &'static str,
    first: bool,
    last: bool,
    open: bool,
}

impl Phrases {
    fn add(&mut self, line: &'static str) {
        for written in line
            .split(", ")
            .map(str::trim)
            .filter(|text| !text.is_empty())
        {
            self.phrases.push(Phrase::of(written));
            self.words.push(written);
        }
        self.words.sort_unstable();
    }

    /// Whether a plain text has one of the phrases: with whole words, or anywhere where a language joins them.
    pub fn found_in(&self, text: &str, joined: bool) -> bool {
        self.phrases
            .iter()
            .any(|phrase| phrase.found_in(text, joined))
    }

    /// Whether one of the phrases that must stand first, or last where the verb does, is there.
    pub fn anchored_in(&self, text: &str, joined: bool) -> bool {
        let anchored = self
            .phrases
            .iter()
            .filter(|phrase| phrase.first || joined && phrase.last);
        anchored
            .into_iter()
            .any(|phrase| phrase.found_in(text, joined))
    }

    /// Whether a text begins with one of the phrases that must stand first, without blanks between words.
    pub fn begins(&self, text: &str) -> bool {
        let first = self.phrases.iter().filter(|phrase| phrase.first);
        first.into_iter().any(|phrase| phrase.found_in(text, true))
    }

    /// Whether one of the phrases that begin a clause stands anywhere.
    pub fn later_in(&self, text: &str) -> bool {
        let long = self
            .phrases
            .iter()
            .filter(|phrase| phrase.first && phrase.text.len() > 3);
        long.into_iter().any(|phrase| {
            Phrase {
                first: false,
                ..*phrase
            }
            .found_in(text, false)
        })
    }

    /// Whether a text is one of the phrases.
    pub fn is(&self, text: &str) -> bool {
        self.has(text)
            || self
                .phrases
                .iter()
                .any(|phrase| phrase.open && text.starts_with(phrase.text))
    }

    /// Whether a word is in the list as it is written.
    pub fn has(&self, word: &str) -> bool {
        self.words.binary_search(&word).is_ok()
    }

    /// All words as they are written, sorted.
    pub fn words(&self) -> &[&'static str] {
        &self.words
    }
}

impl Phrase {
    fn of(written: &'static str) -> Self {
        let (text, first) = written
            .strip_prefix('^')
            .map_or((written, false), |rest| (rest, true));
        let (text, last) = text
            .strip_suffix('$')
            .map_or((text, false), |rest| (rest, true));
        let (text, open) = text
            .strip_suffix('*')
            .map_or((text, false), |rest| (rest, true));
        Self {
            text,
            first,
            last,
            open,
        }
    }

    fn found_in(self, text: &str, joined: bool) -> bool {
        if joined {
            let text = text.trim();
            return match (self.first, self.last) {
                (true, true) => text == self.text,
                (true, false) => text.starts_with(self.text),
                (false, true) => text.ends_with(self.text),
                (false, false) => text.contains(self.text),
            };
        }
        text.match_indices(self.text).any(|(at, _)| {
            let (before, rest) = text.split_at_checked(at).unwrap_or_default();
            let behind = rest.get(self.text.len()..).unwrap_or_default();
            let starts = before.ends_with(' ') && (!self.first || before == " ");
            let ends = self.open || behind.starts_with(' ');
            starts && ends && (!self.last || behind == " ")
        })
    }
}

macro_rules! lexicon {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The lists of a language; a list that it has not is empty.
        #[derive(Debug, Default)]
        pub(in crate::intent) struct Lexicon {
            $($(#[$doc])* pub $name: Phrases,)*
        }

        impl Lexicon {
            fn list(&mut self, name: &str) -> Option<&mut Phrases> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

lexicon! {
    /// Small words that tell the language from others of the same script.
    common,
    /// Words at the start that change nothing: 'and', 'so', 'now'.
    leads,
    /// Whole clauses that agree, or let the work go on.
    agree,
    refuse,
    greet,
    thank,
    /// Whole clauses that pick one of what was offered.
    choose,
    explore,
    /// 'can you', 'could you'.
    can_you,
    please,
    want,
    lets,
    should,
    /// 'explain', 'tell me': what is wanted is words.
    explain,
    question,
    correct,
    restrict,
    fact,
    forbid,
    command,
    fault,
    displease,
    praise,
    urgent,
    pressing,
    /// What puts a fault right, or looks for it: 'fix', 'check'.
    repair,
    /// What stands for something said before: 'it', 'this'.
    elsewhere,
    /// Verbs that order work when a clause begins with them.
    verbs,
    /// Verbs that are nouns as well, so that a clause may begin with them and order nothing.
    ambiguous,
    /// Things that are made; a phrase around one, without a verb, names work.
    work_nouns,
    /// What stands before a question word: 'in which'.
    before_wh,
    wh,
    auxiliaries,
    subjects,
    /// Verbs that only prepare: 'look at it and tell me'.
    preparing,
    /// What behind a verb shows that it is one, and not a noun.
    objects,
    /// Verbs that make a statement of what stands before them.
    finite,
    prepositions,
    /// What says that something is done, or how it is called.
    done,
    /// What shall only be done later or if needed: 'let me know when'.
    aside,
    /// What makes an open question of a question.
    doubt,
    /// What leaves something as it is.
    keep,
    /// Words that add no object to a verb.
    filler,
    adverbs,
    /// Words that no imperative follows.
    not_before_verb,
    /// Words that end the object of a verb.
    ends_object,
    /// Words behind a 'no' that corrects.
    after_no,
    conditions,
}

impl Lexicon {
    /// Reads a table. Lists without a field are left out; a test finds them.
    pub fn parse(text: &'static str) -> Self {
        let mut lexicon = Self::default();
        let mut name = "";
        for line in text.lines().map(str::trim) {
            if let Some(heading) = line.strip_suffix(':') {
                name = heading;
            } else if !line.starts_with('#')
                && let Some(list) = lexicon.list(name)
            {
                list.add(line);
            }
        }
        lexicon
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, phrase: &'static str, joined: bool) -> bool {
        Phrase::of(phrase).found_in(text, joined)
    }

    #[test]
    fn phrases_are_whole_words_unless_said_otherwise() {
        for (text, phrase, expected) in [
            (" fix the test ", "test", true),
            (" fix the tests ", "test", false),
            (" fix the tests ", "test*", true),
            (" fix the test ", "^fix", true),
            (" now fix it ", "^fix", false),
            (" so why ", "why$", true),
            (" why so ", "why$", false),
        ] {
            assert_eq!(found(text, phrase, false), expected, "{text} {phrase}");
        }
        assert!(found(" 修复错误 ", "错误$", true));
        assert!(!found(" 修复错误 ", "^错误", true));
    }

    #[test]
    fn lists_are_read_by_their_names() {
        let lexicon = Lexicon::parse("# title\nagree:\n  yes, go on\nrefuse:\n  no\n");
        assert!(lexicon.agree.is("go on") && lexicon.refuse.is("no"));
        assert!(!lexicon.agree.is("no"));
    }
}

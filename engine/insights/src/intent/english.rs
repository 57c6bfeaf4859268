//! How English asks, orders, judges and corrects: the form of a clause by its first words.
//!
//! After words that only lead in ('ok, so now …'), a clause is tried as a question, a polite ask, a wish, an
//! order, and at last as a statement that judges or informs.

use super::Rule;
use super::act::{Act, Look};
use super::clause::{Clause, LINK, NAME, QUOTE};
use super::lexicon::{AMBIGUOUS, CORRECTIONS, EXPLORATIONS, FAULTS, PRAISE, VERBS, WORK_NOUNS, any, lexicon_of_english};

/// Words that lead in and change nothing.
const LEADS: &[&str] = &[
    "ok", "okay", "k", "so", "well", "hmm", "hm", "hmmm", "um", "uh", "uhm", "ah", "oh", "hey", "hi", "hello", "alright", "alrighty", "right", "and", "but", "also", "then", "now", "next", "first", "firstly", "second", "secondly", "third", "finally", "lastly", "btw", "fyi", "anyway", "anyways", "cool", "sure", "yes", "yeah", "yep", "yup", "yea", "just", "quickly", "simply", "carefully", "honestly", "basically", "maybe", "perhaps", "again", "additionally", "furthermore", "moreover", "meanwhile", "afterwards", "claude", "guys", "dude", "man", "to-do", "todo", "task", "step", "great", "good", "perfect", "nice", "awesome", "thanks", "q", "question", "quick", "or", "because", "since", "therefore", "thus", "hence", "please", "kindly", "either", "instead", "still", "even", "really", "actually", "sorry", "wait", "no", "nope", "nah", "directly", "immediately", "manually", "properly", "correctly", "otherwise", "briefly", "short", "lol", "too", "already", "always", "go-ahead", "once more", "ultrathink",
];

/// Words before a question word: 'in which', 'under what'.
const BEFORE_WH: &[&str] = &["in", "on", "at", "for", "to", "from", "under", "with", "by", "about", "of", "since", "until"];
const WH: &[&str] = &[
    "what", "what's", "whats", "why", "why's", "how", "how's", "where", "where's", "which", "who", "who's", "whose", "whom", "wat", "wdym",
];
const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "does", "did", "has", "had", "could", "would", "will", "should", "can", "may", "might", "am", "isn't", "aren't", "wasn't", "weren't", "doesn't", "don't", "didn't", "hasn't", "haven't", "hadn't", "can't", "couldn't", "won't", "wouldn't", "shouldn't", "ain't", "shall", "must",
];
const SUBJECTS: &[&str] = &[
    "i", "you", "we", "they", "he", "she", "it", "this", "that", "these", "those", "there", "the", "a", "an", "my", "our", "your", "any", "all", "anyone", "anything", "everything", "someone", "something", "both", "each", "every", "one", "its",
];
/// Verbs that only prepare: 'look at it and tell me'.
const PREPARING: &[&str] = &["read", "look", "check", "see", "open", "go", "take", "examine", "inspect", "study", "view", "have", "think", "walk"];
/// Objects that must be taken from the conversation.
const ELSEWHERE: &[&str] = &[
    "it", "this", "that", "them", "these", "those", "again", "now", "please", "too", "the", "rest", "everything", "issue", "issues", "problem", "problems", "bug", "bugs", "error", "errors", "all", "one", "ones", "of", "for", "me", "us", "so", "then", "first", "same", "thing", "things", "just", "asap", "quickly", "properly", "up", "out", "into", "what's", "wrong", "and", "try", "why", "is", "going", "on", "with", "once", "more", "another", "time", "both", "also", "my", "yourself", "here", "there", "fix", "check", "a", "look",
];
/// What puts a fault right, or looks for it.
const REPAIRS: &[&str] = &["fix", "repair", "check", "resolve", "solve", "look", "help", "debug", "diagnose", "correct", "investigate", "figure", "try", "address", "handle", "sort", "wrong", "double-check", "recheck", "take", "see", "test", "work", "identify", "find", "have", "do"];
/// Words behind a verb that show that it is one, and not a noun.
const OBJECTS: &[&str] = &[
    "the", "a", "an", "this", "that", "these", "those", "it", "them", "all", "any", "every", "each", "my", "our", "your", "its", "their", "some", "no", "me", "us", "up", "out", "off", "down", "in", "on", "at", "for", "to", "into", "through", "with", "from", "over", "if", "whether", "why", "how", "what", "where", "which", "who", "both", "only", "again", "back", "about", "against", "as", "by", "everything", "anything", "so", "there", "along", "around", "under", "just", "please", "not", "also", "another", "one", "two", "three", "more", "yourself", "between", "after", "before", "until",
];
/// Verbs that make a statement of what stands before them.
const FINITE: &[&str] = &[
    "is", "are", "was", "were", "has", "have", "had", "does", "doesn't", "didn't", "isn't", "aren't", "wasn't", "won't", "can't", "fails", "fail", "failed", "failing", "seems", "seem", "seemed", "looks", "works", "worked", "passes", "passed", "shows", "showed", "gives", "takes", "took", "says", "said", "breaks", "broke", "crashes", "crashed", "hangs", "keeps", "still", "should", "must", "needs", "will", "would", "could", "can", "failure", "failures", "error", "errors", "stopped", "got", "gets", "went", "hasn't", "haven't", "never",
];
const PREPOSITIONS: &[&str] = &["in", "on", "at", "for", "from", "within", "inside", "under", "given", "based", "using", "with", "after", "before", "once", "when", "if", "as", "via", "per", "to"];

/// The words of a clause behind its leads, and what the leads said.
struct Words<'c> {
    clause: &'c Clause,
    words: Vec<&'c str>,
    please: bool,
    maybe: bool,
    /// It begins with 'no'.
    refuses: bool,
    corrects: bool,
    instead: bool,
}

/// What a clause does.
pub(super) fn look(clause: &Clause) -> Look {
    let lexicon = lexicon_of_english();
    if let Some(look) = whole(clause) {
        return look;
    }
    if clause.words().all(|word| word.starts_with('§')) {
        return Look::new(Act::Fragment, Rule::Pasted);
    }
    let words = Words::of(clause);
    let look = words
        .open_question()
        .or_else(|| words.question())
        .or_else(|| words.correction())
        .or_else(|| words.plain_order())
        .or_else(|| words.polite())
        .or_else(|| words.wish())
        .or_else(|| words.order())
        .or_else(|| words.judgement(lexicon.displease))
        .unwrap_or_else(|| words.rest());
    let states = matches!(look.act, Act::Behaviour | Act::Statement | Act::Fact | Act::NamedWork | Act::Fragment | Act::Forbid);
    let look = if words.refuses && states { Look::new(Act::Correct, Rule::Correction) } else { look };
    Look {
        corrects: words.corrects,
        aside: look.aside || words.is_aside(),
        bare: look.bare || (is_ask(look.act) && words.is_bare()),
        repairs: is_ask(look.act) && words.is_bare() && words.repairs(),
        ..look
    }
}

fn is_ask(act: Act) -> bool {
    matches!(act, Act::Request | Act::Command | Act::Question | Act::Explore)
}

/// Clauses that are known as a whole: 'yes', 'the second one', 'thanks'.
fn whole(clause: &Clause) -> Option<Look> {
    let lexicon = lexicon_of_english();
    let plain = clause.text.trim();
    let mut text = plain;
    for lead in ["ok ", "okay ", "yeah ", "yes ", "well ", "oh ", "and ", "but ", "so "] {
        text = text.strip_prefix(lead).unwrap_or(text);
    }
    let is = |phrases: &[&str]| phrases.contains(&text) || phrases.contains(&plain);
    if clause.asks && !is(lexicon.greet) {
        return None;
    }
    if is(lexicon.greet) {
        return Some(Look::new(Act::Greet, Rule::Greeting));
    }
    if is(lexicon.thank) {
        return Some(Look::new(Act::Thank, Rule::Thanks));
    }
    if is(lexicon.agree) {
        return Some(Look::new(Act::Agree, Rule::Agreement));
    }
    if is(lexicon.refuse) {
        let waits = ["wait", "hold on", "stop", "sorry", "oops", "whoops", "my mistake", "my bad"].contains(&text);
        return Some(Look { corrects: waits, ..Look::new(Act::Refuse, Rule::Refusal) });
    }
    is_choice(text, lexicon.choose).then(|| Look::new(Act::Choose, Rule::Choice).bare(true))
}

/// 'option 2', '1 and 4', 'b', 'the second one please'.
fn is_choice(text: &str, phrases: &[&str]) -> bool {
    let text = text.trim_end_matches(" please").trim_start_matches("let's go with ").trim_start_matches("go with ");
    let count = text.split(' ').count();
    let listed = |word: &str| {
        word.chars().all(|char| char.is_ascii_digit()) && word.len() <= 2
            || word.len() == 1 && text != "a" && word.chars().all(|char| ('a'..='f').contains(&char))
            || ["and", "or", "option", "number"].contains(&word)
    };
    let phrase = phrases.iter().any(|phrase| {
        phrase.strip_suffix('*').map_or(text == *phrase, |start| text.starts_with(start))
    });
    (count <= 4 && phrase) || (count <= 5 && text.split(' ').all(listed) && !["and", "or", "number"].contains(&text))
}

impl<'c> Words<'c> {
    fn of(clause: &'c Clause) -> Self {
        let all: Vec<&str> = clause.words().collect();
        let mut from = 0;
        let (mut please, mut maybe, mut refuses, mut corrects) = (false, false, false, false);
        while let Some(word) = all.get(from) {
            let next = all.get(from + 1).copied().unwrap_or_default();
            let leads = LEADS.contains(word) || word.chars().all(|char| char.is_ascii_digit());
            if !leads || next.is_empty() || (*word == "no" && !["i", "these", "those", "its", "it's", "that's", "he", "they", "my", "your"].contains(&next) && !is_correction_behind_no(next)) || (*word == "good" || *word == "great" || *word == "nice" || *word == "perfect") && !SUBJECTS.contains(&next) && !is_verb(next) {
                break;
            }
            please |= ["please", "kindly"].contains(word);
            refuses |= ["no", "nope", "nah"].contains(word);
            maybe |= ["maybe", "perhaps"].contains(word);
            corrects |= ["no", "nope", "nah", "actually", "wait"].contains(word);
            from += 1;
        }
        let mut words = all.get(from..).unwrap_or_default().to_vec();
        for phrase in [["go", "ahead", "and"].as_slice(), &["go", "ahead"], &["go", "and"], &["be", "sure", "to"], &["make", "sure", "to"], &["feel", "free", "to"], &["try", "to"], &["try", "and"], &["remember", "to"]] {
            if words.starts_with(phrase) && words.len() > phrase.len() {
                words.drain(..phrase.len());
            }
        }
        while words.len() > 1 && words.first().is_some_and(|word| [NAME, LINK].contains(word)) && words.get(1).is_some_and(|word| is_verb(word) && !AMBIGUOUS.contains(word)) {
            words.remove(0);
        }
        let instead = clause.text.contains(" instead ") || clause.text.contains(" rather than ");
        Self { clause, words, please: please || clause.text.contains(" please "), maybe, refuses, corrects, instead }
    }

    fn at(&self, at: usize) -> &str {
        self.words.get(at).copied().unwrap_or_default()
    }

    fn has(&self, phrase: &str) -> bool {
        any(self.clause, &[phrase], false)
    }

    fn any(&self, phrases: &[&str]) -> bool {
        any(self.clause, phrases, false)
    }

    /// Whether the first words are one of these at each place.
    fn begins(&self, places: &[&[&str]]) -> bool {
        places.iter().enumerate().all(|(at, words)| words.contains(&self.at(at)))
    }

    /// Asks to be told something, from this word on or one of the next few.
    fn tells(&self, from: usize) -> bool {
        let verb = self.at(from);
        let adverb = ["please", "also", "briefly", "quickly", "just", "kindly", "maybe"].contains(&verb);
        let from = if adverb { from + 1 } else { from };
        let verb = self.at(from);
        let next = self.at(from + 1);
        let about = ["me", "us", "how", "what", "why", "where", "when", "which", "who", "if", "whether", "to", "the", "this", "it", "that"];
        match verb {
            "tell" | "teach" | "remind" => ["me", "us"].contains(&next),
            "let" => next == "me" && self.at(from + 2) == "know" && !self.has("when you"),
            "walk" | "talk" => ["me", "us"].contains(&next) && self.has("through"),
            "show" => next == "me" && ["how", "why"].contains(&self.at(from + 2)),
            "give" => self.any(&["an explanation", "the gist", "a rundown", "a sense of", "an idea of", "the rundown"]),
            "help" => self.any(&["me understand", "us understand"]),
            "understand" => true,
            "explain" | "elaborate" => true,
            "describe" | "define" | "clarify" => about.contains(&next) || self.words.len() < 4,
            _ => false,
        }
    }

    /// Only asks to be told when it is done, or for more if needed.
    fn is_aside(&self) -> bool {
        self.any(&["let me know if", "let me know when", "tell me when", "if you need", "if you have any", "if you want", "feel free to ask", "ask me if", "let me know once", "no rush", "when you're done", "if needed", "if necessary"])
    }

    fn is_bare(&self) -> bool {
        let rest = self.words.iter().filter(|word| !is_verb(word) && ![NAME, LINK, QUOTE].contains(word));
        let mut content = rest.filter(|word| !ELSEWHERE.contains(word) && !["can", "could", "you", "i", "we", "want", "need", "let's", "would", "like", "to", "do", "help", "still", "what", "did", "was", "are", "does", "will", "the", "still", "not", "done", "work", "be", "resolve", "diagnose", "figure", "identify", "your", "in"].contains(*word));
        content.next().is_none() && !self.clause.text.contains('§')
    }

    fn repairs(&self) -> bool {
        let orders = self.words.iter().filter(|word| is_verb(word) || **word == "wrong");
        orders.clone().next().is_some() && orders.clone().all(|word| REPAIRS.contains(word))
    }

    fn open_question(&self) -> Option<Look> {
        let explore = Some(Look::new(Act::Explore, Rule::OpenQuestion));
        let (one, two) = (self.at(0), self.at(1));
        let we = ["we", "i"];
        if ["how", "what", "where", "which", "when"].contains(&one) && ["could", "should", "might", "would"].contains(&two) && ["we", "this", "that"].contains(&self.at(2)) && !(two == "would" && self.at(2) != "we") {
            return explore;
        }
        if ["how", "what"].contains(&one) && two == "should" && self.at(2) == "i" {
            return explore;
        }
        if ["should", "shall"].contains(&one) && we.contains(&two) {
            return explore;
        }
        if one == "would" && !["you", "it"].contains(&two) && self.clause.asks && !we.contains(&two) {
            return explore;
        }
        if one == "why" && two == "not" {
            return explore;
        }
        if self.clause.asks && self.any(&["i think", "would solve", "would help", "would work", "would be better", "overkill", "worth", "good idea", "bad idea", "make sense", "makes sense", "better than", "viable", "feasible", "the right approach", "the best approach", "hold up", "scale to", "any downside", "any downsides", "any drawbacks"]) && !WH.contains(&one) {
            return explore;
        }
        if self.any(EXPLORATIONS) && !(self.please && is_verb(one)) && !self.has("was wondering if you") {
            let aloud = !self.clause.asks;
            return Some(Look::new(Act::Explore, if aloud { Rule::ThinkingAloud } else { Rule::OpenQuestion }));
        }
        None
    }

    fn question(&self) -> Option<Look> {
        let told = Some(Look::new(Act::Question, Rule::AskToExplain));
        if self.tells(0) || self.any(&["i don't understand", "i do not understand", "i don't get why", "i'd like to know", "i'm confused"]) {
            return told;
        }
        let preparing = PREPARING.contains(&self.at(0)) || is_verb(self.at(0));
        if preparing && PREPARING.contains(&self.at(0)) && self.any(&["and explain", "and tell me", "and describe", "then explain", "then tell me"]) {
            return told;
        }
        let modal = self.begins(&[&["can", "could", "would", "will"], &["you"]]);
        let wish = self.begins(&[&["i", "we"], &["want", "need", "would", "i'd"]]) || self.begins(&[&["i'd"], &["like"]]);
        if modal && self.tells(2) || wish && self.any(&["you to explain", "you to tell me", "to know", "to understand", "an explanation"]) {
            return told;
        }
        self.wh_question().or_else(|| self.yes_no_question())
    }

    fn wh_question(&self) -> Option<Look> {
        let question = Some(Look::new(Act::Question, Rule::QuestionWord));
        let one = self.at(0);
        let (wh, next) = if BEFORE_WH.contains(&one) && ["what", "which", "whom", "whose"].contains(&self.at(1)) {
            (self.at(1), self.at(2))
        } else {
            (one, self.at(1))
        };
        if wh == "when" {
            let asks = ["is", "are", "do", "does", "did", "will", "was", "should", "can"].contains(&next);
            return if asks { question } else { None };
        }
        let governs = ["in", "is", "was", "means", "would", "will", "are", "should", "can", "i", "we", "you"].contains(&next);
        if wh == "which" && !self.clause.asks && (governs || !self.clause.closes || self.words.len() > 10) {
            return None;
        }
        if !WH.contains(&wh) {
            return (self.clause.asks && self.any(&["any idea", "any ideas", "any clue", "how come"])).then(|| Look::new(Act::Question, Rule::QuestionWord));
        }
        if wh == "why" && ["don't", "not"].contains(&next) && ["you", "we"].contains(&self.at(2)) && self.clause.asks {
            return Some(Look::new(Act::Request, Rule::Should));
        }
        if wh == "why" && self.scolds() {
            return Some(Look::new(Act::Displease, Rule::Displeasure));
        }
        // 'which is why it fails', 'what I want is': no question of its own.
        let cleft = ["what", "which", "who", "where", "how"].contains(&wh) && !self.clause.asks;
        if cleft && (!self.clause.opens && wh != "how" && wh != "what" || self.any(&["^what i", "^what i'm", "^what i've", "^what we"]) || self.begins(&[&["which", "who"], &["is", "are", "has", "was", "means"]]) && self.clause.but) {
            return None;
        }
        question
    }

    /// 'why did you …?!': blames more than it asks.
    fn scolds(&self) -> bool {
        self.has("you") && (self.clause.shouts > 0 || self.any(&["again", "still", "the whole", "keep", "without asking", "ignore", "ignoring", "delete", "break"]) && self.any(&["why did you", "why are you", "why do you", "why have you", "why would you"]))
    }

    fn yes_no_question(&self) -> Option<Look> {
        let joined = self.clause.text.starts_with(" and ") || self.clause.text.starts_with(" or ") || self.clause.text.starts_with(" also ");
        if !(self.clause.opens || self.clause.asks || joined || self.words.len() < 4) && !["can", "could", "would", "will"].contains(&self.at(0)) {
            return None;
        }
        let (one, two) = (self.at(0), self.at(1));
        let question = Look::new(Act::Question, Rule::YesNoQuestion);
        let request = Look::new(Act::Request, Rule::CanYou);
        let you = ["you", "u"].contains(&two);
        match one {
            "can" | "could" | "would" | "will" | "won't" | "can't" | "wouldn't" | "couldn't" if you => {
                let looks = ["see", "hear", "access", "remember", "recall", "still"].contains(&self.at(2));
                Some(if looks { question } else { request })
            }
            "should" | "must" if is_verb(two) => Some(Look::new(Act::Request, Rule::Should)),
            "can" | "could" | "may" if two == "we" => Some(request),
            "could" if two == "i" => Some(request),
            "are" if you || two == "we" => Some(if self.at(2) == "able" { request } else { question }),
            "do" | "would" if you && self.at(2) == "mind" => Some(request),
            "shouldn't" | "couldn't" | "can't" | "mustn't" if self.clause.asks => Some(Look::new(Act::Request, Rule::Should)),
            "did" | "do" | "are" | "have" if you && self.clause.shouts > 1 => Some(Look::new(Act::Displease, Rule::Displeasure)),
            "do" => (["you", "we", "i", "they"].contains(&two) || SUBJECTS.contains(&two) && self.clause.asks).then_some(question),
            "have" => (["you", "we", "i", "they"].contains(&two) && (self.clause.asks || self.words.len() > 2)).then_some(question),
            "don't" | "can" | "could" | "should" | "would" | "will" | "must" | "may" | "might" => (SUBJECTS.contains(&two) && (self.clause.asks || one != "don't") || self.clause.asks).then_some(question),
            "is" | "are" | "does" | "did" | "was" | "were" if self.clause.opens && self.words.len() > 2 => Some(question),
            _ => (AUXILIARIES.contains(&one) && (SUBJECTS.contains(&two) || self.clause.asks || [NAME, QUOTE].contains(&two))).then_some(question),
        }
    }

    fn correction(&self) -> Option<Look> {
        if self.clause.asks {
            return None;
        }
        let polite = self.please || is_verb(self.at(0));
        let forbids = (["don't", "never"].contains(&self.at(0)) || self.begins(&[&["do"], &["not"]])) && self.words.len() > 1;
        if forbids {
            return Some(Look::new(Act::Forbid, Rule::Prohibition));
        }
        if self.instead && self.begins(&[&["use", "keep", "put", "call", "name", "make", "do", "let's"]]) && self.words.len() <= 12 && !self.please {
            return Some(Look::new(Act::Correct, Rule::Correction));
        }
        let keeps = self.begins(&[&["keep", "leave", "use"]]) && self.words.len() <= 10 && self.any(&["for now", "^leave it", "^leave that", "^leave this", "as is", "as they are", "as it is", "as it was", "alone", "unchanged", "the old", "untouched"]);
        if keeps || self.begins(&[&["use"]]) && self.words.len() <= 6 && self.any(&["tabs", "spaces", "only"]) {
            return Some(Look::new(Act::Correct, Rule::Restriction));
        }
        if !polite && self.any(CORRECTIONS) && !self.any(&["not bad", "not sure", "not great", "not good", "not working"]) {
            let narrows = self.any(&["^only", "^just the", "^just for", "^without", "^also for", "^for now", "^same for"]);
            return Some(Look::new(Act::Correct, if narrows { Rule::Restriction } else { Rule::Correction }));
        }
        self.any(&["i already", "i've already", "i have already", "already did", "already done", "we already have", "it's called", "it is called", "its called", "is named", "i mean the"])
            .then(|| Look::new(Act::Fact, Rule::Fact))
    }

    fn polite(&self) -> Option<Look> {
        let please = Some(Look::new(Act::Request, Rule::Please));
        if self.please && self.words.len() <= 6 && ["this", "that", "these", "both", "only", "those"].contains(&self.at(0)) {
            return Some(Look::new(Act::Correct, Rule::Restriction));
        }
        if self.please && !self.words.is_empty() {
            return please;
        }
        if self.begins(&[&["help"], &["me", "us", "with"]]) || !is_verb(self.at(0)) && self.has("help me") || self.any(&["need help", "need some help", "need your help", "would appreciate", "be so kind", "appreciate if", "any chance you", "would be great if you", "was wondering if you", "was hoping you", "a favor", "a favour", "if you could", "if you can please"]) {
            return please;
        }
        if self.begins(&[&["mind"]]) && self.at(1).ends_with("ing") {
            return please;
        }
        let may = self.begins(&[&["you"], &["can", "could", "should", "need", "may", "might", "must"]]) && (is_verb(self.at(2)) || self.begins(&[&["you"], &["need", "can"], &["to", "now", "also", "just"]]));
        let just = self.begins(&[&["you"], &["just", "also", "only"], &["need"]]);
        (may || just).then(|| Look::new(Act::Request, Rule::CanYou))
    }

    fn wish(&self) -> Option<Look> {
        let want = Some(Look::new(Act::Request, Rule::Want));
        let lets = self.begins(&[&["let's", "lets"]]) || self.begins(&[&["let"], &["us"]]);
        if lets {
            return Some(Look::new(Act::Request, Rule::Lets));
        }
        if self.begins(&[&["let"], &["me"], &["see"]]) {
            return Some(Look::new(Act::Request, Rule::Please));
        }
        let skip = ["also", "just", "really", "still", "do", "now", "only", "actually", "would", "think", "kind", "of", "then", "probably", "might", "may", "will", "definitely", "guess"];
        let person = ["i", "we", "i'd", "we'd", "i'm", "we're", "i'll"].contains(&self.at(0));
        let mut at = usize::from(person);
        while at < 4 && skip.contains(&self.at(at)) {
            at += 1;
        }
        let verb = self.at(at);
        let negated = ["don't", "didn't"].contains(&verb);
        if person && negated && ["want", "need", "like"].contains(&self.at(at + 1)) {
            return (self.at(at + 1) != "like").then(|| Look::new(Act::Forbid, Rule::Prohibition));
        }
        let wants = ["want", "need", "like", "love", "wish", "prefer", "require", "hope", "intend", "plan"].contains(&verb);
        let would = self.any(&["i'd", "we'd", "would"]);
        let takes = !["like", "love", "prefer", "plan", "intend", "hope"].contains(&verb) || would || self.at(at + 1) == "to";
        if wants && takes && (person || ["to", "a", "an", "some", "the"].contains(&self.at(at + 1)) && ["need", "want"].contains(&verb)) {
            return want;
        }
        if self.begins(&[&["looking"], &["for", "to"]]) || self.any(&["i'm looking for", "i am looking for", "i'm looking to", "we're looking for", "i'm trying to get you", "going to need", "gonna need", "my goal is to", "the goal is to", "goal is", "your task is", "would be nice", "would be great", "would be good", "would be cool", "would be helpful", "would be useful", "would be awesome", "it'd be nice", "it'd be great", "some feedback to address", "it's time to", "it is time to"]) {
            return want;
        }
        if self.any(&["we need", "i need", "we want", "i want", "i'd like", "we'd like", "i would like", "we would like"]) && !self.any(FAULTS) && !self.any(&["why", "what", "if", "when", "because", "that", "which"]) {
            return want;
        }
        self.should()
    }

    /// 'we should …', 'it should …', 'consider …'.
    fn should(&self) -> Option<Look> {
        let should = Some(Look::new(Act::Request, Rule::Should));
        if self.begins(&[&["should", "must"]]) && is_verb(self.at(1)) {
            return should;
        }
        if self.begins(&[&["consider", "suggest", "recommend"]]) && self.at(1).ends_with("ing") {
            return should;
        }
        if self.any(&["we should", "we must", "we have to", "we can", "you should", "i should be able", "we gotta", "we could", "we'll need", "we may want"]) {
            return should;
        }
        if self.any(&["should be", "must be", "needs to be", "need to be", "has to be", "have to be", "should get"]) {
            let done = self.words.iter().skip_while(|word| **word != "be").any(|word| is_done(word));
            return Some(Look::new(if done { Act::Request } else { Act::Behaviour }, Rule::Should));
        }
        self.any(&["should", "must", "needs to", "has to", "have to", "ought to", "shall", "supposed to"])
            .then(|| Look::new(Act::Behaviour, Rule::Should))
    }

    /// An order by a first word that can be nothing but a verb.
    fn plain_order(&self) -> Option<Look> {
        let one = self.at(0);
        let mild = ["consider", "suggest", "recommend", "help", "let", "prefer", "be", "need", "want"].contains(&one);
        let plain = is_verb(one) && AMBIGUOUS.binary_search(&one).is_err();
        (plain && !mild && !self.please && !self.maybe && !self.clause.asks).then(|| Look::new(Act::Command, Rule::Imperative))
    }

    fn order(&self) -> Option<Look> {
        let order = if self.maybe {
            Look::new(Act::Request, Rule::Should)
        } else {
            Look::new(Act::Command, Rule::Imperative)
        };
        let one = self.at(0);
        if self.clause.asks && self.words.len() > 1 && !VERBS.binary_search(&one).is_ok_and(|_| !AMBIGUOUS.contains(&one)) {
            return None;
        }
        if is_verb(one) && (AMBIGUOUS.binary_search(&one).is_err() || self.is_order(one)) {
            return Some(order);
        }
        if one.ends_with("ly") && is_verb(self.at(1)) {
            return Some(order);
        }
        if PREPOSITIONS.contains(&one) && self.clause.opens && self.later_order() {
            return Some(order);
        }
        None
    }

    /// Whether an ambiguous first word orders something, or is the noun of a statement.
    fn is_order(&self, one: &str) -> bool {
        if self.words.len() == 1 {
            return self.clause.opens && self.clause.closes;
        }
        let next = self.at(1);
        if OBJECTS.contains(&next) {
            return true;
        }
        if FINITE.contains(&next) {
            return false;
        }
        if next.starts_with('§') {
            return true;
        }
        if !self.clause.opens && self.words.len() <= 2 {
            return false;
        }
        let stops = ["that", "which", "who", "whether", "if", "when", "where", "what", "how", "why", "because", "so", "until", "to", "but", "as", "we", "you", "i", "they", "it"];
        let until_stop = self.words.iter().skip(1).take_while(|word| !stops.contains(word));
        let finite = until_stop.clone().any(|word| FINITE.contains(word) && !["error", "errors", "failure", "failures", "failing", "failed", "still"].contains(word));
        let reports = ["test", "tests", "build", "lint"].contains(&one) && until_stop.clone().any(|word| ["fail", "fails", "failed", "failing", "failure", "failures", "error", "errors"].contains(word));
        !finite && !reports
    }

    /// 'in the header add a link': a verb behind a phrase with a preposition.
    fn later_order(&self) -> bool {
        let before = ["to", "the", "a", "an", "of", "and", "or", "my", "our", "will", "would", "can", "should", "not", "i", "we", "you", "they", "it", "don't", "this", "that", "in", "on", "for", "your", "could", "might", "must", "at", "with", "from", "by", "into", "than", "as", "when", "if", "which", "who", "has", "have", "is", "are", "was", "no", "didn't", "doesn't", "does", "do", "did"];
        self.words.windows(3).skip(1).any(|three| match three {
            [one, two, next] => {
                let object = OBJECTS.contains(next) || next.starts_with('§');
                is_verb(two) && AMBIGUOUS.binary_search(two).is_err() && !before.contains(one) && object
            }
            _ => false,
        })
    }

    fn judgement(&self, displeasure: &[&str]) -> Option<Look> {
        if self.any(displeasure) {
            return Some(Look::new(Act::Displease, Rule::Displeasure).bare(self.words.len() <= 4 && self.is_bare()));
        }
        if self.clause.asks {
            return None;
        }
        let fault = self.any(FAULTS);
        let still = fault && self.any(&["again", "still"]);
        if still {
            return Some(Look::new(Act::Displease, Rule::Displeasure));
        }
        let denies = self.reports() || self.any(&["not", "nothing"]) && self.words.len() > 2;
        if fault || denies || self.has("should") && self.any(&["but"]) {
            return Some(Look::new(Act::Fault, Rule::Fault));
        }
        self.any(PRAISE).then(|| Look::new(Act::Praise, Rule::Praise))
    }

    /// Says what something does or did: a verb of the third person or of the past behind a subject.
    fn reports(&self) -> bool {
        let subject = ["the", "it", "this", "everything", "something", "somehow", "all"].contains(&self.at(0)) || self.at(0).starts_with('§');
        let fact = self.any(&["is", "are", "has", "have", "uses", "lives", "supports", "needs", "you have to", "we", "our", "my", "i"]);
        let acts = self.words.iter().skip(1).any(|word| {
            let stem = word.strip_suffix("es").or_else(|| word.strip_suffix('s'));
            is_done(word) || word.strip_suffix('s').is_some_and(is_verb) && WORK_NOUNS.binary_search(word).is_err() && AMBIGUOUS.binary_search(&stem.unwrap_or_default()).is_err() || ["went", "shows", "goes", "became", "got", "takes", "took", "comes", "came", "gives", "gave"].contains(word)
        });
        subject && !fact && acts && self.words.len() >= 3
    }

    fn rest(&self) -> Look {
        let one = self.at(0);
        if self.clause.asks {
            return Look::new(Act::Question, Rule::QuestionMark);
        }
        if ["if", "when", "once", "after", "before", "while", "unless", "until", "as", "given", "for", "in", "on", "at", "with", "to", "from", "based"].contains(&one) {
            let alone = self.clause.opens && self.clause.closes && self.words.len() > 5;
            return Look::new(if alone { Act::Statement } else { Act::Condition }, Rule::Statement);
        }
        if self.words.iter().any(|word| ["i've", "i'm", "i", "we", "we've", "we're", "it's", "there's", "there", "that's"].contains(word) || FINITE.contains(word)) {
            let fact = self.any(&["is in", "are in", "is at", "is on", "is under", "lives in", "is located", "are located", "we use", "we're using", "we are using", "i use", "i'm using", "i'm on", "we're on", "it's a", "it's in", "it's at", "i have", "i added", "i've", "there is", "there's", "is called"]);
            let own = ["i", "i've", "i'm", "we", "we've", "we're", "my", "our"].contains(&one);
            return if fact || own { Look::new(Act::Fact, Rule::Fact) } else { Look::new(Act::Statement, Rule::Statement) };
        }
        let work = self.words.iter().any(|word| WORK_NOUNS.binary_search(word).is_ok());
        let pronoun = self.words.iter().any(|word| ["it", "i", "you", "we", "they", "he", "this", "that"].contains(word));
        let named = !SUBJECTS.contains(&one) && self.words.len() <= 9 && !pronoun;
        if named && (work && self.words.len() >= 2 || self.words.len() >= 3 && self.any(&["for", "of", "to", "on", "with"])) {
            return Look::new(Act::NamedWork, Rule::NamedWork);
        }
        if looks_like_verb(one) && self.words.len() > 1 {
            return Look::new(Act::Command, Rule::Imperative);
        }
        if self.words.len() <= 3 { Look::new(Act::Fragment, Rule::Fragment) } else { Look::new(Act::Statement, Rule::Statement) }
    }
}

fn is_correction_behind_no(next: &str) -> bool {
    ["the", "not", "it", "that", "this", "don't", "use", "just", "only", "leave", "keep", "i'm", "you", "we", "in", "on", "for", "please", "do", "make", "there"].contains(&next) || is_verb(next)
}

fn is_verb(word: &str) -> bool {
    VERBS.binary_search(&word).is_ok()
}

/// A past participle of a verb of work: 'updated', 'removed'.
fn is_done(word: &str) -> bool {
    let stem = word.strip_suffix("ed").or_else(|| word.strip_suffix('d'));
    let stemmed = stem.is_some_and(|stem| {
        is_verb(stem) || is_verb(&format!("{stem}e")) || stem.len() > 2 && is_verb(stem.get(..stem.len() - 1).unwrap_or_default()) || stem.ends_with('i') && is_verb(&format!("{}y", stem.trim_end_matches('i')))
    });
    stemmed || ["made", "rewritten", "split", "put", "set", "written", "done", "hidden", "kept", "shown", "cut"].contains(&word)
}

/// A verb with one letter wrong, missing, or in the wrong place.
fn looks_like_verb(word: &str) -> bool {
    word.len() >= 4 && word.is_ascii() && VERBS.iter().any(|verb| verb.len() >= 4 && verb.len().abs_diff(word.len()) <= 1 && one_edit(word.as_bytes(), verb.as_bytes()))
}

fn one_edit(one: &[u8], two: &[u8]) -> bool {
    let same = one.iter().zip(two).take_while(|(one, two)| one == two).count();
    let rest = |bytes: &[u8], skip: usize| bytes.get(same + skip..).map(<[u8]>::to_vec);
    if one.len() != two.len() {
        let (long, short) = if one.len() > two.len() { (one, two) } else { (two, one) };
        return same > 0 && rest(long, 1) == rest(short, 0);
    }
    let swapped = rest(one, 2).is_some()
        && rest(one, 2) == rest(two, 2)
        && one.get(same) == two.get(same + 1)
        && one.get(same + 1) == two.get(same);
    swapped && same + 1 < one.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intent::clause::clauses;
    use crate::intent::prose::Prose;

    fn acts(text: &str) -> Vec<Act> {
        clauses(text, &Prose::of(text)).iter().map(|clause| look(clause).act).collect()
    }

    #[test]
    fn first_words_tell_the_act() {
        for (text, act) in [
            ("what is this?", Act::Question),
            ("how does it work", Act::Question),
            ("could you explain this?", Act::Question),
            ("could you move this?", Act::Request),
            ("is it done?", Act::Question),
            ("should we move this?", Act::Explore),
            ("I want to move this", Act::Request),
            ("let's move this", Act::Request),
            ("move this", Act::Command),
            ("test failures in the parser", Act::Fault),
            ("test the parser", Act::Command),
            ("in the header add a link", Act::Command),
            ("amke a list", Act::Command),
            ("unit tests for the parser", Act::NamedWork),
            ("I meant the parser", Act::Correct),
            ("don't move this", Act::Forbid),
            ("the label should be renamed", Act::Request),
            ("the label should be green", Act::Behaviour),
            ("it doesn't start", Act::Fault),
            ("it still doesn't start", Act::Displease),
            ("looks good", Act::Praise),
            ("thanks", Act::Thank),
            ("option 2", Act::Choose),
            ("yes", Act::Agree),
        ] {
            assert_eq!(acts(text), [act], "{text}");
        }
    }

    #[test]
    fn one_edit_is_one_letter_wrong_missing_or_swapped() {
        for (one, two, near) in [("spaw", "spawn", true), ("amke", "make", true), ("fixx", "fix", true), ("wark", "work", false), ("abcd", "make", false), ("maek", "make", true)] {
            assert_eq!(one_edit(one.as_bytes(), two.as_bytes()), near, "{one} {two}");
        }
    }
}

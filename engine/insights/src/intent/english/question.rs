//! Questions, and asks to be told something.

use super::verb::{is_done, is_verb};
use super::{Words, lexicon};
use crate::intent::Rule;
use crate::intent::act::{Act, Look};

const QUESTION: Look = Look::new(Act::Question, Rule::YesNoQuestion);
const REQUEST: Look = Look::new(Act::Request, Rule::CanYou);

impl Words<'_> {
    /// 'should we …', 'what if …', 'would it make sense …'.
    pub(super) fn open_question(&self) -> Option<Look> {
        if self.begins(&[&["how"], &["about"], &["you"]]) {
            return Some(REQUEST);
        }
        let lexicon = lexicon();
        let guesses = self.lead.maybe && self.clause.asks && !is_verb(self.at(0));
        if guesses
            || self.opens_by_form()
            || self.clause.asks && self.has(&lexicon.doubt) && !lexicon.wh.has(self.at(0))
        {
            return Some(Look::new(Act::Explore, Rule::OpenQuestion));
        }
        let orders = self.lead.please && is_verb(self.at(0)) || self.any(&["was wondering if you"]);
        let wonders = self.any(&["thinking more of", "thinking more like"])
            || self.any(&[
                "was wondering what",
                "was wondering how",
                "was wondering where",
            ]);
        if !self.has(&lexicon.explore) || orders || wonders {
            return None;
        }
        let rule = if self.clause.asks {
            Rule::OpenQuestion
        } else {
            Rule::ThinkingAloud
        };
        Some(Look::new(Act::Explore, rule))
    }

    fn opens_by_form(&self) -> bool {
        let (one, two, three) = (self.at(0), self.at(1), self.at(2));
        let we = ["we", "i"].contains(&two);
        let open = ["how", "what", "where", "which", "when"].contains(&one);
        let (two, three) = if two == "else" {
            (three, self.at(3))
        } else {
            (two, three)
        };
        let modal = ["could", "should", "might"].contains(&two);
        if open
            && (modal && ["we", "this", "that"].contains(&three)
                || two == "would"
                    && (three == "we"
                        || one == "how" && ["this", "that"].contains(&three)
                        || one == "which" && three == "you"))
        {
            return true;
        }
        match one {
            "what" if two == "would" && three == "happen" => true,
            "how" | "what" => two == "should" && three == "i",
            "should" | "shall" => we || self.clause.asks && !is_verb(two),
            "would" if two == "you" => {
                let choice = [
                    "go",
                    "choose",
                    "pick",
                    "prefer",
                    "use",
                    "do",
                    "say",
                    "recommend",
                    "suggest",
                    "rather",
                    "keep",
                    "advise",
                ];
                self.clause.asks
                    && choice.contains(&three)
                    && !self.any(&["do this", "do it", "do that"])
            }
            "would" if two == "it" => self.clause.asks && three == "be" && !self.any(&["possible"]),
            "would" => self.clause.asks && !we,
            "wouldn't" => self.clause.asks && two == "it",
            "if" => we && is_done(three),
            "why" => two == "not",
            _ => false,
        }
    }

    pub(super) fn question(&self) -> Option<Look> {
        if self.asks_to_explain() {
            return Some(Look::new(Act::Question, Rule::AskToExplain));
        }
        self.wh_question().or_else(|| self.yes_no_question())
    }

    /// 'explain …', 'can you tell me …', 'look at it and tell me …', 'I don't understand …'.
    fn asks_to_explain(&self) -> bool {
        let confused = [
            "i don't understand",
            "i do not understand",
            "i don't get why",
            "i'd like to know",
            "i'm confused",
            "wondering what",
            "curious how",
            "curious what",
            "curious why",
            "curious where",
            "wondering how",
            "wondering why",
            "wondering where",
            "wondering which",
            "wondering when",
        ];
        if self.tells(0) || self.any(&confused) {
            return true;
        }
        let then = [
            "and explain",
            "and tell me",
            "and describe",
            "then explain",
            "then tell me",
        ];
        if lexicon().preparing.has(self.at(0)) && self.any(&then) {
            return true;
        }
        let modal = self.begins(&[&["can", "could", "would", "will"], &["you"]]);
        let wish = self.begins(&[&["i", "we"], &["want", "need", "would"]])
            || self.begins(&[&["i'd"], &["like"]]);
        let told = [
            "you to explain",
            "you to tell me",
            "to know",
            "to understand",
            "an explanation",
        ];
        modal && self.tells(2) || wish && self.any(&told)
    }

    /// Asks to be told something, from this word on.
    fn tells(&self, from: usize) -> bool {
        let adverb = [
            "please", "also", "briefly", "quickly", "just", "kindly", "maybe", "first", "now",
            "again",
        ]
        .contains(&self.at(from));
        let from = if adverb { from + 1 } else { from };
        let next = self.at(from + 1);
        let me = ["me", "us"].contains(&next);
        let about = [
            "me", "us", "how", "what", "why", "where", "when", "which", "who", "if", "whether",
            "to", "the", "this", "it", "that",
        ];
        match self.at(from) {
            "tell" => {
                me || ["what", "how", "why", "where", "which", "if", "whether"].contains(&next)
            }
            "teach" | "remind" => me,
            "let" => me && self.at(from + 2) == "know" && !self.any(&["when you"]),
            "walk" | "talk" => me && self.any(&["through"]),
            "show" => me && ["how", "why"].contains(&self.at(from + 2)),
            "give" => self.any(&[
                "an explanation",
                "the gist",
                "a rundown",
                "a sense of",
                "an idea of",
                "the rundown",
            ]),
            "help" => self.any(&["me understand", "us understand"]),
            "understand" | "explain" | "elaborate" => true,
            "describe" | "define" | "clarify" => about.contains(&next) || self.len() < 4,
            _ => false,
        }
    }

    fn wh_question(&self) -> Option<Look> {
        let lexicon = lexicon();
        let behind = lexicon.before_wh.has(self.at(0))
            && ["what", "which", "whom", "whose"].contains(&self.at(1));
        let from = usize::from(behind);
        let (wh, next) = (self.at(from), self.at(from + 1));
        let question = Look::new(Act::Question, Rule::QuestionWord);
        match wh {
            "when" => {
                let asks = [
                    "is", "are", "do", "does", "did", "will", "was", "should", "can",
                ];
                return asks.contains(&next).then_some(question);
            }
            "why"
                if ["don't", "not"].contains(&next)
                    && ["you", "we"].contains(&self.at(2))
                    && self.clause.asks =>
            {
                return Some(Look::new(Act::Request, Rule::Should));
            }
            "why" if self.scolds() => return Some(Look::new(Act::Displease, Rule::Displeasure)),
            wh if lexicon.wh.has(wh) => {}
            _ => {
                let idea = self.clause.asks
                    && self.any(&["any idea", "any ideas", "any clue", "how come"]);
                return idea.then_some(question);
            }
        }
        (self.clause.asks || !self.relates(wh, next)).then_some(question)
    }

    /// 'which is why it fails', 'what I want is': no question of its own.
    fn relates(&self, wh: &str, next: &str) -> bool {
        let governs = [
            "in", "is", "was", "means", "would", "will", "are", "should", "can", "i", "we", "you",
        ];
        if wh == "which" && (governs.contains(&next) || !self.clause.closes || self.len() > 10) {
            return true;
        }
        let cleft = ["what", "which", "who", "where", "how"].contains(&wh);
        let inner = !self.clause.opens && wh != "how" && wh != "what";
        cleft && (inner || self.any(&["^what i", "^what i'm", "^what i've", "^what we"]))
    }

    /// 'why did you …?!': blames more than it asks.
    fn scolds(&self) -> bool {
        let blames = self.any(&[
            "why did you",
            "why are you",
            "why do you",
            "why have you",
            "why would you",
        ]);
        let harm = [
            "again",
            "still",
            "the whole",
            "keep",
            "without asking",
            "ignore",
            "ignoring",
            "delete",
            "break",
        ];
        self.any(&["you"]) && (self.clause.shouts > 0 || blames && self.any(&harm))
    }

    fn yes_no_question(&self) -> Option<Look> {
        let one = self.at(0);
        let modal = ["can", "could", "would", "will"].contains(&one);
        let joined = self.any(&["^and", "^or", "^also"]);
        if !modal && !self.clause.opens && !self.clause.asks && !joined && self.len() >= 4 {
            return None;
        }
        self.to_you().or_else(|| self.about_subject())
    }

    /// 'can you …', 'could we …', 'shouldn't it …': questions that in fact ask for something.
    fn to_you(&self) -> Option<Look> {
        let (one, two, three) = (self.at(0), self.at(1), self.at(2));
        let you = ["you", "u", "somebody", "someone", "anybody", "anyone"].contains(&two);
        Some(match one {
            "can" | "could" | "would" | "will" | "won't" | "can't" | "wouldn't" | "couldn't"
                if you =>
            {
                let looks =
                    ["see", "hear", "access", "remember", "recall", "still"].contains(&three);
                if looks { QUESTION } else { REQUEST }
            }
            "can" | "could" | "would" if self.any(&["be possible to", "be possible for you"]) => {
                REQUEST
            }
            "can" | "could" if self.clause.asks && self.passive() => REQUEST,
            "should" | "must" if is_verb(two) => Look::new(Act::Request, Rule::Should),
            "can" | "could" | "may" if two == "we" || one == "could" && two == "i" => REQUEST,
            "can" | "may" if two == "i" && ["have", "get", "see"].contains(&three) => REQUEST,
            "are" if (you || two == "we") && three == "able" => REQUEST,
            "do" | "would" if you && three == "mind" => REQUEST,
            "shouldn't" | "couldn't" | "can't" | "mustn't" if self.clause.asks => {
                Look::new(Act::Request, Rule::Should)
            }
            "did" | "do" | "are" | "have" if you && self.clause.shouts > 1 => {
                Look::new(Act::Displease, Rule::Displeasure)
            }
            _ => return None,
        })
    }

    /// '… be shown …'.
    fn passive(&self) -> bool {
        let behind = self.list.iter().skip_while(|word| **word != "be");
        behind.skip(1).take(2).any(|word| is_done(word))
    }

    fn about_subject(&self) -> Option<Look> {
        let lexicon = lexicon();
        let (one, two) = (self.at(0), self.at(1));
        let asks = self.clause.asks;
        let subject = lexicon.subjects.has(two);
        let person = ["you", "we", "i", "they"].contains(&two);
        let found = match one {
            "do" => person || subject && asks,
            "have" => person && (asks || self.len() > 2),
            "don't" => asks,
            "can" | "could" | "should" | "would" | "will" | "must" | "may" | "might" => {
                asks || subject
            }
            "is" | "are" | "does" | "did" | "was" | "were"
                if self.clause.opens && self.len() > 2 =>
            {
                true
            }
            _ => lexicon.auxiliaries.has(one) && (subject || asks || two.starts_with('§')),
        };
        found.then_some(QUESTION)
    }
}

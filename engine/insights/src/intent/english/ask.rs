//! Polite asks, wishes and orders.

use super::verb::{is_ambiguous, is_done, is_plain_verb, is_verb};
use super::{Words, lexicon};
use crate::intent::Rule;
use crate::intent::act::{Act, Look};

const PLEASE: Look = Look::new(Act::Request, Rule::Please);
const ORDER: Look = Look::new(Act::Command, Rule::Imperative);
const SHOULD: Look = Look::new(Act::Request, Rule::Should);

impl Words<'_> {
    /// An order by a first word that can be nothing but a verb.
    pub(super) fn plain_order(&self) -> Option<Look> {
        let one = self.at(0);
        let mild = [
            "consider",
            "suggest",
            "recommend",
            "help",
            "let",
            "prefer",
            "be",
            "need",
            "want",
        ]
        .contains(&one);
        let polite = self.lead.please || self.lead.maybe || self.lead.degree || self.clause.asks;
        (is_plain_verb(one) && !mild && !polite && !self.has(&lexicon().please)).then_some(ORDER)
    }

    /// 'please …', 'help me …', 'would you mind …', 'you can …'.
    pub(super) fn polite(&self) -> Option<Look> {
        if self.lead.please {
            let picks = ["this", "that", "these", "both", "only", "those"].contains(&self.at(0))
                && self.len() <= 6;
            return Some(if picks {
                Look::new(Act::Correct, Rule::Restriction)
            } else {
                PLEASE
            });
        }
        let help = self.begins(&[&["help"], &["me", "us", "with"]])
            || !is_verb(self.at(0)) && self.any(&["help me"]);
        let mind = self.at(0) == "mind" && self.at(1).ends_with("ing");
        let free = self.begins(&[&["feel"], &["free"]]);
        if help || mind || free || self.has(&lexicon().please) {
            return Some(PLEASE);
        }
        let modal = self.begins(&[
            &["you"],
            &["can", "could", "should", "need", "may", "might", "must"],
        ]);
        let verb = is_verb(self.at(2))
            || self.begins(&[&["you"], &["need", "can"], &["to", "now", "also", "just"]]);
        let just = self.begins(&[&["you"], &["just", "also", "only"], &["need"]]);
        (modal && verb || just).then_some(Look::new(Act::Request, Rule::CanYou))
    }

    /// 'let's …', 'I want …', 'we need …', 'it would be nice if …'.
    pub(super) fn wish(&self) -> Option<Look> {
        if ["let's", "lets"].contains(&self.at(0)) || self.begins(&[&["let"], &["us"]]) {
            return Some(Look::new(Act::Request, Rule::Lets));
        }
        if self.begins(&[&["let"], &["me"], &["see"]]) {
            return Some(PLEASE);
        }
        if self.begins(&[&["i", "we"], &["don't", "didn't"], &["want", "need"]]) {
            return Some(Look::new(Act::Forbid, Rule::Prohibition));
        }
        let looks = self.begins(&[&["looking"], &["for", "to"]])
            || self.begins(&[&["would"], &["love", "like"]]);
        if looks || self.wants() || self.has(&lexicon().want) || self.wants_later() {
            return Some(Look::new(Act::Request, Rule::Want));
        }
        self.should()
    }

    /// 'I would really like to …', 'need a …'.
    fn wants(&self) -> bool {
        let person = ["i", "we", "i'd", "we'd", "i'm", "we're", "i'll"].contains(&self.at(0));
        let from = usize::from(person);
        let skipped = self
            .list
            .iter()
            .skip(from)
            .take(4 - from)
            .take_while(|word| lexicon().adverbs.has(word))
            .count();
        let (verb, next) = (self.at(from + skipped), self.at(from + skipped + 1));
        let strong = ["want", "need", "wish", "require"].contains(&verb);
        let weak = ["like", "love", "prefer", "hope", "intend", "plan"].contains(&verb);
        let would = self.any(&["i'd", "we'd", "would"]) || next == "to";
        let object =
            ["to", "a", "an", "some", "the"].contains(&next) && ["need", "want"].contains(&verb);
        (strong || weak && would) && (person || object)
    }

    /// 'for the docs we need …'.
    fn wants_later(&self) -> bool {
        let want = [
            "we need",
            "i need",
            "we want",
            "i want",
            "i'd like",
            "we'd like",
            "i would like",
            "we would like",
        ];
        let governed = ["why", "what", "if", "when", "because", "that", "which"];
        self.any(&want) && !self.any(&governed) && !self.has(&lexicon().fault)
    }

    /// 'we should …', 'it should …', 'consider …'.
    fn should(&self) -> Option<Look> {
        let suggests =
            self.begins(&[&["consider", "suggest", "recommend"]]) && self.at(1).ends_with("ing");
        let orders = ["should", "must"].contains(&self.at(0)) && is_verb(self.at(1));
        if suggests || orders || self.has(&lexicon().should) {
            return Some(SHOULD);
        }
        let passive = [
            "should be",
            "must be",
            "needs to be",
            "need to be",
            "has to be",
            "have to be",
            "should get",
        ];
        if self.any(&passive) {
            let done = self
                .list
                .iter()
                .skip_while(|word| **word != "be")
                .any(|word| is_done(word));
            return Some(if done {
                SHOULD
            } else {
                Look::new(Act::Behaviour, Rule::Should)
            });
        }
        let modal = [
            "should",
            "must",
            "needs to",
            "has to",
            "have to",
            "ought to",
            "shall",
            "supposed to",
        ];
        self.any(&modal)
            .then_some(Look::new(Act::Behaviour, Rule::Should))
    }

    pub(super) fn order(&self) -> Option<Look> {
        let lexicon = lexicon();
        let one = self.at(0);
        if self.lead.degree || self.clause.asks && self.len() > 1 && !is_plain_verb(one) {
            return None;
        }
        let first = is_verb(one) && (!is_ambiguous(one) || self.is_order(one));
        let adverb = one.ends_with("ly") && is_verb(self.at(1));
        let later = lexicon.prepositions.has(one) && self.clause.opens && self.orders_later();
        (first || adverb || later).then_some(if self.lead.maybe { SHOULD } else { ORDER })
    }

    /// Whether an ambiguous first word orders something, or is the noun of a statement.
    fn is_order(&self, one: &str) -> bool {
        let lexicon = lexicon();
        let next = self.at(1);
        if self.len() == 1 {
            return self.clause.opens && self.clause.closes;
        }
        if lexicon.objects.has(next) {
            return true;
        }
        let number = self.len() == 2 && next.chars().all(|char| char.is_ascii_digit());
        let counted = ["port", "version", "code", "type", "time", "order", "index"].contains(&one);
        if lexicon.finite.has(next) || number && counted || !self.clause.opens && self.len() <= 2 {
            return false;
        }
        let object = || {
            self.list
                .iter()
                .skip(1)
                .take_while(|word| !lexicon.ends_object.has(word))
        };
        let fails = [
            "fail", "fails", "failed", "failing", "failure", "failures", "error", "errors", "still",
        ];
        let states = object().any(|word| lexicon.finite.has(word) && !fails.contains(word));
        let reports = ["test", "tests", "build", "lint"].contains(&one)
            && object().any(|word| fails.contains(word));
        !states && !reports
    }

    /// 'in the header add a link', 'if it is missing return 404': a verb behind a phrase or a condition.
    fn orders_later(&self) -> bool {
        let lexicon = lexicon();
        let condition =
            ["if", "when", "once", "after", "before"].contains(&self.at(0)) && self.at(1) != "you";
        self.list.windows(3).skip(1).any(|three| match three {
            [one, two, next] => {
                let number = next.chars().all(|char| char.is_ascii_digit());
                let object =
                    lexicon.objects.has(next) || next.starts_with('§') || condition && number;
                let verb = is_plain_verb(two) || condition && is_verb(two);
                verb && !lexicon.not_before_verb.has(one) && object
            }
            _ => false,
        })
    }
}

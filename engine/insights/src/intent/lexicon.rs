//! Words and phrases of ten languages, one table a language, and what they tell of a clause.
//!
//! A phrase is looked for with whole words where a language writes blanks, else anywhere. Marks within the
//! tables: `^` first, `$` last, `*` any ending of the last word. A table says nothing of the order in which
//! its parts count: that is the same for all languages, see [`look`].

mod chinese;
mod english;
mod french;
mod german;
mod japanese;
mod korean;
mod portuguese;
mod russian;
mod spanish;

use super::Rule;
use super::act::{Act, Look};
use super::clause::{Clause, is_wide};

pub(super) use english::{
    AMBIGUOUS, CORRECTIONS, EXPLORATIONS, FAULTS, PRAISE, VERBS, WORK_NOUNS,
};

/// The languages that there are tables for.
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

/// What a language says things with.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Words are written together.
    pub joined: bool,
    /// Small words that tell the language from others of the same script.
    pub common: &'static [&'static str],
    /// Words at the start that change nothing: 'and', 'so', 'now'.
    pub leads: &'static [&'static str],
    /// Whole clauses that agree, or let the work go on.
    pub agree: &'static [&'static str],
    pub refuse: &'static [&'static str],
    pub greet: &'static [&'static str],
    pub thank: &'static [&'static str],
    /// Whole clauses that pick one of what was offered.
    pub choose: &'static [&'static str],
    pub explore: &'static [&'static str],
    /// 'can you', 'could you'.
    pub can_you: &'static [&'static str],
    pub please: &'static [&'static str],
    pub want: &'static [&'static str],
    pub lets: &'static [&'static str],
    pub should: &'static [&'static str],
    /// 'explain', 'tell me': what is wanted is words.
    pub explain: &'static [&'static str],
    pub question: &'static [&'static str],
    pub correct: &'static [&'static str],
    pub restrict: &'static [&'static str],
    pub fact: &'static [&'static str],
    pub forbid: &'static [&'static str],
    pub command: &'static [&'static str],
    pub fault: &'static [&'static str],
    pub displease: &'static [&'static str],
    pub praise: &'static [&'static str],
    pub urgent: &'static [&'static str],
    pub pressing: &'static [&'static str],
    /// 'fix', 'check': what puts a fault right, or looks for it.
    pub repair: &'static [&'static str],
    /// What stands for something said before: 'it', 'this'.
    pub elsewhere: &'static [&'static str],
}

/// The table of English.
pub(super) fn lexicon_of_english() -> &'static Lexicon {
    &english::LEXICON
}

impl Language {
    fn lexicon(self) -> &'static Lexicon {
        match self {
            Self::English => &english::LEXICON,
            Self::Chinese => &chinese::LEXICON,
            Self::Russian => &russian::LEXICON,
            Self::Japanese => &japanese::LEXICON,
            Self::Korean => &korean::LEXICON,
            Self::German => &german::LEXICON,
            Self::Spanish => &spanish::LEXICON,
            Self::French => &french::LEXICON,
            Self::Portuguese => &portuguese::LEXICON,
        }
    }
}

/// The language of most clauses. Latin letters are told apart by small words, English where none is found.
pub(super) fn dominant(clauses: &[Clause]) -> Language {
    let all = || clauses.iter().flat_map(|clause| clause.text.chars());
    if all().any(|char| matches!(char, '\u{3041}'..='\u{30ff}')) {
        return Language::Japanese;
    }
    let latin = [
        Language::English,
        Language::German,
        Language::Spanish,
        Language::French,
        Language::Portuguese,
    ];
    let score = |language: Language| {
        let common = language.lexicon().common;
        let words = clauses.iter().flat_map(Clause::words);
        words.filter(|word| common.contains(word)).count()
    };
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
    for word in clause.words().filter(|word| !word.starts_with('§')) {
        for char in word.chars() {
            match char {
                '\u{ac00}'..='\u{d7af}' => hangul += 1,
                char if is_wide(char) => han += 1,
                '\u{400}'..='\u{52f}' => cyrillic += 1,
                char if char.is_alphabetic() => latin += 1,
                _ => {}
            }
        }
    }
    if hangul > 0 {
        Language::Korean
    } else if han > 0 {
        if dominant == Language::Japanese { dominant } else { Language::Chinese }
    } else if cyrillic > 1 && cyrillic * 3 > latin {
        Language::Russian
    } else if latin == 0 || dominant == Language::Japanese {
        if latin == 0 { dominant } else { Language::English }
    } else {
        dominant
    }
}

/// How long a clause is, in words; where they are written together, two characters count as one.
pub(super) fn length(clause: &Clause, language: Language) -> usize {
    if language.lexicon().joined {
        clause.text.chars().filter(|char| is_wide(*char)).count().div_ceil(2)
            + clause.words().filter(|word| !word.chars().any(is_wide)).count()
    } else {
        clause.words().count()
    }
}

/// Pressure that a clause puts on: 0, 1 (some) or 2 (urgent).
pub(super) fn pressure(clause: &Clause, language: Language) -> u8 {
    let lexicon = language.lexicon();
    if any(clause, lexicon.urgent, lexicon.joined) || any(clause, english::LEXICON.urgent, false) {
        2
    } else {
        u8::from(any(clause, lexicon.pressing, lexicon.joined))
    }
}

/// Whether a clause has one of the phrases.
pub(super) fn any(clause: &Clause, phrases: &[&str], joined: bool) -> bool {
    phrases.iter().any(|phrase| has(&clause.text, phrase, joined))
}

/// Whether a plain text has a phrase; see the module for its marks.
pub(super) fn has(text: &str, phrase: &str, joined: bool) -> bool {
    let (phrase, first) = phrase.strip_prefix('^').map_or((phrase, false), |rest| (rest, true));
    let (phrase, last) = phrase.strip_suffix('$').map_or((phrase, false), |rest| (rest, true));
    let (phrase, open) = phrase.strip_suffix('*').map_or((phrase, false), |rest| (rest, true));
    if joined {
        let text = text.trim();
        return match (first, last) {
            (true, true) => text == phrase,
            (true, false) => text.starts_with(phrase),
            (false, true) => text.ends_with(phrase),
            (false, false) => text.contains(phrase),
        };
    }
    text.match_indices(phrase).any(|(at, _)| {
        let (before, rest) = text.split_at_checked(at).unwrap_or_default();
        let behind = rest.get(phrase.len()..).unwrap_or_default();
        let starts = before.ends_with(' ') && (!first || before == " ");
        let ends = open || behind.starts_with(' ');
        starts && ends && (!last || behind == " " || open)
    })
}

/// What a clause of another language than English does.
pub(super) fn look(clause: &Clause, language: Language) -> Look {
    let lexicon = language.lexicon();
    let whole_clause = clause;
    let clause = &without_leads(clause, lexicon);
    let is = |phrases: &[&str]| {
        any(clause, phrases, lexicon.joined) || any(whole_clause, phrases, lexicon.joined)
    };
    let whole = |phrases: &[&str]| is_whole(clause, phrases);
    if clause.words().all(|word| word.starts_with('§')) {
        return Look::new(Act::Fragment, Rule::Pasted);
    }
    if let Some(look) = of_whole(&whole, lexicon) {
        return look;
    }
    let bare = is(lexicon.elsewhere) || length(clause, language) < 2;
    asking(clause, whole_clause, lexicon, &is)
        .or_else(|| telling(clause, lexicon, &is))
        .unwrap_or_else(|| rest(clause, language))
        .bare(bare)
        .repairs(bare && is(lexicon.repair))
}

fn without_leads(clause: &Clause, lexicon: &Lexicon) -> Clause {
    let mut text = clause.text.as_str();
    while let Some(rest) = lexicon.leads.iter().find_map(|lead| {
        let rest = text.strip_prefix(' ')?.strip_prefix(lead)?;
        (lexicon.joined || rest.starts_with(' ')).then_some(rest)
    }) {
        text = rest;
        if text.trim().is_empty() {
            break;
        }
    }
    let text = if text.trim().is_empty() { clause.text.clone() } else { format!(" {} ", text.trim()) };
    Clause {
        text,
        asks: clause.asks,
        shouts: clause.shouts,
        opens: clause.opens,
        closes: clause.closes,
        ..Clause::default()
    }
}

fn is_whole(clause: &Clause, phrases: &[&str]) -> bool {
    let text = clause.text.trim();
    phrases.iter().any(|phrase| {
        phrase.strip_suffix('*').map_or(text == *phrase, |start| text.starts_with(start))
    })
}

fn of_whole(whole: &impl Fn(&[&str]) -> bool, lexicon: &Lexicon) -> Option<Look> {
    let found = [
        (lexicon.agree, Act::Agree, Rule::Agreement),
        (lexicon.refuse, Act::Refuse, Rule::Refusal),
        (lexicon.greet, Act::Greet, Rule::Greeting),
        (lexicon.thank, Act::Thank, Rule::Thanks),
        (lexicon.choose, Act::Choose, Rule::Choice),
        (lexicon.praise, Act::Praise, Rule::Praise),
    ];
    let (_, act, rule) = found.into_iter().find(|(phrases, _, _)| whole(phrases))?;
    Some(Look::new(act, rule))
}

/// Questions, open questions, polite asks.
fn asking(clause: &Clause, whole_clause: &Clause, lexicon: &Lexicon, is: &impl Fn(&[&str]) -> bool) -> Option<Look> {
    let explains = is(lexicon.explain);
    if is(lexicon.explore) {
        return Some(Look::new(Act::Explore, Rule::OpenQuestion));
    }
    if explains && !is(lexicon.correct) {
        return Some(Look::new(Act::Question, Rule::AskToExplain));
    }
    let questions = clause.opens || clause.asks || lexicon.joined;
    let first = lexicon.question.iter().filter(|phrase| phrase.starts_with('^'));
    if questions && first.into_iter().any(|phrase| is(&[*phrase])) {
        return Some(Look::new(Act::Question, Rule::QuestionWord));
    }
    let orders = lexicon.command.iter().filter(|phrase| phrase.starts_with('^') || phrase.ends_with('$') && phrase.len() > 4);
    // '你把文件放到哪里了' asks; '把文件放到哪里都行' orders.
    let addressed = whole_clause.text.trim_start().starts_with(['你', '您']) && is(lexicon.question);
    if is(lexicon.lets) && !clause.asks {
        return Some(Look::new(Act::Request, Rule::Lets));
    }
    if !clause.asks && !addressed && !is_condition(clause, lexicon) && orders.into_iter().any(|phrase| is(&[*phrase])) && !is(lexicon.displease) && !is(lexicon.praise) {
        let polite = is(lexicon.please) || is(lexicon.can_you);
        return (!polite).then(|| Look::new(Act::Command, Rule::Imperative)).or(Some(Look::new(Act::Request, Rule::Please)));
    }
    let polite = [
        (lexicon.can_you, Rule::CanYou),
        (lexicon.please, Rule::Please),
    ];
    if let Some((_, rule)) = polite.into_iter().find(|(phrases, _)| is(phrases)) {
        return Some(Look::new(Act::Request, rule));
    }
    if questions && is(lexicon.question) && !(is(lexicon.want) && !clause.asks) {
        return Some(Look::new(Act::Question, Rule::QuestionWord));
    }
    None
}

/// Corrections, wishes, orders, judgements.
fn telling(clause: &Clause, lexicon: &Lexicon, is: &impl Fn(&[&str]) -> bool) -> Option<Look> {
    let steps = [
        (lexicon.displease, Act::Displease, Rule::Displeasure),
        (lexicon.correct, Act::Correct, Rule::Correction),
        (lexicon.want, Act::Request, Rule::Want),
        (lexicon.lets, Act::Request, Rule::Lets),
        (lexicon.forbid, Act::Forbid, Rule::Prohibition),
        (lexicon.restrict, Act::Correct, Rule::Restriction),
        (lexicon.fact, Act::Fact, Rule::Fact),
        (lexicon.praise, Act::Praise, Rule::Praise),
        (lexicon.should, Act::Request, Rule::Should),
        (lexicon.fault, Act::Fault, Rule::Fault),
        (lexicon.command, Act::Command, Rule::Imperative),
    ];
    for (phrases, act, rule) in steps {
        let question = clause.asks
            && (matches!(act, Act::Correct | Act::Fact | Act::Forbid | Act::Fault | Act::Praise)
                || act == Act::Command && !lexicon.joined);
        if !question && is(phrases) {
            return Some(Look::new(act, rule));
        }
    }
    None
}

/// Prepositions that a clause may begin with before its verb.
const PREPOSITIONS: &[&str] = &[
    "в", "во", "на", "для", "при", "из", "с", "под", "после", "перед", "по", "к", "у", "in", "im", "auf", "für", "bei", "am", "nach", "vor", "unter", "en", "para", "dentro", "al", "después", "dans", "sur", "pour", "après", "avant", "sous", "à", "au", "no", "na", "em", "ao", "depois",
];

/// 'в шапке поменяй …': an order behind a phrase with a preposition.
fn orders_later(clause: &Clause, lexicon: &Lexicon) -> bool {
    let first = clause.words().next().unwrap_or_default();
    let verbs = lexicon.command.iter().filter_map(|phrase| phrase.strip_prefix('^'));
    !lexicon.joined && PREPOSITIONS.contains(&first) && verbs.into_iter().any(|verb| verb.len() > 4 && has(&clause.text, verb, false))
}

/// Verbs of Chinese that begin reports as well: 'when run it fails'.
const RUNNING: &[&str] = &["运行", "执行", "启动", "编译", "打包", "构建", "部署", "安装", "登录", "打开", "测试", "点击", "提交", "推送", "上传", "下载", "导入", "导出", "保存", "更新", "升级", "重启", "加载", "查询"];
/// What follows them in a report.
const REPORTING: &[&str] = &["失败", "时报", "时出", "时提示", "时卡", "后报", "后出", "后提示", "不了", "没反应", "报错", "出错", "不通过", "卡在", "不起来", "之后", "完"];

/// 'when …': what is said of the time of something orders nothing.
fn is_condition(clause: &Clause, lexicon: &Lexicon) -> bool {
    let text = clause.text.trim();
    let runs = RUNNING.iter().any(|verb| text.starts_with(verb)) && REPORTING.iter().any(|phrase| text.contains(phrase));
    lexicon.joined && (runs || ["的时候", "时候", "之后", "以后", "时$", "후에", "할 때", "とき", "時に"].iter().any(|phrase| has(&clause.text, phrase, true)))
}

/// Imperatives of Russian by their endings, for verbs that no table has.
fn is_russian_imperative(word: &str) -> bool {
    let endings = ["й", "йте", "йся", "и", "ите", "ись", "итесь", "ь", "ьте", "ьтесь"];
    let nouns = ["ии", "сть", "тель", "ель", "ий", "ый", "ой", "ей", "ли", "ки", "ги", "хи", "ами", "ями"];
    word.chars().count() >= 4 && endings.iter().any(|end| word.ends_with(end)) && !nouns.iter().any(|end| word.ends_with(end))
}

/// Says what something did, and is not about the person who writes.
fn reports(clause: &Clause, language: Language) -> bool {
    let own = ["я", "мы", "мной", "нами", "мне", "нам", "мой", "наш", "ты"];
    match language {
        Language::Russian => {
            let past = |word: &str| ["ла", "ло", "ли", "лся", "лась", "лось", "лись"].iter().any(|end| word.ends_with(end)) && word.chars().count() > 4;
            clause.words().any(past) && !clause.words().any(|word| own.contains(&word))
        }
        Language::Chinese => ["了", "结果", "仍", "变"].iter().any(|word| clause.text.contains(word)) && !clause.text.contains('我'),
        _ => false,
    }
}

fn rest(clause: &Clause, language: Language) -> Look {
    let first = clause.words().next().unwrap_or_default();
    if !clause.asks && (language == Language::Russian && is_russian_imperative(first) || orders_later(clause, language.lexicon())) {
        return Look::new(Act::Command, Rule::Imperative);
    }
    if reports(clause, language) {
        return Look::new(Act::Fault, Rule::Fault);
    }
    if clause.asks {
        return Look::new(Act::Question, Rule::QuestionMark);
    }
    if length(clause, language) <= 2 {
        Look::new(Act::Fragment, Rule::Fragment)
    } else {
        Look::new(Act::Statement, Rule::Statement)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words_unless_said_otherwise() {
        for (text, phrase, found) in [
            (" fix the test ", "test", true),
            (" fix the tests ", "test", false),
            (" fix the tests ", "test*", true),
            (" fix the test ", "^fix", true),
            (" now fix it ", "^fix", false),
            (" so why ", "why$", true),
            (" why so ", "why$", false),
        ] {
            assert_eq!(has(text, phrase, false), found, "{text} {phrase}");
        }
        assert!(has(" 修复错误 ", "错误$", true));
        assert!(!has(" 修复错误 ", "^错误", true));
    }
}

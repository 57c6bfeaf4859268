//! How other languages than English ask, order, judge and correct: by the phrases of their tables.
//!
//! The order in which the lists are tried is the same for all languages. What is anchored at the start of a
//! clause (or at its end, where the verb stands last) counts before what may stand anywhere.

use super::Rule;
use super::act::{Act, Look};
use super::clause::Clause;
use super::lexicon::{self, Language, Lexicon, Phrases};

/// Prepositions that a clause may begin with before its verb.
const PREPOSITIONS: &str = "в во на для при из с под после перед по к у in im auf für bei am nach vor unter en para \
    dentro al después dans sur pour après avant sous à au no na em ao depois";
/// Verbs of Chinese that begin reports as well: 'when run it fails'.
const RUNNING: &str = "运行 执行 启动 编译 打包 构建 部署 安装 登录 打开 测试 点击 提交 推送 上传 下载 导入 导出 保存 更新 升级 \
    重启 加载 查询";
/// What follows them in a report.
const REPORTING: &str = "失败 时报 时出 时提示 时卡 后报 后出 后提示 不了 没反应 报错 出错 不通过 卡在 不起来 之后 完 \
    通过了 成功了 完成了";
/// Words of Chinese that begin like an order and name something.
const NOUNS: &str = "看起来 看来 看样子 画面 改动 建议 做法 写法 清单 列表 转圈 给出的 清理后 查出";
/// Words at the end of questions of Chinese.
const QUESTION_ENDS: &str = "吗 呢 么 什么 哪里 哪儿 哪 多少 谁 怎么样";
/// What says when something is.
const WHEN: &str = "的时候 时候 之后 以后 후에 할때 とき 時に";
/// Endings of imperatives of Russian, and of nouns that end in the same letters.
const IMPERATIVE: &str = "й йте йся и ите ись итесь ь ьте ьтесь";
const NO_IMPERATIVE: &str = "ии сть тель ель ий ый ой ей ли ки ги хи ами ями";
/// Words of Russian that end as imperatives do.
const ADVERBS: &str =
    "очень теперь здесь лишь опять весь есть пусть день вещь часть почти если или при один";
/// Endings of the past of Russian, and of verbs that tell how something behaves.
const PAST: &str = "ется ится ются ятся ла ло ли лся лась лось лись";
/// Words for the person who writes.
const OWN: &str = "я мы ich wir je j'ai nous yo he hemos tengo eu nós";

/// A clause behind its leads, beside the clause as it stands.
struct Clauses<'c> {
    whole: &'c Clause,
    rest: Clause,
    language: Language,
    lexicon: &'static Lexicon,
}

/// What a clause does.
pub(super) fn look(clause: &Clause, language: Language) -> Look {
    let lexicon = language.lexicon();
    let rest = without_leads(clause, lexicon, language.joined());
    let clauses = Clauses {
        whole: clause,
        rest,
        language,
        lexicon,
    };
    if clause.is_placeholder() {
        return Look::new(Act::Fragment, Rule::Pasted);
    }
    if let Some(look) = clauses.whole_phrase() {
        return look;
    }
    let bare = clauses.has(&lexicon.elsewhere) || lexicon::length(&clauses.rest, language) < 2;
    clauses
        .question()
        .or_else(|| clauses.order())
        .or_else(|| clauses.ask())
        .or_else(|| clauses.statement())
        .unwrap_or_else(|| clauses.other())
        .bare(bare)
        .repairs(bare && clauses.has(&lexicon.repair))
}

fn without_leads(clause: &Clause, lexicon: &Lexicon, joined: bool) -> Clause {
    let mut text = clause.text.trim();
    while let Some(rest) = lexicon.leads.words().iter().rev().find_map(|lead| {
        let rest = text.strip_prefix(lead)?;
        (joined || rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim_start())
    }) {
        text = rest;
    }
    let text = if text.is_empty() {
        clause.text.clone()
    } else {
        format!(" {text} ")
    };
    clause.with_text(text)
}

impl Clauses<'_> {
    fn has(&self, phrases: &Phrases) -> bool {
        let joined = self.language.joined();
        self.rest.has_any(phrases, joined) || self.whole.has_any(phrases, joined)
    }

    fn begins(&self, phrases: &Phrases) -> bool {
        let joined = self.language.joined();
        phrases.anchored_in(&self.rest.text, joined)
            || phrases.anchored_in(&self.whole.text, joined)
    }

    /// The first of these lists that has a phrase of the clause.
    fn first_of(&self, lists: &[(&Phrases, Act, Rule)]) -> Option<Look> {
        let (_, act, rule) = lists.iter().find(|(phrases, _, _)| self.has(phrases))?;
        Some(Look::new(*act, *rule))
    }

    /// Clauses that are known as a whole: 'yes', 'the second one', 'thanks'.
    fn whole_phrase(&self) -> Option<Look> {
        let lists = [
            (&self.lexicon.agree, Act::Agree, Rule::Agreement),
            (&self.lexicon.refuse, Act::Refuse, Rule::Refusal),
            (&self.lexicon.greet, Act::Greet, Rule::Greeting),
            (&self.lexicon.thank, Act::Thank, Rule::Thanks),
            (&self.lexicon.choose, Act::Choose, Rule::Choice),
            (&self.lexicon.praise, Act::Praise, Rule::Praise),
        ];
        let text = self.rest.text.trim();
        let (_, act, rule) = lists.iter().find(|(phrases, _, _)| phrases.is(text))?;
        Some(Look::new(*act, *rule))
    }

    /// Open questions, asks to be told, and questions that begin with their word.
    fn question(&self) -> Option<Look> {
        let lexicon = self.lexicon;
        if self.whole.shouts > 0 && self.has(&lexicon.displease) {
            return Some(Look::new(Act::Displease, Rule::Displeasure));
        }
        if self.has(&lexicon.explore) {
            return Some(Look::new(Act::Explore, Rule::OpenQuestion));
        }
        if self.has(&lexicon.explain) && !self.has(&lexicon.correct) {
            return Some(Look::new(Act::Question, Rule::AskToExplain));
        }
        let anchored = |clause: &Clause| lexicon.question.anchored_in(&clause.text, false);
        (self.may_ask()
            && !self.language.joined()
            && (anchored(&self.rest) || anchored(self.whole))
            || self.language.joined() && self.begins_question())
        .then(|| Look::new(Act::Question, Rule::QuestionWord))
    }

    fn begins_question(&self) -> bool {
        let begins = |clause: &Clause| self.lexicon.question.begins(&clause.text);
        begins(&self.rest) || begins(self.whole)
    }

    /// Within a sentence a question word may only relate: 'the file which …'.
    fn may_ask(&self) -> bool {
        self.whole.opens || self.whole.asks || self.language.joined()
    }

    /// 'let us …', and orders by the first word, or by the last one where the verb stands last.
    fn order(&self) -> Option<Look> {
        let lexicon = self.lexicon;
        if self.whole.asks {
            return None;
        }
        if self.has(&lexicon.lets) {
            return Some(Look::new(Act::Request, Rule::Lets));
        }
        // '你把文件放到哪里了' asks; '把文件放到哪里都行' orders.
        let addressed =
            self.whole.text.trim_start().starts_with(['你', '您']) && self.has(&lexicon.question);
        let judged = self.has(&lexicon.displease) || self.has(&lexicon.praise);
        let names = NOUNS
            .split(' ')
            .any(|noun| self.rest.text.trim().starts_with(noun));
        let states = self.rest.text.contains('是') && self.has(&lexicon.fact);
        if addressed
            || names
            || judged
            || states
            || self.ends_as_question()
            || self.reports_running()
            || !self.begins(&lexicon.command)
        {
            return None;
        }
        let polite = self.has(&lexicon.please) || self.has(&lexicon.can_you);
        Some(if polite {
            Look::new(Act::Request, Rule::Please)
        } else {
            Look::new(Act::Command, Rule::Imperative)
        })
    }

    /// Ends with a word that asks, though no mark follows.
    fn ends_as_question(&self) -> bool {
        let text = self.rest.text.trim();
        QUESTION_ENDS.split(' ').any(|end| text.ends_with(end))
    }

    /// Polite asks, and questions by a word anywhere.
    fn ask(&self) -> Option<Look> {
        let lexicon = self.lexicon;
        let polite = [
            (&lexicon.can_you, Act::Request, Rule::CanYou),
            (&lexicon.please, Act::Request, Rule::Please),
        ];
        if let Some(look) = self.first_of(&polite) {
            return Some(look);
        }
        let wishes = self.has(&lexicon.want) && !self.whole.asks && !self.ends_as_question();
        (self.may_ask() && self.has(&lexicon.question) && !wishes)
            .then(|| Look::new(Act::Question, Rule::QuestionWord))
    }

    /// Corrections, wishes, judgements, and orders by a word anywhere.
    fn statement(&self) -> Option<Look> {
        let lexicon = self.lexicon;
        let always = [
            (&lexicon.displease, Act::Displease, Rule::Displeasure),
            (&lexicon.want, Act::Request, Rule::Want),
            (&lexicon.lets, Act::Request, Rule::Lets),
            (&lexicon.should, Act::Request, Rule::Should),
        ];
        if self.whole.asks {
            return self.first_of(&always);
        }
        let lists = [
            (&lexicon.displease, Act::Displease, Rule::Displeasure),
            (&lexicon.correct, Act::Correct, Rule::Correction),
            (&lexicon.want, Act::Request, Rule::Want),
            (&lexicon.forbid, Act::Forbid, Rule::Prohibition),
            (&lexicon.restrict, Act::Correct, Rule::Restriction),
            (&lexicon.fact, Act::Fact, Rule::Fact),
            (&lexicon.praise, Act::Praise, Rule::Praise),
            (&lexicon.should, Act::Request, Rule::Should),
            (&lexicon.fault, Act::Fault, Rule::Fault),
        ];
        self.first_of(&lists).or_else(|| {
            let orders = self.has(&lexicon.command) && !self.reports_running();
            orders.then(|| Look::new(Act::Command, Rule::Imperative))
        })
    }

    fn other(&self) -> Look {
        let first = self.rest.words().next().unwrap_or_default();
        if self.whole.asks {
            return Look::new(Act::Question, Rule::QuestionMark);
        }
        let russian = self.language == Language::Russian && is_russian_imperative(first);
        if russian || self.orders_later(first) {
            return Look::new(Act::Command, Rule::Imperative);
        }
        if self.is_own() {
            return Look::new(Act::Fact, Rule::Fact);
        }
        if self.reports() {
            return Look::new(Act::Fault, Rule::Fault);
        }
        if lexicon::length(&self.rest, self.language) <= 2 {
            Look::new(Act::Fragment, Rule::Fragment)
        } else {
            Look::new(Act::Statement, Rule::Statement)
        }
    }

    /// 'в шапке поменяй …': an order behind a phrase with a preposition.
    fn orders_later(&self, first: &str) -> bool {
        let prepositional = PREPOSITIONS.split(' ').any(|word| word == first);
        !self.language.joined() && prepositional && self.lexicon.command.later_in(&self.rest.text)
    }

    /// 'when it is run …', '修复了': what tells when something is, or what was done, orders nothing.
    fn reports_running(&self) -> bool {
        if !self.language.joined() {
            return false;
        }
        let text = self.rest.text.trim();
        let runs = RUNNING
            .split_whitespace()
            .any(|verb| text.starts_with(verb));
        let reports = REPORTING
            .split_whitespace()
            .any(|phrase| text.contains(phrase));
        let done = text.chars().nth(2) == Some('了') && text.chars().nth(3) != Some('解');
        let when =
            WHEN.split_whitespace().any(|phrase| text.contains(phrase)) || text.ends_with('时');
        runs && reports || done || when
    }

    /// Says something of the person who writes.
    fn is_own(&self) -> bool {
        let own = |word: &str| OWN.split(' ').any(|own| own == word);
        self.rest.words().any(own)
            || self.language == Language::Chinese && self.rest.text.contains('我')
    }

    /// Says what something did.
    fn reports(&self) -> bool {
        let past =
            |word: &str| PAST.split(' ').any(|end| word.ends_with(end)) && word.chars().count() > 4;
        match self.language {
            Language::Russian => self.rest.words().any(past),
            Language::Chinese => ["了", "结果", "仍", "变"]
                .iter()
                .any(|word| self.rest.text.contains(word)),
            _ => false,
        }
    }
}

/// Imperatives of Russian by their endings, for verbs that no table has.
fn is_russian_imperative(word: &str) -> bool {
    let ends = |endings: &str| endings.split(' ').any(|end| word.ends_with(end));
    let adverb = ADVERBS.split(' ').any(|adverb| adverb == word);
    word.chars().count() >= 4 && !adverb && ends(IMPERATIVE) && !ends(NO_IMPERATIVE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intent::clause::clauses;
    use crate::intent::prose::Prose;

    #[test]
    fn phrases_tell_the_act() {
        for (text, act) in [
            ("删除旧文件", Act::Command),
            ("请删除旧文件", Act::Request),
            ("为什么要删除旧文件", Act::Question),
            ("你觉得要删除吗", Act::Explore),
            ("删除的时候报错", Act::Fault),
            ("удали старые файлы", Act::Command),
            ("пройдись по файлам", Act::Command),
            ("в шапке удали логотип", Act::Command),
            ("можешь удалить файлы?", Act::Request),
            ("зачем удалять файлы?", Act::Question),
            ("таблица уехала вниз", Act::Fault),
            ("古いファイルを削除して", Act::Command),
            ("古いファイルを削除してください", Act::Request),
            ("오래된 파일을 삭제해", Act::Command),
            ("lösche die alten Dateien", Act::Command),
            ("supprime les vieux fichiers", Act::Command),
            ("elimina los archivos de prueba", Act::Command),
            ("remova os arquivos da pasta", Act::Command),
        ] {
            let clauses = clauses(text, &Prose::of(text));
            let language = lexicon::language(&clauses[0], lexicon::dominant(&clauses));
            assert_eq!(look(&clauses[0], language).act, act, "{text}");
        }
    }
}

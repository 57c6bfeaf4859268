//! The plain form of a word: small letters, one form of each character, placeholders for names.

use super::words::{Word, is_abbreviation, is_open_mark, is_wide};
use super::{LINK, NAME, QUOTE};

/// A word in plain form; empty if nothing is left of it.
pub(super) fn plain(word: &Word<'_>, folds: bool) -> String {
    if word.quoted {
        return if word.text.starts_with('`') {
            NAME
        } else {
            QUOTE
        }
        .to_owned();
    }
    let text = word.text.trim_start_matches(is_open_mark_or_mention);
    if word.text.contains("://") || word.text.starts_with("www.") {
        return LINK.to_owned();
    }
    if word.text.starts_with('@') || is_name(word.text) && !is_abbreviation(word.text) {
        return NAME.to_owned();
    }
    if !text.chars().any(char::is_alphanumeric) {
        return String::new();
    }
    let lower: String = text
        .to_lowercase()
        .chars()
        .map(|char| plain_char(char, folds))
        .collect();
    let long = CONTRACTIONS
        .split("; ")
        .find_map(|pair| pair.strip_prefix(lower.as_str())?.strip_prefix('='));
    long.map_or(lower, |long| long.trim_end_matches(';').to_owned())
}

/// One form of an apostrophe, of 'ё', and of characters that differ in traditional Chinese.
fn plain_char(char: char, folds: bool) -> char {
    match char {
        '’' | '‘' | '`' => '\'',
        'ё' => 'е',
        char if folds && is_wide(char) => {
            let mut pairs = TRADITIONAL.chars().zip(SIMPLIFIED.chars());
            pairs
                .find(|(traditional, _)| *traditional == char)
                .map_or(char, |(_, simplified)| simplified)
        }
        char => char,
    }
}

/// Common characters of traditional Chinese in words that the tables have, and their simplified forms.
const TRADITIONAL: &str = "這個為麼請幫還沒錯誤無報測試運執檢優實現創刪繼續環題問點擊顯頁開關閉啟動裡邊說話對應該讓們會過來時間寫讀單雙總線連結構標籤檔導輸從後種樣給將與麗發處變複圖縮齊編譯義詞樹務類據庫數碼號鍵鈕錄調嗎嘗認訊設計論響當節選擇項適價壞緊馬觀歡謝亂丟";
const SIMPLIFIED: &str = "这个为么请帮还没错误无报测试运执检优实现创删继续环题问点击显页开关闭启动里边说话对应该让们会过来时间写读单双总线连结构标签档导输从后种样给将与丽发处变复图缩齐编译义词树务类据库数码号键钮录调吗尝认讯设计论响当节选择项适价坏紧马观欢谢乱丢";

fn is_open_mark_or_mention(char: char) -> bool {
    is_open_mark(char) || "#~".contains(char)
}

/// Paths, identifiers, flags, file names.
fn is_name(word: &str) -> bool {
    let letters = word.chars().any(char::is_alphabetic);
    let slash = word.contains(['/', '\\'])
        && letters
        && word.split(['/', '\\']).all(|part| part.len() != 1)
        && !is_pair(word);
    let dotted = word.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty()
            && (1..=5).contains(&end.len())
            && end.chars().all(char::is_alphanumeric)
            && letters
    });
    let inner_capital = word
        .chars()
        .zip(word.chars().skip(1))
        .any(|(one, two)| one.is_lowercase() && two.is_uppercase());
    letters
        && (slash
            || dotted
            || inner_capital
            || word.contains(['_', '=', '$', '<'])
            || word.contains("::"))
        || word.starts_with("--")
        || word.starts_with('/') && letters
        || word.starts_with("~/")
        || word.starts_with("./")
}

/// `and/or`, `yes/no`: two short words of small letters.
fn is_pair(word: &str) -> bool {
    word.split('/').count() == 2
        && word.len() <= 12
        && word.chars().all(|char| char.is_lowercase() || char == '/')
}

/// Contractions without an apostrophe and short forms, with what they stand for.
const CONTRACTIONS: &str = "arent=aren't; cannot=can't; cant=can't; couldnt=couldn't; couldve=could've; didnt=didn't; \
    doesnt=doesn't; dont=don't; hadnt=hadn't; hasnt=hasn't; havent=haven't; hows=how's; \
    idk=i don't know; im=i'm; isnt=isn't; ive=i've; pls=please; plz=please; r=are; \
    shouldnt=shouldn't; thats=that's; theres=there's; u=you; wasnt=wasn't; werent=weren't; \
    wanna=want to; gonna=going to; gotta=have to; whats=what's; wheres=where's; whos=who's; wont=won't; wouldnt=wouldn't; ya=you;";

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_of(text: &str) -> String {
        plain(
            &Word {
                text,
                start: 0,
                marks: "",
                quoted: false,
            },
            true,
        )
    }

    #[test]
    fn words_are_plain() {
        for (text, expected) in [
            ("Don’t", "don't"),
            ("dont", "don't"),
            ("PLZ", "please"),
            ("ещё", "еще"),
            ("錯誤", "错误"),
            ("src/a.rs", NAME),
            ("and/or", "and/or"),
            ("fooBar", NAME),
            ("--flag", NAME),
            ("https://a.example", LINK),
            ("1.5", "1.5"),
            ("...", ""),
        ] {
            assert_eq!(plain_of(text), expected, "{text}");
        }
    }

    #[test]
    fn characters_are_folded_in_pairs() {
        assert_eq!(TRADITIONAL.chars().count(), SIMPLIFIED.chars().count());
    }
}

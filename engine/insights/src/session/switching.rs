//! Whether a prompt says that something else begins.
//!
//! The phrases are those by which speakers announce a new topic or task ("discourse markers" of
//! topic shift: Fraser, Pragmatics 6, 1996, calls them topic change markers), in the languages that
//! logs are most often in. They count only near the beginning, where they concern the prompt itself.

/// Characters at the beginning of a prompt in which such a phrase counts.
const HEAD_CHARS: usize = 60;

/// Phrases in scripts with blanks between words; they must not begin or end within a word.
const SPACED: &[&str] = &[
    // English
    "now let's",
    "now lets",
    "now let us",
    "let's move on",
    "lets move on",
    "moving on",
    "move on to",
    "next task",
    "next up",
    "next topic",
    "next thing",
    "next issue",
    "another thing",
    "another task",
    "another question",
    "another topic",
    "another issue",
    "new task",
    "new topic",
    "new question",
    "new issue",
    "new feature",
    "different topic",
    "different question",
    "different task",
    "different issue",
    "switch to",
    "switching to",
    "on another note",
    "unrelated",
    "by the way",
    "something else",
    "start over",
    "forget that",
    "change of topic",
    "separate question",
    "separate issue",
    "separate task",
    // German
    "neue aufgabe",
    "nächste aufgabe",
    "als nächstes",
    "anderes thema",
    "neues thema",
    "andere frage",
    "etwas anderes",
    "übrigens",
    "weiter mit",
    // French
    "nouvelle tâche",
    "autre chose",
    "autre sujet",
    "autre question",
    "passons à",
    "prochaine tâche",
    "changeons de sujet",
    "au fait",
    // Spanish, Portuguese, Italian
    "nueva tarea",
    "otra cosa",
    "otro tema",
    "otra pregunta",
    "pasemos a",
    "siguiente tarea",
    "por cierto",
    "ahora vamos",
    "nova tarefa",
    "outra coisa",
    "outro assunto",
    "outra pergunta",
    "próxima tarefa",
    "vamos passar",
    "nuova attività",
    "un'altra cosa",
    "altra domanda",
    "passiamo a",
    "cambiando argomento",
    // Russian, Ukrainian
    "другая задача",
    "новая задача",
    "следующая задача",
    "другую задачу",
    "новую задачу",
    "следующую задачу",
    "следующей задаче",
    "новой задаче",
    "другой задаче",
    "другой вопрос",
    "другая тема",
    "новая тема",
    "перейдем к",
    "перейдём к",
    "переходим к",
    "переключимся",
    "теперь давай",
    "теперь займемся",
    "теперь займёмся",
    "кстати",
    "наступне завдання",
    "нове завдання",
    "інше питання",
    "перейдемо до",
    // Korean
    "다음으로",
    "다음 작업",
    "다른 작업",
    "다른 질문",
    "다른 주제",
    "새로운 작업",
    "새 작업",
    "새로운 기능",
    "그런데",
];
/// Phrases in scripts without blanks: Chinese and Japanese.
const JOINED: &[&str] = &[
    "新的任务",
    "新任务",
    "新的任務",
    "新任務",
    "新的需求",
    "新需求",
    "新的问题",
    "新問題",
    "接下来",
    "接下來",
    "另一个问题",
    "另一個問題",
    "另外一个",
    "另外一個",
    "另一件事",
    "换个话题",
    "換個話題",
    "下一个任务",
    "下一個任務",
    "下一步",
    "现在我们来",
    "現在我們來",
    "别的问题",
    "別的問題",
    "次のタスク",
    "次の作業",
    "次に",
    "次は",
    "別件",
    "別の件",
    "別の話",
    "別の質問",
    "別の問題",
    "話は変わ",
    "話を変え",
    "ところで",
    "新しいタスク",
];

/// Whether a prompt begins by saying so.
pub(super) fn is_switch(prompt: &str) -> bool {
    let head = prompt.trim_start().chars().take(HEAD_CHARS);
    let head: String = head.flat_map(char::to_lowercase).collect();
    let head = head.replace('\u{2019}', "'");
    let spaced = SPACED.iter().any(|phrase| {
        head.match_indices(phrase).any(|(at, _)| {
            let before = head.get(..at).and_then(|before| before.chars().next_back());
            let behind = head.get(at + phrase.len()..);
            let behind = behind.and_then(|behind| behind.chars().next());
            !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
        })
    });
    spaced || JOINED.iter().any(|phrase| head.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_is_known_in_many_languages() {
        for prompt in [
            "Now let’s look at the lamps",
            "OK. New task: count the boats",
            "接下来数一下船",
            "次のタスクです。船を数えて",
            "Хорошо, другая задача: посчитай лодки",
            "다음으로 배를 세어 줘",
            "Als Nächstes die Boote zählen",
        ] {
            assert!(is_switch(prompt), "{prompt}");
        }
    }

    #[test]
    fn other_prompts_are_no_switch() {
        for prompt in [
            "count the boats",
            "the renewed tasks are wrong",
            "继续",
            "",
            "продолжай",
        ] {
            assert!(!is_switch(prompt), "{prompt}");
        }
        let late = format!("{} new task", "x ".repeat(HEAD_CHARS));
        assert!(!is_switch(&late), "only the beginning counts");
    }
}

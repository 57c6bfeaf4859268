//! Why a prompt was read as it was.

use serde::Serialize;

/// One finding: which rule, and the bytes of the prompt that it read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What was found.
    pub rule: Rule,
    /// The first byte of the words, in the text as it was given.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
}

/// What can be found in a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Asks with a question word: what, why, how.
    QuestionWord,
    /// Asks whether something is so, by the order of the words.
    YesNoQuestion,
    /// Nothing shows a question but its mark.
    QuestionMark,
    /// Wants to be told or explained something.
    AskToExplain,
    /// Asks for an opinion, for options or what would be if.
    OpenQuestion,
    /// Thinks aloud.
    ThinkingAloud,
    /// 'can you', 'could you'.
    CanYou,
    /// 'please', 'help me'.
    Please,
    /// 'I want', 'we need'.
    Want,
    /// 'let's'.
    Lets,
    /// Says how something should be.
    Should,
    /// Begins with a verb that orders work.
    Imperative,
    /// Names a thing to be made, without a verb.
    NamedWork,
    /// A line for a shell, or a slash command.
    ShellLine,
    /// Forbids something.
    Prohibition,
    /// 'no, …', 'I meant', 'instead'.
    Correction,
    /// 'only', 'also for': narrows or widens what was asked.
    Restriction,
    /// Picks one of what was offered.
    Choice,
    /// States a fact that the assistant needs.
    Fact,
    /// Reports a fault.
    Fault,
    /// Judges badly.
    Displeasure,
    /// Judges well.
    Praise,
    /// Thanks.
    Thanks,
    /// Agrees, or lets the work go on.
    Agreement,
    /// Says no, and nothing else.
    Refusal,
    /// Says hello.
    Greeting,
    /// Words too few or too odd to say what they do.
    Fragment,
    /// States something that is neither fault nor correction.
    Statement,
    /// A pasted error or failing output.
    PastedError,
    /// Pasted text: code, a log, a table, a link.
    Pasted,
    /// 'urgent', 'asap', production is down.
    Urgent,
    /// 'quickly', capitals, repeated marks.
    Pressing,
    /// Takes the object from the conversation: 'it', 'this', or nothing at all.
    ObjectElsewhere,
}

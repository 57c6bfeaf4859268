//! What the user has to know.

/// Something that went wrong or needs a decision, in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// By which it is dismissed.
    pub id: u64,
    /// How bad it is.
    pub level: Level,
    /// What happened.
    pub text: String,
    /// What to do next; may be empty.
    pub next: String,
    /// A button that does it.
    pub action: Option<NoticeAction>,
    /// It is about what was given last, and leaves when something else is.
    pub passing: bool,
}

/// How bad a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// The figures are right, something beside them is not.
    Warning,
    /// Something is missing from the figures.
    Error,
}

/// What a notice's button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeAction {
    /// Read again all that is not known.
    Retry,
    /// Show the file chooser for a folder (`<input webkitdirectory>`).
    ChooseFolder,
    /// Show which files it is about.
    ShowHealth,
    /// Take back what was forgotten.
    Undo,
}

//! Whether all of the program is there.

/// The second part of the program, which draws all views but the overview, and the dialogs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LaterPart {
    /// It is being fetched.
    #[default]
    Coming,
    /// It can be called.
    Here,
    /// It could not be loaded.
    Missing,
}

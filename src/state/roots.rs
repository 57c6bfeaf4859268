//! The folders given.

/// A folder that the user gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootInfo {
    /// The number by which files name it.
    pub id: u16,
    /// The folder's name.
    pub name: String,
    /// How the user calls it (`machine/root`); the name at first.
    pub label: String,
    /// Log files in it that count.
    pub files: u64,
    /// Roots within it, where its project folders lie deeper: what holds each (empty for the folder itself), and
    /// its log files that count.
    pub inner: Vec<(String, u64)>,
    /// Whether it can be read now.
    pub state: RootState,
    /// A handle is kept, so that one click can reconnect it.
    pub remembered: bool,
}

/// Whether a folder can be read now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootState {
    /// Its files can be read.
    Connected,
    /// The browser wants a click before it lets us read again.
    NeedsPermission,
    /// It is being listed.
    Listing,
    /// It is not where it was, or has to be given again by hand.
    Gone,
}

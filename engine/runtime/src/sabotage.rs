//! Deliberate bugs, to prove that the simulation finds such as these.

/// A deliberate bug. Only test builds can switch one on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sabotage {
    /// A look that is wanted while the file is being looked at is forgotten.
    ForgetOneMoreLook,
    /// What was read counts although the look that it belongs to is over.
    TakeStaleOutcome,
    /// A tail is appended although what it was to follow on has been replaced.
    AppendUnprovedTail,
    /// A file is taken for gone although its whole folder may be.
    BelieveGone,
    /// Files that a listing did not name stay.
    KeepUnlisted,
    /// Files that a job's last report left out are forgotten.
    ForgetUnreported,
    /// A file is never released.
    HoldFiles,
    /// The ledger is stored before the shards that it is of, and the note that it is older is left out.
    SnapshotFirst,
    /// Shards whose writing was not answered are taken for stored.
    TrustSilentStore,
    /// What is stored is not marked as outdated when a file goes.
    ForgetDirtyShard,
    /// Damaged shards are taken for empty ones.
    IgnoreDamage,
    /// A folder that is given twice is taken in twice.
    TakeFoldersAtOnce,
    /// The same is stored again and again.
    StoreForEver,
    /// Project folders that turn out to be elsewhere leave what was listed as it is.
    KeepMovedPaths,
}

#[cfg(feature = "sabotage")]
impl Sabotage {
    /// Those that a test looks for.
    pub const ALL: [Self; 11] = [
        Self::TakeStaleOutcome,
        Self::KeepUnlisted,
        Self::ForgetUnreported,
        Self::HoldFiles,
        Self::SnapshotFirst,
        Self::TrustSilentStore,
        Self::ForgetDirtyShard,
        Self::IgnoreDamage,
        Self::TakeFoldersAtOnce,
        Self::StoreForEver,
        Self::KeepMovedPaths,
    ];
}

//! Deliberate bugs, to prove that the simulation finds such as these.

/// A deliberate bug. Only test builds can switch one on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sabotage {
    /// A look that is wanted while the file is being looked at is forgotten.
    ForgetOneMoreLook,
    /// A digest of the new end of a file is appended twice.
    AppendTwice,
    /// What was read of a whole file that was replaced is appended to what it was before.
    AppendWhole,
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
    /// The same is stored again and again.
    StoreForEver,
    /// After everything was cleared, what was read before is stored once more.
    StoreAfterClear,
    /// What is made in a new folder is taken to be reported.
    TrustNewFolder,
    /// Project folders that turn out to be elsewhere leave what was listed as it is.
    KeepMovedPaths,
}

#[cfg(feature = "sabotage")]
impl Sabotage {
    /// Those that a test looks for.
    pub const ALL: [Self; 15] = [
        Self::ForgetOneMoreLook,
        Self::BelieveGone,
        Self::TrustNewFolder,
        Self::AppendTwice,
        Self::AppendWhole,
        Self::StoreAfterClear,
        Self::KeepUnlisted,
        Self::ForgetUnreported,
        Self::HoldFiles,
        Self::SnapshotFirst,
        Self::TrustSilentStore,
        Self::ForgetDirtyShard,
        Self::IgnoreDamage,
        Self::StoreForEver,
        Self::KeepMovedPaths,
    ];
}

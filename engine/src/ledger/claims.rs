//! Which files claim a key, and which claim wins.

use crate::digest::{Digest, Response, ToolUse};

/// All claims on one response key, folded in file order.
#[derive(Clone, Debug)]
pub(crate) struct Claim<'a> {
    /// The entry whose usage wins, and its file; `None` while no usage record was seen.
    pub winner: Option<(usize, &'a Response)>,
    /// The file whose project and session take the bill.
    pub place: Option<(usize, bool)>,
    /// The first file in which an assistant record has this key, and that entry.
    pub message: Option<(usize, &'a Response)>,
    /// Files with usage records of this key.
    pub files: u64,
    /// Usage records of this key, in all files.
    pub records: u64,
    /// The other files' entries, whose blocks join those of the winner.
    pub others: Vec<&'a Response>,
}

impl<'a> Claim<'a> {
    pub fn new() -> Self {
        Self {
            winner: None,
            place: None,
            message: None,
            files: 0,
            records: 0,
            others: Vec::new(),
        }
    }

    /// Takes in the entry of the next file in file order.
    pub fn add(&mut self, file: usize, entry: &'a Response) {
        if entry.message && self.message.is_none() {
            self.message = Some((file, entry));
        }
        if entry.usage.is_none() {
            return;
        }
        self.files += 1;
        self.records += u64::from(entry.plain_records) + u64::from(entry.nested_records);
        let plain = entry.plain_records > 0;
        if self
            .place
            .is_none_or(|(_, place_plain)| plain && !place_plain)
        {
            self.place = Some((file, plain));
        }
        match self.winner {
            None => self.winner = Some((file, entry)),
            Some((_, best)) if rank(entry) > rank(best) => {
                self.others.push(best);
                self.winner = Some((file, entry));
            }
            Some(_) => self.others.push(entry),
        }
    }

    /// Visible characters of text, thinking and tool input over the distinct blocks of all files.
    pub fn chars(&self) -> [u32; 3] {
        let mut chars = [0_u32; 3];
        let Some((_, winner)) = self.winner else {
            return chars;
        };
        let mut seen: Vec<u64> = Vec::new();
        for entry in std::iter::once(winner).chain(self.others.iter().copied()) {
            for block in &entry.blocks {
                if self.others.is_empty() || !seen.contains(&block.hash) {
                    if let Some(sum) = chars.get_mut(block.kind as usize) {
                        *sum = sum.saturating_add(block.chars);
                    }
                    if !self.others.is_empty() {
                        seen.push(block.hash);
                    }
                }
            }
        }
        chars
    }
}

/// Plain beats nested, then the largest output, then the largest sum.
fn rank(entry: &Response) -> (bool, Option<(u64, u128)>) {
    (
        entry.plain_records > 0,
        entry.usage.as_ref().map(|usage| usage.tokens.rank()),
    )
}

/// All claims on one tool use id.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ToolClaim<'a> {
    pub call: Option<(usize, &'a ToolUse)>,
    pub error: Option<(usize, &'a ToolUse)>,
}

impl<'a> ToolClaim<'a> {
    pub fn add(&mut self, file: usize, entry: &'a ToolUse) {
        if entry.call.is_some() && self.call.is_none() {
            self.call = Some((file, entry));
        }
        if entry.error.is_some() && self.error.is_none() {
            self.error = Some((file, entry));
        }
    }
}

/// The name at a number of a digest's table.
pub(crate) fn name_of(digest: &Digest, number: Option<u32>) -> Option<&str> {
    digest.names.get(number? as usize).map(String::as_str)
}

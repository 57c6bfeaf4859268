//! Which files claim a key, and which claim wins. Claims come one a file, in file order.

use crate::digest::{Response, ToolUse};

/// Places of entries, used again and again.
pub(super) type Found = Vec<(u32, u32)>;

/// All claims on one response key.
#[derive(Clone, Debug, Default)]
pub(super) struct Claim<'a> {
    /// The entry whose usage wins; `None` without any usage record.
    pub winner: Option<&'a Response>,
    /// The file whose project and session take the bill, and whether it has a plain record.
    pub place: Option<(u32, bool)>,
    /// The first file in which an assistant record has this key, and that entry.
    pub message: Option<(u32, &'a Response)>,
    /// The other files' entries, whose blocks join those of the winner.
    others: Vec<&'a Response>,
}

impl<'a> Claim<'a> {
    pub fn of(claims: &'a [(u32, Response)]) -> Self {
        let mut claim = Self::default();
        for (file, entry) in claims {
            claim.add(*file, entry);
        }
        claim
    }

    fn add(&mut self, file: u32, entry: &'a Response) {
        if entry.message && self.message.is_none() {
            self.message = Some((file, entry));
        }
        if entry.usage.is_none() {
            return;
        }
        let plain = entry.plain_records > 0;
        if self
            .place
            .is_none_or(|(_, place_plain)| plain && !place_plain)
        {
            self.place = Some((file, plain));
        }
        match self.winner {
            None => self.winner = Some(entry),
            Some(best) if rank(entry) > rank(best) => {
                self.others.push(best);
                self.winner = Some(entry);
            }
            Some(_) => self.others.push(entry),
        }
    }

    /// Visible characters of text, thinking and tool input over the distinct blocks of all files.
    pub fn chars(&self) -> [u32; 3] {
        let mut chars = [0_u32; 3];
        let Some(winner) = self.winner else {
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

/// All claims on one tool use id: the first call and the first failure, each with its file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ToolClaim<'a> {
    pub call: Option<(u32, &'a ToolUse)>,
    pub error: Option<(u32, &'a ToolUse)>,
}

impl<'a> ToolClaim<'a> {
    pub fn of(claims: &'a [(u32, ToolUse)]) -> Self {
        let first = |has: fn(&ToolUse) -> bool| {
            let found = claims.iter().find(|(_, entry)| has(entry));
            found.map(|(file, entry)| (*file, entry))
        };
        Self {
            call: first(|entry| entry.call.is_some()),
            error: first(|entry| entry.error.is_some()),
        }
    }
}

//! Which files claim a key, and which claim wins. Claims come one a file, in file order.

use crate::digest::{Call, Failure, Response, ToolUse, UserMessage};
use crate::ledger::EventKind;
use sessionscope_log::time::Instant;

/// Places of entries, used again and again.
pub(super) type EntryPlaces = Vec<(u32, u32)>;

/// All claims on one response.
#[derive(Clone, Debug, Default)]
pub(super) struct Claim<'a> {
    /// The entry whose usage wins, and its file; `None` without any usage record.
    pub winner: Option<(u32, &'a Response)>,
    /// The file whose project and session take the bill, and its entry.
    pub place: Option<(u32, &'a Response)>,
    /// The first file in which an assistant record has this key, and that entry.
    pub message: Option<(u32, &'a Response)>,
    /// The other files' entries, whose blocks join those of the winner.
    others: Vec<&'a Response>,
}

impl<'a> Claim<'a> {
    /// What the claims on one response come to.
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
        let is_plain = |entry: &Response| entry.plain_records > 0;
        if self
            .place
            .is_none_or(|(_, place)| is_plain(entry) && !is_plain(place))
        {
            self.place = Some((file, entry));
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

/// All claims on one tool use id: the first call and the first failure, each with its file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ToolClaim {
    pub call: Option<(u32, Call)>,
    pub error: Option<(u32, Failure)>,
}

impl ToolClaim {
    pub fn of(claims: &[(u32, ToolUse)]) -> Self {
        let mut calls = claims.iter();
        let mut errors = claims.iter();
        Self {
            call: calls.find_map(|(file, entry)| Some((*file, entry.call?))),
            error: errors.find_map(|(file, entry)| Some((*file, entry.error?))),
        }
    }

    /// Neither a call nor a failure.
    pub fn is_empty(&self) -> bool {
        self.call.is_none() && self.error.is_none()
    }

    /// The number of the tool's name.
    pub fn name(&self) -> Option<u32> {
        self.call?.1.name
    }

    /// What happened, to the tool of this number in the ledger.
    pub fn happenings(&self, tool: u32) -> impl Iterator<Item = Happening> {
        let call = self.call.map(|(file, call)| Happening {
            file,
            line: call.line,
            time: call.time,
            kind: EventKind::ToolCall(tool),
        });
        let error = self.error.map(|(file, error)| Happening {
            file,
            line: error.line,
            time: error.time,
            kind: EventKind::ToolError(tool),
        });
        call.into_iter().chain(error)
    }
}

/// A message, a call or a failure, where it is counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Happening {
    pub file: u32,
    pub line: u64,
    pub time: Option<Instant>,
    pub kind: EventKind,
}

impl Claim<'_> {
    /// The message that it is, if it is one.
    pub fn happening(&self) -> Option<Happening> {
        let (file, entry) = self.message?;
        Some(Happening {
            file,
            line: entry.first_line,
            time: entry.first_time,
            kind: EventKind::AssistantMessage,
        })
    }
}

impl Happening {
    /// The message that all claims on a user's key come to.
    pub fn of_user(claims: &[(u32, UserMessage)]) -> Option<Self> {
        let (file, message) = claims.first()?;
        Some(Self {
            file: *file,
            line: message.line,
            time: message.time,
            kind: EventKind::UserMessage {
                prompt: message.prompt,
            },
        })
    }
}

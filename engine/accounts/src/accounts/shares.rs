//! What the tools of a session cost: the cost of each response, shared among the calls that it made.
//!
//! A call costs an equal part of its response; what is left over from dividing goes to the first. A
//! response without a call that counts for the session is no tool's. So tools and what is no tool's
//! come to the session's own figures.

use super::{Account, Item, Part, Parts};
use crate::ledger::EventKind;
use crate::money::Cost;
use crate::order::sort_by;
use sessionscope_log::key::Key;

/// A call of a tool, and the response that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// The key of the call's id.
    pub call: Key,
    /// The key of the response; `None` if its record has no id.
    pub response: Option<Key>,
    /// The row in the ledger of the file in which it was called.
    pub file: u32,
    /// The line of the call there.
    pub line: u64,
}

/// What tools cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// By the tool's row in the ledger, ascending.
    pub tools: Vec<(u32, Parts)>,
    /// Responses without a call.
    pub none: Parts,
}

/// A response that is billed, with all that was billed inside it.
struct Whole {
    key: Key,
    file: u32,
    line: u64,
    subagent: bool,
    part: Part,
    /// The tools that it called.
    tools: Vec<u32>,
}

impl Account {
    /// What tools cost; `made` are the calls in the session's files, in their order.
    pub fn shares(&self, made: &[Made]) -> Shares {
        let mut wholes = self.wholes();
        let mut calls = self.calls();
        for made in made {
            let at = calls.binary_search_by_key(&made.call, |(call, _)| *call);
            let call = at.ok().and_then(|at| calls.get_mut(at));
            // A call that is repeated is one.
            if let Some(tool) = call.and_then(|(_, tool)| tool.take())
                && let Some(whole) = find(&mut wholes, made)
            {
                whole.tools.push(tool);
            }
        }
        let mut shares = Shares::default();
        for whole in &wholes {
            shares.add(whole);
        }
        shares
    }

    /// Responses by key, file and line.
    fn wholes(&self) -> Vec<Whole> {
        let mut items: Vec<&Item> = self.bills.iter().collect();
        let place = |item: &Item| (item.key, item.file, item.line);
        sort_by(&mut items, |a, b| {
            (place(a), a.extra).cmp(&(place(b), b.extra))
        });
        let mut wholes: Vec<Whole> = Vec::new();
        for item in items {
            let part = Part {
                cost: item.cost,
                at_least: item.lower_bound || item.suspect,
                responses: 1,
                ..Part::default()
            };
            match wholes.last_mut() {
                Some(last) if (last.key, last.file, last.line) == place(item) => {
                    last.part.add(&part);
                }
                _ => wholes.push(Whole {
                    key: item.key,
                    file: item.file,
                    line: item.line,
                    subagent: item.subagent,
                    part,
                    tools: Vec::new(),
                }),
            }
        }
        wholes
    }

    /// The calls that count, by key, and the tool of each.
    fn calls(&self) -> Vec<(Key, Option<u32>)> {
        let calls = self.events.iter().filter_map(|event| match event.kind {
            EventKind::ToolCall(tool) => Some((event.key, Some(tool))),
            _ => None,
        });
        let mut calls: Vec<_> = calls.collect();
        sort_by(&mut calls, |a, b| a.0.cmp(&b.0));
        calls
    }
}

/// The response that made a call. Of several with one key it is the last that began before the call in the same
/// file, else the first.
fn find<'a>(wholes: &'a mut [Whole], made: &Made) -> Option<&'a mut Whole> {
    let Some(key) = made.response else {
        let here = |whole: &&mut Whole| (whole.file, whole.line) == (made.file, made.line);
        return wholes.iter_mut().find(here);
    };
    let first = wholes.partition_point(|whole| whole.key < key);
    let of_key = wholes.get_mut(first..)?;
    let count = of_key.partition_point(|whole| whole.key == key);
    let of_key = of_key.get_mut(..count)?;
    let before = |whole: &Whole| whole.file == made.file && whole.line <= made.line;
    let at = of_key.iter().rposition(before).unwrap_or(0);
    of_key.get_mut(at)
}

impl Shares {
    fn add(&mut self, whole: &Whole) {
        if whole.tools.is_empty() {
            self.none.of(whole.subagent).add(&whole.part);
            return;
        }
        let count = whole.tools.len() as u128;
        let mut rest = whole.part.cost.0 % count;
        for &tool in &whole.tools {
            let part = Part {
                cost: Cost(whole.part.cost.0 / count + std::mem::take(&mut rest)),
                at_least: whole.part.at_least,
                ..Part::default()
            };
            let at = self.tools.binary_search_by_key(&tool, |(tool, _)| *tool);
            let at = at.unwrap_or_else(|at| {
                self.tools.insert(at, (tool, Parts::default()));
                at
            });
            if let Some((_, parts)) = self.tools.get_mut(at) {
                parts.of(whole.subagent).add(&part);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Event;
    use crate::report::Subagents;
    use sessionscope_log::tokens::Tokens;

    fn bill(key: u64, line: u64, extra: Option<u32>, cost: u128) -> Item {
        Item {
            key: Key(key),
            extra,
            file: 0,
            line,
            record: (0, line),
            time: None,
            model: 0,
            tokens: Tokens::default(),
            cost: Cost(cost),
            lower_bound: false,
            suspect: false,
            subagent: false,
        }
    }

    fn call(key: u64, tool: u32) -> Event {
        Event {
            key: Key(key),
            file: 0,
            line: 1,
            time: None,
            kind: EventKind::ToolCall(tool),
            subagent: false,
        }
    }

    fn made(call: u64, response: Option<u64>, line: u64) -> Made {
        Made {
            call: Key(call),
            response: response.map(Key),
            file: 0,
            line,
        }
    }

    #[test]
    fn a_response_is_shared_among_its_calls_to_the_last_digit() {
        let account = Account {
            // The second id stands for two responses; the last has none.
            bills: vec![
                bill(1, 1, None, 9),
                bill(1, 1, Some(0), 2),
                bill(2, 5, None, 100),
                bill(2, 8, None, 200),
                bill(3, 12, None, 7),
                bill(4, 13, None, 1000),
            ],
            events: [(1, 0), (2, 1), (3, 0), (4, 1), (5, 2)]
                .map(|(key, tool)| call(key, tool))
                .to_vec(),
        };
        let shares = account.shares(&[
            made(1, Some(1), 1),
            made(2, Some(1), 2),
            made(3, Some(1), 2),
            // A call that is written again is one, and one that does not count is none.
            made(3, Some(4), 3),
            made(9, Some(1), 3),
            made(4, Some(2), 9),
            made(5, None, 12),
        ]);
        let cost = |parts: &Parts| parts.sum(Subagents::In).cost.0;
        let tools: Vec<(u32, u128)> = shares
            .tools
            .iter()
            .map(|(tool, parts)| (*tool, cost(parts)))
            .collect();
        // Eleven by three is three each, and five for the first.
        assert_eq!(tools, [(0, 5 + 3), (1, 3 + 200), (2, 7)]);
        assert_eq!(cost(&shares.none), 100 + 1000);
    }
}

//! Which functions and which data the second part has.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use anyhow::{Context as _, Result, ensure};
use walrus::ir::{self, Visitor, dfs_in_order};
use walrus::{ExportItem, FunctionId, FunctionKind, Module};

use super::Needed;
use super::links::Links;

/// Runs of zeros up to this length between two parts of data are taken as the space between them.
const SPACE: u64 = 16;

/// What the second part has. Functions by their place in the module.
#[derive(Debug)]
pub struct Plan {
    /// Functions that the first part calls though the second has them.
    pub gates: Vec<usize>,
    /// All functions of the second part, the gates too.
    pub later: HashSet<usize>,
    /// Addresses of the data that only the second part refers to.
    pub data: Vec<Range<u64>>,
}

impl Plan {
    /// The second part has what can be reached only through the functions of the module `gate` (with `::` at its end).
    ///
    /// # Errors
    /// There is no such function, or the program and its links do not belong together.
    pub fn new(links: &Links, module: &Module, gate: &str) -> Result<Self> {
        let functions = Functions::new(module);
        let gates: Vec<usize> = (0..functions.names.len())
            .filter(|at| functions.names.get(*at).is_some_and(|it| is_in(it, gate)))
            .collect();
        ensure!(!gates.is_empty(), "the program has no function {gate}…");
        let mut reached = Reached {
            links,
            functions: &functions,
            gates: gates.iter().copied().collect(),
            seen_functions: HashSet::new(),
            seen_data: HashSet::new(),
            waiting: Vec::new(),
        };
        reached.roots(module)?;
        reached.follow();
        let is_later = |at: &usize| functions.is_local(*at) && !reached.seen_functions.contains(at);
        let later: HashSet<usize> = (0..functions.names.len()).filter(is_later).collect();
        let data = later_data(links, &reached.seen_data);
        Ok(Self { gates, later, data })
    }
}

/// A function of a module itself, no closure in one.
fn is_in(name: &str, module: &str) -> bool {
    let name = format!("{:#}", rustc_demangle::demangle(name));
    name.strip_prefix(module)
        .is_some_and(|rest| !rest.contains(':'))
}

/// The functions of a module, by their place in it.
struct Functions {
    names: Vec<String>,
    local: HashSet<usize>,
    calls: Vec<Vec<usize>>,
    /// `None`: several have that name.
    by_name: HashMap<String, Option<usize>>,
    places: HashMap<FunctionId, usize>,
}

impl Functions {
    fn new(module: &Module) -> Self {
        let all: Vec<_> = module.funcs.iter().collect();
        let places: HashMap<FunctionId, usize> = all
            .iter()
            .enumerate()
            .map(|(at, function)| (function.id(), at))
            .collect();
        let mut functions = Self {
            names: Vec::new(),
            local: HashSet::new(),
            calls: Vec::new(),
            by_name: HashMap::new(),
            places,
        };
        for (at, function) in all.iter().enumerate() {
            let name = function.name.clone().unwrap_or_default();
            functions
                .by_name
                .entry(name.clone())
                .and_modify(|known| *known = None)
                .or_insert(Some(at));
            functions.names.push(name);
            let mut calls = Calls(Vec::new());
            if let FunctionKind::Local(local) = &function.kind {
                functions.local.insert(at);
                dfs_in_order(&mut calls, local, local.entry_block());
            }
            let places = calls.0.iter().filter_map(|id| functions.places.get(id));
            let calls = places.copied().collect();
            functions.calls.push(calls);
        }
        functions
    }

    fn is_local(&self, at: usize) -> bool {
        self.local.contains(&at)
    }
}

/// The functions that a function names in its code.
struct Calls(Vec<FunctionId>);

impl<'instr> Visitor<'instr> for Calls {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.0.push(*function);
    }

    fn visit_instr(&mut self, _instr: &'instr ir::Instr, _at: &'instr ir::InstrLocId) {}
}

/// What can be reached without going through a gate.
struct Reached<'a> {
    links: &'a Links,
    functions: &'a Functions,
    gates: HashSet<usize>,
    seen_functions: HashSet<usize>,
    seen_data: HashSet<usize>,
    waiting: Vec<usize>,
}

impl Reached<'_> {
    fn roots(&mut self, module: &Module) -> Result<()> {
        for export in module.exports.iter() {
            if let ExportItem::Function(id) = export.item {
                let at = self.functions.places.get(&id);
                self.function(*at.context("an export of no function")?);
            }
        }
        if let Some(at) = module.start.and_then(|id| self.functions.places.get(&id)) {
            self.function(*at);
        }
        // What the linker did not know of was made by wasm-bindgen: nothing tells who refers to it.
        // Of functions of one name nothing tells which is meant.
        let links = self.links;
        for (at, name) in self.functions.names.iter().enumerate() {
            let is_one = self.functions.by_name.get(name) == Some(&Some(at));
            if !is_one || !links.names.contains(name) {
                self.function(at);
            }
        }
        for needed in &links.loose {
            self.needed(needed);
        }
        Ok(())
    }

    fn function(&mut self, at: usize) {
        if !self.gates.contains(&at) && self.seen_functions.insert(at) {
            self.waiting.push(at);
        }
    }

    fn needed(&mut self, first: &Needed) {
        let mut data = Vec::new();
        let links = self.links;
        let mut next = Some(first);
        while let Some(needed) = next {
            match needed {
                Needed::Function(name) => {
                    if let Some(Some(at)) = self.functions.by_name.get(name) {
                        self.function(*at);
                    }
                }
                Needed::Data(at) => {
                    if self.seen_data.insert(*at)
                        && let Some(datum) = links.data.get(*at)
                    {
                        data.extend(&datum.needs);
                    }
                }
            }
            next = data.pop();
        }
    }

    fn follow(&mut self) {
        let (functions, links) = (self.functions, self.links);
        while let Some(at) = self.waiting.pop() {
            for called in functions.calls.get(at).into_iter().flatten() {
                self.function(*called);
            }
            let name = functions.names.get(at);
            for needed in name
                .and_then(|it| links.functions.get(it))
                .into_iter()
                .flatten()
            {
                self.needed(needed);
            }
        }
    }
}

/// Addresses of the data that was not reached, where there are bytes for them.
fn later_data(links: &Links, seen: &HashSet<usize>) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    for (address, bytes) in &links.memory {
        let end = address + bytes.len() as u64;
        let mut last: Option<Range<u64>> = None;
        for (at, datum) in links.data.iter().enumerate() {
            let range = datum.range.start.max(*address)..datum.range.end.min(end);
            if range.is_empty() {
                continue;
            }
            if seen.contains(&at) {
                ranges.extend(last.take());
                continue;
            }
            last = match last {
                Some(before) if is_space(*address, bytes, before.end..range.start) => {
                    Some(before.start..range.end)
                }
                before => {
                    ranges.extend(before);
                    Some(range)
                }
            };
        }
        ranges.extend(last);
    }
    ranges
}

/// Nothing but what aligns the part after it.
fn is_space(address: u64, bytes: &[u8], between: Range<u64>) -> bool {
    let length = between.end.saturating_sub(between.start);
    let mut bytes = bytes
        .iter()
        .skip(usize::try_from(between.start - address).unwrap_or(usize::MAX));
    length <= SPACE
        && bytes
            .by_ref()
            .take(usize::try_from(length).unwrap_or(0))
            .all(|byte| *byte == 0)
}

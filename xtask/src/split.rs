//! Cuts a bound program in two: what is needed at the start, and what is only reached through a few
//! functions that say so by their names.
//!
//! The linker's relocations tell which function refers to which, even where only a number in the data does
//! (`links`); what is reached without such a function stays in the first part (`plan`). The second part is a module
//! that imports memory, tables and functions of the first, and puts its own functions into the places of the
//! first's table that were kept free for them. Until it is there, a call into it is a trap: the page asks first.

mod first;
mod links;
mod plan;
mod second;

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context as _, Result, bail};
use walrus::ir::Value;
use walrus::{ConstExpr, ElementItems, ElementKind, FunctionId, Module, ModuleConfig, TableId};

use links::Links;
use plan::Plan;

/// Where the second part finds what it shares with the first; `src/browser/later.rs` gives it that.
const FIRST: &str = "first";

/// What something refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needed {
    /// A function, by its name.
    Function(String),
    /// A part of the data, by its number.
    Data(usize),
}

/// A program in two parts.
#[derive(Debug)]
pub struct Parts {
    /// What is started.
    pub first: Vec<u8>,
    /// What is joined to it later.
    pub second: Vec<u8>,
}

/// Cuts a program. `linked` is what the linker wrote, `bound` what wasm-bindgen made of it; what can be reached only
/// through functions of the module `gate` goes into the second part.
///
/// # Errors
/// There is no such function, or the two do not belong together.
pub fn split(linked: &[u8], bound: &[u8], gate: &str) -> Result<Parts> {
    by_links(&Links::read(linked)?, bound, gate)
}

fn by_links(links: &Links, bound: &[u8], gate: &str) -> Result<Parts> {
    let plan = Plan::new(links, &parse(bound)?, gate)?;
    let whole = parse(bound)?;
    let slots = Slots::new(&whole, &plan)?;
    let (second, shared) = second::make(parse(bound)?, links, &plan, &slots)?;
    let first = first::make(whole, &plan, &slots, shared)?;
    Ok(Parts { first, second })
}

fn parse(bound: &[u8]) -> Result<Module> {
    let mut module = ModuleConfig::new().parse(bound)?;
    for name in ["linking", "reloc.CODE", "reloc.DATA"] {
        module.customs.remove_raw(name);
    }
    Ok(module)
}

/// All functions, in the order that a plan counts them in.
fn functions(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter().map(walrus::Function::id).collect()
}

/// The places of the table that the second part fills.
struct Slots {
    table: usize,
    /// Places of the table, with the function that belongs there.
    taken: Vec<(i32, usize)>,
    /// The places behind the table of the program, for the gates.
    gates: Vec<(i32, usize)>,
}

impl Slots {
    fn new(module: &Module, plan: &Plan) -> Result<Self> {
        let table = module.tables.main_function_table()?;
        let table = table.context("the program has no table of functions")?;
        let places: HashMap<FunctionId, usize> = functions(module)
            .into_iter()
            .enumerate()
            .map(|(at, id)| (id, at))
            .collect();
        let mut taken = Vec::new();
        for element in module.elements.iter() {
            let Some((start, ids)) = in_table(&element.kind, &element.items, table)? else {
                continue;
            };
            for (slot, id) in (start..).zip(ids) {
                let at = *places.get(id).context("an element of no function")?;
                if plan.later.contains(&at) && !plan.gates.contains(&at) {
                    taken.push((slot, at));
                }
            }
        }
        let behind = i32::try_from(module.tables.get(table).initial)?;
        let gates = (behind..).zip(plan.gates.iter().copied()).collect();
        let table = module.tables.iter().position(|it| it.id() == table);
        Ok(Self {
            table: table.unwrap_or_default(),
            taken,
            gates,
        })
    }

    fn table(&self, module: &Module) -> Result<TableId> {
        let table = module.tables.iter().nth(self.table);
        Ok(table.context("no table")?.id())
    }
}

/// Where an element segment begins in the table of functions, and its functions.
fn in_table<'a>(
    kind: &ElementKind,
    items: &'a ElementItems,
    of: TableId,
) -> Result<Option<(i32, &'a [FunctionId])>> {
    match (kind, items) {
        (ElementKind::Active { table, offset }, ElementItems::Functions(ids)) if *table == of => {
            let ConstExpr::Value(Value::I32(start)) = offset else {
                bail!("an element segment whose place is reckoned");
            };
            Ok(Some((*start, ids)))
        }
        _ => Ok(None),
    }
}

/// Something of the first part that the second uses, by its place in the module.
enum Shared {
    Function(usize),
    Table(usize),
    Memory(usize),
    Global(usize),
}

/// The part of a range of addresses that is in a segment, by its places in that.
fn within(start: u64, length: usize, range: &Range<u64>) -> Option<Range<usize>> {
    let from = range.start.checked_sub(start)?;
    let to = range.end.checked_sub(start)?;
    let (from, to) = (usize::try_from(from).ok()?, usize::try_from(to).ok()?);
    (to <= length).then_some(from..to)
}

/// What the two parts call what they share.
fn name(number: usize) -> String {
    number.to_string()
}

#[cfg(test)]
mod tests;

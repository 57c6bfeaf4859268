//! The first part: the program without what the second has, and with what that needs of it.

use std::collections::HashSet;
use std::ops::Range;

use anyhow::{Context as _, Result, bail};
use walrus::ir::Value;
use walrus::{
    ConstExpr, DataKind, ElementItems, ExportItem, FunctionBuilder, FunctionId, FunctionKind,
    Module, TableId, passes,
};

use super::plan::Plan;
use super::{Shared, Slots, functions, name, within};

/// The first part, of which the second needs `shared`.
pub fn make(
    mut module: Module,
    plan: &Plan,
    slots: &Slots,
    shared: Vec<Shared>,
) -> Result<Vec<u8>> {
    let ids = functions(&module);
    open_gates(&mut module, slots, &ids)?;
    let nothing = trap(&mut module);
    let taken = slots.taken.iter().filter_map(|(_, at)| ids.get(*at));
    let taken: HashSet<FunctionId> = taken.copied().collect();
    for element in module.elements.iter_mut() {
        if let ElementItems::Functions(functions) = &mut element.items {
            for id in functions.iter_mut().filter(|id| taken.contains(id)) {
                *id = nothing;
            }
        }
    }
    blank(&mut module, &plan.data)?;
    share(&mut module, &ids, shared)?;
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// Makes each gate call what will be at its place of the table, and makes these places.
fn open_gates(module: &mut Module, slots: &Slots, ids: &[FunctionId]) -> Result<()> {
    let table = slots.table(module)?;
    for (slot, at) in &slots.gates {
        let id = *ids.get(*at).context("a gate that is no function")?;
        let by_slot = through(module, id, table, *slot);
        module.funcs.get_mut(id).kind = by_slot;
    }
    let table = module.tables.get_mut(table);
    table.initial += slots.gates.len() as u64;
    table.maximum = table.maximum.map(|most| most.max(table.initial));
    Ok(())
}

/// Puts zeros in place of the data that the second part brings: wasm-opt leaves them out.
fn blank(module: &mut Module, data: &[Range<u64>]) -> Result<()> {
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in segments {
        let segment = module.data.get_mut(id);
        let start = address(&segment.kind)?;
        for range in data {
            let place = within(start, segment.value.len(), range);
            if let Some(bytes) = place.and_then(|place| segment.value.get_mut(place)) {
                bytes.fill(0);
            }
        }
    }
    Ok(())
}

/// A function that calls what is at a place of the table.
fn through(module: &mut Module, like: FunctionId, table: TableId, slot: i32) -> FunctionKind {
    let kind = module.funcs.get(like).ty();
    let (params, results) = module.types.params_results(kind);
    let (params, results) = (params.to_vec(), results.to_vec());
    let args: Vec<_> = params
        .iter()
        .map(|param| module.locals.add(*param))
        .collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
    let mut body = builder.func_body();
    for arg in &args {
        body.local_get(*arg);
    }
    body.i32_const(slot).call_indirect(kind, table);
    FunctionKind::Local(builder.local_func(args))
}

/// A function that stands for one that is not there yet.
fn trap(module: &mut Module) -> FunctionId {
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.func_body().unreachable();
    builder.finish(Vec::new(), &mut module.funcs)
}

fn address(kind: &DataKind) -> Result<u64> {
    let DataKind::Active { offset, .. } = kind else {
        bail!("a data segment without an address");
    };
    let ConstExpr::Value(Value::I32(start)) = offset else {
        bail!("a data segment whose address is reckoned");
    };
    Ok(u64::from(start.cast_unsigned()))
}

/// Exports what the second part imports.
fn share(module: &mut Module, ids: &[FunctionId], shared: Vec<Shared>) -> Result<()> {
    for (number, item) in shared.into_iter().enumerate() {
        let item = match item {
            Shared::Function(at) => ids.get(at).copied().map(ExportItem::Function),
            Shared::Table(at) => module
                .tables
                .iter()
                .nth(at)
                .map(|it| ExportItem::Table(it.id())),
            Shared::Memory(at) => {
                let memory = module.memories.iter().nth(at);
                memory.map(|it| ExportItem::Memory(it.id()))
            }
            Shared::Global(at) => {
                let global = module.globals.iter().nth(at);
                global.map(|it| ExportItem::Global(it.id()))
            }
        };
        let item = item.context("the parts share what neither has")?;
        module.exports.add(&name(number), item);
    }
    Ok(())
}

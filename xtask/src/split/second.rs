//! The second part: functions and data of its own, all else imported from the first.

use std::collections::HashMap;

use anyhow::{Context as _, Result, ensure};
use walrus::ir::Value;
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, FunctionId, FunctionKind, GlobalKind, ImportId,
    ImportedFunction, Module, TableId, passes,
};

use super::links::Links;
use super::plan::Plan;
use super::{FIRST, Shared, Slots, functions, name, within};

/// The second part, and what the first must give it: each under its place in this list.
pub fn make(
    mut module: Module,
    links: &Links,
    plan: &Plan,
    slots: &Slots,
) -> Result<(Vec<u8>, Vec<Shared>)> {
    let ids = functions(&module);
    let table = slots.table(&module)?;
    let memory = module.memories.iter().next().context("no memory")?.id();
    clear(&mut module);
    let imports = import_all(&mut module, plan, &ids);
    fill_table(&mut module, table, slots, &ids)?;
    for range in &plan.data {
        let (start, bytes) = links
            .memory
            .range(..=range.start)
            .next_back()
            .context("data without bytes")?;
        let bytes = within(*start, bytes.len(), range).and_then(|range| bytes.get(range));
        let bytes = bytes.context("data across segments")?.to_vec();
        let offset = ConstExpr::Value(Value::I32(u32::try_from(range.start)?.cast_signed()));
        let data = module.data.add(DataKind::Active { memory, offset }, bytes);
        module.memories.get_mut(memory).data_segments.insert(data);
    }
    passes::gc::run(&mut module);
    let shared = number_imports(&mut module, imports);
    Ok((module.emit_wasm(), shared))
}

/// Takes out what only the first part may do: what is exported, what runs at the start, what fills memory and tables.
fn clear(module: &mut Module) {
    let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
    for export in exports {
        module.exports.delete(export);
    }
    module.start = None;
    let elements: Vec<_> = module.elements.iter().map(walrus::Element::id).collect();
    for element in elements {
        module.elements.delete(element);
    }
    for table in module.tables.iter_mut() {
        table.elem_segments.clear();
        table.init = None;
    }
    let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for segment in data {
        module.data.delete(segment);
    }
    for memory in module.memories.iter_mut() {
        memory.data_segments.clear();
    }
}

/// Makes an import of all that the second part has not itself; which of them it uses is found later.
fn import_all(module: &mut Module, plan: &Plan, ids: &[FunctionId]) -> HashMap<ImportId, Shared> {
    let mut imports = HashMap::new();
    let before: Vec<_> = module.imports.iter().map(walrus::Import::id).collect();
    for import in before {
        module.imports.delete(import);
    }
    for (at, id) in ids.iter().enumerate() {
        if !plan.later.contains(&at) {
            let ty = module.funcs.get(*id).ty();
            let import = module.imports.add(FIRST, "", *id);
            module.funcs.get_mut(*id).kind = FunctionKind::Import(ImportedFunction { import, ty });
            imports.insert(import, Shared::Function(at));
        }
    }
    for (at, table) in module.tables.iter_mut().enumerate() {
        let import = module.imports.add(FIRST, "", table.id());
        table.import = Some(import);
        imports.insert(import, Shared::Table(at));
    }
    for (at, memory) in module.memories.iter_mut().enumerate() {
        let import = module.imports.add(FIRST, "", memory.id());
        memory.import = Some(import);
        imports.insert(import, Shared::Memory(at));
    }
    let globals: Vec<_> = module.globals.iter().map(walrus::Global::id).collect();
    for (at, id) in globals.into_iter().enumerate() {
        let import = module.imports.add(FIRST, "", id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
        imports.insert(import, Shared::Global(at));
    }
    imports
}

/// Puts the functions of the second part into their places of the table, neighbours together.
fn fill_table(
    module: &mut Module,
    table: TableId,
    slots: &Slots,
    ids: &[FunctionId],
) -> Result<()> {
    let mut all: Vec<_> = slots.taken.iter().chain(&slots.gates).copied().collect();
    all.sort_unstable();
    for run in all.chunk_by(|(slot, _), (next, _)| *next == slot + 1) {
        let Some((start, _)) = run.first() else {
            continue;
        };
        let functions = run.iter().filter_map(|(_, at)| ids.get(*at).copied());
        let items = ElementItems::Functions(functions.collect());
        let offset = ConstExpr::Value(Value::I32(*start));
        let kind = ElementKind::Active { table, offset };
        let element = module.elements.add(kind, items);
        module.tables.get_mut(table).elem_segments.insert(element);
    }
    ensure!(!all.is_empty(), "the second part is empty");
    // As large as the first part makes it, whatever most it says.
    let table = module.tables.get_mut(table);
    table.initial += slots.gates.len() as u64;
    table.maximum = None;
    Ok(())
}

/// Names what is left of the imports by numbers: they are many, and each name is in both parts.
fn number_imports(module: &mut Module, mut imports: HashMap<ImportId, Shared>) -> Vec<Shared> {
    let mut shared = Vec::new();
    for import in module.imports.iter_mut() {
        if let Some(item) = imports.remove(&import.id()) {
            import.name = name(shared.len());
            shared.push(item);
        }
    }
    shared
}

//! A small program is cut and run.

use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use walrus::{FunctionBuilder, RefType, ValType};

use super::links::Datum;
use super::*;

/// Runs the parts with Node: what `enter` gives before the second is there and after that.
const RUN: &str = "
const [first, second] = process.argv.slice(1).map((text) => Buffer.from(text, 'base64'));
const host = { host: { add: (a, b) => a + b } };
WebAssembly.instantiate(first, host).then(async ({ instance }) => {
  const { enter } = instance.exports;
  let before;
  try { before = enter(5); } catch (error) { before = error.constructor.name; }
  await WebAssembly.instantiate(second, { first: instance.exports });
  console.log(`${before} ${enter(5)} ${WebAssembly.Module.exports(new WebAssembly.Module(second)).length}`);
});
";

/// `enter` (exported) calls `gate::way`; that calls `deep` by its place in the table, which it reads at address 16;
/// `deep` adds with the imported `add` what is at address 20. `both` is called by the first and the second part.
fn program() -> Vec<u8> {
    let mut module = Module::default();
    let memory = module.memories.add_local(false, false, 1, None, None);
    module.exports.add("memory", memory);
    let offset = ConstExpr::Value(Value::I32(8));
    let kind = walrus::DataKind::Active { memory, offset };
    let words = [7_i32, 0, 1, 100];
    let bytes = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let data = module.data.add(kind, bytes);
    module.memories.get_mut(memory).data_segments.insert(data);

    let binary = module.types.add(&[ValType::I32; 2], &[ValType::I32]);
    let (add, _) = module.add_import_func("host", "add", binary);
    let both = unary(&mut module, "both", |body, arg| {
        body.local_get(arg).i32_const(1).call(add);
    });
    let load = walrus::ir::LoadKind::I32 { atomic: false };
    let place = walrus::ir::MemArg {
        align: 4,
        offset: 0,
    };
    let deep = unary(&mut module, "deep", |body, arg| {
        body.local_get(arg).call(both);
        body.i32_const(20).load(memory, load, place).call(add);
    });
    let table = module.tables.add_local(false, 2, Some(2), RefType::FUNCREF);
    let offset = ConstExpr::Value(Value::I32(1));
    let kind = ElementKind::Active { table, offset };
    let element = module
        .elements
        .add(kind, ElementItems::Functions(vec![deep]));
    module.tables.get_mut(table).elem_segments.insert(element);
    let one = module.types.add(&[ValType::I32], &[ValType::I32]);
    let way = unary(&mut module, "gate::way", |body, arg| {
        body.local_get(arg);
        body.i32_const(16)
            .load(memory, load, place)
            .call_indirect(one, table);
    });
    let enter = unary(&mut module, "enter", |body, arg| {
        body.local_get(arg).call(both).call(way);
    });
    module.exports.add("enter", enter);
    module.emit_wasm()
}

fn unary(
    module: &mut Module,
    name: &str,
    write: impl FnOnce(&mut walrus::InstrSeqBuilder<'_>, walrus::LocalId),
) -> FunctionId {
    let arg = module.locals.add(ValType::I32);
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
    builder.name(name.to_owned());
    write(&mut builder.func_body(), arg);
    builder.finish(vec![arg], &mut module.funcs)
}

/// What the linker would have told of it.
fn links() -> Links {
    let datum = |range, needs: &[Needed]| Datum {
        range,
        needs: needs.to_vec(),
    };
    let deep = Needed::Function("deep".to_owned());
    let words = [7_i32, 0, 1, 100];
    let bytes = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    Links {
        functions: [
            ("gate::way".to_owned(), vec![Needed::Data(1)]),
            ("deep".to_owned(), vec![Needed::Data(2)]),
            ("enter".to_owned(), vec![Needed::Data(0)]),
        ]
        .into(),
        names: ["gate::way", "deep", "enter", "both"]
            .map(str::to_owned)
            .into(),
        data: vec![
            datum(8..12, &[]),
            datum(16..20, &[deep]),
            datum(20..24, &[]),
        ],
        loose: Vec::new(),
        memory: [(8, bytes)].into(),
    }
}

fn run(parts: &Parts) -> String {
    let output = Command::new("node")
        .args([
            "-e",
            RUN,
            &BASE64_STANDARD.encode(&parts.first),
            &BASE64_STANDARD.encode(&parts.second),
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn the_parts_do_together_what_the_whole_does() {
    let parts = by_links(&links(), &program(), "gate::").unwrap();
    // 5 + 1 twice and 100.
    assert_eq!(run(&parts), "RuntimeError 107 0");
}

#[test]
fn the_second_part_has_what_only_its_functions_reach() {
    let module = parse(&program()).unwrap();
    let plan = Plan::new(&links(), &module, "gate::").unwrap();
    let names = functions(&module).into_iter().enumerate();
    let mut later: Vec<_> = names
        .filter(|(at, _)| plan.later.contains(at))
        .filter_map(|(_, id)| module.funcs.get(id).name.clone())
        .collect();
    later.sort();
    assert_eq!(later, ["deep", "gate::way"]);
    assert!(matches!(&plan.data[..], [one] if *one == (16..24)));
}

#[test]
fn what_the_start_refers_to_by_its_data_stays() {
    let mut links = links();
    links
        .functions
        .insert("enter".to_owned(), vec![Needed::Data(0), Needed::Data(1)]);
    let module = parse(&program()).unwrap();
    let plan = Plan::new(&links, &module, "gate::").unwrap();
    assert_eq!((plan.later.len(), plan.data.len()), (1, 0));
    assert_eq!(
        run(&by_links(&links, &program(), "gate::").unwrap()),
        "RuntimeError 107 0"
    );
}

#[test]
fn a_program_that_cannot_be_cut_is_refused() {
    assert!(by_links(&links(), &program(), "door::").is_err());
    assert!(split(&program(), &program(), "gate::").is_err());
}

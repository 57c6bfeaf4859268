//! `cargo xtask`: everything that is done to this repository, as commands.
//!
//! Each command first sets up what it needs and lacks ([`setup`]), so that a fresh machine with
//! rustup and Node is enough. One module a noun: [`mod@env`] is where the tools are, [`run`]
//! starts them, [`dist`] makes the static folder with the help of [`site`], [`wasm`] ([`module`], [`order`]),
//! [`styles`], [`minify`], [`csp`], [`precache`] and [`budgets`], [`server`] serves it, [`mod@test`] proves it,
//! [`mod@bench`] measures it on what [`generate`] writes, and [`cost`] counts the engine's
//! instructions by [`callgrind`]. [`literals`] and [`rules`] check the source, [`size`] weighs the programs. [`prices`] makes the price file.

mod apt;
mod bench;
mod boundary;
mod browser;
mod budgets;
mod callgrind;
mod compress;
mod cost;
mod csp;
mod debian;
mod dist;
mod env;
mod forms;
mod generate;
mod hash;
mod literals;
mod mime;
mod minify;
mod module;
mod order;
mod parser;
mod precache;
mod prices;
mod rules;
mod run;
mod sample;
mod server;
mod setup;
mod site;
mod size;
mod split;
mod styles;
mod summary;
mod test;
mod wasm;
mod wasm_tests;

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::{Long, Short, Value};

const HELP: &str = "\
cargo xtask COMMAND [OPTIONS]

  serve      build the app and serve it on http://127.0.0.1:8080
             --port N        another port (0: any free one)
             --dev           build fast and unoptimised
             --no-build      serve what is there
             --dir DIR       serve another folder
             --base /sub/    serve under a sub-path
             --compressed    send the compressed copies, as a host should
  dist       build the static folder to host, dist/
             --dev           fast and unoptimised, budgets not checked
             --out DIR       build into another folder
  test       run every test
             --only A,B      only these steps
  ci-pieces  list the steps of `test`
  bench      measure the app in a real browser (options: cargo xtask bench --help)
  cost       count the engine's instructions anew and write tests/cost.json
  rules      shorten xtask/exceptions.json to what still breaks a rule of structure
  size       what the bytes of the programs built last belong to, by crate
             --modules       by module and function as well
  prices     make the price file from the packages genai-prices and litellm, and say what changed
             --write         put it in place of the committed one
  generate   write a corpus of made-up logs (options: cargo xtask generate --help)
  sample     write the sample corpus from the stories in xtask/sample

Each command first installs what it needs and cannot find.";

fn main() -> ExitCode {
    match command() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<()> {
    let mut arguments = lexopt::Parser::from_env();
    let Some(Value(name)) = arguments.next()? else {
        println!("{HELP}");
        return Ok(());
    };
    match name.to_string_lossy().as_ref() {
        "serve" => server::command(arguments),
        "dist" => dist::command(arguments),
        "test" => test::command(arguments),
        "ci-pieces" => {
            test::list();
            Ok(())
        }
        "bench" => bench::command(arguments),
        "cost" => cost::command(arguments),
        "rules" => rules::command(arguments),
        "size" => size::command(arguments),
        "prices" => prices::command(arguments),
        "generate" => generate::command(arguments),
        "sample" => sample::write(&env::Env::new()?.root).map_err(anyhow::Error::msg),
        "help" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}

/// True for `--help` and `-h`, after having printed the help.
fn is_help(argument: &lexopt::Arg) -> bool {
    let asked = matches!(argument, Long("help") | Short('h'));
    if asked {
        println!("{HELP}");
    }
    asked
}

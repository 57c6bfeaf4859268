//! Prints all figures of a folder as JSON: `cargo run --release -p sessionscope-engine --example totals -- DIR`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::process::ExitCode;

use sessionscope_engine::answers::answers;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: totals DIR");
        return ExitCode::from(2);
    };
    match support::ledger_of(folder.as_ref()) {
        Ok(ledger) => {
            println!("{:#}", answers(&ledger));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("totals: {error}: {}", folder.to_string_lossy());
            ExitCode::FAILURE
        }
    }
}

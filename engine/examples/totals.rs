//! Prints all figures of a folder as JSON: `cargo run --release -p sessionscope-engine --example totals -- DIR`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: totals DIR");
        return ExitCode::from(2);
    };
    match support::turns::answers_of(folder.as_ref()) {
        Ok(answers) => {
            println!("{answers:#}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("totals: {error}: {}", folder.to_string_lossy());
            ExitCode::FAILURE
        }
    }
}

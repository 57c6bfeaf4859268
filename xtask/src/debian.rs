//! The second route to a wasm32 target, for machines where rustup can fetch nothing: Debian ships
//! a newer compiler with the source of its standard library, which cargo then builds for wasm32.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::env::{Env, inherited_paths, join_paths};
use crate::{apt, run};

const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// The compiler that these packages install.
const COMPILER: &str = "/usr/bin/rustc";

/// Installs the packages and notes in [`Env::wasm`] what cargo must be told to use them.
///
/// # Errors
/// The packages cannot be installed, or rustup's toolchain has no wasm linker.
pub fn set_up(env: &mut Env) -> Result<()> {
    let linker = wasm_linker(env)?;
    let is_there = run::succeeds(env.command("dpkg").arg("-s").args(PACKAGES));
    if !is_there {
        println!("setup: installing {} with apt-get", PACKAGES.join(", "));
        apt::install(env, &PACKAGES)?;
    }
    ensure!(Path::new(COMPILER).is_file(), "{COMPILER} is missing");
    // Before rustup's proxies, which come first on a usual search path.
    let first = std::iter::once(PathBuf::from("/usr/bin"));
    let tools = [env.tools().join("bin")];
    let path = join_paths(tools.into_iter().chain(first).chain(inherited_paths()));
    // Its own target folder: two compilers in one would rebuild everything at each change over.
    let target = env.target().join("debian");
    env.wasm = [
        ("PATH", path),
        ("RUSTC", COMPILER.into()),
        // The standard library is built from source, which stable compilers allow only so.
        ("RUSTC_BOOTSTRAP", "1".into()),
        ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort".into()),
        ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker.into()),
        ("CARGO_TARGET_DIR", target.into()),
    ]
    .map(|(name, value): (&str, OsString)| (name.to_owned(), value))
    .into();
    Ok(())
}

/// rust-lld of rustup's toolchain; Debian's compiler comes without.
fn wasm_linker(env: &Env) -> Result<PathBuf> {
    let sysroot = run::capture(env.command("rustc").args(["--print", "sysroot"]))?;
    let version = run::capture(env.command("rustc").arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc does not name its host")?;
    let linker = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(host)
        .join("bin/rust-lld");
    ensure!(linker.is_file(), "the toolchain has no rust-lld");
    Ok(linker)
}

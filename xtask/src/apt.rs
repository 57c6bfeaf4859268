//! Debian's package manager, where there is one and we may use it.

use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::env::Env;
use crate::run;

/// Mirrors fail now and then; a later try usually works.
const TRIES: u64 = 3;

/// Installs packages, as root or by a sudo that asks for no password.
///
/// # Errors
/// There is no apt-get, no right to use it, or it cannot install them.
pub fn install(env: &Env, packages: &[&str]) -> Result<()> {
    let prefix = privilege(env)?;
    let apt = |arguments: &[&str]| {
        let words = [prefix, &["apt-get"], arguments].concat();
        let (program, arguments) = words.split_first().unwrap_or((&"apt-get", &[]));
        let mut command = env.command(program);
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        run::run(&mut command)
    };
    let install = [
        &["install", "-y", "-qq", "--no-install-recommends"],
        packages,
    ]
    .concat();
    for attempt in 1..TRIES {
        if apt(&["update", "-qq"]).and_then(|()| apt(&install)).is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_secs(5 * attempt));
    }
    apt(&install)
}

/// The words before `apt-get`.
fn privilege(env: &Env) -> Result<&'static [&'static str]> {
    if env.find("apt-get").is_none() {
        bail!("this system has no apt-get");
    }
    let is_root = run::capture(env.command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if is_root {
        return Ok(&[]);
    }
    if run::succeeds(env.command("sudo").args(["-n", "true"])) {
        return Ok(&["sudo", "-n"]);
    }
    bail!("apt-get needs root, and sudo would ask for a password")
}

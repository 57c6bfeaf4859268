//! Where everything is: the repository, its tools, and what their processes are told.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The repository and the environment in which its tools run.
pub struct Env {
    /// The folder of the workspace's Cargo.toml.
    pub root: PathBuf,
    /// Set by the Debian route of [`crate::setup`]: what makes another compiler build for wasm32.
    pub wasm: Vec<(String, OsString)>,
    /// The browser of the end-to-end tests, once set up.
    pub browser: Option<PathBuf>,
    /// The driver of that browser, once set up.
    pub driver: Option<PathBuf>,
}

impl Env {
    /// Finds the repository.
    ///
    /// # Errors
    /// As [`root`].
    pub fn new() -> Result<Self> {
        Ok(Self {
            root: root()?,
            wasm: Vec::new(),
            browser: None,
            driver: None,
        })
    }

    /// A path in the repository, written with `/`.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Where cargo puts what it builds: `target`, unless the environment says otherwise.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.path("target"), PathBuf::from)
    }

    /// Where tools go whose other version the machine has already.
    pub fn tools(&self) -> PathBuf {
        self.target().join("tools")
    }

    /// The logs of others that some tests read: beside the repository, never in it.
    pub fn fixtures(&self) -> Option<PathBuf> {
        let folder = self.root.parent()?.join("shared").join("fixtures");
        folder.is_dir().then_some(folder)
    }

    /// A program to be started in the repository, found among its own tools first.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("PATH", self.search_path());
        command
    }

    /// cargo, as the toolchain of the repository has it.
    pub fn cargo(&self) -> Command {
        self.command("cargo")
    }

    /// cargo or a program that calls it, set up to build for wasm32.
    pub fn for_wasm(&self, program: &str) -> Command {
        let mut command = self.command(program);
        if !self.wasm.is_empty() {
            // rustup's proxies would bring their own compiler back in.
            command.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
        }
        for (name, value) in &self.wasm {
            command.env(name, value);
        }
        command
    }

    fn search_path(&self) -> OsString {
        let own = [self.tools().join("bin"), cargo_home().join("bin")];
        join_paths(own.into_iter().chain(inherited_paths()))
    }

    /// The program of this name on the search path.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&self.search_path())
            .map(|folder| folder.join(&file))
            .find(|candidate| candidate.is_file())
    }
}

/// The folder of the workspace's Cargo.toml.
///
/// # Errors
/// This crate does not lie in a workspace.
pub fn root() -> Result<PathBuf> {
    let xtask = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = xtask.parent().context("xtask lies in the repository")?;
    Ok(root.to_path_buf())
}

/// True in continuous integration, where a skipped test is a failed one.
pub fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// The folders of PATH.
pub fn inherited_paths() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).collect()
}

/// A PATH of these folders; those whose names cannot stand in one are left out.
pub fn join_paths(folders: impl IntoIterator<Item = PathBuf>) -> OsString {
    let usable = folders
        .into_iter()
        .filter(|folder| env::join_paths([folder]).is_ok());
    env::join_paths(usable).unwrap_or_default()
}

/// Where cargo keeps programs and the sources of crates.
pub fn cargo_home() -> PathBuf {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    home.unwrap_or_else(|| Path::new(".cargo").to_path_buf())
}

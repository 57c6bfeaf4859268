//! Makes the price file from the packages genai-prices and litellm, and says what is new in it.
//!
//! Both packages are fetched by pip and only read. Where they are wrong or know nothing of the past, our
//! corrections stand in `engine/accounts/data/claude-pricing-overlay.json`, each with its source.

mod changes;
mod merge;
mod python;
mod rate;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail, ensure};
use lexopt::prelude::Long;
use serde_json::{Map, Value};

use crate::env::Env;
use crate::generate::time;
use crate::run;
use merge::Packages;

/// The file that is compiled in.
const COMMITTED: &str = "engine/accounts/data/claude-pricing.json";
/// Our corrections.
const OVERLAY: &str = "engine/accounts/data/claude-pricing-overlay.json";
/// Prices of litellm, in its package.
const LITELLM_FILE: &str = "litellm/model_prices_and_context_window_backup.json";
/// Prices of genai-prices, in its package.
const GENAI_FILE: &str = "genai_prices/data.py";

/// `cargo xtask prices`.
///
/// # Errors
/// The packages cannot be had or read, a rate is no multiple of 10^-12 USD, or a correction has no source.
pub fn command(mut arguments: lexopt::Parser) -> Result<()> {
    let mut write = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("write") => write = true,
            other if crate::is_help(&other) => return Ok(()),
            other => bail!(other.unexpected()),
        }
    }
    let env = Env::new()?;
    let folder = env.target().join("prices");
    let packages = fetch(&env, &folder)?;
    println!("{} and {}", packages.genai_name, packages.litellm_name);
    let overlay = read_json(&env.path(OVERLAY))?;
    let made = file(&packages, &overlay)?;
    let committed = read_json(&env.path(COMMITTED))?;
    let changes = changes::between(&committed, &made)?;
    for change in &changes {
        println!("  {change}");
    }
    println!(
        "{} of the committed file's prices and names differ",
        changes.len()
    );
    let text = serde_json::to_string_pretty(&made)? + "\n";
    let target = if write {
        env.path(COMMITTED)
    } else {
        folder.join("claude-pricing.json")
    };
    fs::write(&target, text)?;
    println!("written: {}", target.display());
    if !write && !changes.is_empty() {
        println!("`cargo xtask prices --write` puts it in place of the committed one");
    }
    Ok(())
}

/// The price file: entries of the packages, our corrections, and what the overlay has beside them.
fn file(packages: &Packages, overlay: &Value) -> Result<Value> {
    let mut models = merge::entries(packages)?;
    let corrections = overlay.get("corrections").and_then(Value::as_array);
    for correction in corrections.context("the overlay has no corrections")? {
        correct(&mut models, correction)?;
    }
    let mut file = Map::new();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let today = time::day(i64::try_from(now.as_millis())?);
    file.insert("generated".to_owned(), today.into());
    let mut sources: Vec<Value> = vec![
        format!(
            "{} from PyPI (primary: periods, long context, fast and batch, match rules)",
            packages.genai_name
        )
        .into(),
        format!(
            "{} from PyPI, {LITELLM_FILE} (cross-check, dated ids, regional multipliers)",
            packages.litellm_name
        )
        .into(),
    ];
    let told = overlay.as_object().into_iter().flatten();
    for (name, value) in told.filter(|(name, _)| *name != "corrections") {
        match (name.as_str(), value) {
            ("sources", Value::Array(more)) => sources.extend(more.iter().cloned()),
            _ => {
                file.insert(name.clone(), value.clone());
            }
        }
    }
    file.insert("sources".to_owned(), sources.into());
    file.insert("models".to_owned(), models.into());
    Ok(file.into())
}

/// Sets what a correction says in its model, and adds its source to the model's notes.
fn correct(models: &mut [Value], correction: &Value) -> Result<()> {
    let of = |name: &str| correction.get(name).and_then(Value::as_str);
    let id = of("id").context("a correction without a model")?;
    let source = of("source").filter(|source| !source.is_empty());
    let source = source.with_context(|| format!("the correction of {id} has no source"))?;
    let set = correction
        .get("set")
        .with_context(|| format!("the correction of {id} sets nothing"))?;
    let at = models
        .iter()
        .position(|model| model.get("id").and_then(Value::as_str) == Some(id));
    let model = at.and_then(|at| models.get_mut(at));
    let model = model.with_context(|| format!("the correction is of {id}, which there is not"))?;
    let before = model.clone();
    merge(model, set);
    if *model == before {
        println!("  the correction of {id} is needed no more");
    }
    let notes = model
        .get("notes")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let notes = format!("{notes} {source}");
    merge(model, &serde_json::json!({ "notes": notes.trim() }));
    *model = merge::ordered(model.take());
    Ok(())
}

/// Objects are merged field by field, all else is replaced.
fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

/// Both packages, read.
fn fetch(env: &Env, folder: &Path) -> Result<Packages> {
    let downloads = folder.join("packages");
    if downloads.exists() {
        fs::remove_dir_all(&downloads)?;
    }
    fs::create_dir_all(&downloads)?;
    let python = if env.find("python3").is_some() {
        "python3"
    } else {
        "python"
    };
    let quiet = [
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--dest",
    ];
    let mut pip = env.command(python);
    pip.args(["-m", "pip", "download"])
        .args(quiet)
        .arg(&downloads);
    run::run(pip.args(["genai-prices", "litellm"]))?;
    let extract = |package: &str| -> Result<(String, PathBuf)> {
        let (archive, version) = archive_of(&downloads, package)?;
        let into = folder.join(package);
        let module = if archive.extension().is_some_and(|end| end == "gz") {
            "tarfile"
        } else {
            "zipfile"
        };
        let mut unpack = env.command(python);
        run::run(unpack.args(["-m", module, "-e"]).arg(&archive).arg(&into))?;
        Ok((format!("{package} {version}"), into))
    };
    let (genai_name, genai) = extract("genai-prices")?;
    let (litellm_name, litellm) = extract("litellm")?;
    let Value::Object(litellm) = read_json(&find(&litellm, LITELLM_FILE)?)? else {
        bail!("{LITELLM_FILE} is no object");
    };
    let data = fs::read_to_string(find(&genai, GENAI_FILE)?)?;
    Ok(Packages {
        genai_name,
        genai: anthropic(&data)?,
        litellm_name,
        litellm,
    })
}

/// The archive of a package among the downloads, and its version.
fn archive_of(downloads: &Path, package: &str) -> Result<(PathBuf, String)> {
    let starts = [package.to_owned(), package.replace('-', "_")];
    for file in fs::read_dir(downloads)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.to_lowercase();
        let mut rests = starts
            .iter()
            .filter_map(|start| name.strip_prefix(start)?.strip_prefix('-'));
        let rest = rests.next();
        if let Some(rest) = rest {
            let end = rest
                .find('-')
                .or_else(|| rest.find(".tar"))
                .unwrap_or(rest.len());
            return Ok((path.clone(), rest.get(..end).unwrap_or_default().to_owned()));
        }
    }
    bail!("pip did not download {package}")
}

/// A file of a package, at its root or one folder down, as in a source archive.
fn find(folder: &Path, file: &str) -> Result<PathBuf> {
    let mut places = vec![folder.to_path_buf()];
    for entry in fs::read_dir(folder)? {
        places.push(entry?.path());
    }
    let found = places
        .into_iter()
        .map(|place| place.join(file))
        .find(|path| path.is_file());
    found.with_context(|| format!("the package has no {file} any more"))
}

/// What genai-prices says of Anthropic: one of the calls in its list of providers.
fn anthropic(data: &str) -> Result<Value> {
    let start = data
        .find("Provider(\n        id='anthropic'")
        .context("genai-prices has no provider anthropic")?;
    let provider = python::value(data.get(start..).unwrap_or_default())?;
    ensure!(
        provider.get("models").is_some(),
        "genai-prices has no models of anthropic"
    );
    Ok(provider)
}

fn read_json(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

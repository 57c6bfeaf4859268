//! What tools gave out that was too large for the log, and lies in files beside it.

use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::place::{RootId, output_of, output_path, place};
use sessionscope_worker::desk::protocol::{Question, Reply, Spec};
use web_sys::File;

use super::transcript::{Sources, Trouble, desk, trouble};
use super::{session, veil};
use crate::browser::folder::file_at;

/// So many outputs of a session are searched when something is looked for in it.
const SEARCHED_MAX: usize = 256;

/// The outputs of all folders, as files for the search index; sizes and times are not known yet.
pub fn all(ledger: &Ledger) -> Vec<Spec> {
    session::with(|session| {
        let mut specs = Vec::new();
        for (id, root) in &session.roots {
            for full in &root.outputs {
                let path = root.layout.within(&root.name, full);
                let log = path.and_then(|path| Some((path, output_of(path)?.0)));
                let Some((path, log)) = log else { continue };
                if let Some(place) = place(ledger.root_name(*id), &log) {
                    specs.push(Spec {
                        root: *id,
                        path: path.to_owned(),
                        size_bytes: 0,
                        mtime_ms: 0,
                        place,
                    });
                }
            }
        }
        specs
    })
}

/// The outputs beside logs that a listing has found, with their names.
pub async fn of_logs(logs: &Sources) -> Vec<(String, File)> {
    let logs = logs.files().iter();
    let logs: Vec<(RootId, String)> = logs
        .map(|(root, path)| (*root, veil::real_path(path)))
        .collect();
    let mut paths = Vec::new();
    session::with(|held| {
        for (id, log) in &logs {
            let Some(root) = held.roots.get(id) else {
                continue;
            };
            let Some(above) = output_path(log, "") else {
                continue;
            };
            let above = [root.layout.prefix(), &above].concat();
            let inside = root.outputs.range(above.clone()..);
            let inside =
                inside.map_while(|path| Some((*id, path.strip_prefix(&above)?.to_owned())));
            paths.extend(inside.map(|(id, name)| (id, log.clone(), name)));
        }
    });
    let mut files = Vec::new();
    for (root, log, name) in paths.into_iter().take(SEARCHED_MAX) {
        if let Ok(file) = file_of(root, &log, &name).await {
            files.push((name, file));
        }
    }
    files
}

async fn file_of(root: RootId, log: &str, name: &str) -> Result<File, Trouble> {
    let folder = session::with(|session| session.folder(root));
    let (folder, layout) = folder.ok_or(Trouble::Away)?;
    let path = output_path(log, name).ok_or(Trouble::Gone)?;
    let file = file_at(&folder, &[layout.prefix(), &path].concat()).await;
    file.map_err(|error| trouble(&error))
}

/// A piece of an output beside one of these logs, by its name; where the next piece begins, if there is one; and how many
/// bytes it has in all.
///
/// # Errors
/// Why it cannot be read.
pub async fn piece(
    logs: &Sources,
    name: &str,
    from: u64,
) -> Result<(String, Option<u64>, u64), Trouble> {
    session::ready().await;
    let name = veil::real_output(name);
    let mut trouble = Trouble::Gone;
    for (root, log) in logs.files() {
        match file_of(*root, &veil::real_path(log), &name).await {
            Ok(file) => {
                let question = Question::Output { from: from as f64 };
                let desk = desk()?;
                let mut answers = desk.ask_all(&question, &[file]);
                return match futures::StreamExt::next(&mut answers).await {
                    Some(Ok(Reply::Piece { text, next, bytes })) => {
                        Ok((text, next.map(whole), whole(bytes)))
                    }
                    Some(Err(fault)) => Err(Trouble::Failed(fault)),
                    _ => Err(Trouble::NoWorker),
                };
            }
            Err(why) => trouble = why,
        }
    }
    Err(trouble)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number below 2^53"
)]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}

//! What tools gave out that was too large for the log, and lies in files beside it.

use sessionscope_engine::place::{RootId, output_path};
use sessionscope_queries::OutputsQuestion;
use sessionscope_worker::library::protocol::{Question, Reply};
use web_sys::File;

use super::transcript::{Sources, Trouble, library, trouble};
use super::{folders, programs, veil};
use crate::browser::folder::file_at;
use crate::queries::once;
use crate::state::AppState;

/// So many outputs of a session are searched when something is looked for in it.
const SEARCHED_MAX: usize = 256;

/// The outputs beside logs that a listing has found, with their names.
pub async fn of_logs(state: AppState, logs: &Sources) -> Vec<(String, File)> {
    let logs = logs.files().iter();
    let logs = logs.map(|(root, log)| (*root, veil::real_path(log)));
    let question = OutputsQuestion {
        logs: Some(logs.collect()),
    };
    let found = once(state, question).await;
    let mut files = Vec::new();
    for output in found.into_iter().take(SEARCHED_MAX) {
        if let Ok(file) = file_of(output.root, &output.log, &output.name).await {
            files.push((output.name, file));
        }
    }
    files
}

async fn file_of(root: RootId, log: &str, name: &str) -> Result<File, Trouble> {
    let of = folders::get(root).ok_or(Trouble::Away)?;
    let path = output_path(log, name).ok_or(Trouble::Gone)?;
    let file = file_at(&of.folder, &[of.layout.prefix(), &path].concat()).await;
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
    programs::ready().await;
    let name = veil::real_output(name);
    let mut trouble = Trouble::Gone;
    for (root, log) in logs.files() {
        match file_of(*root, &veil::real_path(log), &name).await {
            Ok(file) => {
                let question = Question::Output { from: from as f64 };
                let library = library()?;
                let mut answers = library.ask_all(&question, &[file]);
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

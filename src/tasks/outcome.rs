//! What becomes of each file that was read.

use leptos::prelude::*;
use sessionscope_engine::corpus::{FileContent, StoredFile};
use sessionscope_engine::pack::unpack_file;
use sessionscope_engine::place::RootId;
use sessionscope_engine::plan::{self, Known};
use sessionscope_worker::protocol::{Fault, Found, Outcome};
use sessionscope_worker::read::fault;

use super::accounts::Change;
use super::session::{self, Session};
use super::{accounts, finish, index, keep, ledger, look, publish};
use crate::browser::bind;
use crate::browser::folder::{file_at, size_and_time};
use crate::browser::list::Why;
use crate::browser::pool::{Hears, Work};
use crate::browser::spawn::spawn;
use crate::state::{AppState, Refused};

/// A file that was changed while it was being read is looked at again this often.
pub const LOOKS_MAX: u32 = 3;

/// Hears the pool for the session.
pub struct Heard(pub AppState);

impl Hears for Heard {
    fn outcome(&self, work: Work, outcome: Outcome) {
        take(self.0, work, outcome);
    }

    fn progressed(&self, bytes: u64) {
        session::with(|session| {
            if let Some(run) = &mut session.run {
                run.progressed(bytes);
            }
        });
        publish::progress_later(self.0);
    }

    fn workers_changed(&self) {
        publish::health_later(self.0);
    }
}

/// Takes in what became of a file.
pub fn take(state: AppState, work: Work, outcome: Outcome) {
    session::with(|session| count(session, &outcome));
    let is_outdated = matches!(outcome.result, Ok(Found::Grown(_))) && is_outdated(&work);
    if work.live {
        take_live(state, &work, outcome, is_outdated);
        return;
    }
    match outcome.result {
        _ if is_outdated && work.looks + 1 < LOOKS_MAX => {
            spawn(look_again(state, work));
            return;
        }
        Ok(found) => {
            done(state, &work, found);
        }
        Err(Fault::Changed) if work.looks + 1 < LOOKS_MAX => {
            spawn(look_again(state, work));
            return;
        }
        Err(Fault::Gone) => {
            gone(state, work.root, &work.path);
        }
        Err(fault) => session::with(|session| refuse(session, work.root, &work.path, fault)),
    }
    one_less(state);
}

/// Takes in what became of a file that changed while its folder was being followed.
fn take_live(state: AppState, work: &Work, outcome: Outcome, is_outdated: bool) {
    let (root, path) = (work.root, work.path.as_str());
    let grown = matches!(outcome.result, Ok(Found::Grown(_)));
    let detail = look::detail_of(&outcome, grown);
    let changed = match outcome.result {
        Ok(_) if is_outdated => {
            if look::again(state, root, path) {
                return;
            }
            false
        }
        Ok(found) => done(state, work, found),
        Err(Fault::Changed) if look::again(state, root, path) => return,
        Err(Fault::Gone) => gone(state, root, path),
        Err(fault) => {
            session::with(|session| refuse(session, root, path, fault));
            false
        }
    };
    look::settled(state, root, path, changed.then_some(detail));
}

/// What was read no longer follows on what is known: the file was read twice at the same time.
fn is_outdated(work: &Work) -> bool {
    session::with(|session| {
        if !session.roots.contains_key(&work.root) {
            return false;
        }
        session.resume(work.root, &work.path) != work.task.resume
    })
}

/// One file less is to be read.
fn one_less(state: AppState) {
    session::with(|session| {
        if let Some(run) = &mut session.run {
            run.pending = run.pending.saturating_sub(1);
        }
    });
    publish::progress_later(state);
    finish::if_over(state);
}

fn count(session: &mut Session, outcome: &Outcome) {
    session.counts.bytes_read += outcome.read_bytes;
    session.counts.bytes_proof += outcome.proof_bytes;
    let (tail, full) = match outcome.result {
        Ok(Found::Grown(_)) => (1, 0),
        Ok(Found::Whole(_) | Found::Floor) => (0, 1),
        Err(_) => (0, 0),
    };
    session.counts.tail_read += tail;
    session.counts.fully_read += full;
    if let Some(run) = &mut session.run {
        run.detail.bytes_read += outcome.read_bytes;
        run.detail.tail_read += tail;
    }
}

fn done(state: AppState, work: &Work, found: Found) -> bool {
    let (packed, grown) = match found {
        Found::Floor => return false,
        Found::Whole(packed) => (packed, false),
        Found::Grown(packed) => (packed, true),
    };
    let put = unpack_file(&packed).is_some_and(|content| put(state, work, content, grown));
    if !put {
        // Both ends are of one build: this does not happen, and is not hidden if it does.
        session::with(|session| refuse(session, work.root, &work.path, Fault::Failed));
        return false;
    }
    ledger::show_later(state);
    keep::later(state);
    true
}

fn put(state: AppState, work: &Work, content: FileContent, grown: bool) -> bool {
    if !session::with(|session| session.roots.contains_key(&work.root)) {
        // The folder was removed meanwhile: nothing is wrong, and nothing to do.
        return true;
    }
    if !session::with(|session| session.is_wanted(work.root, &work.path)) {
        // Its project folders turned out to be elsewhere.
        return true;
    }
    let file = StoredFile {
        root: work.root,
        path: work.path.clone(),
        size_bytes: work.task.size_bytes,
        mtime_ms: work.mtime_ms,
        content,
    };
    let put = accounts::change(state, accounts::read(file, grown));
    if put {
        session::with(|session| {
            session.refused.remove(&(work.root, work.path.clone()));
            if let Some(run) = &mut session.run {
                run.changed = true;
            }
        });
    }
    put
}

/// Gets the file as it is now and queues it again.
async fn look_again(state: AppState, mut work: Work) {
    let run = session::with(|session| session.run.as_ref().map(|run| run.id));
    let folder = session::with(|session| session.folder(work.root));
    let file = match folder {
        Some((folder, layout)) => file_at(&folder, &[layout.prefix(), &work.path].concat()).await,
        None => Err("no folder".into()),
    };
    if !run.is_some_and(index::goes_on) {
        return;
    }
    match file {
        Ok(file) => {
            let (size_bytes, mtime_ms) = size_and_time(&file);
            let looks = work.looks + 1;
            let known = known(state, work.root, &work.path);
            let (fresh, pool) = session::with(|session| {
                let step = plan::step(known.as_ref(), size_bytes, mtime_ms);
                let path = std::mem::take(&mut work.path);
                let mut fresh =
                    index::work(session, work.root, path, file, size_bytes, mtime_ms, step);
                fresh.looks = looks;
                (fresh, session.pool.clone())
            });
            if let Some(pool) = pool {
                pool.push(vec![fresh]);
            }
        }
        Err(error) => {
            match fault(&error) {
                Fault::Gone => {
                    gone(state, work.root, &work.path);
                }
                other => {
                    session::with(|session| refuse(session, work.root, &work.path, other));
                }
            }
            one_less(state);
        }
    }
}

/// What is known of a file, while the accounts are open.
pub fn known(state: AppState, root: RootId, path: &str) -> Option<Known> {
    let row = session::with(|session| session.row(root, path))?;
    state
        .held
        .with_untracked(|ledger| ledger.files.get(row).map(index::known))
}

/// Notes what a listing could not read.
pub fn note_refused(session: &mut Session, root: RootId, refused: &[(String, Why)]) {
    let label = session.roots.get(&root).map(|root| root.label.clone());
    let label = label.unwrap_or_default();
    for (path, error) in refused {
        let words = match error {
            Why::Error(error) => fault(error).words(),
            Why::Nameless => "its name is not valid UTF-8, and the browser cannot open it",
        };
        let refused = Refused {
            reason: words.to_owned(),
            path: format!("{label}/{path}"),
        };
        session.refused.insert((root, path.clone()), refused);
    }
}

/// Paths of what could not be read although it is there: nobody can tell what is in it now.
pub fn unread(refused: &[(String, Why)]) -> impl Iterator<Item = String> {
    let is_there = |why: &Why| match why {
        Why::Error(error) => bind::error_name(error) != "NotFoundError",
        Why::Nameless => false,
    };
    refused
        .iter()
        .filter(move |(_, why)| is_there(why))
        .map(|(path, _)| path.clone())
}

/// The file is not there any more. Returns whether it may have been known.
pub fn gone(state: AppState, root: RootId, path: &str) -> bool {
    let left = accounts::change(state, Change::Gone(root, path.to_owned()));
    session::with(|session| {
        session.counts.gone += 1;
        if let Some(run) = &mut session.run {
            run.changed |= left;
        }
    });
    if left {
        ledger::show_later(state);
    }
    left
}

/// Notes that a file cannot be read.
pub fn refuse(session: &mut Session, root: RootId, path: &str, fault: Fault) {
    let label = session.roots.get(&root).map(|root| root.label.clone());
    let refused = Refused {
        reason: fault.words().to_owned(),
        path: format!("{}/{path}", label.unwrap_or_default()),
    };
    session.refused.insert((root, path.to_owned()), refused);
}

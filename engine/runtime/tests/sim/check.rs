//! What must hold once the world is quiet.

use std::collections::BTreeSet;

use sessionscope_accounts::accounts::Accounts;
use sessionscope_accounts::corpus::StoredFile;
use sessionscope_accounts::digester::Digester;
use sessionscope_accounts::ledger::{Ledger, Revision};
use sessionscope_accounts::pack::{pack_file, unpack_file};
use sessionscope_accounts::report::DailyRollup;
use sessionscope_accounts::shard::{decode_shard, decode_snapshot, shard_of};
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::place::{Layout, place};
use sessionscope_queries::{Basis, StoredAnswers, Subscription, key};
use sessionscope_runtime::Runtime;
use sessionscope_runtime::query::QueryId;

use super::world::{World, late_query, queries};

impl World {
    /// The ledger of a tab's folders, made from their files.
    fn rebuilt(&self, runtime: &Runtime) -> Result<Ledger, String> {
        let (mut accounts, mut ledger) =
            Accounts::new(self.prices.clone(), self.settings.cost_mode);
        let roots = &runtime.ledger().roots;
        for (root, label) in roots {
            accounts.set_root(&mut ledger, *root, label);
        }
        for (root, label) in roots {
            let folder = runtime
                .folder_of(*root)
                .ok_or("a folder is not connected")?;
            let disk = &self.disks[usize::try_from(folder.0).unwrap()];
            let paths = disk.files.keys().map(String::as_str);
            let layout = Layout::of(&disk.name, paths);
            for (path, file) in &disk.files {
                let path = layout.within(&disk.name, path);
                let Some(path) = path.filter(|path| place(label, path).is_some()) else {
                    continue;
                };
                let own = format!("{}\0{path}", root.0);
                let mut digester = Digester::new(Key::new(Domain::Own, own.as_bytes()));
                digester.push(&file.bytes);
                let content = unpack_file(&pack_file(digester.finish())).unwrap();
                let stored = StoredFile {
                    root: *root,
                    path: path.to_owned(),
                    size_bytes: file.bytes.len() as u64,
                    mtime_ms: file.mtime_ms,
                    content,
                };
                assert!(
                    accounts.put(&mut ledger, stored),
                    "what is packed can be put"
                );
            }
        }
        accounts.settle(&mut ledger);
        Ok(ledger.canonical())
    }

    /// The figures of a tab are those of its files.
    pub fn check_figures(&self, tab: usize) -> Result<(), String> {
        let runtime = self.runtime(tab)?;
        let mut roots = runtime.ledger().roots.iter();
        let is_old = runtime.status().as_of_ms.is_some();
        if is_old && roots.any(|(root, _)| runtime.folder_of(*root).is_none()) {
            // A folder has to be given again: what is shown is said to be old.
            return Ok(());
        }
        same(&self.rebuilt(runtime)?, &runtime.ledger().canonical())?;
        let status = runtime.status();
        let is_right = status.as_of_ms.is_none() && status.missing == 0;
        let phase = status.phase;
        // What another tab has stored may be shown as that.
        (is_right || status.roots.is_empty() || self.lock != Some(tab))
            .then_some(())
            .ok_or_else(|| format!("the figures are right and not said to be: {phase:?}"))
    }

    /// The answers that a tab was given last are those of its ledger.
    pub fn check_answers(&self, tab: usize) -> Result<(), String> {
        let revision = Revision::new(self.runtime(tab)?.ledger().clone());
        for (number, question) in queries().into_iter().enumerate() {
            let answer = self.tabs[tab].answers.get(&QueryId(number as u64));
            let answer = answer.map(|(_, answer)| (**answer).clone());
            let mut rollup = DailyRollup::default();
            let anew = Subscription::new(question.clone())
                .changed(&mut Basis::new(&revision, &mut rollup));
            if answer != anew {
                return Err(format!("{question:?} has the answer {answer:?}"));
            }
        }
        Ok(())
    }

    /// Every folder that was given is there, once.
    pub fn check_roots(&self, tab: usize, given: &BTreeSet<usize>) -> Result<(), String> {
        let runtime = self.runtime(tab)?;
        let roots = runtime.status().roots.into_iter();
        // Of a folder that is only known by name nobody can tell which it was.
        let roots: Vec<_> = roots
            .filter(|root| runtime.folder_of(root.id).is_some())
            .collect();
        let folders = roots.iter().filter_map(|root| runtime.folder_of(root.id));
        let disks: Vec<usize> = folders
            .map(|folder| usize::try_from(folder.0).unwrap())
            .collect();
        let once: BTreeSet<usize> = disks.iter().copied().collect();
        if once.len() != disks.len() || disks.len() != roots.len() {
            return Err(format!("folders {disks:?} of {} roots", roots.len()));
        }
        let lacking = given
            .difference(&once)
            .filter(|disk| !self.disks[**disk].files.is_empty());
        let lacking: Vec<_> = lacking.collect();
        lacking
            .is_empty()
            .then_some(())
            .ok_or_else(|| format!("folders {lacking:?} are missing"))
    }

    /// The shell holds nothing for a tab that has nothing to do.
    pub fn check_held(&self, tab: usize) -> Result<(), String> {
        let held = &self.tabs[tab];
        if !held.files.is_empty() {
            return Err(format!("files are held: {:?}", held.files));
        }
        if !held.lists.is_empty() {
            return Err(format!("lists are held: {:?}", held.lists));
        }
        Ok(())
    }

    /// What is stored can be read, and is what the tab shows.
    pub fn check_store(&self, tab: usize) -> Result<(), String> {
        let runtime = self.runtime(tab)?;
        let spoiled = &self.database.spoiled;
        let mut stored = BTreeSet::new();
        for (shard, blob) in &self.database.shards {
            if spoiled.contains(shard) {
                continue;
            }
            let files = decode_shard(blob).map_err(|error| format!("shard {shard}: {error}"))?;
            for file in files {
                if runtime.folder_of(file.root).is_some() {
                    let resume_bytes = file.content.resume.offset_bytes;
                    let (size_bytes, mtime_ms) = (file.size_bytes, file.mtime_ms);
                    stored.insert((file.root, file.path, size_bytes, mtime_ms, resume_bytes));
                }
            }
        }
        if runtime.status().store_error.is_some() {
            return Ok(());
        }
        let files = runtime.ledger().files.iter();
        let files = files.filter(|file| !spoiled.contains(&shard_of(&file.path)));
        let shown = files.map(|file| {
            let path = file.path.clone();
            (
                file.root,
                path,
                file.size_bytes,
                file.mtime_ms,
                file.resume_bytes,
            )
        });
        let shown: BTreeSet<_> = shown.collect();
        if stored != shown {
            return Err(format!("stored files are {stored:?}, shown are {shown:?}"));
        }
        let snapshot = &self.database.snapshot;
        if shown.is_empty() && !snapshot.is_current {
            return Ok(());
        }
        if !snapshot.is_current {
            return Err("the stored ledger is not that of the stored shards".to_owned());
        }
        if self.database.is_spoiled {
            return Ok(());
        }
        let blob = snapshot.blob.as_ref().ok_or("no ledger is stored")?;
        let ledger = decode_snapshot(blob).map_err(|error| error.to_string())?;
        same(&ledger.canonical(), &runtime.ledger().canonical())?;
        if shown.is_empty() {
            // Nothing is painted of a store without figures.
            return Ok(());
        }
        self.check_stored_answers(tab)
    }

    /// Whatever is asked has its answer beside the stored ledger.
    fn check_stored_answers(&self, tab: usize) -> Result<(), String> {
        let blob = self.database.answers.as_ref();
        let blob = blob.ok_or("no answers are stored")?;
        let stored = StoredAnswers::decode(blob).map_err(|error| error.to_string())?;
        let late = self.tabs[tab].has_late_view.then(|| late_query(0));
        for question in queries().into_iter().chain(late) {
            let wanted = key(&question);
            if !stored.answers.iter().any(|(key, _)| *key == wanted) {
                return Err(format!("no answer is stored to {question:?}"));
            }
        }
        Ok(())
    }

    /// A tab stores what it has, as far as it can know, and nothing is left of what it had to clear.
    pub fn stores(&self, tab: usize) -> bool {
        let is_storing = self.runtime(tab).is_ok_and(Runtime::is_storing_all);
        let is_connected = self.tabs[tab].connection == Some(self.database.generation);
        is_storing && is_connected && !self.is_uncleared
    }

    pub fn runtime(&self, tab: usize) -> Result<&Runtime, String> {
        self.tabs[tab]
            .runtime
            .as_ref()
            .ok_or_else(|| "it does not run".to_owned())
    }
}

fn same(wanted: &Ledger, found: &Ledger) -> Result<(), String> {
    if wanted == found {
        return Ok(());
    }
    let files = |ledger: &Ledger| {
        let files = ledger.files.iter();
        let files = files.map(|file| {
            (
                file.root.0,
                file.path.clone(),
                file.size_bytes,
                file.mtime_ms,
            )
        });
        files.collect::<BTreeSet<_>>()
    };
    let (want, found_files) = (files(wanted), files(found));
    if want != found_files {
        let lacking: Vec<_> = want.difference(&found_files).collect();
        let extra: Vec<_> = found_files.difference(&want).collect();
        return Err(format!(
            "files lack {lacking:?} and have {extra:?} too many"
        ));
    }
    let mut wanted = wanted.clone();
    let parts = [
        ("roots", wanted.roots != found.roots),
        ("file rows", wanted.files != found.files),
        ("projects", wanted.projects != found.projects),
        ("sessions", wanted.sessions != found.sessions),
        ("models", wanted.models != found.models),
        ("responses", wanted.responses != found.responses),
        ("events", wanted.events != found.events),
        ("tariffs", wanted.tariffs != found.tariffs),
        ("prices", wanted.prices != found.prices),
    ];
    let parts: Vec<&str> = parts
        .iter()
        .filter(|part| part.1)
        .map(|part| part.0)
        .collect();
    if std::env::var("SIM_SEED").is_ok() {
        wanted.tools.clear();
        println!("wanted {wanted:#?}\nfound {found:#?}");
    }
    Err(format!(
        "the files are the same and other figures differ: {parts:?}"
    ))
}

//! What watchers report of folders.

use sessionscope_runtime::EventKind;
use sessionscope_runtime::folder::Hint;

use super::disk::Trace;
use super::faults::Trouble;
use super::world::{Item, World};

/// What is made in a folder that is this new is not reported, in milliseconds.
const NEW_MS: i64 = 700;

impl World {
    /// Something happens to some file of a folder.
    pub fn mutate(&mut self, disk: usize) {
        let before: Vec<String> = self.disks[disk].files.keys().cloned().collect();
        let now_ms = self.now_ms;
        let (rng, disks) = (&mut self.rng, &mut self.disks);
        let trace = self.writer.mutate(rng, &mut disks[disk], now_ms);
        self.trace(&format!("disk {disk}: {trace:?}"));
        let hints = self.hints(disk, &before, trace);
        self.hint(disk, &hints);
    }

    /// What a careful watcher would report. What is made in a folder that is just new it may miss.
    fn hints(&mut self, disk: usize, before: &[String], trace: Trace) -> Vec<Hint> {
        let mut hints = Vec::new();
        let (now_ms, new_folders) = (self.now_ms, &mut self.new_folders);
        let mut appear = |path: String| {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let below = format!("{folder}/");
            let is_new = !folder.is_empty() && !before.iter().any(|path| path.starts_with(&below));
            if is_new {
                hints.push(Hint::NewFolder(folder.to_owned()));
                new_folders.push((disk, folder.to_owned(), now_ms + NEW_MS));
            }
            let is_news = |(of, new, until_ms): &(usize, String, i64)| {
                *of == disk && new == folder && *until_ms >= now_ms
            };
            if !new_folders.iter().any(is_news) {
                hints.push(Hint::File(path));
            }
        };
        match trace {
            Trace::Changed(path) => appear(path),
            Trace::Moved(from, to) => {
                appear(to);
                hints.push(Hint::File(from));
            }
            Trace::Vanished(path) => {
                let left = &self.disks[disk].files;
                let gone = before.iter().filter(|path| !left.contains_key(*path));
                hints.extend(gone.cloned().map(Hint::Vanished));
                hints.push(Hint::Vanished(path));
            }
        }
        hints
    }

    /// A folder is moved away, file by file as far as its watcher can see.
    pub fn move_away(&mut self, disk: usize) {
        self.disks[disk].is_gone = true;
        let paths = self.disks[disk].files.keys().cloned();
        let hints: Vec<Hint> = paths.map(Hint::Vanished).collect();
        self.hint(disk, &hints);
    }

    /// Watchers of a folder report something, each in its own time.
    fn hint(&mut self, disk: usize, hints: &[Hint]) {
        for tab in 0..self.tabs.len() {
            let watches: Vec<_> = self.tabs[tab]
                .watches
                .iter()
                .map(|(id, of)| (*id, *of))
                .collect();
            for (watch, of) in watches {
                if of != disk {
                    continue;
                }
                for hint in hints {
                    let trouble = self.faults.decide(&mut self.rng, "Hint");
                    let hint = match trouble {
                        Trouble::Lost | Trouble::AnswerLost => continue,
                        Trouble::Failed => Hint::Broken,
                        _ => hint.clone(),
                    };
                    let late_ms = if trouble == Trouble::Late { 30_000 } else { 0 };
                    let after_ms = self.delay_ms() + late_ms;
                    let event = EventKind::Hinted(watch, vec![hint]);
                    if trouble == Trouble::Doubled {
                        self.later(tab, after_ms + 70, Item::Event(event.clone()));
                    }
                    self.later(tab, after_ms, Item::Event(event));
                }
            }
        }
    }
}

//! Indexes folders from disk as a worker would: for tests and examples only.
#![allow(dead_code, reason = "each test uses its part")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use sessionscope_engine::place::{Layout, Place, RootId, place, skipped};
use sessionscope_engine::search::index::{
    Builder, Catalogue, FileId, FileState, Index, SegmentId, Store, merge,
};
use sessionscope_engine::search::walk::Resume;

/// Segments in memory.
#[derive(Debug, Default)]
pub struct Memory(pub HashMap<SegmentId, Vec<u8>>);

impl Store for Memory {
    fn read(&self, segment: SegmentId, start: u64, length: usize) -> Result<Vec<u8>, String> {
        let bytes = self.0.get(&segment).ok_or("there is no such segment")?;
        let start = usize::try_from(start).map_err(|error| error.to_string())?;
        let bytes = bytes.get(start..).unwrap_or_default();
        Ok(bytes.iter().take(length).copied().collect())
    }
}

/// A file of a folder.
#[derive(Clone, Debug)]
pub struct Log {
    pub id: FileId,
    pub place: Place,
    pub full: PathBuf,
}

/// All files of a folder that count, in the order of their paths.
pub fn logs(folder: &Path) -> Vec<Log> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let mut paths = Vec::new();
    walk(folder, folder, &mut paths);
    paths.sort();
    let layout = Layout::of(&name, paths.iter().map(|(path, _)| path.as_str()));
    let logs = paths.iter().filter_map(|(path, full)| {
        let path = layout.within(&name, path)?;
        Some(Log {
            id: file_id(path),
            place: place(&name, path)?,
            full: full.clone(),
        })
    });
    logs.collect()
}

pub fn file_id(path: &str) -> FileId {
    FileId {
        root: RootId(0),
        path: path.to_owned(),
    }
}

fn walk(top: &Path, folder: &Path, paths: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let full = entry.path();
        let Ok(path) = full.strip_prefix(top) else {
            continue;
        };
        let path = path.to_string_lossy().replace('\\', "/");
        if !full.is_dir() {
            paths.push((path, full));
        } else if skipped(&path).is_none() {
            walk(top, &full, paths);
        }
    }
}

/// An index in memory and what makes it.
#[derive(Debug, Default)]
pub struct Made {
    pub builder: Builder,
    pub catalogue: Catalogue,
    pub store: Memory,
}

impl Made {
    /// Reads a file whole, or from where it ended before; false if it must be read whole.
    pub fn read(&mut self, id: &FileId, place: &Place, bytes: &[u8], is_anew: bool) -> bool {
        let known = self.catalogue.file(id).filter(|_| !is_anew).cloned();
        let (generation, resume) = match known {
            Some(state) => (state.generation, state.resume),
            None => (self.catalogue.new_generation(), Resume::default()),
        };
        let from = usize::try_from(resume.offset_bytes).unwrap_or(usize::MAX);
        let mut file = self.builder.file(id, generation, place.clone(), resume);
        file.push(bytes.get(from..).unwrap_or_default());
        let Ok(resume) = file.finish() else {
            return false;
        };
        let state = FileState {
            generation,
            size_bytes: bytes.len() as u64,
            mtime_ms: 0,
            resume,
        };
        self.catalogue.note(id.clone(), state);
        true
    }

    /// Makes a segment of what was read.
    pub fn flush(&mut self) {
        if !self.builder.is_empty() {
            let bytes = self.builder.segment();
            let id = self.catalogue.new_segment();
            self.catalogue.add(id, bytes.len() as u64);
            self.store.0.insert(id, bytes);
        }
    }

    /// Merges these segments.
    pub fn merge(&mut self, ids: &[SegmentId]) {
        let index = self.open();
        let segments: Vec<_> = ids.iter().filter_map(|id| index.segment(*id)).collect();
        let bytes = merge(&segments, &self.store, &self.catalogue).unwrap_or_default();
        let id = self.catalogue.new_segment();
        self.catalogue.replace(ids, id, bytes.len() as u64);
        self.store.0.retain(|id, _| !ids.contains(id));
        self.store.0.insert(id, bytes);
    }

    pub fn open(&self) -> Index {
        let (index, errors) = Index::open(&self.store, &self.catalogue);
        assert!(errors.is_empty(), "{errors:?}");
        index
    }
}

//! `File`s that the runtime knows by number.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use sessionscope_runtime::folder::Stat;
use sessionscope_runtime::id::FileRef;
use web_sys::File;

use crate::platform::folder::size_and_time;

/// Files that are held until the runtime releases them.
#[derive(Default)]
pub(super) struct Files {
    last: Cell<u64>,
    held: RefCell<BTreeMap<FileRef, File>>,
}

impl Files {
    /// Holds a file whose size and time of change were looked at already.
    pub fn hold(&self, file: File, size_bytes: u64, mtime_ms: i64) -> Stat {
        self.last.set(self.last.get() + 1);
        let number = FileRef(self.last.get());
        self.held.borrow_mut().insert(number, file);
        Stat {
            file: number,
            size_bytes,
            mtime_ms,
        }
    }

    /// Holds a file as it is now.
    pub fn look(&self, file: File) -> Stat {
        let (size_bytes, mtime_ms) = size_and_time(&file);
        self.hold(file, size_bytes, mtime_ms)
    }

    /// The file of a number, as long as it is held.
    pub fn get(&self, file: FileRef) -> Option<File> {
        self.held.borrow().get(&file).cloned()
    }

    /// These are not needed any more.
    pub fn release(&self, files: &[FileRef]) {
        let mut held = self.held.borrow_mut();
        for file in files {
            held.remove(file);
        }
    }
}

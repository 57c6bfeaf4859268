//! What becomes of each file that was read.

use sessionscope_accounts::corpus::StoredFile;
use sessionscope_accounts::pack::unpack_file;

use crate::accounts::Change;
use crate::folder::Fault;
use crate::ingest::{Outcome, PackedDigest};
use crate::pool::Work;
use crate::probe::Held;
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;

impl Runtime {
    /// Takes in what became of a file. Its [`FileRef`](crate::id::FileRef) is needed no more.
    pub(crate) fn finished(&mut self, work: Work, outcome: Outcome) {
        self.released.push(work.task.file);
        self.count(&outcome);
        self.take_outcome(work, outcome);
    }

    /// The same, of what may have waited for the accounts.
    pub(crate) fn take_outcome(&mut self, work: Work, outcome: Outcome) {
        if !self.probes.is_current(&work.key, work.serial) {
            // Its folder left meanwhile, or the reading was cancelled.
            return;
        }
        let digest = match outcome.result {
            Ok(digest) => digest,
            Err(Fault::Changed) => return self.look_again(work.key, Fault::Changed),
            Err(Fault::Gone) => return self.missing_unless_folder_is(work.key, Fault::Gone),
            Err(fault) => return self.refuse(&work.key, fault),
        };
        if !self.accounts.is_open() {
            let outcome = Outcome {
                result: Ok(digest),
                ..outcome
            };
            self.probes.hold(Held::Outcome(work, outcome));
            self.open_accounts();
            return;
        }
        // A tail counts only if it still follows on what is known: what it was to follow on may have
        // been replaced meanwhile.
        let is_tail = matches!(digest, PackedDigest::Tail(_));
        if is_tail && self.accounts.resume(&work.key) != work.task.resume {
            self.look_again(work.key, Fault::Changed);
            return;
        }
        if self.put(&work, digest) {
            self.settled(&work.key);
        } else {
            // Both ends are of one build: this does not happen, and is not hidden if it does.
            self.refuse(&work.key, Fault::Failed);
        }
    }

    fn count(&mut self, outcome: &Outcome) {
        self.counts.bytes_read += outcome.read_bytes;
        self.counts.bytes_proof += outcome.proof_bytes;
        match outcome.result {
            Ok(PackedDigest::Tail(_)) => self.counts.tail_read += 1,
            Ok(PackedDigest::Whole(_)) => self.counts.fully_read += 1,
            Err(_) => {}
        }
    }

    fn put(&mut self, work: &Work, digest: PackedDigest) -> bool {
        let root = self.roots.get(&work.key.root);
        if !root.is_some_and(|root| root.is_wanted(&work.key.path)) {
            // Its project folders turned out to be elsewhere.
            return true;
        }
        let (packed, is_tail) = match digest {
            PackedDigest::Whole(packed) => (packed, false),
            PackedDigest::Tail(packed) => (packed, true),
        };
        let Some(content) = unpack_file(&packed) else {
            return false;
        };
        let file = Box::new(StoredFile {
            root: work.key.root,
            path: work.key.path.clone(),
            size_bytes: work.task.size_bytes,
            mtime_ms: work.mtime_ms,
            content,
        });
        if is_tail && self.is_sabotaged(Sabotage::AppendTwice) {
            self.change(Change::Grow(file.clone()));
        }
        let is_known = self.accounts.known(&work.key).is_some();
        let is_tail = is_tail || (is_known && self.is_sabotaged(Sabotage::AppendWhole));
        let put = self.change(if is_tail {
            Change::Grow(file)
        } else {
            Change::Put(file)
        });
        if put {
            self.refused.remove(&work.key);
            self.recent.note_read(&work.key);
            if let Some(reading) = &mut self.reading {
                reading.changed = true;
            }
        }
        put
    }
}

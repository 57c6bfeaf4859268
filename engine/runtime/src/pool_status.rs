//! What there is to say of ingest workers.

use crate::id::WorkerId;
use crate::pool::{Pool, Worker};
use crate::runtime::Runtime;
use crate::status::{WorkerState, WorkerStatus};

impl Pool {
    /// A worker rests: what it did is still shown.
    pub fn rest(&mut self, id: WorkerId) {
        if let Some(worker) = self.workers.remove(&id) {
            let status = self.status(id, &worker);
            self.rested.push(WorkerStatus {
                state: WorkerState::Resting,
                // It was ended, which gave its memory back.
                memory_bytes: 0,
                ..status
            });
        }
    }

    fn status(&self, id: WorkerId, worker: &Worker) -> WorkerStatus {
        let jobs = self.jobs.values().filter(|job| job.worker == id);
        let works = jobs.flat_map(|job| job.works.iter().flatten());
        let (files_in_hand, bytes_in_hand) = works.fold((0, 0), |(files, bytes), work| {
            (files + 1, bytes + work.task.bytes())
        });
        let state = match (worker.is_up, files_in_hand) {
            (false, _) => WorkerState::Starting,
            (true, 0) => WorkerState::Idle,
            (true, _) => WorkerState::Busy,
        };
        WorkerStatus {
            id,
            state,
            files_in_hand,
            bytes_in_hand,
            files_done: worker.files_done,
            bytes_done: worker.bytes_done,
            memory_bytes: worker.memory_bytes,
        }
    }
}

impl Runtime {
    /// The workers, those that rest, and the shell itself where it reads.
    pub(crate) fn worker_statuses(&self) -> Vec<WorkerStatus> {
        let workers = self.pool.workers.iter();
        let workers = workers.map(|(id, worker)| self.pool.status(*id, worker));
        let mut statuses: Vec<WorkerStatus> = workers.collect();
        statuses.extend(&self.pool.rested);
        if self.reads_here() {
            let here = Worker {
                is_up: true,
                ..Worker::default()
            };
            statuses.push(self.pool.status(WorkerId::HERE, &here));
        }
        statuses
    }
}

//! The ingest worker's end of the conversation.

use std::rc::Rc;

use gloo_worker::{HandlerId, Worker, WorkerScope};
use wasm_bindgen_futures::spawn_local;

use crate::protocol::{Order, Report};
use crate::read::{Listener, memory_bytes, read};

/// Reads files as ordered; orders are carried out as they come.
#[derive(Debug)]
pub struct Reader;

impl Worker for Reader {
    type Message = ();
    type Input = Order;
    type Output = Report;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        Self
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, (): ()) {}

    /// Greets the analyst: from now on the worker hears it.
    fn connected(&mut self, scope: &WorkerScope<Self>, id: HandlerId) {
        scope.respond(
            id,
            Report {
                job: 0,
                last: true,
                bytes_done: 0.0,
                memory_bytes: memory_bytes(),
                outcomes: Vec::new(),
            },
        );
    }

    fn received(&mut self, scope: &WorkerScope<Self>, order: Order, id: HandlerId) {
        let page = Page {
            scope: Rc::new(scope.clone()),
            id,
        };
        spawn_local(read(order, page));
    }
}

struct Page {
    scope: Rc<WorkerScope<Reader>>,
    id: HandlerId,
}

impl Listener for Page {
    fn report(&self, report: Report) {
        self.scope.respond(self.id, report);
    }
}

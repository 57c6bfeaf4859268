//! The library worker's other end: it opens transcripts and searches.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use gloo_worker::{Spawnable as _, WorkerBridge};
use js_sys::Array;
use sessionscope_worker::codec::Cloned;
use sessionscope_worker::library::actor::Library as Actor;
use sessionscope_worker::library::protocol::{Answer, Ask, Question, Reply};
use sessionscope_worker::protocol::Fault;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, File, Worker};

use super::bundle::last_worker;

/// What the library says.
pub type LibraryResult = Result<Reply, Fault>;

/// The library. Copies are the same one.
#[derive(Clone)]
pub struct Library {
    inner: Rc<Inner>,
}

struct Inner {
    bridge: Bridge,
    waiting: Rc<Waiting>,
    last_ask: Cell<u32>,
    last_book: Cell<u32>,
    worker: Worker,
    /// What is asked goes through this.
    out: fn(Question) -> Question,
    // Held for as long as the worker may call it.
    _on_error: Closure<dyn Fn(Event)>,
}

/// The way to the worker. Its own callback needs it too, to send what was asked early.
type Bridge = Rc<RefCell<Option<WorkerBridge<Actor>>>>;

/// Who waits for what.
struct Waiting {
    /// What is answered goes through this.
    through: fn(Reply) -> Reply,
    asked: RefCell<BTreeMap<u32, UnboundedSender<LibraryResult>>>,
    /// Questions that were asked before the worker was up; `None` once it is.
    early: RefCell<Option<Vec<Ask>>>,
    is_broken: Cell<bool>,
}

impl Waiting {
    fn new(through: fn(Reply) -> Reply) -> Self {
        Self {
            through,
            asked: RefCell::default(),
            early: RefCell::new(Some(Vec::new())),
            is_broken: Cell::new(false),
        }
    }

    fn hear(&self, answer: &Answer) {
        let reply: LibraryResult =
            postcard::from_bytes(&answer.reply).unwrap_or(Err(Fault::Failed));
        let reply = reply.map(self.through);
        let mut asked = self.asked.borrow_mut();
        if let Some(sender) = asked.get(&answer.id) {
            // Whoever asked may have gone.
            let _ = sender.unbounded_send(reply);
        }
        if answer.last {
            asked.remove(&answer.id);
        }
    }

    /// Nobody will be answered any more.
    fn fail(&self) {
        self.is_broken.set(true);
        for (_, sender) in self.asked.take() {
            let _ = sender.unbounded_send(Err(Fault::Crashed));
        }
    }
}

impl Library {
    /// Starts it; `None` if the browser makes no worker. All that is asked goes through `out`, and all that is
    /// answered through `through`, before anyone sees it.
    pub fn start(
        url: &str,
        out: fn(Question) -> Question,
        through: fn(Reply) -> Reply,
    ) -> Option<Self> {
        let waiting = Rc::new(Waiting::new(through));
        let bridge = spawn(url, &waiting);
        let native = last_worker()?;
        let broken = Rc::clone(&waiting);
        let on_error = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            // It is handled here, and does not have to fill the console.
            event.prevent_default();
            broken.fail();
        });
        native.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self {
            inner: Rc::new(Inner {
                bridge,
                waiting,
                last_ask: Cell::new(0),
                last_book: Cell::new(0),
                worker: native,
                out,
                _on_error: on_error,
            }),
        })
    }

    /// The worker broke off: it has to be started anew.
    pub fn is_broken(&self) -> bool {
        self.inner.waiting.is_broken.get()
    }

    /// Ends it in whatever it does.
    pub fn stop(&self) {
        self.inner.worker.terminate();
        self.inner.waiting.fail();
    }

    /// A number for a new book.
    pub fn new_book(&self) -> u32 {
        self.inner.last_book.set(self.inner.last_book.get() + 1);
        self.inner.last_book.get()
    }

    /// Asks; gives the answers as they come.
    pub fn ask_all(&self, question: &Question, files: &[File]) -> UnboundedReceiver<LibraryResult> {
        let (sender, receiver) = unbounded();
        let id = self.inner.last_ask.get() + 1;
        self.inner.last_ask.set(id);
        let waiting = &self.inner.waiting;
        if waiting.is_broken.get() {
            let _ = sender.unbounded_send(Err(Fault::Crashed));
            return receiver;
        }
        waiting.asked.borrow_mut().insert(id, sender);
        let ask = Ask {
            id,
            files: files.iter().collect::<Array>(),
            // Nothing but numbers, texts and lists: postcard cannot fail on it.
            question: postcard::to_allocvec(&(self.inner.out)(question.clone()))
                .unwrap_or_default(),
        };
        match waiting.early.borrow_mut().as_mut() {
            Some(early) => early.push(ask),
            None => {
                if let Some(bridge) = self.inner.bridge.borrow().as_ref() {
                    bridge.send(ask);
                }
            }
        }
        receiver
    }

    /// Asks; gives the last answer.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn ask(&self, question: &Question) -> LibraryResult {
        let mut answers = self.ask_all(question, &[]);
        let mut last = Err(Fault::Crashed);
        while let Some(answer) = answers.next().await {
            last = answer;
        }
        last
    }
}

fn spawn(url: &str, waiting: &Rc<Waiting>) -> Bridge {
    let heard = Rc::clone(waiting);
    let bridge = Bridge::default();
    let own = Rc::clone(&bridge);
    let made = Actor::spawner()
        .encoding::<Cloned>()
        .callback(move |answer: Answer| {
            let early = heard.early.take();
            if let (Some(early), Some(bridge)) = (early, own.borrow().as_ref()) {
                for ask in early {
                    bridge.send(ask);
                }
            }
            heard.hear(&answer);
        })
        .with_loader(true)
        .as_module(false)
        .spawn(url);
    bridge.replace(Some(made));
    bridge
}

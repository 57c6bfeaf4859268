//! The answers to what views ask.
//!
//! A question that several views ask is sent once. Its last answer is given at once to whoever asks it too.

use std::collections::BTreeMap;
use std::rc::Rc;

use futures::channel::oneshot;
use leptos::prelude::*;
use sessionscope_queries::{AnyAnswer, AnyQuestion, key};

/// Hears an answer; `None`: the one before holds no more.
pub type Listener = Rc<dyn Fn(Option<&AnyAnswer>)>;

/// What is to be said to whoever answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// This question is asked under this number from now on.
    Subscribe(u64, Box<AnyQuestion>),
    /// Nothing is asked under this number any more.
    Unsubscribe(u64),
}

/// The answers to what views ask; copies are the same ones.
#[derive(Clone, Copy)]
pub struct Answers {
    table: StoredValue<Table, LocalStorage>,
    /// So many questions about figures have no answer yet.
    open: RwSignal<usize>,
}

#[derive(Default)]
struct Table {
    /// Questions by their numbers.
    asked: BTreeMap<u64, OpenQuestion>,
    /// Answers of the last visit, by the bytes of their questions.
    stored: BTreeMap<Vec<u8>, AnyAnswer>,
    /// The number given last: of a question or of a listener.
    last: u64,
    send: Option<Rc<dyn Fn(Request)>>,
    /// Wait until everything has an answer.
    waiting: Vec<oneshot::Sender<()>>,
}

struct OpenQuestion {
    question: AnyQuestion,
    key: Vec<u8>,
    answer: Option<Rc<AnyAnswer>>,
    listeners: Vec<(u64, Listener)>,
}

/// A question that is being asked; it is not any more once this is dropped.
pub struct Subscription {
    answers: Answers,
    listener: u64,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.answers.end(self.listener);
    }
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            table: StoredValue::new_local(Table::default()),
            open: RwSignal::new(0),
        }
    }
}

impl Answers {
    /// Asks a question. `hear` is called at once if an answer is known, and with every other one.
    pub fn ask(self, question: AnyQuestion, hear: &Listener) -> Subscription {
        let asked = self
            .table
            .try_update_value(|table| table.ask(question, Rc::clone(hear)));
        let (listener, known, request) = asked.unwrap_or_default();
        self.say(request);
        self.count();
        if let Some(answer) = known {
            hear(Some(&answer));
        }
        Subscription {
            answers: self,
            listener,
        }
    }

    /// Asks another question in the place of one that is asked. Where nobody else asked that, it goes on under
    /// the same number: what was kept to answer it is of use for the other one.
    pub fn ask_instead(
        self,
        asking: Subscription,
        question: AnyQuestion,
        hear: &Listener,
    ) -> Subscription {
        let request = self.table.try_update_value(|table| {
            table.ask_instead(asking.listener, &question, Rc::clone(hear))
        });
        if let Some(Some(request)) = request {
            self.say(Some(request));
            self.count();
            return asking;
        }
        // The one before ends after that: an answer that both share is kept.
        self.ask(question, hear)
    }

    /// The answer to the question of a number.
    pub fn heard(self, number: u64, answer: AnyAnswer) {
        let answer = Rc::new(answer);
        let listeners = self.table.try_update_value(|table| {
            let asked = table.asked.get_mut(&number)?;
            asked.answer = Some(Rc::clone(&answer));
            Some(asked.hears())
        });
        for hear in listeners.flatten().unwrap_or_default() {
            hear(Some(&answer));
        }
        // After the views: who waits for answers finds them there.
        self.count();
    }

    /// No answer holds any more, nor one that is on its way: all is asked again under other numbers.
    pub fn renew(self) {
        let renewed = self.table.try_update_value(Table::renew);
        let (listeners, requests) = renewed.unwrap_or_default();
        self.count();
        for hear in listeners {
            hear(None);
        }
        for request in requests {
            self.say(Some(request));
        }
    }

    /// Says from now on to whoever answers what is asked, all that is asked by now first.
    pub fn connect(self, send: impl Fn(Request) + 'static) {
        let send: Rc<dyn Fn(Request)> = Rc::new(send);
        let asked = self.table.try_update_value(|table| {
            table.send = Some(Rc::clone(&send));
            let asked = table.asked.iter();
            asked
                .map(|(number, asked)| {
                    Request::Subscribe(*number, Box::new(asked.question.clone()))
                })
                .collect::<Vec<_>>()
        });
        for request in asked.unwrap_or_default() {
            send(request);
        }
    }

    /// Shows answers of the last visit until there are others.
    pub fn restore(self, stored: Vec<(Vec<u8>, AnyAnswer)>) {
        let heard = self.table.try_update_value(|table| {
            table.stored.extend(stored);
            table.restored()
        });
        for (hear, answer) in heard.unwrap_or_default() {
            hear(Some(&answer));
        }
        self.count();
    }

    /// Every figure that is asked for has an answer.
    pub fn are_complete(self) -> Signal<bool> {
        let open = self.open;
        Signal::derive(move || open.get() == 0)
    }

    /// Waits until every figure that is asked for has an answer, and views have heard it.
    pub async fn completed(self) {
        let waits = self.table.try_update_value(|table| {
            let (sender, receiver) = oneshot::channel();
            let is_open = table.open() > 0;
            is_open.then(|| {
                table.waiting.push(sender);
                receiver
            })
        });
        if let Some(receiver) = waits.flatten() {
            // Nobody drops what it waits for.
            let _ = receiver.await;
        }
    }

    /// Notes how many questions about figures are open.
    fn count(self) {
        let counted = self.table.try_update_value(|table| {
            let open = table.open();
            let waiting = if open == 0 {
                std::mem::take(&mut table.waiting)
            } else {
                Vec::new()
            };
            (open, waiting)
        });
        let (open, waiting) = counted.unwrap_or_default();
        for sender in waiting {
            // Who waited may be gone.
            let _ = sender.send(());
        }
        if self.open.try_get_untracked().is_some_and(|now| now != open) {
            self.open.set(open);
        }
    }

    fn end(self, listener: u64) {
        let request = self.table.try_update_value(|table| table.end(listener));
        self.say(request.flatten());
        self.count();
    }

    fn say(self, request: Option<Request>) {
        let send = self.table.try_with_value(|table| table.send.clone());
        if let (Some(request), Some(send)) = (request, send.flatten()) {
            send(request);
        }
    }
}

/// Whether a view is shown only with the answer. What tasks ask is not drawn, and what a menu offers is not to be
/// seen until it is opened; such answers are not stored, or not where they are large, and stored figures would
/// wait for them.
fn is_awaited(question: &AnyQuestion) -> bool {
    let is_aside = matches!(
        question,
        AnyQuestion::Veil(_)
            | AnyQuestion::Logs(_)
            | AnyQuestion::Folders(_)
            | AnyQuestion::FilterNames(_)
    );
    !is_aside
}

impl OpenQuestion {
    fn has(&self, listener: u64) -> bool {
        self.listeners.iter().any(|(own, _)| *own == listener)
    }

    fn hears(&self) -> Vec<Listener> {
        let listeners = self.listeners.iter();
        listeners.map(|(_, hear)| Rc::clone(hear)).collect()
    }
}

impl Table {
    /// So many questions about figures have no answer yet.
    fn open(&self) -> usize {
        let asked = self.asked.values();
        let open = asked.filter(|asked| asked.answer.is_none() && is_awaited(&asked.question));
        open.count()
    }

    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// The number of the listener, the answer if it is known, and what is to be said.
    fn ask(
        &mut self,
        question: AnyQuestion,
        hear: Listener,
    ) -> (u64, Option<Rc<AnyAnswer>>, Option<Request>) {
        let key = key(&question);
        let listener = self.next();
        let mut asked = self.asked.values_mut();
        if let Some(asked) = asked.find(|asked| asked.key == key) {
            asked.listeners.push((listener, hear));
            return (listener, asked.answer.clone(), None);
        }
        let answer = self.stored.get(&key).cloned().map(Rc::new);
        let number = self.next();
        let request = Request::Subscribe(number, Box::new(question.clone()));
        let asked = OpenQuestion {
            question,
            key,
            answer: answer.clone(),
            listeners: vec![(listener, hear)],
        };
        self.asked.insert(number, asked);
        (listener, answer, Some(request))
    }

    /// What is to be said, if the question of a listener is this one from now on.
    fn ask_instead(
        &mut self,
        listener: u64,
        question: &AnyQuestion,
        hear: Listener,
    ) -> Option<Request> {
        let next = key(question);
        let is_known =
            self.asked.values().any(|asked| asked.key == next) || self.stored.contains_key(&next);
        let mut asked = self.asked.iter_mut();
        let (number, asked) = asked.find(|(_, asked)| asked.has(listener))?;
        if asked.key == next && asked.question != *question {
            // The same at a later time: what is known stays until that is answered.
            asked.question = question.clone();
            return Some(Request::Subscribe(*number, Box::new(question.clone())));
        }
        if is_known || asked.listeners.len() > 1 {
            return None;
        }
        asked.question = question.clone();
        asked.key = next;
        asked.answer = None;
        asked.listeners = vec![(listener, hear)];
        Some(Request::Subscribe(*number, Box::new(question.clone())))
    }

    fn renew(&mut self) -> (Vec<Listener>, Vec<Request>) {
        self.stored.clear();
        let (mut listeners, mut requests) = (Vec::new(), Vec::new());
        for (before, mut asked) in std::mem::take(&mut self.asked) {
            let number = self.next();
            asked.answer = None;
            listeners.extend(asked.hears());
            requests.push(Request::Unsubscribe(before));
            requests.push(Request::Subscribe(number, Box::new(asked.question.clone())));
            self.asked.insert(number, asked);
        }
        (listeners, requests)
    }

    /// Answers of the last visit to what is asked already.
    fn restored(&mut self) -> Vec<(Listener, Rc<AnyAnswer>)> {
        let mut heard = Vec::new();
        for asked in self.asked.values_mut() {
            let stored = self.stored.get(&asked.key);
            if let Some(stored) = stored.filter(|_| asked.answer.is_none()) {
                let answer = Rc::new(stored.clone());
                asked.answer = Some(Rc::clone(&answer));
                let all = asked.hears().into_iter();
                heard.extend(all.map(|hear| (hear, Rc::clone(&answer))));
            }
        }
        heard
    }

    fn end(&mut self, listener: u64) -> Option<Request> {
        let mut asked = self.asked.iter_mut();
        let (number, asked) = asked.find(|(_, asked)| asked.has(listener))?;
        let number = *number;
        asked.listeners.retain(|(own, _)| *own != listener);
        if !asked.listeners.is_empty() {
            return None;
        }
        self.asked.remove(&number);
        Some(Request::Unsubscribe(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;
    use sessionscope_engine::time::Instant;
    use sessionscope_queries::{
        CorpusAnswer, CorpusQuestion, FilterNamesQuestion, MalformedQuestion, VeilQuestion,
    };
    use std::cell::RefCell;

    fn corpus(files: u64) -> AnyAnswer {
        AnyAnswer::Corpus(CorpusAnswer {
            files,
            ..CorpusAnswer::default()
        })
    }

    type Heard = Rc<RefCell<Vec<Option<AnyAnswer>>>>;

    fn listener(heard: &Heard) -> Listener {
        let heard = Rc::clone(heard);
        Rc::new(move |answer: Option<&AnyAnswer>| heard.borrow_mut().push(answer.cloned()))
    }

    fn said(answers: Answers) -> Rc<RefCell<Vec<Request>>> {
        let said: Rc<RefCell<Vec<Request>>> = Rc::default();
        let sent = Rc::clone(&said);
        answers.connect(move |request| sent.borrow_mut().push(request));
        said
    }

    fn subscribe(number: u64) -> Request {
        Request::Subscribe(number, Box::new(CorpusQuestion.into()))
    }

    #[test]
    fn a_question_of_two_views_is_sent_once_and_its_answer_is_kept() {
        let owner = Owner::new();
        owner.set();
        let answers = Answers::default();
        let heard = Heard::default();
        let first = answers.ask(CorpusQuestion.into(), &listener(&heard));
        let said = said(answers);
        assert_eq!(*said.borrow(), [subscribe(2)]);
        answers.heard(2, corpus(3));
        let second = answers.ask(CorpusQuestion.into(), &listener(&heard));
        assert_eq!(*heard.borrow(), [Some(corpus(3)), Some(corpus(3))]);
        drop(first);
        assert_eq!(said.borrow().len(), 1);
        drop(second);
        assert_eq!(*said.borrow(), [subscribe(2), Request::Unsubscribe(2)]);
        answers.heard(2, corpus(4));
        assert_eq!(heard.borrow().len(), 2);
    }

    #[test]
    fn an_answer_of_the_last_visit_is_given_at_once() {
        let owner = Owner::new();
        owner.set();
        let answers = Answers::default();
        let heard = Heard::default();
        let _before = answers.ask(CorpusQuestion.into(), &listener(&heard));
        answers.restore(vec![(key(&CorpusQuestion.into()), corpus(5))]);
        let _after = answers.ask(CorpusQuestion.into(), &listener(&heard));
        assert_eq!(*heard.borrow(), [Some(corpus(5)), Some(corpus(5))]);
    }

    #[test]
    fn the_same_question_at_a_later_time_keeps_its_number_and_its_listener() {
        let owner = Owner::new();
        owner.set();
        let answers = Answers::default();
        let said = said(answers);
        let heard = Heard::default();
        let at = |now| AnyQuestion::from(MalformedQuestion { now: Instant(now) });
        let first = answers.ask(at(1), &listener(&heard));
        let _second = answers.ask_instead(first, at(2), &listener(&heard));
        let asked = |now| Request::Subscribe(2, Box::new(at(now)));
        assert_eq!(*said.borrow(), [asked(1), asked(2)]);
        answers.heard(2, AnyAnswer::Malformed(Vec::new()));
        assert_eq!(heard.borrow().len(), 1);
    }

    #[test]
    fn another_question_of_one_view_keeps_its_number() {
        let owner = Owner::new();
        owner.set();
        let answers = Answers::default();
        let said = said(answers);
        let heard = Heard::default();
        let first = answers.ask(CorpusQuestion.into(), &listener(&heard));
        let other = AnyQuestion::from(VeilQuestion);
        let _second = answers.ask_instead(first, other.clone(), &listener(&heard));
        assert_eq!(
            *said.borrow(),
            [subscribe(2), Request::Subscribe(2, Box::new(other))]
        );
    }

    #[test]
    fn all_is_complete_once_every_question_has_an_answer() {
        let owner = Owner::new();
        owner.set();
        let answers = Answers::default();
        let complete = || answers.are_complete().get_untracked();
        let heard = Heard::default();
        assert!(complete());
        let corpus_asked = answers.ask(CorpusQuestion.into(), &listener(&heard));
        answers.heard(2, corpus(3));
        assert!(complete());
        let at = MalformedQuestion { now: Instant(1) };
        let other = answers.ask_instead(corpus_asked, at.into(), &listener(&heard));
        assert!(!complete(), "the answer before is to another question");
        let mut waits = Box::pin(answers.completed());
        assert!((&mut waits).now_or_never().is_none());
        answers.heard(2, corpus(4));
        assert!(complete() && waits.now_or_never().is_some());
        answers.renew();
        assert!(!complete());
        drop(other);
        assert!(complete());
    }

    #[test]
    fn figures_do_not_wait_for_what_only_tasks_and_menus_ask() {
        let owner = Owner::new();
        owner.set();
        let answers = Answers::default();
        let heard = Heard::default();
        let _tasks = answers.ask(VeilQuestion.into(), &listener(&heard));
        let _menu = answers.ask(FilterNamesQuestion.into(), &listener(&heard));
        assert!(answers.are_complete().get_untracked());
        assert_eq!(answers.completed().now_or_never(), Some(()));
    }

    #[test]
    fn what_is_on_its_way_when_all_is_asked_again_is_not_heard() {
        let owner = Owner::new();
        owner.set();
        let answers = Answers::default();
        let said = said(answers);
        let heard = Heard::default();
        let asking = answers.ask(CorpusQuestion.into(), &listener(&heard));
        answers.heard(2, corpus(3));
        answers.renew();
        answers.heard(2, corpus(4));
        answers.heard(3, corpus(5));
        assert_eq!(*heard.borrow(), [Some(corpus(3)), None, Some(corpus(5))]);
        drop(asking);
        let ended = [
            subscribe(2),
            Request::Unsubscribe(2),
            subscribe(3),
            Request::Unsubscribe(3),
        ];
        assert_eq!(*said.borrow(), ended);
    }
}

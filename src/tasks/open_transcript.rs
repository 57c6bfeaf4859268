//! What an open transcript is asked.

use sessionscope_engine::transcript::article::Article;
use sessionscope_engine::transcript::bound::Cursor;
use sessionscope_engine::transcript::items::{Filter, Place};
use sessionscope_engine::transcript::markup::Node;
use sessionscope_engine::transcript::survey::Survey;
use sessionscope_worker::library::protocol::{Question, Reply};

use super::transcript::{OpenTranscript, Outline, Sought, Sources, ThreadTold, Trouble};
use super::{outputs, search};
use crate::state::AppState;

impl OpenTranscript {
    /// Items by number, the last one left out.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn read(&self, from: u32, to: u32) -> Result<Vec<Article>, Trouble> {
        let book = self.number;
        Ok(match self.ask(Question::Read { book, from, to }).await? {
            Reply::Articles(articles) => articles,
            _ => Vec::new(),
        })
    }

    /// What follows in an item of which only a part was drawn. `other` is the number of the book that it is in, if
    /// it is not this one.
    pub async fn more(&self, other: Option<u32>, place: Place, from: Cursor) -> Option<Vec<Node>> {
        let book = other.unwrap_or(self.number);
        match self.ask(Question::More { book, place, from }).await {
            Ok(Reply::Nodes(nodes)) => Some(nodes),
            _ => None,
        }
    }

    /// The number of the item that shows a record, if there is one.
    pub async fn locate(&self, what: Sought) -> Option<u32> {
        let book = self.number;
        match self.ask(Question::Locate { book, what }).await {
            Ok(Reply::At(at)) => at,
            _ => None,
        }
    }

    /// The line of a record, cut if it is huge, and its bytes in the file.
    pub async fn line(&self, place: Place) -> Option<(String, u64)> {
        let book = self.number;
        match self.ask(Question::Line { book, place }).await {
            Ok(Reply::Line(text, length_bytes)) => Some((text, length_bytes)),
            _ => None,
        }
    }

    /// What there is of the items that are wanted from now on.
    pub async fn show(&self, filter: Filter) -> Option<Outline> {
        let book = self.number;
        match self.ask(Question::Show { book, filter }).await {
            Ok(Reply::Opened(outline)) => Some(outline),
            _ => None,
        }
    }

    /// What there is in the whole session, of whose files the first `own` are its own.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn survey(&self, own: u32) -> Result<Option<Survey>, Trouble> {
        let book = self.number;
        Ok(match self.ask(Question::Survey { book, own }).await? {
            Reply::Survey(survey) => Some(*survey),
            _ => None,
        })
    }

    /// The threads of the session, of whose files the first `own` are its own.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn threads(&self, own: u32) -> Result<Vec<ThreadTold>, Trouble> {
        let book = self.number;
        Ok(match self.ask(Question::Threads { book, own }).await? {
            Reply::Threads(threads) => threads,
            _ => Vec::new(),
        })
    }

    /// The records in which a text is, outputs beside these logs among them; and what of the text was not
    /// understood or not found, in words.
    pub async fn find(
        &self,
        state: AppState,
        logs: &Sources,
        text: &str,
    ) -> Option<(Vec<Place>, Vec<String>)> {
        let outputs = outputs::of_logs(state, logs).await;
        let (outputs, files): (Vec<_>, Vec<_>) = outputs.into_iter().unzip();
        let question = Question::Find {
            book: self.number,
            asked: search::asked(state, text, 0),
            outputs,
        };
        match self.ask_with(&question, &files).await {
            Ok(Reply::Places(places, notices)) => Some((places, notices)),
            _ => None,
        }
    }
}

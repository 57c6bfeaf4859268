//! The answers that were shown last, which the next visit paints before anything else is loaded.

use serde::{Deserialize, Serialize};
use sessionscope_log::blob::{self, BlobError, BlobKind};
use sessionscope_log::time::Instant;

use crate::catalogue::{AnyAnswer, AnyQuestion};

/// Version of the stored form. Raise it with every change of a question or an answer: older ones are dropped, and
/// the figures come a moment later.
pub const ANSWERS_VERSION: u16 = 1;

/// An answer of more bytes than this is not stored: it is of a long list.
const ANSWER_BYTES_MAX: usize = 64 << 10;

/// The answers that were shown last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StoredAnswers {
    /// When they were right, in milliseconds since 1970.
    pub as_of_ms: i64,
    /// They hold no names.
    pub is_redacted: bool,
    /// Each by the [`key`] of its question.
    pub answers: Vec<(Vec<u8>, AnyAnswer)>,
}

/// By which an answer is found: the same for the same question, whenever it is asked.
pub fn key(question: &AnyQuestion) -> Vec<u8> {
    let mut question = question.clone();
    match &mut question {
        AnyQuestion::Block(block) => block.now = Instant(0),
        AnyQuestion::Malformed(malformed) => malformed.now = Instant(0),
        _ => {}
    }
    // Nothing but numbers, texts and lists: postcard cannot fail on it.
    postcard::to_allocvec(&question).unwrap_or_default()
}

impl StoredAnswers {
    /// Adds an answer, unless it is of a kind that is not painted first, or large.
    pub fn add(&mut self, question: &AnyQuestion, answer: AnyAnswer) {
        let is_for_files = matches!(answer, AnyAnswer::Veil(_) | AnyAnswer::Logs(_));
        let bytes = postcard::to_allocvec(&answer).map_or(usize::MAX, |bytes| bytes.len());
        if !is_for_files && bytes <= ANSWER_BYTES_MAX {
            self.answers.push((key(question), answer));
        }
    }

    /// The stored form.
    pub fn encode(&self) -> Vec<u8> {
        let blob = blob::begin(BlobKind::Answers, ANSWERS_VERSION, 0);
        blob::end(blob::append(blob, self))
    }

    /// Undoes [`encode`](Self::encode).
    ///
    /// # Errors
    /// If it is damaged, or of another version.
    pub fn decode(blob: &[u8]) -> Result<Self, BlobError> {
        let content = blob::decode(BlobKind::Answers, ANSWERS_VERSION, blob)?;
        postcard::from_bytes(content).map_err(|_| BlobError::Corrupt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BlockQuestion, CorpusAnswer, CorpusQuestion, LogsAnswer, LogsQuestion, Scope};

    #[test]
    fn the_time_at_which_something_is_asked_is_no_part_of_its_key() {
        let at = |now| BlockQuestion {
            scope: Scope::default(),
            now: Instant(now),
        };
        assert_eq!(key(&at(1).into()), key(&at(2).into()));
    }

    #[test]
    fn answers_are_stored_and_found_by_their_questions() {
        let mut stored = StoredAnswers::default();
        let corpus = AnyAnswer::Corpus(CorpusAnswer::default());
        stored.add(&CorpusQuestion.into(), corpus.clone());
        stored.add(&LogsQuestion.into(), AnyAnswer::Logs(LogsAnswer::default()));
        let blob = stored.encode();
        let back = StoredAnswers::decode(&blob).unwrap();
        assert_eq!(back, stored);
        assert_eq!(back.answers, [(key(&CorpusQuestion.into()), corpus)]);
        assert!(StoredAnswers::decode(&blob[..blob.len() - 1]).is_err());
    }
}

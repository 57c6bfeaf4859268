//! What every question has.

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

use crate::basis::Basis;
use crate::catalogue::{AnyAnswer, AnyQuestion};

/// Something that a view wants to know about the figures.
pub trait Question: Clone + Debug + PartialEq + Send + Sync + 'static {
    /// What is answered. Its default is shown until the first answer is there.
    type Answer: Clone + Debug + PartialEq + Default + Send + Sync + 'static;
    /// What is kept from one answer to the next, so that only what is new has to be added.
    type Live: Default + Send + Sync + 'static;

    /// More than a default, that is something that can be waited for: an answer that says that it is still being
    /// found out is not.
    fn is_complete(_answer: &Self::Answer) -> bool {
        true
    }

    /// The answer.
    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> Self::Answer;
}

/// A question that there is a name for: see [`AnyQuestion`].
pub trait Catalogued: Question + Into<AnyQuestion> {
    /// Its answer; `None` if that is one to another question.
    fn read(answer: &AnyAnswer) -> Option<&Self::Answer>;
}

/// What is known of something that was asked for by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lookup<T> {
    /// Nothing yet: it was not answered.
    #[default]
    Pending,
    /// There is nothing of that name.
    Missing,
    /// It.
    Found(T),
}

impl<T> Lookup<T> {
    /// It was answered.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Pending)
    }

    /// It, if it was found.
    pub fn found(&self) -> Option<&T> {
        match self {
            Self::Found(found) => Some(found),
            Self::Pending | Self::Missing => None,
        }
    }
}

impl<T> From<Option<T>> for Lookup<T> {
    fn from(found: Option<T>) -> Self {
        found.map_or(Self::Missing, Self::Found)
    }
}

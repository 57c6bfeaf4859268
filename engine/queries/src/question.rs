//! What every question has.

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

use crate::basis::Basis;

/// Something that a view wants to know about the figures.
pub trait Question: Clone + Debug + PartialEq + Send + Sync + 'static {
    /// What is answered. Its default is shown until the first answer is there.
    type Answer: Clone + Debug + PartialEq + Default + Send + Sync + 'static;
    /// What is kept from one answer to the next, so that only what is new has to be added.
    type Live: Default + Send + Sync + 'static;

    /// The answer.
    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> Self::Answer;
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

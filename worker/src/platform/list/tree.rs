//! The files of a folder, in batches. While those of one batch are looked at, the names of the next one are read:
//! each of both mostly waits for the browser.

use std::future::poll_fn;
use std::pin::{Pin, pin};

use futures::FutureExt as _;
use futures::future::{Future, LocalBoxFuture, MaybeDone, maybe_done};
use wasm_bindgen::JsValue;

use super::Listing;
use super::stat::stat;
use super::walk::{Names, Node, Walk};
use crate::garbage;

/// A folder that is being listed.
pub struct Tree {
    walk: At,
}

/// The names of a batch, and the walk that found them.
type Coming = MaybeDone<LocalBoxFuture<'static, (Walk, Result<Names, JsValue>)>>;

/// Where the walk through a folder is.
enum At {
    /// Before the names of a batch, or at the end.
    Here(Walk),
    /// At the names of the next batch.
    Ahead(Coming),
    /// Broken off.
    Lost,
}

impl Tree {
    pub(super) fn new(root: Node, prefix: &str, is_telling: bool) -> Self {
        Self {
            walk: At::Here(Walk::new(root, prefix, is_telling)),
        }
    }

    /// These folders, by their paths.
    pub(super) fn of(folders: Vec<(String, Node)>, listing: &mut Listing) -> Self {
        Self {
            walk: At::Here(Walk::of(folders, listing)),
        }
    }

    pub(super) fn is_over(&self) -> bool {
        match &self.walk {
            At::Here(walk) => walk.is_over(),
            At::Ahead(_) => false,
            At::Lost => true,
        }
    }

    /// The next batch.
    pub(super) async fn next(&mut self) -> Result<Listing, JsValue> {
        let mut coming = match std::mem::replace(&mut self.walk, At::Lost) {
            At::Here(walk) => names_of(walk),
            At::Ahead(coming) => coming,
            At::Lost => return Ok(Listing::default()),
        };
        (&mut coming).await;
        let Some((walk, names)) = Pin::new(&mut coming).take_output() else {
            return Ok(Listing::default());
        };
        let Names {
            leaves,
            mut listing,
        } = names?;
        let looks = stat(leaves, &mut listing);
        if walk.is_over() {
            looks.await;
            self.walk = At::Here(walk);
        } else {
            let mut next = names_of(walk);
            beside(looks, &mut next).await;
            self.walk = At::Ahead(next);
        }
        garbage::invite_collection();
        Ok(listing)
    }
}

fn names_of(mut walk: Walk) -> Coming {
    let names = async move {
        let names = walk.names().await;
        (walk, names)
    };
    maybe_done(names.boxed_local())
}

/// Ends when `work` does; `other` gets as far as it can until then.
async fn beside(work: impl Future<Output = ()>, other: &mut Coming) {
    let mut work = pin!(work);
    poll_fn(|context| {
        let _ = Pin::new(&mut *other).poll(context);
        work.as_mut().poll(context)
    })
    .await;
}

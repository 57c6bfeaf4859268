//! Where the database lies on disk: in a storage bucket of its own, where the browser has buckets (Chromium).
//!
//! Chromium 148 and older keep `IndexedDB` in `LevelDB`, which only ever appends: what is deleted stays readable in its
//! files until they are compacted, and that may never happen. A bucket has a folder of its own, and is deleted with
//! it. Browsers without buckets (Firefox, Safari) keep each database in files of its own.

use futures::future::join;
use idb::Factory;
use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};

use super::bind;
use super::storage::{self, Lock};

/// Held while a database is opened or deleted: what is opened while its bucket is being deleted is lost.
const LOCK: &str = "sessionscope-place";

fn buckets() -> Option<JsValue> {
    let navigator = bind::get(&js_sys::global(), "navigator")?;
    bind::get(&navigator, "storageBuckets")
}

/// The bucket of this name, made if it is not there; `None` where the browser grants none.
pub async fn open(name: &str) -> Option<JsValue> {
    bind::call_async(&buckets()?, "open", &[name.into()])
        .await
        .ok()
}

/// Deletes the bucket of this name with all that is in it, whoever uses it. Nothing happens where there is none.
///
/// # Errors
/// What the browser says.
pub async fn delete(name: &str) -> Result<(), JsValue> {
    match buckets() {
        Some(buckets) => bind::call_async(&buckets, "delete", &[name.into()])
            .await
            .map(drop),
        None => Ok(()),
    }
}

/// Waits until no other tab opens or deletes a database. Without buckets the browser itself sees to that.
pub async fn lock() -> Option<Lock> {
    buckets()?;
    storage::lock(LOCK).await
}

/// Where a database is.
pub struct Place {
    /// What opens and deletes it.
    pub factory: Factory,
    /// Its bucket, if it is in one: gone when that is deleted. As soon as this and the factory are collected as
    /// garbage, an open database in it answers nothing any more, at least in Chromium 148.
    pub bucket: Option<JsValue>,
}

/// Where the database of this name is: in its bucket, unless it is still where databases were before there were
/// buckets. It stays there until all data is cleared.
///
/// # Errors
/// There is no place for databases at all.
pub async fn place(name: &str) -> Result<Place, idb::Error> {
    let outside = Factory::new()?;
    let (bucket, is_outside) = join(open(name), is_there(&outside, name)).await;
    let inside = bucket.filter(|_| !is_outside).and_then(|bucket| {
        let factory = Factory::try_from(bind::get(&bucket, "indexedDB")?).ok()?;
        let bucket = Some(bucket);
        Some(Place { factory, bucket })
    });
    Ok(inside.unwrap_or(Place {
        factory: outside,
        bucket: None,
    }))
}

async fn is_there(factory: &Factory, name: &str) -> bool {
    if buckets().is_none() {
        // It could be nowhere else.
        return true;
    }
    let databases = bind::call_async(&factory.clone().into(), "databases", &[]).await;
    let databases: Option<Array> = databases.ok().and_then(|all| all.dyn_into().ok());
    let name = JsValue::from_str(name);
    databases.is_some_and(|all| {
        all.iter()
            .any(|database| bind::get(&database, "name").as_ref() == Some(&name))
    })
}

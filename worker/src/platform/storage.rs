//! How much may be stored, and whether the browser keeps it.

use futures::channel::oneshot;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::{bind, bucket, clock, store};

/// How often it is tried to take files away,
const CLEAR_TRIES: u32 = 30;
/// and how long it is waited between two, in milliseconds.
const CLEAR_WAIT_MS: u32 = 100;

/// What the browser says of this app's storage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Space {
    /// Bytes stored.
    pub used_bytes: Option<u64>,
    /// Bytes that may be stored.
    pub quota_bytes: Option<u64>,
    /// It will not be dropped to make room.
    pub persisted: Option<bool>,
}

/// Asks the browser.
pub async fn space() -> Space {
    let Some(manager) = manager() else {
        return Space::default();
    };
    let estimate = bind::call_async(&manager, "estimate", &[]).await.ok();
    let bytes = |name| {
        let number = bind::get(estimate.as_ref()?, name)?.as_f64()?;
        // Far below 2^53, and never negative.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(number as u64)
    };
    let persisted = bind::call_async(&manager, "persisted", &[]).await;
    Space {
        used_bytes: bytes("usage"),
        quota_bytes: bytes("quota"),
        persisted: persisted.ok().and_then(|answer| answer.as_bool()),
    }
}

/// Asks the browser not to drop what is stored by itself. Some ask the user.
pub async fn persist() {
    // What keeps files and caches, and what keeps the database: one permission is asked for both.
    let bucket = bucket::open(store::NAME).await;
    for place in manager().into_iter().chain(bucket) {
        // A refusal changes nothing but what Health shows.
        let _ = bind::call_async(&place, "persist", &[]).await;
    }
}

fn manager() -> Option<JsValue> {
    let navigator = bind::get(&js_sys::global(), "navigator")?;
    bind::get(&navigator, "storage")?.dyn_into().ok()
}

/// Takes away all files of the origin's own file system, and caches but those whose names begin with `own`. A
/// worker that was just ended may hold a file for a moment: it is tried again.
pub async fn clear(own: &str) {
    for _ in 0..CLEAR_TRIES {
        if clear_files().await.is_ok() {
            break;
        }
        clock::sleep(CLEAR_WAIT_MS).await;
    }
    // Where there are no caches there is nothing to do.
    let _ = clear_caches(own).await;
}

async fn clear_files() -> Result<(), JsValue> {
    let Some(manager) = manager() else {
        return Ok(());
    };
    let Ok(root) = bind::call_async(&manager, "getDirectory", &[]).await else {
        // The browser grants none.
        return Ok(());
    };
    let names = bind::call(&root, "keys", &[])?;
    let mut all = Vec::new();
    loop {
        let next = bind::call_async(&names, "next", &[]).await?;
        match bind::get(&next, "value") {
            Some(name) => all.push(name),
            None => break,
        }
    }
    let options = bind::object(&[("recursive", JsValue::TRUE)]);
    for name in all {
        bind::call_async(&root, "removeEntry", &[name, options.clone().into()]).await?;
    }
    Ok(())
}

async fn clear_caches(own: &str) -> Result<(), JsValue> {
    let caches = bind::get(&js_sys::global(), "caches").ok_or(JsValue::NULL)?;
    let names: Array = bind::call_async(&caches, "keys", &[]).await?.dyn_into()?;
    for name in names.iter() {
        if name.as_string().is_some_and(|name| !name.starts_with(own)) {
            bind::call_async(&caches, "delete", &[name]).await?;
        }
    }
    Ok(())
}

/// Waits for a lock that one tab at a time can have, and keeps it for as long as the page lives;
/// `held` is called once it is there. `false` where the browser has no locks.
pub fn hold_lock(name: &str, held: impl FnOnce() + 'static) -> bool {
    let locks = bind::get(&js_sys::global(), "navigator")
        .and_then(|navigator| bind::get(&navigator, "locks"));
    let Some(locks) = locks else { return false };
    let granted = Closure::once_into_js(move |_lock: JsValue| {
        held();
        // The lock is given back when this settles: never.
        Promise::new(&mut |_, _| {})
    });
    match bind::call(&locks, "request", &[name.into(), granted]) {
        Ok(promise) => {
            // Refused in some private windows; then nobody writes, which is what was asked for.
            let ignored = Closure::once_into_js(|_error: JsValue| {});
            let _ = bind::call(&promise, "catch", &[ignored]);
            true
        }
        Err(_) => false,
    }
}

/// A lock that no other tab has at the same time; given back when this is dropped.
pub struct Lock {
    give_back: Function,
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.give_back.call0(&JsValue::NULL);
    }
}

/// Waits for a lock that one tab at a time can have; `None` where the browser has no locks.
pub async fn lock(name: &str) -> Option<Lock> {
    let locks = bind::get(&bind::get(&js_sys::global(), "navigator")?, "locks")?;
    let (held, granted) = oneshot::channel();
    let held = Closure::once_into_js(move |_lock: JsValue| {
        let mut held = Some(held);
        Promise::new(&mut |give_back, _| {
            if let Some(held) = held.take() {
                // Whoever asked may be gone: then the lock is given back at once.
                let _ = held.send(Lock { give_back });
            }
        })
    });
    bind::call(&locks, "request", &[name.into(), held]).ok()?;
    granted.await.ok()
}

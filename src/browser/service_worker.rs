//! The service worker: offline use, and updates that wait until they are wanted.

use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorker, ServiceWorkerRegistration, ServiceWorkerState, window};

use super::bind;

/// Registers the service worker and calls `ready` whenever a newer version waits.
///
/// # Errors
/// What the browser says where it has no service workers or refuses this one (a page opened as a
/// file, a private window): the app works all the same, only not offline.
pub async fn register(ready: impl Fn() + 'static) -> Result<(), JsValue> {
    let container = bind::get(
        &bind::get(&js_sys::global(), "navigator").unwrap_or_default(),
        "serviceWorker",
    )
    .ok_or("no service workers here")?;
    // Relative to the page, so that it works under any path; "none": the browser's cache may not
    // hide a new version.
    let options = bind::object(&[("updateViaCache", "none".into())]);
    let registration: ServiceWorkerRegistration =
        bind::call_async(&container, "register", &["sw.js".into(), options.into()])
            .await?
            .unchecked_into();
    let ready: Rc<dyn Fn()> = Rc::new(ready);
    if registration.waiting().is_some() && has_controller() {
        ready();
    }
    let found = registration.clone();
    let on_found = Closure::<dyn Fn()>::new(move || {
        if let Some(installing) = found.installing() {
            tell_when_installed(&installing, &ready);
        }
    });
    registration.set_onupdatefound(Some(on_found.into_js_value().unchecked_ref()));
    Ok(())
}

/// Tells the waiting version to take over, and loads the page anew once it has.
pub async fn take_update() {
    let Some(container) = window().map(|window| window.navigator().service_worker()) else {
        return;
    };
    let reload = Closure::<dyn Fn()>::new(|| {
        if let Some(window) = window() {
            let _ = window.location().reload();
        }
    });
    container.set_oncontrollerchange(Some(reload.into_js_value().unchecked_ref()));
    let Ok(registration) = JsFuture::from(container.get_registration()).await else {
        return;
    };
    let waiting = bind::get(&registration, "waiting");
    if let Some(waiting) = waiting {
        let message = bind::object(&[("type", "skip-waiting".into())]);
        let _ = waiting
            .unchecked_into::<ServiceWorker>()
            .post_message(&message);
    }
}

/// The first version that is ever installed is no update.
fn tell_when_installed(installing: &ServiceWorker, ready: &Rc<dyn Fn()>) {
    let (worker, ready) = (installing.clone(), ready.clone());
    let on_change = Closure::<dyn Fn()>::new(move || {
        if worker.state() == ServiceWorkerState::Installed && has_controller() {
            ready();
        }
    });
    installing.set_onstatechange(Some(on_change.into_js_value().unchecked_ref()));
}

fn has_controller() -> bool {
    window().is_some_and(|window| window.navigator().service_worker().controller().is_some())
}

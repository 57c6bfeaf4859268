//! How wide an element is.

use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::wasm_bindgen::prelude::Closure;
use leptos::web_sys::{Element, ResizeObserver};

/// The inner width of `node` in pixels, kept up to date; `guess` until it is known.
pub fn width_of(node: NodeRef<html::Div>, guess: f64) -> Signal<f64> {
    let width = RwSignal::new(guess);
    let observer = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn FnMut()>)>);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let element: Element = element.unchecked_into();
        let measured = element.clone();
        let read = move || {
            let now = f64::from(measured.client_width());
            if now > 0.0
                && width
                    .try_get_untracked()
                    .is_some_and(|before| (before - now).abs() >= 1.0)
            {
                width.set(now);
            }
        };
        read();
        let closure = Closure::<dyn FnMut()>::new(read);
        let Ok(made) = ResizeObserver::new(closure.as_ref().unchecked_ref()) else {
            return;
        };
        made.observe(&element);
        observer.set_value(Some((made, closure)));
    });
    on_cleanup(move || {
        observer.try_update_value(|kept| {
            if let Some((observer, _)) = kept.take() {
                observer.disconnect();
            }
        });
    });
    width.into()
}

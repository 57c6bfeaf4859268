//! Time: the wall clock, waiting, and waiting with a limit.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;

use futures::future::{Either, select};
use gloo_timers::callback::Interval;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise};
use sessionscope_engine::time::Instant;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, Performance};

use super::bind;

/// The time by the wall clock.
pub fn now() -> Instant {
    // Milliseconds since 1970 fit an i64 for as long as there are clocks.
    #[allow(clippy::cast_possible_truncation)]
    Instant(js_sys::Date::now() as i64)
}

/// Milliseconds since the page was opened or the worker was started, with fractions.
pub fn since_start_ms() -> f64 {
    let performance = bind::get(&js_sys::global(), "performance");
    performance.map_or_else(js_sys::Date::now, |performance| {
        performance.unchecked_ref::<Performance>().now()
    })
}

/// Waits for some milliseconds. Dropped before that, it leaves nothing behind: the limits of thousands of folders
/// that answered at once would be 8 MB of timers.
pub fn sleep(millis: u32) -> TimeoutFuture {
    TimeoutFuture::new(millis)
}

/// Lets the browser paint and answer before going on. Timers would be slowed down to 4 ms each.
pub async fn breathe() {
    let promise = Promise::new(&mut |resolve: Function, _| {
        let Ok(channel) = MessageChannel::new() else {
            let _ = resolve.call0(&JsValue::NULL);
            return;
        };
        let receiver = channel.port1();
        let port = receiver.clone();
        let answer = Closure::once_into_js(move || {
            port.close();
            let _ = resolve.call0(&JsValue::NULL);
        });
        receiver.set_onmessage(Some(answer.unchecked_ref()));
        let _ = channel.port2().post_message(&JsValue::NULL);
    });
    let _ = JsFuture::from(promise).await;
}

/// Breathes once this much was done in one go, so that nothing stalls noticeably.
pub struct Slices {
    since_ms: f64,
}

/// The longest piece of work between two breaths, in milliseconds.
const SLICE_MS: f64 = 12.0;

impl Default for Slices {
    /// Starts now.
    fn default() -> Self {
        Self {
            since_ms: since_start_ms(),
        }
    }
}

impl Slices {
    /// Breathes if it is time to.
    pub async fn breathe(&mut self) {
        if since_start_ms() - self.since_ms > SLICE_MS {
            breathe().await;
            self.since_ms = since_start_ms();
        }
    }
}

/// What `future` gives, or `None` if it takes longer than `millis`. The browser has promises that
/// never settle, such as those behind a dialog that nobody answers.
pub async fn within<T>(millis: u32, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), pin!(sleep(millis))).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}

/// Calls `tick` every `millis` milliseconds for as long as the page or the worker lives.
pub fn every(millis: u32, tick: impl FnMut() + 'static) {
    Interval::new(millis, tick).forget();
}

/// Calls `tick` every `millis` milliseconds until it returns `false`.
pub fn every_while(millis: u32, mut tick: impl FnMut() -> bool + 'static) {
    super::spawn::spawn(async move {
        loop {
            sleep(millis).await;
            if !tick() {
                break;
            }
        }
    });
}

/// Runs an action once, some time after it was last asked for.
#[derive(Clone, Default)]
pub struct Later {
    planned: Rc<RefCell<bool>>,
}

impl Later {
    /// Runs `action` in `millis` milliseconds, unless one is already planned.
    pub fn plan(&self, millis: u32, action: impl FnOnce() + 'static) {
        if self.planned.replace(true) {
            return;
        }
        let planned = self.planned.clone();
        super::spawn::spawn(async move {
            sleep(millis).await;
            planned.replace(false);
            action();
        });
    }
}

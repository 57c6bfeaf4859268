//! Things dragged onto the window.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CustomEvent, DragEvent, Event, FileSystemEntry};

use super::folder::DroppedItem;
use super::{bind, page};

/// The event by which `assets/boot.js` tells of what was dropped. It catches that, because it may be before this
/// program is there.
const CAUGHT: &str = "sessionscope:caught";

/// Hears what is dragged over the window and dropped on it: `over` is told whether something is.
pub fn listen(over: impl Fn(bool) + 'static, dropped: impl Fn(Vec<DroppedItem>) + 'static) {
    let over = Rc::new(over);
    let (entered, left) = (over.clone(), over.clone());
    page::on_window("dragover", move |event| {
        if has_files(&event) {
            event.prevent_default();
            entered(true);
        }
    });
    page::on_window("dragleave", move |event| {
        // Leaving an element for another one within the window says where it went.
        let drag: &DragEvent = event.unchecked_ref();
        if drag.related_target().is_none() {
            left(false);
        }
    });
    page::on_window("drop", move |_| over(false));
    page::on_window(CAUGHT, move |event| {
        let items: Array = event
            .unchecked_ref::<CustomEvent>()
            .detail()
            .dyn_into()
            .unwrap_or_default();
        dropped(items.iter().filter_map(|item| caught(&item)).collect());
    });
}

/// One of the things that were dropped.
fn caught(item: &JsValue) -> Option<DroppedItem> {
    let entry = bind::get(item, "entry").map(FileSystemEntry::unchecked_from_js);
    if let Some(handle) = bind::get(item, "handle") {
        return Some(DroppedItem::Handle(handle.unchecked_into(), entry));
    }
    let entry = entry.map(DroppedItem::Entry);
    entry.or_else(|| Some(DroppedItem::File(bind::get(item, "file")?.unchecked_into())))
}

fn has_files(event: &Event) -> bool {
    let data = event.unchecked_ref::<DragEvent>().data_transfer();
    data.is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

//! Things dragged onto the window.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{DataTransfer, DragEvent, Event};

use super::folder::DroppedItem;
use super::{page, pick};

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
    page::on_window("drop", move |event| {
        over(false);
        if has_files(&event) {
            event.prevent_default();
            let data = event.unchecked_ref::<DragEvent>().data_transfer();
            dropped(data.map(|data| catch(&data)).unwrap_or_default());
        }
    });
}

/// Takes all items at once: after the first wait the browser has forgotten them.
fn catch(data: &DataTransfer) -> Vec<DroppedItem> {
    let items = data.items();
    let mut caught = Vec::new();
    for at in 0..items.length() {
        let Some(item) = items.get(at).filter(|item| item.kind() == "file") else {
            continue;
        };
        let entry = item.webkit_get_as_entry().ok().flatten();
        if let Some(handle) = pick::dropped_handle(&item) {
            caught.push(DroppedItem::Handle(handle, entry));
        } else if let Some(entry) = entry {
            caught.push(DroppedItem::Entry(entry));
        } else if let Ok(Some(file)) = item.get_as_file() {
            caught.push(DroppedItem::File(file));
        }
    }
    caught
}

fn has_files(event: &Event) -> bool {
    let data = event.unchecked_ref::<DragEvent>().data_transfer();
    data.is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

//! How high items are before they were seen.

use sessionscope_engine::transcript::entry::Class;

use crate::parts::number::whole;

/// How high an item may be, from what it is and the bytes of its lines.
pub fn guess(class: Class, bytes: u32) -> f64 {
    let lines = whole(f64::from(bytes.saturating_sub(700)) / 110.0).min(40);
    let base = match class {
        Class::Prompt => 72.0,
        Class::Reply => 64.0,
        Class::Thinking => 44.0,
        Class::Tool => 110.0,
        Class::Note | Class::Record => 52.0,
    };
    match class {
        Class::Prompt | Class::Reply => base + lines as f64 * 21.0,
        Class::Tool => base + lines.min(16) as f64 * 9.0,
        Class::Thinking | Class::Note | Class::Record => base,
    }
}

//! What may be drawn a frame later than what is around it.

use std::time::Duration;

use leptos::prelude::*;

/// Draws its children at once, or in the task after the next frame: to draw much at once is a long task, during which
/// the page answers nothing.
#[component]
pub fn NextFrame(
    /// They are to wait.
    is_late: bool,
    /// What is drawn.
    children: ChildrenFn,
) -> impl IntoView {
    let is_due = RwSignal::new(!is_late);
    if is_late {
        request_animation_frame(move || {
            // What is drawn in the frame's own task would make that one long.
            set_timeout(
                move || {
                    // The view may be gone by now.
                    let _ = is_due.try_set(true);
                },
                Duration::ZERO,
            );
        });
    }
    move || is_due.get().then(|| children())
}

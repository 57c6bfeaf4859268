//! Saving what is shown.

use super::notices;
use crate::browser::spawn::spawn;
use crate::browser::{bind, download};
use crate::state::{AppState, Level};

/// Saves `bytes` as a file once they are there: where the browser can, where the user says, else as a download.
pub fn save(
    state: AppState,
    name: &str,
    mime: &str,
    bytes: impl Future<Output = Vec<u8>> + 'static,
) {
    let (name, mime) = (name.to_owned(), mime.to_owned());
    spawn(async move {
        if let Err(error) = download::save(&name, &mime, &bytes.await).await {
            let text = format!("The file was not saved: {}", bind::error_text(&error));
            notices::tell(
                state,
                Level::Error,
                &text,
                "Try another folder or name.",
                None,
            );
        }
    });
}

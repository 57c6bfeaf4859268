//! Sessionscope's page: what a Claude Code projects folder says, read in the browser.
//!
//! - [`state`] holds the signals that views read.
//! - [`tasks`] change them: one asynchronous flow a file.
//! - [`queries`]: what views ask about the figures.
//! - [`browser`] wraps one platform feature a file and knows nothing of the app.
//! - [`views`], `charts` and `parts` draw.

mod app;
mod browser;
mod charts;
mod parts;
mod queries;
mod route;
mod state;
mod tasks;
mod views;

fn main() {
    app::start();
}

//! The other tabs: one writes, and they tell each other.

use std::cell::RefCell;

use sessionscope_runtime::EventKind;
use sessionscope_runtime::tabs::Message;

use super::shell::Shell;
use crate::platform::storage::hold_lock;
use crate::platform::tabs::Tabs;

/// Channels on which tabs hear each other, one for each message. Earlier versions of the page use the same.
#[derive(Default)]
pub(super) struct Others(RefCell<Vec<(Message, Tabs)>>);

impl Others {
    /// Hears the other tabs from now on.
    pub fn listen(&self, shell: &Shell, database: &str) {
        let messages = [Message::Cleared, Message::Stored, Message::Roots];
        let channels = messages.map(|message| {
            let heard = shell.clone();
            let name = format!("{database}-{}", name(message));
            let tabs = Tabs::listen(&name, move || heard.happen(EventKind::Heard(message)));
            (message, tabs)
        });
        *self.0.borrow_mut() = channels.into();
    }

    /// Tells them something.
    pub fn tell(&self, message: Message) {
        for (of, tabs) in self.0.borrow().iter() {
            if *of == message {
                tabs.tell();
            }
        }
    }
}

fn name(message: Message) -> &'static str {
    match message {
        Message::Stored => "stored",
        Message::Roots => "roots",
        Message::Cleared => "cleared",
    }
}

/// Waits until no other tab writes to the database.
pub(super) fn wait_for_lock(shell: &Shell, database: &str) {
    let granted = shell.clone();
    let is_waiting = hold_lock(&format!("{database}-writer"), move || {
        granted.happen(EventKind::LockGranted);
    });
    if !is_waiting {
        shell.happen(EventKind::LockGranted);
    }
}

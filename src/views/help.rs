//! Where the logs are, and how to give them.

use leptos::prelude::*;

use super::notice::ChooseFolder;
use super::ui::Ui;
use crate::parts::{Copy, Dialog, Icon};

struct Place {
    system: &'static str,
    path: &'static str,
    how: &'static str,
}

const PLACES: [Place; 4] = [
    Place {
        system: "macOS",
        path: "~/.claude/projects",
        how: "In the file dialog press ⌘⇧G and paste the path, or ⌘⇧. to show hidden folders.",
    },
    Place {
        system: "Linux",
        path: "~/.claude/projects",
        how: "In the file dialog press Ctrl+L and paste the path, or Ctrl+H to show hidden folders.",
    },
    Place {
        system: "Windows",
        path: "%USERPROFILE%\\.claude\\projects",
        how: "Paste the path into the address line of the file dialog. In Explorer: View, Show, Hidden items.",
    },
    Place {
        system: "Windows with WSL",
        path: "\\\\wsl.localhost\\Ubuntu\\home\\YOU\\.claude\\projects",
        how: "Paste it into the address line, with your distribution and your user's name put in.",
    },
];

/// The help panel.
#[component]
pub fn Help() -> impl IntoView {
    let ui = expect_context::<Ui>();
    view! {
        <Dialog title="Where the logs are" open=ui.help>
            <HelpBody />
        </Dialog>
    }
}

#[component]
fn HelpBody() -> impl IntoView {
    view! {
        <div class="help">
            <p class="muted">
                "Claude Code keeps one file a session in a hidden folder of your home. Give that folder, "
                "one above it, one project or one session: all of them work."
            </p>
            {PLACES
                .map(|place| {
                    view! {
                        <section>
                            <h3>{place.system}</h3>
                            <Copy text=Signal::stored(place.path.to_owned()) label="Copy the path" />
                            <p class="faint">{place.how}</p>
                        </section>
                    }
                })
                .collect_view()}
            <section>
                <h3>"If the browser refuses the folder"</h3>
                <p class="muted">
                    "Chromium on Linux opens nothing below "<code>"~/.config"</code>", where some set-ups keep "
                    <code>"~/.config/claude"</code>". Drop the folder on the window instead, or use "
                    <ChooseFolder class="link">"the browser's own folder chooser"</ChooseFolder>
                    ". It may say that it will upload the files: they are only handed to this page, which sends nothing."
                </p>
            </section>
            <section>
                <h3>"Firefox and Safari"</h3>
                <p class="muted">
                    "They cannot keep hold of a folder, so it has to be given again on each visit. What was read "
                    "is remembered all the same: only new lines are read again."
                </p>
            </section>
            <section>
                <h3>"Kept private"</h3>
                <p class="muted privacy">
                    {Icon::Lock.view()}
                    <span>
                        "Once this page has started, it forbids itself every connection. It works offline."
                    </span>
                </p>
            </section>
        </div>
    }
}

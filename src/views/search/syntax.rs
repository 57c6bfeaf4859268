//! What can be asked.

use leptos::prelude::*;

use crate::route::{Route, View};

/// What can be written, and what it means.
const FORMS: [(&str, &str); 14] = [
    (
        "parser error",
        "messages with both words, in any form of letters",
    ),
    ("\"exit code 1\"", "these words in a row"),
    ("config*", "words that begin like this"),
    ("cargo OR npm", "one of them"),
    ("deploy -staging", "the first without the second"),
    ("(a OR b) c", "brackets group"),
    (
        "is:error",
        "what failed; also is:prompt, is:answer, is:thinking, is:call, is:result",
    ),
    ("tool:Bash", "calls of a tool and what came back"),
    ("project:website", "a project by a part of its path"),
    ("model:opus", "a model by a part of its name"),
    ("role:user", "who says it"),
    ("branch:main", "a git branch"),
    ("file:main.rs", "messages that name a file"),
    ("after:2026-07-01 before:today", "a span of days"),
];

/// What can be asked, to be pressed.
#[component]
pub fn Syntax(text: Memo<Option<String>>) -> impl IntoView {
    let rows = || {
        FORMS.map(|(form, what)| {
            let to = Route::to(View::Search).with("q", Some(form)).to_hash();
            view! {
                <div>
                    <dt>
                        <a href=to>
                            <code>{form}</code>
                        </a>
                    </dt>
                    <dd>{what}</dd>
                </div>
            }
        })
    };
    view! {
        <details class="card search-syntax" open=move || text.with(Option::is_none)>
            <summary>"What can be asked"</summary>
            <dl>{rows().into_iter().collect_view()}</dl>
        </details>
    }
}

//! Threads as headings above their first turns: what each is about, what it came to, and why it begins there.

use leptos::prelude::*;
use sessionscope_insights::thread::boundary::Reason;
use sessionscope_queries::ThreadFigures;

use super::turns::cost;
use crate::parts::{DisplayPrefs, Hint, format};
use crate::tasks::transcript::ThreadTold;
use crate::views::words;

/// So many reasons are told.
const REASONS: usize = 3;

/// The heading of a thread.
pub fn heading(
    figures: &ThreadFigures,
    thread: &ThreadTold,
    prefs: &DisplayPrefs,
) -> impl IntoView + use<> {
    let number = format::grouped(u64::from(figures.thread) + 1);
    let about = (!thread.words.is_empty()).then(|| format!(": {}", thread.words.join(", ")));
    let facts = [
        Some(format::count(figures.turns, "turn")),
        figures.took_ms.map(format::duration),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    view! {
        <div class="thread" data-thread=figures.thread.to_string()>
            <h3>"Thread " {number} {about}</h3>
            <p>
                {cost("thread_cost_usd", &figures.part, prefs)}
                <span>" · " {facts.join(" · ")}</span>
                {why(thread)
                    .map(|why| {
                        view! {
                            <span class="thread-why">{why}</span>
                            <Hint about="Where threads begin" text=words::THREADS />
                        }
                    })}
            </p>
        </div>
    }
}

/// `Begins after a pause of 3 h, with other files (92% sure)`; nothing for the first one.
fn why(thread: &ThreadTold) -> Option<String> {
    let reasons = thread.boundary.reasons.iter();
    let reasons: Vec<String> = reasons
        .filter_map(|because| words_for(&because.reason))
        .take(REASONS)
        .collect();
    let sure = format::percent(thread.boundary.confidence);
    (!reasons.is_empty()).then(|| format!("Begins {} ({sure} sure)", reasons.join(", ")))
}

/// What follows `begins`.
fn words_for(reason: &Reason) -> Option<String> {
    let words = match reason {
        Reason::First => return None,
        Reason::Pause { pause_ms, .. } => {
            return Some(format!("after a pause of {}", format::duration(*pause_ms)));
        }
        Reason::Topic { .. } => "with other words",
        Reason::Files { .. } => "with other files",
        Reason::Tools { .. } => "with other tools",
        Reason::Said => "as the prompt says",
        Reason::Opening { .. } => "with a long prompt",
        Reason::Cleared => "after /clear",
        Reason::Compacted => "after a compaction",
        Reason::Started => "when Claude Code was started or the session resumed",
        Reason::Unlinked => "where the log does not go on from the message before",
        Reason::Version => "with another version of Claude Code",
        Reason::Directory => "in another directory",
        Reason::Branch => "on another branch",
    };
    Some(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sessionscope_insights::thread::boundary::{Because, Boundary};

    fn thread(reasons: Vec<Reason>) -> ThreadTold {
        let because = |reason| Because {
            reason,
            weight: 1.0,
        };
        ThreadTold {
            first_prompt: "u".into(),
            words: vec!["scarf".into()],
            boundary: Boundary {
                confidence: 0.92,
                reasons: reasons.into_iter().map(because).collect(),
            },
        }
    }

    #[test]
    fn a_thread_says_why_it_begins() {
        assert_eq!(why(&thread(vec![Reason::First])), None);
        let pause = Reason::Pause {
            pause_ms: 10_800_000,
            threshold_ms: 1_800_000,
        };
        let files = Reason::Files { new_share: 1.0 };
        assert_eq!(
            why(&thread(vec![pause, files])).unwrap(),
            "Begins after a pause of 3\u{a0}h, with other files (92% sure)"
        );
    }
}

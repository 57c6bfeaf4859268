//! What the tabs beside the transcript show: the whole session at a glance, its subagents included.
//!
//! What counts, how often and what it cost is told by the session's account, whose items are those
//! that the ledger sums up. The survey of its files adds what only they tell: how long a tool took, what
//! was changed, what was taken back.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::accounts::{Event, Made, Parts, Shares};
use sessionscope_engine::key::Key;
use sessionscope_engine::ledger::EventKind;
use sessionscope_engine::money::Cost;
use sessionscope_engine::order::{sort_by, value_of};
use sessionscope_engine::place::agent_of;
use sessionscope_engine::time::Instant;
use sessionscope_engine::transcript::entry::Class;
use sessionscope_engine::transcript::items::Filter;
use sessionscope_engine::transcript::markup::Node;
use sessionscope_engine::transcript::survey::{Spot, Survey, Turn};
use sessionscope_worker::desk::protocol::{CLASSES, Question, Reply};

use super::transcript::{trouble_view, version_of};
use crate::browser::spawn::spawn;
use crate::parts::display_prefs::one_line;
use crate::state::AppState;
use crate::tasks::account::{self, Counted};
use crate::tasks::transcript::{Book, Sources, Trouble, new_book};

/// So many prompts are read at once.
const BATCH: u32 = 200;
/// So many characters of a prompt are shown.
const PROMPT_CHARS: usize = 160;

/// A session at a glance, and the first words of its prompts with the uuids of their records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glance {
    /// What only its files tell.
    pub survey: Survey,
    /// By prompt, in the order of [`Survey::turns`] that have one.
    pub prompts: Vec<Prompt>,
    /// What counts, and what it cost.
    pub counted: Counted,
    /// The ids of the subagents whose files are those of the survey; the session's own have none.
    agents: Vec<Option<String>>,
}

/// A turn, told whole.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Told<'a> {
    /// Its prompt, if the session's own files have it; what is outside of all turns has none.
    pub prompt: Option<&'a Prompt>,
    /// Its prompt counts for this session, which has not taken it over from another.
    pub is_own: bool,
    /// When the first part of it was written.
    pub start: Option<Instant>,
    /// When the last part of it was written.
    pub end: Option<Instant>,
    /// Its figures.
    pub parts: Parts,
    /// Changes of files, by itself and by subagents.
    pub edits: [u64; 2],
    /// It was taken back: another version of the prompt took its place.
    pub left: bool,
    /// The context was compacted in it.
    pub compacted: bool,
    /// The user stopped it.
    pub interrupted: bool,
}

/// A call that counts for the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Number of the tool's name among the ledger's.
    pub tool: u32,
    /// A subagent called it.
    pub subagent: bool,
    /// Its turn.
    pub turn: Option<u32>,
}

/// A prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// The uuid of its record.
    pub uuid: String,
    /// Its first words.
    pub text: String,
}

/// Loads the session at a glance, and draws it when it is there.
#[component]
pub fn WithGlance<F, V>(
    /// The session.
    session: u32,
    /// Draws it.
    draw: F,
) -> impl IntoView
where
    F: Fn(Arc<Glance>) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let state = expect_context::<AppState>();
    let glance = RwSignal::new(None::<Result<Arc<Glance>, Trouble>>);
    let sources = Memo::new(move |_| {
        state.ledger.with(|ledger| {
            let own = Sources::of_session(ledger, session).files().count();
            (Sources::of_all(ledger, session), own)
        })
    });
    let version = version_of(state, session);
    let redacted = Memo::new(move |_| state.settings.with(|settings| settings.redacted));
    Effect::new(move |was_redacted: Option<bool>| {
        let redacted = redacted.get();
        if was_redacted.is_some_and(|was| was != redacted) {
            // What holds names goes at once.
            glance.set(None);
        }
        // A memo that is only tracked is never worked out.
        let _ = version.get();
        state.roots.track();
        let (sources, own) = sources.get();
        spawn(async move {
            let loaded = load(state, session, &sources, own).await.map(Arc::new);
            // What was read before names were hidden comes too late.
            if redacted_now(state) == redacted {
                glance.try_set(Some(loaded));
            }
        });
        redacted
    });
    move || match glance.get() {
        None => view! { <p class="msgs-state" role="status">"Looking through the session…"</p> }
            .into_any(),
        Some(Err(trouble)) => trouble_view(state, trouble).into_any(),
        Some(Ok(glance)) => draw(glance).into_any(),
    }
}

/// Names are hidden, as the settings are now.
pub fn redacted_now(state: AppState) -> bool {
    state.settings.with_untracked(|settings| settings.redacted)
}

async fn load(
    state: AppState,
    session: u32,
    sources: &Sources,
    own: usize,
) -> Result<Glance, Trouble> {
    let book = new_book(state).await?;
    let glance = prefs(&book, sources, own).await;
    book.close();
    let mut glance = glance?;
    let counted = account::of_session(state, session, sources, &glance.survey.starts).await;
    glance.counted = counted.ok_or(Trouble::Gone)?;
    Ok(glance)
}

async fn prefs(book: &Book, sources: &Sources, own: usize) -> Result<Glance, Trouble> {
    let prompts_alone = Filter {
        hidden: CLASSES
            .into_iter()
            .filter(|class| *class != Class::Prompt)
            .collect(),
        no_sidechains: true,
        ..Filter::default()
    };
    let mut count = 0;
    book.open(sources, prompts_alone, |outline| {
        count = u32::try_from(outline.items.len()).unwrap_or(u32::MAX);
    })
    .await?;
    let question = Question::Survey {
        book: book.number,
        own: u32::try_from(own).unwrap_or(u32::MAX),
    };
    let Reply::Survey(survey) = book.ask(question).await? else {
        return Ok(Glance::default());
    };
    let mut prompts = Vec::new();
    for from in (0..count).step_by(BATCH as usize) {
        let question = Question::Read {
            book: book.number,
            from,
            to: count.min(from.saturating_add(BATCH)),
        };
        if let Reply::Articles(articles) = book.ask(question).await? {
            prompts.extend(articles.into_iter().map(|article| {
                let text = words_of(&article.body);
                Prompt {
                    uuid: article.uuid,
                    text: text.chars().take(PROMPT_CHARS).collect(),
                }
            }));
        }
    }
    Ok(Glance {
        survey: *survey,
        prompts,
        counted: Counted::default(),
        agents: sources
            .files()
            .enumerate()
            .map(|(at, (_, path))| (at >= own).then(|| agent_of(path).to_owned()))
            .collect(),
    })
}

/// What a prompt says: what is seen of it without opening anything, if that is something.
fn words_of(body: &[Node]) -> String {
    let collected = |collect: fn(&Node, &mut String)| {
        let mut text = String::new();
        for node in body {
            collect(node, &mut text);
            text.push(' ');
        }
        one_line(&text)
    };
    let open = collected(Node::collect_open_text);
    if open.is_empty() {
        collected(Node::collect_text)
    } else {
        open
    }
}

impl Glance {
    /// The ledger's row of a file of the survey.
    fn row(&self, file: u32) -> u32 {
        let row = self.counted.rows.get(file as usize);
        row.copied().unwrap_or(u32::MAX)
    }

    /// The turn that a line is part of.
    pub fn turn_of(&self, at: Spot) -> Option<u32> {
        self.counted.turns.of(self.row(at.file), at.line)
    }

    /// The subagent whose file one of the survey is.
    pub fn agent(&self, file: u32) -> Option<&str> {
        self.agents.get(file as usize)?.as_deref()
    }

    /// The subagent whose file is in this row of the ledger.
    pub fn agent_of_row(&self, row: u32) -> Option<&str> {
        let rows = (0_u32..).zip(&self.counted.rows);
        let mut files = rows.filter(|(_, known)| **known == row);
        self.agent(files.next()?.0)
    }

    /// The calls that count for the session, in the order of the keys of their ids.
    pub fn calls(&self) -> Vec<(Key, Counts)> {
        let turn = |event: &Event| self.counted.turns.of(event.file, event.line);
        let calls = self.counted.account.events.iter();
        let calls = calls.filter_map(|event| match event.kind {
            EventKind::ToolCall(tool) => {
                let counts = Counts {
                    tool,
                    subagent: event.subagent,
                    turn: turn(event),
                };
                Some((event.key, counts))
            }
            _ => None,
        });
        let mut calls: Vec<_> = calls.collect();
        sort_by(&mut calls, |a, b| a.0.cmp(&b.0));
        calls
    }

    /// What tools cost: of each response an equal part for each call that it made.
    pub fn shares(&self) -> Shares {
        let made = self.survey.calls.iter().map(|call| Made {
            call: call.id,
            response: call.response,
            file: self.row(call.place.file),
            line: call.line,
        });
        let made: Vec<Made> = made.collect();
        self.counted.account.shares(&made)
    }

    /// What responses cost, with all that was billed inside them, in the order of file, line and key.
    pub fn costs_of_responses(&self) -> Vec<((u32, u64, Key), Cost)> {
        let mut costs: Vec<((u32, u64, Key), Cost)> = Vec::new();
        // Bills are in that order.
        for item in &self.counted.account.bills {
            let key = (item.file, item.line, item.key);
            match costs.last_mut() {
                Some((last, cost)) if *last == key => cost.0 += item.cost.0,
                _ => costs.push((key, item.cost)),
            }
        }
        costs
    }

    /// What the calls cost that started subagents: what those did, those that they started not included. In the
    /// order of the calls' keys.
    pub fn costs_of_calls(&self) -> Vec<(Key, Cost)> {
        let mut of_files: Vec<(u32, Cost)> = Vec::new();
        // Bills are in the order of files.
        for item in &self.counted.account.bills {
            match of_files.last_mut() {
                Some((last, cost)) if *last == item.file => cost.0 += item.cost.0,
                _ => of_files.push((item.file, item.cost)),
            }
        }
        let of_agent = |agent: &str| -> Cost {
            let files = (0_u32..).zip(&self.agents);
            let files = files.filter(|(_, other)| other.as_deref() == Some(agent));
            let costs = files.filter_map(|(file, _)| value_of(&of_files, &self.row(file)).copied());
            costs.sum()
        };
        let starts = self.survey.starts.iter();
        let costs = starts.map(|start| (start.call, of_agent(&start.agent)));
        let mut costs: Vec<_> = costs.collect();
        sort_by(&mut costs, |a, b| a.0.cmp(&b.0));
        costs
    }

    /// The turns, and what is outside of all.
    pub fn turns(&self) -> (Vec<Told<'_>>, Told<'_>) {
        let turns = &self.counted.turns;
        let (figures, outside) = turns.figures(&self.counted.account);
        let told = turns.list.iter().zip(figures).map(|(turn, parts)| Told {
            is_own: turn.is_own,
            start: turn.time,
            end: turn.time,
            parts,
            ..Told::default()
        });
        let mut told: Vec<Told<'_>> = told.collect();
        let mut outside = Told {
            parts: outside,
            ..Told::default()
        };
        let mut prompts = self.prompts.iter();
        for turn in &self.survey.turns {
            let prompt = turn.prompt.and_then(|_| prompts.next());
            let number = turn.prompt.and_then(|spot| self.turn_of(spot));
            let begins = number.and_then(|number| turns.list.get(number as usize));
            let place = number.and_then(|number| told.get_mut(number as usize));
            let place = place.unwrap_or(&mut outside);
            place.add(turn);
            let is_its = |spot: Spot| {
                begins
                    .is_some_and(|turn| (turn.file, turn.line) == (self.row(spot.file), spot.line))
            };
            if turn.prompt.is_some_and(is_its) {
                place.prompt = prompt;
            }
        }
        let calls = self.calls();
        for call in self.survey.calls.iter().filter(|call| call.edit) {
            if let Some(counts) = value_of(&calls, &call.id) {
                let place = counts.turn.and_then(|turn| told.get_mut(turn as usize));
                let [own, agents] = &mut place.unwrap_or(&mut outside).edits;
                *if counts.subagent { agents } else { own } += 1;
            }
        }
        (told, outside)
    }

    /// What to call a turn.
    pub fn title(prompt: Option<&Prompt>) -> String {
        match prompt {
            // While texts are hidden that is how long it is.
            Some(prompt) if prompt.text.is_empty() => "(a picture or a document)".to_owned(),
            Some(prompt) => prompt.text.clone(),
            None => "(a prompt that stands in a copy of this session alone)".to_owned(),
        }
    }
}

impl Told<'_> {
    fn add(&mut self, turn: &Turn) {
        self.start = [self.start, turn.start].into_iter().flatten().min();
        self.end = self.end.max(turn.end);
        self.left |= turn.left;
        self.compacted |= turn.compacted;
        self.interrupted |= turn.interrupted;
    }
}

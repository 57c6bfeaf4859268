//! What the library answers, without names and texts while they are hidden.

use sessionscope_engine::place::{RootId, output_of, output_path};
use sessionscope_engine::redact::{Veil, is_known_kind};
use sessionscope_engine::search::beside::UUID_PREFIX;
use sessionscope_engine::transcript::agents::{Start, Subagent};
use sessionscope_engine::transcript::article::Article;
use sessionscope_engine::transcript::entry::Class;
use sessionscope_engine::transcript::frame::{self, CallFrame, Piece, ResultFrame};
use sessionscope_engine::transcript::markup::Node;
use sessionscope_engine::transcript::survey::Survey;
use sessionscope_worker::library::protocol::{
    AgentTold, Outline, Quote, Reply, SearchHit, SearchResult, SearchSession,
};
use sessionscope_worker::library::threads::ThreadTold;

use super::{CALLS, OUTPUTS, file, tool, veil};
use crate::parts::format;

/// What stands in the place of a text whose size nobody asks for.
const HIDDEN: &str = "•••••";
/// Headlines of ours, which say nothing of what stands below them.
const TITLES: &[&str] = &[
    "API error",
    "Added by Claude Code",
    "Background task",
    "Claude",
    "Command",
    "Interrupted",
    "Malformed line",
    "Message",
    "Note",
    "Old tool results were dropped",
    "Output",
    "Output of the command",
    "Reminder",
    "Shell command",
    "Stop hooks",
    "System",
    "Teammate",
    "The conversation was compacted",
    "To the subagent",
    "Tool result",
    "Turn ended",
    "What was kept of the conversation",
    "You",
];

/// An answer without names and texts, while they are hidden.
pub fn reply(reply: Reply) -> Reply {
    let Some(veil) = veil() else {
        return reply;
    };
    // Every answer is named here: a new one has to be thought of.
    match reply {
        Reply::Opened(outline) => Reply::Opened(Outline {
            tools: outline.tools.iter().map(|name| tool(&veil, name)).collect(),
            ..outline
        }),
        Reply::Articles(articles) => {
            let articles = articles.into_iter().map(|of| article(&veil, of));
            Reply::Articles(articles.collect())
        },
        Reply::Nodes(_) => Reply::Nodes(vec![Node::Text(HIDDEN.to_owned())]),
        Reply::Line(_, bytes) => Reply::Line(HIDDEN.to_owned(), bytes),
        Reply::Survey(survey) => Reply::Survey(Box::new(surveyed(&veil, *survey))),
        Reply::Found(answer) => Reply::Found(found(&veil, answer)),
        Reply::Quotes(quotes) => {
            Reply::Quotes(quotes.into_iter().map(|quote| quote.map(quoted)).collect())
        }
        Reply::Piece { bytes, .. } => Reply::Piece {
            text: output_hidden(bytes),
            next: None,
            bytes,
        },
        Reply::Threads(threads) => Reply::Threads(threads.into_iter().map(ThreadTold::without_texts).collect()),
        Reply::Agents(agents) => {
            Reply::Agents(agents.into_iter().map(|told| agent_of(&veil, told)).collect())
        }
        Reply::Places(places, notices) => Reply::Places(places, said_of(&notices)),
        same @ (Reply::At(_)
        // Of these the index is kept like the files; no view is told.
        | Reply::Known(_)
        | Reply::Taken(..)
        | Reply::Kept(..)
        | Reply::Nothing) => same,
    }
}

/// What is said of a query, without the words of it.
fn said_of(notices: &[String]) -> Vec<String> {
    let words = "Something that was typed is in no message, or was not understood.";
    let any = notices.first().map(|_| words.to_owned());
    any.into_iter().collect()
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number below 2^53"
)]
fn output_hidden(bytes: f64) -> String {
    format!("{} hidden", format::bytes(bytes as u64))
}

/// A subagent without what it is called and was told.
fn agent_of(veil: &Veil, told: AgentTold) -> AgentTold {
    let AgentTold { agent, call } = told;
    AgentTold {
        agent: Subagent {
            id: agent_id(veil, &agent.id),
            first: agent.first,
            ..Subagent::default()
        },
        call: call.map(|(start, how)| (start_of(start), how)),
    }
}

fn start_of(start: Start) -> Start {
    // Every field is named here: a new one has to be thought of.
    let Start {
        place,
        uuid,
        call,
        time,
        id: _,
        run: _,
        kind: _,
        name: _,
        about: _,
        prompt: _,
    } = start;
    Start {
        place,
        uuid,
        call: call_id(&call),
        time,
        id: None,
        run: None,
        kind: None,
        name: None,
        about: None,
        prompt: String::new(),
    }
}

fn agent_id(veil: &Veil, id: &str) -> String {
    veil.agents.shown(id).unwrap_or("another").to_owned()
}

/// What a call is known by, whose id may say anything.
fn call_id(id: &str) -> String {
    CALLS.with_borrow_mut(|calls| calls.number("Call", id).to_owned())
}

fn article(veil: &Veil, article: Article) -> Article {
    // Every field is named here: a new one has to be thought of.
    let Article {
        place,
        uuid,
        role,
        class,
        title,
        time,
        model,
        tokens,
        message,
        response,
        failed,
        left,
        sidechain,
        fork,
        line,
        is_plain,
        body: _,
        frame: pieces,
    } = article;
    let is_known = matches!(&*role, "assistant" | "malformed" | "system" | "user");
    let role = if is_known || is_known_kind(&role) {
        role
    } else {
        "record".to_owned()
    };
    let pieces: Vec<Piece> = pieces.into_iter().map(|piece| shown(veil, piece)).collect();
    Article {
        place,
        uuid,
        title: title_of(&title, class, &role, line),
        role,
        class,
        time,
        model,
        tokens,
        message,
        response,
        failed,
        left,
        sidechain,
        fork,
        line,
        is_plain,
        body: frame::nodes(&pieces),
        frame: Vec::new(),
    }
}

/// What an item is made of, with pseudonyms.
fn shown(veil: &Veil, piece: Piece) -> Piece {
    match piece {
        Piece::Call(call) => Piece::Call(Box::new(shown_call(veil, *call))),
        Piece::Result(result) => Piece::Result(shown_result(result)),
        same @ (Piece::Text(_) | Piece::Thinking(_) | Piece::Picture | Piece::More(_)) => same,
    }
}

fn shown_call(veil: &Veil, call: CallFrame) -> CallFrame {
    // Every field is named here: a new one has to be thought of.
    let CallFrame {
        tool: name,
        id,
        file: about,
        input,
        took_ms,
        starts,
        agent_calls,
        agent_tokens,
        results,
    } = call;
    CallFrame {
        tool: tool(veil, &name),
        id: call_id(&id),
        file: about.map(|path| file(&path)),
        input,
        took_ms,
        starts: starts.map(|id| agent_id(veil, &id)),
        agent_calls,
        agent_tokens,
        results: results.into_iter().map(shown_result).collect(),
    }
}

fn shown_result(result: ResultFrame) -> ResultFrame {
    // Every field is named here: a new one has to be thought of.
    let ResultFrame {
        uuid,
        characters,
        pictures,
        failed,
        outputs,
    } = result;
    ResultFrame {
        uuid,
        characters,
        pictures,
        failed,
        outputs: outputs.iter().map(|name| output(name)).collect(),
    }
}

/// A headline that is ours, or what the item is.
fn title_of(title: &str, class: Class, role: &str, line: u64) -> String {
    if TITLES.contains(&title) || is_known_kind(title) {
        return title.to_owned();
    }
    if title.starts_with(&format!("{line}: ")) {
        return format!("{line}: {role}");
    }
    let name = match class {
        Class::Prompt => "Prompt",
        Class::Reply => "Reply",
        Class::Thinking => "Thinking",
        Class::Tool => "Tool call",
        Class::Note => "Note",
        Class::Record => "Record",
    };
    name.to_owned()
}

/// Names of a survey are those of tools and files: what each is, its uses tell.
fn surveyed(veil: &Veil, survey: Survey) -> Survey {
    // Every field is named here: a new one has to be thought of.
    let Survey {
        turns,
        calls,
        mut starts,
        compactions,
        names: real_names,
    } = survey;
    for start in &mut starts {
        start.agent = agent_id(veil, &start.agent);
    }
    let mut names = vec![String::new(); real_names.len()];
    let mut put = |number: u32, name: &dyn Fn(&str) -> String| {
        let real = real_names.get(number as usize);
        if let (Some(place), Some(real)) = (names.get_mut(number as usize), real) {
            *place = name(real);
        }
    };
    for call in &calls {
        put(call.tool, &|name| tool(veil, name));
        if let Some(touched) = call.file {
            put(touched, &file);
        }
    }
    Survey {
        turns,
        calls,
        starts,
        compactions,
        names,
    }
}

fn found(veil: &Veil, found: SearchResult) -> SearchResult {
    let sessions = found.sessions.into_iter().map(|session| SearchSession {
        session: veil
            .sessions
            .shown(&session.session)
            .unwrap_or("another session")
            .to_owned(),
        best: session
            .best
            .into_iter()
            .map(|hit| hidden_hit(veil, hit))
            .collect(),
        ..session
    });
    // Every field is named here: a new one has to be thought of.
    SearchResult {
        hits: found.hits,
        session_count: found.session_count,
        sessions: sessions.collect(),
        notices: said_of(&found.notices),
        query: String::new(),
    }
}

fn hidden_hit(veil: &Veil, hit: SearchHit) -> SearchHit {
    // Every field is named here: a new one has to be thought of.
    let SearchHit {
        root,
        path,
        offset_bytes,
        length_bytes,
        time,
        tools,
    } = hit;
    SearchHit {
        root,
        path: shown_path(veil, root, &path),
        offset_bytes,
        length_bytes,
        time,
        tools: tools.into_iter().map(|name| tool(veil, &name)).collect(),
    }
}

/// What a file is called; an output by the log beside which it lies.
fn shown_path(veil: &Veil, root: RootId, path: &str) -> String {
    let Some((log, name)) = output_of(path) else {
        return veil.file(root, path).unwrap_or_default().to_owned();
    };
    let log = veil.file(root, &log).unwrap_or_default();
    output_path(log, &output(name)).unwrap_or_default()
}

fn output(name: &str) -> String {
    OUTPUTS.with_borrow_mut(|outputs| outputs.number("Output", name).to_owned())
}

fn quoted(quote: Quote) -> Quote {
    // Every field is named here: a new one has to be thought of.
    let Quote {
        uuid,
        field,
        text: _,
        marks: _,
        matches,
    } = quote;
    Quote {
        // That of a record which stands for an output is its path.
        uuid: if uuid.starts_with(UUID_PREFIX) {
            String::new()
        } else {
            uuid
        },
        field,
        text: HIDDEN.to_owned(),
        marks: Vec::new(),
        matches,
    }
}

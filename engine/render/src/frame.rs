//! What an item is made of, without any of its texts: who calls which tool, how long that took, how large
//! each text is. While texts are hidden this is drawn in their place.

use serde::{Deserialize, Serialize};

pub use super::forms::framed::{hidden, nodes};

use super::forms::call_key;
use sessionscope_log::json::Value;
use sessionscope_log::key::Key;
use sessionscope_search::beside;
use sessionscope_transcript::agents::STARTING;
use sessionscope_transcript::index::{Call, Outcome};
use sessionscope_transcript::items::{Place, Transcript};

/// Most pieces of one item; of the rest only the number is told.
const PIECES_MAX: usize = 200;
/// Most results of one call: there is hardly ever more than one.
const RESULTS_MAX: usize = 8;
/// What is deeper than this is counted as it is written.
const DEPTH_MAX: u32 = 16;
/// Members of records that hold ids, times and the like: nothing that somebody said.
const NOT_SAID: &[&str] = &[
    "agentId",
    "cwd",
    "entrypoint",
    "gitBranch",
    "isMeta",
    "isSidechain",
    "leafUuid",
    "logicalParentUuid",
    "messageId",
    "parentUuid",
    "promptId",
    "requestId",
    "sessionId",
    "slug",
    "sourceToolAssistantUUID",
    "subtype",
    "timestamp",
    "toolUseID",
    "parentToolUseID",
    "type",
    "userType",
    "uuid",
    "version",
];

/// One thing that an item is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// A text of so many characters.
    Text(u64),
    /// What the model thought, in so many characters; 0 where the log does not have it.
    Thinking(u64),
    /// A picture or a document.
    Picture,
    /// A call of a tool, and what came back.
    Call(Box<CallFrame>),
    /// A result whose call is elsewhere.
    Result(ResultFrame),
    /// So many pieces more.
    More(u64),
}

/// A call of a tool without what it was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFrame {
    /// The tool.
    pub tool: String,
    /// The call's id.
    pub id: String,
    /// The file that it is about.
    pub file: Option<String>,
    /// Characters of what the tool was told.
    pub input: u64,
    /// From the call until its result was written, in milliseconds.
    pub took_ms: Option<i64>,
    /// Subagents that it started can be opened; where it names one, by that id.
    pub starts: Option<String>,
    /// Calls of tools that the subagent made.
    pub agent_calls: Option<u64>,
    /// Tokens that the subagent took.
    pub agent_tokens: Option<u64>,
    /// What came back, once or several times.
    pub results: Vec<ResultFrame>,
}

/// What came back from a tool, without its texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultFrame {
    /// The `uuid` of its record, where that is another than the call's.
    pub uuid: String,
    /// Characters.
    pub characters: u64,
    /// Pictures and documents.
    pub pictures: u64,
    /// The tool failed.
    pub failed: bool,
    /// The names of the whole outputs that lie beside the log.
    pub outputs: Vec<String>,
}

/// What an item is made of. `results` are the texts of the records with the results of its calls.
pub fn frame(transcript: &Transcript, place: Place, text: &[u8], results: &[&[u8]]) -> Vec<Piece> {
    let Ok(record) = Value::parse(text) else {
        return vec![Piece::Text(count(&String::from_utf8_lossy(text)))];
    };
    let message = record.get("message");
    let said = message.unwrap_or(record).get("content");
    let Some(said) = said else {
        return vec![Piece::Text(said_by(record))];
    };
    if let Some(text) = said.text() {
        return vec![Piece::Text(count(&text))];
    }
    let maker = Maker {
        transcript,
        place,
        calls: transcript.calls_of(place),
        found: found_in(record, results),
    };
    let blocks = said.elements();
    let more = blocks.len().saturating_sub(PIECES_MAX) as u64;
    let mut pieces: Vec<Piece> = Vec::new();
    for block in blocks.into_iter().take(PIECES_MAX) {
        pieces.extend(maker.piece(block));
    }
    pieces.extend((more > 0).then_some(Piece::More(more)));
    pieces
}

/// A line as it is: one text.
pub fn line_frame(text: &[u8]) -> Vec<Piece> {
    vec![Piece::Text(count(&String::from_utf8_lossy(text)))]
}

/// A result, and what stands beside it.
#[derive(Clone)]
struct CallResult<'a> {
    /// The call that it answers.
    call: Key,
    /// The `uuid` of its record; empty where that is the call's own.
    uuid: String,
    /// What Claude Code keeps of it.
    kept: Value<'a>,
    block: Value<'a>,
}

fn found_in<'a>(own: Value<'a>, results: &[&'a [u8]]) -> Vec<CallResult<'a>> {
    let mut found = Vec::new();
    found_of(own, true, &mut found);
    for text in results {
        if let Ok(record) = Value::parse(text) {
            found_of(record, false, &mut found);
        }
    }
    found
}

fn found_of<'a>(record: Value<'a>, is_own: bool, found: &mut Vec<CallResult<'a>>) {
    let content = record.get("message").and_then(|said| said.get("content"));
    let blocks = content.map(|content| content.elements());
    let mut blocks = blocks.unwrap_or_default();
    blocks.retain(|block| is_result(&block.text_of("type").unwrap_or_default()));
    // What is kept is that of the whole record: of several results nobody knows whose it is.
    let kept = record.get("toolUseResult").filter(|_| blocks.len() == 1);
    let uuid = record.text_of("uuid").filter(|_| !is_own);
    found.extend(blocks.into_iter().map(|block| CallResult {
        call: call_key(&block.text_of("tool_use_id").unwrap_or_default()),
        uuid: uuid.as_deref().unwrap_or_default().to_owned(),
        kept: kept.unwrap_or(Value::Null),
        block,
    }));
}

fn is_result(kind: &str) -> bool {
    kind.ends_with("tool_result")
}

struct Maker<'a> {
    transcript: &'a Transcript,
    place: Place,
    /// The record's calls, as the index has them.
    calls: Vec<(Call, Option<(Place, Outcome)>)>,
    found: Vec<CallResult<'a>>,
}

impl Maker<'_> {
    fn piece(&self, block: Value<'_>) -> Option<Piece> {
        let kind = block.text_of("type").unwrap_or_default();
        Some(match &*kind {
            "thinking" => Piece::Thinking(count(&block.text_of("thinking").unwrap_or_default())),
            "redacted_thinking" => Piece::Thinking(0),
            "image" | "document" => Piece::Picture,
            "tool_use" | "server_tool_use" | "mcp_tool_use" => {
                Piece::Call(Box::new(self.call(block)))
            }
            _ if is_result(&kind) => {
                // With its call it is told already.
                let key = call_key(&block.text_of("tool_use_id").unwrap_or_default());
                let is_of_own = self.calls.iter().any(|(call, _)| call.id == key);
                return (!is_of_own).then(|| Piece::Result(result(Value::Null, block)));
            }
            _ => Piece::Text(said_by(block)),
        })
    }

    fn call(&self, block: Value<'_>) -> CallFrame {
        let id = block.text_of("id").unwrap_or_default();
        let tool = block.text_of("name").unwrap_or_default();
        let key = call_key(&id);
        let found = self.found.iter().filter(|found| found.call == key);
        let found: Vec<&CallResult<'_>> = found.take(RESULTS_MAX).collect();
        let kept = found.first().map_or(Value::Null, |found| found.kept);
        let results = found.iter().map(|found| ResultFrame {
            uuid: found.uuid.clone(),
            ..result(found.kept, found.block)
        });
        let mut ids = ["agentId", "agent_id"].into_iter();
        let agent = ids.find_map(|name| kept.some_text_of(name));
        let opens = agent.is_some() || STARTING.contains(&&*tool);
        let (file, took_ms) = self.indexed(key);
        CallFrame {
            file,
            input: block.get("input").map_or(0, |input| characters(input, 0)),
            took_ms,
            starts: opens.then(|| agent.unwrap_or_default().into_owned()),
            agent_calls: whole(kept, "totalToolUseCount"),
            agent_tokens: whole(kept, "totalTokens"),
            results: results.collect(),
            tool: tool.into_owned(),
            id: id.into_owned(),
        }
    }

    /// The file that a call is about, and how long it took: both are in the index.
    fn indexed(&self, key: Key) -> (Option<String>, Option<i64>) {
        let Some((call, outcome)) = self.calls.iter().find(|(call, _)| call.id == key) else {
            return (None, None);
        };
        let names = self.transcript.file(self.place.file);
        let file = call.file.zip(names);
        let file = file.map(|(number, names)| names.name(number).to_owned());
        let time = |place: Place| self.transcript.entry(place)?.time;
        let end = outcome.and_then(|(place, _)| time(place));
        let span = time(self.place).zip(end);
        let took_ms = span.map(|(start, end)| end.0.saturating_sub(start.0));
        (file, took_ms.filter(|took_ms| *took_ms >= 0))
    }
}

fn whole(value: Value<'_>, name: &str) -> Option<u64> {
    let number = value.number_of(name).filter(|number| *number >= 0.0);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates"
    )]
    number.map(|number| number as u64)
}

fn result(kept: Value<'_>, block: Value<'_>) -> ResultFrame {
    let content = block.get("content").unwrap_or(Value::Null);
    let kind = content.text_of("type").unwrap_or_default();
    let mut frame = ResultFrame {
        failed: block.is_true("is_error") || kind.ends_with("_error"),
        outputs: beside::of_result(content, kept),
        ..ResultFrame::default()
    };
    if !matches!(content, Value::Array(_)) {
        frame.characters = said_by(content);
        return frame;
    }
    for part in content.elements() {
        match part.text_of("type").as_deref() {
            Some("image" | "document") => frame.pictures += 1,
            _ => frame.characters += said_by(part),
        }
    }
    frame
}

/// Characters that a record or block says; what only identifies or times it is left out.
fn said_by(value: Value<'_>) -> u64 {
    if !value.is_object() {
        return characters(value, 0);
    }
    let members = value.members().into_iter();
    let said = members.filter(|(name, _)| !NOT_SAID.contains(&&**name));
    said.map(|(_, member)| characters(member, 1)).sum()
}

/// Characters of all texts and numbers in a value.
fn characters(value: Value<'_>, depth: u32) -> u64 {
    match value {
        Value::Null | Value::Bool(_) => 0,
        Value::Text(text) => count(&text.to_text()),
        Value::Array(_) if depth < DEPTH_MAX => {
            let elements = value.elements().into_iter();
            elements.map(|element| characters(element, depth + 1)).sum()
        }
        Value::Object(_) if depth < DEPTH_MAX => {
            let members = value.members().into_iter();
            members
                .map(|(_, member)| characters(member, depth + 1))
                .sum()
        }
        _ => count(&value.written()),
    }
}

fn count(text: &str) -> u64 {
    text.chars().count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::article;
    use crate::markup::Node;
    use sessionscope_transcript::index::Indexer;

    /// What items of these lines look like while texts are hidden.
    fn framed(lines: &[&str]) -> Vec<Vec<Piece>> {
        let mut indexer = Indexer::default();
        indexer.push(lines.join("\n").as_bytes());
        indexer.push(b"\n");
        let transcript = Transcript::new(vec![indexer.finish()]);
        let text = |place: Place| lines.get(place.entry as usize).map(|line| line.as_bytes());
        let places = transcript.items(&sessionscope_transcript::items::Filter::default());
        let articles = places
            .iter()
            .map(|place| article(&transcript, *place, &text).unwrap());
        articles.map(|article| article.frame).collect()
    }

    fn words(pieces: &[Piece]) -> String {
        let mut text = String::new();
        for node in nodes(pieces) {
            Node::collect_text(&node, &mut text);
            text.push('\n');
        }
        text
    }

    #[test]
    fn texts_become_their_sizes() {
        let said = framed(&[
            r#"{"type":"user","uuid":"u","message":{"role":"user","content":"five!"}}"#,
            r#"{"type":"assistant","uuid":"a","message":{"id":"m","role":"assistant","content":[{"type":"thinking","thinking":"hm é","signature":"long"},{"type":"text","text":"x"},{"type":"redacted_thinking","data":"zzz"}]}}"#,
        ]);
        assert_eq!(said[0], [Piece::Text(5)]);
        assert_eq!(
            said[1],
            [Piece::Thinking(4), Piece::Text(1), Piece::Thinking(0)]
        );
        assert_eq!(words(&said[0]), "5 characters hidden\n");
        assert!(words(&said[1]).contains("Thinking4 characters hidden\n1 character hidden"));
    }

    #[test]
    fn a_call_keeps_all_but_its_texts() {
        let said = framed(&[
            r#"{"type":"assistant","uuid":"a","timestamp":"2026-01-01T00:00:05Z","message":{"id":"m","role":"assistant","content":[{"type":"tool_use","id":"t","name":"Task","input":{"prompt":"1234567","subagent_type":"abc"}}]}}"#,
            r#"{"type":"user","uuid":"r","timestamp":"2026-01-01T00:00:07Z","toolUseResult":{"agentId":"g1","totalToolUseCount":3,"totalTokens":1200},"message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,"content":[{"type":"text","text":"Saved to: /x/tool-results/t.txt"},{"type":"image","source":{"data":"AAAA"}}]}]}}"#,
        ]);
        let result = ResultFrame {
            uuid: "r".into(),
            characters: 31,
            pictures: 1,
            failed: true,
            outputs: vec!["t.txt".into()],
        };
        let call = CallFrame {
            tool: "Task".into(),
            id: "t".into(),
            file: None,
            input: 10,
            took_ms: Some(2_000),
            starts: Some("g1".into()),
            agent_calls: Some(3),
            agent_tokens: Some(1_200),
            results: vec![result],
        };
        assert_eq!(said, [[Piece::Call(Box::new(call))]]);
        let words = words(&said[0]);
        for part in [
            "Taskfailed",
            "Input10 characters hidden",
            "Took2.0 s",
            "Tool calls3",
            "Tokens1,200",
            "Show what it did",
            "Error31 characters hidden, 1 picture hidden",
            "Show the whole output",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
    }

    #[test]
    fn a_record_of_any_shape_has_a_frame() {
        let line = r#"{"type":"system","uuid":"s","subtype":"informational","content":"abc","timestamp":"2026-01-01T00:00:07Z"}"#;
        assert_eq!(framed(&[line]), [[Piece::Text(3)]]);
        let many = r#"{"type":"text","text":"a"}"#;
        let many = vec![many; PIECES_MAX + 2].join(",");
        let line = format!(
            r#"{{"type":"user","uuid":"u","message":{{"role":"user","content":[{many}]}}}}"#
        );
        let said = framed(&[&line]);
        assert_eq!(said[0].len(), PIECES_MAX + 1);
        assert_eq!(said[0].last(), Some(&Piece::More(2)));
    }
}

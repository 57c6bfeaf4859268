//! What tools gave out and was too large for the log: files beside it, searched like results in it.

use serde_json::json;

use sessionscope_log::json::Value;
use sessionscope_log::time::Instant;

/// So many bytes of an output are searched.
pub const OUTPUT_BYTES: u64 = 32 << 20;
/// A zero among so many bytes at the start: it is no text.
const HEAD_BYTES: usize = 8 << 10;

/// What the `uuid` of a record that stands for an output begins with; its path follows.
pub const UUID_PREFIX: &str = "output:";

/// A record that stands for an output: its text as the result of a tool, as a log would have it.
pub fn record(path: &str, session: &str, mtime_ms: i64, bytes: &[u8]) -> Vec<u8> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let text = if memchr::memchr(0, head).is_some() {
        String::new()
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    };
    let record = json!({
        "type": "user",
        "uuid": format!("{UUID_PREFIX}{path}"),
        "sessionId": session,
        "timestamp": Instant(mtime_ms).to_iso(),
        "message": {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": path, "content": text}],
        },
    });
    let mut line = record.to_string().into_bytes();
    line.push(b'\n');
    line
}

/// The names of outputs that a result says it was saved to, by what the model was told and what Claude Code
/// keeps of it.
pub fn of_result(content: Value<'_>, kept: Value<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let texts = content.elements().into_iter();
    let texts = texts.filter_map(|block| block.text_of("text"));
    for text in content.text().into_iter().chain(texts) {
        names.extend(named(&text));
    }
    if let Some(path) = kept.text_of("persistedOutputPath") {
        names.extend(named(&["saved to ", &path].concat()));
    }
    names.dedup();
    names
}

/// The names of outputs that the text of a result says it was saved to, each once.
pub fn named(text: &str) -> Vec<String> {
    let says = [
        "persisted-output",
        "saved to",
        "Saved to",
        "persistedOutputPath",
    ];
    let mut names: Vec<String> = Vec::new();
    if !says.iter().any(|words| text.contains(words)) {
        return names;
    }
    for mark in ["/tool-results/", "\\tool-results\\"] {
        for (at, _) in text.match_indices(mark).take(NAMES_MAX) {
            let rest = text.get(at + mark.len()..).unwrap_or_default();
            let is_end = |char: char| {
                char.is_whitespace()
                    || matches!(char, '"' | '\'' | '`' | '<' | '>' | ')' | ']' | '*')
            };
            let name = rest.split(is_end).next().unwrap_or_default();
            let name = name
                .trim_end_matches(['.', ',', ';', ':'])
                .replace('\\', "/");
            let is_safe =
                !name.is_empty() && !name.split('/').any(|part| part.is_empty() || part == "..");
            if is_safe && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// So many names are looked for in one result.
const NAMES_MAX: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Entry;

    #[test]
    fn an_output_is_searched_as_a_result() {
        let line = record("p/s/tool-results/a.txt", "s", 1_000, b"the \"last\" line\n");
        let entry = Entry::parse(line.trim_ascii_end()).unwrap();
        assert_eq!(entry.passages.len(), 1);
        assert_eq!(entry.passages[0].text.to_text(), "the \"last\" line\n");
        let picture = record("p/s/tool-results/a.png", "s", 1_000, b"\x89PNG\0\0");
        assert!(
            Entry::parse(picture.trim_ascii_end())
                .unwrap()
                .passages
                .is_empty()
        );
    }

    #[test]
    fn results_name_where_they_were_saved() {
        let text = "<persisted-output>\nFull output saved to: /home/x/.claude/projects/-p/s/tool-results/b7xk2.txt\n\nPreview";
        assert_eq!(named(text), ["b7xk2.txt"]);
        let text = "Output has been saved to C:\\Users\\x\\s\\tool-results\\mcp-1.json.";
        assert_eq!(named(text), ["mcp-1.json"]);
        assert_eq!(named("ls /x/tool-results/a.txt"), [""; 0]);
        assert_eq!(named("saved to /s/tool-results/../../a"), [""; 0]);
    }
}

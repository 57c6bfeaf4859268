//! A line of a log without its secrets.

use std::borrow::Cow;

use super::secrets;
use sessionscope_log::json::Value;

/// The line with marks in the places of secrets. A line that is JSON stays JSON: what its strings say is
/// looked at, not how they are written.
pub fn record(line: &[u8]) -> Cow<'_, [u8]> {
    if Value::parse(line).is_ok() {
        return strings(line);
    }
    let text = String::from_utf8_lossy(line);
    match secrets::mask(&text) {
        Cow::Borrowed(_) => Cow::Borrowed(line),
        Cow::Owned(masked) => Cow::Owned(masked.into_bytes()),
    }
}

/// The same with every string masked by itself.
fn strings(line: &[u8]) -> Cow<'_, [u8]> {
    let mut out: Option<Vec<u8>> = None;
    let mut done = 0;
    let mut at = 0;
    let mut name = String::new();
    while let Some(from) = next_quote(line, at) {
        let to = end_of_string(line, from);
        at = to;
        let Some(written) = line.get(from..to) else {
            break;
        };
        let said = Value::parse(written).ok().and_then(|said| said.text());
        let said = said.unwrap_or_default();
        let behind = line.get(to..).unwrap_or_default().iter();
        if behind.copied().find(|byte| *byte > b' ') == Some(b':') {
            name = said.into_owned();
            continue;
        }
        if let Some(masked) = secrets::mask_value(&name, &said) {
            let out = out.get_or_insert_with(|| Vec::with_capacity(line.len()));
            out.extend_from_slice(line.get(done..from).unwrap_or_default());
            write(out, &masked);
            done = to;
        }
        name.clear();
    }
    match out {
        None => Cow::Borrowed(line),
        Some(mut out) => {
            out.extend_from_slice(line.get(done..).unwrap_or_default());
            Cow::Owned(out)
        }
    }
}

fn next_quote(line: &[u8], at: usize) -> Option<usize> {
    let rest = line.get(at..)?;
    memchr::memchr(b'"', rest).map(|found| at + found)
}

/// Behind the closing quote of the string that opens at `at`.
fn end_of_string(line: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(rest) = line.get(at..) {
        match memchr::memchr2(b'"', b'\\', rest) {
            None => break,
            Some(found) if rest.get(found) == Some(&b'"') => return at + found + 1,
            Some(found) => at += found + 2,
        }
    }
    line.len()
}

/// Writes a string as JSON.
fn write(out: &mut Vec<u8>, text: &str) {
    // A text can always be written.
    let _ = serde_json::to_writer(out, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(line: &str) -> String {
        String::from_utf8(record(line.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn json_stays_json() {
        let key = ["sk-ant", "-api03-", "abcDEF0123456789abcDEF"].concat();
        let said = serde_json::json!({
            "type": "user",
            "password": "hunter2!",
            "tokens": 12,
            "token": {"name": "x9y8z7w6v5"},
            "message": {"content": [format!("a \"{key}\"\n{key}"), "password=\"hunter22\""]},
        });
        let line = said.to_string();
        let masked: serde_json::Value = serde_json::from_str(&masked(&line)).unwrap();
        let want = serde_json::json!({
            "type": "user",
            "password": "[password hidden]",
            "tokens": 12,
            "token": {"name": "x9y8z7w6v5"},
            "message": {"content": [
                "a \"[API key hidden]\"\n[API key hidden]",
                "password=\"[password hidden]\"",
            ]},
        });
        assert_eq!(masked, want);
    }

    #[test]
    fn what_holds_no_secret_is_the_same() {
        for line in [
            "{\"a\":\"b\",\"c\":[\"\\u0041\\\\\",1]}",
            "no json",
            "\"",
            "{\"a\":\"\\\"",
        ] {
            assert!(
                matches!(record(line.as_bytes()), Cow::Borrowed(_)),
                "{line}"
            );
        }
    }

    #[test]
    fn a_line_that_was_cut_is_masked_too() {
        let key = ["gh", "p_", "0123456789abcdefghijABCDEFGHIJ012345"].concat();
        let line = format!("{{\"text\":\"run\\n{key} and \\\"password\\\": \\\"hunter22\\\"");
        assert_eq!(
            masked(&line),
            "{\"text\":\"run\\n[token hidden] and \\\"password\\\": \\\"[password hidden]\\\""
        );
    }
}

use super::*;

/// What a line says: field and text, each on a line.
fn told(line: &str) -> String {
    let entry = Entry::parse(line.as_bytes()).unwrap();
    let passages = entry.passages.iter();
    let told =
        passages.map(|passage| format!("{}={}", passage.field.name(), passage.text.to_text()));
    told.collect::<Vec<_>>().join("|")
}

#[test]
fn messages_say_their_content() {
    for (line, want) in [
        (
            r#"{"type":"user","message":{"role":"user","content":"a \"b\"\n\u00e9\ud83d\ude00\ud800"}}"#,
            "prompt=a \"b\"\né😀\u{fffd}",
        ),
        (
            r#"{"message":{"content":[{"type":"text","text":"x"},{"thinking":"t","type":"thinking","signature":"s"}],"role":"assistant"},"type":"assistant"}"#,
            "answer=x|thinking=t",
        ),
        (
            r#"{"type":"assistant","message":{"role":"assistant","content":[{"type":"tool_use","id":"i","name":"Bash","input":{"command":"ls","n":3,"deep":[{"x":["y"]}],"id":"not"}}]}}"#,
            "call=Bash|call=ls|call=y",
        ),
        (
            r#"{"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"i","content":[{"type":"text","text":"out"},{"type":"image","source":{"type":"base64","data":"zzz"}}]}]},"toolUseResult":{"stdout":"out","stderr":"warn","originalFile":"no"}}"#,
            "result=out|result=warn",
        ),
        (
            r#"{"type":"user","isMeta":true,"message":{"role":"user","content":"meta"}}"#,
            "other=meta",
        ),
        (
            r#"{"type":"user","message":{"role":"user","content":"<command-name>/x</command-name>"}}"#,
            "other=<command-name>/x</command-name>",
        ),
        (
            r#"{"type":"user","message":{"role":"user","content":["loose",{"type":"odd","what":"ever"}]}}"#,
            "other=loose|other=ever",
        ),
        (r#"{"type":"user","message":null}"#, ""),
    ] {
        assert_eq!(told(line), want, "{line}");
    }
}

#[test]
fn titles_are_said_and_repetitions_are_not() {
    for (line, want) in [
        (
            r#"{"type":"summary","summary":"S","leafUuid":"l"}"#,
            "title=S",
        ),
        (
            r#"{"type":"custom-title","customTitle":"T","sessionId":"s"}"#,
            "title=T",
        ),
        (r#"{"type":"ai-title","aiTitle":"A"}"#, "title=A"),
        (r#"{"type":"agent-name","agentName":"N"}"#, "title=N"),
        (r#"{"type":"last-prompt","lastPrompt":"p"}"#, ""),
        (
            r#"{"type":"file-history-snapshot","snapshot":{"a":"b"}}"#,
            "",
        ),
        (
            r#"{"type":"progress","data":{"type":"bash_progress","output":"o"}}"#,
            "",
        ),
        (
            r#"{"type":"progress","uuid":"outer","data":{"type":"agent_progress","prompt":"p","message":{"type":"user","uuid":"inner","message":{"role":"user","content":"do"}}}}"#,
            "prompt=do",
        ),
    ] {
        assert_eq!(told(line), want, "{line}");
    }
}

#[test]
fn what_is_known_by_no_name_says_all_its_strings() {
    for (line, want) in [
        (
            r#"{"type":"system","subtype":"local_command","content":"c","cwd":"/x","level":"info"}"#,
            "other=c",
        ),
        (
            r#"{"type":"system","subtype":"api_error","error":{"message":"m","connection":{"code":"E"}}}"#,
            "other=m|other=E",
        ),
        (
            r#"{"type":"attachment","attachment":{"type":"queued_command","prompt":"q","commandMode":"prompt"}}"#,
            "prompt=q",
        ),
        (
            r#"{"type":"attachment","attachment":{"type":"hook_success","stdout":"o","hookEvent":"Stop"}}"#,
            "other=o",
        ),
        (
            r#"{"type":"queue-operation","operation":"enqueue","content":"q"}"#,
            "other=q",
        ),
        (
            r#"{"type":"pr-link","prUrl":"u","prNumber":1,"prRepository":"r"}"#,
            "other=u|other=r",
        ),
        (
            r#"{"type":"brand-new","words":{"deep":["w"]},"version":"1"}"#,
            "other=w",
        ),
        (r#"{"role":"user","content":"plain"}"#, "other=plain"),
    ] {
        assert_eq!(told(line), want, "{line}");
    }
    assert!(Entry::parse(b"[]").is_err());
    assert!(Entry::parse(b"{\"a\":1} x").is_err());
}

#[test]
fn facts_are_told() {
    let line = br#"{"type":"user","uuid":"u","sessionId":"s","cwd":"/c","gitBranch":"b","timestamp":"2026-07-01T00:00:00Z","isSidechain":true,"message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"i","is_error":true,"content":"no"}]},"toolUseResult":{"filePath":"/a/b.rs"}}"#;
    let entry = Entry::parse(line).unwrap();
    for flag in [
        Flags::USER,
        Flags::TOOL,
        Flags::ERROR,
        Flags::SIDECHAIN,
        Field::Result.flag(),
    ] {
        assert!(entry.flags.has(flag), "{flag:?}");
    }
    assert!(!entry.flags.has(Field::Prompt.flag()));
    assert_eq!(said(entry.files.first().copied()), "/a/b.rs");
    assert_eq!(entry.time, Instant::parse(b"2026-07-01T00:00:00Z"));
    assert_eq!(
        (said(entry.branch), said(entry.cwd)),
        ("b".into(), "/c".into())
    );
}

#[test]
fn a_repeated_message_has_its_own_uuid_and_the_envelope_around_it() {
    let line = br#"{"type":"progress","uuid":"outer","sessionId":"s","gitBranch":"b","data":{"message":{"type":"assistant","uuid":"inner","message":{"role":"assistant","model":"m","content":[{"type":"text","text":"x"}]}}}}"#;
    let entry = Entry::parse(line).unwrap();
    assert_eq!(said(entry.uuid), "inner");
    assert_eq!(
        (said(entry.session), said(entry.branch)),
        ("s".into(), "b".into())
    );
    assert!(entry.flags.has(Flags::NESTED) && entry.flags.has(Flags::ASSISTANT));
    let deep = r#"{"type":"progress","data":{"message":"#.repeat(100_000);
    assert!(Entry::parse(deep.as_bytes()).is_err());
}

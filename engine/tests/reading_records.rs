//! The rules of accounting, as far as a single file decides them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod reading;

use reading::{digest, drawn, file, tokens};
use sessionscope_engine::digest::{BlockKind, Digest, Extra, Format, Response, ToolUse, Usage};
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::time::Instant;
use sessionscope_engine::tokens::{Tokens, WideTokens};

fn message_key(id: &str) -> Key {
    Key::new(Domain::Message, id.as_bytes())
}

fn response<'a>(digest: &'a Digest, id: &str) -> &'a Response {
    let key = message_key(id);
    digest
        .responses
        .iter()
        .find(|response| response.key == key)
        .unwrap()
}

fn usage<'a>(digest: &'a Digest, id: &str) -> &'a Usage {
    response(digest, id).usage.as_ref().unwrap()
}

fn name(digest: &Digest, number: Option<u32>) -> Option<&str> {
    number.map(|number| digest.names[number as usize].as_str())
}

/// The figures of the only usage record, which is this.
fn figures(usage: &str) -> Tokens {
    let line = format!("{{\"type\":\"assistant\",\"message\":{{\"id\":\"m\",\"usage\":{usage}}}}}");
    self::usage(&digest(line), "m").tokens
}

fn at(time: &str) -> Option<Instant> {
    let time = Instant::parse(format!("2026-07-01T{time}:00Z").as_bytes());
    assert!(time.is_some());
    time
}

#[test]
fn a_streamed_message_is_one_response_and_its_largest_output_wins() {
    let digest = drawn(
        "a 10:01 opus id=m1 in=10 out=1 text=a
         a 10:02 opus id=m1 in=10 out=7 text=b
         a 10:03 opus id=m1 in=10 out=7 text=a",
    );
    let [response] = &digest.responses[..] else {
        panic!("one response");
    };
    assert_eq!((response.plain_records, response.message), (3, true));
    assert_eq!((response.first_line, response.first_time), (1, at("10:01")));
    assert_eq!(response.blocks.len(), 2);
    let usage = response.usage.as_ref().unwrap();
    assert_eq!(
        (usage.line, usage.time),
        (2, at("10:02")),
        "the first of equals"
    );
    assert_eq!(usage.tokens, tokens(10, 7));
}

#[test]
fn of_equal_outputs_the_larger_sum_wins() {
    let digest = drawn("a 10:01 opus id=m in=1 out=5\na 10:02 opus id=m in=2 out=5 read=3");
    assert_eq!(usage(&digest, "m").line, 2);
    assert_eq!(
        usage(&digest, "m").tokens,
        Tokens {
            cache_read: 3,
            ..tokens(2, 5)
        }
    );
}

#[test]
fn the_whole_record_wins_with_its_model() {
    let digest = drawn("a 10:01 opus id=m in=99 out=1\na 10:02 sonnet id=m in=1 out=2");
    let usage = usage(&digest, "m");
    assert_eq!(usage.tokens, tokens(1, 2));
    assert_eq!(name(&digest, usage.model), Some("claude-sonnet-5"));
}

#[test]
fn a_plain_record_beats_a_nested_one_wherever_it_stands() {
    for drawing in [
        "p 10:01 opus id=m in=9 out=9\na 10:02 opus id=m in=1 out=1",
        "a 10:02 opus id=m in=1 out=1\np 10:01 opus id=m in=9 out=9",
    ] {
        let digest = drawn(drawing);
        let mut responses = digest.responses.iter();
        let plain = responses.find(|response| response.plain_records == 1);
        let nested = digest.responses.iter();
        let nested = nested.filter(|response| response.nested_records == 1);
        assert_eq!(plain.unwrap().usage.as_ref().unwrap().tokens, tokens(1, 1));
        assert!(plain.unwrap().message);
        assert_eq!(nested.count(), 1, "it waits for what other files say");
        assert_eq!(digest.responses.len(), 2);
    }
}

#[test]
fn a_nested_record_counts_by_its_own_ids_and_time() {
    let digest = drawn(
        "p 10:01 opus id=m in=1 out=1 tool=Grep:t1 text=Hi
         p 10:02 opus uuid=u in=2 out=2
         p 10:03 opus text=no+usage id=x",
    );
    assert_eq!(digest.responses.len(), 2);
    let response = response(&digest, "m");
    assert_eq!((response.nested_records, response.message), (1, false));
    assert_eq!(response.first_time, at("10:01"));
    assert_eq!(response.blocks.len(), 2, "an empty input is a block too");
    assert_eq!(digest.responses[1].key, Key::new(Domain::Uuid, b"u"));
    assert_eq!(digest.tools, [], "its calls are no calls of this file");
    assert_eq!(digest.every_line, WideTokens::default());
    assert_eq!(response.requests, []);
    assert_eq!(digest.without_time, 3, "the outer records have no time");
}

#[test]
fn keys_are_message_id_else_uuid_else_the_record_itself() {
    let digest = drawn(
        r#"
        a 10:01 uuid=B in=1 out=2
        a 10:01 uuid=B in=1 out=3
        {"type":"assistant","uuid":"C","message":{"id":"","usage":{}}}
        {"type":"assistant","uuid":"D","message":{"id":7,"usage":{}}}
        a 10:01 in=1
        a 10:01 in=1
        {"type":"assistant","uuid":"","message":{"usage":{}}}
        a 10:01 id=B in=1
        "#,
    );
    let keys: Vec<Key> = digest
        .responses
        .iter()
        .map(|response| response.key)
        .collect();
    let uuid = |id: &str| Key::new(Domain::Uuid, id.as_bytes());
    let alone = |line| Key::alone(file(), line, 0);
    let want = [
        uuid("B"),
        uuid("C"),
        uuid("D"),
        alone(5),
        alone(6),
        alone(7),
        message_key("B"),
    ];
    assert_eq!(keys, want);
}

#[test]
fn assistant_records_without_usage_are_messages() {
    let digest = drawn(
        r#"
        a 10:01 id=m1 text=x
        {"type":"assistant","uuid":"l","message":null}
        {"type":"assistant","message":{"id":"j","usage":null}}
        {"type":"assistant","message":{"id":"k","usage":[]}}
        {"type":"user","message":{"id":"n","usage":{"input_tokens":5}}}
        "#,
    );
    assert_eq!(digest.responses.len(), 4);
    assert!(
        digest
            .responses
            .iter()
            .all(|each| each.message && each.usage.is_none())
    );
}

#[test]
fn figures_are_finite_numbers_of_at_least_0_cut_to_integers() {
    for (number, figure) in [
        ("7", 7),
        ("-5", 0),
        ("12.7", 12),
        ("-0.5", 0),
        ("\"22\"", 0),
        ("true", 0),
        ("null", 0),
        ("[1]", 0),
        ("{\"a\":1}", 0),
        ("1e3", 1000),
        ("1e400", 0),
        ("1e300", u64::MAX),
        ("9007199254740993", 9_007_199_254_740_993),
        ("18446744073709551616", u64::MAX),
    ] {
        let usage = format!("{{\"input_tokens\":{number},\"output_tokens\":1}}");
        assert_eq!(figures(&usage), tokens(figure, 1), "{number}");
    }
    assert_eq!(figures("{}"), Tokens::default());
}

#[test]
fn sums_of_the_largest_figures_are_exact() {
    let line = "{\"type\":\"assistant\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":1e300,\"output_tokens\":1e300,\"cache_creation_input_tokens\":1e300,\"cache_read_input_tokens\":1e300}}}\n";
    let digest = digest(line.repeat(3));
    assert_eq!(digest.every_line.input, 3 * u128::from(u64::MAX));
    assert_eq!(digest.every_line.sum(), 12 * u128::from(u64::MAX));
}

#[test]
fn cache_writes_are_split_and_the_hour_is_capped() {
    let write = |total: &str, minutes: &str, hour: &str| {
        let tokens = figures(&format!(
            "{{\"cache_creation_input_tokens\":{total},\"cache_creation\":{{\"ephemeral_5m_input_tokens\":{minutes},\"ephemeral_1h_input_tokens\":{hour}}}}}"
        ));
        (tokens.cache_write_5m, tokens.cache_write_1h)
    };
    assert_eq!(write("100", "40", "60"), (40, 60));
    assert_eq!(write("100", "0", "0"), (100, 0));
    assert_eq!(write("100", "9", "30"), (70, 30), "the rest is 5 minutes");
    assert_eq!(write("100", "0", "300"), (0, 100), "capped");
    assert_eq!(write("0", "40", "60"), (40, 60), "the parts make the total");
    assert_eq!(write("null", "0", "6"), (0, 6));
    assert_eq!(write("1e300", "0", "1"), (u64::MAX - 1, 1));
    assert_eq!(write("0", "1e300", "1e300"), (0, u64::MAX));
    assert_eq!(
        figures("{\"cache_creation_input_tokens\":5}").cache_write_5m,
        5
    );
    assert_eq!(figures("{\"cache_creation\":[9]}"), Tokens::default());
}

#[test]
fn billing_marks_are_kept() {
    let digest = digest(
        r#"{"type":"assistant","costUSD":0.0165,"message":{"id":"m","usage":{"service_tier":"batch","speed":"fast","inference_geo":"us","server_tool_use":{"web_search_requests":3,"web_fetch_requests":9}}}}"#,
    );
    let usage = usage(&digest, "m");
    assert!(usage.batch && usage.fast && usage.geo_us);
    assert_eq!(usage.web_searches, 3);
    assert_eq!(usage.recorded_pico_usd, Some(16_500_000_000));
    assert_eq!(usage.model, None);
    let plain = drawn("a 10:01 opus id=m in=1");
    let usage = self::usage(&plain, "m");
    assert!(!usage.batch && !usage.fast && !usage.geo_us);
    assert_eq!((usage.web_searches, usage.recorded_pico_usd), (0, None));
}

#[test]
fn advisors_and_compactions_are_extra_responses() {
    let digest = digest(
        r#"{"type":"assistant","message":{"id":"m","model":"a","usage":{"input_tokens":1,"iterations":[{"input_tokens":1,"type":"message"},null,"x",{"input_tokens":10,"model":"b","type":"advisor_message"},{"cache_creation":{"ephemeral_1h_input_tokens":4},"type":"compaction"},{"input_tokens":7,"type":"fallback_message"}]}}}"#,
    );
    let usage = usage(&digest, "m");
    let advisor = Extra {
        index: 3,
        model: Some(1),
        tokens: tokens(10, 0),
    };
    let written = Tokens {
        cache_write_1h: 4,
        ..Tokens::default()
    };
    let compaction = Extra {
        index: 4,
        model: None,
        tokens: written,
    };
    assert_eq!(usage.extras, [advisor, compaction]);
    assert_eq!(digest.names, ["a", "b"]);
    assert!(!usage.iterations_differ);
}

#[test]
fn message_iterations_that_do_not_add_up_are_flagged() {
    let differ = |iterations: &str| {
        let line = format!(
            "{{\"type\":\"assistant\",\"message\":{{\"id\":\"m\",\"usage\":{{\"input_tokens\":5,\"output_tokens\":5,\"iterations\":{iterations}}}}}}}"
        );
        usage(&digest(line), "m").iterations_differ
    };
    let one = |input| format!("{{\"input_tokens\":{input},\"output_tokens\":{input}}}");
    assert!(differ(&format!("[{},{}]", one(4), one(5))));
    assert!(!differ(&format!("[{},{}]", one(2), one(3))));
    assert!(!differ(&format!("[{}]", one(9))), "a single one");
    assert!(!differ("{\"type\":\"compaction\"}"), "no list");
}

#[test]
fn user_messages_are_what_was_sent_in_the_users_name() {
    let digest = drawn(
        r#"
        u 10:01 id=u1 say=hi
        u 10:02 id=u2 text=x
        u 10:03 id=u1 say=again
        u 10:04 id=u5 say=hi meta
        u 10:04 id=u6 say=hi side
        u 10:04 id=u7 say=hi compact
        u 10:04 id=u8 text=x result=t
        u 10:04 say=no+uuid
        {"type":"user","uuid":"u9","message":null}
        {"type":"user","uuid":"u10","isMeta":false,"isSidechain":"true","message":"odd"}
        {"type":"system","uuid":"u11","message":{"content":"x"}}
        "#,
    );
    let seen: Vec<(u64, bool)> = digest
        .user_messages
        .iter()
        .map(|message| (message.line, message.prompt))
        .collect();
    assert_eq!(seen, [(1, true), (2, true), (9, false), (10, false)]);
    assert_eq!(digest.user_messages[0].time, at("10:01"));
    assert_eq!(digest.facts.first_prompt.as_deref(), Some("hi"));
}

#[test]
fn prompts_are_what_a_person_wrote() {
    let digest = drawn(
        r#"
        u 10:01 id=u1 say=<command-name>/clear</command-name>+<command-args></command-args>
        u 10:01 id=u2 say=<local-command-stdout>ok</local-command-stdout>
        u 10:01 id=u3 say=<task-notification>done</task-notification>
        u 10:01 id=u4 text=[Request+interrupted+by+user+for+tool+use]
        u 10:01 id=u5 text=<ide_opened_file>a.rs</ide_opened_file> text=Fix+it
        u 10:01 id=u6 image
        {"type":"user","uuid":"u7","origin":{"kind":"task-notification"},"message":{"content":"x"}}
        {"type":"user","uuid":"u8","origin":{"kind":"human"},"message":{"content":"x"}}
        "#,
    );
    let prompts: Vec<u64> = digest
        .user_messages
        .iter()
        .filter(|message| message.prompt)
        .map(|message| message.line)
        .collect();
    assert_eq!(prompts, [5, 6, 8]);
    assert_eq!(digest.user_messages.len(), 8);
    assert_eq!(digest.facts.first_prompt.as_deref(), Some("Fix it"));
    assert_eq!(digest.facts.interruptions, 1);
}

#[test]
fn tool_calls_and_errors_count_once_per_id() {
    let digest = drawn(
        r#"
        a 10:01 opus id=m1 tool=Read:t1 tool=Read:t2
        a 10:02 opus id=m1 tool=Write:t1
        u 10:03 error=t1
        u 10:04 error=t1 result=t2
        u 10:05 error=t9
        {"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t2","is_error":"true"},{"type":"tool_result","tool_use_id":"t2","is_error":1},{"type":"tool_result","is_error":true}]}}
        {"type":"assistant","message":{"content":[{"type":"tool_use","id":"","name":"X"},{"type":"tool_use","name":"Y"},"tool_use",null,{"type":"tool_use","id":"t4","name":null}]}}
        "#,
    );
    let shown: Vec<_> = digest
        .tools
        .iter()
        .map(|ToolUse { call, error, .. }| {
            let called = call.map(|call| (call.line, name(&digest, call.name)));
            (called, error.map(|error| error.line))
        })
        .collect();
    let want = [
        (Some((1, Some("Read"))), Some(3)),
        (Some((1, Some("Read"))), None),
        (None, Some(5)),
        (Some((7, None)), None),
    ];
    assert_eq!(shown, want);
}

#[test]
fn requests_hold_what_other_tools_count() {
    let digest = drawn(
        "a 10:01 opus id=m req=r in=1 out=1
         a 10:02 opus id=m req=r in=1 out=5
         a 10:03 opus id=m in=1 out=3
         a 10:04 opus req=r uuid=u in=1 out=1
         a 10:04 opus req=r uuid=u in=1 out=1",
    );
    let wide = |input: u64, output: u64| {
        let mut sum = WideTokens::default();
        sum.add(&tokens(input, output));
        sum
    };
    let requests = &response(&digest, "m").requests;
    let [without, with] = &requests[..] else {
        panic!("two requests");
    };
    assert_eq!((without.id, without.line), (None, 3));
    assert_eq!((without.first, without.best), (tokens(1, 3), tokens(1, 3)));
    assert!(with.id.is_some());
    assert_eq!(
        (with.line, with.first, with.best),
        (1, tokens(1, 1), tokens(1, 5))
    );
    assert!(
        digest.responses[1].requests.is_empty(),
        "a record without a message id is in no pair"
    );
    assert_eq!(digest.lacking_an_id, wide(3, 5));
    assert_eq!(digest.lacking_message_id, wide(2, 2));
    assert_eq!(digest.every_line, wide(5, 11));
}

#[test]
fn times_are_those_of_the_top() {
    let digest = drawn(
        r#"
        {"type":"mode","timestamp":"2026-05-01T23:30:00.000-05:00"}
        a 10:01 opus id=m
        {"type":"mode","timestamp":"2026-02-30T10:00:00Z"}
        {"type":"mode","timestamp":1750000000000}
        {"type":"mode","timestamp":null}
        {"type":"file-history-snapshot","snapshot":{"timestamp":"2020-01-01T00:00:00Z"}}
        {"type":"mode","timestamp":"2026\u002d05-01T10:00:00"}
        "#,
    );
    assert_eq!(digest.first, Instant::parse(b"2026-05-01T10:00:00Z"));
    assert_eq!(digest.last, at("10:01"));
    assert_eq!((digest.without_time, digest.broken_time), (2, 2));
}

#[test]
fn record_types_are_type_and_subtype() {
    let digest = drawn(
        r#"
        s - subtype=turn_duration
        {"type":"system"}
        {"type":"summary","subtype":null}
        {"x":1}
        {"type":5,"subtype":"y"}
        {"type":"mode","subtype":3}
        {"type":"some-future-type"}
        {"type":"system","subtype":"brand_new"}
        "#,
    );
    let types: Vec<&str> = digest.record_types.keys().map(String::as_str).collect();
    let want = [
        "(none)",
        "(none)/y",
        "mode",
        "some-future-type",
        "summary",
        "system",
        "system/brand_new",
        "system/turn_duration",
    ];
    assert_eq!(types, want);
    let unknown: Vec<&str> = digest.unknown.kinds.keys().map(String::as_str).collect();
    assert_eq!(
        unknown,
        ["(none)", "(none)/y", "some-future-type", "system/brand_new"]
    );
}

#[test]
fn what_is_not_known_is_counted_and_never_an_error() {
    let digest = drawn(
        r#"
        {"type":"user","timesstamp":"x","uuid":5,"message":{"content":[{"type":"future_block"},{},7]}}
        {"type":"user","timesstamp":"x","message":{"content":5}}
        {"type":"assistant","attachment":{},"parentUuid":null}
        {"type":"some-future-type","anything":1}
        {"type":"tag","anything":1}
        "#,
    );
    let fields: Vec<(&str, u64)> = digest
        .unknown
        .fields
        .iter()
        .map(|(name, count)| (name.as_str(), *count))
        .collect();
    assert_eq!(
        fields,
        [("assistant.attachment", 1), ("user.timesstamp", 2)]
    );
    let shapes: Vec<&str> = digest.unknown.shapes.keys().map(String::as_str).collect();
    let want = [
        "user block: (none)",
        "user block: future_block",
        "user block: no object",
        "user.message.content",
        "user.uuid: number",
    ];
    assert_eq!(shapes, want);
    assert_eq!(digest.malformed, []);
}

#[test]
fn formats_are_told_line_by_line() {
    let digest = drawn(
        r#"
        a 10:01 opus id=m gitBranch=main
        a 10:01 opus id=m
        {"type":"summary","summary":"s","leafUuid":"x"}
        {"type":"some-future-type","sessionId":"s"}
        {"role":"user","content":"hi","timestamp":"2026-07-01T10:00:00Z","model":"m"}
        {"content":"hi"}
        {"text":"hi"}
        {"type":"tool_result","tool_use_id":"t","content":"x"}
        {"toolUseResult":{"stdout":""}}
        {"x":1}
        "#,
    );
    let lines = |format| digest.formats.get(&format).copied().unwrap_or_default();
    assert_eq!(lines(Format::ClaudeCode), 3);
    assert_eq!(lines(Format::ClaudeCodeOld), 1);
    assert_eq!(lines(Format::PlainMessage), 1);
    assert_eq!(lines(Format::PlainContent), 2);
    assert_eq!(lines(Format::PlainToolResult), 2);
    assert_eq!(lines(Format::Other), 1);
    assert_eq!(digest.primary_format(), Some(Format::ClaudeCode));
    assert_eq!(digest.compatibility(), 90);
    let half = self::digest("{\"x\":1}\n{\"x\":1\n{\"type\":\"mode\"}\n");
    assert_eq!(half.compatibility(), 50, "malformed lines are told apart");
    assert_eq!(self::digest("{\"x\":1").compatibility(), 0);
    assert_eq!(self::digest("").compatibility(), 100);
    assert_eq!(self::digest("").primary_format(), None);
}

#[test]
fn visible_characters_are_those_of_distinct_blocks() {
    let digest = digest(
        r#"{"type":"assistant","message":{"id":"m","content":[{"type":"text","text":"a\né😀"},{"type":"thinking","thinking":"","signature":"x"},{"type":"tool_use","id":"t","name":"n","input":{ "a": "\u0062\n" }},{"type":"redacted_thinking","data":"zzz"}]}}
{"type":"assistant","message":{"id":"m","content":[{"type":"text","text":"a\u000a\u00e9\ud83d\ude00"},{"type":"tool_use","id":"t2","name":"n","input":{"a":"b\n"}}]}}
{"type":"assistant","message":{"id":"m2","content":"plain"}}"#,
    );
    let shown = |id| -> Vec<(BlockKind, u32)> {
        let blocks = response(&digest, id).blocks.iter();
        let mut blocks: Vec<_> = blocks.map(|block| (block.kind, block.chars)).collect();
        blocks.sort_unstable();
        blocks
    };
    let want = [
        (BlockKind::Text, 4),
        (BlockKind::Thinking, 0),
        (BlockKind::ToolInput, 11),
    ];
    assert_eq!(shown("m"), want);
    assert_eq!(shown("m2"), [(BlockKind::Text, 5)]);
}

#[test]
fn facts_are_the_first_or_the_last_told() {
    let digest = drawn(
        r#"
        u 10:01 id=u1 say=hi sessionId=s1 cwd=/a version=1.0.1 gitBranch=main
        a 10:02 opus id=m sessionId=s2 cwd=/b version=1.0.2 gitBranch=dev in=1
        a 10:02 opus id=m sessionId=s2 cwd=/b version=1.0.2 gitBranch=main in=1
        {"type":"assistant","agentId":"x","isApiErrorMessage":true,"entrypoint":"cli","message":{"usage":{"cache_creation":{}}}}
        {"type":"custom-title","customTitle":"one"}
        {"type":"custom-title","customTitle":"two"}
        {"type":"ai-title","aiTitle":"three"}
        {"type":"summary","summary":"four"}
        {"type":"marble-origami-commit","summary":"five"}
        s 10:03 subtype=compact_boundary
        s 10:03 subtype=api_error
        {"type":"user","sessionId":"","gitBranch":"","cwd":5}
        "#,
    );
    let facts = &digest.facts;
    assert_eq!(facts.session_ids, ["s1", "s2"]);
    assert_eq!(facts.agent_id.as_deref(), Some("x"));
    assert_eq!(facts.cwd.as_deref(), Some("/a"));
    assert_eq!(facts.branches, ["main", "dev"]);
    assert_eq!(facts.first_version.as_deref(), Some("1.0.1"));
    assert_eq!(facts.last_version.as_deref(), Some("1.0.2"));
    assert_eq!(facts.custom_title.as_deref(), Some("two"));
    assert_eq!(facts.ai_title.as_deref(), Some("three"));
    assert_eq!(facts.summary.as_deref(), Some("four"));
    assert_eq!(facts.entrypoint.as_deref(), Some("cli"));
    assert_eq!((facts.compactions, facts.api_errors), (1, 2));
    assert_eq!(facts.usage_without_cache_object, 2);
}

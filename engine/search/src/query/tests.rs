use super::*;

fn clock() -> Clock {
    Clock {
        now: Instant::parse(b"2026-07-15T12:00:00Z").unwrap(),
        zone: Zone {
            name: "Europe/Berlin".into(),
            offsets: vec![(0, 60), (1774746000000, 120)],
        },
    }
}

fn parse(text: &str) -> Query {
    Query::parse(text, &clock())
}

/// A query in its full form: brackets around everything that has parts.
fn told(text: &str) -> String {
    parse(text).to_string()
}

#[test]
fn words_phrases_and_operators_are_read() {
    for (text, want) in [
        ("", ""),
        ("Hello", "hello"),
        ("a b", "a b"),
        ("a AND b", "a b"),
        ("a OR b c", "a OR (b c)"),
        ("(a OR b) c", "(a OR b) c"),
        ("-a NOT b", "-a -b"),
        ("NOT (a b)", "-(a b)"),
        ("- a", "\"-\" a"),
        ("--flag", "flag"),
        ("NOT -a", "a"),
        ("\"some Words\"", "\"some words\""),
        ("foo.bar", "\"foo bar\""),
        ("pre*", "pre*"),
        ("foo.ba*", "\"foo ba*\""),
        ("\"a b*\"", "\"a b*\""),
        ("日本", "\"日 本\""),
        ("=> a", "\"=>\" a"),
        ("->", "\"->\""),
        ("-x->", "-\"x ->\""),
        ("NOT →", "-\"→\""),
        ("::", "\"::\""),
        ("a::b", "\"a b\""),
        ("C++", "\"c ++\""),
        ("C++*", "\"c ++\""),
        ("#12", "\"# 12\""),
        ("\"a => b*\"", "\"a => b*\""),
        ("*", "\"*\""),
        ("→*", "\"→*\""),
        ("\"(\"", "\"(\""),
        ("a \"", "a \""),
        ("(a OR ->)", "a OR \"->\""),
        ("ぱ*", "は\u{309a}*"),
        ("a and b or c", "a and b or c"),
        ("((a))", "a"),
        ("a OR b OR (c OR d)", "a OR b OR c OR d"),
    ] {
        assert_eq!(told(text), want, "{text}");
        assert_eq!(parse(text).notices, [], "{text}");
    }
}

#[test]
fn what_is_written_back_is_read_the_same() {
    for text in [
        "a OR (b -c) \"d e\" f*",
        "project:foo tool:Bash -is:error (x OR y)",
        "file:\"my file\" before:2026-07-01",
        "-(a OR b) c.d*",
        "a => b \"x->y z*\" C++ -\"→\" NOT :: #12 \"a\\\\b\" ✓,",
        "\"==========\" \"a **=== b\" x \"",
    ] {
        let query = parse(text);
        assert_eq!(parse(&query.to_string()), query, "{text}");
    }
}

#[test]
fn filters_are_read() {
    for text in [
        "project:a",
        "tool:Bash",
        "model:opus",
        "role:user",
        "branch:main",
        "file:x.rs",
        "before:2026",
        "after:2026-07",
        "on:today",
        "is:error",
        "is:thinking",
        "session:12ab",
    ] {
        let query = parse(text);
        assert!(matches!(query.root, Some(Node::Filter(_))), "{text}");
        assert_eq!(query.notices, [], "{text}");
    }
    assert_eq!(parse("Tool:\"My Tool\"").to_string(), "tool:\"My Tool\"");
    assert!(matches!(parse("-tool:x").root, Some(Node::Not(_))));
}

#[test]
fn nothing_is_refused() {
    for (text, want, notice) in [
        ("(a b", "a b", Notice::Bracket),
        ("a) b", "a b", Notice::Bracket),
        ("\"a b", "\"a b\"", Notice::Quote),
        ("a OR", "a or", Notice::Operator("OR".into())),
        ("AND a", "and a", Notice::Operator("AND".into())),
        ("OR a", "or a", Notice::Operator("OR".into())),
        ("NOT", "not", Notice::Operator("NOT".into())),
        ("proj:x", "\"proj x\"", Notice::Name("proj".into())),
        (
            "before:soon",
            "\"before soon\"",
            Notice::Value("before".into(), "soon".into()),
        ),
        (
            "is:odd",
            "\"is odd\"",
            Notice::Value("is".into(), "odd".into()),
        ),
        ("tool:", "tool", Notice::Value("tool".into(), String::new())),
        ("\"\" a", "a", Notice::NoWord(String::new())),
    ] {
        let query = parse(text);
        assert_eq!(query.to_string(), want, "{text}");
        assert_eq!(query.notices, [notice], "{text}");
    }
    assert_eq!(parse("http://a.b").notices, []);
    assert!(parse("()").is_empty());
    let deep = "(-".repeat(100_000) + "a";
    assert!(parse(&deep).notices.contains(&Notice::Deep));
}

#[test]
fn dates_are_meant_in_the_zone_of_the_clock() {
    let span = |text: &str| {
        let (from, to) = date::read(text, &clock()).unwrap();
        (from.to_iso(), to.to_iso())
    };
    for (text, from, to) in [
        ("2026-07-01", "2026-06-30T22:00", "2026-07-01T22:00"),
        ("2026-01-01", "2025-12-31T23:00", "2026-01-01T23:00"),
        ("2026-12", "2026-11-30T22:00", "2026-12-31T22:00"),
        ("2025", "2024-12-31T23:00", "2025-12-31T23:00"),
        ("today", "2026-07-14T22:00", "2026-07-15T22:00"),
        ("yesterday", "2026-07-13T22:00", "2026-07-14T22:00"),
        ("7d", "2026-07-08T12:00", "2026-07-15T12:00"),
        ("2026-07-01T10:00Z", "2026-07-01T10:00", "2026-07-01T10:00"),
        ("2026-07-01T10:00", "2026-07-01T08:00", "2026-07-01T08:00"),
    ] {
        let (start, end) = span(text);
        assert!(start.starts_with(from), "{text}: {start}");
        assert!(end.starts_with(to), "{text}: {end}");
    }
    for text in [
        "",
        "soon",
        "2026-13",
        "2026-02-30",
        "99999",
        "1-2-3-4",
        "-5d",
        "x7d",
    ] {
        assert_eq!(date::read(text, &clock()), None, "{text}");
    }
}

#[test]
fn patterns_know_stars() {
    let branch = |value: &str, text: &str| match parse(&format!("branch:{value}")).root {
        Some(Node::Filter(Filter::Branch(pattern))) => pattern.matches(text),
        other => panic!("{other:?}"),
    };
    assert!(branch("main", "Main"));
    assert!(!branch("main", "maintenance"));
    assert!(branch("main*", "maintenance"));
    assert!(branch("*/fix-*", "jo/fix-it"));
    assert!(!branch("a*a", "a"));
    assert!(branch("é*", "e"));
}

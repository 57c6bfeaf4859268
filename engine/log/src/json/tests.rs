use std::borrow::Cow;

use proptest::prelude::*;

use super::*;

fn is_json(text: &[u8]) -> bool {
    let mut scanner = Scanner::new(text);
    scanner.value().and_then(|_| scanner.end()).is_ok()
}

fn text_of(json: &[u8]) -> Text<'_> {
    match Scanner::new(json).value() {
        Ok(Value::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

/// The decoded text, and the length of its canonical form.
fn said(json: &str) -> (String, u64) {
    let text = text_of(json.as_bytes());
    (text.to_text().into_owned(), text.canonical().chars)
}

fn compact(json: &str) -> (String, u64) {
    let span = match Scanner::new(json.as_bytes()).value() {
        Ok(Value::Object(span) | Value::Array(span)) => span,
        other => panic!("{other:?}"),
    };
    let canonical = span.compact();
    let text = String::from_utf8(canonical.bytes.into_owned()).unwrap();
    (text, canonical.chars)
}

#[test]
fn what_rfc_8259_allows_is_json() {
    for text in [
        "{}",
        "[]",
        " \t\r\n{ \"a\" : [ 1 , -0 , 0.5 , 1e5 , 1E-5 , 1.25e+7 , true , false , null ] } \n",
        "\"\"",
        r#""\" \\ \/ \b \f \n \r \t \u0000 \uD834\udd1e""#,
        r#""\ud83d""#,
        r#""\udc00 alone, \ud83d\u0041""#,
        "\"\u{7f} \u{80} \u{2028} 😀\"",
        "[[[]],{},[{}]]",
        "0",
        "-12",
        "1e400",
        "null",
    ] {
        assert!(is_json(text.as_bytes()), "{text}");
    }
}

#[test]
fn what_it_does_not_allow_is_none() {
    for text in [
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "[,1]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "[1 2]",
        "[1}",
        "{\"a\":1]",
        "{} {}",
        "NaN",
        "Infinity",
        "-",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x10",
        "tru",
        "truee",
        "nul",
        "'a'",
        "\"",
        "\"\\",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"\u{0}\"",
        "\"\u{1f}\"",
        r#""\x""#,
        r#""\u12""#,
        r#""\u12g4""#,
        r#""\"#,
        "// no\n1",
        "\u{feff}{}",
        "\u{a0}1",
    ] {
        assert!(!is_json(text.as_bytes()), "{text}");
    }
}

#[test]
fn a_control_character_is_found_wherever_it_stands() {
    for length in 0..100 {
        for at in 0..length {
            let mut text = vec![b'x'; length];
            text[at] = 0x1f;
            let json = [b"\"", &text[..], b"\""].concat();
            assert!(!is_json(&json), "{at} of {length}");
            text[at] = 0xff;
            let json = [b"\"", &text[..], b"\""].concat();
            assert_eq!(text_of(&json).raw, text, "{at} of {length}");
        }
    }
}

#[test]
fn any_depth_is_json() {
    for depth in [1, 63, 64, 65, 128, 129, 10_000, 1_000_000] {
        let open = "[{\"a\":".repeat(depth);
        let close = "}]".repeat(depth);
        assert!(is_json(format!("{open}1{close}").as_bytes()), "{depth}");
        let wrong = close.replacen('}', "]", 1);
        assert!(!is_json(format!("{open}1{wrong}").as_bytes()), "{depth}");
        assert!(!is_json(format!("{open}1").as_bytes()), "{depth}");
    }
}

#[test]
fn half_a_surrogate_pair_counts_as_one_character() {
    assert_eq!(said(r#""cut \ud83d""#), ("cut \u{fffd}".into(), 5));
    assert_eq!(said(r#""\ud83d\ud83d\ude00""#), ("\u{fffd}😀".into(), 2));
    let text = text_of(br#""\ud83d""#);
    assert_eq!(&*text.bytes(), b"\xed\xa0\xbd");
    assert!(!text.is("\u{fffd}"));
}

#[test]
fn escapes_count_as_what_they_say() {
    assert_eq!(said(r#""a\n\"b\"""#), ("a\n\"b\"".into(), 5));
    assert_eq!(said(r#""a\u000a\/é\u00e9""#), ("a\n/éé".into(), 5));
    assert_eq!(said("\"😀é\""), ("😀é".into(), 2));
}

#[test]
fn one_text_has_one_canonical_form() {
    let forms = [r#""a\n\u0001/é""#, r#""\u0061\u000A\u0001\/\u00E9""#];
    let canonical = forms.map(|form| text_of(form.as_bytes()).canonical());
    assert_eq!(canonical[0], canonical[1]);
    assert_eq!(canonical[0].chars, 5);
    assert!(text_of(br#""\u0061""#).is("a"));
}

#[test]
fn compact_json_has_no_blanks_and_canonical_strings() {
    assert_eq!(compact(r#"{"a":"b\n"}"#), (r#"{"a":"b\n"}"#.into(), 11));
    assert_eq!(
        compact("{ \"a\" :\t[ 1 , \" x \" ] }"),
        (r#"{"a":[1," x "]}"#.into(), 15)
    );
    assert_eq!(
        compact(r#"["\u0041\u0007\/\u000a😀"]"#),
        ("[\"A\\u0007/\\n😀\"]".into(), 15)
    );
}

#[test]
fn figures_are_cut_and_saturate() {
    for (number, figure) in [
        ("0", 0),
        ("-0", 0),
        ("7", 7),
        ("12.7", 12),
        ("0.99", 0),
        ("-0.5", 0),
        ("-5", 0),
        ("1e3", 1000),
        ("1E-3", 0),
        ("9007199254740993", 9_007_199_254_740_993),
        ("18446744073709551615", u64::MAX),
        ("18446744073709551616", u64::MAX),
        ("1e300", u64::MAX),
        ("1e400", 0),
        ("-1e400", 0),
        ("0.0", 0),
        ("0e999", 0),
        ("0.00025e5", 25),
        ("0.00025e4", 2),
        ("100.0", 100),
        ("12.75e1", 127),
        ("1200e-2", 12),
        ("1e19", 10_000_000_000_000_000_000),
        ("1e20", u64::MAX),
        ("18446744073709551615.9", u64::MAX),
        ("9007199254740993.5", 9_007_199_254_740_993),
        ("1e99999999999999999999", 0),
        ("1e-99999999999999999999", 0),
        ("1e308", u64::MAX),
        ("1.7976931348623157e308", u64::MAX),
        ("17976931348623157e292", u64::MAX),
        ("1.7976931348623159e308", 0),
        ("2e308", 0),
        ("0.2e309", 0),
    ] {
        assert_eq!(super::figure(number.as_bytes()), figure, "{number}");
    }
    assert_eq!(super::figure("9".repeat(300).as_bytes()), u64::MAX);
    assert_eq!(super::figure("9".repeat(5000).as_bytes()), 0, "infinite");
}

#[test]
fn costs_are_exact_decimals() {
    for (number, pico) in [
        ("0", Some(0)),
        ("-0.0", Some(0)),
        ("1", Some(1_000_000_000_000)),
        ("0.0165", Some(16_500_000_000)),
        ("0.1234567890123", Some(123_456_789_012)),
        ("0.1234567890125", Some(123_456_789_013)),
        ("0.069999999999999993", Some(70_000_000_000)),
        ("1.5e-3", Some(1_500_000_000)),
        ("12e2", Some(1_200_000_000_000_000)),
        ("4e-13", Some(0)),
        ("6e-13", Some(1)),
        ("6e-14", Some(0)),
        ("1e-99999999999999999999", Some(0)),
        ("18446744.073709551615", Some(u64::MAX)),
        ("18446744.073709551616", Some(u64::MAX)),
        ("1e30", Some(u64::MAX)),
        ("0e999", Some(0)),
        ("1e400", None),
        ("-1e400", None),
        ("1", Some(1_000_000_000_000)),
        ("0.00000000000149", Some(1)),
        ("0.0000000000015", Some(2)),
        ("-1", None),
    ] {
        assert_eq!(super::pico(number.as_bytes()), pico, "{number}");
    }
}

/// JSON-like texts: mostly valid, with some bytes put in, taken out or changed.
fn nearly_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:e}")),
        "[ -~é😀]{0,40}".prop_map(|text| serde_json::to_string(&text).unwrap()),
        r#""([a-z]|\\n|\\u[0-9a-fA-F]{4}|\\/|\\")*""#,
    ];
    let tree = leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6)
                .prop_map(|items| format!("[ {} ]", items.join(","))),
            prop::collection::vec(("[a-z\\n]{0,9}", inner), 0..6).prop_map(|members| {
                let members = members
                    .iter()
                    .map(|(key, value)| format!("{key:?}:{value}"));
                format!("{{{}}}", members.collect::<Vec<_>>().join(" ,"))
            }),
        ]
    });
    let edit = (
        any::<prop::sample::Index>(),
        "[{}\\[\\],:\"\\\\0e. \tx-]?",
        0..3_usize,
    );
    (tree, prop::collection::vec(edit, 0..3)).prop_map(|(mut text, edits)| {
        for (at, put, take) in edits {
            let mut places = text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
            places.push(text.len());
            let from = at.index(places.len());
            let to = (from + take).min(places.len() - 1);
            text.replace_range(places[from]..places[to], &put);
        }
        text
    })
}

proptest! {
    #[test]
    fn figures_are_what_floating_point_says(
        number in "-?(0|[1-9][0-9]{0,12})([.][0-9]{1,3})?([eE][+-]?(0|[1-9][0-9]{0,2}))?"
    ) {
        let theirs = number.parse::<f64>().unwrap();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates, which is what is wanted"
        )]
        let theirs = if theirs.is_finite() { theirs as u64 } else { 0 };
        // As exact as floating point is, which cannot tell 2.9999999999999999 from 3.
        let ours = super::figure(number.as_bytes());
        prop_assert!(ours.abs_diff(theirs) <= theirs >> 52, "{number}: {ours} {theirs}");
    }

    #[test]
    fn validity_is_what_serde_json_says(text in nearly_json()) {
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(is_json(text.as_bytes()), theirs, "{}", text);
    }

    #[test]
    fn texts_say_what_serde_json_says(text in any::<String>()) {
        let json = serde_json::to_string(&text).unwrap();
        let ours = text_of(json.as_bytes());
        prop_assert!(ours.is(&text));
        prop_assert_eq!(ours.canonical().chars, text.chars().count() as u64);
        let escaped: Vec<String> = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let escaped = format!("\"{}\"", escaped.concat());
        let other = text_of(escaped.as_bytes());
        prop_assert_eq!(other.bytes(), Cow::Borrowed(text.as_bytes()));
        prop_assert_eq!(&other.canonical(), &ours.canonical());
    }

    #[test]
    fn compact_is_what_serde_json_writes(text in nearly_json()) {
        // Numbers are left as they are written, so only texts without them are compared.
        prop_assume!(!text.contains(|char: char| char.is_ascii_digit()));
        let Ok(tree) = serde_json::from_str::<serde_json::Value>(&text) else {
            return Ok(());
        };
        let mut scanner = Scanner::new(text.as_bytes());
        let (Value::Array(span) | Value::Object(span)) = scanner.value().unwrap() else {
            return Ok(());
        };
        let ours = span.compact();
        let again = serde_json::from_slice::<serde_json::Value>(&ours.bytes).unwrap();
        prop_assert_eq!(&again, &tree);
        if tree.is_array() && !text.contains('{') {
            let theirs = tree.to_string();
            prop_assert_eq!(theirs.as_bytes(), &*ours.bytes);
        }
        let chars = std::str::from_utf8(&ours.bytes).unwrap().chars().count();
        prop_assert_eq!(ours.chars, chars as u64);
    }
}

#[test]
fn strings_at_any_depth_are_given_with_their_keys() {
    let text =
        r#"{"a":"1","skip":{"b":["2"]},"c":[{"d":"3"},"4",[5,null,{"e":{}}]],"f\u0041":"6"}"#;
    let Ok(Value::Object(span)) = Scanner::new(text.as_bytes()).value() else {
        panic!("no object");
    };
    let mut seen = Vec::new();
    span.strings(
        |key| !key.is("skip"),
        |key, text| {
            let key = key.map(|key| key.to_text().into_owned());
            seen.push((key.unwrap_or_default(), text.to_text().into_owned()));
        },
    );
    let want = [("a", "1"), ("d", "3"), ("", "4"), ("fA", "6")];
    assert_eq!(seen, want.map(|(key, text)| (key.into(), text.into())));
    let deep = "[".repeat(300_000) + "\"x\"" + &"]".repeat(300_000);
    let Ok(Value::Array(span)) = Scanner::new(deep.as_bytes()).value() else {
        panic!("no array");
    };
    let mut count = 0;
    span.strings(|_| true, |_, _| count += 1);
    assert_eq!(count, 1);
}

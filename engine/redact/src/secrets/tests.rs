use std::cell::Cell;

use proptest::prelude::*;

use super::*;

/// Letters and digits that no dictionary has.
const MIXED: &str = "q7Zp0Xw3Kc9Vb2Nm5Tg8Rf1Yh4Jd6Ls0Qa7Ze3Wx9Cv2Bt5Ny8Mu1Ki4Ol6";

/// Made up here: written in one piece they would set off the scanners of whoever holds this code.
fn made(prefix: &str, length: usize) -> String {
    format!("{prefix}{}", MIXED.repeat(4).get(..length).unwrap())
}

fn hex(prefix: &str, length: usize) -> String {
    format!(
        "{prefix}{}",
        "0123456789abcdef".repeat(8).get(..length).unwrap()
    )
}

/// Secrets by form.
fn formed() -> Vec<String> {
    let web = [
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJzdWIiOiIxMjM0NTY3ODkwIn0",
        "dozjgNryP4J3jVmNHl0w5N",
    ];
    vec![
        made("sk-ant-api03-", 60),
        made("sk-proj-", 48),
        made("sk-", 48),
        hex("sk-or-v1-", 64),
        format!("AKIA{}", "ABCDEFGH01234567"),
        made("ghp_", 36),
        made("gho_", 36),
        made("github_pat_", 60),
        made("glpat-", 20),
        format!("xoxb-{}", "123456789012-1234567890123-abcDEFghiJKL"),
        made("AIza", 35),
        made("ya29.", 60),
        made("sk_live_", 24),
        made("rk_test_", 24),
        made("whsec_", 32),
        made("npm_", 36),
        made("pypi-AgEIcHlwaS5vcmc", 80),
        made("hf_", 34),
        made("gsk_", 52),
        format!("SG.{}.{}", made("", 22), made("", 43)),
        hex("dop_v1_", 64),
        web.join("."),
    ]
}

#[test]
fn forms_of_vendors_are_masked_wherever_they_stand() {
    for secret in formed() {
        for (before, behind) in [
            ("", ""),
            ("key: ", "\n"),
            ("\"", "\""),
            ("export X=", " && ls"),
            ("https://a.example/?key=", "&x=1"),
            ("\u{1b}[32m", "\u{1b}[0m"),
            ("é", "é"),
            ("(", ")."),
        ] {
            let text = format!("{before}{secret}{behind}");
            let masked = mask(&text);
            assert!(!masked.contains(&secret), "{masked}");
            assert!(masked.contains("hidden]"), "{masked}");
            assert!(
                masked.starts_with(before) && masked.ends_with(behind),
                "{masked}"
            );
        }
    }
}

#[test]
fn what_is_named_a_secret_is_masked() {
    for (text, want) in [
        ("password=hunter2", "password=[password hidden]"),
        ("password: hunter2", "password: [password hidden]"),
        (
            "Password = \"swordfish\"",
            "Password = \"[password hidden]\"",
        ),
        ("DB_PASSWORD=swordfish\n", "DB_PASSWORD=[password hidden]\n"),
        ("'passwd' => 'abc!def'", "'passwd' => '[password hidden]'"),
        (
            "mysql --password hunter2 -u x",
            "mysql --password [password hidden] -u x",
        ),
        (
            "{\"api_key\": \"abcd1234efgh\"}",
            "{\"api_key\": \"[API key hidden]\"}",
        ),
        (
            "{\\\"token\\\":\\\"abcd1234efgh\\\"}",
            "{\\\"token\\\":\\\"[token hidden]\\\"}",
        ),
        ("x-api-key: abcd1234efgh5678", "x-api-key: [API key hidden]"),
        (
            "const accessToken: string = 'ab12cd34ef';",
            "const accessToken: string = '[token hidden]';",
        ),
        (
            "let secret: &str = \"ab12cd34ef\";",
            "let secret: &str = \"[secret hidden]\";",
        ),
        (
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPx0",
            "aws_secret_access_key = [API key hidden]",
        ),
        (
            "AccountKey=ab12cd34ef56gh78==;End",
            "AccountKey=[API key hidden];End",
        ),
        (
            "Authorization: Bearer abcd1234efgh5678ijkl",
            "Authorization: Bearer [token hidden]",
        ),
        (
            "Authorization: Basic dXNlcjpwYXNzd29yZDE=",
            "Authorization: Basic [token hidden]",
        ),
        (
            "postgres://ada:hunter2@db.example/x",
            "postgres://ada:[password hidden]@db.example/x",
        ),
        (
            "redis://:hunter2@db.example",
            "redis://:[password hidden]@db.example",
        ),
    ] {
        assert_eq!(mask(text), want);
        assert_eq!(mask(want), want, "masking twice");
    }
}

#[test]
fn code_and_prose_stay_as_they_are() {
    for text in [
        "token: string",
        "max_tokens: 4096",
        "token = self.next_token()",
        "let token = tokens.next();",
        "token = token2",
        "password = input(\"Password: \")",
        "password: Option<String>",
        "password=password",
        "secret: process.env.SECRET_2",
        "\"password\": \"Passwort\"",
        "\"password\": \"Must have 8 letters\"",
        "PASSWORD=${DB_PASSWORD}",
        "PASSWORD=$(cat file1)",
        "https://user:$PASS@host.example",
        "https://a.example:8080/x@y",
        "private_key: /etc/ssl/key1.pem",
        "api_key=********",
        "token: <your token 1>",
        "Bearer of good news in 2026",
        "Basic understanding",
        "the sk-learn package, sk-spinner-fade-in-down-animation-delayed",
        "an AKIA of letters, AKIAabcdefghijklmnop",
        "-----BEGIN PRIVATE KEY-----",
        "if line == \"-----BEGIN RSA PRIVATE KEY-----\" { x }",
        "-----BEGIN CERTIFICATE-----\nMIIE0123456789012345678901234567890\n-----END CERTIFICATE-----",
        "token.rs:12: error",
        "eyJ is how they begin",
        "design-token: color",
        "TOKEN: _ty_5 = _ty_5::SOME_TOKEN;",
        "TrafficSecret => \"TRAFFIC_SECRET_0\"",
        "token = _step22.value;",
        "total_tokens=123456 input_token_count=99",
    ] {
        assert_eq!(mask(text), text);
    }
}

#[test]
fn private_keys_are_masked_within_their_armour() {
    let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQ==\n";
    for name in [
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "PGP PRIVATE KEY BLOCK",
    ] {
        let (begin, end) = (
            format!("-----BEGIN {name}-----"),
            format!("-----END {name}-----"),
        );
        let whole = format!("a\n{begin}\n{body}{end}\nb");
        assert_eq!(
            mask(&whole),
            format!("a\n{begin}[private key hidden]{end}\nb")
        );
        let cut = format!("{begin}\n{body}");
        assert_eq!(mask(&cut), format!("{begin}[private key hidden]"));
        let escaped = whole.replace('\n', "\\n");
        assert!(!mask(&escaped).contains("MIIE"));
        let numbered = whole.replace('\n', "\n  12→");
        assert!(!mask(&numbered).contains("MIIE"));
    }
}

thread_local! {
    /// Bytes that were looked at ahead of where the search was.
    pub(super) static LOOKED_AHEAD: Cell<usize> = const { Cell::new(0) };
}

/// Texts that make a careless search look ahead or back again and again.
#[test]
fn hostile_texts_are_looked_at_no_longer_than_others() {
    let armour = "-----BEGIN PRIVATE KEY-----";
    for shape in [
        "password=",
        "token: \"",
        ":::::",
        "=====",
        "a://",
        "a://b:",
        "sk-",
        "eyJ",
        "eyJaaaaaaaaaaaa.",
        "AKIA",
        "\"\"\"\"",
        "\\\\\\\\",
        "--password ",
        "--------",
        armour,
        "-----BEGIN ",
        "Bearer ",
        "_token=",
        "ghp_0123456789",
        "    :",
        "xoxb-",
    ] {
        let looked = |bytes: usize| {
            let text = shape.repeat(bytes / shape.len());
            LOOKED_AHEAD.set(0);
            let _ = mask(&text);
            LOOKED_AHEAD.get()
        };
        // Eight times as much may be looked at eight times as long, and no 64 times.
        let (small, large) = (looked(8 << 10), looked(64 << 10));
        assert!(large <= small * 10 + 1024, "{shape}: {small}, {large}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in "\\PC{0,200}") {
        let masked = mask(&text);
        prop_assert_eq!(&mask(&masked), &masked);
    }

    #[test]
    fn letters_that_matter_do_not_break_it(text in "[-a-zA-Z0-9=:\"'\\\\ .@/\n_é→]{0,120}") {
        let _ = mask(&text);
        let _ = mask_value("password", &text);
    }

    #[test]
    fn a_secret_is_found_in_any_text(
        before in "[a-z é\"'\n]{0,40}",
        behind in "[a-z é\"'\n]{0,40}",
        which in 0_usize..22,
    ) {
        let secrets = formed();
        let secret = &secrets[which % secrets.len()];
        let text = format!("{before} {secret} {behind}");
        prop_assert!(!mask(&text).contains(secret.as_str()));
    }
}

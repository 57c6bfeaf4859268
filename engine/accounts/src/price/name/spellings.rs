//! How models are spelled by providers and gateways, and which entry of our own file each reaches.

use crate::price::PriceTable;

/// An entry of the price file, or nothing for what is unpriced by right, and names that reach it.
const SPELLINGS: &[(Option<&str>, &[&str])] = &[
    (
        Some("claude-opus-5"),
        &[
            "claude-opus-5",
            "CLAUDE-OPUS-5",
            " claude-opus-5 ",
            "claude opus 5",
            "claude_opus_5",
            "claude-opus-5-0",
            "claude-opus-5.0",
            "claude-5-opus",
            "claude-5.0-opus",
            "claude-5-0-opus",
            "claude-opus-5-latest",
            "claude-opus-5@latest",
            "claude-opus-5@default",
            "claude-opus-5@default[1m]",
            "claude-opus-5[1m]",
            "claude-opus-5 [1m]",
            "claude-opus-5:1m",
            "claude-opus-5-1m",
            "claude-opus-5-fast",
            "claude-opus-5-fast[1m]",
            "claude-opus-5-thinking",
            "claude-opus-5-high-thinking-fast",
            "claude-opus-5:thinking",
            "claude-opus-5-20260101",
            "claude-opus-5@20260101",
            "claude-opus-5-2026-01-01",
            "claude-opus-5@20260101[1m]",
            "claude-opus-5-v1",
            "claude-opus-5-v1:0",
            "claude-opus-5-20260101-v1:0",
            "anthropic.claude-opus-5",
            "anthropic.claude-opus-5-v2:0",
            "us.anthropic.claude-opus-5-v1",
            "us.anthropic.claude-opus-5-v1:0:200k",
            "au.anthropic.claude-opus-5",
            "apac.anthropic.claude-opus-5",
            "us-gov.anthropic.claude-opus-5",
            "bedrock/us-gov-east-1/anthropic.claude-opus-5",
            "bedrock/claude_platform/claude-opus-5",
            "bedrock:us.anthropic.claude-opus-5",
            "anthropic:claude-opus-5",
            "anthropic/claude-opus-5",
            "anthropic/claude-5-opus",
            "anthropic--claude-5-opus",
            "anthropic-claude-opus-5",
            "openrouter,anthropic/claude-opus-5",
            "vertex_ai/claude-opus-5@default",
            "claude/claude-opus-5",
            "claude/opus-5",
            "databricks/databricks-claude-opus-5",
            "projects/p/locations/us-east5/publishers/anthropic/models/claude-opus-5@default:streamRawPredict",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-opus-5-v1:0[1m]",
            "arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.anthropic.claude-opus-5",
        ],
    ),
    (
        Some("claude-opus-5-5"),
        &[
            "claude-opus-5-5",
            "claude-opus-5.5",
            "claude-5-5-opus",
            "claude-5.5-opus",
            "Claude Opus 5.5",
            "claude-opus-5-5@default",
            "claude-opus-5-5-20260901",
            "claude-opus-5.5@20260901",
            "azure_ai/claude-opus-5-5-fast",
            "openrouter/anthropic/claude-5-5-opus",
            "jp.anthropic.claude-opus-5-5",
            "bedrock_mantle/us-gov-west-1/anthropic.claude-opus-5-5",
        ],
    ),
    (
        Some("claude-opus-4-8"),
        &[
            "claude-opus-4-8",
            "claude-opus-4-8@default",
            "claude-4.8-opus",
            "claude-opus-4-8-2026-05-01",
            "aihubmix/claude-opus-4-8-think",
            "github_copilot/claude-opus-4.8-fast",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-8",
        ],
    ),
    (
        Some("claude-opus-4-6"),
        &[
            "claude-opus-4-6",
            "claude-opus-4-6-20260205",
            "claude-opus-4-6-1m",
            "claude-opus-4-6@default",
            "us.anthropic.claude-opus-4-6-v1",
            "global.anthropic.claude-opus-4-6-v1:0",
            "anthropic/claude-4-6-opus",
            "anthropic/claude-opus-4.6-fast",
            "claude-4.6-opus-high-thinking",
        ],
    ),
    (
        Some("claude-opus-4-5"),
        &[
            "claude-opus-4-5-20251101",
            "claude-opus-4-5@20251101",
            "anthropic.claude-opus-4-5-20251101-v1:0",
            "claude-4-5-opus",
        ],
    ),
    (
        Some("claude-opus-4-1"),
        &[
            "claude-opus-4-1@20250805",
            "claude-opus-4.1",
            "claude-4-1-opus",
            "claude-4.1-opus",
            "us.anthropic.claude-opus-4-1-20250805-v1:0",
        ],
    ),
    (
        Some("claude-opus-4-0"),
        &[
            "claude-opus-4",
            "claude-opus-4-0",
            "claude-opus-4-20250514",
            "claude-opus-4@20250514",
            "claude-4-opus",
            "claude-4.0-opus",
            "claude-4-opus-20250514",
            "apac.anthropic.claude-opus-4-20250514-v1:0",
            "databricks/databricks-claude-opus-4",
            "claude-opus-4-thinking[1m]",
        ],
    ),
    (
        Some("claude-sonnet-4-0"),
        &[
            "claude-sonnet-4",
            "claude-sonnet-4.0",
            "claude-sonnet-4@default",
            "claude-sonnet-4@20250514",
            "claude-4-sonnet-20250514",
            "apac.anthropic.claude-sonnet-4-20250514-v1:0",
            "us.anthropic.claude-sonnet-4-20250514-v1:0[1m]",
            "snowflake/claude-4-sonnet",
        ],
    ),
    (
        Some("claude-sonnet-4-5"),
        &[
            "claude-sonnet-4-5-20250929",
            "claude-sonnet-4-5@20250929",
            "anthropic/claude-4-5-sonnet",
            "anthropic/claude-4.5-sonnet",
            "anthropic--claude-4.5-sonnet",
            "jp.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "bedrock/us-gov-west-1/claude-sonnet-4-5-20250929-v1:0",
            "Claude 4.5 Sonnet",
            "claude-4.5-sonnet-thinking",
        ],
    ),
    (
        Some("claude-sonnet-4-6"),
        &[
            "claude-sonnet-4-6",
            "claude-4-6-sonnet",
            "claude-4.6-sonnet",
            "anthropic/claude-4-6-sonnet",
            "openrouter/anthropic/claude-sonnet-4.6:beta",
            "claude-4-6-sonnet[1m]",
            "vertex_ai/claude-sonnet-4-6@default",
            "claude-sonnet-4-6-max",
        ],
    ),
    (
        Some("claude-sonnet-5"),
        &[
            "claude-sonnet-5@default",
            "claude-5-sonnet",
            "claude-sonnet-5-2026-01-01",
            "hostinger_router/claude-sonnet-5",
        ],
    ),
    (
        Some("claude-sonnet-5-5"),
        &[
            "claude-sonnet-5-5@default",
            "claude-5.5-sonnet",
            "vertex_ai/claude-sonnet-5-5",
        ],
    ),
    (
        Some("claude-haiku-4-5"),
        &[
            "anthropic/claude-4-5-haiku",
            "claude-haiku-4-5@20251001",
            "anthropic.claude-haiku-4-5@20251001",
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
        ],
    ),
    (
        Some("claude-haiku-5-5"),
        &[
            "claude-haiku-5-5@default",
            "claude-haiku-5.5",
            "claude-5-5-haiku",
        ],
    ),
    (
        Some("claude-fable-5"),
        &[
            "claude-fable-5",
            "claude-5-fable",
            "claude-fable-5-0",
            "claude-fable-5@20260601",
            "vertex_ai/claude-fable-5@default",
            "claude-fable-5[1m]-thinking",
        ],
    ),
    (
        Some("claude-fable-5-1"),
        &[
            "claude-fable-5-1@default",
            "claude-fable-5.1",
            "claude-5.1-fable",
        ],
    ),
    (
        Some("claude-mythos-5"),
        &["us.anthropic.claude-mythos-5", "claude-mythos-5-fast"],
    ),
    (
        Some("claude-mythos-preview"),
        &[
            "claude-mythos-preview",
            "au.anthropic.claude-mythos-preview",
        ],
    ),
    (
        Some("claude-3-7-sonnet-latest"),
        &[
            "claude-3-7-sonnet-20250219",
            "claude-3.7-sonnet",
            "claude-sonnet-3-7",
            "eu.anthropic.claude-3-7-sonnet-20250219-v1:0",
        ],
    ),
    (
        Some("claude-3-5-sonnet"),
        &[
            "claude-3-5-sonnet-latest",
            "claude-3-5-sonnet-20241022",
            "claude-3-5-sonnet-v2@20241022",
            "claude-sonnet-3.5",
            "anthropic.claude-3-5-sonnet-20240620-v1:0:18k",
        ],
    ),
    (
        Some("claude-3-5-haiku-latest"),
        &["claude-3-5-haiku-latest", "claude-haiku-3.5"],
    ),
    (
        Some("claude-3-opus-latest"),
        &[
            "claude-3-opus@20240229",
            "claude-opus-3",
            "claude-3-opus-latest",
        ],
    ),
    (
        Some("claude-3-haiku"),
        &[
            "claude-3-haiku-20240307",
            "anthropic.claude-3-haiku-20240307-v1:0:48k",
        ],
    ),
    (
        Some("claude-2"),
        &[
            "claude-2",
            "claude-2.1",
            "anthropic.claude-v2:1",
            "anthropic.claude-v2",
        ],
    ),
    (Some("claude-v1"), &["claude-v1", "anthropic.claude-v1"]),
    (
        None,
        &[
            "",
            "claude",
            "claude-",
            "opus",
            "claude-opus",
            "claude-opus-latest",
            "~anthropic/claude-sonnet-latest",
            "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/46u2vhiyo6z5",
            // Never across a version number.
            "claude-opus-4-10",
            "claude-opus-4.10",
            "claude-opus-40",
            "claude-opus-41",
            "claude-4-10-opus",
            "claude-opus-4-5-1",
            "claude-4-5-1-opus",
            "claude-opus-4.5.1",
            "claude-opus-5-5-5",
            "claude-opus-4-2",
            "claude-4-2-opus",
            "claude-opus-4-9@default",
            "us.anthropic.claude-opus-4-9-v1:0",
            "claude-opus-6[1m]",
            "claude-5-opus-5",
            "claude-4-6-sonnet-4",
            "claude-6-sonnet",
            "claude-haiku-5",
            "claude-sonnet-4-7",
            "claude-sonnet-4-60",
            "claude-sonnet-5-7-20261001",
            "claude-fable-5-3",
            "claude-fable-50",
            "databricks/databricks-claude-sonnet-4-1",
            "claude-opus-3-5",
            "claude-20",
            "anthropic.claude-instant-v1",
            "claude-instant-1.2",
            // Another's model.
            "my-claude-opus-5",
            "not.claude-opus-5",
            "my-anthropic.claude-opus-5",
            "claudette-opus-5",
            "claude-opus-5-mini",
            "opus/claude",
            "gpt-5",
            "glm-4.6",
        ],
    ),
];

#[test]
fn each_spelling_reaches_its_entry() {
    let table = PriceTable::builtin();
    let mut wrong = Vec::new();
    for &(entry, names) in SPELLINGS {
        for &name in names {
            let found = table.find(name);
            let found = table.entry_id(found);
            if found != entry {
                wrong.push(format!("{name}: {found:?}, not {entry:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let names = SPELLINGS.iter().map(|(_, names)| names.len());
    assert!(names.sum::<usize>() >= 200);
}

/// Each plain name of the table, with each beginning and each ending that changes no price.
#[test]
fn spellings_combine() {
    let table = PriceTable::builtin();
    let names = table.entries.iter().map(|entry| entry.id.as_str());
    let swapped = [
        "claude-4-6-sonnet",
        "claude-5.5-opus",
        "claude-opus-4-9",
        "claude-sonnet-4-60",
    ];
    for name in names.chain(swapped) {
        let plain = table.find(name);
        for before in [
            "us.anthropic.",
            "vertex_ai/",
            "anthropic/",
            "arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.",
        ] {
            for after in [
                "",
                "@default",
                "-latest",
                "-v1:0",
                "-v1",
                "[1m]",
                "-thinking",
                "-fast[1m]",
                ":200k",
            ] {
                let spelled = [before, name, after].concat();
                assert_eq!(table.find(&spelled), plain, "{spelled}");
            }
        }
    }
}

//! Tool calls and what they gave back.

use super::rng::Rng;
use super::text::Pool;

const TOOLS: [(u64, &str); 12] = [
    (32, "Bash"),
    (24, "Read"),
    (16, "Edit"),
    (8, "Grep"),
    (5, "TodoWrite"),
    (4, "Write"),
    (4, "Glob"),
    (2, "Task"),
    (2, "WebFetch"),
    (1, "WebSearch"),
    (1, "mcp__tracker__list_issues"),
    (1, "Skill"),
];

/// The name of a tool, the usual ones more often.
pub fn name(rng: &mut Rng) -> &'static str {
    rng.weighted(&TOOLS)
}

/// The JSON of a call's input, of about `bytes` bytes where the tool takes text.
pub fn input(name: &str, pool: &Pool, rng: &mut Rng, bytes: usize, cwd: &str) -> String {
    let file = format!("{cwd}/src/module_{}.rs", rng.below(80));
    match name {
        "Bash" => {
            let command = pool.prose(rng, bytes.min(400));
            format!("{{\"command\":\"cargo test -- {command}\",\"description\":\"Run the tests\"}}")
        }
        "Read" => format!(
            "{{\"file_path\":\"{file}\",\"offset\":{},\"limit\":200}}",
            rng.below(900)
        ),
        "Edit" => {
            let (old, new) = (pool.code(rng, bytes / 2), pool.code(rng, bytes / 2));
            format!(
                "{{\"file_path\":\"{file}\",\"old_string\":\"{old}\",\"new_string\":\"{new}\",\"replace_all\":false}}"
            )
        }
        "Write" => format!(
            "{{\"file_path\":\"{file}\",\"content\":\"{}\"}}",
            pool.code(rng, bytes)
        ),
        "Grep" | "Glob" => format!(
            "{{\"pattern\":\"{}\",\"path\":\"{cwd}\"}}",
            pool.prose(rng, 24)
        ),
        "TodoWrite" => format!("{{\"todos\":{}}}", todos(pool, rng)),
        "Task" => {
            let prompt = pool.prose(rng, bytes);
            format!(
                "{{\"description\":\"Look into it\",\"subagent_type\":\"Explore\",\"prompt\":\"{prompt}\"}}"
            )
        }
        _ => format!("{{\"query\":\"{}\"}}", pool.prose(rng, bytes.min(300))),
    }
}

fn todos(pool: &Pool, rng: &mut Rng) -> String {
    let items: Vec<String> = (0..rng.between(2, 6))
        .map(|at| {
            let status = if at == 0 { "in_progress" } else { "pending" };
            let text = pool.prose(rng, 40);
            format!("{{\"content\":\"{text}\",\"status\":\"{status}\",\"activeForm\":\"{text}\"}}")
        })
        .collect();
    format!("[{}]", items.join(","))
}

/// The content of a result and its `toolUseResult`, of about `bytes` bytes together.
pub fn result(name: &str, pool: &Pool, rng: &mut Rng, bytes: usize, cwd: &str) -> (String, String) {
    let half = bytes / 2;
    match name {
        "Read" if bytes > 60_000 && rng.chance(500) => image(pool, half),
        "Read" => {
            let text = pool.code(rng, half);
            let file = format!(
                "{{\"filePath\":\"{cwd}/src/lib.rs\",\"content\":\"{text}\",\"numLines\":40,\"startLine\":1,\"totalLines\":90}}"
            );
            (
                format!("\"{text}\""),
                format!("{{\"type\":\"text\",\"file\":{file}}}"),
            )
        }
        "Edit" | "Write" => {
            let (shown, original) = (pool.code(rng, bytes / 5), pool.code(rng, bytes * 3 / 5));
            let patch = format!(
                "[{{\"oldStart\":3,\"oldLines\":4,\"newStart\":3,\"newLines\":5,\"lines\":[\"-{shown}\"]}}]"
            );
            let result = format!(
                "{{\"filePath\":\"{cwd}/src/lib.rs\",\"originalFile\":\"{original}\",\"structuredPatch\":{patch},\"userModified\":false}}"
            );
            (format!("\"The file has been updated. {shown}\""), result)
        }
        "Grep" | "Glob" => {
            let text = pool.prose(rng, half);
            (
                format!("\"Found 3 files\\n{text}\""),
                format!("{{\"mode\":\"content\",\"numFiles\":3,\"content\":\"{text}\"}}"),
            )
        }
        _ => {
            let text = pool.prose(rng, half);
            let result = format!(
                "{{\"stdout\":\"{text}\",\"stderr\":\"\",\"interrupted\":false,\"isImage\":false}}"
            );
            (format!("\"{text}\""), result)
        }
    }
}

fn image(pool: &Pool, bytes: usize) -> (String, String) {
    let data = pool.base64(bytes);
    let source =
        format!("{{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"{data}\"}}");
    let file = format!("{{\"base64\":\"{data}\",\"type\":\"image/png\",\"originalSize\":{bytes}}}");
    (
        format!("[{{\"type\":\"image\",\"source\":{source}}}]"),
        format!("{{\"type\":\"image\",\"file\":{file}}}"),
    )
}

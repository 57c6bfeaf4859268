//! What a line is by its shape: an error, code, output, or neither.

use super::head;
use crate::intent::clause::is_wide;

/// From this share of symbols on, a line counts as code.
pub(super) const SYMBOLS_OF_CODE: f32 = 0.22;

/// Words that begin a line of an error, in small letters.
const ERROR_STARTS: &[&str] = &[
    "error:",
    "e: ",
    "error[",
    "error -",
    "err!",
    "npm err",
    "fatal:",
    "fatal error",
    "failed:",
    "fail:",
    "fail ",
    "✗",
    "✖",
    "❌",
    "traceback (most",
    "panic:",
    "panicked at",
    "exception:",
    "exception in thread",
    "unhandled",
    "uncaught ",
    "build failed",
    "caused by:",
    "assertionerror",
    "segmentation fault",
    "e   ",
    "command failed",
    "exit code",
    "critical:",
    "thread '",
    "error in ./",
    "error ts",
    "ошибка:",
    "错误：",
    "错误:",
    "エラー:",
];

/// A line that is an error by itself, and not a sentence about one.
pub(super) fn is_error(line: &str) -> bool {
    let lower = head(line, 80).to_lowercase();
    if ERROR_STARTS.iter().any(|start| lower.starts_with(start)) {
        return true;
    }
    // `Error reading file: …`
    let named = ["Error ", "ERROR "]
        .iter()
        .any(|start| line.starts_with(start));
    if named && line.contains(':') {
        return true;
    }
    // `TypeError: …`, `java.lang.Exception: …`
    let first = line.split_whitespace().next().unwrap_or_default();
    let name = first.trim_end_matches(':');
    first.ends_with(':')
        && (name.ends_with("Error") || name.ends_with("Exception") || name.ends_with("Panic"))
}

/// Whether a pasted line says that something failed.
pub(super) fn tells_error(line: &str) -> bool {
    let lower = head(line, 200).to_lowercase();
    is_error(line)
        || [
            "error",
            "failed",
            "exception",
            "traceback",
            "panicked",
            "fatal",
            "cannot find",
            "not found",
            "denied",
        ]
        .iter()
        .any(|word| lower.contains(word))
}

/// Words that begin a line of code.
const CODE_STARTS: &[&str] = &[
    "SELECT ",
    "INSERT INTO",
    "UPDATE ",
    "DELETE FROM",
    "CREATE TABLE",
    "ALTER TABLE",
    "import ",
    "from ",
    "const ",
    "let ",
    "var ",
    "function ",
    "def ",
    "class ",
    "fn ",
    "pub ",
    "public ",
    "private ",
    "#include",
    "package ",
    "return ",
    "async ",
    "export ",
    "if (",
];

/// Begins as code does, and has a mark that sentences have not.
fn starts_as_code(line: &str) -> bool {
    let marked = line.contains([';', '{', '=']) || line.ends_with([')', ':']) && line.contains('(');
    marked && !line.ends_with(['?', '.']) && CODE_STARTS.iter().any(|start| line.starts_with(start))
}

pub(super) fn is_pasted(line: &str) -> bool {
    let lower = head(line, 40).to_lowercase();
    let frame = (lower.starts_with("at ") && line.contains('(') && line.contains(':'))
        || lower.starts_with("file \"")
        || line.starts_with('^')
        || line.starts_with("@@ ")
        || line.starts_with("+++ ")
        || line.starts_with("--- ")
        || line.starts_with("diff --git")
        || line.starts_with("> ")
        || (line.starts_with('|') && line.ends_with('|'));
    frame
        || starts_as_code(line)
        || starts_with_time(line)
        || symbols(line)
            > if line.chars().any(is_wide) {
                SYMBOLS_OF_CODE * 1.8
            } else {
                SYMBOLS_OF_CODE
            }
        || line.ends_with(['{', '}', ';']) && line.split_whitespace().count() <= 8
        || line == "\\"
        || (line.split_whitespace().count() <= 6 && ends_with_place(line))
        || (ends_as_code(line) && symbols(line) > SYMBOLS_OF_CODE / 3.0)
}

/// `2025-01-31 …`, `[12:00:01] …`, `Feb 8 12:00:01 …`.
fn starts_with_time(line: &str) -> bool {
    let head = line.trim_start_matches('[').as_bytes();
    let digits = |from: usize, to: usize| {
        head.get(from..to)
            .is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let months = [
        "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ",
        "Dec ",
    ];
    let month = months
        .iter()
        .any(|month| head.starts_with(month.as_bytes()))
        && head.iter().take(20).filter(|byte| **byte == b':').count() == 2;
    month
        || (digits(0, 4)
            && head.get(4) == Some(&b'-')
            && digits(5, 7)
            && head.get(7) == Some(&b'-'))
        || (digits(0, 2)
            && head.get(2) == Some(&b':')
            && digits(3, 5)
            && head.get(5) == Some(&b':'))
}

/// `name file.ts:12`, `src/a.rs:3:14`: a frame of a stack.
fn ends_with_place(line: &str) -> bool {
    let last = line
        .split_whitespace()
        .next_back()
        .unwrap_or_default()
        .trim_end_matches([')', ',']);
    let name = last.trim_end_matches(|char: char| char.is_ascii_digit() || char == ':');
    name.len() < last.len()
        && name.contains('.')
        && last
            .get(name.len()..)
            .is_some_and(|place| place.starts_with(':'))
}

pub(super) fn ends_as_code(line: &str) -> bool {
    line.ends_with(['{', '}', ';', '\\']) || line.ends_with("=>") || line.ends_with("),")
}

/// The share of characters that code has and sentences have not. Names, paths and links are left out.
pub(super) fn symbols(line: &str) -> f32 {
    let (mut symbols, mut all) = (0_u32, 0_u32);
    for word in line.split_whitespace() {
        let names = word.contains("://") || word.starts_with('@') || word.starts_with('`');
        for char in word.chars() {
            all += 1;
            symbols += u32::from(!names && "{}[]();=<>|&$\\^~".contains(char));
        }
    }
    if all == 0 {
        0.0
    } else {
        symbols as f32 / all as f32
    }
}

//! From a model name as logs write it to an entry of the price file.

use super::file::{Entry, Rule};

/// The entry for `model`: exact id, then the longest matching rule, then rows without rules by id.
pub(super) fn find(entries: &[Entry], model: &str) -> Option<usize> {
    let plain = normalise(model);
    let dashed = dash_versions(&plain);
    let names = [model, plain.as_str(), dashed.as_str()];
    let exact = |with_rules: bool| {
        let is = |entry: &Entry| {
            entry.rules.is_empty() != with_rules && names.contains(&entry.id.as_str())
        };
        entries.iter().position(is)
    };
    exact(true)
        .or_else(|| longest_rule(entries, &plain, &dashed))
        .or_else(|| exact(false))
}

fn longest_rule(entries: &[Entry], plain: &str, dashed: &str) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (index, entry) in entries.iter().enumerate() {
        let lengths = entry.rules.iter().flat_map(|rule| {
            [plain, dashed]
                .into_iter()
                .filter_map(move |name| matched_length(rule, name))
        });
        if let Some(length) = lengths.max()
            && best.is_none_or(|(longest, _)| length > longest)
        {
            best = Some((length, index));
        }
    }
    best.map(|(_, index)| index)
}

/// Lower case, without provider, region and the endings that do not change the price.
fn normalise(model: &str) -> String {
    let lower = model.to_lowercase();
    let mut name = lower.rsplit('/').next().unwrap_or(&lower);
    if let Some((region, rest)) = name.split_once("anthropic.") {
        let is_region = region.is_empty()
            || region.strip_suffix('.').is_some_and(|region| {
                !region.is_empty()
                    && region
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            });
        if is_region {
            name = rest;
        }
    }
    while let Some(shorter) = without_ending(name) {
        name = shorter;
    }
    name.to_owned()
}

fn without_ending(name: &str) -> Option<&str> {
    ["[1m]", "-thinking"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .or_else(|| {
            let (head, revision) = name.rsplit_once("-v")?;
            let (major, minor) = revision.split_once(':')?;
            let is_number =
                |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            (is_number(major) && is_number(minor)).then_some(head)
        })
}

/// `@` as `-`, and a point between digits as `-`.
fn dash_versions(name: &str) -> String {
    let bytes = name.as_bytes();
    let digit_at = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    name.char_indices()
        .map(|(at, letter)| match letter {
            '@' => '-',
            '.' if digit_at(at.checked_sub(1)) && digit_at(Some(at + 1)) => '-',
            other => other,
        })
        .collect()
}

/// How much of `name` the rule matches, in bytes; `None` if it does not, or only a part of a version.
fn matched_length(rule: &Rule, name: &str) -> Option<usize> {
    match rule {
        Rule::Equals(text) => (name == text).then_some(text.len()),
        Rule::StartsWith(text) => {
            let rest = name.strip_prefix(text.as_str())?;
            (!cuts_version(text, rest)).then_some(text.len())
        }
        Rule::Contains(text) => {
            let rest = name.get(name.find(text.as_str())? + text.len()..)?;
            (!cuts_version(text, rest)).then_some(text.len())
        }
        Rule::Matches(pattern) => pattern.matched_length(name),
    }
}

/// A match that is followed by more of a version number is none: `claude-opus-4-1` is not in
/// `claude-opus-4-10`, nor `claude-opus-4-5` in `claude-opus-4-5-1`. A date of eight digits may follow.
fn cuts_version(rule: &str, rest: &str) -> bool {
    let ends_in_four_digits =
        rule.len() >= 4 && rule.bytes().rev().take(4).all(|byte| byte.is_ascii_digit());
    if ends_in_four_digits || rule == "claude-2" {
        return false;
    }
    let parted = rest.strip_prefix(['-', '@', '.']);
    let after = parted.unwrap_or(rest);
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let is_date = digits == 8 && (parted.is_some() || rule.ends_with(['-', '@']));
    digits > 0 && !is_date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_does_not_change_the_price() {
        for (name, plain) in [
            (
                "bedrock/us-gov-west-1/anthropic.claude-haiku-5-5",
                "claude-haiku-5-5",
            ),
            (
                "us.anthropic.claude-haiku-4-5-20251001-v1:0",
                "claude-haiku-4-5-20251001",
            ),
            ("claude-fable-5-thinking[1m]", "claude-fable-5"),
            ("claude-fable-5[1m]-thinking", "claude-fable-5"),
            ("Claude-Opus-4-8", "claude-opus-4-8"),
            ("my-claude-opus-5", "my-claude-opus-5"),
        ] {
            assert_eq!(normalise(name), plain);
        }
        assert_eq!(
            dash_versions("claude-opus-4.6@20260101"),
            "claude-opus-4-6-20260101"
        );
    }

    #[test]
    fn a_match_never_ends_inside_a_version() {
        for (rule, rest, cuts) in [
            ("claude-opus-4-1", "0", true),
            ("claude-opus-4-5", "-1", true),
            ("claude-haiku-4-5", ".1", true),
            ("claude-opus-4-6", "-20260205", false),
            ("claude-sonnet-4-2025", "0514", false),
            ("claude-sonnet-4@", "20250514", false),
            ("claude-sonnet-5-5@", "default", false),
            ("claude-2", ".1", false),
            ("claude-3-5-sonnet", "-v2-20241022", false),
        ] {
            assert_eq!(cuts_version(rule, rest), cuts, "{rule}{rest}");
        }
    }
}

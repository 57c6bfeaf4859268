//! From a model name as logs write it to an entry of the price file.

use super::file::{Entry, Rule};

#[cfg(test)]
mod spellings;

/// What may stand before `claude` in a name, joined to it by a point, a colon or dashes: whose
/// model it is, or who serves it. What stands before a slash may be anything.
const PROVIDERS: [&str; 12] = [
    "ai",
    "amazon",
    "anthropic",
    "aws",
    "azure",
    "bedrock",
    "databricks",
    "gcp",
    "google",
    "litellm",
    "openrouter",
    "vertex",
];

/// Words at the end of a name that say how a model is asked, not which one: thinking, effort,
/// speed (which a response says itself), routes of gateways, methods of Vertex.
const MANNERS: [&str; 18] = [
    "beta",
    "default",
    "exacto",
    "extended",
    "fast",
    "floor",
    "high",
    "latest",
    "low",
    "max",
    "medium",
    "nitro",
    "online",
    "rawpredict",
    "streamrawpredict",
    "think",
    "thinking",
    "xhigh",
];

/// The entry for `model`: exact id, then the longest matching rule, then rows without rules by id.
pub(super) fn find(entries: &[Entry], model: &str) -> Option<usize> {
    let names = spellings(model);
    let exact = |with_rules: bool| {
        let is = |entry: &Entry| {
            let is_id = |name: &str| name == entry.id;
            entry.rules.is_empty() != with_rules
                && (is_id(model) || names.iter().any(|name| is_id(name)))
        };
        entries.iter().position(is)
    };
    exact(true)
        .or_else(|| longest_rule(entries, &names))
        .or_else(|| exact(false))
}

fn longest_rule(entries: &[Entry], names: &[String]) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (index, entry) in entries.iter().enumerate() {
        let lengths = entry.rules.iter().flat_map(|rule| {
            let lengths = names.iter();
            lengths.filter_map(move |name| matched_length(rule, name))
        });
        if let Some(length) = lengths.max()
            && best.is_none_or(|(longest, _)| length > longest)
        {
            best = Some((length, index));
        }
    }
    best.map(|(_, index)| index)
}

/// All spellings of the same model that a price file may know: without provider and region, then
/// with one ending after another gone, each as it is and with dashes alone, and in the end with
/// family and version in either order. No step takes anything from a version.
fn spellings(model: &str) -> Vec<String> {
    let plain = without_provider(&model.trim().to_lowercase());
    let mut names = Vec::new();
    let mut left = Some(plain.as_str());
    while let Some(name) = left {
        let dashed = dash_versions(name);
        left = without_ending(name);
        if left.is_none() {
            names.extend(reordered(&dashed));
        }
        names.extend([name.to_owned(), dashed]);
    }
    names
}

/// What is left of a name without gateway, provider and region, with dashes for blanks.
fn without_provider(lower: &str) -> String {
    // The addresses of Bedrock's profiles are also written as parts of web addresses.
    let lower = lower.replace("%3a", ":").replace("%2f", "/");
    let (before, name) = lower.rsplit_once(['/', ',']).unwrap_or(("", &lower));
    let name = name.replace([' ', '_'], "-");
    let maker = before.rsplit('/').next();
    if maker == Some("claude") && !name.contains("claude") {
        return ["claude-", &name].concat();
    }
    match name.find("claude").and_then(|at| name.split_at_checked(at)) {
        Some((before, rest)) if is_provider(before) => rest.to_owned(),
        _ => name,
    }
}

fn is_provider(before: &str) -> bool {
    let mut words = before
        .split(['.', ':', '-'])
        .filter(|word| !word.is_empty());
    match before.strip_suffix("anthropic.") {
        // Of regions there are ever more.
        Some(region) => {
            let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric());
            region.is_empty() || (region.ends_with(['.', ':']) && words.all(is_word))
        }
        None => words.all(|word| PROVIDERS.contains(&word)),
    }
}

/// A name without the last of the endings that do not change the price; `None` if there is none.
fn without_ending(name: &str) -> Option<&str> {
    let whole = name.trim_end_matches('-');
    if whole.len() < name.len() {
        return Some(whole);
    }
    if let Some((head, window)) = name
        .strip_suffix(']')
        .and_then(|name| name.rsplit_once('['))
    {
        return is_window(window).then_some(head);
    }
    let (head, ending) = name.rsplit_once(['-', '@', ':'])?;
    if MANNERS.contains(&ending) || is_window(ending) || is_revision(ending) {
        return Some(head);
    }
    if is_digits(ending, 8) {
        return Some(head);
    }
    // A date in three parts, and the `v1:0` of Bedrock.
    let (start, before) = head.rsplit_once(['-', '@'])?;
    if name.get(head.len()..)?.starts_with(':') {
        let is_number = !ending.is_empty() && is_digits(ending, ending.len());
        return (is_revision(before) && is_number).then_some(start);
    }
    let (start, year) = start.rsplit_once(['-', '@'])?;
    let is_date = is_digits(year, 4) && is_digits(before, 2) && is_digits(ending, 2);
    is_date.then_some(start)
}

/// How much context is asked for: `1m`, `200k`.
fn is_window(text: &str) -> bool {
    let digits = text.strip_suffix(['k', 'm']).unwrap_or_default();
    !digits.is_empty() && is_digits(digits, digits.len())
}

/// What Bedrock calls a version, which is none of the model's: `v1`.
fn is_revision(text: &str) -> bool {
    let digits = text.strip_prefix('v').unwrap_or_default();
    !digits.is_empty() && is_digits(digits, digits.len())
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `claude-4-6-sonnet` and `claude-sonnet-4-6` are one, and so are versions `5` and `5-0`. Nothing
/// for a name that is not a family and a version of one or two numbers alone.
fn reordered(name: &str) -> Vec<String> {
    let mut words = name.strip_prefix("claude-").unwrap_or_default().split('-');
    let is_number = |word: &&str| is_digits(word, 1) || is_digits(word, 2);
    let (numbers, families): (Vec<&str>, Vec<&str>) = words.clone().partition(is_number);
    let [family] = families[..] else {
        return Vec::new();
    };
    let stands_aside = words.clone().next() == Some(family) || words.next_back() == Some(family);
    let is_family = !family.is_empty() && family.bytes().all(|byte| byte.is_ascii_lowercase());
    let versions = match numbers[..] {
        [major, "0"] => vec![major.to_owned(), format!("{major}-0")],
        [major] => vec![major.to_owned()],
        [major, minor] => vec![format!("{major}-{minor}")],
        _ => return Vec::new(),
    };
    if !(stands_aside && is_family) {
        return Vec::new();
    }
    let orders = versions.iter().flat_map(|version| {
        [
            ["claude-", family, "-", version].concat(),
            ["claude-", version, "-", family].concat(),
        ]
    });
    orders.collect()
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
    let is_claude_2 = rule == "claude-2" && !rest.starts_with(|next: char| next.is_ascii_digit());
    if ends_in_four_digits || is_claude_2 {
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
                "claude-haiku-4-5",
            ),
            ("claude-fable-5-thinking[1m]", "claude-fable-5"),
            ("claude-fable-5[1m]-thinking", "claude-fable-5"),
            ("Claude-Opus-4-8", "claude-opus-4-8"),
            ("my-claude-opus-5", "my-claude-opus-5"),
            ("claude-opus-4.6@20260101", "claude-opus-4-6"),
        ] {
            assert_eq!(spellings(name).last().unwrap(), plain, "{name}");
        }
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
            ("claude-2", "0", true),
            ("claude-3-5-sonnet", "-v2-20241022", false),
        ] {
            assert_eq!(cuts_version(rule, rest), cuts, "{rule}{rest}");
        }
    }
}

//! Long texts: the start is shown, more is folded. What is too much for a page follows in pieces (see
//! `bound`).

use crate::ansi;
use crate::markup::{Element, Node, Tag, div, fold, pre};

/// More lines than these are folded.
const OPEN_LINES: usize = 16;
/// Of what is folded, so many lines are seen.
const SEEN_LINES: usize = 8;
/// More bytes than these are folded, however many lines they are.
const OPEN_BYTES: usize = 3_000;

/// A text as it is.
pub fn text(class: &'static str, text: &str) -> Node {
    folded(text, |part| pre(class, part))
}

/// What a terminal showed.
pub fn terminal(class: &'static str, text: &str) -> Node {
    let shown = folded(text, |part| {
        Element::new(Tag::Pre)
            .class(class)
            .children(ansi::nodes(part))
    });
    if !ansi::is_overwritten(text) {
        return shown;
    }
    let all = pre("output", ansi::written(text));
    let all = fold("aside rest", "All that was written there", vec![all.into()]);
    div("long").child(shown).child(all).into()
}

/// Bytes in words.
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

fn folded(text: &str, element: impl Fn(&str) -> Element) -> Node {
    let text = text.trim_end().trim_start_matches(['\n', '\r']);
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    if lines <= OPEN_LINES && text.len() <= OPEN_BYTES {
        return element(text).into();
    }
    let end = text
        .match_indices('\n')
        .nth(SEEN_LINES - 1)
        .map_or(text.len(), |(at, _)| at);
    let seen = up_to(text, end.min(OPEN_BYTES / 2));
    let rest = text.get(seen.len()..).unwrap_or_default();
    let rest = rest.strip_prefix('\n').unwrap_or(rest);
    let headline = if lines > OPEN_LINES {
        format!("{} more lines", lines.saturating_sub(SEEN_LINES))
    } else {
        format!("{} more", size(rest.len()))
    };
    let more = Element::new(Tag::Details)
        .class("more")
        .child(Element::new(Tag::Summary).text(headline))
        .child(element(rest));
    div("long").child(element(seen)).child(more).into()
}

/// The start of a text, at most so many bytes of it.
pub fn up_to(text: &str, bytes: usize) -> &str {
    let mut ends = (0..=bytes.min(text.len())).rev();
    let end = ends.find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected(node: &Node) -> String {
        let mut text = String::new();
        node.collect_text(&mut text);
        text
    }

    #[test]
    fn short_texts_are_whole() {
        assert_eq!(text("x", "a\nb\n"), pre("x", "a\nb").into());
    }

    #[test]
    fn long_texts_are_folded() {
        let lines: Vec<String> = (0..100).map(|line| format!("line {line}")).collect();
        let shown = collected(&text("x", &lines.join("\n")));
        assert!(shown.contains("92 more lines") && shown.contains("line 99"));
        let huge = "é".repeat(1_000_000);
        let shown = collected(&text("x", &huge));
        assert!(shown.contains("2.0 MB more") && shown.len() > huge.len());
    }
}

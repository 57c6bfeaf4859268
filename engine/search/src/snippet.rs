//! The place in a message that shows why it was found: one line, with marks.

use std::ops::Range;

use super::query::{Phrase, Query, SlotKind};
use super::text::{Entry, Field};
use super::words::{Kind, Words};

/// Characters shown on either side of what was found.
const AROUND: usize = 80;
/// Most characters of a snippet.
const LENGTH_MAX: usize = 240;

/// The place in a message that shows why it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The field that it is from.
    pub field: Field,
    /// One line of text; nothing of it is markup.
    pub text: String,
    /// Bytes of the text that were asked for, ascending and apart.
    pub marks: Vec<Range<usize>>,
    /// There is more text before it.
    pub is_cut_before: bool,
    /// There is more text behind it.
    pub is_cut_after: bool,
    /// How often anything that was asked for stands in the whole message.
    pub matches: usize,
}

/// Something found: which phrase, and where.
#[derive(Clone, Debug)]
struct PhraseMatch {
    phrase: usize,
    range: Range<usize>,
}

/// The place of a record that shows best why a query found it: with the most different phrases, in
/// the field that says most. For a record found by filters alone it is the beginning. `None` if it
/// says nothing.
pub fn snippet(entry: &Entry<'_>, query: &Query) -> Option<Snippet> {
    let phrases = query.phrases();
    let mut best: Option<(usize, usize, Vec<PhraseMatch>)> = None;
    let mut matches = 0;
    for (number, passage) in entry.passages.iter().enumerate() {
        let found = find(&passage.text.to_text(), &phrases);
        matches += found.len();
        let variety = variety(&found);
        if best.as_ref().is_none_or(|(most, _, _)| variety > *most) {
            best = Some((variety, number, found));
        }
    }
    let (_, number, found) = best?;
    let passage = entry.passages.get(number)?;
    let text = passage.text.to_text();
    let mut snippet = show(&text, &found);
    snippet.field = passage.field;
    snippet.matches = matches;
    Some(snippet)
}

fn variety(found: &[PhraseMatch]) -> usize {
    let mut phrases: Vec<usize> = found.iter().map(|found| found.phrase).collect();
    phrases.sort_unstable();
    phrases.dedup();
    phrases.len()
}

/// All places of the phrases in a text, in order.
fn find(text: &str, phrases: &[&Phrase]) -> Vec<PhraseMatch> {
    if phrases.is_empty() {
        return Vec::new();
    }
    let mut finder = Finder {
        runners: phrases.iter().map(|phrase| Runner::of(phrase)).collect(),
        ..Finder::default()
    };
    Words::default().cut(text, |part, kind, range| match kind {
        Kind::Word => finder.word(part, &range),
        Kind::Signs => finder.gap.push((part.to_owned(), range)),
    });
    finder.settle();
    finder
        .found
        .sort_by_key(|found| (found.range.start, found.range.end));
    finder.found
}

/// Looks for phrases while a text is cut.
#[derive(Default)]
struct Finder<'q> {
    runners: Vec<Runner<'q>>,
    /// The signs since the last word.
    gap: Vec<(String, Range<usize>)>,
    found: Vec<PhraseMatch>,
}

/// A phrase that is looked for.
struct Runner<'q> {
    phrase: &'q Phrase,
    words: Vec<(&'q str, bool)>,
    /// Beginnings of it that may go on with the next word: where they start, and how far they are.
    open: Vec<(usize, usize)>,
    /// All its words stood here; signs must follow.
    waiting: Option<Range<usize>>,
}

impl<'q> Runner<'q> {
    fn of(phrase: &'q Phrase) -> Self {
        let slots = phrase.slots().filter(|slot| slot.kind != SlotKind::Signs);
        Self {
            phrase,
            words: slots
                .map(|slot| (slot.text, slot.kind == SlotKind::Prefix))
                .collect(),
            open: Vec::new(),
            waiting: None,
        }
    }

    /// The bytes of the signs that must stand before the word of this number, if they do; an empty range if
    /// none must.
    fn signs(&self, at: usize, gap: &[(String, Range<usize>)]) -> Option<Range<usize>> {
        let mut all: Option<Range<usize>> = None;
        for signs in self.phrase.signs_at(at) {
            let (_, range) = gap.iter().find(|(run, _)| run.contains(signs))?;
            all = Some(match all {
                Some(all) => all.start.min(range.start)..all.end.max(range.end),
                None => range.clone(),
            });
        }
        Some(all.unwrap_or_default())
    }

    /// Where a phrase of signs alone, of which all must be somewhere, has any.
    fn alone<'g>(
        &'g self,
        gap: &'g [(String, Range<usize>)],
    ) -> impl Iterator<Item = Range<usize>> + 'g {
        let is_asked = |run: &str| self.phrase.signs_at(0).any(|signs| run.contains(signs));
        let runs = gap.iter().filter(move |(run, _)| is_asked(run));
        runs.map(|(_, range)| range.clone())
    }

    /// The next word; gives where the phrase stands if it ends with it.
    fn word(
        &mut self,
        word: &str,
        range: &Range<usize>,
        gap: &[(String, Range<usize>)],
    ) -> Option<Range<usize>> {
        let first = self.signs(0, gap).map(|signs| {
            if signs.is_empty() {
                range.start
            } else {
                signs.start
            }
        });
        let mut open = std::mem::take(&mut self.open);
        if !self.words.is_empty() {
            open.extend(first.map(|start| (start, 0)));
        }
        let mut whole = None;
        open.retain_mut(|(start, length)| {
            let is_next = self.words.get(*length).is_some_and(|(want, is_prefix)| {
                word == *want || (*is_prefix && word.starts_with(want))
            }) && (*length == 0 || self.signs(*length, gap).is_some());
            *length += 1;
            if is_next && *length == self.words.len() {
                whole = Some(*start..range.end);
                return false;
            }
            is_next
        });
        self.open = open;
        if self.phrase.signs_at(self.words.len()).next().is_some() {
            self.waiting = whole.take();
        }
        whole
    }
}

impl Finder<'_> {
    fn word(&mut self, word: &str, range: &Range<usize>) {
        self.settle();
        for (number, runner) in self.runners.iter_mut().enumerate() {
            let found = runner.word(word, range, &self.gap);
            self.found.extend(found.map(|range| PhraseMatch {
                phrase: number,
                range,
            }));
        }
        self.gap.clear();
    }

    /// A word or the end comes: what waits for signs has them or not.
    fn settle(&mut self) {
        for (number, runner) in self.runners.iter_mut().enumerate() {
            if runner.phrase.is_signs() {
                let alone = runner.alone(&self.gap);
                self.found.extend(alone.map(|range| PhraseMatch {
                    phrase: number,
                    range,
                }));
            } else if let Some(words) = runner.waiting.take()
                && let Some(signs) = runner.signs(runner.words.len(), &self.gap)
            {
                self.found.push(PhraseMatch {
                    phrase: number,
                    range: words.start..signs.end,
                });
            }
        }
    }
}

/// The part of a text around what was found.
fn show(text: &str, found: &[PhraseMatch]) -> Snippet {
    let focus = focus(found);
    let start = step_back(text, focus.start);
    let end = step_on(text, focus.end.max(start), start);
    let mut snippet = Snippet {
        field: Field::Other,
        text: String::new(),
        marks: Vec::new(),
        is_cut_before: !text.get(..start).unwrap_or_default().trim().is_empty(),
        is_cut_after: !text.get(end..).unwrap_or_default().trim().is_empty(),
        matches: 0,
    };
    let marks = union(found.iter().map(|found| &found.range), end);
    copy(text, start..end, &marks, &mut snippet);
    snippet
}

/// What to show: the narrow run of finds that has the most different phrases, the first of them.
fn focus(found: &[PhraseMatch]) -> Range<usize> {
    let mut best = (0, 0..0);
    for (number, first) in found.iter().enumerate().take(1000) {
        let rest = found.get(number..).unwrap_or_default();
        let near = rest
            .iter()
            .take_while(|other| other.range.end <= first.range.start + AROUND);
        let run: Vec<PhraseMatch> = near.cloned().collect();
        let variety = variety(&run).max(1);
        if variety > best.0 {
            let end = run.last().map_or(first.range.end, |last| last.range.end);
            best = (variety, first.range.start..end);
        }
    }
    best.1
}

/// So many characters before a place, at the beginning of a word.
fn step_back(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let Some((start, _)) = before.char_indices().rev().nth(AROUND) else {
        return 0;
    };
    let cut = before.get(start..).unwrap_or_default();
    cut.find(char::is_whitespace)
        .map_or(start, |blank| start + blank)
}

fn step_on(text: &str, at: usize, start: usize) -> usize {
    let behind = text.get(at..).unwrap_or_default();
    let end = behind
        .char_indices()
        .nth(AROUND)
        .map_or(text.len(), |(length, _)| at + length);
    let shown = text.get(start..end).unwrap_or_default();
    let end = shown
        .char_indices()
        .nth(LENGTH_MAX)
        .map_or(end, |(length, _)| start + length);
    if end == text.len() {
        return end;
    }
    let tail = text.get(at..end).unwrap_or_default();
    tail.rfind(char::is_whitespace)
        .map_or(end, |blank| at + blank)
}

/// Ranges before `end` without overlaps.
fn union<'a>(ranges: impl Iterator<Item = &'a Range<usize>>, end: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges.filter(|range| range.start < end) {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range.clone()),
        }
    }
    out
}

/// Copies a part of a text: runs of blanks and of characters that control as one blank.
fn copy(text: &str, part: Range<usize>, marks: &[Range<usize>], out: &mut Snippet) {
    let mut marks = marks
        .iter()
        .skip_while(|mark| mark.end <= part.start)
        .peekable();
    let mut open: Option<usize> = None;
    for (offset, char) in text.get(part.clone()).unwrap_or_default().char_indices() {
        let at = part.start + offset;
        if let (Some(start), Some(mark)) = (open, marks.peek())
            && at >= mark.end
        {
            out.marks.push(start..out.text.trim_end().len());
            open = None;
            marks.next();
        }
        if char.is_whitespace() || char.is_control() {
            if !out.text.is_empty() && !out.text.ends_with(' ') {
                out.text.push(' ');
            }
            continue;
        }
        if open.is_none() && marks.peek().is_some_and(|mark| at >= mark.start) {
            open = Some(out.text.len());
        }
        out.text.push(char);
    }
    out.text.truncate(out.text.trim_end().len());
    if let Some(start) = open {
        out.marks.push(start..out.text.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Clock;
    use sessionscope_log::time::Instant;

    fn shown(text: &str, query: &str) -> (String, usize) {
        let line = serde_json::json!({"type": "user", "uuid": "u", "message": {"role": "user", "content": text}});
        let line = line.to_string();
        let entry = Entry::parse(line.as_bytes()).unwrap();
        let query = Query::parse(query, &Clock::utc(Instant(0)));
        let snippet = snippet(&entry, &query).unwrap();
        let mut marked = snippet.text.clone();
        for mark in snippet.marks.iter().rev() {
            marked.insert(mark.end, ']');
            marked.insert(mark.start, '[');
        }
        let before = if snippet.is_cut_before { "…" } else { "" };
        let after = if snippet.is_cut_after { "…" } else { "" };
        (format!("{before}{marked}{after}"), snippet.matches)
    }

    #[test]
    fn what_was_asked_for_is_marked() {
        for (text, query, want, matches) in [
            ("Fix the Café\n\tnow", "cafe", "Fix the [Café] now", 1),
            ("a b a b", "\"a b\"", "[a b] [a b]", 2),
            (
                "say \"hello,\n world\"",
                "\"hello world\"",
                "say \"[hello, world]\"",
                1,
            ),
            (
                "reconfigure config configs",
                "config*",
                "reconfigure [config] [configs]",
                2,
            ),
            ("aa b", "-b aa", "[aa] b", 1),
            ("日本語", "本", "日[本]語", 1),
            ("C and C++, c+", "C++", "C and [C++,] c+", 1),
            ("#1 and #12", "#12", "#1 and [#12]", 1),
            ("a = b, a => b", "\"a => b\"", "a = b, [a => b]", 1),
            ("done ✓, not ✗", "✓", "done [✓,] not ✗", 1),
            ("only \u{1b}[31mfilters", "is:prompt", "only [31mfilters", 0),
        ] {
            assert_eq!(
                shown(text, query),
                (want.to_owned(), matches),
                "{text} {query}"
            );
        }
    }

    #[test]
    fn long_texts_are_cut_between_words_around_the_best_place() {
        let text = format!(
            "{}one {}one two {}",
            "x ".repeat(100),
            "y ".repeat(200),
            "z ".repeat(100)
        );
        let (shown, matches) = shown(&text, "one two");
        assert_eq!(matches, 3);
        assert!(
            shown.starts_with("…y y") && shown.ends_with("z z…"),
            "{shown}"
        );
        assert!(shown.contains("y [one] [two] z"), "{shown}");
        assert!(shown.chars().count() < 200);
    }
}

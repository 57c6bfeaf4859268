//! Output of terminals: colours and weights from its escape sequences, everything else left out.
//!
//! ECMA-48 gives the shape of the sequences; of those only "select graphic rendition" shows.

use super::markup::{Element, Node, Tag};

/// What is behind so many changes of colour and weight is shown without any.
const RUNS_MAX: usize = 20_000;

/// The escape character.
const ESCAPE: char = '\u{1b}';

/// How text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
struct TextStyle {
    bold: bool,
    dim: bool,
    italic: bool,
    underlined: bool,
    /// One of 16 colours.
    colour: Option<u8>,
}

/// Whether a terminal's output writes over itself, so that not all of it is seen in the end.
pub fn is_overwritten(text: &str) -> bool {
    let mut returns = text.match_indices('\r');
    returns.any(|(at, _)| {
        let behind = text.get(at + 1..).unwrap_or_default();
        let is_end = behind.is_empty() || behind.starts_with(['\n', '\r']);
        !is_end
    })
}

/// All that a terminal was sent, line by line, without colours.
pub fn written(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len());
    for node in nodes(&text) {
        node.collect_text(&mut out);
    }
    out
}

/// The text of a terminal's output as nodes.
pub fn nodes(text: &str) -> Vec<Node> {
    if !text.contains(ESCAPE) && !text.contains('\r') {
        return vec![Node::Text(text.to_owned())];
    }
    let mut terminal = Terminal::default();
    let mut rest = text;
    while let Some(at) = rest.find([ESCAPE, '\r']) {
        let (plain, special) = rest.split_at(at);
        terminal.run.push_str(plain);
        rest = match special.strip_prefix('\r') {
            Some(behind) => {
                terminal.carriage_return(behind);
                behind
            }
            None => terminal.sequence(special),
        };
    }
    terminal.run.push_str(rest);
    terminal.end_run();
    terminal.nodes
}

#[derive(Default)]
struct Terminal {
    nodes: Vec<Node>,
    run: String,
    look: TextStyle,
}

impl Terminal {
    /// A progress bar writes its line again and again: the last one is kept, if it began in this
    /// run of text. A line feed behind it makes it a mere end of line.
    fn carriage_return(&mut self, behind: &str) {
        if behind.starts_with('\n') || behind.is_empty() {
            return;
        }
        let start = self.run.rfind('\n').map_or(0, |at| at + 1);
        self.run.truncate(start);
    }

    /// Takes the escape sequence that `text` starts with; gives what is behind it.
    fn sequence<'a>(&mut self, text: &'a str) -> &'a str {
        let inside = text.strip_prefix(ESCAPE).unwrap_or(text);
        if let Some(control) = inside.strip_prefix('[') {
            let length = control
                .find(|char: char| ('@'..='~').contains(&char))
                .unwrap_or(control.len());
            let (parameters, rest) = control.split_at(length);
            if rest.starts_with('m') && self.nodes.len() < RUNS_MAX {
                self.end_run();
                self.look.apply(parameters);
            }
            return rest.get(1..).unwrap_or_default();
        }
        if let Some(command) = inside.strip_prefix(']') {
            // An operating system command, such as a title or a link: up to its end mark.
            let end = command.find(['\u{7}', ESCAPE]).unwrap_or(command.len());
            let rest = command.get(end..).unwrap_or_default();
            let rest = rest.strip_prefix('\u{7}').unwrap_or(rest);
            return rest.strip_prefix("\u{1b}\\").unwrap_or(rest);
        }
        let mut chars = inside.chars();
        chars.next();
        chars.as_str()
    }

    fn end_run(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let text = Node::Text(std::mem::take(&mut self.run));
        let node = match self.look.class() {
            "" => text,
            class => {
                let mut element = Element::new(Tag::Span);
                element.class = class.to_owned().into();
                element.children.push(text);
                element.into()
            }
        };
        self.nodes.push(node);
    }
}

impl TextStyle {
    fn apply(&mut self, parameters: &str) {
        let mut codes = parameters
            .split([';', ':'])
            .map(|code| code.parse::<u16>().unwrap_or(0));
        while let Some(code) = codes.next() {
            match code {
                0 => *self = Self::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                3 => self.italic = true,
                4 => self.underlined = true,
                22 => (self.bold, self.dim) = (false, false),
                23 => self.italic = false,
                24 => self.underlined = false,
                30..=37 => self.colour = u8::try_from(code - 30).ok(),
                90..=97 => self.colour = u8::try_from(code - 82).ok(),
                39 => self.colour = None,
                38 => self.colour = extended(&mut codes),
                48 => {
                    extended(&mut codes);
                }
                _ => {}
            }
        }
    }

    fn class(self) -> &'static str {
        const COLOURS: [&str; 16] = [
            "ansi-0", "ansi-1", "ansi-2", "ansi-3", "ansi-4", "ansi-5", "ansi-6", "ansi-7",
            "ansi-8", "ansi-9", "ansi-10", "ansi-11", "ansi-12", "ansi-13", "ansi-14", "ansi-15",
        ];
        let colour = self
            .colour
            .and_then(|colour| COLOURS.get(usize::from(colour)));
        match (colour, self) {
            (Some(class), _) => class,
            (None, Self { bold: true, .. }) => "ansi-bold",
            (None, Self { dim: true, .. }) => "ansi-dim",
            (None, Self { italic: true, .. }) => "ansi-italic",
            (
                None,
                Self {
                    underlined: true, ..
                },
            ) => "ansi-underlined",
            _ => "",
        }
    }
}

/// The colour after 38 or 48: one of the palette's first 16; of others the nearest plain one.
fn extended(codes: &mut impl Iterator<Item = u16>) -> Option<u8> {
    match codes.next()? {
        5 => {
            let code = codes.next()?;
            match code {
                0..=15 => u8::try_from(code).ok(),
                16..=231 => {
                    let cube = code - 16;
                    Some(nearest(cube / 36 * 51, cube / 6 % 6 * 51, cube % 6 * 51))
                }
                232..=243 => Some(8),
                _ => Some(7),
            }
        }
        2 => Some(nearest(codes.next()?, codes.next()?, codes.next()?)),
        _ => None,
    }
}

/// The plain colour that has those of red, green and blue (0 to 255) that stand out.
fn nearest(red: u16, green: u16, blue: u16) -> u8 {
    let most = red.max(green).max(blue);
    let bit = |part: u16, bit: u8| if part * 3 > most * 2 { bit } else { 0 };
    let bright = if most > 200 { 8 } else { 0 };
    bright + bit(red, 1) + bit(green, 2) + bit(blue, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        for node in nodes(text) {
            match node {
                Node::Text(text) => out.push_str(&text),
                Node::Element(element) => {
                    out.extend(["<", &*element.class, ">"]);
                    for child in element.children {
                        child.collect_text(&mut out);
                    }
                    out.push_str("</>");
                }
            }
        }
        out
    }

    #[test]
    fn colours_become_styles_and_the_rest_is_left_out() {
        for (text, expected) in [
            ("plain", "plain"),
            ("\u{1b}[31mred\u{1b}[0m plain", "<ansi-1>red</> plain"),
            ("\u{1b}[1mbold\u{1b}[22m", "<ansi-bold>bold</>"),
            ("\u{1b}[38;5;196mx\u{1b}[39m", "<ansi-9>x</>"),
            ("\u{1b}[38;2;10;200;10mx", "<ansi-2>x</>"),
            ("\u{1b}[2K\u{1b}[1Gx", "x"),
            ("\u{1b}]0;title\u{7}x", "x"),
            (
                "\u{1b}]8;;https://a.example\u{1b}\\y\u{1b}]8;;\u{1b}\\",
                "y",
            ),
            ("10%\r20%\r30%\r\ndone", "30%\ndone"),
            ("\u{1b}[", ""),
            ("\u{1b}", ""),
            ("\u{1b}[999999999mx", "x"),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }
}

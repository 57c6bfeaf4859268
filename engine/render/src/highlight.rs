//! Colours for code: comments, strings, numbers and the words that a language keeps for itself.
//!
//! One small lexer for all languages that know what their comments, strings and words look like.
//! It cannot tell a type from a variable, and does not have to: real highlighters bring megabytes
//! of grammars. Text in no known language stays plain.

use super::forms::up_to;
use super::markup::{Attribute, Element, Node, Tag, div, wide};

/// What is behind so many bytes of code is shown plain.
const HIGHLIGHT_MAX_BYTES: usize = 100_000;

/// How a language writes things.
struct Language {
    /// What it and its files are called.
    names: &'static [&'static str],
    /// What starts a comment that goes to the end of the line.
    line_comments: &'static [&'static str],
    /// What starts and ends other comments.
    block_comment: Option<(&'static str, &'static str)>,
    /// What a string starts and ends with; the long ones first. Only those of three letters and
    /// the backtick go over several lines.
    strings: &'static [&'static str],
    /// Words of its own.
    words: &'static str,
}

const C_WORDS: &str = "abstract as assert async auto await bool boolean break byte case catch char class const constexpr continue default defer delete do double else enum export extends extern false final finally float fn for foreach friend from fun func function get go goto if impl implements import in inline instanceof int interface internal is let lock long loop match mod mut namespace new nil null nullptr object of open operator out override package private protected pub public readonly record ref return sealed select self set short sizeof static string struct super switch template this throw throws trait true try type typedef typename typeof undefined union unsafe unsigned use using val var virtual void volatile when where while with yield";
const C_COMMENTS: Option<(&str, &str)> = Some(("/*", "*/"));

const LANGUAGES: &[Language] = &[
    Language {
        names: &[
            "rust", "rs", "c", "h", "cpp", "c++", "cc", "cxx", "hpp", "java", "kotlin", "kt",
            "scala", "go", "golang", "swift", "csharp", "cs", "c#", "dart", "zig", "proto",
            "groovy", "gradle", "php",
        ],
        line_comments: &["//"],
        block_comment: C_COMMENTS,
        strings: &["\"\"\"", "\""],
        words: C_WORDS,
    },
    Language {
        names: &[
            "javascript",
            "js",
            "mjs",
            "cjs",
            "jsx",
            "typescript",
            "ts",
            "tsx",
            "mts",
            "cts",
            "vue",
            "svelte",
            "json5",
            "jsonc",
        ],
        line_comments: &["//"],
        block_comment: C_COMMENTS,
        strings: &["\"", "'", "`"],
        words: C_WORDS,
    },
    Language {
        names: &["css", "scss", "less", "sass"],
        line_comments: &[],
        block_comment: C_COMMENTS,
        strings: &["\"", "'"],
        words: "important media import keyframes supports font-face layer container",
    },
    Language {
        names: &["json", "jsonl", "ndjson"],
        line_comments: &[],
        block_comment: None,
        strings: &["\""],
        words: "true false null",
    },
    Language {
        names: &["python", "py", "pyi", "starlark", "bzl"],
        line_comments: &["#"],
        block_comment: None,
        strings: &["\"\"\"", "'''", "\"", "'"],
        words: "and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield",
    },
    Language {
        names: &["ruby", "rb", "elixir", "ex", "exs", "crystal"],
        line_comments: &["#"],
        block_comment: None,
        strings: &["\"", "'"],
        words: "alias and begin break case class def defmodule defp do else elsif end ensure extend false fn for if in include module next nil not or private raise redo require rescue retry return self super then true undef unless until use when while yield",
    },
    Language {
        names: &[
            "bash",
            "sh",
            "shell",
            "zsh",
            "fish",
            "console",
            "powershell",
            "ps1",
            "dockerfile",
            "makefile",
            "make",
            "r",
            "perl",
            "pl",
            "nix",
        ],
        line_comments: &["#"],
        block_comment: None,
        strings: &["\"", "'"],
        words: "alias case cd do done echo elif else esac eval exec exit export fi for foreach from function if in local return run set source sudo then trap unset until while copy env workdir entrypoint cmd",
    },
    Language {
        names: &["yaml", "yml", "toml", "ini", "conf", "env", "properties"],
        line_comments: &["#", ";"],
        block_comment: None,
        strings: &["\"", "'"],
        words: "true false null yes no on off",
    },
    Language {
        names: &["sql", "psql", "mysql", "sqlite", "plpgsql"],
        line_comments: &["--"],
        block_comment: C_COMMENTS,
        strings: &["'", "\""],
        words: "add all alter and as asc begin between by case cast check column commit constraint create cross database default delete desc distinct drop else end exists false foreign from full function group having if in index inner insert into is join key left like limit not null offset on or order outer over partition primary references returning right rollback row select set table then transaction true union unique update using values view when where with",
    },
    Language {
        names: &["html", "xml", "svg", "xhtml", "astro", "markdown-html"],
        line_comments: &[],
        block_comment: Some(("<!--", "-->")),
        strings: &["\"", "'"],
        words: "",
    },
    Language {
        names: &["lua", "haskell", "hs", "elm", "ada"],
        line_comments: &["--"],
        block_comment: None,
        strings: &["\""],
        words: "and break case class data deriving do else elseif end false for function if import in instance let local module newtype nil not of or repeat return then true type until where while",
    },
];

/// A block of code with the name of its language, where it has one.
pub fn code_block(language: &str, code: &str) -> Element {
    let name = language
        .split([' ', ',', '{', ':'])
        .next()
        .unwrap_or_default();
    let code = code.strip_suffix('\n').unwrap_or(code);
    let pre =
        wide(Element::new(Tag::Pre)).child(Element::new(Tag::Code).children(nodes(name, code)));
    let mut block = div("code");
    if !name.is_empty() {
        block = block.child(super::markup::span("code-name", name));
    }
    block.child(copy_button()).child(pre)
}

/// A button that copies the text beside it.
pub fn copy_button() -> Element {
    Element::new(Tag::Button)
        .class("copy-code")
        .with(Attribute::Action, "copy-code")
        .with(Attribute::Label, "Copy this block")
        .text("Copy")
}

/// The language of a file, by its name; empty if none is known.
pub fn language_of(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let extension = name
        .rsplit_once('.')
        .map_or(name, |(_, extension)| extension);
    if find(extension).is_some() {
        extension
    } else {
        ""
    }
}

/// Code as nodes, coloured if the language is known.
pub fn nodes(language: &str, code: &str) -> Vec<Node> {
    let Some(language) = find(language) else {
        return vec![Node::Text(code.to_owned())];
    };
    let (coloured, rest) = code.split_at(up_to(code, HIGHLIGHT_MAX_BYTES).len());
    let mut nodes = Lexer::new(language, coloured).run();
    if !rest.is_empty() {
        nodes.push(Node::Text(rest.to_owned()));
    }
    nodes
}

fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| {
        let mut names = language.names.iter();
        names.any(|known| known.eq_ignore_ascii_case(name))
    })
}

struct Lexer<'a> {
    language: &'static Language,
    rest: &'a str,
    plain: String,
    nodes: Vec<Node>,
}

impl<'a> Lexer<'a> {
    fn new(language: &'static Language, code: &'a str) -> Self {
        Self {
            language,
            rest: code,
            plain: String::new(),
            nodes: Vec::new(),
        }
    }

    fn run(mut self) -> Vec<Node> {
        while let Some(first) = self.rest.chars().next() {
            if let Some(length) = self.comment() {
                self.put("hl-comment", length);
            } else if let Some(length) = self.string() {
                self.put("hl-string", length);
            } else if first.is_ascii_digit() {
                let length = self.word_length(".");
                self.put("hl-number", length);
            } else if first.is_alphabetic() || first == '_' {
                self.word();
            } else {
                self.keep(first.len_utf8());
            }
        }
        self.end_plain();
        self.nodes
    }

    /// Bytes of the comment that is next.
    fn comment(&self) -> Option<usize> {
        let rest = self.rest;
        let starts = |mark: &&&str| rest.starts_with(**mark);
        if self.language.line_comments.iter().find(starts).is_some() {
            let is_whole = *self.language.line_comments.first()? != "#"
                || self.plain.is_empty()
                || self.plain.ends_with(char::is_whitespace);
            return is_whole.then(|| rest.find('\n').unwrap_or(rest.len()));
        }
        let (start, end) = self.language.block_comment?;
        let inside = rest.strip_prefix(start)?;
        Some(
            inside
                .find(end)
                .map_or(rest.len(), |at| start.len() + at + end.len()),
        )
    }

    /// Bytes of the string that is next.
    fn string(&self) -> Option<usize> {
        let mut marks = self.language.strings.iter();
        let mark = *marks.find(|mark| self.rest.starts_with(**mark))?;
        let spans_lines = mark.len() == 3 || mark == "`";
        let mut at = mark.len();
        loop {
            let rest = self.rest.get(at..)?;
            let next = rest.chars().next();
            match next {
                _ if rest.starts_with(mark) => return Some(at + mark.len()),
                Some('\\') => at += 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
                Some('\n') if !spans_lines => return Some(at),
                Some(char) => at += char.len_utf8(),
                None => return Some(self.rest.len()),
            }
        }
    }

    fn word_length(&self, more: &str) -> usize {
        let is_part = |char: char| char.is_alphanumeric() || char == '_' || more.contains(char);
        self.rest
            .find(|char| !is_part(char))
            .unwrap_or(self.rest.len())
    }

    fn word(&mut self) {
        let length = self.word_length("");
        let word = self.rest.get(..length).unwrap_or_default();
        let behind = self.rest.get(length..).unwrap_or_default();
        let is_own = self
            .language
            .words
            .split(' ')
            .any(|own| own.eq_ignore_ascii_case(word))
            && !self.plain.ends_with(['.', '-']);
        if is_own {
            self.put("hl-word", length);
        } else if behind.starts_with('(') {
            self.put("hl-call", length);
        } else {
            self.keep(length);
        }
    }

    fn keep(&mut self, length: usize) {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.plain.push_str(taken);
        self.rest = rest;
    }

    fn put(&mut self, class: &'static str, length: usize) {
        self.end_plain();
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.nodes.push(super::markup::span(class, taken).into());
        self.rest = rest;
    }

    fn end_plain(&mut self) {
        if !self.plain.is_empty() {
            self.nodes.push(Node::Text(std::mem::take(&mut self.plain)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(language: &str, code: &str) -> String {
        let each = nodes(language, code).into_iter().map(|node| match node {
            Node::Text(text) => text,
            Node::Element(element) => {
                let mut text = String::new();
                for child in &element.children {
                    child.collect_text(&mut text);
                }
                format!("<{} {text}>", element.class)
            }
        });
        each.collect()
    }

    #[test]
    fn what_is_told_apart() {
        for (language, code, expected) in [
            (
                "rust",
                "let x = 1; // a",
                "<hl-word let> x = <hl-number 1>; <hl-comment // a>",
            ),
            (
                "py",
                "def f(a):  # b",
                "<hl-word def> <hl-call f>(a):  <hl-comment # b>",
            ),
            (
                "js",
                "`a\n${b}` + 'c'",
                "<hl-string `a\n${b}`> + <hl-string 'c'>",
            ),
            (
                "sh",
                "echo \"$#\" a#b",
                "<hl-word echo> <hl-string \"$#\"> a#b",
            ),
            (
                "json",
                r#"{"a": null}"#,
                r#"{<hl-string "a">: <hl-word null>}"#,
            ),
            ("c", "/* a", "<hl-comment /* a>"),
            (
                "c",
                "\"a\\\"b\" \"c\nd",
                "<hl-string \"a\\\"b\"> <hl-string \"c>\nd",
            ),
            ("nothing", "let x", "let x"),
        ] {
            assert_eq!(shown(language, code), expected);
        }
    }

    #[test]
    fn nothing_is_lost() {
        for code in ["\"é", "'\\", "日本語 1.5e9_x", "\\", "`\\é`"] {
            for language in ["rust", "js", "py", "sh", "sql", "html", ""] {
                let mut text = String::new();
                for node in nodes(language, code) {
                    node.collect_text(&mut text);
                }
                assert_eq!(text, code, "{language}");
            }
        }
    }

    #[test]
    fn the_language_of_a_file() {
        assert_eq!(language_of("/a/b.rs"), "rs");
        assert_eq!(language_of("C:\\a\\Dockerfile"), "Dockerfile");
        assert_eq!(language_of("a.unknown"), "");
    }
}

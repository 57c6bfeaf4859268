//! Reads a query. What cannot be understood is taken for words, with a notice.

use super::filter::{self, FilterResult};
use super::lexer::{Token, tokens};
use super::{Clock, Node, Notice, Phrase, Query};

/// Deepest nesting of brackets and minuses; a text of a million of them must not break anything.
const DEPTH_MAX: usize = 64;

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    depth: usize,
    clock: &'a Clock,
    notices: Vec<Notice>,
}

pub(super) fn parse(text: &str, clock: &Clock) -> Query {
    let mut parser = Parser {
        tokens: tokens(text),
        at: 0,
        depth: 0,
        clock,
        notices: Vec::new(),
    };
    let mut all = Vec::new();
    while parser.peek().is_some() {
        all.extend(parser.either());
        // Whatever ended it has nothing to end here.
        if parser.peek().is_some() {
            parser.at += 1;
            parser.notice(Notice::Bracket);
        }
    }
    Query {
        root: join(all, Node::And),
        notices: parser.notices,
    }
}

/// One node of several; of nested ones of the same kind, one.
fn join(nodes: Vec<Node>, kind: fn(Vec<Node>) -> Node) -> Option<Node> {
    let is_and = matches!(kind(Vec::new()), Node::And(_));
    let mut flat = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::And(inner) if is_and => flat.extend(inner),
            Node::Or(inner) if !is_and => flat.extend(inner),
            node => flat.push(node),
        }
    }
    if flat.len() > 1 {
        Some(kind(flat))
    } else {
        flat.pop()
    }
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at)
    }

    fn notice(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at) == Some(&Token::Bare(word))
    }

    /// What follows here can be part of an expression.
    fn is_operand(&self, at: usize) -> bool {
        let operator = self.is_word(at, "AND") || self.is_word(at, "OR");
        !operator && !matches!(self.tokens.get(at), None | Some(Token::Close))
    }

    fn either(&mut self) -> Option<Node> {
        let mut nodes: Vec<Node> = self.all().into_iter().collect();
        while self.is_word(self.at, "OR") {
            if nodes.is_empty() || !self.is_operand(self.at + 1) {
                // It goes on as if the word stood there.
                let word = self.operator_as_word("OR");
                let row = [nodes.pop(), word, self.all()];
                nodes.extend(join(row.into_iter().flatten().collect(), Node::And));
                continue;
            }
            self.at += 1;
            nodes.extend(self.all());
        }
        join(nodes, Node::Or)
    }

    fn all(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        loop {
            match self.peek() {
                None | Some(Token::Close | Token::Bare("OR")) => break,
                Some(Token::Bare("AND")) => {
                    if nodes.is_empty() || !self.is_operand(self.at + 1) {
                        nodes.extend(self.operator_as_word("AND"));
                    } else {
                        self.at += 1;
                    }
                }
                Some(_) => nodes.extend(self.one()),
            }
        }
        join(nodes, Node::And)
    }

    fn operator_as_word(&mut self, word: &str) -> Option<Node> {
        self.at += 1;
        self.notice(Notice::Operator(word.to_owned()));
        Phrase::of(word).map(Node::Phrase)
    }

    fn one(&mut self) -> Option<Node> {
        let token = self.peek()?.clone();
        self.at += 1;
        match token {
            Token::Open => self.brackets(),
            // A bracket that closes nothing is seen to by whoever called.
            Token::Close => None,
            Token::Minus => self.negated(),
            Token::Bare("NOT") if self.is_operand(self.at) => self.negated(),
            Token::Bare("NOT") => {
                self.at -= 1;
                self.operator_as_word("NOT")
            }
            Token::Quoted { text, closed } => {
                // A quote that nothing follows is what is looked for.
                if !closed && text.trim().is_empty() {
                    return self.words("\"");
                }
                self.expect_quote(closed);
                self.words(text)
            }
            Token::Named {
                name,
                value,
                closed,
            } => {
                self.expect_quote(closed);
                self.named(name, value)
            }
            Token::Bare(text) => match text.split_once(':') {
                Some((name, value)) if !name.is_empty() => self.named(name, value),
                _ => self.words(text),
            },
        }
    }

    fn expect_quote(&mut self, closed: bool) {
        if !closed {
            self.notice(Notice::Quote);
        }
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Option<Node>) -> Option<Node> {
        if self.depth == DEPTH_MAX {
            self.notice(Notice::Deep);
            return None;
        }
        self.depth += 1;
        let node = read(self);
        self.depth -= 1;
        node
    }

    fn brackets(&mut self) -> Option<Node> {
        let node = self.deeper(Self::either);
        if self.peek() == Some(&Token::Close) {
            self.at += 1;
        } else {
            self.notice(Notice::Bracket);
        }
        node
    }

    fn negated(&mut self) -> Option<Node> {
        let node = self.deeper(Self::one)?;
        Some(match node {
            Node::Not(inner) => *inner,
            node => Node::Not(Box::new(node)),
        })
    }

    fn words(&mut self, text: &str) -> Option<Node> {
        let phrase = Phrase::of(text);
        if phrase.is_none() {
            self.notice(Notice::NoWord(text.to_owned()));
        }
        phrase.map(Node::Phrase)
    }

    fn named(&mut self, name: &str, value: &str) -> Option<Node> {
        match filter::read(name, value, self.clock) {
            FilterResult::Filter(filter) => return Some(Node::Filter(filter)),
            FilterResult::Value => self.notice(Notice::Value(name.to_owned(), value.to_owned())),
            // Addresses, paths of Windows and times of day hold colons too.
            FilterResult::Name if !value.is_empty() && !value.starts_with(['/', '\\', ':']) => {
                self.notice(Notice::Name(name.to_owned()));
            }
            FilterResult::Name => {}
        }
        self.words(&format!("{name}:{value}"))
    }
}

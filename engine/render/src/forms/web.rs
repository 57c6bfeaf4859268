//! The web, and questions to the user.

use std::collections::{HashMap, HashSet};

use super::part::Part;
use super::tool::ToolForm;
use super::{content_nodes, duration_of, facts, number_text};
use crate::markdown;
use crate::markup::{Element, Node, Tag, div, fold, link, paragraph, span};

/// A page that was fetched.
pub fn fetch(input: Part<'_>, kept: Part<'_>) -> ToolForm {
    let url = input.text_of("url").unwrap_or_default();
    let mut told = vec![
        paragraph("")
            .child(link(&url, vec![Node::Text(url.to_string())]))
            .into(),
    ];
    if let Some(prompt) = input.some_text_of("prompt") {
        told.push(paragraph(prompt).class("wrap").into());
    }
    let result = kept.some_text_of("result").map(|result| {
        let code = [
            number_text(kept.get("code")),
            kept.text_of("codeText").unwrap_or_default().into_owned(),
        ];
        let mut nodes: Vec<Node> = facts(&[
            ("Answer", code.join(" ").trim().to_owned()),
            ("Took", duration_of(kept, "durationMs")),
        ])
        .into_iter()
        .collect();
        nodes.push(fold("aside", "What it said", markdown::nodes(&result)).into());
        nodes
    });
    ToolForm {
        what: String::new(),
        told,
        result,
    }
}

/// A search of the web.
pub fn search(input: Part<'_>, kept: Part<'_>) -> ToolForm {
    let results = kept.get("results").map(|results| results.elements());
    let result = results.map(|results| results.into_iter().flat_map(result_nodes).collect());
    ToolForm {
        what: input.text_of("query").unwrap_or_default().into_owned(),
        told: Vec::new(),
        result,
    }
}

fn result_nodes(result: Part<'_>) -> Vec<Node> {
    if let Some(text) = result.text() {
        return markdown::nodes(&text);
    }
    result
        .get("content")
        .map(|content| vec![sources(content)])
        .unwrap_or_default()
}

/// A result of a search: where it is, and what it says.
pub fn source(block: Part<'_>) -> Node {
    let text = |name: &str| block.text_of(name).unwrap_or_default();
    let url = [text("url"), text("source")].concat();
    let title = text("title");
    let inside = if title.is_empty() {
        url.as_str()
    } else {
        &*title
    };
    let mut source = div("source").child(link(&url, vec![Node::Text(inside.to_owned())]));
    let age = text("page_age");
    if !age.is_empty() {
        source = source.child(span("option-text", format!(" {age}")));
    }
    let parts = block.get("content").map(|content| content.elements());
    let texts = parts
        .into_iter()
        .flatten()
        .filter_map(|part| part.text_of("text"));
    let texts: Vec<Node> = texts.flat_map(|text| markdown::nodes(&text)).collect();
    source.children(texts).into()
}

fn sources(list: Part<'_>) -> Node {
    let rows = list.elements().into_iter().filter_map(|source| {
        let url = source.some_text_of("url")?;
        let title = source.some_text_of("title").unwrap_or_else(|| url.clone());
        let item = Element::new(Tag::Item).child(link(&url, vec![Node::Text(title.into_owned())]));
        Some(item.into())
    });
    Element::new(Tag::List)
        .class("sources")
        .children(rows.collect::<Vec<Node>>())
        .into()
}

/// Questions to the user, and the answers.
pub fn questions(input: Part<'_>, kept: Part<'_>) -> ToolForm {
    let questions = input
        .get("questions")
        .map(|list| list.elements())
        .unwrap_or_default();
    let mut answers = HashMap::new();
    for (asked, answer) in kept.get("answers").unwrap_or(Part::NULL).members() {
        answers.entry(asked).or_insert(answer);
    }
    let told: Vec<Node> = questions
        .into_iter()
        .map(|question| {
            let text = question.text_of("question").unwrap_or_default();
            let answer = answers.get(&text);
            let answer = answer.map(|answer| answer.text().unwrap_or_else(|| answer.written()));
            let answer = answer.unwrap_or_default();
            let parts: HashSet<&str> = answer.split(", ").collect();
            let options = question
                .get("options")
                .map(|list| list.elements())
                .unwrap_or_default();
            let rows = options.into_iter().map(|option| {
                let label = option.text_of("label").unwrap_or_default();
                let chosen = !answer.is_empty() && parts.contains(&*label);
                Element::new(Tag::Item)
                    .class(if chosen { "chosen" } else { "" })
                    .child(span("option-name", label))
                    .child(span(
                        "option-text",
                        option.text_of("description").unwrap_or_default(),
                    ))
                    .into()
            });
            let mut block = div("question")
                .child(paragraph(text).class("asked"))
                .child(Element::new(Tag::List).children(rows.collect::<Vec<Node>>()));
            if !answer.is_empty() {
                block = block.child(paragraph(format!("Answer: {answer}")).class("answered"));
            }
            block.into()
        })
        .collect();
    ToolForm {
        what: String::new(),
        told,
        result: kept
            .is_object()
            .then(|| kept.get("content").map(content_nodes).unwrap_or_default()),
    }
}

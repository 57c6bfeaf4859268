//! Reads prompts as lines of JSON, `{"id", "text"}`, and prints what each wants, one line each.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sessionscope_insights::intent::{Intent, read};

#[derive(Deserialize)]
struct Given {
    id: Value,
    text: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    intent: Intent,
    sub_intents: Vec<Intent>,
    confidence: f32,
    urgency: f32,
    clarity: f32,
    sentiment: f32,
    complexity: f32,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let given: Given = serde_json::from_str(&line)?;
        let reading = read(&given.text);
        let answer = Answer {
            id: &given.id,
            intent: reading.intent,
            sub_intents: reading.sub_intents,
            confidence: reading.confidence,
            urgency: reading.urgency,
            clarity: reading.clarity,
            sentiment: reading.sentiment,
            complexity: reading.complexity,
        };
        serde_json::to_writer(&mut out, &answer)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

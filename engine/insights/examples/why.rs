//! tmp
use std::io::BufRead;
fn main() {
    for line in std::io::stdin().lock().lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let t = v["text"].as_str().unwrap();
        let r = sessionscope_insights::intent::read(t);
        println!(
            "{} {:?} {:?} c{} u{} s{}",
            v["id"], r.intent, r.sub_intents, r.clarity, r.urgency, r.sentiment
        );
        for x in &r.reasons {
            println!(
                "     {:?}: {:?}",
                x.rule,
                &t[x.start..x.end.min(x.start + 100).max(x.start)]
                    .chars()
                    .take(90)
                    .collect::<String>()
            );
        }
    }
}

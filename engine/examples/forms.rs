//! Draws each text that is made to take long, at one length and at eight times that: what
//! `cargo xtask test --only forms` counts the instructions of.
//!
//! `cargo run --release -p sessionscope-engine --example forms -- NAMES` draws the shapes of these names, else all.
//!
//! A line is printed for each shape: its name, the bytes of the shorter log, and those of the longer. Callgrind is
//! told to write a count whenever `measured_form` returns: two for each line.

use std::hint::black_box;

use sessionscope_engine::transcript::markup::Node;

#[path = "../tests/support/shapes.rs"]
mod shapes;

use shapes::{ALL, SHORT, TIMES, drawn, log};

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let all = ALL.iter().flat_map(|(_, shapes)| *shapes);
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    for (name, shape) in all.filter(|(name, _)| is_wanted(name)) {
        let (short, long) = (log(&shape(SHORT)), log(&shape(SHORT * TIMES)));
        black_box(measured_form(&short));
        black_box(measured_form(&long));
        println!("{name}\t{}\t{}", short.len(), long.len());
    }
}

/// As the library does it: the index of a log, and what is drawn of its first record.
#[inline(never)]
fn measured_form(log: &[u8]) -> Vec<Vec<Node>> {
    // What is behind the buttons is another walk over the same text, and a short text has no button.
    drawn(log, 0)
}

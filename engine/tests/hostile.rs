//! Texts that are made to take long: each form draws no more at once than a page can hold, and asks for memory in
//! proportion to its text. That the work is in proportion as well is counted by `cargo xtask test --only forms`.

#![allow(
    unsafe_code,
    reason = "an allocator that counts is one, and all it does is count"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use sessionscope_engine::transcript::markup::Node;

#[path = "support/shapes.rs"]
mod shapes;

use shapes::{ALL, SHORT, Shape, TIMES, drawn, log};

/// Counts the bytes that are asked for.
struct Counting;

thread_local! {
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is passed on as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = BYTES.try_with(|bytes| bytes.set(bytes.get() + layout.size()));
        // SAFETY: the caller's promise is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is the same.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// So many buttons for what follows are pressed.
const PRESSED: usize = 3;
/// Most elements that are drawn at once, with those that are opened again around them.
const ELEMENTS: usize = 3_100;

/// What drawing the first record of a log took, and what it drew.
struct Work {
    elements: usize,
    bytes: usize,
}

fn elements(nodes: &[Node]) -> usize {
    let each = nodes.iter().map(|node| match node {
        Node::Text(_) => 0,
        Node::Element(element) => 1 + elements(&element.children),
    });
    each.sum()
}

fn work(log: &[u8]) -> Work {
    let before = BYTES.get();
    let pieces = drawn(log, 0);
    Work {
        bytes: BYTES.get() - before,
        elements: most_elements(&pieces),
    }
}

fn most_elements(pieces: &[Vec<Node>]) -> usize {
    let counts = pieces.iter().map(|piece| elements(piece));
    counts.max().unwrap_or_default()
}

/// What is wrong with a shape.
fn wrong((name, shape): &Shape) -> Vec<String> {
    let (short, long) = (log(&shape(SHORT)), log(&shape(SHORT * TIMES)));
    assert!(
        long.len() > 4 * short.len(),
        "{name}: {} {}",
        short.len(),
        long.len()
    );
    let (less, more) = (work(&short), work(&long));
    let behind = drawn(&long, PRESSED).split_off(1);
    let mut wrong = Vec::new();
    if behind.iter().any(Vec::is_empty) {
        wrong.push(format!("{name}: a button with nothing behind it"));
    }
    let most = less.elements.max(more.elements).max(most_elements(&behind));
    if most > ELEMENTS {
        wrong.push(format!("{name}: {most} elements at once"));
    }
    if more.bytes > less.bytes * TIMES * 5 / 2 + 1_000_000 {
        wrong.push(format!("{name}: {} bytes, then {}", less.bytes, more.bytes));
    }
    // Memory in proportion can be far too much as well.
    if more.bytes > long.len() * 800 {
        wrong.push(format!("{name}: {} bytes for {}", more.bytes, long.len()));
    }
    wrong
}

#[test]
fn every_shape_is_drawn_in_pieces_and_in_memory_of_its_size() {
    for (what, shapes) in ALL {
        let wrong: Vec<String> = shapes.iter().flat_map(wrong).collect();
        assert!(wrong.is_empty(), "{what}: {wrong:#?}");
    }
}

#[test]
fn there_are_eighty_shapes_and_more() {
    let count: usize = ALL.iter().map(|(_, shapes)| shapes.len()).sum();
    assert!(count >= 80, "{count}");
}

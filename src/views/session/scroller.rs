//! A long list of which only what is seen is on the page, however high its items are.
//!
//! Heights are guessed until an item was seen; what is above the first seen item may turn out higher
//! or lower, and the list is moved by as much, so that what is read stays where it is.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use leptos::prelude::document;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use leptos::web_sys::{Element, HtmlElement};
use sessionscope_engine::transcript::article::Article;
use sessionscope_queries::ChargedRecord;

use super::article;
use super::cost::{self, CostTold};
use super::guess::guess;
use crate::parts::DisplayPrefs;
use crate::parts::heights::Heights;
use crate::tasks::spawn;
use crate::tasks::transcript::{OpenTranscript, Outline};

/// So many heights of the window are drawn above and below what is seen.
const AHEAD: f64 = 1.0;
/// At most so many items are asked for at once.
const BATCH: usize = 60;
/// This near to the end the list stays at the end when it grows.
const END_PX: f64 = 24.0;

/// Tells what an item costs, if that is known.
type Price = dyn Fn(&Article, &DisplayPrefs) -> Option<CostTold>;
/// Takes over which records are drawn that may cost something.
type Want = dyn Fn(Vec<ChargedRecord>);

/// The list. Copies are the same one.
#[derive(Clone)]
pub struct Scroller {
    inner: Rc<Inner>,
}

struct Inner {
    book: OpenTranscript,
    prefs: RefCell<DisplayPrefs>,
    view: HtmlElement,
    above: HtmlElement,
    list: HtmlElement,
    below: HtmlElement,
    heights: RefCell<Heights>,
    rows: RefCell<BTreeMap<usize, Row>>,
    is_reading: Cell<bool>,
    is_closed: Cell<bool>,
    /// An item that is to be at the top; `true` to mark it.
    target: Cell<Option<(usize, bool)>>,
    at_end: Cell<bool>,
    /// What is on the page is no longer what the list holds; it stays until there is something to
    /// put in its place, so that nothing flashes.
    is_stale: Cell<bool>,
    /// Called once the first items are on the page.
    first: Cell<Option<Box<dyn FnOnce()>>>,
    seen: Box<dyn Fn(VisibleItems)>,
    /// What an item costs, if that is known.
    price: Box<Price>,
    /// Is told whose costs are wanted.
    want: Box<Want>,
    /// Lines are numbered from the middle of a file on, by which no price is found.
    is_partial: Cell<bool>,
}

/// What is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VisibleItems {
    /// The first item.
    pub first: usize,
    /// How many there are in all.
    pub count: usize,
}

struct Row {
    article: Article,
    cost: Option<CostTold>,
    element: HtmlElement,
}

impl Scroller {
    /// A list within `view`, which scrolls. `seen` is told whenever what is seen changes; `price` tells what an
    /// item costs, of those that `want` was told before.
    ///
    /// # Errors
    /// The browser's; there are none for elements that exist.
    pub fn new(
        view: HtmlElement,
        book: OpenTranscript,
        prefs: DisplayPrefs,
        seen: impl Fn(VisibleItems) + 'static,
        price: impl Fn(&Article, &DisplayPrefs) -> Option<CostTold> + 'static,
        want: impl Fn(Vec<ChargedRecord>) + 'static,
    ) -> Result<Self, JsValue> {
        // The element may have been used for another list.
        view.replace_children_with_node_0();
        let part = |class: &str| -> Result<HtmlElement, JsValue> {
            let part: HtmlElement = document().create_element("div")?.unchecked_into();
            part.set_class_name(class);
            view.append_child(&part)?;
            Ok(part)
        };
        let (above, list, below) = (part("msg-space")?, part("msg-list")?, part("msg-space")?);
        Ok(Self {
            inner: Rc::new(Inner {
                book,
                prefs: RefCell::new(prefs),
                view,
                above,
                list,
                below,
                heights: RefCell::default(),
                rows: RefCell::default(),
                is_reading: Cell::new(false),
                is_closed: Cell::new(false),
                target: Cell::new(None),
                at_end: Cell::new(true),
                is_stale: Cell::new(false),
                first: Cell::new(None),
                seen: Box::new(seen),
                price: Box::new(price),
                want: Box::new(want),
                is_partial: Cell::new(false),
            }),
        })
    }

    /// The transcript whose items it shows.
    pub fn book(&self) -> OpenTranscript {
        self.inner.book.clone()
    }

    /// Calls `then` once the first items are on the page.
    pub fn when_first_drawn(&self, then: impl FnOnce() + 'static) {
        self.inner.first.set(Some(Box::new(then)));
    }

    /// Nothing is drawn any more.
    pub fn close(&self) {
        self.inner.is_closed.set(true);
    }

    /// Shows items anew; `keep` those that are drawn, which are the same.
    pub fn set(&self, outline: &Outline, keep: bool) {
        self.inner.is_partial.set(outline.is_partial);
        let known = self.inner.heights.take();
        let guesses = outline
            .items
            .iter()
            .enumerate()
            .map(|(at, (class, bytes))| {
                if keep && at < known.len() {
                    known.get(at)
                } else {
                    guess(*class, *bytes)
                }
            });
        self.inner.heights.replace(Heights::new(guesses.collect()));
        if keep {
            // An item may have got its result since: what is drawn is read again.
            self.reread();
        } else {
            self.inner.clear();
        }
        self.inner.set_spaces();
        if self.inner.at_end.get() && self.inner.target.get().is_none() {
            self.inner.go_to_end();
        }
        self.update();
    }

    /// Shows everything in another way.
    pub fn set_look(&self, prefs: DisplayPrefs) {
        let hides = prefs.redacted;
        self.inner.prefs.replace(prefs);
        self.inner.clear();
        if hides {
            // What is to be hidden goes at once, whether or not it can be read again.
            self.inner.take_stale();
        }
        self.update();
    }

    /// Shows what items cost where that has changed.
    pub fn price_again(&self) {
        self.inner.price_again();
    }

    /// Brings an item to the top; `mark` lets it be found.
    pub fn go_to(&self, at: usize, mark: bool) {
        let inner = &self.inner;
        inner.target.set(Some((at, mark)));
        inner.at_end.set(false);
        let top = inner.heights.borrow().before(at);
        inner.scroll_to(top);
        self.update();
    }

    /// Goes to the first or the last item.
    pub fn go_to_edge(&self, end: bool) {
        self.inner.target.set(None);
        self.inner.at_end.set(end);
        if end {
            self.inner.go_to_end();
        } else {
            self.inner.scroll_to(0.0);
        }
        self.update();
    }

    /// The first item that is seen.
    pub fn first_seen(&self) -> usize {
        let heights = self.inner.heights.borrow();
        heights.at(f64::from(self.inner.view.scroll_top()) + 1.0)
    }

    /// The item whose element holds `element`, and its article.
    pub fn row_of(&self, element: &Element) -> Option<(usize, Article)> {
        let row = element.closest("article.msg").ok()??;
        let rows = self.inner.rows.borrow();
        let mut rows = rows.iter();
        let found = rows.find(|(_, known)| known.element.is_same_node(Some(&row)));
        found.map(|(at, known)| (*at, known.article.clone()))
    }

    /// Something that is drawn has become higher or lower.
    pub fn resized(&self) {
        self.inner.measure();
        self.inner.set_spaces();
        self.update();
    }

    /// The user scrolled.
    pub fn scrolled(&self) {
        let inner = &self.inner;
        let bottom = inner.bottom();
        inner.at_end.set(bottom <= END_PX);
        self.update();
    }

    /// Draws what is seen and not drawn yet.
    pub fn update(&self) {
        let inner = &self.inner;
        if inner.is_closed.get() {
            return;
        }
        if inner.is_reading.get() {
            // What was read is put in its place and followed by another look.
            return;
        }
        let wanted = inner.wanted();
        inner.tell();
        let missing = inner.missing(&wanted);
        if missing.is_empty() {
            inner.drop_rows(&wanted);
            if inner.target.get().is_some() {
                inner.hold(inner.anchor());
            }
            return;
        }
        inner.is_reading.set(true);
        let list = self.clone();
        spawn(async move {
            let articles = list.inner.read(missing.clone()).await;
            list.inner.is_reading.set(false);
            if list.inner.is_closed.get() {
                return;
            }
            let got = !articles.is_empty();
            list.inner.put(missing.start, articles);
            if got {
                list.update();
            }
        });
    }

    /// Reads what is drawn again and replaces what has changed.
    fn reread(&self) {
        let list = self.clone();
        let drawn = {
            let rows = self.inner.rows.borrow();
            let first = rows.keys().next().copied().unwrap_or(0);
            first..rows.keys().next_back().map_or(0, |last| last + 1)
        };
        if drawn.is_empty() {
            return;
        }
        spawn(async move {
            let articles = list.inner.read(drawn.clone()).await;
            if !list.inner.is_closed.get() {
                list.inner.replace(drawn.start, articles);
            }
        });
    }
}

impl Inner {
    async fn read(&self, range: Range<usize>) -> Vec<Article> {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let articles = self.book.read(number(range.start), number(range.end));
        articles.await.unwrap_or_default()
    }

    /// The items that should be drawn.
    fn wanted(&self) -> Range<usize> {
        let heights = self.heights.borrow();
        if heights.len() == 0 {
            return 0..0;
        }
        let top = f64::from(self.view.scroll_top());
        let height = f64::from(self.view.client_height()).max(200.0);
        let first = heights.at((top - height * AHEAD).max(0.0));
        let last = heights.at(top + height * (1.0 + AHEAD));
        first..last + 1
    }

    /// The next items to read of those that should be drawn: those that are seen first.
    fn missing(&self, wanted: &Range<usize>) -> Range<usize> {
        let rows = self.rows.borrow();
        let is_missing = |at: &usize| !rows.contains_key(at);
        let seen = self.heights.borrow().at(f64::from(self.view.scroll_top()));
        let start = (seen.max(wanted.start)..wanted.end)
            .find(is_missing)
            .or_else(|| wanted.clone().rev().find(is_missing));
        let Some(at) = start else {
            return 0..0;
        };
        let mut range = at..at + 1;
        while range.end < wanted.end && is_missing(&range.end) && range.len() < BATCH {
            range.end += 1;
        }
        while range.start > wanted.start && is_missing(&(range.start - 1)) && range.len() < BATCH {
            range.start -= 1;
        }
        range
    }

    /// Puts articles on the page, from number `first` on.
    fn put(&self, first: usize, articles: Vec<Article>) {
        if articles.is_empty() {
            return;
        }
        let anchor = self.anchor();
        self.take_stale();
        self.want(&articles);
        for (at, article) in (first..).zip(articles) {
            self.put_one(at, article);
        }
        self.drop_far_rows();
        self.measure();
        self.set_spaces();
        self.hold(anchor);
        self.tell();
        if let Some(first) = self.first.take() {
            first();
        }
    }

    fn put_one(&self, at: usize, article: Article) {
        let continues = article.message.is_some()
            && at > 0
            && self
                .rows
                .borrow()
                .get(&(at - 1))
                .is_some_and(|before| before.article.message == article.message);
        let cost = self.price(&article);
        let prefs = self.prefs.borrow();
        let Ok(element) = article::element(&article, cost.as_ref(), &prefs, continues) else {
            return;
        };
        let mut rows = self.rows.borrow_mut();
        if let Some(known) = rows.remove(&at) {
            known.element.remove();
        }
        // Positions are for those who cannot see the list.
        let _ = element.set_attribute("aria-posinset", &(at + 1).to_string());
        let _ = element.set_attribute("aria-setsize", &self.heights.borrow().len().to_string());
        let next = rows.range(at..).next().map(|(_, row)| row.element.clone());
        let next = next.as_ref().map(AsRef::as_ref);
        if self.list.insert_before(&element, next).is_ok() {
            let row = Row {
                article,
                cost,
                element,
            };
            rows.insert(at, row);
        }
    }

    fn price(&self, article: &Article) -> Option<CostTold> {
        if self.is_partial.get() {
            return None;
        }
        (self.price)(article, &self.prefs.borrow())
    }

    /// Asks what drawn items cost, and these.
    fn want(&self, more: &[Article]) {
        if self.is_partial.get() {
            return;
        }
        let rows = self.rows.borrow();
        let drawn = rows.values().map(|row| &row.article);
        let wanted = drawn.chain(more).filter_map(cost::asked_for);
        (self.want)(wanted.collect());
    }

    fn price_again(&self) {
        self.want(&[]);
        let anchor = self.anchor();
        let mut differs = false;
        for row in self.rows.borrow_mut().values_mut() {
            let cost = self.price(&row.article);
            if cost != row.cost {
                row.cost = cost;
                differs |= cost::put(&row.element, row.cost.as_ref()).is_ok();
            }
        }
        if differs {
            // A head that has more to say may take a second line.
            self.measure();
            self.set_spaces();
            self.hold(anchor);
        }
    }

    /// Replaces what is drawn where it has changed.
    fn replace(&self, first: usize, articles: Vec<Article>) {
        let anchor = self.anchor();
        self.want(&articles);
        for (at, article) in (first..).zip(articles) {
            let differs = {
                let rows = self.rows.borrow();
                rows.get(&at).is_none_or(|row| row.article != article)
            };
            if differs {
                self.put_one(at, article);
            }
        }
        self.measure();
        self.set_spaces();
        self.hold(anchor);
    }

    /// What is to stay where it is: an item, and how far below the top of the view it is.
    fn anchor(&self) -> (usize, f64) {
        let heights = self.heights.borrow();
        let top = f64::from(self.view.scroll_top());
        let first = heights.at(top);
        (first, heights.before(first) - top)
    }

    fn hold(&self, anchor: (usize, f64)) {
        if let Some((at, mark)) = self.target.get() {
            let top = self.heights.borrow().before(at);
            self.scroll_to(top);
            let row = self.rows.borrow().get(&at).map(|row| row.element.clone());
            if let Some(row) = row {
                self.target.set(None);
                if mark {
                    mark_row(&row);
                }
            }
        } else if self.at_end.get() {
            self.go_to_end();
        } else {
            let top = self.heights.borrow().before(anchor.0) - anchor.1;
            if (top - f64::from(self.view.scroll_top())).abs() >= 1.0 {
                self.scroll_to(top);
            }
        }
    }

    /// Takes over how high the drawn items really are.
    fn measure(&self) {
        let mut heights = self.heights.borrow_mut();
        for (at, row) in self.rows.borrow().iter() {
            let height = row.element.get_bounding_client_rect().height();
            if (heights.get(*at) - height).abs() > 0.1 {
                heights.set(*at, height);
            }
        }
    }

    /// Sets the room above and below what is drawn.
    fn set_spaces(&self) {
        let heights = self.heights.borrow();
        let rows = self.rows.borrow();
        let first = rows.keys().next().copied().unwrap_or(0);
        let end = rows.keys().next_back().map_or(first, |last| last + 1);
        let mut above = heights.before(first);
        let mut below = heights.total() - heights.before(end);
        if rows.is_empty() && self.is_stale.get() && self.at_end.get() {
            // What is still drawn was at the end and stays there.
            above = (heights.total() - f64::from(self.list.offset_height())).max(0.0);
            below = 0.0;
        }
        for (space, height) in [(&self.above, above), (&self.below, below)] {
            let _ = space
                .style()
                .set_property("height", &format!("{height:.1}px"));
        }
    }

    /// Takes from the page what is neither seen nor near; only a run without gaps stays.
    fn drop_far_rows(&self) {
        let wanted = self.wanted();
        let drawn: Vec<usize> = self.rows.borrow().keys().copied().collect();
        let broken = drawn
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if b - a > 1));
        if broken || drawn.len() > 4 * BATCH {
            self.drop_rows(&wanted);
        }
        // What is still apart from the seen part would leave its gap on the page.
        let seen = self.heights.borrow().at(f64::from(self.view.scroll_top()));
        let target = self.target.get().map_or(seen, |(at, _)| at);
        self.keep_run_at(target);
    }

    fn keep_run_at(&self, at: usize) {
        let mut rows = self.rows.borrow_mut();
        let nearest = rows.keys().copied().min_by_key(|row| row.abs_diff(at));
        let Some(nearest) = nearest else { return };
        let (mut start, mut end) = (nearest, nearest + 1);
        while start > 0 && rows.contains_key(&(start - 1)) {
            start -= 1;
        }
        while rows.contains_key(&end) {
            end += 1;
        }
        rows.retain(|row, known| {
            let stays = (start..end).contains(row);
            if !stays {
                known.element.remove();
            }
            stays
        });
    }

    fn drop_rows(&self, wanted: &Range<usize>) {
        let room = 2 * BATCH;
        let kept = wanted.start.saturating_sub(room)..wanted.end + room;
        let before = self.rows.borrow().len();
        self.rows.borrow_mut().retain(|at, row| {
            let stays = kept.contains(at);
            if !stays {
                row.element.remove();
            }
            stays
        });
        if self.rows.borrow().len() != before {
            let anchor = self.anchor();
            self.set_spaces();
            self.hold(anchor);
        }
    }

    /// Forgets what is drawn.
    fn clear(&self) {
        self.rows.borrow_mut().clear();
        self.is_stale.set(true);
        if self.heights.borrow().len() == 0 {
            self.take_stale();
        }
    }

    fn take_stale(&self) {
        if self.is_stale.replace(false) {
            self.list.replace_children_with_node_0();
        }
    }

    fn bottom(&self) -> f64 {
        let view = &self.view;
        f64::from(view.scroll_height() - view.client_height() - view.scroll_top())
    }

    fn go_to_end(&self) {
        self.view.set_scroll_top(self.view.scroll_height());
    }

    fn scroll_to(&self, top: f64) {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "browsers end far below 2^31"
        )]
        self.view.set_scroll_top(top.round() as i32);
    }

    fn tell(&self) {
        let heights = self.heights.borrow();
        let top = f64::from(self.view.scroll_top());
        (self.seen)(VisibleItems {
            first: heights.at(top + 1.0),
            count: heights.len(),
        });
    }
}

/// Lets an item be found by eyes and by the keyboard.
fn mark_row(row: &HtmlElement) {
    let _ = row.class_list().add_1("marked");
    let options = leptos::web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = row.focus_with_options(&options);
}

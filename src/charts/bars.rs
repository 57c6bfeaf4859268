//! Stacked bars over time.

use std::fmt::Write as _;
use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::Key;
use super::scale::{Axis, axis, band_at, bands, every_nth, stack};
use crate::parts::measure::width_of;

/// Height of the plot in pixels; `.chart-plot` in style/charts.css is as high.
const HEIGHT: f64 = 240.0;
/// Room for the labels of both axes.
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 24.0;
const TOP: f64 = 8.0;
/// Room that a label of the time axis takes.
const LABEL: f64 = 64.0;

/// What stacked bars show.
#[derive(Clone)]
pub struct Bars {
    /// What it is, in a sentence with the main figures, for those who do not see it.
    pub summary: String,
    /// One bar each: short name for the axis, long name for reading.
    pub buckets: Vec<(String, String)>,
    /// The pieces of every bar, the largest line first.
    pub lines: Vec<BarLine>,
    /// How a value is written.
    pub write: Arc<dyn Fn(f64) -> String + Send + Sync>,
}

/// One colour of stacked bars.
#[derive(Clone, Debug, PartialEq)]
pub struct BarLine {
    /// Its name.
    pub name: String,
    /// Its colour: a class `series-…`.
    pub class: &'static str,
    /// One value a bar.
    pub values: Vec<f64>,
}

impl Bars {
    fn at(&self, bucket: usize) -> impl Iterator<Item = f64> + '_ {
        let lines = self.lines.iter();
        lines.map(move |line| line.values.get(bucket).copied().unwrap_or(0.0))
    }

    /// How many bars there are, and the names of the first and the last one.
    fn ends(&self) -> (usize, Option<[String; 2]>) {
        let name = |(_, name): &(String, String)| name.clone();
        let (first, last) = (self.buckets.first(), self.buckets.last());
        let ends = first.zip(last).map(|(a, b)| [name(a), name(b)]);
        (self.buckets.len(), ends)
    }

    fn axis(&self) -> Axis {
        let sums = (0..self.buckets.len()).map(|bucket| self.at(bucket).sum());
        axis(sums.fold(0.0, f64::max), 4)
    }
}

/// Stacked bars: read with the pointer, or with the arrow keys once focused.
#[component]
pub fn StackedBars(
    /// What they show.
    #[prop(into)]
    bars: Signal<Arc<Bars>>,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let width = width_of(root, 720.0);
    let picked = RwSignal::new(None::<usize>);
    let plot_width = move || (width.get() - LEFT).max(40.0);
    let ends = Memo::new(move |_| bars.with(|bars| bars.ends()));
    // Another range has other bars; other figures for the same ones take nothing from who reads.
    Effect::new(move |_| {
        ends.track();
        picked.set(None);
    });
    let count = move || ends.with(|(count, _)| *count);
    let on_move = move |event: ev::PointerEvent| {
        let x = f64::from(event.offset_x()) - LEFT;
        let width = untrack(plot_width);
        picked.set(band_at(x, untrack(count), width));
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let count = untrack(count);
        let next = match key_of(&event.key(), picked.get_untracked(), count) {
            Key::To(at) => Some(at),
            Key::Leave => None,
            Key::Other => return,
        };
        event.prevent_default();
        picked.set(next);
    };
    view! {
        <div class="chart">
            <div
                class="chart-plot"
                node_ref=root
                tabindex="0"
                role="group"
                aria-roledescription="chart"
                aria-label=move || {
                    bars.with(|bars| format!("{} Use the arrow keys to read it.", bars.summary))
                }
                on:pointermove=on_move
                on:pointerdown=on_move
                on:pointerleave=move |_| picked.set(None)
                on:blur=move |_| picked.set(None)
                on:keydown=on_key
            >
                {move || bars.with(|bars| plot(bars, plot_width(), picked))}
                {move || {
                    let at = picked.get()?;
                    bars.with(|bars| tip(bars, at, plot_width()))
                }}
            </div>
            <p class="sr-only" aria-live="polite">
                {move || picked.get().map(|at| bars.with(|bars| spoken(bars, at)))}
            </p>
        </div>
    }
}

/// What a key does.
fn key_of(key: &str, picked: Option<usize>, count: usize) -> Key<usize> {
    let Some(last) = count.checked_sub(1) else {
        return Key::Other;
    };
    match (key, picked) {
        ("Escape", _) => Key::Leave,
        ("Home", _) | ("ArrowRight", None) => Key::To(0),
        ("End", _) | ("ArrowLeft", None) => Key::To(last),
        ("ArrowLeft", Some(at)) => Key::To(at.saturating_sub(1)),
        ("ArrowRight", Some(at)) => Key::To((at + 1).min(last)),
        _ => Key::Other,
    }
}

fn plot(bars: &Bars, width: f64, picked: RwSignal<Option<usize>>) -> AnyView {
    let axis = bars.axis();
    let height = HEIGHT - BOTTOM - TOP;
    let count = bars.buckets.len();
    let (step, bar) = bands(count, width);
    // A shape a line, not one a piece: few elements, and a new figure changes one of them.
    let mut shapes = vec![String::new(); bars.lines.len()];
    for at in 0..count {
        let x = LEFT + step * at as f64 + (step - bar) / 2.0;
        for piece in stack(bars.at(at), axis.max, height) {
            let (y, high) = (TOP + piece.y, piece.height.max(0.5));
            if let Some(shape) = shapes.get_mut(piece.line) {
                // Writing to a String cannot fail.
                let _ = write!(shape, "M{x:.2} {y:.2}h{bar:.2}v{high:.2}h-{bar:.2}z");
            }
        }
    }
    let lines = bars.lines.iter().zip(shapes);
    let lines = lines.map(|(line, shape)| view! { <path class=line.class d=shape /> });
    let band = move || {
        picked.get().map(|at| {
            let x = LEFT + step * at as f64;
            view! { <rect class="band on" x=x y=TOP width=step height=height /> }
        })
    };
    view! {
        <svg width=LEFT + width height=HEIGHT role="img" aria-label=bars.summary.clone()>
            {grid(bars, &axis, width)}
            {band}
            {lines.collect_view()}
            {labels(bars, width)}
        </svg>
    }
    .into_any()
}

/// The lines across, with their values.
fn grid(bars: &Bars, axis: &Axis, width: f64) -> AnyView {
    let height = HEIGHT - BOTTOM - TOP;
    let lines = axis.ticks.iter().map(|&tick| {
        let y = TOP + height - tick / axis.max * height;
        let class = if tick == 0.0 { "grid base" } else { "grid" };
        view! {
            <line class=class x1=LEFT x2=LEFT + width y1=y y2=y />
            <text x=LEFT - 10.0 y=y + 4.0 text-anchor="end">
                {(bars.write)(tick)}
            </text>
        }
    });
    lines.collect_view().into_any()
}

/// The names of as many bars as there is room for.
fn labels(bars: &Bars, width: f64) -> AnyView {
    let count = bars.buckets.len();
    let (step, _) = bands(count, width);
    let nth = every_nth(count, width, LABEL);
    let shown = |at: usize, label: &str| {
        let x = LEFT + step * (at as f64 + 0.5);
        // Counted from the newest, which has its label always.
        let is_nth = (count - 1 - at).is_multiple_of(nth);
        if !is_nth || (x <= LEFT + LABEL / 4.0 && nth > 1) {
            return None;
        }
        let (anchor, x) = if x + LABEL / 2.0 > LEFT + width {
            ("end", LEFT + width)
        } else {
            ("middle", x)
        };
        Some(view! {
            <text x=x y=HEIGHT - 4.0 text-anchor=anchor>
                {label.to_owned()}
            </text>
        })
    };
    let labels = bars.buckets.iter().enumerate();
    labels
        .filter_map(|(at, (label, _))| shown(at, label))
        .collect_view()
        .into_any()
}

fn tip(bars: &Bars, at: usize, width: f64) -> Option<AnyView> {
    let (_, name) = bars.buckets.get(at)?;
    let (step, _) = bands(bars.buckets.len(), width);
    let x = LEFT + step * (at as f64 + 0.5);
    let side = if x > LEFT + width / 2.0 {
        "tip left"
    } else {
        "tip right"
    };
    let rows = bars.lines.iter().filter_map(|line| {
        let value = line.values.get(at).copied().filter(|value| *value > 0.0)?;
        Some(view! {
            <li>
                <span class=format!("swatch {}", line.class)></span>
                <span class="clip">{line.name.clone()}</span>
                <span class="num">{(bars.write)(value)}</span>
            </li>
        })
    });
    let rows = rows.collect_view();
    let sum: f64 = bars.at(at).sum();
    let one = bars.lines.len() < 2;
    let tip = view! {
        <div class=side aria-hidden="true" style:left=format!("{x:.0}px")>
            <strong>{name.clone()}</strong>
            <ul>
                {(!one).then_some(rows)}
                <li class=if one { "" } else { "sum" }>
                    <span class="clip">"Total"</span>
                    <span class="num">{(bars.write)(sum)}</span>
                </li>
            </ul>
        </div>
    };
    Some(tip.into_any())
}

fn spoken(bars: &Bars, at: usize) -> String {
    let Some((_, name)) = bars.buckets.get(at) else {
        return String::new();
    };
    let sum: f64 = bars.at(at).sum();
    let parts = bars.lines.iter().filter_map(|line| {
        let value = line.values.get(at).copied().filter(|value| *value > 0.0)?;
        Some(format!("{} {}", line.name, (bars.write)(value)))
    });
    let parts: Vec<String> = parts.collect();
    format!("{name}: {}. {}", (bars.write)(sum), parts.join(", "))
}

/// The colours of stacked bars with their names and sums.
#[component]
pub fn Legend(
    /// What the bars show.
    #[prop(into)]
    bars: Signal<Arc<Bars>>,
) -> impl IntoView {
    let item = |line: &BarLine, text: String| {
        view! {
            <li>
                <span class=format!("swatch {}", line.class)></span>
                <span class="clip">{line.name.clone()}</span>
                <span class="num">{text}</span>
            </li>
        }
    };
    view! {
        <ul class="legend">
            {move || {
                bars.with(|bars| {
                    bars.lines
                        .iter()
                        .map(|line| item(line, (bars.write)(line.values.iter().sum())))
                        .collect_view()
                })
            }}
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_walk_over_the_bars() {
        assert_eq!(key_of("ArrowLeft", None, 5), Key::To(4));
        assert_eq!(key_of("ArrowRight", None, 5), Key::To(0));
        assert_eq!(key_of("ArrowRight", Some(4), 5), Key::To(4));
        assert_eq!(key_of("ArrowLeft", Some(0), 5), Key::To(0));
        assert_eq!(key_of("Escape", Some(2), 5), Key::Leave);
        assert_eq!(key_of("x", Some(2), 5), Key::Other);
        assert_eq!(key_of("End", None, 0), Key::Other);
    }

    #[test]
    fn a_bar_is_read_out_whole() {
        let bars = Bars {
            summary: String::new(),
            buckets: vec![("1 May".to_owned(), "Fri, 1 May 2026".to_owned())],
            lines: vec![
                BarLine {
                    name: "opus".to_owned(),
                    class: "series-0",
                    values: vec![3.0],
                },
                BarLine {
                    name: "haiku".to_owned(),
                    class: "series-1",
                    values: vec![0.0],
                },
            ],
            write: Arc::new(|value| format!("{value:.0}")),
        };
        assert_eq!(spoken(&bars, 0), "Fri, 1 May 2026: 3. opus 3");
        assert_eq!(spoken(&bars, 1), "");
    }
}

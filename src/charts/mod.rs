//! Charts, drawn as SVG. Their arithmetic is in [`scale`].

pub mod bars;
pub mod heat;
pub mod scale;
pub mod share;
pub mod spark;

pub use bars::{BarLine, Bars, Legend, StackedBars};
pub use heat::{Calendar, Heat};
pub use scale::line_path_below;
pub use share::{Part, Share};
pub use spark::Spark;

/// What a key does to what is picked in a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key<T> {
    /// This is picked now.
    To(T),
    /// Nothing is picked any more.
    Leave,
    /// It does nothing here.
    Other,
}

/// The class of the colour of the `at`th line; the rest of many has a grey of its own.
pub fn series_class(at: usize, rest: bool) -> &'static str {
    const CLASSES: [&str; 8] = [
        "series-0", "series-1", "series-2", "series-3", "series-4", "series-5", "series-6",
        "series-7",
    ];
    if rest {
        return "series-other";
    }
    CLASSES.get(at).copied().unwrap_or("series-other")
}

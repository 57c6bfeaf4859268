//! Icons: lines of 1.5 on a grid of 16, in the colour of the text around them.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Four tiles.
    Overview,
    /// A folder.
    Folder,
    /// Lines of talk.
    Sessions,
    /// A table.
    Reports,
    /// A pulse.
    Health,
    /// A cog, as two sliders.
    Settings,
    /// A question mark in a circle.
    Help,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// A screen.
    Screen,
    /// A plus.
    Plus,
    /// A cross.
    Close,
    /// A tick.
    Tick,
    /// Two sheets.
    Copy,
    /// An arrow into a tray.
    Download,
    /// A calendar sheet.
    Calendar,
    /// A branch.
    Branch,
    /// A magnifying glass.
    Search,
    /// A triangle with a mark.
    Warning,
    /// An i in a circle.
    Info,
    /// An arrow down, for the order of a column.
    Sort,
    /// An arrow head down.
    Down,
    /// An arrow head to the left.
    Left,
    /// A chip, for models.
    Model,
    /// A robot's head, for subagents.
    Agent,
    /// A padlock.
    Lock,
    /// Two arrows in a circle.
    Reload,
    /// Three columns.
    Columns,
    /// A flask, for the sample.
    Sample,
    /// A clock.
    Block,
    /// A spanner.
    Tool,
    /// Two bars.
    Pause,
    /// A triangle to the right.
    Play,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Overview => "M2.5 2.5h4v5h-4zM9.5 2.5h4v3h-4zM9.5 8.5h4v5h-4zM2.5 10.5h4v3h-4z",
            Self::Folder => "M2 12.5v-9h4l1.5 2H14v7z",
            Self::Sessions => "M2.5 3h11v7.5H7L4 13v-2.5H2.5zM5 6h6M5 8h4",
            Self::Reports => "M2.5 3h11v10h-11zM2.5 6.5h11M6.5 6.5V13",
            Self::Health => "M1.5 8.5h3l2-5 3 9 2-4h3",
            Self::Settings => "M2 5h6M12 5h2M2 11h2M8 11h6M10 3v4M6 9v4",
            Self::Help => {
                "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.3 6.3A1.8 1.8 0 1 1 8 8.5v.6M8 11.4v.1"
            }
            Self::Sun => {
                "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1 \
                 M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7"
            }
            Self::Moon => "M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z",
            Self::Screen => "M2 3h12v7.5H2zM5.5 13.5h5M8 10.5v3",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Tick => "M3.5 8.5l3 3 6-7",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Download => "M8 2.5v7.5M5 7l3 3 3-3M2.5 11v2.5h11V11",
            Self::Calendar => "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v2.5M10.5 2v2.5",
            Self::Branch => {
                "M4.5 5.5v5M4.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4.5 13.5a1.5 1.5 0 1 0 0-3 \
                 1.5 1.5 0 0 0 0 3zM11.5 6.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 6.5c0 3-7 1.5-7 4"
            }
            Self::Search => "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2",
            Self::Warning => "M8 2.5l6 11H2zM8 6.5v3.5M8 11.8v.1",
            Self::Info => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5V11M8 5v.1",
            Self::Sort => "M8 3.5v9M5 9.5l3 3 3-3",
            Self::Down => "M4.5 6.5L8 10l3.5-3.5",
            Self::Left => "M9.5 4.5L6 8l3.5 3.5",
            Self::Model => {
                "M4 4h8v8H4zM6.5 1.5V4M9.5 1.5V4M6.5 12v2.5M9.5 12v2.5M1.5 6.5H4M1.5 9.5H4M12 6.5h2.5M12 9.5h2.5"
            }
            Self::Agent => "M3 6h10v7H3zM8 6V3M6 9v1.5M10 9v1.5M8 3v-.5",
            Self::Lock => "M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
            Self::Reload => "M13 8a5 5 0 0 1-9 3M3 8a5 5 0 0 1 9-3M12 2v3H9M4 14v-3h3",
            Self::Columns => "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
            Self::Sample => "M6 2.5h4M7 2.5v4L3 13.5h10L9 6.5v-4M5 10.5h6",
            Self::Block => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.5V8l2.5 1.5",
            Self::Pause => "M5.5 3.5v9M10.5 3.5v9",
            Self::Play => "M5 3.5l7 4.5-7 4.5z",
            Self::Tool => {
                "M13.4 5.1l-2 2-2.5-.5-.5-2.5 2-2a3.6 3.6 0 0 0-4.6 4.6L2.6 9.9a1.9 1.9 0 1 0 2.7 2.7 \
                 l3.2-3.2a3.6 3.6 0 0 0 4.9-4.3z"
            }
        }
    }

    /// The icon, 16 pixels wide, said by nobody: text or a label stands beside it.
    pub fn view(self) -> impl IntoView {
        view! {
            <svg
                width="16"
                height="16"
                viewBox="0 0 16 16"
                fill="none"
                stroke="currentColor"
                stroke-width="1.5"
                stroke-linecap="round"
                stroke-linejoin="round"
                aria-hidden="true"
                focusable="false"
            >
                <path d=self.path() />
            </svg>
        }
    }
}

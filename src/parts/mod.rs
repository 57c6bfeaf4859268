//! Small parts of the page that know nothing of any one view.

pub mod copy;
pub mod dialog;
pub mod display_prefs;
pub mod empty;
pub mod figure;
pub mod format;
pub mod heights;
pub mod hint;
pub mod icon;
pub mod markup;
pub mod measure;
pub mod menu;
pub mod next_frame;
pub mod number;
pub mod segmented;
pub mod table;
pub mod virtual_element;
pub mod window;

pub use copy::Copy;
pub use dialog::Dialog;
pub use display_prefs::DisplayPrefs;
pub use empty::Nothing;
pub use figure::{Figure, Number, Value};
pub use hint::Hint;
pub use icon::Icon;
pub use menu::Menu;
pub use next_frame::NextFrame;
pub use segmented::{Choice, Segmented, choice};
pub use table::{Cell, Column, Order, RowSet, Rows, Sort, Table};
pub use window::FIRST_ROWS;

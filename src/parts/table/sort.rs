//! By which column a table is sorted.

use super::Column;

/// By which column a table is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// Its [`Column::id`].
    pub column: &'static str,
    /// The largest come first.
    pub descending: bool,
}

impl Sort {
    /// The largest first.
    pub const fn descending(column: &'static str) -> Self {
        Self {
            column,
            descending: true,
        }
    }

    /// The smallest first.
    pub const fn ascending(column: &'static str) -> Self {
        Self {
            column,
            descending: false,
        }
    }

    /// What a press on the head of `column` makes of it.
    #[must_use]
    pub fn pressed(self, column: &Column) -> Self {
        if self.column == column.id {
            Self {
                descending: !self.descending,
                ..self
            }
        } else {
            Self {
                column: column.id,
                descending: column.figures,
            }
        }
    }

    /// `cost` or `-cost`, for a URL.
    pub fn to_query(self) -> String {
        let sign = if self.descending { "-" } else { "" };
        format!("{sign}{}", self.column)
    }

    /// Undoes [`Sort::to_query`]; `None` for a column that is not there.
    pub fn from_query(text: &str, columns: &[Column]) -> Option<Self> {
        let (name, descending) = match text.strip_prefix('-') {
            Some(name) => (name, true),
            None => (text, false),
        };
        let column = columns.iter().find(|column| column.id == name)?;
        Some(Self {
            column: column.id,
            descending,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Column = Column::text("name", "Name", "w-name");
    const COST: Column = Column::figures("cost", "Cost");

    #[test]
    fn a_press_turns_the_order_or_changes_the_column() {
        let sort = Sort::ascending("name");
        assert_eq!(sort.pressed(&NAME), Sort::descending("name"));
        assert_eq!(sort.pressed(&COST), Sort::descending("cost"));
    }

    #[test]
    fn a_sort_goes_into_a_url_and_back() {
        for sort in [Sort::ascending("name"), Sort::descending("cost")] {
            let back = Sort::from_query(&sort.to_query(), &[NAME, COST]);
            assert_eq!(back, Some(sort));
        }
        assert_eq!(Sort::from_query("-gone", &[NAME, COST]), None);
    }
}

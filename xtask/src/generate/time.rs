//! Dates for the generator, apart from the engine's, which the corpus is to test.

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;

/// Milliseconds since 1970 at the start of a UTC day.
pub fn at(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let of_era = shifted.rem_euclid(400);
    let days =
        shifted.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    (days - 719_468) * DAY_MS
}

fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + z.div_euclid(146_097) * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

/// `2026-07-01` of a time in milliseconds since 1970.
pub fn day(time_ms: i64) -> String {
    let (year, month, day) = civil(time_ms.div_euclid(DAY_MS));
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2026-07-01T10:00:00.000Z` of a time in milliseconds since 1970.
pub fn iso(time_ms: i64) -> String {
    let rest = time_ms.rem_euclid(DAY_MS);
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (second, milli) = (rest / 1000 % 60, rest % 1000);
    format!(
        "{}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z",
        day(time_ms)
    )
}

#[cfg(test)]
mod tests {
    use super::{at, day, iso};

    #[test]
    fn days_go_there_and_back() {
        for (year, month, of_month) in [(1970, 1, 1), (2024, 2, 29), (2025, 12, 31), (2026, 3, 1)] {
            assert_eq!(
                day(at(year, month, of_month)),
                format!("{year:04}-{month:02}-{of_month:02}")
            );
        }
        assert_eq!(iso(at(2026, 7, 1) + 36_061_007), "2026-07-01T10:01:01.007Z");
    }
}

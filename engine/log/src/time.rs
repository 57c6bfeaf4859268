//! Instants, quarter hours, days and zones. UTC inside; a zone is applied at the edge.

use serde::{Deserialize, Serialize};

/// Milliseconds in a quarter of an hour, the finest step between the world's time zones.
pub const QUARTER_MS: i64 = 15 * 60 * 1000;
/// Milliseconds in a day.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Milliseconds in an hour.
pub const HOUR_MS: i64 = 60 * 60 * 1000;

/// An instant: milliseconds since 1970-01-01T00:00:00Z, finer digits cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(pub i64);

/// A calendar day: days since 1970-01-01, in whatever zone it was made for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Day(pub i32);

impl Instant {
    /// Reads an ISO 8601 date and time with any offset; none means UTC.
    ///
    /// `T` or a blank may part date and time, `,` or `.` a fraction of any length. Second 60,
    /// hour 24, a day that does not exist and an offset beyond 23:59 are no instant.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut rest = text;
        let year = i64::from(digits(&mut rest, 4)?);
        byte(&mut rest, b"-")?;
        let month = digits(&mut rest, 2)?;
        byte(&mut rest, b"-")?;
        let day = digits(&mut rest, 2)?;
        byte(&mut rest, b"Tt ")?;
        let hour = digits(&mut rest, 2)?;
        byte(&mut rest, b":")?;
        let minute = digits(&mut rest, 2)?;
        let second = if byte(&mut rest, b":").is_some() {
            digits(&mut rest, 2)?
        } else {
            0
        };
        let millis = fraction(&mut rest)?;
        let offset_minutes = offset(&mut rest)?;
        if !rest.is_empty() || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let days = days_from_civil(year, month, day)?;
        let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        Some(Self(
            days * DAY_MS + seconds * 1000 + i64::from(millis) - offset_minutes * 60_000,
        ))
    }

    /// The UTC day that holds this instant.
    pub fn day_utc(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(DAY_MS)).unwrap_or(i32::MAX))
    }

    /// The start of the UTC hour that holds this instant.
    #[must_use]
    pub fn hour_start(self) -> Self {
        Self(self.0.div_euclid(HOUR_MS) * HOUR_MS)
    }

    /// `2026-07-01T10:00:00.000Z`.
    pub fn to_iso(self) -> String {
        let of_day = self.0.rem_euclid(DAY_MS);
        let (hour, minute) = (of_day / HOUR_MS, of_day / 60_000 % 60);
        let (second, millis) = (of_day / 1000 % 60, of_day % 1000);
        format!(
            "{}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z",
            self.day_utc().to_iso()
        )
    }
}

impl Day {
    /// Year, month (1 to 12) and day of the month (1 to 31).
    pub fn civil(self) -> (i64, u32, u32) {
        // After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
        let shifted = i64::from(self.0) + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (
            year,
            u32::try_from(month).unwrap_or(1),
            u32::try_from(day).unwrap_or(1),
        )
    }

    /// The day of a date, if there is such a date.
    pub fn from_civil(year: i64, month: u32, day: u32) -> Option<Self> {
        i32::try_from(days_from_civil(year, month, day)?)
            .ok()
            .map(Self)
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u8 {
        u8::try_from((i64::from(self.0) + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// `2026-07-01`.
    pub fn to_iso(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Reads `2026-07-01`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.as_bytes();
        let year = i64::from(digits(&mut rest, 4)?);
        byte(&mut rest, b"-")?;
        let month = digits(&mut rest, 2)?;
        byte(&mut rest, b"-")?;
        let day = digits(&mut rest, 2)?;
        if rest.is_empty() {
            Self::from_civil(year, month, day)
        } else {
            None
        }
    }
}

/// The offsets of a time zone over the span that matters, as the platform's own zone data gives them.
///
/// The engine has no zone data: the page fills this from the browser, tests write it by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// The IANA name, for showing; `UTC` if the table is empty.
    pub name: String,
    /// (from this instant on, minutes east of UTC), ascending; before the first its offset holds too.
    pub offsets: Vec<(i64, i32)>,
}

impl Zone {
    /// The zone without offsets.
    pub fn utc() -> Self {
        Self {
            name: "UTC".to_owned(),
            offsets: Vec::new(),
        }
    }

    /// Minutes east of UTC at `instant`.
    pub fn offset_minutes(&self, instant: Instant) -> i32 {
        let after = self.offsets.partition_point(|&(from, _)| from <= instant.0);
        self.offsets
            .get(after.saturating_sub(1))
            .map_or(0, |&(_, minutes)| minutes)
    }

    /// The span around `instant` in which the offset is the same, its end left out, and that
    /// offset in minutes.
    fn same_offset(&self, instant: Instant) -> (i64, i64, i32) {
        let after = self.offsets.partition_point(|&(from, _)| from <= instant.0);
        let at = after.saturating_sub(1);
        let start = if after == 0 {
            None
        } else {
            self.offsets.get(at).map(|&(from, _)| from)
        };
        let end = self.offsets.get(at + 1).filter(|_| after > 0);
        let end = end.or(self.offsets.first().filter(|_| after == 0));
        (
            start.unwrap_or(i64::MIN),
            end.map_or(i64::MAX, |&(from, _)| from),
            self.offset_minutes(instant),
        )
    }

    /// The local day that holds `instant`, and a span around it, its end left out, in which the
    /// day is the same.
    pub fn day_span(&self, instant: Instant) -> (Day, Instant, Instant) {
        let (from, to, minutes) = self.same_offset(instant);
        let shift = i64::from(minutes) * 60_000;
        let day = Instant(instant.0 + shift).day_utc();
        let start = i64::from(day.0) * DAY_MS - shift;
        let span = (Instant(start.max(from)), Instant((start + DAY_MS).min(to)));
        (day, span.0, span.1)
    }

    /// The local day that holds `instant`.
    pub fn day(&self, instant: Instant) -> Day {
        Instant(instant.0 + i64::from(self.offset_minutes(instant)) * 60_000).day_utc()
    }

    /// The local hour of the day, 0 to 23.
    pub fn hour_of_day(&self, instant: Instant) -> u8 {
        let local = instant.0 + i64::from(self.offset_minutes(instant)) * 60_000;
        u8::try_from(local.rem_euclid(DAY_MS) / HOUR_MS).unwrap_or(0)
    }
}

fn days_from_civil(year: i64, month: u32, day: u32) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if day < 1 || day > last {
        return None;
    }
    // After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let shifted_month = i64::from(if month > 2 { month - 3 } else { month + 9 });
    let of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

fn digits(rest: &mut &[u8], count: usize) -> Option<u32> {
    let (head, tail) = rest.split_at_checked(count)?;
    let mut value = 0;
    for byte in head {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u32::from(byte - b'0');
    }
    *rest = tail;
    Some(value)
}

fn byte(rest: &mut &[u8], any_of: &[u8]) -> Option<u8> {
    let (&first, tail) = rest.split_first()?;
    if !any_of.contains(&first) {
        return None;
    }
    *rest = tail;
    Some(first)
}

/// Milliseconds of `.123456`; `Some(0)` where there is no fraction, `None` for a bare point.
fn fraction(rest: &mut &[u8]) -> Option<u32> {
    if byte(rest, b".,").is_none() {
        return Some(0);
    }
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (head, tail) = rest.split_at_checked(length)?;
    if head.is_empty() {
        return None;
    }
    *rest = tail;
    let first_three = head.iter().copied().chain([b'0'; 3]).take(3);
    Some(first_three.fold(0, |value, byte| value * 10 + u32::from(byte - b'0')))
}

/// Minutes east of UTC of `Z`, `+05:30`, `-0800`, `+02` or nothing.
fn offset(rest: &mut &[u8]) -> Option<i64> {
    if rest.is_empty() || byte(rest, b"Zz").is_some() {
        return Some(0);
    }
    let sign = if byte(rest, b"+-")? == b'-' { -1 } else { 1 };
    let hours = digits(rest, 2)?;
    let _ = byte(rest, b":");
    let minutes = if rest.is_empty() { 0 } else { digits(rest, 2)? };
    (hours <= 23 && minutes <= 59).then(|| sign * i64::from(hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> Option<String> {
        Instant::parse(text.as_bytes()).map(Instant::to_iso)
    }

    #[test]
    fn offsets_and_their_absence_become_utc() {
        assert_eq!(
            iso("2026-05-01T23:30:00.000-05:00").as_deref(),
            Some("2026-05-02T04:30:00.000Z")
        );
        assert_eq!(
            iso("2026-05-01 10:00:00.123456789Z").as_deref(),
            Some("2026-05-01T10:00:00.123Z")
        );
        assert_eq!(
            iso("2026-05-01T10:00:00").as_deref(),
            Some("2026-05-01T10:00:00.000Z")
        );
        assert_eq!(
            iso("2026-05-01T10:00+0530").as_deref(),
            Some("2026-05-01T04:30:00.000Z")
        );
    }

    #[test]
    fn what_is_no_instant_is_none() {
        for text in [
            "",
            "yesterday",
            "2026-02-30T10:00:00Z",
            "2026-05-01T24:00:00Z",
            "2026-05-01T10:00:60Z",
            "2026-05-01T10:00:00+24:00",
            "2026-05-01T10:00:00.Z",
            "2026-05-01",
            "2026-05-01T10:00:00Zx",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn days_go_there_and_back() {
        for days in [-719_468, -1, 0, 59, 11_016, 20_000, 20_600] {
            let (year, month, day) = Day(days).civil();
            assert_eq!(Day::from_civil(year, month, day), Some(Day(days)));
        }
        assert_eq!(Day::parse("2026-11-21").map(Day::weekday), Some(5));
        assert_eq!(
            Day::parse("2024-02-29").map(Day::to_iso).as_deref(),
            Some("2024-02-29")
        );
    }

    #[test]
    fn a_zone_moves_the_day() {
        let berlin = Zone {
            name: "Europe/Berlin".into(),
            offsets: vec![(0, 60), (1_774_746_000_000, 120)],
        };
        let late = Instant::parse(b"2026-03-28T23:30:00Z").unwrap();
        assert_eq!(berlin.day(late).to_iso(), "2026-03-29");
        let summer = Instant::parse(b"2026-07-01T22:30:00Z").unwrap();
        assert_eq!(berlin.offset_minutes(summer), 120);
        assert_eq!(berlin.hour_of_day(summer), 0);
    }
}

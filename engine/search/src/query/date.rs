//! Dates as they are written in queries.

use super::Clock;
use sessionscope_log::time::{DAY_MS, Day, HOUR_MS, Instant};

/// The span that a date names, its end left out.
///
/// `2026`, `2026-07`, `2026-07-01`, `2026-07-01T10:00` (with an offset or in the clock's zone),
/// `today`, `yesterday`, and so long ago: `3h`, `7d`, `2w`, `6m`, `1y` (a month is 30 days, a year
/// 365; from then until now).
pub(super) fn read(text: &str, clock: &Clock) -> Option<(Instant, Instant)> {
    let text = text.to_ascii_lowercase();
    let today = clock.zone.day(clock.now);
    match text.as_str() {
        "today" => return Some((start(today, clock), start(next(today, 1), clock))),
        "yesterday" => return Some((start(next(today, -1), clock), start(today, clock))),
        _ => {}
    }
    ago(&text, clock)
        .or_else(|| calendar(&text, clock))
        .or_else(|| time_of_day(&text, clock))
}

fn next(day: Day, days: i32) -> Day {
    Day(day.0.saturating_add(days))
}

/// When a day begins in the clock's zone.
fn start(day: Day, clock: &Clock) -> Instant {
    local(i64::from(day.0) * DAY_MS, clock)
}

/// The instant at which clocks of the zone show this.
fn local(shown_ms: i64, clock: &Clock) -> Instant {
    let shift = |at: i64| i64::from(clock.zone.offset_minutes(Instant(at))) * 60_000;
    // The offset holds at the instant, which the offset is needed for: the second guess is right
    // but for the hour that a change of clocks skips or repeats.
    let guess = shown_ms - shift(shown_ms);
    Instant(shown_ms - shift(guess))
}

fn ago(text: &str, clock: &Clock) -> Option<(Instant, Instant)> {
    let unit = text.chars().last()?;
    let count: i64 = text
        .strip_suffix(unit)?
        .parse()
        .ok()
        .filter(|count| (0..10_000).contains(count))?;
    let unit_ms = match unit {
        'h' => HOUR_MS,
        'd' => DAY_MS,
        'w' => 7 * DAY_MS,
        'm' => 30 * DAY_MS,
        'y' => 365 * DAY_MS,
        _ => return None,
    };
    Some((Instant(clock.now.0 - count * unit_ms), clock.now))
}

fn calendar(text: &str, clock: &Clock) -> Option<(Instant, Instant)> {
    let mut parts = text.split(['-', '/']).map(|part| {
        let is_number = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<u32>().ok()).flatten()
    });
    let year = i64::from(parts.next()??);
    if !(1970..=9999).contains(&year) {
        return None;
    }
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (first, end) = match (month, day) {
        (None, _) => (
            Day::from_civil(year, 1, 1)?,
            Day::from_civil(year + 1, 1, 1)?,
        ),
        (Some(month), None) => {
            let first = Day::from_civil(year, month?, 1)?;
            let (year, month) = if month? == 12 {
                (year + 1, 1)
            } else {
                (year, month? + 1)
            };
            (first, Day::from_civil(year, month, 1)?)
        }
        (Some(month), Some(day)) => {
            let day = Day::from_civil(year, month?, day?)?;
            (day, next(day, 1))
        }
    };
    Some((start(first, clock), start(end, clock)))
}

fn time_of_day(text: &str, clock: &Clock) -> Option<(Instant, Instant)> {
    let written = Instant::parse(text.to_ascii_uppercase().as_bytes())?;
    let time = text.split_once(['t', ' '])?.1;
    let has_zone = time.ends_with('z') || time.contains(['+', '-']);
    let at = if has_zone {
        written
    } else {
        local(written.0, clock)
    };
    Some((at, Instant(at.0 + 1000)))
}

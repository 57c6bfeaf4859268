//! Figures as people read them. Exact values stand beside them in `data-value`.

use sessionscope_engine::time::{Day, Instant, Zone};

use super::number;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// Between a number and its unit, so that a line never breaks there.
const NBSP: char = '\u{a0}';

/// `1,234,567`.
pub fn grouped(number: impl Into<u128>) -> String {
    group(&number.into().to_string())
}

fn group(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Three digits that count: `999`, `1.23K`, `45.6M`, `789B`.
pub fn compact(number: impl Into<u128>) -> String {
    compact_float(number.into() as f64)
}

/// As [`compact`], for numbers that were worked out.
pub fn compact_float(number: f64) -> String {
    scaled(number, 1000.0, &["", "K", "M", "B", "T"], "")
}

/// `999 B`, `1.23 kB`, `45.6 MB`: steps of 1000.
pub fn bytes(number: impl Into<u128>) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    scaled(number.into() as f64, 1000.0, &units, "\u{a0}")
}

/// `45.6 MB/s`.
pub fn bytes_per_second(rate: f64) -> String {
    let units = ["B/s", "kB/s", "MB/s", "GB/s"];
    scaled(rate, 1000.0, &units, "\u{a0}")
}

fn scaled(number: f64, step: f64, units: &[&str], gap: &str) -> String {
    let mut value = number;
    let mut units = units.iter().copied();
    let mut unit = units.next().unwrap_or_default();
    let whole = value.abs() < step;
    // 999.5 of a unit would be shown as 1000 of it.
    while value.abs() >= step * 0.9995 {
        let Some(next) = units.next() else { break };
        value /= step;
        unit = next;
    }
    let is_exact = whole && (value - value.round()).abs() < 1e-9;
    let decimals = if is_exact || value.abs() >= 99.95 {
        0
    } else if value.abs() >= 9.995 {
        1
    } else {
        2
    };
    format!("{value:.decimals$}{gap}{unit}")
}

/// An amount in a currency: `$12,345`, `$12.34`, `<$0.01`, `$0.00` for nothing at all.
pub fn money(amount: f64, code: &str) -> String {
    if amount > 0.0 && amount < 0.00995 {
        return format!("<{}", money_fine(0.01, code));
    }
    money_fine(amount, code)
}

/// An amount in a currency where small ones matter: `$0.0042`.
///
/// Above 10,000 without cents; below a cent with two digits that count.
pub fn money_fine(amount: f64, code: &str) -> String {
    let decimals = if amount >= 9999.5 {
        0
    } else if amount == 0.0 || amount >= 0.00995 {
        2
    } else {
        // 0.0042 has its first digit that counts on the third place.
        let first = (-amount.log10()).ceil();
        if first > 10.0 {
            2
        } else {
            number::whole(first) + 1
        }
    };
    let digits = format!("{amount:.decimals$}");
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = match symbol(code) {
        Some(symbol) => symbol.to_owned(),
        None => format!("{code}{NBSP}"),
    };
    text.push_str(&group(whole));
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

fn symbol(code: &str) -> Option<&'static str> {
    Some(match code {
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" | "CNY" => "¥",
        "INR" => "₹",
        "KRW" => "₩",
        _ => return None,
    })
}

/// `45.6 %` of a share from 0 to 1; `< 0.1 %` for what is nearly nothing.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    if value > 0.0 && value < 0.1 {
        return "< 0.1%".to_owned();
    }
    if (99.95..100.0).contains(&value) {
        return "99.9%".to_owned();
    }
    let decimals = usize::from(value.fract() != 0.0 && value < 99.95);
    format!("{value:.decimals$}%")
}

/// The two largest units: `45 s`, `12 min`, `2 h 5 min`, `3 d 4 h`.
pub fn duration(millis: i64) -> String {
    let seconds = millis.max(0) / 1000;
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    let (minutes, rest) = (seconds / 60 % 60, seconds % 60);
    let pair = |large: i64, unit: &str, small: i64, less: &str| {
        if small == 0 {
            format!("{large}{NBSP}{unit}")
        } else {
            format!("{large}{NBSP}{unit} {small}{NBSP}{less}")
        }
    };
    if days > 0 {
        pair(days, "d", hours, "h")
    } else if hours > 0 {
        pair(hours, "h", minutes, "min")
    } else if minutes > 0 {
        let seconds = if minutes < 10 { rest } else { 0 };
        pair(minutes, "min", seconds, "s")
    } else {
        format!("{rest}{NBSP}s")
    }
}

/// `just now`, `5 minutes ago`, `yesterday` by the clock alone, else how many days.
pub fn relative(now: Instant, then: Instant) -> String {
    let seconds = (now.0 - then.0) / 1000;
    let ago = |count: i64, unit: &str| {
        let s = if count == 1 { "" } else { "s" };
        format!("{count} {unit}{s} ago")
    };
    match seconds {
        ..0 => "in the future".to_owned(),
        0..45 => "just now".to_owned(),
        45..3570 => ago(((seconds + 30) / 60).max(1), "minute"),
        3570..84_600 => ago((seconds + 1800) / 3600, "hour"),
        84_600..2_592_000 => ago((seconds + 43_200) / 86_400, "day"),
        2_592_000..31_536_000 => ago(seconds / 2_592_000, "month"),
        _ => ago(seconds / 31_536_000, "year"),
    }
}

/// [`duration`] of milliseconds; finer below ten seconds.
pub fn duration_fine(ms: f64) -> String {
    if ms < 999.5 {
        return format!("{ms:.0}\u{a0}ms");
    }
    if ms < 9_950.0 {
        return format!("{:.1}\u{a0}s", ms / 1000.0);
    }
    #[allow(clippy::cast_possible_truncation, reason = "a cast saturates")]
    duration(ms as i64)
}

/// `21 Nov 2026`.
pub fn day(day: Day) -> String {
    let (year, month, date) = day.civil();
    format!("{date} {} {year}", month_name(month))
}

/// `21 Nov`, for where the year is plain.
pub fn day_short(day: Day) -> String {
    let (_, month, date) = day.civil();
    format!("{date} {}", month_name(month))
}

/// `Sat, 21 Nov 2026`.
pub fn day_long(of: Day) -> String {
    let weekday = WEEKDAYS.get(usize::from(of.weekday()));
    format!("{}, {}", weekday.copied().unwrap_or_default(), day(of))
}

/// `Nov 2026`.
pub fn month(day: Day) -> String {
    let (year, month, _) = day.civil();
    format!("{} {year}", month_name(month))
}

/// `Nov`.
pub fn month_name(month: u32) -> &'static str {
    let at = (month as usize).saturating_sub(1);
    MONTHS.get(at).copied().unwrap_or_default()
}

/// `Mon` for 0 to `Sun` for 6.
pub fn weekday_name(weekday: u8) -> &'static str {
    let name = WEEKDAYS.get(usize::from(weekday));
    name.copied().unwrap_or_default()
}

/// `14:05` in a zone.
pub fn clock(zone: &Zone, at: Instant) -> String {
    let minutes = (at.0.div_euclid(60_000) + i64::from(zone.offset_minutes(at))).rem_euclid(1440);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `21 Nov 2026, 14:05` in a zone.
pub fn moment(zone: &Zone, at: Instant) -> String {
    format!("{}, {}", day(zone.day(at)), clock(zone, at))
}

/// `12 Mar – 21 Nov 2026`, or with both years where they differ, or one day alone.
pub fn day_range(first: Day, last: Day) -> String {
    if first == last {
        day(first)
    } else if first.civil().0 == last.civil().0 {
        format!("{} – {}", day_short(first), day(last))
    } else {
        format!("{} – {}", day(first), day(last))
    }
}

/// `1 file`, `2,345 files`.
pub fn count(number: impl Into<u128>, one: &str) -> String {
    let number = number.into();
    let s = if number == 1 { "" } else { "s" };
    format!("{} {one}{s}", grouped(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_three_digits_that_count() {
        for (number, shown) in [
            (0_u128, "0"),
            (999, "999"),
            (1_000, "1.00K"),
            (1_234, "1.23K"),
            (45_678, "45.7K"),
            (999_499, "999K"),
            (999_999, "1.00M"),
            (25_635_511, "25.6M"),
            (7_890_000_000, "7.89B"),
            (5_000_000_000_000_000, "5000T"),
        ] {
            assert_eq!(compact(number), shown);
        }
        assert_eq!(grouped(1_234_567_u64), "1,234,567");
        assert_eq!(grouped(123_u64), "123");
        assert_eq!(bytes(5_214_274_u64), "5.21\u{a0}MB");
        assert_eq!(bytes(12_u64), "12\u{a0}B");
    }

    #[test]
    fn small_amounts_stay_visible() {
        for (amount, shown) in [
            (0.0, "$0.00"),
            (34.342_161, "$34.34"),
            (1234.5, "$1,234.50"),
            (123_456.7, "$123,457"),
            (0.0042, "<$0.01"),
            (0.01, "$0.01"),
        ] {
            assert_eq!(money(amount, "USD"), shown);
        }
        assert_eq!(money_fine(0.0042, "USD"), "$0.0042");
        assert_eq!(money_fine(0.000_012_3, "USD"), "$0.000012");
        assert_eq!(money(1.5, "CHF"), "CHF\u{a0}1.50");
        assert_eq!(money(1.5, "EUR"), "€1.50");
    }

    #[test]
    fn shares_never_round_to_all_or_nothing() {
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(0.0001), "< 0.1%");
        assert_eq!(percent(0.456_78), "45.7%");
        assert_eq!(percent(0.9999), "99.9%");
        assert_eq!(percent(1.0), "100%");
    }

    #[test]
    fn short_durations_are_finer() {
        for (ms, shown) in [
            (84.0, "84 ms"),
            (999.6, "1.0 s"),
            (1_845.0, "1.8 s"),
            (9_960.0, "9 s"),
            (68_000.0, "1 min 8 s"),
        ] {
            assert_eq!(duration_fine(ms).replace('\u{a0}', " "), shown);
        }
    }

    #[test]
    fn durations_have_two_units_at_most() {
        for (seconds, shown) in [
            (0, "0 s"),
            (45, "45 s"),
            (125, "2 min 5 s"),
            (725, "12 min"),
            (7_500, "2 h 5 min"),
            (7_200, "2 h"),
            (273_600, "3 d 4 h"),
        ] {
            assert_eq!(duration(seconds * 1000).replace('\u{a0}', " "), shown);
        }
    }

    #[test]
    fn moments_are_told_from_now() {
        let now = Instant(1_800_000_000_000);
        for (seconds, shown) in [
            (10, "just now"),
            (60, "1 minute ago"),
            (3_600, "1 hour ago"),
            (86_400, "1 day ago"),
            (86_400 * 45, "1 month ago"),
            (86_400 * 800, "2 years ago"),
        ] {
            assert_eq!(relative(now, Instant(now.0 - seconds * 1000)), shown);
        }
    }

    #[test]
    fn days_are_written_out() {
        let date = |text| Day::parse(text).unwrap();
        assert_eq!(day_long(date("2026-11-21")), "Sat, 21 Nov 2026");
        assert_eq!(
            day_range(date("2026-03-12"), date("2026-11-21")),
            "12 Mar – 21 Nov 2026"
        );
        assert_eq!(
            day_range(date("2025-03-12"), date("2026-11-21")),
            "12 Mar 2025 – 21 Nov 2026"
        );
        let zone = Zone {
            name: "X".to_owned(),
            offsets: vec![(0, 330)],
        };
        let at = Instant::parse(b"2026-11-21T20:00:00Z").unwrap();
        assert_eq!(moment(&zone, at), "22 Nov 2026, 01:30");
        assert_eq!(count(1_u64, "file"), "1 file");
        assert_eq!(count(2_345_u64, "file"), "2,345 files");
    }
}

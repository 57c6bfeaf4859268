//! Time zones: the browser's own data as a table of offsets.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use sessionscope_engine::time::{DAY_MS, Instant, Zone};
use wasm_bindgen::{JsCast as _, JsValue};

use super::bind;

/// Zones change their offset at most this often: steps of the search, in milliseconds.
const STEP_MS: i64 = 7 * DAY_MS;

/// The zone's offsets from `from` to `to`; `None` if the browser does not know the name.
pub fn table(name: &str, from: Instant, to: Instant) -> Option<Zone> {
    let offset = offsets(name)?;
    Some(Zone {
        name: name.to_owned(),
        offsets: bisect(from.0, to.0, offset),
    })
}

/// The same, of the browser's own zone where none is named.
pub fn lookup(name: Option<&str>, from: Instant, to: Instant) -> Option<Zone> {
    let name = name.map_or_else(browser_zone, str::to_owned);
    table(&name, from, to)
}

/// The IANA name of the browser's own zone.
pub fn browser_zone() -> String {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    let zone = Reflect::get(&format.resolved_options(), &JsValue::from_str("timeZone"));
    zone.ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// Every zone name that the browser knows; at least UTC.
pub fn names() -> Vec<String> {
    let supported = bind::get(&js_sys::global(), "Intl")
        .and_then(|intl| bind::call(&intl, "supportedValuesOf", &["timeZone".into()]).ok())
        .and_then(|names| names.dyn_into::<Array>().ok())
        .unwrap_or_default();
    let mut names: Vec<String> = supported
        .iter()
        .filter_map(|name| name.as_string())
        .collect();
    if !names.iter().any(|name| name == "UTC") {
        names.insert(0, "UTC".to_owned());
    }
    names
}

/// Minutes east of UTC at a time in milliseconds, by the browser's data.
fn offsets(name: &str) -> Option<impl Fn(i64) -> i32> {
    let number = JsValue::from_str("numeric");
    let options = bind::object(&[
        ("timeZone", name.into()),
        ("hourCycle", "h23".into()),
        ("era", "short".into()),
        ("year", number.clone()),
        ("month", number.clone()),
        ("day", number.clone()),
        ("hour", number.clone()),
        ("minute", number.clone()),
        ("second", number),
    ]);
    let constructor = bind::get(&bind::get(&js_sys::global(), "Intl")?, "DateTimeFormat")?;
    let arguments = Array::of2(&"en-US".into(), &options);
    // Throws a RangeError for a name that it does not know.
    let format: Intl::DateTimeFormat =
        Reflect::construct(constructor.unchecked_ref::<Function>(), &arguments)
            .ok()?
            .unchecked_into();
    Some(move |time_ms: i64| {
        let date = Date::new(&JsValue::from_f64(time_ms as f64));
        minutes_between(time_ms, &parts(&format.format_to_parts(&date)))
    })
}

/// Year, month, day, hour, minute, second.
fn parts(parts: &Array) -> [i64; 6] {
    let mut values = [0; 6];
    let names = ["year", "month", "day", "hour", "minute", "second"];
    for part in parts.iter() {
        let text = |name| bind::get(&part, name).and_then(|value| value.as_string());
        let (Some(kind), Some(value)) = (text("type"), text("value")) else {
            continue;
        };
        let at = names.iter().position(|name| *name == kind);
        if let Some(slot) = at.and_then(|at| values.get_mut(at)) {
            *slot = value.parse().unwrap_or(0);
        }
    }
    values
}

/// Minutes from UTC to a local time that stands for the same instant, rounded to whole ones.
fn minutes_between(time_ms: i64, local: &[i64; 6]) -> i32 {
    let [year, month, day, hour, minute, second] = *local;
    let small = |value: i64| u32::try_from(value).unwrap_or(0);
    let Some(day) = sessionscope_engine::time::Day::from_civil(year, small(month), small(day))
    else {
        return 0;
    };
    let local_ms = i64::from(day.0) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
    let difference_ms = local_ms - time_ms.div_euclid(1000) * 1000;
    i32::try_from((difference_ms + 30_000).div_euclid(60_000)).unwrap_or(0)
}

/// (from this millisecond on, offset), found by halving every step in which the offset changes.
fn bisect(from_ms: i64, to_ms: i64, offset: impl Fn(i64) -> i32) -> Vec<(i64, i32)> {
    let mut current = offset(from_ms);
    let mut table = vec![(from_ms, current)];
    let mut at = from_ms;
    while at < to_ms {
        let next = at + STEP_MS;
        let then = offset(next);
        if then != current {
            let (mut low, mut high) = (at, next);
            while high - low > 1000 {
                let middle = low + (high - low) / 2;
                if offset(middle) == current {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            // Zones change on whole minutes; what was found is within a second after one.
            table.push((high.div_euclid(60_000) * 60_000, then));
            current = then;
        }
        at = next;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(iso: &str) -> i64 {
        Instant::parse(iso.as_bytes()).unwrap().0
    }

    #[test]
    fn transitions_are_found_to_the_minute() {
        let (spring, autumn) = (at("2026-03-29T01:00:00Z"), at("2026-10-25T01:00:00Z"));
        let berlin = |time| {
            if (spring..autumn).contains(&time) {
                120
            } else {
                60
            }
        };
        let from = at("2026-01-01T00:00:00Z");
        assert_eq!(
            bisect(from, at("2026-12-31T00:00:00Z"), berlin),
            [(from, 60), (spring, 120), (autumn, 60)]
        );
    }

    #[test]
    fn a_local_time_gives_its_offset() {
        let time = at("2026-07-01T10:00:00.250Z");
        assert_eq!(minutes_between(time, &[2026, 7, 1, 15, 30, 0]), 330);
        assert_eq!(minutes_between(time, &[2026, 7, 1, 0, 30, 0]), -570);
        assert_eq!(minutes_between(time, &[2026, 7, 2, 0, 0, 0]), 840);
    }
}

//! All figures of a corpus as one JSON document, for comparing with an independent count.
//!
//! The shape is that of the answer keys in `tests/fixtures`: totals, then the same figures by
//! project, session, model, UTC day and block, with costs as exact decimals.

use serde_json::{Map, Value, json};

use crate::ledger::{EventKind, Ledger};
use crate::money::Cost;
use crate::price::ByClass;
use crate::report::{Filter, Group, GroupBy, Sums, attention, groups, totals};
use sessionscope_log::tokens::WideTokens;

/// The figures of a ledger, in UTC.
pub fn answers(ledger: &Ledger) -> Value {
    let filter = Filter::default();
    let by = |by: GroupBy| groups(ledger, &filter, by);
    json!({
        "version": 1,
        "totals": totals_of(ledger, &filter),
        "by_project": keyed(ledger, &by(GroupBy::Project), project),
        "by_session": keyed(ledger, &by(GroupBy::Session), session),
        "by_model": keyed(ledger, &by(GroupBy::Model), |group| billed(&group.sums)),
        "by_day_utc": keyed(ledger, &by(GroupBy::Day), |group| billed(&group.sums)),
        "by_block_5h": by(GroupBy::Block).iter().map(block).collect::<Vec<_>>(),
        "tools": tools(ledger),
        "record_types": ledger.record_types,
        "malformed": malformed(ledger),
        "unpriced_models": unpriced(ledger),
        "reconcile": reconcile(ledger),
    })
}

fn keyed(
    ledger: &Ledger,
    groups: &[Group],
    figures: impl Fn(&Group) -> Map<String, Value>,
) -> Value {
    groups
        .iter()
        .map(|group| (group.of.key(ledger), Value::Object(figures(group))))
        .collect::<Map<_, _>>()
        .into()
}

fn tokens(tokens: &WideTokens) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in [
        ("input_tokens", tokens.input),
        ("output_tokens", tokens.output),
        ("cache_creation_tokens", tokens.cache_creation()),
        ("cache_creation_5m_tokens", tokens.cache_write_5m),
        ("cache_creation_1h_tokens", tokens.cache_write_1h),
        ("cache_read_tokens", tokens.cache_read),
    ] {
        map.insert(name.to_owned(), whole(value));
    }
    map
}

/// A JSON number where one holds it, else a decimal string.
fn whole(value: u128) -> Value {
    u64::try_from(value).map_or_else(|_| Value::String(value.to_string()), Value::from)
}

fn billed(sums: &Sums) -> Map<String, Value> {
    let mut map = tokens(&sums.tokens);
    map.insert("cost_usd".to_owned(), cost(sums.cost));
    map.insert("cost_is_lower_bound".to_owned(), sums.lower_bound.into());
    map.insert("cost_by_class".to_owned(), by_class(&sums.by_class));
    map.insert("responses".to_owned(), sums.responses.into());
    map
}

/// What was recorded as a whole is only told where there is any.
fn by_class(costs: &ByClass) -> Value {
    let parts = costs.named().into_iter();
    let parts = parts.filter(|&(name, part)| name != "recorded" || part > Cost::ZERO);
    let parts = parts.map(|(name, part)| (name.to_owned(), cost(part)));
    parts.collect::<Map<_, _>>().into()
}

fn cost(cost: Cost) -> Value {
    Value::String(cost.to_decimal())
}

fn with_counts(sums: &Sums) -> Map<String, Value> {
    let mut map = billed(sums);
    for (name, value) in [
        ("messages_user", sums.messages_user),
        ("messages_assistant", sums.messages_assistant),
        ("tool_calls", sums.tool_calls),
        ("tool_errors", sums.tool_errors),
    ] {
        map.insert(name.to_owned(), value.into());
    }
    map
}

fn session(group: &Group) -> Map<String, Value> {
    let mut map = with_counts(&group.sums);
    let iso = |time: Option<sessionscope_log::time::Instant>| {
        time.map(sessionscope_log::time::Instant::to_iso)
    };
    map.insert("first_time".to_owned(), iso(group.first).into());
    map.insert("last_time".to_owned(), iso(group.last).into());
    map
}

fn project(group: &Group) -> Map<String, Value> {
    let mut map = session(group);
    map.insert("sessions".to_owned(), group.sessions.into());
    map.insert("subagents".to_owned(), group.subagents.into());
    map
}

fn block(group: &Group) -> Value {
    let mut map = billed(&group.sums);
    let iso = |time: Option<sessionscope_log::time::Instant>| {
        time.map(sessionscope_log::time::Instant::to_iso)
    };
    let (start, end) = group.of.block().unzip();
    map.insert("start".to_owned(), iso(start).into());
    map.insert("end".to_owned(), iso(end).into());
    map.into()
}

fn totals_of(ledger: &Ledger, filter: &Filter) -> Value {
    let totals = totals(ledger, filter);
    let mut map = with_counts(&totals.sums);
    for (name, value) in [
        ("projects", totals.projects),
        ("sessions", totals.sessions),
        ("subagents", totals.subagents),
        ("files", totals.files),
        ("lines", totals.lines),
        ("blank_lines", totals.blank_lines),
        ("bytes", totals.bytes),
        ("malformed_lines", totals.malformed_lines),
        ("recovered_records", totals.recovered_records),
    ] {
        map.insert(name.to_owned(), value.into());
    }
    map.into()
}

fn tools(ledger: &Ledger) -> Value {
    let mut counts = vec![(0_u64, 0_u64); ledger.tools.len()];
    for event in &ledger.events {
        match event.kind() {
            EventKind::ToolCall(tool) => {
                if let Some(count) = counts.get_mut(tool as usize) {
                    count.0 += u64::from(event.count);
                }
            }
            EventKind::ToolError(tool) => {
                if let Some(count) = counts.get_mut(tool as usize) {
                    count.1 += u64::from(event.count);
                }
            }
            _ => {}
        }
    }
    let told = ledger.tools.iter().zip(counts);
    told.map(|(name, (calls, errors))| (name.clone(), json!({ "calls": calls, "errors": errors })))
        .collect::<Map<_, _>>()
        .into()
}

/// Malformed lines by path and line.
fn malformed(ledger: &Ledger) -> Value {
    let mut files: Vec<_> = ledger
        .files
        .iter()
        .filter(|file| !file.malformed.is_empty())
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let lines = files
        .iter()
        .flat_map(|file| file.malformed.iter().map(|line| (&file.path, line)));
    lines
        .map(|(path, line)| {
            json!({
                "file": path,
                "line": line.line,
                "offset_bytes": line.offset_bytes,
                "length_bytes": line.length_bytes,
                "reason": line.reason.name(),
            })
        })
        .collect::<Vec<_>>()
        .into()
}

fn unpriced(ledger: &Ledger) -> Value {
    let models = attention(ledger).unpriced_models;
    models
        .iter()
        .map(|(name, sum)| (name.clone(), tokens(sum).into()))
        .collect::<Map<_, _>>()
        .into()
}

fn reconcile(ledger: &Ledger) -> Value {
    let told = &ledger.reconcile;
    json!({
        "lines": told.lines,
        "usage_records": told.usage_records,
        "nested_usage_records": told.nested_usage_records,
        "collapsed_same_file": told.collapsed_same_file,
        "collapsed_across_files": told.collapsed_across_files,
        "responses": told.responses,
        "first_wins": tokens(&told.first_wins),
        "every_line": tokens(&told.every_line),
        "max_wins_id_request": tokens(&told.max_wins_id_request),
    })
}

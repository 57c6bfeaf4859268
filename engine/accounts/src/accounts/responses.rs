//! Which claims on a key are one response: those whose usage records are linked.

use rustc_hash::FxHashMap;

use super::file_table::claims;
use crate::digest::Response;

/// The claims on each response of a key, one a file, in file order; responses in the order in which
/// they first appear.
pub(super) fn responses(entries: Vec<(u32, Response)>) -> Vec<Vec<(u32, Response)>> {
    if is_one(&entries) {
        return vec![claims(entries)];
    }
    let roots = roots(&entries);
    let mut of_response: Vec<Vec<(u32, Response)>> = roots.iter().map(|_| Vec::new()).collect();
    for (at, entry) in roots.into_iter().zip(entries) {
        if let Some(list) = of_response.get_mut(at) {
            list.push(entry);
        }
    }
    let of_response = of_response.into_iter().filter(|list| !list.is_empty());
    of_response.map(claims).collect()
}

/// Mostly all plain records are linked with the first of them, by equal prompt figures.
fn is_one(entries: &[(u32, Response)]) -> bool {
    let plain = || entries.iter().filter(|(_, entry)| is_plain(entry));
    let Some((of, first)) = plain().next() else {
        return true;
    };
    plain().all(|(file, entry)| first.is_linked(entry, of == file))
}

fn is_plain(entry: &Response) -> bool {
    entry.plain_records > 0
}

/// For each entry the place of the first that it is linked with, over any others. Entries without
/// a plain record go with the first that has one.
fn roots(entries: &[(u32, Response)]) -> Vec<usize> {
    let mut parents: Vec<usize> = (0..entries.len()).collect();
    let mut by_link: FxHashMap<u64, usize> = FxHashMap::default();
    let mut first = None;
    for (at, (file, entry)) in entries.iter().enumerate() {
        if !is_plain(entry) {
            continue;
        }
        first = first.or(Some(at));
        entry.each_link(u64::from(*file), |link| {
            let known = *by_link.entry(link).or_insert(at);
            join(&mut parents, known, at);
        });
    }
    let root_of = |(at, (_, entry)): (usize, &(u32, Response))| {
        let at = if is_plain(entry) {
            at
        } else {
            first.unwrap_or(at)
        };
        root(&parents, at)
    };
    entries.iter().enumerate().map(root_of).collect()
}

fn root(parents: &[usize], mut at: usize) -> usize {
    while let Some(&parent) = parents.get(at)
        && parent != at
    {
        at = parent;
    }
    at
}

/// The lower of both roots becomes that of the other, and the way to it short.
fn join(parents: &mut [usize], one: usize, two: usize) {
    let roots = (root(parents, one), root(parents, two));
    let lower = roots.0.min(roots.1);
    for at in [one, two, roots.0, roots.1] {
        if let Some(parent) = parents.get_mut(at) {
            *parent = lower;
        }
    }
}

//! How much turns have in common: what of one turn was already there in those before it.
//!
//! Lexical cohesion as in `TextTiling` (Hearst, Computational Linguistics 23, 1997): windows on both
//! sides of a gap are compared by the cosine of their weighted terms. Here the windows are turns: one
//! behind the gap, up to [`REACH`] before it. Terms weigh by how few turns of the session have them
//! (inverse document frequency: Spärck Jones 1972), smoothed, since a session is a small collection.

use rustc_hash::FxHashMap;

use super::turn::Turn;

/// Most turns before a gap that are looked at.
pub const REACH: usize = 4;
/// How many turns after a gap are looked at to see whether what was before comes back.
pub const AHEAD: usize = 3;
/// Turns that are thought to be there besides the session's own, so that counts of few turns are not
/// taken too seriously.
const PRIOR_TURNS: f64 = 4.0;
/// In how many of those a term is thought to be.
const PRIOR_HITS: f64 = 0.6;

/// For 1, 2 … [`REACH`] turns before a gap, something that depends on how far one looks back.
pub type ByReach = [f64; REACH];

/// What a turn has in common with those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shared {
    /// Cosine of all terms with those of the turns before.
    pub cosine: ByReach,
    /// The highest of the turns after this one, up to [`AHEAD`]; `None` for the last.
    pub next_cosine: Option<ByReach>,
    /// Share of what the person wrote whose terms were there before, by weight; `None` without terms.
    pub asked: Option<ByReach>,
    /// Share of all terms that were there before, by weight.
    pub terms: Option<ByReach>,
    /// Share of the files it mentions that were mentioned before; `None` where either mentions none.
    pub files: Option<ByReach>,
    /// The same of directories.
    pub directories: Option<ByReach>,
}

/// What each turn has in common with those before it.
pub fn shared(turns: &[Turn]) -> Vec<Shared> {
    let rarity = Rarity::of(turns);
    let vectors: Vec<_> = turns.iter().map(|turn| rarity.vector(turn)).collect();
    let products = Products::of(&vectors);
    let each = turns.iter().zip(&vectors).enumerate();
    let all = each.map(|(at, (turn, vector))| {
        let before = || turns.get(..at).unwrap_or_default().iter().rev().take(REACH);
        let asked = turn
            .asked
            .iter()
            .map(|term| (*term, rarity.terms.weight(*term)));
        Shared {
            cosine: products.cosines(at, 0),
            next_cosine: products.ahead(at),
            asked: known(&before(), asked, has_term),
            terms: known(&before(), vector.iter().copied(), has_term),
            files: rarity
                .mentions
                .known(&before(), turn, |turn| &turn.mentions),
            directories: rarity
                .directories
                .known(&before(), turn, |turn| &turn.directories),
        }
    });
    all.collect()
}

fn has_term(turn: &Turn, term: u32) -> bool {
    turn.terms
        .binary_search_by_key(&term, |other| other.hash)
        .is_ok()
}

/// By weight, the share of things that turns before have, for each reach; `None` if there are no
/// things. The turns come from the last one back.
fn known<'t>(
    before: &(impl Iterator<Item = &'t Turn> + Clone),
    things: impl Iterator<Item = (u32, f64)>,
    has: impl Fn(&Turn, u32) -> bool,
) -> Option<ByReach> {
    let mut found = ByReach::default();
    let mut all = 0.0;
    for (thing, weight) in things {
        all += weight;
        let place = before.clone().position(|turn| has(turn, thing));
        if let Some(found) = place.and_then(|place| found.get_mut(place)) {
            *found += weight;
        }
    }
    let mut sum = 0.0;
    for share in &mut found {
        sum += *share;
        *share = sum / all;
    }
    (all > 0.0).then_some(found)
}

/// A count, damped: the tenth time a word is said tells less than the first.
fn damped(count: u16) -> f64 {
    1.0 + f64::from(count.max(1)).ln()
}

/// In how many turns things are.
#[derive(Debug, Default)]
struct Frequency {
    turns: FxHashMap<u32, u32>,
    count: usize,
}

impl Frequency {
    fn of<'t, I: Iterator<Item = u32>>(turns: &'t [Turn], things: impl Fn(&'t Turn) -> I) -> Self {
        let mut frequency = Self {
            count: turns.len(),
            ..Self::default()
        };
        for thing in turns.iter().flat_map(things) {
            *frequency.turns.entry(thing).or_default() += 1;
        }
        frequency
    }

    fn weight(&self, thing: u32) -> f64 {
        let hits = self.turns.get(&thing).copied().unwrap_or_default();
        ((self.count as f64 + PRIOR_TURNS) / (f64::from(hits) + PRIOR_HITS)).ln()
    }

    /// Share of a turn's names that were there before, where both sides have some.
    fn known<'t>(
        &self,
        before: &(impl Iterator<Item = &'t Turn> + Clone),
        turn: &Turn,
        names: impl Fn(&Turn) -> &Vec<u32>,
    ) -> Option<ByReach> {
        if before.clone().all(|turn| names(turn).is_empty()) {
            return None;
        }
        let own = names(turn).iter();
        let weighted = own.map(|name| (*name, self.weight(*name)));
        known(before, weighted, |turn, name| {
            names(turn).binary_search(&name).is_ok()
        })
    }
}

/// How rare terms and names are in a session.
struct Rarity {
    terms: Frequency,
    mentions: Frequency,
    directories: Frequency,
}

impl Rarity {
    fn of(turns: &[Turn]) -> Self {
        Self {
            terms: Frequency::of(turns, |turn| turn.terms.iter().map(|term| term.hash)),
            mentions: Frequency::of(turns, |turn| turn.mentions.iter().copied()),
            directories: Frequency::of(turns, |turn| turn.directories.iter().copied()),
        }
    }

    fn vector(&self, turn: &Turn) -> Vec<(u32, f64)> {
        let terms = turn.terms.iter();
        let weighted =
            terms.map(|term| (term.hash, self.terms.weight(term.hash) * damped(term.count)));
        weighted.collect()
    }
}

/// Inner products of neighbouring turns' vectors.
struct Products {
    /// Of each turn with itself and those before it, the nearest first.
    rows: Vec<[f64; REACH + AHEAD + 1]>,
}

impl Products {
    fn of(vectors: &[Vec<(u32, f64)>]) -> Self {
        let rows = vectors.iter().enumerate().map(|(at, own)| {
            let mut row = [0.0; REACH + AHEAD + 1];
            let others = vectors.get(..=at).unwrap_or_default().iter().rev();
            for (product, other) in row.iter_mut().zip(others) {
                *product = inner(own, other);
            }
            row
        });
        Self {
            rows: rows.collect(),
        }
    }

    /// The highest cosines of the turns after one with those before it.
    fn ahead(&self, at: usize) -> Option<ByReach> {
        let turns = (1..=AHEAD).filter(|skip| at + skip < self.rows.len());
        turns
            .map(|skip| self.cosines(at + skip, skip))
            .reduce(|mut best, other| {
                for (best, other) in best.iter_mut().zip(other) {
                    *best = best.max(other);
                }
                best
            })
    }

    fn get(&self, at: usize, back: usize) -> f64 {
        let row = self.rows.get(at);
        row.and_then(|row| row.get(back))
            .copied()
            .unwrap_or_default()
    }

    /// Cosines of a turn with the sum of 1, 2 … turns, of which the last is `skip` before the one
    /// before it.
    fn cosines(&self, at: usize, skip: usize) -> ByReach {
        let mut cosines = ByReach::default();
        let (mut product, mut square) = (0.0, 0.0);
        for (reach, cosine) in (1..).zip(&mut cosines) {
            let back = reach + skip;
            if let Some(other) = at.checked_sub(back) {
                product += self.get(at, back);
                square += self.get(other, 0);
                for nearer in 1..reach {
                    square += 2.0 * self.get(other + nearer, nearer);
                }
            }
            let norm = (square * self.get(at, 0)).sqrt();
            *cosine = if norm > 0.0 { product / norm } else { 0.0 };
        }
        cosines
    }
}

/// The inner product of two sparse vectors, both by hash, ascending.
fn inner(left: &[(u32, f64)], right: &[(u32, f64)]) -> f64 {
    let mut sum = 0.0;
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    while let (Some(&&(a, x)), Some(&&(b, y))) = (left.peek(), right.peek()) {
        match a.cmp(&b) {
            std::cmp::Ordering::Less => _ = left.next(),
            std::cmp::Ordering::Greater => _ = right.next(),
            std::cmp::Ordering::Equal => {
                sum += x * y;
                left.next();
                right.next();
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests;

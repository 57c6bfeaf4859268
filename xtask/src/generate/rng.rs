//! A small seeded random source, so that a corpus is the same on every machine.

/// The value at a share of the distribution with these `(share, value)` quantiles, ascending in
/// both, on a logarithmic scale between two of them.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // values of a table, all above 0
fn quantile_at(share: f64, quantiles: &[(f64, f64)]) -> u64 {
    let mut before = (0.0, 1.0);
    for &(at, value) in quantiles {
        if share < at {
            let part = (share - before.0) / (at - before.0);
            return (before.1 * f64::powf(value / before.1, part)) as u64;
        }
        before = (at, value);
    }
    before.1 as u64
}

/// `SplitMix64`: eight bytes of state, good enough to shape a corpus.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// A source that repeats itself for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x5e55_1035_c09e_0001)
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..limit` (0 for a limit of 0).
    pub fn below(&mut self, limit: u64) -> u64 {
        let wide = u128::from(self.bits()) * u128::from(limit);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number in `from..=to`.
    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to.saturating_sub(from) + 1)
    }

    /// A number in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in about `per_mille` of 1,000 calls.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of the items (the default for none).
    pub fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let at = usize::try_from(self.below(items.len() as u64)).unwrap_or(0);
        items.get(at).copied().unwrap_or_default()
    }

    /// One of the items, each with its weight.
    pub fn weighted<T: Copy + Default>(&mut self, items: &[(u64, T)]) -> T {
        let total = items.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        for (weight, item) in items {
            if left < *weight {
                return *item;
            }
            left -= weight;
        }
        T::default()
    }

    /// A value of the distribution with these quantiles.
    pub fn quantile(&mut self, quantiles: &[(f64, f64)]) -> u64 {
        quantile_at(self.unit(), quantiles)
    }

    /// So many values of that distribution, spread evenly over it, in any order: of few values too,
    /// as many are small and as many large as it says.
    pub fn quantiles(&mut self, count: u64, quantiles: &[(f64, f64)]) -> Vec<u64> {
        let mut values: Vec<u64> = (0..count)
            .map(|at| quantile_at((at as f64 + self.unit()) / count as f64, quantiles))
            .collect();
        for last in (1..values.len()).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).unwrap_or(last);
            values.swap(last, other);
        }
        values
    }

    /// A random (version 4) uuid.
    pub fn uuid(&mut self) -> String {
        let (a, b) = (self.bits(), self.bits());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            0x8000 | ((b >> 48) & 0x3fff),
            b & 0xffff_ffff_ffff
        )
    }

    /// `prefix` and 24 letters and digits, as the ids of messages, requests and tool uses are.
    pub fn id(&mut self, prefix: &str) -> String {
        const ALPHABET: &[u8; 62] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let tail: String = (0..22).map(|_| char::from(self.pick(ALPHABET))).collect();
        format!("{prefix}01{tail}")
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let (mut a, mut b) = (Rng::new(7), Rng::new(7));
        assert_eq!(
            (a.bits(), a.uuid(), a.id("msg_")),
            (b.bits(), b.uuid(), b.id("msg_"))
        );
        assert_ne!(Rng::new(7).bits(), Rng::new(8).bits());
    }

    #[test]
    fn quantiles_are_met() {
        let table = [(0.0, 100.0), (0.5, 1000.0), (1.0, 10_000.0)];
        let mut rng = Rng::new(1);
        let mut drawn: Vec<u64> = (0..4001).map(|_| rng.quantile(&table)).collect();
        drawn.sort_unstable();
        let median = drawn[2000];
        assert!((800..1250).contains(&median), "median {median}");
        assert!(drawn[0] >= 100 && drawn[4000] <= 10_000);
        let mut few = rng.quantiles(11, &table);
        few.sort_unstable();
        assert!((825..1231).contains(&few[5]), "median of few {few:?}");
    }
}

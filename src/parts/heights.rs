//! Heights of many things below each other, most of them only guessed yet.

/// Heights, and sums of them in the time of a logarithm (a Fenwick tree).
#[derive(Clone, Debug, Default)]
pub struct Heights {
    heights: Vec<f64>,
    /// At `at`, the sum of the `lowest_bit(at)` heights up to and with number `at - 1`.
    sums: Vec<f64>,
}

impl Heights {
    /// Of these, in pixels.
    pub fn new(heights: Vec<f64>) -> Self {
        let mut sums = vec![0.0; heights.len() + 1];
        for (at, height) in heights.iter().enumerate() {
            add(&mut sums, at, *height);
        }
        Self { heights, sums }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.heights.len()
    }

    /// The height of one.
    pub fn get(&self, at: usize) -> f64 {
        self.heights.get(at).copied().unwrap_or(0.0)
    }

    /// Sets the height of one.
    pub fn set(&mut self, at: usize, height: f64) {
        if let Some(known) = self.heights.get_mut(at) {
            let more = height - *known;
            *known = height;
            add(&mut self.sums, at, more);
        }
    }

    /// The height of all before number `at`: where that one begins.
    pub fn before(&self, at: usize) -> f64 {
        let mut sum = 0.0;
        let mut at = at.min(self.len());
        while at > 0 {
            sum += self.sums.get(at).copied().unwrap_or(0.0);
            at -= lowest_bit(at);
        }
        sum
    }

    /// The height of all.
    pub fn total(&self) -> f64 {
        self.before(self.len())
    }

    /// The number of the one at a height; the last one below all.
    pub fn at(&self, height: f64) -> usize {
        let mut at = 0;
        let mut left = height;
        let mut step = self.len().checked_next_power_of_two().unwrap_or(1);
        while step > 0 {
            let next = at + step;
            match self.sums.get(next) {
                Some(sum) if *sum <= left => {
                    left -= sum;
                    at = next;
                }
                _ => {}
            }
            step /= 2;
        }
        at.min(self.len().saturating_sub(1))
    }
}

fn add(sums: &mut [f64], at: usize, more: f64) {
    let mut at = at + 1;
    while let Some(sum) = sums.get_mut(at) {
        *sum += more;
        at += lowest_bit(at);
    }
}

fn lowest_bit(number: usize) -> usize {
    number & number.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_follow_what_is_set() {
        let mut heights = Heights::new((1..=10).map(f64::from).collect());
        assert!((heights.total() - 55.0).abs() < 1e-9);
        heights.set(3, 40.0);
        let plain = [1.0, 2.0, 3.0, 40.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];
        for at in 0..=10 {
            let sum: f64 = plain[..at].iter().sum();
            assert!((heights.before(at) - sum).abs() < 1e-9, "{at}");
        }
        for (height, at) in [
            (0.0, 0),
            (0.9, 0),
            (1.0, 1),
            (6.0, 3),
            (45.9, 3),
            (46.0, 4),
            (1e9, 9),
        ] {
            assert_eq!(heights.at(height), at, "{height}");
        }
        assert_eq!(Heights::default().at(5.0), 0);
    }
}

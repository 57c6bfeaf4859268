//! Sets of messages of a segment.

/// A set of messages.
pub(super) struct Bits {
    words: Vec<u64>,
    count: u32,
}

impl Bits {
    pub(super) fn none(count: u32) -> Self {
        Self {
            words: vec![0; count.div_ceil(64) as usize],
            count,
        }
    }

    #[inline]
    pub(super) fn set(&mut self, message: u32) {
        if let Some(word) = self.words.get_mut((message / 64) as usize) {
            *word |= 1 << (message % 64);
        }
    }

    #[inline]
    pub(super) fn has(&self, message: u32) -> bool {
        let word = self.words.get((message / 64) as usize);
        word.is_some_and(|word| word >> (message % 64) & 1 == 1)
    }

    pub(super) fn flip(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        let spare = self.count % 64;
        if let (Some(last), true) = (self.words.last_mut(), spare > 0) {
            *last &= (1 << spare) - 1;
        }
    }

    pub(super) fn and(&mut self, other: &Self) {
        let pairs = self.words.iter_mut().zip(&other.words);
        pairs.for_each(|(word, other)| *word &= other);
    }

    pub(super) fn or(&mut self, other: &Self) {
        let pairs = self.words.iter_mut().zip(&other.words);
        pairs.for_each(|(word, other)| *word |= other);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(super) fn keep(&mut self, mut is_kept: impl FnMut(u32) -> bool) {
        for (number, word) in (0..).zip(&mut self.words) {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                if !is_kept(number * 64 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    pub(super) fn each(&self, mut each: impl FnMut(u32)) {
        for (number, word) in (0..).zip(&self.words) {
            let mut rest = *word;
            while rest != 0 {
                each(number * 64 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }
}

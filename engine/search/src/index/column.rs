//! One number for each message, all of the same width, so that each can be read alone.

use super::Error;

/// One number for each message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Column {
    width: usize,
    bytes: Vec<u8>,
}

impl Column {
    /// These numbers, as narrow as the largest of them allows.
    pub(super) fn of(numbers: &[u64]) -> Self {
        let most = numbers.iter().copied().max().unwrap_or(0);
        let width = (64 - most.leading_zeros()).div_ceil(8).max(1) as usize;
        let mut bytes = Vec::with_capacity(1 + width * numbers.len());
        for number in numbers {
            bytes.extend(number.to_le_bytes().iter().take(width));
        }
        Self { width, bytes }
    }

    /// Its stored form: the numbers, and a byte that says the width.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = self.bytes.clone();
        out.push(u8::try_from(self.width).unwrap_or(8));
        out
    }

    /// Reads the stored form of a column of so many numbers.
    pub(super) fn decode(stored: Vec<u8>, count: u32) -> Result<Self, Error> {
        let mut bytes = stored;
        let width = usize::from(bytes.pop().ok_or(Error::Damaged)?);
        let is_whole = bytes.len() == width * count as usize;
        if !(1..=8).contains(&width) || !is_whole {
            return Err(Error::Damaged);
        }
        Ok(Self { width, bytes })
    }

    /// The number of a message; 0 for one that is not there.
    #[inline]
    pub(super) fn get(&self, message: u32) -> u64 {
        let start = message as usize * self.width;
        let bytes = self.bytes.get(start..start + self.width);
        let bytes = bytes.unwrap_or_default().iter().rev();
        bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// All numbers.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u64> + '_ {
        let chunks = self.bytes.chunks_exact(self.width.max(1));
        chunks.map(|bytes| {
            bytes
                .iter()
                .rev()
                .fold(0, |number, byte| number << 8 | u64::from(*byte))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_in_the_least_width() {
        for numbers in [vec![], vec![0, 5, 255], vec![256, 1], vec![u64::MAX, 0]] {
            let column = Column::of(&numbers);
            let stored = column.encode();
            let count = u32::try_from(numbers.len()).unwrap();
            assert_eq!(Column::decode(stored.clone(), count), Ok(column.clone()));
            assert!(column.numbers().eq(numbers.iter().copied()));
            for (message, number) in (0..).zip(&numbers) {
                assert_eq!(column.get(message), *number);
            }
            assert_eq!(column.get(count), 0);
            assert_eq!(Column::decode(stored, count + 1), Err(Error::Damaged));
        }
        assert_eq!(Column::of(&[1, 2]).bytes.len(), 2);
    }
}

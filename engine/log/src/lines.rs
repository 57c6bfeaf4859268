//! Cuts bytes into lines, whatever the pieces in which they arrive.
//!
//! A line ends at a line feed, which is not part of it; neither is one carriage return before it,
//! nor a byte order mark at the start of the file. Lines that lie whole within a piece are not
//! copied; of the last one, cut off by the piece's end, a copy is carried over.

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";
/// A carry buffer above this is given back once its line is done.
const KEPT_BYTES: usize = 1 << 20;

/// A line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its number in the file, from 1.
    pub number: u64,
    /// Bytes from the start of the file to the line's first byte (behind a byte order mark).
    pub offset_bytes: u64,
    /// Bytes of the line.
    pub length_bytes: u64,
    /// The line; `None` if it was so long that the machine could not hold it.
    pub bytes: Option<&'a [u8]>,
}

/// Cuts bytes into lines.
#[derive(Debug, Default)]
pub struct Lines {
    /// The start of the line that has no end yet.
    carry: Vec<u8>,
    /// What is known of that line where it could not be held.
    lost: Option<Lost>,
    /// Lines that have ended so far.
    ended: u64,
    /// Bytes so far: whole lines and the byte order mark.
    offset_bytes: u64,
    /// The file starts with a byte order mark.
    bom: bool,
    /// Most bytes carried over; for tests.
    #[cfg(test)]
    most: Option<usize>,
}

/// A line that was too long to hold.
#[derive(Clone, Copy, Debug)]
struct Lost {
    length_bytes: u64,
    /// Its last byte so far is a carriage return.
    returned: bool,
}

impl Lines {
    /// Starts behind `lines` lines of a file, at `offset_bytes` of it.
    pub fn resume(lines: u64, offset_bytes: u64, bom: bool) -> Self {
        Self {
            ended: lines,
            offset_bytes,
            bom,
            ..Self::default()
        }
    }

    /// Lines that have ended so far.
    pub fn count(&self) -> u64 {
        self.ended
    }

    /// Bytes of all lines that have ended, and of a byte order mark before them.
    pub fn offset_bytes(&self) -> u64 {
        self.offset_bytes
    }

    /// Whether the file starts with a byte order mark (known once its first line has ended).
    pub fn has_bom(&self) -> bool {
        self.bom
    }

    /// Bytes of the line that has no end yet.
    pub fn carry_bytes(&self) -> usize {
        self.carry.len()
    }

    /// Takes in the next bytes and gives each line that ends in them.
    pub fn push(&mut self, bytes: &[u8], mut each: impl FnMut(Line<'_>)) {
        let mut rest = bytes;
        if (!self.carry.is_empty() || self.lost.is_some())
            && let Some((head, tail)) = cut(rest)
        {
            self.hold(head);
            self.end_carried(&mut each);
            rest = tail;
        }
        if self.carry.is_empty() && self.lost.is_none() {
            while let Some((line, tail)) = cut(rest) {
                each(self.next_line(line));
                rest = tail;
            }
        }
        self.hold(rest);
    }

    /// Gives the last line, where the file does not end in a line feed.
    pub fn finish(mut self, mut each: impl FnMut(Line<'_>)) {
        let bom_alone = self.ended == 0 && self.carry == BOM;
        if (!self.carry.is_empty() && !bom_alone) || self.lost.is_some() {
            self.end_carried(&mut each);
        }
    }

    /// Keeps bytes of the line that has no end yet, or gives that line up.
    fn hold(&mut self, bytes: &[u8]) {
        if self.lost.is_none() && !bytes.is_empty() {
            if self.reserve(bytes.len()) {
                self.carry.extend_from_slice(bytes);
                return;
            }
            let carry = std::mem::take(&mut self.carry);
            self.lost = Some(Lost {
                length_bytes: carry.len() as u64,
                returned: carry.last() == Some(&b'\r'),
            });
            if self.ended == 0 && carry.starts_with(BOM) {
                self.drop_bom();
            }
        }
        if let (Some(lost), Some(last)) = (&mut self.lost, bytes.last()) {
            lost.length_bytes += bytes.len() as u64;
            lost.returned = *last == b'\r';
        }
    }

    /// Makes room by a quarter at a time: doubling would waste as much again on a huge line.
    fn reserve(&mut self, more: usize) -> bool {
        #[cfg(test)]
        if self.most.is_some_and(|most| self.carry.len() + more > most) {
            return false;
        }
        if self.carry.capacity() - self.carry.len() >= more {
            return true;
        }
        let generous = more.max(self.carry.len() / 4);
        self.carry.try_reserve_exact(generous).is_ok() || self.carry.try_reserve_exact(more).is_ok()
    }

    fn drop_bom(&mut self) {
        self.bom = true;
        self.offset_bytes += BOM.len() as u64;
        if let Some(lost) = &mut self.lost {
            lost.length_bytes = lost.length_bytes.saturating_sub(BOM.len() as u64);
        }
    }

    /// Ends the carried line.
    fn end_carried(&mut self, each: &mut impl FnMut(Line<'_>)) {
        if let Some(lost) = self.lost.take() {
            each(self.next_lost(lost));
            return;
        }
        let mut carry = std::mem::take(&mut self.carry);
        each(self.next_line(&carry));
        if carry.capacity() <= KEPT_BYTES {
            carry.clear();
            self.carry = carry;
        }
    }

    fn next_line<'a>(&mut self, line: &'a [u8]) -> Line<'a> {
        let mut line = line;
        if self.ended == 0
            && let Some(rest) = line.strip_prefix(BOM)
        {
            self.bom = true;
            self.offset_bytes += BOM.len() as u64;
            line = rest;
        }
        let offset_bytes = self.advance(line.len() as u64);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Line {
            number: self.ended,
            offset_bytes,
            length_bytes: line.len() as u64,
            bytes: Some(line),
        }
    }

    fn next_lost(&mut self, lost: Lost) -> Line<'static> {
        let offset_bytes = self.advance(lost.length_bytes);
        Line {
            number: self.ended,
            offset_bytes,
            length_bytes: lost.length_bytes - u64::from(lost.returned),
            bytes: None,
        }
    }

    /// Counts a line of so many bytes and its line feed; gives where it starts.
    fn advance(&mut self, length_bytes: u64) -> u64 {
        let offset_bytes = self.offset_bytes;
        self.ended += 1;
        self.offset_bytes += length_bytes + 1;
        offset_bytes
    }
}

/// What is before and behind the first line feed.
fn cut(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(b'\n', bytes)?;
    let (line, rest) = bytes.split_at_checked(at)?;
    Some((line, rest.get(1..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Seen = (u64, u64, u64, Option<Vec<u8>>);

    /// (number, offset, length, bytes) of all lines of these pieces; the last one may lack its end.
    fn lines(mut lines: Lines, pieces: &[&[u8]]) -> Vec<Seen> {
        let mut seen = Vec::new();
        let mut each = |line: Line<'_>| {
            seen.push((
                line.number,
                line.offset_bytes,
                line.length_bytes,
                line.bytes.map(<[u8]>::to_vec),
            ));
        };
        for piece in pieces {
            lines.push(piece, &mut each);
        }
        lines.finish(&mut each);
        seen
    }

    fn line(number: u64, offset: u64, text: &str) -> Seen {
        let bytes = text.as_bytes().to_vec();
        (number, offset, bytes.len() as u64, Some(bytes))
    }

    #[test]
    fn lines_end_at_lf_and_lose_one_cr() {
        assert_eq!(
            lines(Lines::default(), &[b"ab\r\n\nc\r\r\n\rd\n"]),
            [
                line(1, 0, "ab"),
                line(2, 4, ""),
                line(3, 5, "c\r"),
                line(4, 9, "\rd"),
            ]
        );
    }

    #[test]
    fn a_last_line_needs_no_lf() {
        assert_eq!(
            lines(Lines::default(), &[b"a\nb\r"]),
            [line(1, 0, "a"), line(2, 2, "b")]
        );
        assert_eq!(lines(Lines::default(), &[b"", b""]), []);
        assert_eq!(lines(Lines::default(), &[BOM]), []);
    }

    #[test]
    fn a_bom_is_dropped_at_the_start_only() {
        let text = b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n";
        let want = [line(1, 3, "a"), line(2, 5, "\u{feff}b")];
        assert_eq!(lines(Lines::default(), &[text]), want);
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(lines(Lines::default(), &bytes), want);
        assert_eq!(
            lines(Lines::resume(7, 40, true), &[b"\xef\xbb\xbfb\n"]),
            [line(8, 40, "\u{feff}b")]
        );
    }

    #[test]
    fn pieces_make_no_difference() {
        let text = b"\xef\xbb\xbfone\r\n\n two\nthree\r\r\nend";
        let whole = lines(Lines::default(), &[text]);
        for first in 0..=text.len() {
            for second in first..=text.len() {
                let pieces = [&text[..first], &text[first..second], &text[second..]];
                assert_eq!(lines(Lines::default(), &pieces), whole, "{first} {second}");
            }
        }
    }

    #[test]
    fn a_line_that_memory_refuses_is_told_and_the_next_one_read() {
        let small = || Lines {
            most: Some(4),
            ..Lines::default()
        };
        assert_eq!(
            lines(
                small(),
                &[
                    b"\xef\xbb\xbfa",
                    b"bcde",
                    b"fg\r",
                    b"\nnext\n",
                    b"0123",
                    b"456"
                ]
            ),
            [(1, 3, 7, None), line(2, 12, "next"), (3, 17, 7, None)]
        );
    }

    #[test]
    fn the_buffer_of_a_huge_line_is_given_back() {
        let mut lines = Lines::default();
        lines.push(&vec![b'x'; 3 * KEPT_BYTES], |_| ());
        lines.push(b"y", |_| ());
        assert_eq!(lines.carry_bytes(), 3 * KEPT_BYTES + 1);
        assert!(lines.carry.capacity() <= 4 * KEPT_BYTES);
        lines.push(b"\n", |_| ());
        assert_eq!(lines.carry.capacity(), 0);
    }
}

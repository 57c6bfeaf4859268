//! Folds the records of a file's lines into a digest.

use sessionscope_log::reader::{Malformed, Position, Sink};
use sessionscope_log::record::{NoRecord, Record};

use super::fold::Fold;

impl Sink for Fold {
    fn blank(&mut self, _: Position) {
        self.digest.blank_lines += 1;
    }

    fn record(&mut self, text: &[u8], at: Position) -> Result<(), NoRecord> {
        let mut record = Record::default();
        record.read(text)?;
        match u64::from(at.part).checked_sub(1) {
            None => {
                self.digest.lines += 1;
                self.line(&record, at.line);
            }
            Some(saved) => {
                self.digest.recovered_records += 1;
                if let Some(line) = self.digest.malformed.last_mut() {
                    line.recovered += 1;
                }
                self.saved(&record, at.line, saved);
            }
        }
        Ok(())
    }

    fn malformed(&mut self, line: Malformed, _: bool) {
        self.digest.lines += 1;
        self.digest.malformed.push(line);
    }
}

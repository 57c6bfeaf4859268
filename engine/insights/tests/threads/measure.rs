//! How well found threads agree with true ones.

/// Figures of one or more sessions; means over sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    pub pk: f64,
    pub window_diff: f64,
    pub precision: f64,
    pub recall: f64,
    /// Share of messages in the right thread.
    pub right: f64,
    /// Found threads for each true one.
    pub threads: f64,
}

impl Figures {
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 {
            2.0 * self.precision * self.recall / sum
        } else {
            0.0
        }
    }
}

/// Sums figures of sessions: boundaries and messages are counted over all, the rest is a mean.
#[derive(Default)]
pub struct Tally {
    sessions: f64,
    pk: f64,
    window_diff: f64,
    hits: f64,
    found: f64,
    wanted: f64,
    right: f64,
    messages: f64,
}

impl Tally {
    /// Adds a session: for each message the number of its true and of its found thread, ascending.
    pub fn add(&mut self, truth: &[usize], found: &[usize]) {
        let (pk, window_diff) = windows(truth, found);
        self.sessions += 1.0;
        self.pk += pk;
        self.window_diff += window_diff;
        let starts = |labels: &[usize]| {
            let pairs = labels.windows(2).enumerate();
            pairs
                .filter(|(_, pair)| pair[0] != pair[1])
                .map(|(at, _)| at + 1)
                .collect::<Vec<_>>()
        };
        let (wanted, got) = (starts(truth), starts(found));
        self.hits += got.iter().filter(|at| wanted.contains(at)).count() as f64;
        self.found += got.len() as f64;
        self.wanted += wanted.len() as f64;
        self.right += right(truth, found) as f64;
        self.messages += truth.len() as f64;
    }

    pub fn figures(&self) -> Figures {
        Figures {
            pk: self.pk / self.sessions,
            window_diff: self.window_diff / self.sessions,
            precision: self.hits / self.found.max(1.0),
            recall: self.hits / self.wanted.max(1.0),
            right: self.right / self.messages,
            threads: (self.found + self.sessions) / (self.wanted + self.sessions),
        }
    }
}

/// Pk (Beeferman, Berger & Lafferty 1999) and `WindowDiff` (Pevzner & Hearst 2002), with windows of half
/// the mean length of the true threads.
fn windows(truth: &[usize], found: &[usize]) -> (f64, f64) {
    let threads = 1 + truth.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let size = ((truth.len() as f64 / threads as f64 / 2.0).round() as usize).max(1);
    let places = truth.len().saturating_sub(size);
    let (mut pk, mut window_diff) = (0.0, 0.0);
    for at in 0..places {
        let borders = |labels: &[usize]| labels[at + size] - labels[at];
        let (wanted, got) = (borders(truth), borders(found));
        pk += f64::from(u8::from((wanted == 0) != (got == 0)));
        window_diff += f64::from(u8::from(wanted != got));
    }
    (
        pk / places.max(1) as f64,
        window_diff / places.max(1) as f64,
    )
}

/// How many messages are in the right thread if each found thread stands for one true thread at most,
/// in the best way. Threads are runs of messages, so that the best pairs never cross, and an
/// alignment by dynamic programming finds them.
fn right(truth: &[usize], found: &[usize]) -> usize {
    let (rows, columns) = (count(truth), count(found));
    let mut shared = vec![vec![0; columns]; rows];
    let (mut row, mut column) = (0, 0);
    for at in 0..truth.len() {
        row += usize::from(at > 0 && truth[at] != truth[at - 1]);
        column += usize::from(at > 0 && found[at] != found[at - 1]);
        shared[row][column] += 1;
    }
    let mut best = vec![vec![0; columns + 1]; rows + 1];
    for row in 0..rows {
        for column in 0..columns {
            let paired = best[row][column] + shared[row][column];
            best[row + 1][column + 1] =
                paired.max(best[row][column + 1]).max(best[row + 1][column]);
        }
    }
    best[rows][columns]
}

fn count(labels: &[usize]) -> usize {
    1 + labels.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

#[test]
fn the_measures_are_right() {
    let truth = [0, 0, 0, 0, 1, 1, 1, 1];
    let tally = |found: &[usize]| {
        let mut tally = Tally::default();
        tally.add(&truth, found);
        tally.figures()
    };
    let same = tally(&truth);
    assert!(same.pk == 0.0 && same.window_diff == 0.0 && same.f1() == 1.0 && same.right == 1.0);
    let one = tally(&[0; 8]);
    assert!((one.pk - 2.0 / 6.0).abs() < 1e-9 && one.f1() == 0.0 && one.right == 0.5);
    let late = tally(&[0, 0, 0, 0, 0, 1, 1, 1]);
    assert!(late.pk > 0.0 && late.right == 7.0 / 8.0 && late.recall == 0.0);
    let three = tally(&[0, 0, 1, 1, 2, 2, 2, 2]);
    assert!(three.right == 6.0 / 8.0 && three.precision == 0.5 && three.recall == 1.0);
}

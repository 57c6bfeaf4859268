//! The ends of what figures there are.
//!
//! Figures of one magnitude are written with nearly as many characters, so that the least and the largest of each
//! tell the longest: making 20,000 texts for each column takes longer than all else that a table does.

/// A magnitude, and the least and the largest number of it with their places.
type Ends = (i32, (f64, usize), (f64, usize));

/// The places of the least and the largest number of each magnitude.
pub fn ends_of_magnitudes(numbers: &mut dyn Iterator<Item = Option<f64>>) -> Vec<usize> {
    let mut ends: Vec<Ends> = Vec::new();
    for (at, number) in numbers.enumerate() {
        let Some(number) = number else { continue };
        let magnitude = magnitude(number);
        let here = (number, at);
        match ends.iter_mut().find(|(other, ..)| *other == magnitude) {
            Some((_, least, largest)) => {
                if number < least.0 {
                    *least = here;
                }
                if number > largest.0 {
                    *largest = here;
                }
            }
            None => ends.push((magnitude, here, here)),
        }
    }
    ends.into_iter()
        .flat_map(|(_, least, largest)| [least.1, largest.1])
        .collect()
}

/// The digits before the point, below 0 for zeros after it.
fn magnitude(number: f64) -> i32 {
    let number = number.abs();
    let mut magnitude = 0;
    let mut unit = 1.0;
    while number >= unit && magnitude < 40 {
        unit *= 10.0;
        magnitude += 1;
    }
    unit = 0.1;
    while magnitude <= 0 && magnitude > -12 && number > 0.0 && number < unit {
        unit /= 10.0;
        magnitude -= 1;
    }
    magnitude
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magnitudes_are_digits() {
        for (number, digits) in [
            (0.0, 0),
            (1.0, 1),
            (9.99, 1),
            (-10.0, 2),
            (0.5, 0),
            (0.05, -1),
        ] {
            assert_eq!(magnitude(number), digits, "{number}");
        }
        magnitude(f64::INFINITY);
        magnitude(f64::NAN);
    }

    #[test]
    fn the_least_and_the_largest_of_each_magnitude_are_ends() {
        let numbers = [Some(12.0), None, Some(3.0), Some(99.0), Some(20.0)];
        assert_eq!(ends_of_magnitudes(&mut numbers.into_iter()), [0, 3, 2, 2]);
    }
}

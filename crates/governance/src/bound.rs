//! How large an error rate may be, given what audits found: exact at one look
//! (`clopper_pearson`), and valid however often one looks (`sequence`).

pub mod beta;
pub mod clopper_pearson;
pub mod sequence;

/// Most audits that any bound takes: ten years of a thousand a day, and where the arithmetic is
/// tested.
pub const MAX_AUDITS: u32 = 1_000_000;

/// Halvings of an interval: past the last bit of a double.
const HALVINGS: u32 = 60;

/// The smallest rate between `low` and 1 from which on `enough` holds, rounded up: the bound is
/// never told too small.
fn crossing(low: f64, enough: impl Fn(f64) -> bool) -> f64 {
    let (mut below, mut above) = (low, 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(below, above);
        if enough(middle) {
            above = middle;
        } else {
            below = middle;
        }
    }
    above
}

/// The least number up to [`MAX_AUDITS`] from which on `enough` holds; `None` when it never does.
fn least(enough: impl Fn(u32) -> bool) -> Option<u32> {
    if !enough(MAX_AUDITS) {
        return None;
    }
    let (mut below, mut above) = (0, MAX_AUDITS);
    if enough(0) {
        return Some(0);
    }
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        if enough(middle) {
            above = middle;
        } else {
            below = middle;
        }
    }
    Some(above)
}

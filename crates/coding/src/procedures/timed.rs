//! Timed treatments side by side: Medicare counts the units of all of them together.
//!
//! The total of minutes gives the units (8 to 22 minutes one, 23 to 37 two, …); each treatment
//! first gets its whole quarters of an hour, and what is left goes to those with the longest rest
//! (Medicare Claims Processing Manual, chapter 5, section 20.2). Other payers count each by
//! itself.

use crate::draft::Facts;
use crate::procedures::entry::Units;
use crate::procedures::map::ProcedureMap;
use crate::procedures::reported::Reported;

/// Minutes of one unit.
const UNIT: u32 = 15;
/// From so many minutes past the whole units one more counts.
const LEAST: u32 = 8;

/// Shares the units of the day among its timed treatments.
pub fn share(map: &ProcedureMap, facts: &Facts<'_>, lines: &mut Vec<Reported>) {
    if facts.circumstances().is_medicare() {
        together(map, lines);
    } else {
        let short = |r: &Reported| {
            let entry = &map.entries()[r.entry as usize];
            let units = matches!(entry.units, Units::Minutes(_));
            units && r.minutes.is_some_and(|m| m < entry.minimum)
        };
        lines.retain(|r| !short(r));
    }
}

/// The total of minutes gives the units.
fn together(map: &ProcedureMap, lines: &mut Vec<Reported>) {
    let timed: Vec<usize> = (0..lines.len())
        .filter(|at| {
            let entry = &map.entries()[lines[*at].entry as usize];
            entry.units == Units::Minutes(UNIT) && lines[*at].minutes.is_some()
        })
        .collect();
    let minutes: Vec<u32> = timed.iter().map(|at| lines[*at].minutes.unwrap_or(0)).collect();
    let total: u32 = minutes.iter().sum();
    for (at, units) in timed.iter().zip(units(&minutes)) {
        let line = &mut lines[*at].line;
        line.units = units;
        if timed.len() > 1 {
            let rule = format!("Medicare counts the {total} timed minutes of the day together");
            line.rules.push(rule);
        }
    }
    lines.retain(|r| r.line.units > 0);
}

/// The units of each treatment by the total of all.
fn units(minutes: &[u32]) -> Vec<u32> {
    let total: u32 = minutes.iter().sum();
    let all = (total + UNIT - LEAST) / UNIT;
    let mut units: Vec<u32> = minutes.iter().map(|m| m / UNIT).collect();
    let mut open: Vec<usize> = (0..minutes.len()).collect();
    // The longest rest first; of equal rests the treatment named first.
    open.sort_by_key(|at| (std::cmp::Reverse(minutes[*at] % UNIT), *at));
    let mut left = all.saturating_sub(units.iter().sum());
    for at in open {
        if left == 0 {
            break;
        }
        units[at] += 1;
        left -= 1;
    }
    units
}

#[cfg(test)]
mod tests {
    use super::units;

    #[test]
    fn together() {
        for (minutes, expected) in [
            (&[20, 20][..], vec![2, 1]),
            (&[33, 7], vec![2, 1]),
            (&[24, 23], vec![2, 1]),
            (&[18, 13, 10, 8], vec![1, 1, 1, 0]),
            (&[7, 7], vec![1, 0]),
            (&[40, 5], vec![3, 0]),
        ] {
            assert_eq!(units(minutes), expected, "{minutes:?}");
        }
    }
}

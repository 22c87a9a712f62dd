//! Both sides (IOM 100-04 ch. 12 §40.7; the bilateral indicator of ch. 23, addendum).
//!
//! | indicator | modifier 50, or 2 units | RT and LT on two lines |
//! |---|---|---|
//! | 1 | 150 % of the fee of one side | the second side 50 % |
//! | 3 | 50: 100 % for each side | each side in full |
//! | 0, 2, 9 | the fee once | the fee once |

use super::percent::Percent;
use super::work::{Closed, Work};

const SOURCE: &str = "IOM 100-04 ch. 12 §40.7";

/// Modifiers that say that two lines of a code are two services.
const SEPARATE: [&str; 8] = ["59", "XE", "XP", "XS", "XU", "76", "77", "91"];

/// Applies the rule to the lines with modifier 50, with two units, and to pairs of sides.
pub(super) fn apply(works: &mut [Work<'_>]) {
    for work in works.iter_mut() {
        one_line(work);
    }
    let mut order: Vec<usize> = (0..works.len()).collect();
    order.sort_by_key(|&i| works[i].place());
    for (at, &second) in order.iter().enumerate() {
        let first = order[..at].iter().copied().find(|&first| {
            works[first].second_side_of.is_none()
                && !works.iter().any(|work| work.second_side_of == Some(first))
                && are_sides(&works[first], &works[second])
        });
        if let Some(first) = first {
            second_side(works, first, second);
        }
    }
}

fn one_line(work: &mut Work<'_>) {
    let Some(row) = work.ruled() else { return };
    let named = work.modifiers.left || work.modifiers.right;
    if work.modifiers.both_sides && work.units != 1 {
        let units = work.units;
        work.close(Closed::not_priced(format!(
            "Modifier 50 stands beside {units} units; both sides are billed as one."
        )));
    } else if work.modifiers.both_sides {
        let (percent, label) = match row.bilateral {
            1 => (Percent::whole(150), "Both sides: one and a half"),
            3 => (Percent::whole(200), "Both sides: each in full"),
            _ => (Percent::WHOLE, ""),
        };
        work.keep(label, percent, SOURCE);
        work.unit_value = percent.of(work.unit_value);
    } else if work.units == 2 && row.bilateral == 1 && !named {
        work.keep("Two units are both sides: one and a half of one", Percent::whole(75), SOURCE);
        work.unit_value = work.explanation.amount();
        work.procedures = 1;
    }
}

/// True for a code on the left and the same on the right, alike in all else.
fn are_sides(a: &Work<'_>, b: &Work<'_>) -> bool {
    let side = |work: &Work<'_>| (work.modifiers.left, work.modifiers.right);
    let opposite = matches!(
        (side(a), side(b)),
        ((true, false), (false, true)) | ((false, true), (true, false))
    );
    let separate = |work: &Work<'_>| {
        work.line.modifiers.iter().any(|m| SEPARATE.iter().any(|s| s.eq_ignore_ascii_case(m)))
    };
    opposite
        && a.code == b.code
        && a.line.date == b.line.date
        && (a.units, b.units) == (1, 1)
        && a.modifiers.component == b.modifiers.component
        && a.modifiers.role == b.modifiers.role
        && a.modifiers.package == b.modifiers.package
        && a.ruled().is_some()
        && b.ruled().is_some_and(|row| row.bilateral != 3)
        && !separate(a)
        && !separate(b)
}

fn second_side(works: &mut [Work<'_>], first: usize, second: usize) {
    let line = works[first].line.line;
    let work = &mut works[second];
    if work.row.is_some_and(|row| row.bilateral == 1) {
        work.keep("The second side: half", Percent::whole(50), SOURCE);
        work.unit_value = work.explanation.amount();
        work.second_side_of = Some(first);
    } else {
        let name = work.name();
        work.close(Closed::nothing_due(format!(
            "The fee of {name} is for both sides, and line {line} has it ({SOURCE})."
        )));
    }
}

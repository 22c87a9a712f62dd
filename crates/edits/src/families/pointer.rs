//! Pointer: which diagnoses each professional line rests on.

use crate::hit::{Hit, Hits};
use crate::subject::Subject;

/// Pointers of one line (SV107 has four components).
const MAX_POINTERS: usize = 4;

/// # Checks
/// Every professional line points to at least one diagnosis.
/// # Why
/// SV107-1 is required, and the first pointer is the line's reason.
/// # Source
/// 2400 SV107.
pub(crate) fn missing(subject: &Subject<'_>, out: &mut Hits<'_>) {
    each_line(subject, |i, pointers| {
        if pointers.is_empty() {
            out.push(
                Hit::line(subject, i, "pointers", "SV107")
                    .says("The line points to no diagnosis.")
                    .next("Point to the diagnosis that was the reason for the service."),
            );
        }
    });
}

/// # Checks
/// A line has no more than four pointers.
/// # Why
/// The segment holds four.
/// # Source
/// 2400 SV107.
pub(crate) fn count(subject: &Subject<'_>, out: &mut Hits<'_>) {
    each_line(subject, |i, pointers| {
        if pointers.len() > MAX_POINTERS {
            out.push(
                Hit::line(subject, i, "pointers", "SV107")
                    .says(format!(
                        "The line has {} diagnosis pointers; it holds {MAX_POINTERS}.",
                        pointers.len()
                    ))
                    .next("Keep the four that best explain the service."),
            );
        }
    });
}

/// # Checks
/// Each pointer names a diagnosis of the claim; the first diagnosis is 1.
/// # Why
/// A pointer to nothing is rejected.
/// # Source
/// 2400 SV107.
pub(crate) fn range(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let most = subject.claim.diagnoses.len();
    each_line(subject, |i, pointers| {
        for (k, &pointer) in pointers.iter().enumerate() {
            if pointer == 0 || usize::from(pointer) > most {
                let why = match pointer {
                    0 => "pointers are counted from 1".to_owned(),
                    _ => format!("the claim has {most} diagnoses"),
                };
                out.push(
                    Hit::line(subject, i, &format!("pointers[{k}]"), "SV107")
                        .says(format!("The line points to diagnosis {pointer}, but {why}."))
                        .next("Point to a diagnosis of this claim, or add the missing one."),
                );
            }
        }
    });
}

/// # Checks
/// A line points to a diagnosis once.
/// # Why
/// A repeated pointer is rejected by many payers and hides a diagnosis that was meant.
/// # Source
/// 2400 SV107.
pub(crate) fn repeated(subject: &Subject<'_>, out: &mut Hits<'_>) {
    each_line(subject, |i, pointers| {
        let again = (0..pointers.len()).find(|&k| pointers[..k].contains(&pointers[k]));
        if let Some(k) = again {
            out.push(
                Hit::line(subject, i, &format!("pointers[{k}]"), "SV107")
                    .says(format!("The line points to diagnosis {} twice.", pointers[k]))
                    .next("Remove the second pointer, or point to the diagnosis that was meant."),
            );
        }
    });
}

/// # Checks
/// Names each diagnosis of a professional claim to which no line points.
/// # Why
/// It may be right (a condition that bears on the care as a whole), or a lost pointer.
/// # Source
/// 2300 HI, 2400 SV107.
pub(crate) fn unused(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_professional() {
        return;
    }
    for (i, code) in subject.claim.diagnoses.iter().enumerate() {
        let points = |p: &u8| usize::from(*p) == i + 1;
        if !subject.claim.lines.iter().any(|line| line.pointers.iter().any(points)) {
            out.push(
                Hit::at(format!("diagnoses[{i}]"), "2300", "HI")
                    .code(code)
                    .says(format!("No line points to diagnosis {} ({code}).", i + 1))
                    .next(
                        "Leave it when it bears on the care as a whole; else point a line to it.",
                    ),
            );
        }
    }
}

/// Calls `check` with the pointers of each line of a professional claim; an 837I line has none.
fn each_line(subject: &Subject<'_>, mut check: impl FnMut(usize, &[u8])) {
    if subject.is_professional() {
        for (i, line) in subject.lines() {
            check(i, &line.pointers);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, case, ids_after};

    pub(crate) const CASES: &[Case] = &[
        case("pointer.missing", 2, |c| c.lines[1].pointers.clear()),
        case("pointer.count", 1, |c| c.lines[0].pointers = vec![1, 2, 1, 2, 1]),
        case("pointer.range", 1, |c| c.lines[0].pointers = vec![1, 3]),
        case("pointer.range", 2, |c| c.lines[1].pointers = vec![0]),
        case("pointer.repeated", 1, |c| c.lines[0].pointers = vec![2, 1, 2]),
        case("pointer.unused", 0, |c| c.diagnoses.push("I10".to_owned())),
    ];

    #[test]
    fn the_last_diagnosis_can_be_pointed_to() {
        assert!(ids_after(|c| c.lines[1].pointers = vec![2, 1]).is_empty());
    }
}

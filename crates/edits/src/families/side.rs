//! Side: the side of a modifier against the side of the diagnoses that a line points to.

use crate::facts::Side;
use crate::hit::{Hit, Hits};
use crate::subject::{Subject, dotted};
use model::ClaimLine;

/// The one side of the body that a line's modifiers name: of the body, eyelids, hand, foot.
/// `None` for none, or for both.
fn side(line: &ClaimLine) -> Option<(Side, &str)> {
    let mut found: Option<(Side, &str)> = None;
    for mark in line.modifiers.iter().map(String::as_str) {
        let side = match mark {
            "LT" | "E1" | "E2" | "FA" | "F1" | "F2" | "F3" | "F4" | "TA" | "T1" | "T2" | "T3"
            | "T4" => Side::Left,
            "RT" | "E3" | "E4" | "F5" | "F6" | "F7" | "F8" | "F9" | "T5" | "T6" | "T7" | "T8"
            | "T9" => Side::Right,
            "50" => return None,
            _ => continue,
        };
        if found.is_some_and(|(other, _)| other != side) {
            return None;
        }
        found = found.or(Some((side, mark)));
    }
    found
}

/// # Checks
/// The side of a line's modifier is the side of a diagnosis that the line points to, where those
/// name sides at all and only the other one.
/// # Why
/// One of the two is wrong; payers deny a line whose diagnosis is of the other side.
/// # Source
/// ICD-10-CM Official Guidelines I.B.13; 2400 SV101-3, SV107.
pub(crate) fn conflict(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.is_professional() {
        return;
    }
    for (i, line) in subject.lines() {
        let Some((own, mark)) = side(line) else { continue };
        let pointed = line.pointers.iter().filter_map(|p| {
            let code = subject.claim.diagnoses.get(usize::from(*p).checked_sub(1)?)?;
            subject.codes.side(&dotted(code), line.date).map(|side| (side, code))
        });
        let (mut other, mut same) = (None, false);
        for (side, code) in pointed {
            match side == own {
                true => same = true,
                false => other = other.or(Some(code)),
            }
        }
        let Some(code) = other.filter(|_| !same) else { continue };
        out.push(
            Hit::line(subject, i, "modifiers", "SV101-3")
                .says(format!("The line carries {mark}, and points to {code}, of the other side."))
                .next("Compare the note, and correct the modifier or the diagnosis."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, case, ids_after};
    use model::Claim;

    fn mark(claim: &mut Claim, modifiers: &[&str], diagnosis: &str) {
        claim.diagnoses = vec![diagnosis.to_owned()];
        claim.lines.truncate(1);
        claim.lines[0].pointers = vec![1];
        claim.lines[0].modifiers = modifiers.iter().map(|m| (*m).to_owned()).collect();
    }

    pub(crate) const CASES: &[Case] = &[case("modifier.side", 1, |c| mark(c, &["LT"], "S52.501A"))];

    #[test]
    fn only_the_other_side_is_a_conflict() {
        for (modifiers, diagnosis, fires) in [
            (&["LT"][..], "S52.501A", true),
            (&["F2"], "S52.501A", true),
            (&["25", "TA"], "S52.501A", true),
            (&["RT"], "S52.501A", false),
            (&["F7"], "S52.501A", false),
            (&["50"], "S52.501A", false),
            (&["LT", "RT"], "S52.501A", false),
            (&["LT"], "I10", false),
            (&[], "S52.501A", false),
        ] {
            let ids = ids_after(|c| mark(c, modifiers, diagnosis));
            assert_eq!(ids.contains(&"modifier.side".to_owned()), fires, "{modifiers:?}");
        }
        let ids = ids_after(|c| {
            mark(c, &["LT"], "S52.501A");
            c.lines[0].pointers = vec![0, 9];
        });
        assert!(!ids.contains(&"modifier.side".to_owned()));
    }
}

//! Excludes: pairs of diagnoses that an Excludes1 note keeps apart.

use crate::hit::{Hit, Hits};
use crate::subject::{Subject, dotted};

/// # Checks
/// No two diagnoses of the claim stand on the two sides of an Excludes1 note; each pair is
/// reported once.
/// # Why
/// The note says that the two cannot hold together. The one exception is two conditions that
/// have nothing to do with each other, so the edit can be overridden.
/// # Source
/// ICD-10-CM Official Guidelines I.A.12.a.
pub(crate) fn pair(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let day = subject.diagnosis_day();
    if !subject.codes.has_diagnoses(day) {
        return;
    }
    let codes: Vec<_> = subject.claim.diagnoses.iter().map(|code| dotted(code)).collect();
    for (j, second) in codes.iter().enumerate() {
        for first in codes[..j].iter().filter(|first| *first != second) {
            let note = |at: &str, named: &str| {
                let note = subject.codes.excludes1(at, named, day)?;
                Some((at.to_owned(), note))
            };
            let Some((at, note)) = note(first, second).or_else(|| note(second, first)) else {
                continue;
            };
            out.push(
                Hit::at(format!("diagnoses[{j}]"), "2300", "HI")
                    .code(second.as_ref())
                    .says(format!(
                        "{first} and {second} exclude each other: the Excludes1 note \
                        at {at} names {}.",
                        note.trim_end_matches('.')
                    ))
                    .next(
                        "Keep the code that the documentation supports; keep both only when \
                        the conditions are unrelated, and say so.",
                    ),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, case};

    pub(crate) const CASES: &[Case] = &[
        case("excludes.pair", 0, |c| {
            c.diagnoses = vec!["E11.9".to_owned(), "E10.9".to_owned()];
        }),
        case("excludes.pair", 0, |c| {
            c.diagnoses = vec!["E109".to_owned(), "E119".to_owned()];
        }),
    ];

    #[test]
    fn a_pair_is_reported_once_at_its_later_code() {
        let mut claim = crate::example::professional();
        claim.diagnoses = ["E10.9", "I10", "E11.9"].map(str::to_owned).to_vec();
        claim.lines[0].pointers = vec![1, 2, 3];
        let report = crate::scrub(&claim, &crate::example::HandMade::default());
        let found: Vec<_> = report.edits.iter().map(|e| (&*e.id, &*e.place.field)).collect();
        assert_eq!(found, [("excludes.pair", "diagnoses[2]")]);
    }
}

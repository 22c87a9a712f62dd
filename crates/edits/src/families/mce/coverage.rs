//! Mce: what Medicare does not cover, or covers under conditions. Other payers have rules of their
//! own: an ordinary sterilization is no fault of a commercial claim.

use super::{find_diagnosis, on_procedure, paid_day};
use crate::code_editor::{NotCoveredWith, ProcedureAttributes, Ventricle};
use crate::hit::Hits;
use crate::subject::Subject;
use model::{Date, PayerKind};

/// The highest age at which Medicare covers an artificial lumbar disc.
const OLDEST_FOR_DISC: u16 = 60;

/// The day by which coverage is judged, when Medicare's rules bind the payer.
fn covered_day(subject: &Subject<'_>) -> Option<Date> {
    let medicare =
        matches!(subject.claim.payer.kind, PayerKind::Medicare | PayerKind::MedicareAdvantage);
    paid_day(subject).filter(|_| medicare && !subject.claim.procedures.is_empty())
}

/// Why Medicare does not cover a procedure.
enum Why<'a> {
    Never,
    With(&'a str),
    OverAge(u16),
    PancreasAlone,
    OutsideTrial,
}

/// Whether Medicare covers a procedure beside the others, with these diagnoses, at this age.
fn not_covered<'a>(
    subject: &Subject<'a>,
    found: &ProcedureAttributes,
    day: Date,
) -> Option<Why<'a>> {
    if found.not_covered {
        return Some(Why::Never);
    }
    let with = |kind: NotCoveredWith| {
        find_diagnosis(subject, 0, day, |diagnosis| diagnosis.not_covered_with == Some(kind))
    };
    if let Some(code) = found.not_covered_with.and_then(with) {
        return Some(Why::With(code));
    }
    let age = subject.age().filter(|age| found.not_covered_over_60 && *age > OLDEST_FOR_DISC);
    if let Some(age) = age {
        return Some(Why::OverAge(age));
    }
    if found.pancreas_transplant
        && !any_procedure(subject, day, |other| other.kidney_transplant)
        && find_diagnosis(subject, 0, day, |diagnosis| diagnosis.type1_diabetes).is_none()
    {
        return Some(Why::PancreasAlone);
    }
    (artificial_heart(subject, found, day) && !in_trial(subject, day)).then_some(Why::OutsideTrial)
}

fn any_procedure(
    subject: &Subject<'_>,
    day: Date,
    is: impl Fn(&ProcedureAttributes) -> bool,
) -> bool {
    let mut procedures = subject.claim.procedures.iter();
    procedures.any(|other| is(&subject.codes.procedure_attributes(&other.code, day)))
}

/// True for one half of an artificial heart whose other half was put in too.
fn artificial_heart(subject: &Subject<'_>, found: &ProcedureAttributes, day: Date) -> bool {
    let other = match found.ventricle {
        None => return false,
        Some(Ventricle::Left) => Ventricle::Right,
        Some(Ventricle::Right) => Ventricle::Left,
    };
    any_procedure(subject, day, |procedure| procedure.ventricle == Some(other))
}

fn in_trial(subject: &Subject<'_>, day: Date) -> bool {
    find_diagnosis(subject, 0, day, |diagnosis| diagnosis.clinical_trial).is_some()
}

/// # Checks
/// Every procedure is one that Medicare covers: at all, with these diagnoses, at this age. A
/// pancreas transplant goes with a kidney transplant or type 1 diabetes; an artificial heart was
/// covered in a clinical trial only until March 2022.
/// # Why
/// Medicare wants what it does not cover off the claim, or on a bill for no payment (type of bill
/// 110).
/// # Source
/// Medicare Code Editor, noncovered procedure; IOM 100-04 ch. 3 s. 20.2.1.
pub(crate) fn noncovered_procedure(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(day) = covered_day(subject) else { return };
    for (i, procedure) in subject.claim.procedures.iter().enumerate() {
        let code = &procedure.code;
        let found = subject.codes.procedure_attributes(code, day);
        let Some(why) = not_covered(subject, &found, day) else { continue };
        let says = match why {
            Why::Never => format!("Medicare does not cover {code}."),
            Why::With(diagnosis) => format!("Medicare does not cover {code} with {diagnosis}."),
            Why::OverAge(age) => format!(
                "Medicare does not cover {code} over the age of {OLDEST_FOR_DISC}; this patient \
                 is {age}."
            ),
            Why::PancreasAlone => format!(
                "Medicare covers {code}, a pancreas transplant, only with a kidney transplant or \
                 for type 1 diabetes; the claim has neither."
            ),
            Why::OutsideTrial => format!(
                "Medicare covers {code}, half of an artificial heart, only in a clinical trial; \
                 no diagnosis names one."
            ),
        };
        out.push(on_procedure(subject, i).says(says).next(
            "Check the code and the diagnoses against the record. If they are right, take the \
             procedure and its charges off this claim, or bill them for no payment (type of bill \
             110).",
        ));
    }
}

/// # Checks
/// Names procedures that Medicare covers under conditions: organ transplants in approved centres,
/// and until March 2022 an artificial heart in a clinical trial.
/// # Why
/// The contractor looks before it pays whether the conditions are met.
/// # Source
/// Medicare Code Editor, limited coverage; IOM 100-04 ch. 3 s. 90.
pub(crate) fn limited_coverage(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(day) = covered_day(subject) else { return };
    for (i, procedure) in subject.claim.procedures.iter().enumerate() {
        let code = &procedure.code;
        let found = subject.codes.procedure_attributes(code, day);
        let limited = found.limited_coverage || artificial_heart(subject, &found, day);
        if !limited || not_covered(subject, &found, day).is_some() {
            continue;
        }
        out.push(
            on_procedure(subject, i)
                .says(format!("Medicare covers {code} under conditions only."))
                .next(
                    "State how they are met, as the hospital's approval for this transplant, \
                     before the claim leaves.",
                ),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, HandMade, day, inpatient};
    use model::{Claim, ClaimProcedure, PayerKind};

    pub(crate) const CASES: &[Case] = &[
        Case {
            rule: "mce.noncovered_procedure",
            base: medicare,
            change: |c| done(c, &["02HA3QZ"]),
            line: 0,
        },
        Case {
            rule: "mce.limited_coverage",
            base: medicare,
            change: |c| done(c, &["0TY00Z0"]),
            line: 0,
        },
    ];

    fn medicare() -> Claim {
        let mut claim = inpatient();
        claim.payer.kind = PayerKind::Medicare;
        claim
    }

    fn done(claim: &mut Claim, codes: &[&str]) {
        let procedure = |code: &&str| ClaimProcedure { code: (*code).to_owned(), date: claim.from };
        claim.procedures = codes.iter().map(procedure).collect();
    }

    fn told(claim: &Claim) -> Vec<(String, String)> {
        let report = crate::scrub(claim, &HandMade::default());
        let mce = report.edits.into_iter().filter(|e| e.id.starts_with("mce."));
        mce.map(|e| (e.id.trim_start_matches("mce.").to_owned(), e.code)).collect()
    }

    #[test]
    fn the_conditions() {
        let (no, limited) = ("noncovered_procedure", "limited_coverage");
        type Row<'a> = (&'a [&'a str], &'a [&'a str], &'a [(&'a str, &'a str)]);
        let cases: &[Row<'_>] = &[
            (&["02HA3QZ"], &[], &[(no, "02HA3QZ")]),
            (&["0FYG0Z0"], &[], &[(no, "0FYG0Z0")]),
            (&["0FYG0Z0"], &["E10.9"], &[(limited, "0FYG0Z0")]),
            (&["0FYG0Z0", "0TY00Z0"], &[], &[(limited, "0FYG0Z0"), (limited, "0TY00Z0")]),
            (&["30233G0"], &["C92.00"], &[(no, "30233G0")]),
            (&["30233G0"], &["Z30.2"], &[]),
            (&["0UL74ZZ"], &["Z30.2"], &[(no, "0UL74ZZ")]),
            (&["0UL74ZZ"], &[], &[]),
            (&["02RK0JZ"], &[], &[]),
            (&["02RK0JZ", "02RL0JZ"], &[], &[(no, "02RK0JZ"), (no, "02RL0JZ")]),
            (&["02RK0JZ", "02RL0JZ"], &["Z00.6"], &[(limited, "02RK0JZ"), (limited, "02RL0JZ")]),
        ];
        for (procedures, diagnoses, expected) in cases {
            let mut claim = medicare();
            done(&mut claim, procedures);
            claim.diagnoses.extend(diagnoses.iter().map(|code| (*code).to_owned()));
            let expected: Vec<(String, String)> =
                expected.iter().map(|(id, code)| ((*id).into(), (*code).into())).collect();
            assert_eq!(told(&claim), expected, "{procedures:?} {diagnoses:?}");
        }
    }

    /// Admitted on 2026-06-12.
    #[test]
    fn sixty_is_not_over_sixty() {
        for (born, fires) in
            [("1966-06-12", false), ("1965-06-13", false), ("1965-06-12", true), ("", false)]
        {
            let mut claim = medicare();
            done(&mut claim, &["0SR20JZ"]);
            claim.patient.birth_date = (!born.is_empty()).then(|| day(born));
            assert_eq!(told(&claim).len(), usize::from(fires), "{born}");
        }
    }

    #[test]
    fn coverage_is_medicares_and_of_bills_for_payment() {
        use PayerKind::{Commercial, Medicaid, Medicare, MedicareAdvantage, Other, WorkersComp};
        for (kind, frequency, fires) in [
            (Medicare, "1", true),
            (Medicare, "0", false),
            (MedicareAdvantage, "1", true),
            (Commercial, "1", false),
            (Medicaid, "1", false),
            (WorkersComp, "1", false),
            (Other, "1", false),
        ] {
            let mut claim = medicare();
            (claim.payer.kind, claim.frequency) = (kind, frequency.to_owned());
            done(&mut claim, &["02HA3QZ"]);
            assert_eq!(told(&claim).len(), usize::from(fires), "{kind:?} {frequency}");
        }
    }
}

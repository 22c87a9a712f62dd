//! Sequence: what must stand first or may not, beyond the code editor's own attributes.

use crate::hit::{Hit, Hits};
use crate::subject::{Subject, dotted};

/// Z codes that may only be the first (Official Guidelines I.C.21.c.16, FY 2026), by prefix
/// without dot: examinations, observation, procreative management, pregnancy supervision,
/// newborns, prophylactic and plastic surgery, radiation and drug therapy, donors, health
/// supervision of others.
const FIRST_ONLY: [&str; 19] = [
    "Z00", "Z01", "Z02", "Z04", "Z3181", "Z3183", "Z3184", "Z332", "Z34", "Z38", "Z39", "Z40",
    "Z42", "Z510", "Z511", "Z52", "Z761", "Z762", "Z9912",
];

/// Codes below those that may follow another (the same section).
const MAY_FOLLOW: [&str; 2] = ["Z006", "Z529"];

/// Categories of sequelae whose condition comes first (Official Guidelines I.B.10, the "code
/// first" notes there): infection, malnutrition, nervous system, pregnancy.
const SEQUELAE: [&str; 8] = ["B90", "B91", "B92", "B94", "E64", "E68", "G09", "O94"];

/// Length of a code with its seventh character, without dot.
const FULL_LENGTH: usize = 7;

/// A code compared with a prefix, whatever way it is written.
fn under(code: &str, prefix: &str) -> bool {
    let mut plain = code.trim().chars().filter(|c| *c != '.').map(|c| c.to_ascii_uppercase());
    prefix.chars().all(|c| plain.next() == Some(c))
}

fn is_first_only(code: &str) -> bool {
    FIRST_ONLY.iter().any(|prefix| under(code, prefix))
        && !MAY_FOLLOW.iter().any(|prefix| under(code, prefix))
}

/// The sequela of an injury, poisoning or other consequence (seventh character S), or of one of
/// the categories.
fn is_sequela(code: &str) -> bool {
    let plain = || code.trim().chars().filter(|c| *c != '.');
    let of_injury = (under(code, "S") || under(code, "T"))
        && plain().count() == FULL_LENGTH
        && plain().next_back().is_some_and(|c| c.eq_ignore_ascii_case(&'S'));
    of_injury || SEQUELAE.iter().any(|prefix| under(code, prefix))
}

fn first<'a>(subject: &Subject<'a>) -> Option<&'a str> {
    subject.claim.diagnoses.first().map(String::as_str)
}

fn at(index: usize, code: &str) -> Hit {
    let segment = if index == 0 { "HI01-2" } else { "HI" };
    Hit::at(format!("diagnoses[{index}]"), "2300", segment).code(code)
}

/// # Checks
/// A Z code that may only be first-listed is the claim's first, follows another such code, or is
/// the first that a professional line points to.
/// # Why
/// It says why the patient came; behind another code the claim describes two encounters as one.
/// # Source
/// ICD-10-CM Official Guidelines I.C.21.c.16; I.C.2.e.2 for several therapies on one day.
pub(crate) fn first_only(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(leader) = first(subject).filter(|code| !is_first_only(code)) else { return };
    for (i, code) in subject.claim.diagnoses.iter().enumerate().skip(1) {
        let leads_line = || {
            let mut lines = subject.claim.lines.iter();
            lines.any(|line| line.pointers.first().is_some_and(|p| usize::from(*p) == i + 1))
        };
        if is_first_only(code) && !(subject.is_professional() && leads_line()) {
            out.push(
                at(i, code)
                    .says(format!("{code} may only be listed first, and stands behind {leader}."))
                    .next(
                        "Put it first when it was the reason for the encounter; else remove it. \
                        Keep it where two encounters of one day are on one claim.",
                    ),
            );
        }
    }
}

/// # Checks
/// A sequela code is not the first diagnosis.
/// # Why
/// What the patient has now is listed first, and behind it what it comes from.
/// # Source
/// ICD-10-CM Official Guidelines I.B.10.
pub(crate) fn sequela_first(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if let Some(code) = first(subject).filter(|code| is_sequela(code)) {
        out.push(
            at(0, code)
                .says(format!("{code} is the sequela of an earlier condition and stands first."))
                .next(
                    "List the present condition before it, unless the tabular list says that the \
                    code stands for both.",
                ),
        );
    }
}

/// # Checks
/// The first diagnosis has no "code first" note that names another one of the claim.
/// # Why
/// The note orders the two: the underlying condition comes first.
/// # Source
/// ICD-10-CM Official Guidelines I.A.13 and I.A.17; the tabular list's notes.
pub(crate) fn code_first(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let day = subject.diagnosis_day();
    let Some(leader) = first(subject).filter(|_| subject.codes.has_diagnoses(day)) else { return };
    let holder = dotted(leader);
    // A manifestation that stands first is told by itself.
    if subject.codes.diagnosis_attributes(&holder, day).manifestation {
        return;
    }
    for code in subject.claim.diagnoses.iter().skip(1) {
        if let Some(note) = subject.codes.code_first(&holder, &dotted(code), day) {
            out.push(
                at(0, leader)
                    .says(format!(
                        "{leader} stands first, and its \"code first\" note names {}, as {code} is.",
                        note.trim_end_matches(['.', ':'])
                    ))
                    .next("Put the underlying condition first when it is the cause of the other."),
            );
            return;
        }
    }
}

/// # Checks
/// The first diagnosis is not one that another diagnosis of the claim only asks for in addition.
/// # Why
/// A "use additional code" note orders the two: the code with the note comes first.
/// # Source
/// ICD-10-CM Official Guidelines I.A.17 and I.B.7; the tabular list's notes.
pub(crate) fn additional_first(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let day = subject.diagnosis_day();
    let Some(leader) = first(subject).filter(|_| subject.codes.has_diagnoses(day)) else { return };
    let asked = dotted(leader);
    // A manifestation is stopped by `manifestation.first_listed` already.
    if subject.codes.diagnosis_attributes(&asked, day).manifestation {
        return;
    }
    for code in subject.claim.diagnoses.iter().skip(1) {
        if let Some(note) = subject.codes.use_additional(&dotted(code), &asked, day) {
            out.push(
                at(0, leader)
                    .says(format!(
                        "{leader} stands first; {code} asks for it in addition ({}).",
                        note.trim_end_matches(['.', ':'])
                    ))
                    .next("Put the code with the note first when the other one only completes it."),
            );
            return;
        }
    }
}

/// # Checks
/// Names an external cause on a claim without an injury, poisoning or other consequence.
/// # Why
/// It may explain other conditions too; often an injury was left out.
/// # Source
/// ICD-10-CM Official Guidelines I.C.20.a.1.
pub(crate) fn external_cause_alone(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let codes = &subject.claim.diagnoses;
    let external = |code: &String| code.starts_with(['V', 'W', 'X', 'v', 'w', 'x']);
    let injury = |code: &String| code.starts_with(['S', 'T', 's', 't']);
    let found = codes.iter().position(external).filter(|at| *at > 0);
    if let Some(i) = found.filter(|_| !codes.iter().any(injury)) {
        let code = &codes[i];
        out.push(
            at(i, code)
                .says(format!("{code} is an external cause, and the claim has no injury."))
                .next("Add the injury when one is documented; else leave it as it is."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{Case, case, ids_after, inpatient_case};
    use model::Claim;

    fn list(claim: &mut Claim, codes: &[&str]) {
        claim.diagnoses = codes.iter().map(|c| (*c).to_owned()).collect();
        claim.diagnoses_poa.clear();
        claim.lines.iter_mut().for_each(|line| line.pointers = vec![1]);
    }

    pub(crate) const CASES: &[Case] = &[
        case("manifestation.first_only", 0, |c| list(c, &["I10", "Z00.00"])),
        inpatient_case("manifestation.first_only", 0, |c| list(c, &["I10", "Z5111"])),
        case("manifestation.sequela_first", 0, |c| list(c, &["S52.501S", "I10"])),
        case("manifestation.code_first", 0, |c| list(c, &["N18.31", "E11.22"])),
        case("manifestation.additional_first", 0, |c| list(c, &["Z79.4", "E11.22"])),
        case("manifestation.external_cause_alone", 0, |c| list(c, &["I10", "W19.XXXA"])),
    ];

    #[test]
    fn which_codes_may_only_be_first() {
        for (code, holds) in [
            ("Z00.00", true),
            ("z0000", true),
            ("Z00.6", false),
            ("Z01.810", true),
            ("Z02.0", true),
            ("Z03.89", false),
            ("Z33.1", false),
            ("Z33.2", true),
            ("Z38.00", true),
            ("Z51.0", true),
            ("Z51.11", true),
            ("Z51.5", false),
            ("Z52.9", false),
            ("Z52.4", true),
            ("Z76.1", true),
            ("Z76.81", false),
            ("Z79.4", false),
            ("Z", false),
        ] {
            assert_eq!(is_first_only(code), holds, "{code}");
        }
    }

    #[test]
    fn a_first_only_code_may_lead_a_line_or_follow_another() {
        let rule = "manifestation.first_only".to_owned();
        let both: [fn(&mut Claim); 3] = [
            |c| {
                list(c, &["I10", "Z00.00"]);
                c.lines[1].pointers = vec![2];
            },
            |c| list(c, &["Z51.0", "Z51.11"]),
            |c| list(c, &["Z00.00", "I10"]),
        ];
        for change in both {
            assert!(!ids_after(change).contains(&rule));
        }
    }

    #[test]
    fn which_codes_are_sequelae() {
        for (code, holds) in [
            ("S52.501S", true),
            ("S52501S", true),
            ("T84.010S", true),
            ("S52.501A", false),
            ("M80.08XS", false),
            ("B94.8", true),
            ("G09", true),
            ("I69.351", false),
        ] {
            assert_eq!(is_sequela(code), holds, "{code}");
        }
    }

    #[test]
    fn an_injury_explains_its_cause() {
        let ids = ids_after(|c| list(c, &["S52.501A", "W19.XXXA"]));
        assert!(!ids.contains(&"manifestation.external_cause_alone".to_owned()), "{ids:?}");
        for (codes, rule) in [
            (["E11.22", "N18.31"], "manifestation.code_first"),
            (["E11.22", "Z79.4"], "manifestation.additional_first"),
        ] {
            assert!(!ids_after(|c| list(c, &codes)).contains(&rule.to_owned()), "{codes:?}");
        }
    }
}

//! Validity: codes exist, are billable and are in force on the day that counts.

use crate::facts::CodeStatus;
use crate::families::format::claim::has_diagnosis_form;
use crate::hit::{Hit, Hits};
use crate::subject::{Subject, dotted};
use model::{Date, Effective};

/// A diagnosis that is not valid on one of its days.
struct Fault<'a> {
    place: Standing,
    code: &'a str,
    on: Date,
    status: CodeStatus,
}

/// Where a diagnosis stands.
enum Standing {
    /// Its position among the diagnoses.
    Listed(usize),
    /// Its field and segment: an admitting diagnosis, a reason for the visit.
    Beside(String, &'static str),
}

/// Every diagnosis of the claim with its first fault, in claim order; those beside the list last.
/// Codes whose form is wrong are left to the format rules.
fn faults<'a>(subject: &Subject<'a>) -> Vec<Fault<'a>> {
    let claim = subject.claim;
    let listed = claim.diagnoses.iter().enumerate();
    let listed = listed.map(|(i, code)| (Standing::Listed(i), code.as_str()));
    let beside = claim.diagnoses_beside();
    let beside = beside.map(|(field, at, code)| (Standing::Beside(field, at), code));
    let first_fault = |(place, code): (Standing, &'a str)| {
        let days = match place {
            Standing::Listed(i) => subject.diagnosis_days(i),
            Standing::Beside(..) => vec![subject.diagnosis_day()],
        };
        let asked = dotted(code);
        let mut days = days.into_iter().filter(|day| subject.codes.has_diagnoses(*day));
        let (on, status) = days.find_map(|on| match subject.codes.diagnosis(&asked, on) {
            CodeStatus::Valid => None,
            status => Some((on, status)),
        })?;
        Some(Fault { place, code, on, status })
    };
    let formed = listed.chain(beside).filter(|(_, code)| has_diagnosis_form(code));
    formed.filter_map(first_fault).collect()
}

impl Fault<'_> {
    fn hit(&self) -> Hit {
        let hit = match &self.place {
            Standing::Listed(i) => Hit::at(format!("diagnoses[{i}]"), "2300", "HI"),
            Standing::Beside(field, segment) => Hit::at(field.clone(), "2300", segment),
        };
        hit.code(self.code)
    }
}

/// # Checks
/// Each diagnosis exists in ICD-10-CM.
/// # Why
/// HIPAA names ICD-10-CM as the only diagnosis code set; a code outside it is rejected.
/// # Source
/// 45 CFR 162.1002(c).
pub(crate) fn unknown(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for fault in faults(subject).iter().filter(|f| f.status == CodeStatus::Unknown) {
        out.push(fault.hit().says(format!("{} is not an ICD-10-CM code.", fault.code)).next(
            "Look the condition up again in the tabular list; check for a transposed character.",
        ));
    }
}

/// # Checks
/// Each diagnosis is a code to bill, not a category above codes.
/// # Why
/// A code is complete only with all characters that the tabular list gives it.
/// # Source
/// ICD-10-CM Official Guidelines I.B.2.
pub(crate) fn not_billable(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for fault in faults(subject) {
        let CodeStatus::NotBillable { needs_more } = fault.status else { continue };
        let (why, next) = match needs_more {
            true => (
                "has longer codes under it and cannot be billed itself",
                "Choose the code under it that the documentation supports, with its 7th \
                    character where there is one.",
            ),
            false => (
                "is a heading of the tabular list, not a code",
                "Choose a code from that part of the tabular list.",
            ),
        };
        out.push(fault.hit().says(format!("{} {why}.", fault.code)).next(next));
    }
}

/// # Checks
/// Each diagnosis is in force: on an inpatient claim on the day of discharge, on an outpatient
/// claim on the first day, on a professional claim on the day of every line that points to it.
/// # Why
/// Codes begin and end on 1 October and 1 April; there is no grace period.
/// # Source
/// IOM 100-04 ch. 23 s. 10; 45 CFR 162.1002(c).
pub(crate) fn not_in_force(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for fault in faults(subject) {
        let CodeStatus::NotInForce { from, to } = fault.status else { continue };
        out.push(
            fault
                .hit()
                .effective(from.map(|from| Effective { from, to }))
                .says(format!("{} is not in force on {}{}.", fault.code, fault.on, span(from, to)))
                .next("Code the condition by the release in force on that day."),
        );
    }
}

fn span(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!(": it holds from {from} to {to}"),
        (Some(from), None) => format!(": it holds from {from}"),
        (None, Some(to)) => format!(": it ended on {to}"),
        (None, None) => String::new(),
    }
}

/// Where a procedure code stands.
#[derive(Clone, Copy)]
enum Place {
    Line(usize),
    Pcs(usize),
}

/// The procedure codes of a claim and the days that count: lines, then ICD-10-PCS procedures.
fn procedures<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (Place, &'a str, Date)> {
    let day = subject.diagnosis_day();
    let lines = subject
        .lines()
        .filter_map(|(i, line)| line.code.as_deref().map(|code| (Place::Line(i), code, line.date)));
    let pcs = subject.claim.procedures.iter().enumerate();
    lines.chain(pcs.map(move |(i, procedure)| (Place::Pcs(i), procedure.code.as_str(), day)))
}

impl Place {
    fn hit(self, subject: &Subject<'_>, code: &str) -> Hit {
        match self {
            Place::Line(i) => Hit::line(subject, i, "code", subject.service("SV101-2", "SV202-2")),
            Place::Pcs(i) => {
                Hit::at(format!("procedures[{i}].code"), "2300", "HI (BBR)").code(code)
            }
        }
    }
}

/// # Checks
/// Each procedure code exists and is in force: HCPCS and CPT on the day of the line, ICD-10-PCS
/// on the day of discharge. Only for the code systems that are held.
/// # Why
/// A deleted or mistyped code is rejected.
/// # Source
/// 45 CFR 162.1002(c).
pub(crate) fn procedure(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (place, code, on) in procedures(subject) {
        let (says, effective) = match subject.codes.procedure(code, on) {
            None | Some(CodeStatus::Valid) => continue,
            Some(CodeStatus::Unknown) => {
                (format!("{code} is in none of the procedure code lists that are held."), None)
            }
            Some(CodeStatus::NotBillable { .. }) => {
                (format!("{code} is a heading of its code list, not a code to bill."), None)
            }
            Some(CodeStatus::NotInForce { from, to }) => (
                format!("{code} is not in force on {on}{}.", span(from, to)),
                from.map(|from| Effective { from, to }),
            ),
        };
        out.push(
            place
                .hit(subject, code)
                .says(says)
                .effective(effective)
                .next("Look the service up again in the code list of that day."),
        );
    }
}

/// Length of an ICD-10-PCS code, by which it is told from CPT and HCPCS.
const PCS_LENGTH: usize = 7;

/// The list that a procedure code would be looked up in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Cpt,
    Hcpcs,
    Dental,
    Pcs,
}

impl List {
    const ALL: [List; 4] = [List::Cpt, List::Hcpcs, List::Dental, List::Pcs];

    /// By where the code stands and how it begins: Level I codes begin with a digit, dental
    /// codes with D, other Level II codes with another letter.
    fn of(place: Place, code: &str) -> List {
        match (place, code.bytes().next()) {
            (Place::Pcs(_), _) => List::Pcs,
            _ if code.len() == PCS_LENGTH => List::Pcs,
            (_, Some(b'D' | b'd')) => List::Dental,
            (_, Some(first)) if first.is_ascii_alphabetic() => List::Hcpcs,
            _ => List::Cpt,
        }
    }

    fn name(self) -> &'static str {
        match self {
            List::Cpt => "CPT",
            List::Hcpcs => "HCPCS Level II",
            List::Dental => "dental (CDT)",
            List::Pcs => "ICD-10-PCS",
        }
    }

    fn next(self) -> &'static str {
        match self {
            List::Cpt => "Import your licensed CPT file, or check the codes in it.",
            List::Hcpcs => "Import the HCPCS release in force on the day of service.",
            List::Dental => {
                "Check them in your licensed dental code book; no public list has them."
            }
            List::Pcs => "Import the ICD-10-PCS tables in force on the day of discharge.",
        }
    }
}

/// # Checks
/// Names the procedure codes whose code list is not held, once a list.
/// # Why
/// A claim that could not be looked up must not look like one that passed.
/// # Source
/// 45 CFR 162.1002(c).
pub(crate) fn procedure_not_checked(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let unheld: Vec<(Place, &str)> = procedures(subject)
        .filter(|(_, code, on)| subject.codes.procedure(code, *on).is_none())
        .map(|(place, code, _)| (place, code))
        .collect();
    for list in List::ALL {
        let own = unheld.iter().filter(|(place, code)| List::of(*place, code) == list);
        let mut codes: Vec<&str> = own.map(|(_, code)| *code).collect();
        codes.sort_unstable();
        codes.dedup();
        if codes.is_empty() {
            continue;
        }
        let hit = match list {
            List::Pcs => Hit::at("procedures", "2300", "HI (BBR)"),
            _ => Hit::at("lines", "2400", subject.service("SV101-2", "SV202-2")),
        };
        out.push(
            hit.says(format!(
                "No {} list is held that tells whether these are valid: {}.",
                list.name(),
                codes.join(", ")
            ))
            .next(list.next()),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{self, Case, case, day, inpatient_case};
    use model::ClaimProcedure;

    pub(crate) const CASES: &[Case] = &[
        case("validity.diagnosis_unknown", 0, |c| c.diagnoses[0] = "Q99.99".to_owned()),
        inpatient_case("validity.diagnosis_unknown", 0, |c| {
            c.admitting_diagnosis = Some("Q99.99".to_owned());
        }),
        case("validity.diagnosis_not_billable", 0, |c| c.diagnoses[0] = "E11.2".to_owned()),
        case("validity.diagnosis_not_in_force", 0, |c| c.diagnoses[0] = "R51".to_owned()),
        case("validity.procedure", 2, |c| c.lines[1].code = Some("A9999".to_owned())),
        case("validity.procedure", 2, |c| {
            c.lines[1].code = Some("G0008".to_owned());
            c.lines[1].date = day("2019-06-15");
        }),
        inpatient_case("validity.procedure", 0, |c| {
            let date = c.from;
            c.procedures = vec![ClaimProcedure { code: "0DTJ4ZX".to_owned(), date }];
        }),
        case("validity.procedure_not_checked", 0, |c| c.lines[1].code = Some("99999".to_owned())),
    ];

    /// R51 ended on 2020-09-30 and R51.9 began the day after.
    #[test]
    fn the_day_that_counts() {
        type Change = fn(&mut model::Claim);
        let stay: Change = |c| (c.from, c.through) = (day("2020-09-29"), day("2020-10-01"));
        let visit: Change = |c| c.lines[0].date = day("2020-09-30");
        let next_day: Change = |c| c.lines[0].date = day("2020-10-01");
        let bases = [
            example::inpatient as fn() -> model::Claim,
            example::outpatient,
            example::professional,
        ];
        for (base, change, code, fires) in [
            (bases[0], stay, "R51", true),
            (bases[0], stay, "R51.9", false),
            (bases[1], stay, "R51", false),
            (bases[1], stay, "R51.9", true),
            (bases[2], visit, "R51", false),
            (bases[2], visit, "R51.9", true),
            (bases[2], next_day, "R51", true),
            (bases[2], next_day, "R51.9", false),
        ] {
            let mut claim = base();
            change(&mut claim);
            claim.lines.truncate(1);
            claim.diagnoses = vec![code.to_owned()];
            claim.lines[0].pointers = vec![1];
            let fired =
                example::ids(&claim).contains(&"validity.diagnosis_not_in_force".to_owned());
            assert_eq!(fired, fires, "{} {code} {}", claim.id, claim.lines[0].date);
        }
    }

    #[test]
    fn an_ended_code_shows_its_days() {
        let mut claim = example::professional();
        claim.diagnoses[0] = "R51".to_owned();
        let report = crate::scrub(&claim, &example::HandMade::default());
        let edit = report.edits.iter().find(|e| e.family == model::EditFamily::Validity).unwrap();
        assert_eq!(edit.effective.unwrap().to, Some(day("2020-09-30")));
        assert!(edit.message.contains("2020-09-30"), "{}", edit.message);
    }

    /// Facts that hold no procedure list at all.
    struct NoLists;

    impl crate::CodeFacts for NoLists {
        fn has_diagnoses(&self, _on: model::Date) -> bool {
            true
        }
        fn diagnosis(&self, _code: &str, _on: model::Date) -> crate::CodeStatus {
            crate::CodeStatus::Valid
        }
        fn diagnosis_attributes(&self, _code: &str, _on: model::Date) -> crate::Attributes {
            crate::Attributes::default()
        }
        fn excludes1(&self, _a: &str, _b: &str, _on: model::Date) -> Option<String> {
            None
        }
        fn procedure(&self, _code: &str, _on: model::Date) -> Option<crate::CodeStatus> {
            None
        }
        fn releases(&self, _on: model::Date) -> std::collections::BTreeMap<String, String> {
            Default::default()
        }
    }

    #[test]
    fn each_missing_list_is_named_with_its_codes() {
        let mut claim = example::inpatient();
        let codes = ["99285", "J1885", "D0120", "99283"];
        claim.lines = codes
            .map(|code| model::ClaimLine { code: Some(code.to_owned()), ..claim.lines[0].clone() })
            .to_vec();
        let date = claim.from;
        claim.procedures = vec![ClaimProcedure { code: "0DTJ4ZZ".to_owned(), date }];
        let report = crate::scrub(&claim, &NoLists);
        let said: Vec<(&str, &str, bool)> = report
            .edits
            .iter()
            .filter(|edit| edit.id == "validity.procedure_not_checked")
            .map(|e| (e.place.field.as_str(), e.message.as_str(), e.next.contains("CPT")))
            .collect();
        let tail = "list is held that tells whether these are valid:";
        assert_eq!(
            said,
            [
                ("lines", format!("No CPT {tail} 99283, 99285.").as_str(), true),
                ("lines", format!("No HCPCS Level II {tail} J1885.").as_str(), false),
                ("lines", format!("No dental (CDT) {tail} D0120.").as_str(), false),
                ("procedures", format!("No ICD-10-PCS {tail} 0DTJ4ZZ.").as_str(), false),
            ]
        );
    }
}

//! Sex, age and units: services that are for some patients only, and visits of new patients.

use crate::history;
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use crate::visits::{self, Visit};
use model::{ClaimLine, Date, PayerKind, Severity, Sex};

/// First and last code of a range.
type Range = (&'static str, &'static str);

/// Services on organs of women, of pregnancy, and cervical screening.
const OF_WOMEN: [Range; 12] = [
    ("56405", "57426"),
    ("57452", "58999"),
    ("59000", "59899"),
    ("76801", "76828"),
    ("81025", "81025"),
    ("88141", "88155"),
    ("88164", "88167"),
    ("88174", "88175"),
    ("G0101", "G0101"),
    ("G0123", "G0124"),
    ("G0141", "G0148"),
    ("Q0091", "Q0091"),
];

/// Services on organs of men, and prostate screening.
const OF_MEN: [Range; 5] = [
    ("52601", "52630"),
    ("52647", "52649"),
    ("54000", "54865"),
    ("55000", "55899"),
    ("G0102", "G0103"),
];

/// Days of a newborn.
const NEWBORN_DAYS: i32 = 28;

/// Ages that a service is for.
#[derive(Clone, Copy)]
enum Ages {
    /// Whole years, both inside.
    Years(u16, u16),
    /// The first 28 days.
    Newborn,
}

/// Services for some ages: preventive visits, newborn and pediatric care, counselling with the
/// vaccines of children, circumcision of a newborn.
const BY_AGE: [(Range, Ages); 16] = [
    (("99381", "99381"), Ages::Years(0, 0)),
    (("99382", "99382"), Ages::Years(1, 4)),
    (("99383", "99383"), Ages::Years(5, 11)),
    (("99384", "99384"), Ages::Years(12, 17)),
    (("99385", "99385"), Ages::Years(18, 39)),
    (("99386", "99386"), Ages::Years(40, 64)),
    (("99387", "99387"), Ages::Years(65, 999)),
    (("99391", "99391"), Ages::Years(0, 0)),
    (("99392", "99392"), Ages::Years(1, 4)),
    (("99393", "99393"), Ages::Years(5, 11)),
    (("99394", "99394"), Ages::Years(12, 17)),
    (("99395", "99395"), Ages::Years(18, 39)),
    (("99396", "99396"), Ages::Years(40, 64)),
    (("99397", "99397"), Ages::Years(65, 999)),
    (("90460", "90461"), Ages::Years(0, 18)),
    (("99460", "99469"), Ages::Newborn),
];

/// Medicare's screening mammography begins at this age (42 CFR 410.34(d); NCD 220.4).
const MAMMOGRAPHY: (&str, u16) = ("77067", 35);

/// Visits of a new patient: eye clinic, office, home, preventive.
const NEW_PATIENT: [Range; 5] = [
    ("92002", "92002"),
    ("92004", "92004"),
    ("99202", "99205"),
    ("99341", "99345"),
    ("99381", "99387"),
];

/// Preventive visits, which tell that a patient was seen.
const PREVENTIVE: Range = ("99381", "99397");

/// Years after which a patient is new again.
const NEW_AFTER_YEARS: i16 = 3;

fn within(code: &str, (first, last): Range) -> bool {
    let ends_in_digit = code.ends_with(|c: char| c.is_ascii_digit());
    code.len() == first.len() && ends_in_digit && (first..=last).contains(&code)
}

/// # Checks
/// No service on an organ of the other sex, where the patient's sex is known and no modifier KX
/// says that both are right.
/// # Why
/// A wrong sex in the registration, a wrong patient, or a wrong code; for a transgender or
/// intersex patient the line is right and carries KX.
/// # Source
/// IOM 100-04 ch. 32 s. 240.
pub(crate) fn sex(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let (ranges, other) = match subject.claim.patient.sex {
        Sex::Male => (&OF_WOMEN[..], "a woman"),
        Sex::Female => (&OF_MEN[..], "a man"),
        _ => return,
    };
    let severity = if subject.is_professional() { Severity::Reason } else { Severity::Warn };
    for (i, line) in subject.lines() {
        let Some(code) = line.code.as_deref() else { continue };
        let marked = line.modifiers.iter().any(|modifier| modifier == "KX");
        if marked || !ranges.iter().any(|range| within(code, *range)) {
            continue;
        }
        out.push(
            Hit::line(subject, i, "code", subject.service("SV101-2", "SV202-2"))
                .severity(severity)
                .says(format!("{code} is a service for {other}; the claim says otherwise."))
                .next(
                    "Correct the sex, the patient or the code; if all are right, bill the line \
                    with modifier KX, or an institutional claim with condition code 45.",
                ),
        );
    }
}

/// # Checks
/// The patient's age on the day of the line is one that the service is for: preventive visits by
/// their bands, newborn care, counselling with children's vaccines, and Medicare's screening
/// mammography from 35 years.
/// # Why
/// A wrong birth date or the code of the next band; the payer denies the line.
/// # Source
/// IOM 100-04 ch. 12 s. 30.6.1.1 and ch. 18 s. 20; 42 CFR 410.34.
pub(crate) fn age(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(born) = subject.claim.patient.birth_date else { return };
    for (i, line) in subject.lines() {
        let Some(code) = line.code.as_deref() else { continue };
        let Some(ages) = ages(subject, code) else { continue };
        let years = born.years_until(line.date);
        let (fits, band) = match ages {
            Ages::Newborn => (
                born.days_until(line.date) <= NEWBORN_DAYS,
                format!("in their first {NEWBORN_DAYS} days"),
            ),
            Ages::Years(0, 0) => (years == 0, "under 1 year".to_owned()),
            Ages::Years(from, 999) => (years >= from, format!("from {from} years on")),
            Ages::Years(from, to) => {
                ((from..=to).contains(&years), format!("from {from} to {to} years"))
            }
        };
        if !fits {
            out.push(
                Hit::line(subject, i, "code", subject.service("SV101-2", "SV202-2"))
                    .says(format!("{code} is for patients {band}; this patient is {years}."))
                    .next("Check the birth date, and choose the code of the patient's age."),
            );
        }
    }
}

fn ages(subject: &Subject<'_>, code: &str) -> Option<Ages> {
    if code == MAMMOGRAPHY.0 && subject.claim.payer.kind == PayerKind::Medicare {
        return Some(Ages::Years(MAMMOGRAPHY.1, 999));
    }
    BY_AGE.iter().find(|(range, _)| within(code, *range)).map(|(_, ages)| *ages)
}

/// # Checks
/// No visit of a new patient where the history shows that the same practitioner saw the patient
/// within three years before.
/// # Why
/// A patient is new only when neither the practitioner nor one of the same specialty in the group
/// saw him or her in three years; the line is denied.
/// # Source
/// IOM 100-04 ch. 12 s. 30.6.7.A.
pub(crate) fn new_patient(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(own) = subject.claim.rendering.as_ref().map(|own| own.npi.as_str()) else { return };
    for (i, line) in subject.lines() {
        let Some(code) = line.code.as_deref().filter(|code| is_new(code)) else { continue };
        let seen = seen_before(subject, line, own);
        if let Some((earlier, on)) = seen {
            out.push(
                Hit::line(subject, i, "code", subject.service("SV101-2", "SV202-2"))
                    .says(format!(
                        "{code} is for a new patient; by claim {earlier} the same practitioner \
                        saw this one on {on}, less than three years before."
                    ))
                    .next("Bill the visit of an established patient."),
            );
        }
    }
}

fn is_new(code: &str) -> bool {
    NEW_PATIENT.iter().any(|range| within(code, *range))
}

/// The first earlier visit to the practitioner in the three years before the line.
fn seen_before<'a>(
    subject: &Subject<'a>,
    line: &ClaimLine,
    own: &str,
) -> Option<(&'a model::ClaimId, Date)> {
    let from = Date::new(line.date.year() - NEW_AFTER_YEARS, line.date.month(), line.date.day());
    let from = from?.plus_days(1);
    let earlier = history::lines(subject, from, line.date.plus_days(-1));
    let visit = |code: &str| {
        within(code, PREVENTIVE)
            || matches!(visits::visit(code), Some(Visit::New | Visit::Packaged))
    };
    earlier
        .filter(|(claim, _)| claim.rendering_npi.as_deref() == Some(own))
        .find(|(_, line)| line.code.as_deref().is_some_and(visit))
        .map(|(claim, line)| (&claim.id, line.date))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{self, Case, HandMade, case, day};
    use model::{BilledLine, Claim, HistoryClaim};

    fn bill(claim: &mut Claim, code: &str) {
        claim.lines.truncate(1);
        claim.lines[0].code = Some(code.to_owned());
    }

    fn seen(claim: &mut Claim, code: &str, on: &str) {
        bill(claim, "99203");
        claim.history = vec![HistoryClaim {
            id: "OLD-1".into(),
            status: "paid".to_owned(),
            rendering_npi: claim.rendering.as_ref().map(|own| own.npi.clone()),
            lines: vec![BilledLine {
                code: Some(code.to_owned()),
                date: day(on),
                ..BilledLine::default()
            }],
        }];
    }

    pub(crate) const CASES: &[Case] = &[
        case("sex.service", 1, |c| bill(c, "52601")),
        case("age.service", 1, |c| bill(c, "99391")),
        case("units.new_patient", 1, |c| seen(c, "99213", "2025-06-15")),
    ];

    fn severity(claim: &Claim, id: &str) -> Option<Severity> {
        let report = crate::scrub(claim, &HandMade::default());
        report.edits.iter().find(|edit| edit.id == id).map(|edit| edit.severity)
    }

    #[test]
    fn services_of_the_other_sex() {
        for (code, sex, fires) in [
            ("58150", Sex::Male, true),
            ("59400", Sex::Male, true),
            ("G0101", Sex::Male, true),
            ("58150", Sex::Female, false),
            ("55700", Sex::Female, true),
            ("54150", Sex::Male, false),
            ("55920", Sex::Unknown, false),
            ("77067", Sex::Male, false),
            ("57427", Sex::Male, false),
        ] {
            let mut claim = example::professional();
            bill(&mut claim, code);
            claim.patient.sex = sex;
            assert_eq!(severity(&claim, "sex.service").is_some(), fires, "{code} {sex:?}");
            claim.lines[0].modifiers = vec!["KX".to_owned()];
            assert_eq!(severity(&claim, "sex.service"), None, "{code} KX");
        }
    }

    #[test]
    fn services_by_age() {
        for (code, born, payer, fires) in [
            ("99391", "2025-06-16", PayerKind::Commercial, false),
            ("99391", "2025-06-15", PayerKind::Commercial, true),
            ("99392", "2025-06-15", PayerKind::Commercial, false),
            ("99397", "2012-01-01", PayerKind::Commercial, true),
            ("99396", "1986-06-15", PayerKind::Commercial, false),
            ("99396", "1986-06-16", PayerKind::Commercial, true),
            ("99396", "1961-06-16", PayerKind::Commercial, false),
            ("99396", "1961-06-15", PayerKind::Commercial, true),
            ("99460", "2026-05-18", PayerKind::Commercial, false),
            ("99460", "2026-05-17", PayerKind::Commercial, true),
            ("90460", "2007-06-16", PayerKind::Commercial, false),
            ("90460", "2007-06-15", PayerKind::Commercial, true),
            ("77067", "1995-01-01", PayerKind::Commercial, false),
            ("77067", "1995-01-01", PayerKind::Medicare, true),
            ("99213", "2012-01-01", PayerKind::Medicare, false),
        ] {
            let mut claim = example::professional();
            bill(&mut claim, code);
            claim.payer.kind = payer;
            claim.patient.birth_date = Some(day(born));
            assert_eq!(severity(&claim, "age.service").is_some(), fires, "{code} {born}");
        }
    }

    #[test]
    fn a_patient_is_new_after_three_years() {
        for (code, on, fires) in [
            ("99213", "2023-06-16", true),
            ("99213", "2023-06-15", false),
            ("99396", "2025-06-15", true),
            ("80053", "2025-06-15", false),
            ("99203", "2026-06-15", false),
        ] {
            let mut claim = example::professional();
            seen(&mut claim, code, on);
            let found = severity(&claim, "units.new_patient");
            assert_eq!(found.is_some(), fires, "{code} {on}");
            claim.history[0].rendering_npi = None;
            assert_eq!(severity(&claim, "units.new_patient"), None, "who saw the patient?");
        }
    }
}

//! Modifier: professional and technical component, judged by the PC/TC indicator and the place.

use crate::fee_row::{self, by_payer, forbidden, is_priced, place_of_service};
use crate::hit::{Hit, Hits};
use crate::modifiers::{first_of, has_any};
use crate::subject::Subject;
use crate::visits;
use codesets::fee_schedule::FeeLine;
use model::{ClaimLine, PayerKind, Severity};

/// PC/TC indicators.
const PHYSICIAN_SERVICE: u8 = 0;
const SPLIT: u8 = 1;
const PROFESSIONAL_ONLY: u8 = 2;
const TECHNICAL_ONLY: u8 = 3;
const WHOLE_TEST: u8 = 4;
const INCIDENT_TO: u8 = 5;
const LABORATORY_INTERPRETATION: u8 = 6;
const THERAPY: u8 = 7;
const PHYSICIAN_INTERPRETATION: u8 = 8;

/// CPT numbers of laboratory tests.
const TESTS: std::ops::RangeInclusive<u32> = 80047..=89398;

/// Places where the patient is a hospital's: off campus, inpatient, outpatient, emergency,
/// psychiatric, rehabilitation.
const HOSPITAL: [&str; 6] = ["19", "21", "22", "23", "51", "61"];
/// Ambulatory surgical centre.
const SURGERY_CENTRE: &str = "24";

/// Why an indicator forbids a component modifier; `None` where it does not.
fn refusal(indicator: u8, modifier: &str) -> Option<&'static str> {
    Some(match indicator {
        SPLIT => return None,
        LABORATORY_INTERPRETATION if modifier == "26" => return None,
        PHYSICIAN_SERVICE => "is a physician's service without parts",
        PROFESSIONAL_ONLY => "is the professional part by itself",
        TECHNICAL_ONLY => "is the technical part by itself",
        WHOLE_TEST => "is the whole test, with codes of their own for its parts",
        INCIDENT_TO => "is a service of the staff without parts",
        LABORATORY_INTERPRETATION => "has a technical part that the laboratory schedule pays",
        THERAPY => "is therapy without parts",
        PHYSICIAN_INTERPRETATION => "is an interpretation without a technical part",
        _ => "has no parts",
    })
}

/// # Checks
/// Modifiers 26 and TC stand on codes with PC/TC indicator 1; 26 on those with 6 too. A laboratory
/// test that the schedule does not price has a row with 26 where its interpretation is paid; 26
/// or TC on another needs a reason for Medicare, and other payers are not judged.
/// # Why
/// Other codes have no parts, or codes of their own for them.
/// # Source
/// IOM 100-04 ch. 23 addendum, MPFSDB record layouts, PC/TC indicator; ch. 13 s. 20.
pub(crate) fn indicator(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let marked =
        |line: &ClaimLine| has_any(&line.modifiers, &["26"]) != has_any(&line.modifiers, &["TC"]);
    let kind = subject.claim.payer.kind;
    for (i, line, row) in fee_row::lines(subject, marked) {
        let modifier = first_of(&line.modifiers, &["26", "TC"]).unwrap_or_default();
        let Some(why) = refusal(row.components, modifier) else { continue };
        let code = line.code.as_deref().unwrap_or_default();
        let test = row.status == 'X' && visits::number(code).is_some_and(|n| TESTS.contains(&n));
        let severity = match kind {
            _ if is_priced(&row) => forbidden(kind, &row),
            PayerKind::Medicare if test => Severity::Reason,
            _ => continue,
        };
        out.push(
            Hit::line(subject, i, "modifiers", "SV101-3")
                .severity(severity)
                .says(format!(
                    "{code} has modifier {modifier}, and by its PC/TC indicator {} it {why}.",
                    row.components
                ))
                .next("Remove the modifier, or choose the code of the part that was given."),
        );
    }
}

/// What a physician cannot be paid for in a place, with how sure that is and what to do.
fn fault(
    row: &FeeLine,
    line: &ClaimLine,
    place: &str,
) -> Option<(Severity, Severity, &'static str, &'static str)> {
    use Severity::{Block, Reason, Warn};
    let component = first_of(&line.modifiers, &["26", "TC"]);
    let interpreted = "Report 26 where the physician read the test and wrote the report; the \
        facility bills the rest.";
    let facility = "Leave it to the facility's claim, or correct the place of service.";
    let hospital = HOSPITAL.contains(&place);
    // Without a value in a facility the schedule itself says that only a part is paid there.
    if !row.not_in_facility || !is_priced(row) {
        return None;
    }
    match (row.components, component) {
        (SPLIT, None) if hospital => Some((Block, Reason, "has no modifier 26", interpreted)),
        (SPLIT, None) if place == SURGERY_CENTRE => {
            Some((Reason, Reason, "has no modifier 26", interpreted))
        }
        (SPLIT, Some("TC")) if hospital => {
            Some((Block, Reason, "is billed for its technical part", facility))
        }
        (TECHNICAL_ONLY, None) if hospital => {
            Some((Block, Warn, "is a technical part only", facility))
        }
        (WHOLE_TEST, None) if hospital => Some((
            Block,
            Warn,
            "is a whole test with its technical part",
            "Report the code of the interpretation where the physician made one; the facility \
            bills the rest.",
        )),
        (INCIDENT_TO, None) if hospital => {
            Some((Block, Warn, "is a service of the staff, who are the facility's there", facility))
        }
        _ => None,
    }
}

/// # Checks
/// A physician does not bill the technical part of a test for a patient of a hospital: a code with
/// PC/TC indicator 1 carries 26 there, and codes with 3 (technical part), 4 (whole test) and 5
/// (services of the staff) are not billed. In an ambulatory surgical centre, indicator 1 without
/// 26 needs a reason. Judged where the schedule has no value for the code in a facility.
/// # Why
/// The facility is paid for staff and equipment; the payer denies the physician's line.
/// # Source
/// IOM 100-04 ch. 13 s. 20.1 and 20.2; ch. 23 addendum, MPFSDB record layouts, PC/TC indicator.
pub(crate) fn in_facility(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let place_of = |line| place_of_service(subject, line);
    let wanted = |line: &ClaimLine| {
        line.place_of_service
            .as_deref()
            .or(subject.claim.place_of_service.as_deref())
            .is_some_and(|place| place == SURGERY_CENTRE || HOSPITAL.contains(&place))
            && !has_any(&line.modifiers, &["26"])
    };
    for (i, line, row) in fee_row::lines(subject, wanted) {
        let Some(place) = place_of(line) else { continue };
        let Some((medicare, usual, what, next)) = fault(&row, line, place) else { continue };
        let code = line.code.as_deref().unwrap_or_default();
        out.push(
            Hit::line(subject, i, "modifiers", "SV101-3")
                .severity(by_payer(subject.claim.payer.kind, medicare, usual))
                .says(format!(
                    "{code} is billed in place of service {place} and {what} (PC/TC indicator {}).",
                    row.components
                ))
                .next(next),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests;

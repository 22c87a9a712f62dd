//! Modifier: procedures that were broken off, by who bills.

use crate::fee_row::{by_payer, place_of_service};
use crate::hit::{Hit, Hits};
use crate::modifiers::{first_of, has_any};
use crate::subject::Subject;
use codesets::ncci::ProviderType;
use model::Severity;

/// Place of service of an ambulatory surgical centre, which bills on a professional claim.
const SURGERY_CENTRE: &str = "24";

/// How the revenue codes of professional fees begin.
const PROFESSIONAL_FEES: [&str; 3] = ["096", "097", "098"];

/// # Checks
/// Modifiers 73 and 74 are for facilities: they do not stand on a professional claim outside an
/// ambulatory surgical centre. A claim without a place of service is not judged.
/// # Why
/// They pay the room and its preparation; a physician reports 53.
/// # Source
/// IOM 100-04 ch. 4 s. 20.6.4; ch. 14 s. 40.4.
pub(crate) fn by_physician(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.ncci_provider() != Some(ProviderType::Practitioner) {
        return;
    }
    for (i, line) in subject.lines().filter(|(_, l)| has_any(&l.modifiers, &["73", "74"])) {
        let Some(place) = place_of_service(subject, line) else { continue };
        if place == SURGERY_CENTRE {
            continue;
        }
        let modifier = first_of(&line.modifiers, &["73", "74"]).unwrap_or_default();
        let severity = by_payer(subject.claim.payer.kind, Severity::Block, Severity::Reason);
        out.push(
            Hit::line(subject, i, "modifiers", "SV101-3")
                .severity(severity)
                .says(format!(
                    "Modifier {modifier} is for facilities, and the line is a professional's in \
                    place of service {place}."
                ))
                .next(
                    "Report 53 where the physician broke the procedure off, 52 where less of it \
                    was done.",
                ),
        );
    }
}

/// # Checks
/// Modifier 53 does not stand on a hospital's outpatient line, but for professional fees (revenue
/// codes 096x to 098x).
/// # Why
/// It is for physicians; a hospital reports 73 or 74.
/// # Source
/// IOM 100-04 ch. 4 s. 20.6.4.
pub(crate) fn by_hospital(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.ncci_provider() != Some(ProviderType::OutpatientHospital) {
        return;
    }
    for (i, line) in subject.lines().filter(|(_, l)| has_any(&l.modifiers, &["53"])) {
        let revenue = line.revenue_code.as_deref().unwrap_or_default();
        if PROFESSIONAL_FEES.iter().any(|prefix| revenue.starts_with(prefix)) {
            continue;
        }
        let severity = by_payer(subject.claim.payer.kind, Severity::Block, Severity::Reason);
        out.push(
            Hit::line(subject, i, "modifiers", "SV202-3")
                .severity(severity)
                .says("Modifier 53 is for physicians, and the line is a hospital's.")
                .next("Report 73 before anaesthesia, 74 after it, as the record shows."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{self, Case, HandMade, case, outpatient_case};
    use model::{Claim, PayerKind};

    pub(crate) const CASES: &[Case] = &[
        case("modifier.facility_discontinued", 1, |c| mark(c, "73")),
        outpatient_case("modifier.physician_discontinued", 1, |c| mark(c, "53")),
    ];

    fn mark(claim: &mut Claim, modifier: &str) {
        claim.lines[0].modifiers = vec![modifier.to_owned()];
    }

    fn found(claim: &Claim) -> Option<Severity> {
        let report = crate::scrub(claim, &HandMade::default());
        report.edits.iter().find(|e| e.id.ends_with("_discontinued")).map(|e| e.severity)
    }

    #[test]
    fn who_may_use_which() {
        use Severity::*;
        for (modifier, place, kind, expected) in [
            ("73", Some("11"), PayerKind::Medicare, Some(Block)),
            ("74", Some("22"), PayerKind::Medicare, Some(Block)),
            ("74", Some("22"), PayerKind::MedicareAdvantage, Some(Reason)),
            ("74", Some("22"), PayerKind::Commercial, Some(Reason)),
            ("74", Some("22"), PayerKind::Medicaid, Some(Reason)),
            ("74", Some("22"), PayerKind::WorkersComp, Some(Warn)),
            ("74", Some("22"), PayerKind::Other, Some(Warn)),
            ("73", Some("24"), PayerKind::Medicare, None),
            ("73", None, PayerKind::Medicare, None),
            ("53", Some("11"), PayerKind::Medicare, None),
            ("52", Some("11"), PayerKind::Medicare, None),
        ] {
            let mut claim = example::professional();
            claim.payer.kind = kind;
            claim.place_of_service = place.map(str::to_owned);
            mark(&mut claim, modifier);
            assert_eq!(found(&claim), expected, "{modifier} {place:?} {kind:?}");
        }
        for (modifier, revenue, kind, expected) in [
            ("53", "0360", PayerKind::Medicare, Some(Block)),
            ("53", "0360", PayerKind::Commercial, Some(Reason)),
            ("53", "0964", PayerKind::Medicare, None),
            ("73", "0360", PayerKind::Medicare, None),
            ("74", "0360", PayerKind::Medicare, None),
            ("52", "0360", PayerKind::Medicare, None),
        ] {
            let mut claim = example::outpatient();
            claim.payer.kind = kind;
            claim.lines[0].revenue_code = Some(revenue.to_owned());
            mark(&mut claim, modifier);
            assert_eq!(found(&claim), expected, "{modifier} {revenue} {kind:?}");
        }
    }
}

//! Npi: providers whom OIG has excluded from federal health care programs.

use super::npi::numbers;
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::{PayerKind, Severity};

/// The family is fully checked only with a list of exclusions at hand.
pub(crate) fn can_judge(subject: &Subject<'_>) -> bool {
    subject.codes.exclusions(&subject.claim.billing.npi).is_some()
}

/// # Checks
/// No provider of the claim is on OIG's list of exclusions (LEIE) on a day of service. A
/// reinstated one is not; a waiver for the billing provider's state only informs; for a payer that
/// is no federal program it is a warning.
/// # Why
/// No federal health care program pays for what an excluded person furnishes, orders or
/// prescribes, and who bills it owes penalties. Other payers are not bound by the list, though
/// their contracts often are.
/// # Source
/// 42 CFR 1001.1901; OIG Special Advisory Bulletin on the effect of exclusion, 2013-05-08.
pub(crate) fn excluded(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let state = claim.billing.address.as_ref().map_or("", |address| address.state.as_str());
    let federal = matches!(
        claim.payer.kind,
        PayerKind::Medicare | PayerKind::MedicareAdvantage | PayerKind::Medicaid
    );
    for (field, r#loop, whose, npi) in numbers(subject) {
        let rows = subject.codes.exclusions(npi).unwrap_or_default();
        let held = rows.iter().find(|row| row.holds_between(claim.from, claim.through));
        let Some(row) = held else { continue };
        let waived = row.waived_in(state, claim.from);
        let (severity, next) = match (waived, federal) {
            (true, _) => (Severity::Inform, "Check what the waiver covers before you bill."),
            (false, true) => (
                Severity::Block,
                "Do not bill this service; compare name and birth date with OIG's list, and tell \
                 compliance.",
            ),
            (false, false) => {
                (Severity::Warn, "Ask compliance whether the payer's contract allows this claim.")
            }
        };
        let waiver = if waived { format!("; a waiver holds in {state}") } else { String::new() };
        let says = format!(
            "The {whose} {npi} is excluded from federal programs since {} ({}){waiver}.",
            row.excluded, row.kind
        );
        let hit = Hit::at(field, r#loop, "NM109").code(npi).severity(severity);
        out.push(hit.says(says).next(next));
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, HandMade, case};
    use codesets::exclusions::Exclusion;
    use model::{Date, PayerKind, ProviderRef, Severity};

    /// Excluded since 2020, without a way back.
    const OUT: &str = "1000009005";
    /// Reinstated in 2021.
    const BACK: &str = "1000009013";
    /// Excluded with a waiver in the state of the example's billing provider.
    const WAIVED: &str = "1000009021";
    /// Excluded from 2099 on.
    const LATER: &str = "1000009039";

    /// The hand-made list.
    pub(crate) fn listed(npi: &str) -> Vec<Exclusion> {
        let day = |year: i16| Date::new(year, 3, 19).unwrap_or_default();
        let row = |excluded: Date| Exclusion {
            npi: Some(npi.to_owned()),
            kind: "1128a1".to_owned(),
            excluded,
            ..Exclusion::default()
        };
        let state = crate::example::professional().billing.address.map(|address| address.state);
        match npi {
            OUT => vec![row(day(2020))],
            BACK => vec![Exclusion { reinstated: Some(day(2021)), ..row(day(2020)) }],
            WAIVED => vec![Exclusion { waiver_state: state, ..row(day(2020)) }],
            LATER => vec![row(day(2099))],
            _ => Vec::new(),
        }
    }

    pub(crate) const CASES: &[Case] = &[
        case("npi.excluded", 0, |c| c.billing.npi = OUT.to_owned()),
        case("npi.excluded", 0, |c| c.rendering.as_mut().unwrap().npi = OUT.to_owned()),
        case("npi.excluded", 0, |c| {
            c.ordering = Some(ProviderRef { npi: OUT.to_owned(), ..Default::default() });
        }),
    ];

    #[test]
    fn severity_by_payer_waiver_and_day() {
        for (npi, kind, severity) in [
            (OUT, PayerKind::Medicare, Some(Severity::Block)),
            (OUT, PayerKind::Medicaid, Some(Severity::Block)),
            (OUT, PayerKind::MedicareAdvantage, Some(Severity::Block)),
            (OUT, PayerKind::Commercial, Some(Severity::Warn)),
            (WAIVED, PayerKind::Medicare, Some(Severity::Inform)),
            (BACK, PayerKind::Medicare, None),
            (LATER, PayerKind::Medicare, None),
        ] {
            let mut claim = crate::example::professional();
            claim.payer.kind = kind;
            claim.rendering.as_mut().unwrap().npi = npi.to_owned();
            let report = crate::scrub(&claim, &HandMade::default());
            let found = report.edits.iter().find(|edit| edit.id == "npi.excluded");
            assert_eq!(found.map(|edit| edit.severity), severity, "{npi} {kind:?}");
        }
    }

    #[test]
    fn attending_and_operating_too() {
        for operating in [false, true] {
            let mut claim = crate::example::inpatient();
            let person = Some(ProviderRef { npi: OUT.to_owned(), ..Default::default() });
            let place = if operating { &mut claim.operating } else { &mut claim.rendering };
            *place = person;
            let report = crate::scrub(&claim, &HandMade::default());
            assert!(report.edits.iter().any(|edit| edit.id == "npi.excluded"), "{operating}");
        }
    }

    #[test]
    fn without_a_list_the_family_is_not_checked() {
        let claim = crate::example::professional();
        let sets = codesets::CodeSets::embedded();
        let report = crate::scrub(&claim, &crate::CodesetFacts::new(&sets));
        assert!(report.not_checked.contains(&model::EditFamily::Npi));
    }
}

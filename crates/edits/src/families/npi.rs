//! Npi: the identifiers of providers.

use super::format::{blank, digits};
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::Severity;

/// The NPIs of a claim that are there: field, 837 loop, whose it is, number.
pub(super) fn numbers<'a>(
    subject: &Subject<'a>,
) -> Vec<(&'static str, &'static str, &'static str, &'a str)> {
    let claim = subject.claim;
    let loops = match subject.is_professional() {
        true => ["2310B", "2310A", "2310C"],
        false => ["2310A", "2310F", "2310E"],
    };
    let mut found = vec![("billing.npi", "2010AA", "billing provider", claim.billing.npi.as_str())];
    if let Some(person) = &claim.rendering {
        let whose =
            if subject.is_professional() { "rendering provider" } else { "attending provider" };
        found.push(("rendering.npi", loops[0], whose, &person.npi));
    }
    if let Some(person) = claim.operating.as_ref().filter(|_| subject.is_institutional()) {
        found.push(("operating.npi", "2310B", "operating physician", &person.npi));
    }
    if let Some(person) = &claim.ordering {
        found.push(("ordering.npi", "2420E", "ordering provider", &person.npi));
    }
    if let Some(person) = &claim.referring {
        found.push(("referring.npi", loops[1], "referring provider", &person.npi));
    }
    if let Some(npi) = claim.facility.as_ref().and_then(|f| f.npi.as_deref()) {
        found.push(("facility.npi", loops[2], "service facility", npi));
    }
    found.retain(|(.., npi)| !blank(npi));
    found
}

/// # Checks
/// Each NPI has ten digits; a first digit other than 1 or 2 is a warning.
/// # Why
/// Any other text is rejected. Only numbers that begin with 1 or 2 have been given out.
/// # Source
/// 45 CFR 162.406.
pub(crate) fn form(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (field, r#loop, whose, npi) in numbers(subject) {
        let hit = || Hit::at(field, r#loop, "NM109").code(npi);
        let next = "Compare the number with the NPI registry.";
        if !digits(npi, 10) {
            out.push(
                hit().says(format!("The NPI `{npi}` of the {whose} is not ten digits.")).next(next),
            );
        } else if !npi.starts_with(['1', '2']) {
            out.push(
                hit()
                    .severity(Severity::Warn)
                    .says(format!("The NPI {npi} of the {whose} does not begin with 1 or 2."))
                    .next(next),
            );
        }
    }
}

/// # Checks
/// The check digit of each NPI: billing, rendering or attending, ordering, facility.
/// # Why
/// A mistyped digit is found here instead of in a rejection.
/// # Source
/// 45 CFR 162.406; ISO/IEC 7812 with the prefix 80840.
pub(crate) fn check_digit(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (field, r#loop, whose, npi) in numbers(subject) {
        if digits(npi, 10) && !model::npi::is_valid(npi) {
            out.push(
                Hit::at(field, r#loop, "NM109")
                    .code(npi)
                    .says(format!("The NPI {npi} of the {whose} fails its check digit."))
                    .next(
                        "Look for a transposed or mistyped digit; compare with the NPI registry.",
                    ),
            );
        }
    }
}

/// # Checks
/// Names a professional claim whose rendering and billing provider carry one NPI.
/// # Why
/// The rendering loop is for another provider than the billing one; one number is right for a
/// person in solo practice and wrong where the organisation's number was copied.
/// # Source
/// 2310B NM109.
pub(crate) fn same_provider(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let Some(rendering) = claim.rendering.as_ref().filter(|_| subject.is_professional()) else {
        return;
    };
    if !blank(&rendering.npi) && rendering.npi == claim.billing.npi {
        out.push(
            Hit::at("rendering.npi", "2310B", "NM109")
                .code(&rendering.npi)
                .says("Rendering and billing provider carry the same NPI.")
                .next(
                    "Leave it for a person in solo practice; else enter the person's own number.",
                ),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, case, ids_after};
    use model::{ProviderRef, ServiceFacility};

    pub(crate) const CASES: &[Case] = &[
        case("npi.form", 0, |c| c.billing.npi = "12453195".to_owned()),
        case("npi.form", 0, |c| c.rendering.as_mut().unwrap().npi = "9876543213".to_owned()),
        case("npi.check_digit", 0, |c| c.billing.npi = "1245319590".to_owned()),
        case("npi.check_digit", 0, |c| c.rendering.as_mut().unwrap().npi = "1234567890".to_owned()),
        case("npi.check_digit", 0, |c| {
            c.ordering = Some(ProviderRef { npi: "1234567891".to_owned(), ..Default::default() });
        }),
        case("npi.check_digit", 0, |c| {
            c.referring = Some(ProviderRef { npi: "1234567891".to_owned(), ..Default::default() });
        }),
        case("npi.check_digit", 0, |c| {
            let npi = Some("1234567892".to_owned());
            c.facility = Some(ServiceFacility { npi, ..Default::default() });
        }),
        case("npi.same_provider", 0, |c| {
            c.rendering.as_mut().unwrap().npi.clone_from(&c.billing.npi);
        }),
    ];

    #[test]
    fn an_empty_number_is_missing_not_malformed() {
        assert_eq!(ids_after(|c| c.billing.npi.clear()), ["format.billing_npi"]);
    }
}

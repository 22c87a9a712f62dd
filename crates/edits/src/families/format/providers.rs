//! Format of the providers on a claim: who bills, who rendered, ordered, referred, and where.

use super::address::address_faults;
use super::{absent, blank, digits};
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::{HumanName, Severity};

/// # Checks
/// The billing provider has an NPI.
/// # Why
/// Without it nobody can be paid.
/// # Source
/// 2010AA NM109.
pub(crate) fn billing_npi(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if blank(&subject.claim.billing.npi) {
        out.push(
            Hit::at("billing.npi", "2010AA", "NM109")
                .says("The billing provider has no NPI.")
                .next("Add the organisation's NPI as enrolled with the payer."),
        );
    }
}

/// # Checks
/// The billing provider's name.
/// # Why
/// Required.
/// # Source
/// 2010AA NM103.
pub(crate) fn billing_name(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.for_submission && absent(subject.claim.billing.name.as_deref()) {
        out.push(
            Hit::at("billing.name", "2010AA", "NM103")
                .says("The billing provider has no name.")
                .next("Add the legal name of the organisation that is paid."),
        );
    }
}

/// # Checks
/// The billing provider's federal tax number, nine digits.
/// # Why
/// The payer reports the payment under it; a mismatch with the NPI is rejected.
/// # Source
/// 2010AA REF EI.
pub(crate) fn billing_tax_id(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let tax_id = subject.claim.billing.tax_id.as_deref();
    let says = match tax_id {
        Some(text) if digits(text, 9) => return,
        Some(text) if !blank(text) => {
            format!(
                "The billing provider's tax number has {} characters that are not nine digits.",
                text.chars().count()
            )
        }
        _ if !subject.for_submission => return,
        _ => "The billing provider has no tax number.".to_owned(),
    };
    out.push(
        Hit::at("billing.tax_id", "2010AA", "REF02 (EI)")
            .says(says)
            .next("Enter the nine digits of the employer identification number, without hyphen."),
    );
}

/// # Checks
/// A full street address of the billing provider, no post office box, nine-digit ZIP code.
/// # Why
/// Version 5010 forbids a box here and asks for the full ZIP code, which decides the locality.
/// # Source
/// 2010AA N3, N4.
pub(crate) fn billing_address(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if !subject.for_submission {
        return;
    }
    let address = subject.claim.billing.address.as_ref();
    address_faults(out, address, "billing.address", "2010AA", "the billing provider");
    let Some(address) = address else { return };
    if is_post_box(&address.line1) {
        out.push(
            Hit::at("billing.address.line1", "2010AA", "N301")
                .says("The billing provider's address is a post office box.")
                .next("Enter the street address here; a box belongs in the pay-to address."),
        );
    }
    if digits(&address.zip, 5) {
        out.push(
            Hit::at("billing.address.zip", "2010AA", "N403")
                .severity(Severity::Warn)
                .says("The billing provider's ZIP code has five digits; many payers ask for nine.")
                .next("Add the four-digit extension."),
        );
    }
}

fn is_post_box(line: &str) -> bool {
    let letters: String = line
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    ["POBOX", "POSTOFFICEBOX", "LOCKBOX"].iter().any(|start| letters.starts_with(start))
}

/// # Checks
/// A ten-digit telephone number of the billing provider.
/// # Why
/// It is the contact of the submission (PER) when nobody else is named.
/// # Source
/// 1000A PER04.
pub(crate) fn billing_phone(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let phone = subject.claim.billing.phone.as_deref();
    if subject.for_submission && !phone.is_some_and(|text| digits(text, 10)) {
        out.push(
            Hit::at("billing.phone", "1000A", "PER04")
                .says("The billing provider has no ten-digit telephone number.")
                .next("Add the number of the billing office, digits only."),
        );
    }
}

/// # Checks
/// An institutional claim names the attending provider.
/// # Why
/// Required for every service but non-scheduled transport.
/// # Source
/// 2310A NM1.
pub(crate) fn attending(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if subject.is_institutional() && subject.claim.rendering.is_none() {
        out.push(
            Hit::at("rendering", "2310A", "NM109")
                .says("The institutional claim names no attending provider.")
                .next("Add the NPI and name of the physician who had overall charge of the care."),
        );
    }
}

/// # Checks
/// An inpatient claim with an operation (section 0 of ICD-10-PCS) that is sent names who operated.
/// # Why
/// Required where a surgical procedure is listed; Medicare returns the claim.
/// # Source
/// 2310B NM1 (72) of an 837I; IOM 100-04 ch. 25 s. 75.6, FL 77.
pub(crate) fn operating(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let named = claim.operating.is_some() || !subject.for_submission;
    if named || !subject.is_institutional() {
        return;
    }
    let operation = claim.procedures.iter().find(|procedure| procedure.code.starts_with('0'));
    if let Some(operation) = operation {
        out.push(
            Hit::at("operating", "2310B", "NM109")
                .code(&operation.code)
                .says(format!(
                    "{} is an operation, and the claim names nobody who operated.",
                    operation.code
                ))
                .next("Add NPI and name of the physician who did the procedure."),
        );
    }
}

/// # Checks
/// Every person named by NPI also has a family name and an NPI.
/// # Why
/// The name segment is rejected without them.
/// # Source
/// 2310A, 2310B, 2310F, 2420E NM103, NM109.
pub(crate) fn provider_names(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let rendering = if subject.is_professional() { "2310B" } else { "2310A" };
    let referring = if subject.is_professional() { "2310A" } else { "2310F" };
    let people = [
        ("rendering", rendering, subject.claim.rendering.as_ref()),
        (
            "operating",
            "2310B",
            subject.claim.operating.as_ref().filter(|_| subject.is_institutional()),
        ),
        ("ordering", "2420E", subject.claim.ordering.as_ref()),
        ("referring", referring, subject.claim.referring.as_ref()),
    ];
    for (field, r#loop, person) in people {
        let Some(person) = person else { continue };
        let named = person.name.as_ref().is_some_and(|n: &HumanName| !blank(&n.family));
        if subject.for_submission && !named {
            out.push(
                Hit::at(format!("{field}.name"), r#loop, "NM103")
                    .says(format!("The {field} provider has no family name."))
                    .next("Add the name as registered with the NPI."),
            );
        }
        if blank(&person.npi) {
            out.push(
                Hit::at(format!("{field}.npi"), r#loop, "NM109")
                    .says(format!("The {field} provider has no NPI."))
                    .next("Add the person's own NPI (type 1)."),
            );
        }
    }
}

/// # Checks
/// A service facility that is named has a name and a full address.
/// # Why
/// The loop is rejected without them.
/// # Source
/// 2310C of an 837P, 2310E of an 837I: NM103, N3, N4.
pub(crate) fn facility(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(facility) = subject.claim.facility.as_ref() else { return };
    let r#loop = if subject.is_professional() { "2310C" } else { "2310E" };
    if blank(&facility.name) {
        out.push(
            Hit::at("facility.name", r#loop, "NM103")
                .says("The service facility has no name.")
                .next(
                    "Add its name, or leave the facility out when care was given at the \
                    billing address.",
                ),
        );
    }
    address_faults(out, Some(&facility.address), "facility.address", r#loop, "the facility");
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{self, Case, case, inpatient_case};
    use model::{Claim, ClaimProcedure, ProviderRef, ServiceFacility};

    fn operate(claim: &mut Claim) {
        claim.procedures = vec![ClaimProcedure { code: "0DTJ4ZZ".to_owned(), date: claim.from }];
    }

    #[test]
    fn an_operation_has_its_surgeon() {
        let rule = "format.operating".to_owned();
        let fired = |change: fn(&mut Claim)| {
            let mut claim = example::inpatient();
            change(&mut claim);
            example::ids(&claim).contains(&rule)
        };
        assert!(fired(operate));
        assert!(!fired(|c| {
            operate(c);
            c.operating.clone_from(&c.rendering);
        }));
        assert!(!fired(|c| {
            operate(c);
            c.procedures[0].code = "3E0336Z".to_owned();
        }));
        assert!(!fired(|c| {
            operate(c);
            (c.subscriber, c.billing.address) = (None, None);
        }));
    }

    pub(crate) const CASES: &[Case] = &[
        case("format.billing_npi", 0, |c| c.billing.npi.clear()),
        case("format.billing_name", 0, |c| c.billing.name = Some(" ".to_owned())),
        case("format.billing_tax_id", 0, |c| c.billing.tax_id = None),
        case("format.billing_tax_id", 0, |c| c.billing.tax_id = Some("12-3456789".to_owned())),
        case("format.billing_address", 0, |c| c.billing.address = None),
        case("format.billing_address", 0, |c| {
            c.billing.address.as_mut().unwrap().line1 = "P.O. Box 12".to_owned();
        }),
        case("format.billing_address", 0, |c| {
            c.billing.address.as_mut().unwrap().zip = "62701".to_owned();
        }),
        case("format.billing_phone", 0, |c| c.billing.phone = Some("555".to_owned())),
        inpatient_case("format.attending", 0, |c| c.rendering = None),
        inpatient_case("format.operating", 0, operate),
        inpatient_case("format.provider_name", 0, |c| {
            operate(c);
            c.operating = Some(ProviderRef::default());
        }),
        case("format.provider_name", 0, |c| c.rendering.as_mut().unwrap().name = None),
        case("format.provider_name", 0, |c| c.rendering.as_mut().unwrap().npi.clear()),
        case("format.facility", 0, |c| c.facility = Some(ServiceFacility::default())),
    ];

    #[test]
    fn boxes_in_every_writing() {
        for (line, boxed) in [
            ("PO BOX 1", true),
            ("P. O. Box 1", true),
            ("Post Office Box 1", true),
            ("1 BOXWOOD LN", false),
            ("12 POBLANO ST", false),
        ] {
            assert_eq!(is_post_box(line), boxed, "{line}");
        }
    }
}

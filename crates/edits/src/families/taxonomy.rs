//! Taxonomy: the speciality codes of providers.

use super::format::absent;
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::PayerKind;

/// Length of a taxonomy code.
const TAXONOMY_LENGTH: usize = 10;

/// # Checks
/// Each taxonomy code is ten capital letters and digits and ends in X.
/// # Why
/// Another form is rejected.
/// # Source
/// 2000A, 2310A, 2310B PRV03; NUCC code set.
pub(crate) fn form(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (field, r#loop, code) in given(subject).filter(|(.., c)| !is_formed(c)) {
        out.push(
            Hit::at(field, r#loop, "PRV03")
                .code(code)
                .says(format!("`{code}` does not have the form of a taxonomy code."))
                .next("Take the ten characters from the provider's NPI record."),
        );
    }
}

/// The taxonomy codes of the claim that are not blank: field, loop, code.
fn given<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'static str, &'static str, &'a str)> {
    let claim = subject.claim;
    let person = if subject.is_professional() { "2310B" } else { "2310A" };
    let rendering = claim.rendering.as_ref().and_then(|r| r.taxonomy.as_deref());
    let both = [
        ("billing.taxonomy", "2000A", claim.billing.taxonomy.as_deref()),
        ("rendering.taxonomy", person, rendering),
    ];
    both.into_iter()
        .filter_map(|(field, r#loop, code)| Some((field, r#loop, code?)))
        .filter(|(.., code)| !absent(Some(code)))
}

/// # Checks
/// Each taxonomy code is one of the NUCC list that is at hand, on the first day of service.
/// # Why
/// A code that is not in the set is rejected.
/// # Source
/// NUCC provider taxonomy code set; 2000A, 2310A, 2310B PRV03.
pub(crate) fn unknown(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (field, r#loop, code) in given(subject).filter(|(.., c)| is_formed(c)) {
        if subject.codes.taxonomy_known(code, subject.claim.from) == Some(false) {
            out.push(
                Hit::at(field, r#loop, "PRV03")
                    .code(code)
                    .says(format!("{code} is not in the taxonomy list that is held."))
                    .next("Take the code from the provider's NPI record."),
            );
        }
    }
}

/// # Checks
/// Who rendered a professional service to a Medicaid patient has a taxonomy code.
/// # Why
/// States match the claim with the enrolment by NPI, taxonomy and place; many deny it without.
/// # Source
/// 2310B PRV03, needed where the payer decides by it; 42 CFR 455.410.
pub(crate) fn rendering_missing(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(who) = subject.claim.rendering.as_ref() else { return };
    let asks = subject.is_professional() && subject.claim.payer.kind == PayerKind::Medicaid;
    if asks && absent(who.taxonomy.as_deref()) {
        out.push(
            Hit::at("rendering.taxonomy", "2310B", "PRV03")
                .says("The rendering provider has no taxonomy code on a claim to Medicaid.")
                .next("Add the taxonomy under which the person is enrolled with the state."),
        );
    }
}

fn is_formed(code: &str) -> bool {
    code.len() == TAXONOMY_LENGTH
        && code.ends_with('X')
        && code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// # Checks
/// The billing provider has a taxonomy code.
/// # Why
/// Many payers choose the contract by it when one NPI stands for several specialities.
/// # Source
/// 2000A PRV03.
pub(crate) fn billing_missing(subject: &Subject<'_>, out: &mut Hits<'_>) {
    if absent(subject.claim.billing.taxonomy.as_deref()) {
        out.push(
            Hit::at("billing.taxonomy", "2000A", "PRV03")
                .says("The billing provider has no taxonomy code.")
                .next("Add the taxonomy under which the provider is enrolled with this payer."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, case, ids_after, inpatient_case};
    use model::PayerKind;

    pub(crate) const CASES: &[Case] = &[
        case("taxonomy.form", 0, |c| c.billing.taxonomy = Some("207R".to_owned())),
        case("taxonomy.form", 0, |c| {
            c.rendering.as_mut().unwrap().taxonomy = Some("207R000000".to_owned());
        }),
        inpatient_case("taxonomy.form", 0, |c| {
            c.rendering.as_mut().unwrap().taxonomy = Some("207r00000x".to_owned());
        }),
        case("taxonomy.billing_missing", 0, |c| c.billing.taxonomy = None),
        case("taxonomy.unknown", 0, |c| c.billing.taxonomy = Some("207R99999X".to_owned())),
        case("taxonomy.rendering_missing", 0, |c| {
            c.payer.kind = PayerKind::Medicaid;
            c.rendering.as_mut().unwrap().taxonomy = None;
        }),
    ];

    #[test]
    fn other_payers_do_not_ask_who_rendered_for_a_taxonomy() {
        let ids = ids_after(|c| c.rendering.as_mut().unwrap().taxonomy = None);
        assert!(ids.is_empty(), "{ids:?}");
    }
}

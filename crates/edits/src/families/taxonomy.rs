//! Taxonomy: the speciality codes of providers.

use super::format::absent;
use crate::hit::{Hit, Hits};
use crate::subject::Subject;

/// Length of a taxonomy code.
const TAXONOMY_LENGTH: usize = 10;

/// # Checks
/// Each taxonomy code is ten capital letters and digits and ends in X.
/// # Why
/// Another form is rejected.
/// # Source
/// 2000A, 2310A, 2310B PRV03; NUCC code set.
pub(crate) fn form(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let person = if subject.is_professional() { "2310B" } else { "2310A" };
    let rendering = claim.rendering.as_ref().and_then(|r| r.taxonomy.as_deref());
    let given = [
        ("billing.taxonomy", "2000A", claim.billing.taxonomy.as_deref()),
        ("rendering.taxonomy", person, rendering),
    ];
    for (field, r#loop, code) in given {
        if let Some(code) = code.filter(|code| !absent(Some(code)) && !is_formed(code)) {
            out.push(
                Hit::at(field, r#loop, "PRV03")
                    .code(code)
                    .says(format!("`{code}` does not have the form of a taxonomy code."))
                    .next("Take the ten characters from the provider's NPI record."),
            );
        }
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
    use crate::example::{Case, case, inpatient_case};

    pub(crate) const CASES: &[Case] = &[
        case("taxonomy.form", 0, |c| c.billing.taxonomy = Some("207R".to_owned())),
        case("taxonomy.form", 0, |c| {
            c.rendering.as_mut().unwrap().taxonomy = Some("207R000000".to_owned());
        }),
        inpatient_case("taxonomy.form", 0, |c| {
            c.rendering.as_mut().unwrap().taxonomy = Some("207r00000x".to_owned());
        }),
        case("taxonomy.billing_missing", 0, |c| c.billing.taxonomy = None),
    ];
}

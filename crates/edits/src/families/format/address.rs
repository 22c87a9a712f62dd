//! The parts of a postal address, for whoever carries one.

use super::{blank, digits};
use crate::hit::{Hit, Hits};
use model::Address;

/// Reports each missing or malformed part of an address.
pub(crate) fn address_faults(
    out: &mut Hits<'_>,
    address: Option<&Address>,
    field: &str,
    r#loop: &str,
    whose: &str,
) {
    let Some(address) = address else {
        out.push(
            Hit::at(field, r#loop, "N3")
                .says(format!("The address of {whose} is missing."))
                .next("Add street, city, state and ZIP code."),
        );
        return;
    };
    let state = &address.state;
    let parts = [
        ("line1", "N301", "street", !blank(&address.line1)),
        ("city", "N401", "city", !blank(&address.city)),
        (
            "state",
            "N402",
            "two-letter state",
            state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase()),
        ),
        (
            "zip",
            "N403",
            "ZIP code of five or nine digits",
            digits(&address.zip, 5) || digits(&address.zip, 9),
        ),
    ];
    for (member, segment, what, holds) in parts {
        if !holds {
            out.push(
                Hit::at(format!("{field}.{member}"), r#loop, segment)
                    .says(format!("The address of {whose} has no {what}."))
                    .next(format!("Correct the {what}.")),
            );
        }
    }
}

//! Who a patient is.

use super::{Fault, bounds};
use model::Date;
use serde_json::{Value, json};
use store::front_desk::{Guarantor, PatientRow};

/// What is wrong with a patient's record.
pub fn faults(row: &PatientRow, today: Date) -> Vec<Fault> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let name = row.patient.name.clone().unwrap_or_default();
    let mut found = bounds::lines(&[
        ("given", "Given name", &text(&name.given)),
        ("middle", "Middle name", &text(&name.middle)),
        ("mrn", "Record number", &text(&row.mrn)),
        ("phone", "Telephone", &text(&row.phone)),
    ]);
    found.extend(bounds::needed("family", "Family name", &row.family));
    let born = row.patient.birth_date.and_then(|day| bounds::born(day, today));
    found.extend(born.map(|what| Fault { at: "birth_date", what }));
    if let Some(address) = &row.patient.address {
        found.extend(bounds::lines(&[
            ("address.line1", "Address", &address.line1),
            ("address.line2", "Address, second line", &text(&address.line2)),
            ("address.city", "City", &address.city),
        ]));
        let rest = bounds::address(address).into_iter();
        found.extend(rest.map(|what| Fault { at: "address", what }));
    }
    found
}

/// What the audit log keeps of a patient.
pub fn shown(row: &PatientRow, guarantor: Option<&Guarantor>) -> Value {
    json!({
        "mrn": row.mrn,
        "phone": row.phone,
        "patient": row.patient,
        "guarantor": guarantor,
        "version": row.version,
    })
}

//! The boxes of the two forms as fields of a claim: number, our own label, path in the claim.

use model::{Claim, ClaimType};
use serde_json::Value;

/// How a value is written and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text that may not be empty.
    Text,
    /// Text that may be left out.
    Optional,
    /// A day.
    Day,
    /// A day that may be left out.
    OptionalDay,
    /// Dollars and cents.
    Money,
    /// A number with decimals.
    Number,
    /// Words apart by blanks.
    Words,
    /// Ranks of diagnoses.
    Pointers,
    /// One of a few.
    Choice(&'static [(&'static str, &'static str)]),
    /// Shown, not changed here.
    Shown,
}

/// One field with its value.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Number of the box.
    pub(super) number: &'static str,
    /// Our own word for it.
    pub(super) label: String,
    /// Path in the claim's JSON.
    pub(super) path: String,
    /// How it is written.
    pub(super) kind: Kind,
    /// Whether a change of it is a change of codes.
    pub(super) clinical: bool,
    /// As shown.
    pub(super) value: String,
}

/// Fields that stand together.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) fields: Vec<Field>,
}

const SEX: &[(&str, &str)] = &[("F", "Female"), ("M", "Male"), ("U", "Not stated")];
const RELATION: &[(&str, &str)] =
    &[("self", "Self"), ("spouse", "Spouse"), ("child", "Child"), ("other", "Other")];
const FREQUENCY: &[(&str, &str)] = &[("1", "1 original"), ("7", "7 replacement"), ("8", "8 void")];
const POA: &[(&str, &str)] =
    &[("Y", "Y"), ("N", "N"), ("U", "U"), ("W", "W"), ("1", "1"), ("", "none")];

/// A row of a form's table: number, label, path, kind.
type Row = (&'static str, &'static str, &'static str, Kind);

const INSURED: &[Row] = &[
    ("top", "Payer", "payer.name", Kind::Text),
    ("top", "Payer identifier", "payer.id", Kind::Optional),
    ("1a", "Member number", "subscriber.member_id", Kind::Text),
    ("4", "Insured: family name", "subscriber.name.family", Kind::Text),
    ("4", "Insured: given name", "subscriber.name.given", Kind::Optional),
    ("6", "Patient is the insured's", "subscriber.relationship", Kind::Choice(RELATION)),
    ("11", "Group", "subscriber.group", Kind::Optional),
    ("11a", "Insured born", "subscriber.birth_date", Kind::OptionalDay),
    ("11c", "Plan", "subscriber.plan", Kind::Optional),
];

const PATIENT: &[Row] = &[
    ("2", "Family name", "patient.name.family", Kind::Text),
    ("2", "Given name", "patient.name.given", Kind::Optional),
    ("3", "Born", "patient.birth_date", Kind::OptionalDay),
    ("3", "Sex", "patient.sex", Kind::Choice(SEX)),
    ("5", "Street", "patient.address.line1", Kind::Text),
    ("5", "City", "patient.address.city", Kind::Text),
    ("5", "State", "patient.address.state", Kind::Text),
    ("5", "ZIP", "patient.address.zip", Kind::Text),
];

const VISIT: &[Row] = &[
    ("17b", "Referring NPI", "referring.npi", Kind::Text),
    ("17b", "Ordering NPI", "ordering.npi", Kind::Text),
    ("18", "Admitted", "admission_date", Kind::OptionalDay),
    ("22", "Frequency", "frequency", Kind::Choice(FREQUENCY)),
    ("22", "Payer's number of the earlier claim", "original_reference", Kind::Optional),
    ("23", "Authorization", "authorization", Kind::Optional),
    ("23", "CLIA number", "clia", Kind::Optional),
    ("24B", "Place of service", "place_of_service", Kind::Optional),
];

const PROVIDERS: &[Row] = &[
    ("24J", "Rendering NPI", "rendering.npi", Kind::Text),
    ("24J", "Rendering taxonomy", "rendering.taxonomy", Kind::Optional),
    ("25", "Tax number", "billing.tax_id", Kind::Optional),
    ("26", "Claim number", "id", Kind::Shown),
    ("32", "Place: name", "facility.name", Kind::Text),
    ("32a", "Place: NPI", "facility.npi", Kind::Optional),
    ("33", "Billing name", "billing.name", Kind::Optional),
    ("33a", "Billing NPI", "billing.npi", Kind::Text),
    ("33b", "Billing taxonomy", "billing.taxonomy", Kind::Optional),
];

const STAY: &[Row] = &[
    ("3a", "Claim number", "id", Kind::Shown),
    ("4", "Type of bill", "bill_type", Kind::Optional),
    ("4", "Frequency", "frequency", Kind::Choice(FREQUENCY)),
    ("6", "From", "from", Kind::Day),
    ("6", "Through", "through", Kind::Day),
    ("12", "Admitted", "admission_date", Kind::OptionalDay),
    ("14", "Priority of admission", "admission_type", Kind::Optional),
    ("15", "Point of origin", "admission_source", Kind::Optional),
    ("17", "Discharge status", "discharge_status", Kind::Optional),
    ("63", "Authorization", "authorization", Kind::Optional),
    ("64", "Payer's number of the earlier claim", "original_reference", Kind::Optional),
];

const HOSPITAL: &[Row] = &[
    ("1", "Billing name", "billing.name", Kind::Optional),
    ("1", "Billing city", "billing.address.city", Kind::Text),
    ("5", "Tax number", "billing.tax_id", Kind::Optional),
    ("56", "Billing NPI", "billing.npi", Kind::Text),
    ("76", "Attending NPI", "rendering.npi", Kind::Text),
    ("77", "Operating NPI", "operating.npi", Kind::Text),
];

/// The boxes of a claim in the order of its form; those of a party that the claim does not name
/// are left out.
pub(super) fn sections(claim: &Claim) -> Vec<Section> {
    let value = serde_json::to_value(claim).unwrap_or_default();
    let section = |title, rows: &[Row]| Section {
        title,
        fields: rows
            .iter()
            .filter(|(_, _, path, _)| parent(&value, path))
            .map(|(number, label, path, kind)| {
                let path = (*path).to_owned();
                let shown = shown(&value, &path, *kind);
                let label = (*label).to_owned();
                Field { number, label, path, kind: *kind, clinical: false, value: shown }
            })
            .collect(),
    };
    let own = match claim.claim_type {
        ClaimType::Professional => vec![
            section("Payer and insured", INSURED),
            section("Patient", PATIENT),
            section("Visit", VISIT),
            diagnoses(claim, &value),
            section("Providers", PROVIDERS),
        ],
        ClaimType::Institutional => vec![
            section("Payer and insured", INSURED),
            section("Patient", PATIENT),
            section("Stay", STAY),
            diagnoses(claim, &value),
            section("Providers", HOSPITAL),
        ],
    };
    own.into_iter().filter(|section| !section.fields.is_empty()).collect()
}

fn diagnoses(claim: &Claim, value: &Value) -> Section {
    let box_number = match claim.claim_type {
        ClaimType::Professional => "21",
        ClaimType::Institutional => "67",
    };
    let mut fields = Vec::new();
    let mut push = |number, label: String, path: String, kind| {
        let value = shown(value, &path, kind);
        fields.push(Field { number, label, path, kind, clinical: true, value });
    };
    for index in 0..claim.diagnoses.len() {
        let label = format!("Diagnosis {}", index + 1);
        push(box_number, label, format!("diagnoses[{index}]"), Kind::Optional);
        if index < claim.diagnoses_poa.len() {
            let label = format!("Present on admission {}", index + 1);
            push(box_number, label, format!("diagnoses_poa[{index}]"), Kind::Choice(POA));
        }
    }
    if claim.admitting_diagnosis.is_some() {
        push("69", "Admitting".to_owned(), "admitting_diagnosis".to_owned(), Kind::Optional);
    }
    for index in 0..claim.reasons_for_visit.len() {
        let label = format!("Reason for visit {}", index + 1);
        push("70", label, format!("reasons_for_visit[{index}]"), Kind::Text);
    }
    for index in 0..claim.procedures.len() {
        let label = format!("Procedure {}", index + 1);
        push("74", label, format!("procedures[{index}].code"), Kind::Text);
    }
    Section { title: "Diagnoses", fields }
}

/// The fields of each service line, in the order of the table's columns.
pub(super) fn lines(claim: &Claim) -> Vec<Vec<Field>> {
    let value = serde_json::to_value(claim).unwrap_or_default();
    let numbers: [&'static str; 7] = match claim.claim_type {
        ClaimType::Professional => ["24A", "24D", "24D", "24E", "24F", "24G", "24D"],
        ClaimType::Institutional => ["45", "44", "44", "44", "47", "46", "42"],
    };
    let columns: [(&str, &str, Kind, bool); 7] = [
        ("Day", "date", Kind::Day, false),
        ("Code", "code", Kind::Optional, true),
        ("Modifiers", "modifiers", Kind::Words, true),
        ("Diagnoses", "pointers", Kind::Pointers, true),
        ("Charge", "charge_cents", Kind::Money, false),
        ("Units", "units", Kind::Number, true),
        ("Revenue or NDC", "", Kind::Optional, false),
    ];
    let line = |index: usize| {
        let fields = columns.iter().zip(numbers).map(|((name, part, kind, clinical), number)| {
            let part = match (*part, claim.claim_type) {
                ("", ClaimType::Institutional) => "revenue_code",
                ("", ClaimType::Professional) => "ndc",
                (part, _) => part,
            };
            let path = format!("lines[{index}].{part}");
            let value = shown(&value, &path, *kind);
            let label = format!("{name} of line {}", index + 1);
            Field { number, label, path, kind: *kind, clinical: *clinical, value }
        });
        fields.collect()
    };
    (0..claim.lines.len()).map(line).collect()
}

/// A path cut into names and positions.
pub(super) fn steps(path: &str) -> Vec<String> {
    let cut = path.split(['.', '[']).map(|part| part.trim_end_matches(']').to_owned());
    cut.filter(|part| !part.is_empty()).collect()
}

/// The value at a path.
pub(super) fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    steps(path).iter().try_fold(value, |value, step| match value {
        Value::Array(list) => list.get(step.parse::<usize>().ok()?),
        other => other.get(step.as_str()),
    })
}

/// Whether the thing that would hold the field is on the claim.
fn parent(value: &Value, path: &str) -> bool {
    match path.split_once('.') {
        Some((party, _)) => at(value, party).is_some_and(|party| !party.is_null()),
        None => true,
    }
}

fn shown(claim: &Value, path: &str, kind: Kind) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    match (at(claim, path), kind) {
        (Some(Value::Number(cents)), Kind::Money) => {
            let cents = cents.as_i64().unwrap_or(0);
            format!(
                "{}{}.{:02}",
                if cents < 0 { "-" } else { "" },
                cents.abs() / 100,
                cents.abs() % 100
            )
        }
        (Some(Value::Array(list)), _) => list.iter().map(text).collect::<Vec<_>>().join(" "),
        (Some(value), _) => text(value),
        (None, _) => String::new(),
    }
}

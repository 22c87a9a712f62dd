//! People and organisations: Patient, Practitioner, PractitionerRole, Organization.

use super::record::Record;
use super::store::Located;
use super::system;
use super::view::{any_code, code, date, first, identifier, items, owned, reference, text};
use model::{Address, HumanName, Organization, Patient, Practitioner, Sex};
use serde_json::Value;

pub(crate) fn patient(source: &Value) -> Patient {
    let sex = match text(source, "gender") {
        Some("female") => Sex::Female,
        Some("male") => Sex::Male,
        _ => Sex::Unknown,
    };
    Patient {
        id: owned(source, "id").into(),
        name: name(source),
        sex,
        birth_date: date(source, "birthDate"),
        address: address(source),
    }
}

/// The official name, else the usual one, else the first that is not old.
pub(crate) fn name(source: &Value) -> Option<HumanName> {
    let names = items(source, "name");
    let used = |wanted: &str| names.iter().find(|n| text(n, "use") == Some(wanted));
    let current =
        || names.iter().find(|n| !matches!(text(n, "use"), Some("old" | "maiden" | "nickname")));
    let name = used("official").or_else(|| used("usual")).or_else(current)?;
    let given = |at: usize| {
        let found = items(name, "given").get(at).and_then(Value::as_str).map(str::trim);
        found.filter(|g| !g.is_empty()).map(str::to_owned)
    };
    let suffix = items(name, "suffix").first().and_then(Value::as_str).map(str::to_owned);
    match text(name, "family") {
        Some(family) => {
            Some(HumanName { family: family.to_owned(), given: given(0), middle: given(1), suffix })
        }
        None => text(name, "text").map(from_words),
    }
}

/// A name that is given as one text: the last word is the family.
fn from_words(words: &str) -> HumanName {
    let titles = ["dr", "dr.", "mr", "mr.", "mrs", "mrs.", "ms", "ms."];
    let kept = words
        .split(',')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .filter(|w| !titles.contains(&w.to_lowercase().as_str()));
    let mut parts: Vec<&str> = kept.collect();
    let family = parts.pop().unwrap_or_default().to_owned();
    let given = parts.first().map(|g| (*g).to_owned());
    let middle = parts.get(1).map(|g| (*g).to_owned());
    HumanName { family, given, middle, suffix: None }
}

/// The home or work address, else the first.
pub(crate) fn address(source: &Value) -> Option<Address> {
    let all = items(source, "address");
    let is_current = |a: &&Value| !matches!(text(a, "use"), Some("old" | "temp"));
    let found = all.iter().find(is_current).or(all.first())?;
    let lines: Vec<&str> = items(found, "line").iter().filter_map(Value::as_str).collect();
    let zip: String = owned(found, "postalCode").chars().filter(char::is_ascii_digit).collect();
    Some(Address {
        line1: lines.first().map(|l| l.trim().to_owned()).unwrap_or_default(),
        line2: lines.get(1).map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()),
        city: owned(found, "city"),
        state: owned(found, "state"),
        zip,
    })
}

pub(crate) fn organization(source: &Value) -> Organization {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let phone = items(source, "telecom")
        .iter()
        .filter(|t| text(t, "system") == Some("phone"))
        .filter_map(|t| text(t, "value"))
        .map(digits)
        .map(|d| if d.len() == 11 { d.trim_start_matches('1').to_owned() } else { d })
        .find(|d| d.len() == 10);
    let in_extension = super::view::extension(source, "taxonomy");
    let taxonomy = items(source, "type")
        .iter()
        .find_map(|t| code(t, system::TAXONOMY))
        .or_else(|| identifier(source, system::TAXONOMY))
        .or_else(|| in_extension.and_then(|e| e.get("valueCodeableConcept")).and_then(any_code));
    Organization {
        id: owned(source, "id"),
        name: owned(source, "name"),
        npi: identifier(source, system::NPI).map(str::to_owned),
        tax_id: identifier(source, system::TAX_ID).map(digits),
        taxonomy: taxonomy.map(str::to_owned),
        clia: identifier(source, system::CLIA).map(str::to_owned),
        address: address(source),
        phone,
    }
}

/// A Practitioner, or the Practitioner of a PractitionerRole, by reference. A reference to a
/// resource that is not here still gives the name that it displays.
pub(crate) fn practitioner(
    record: &Record,
    from: &Value,
    holder: &Value,
    member: &str,
) -> Option<Practitioner> {
    let stated = first(holder, member)?;
    let Some(found) = record.follow(from, holder, member) else {
        let kind = text(stated, "type").or(text(stated, "reference")).unwrap_or_default();
        let name = text(stated, "display").map(from_words)?;
        return kind.contains("Practitioner").then(|| Practitioner {
            id: kind.rsplit('/').next().unwrap_or_default().to_owned(),
            name,
            npi: stated
                .get("identifier")
                .filter(|i| text(i, "system").is_some_and(|s| system::NPI.contains(&s)))
                .and_then(|i| text(i, "value"))
                .map(str::to_owned),
            taxonomy: None,
        });
    };
    match super::view::kind(found) {
        "Practitioner" => Some(person(record, found, None)),
        "PractitionerRole" => {
            let person_of = record.follow(found, found, "practitioner");
            person_of.map(|p| person(record, p, Some(found)))
        }
        _ => None,
    }
}

fn person(record: &Record, source: &Value, role: Option<&Value>) -> Practitioner {
    let id = owned(source, "id");
    let is_role_of = |r: &&Located| {
        let named = reference(&r.value, "practitioner").and_then(|p| record.get(p));
        named.is_some_and(|p| &p.value == source)
    };
    let role =
        role.or_else(|| record.of_kind("PractitionerRole").find(is_role_of).map(|r| &r.value));
    let in_role = role.and_then(|r| {
        let specialty = items(r, "specialty").iter().chain(items(r, "code"));
        specialty.filter_map(|c| code(c, system::TAXONOMY)).next()
    });
    let in_person = || {
        let qualifications = items(source, "qualification").iter().filter_map(|q| q.get("code"));
        qualifications.filter_map(|c| code(c, system::TAXONOMY)).next()
    };
    let npi = identifier(source, system::NPI)
        .or_else(|| role.and_then(|r| identifier(r, system::NPI)))
        .map(str::to_owned);
    Practitioner {
        id,
        name: name(source).unwrap_or_default(),
        npi,
        taxonomy: in_role.or_else(in_person).map(str::to_owned),
    }
}

/// Who rendered: the attending or primary performer of the Encounter, else any of its people,
/// else who signed a report or a note.
pub(crate) fn rendering(record: &Record) -> Option<Practitioner> {
    let by_role = |role: &str| participant(record, |code| code == Some(role));
    by_role("ATND")
        .or_else(|| by_role("PPRF"))
        .or_else(|| participant(record, |code| !matches!(code, Some("REF" | "REFB"))))
        .or_else(|| {
            let signed = [
                ("DiagnosticReport", "resultsInterpreter"),
                ("DiagnosticReport", "performer"),
                ("Composition", "author"),
                ("DocumentReference", "author"),
            ];
            signed.into_iter().find_map(|(kind, member)| {
                record.of_kind(kind).find_map(|r| practitioner(record, &r.value, &r.value, member))
            })
        })
}

fn participant(record: &Record, wanted: impl Fn(Option<&str>) -> bool) -> Option<Practitioner> {
    let encounter = &record.encounter.as_ref()?.value;
    items(encounter, "participant").iter().find_map(|p| {
        let types = items(p, "type");
        let fits = match types {
            [] => wanted(None),
            _ => types.iter().any(|t| wanted(any_code(t))),
        };
        fits.then(|| practitioner(record, encounter, p, "individual")).flatten()
    })
}

/// Who ordered, where that is another person than who rendered: the referrer, else the
/// requester of an order.
pub(crate) fn ordering(record: &Record, rendering: Option<&Practitioner>) -> Option<Practitioner> {
    let other = |p: &Practitioner| rendering.is_none_or(|r| r.id != p.id || r.npi != p.npi);
    let orders = record.of_kind("ServiceRequest");
    participant(record, |code| matches!(code, Some("REF" | "REFB"))).filter(other).or_else(|| {
        orders.filter_map(|o| practitioner(record, &o.value, &o.value, "requester")).find(other)
    })
}

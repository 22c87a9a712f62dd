//! Where care was given and who bills: Location and Organization, up their `partOf` chains.

use super::party;
use super::record::Record;
use super::store::Located;
use super::system;
use super::view::{
    code, extension, extension_code, identifier, items, owned, reference, text, words,
};
use model::{Facility, IntakeWarning, Organization, Setting};
use serde_json::Value;
use std::collections::BTreeSet;

/// Most steps up a `partOf` chain (bed, room, ward, building, site, system).
const MAX_CHAIN: usize = 16;

/// The CMS place of service that a setting implies; `None` where it cannot be known, as for a
/// radiology study (office, hospital and imaging centre differ) or a pathology laboratory.
#[must_use]
pub fn default_place_of_service(setting: Setting) -> Option<&'static str> {
    match setting {
        Setting::Office => Some("11"),
        Setting::Ed => Some("23"),
        Setting::Inpatient => Some("21"),
        Setting::Surgery | Setting::Clinic => Some("22"),
        Setting::Radiology | Setting::Pathology => None,
    }
}

/// The Encounter's place and what it is part of, nearest first.
pub(crate) fn location_chain(record: &Record) -> Vec<&Located> {
    let Some(encounter) = &record.encounter else { return Vec::new() };
    let stays = items(&encounter.value, "location");
    let held = |stay: &&Value| !matches!(text(stay, "status"), Some("planned" | "reserved"));
    let start = stays.iter().rfind(held).and_then(|stay| reference(stay, "location"));
    chain(record, start).0
}

/// A resource and its `partOf` ancestors; also the one at which the chain bites its tail.
fn chain<'a>(record: &'a Record, start: Option<&str>) -> (Vec<&'a Located>, Option<&'a Located>) {
    let mut seen = BTreeSet::new();
    let mut found: Vec<&Located> = Vec::new();
    let mut next = start.and_then(|reference| record.get(reference));
    while let Some(here) = next {
        if !seen.insert(here.order) {
            return (found, Some(here));
        }
        found.push(here);
        if found.len() >= MAX_CHAIN {
            break;
        }
        next = reference(&here.value, "partOf").and_then(|reference| record.get(reference));
    }
    (found, None)
}

fn warn_of_cycle(cycle: Option<&Located>, warnings: &mut Vec<IntakeWarning>) {
    if let Some(at) = cycle {
        let message = format!("{} is part of itself; the chain is cut here", at.key);
        warnings.push(at.warning("reference.cycle", ".partOf", message));
    }
}

/// The CMS place of service that a Location states, in its type or an extension.
pub(crate) fn place_of_service(location: &Value) -> Option<String> {
    let two_digits = |code: &str| code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit());
    let types = items(location, "type").iter();
    let stated = types.filter_map(|t| code(t, system::PLACE_OF_SERVICE)).find(|c| two_digits(c));
    let extended = || {
        let found = ["place-of-service", "placeOfService", "place-of-service-code"]
            .into_iter()
            .find_map(|ending| extension(location, ending))?;
        extension_code(found).filter(|c| two_digits(c))
    };
    stated.or_else(extended).map(str::to_owned)
}

/// The facility of the chart; `None` when no Location or service provider is named.
pub(crate) fn facility(
    record: &Record,
    setting: Option<Setting>,
    warnings: &mut Vec<IntakeWarning>,
) -> Option<Facility> {
    let places = location_chain(record);
    let start = places.first().map(|l| l.key.as_str());
    warn_of_cycle(chain(record, start).1, warnings);
    let stated = places.iter().find_map(|l| place_of_service(&l.value));
    let place_of_service = stated.or_else(|| implied_place(record, &places, setting));
    // A bed or a ward has no address; the nearest place that has one, or an NPI, is the site.
    let is_site = |l: &&&Located| {
        l.value.get("address").is_some() || identifier(&l.value, system::NPI).is_some()
    };
    if let Some(site) = places.iter().find(is_site).or(places.last()) {
        let manager = record.follow(&site.value, &site.value, "managingOrganization");
        let own = identifier(&site.value, system::NPI);
        let npi = own.or_else(|| manager.and_then(|o| identifier(o, system::NPI)));
        let address = party::address(&site.value).or_else(|| manager.and_then(party::address));
        return Some(Facility {
            id: owned(&site.value, "id"),
            name: owned(&site.value, "name"),
            npi: npi.map(str::to_owned),
            place_of_service,
            address,
        });
    }
    let provider = billing(record, &mut Vec::new())?;
    let Organization { id, name, npi, address, .. } = provider;
    Some(Facility { id, name, npi, place_of_service, address })
}

fn implied_place(record: &Record, places: &[&Located], setting: Option<Setting>) -> Option<String> {
    let encounter = record.encounter.as_ref()?;
    let class = encounter.value.get("class").and_then(|class| text(class, "code"));
    match class {
        Some("HH") => return Some("12".to_owned()),
        // Telehealth is 02 or 10, by where the patient was; that is not stated here.
        Some("VR") => return None,
        _ => {}
    }
    let names = places.iter().map(|l| {
        let types = items(&l.value, "type").iter().map(words).collect::<Vec<_>>().join(" ");
        format!("{} {types}", owned(&l.value, "name")).to_lowercase()
    });
    let is_surgery_center = |name: String| {
        ["surgery center", "surgical center", "surgicenter", "ambulatory surgery"]
            .iter()
            .any(|word| name.contains(word))
    };
    if setting == Some(Setting::Surgery) && names.into_iter().any(is_surgery_center) {
        return Some("24".to_owned());
    }
    default_place_of_service(setting?).map(str::to_owned)
}

/// Who bills: the Encounter's service provider, or the nearest organisation above it that has
/// an NPI, as a department has none.
pub(crate) fn billing(record: &Record, warnings: &mut Vec<IntakeWarning>) -> Option<Organization> {
    let encounter = record.encounter.as_ref();
    let provider = encounter.and_then(|e| reference(&e.value, "serviceProvider"));
    let place = location_chain(record).into_iter();
    let manager = place.filter_map(|l| reference(&l.value, "managingOrganization")).next_back();
    let (found, cycle) = chain(record, provider.or(manager));
    warn_of_cycle(cycle, warnings);
    let billing = found.iter().find(|o| identifier(&o.value, system::NPI).is_some());
    billing.or(found.last()).map(|o| party::organization(&o.value))
}

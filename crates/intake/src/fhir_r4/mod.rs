//! FHIR R4 (4.0.1): a Bundle, or a folder of Bulk Data NDJSON, gives one chart per Encounter.
//!
//! Resources are read as JSON through typed looks, so members that the product does not know
//! survive in [`model::Chart::resources`].

mod bulk;
mod bulk_charts;
mod bundle;
mod charge;
mod chart;
mod clinical;
mod composition;
mod condition;
mod coverage;
mod document;
mod drug;
mod encounter;
mod facility;
mod index;
mod lines;
mod memory;
mod narrative;
mod party;
mod record;
mod section;
mod security;
mod setting;
mod store;
mod system;
mod version;
mod view;

pub use bundle::MAX_BUNDLE_BYTES;
pub use facility::default_place_of_service;
pub use lines::MAX_RESOURCE_BYTES;

pub(crate) use bulk_charts::{BulkCharts, BundleLines, kind_of_line};
pub(crate) use bundle::{check_resource, json, too_large, unpack};
pub(crate) use lines::{Line, read_line};
pub(crate) use memory::MemoryStore;

use crate::error::IntakeError;
use crate::options::Options;
use chart::assemble;
use model::Chart;
use record::Record;
use store::Located;

/// Makes the charts of one Bundle: one for each Encounter, or one when there is none.
///
/// `name` is the file name, for messages and for the id of a chart that names none.
///
/// Each element is a chart, or the [`IntakeError`] of that Encounter; a fault of the Bundle as
/// a whole is the only element.
#[must_use]
pub fn charts_from_bundle(
    bytes: &[u8],
    name: &str,
    options: &Options<'_>,
) -> Vec<Result<Chart, IntakeError>> {
    let mut store = MemoryStore::new(name);
    let unpacked = json(bytes, name).and_then(|bundle| unpack(bundle, name, &mut store));
    match unpacked {
        Ok(()) => charts_of(store, name, options),
        Err(fault) => vec![Err(fault)],
    }
}

/// The charts of all resources in a store.
pub(crate) fn charts_of(
    mut store: MemoryStore,
    name: &str,
    options: &Options<'_>,
) -> Vec<Result<Chart, IntakeError>> {
    store.tie();
    let id = crate::text::title_of(name);
    let encounters: Vec<Located> = store.of_kind("Encounter").cloned().collect();
    match encounters.as_slice() {
        [] => vec![without_encounter(&mut store).and_then(|r| assemble(r, &id, options))],
        [one] => {
            let patient = record::patient_of(&mut store, one);
            let record = patient.and_then(|p| record::whole(&mut store, Some(one.clone()), p));
            vec![record.and_then(|r| assemble(r, &id, options))]
        }
        _ => encounters
            .into_iter()
            .enumerate()
            .map(|(at, encounter)| {
                let record = record::of_encounter(&mut store, encounter);
                record.and_then(|r| assemble(r, &format!("{id}-{}", at + 1), options))
            })
            .collect(),
    }
}

fn without_encounter(store: &mut MemoryStore) -> Result<Record, IntakeError> {
    let patients: Vec<Located> = store.of_kind("Patient").cloned().collect();
    match patients.as_slice() {
        [] => {
            use store::ResourceStore;
            let message = "no Patient and no Encounter; a chart needs its Patient".to_owned();
            Err(IntakeError::new("fhir.no_patient", store.name(), "Bundle.entry", message))
        }
        [patient] => record::whole(store, None, patient.clone()),
        [first, second, ..] if first.key == second.key => record::whole(store, None, first.clone()),
        [first, second, ..] => {
            let message = format!(
                "two patients in one chart: {} and {} ({}), and no Encounter that tells them \
                 apart; separate them",
                second.key, first.key, first.place
            );
            Err(second.error("fhir.two_patients", "", message))
        }
    }
}

//! Loads the Bulk Data export of the patient simulator `clinosim`, where one is at hand:
//! `CLEANCLAIM_CLINOSIM=FOLDER` names its `fhir_r4` folder. Without it the tests are shown as
//! ignored, with the reason.

use intake::{Options, charts};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};

fn main() {
    let folder = std::env::var_os("CLEANCLAIM_CLINOSIM").map(PathBuf::from);
    let missing = folder.is_none();
    let kind = if missing { "set CLEANCLAIM_CLINOSIM to the export to run" } else { "" };
    let folder = folder.unwrap_or_default();
    let test = Trial::test("every_encounter_of_an_export_is_a_chart", move || load(&folder))
        .with_kind(kind)
        .with_ignored_flag(missing);
    libtest_mimic::run(&Arguments::from_args(), vec![test]).exit();
}

fn ensure(holds: bool, message: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(message().into()) }
}

fn load(folder: &Path) -> Result<(), Failed> {
    let lines = |name: &str| -> Result<usize, Failed> {
        let file = std::fs::File::open(folder.join(name))?;
        Ok(std::io::BufReader::new(file).lines().count())
    };
    let mut warnings: BTreeMap<String, usize> = BTreeMap::new();
    let (mut count, mut documents, mut observations) = (0, 0, 0);
    for chart in charts(&[folder.to_owned()], &Options::default()) {
        let chart = chart.map_err(|fault| fault.to_string())?;
        count += 1;
        documents += chart.documents.len();
        observations += chart.observations.len();
        ensure(chart.patient.is_some(), || format!("{}: no patient", chart.id))?;
        ensure(chart.encounter.start.is_some(), || format!("{}: no date", chart.id))?;
        ensure(chart.encounter.setting.is_some(), || format!("{}: no setting", chart.id))?;
        ensure(chart.rendering.is_some(), || format!("{}: nobody rendered", chart.id))?;
        ensure(chart.billing.is_some(), || format!("{}: nobody bills", chart.id))?;
        for document in &chart.documents {
            for (start, end, _) in &document.sections {
                let range = *start as usize..*end as usize;
                ensure(document.text.get(range).is_some(), || {
                    format!("{}: a section of {} is no slice", chart.id, document.source)
                })?;
            }
        }
        for warning in &chart.warnings {
            *warnings.entry(warning.code.clone()).or_default() += 1;
        }
    }
    println!("{count} charts, {documents} documents, {observations} observations: {warnings:?}");
    ensure(count == lines("Encounter.ndjson")?, || format!("{count} charts"))?;
    ensure(documents >= lines("Composition.ndjson")?, || format!("{documents} documents"))
}

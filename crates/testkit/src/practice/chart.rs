//! `chart.toml` and its documents become a [`PracticeChart`].

use super::embedded::ChartFiles;
use super::{Directory, FeeSchedule, PracticeChart, PracticeError};
use model::{
    Charge, Chart, Coverage, Date, Document, DrugQuantity, Encounter, GapKind, Medication,
    Observation, Patient, RecordedCondition, Relationship, Setting, TimeOfDay,
};
use serde::Deserialize;

/// One `chart.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChartFile {
    setting: Setting,
    /// The service in a few words.
    service: String,
    date: Date,
    end: Option<Date>,
    /// By the practice's clock.
    start_time: Option<TimeOfDay>,
    end_time: Option<TimeOfDay>,
    new_patient: Option<bool>,
    discharge_status: Option<String>,
    admission_type: Option<String>,
    admission_source: Option<String>,
    /// Code of one of the conditions.
    admitting_diagnosis: Option<String>,
    reasons: Vec<String>,
    rendering: String,
    ordering: Option<String>,
    facility: String,
    /// Key of the organisation that bills, when not the rendering provider's.
    billing: Option<String>,
    /// What the documents lack on purpose.
    #[serde(default)]
    gaps: Vec<GapKind>,
    patient: Patient,
    coverage: CoverageEntry,
    document: Vec<DocumentEntry>,
    #[serde(default)]
    condition: Vec<ConditionEntry>,
    #[serde(default)]
    observation: Vec<ObservationEntry>,
    #[serde(default)]
    medication: Vec<MedicationEntry>,
    #[serde(default)]
    charge: Vec<ChargeEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CoverageEntry {
    payer: String,
    member_id: String,
    group: Option<String>,
    plan: Option<String>,
    #[serde(default)]
    relationship: Relationship,
    subscriber: Option<Patient>,
    authorization: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentEntry {
    file: String,
    title: String,
    loinc: String,
    /// Day it was written, when not the day of service.
    date: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionEntry {
    icd10cm: Option<String>,
    snomed: Option<String>,
    text: String,
    #[serde(default = "active")]
    status: String,
    #[serde(default = "problem_list_item")]
    category: String,
    rank: Option<u16>,
    present_on_admission: Option<char>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ObservationEntry {
    loinc: String,
    text: String,
    value: String,
    unit: Option<String>,
    interpretation: Option<String>,
    category: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MedicationEntry {
    text: String,
    dose: Option<String>,
    #[serde(default)]
    administered: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChargeEntry {
    code: Option<String>,
    #[serde(default)]
    modifiers: Vec<String>,
    #[serde(default = "one")]
    units: u32,
    /// Total of the line in dollars; without it, the fee times the units.
    amount: Option<String>,
    revenue_code: Option<String>,
    ndc: Option<String>,
    /// How much of the drug, in its own unit.
    ndc_quantity: Option<DrugQuantity>,
    date: Option<Date>,
}

fn active() -> String {
    "active".to_owned()
}

fn problem_list_item() -> String {
    "problem-list-item".to_owned()
}

fn one() -> u32 {
    1
}

/// Reads one embedded chart and joins it with the directory and the fees.
pub(super) fn read(
    files: &ChartFiles,
    directory: &Directory,
    fees: &FeeSchedule,
) -> Result<PracticeChart, PracticeError> {
    let place = format!("charts/{}/chart.toml", files.slug);
    let file: ChartFile = toml::from_str(files.chart)
        .map_err(|fault| PracticeError::Toml { file: place.clone(), fault: fault.into() })?;
    let content = |fault: String| PracticeError::Content { file: place.clone(), fault };
    if let Some(code) = &file.admitting_diagnosis
        && !file.condition.iter().any(|c| c.icd10cm.as_ref() == Some(code))
    {
        return Err(content(format!("the admitting diagnosis {code} is none of the conditions")));
    }
    let provider = directory.providers.get(&file.rendering);
    let billing = file.billing.as_ref().or(provider.map(|p| &p.organization));
    let billing = billing.ok_or_else(|| content(format!("no provider `{}`", file.rendering)))?;
    let ordering = file.ordering.as_deref().map(|key| directory.provider(key)).transpose()?;
    let chart = Chart {
        id: files.slug.into(),
        encounter: encounter(files.slug, &file),
        coverages: vec![coverage(&file.coverage, directory)?],
        rendering: Some(directory.provider(&file.rendering)?),
        ordering,
        billing: Some(directory.organization(billing)?),
        facility: Some(directory.facility(&file.facility)?),
        documents: documents(files, &file).map_err(content)?,
        conditions: file.condition.iter().map(condition).collect(),
        observations: file.observation.iter().map(|o| observation(o, file.date)).collect(),
        medications: file.medication.iter().map(|m| medication(m, file.date)).collect(),
        charges: charges(&file, fees).map_err(content)?,
        patient: Some(file.patient),
        ..Chart::default()
    };
    let slug = files.slug.to_owned();
    Ok(PracticeChart { slug, service: file.service, chart, gaps: file.gaps })
}

fn encounter(slug: &str, file: &ChartFile) -> Encounter {
    Encounter {
        id: Some(slug.into()),
        setting: Some(file.setting),
        start: Some(file.date),
        end: file.end,
        start_time: file.start_time,
        end_time: file.end_time,
        new_patient: file.new_patient,
        discharge_status: file.discharge_status.clone(),
        admission_type: file.admission_type.clone(),
        admission_source: file.admission_source.clone(),
        admitting_diagnosis: file.admitting_diagnosis.clone(),
        reasons: file.reasons.clone(),
        reason_codes: Vec::new(),
    }
}

fn coverage(entry: &CoverageEntry, directory: &Directory) -> Result<Coverage, PracticeError> {
    let payer = directory.payer(&entry.payer)?;
    Ok(Coverage {
        order: 1,
        member_id: entry.member_id.clone(),
        group: entry.group.clone(),
        plan: entry.plan.clone(),
        relationship: entry.relationship,
        subscriber: entry.subscriber.clone(),
        payer: payer.resolve(),
        kind: payer.kind,
        timely_filing_days: Some(payer.timely_filing_days),
        auth_required: payer.auth_required.clone(),
        authorization: entry.authorization.clone(),
    })
}

/// The documents in the order of `chart.toml`, which must name every embedded file once.
fn documents(files: &ChartFiles, file: &ChartFile) -> Result<Vec<Document>, String> {
    if files.documents.len() != file.document.len() {
        return Err("chart.toml and the table in embedded.rs name different documents".to_owned());
    }
    let documents = file.document.iter().map(|entry| {
        let found = files.documents.iter().find(|(name, _)| *name == entry.file);
        let (name, text) = found.ok_or_else(|| format!("`{}` is not embedded", entry.file))?;
        let stem = name.strip_suffix(".txt").unwrap_or(name);
        Ok(Document {
            id: format!("{}-{stem}", files.slug).into(),
            title: entry.title.clone(),
            loinc: Some(entry.loinc.clone()),
            date: Some(entry.date.unwrap_or(file.date)),
            text: (*text).to_owned(),
            sections: Vec::new(),
            source: format!("charts/{}/{name}", files.slug),
            tags: Vec::new(),
        })
    });
    documents.collect()
}

fn condition(entry: &ConditionEntry) -> RecordedCondition {
    RecordedCondition {
        icd10cm: entry.icd10cm.clone(),
        snomed: entry.snomed.clone(),
        text: entry.text.clone(),
        clinical_status: Some(entry.status.clone()),
        verification_status: Some("confirmed".to_owned()),
        category: Some(entry.category.clone()),
        rank: entry.rank,
        present_on_admission: entry.present_on_admission,
        ..RecordedCondition::default()
    }
}

fn observation(entry: &ObservationEntry, day: Date) -> Observation {
    Observation {
        loinc: Some(entry.loinc.clone()),
        text: entry.text.clone(),
        value: Some(entry.value.clone()),
        unit: entry.unit.clone(),
        interpretation: entry.interpretation.clone(),
        category: Some(entry.category.clone()),
        date: Some(day),
    }
}

fn medication(entry: &MedicationEntry, day: Date) -> Medication {
    let status = if entry.administered { "completed" } else { "active" };
    Medication {
        rxnorm: None,
        text: entry.text.clone(),
        administered: entry.administered,
        status: Some(status.to_owned()),
        dose: entry.dose.clone(),
        date: Some(day),
    }
}

fn charges(file: &ChartFile, fees: &FeeSchedule) -> Result<Vec<Charge>, String> {
    let charges = file.charge.iter().map(|entry| {
        let code = entry.code.as_deref();
        let named = code.or(entry.revenue_code.as_deref()).unwrap_or("a charge without a code");
        let unit = code.and_then(|code| fees.unit_charge(code, &entry.modifiers));
        let amount = match &entry.amount {
            Some(text) => model::Cents::from_decimal(text).map_err(|e| e.to_string())?,
            None => unit
                .and_then(|unit| unit.checked_times(i64::from(entry.units)))
                .ok_or_else(|| format!("{named}: give an amount, or a row in fees.csv"))?,
        };
        Ok(Charge {
            code: entry.code.clone(),
            modifiers: entry.modifiers.clone(),
            units: entry.units,
            amount,
            revenue_code: entry.revenue_code.clone(),
            ndc: entry.ndc.clone(),
            ndc_quantity: entry.ndc_quantity.clone(),
            date: Some(entry.date.unwrap_or(file.date)),
            source: String::new(),
        })
    });
    charges.collect()
}

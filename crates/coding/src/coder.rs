//! The coder: one chart, read and coded, from its documents to the finished value.

use crate::confidence::{self, ConfidenceModel};
use crate::draft::{Diagnosis, Draft, Facts, Once};
use crate::generic_mentions::GenericMentions;
use crate::guidelines::present_on_admission;
use crate::pcs::{self, PcsMap};
use crate::procedures::ProcedureMap;
use crate::route::{self, Outcome};
use crate::tables::Tables;
use crate::{gaps, gather, guidelines, sequence, setting};
use codesets::CodeSets;
use model::{Chart, CodedChart, Date, DiagnosisCode, Evidence, NotCoded, ProcedureCode, Setting};
use reader::{Reader, Reading};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The day whose code sets are taken for a chart that gives no date: inside the embedded release.
pub const DEFAULT_DATE: (i16, i8, i8) = (2026, 6, 15);

/// Most pieces of evidence that a code carries.
const MOST_EVIDENCE: usize = 6;

/// Most mentions that are listed as not coded.
const MOST_NOT_CODED: usize = 500;

/// What is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// What a claim reports.
    #[default]
    Claim,
    /// Every condition that is mentioned, denied ones too: for research and registries.
    Mentions,
}

/// Why a coder can't be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CoderError(pub String);

/// Reads and codes charts. Made once for a set of packs, used for any number of charts.
pub struct Coder {
    sets: Arc<CodeSets>,
    reader: Reader,
    model: ConfidenceModel,
    procedures: ProcedureMap,
    generic: GenericMentions,
    tables: Tables,
    pcs: PcsMap,
    fallback: Date,
}

impl Coder {
    /// A coder over the code sets at hand. The tabular list in force on a chart's date is taken
    /// for each chart; the dictionary is that of the newest index.
    ///
    /// # Errors
    /// When an embedded data file is not of its form; tests read them all.
    pub fn new(sets: Arc<CodeSets>) -> Result<Coder, CoderError> {
        let (year, month, day) = DEFAULT_DATE;
        let fallback = Date::new(year, month, day).unwrap_or_default();
        crate::neoplasm_sites::Sites::embedded().map_err(CoderError)?;
        crate::drug_table::Groups::embedded().map_err(CoderError)?;
        let tables = Tables::of(&sets, fallback);
        let model = ConfidenceModel::embedded().map_err(CoderError)?;
        // The dictionary and the procedure map know nothing of each other: both cores work.
        let (reader, procedures) = std::thread::scope(|scope| {
            let map = scope.spawn(ProcedureMap::embedded);
            let reader = Reader::new(sets.icd10cm(fallback), tables.index.as_ref());
            (reader, map.join())
        });
        let reader = reader.map_err(CoderError)?;
        let procedures = match procedures {
            Ok(map) => map.map_err(|fault| CoderError(fault.to_string()))?,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        let generic = GenericMentions::embedded().map_err(CoderError)?;
        let pcs = PcsMap::embedded().map_err(|fault| CoderError(fault.to_string()))?;
        Ok(Coder { sets, reader, model, procedures, generic, tables, pcs, fallback })
    }

    /// The reader behind the coder.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The confidence model behind the coder.
    #[must_use]
    pub fn model(&self) -> &ConfidenceModel {
        &self.model
    }

    /// The code sets behind the coder.
    #[must_use]
    pub fn sets(&self) -> &CodeSets {
        &self.sets
    }

    /// Reads and codes a chart.
    #[must_use]
    pub fn code(&self, chart: &Chart, profile: Profile) -> CodedChart {
        let reading = self.reader.read(chart);
        let (facts, inferred) = self.facts(chart, &reading);
        let stated = chart.encounter.setting;
        let mut coded = match profile {
            Profile::Claim => self.claim(&facts, stated.is_none() && inferred.is_empty()),
            Profile::Mentions => self.mentions(&facts),
        };
        coded.date_assumed = chart.encounter.start.or(chart.encounter.end).is_none();
        coded.setting_inferred = stated.is_none();
        coded.setting_evidence = inferred;
        coded.warnings = chart.warnings.clone();
        coded
    }

    /// The draft behind a coded chart, with the features of every diagnosis: what a fit of the
    /// confidence model starts from.
    #[must_use]
    pub fn draft(&self, chart: &Chart) -> Draft {
        let reading = self.reader.read(chart);
        let (facts, _) = self.facts(chart, &reading);
        self.diagnose(&facts)
    }

    /// Setting, date and tabular list of a chart, and the words from which a setting that the
    /// chart does not state was inferred.
    fn facts<'a>(&'a self, chart: &'a Chart, reading: &'a Reading) -> (Facts<'a>, Vec<Evidence>) {
        let inferred = match chart.encounter.setting {
            Some(setting) => setting::Inferred { setting, evidence: Vec::new() },
            None => setting::infer(chart, reading),
        };
        let discharge = chart.encounter.end.filter(|_| inferred.setting == Setting::Inpatient);
        let date = discharge.or(chart.encounter.start).unwrap_or(self.fallback);
        let facts = Facts {
            chart,
            reading,
            reader: &self.reader,
            pack: self.sets.icd10cm(date),
            tables: &self.tables,
            setting: inferred.setting,
            date,
            lower: Once::new(),
            only_side: Once::new(),
            named_sex: Once::new(),
            quits_tobacco: Once::new(),
            circumstances: Once::new(),
        };
        (facts, inferred.evidence)
    }

    fn diagnose(&self, facts: &Facts<'_>) -> Draft {
        let mut draft = Draft::default();
        gather::gather(facts, &mut draft);
        guidelines::apply(facts, &mut draft);
        sequence::sequence(facts, &mut draft);
        gaps::find(facts, &mut draft);
        confidence::score(facts, &self.model, &mut draft);
        draft
    }

    fn claim(&self, facts: &Facts<'_>, setting_unsure: bool) -> CodedChart {
        let mut draft = self.diagnose(facts);
        let (mut px, em) =
            crate::services::services(&self.procedures, &self.model, facts, &mut draft);
        confidence::score_services(&self.model, &mut px);
        let tables = self.sets.icd10pcs(facts.date);
        let each = self.model.procedure;
        let pcs = pcs::operations(&self.pcs, tables, facts, &mut draft, each);
        let billed: Vec<&ProcedureCode> = px.iter().chain(&pcs).collect();
        let chart_confidence = chart_confidence(&self.model, &draft.diagnoses, &billed);
        let (route, reasons) = route::decide(&Outcome {
            draft: &draft,
            procedures: &px,
            setting: facts.setting,
            setting_unsure,
            no_document: facts.chart.documents.iter().all(|d| d.text.trim().is_empty()),
            chart_confidence,
            threshold: self.model.release_threshold,
        });
        let mut coded = self.empty(facts);
        coded.not_coded = not_coded(facts, &draft);
        coded.admitting = present_on_admission::admitting(facts, &draft.diagnoses);
        coded.dx = finish(facts, draft.diagnoses);
        coded.px = px;
        coded.pcs = pcs;
        coded.gaps = draft.gaps;
        coded.route = route;
        coded.reasons = reasons;
        coded.chart_confidence = chart_confidence;
        coded.em = em;
        coded
    }

    /// Every condition that a document names, walked to a code, whatever its assertion.
    fn mentions(&self, facts: &Facts<'_>) -> CodedChart {
        let mut coded = self.empty(facts);
        let mut draft = Draft { diagnoses: gather::all_mentioned(facts), ..Draft::default() };
        self.generic.add(facts, &mut draft);
        confidence::score(facts, &self.model, &mut draft);
        coded.dx = finish(facts, draft.diagnoses);
        coded.reasons = vec!["a list of mentions is no claim".to_owned()];
        coded
    }

    fn empty(&self, facts: &Facts<'_>) -> CodedChart {
        let mut releases: BTreeMap<String, String> = self.sets.releases(facts.date);
        releases.insert("policy".into(), "reference".into());
        if facts.setting == Setting::Inpatient {
            let none = || pcs::NOT_IMPORTED.to_owned();
            releases.entry(pcs::FAMILY.to_owned()).or_insert_with(none);
        }
        releases.insert("lexicon".into(), crate::coder::data_label().to_owned());
        CodedChart {
            id: facts.chart.id.clone(),
            setting: facts.setting,
            date: facts.date,
            dx: Vec::new(),
            px: Vec::new(),
            pcs: Vec::new(),
            not_coded: Vec::new(),
            gaps: Vec::new(),
            route: model::Route::Review,
            reasons: Vec::new(),
            chart_confidence: 0.01,
            releases,
            date_assumed: false,
            setting_inferred: false,
            setting_evidence: Vec::new(),
            admitting: None,
            em: None,
            warnings: Vec::new(),
        }
    }
}

/// The label of the embedded language data: the version of the product that carries it.
#[must_use]
pub fn data_label() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

fn finish(facts: &Facts<'_>, diagnoses: Vec<Diagnosis>) -> Vec<DiagnosisCode> {
    let finished = diagnoses.into_iter().enumerate().map(|(i, d)| {
        let poa = present_on_admission::indicator(facts, &d);
        let mut evidence: Vec<Evidence> = Vec::new();
        for piece in d.evidence {
            if !evidence.contains(&piece) && evidence.len() < MOST_EVIDENCE {
                evidence.push(piece);
            }
        }
        DiagnosisCode {
            description: facts.pack.title(&d.code),
            code: d.code,
            rank: u16::try_from(i + 1).unwrap_or(u16::MAX),
            confidence: d.confidence,
            evidence,
            rules: d.rules,
            rejected: d.rejected,
            poa,
        }
    });
    finished.collect()
}

/// What was not coded, each place once, without words that became a code after all.
fn not_coded(facts: &Facts<'_>, draft: &Draft) -> Vec<NotCoded> {
    let coded: Vec<(u32, u32, u32)> = draft
        .diagnoses
        .iter()
        .flat_map(|d| d.evidence.iter().map(|e| (e.document, e.start, e.end)))
        .collect();
    let mut all: Vec<NotCoded> = draft
        .not_coded
        .iter()
        .filter(|n| !coded.contains(&(n.document, n.start, n.end)))
        .take(MOST_NOT_CODED)
        .map(|n| NotCoded { text: facts.evidence(n.document, n.start, n.end).text, ..n.clone() })
        .collect();
    all.sort_by(|a, b| {
        (a.document, a.start, a.end, &a.code).cmp(&(b.document, b.start, b.end, &b.code))
    });
    all.dedup_by(|a, b| (a.document, a.start, a.end) == (b.document, b.start, b.end));
    all
}

/// The probability that every billed code is right.
fn chart_confidence(
    model: &ConfidenceModel,
    diagnoses: &[Diagnosis],
    px: &[&ProcedureCode],
) -> f64 {
    let all: Vec<f64> =
        diagnoses.iter().map(|d| d.confidence).chain(px.iter().map(|p| p.confidence)).collect();
    confidence::round(model.of_chart(&all))
}

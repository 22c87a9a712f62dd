//! Risk of management: what was decided about drugs, operations, admission, and what stands in
//! the way of care.

use super::cues::{Cue, Means};
use super::levels::Grade;
use super::scan::{Block, Hit, Page, Scan, Zone};
use super::visit::Family;
use crate::draft::Facts;
use model::{Assertion, Evidence, SectionKind, Setting};
use reader::{Drug, Gap, Mention, Risk, TermSource};

/// Most pieces of evidence that are shown.
const MOST_EVIDENCE: usize = 8;

/// The risk of a visit.
#[derive(Clone, Debug, Default)]
pub struct Management {
    /// Its grade.
    pub grade: Grade,
    /// What carries that grade.
    pub evidence: Vec<Evidence>,
    /// An operation was decided that is done at once.
    pub emergency_surgery: bool,
}

struct Weighing<'f, 's, 'a> {
    facts: &'f Facts<'a>,
    blocks: &'s [Block],
    family: Family,
    found: Vec<(Grade, Evidence)>,
    emergency_surgery: bool,
}

/// Grades the risk of a visit; `tested`: tests were ordered or reviewed.
#[must_use]
pub fn management(
    facts: &Facts<'_>,
    scan: &Scan<'_>,
    blocks: &[Block],
    family: Family,
    tested: bool,
) -> Management {
    let found = Vec::new();
    let mut weighing = Weighing { facts, blocks, family, found, emergency_surgery: false };
    for page in &scan.pages {
        for mention in &page.reading.mentions {
            weighing.drug(page, mention);
        }
    }
    for (page, hit) in scan.hits() {
        if let Means::Cue(cue) = hit.means {
            weighing.words(page, hit, cue);
        }
    }
    // A visit that orders tests is more than rest and advice.
    let least = if tested { Grade::Low } else { Grade::Minimal };
    let grade = weighing.found.iter().map(|(grade, _)| *grade).max().unwrap_or_default().max(least);
    let mut evidence: Vec<Evidence> =
        weighing.found.into_iter().filter(|(g, _)| *g == grade).map(|(_, e)| e).collect();
    evidence.dedup();
    evidence.truncate(MOST_EVIDENCE);
    Management { grade, evidence, emergency_surgery: weighing.emergency_surgery }
}

impl Weighing<'_, '_, '_> {
    fn add(&mut self, grade: Grade, evidence: Evidence) {
        self.found.push((grade, evidence));
    }

    /// A drug that is started, stopped, changed, refilled, continued or given.
    fn drug(&mut self, page: &Page<'_>, mention: &Mention) {
        let TermSource::Drug(row) = self.facts.reader.term(mention).source else { return };
        let Some(drug) = self.facts.reader.lexicon().drugs.get(row as usize) else { return };
        let (Some(first), Some(last)) = (mention.words.first(), mention.words.last()) else {
            return;
        };
        if mention.finding.assertion == Assertion::Negated || is_no_management(drug) {
            return;
        }
        if !managed(page, mention, *first) {
            return;
        }
        let own = mention.sentence as usize..mention.sentence as usize + 1;
        let grade = match drug.risk {
            Risk::Otc if page.has(own, Cue::Prescribed) => Grade::Moderate,
            Risk::Otc => Grade::Low,
            Risk::Controlled if by_needle(page, mention.sentence, *last) => Grade::High,
            Risk::Intensive if self.watched(page, mention.sentence) => Grade::High,
            Risk::Prescription | Risk::Controlled | Risk::Intensive => Grade::Moderate,
        };
        let words = page.words(self.facts, *first, last + 1);
        self.add(grade, words);
    }

    /// True when the plan of the same problem watches for toxicity.
    fn watched(&self, page: &Page<'_>, sentence: u32) -> bool {
        let block = self.block(page, sentence);
        block.is_some_and(|b| page.has(b.sentences.clone(), Cue::ToxicityWatch))
    }

    fn block(&self, page: &Page<'_>, sentence: u32) -> Option<&Block> {
        let key = (page.number, sentence as usize);
        let at = self.blocks.partition_point(|b| (b.document, b.sentences.start) <= key);
        let block = self.blocks.get(at.checked_sub(1)?)?;
        (block.document == page.number && block.sentences.contains(&(sentence as usize)))
            .then_some(block)
    }

    fn words(&mut self, page: &Page<'_>, hit: &Hit, cue: Cue) {
        let zone = page.zone(hit);
        let decided = matches!(zone, Zone::Plan | Zone::Workup);
        let grade = match cue {
            Cue::MedicinePlan if zone == Zone::Plan && acted(page, hit) => Grade::Moderate,
            Cue::Prescribed if decided && acted(page, hit) => {
                if page.has_beside(hit, Cue::NotADrug) {
                    return;
                }
                Grade::Moderate
            }
            Cue::Surgery => return self.surgery(page, hit),
            Cue::Admitted | Cue::AdmittedAlone if self.admits(page, hit, cue) => Grade::High,
            Cue::Escalated if self.family == Family::Subsequent && acted(page, hit) => {
                if zone != Zone::Plan {
                    return;
                }
                Grade::High
            }
            Cue::ComfortOnly if zone == Zone::Plan && !page.denied(hit) => Grade::High,
            Cue::Social if matches!(zone, Zone::Plan | Zone::Story | Zone::Social) => {
                if page.denied(hit) {
                    return;
                }
                Grade::Moderate
            }
            Cue::OverCounter | Cue::OtherTreatment if decided && acted(page, hit) => Grade::Low,
            Cue::Ordered if zone == Zone::Plan && acted(page, hit) => Grade::Low,
            Cue::RestOnly if zone == Zone::Plan => Grade::Minimal,
            _ => return,
        };
        let evidence = page.evidence(self.facts, hit);
        self.add(grade, evidence);
    }

    /// A decision for an operation.
    fn surgery(&mut self, page: &Page<'_>, hit: &Hit) {
        let (sentence, first, last) = (hit.sentence, hit.first, hit.last);
        let near = match page.zone(hit) {
            Zone::Plan => 12,
            Zone::Story => 4,
            _ => return,
        };
        let bars = Gap::SEMICOLON | Gap::STOP;
        let decided = page.before(sentence, first, Cue::SurgeryDecided, near, bars)
            || (near > 4 && page.after(sentence, last, Cue::SurgeryDecided, 8).is_some());
        let open = page.before(sentence, first, Cue::SurgeryNotDecided, 6, bars)
            || page.after(sentence, last, Cue::OnlyIf, 4).is_some();
        if !decided || open || page.denied(hit) {
            return;
        }
        let small = page.before(sentence, first, Cue::SurgerySmall, 4, bars)
            || page.after(sentence, last, Cue::SurgerySmall, 4).is_some();
        let block = self.block(page, sentence).map(|b| b.sentences.clone());
        let around = block.unwrap_or(sentence as usize..sentence as usize + 1);
        let hits = page.within(around);
        let said = |cue| hits.iter().any(|h| h.means == Means::Cue(cue) && !page.denied(h));
        let at_once = said(Cue::EmergencySurgery) && !small;
        let grade = match (small, at_once || said(Cue::SurgeryRisk)) {
            (true, false) => Grade::Low,
            (true, true) | (false, false) => Grade::Moderate,
            (false, true) => Grade::High,
        };
        self.emergency_surgery |= at_once;
        let evidence = page.words(self.facts, first, last);
        self.add(grade, evidence);
    }

    /// A decision about admission, transfer or a higher level of care.
    fn admits(&self, page: &Page<'_>, hit: &Hit, cue: Cue) -> bool {
        let hospital = matches!(self.facts.setting, Setting::Ed | Setting::Inpatient);
        let zone = page.zone(hit);
        let placed = zone == Zone::Plan || (hospital && zone == Zone::Workup);
        if !placed || page.denied(hit) || page.has_beside(hit, Cue::ComeBack) {
            return false;
        }
        if matches!(self.family, Family::Subsequent | Family::Discharge) {
            return false;
        }
        if cue == Cue::AdmittedAlone {
            use SectionKind as S;
            let section = page.section(hit);
            let disposed = matches!(section, S::Plan | S::AssessmentPlan | S::Assessment);
            return hospital && disposed && !page.conditional(hit);
        }
        let past = page.beside(hit).iter().any(|other| {
            other.means == Means::Cue(Cue::PastStay)
                && other.first < hit.last
                && hit.first < other.last
        });
        hospital || !past
    }
}

/// Affirmed and unconditional.
fn acted(page: &Page<'_>, hit: &Hit) -> bool {
    let needless = page.after(hit.sentence, hit.last, Cue::NotNeeded, 4).is_some();
    !page.denied(hit) && !page.conditional_at(hit.sentence, hit.first) && !needless
}

/// Vaccines, local anaesthetics and plain fluids are no drug management.
fn is_no_management(drug: &Drug) -> bool {
    let class = drug.class.to_ascii_lowercase();
    ["vaccine", "local anaesthetic", "local anesthetic", "fluid", "contrast"]
        .iter()
        .any(|none| class.contains(none))
}

/// True when the plan acts on the drug, or it was given at the visit.
fn managed(page: &Page<'_>, mention: &Mention, first: u32) -> bool {
    let at = mention.sentence as usize;
    let has = |cue| page.has(at..at + 1, cue);
    let open =
        page.denied_at(mention.sentence, first) || page.conditional_at(mention.sentence, first);
    match page.zones[at] {
        Zone::Plan => {
            let leads = first - page.reading.sentences[at].first <= 2;
            !open && (leads || has(Cue::DrugActedOn) || has(Cue::Dose))
        }
        Zone::Workup => !open && has(Cue::Given),
        Zone::Heading | Zone::Story | Zone::Social | Zone::Other | Zone::Lists => false,
    }
}

/// True when the drug went in by a needle.
fn by_needle(page: &Page<'_>, sentence: u32, last: u32) -> bool {
    page.after(sentence, last + 1, Cue::ByNeedle, 5).is_some()
        || page.before(sentence, last, Cue::ByNeedle, 3, Gap::SEMICOLON | Gap::STOP | Gap::COMMA)
}

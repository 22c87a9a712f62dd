//! From mentions to diagnoses: which of them the encounter reports, each walked to a code.
//!
//! Outpatient (Section IV.J): conditions that coexist and need or affect care. Inpatient
//! (Section III): those evaluated, treated, or that lengthen the stay.

use crate::context;
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use crate::index_walk::{self, BothBooks};
use crate::mentions;
use crate::neoplasm_sites;
use crate::treatment::{speaks_of_quitting, treated_by_drug};
use codesets::NoteKind;
use codesets::icd10cm::notes;
use model::{Assertion, GapKind, NotCoded, NotCodedWhy, SectionKind, Setting};
use reader::{Kind, Mention, TermSource};

mod acuity;
mod headline;
mod indication;
mod preoperative;
mod procedure_now;

use headline::{is_headline, is_plural, is_recent, names_problem, names_reason};

/// One mention that may be coded, with what its place says.
struct Candidate<'a> {
    document: u32,
    at: u32,
    mention: &'a Mention,
    kind: Kind,
    standing: Standing,
    /// The code to walk from: the term's own, or its history code.
    code: String,
}

/// Fills the draft with walked diagnoses.
pub fn gather(facts: &Facts<'_>, draft: &mut Draft) {
    let mut candidates = Vec::new();
    for (document, at, mention) in facts.mentions() {
        if mention.finding.code.is_empty() {
            continue;
        }
        if let Some(candidate) = candidate(facts, draft, document, at, mention) {
            let also = facts.entry(mention).map_or(&[][..], |e| &e.also);
            let own = candidate.code == mention.finding.code;
            let others = also.iter().filter(|_| own);
            let others: Vec<Candidate<'_>> =
                others.map(|code| Candidate { code: code.clone(), ..candidate }).collect();
            candidates.push(candidate);
            candidates.extend(others);
        }
    }
    preoperative::resolve_same(facts, &mut candidates);
    let least = least_standing(&candidates);
    let (stated, below): (Vec<_>, Vec<_>) =
        candidates.into_iter().partition(|c| c.standing >= least || is_reportable_below(facts, c));
    for candidate in stated {
        add(facts, draft, &candidate);
    }
    for candidate in below {
        if is_asked_for(facts, draft, &candidate) {
            add(facts, draft, &candidate);
        } else {
            refuse(draft, candidate.mention, NotCodedWhy::NotAddressed);
        }
    }
    drop_history_of_what_is_current(facts, draft);
}

/// A condition that is coded as current is not its own history (I.C.21.c.4).
fn drop_history_of_what_is_current(facts: &Facts<'_>, draft: &mut Draft) {
    let category = |d: &Diagnosis| -> Option<String> {
        let (document, at) = d.mentions.first()?;
        let code = &facts.document(*document).mentions[*at as usize].finding.code;
        code.get(..3).map(str::to_owned)
    };
    let mut at = 0;
    while at < draft.diagnoses.len() {
        let history = draft.diagnoses[at].kind == Kind::History;
        let own = category(&draft.diagnoses[at]).filter(|c| history && !c.starts_with('Z'));
        let current = own.and_then(|own| {
            draft.diagnoses.iter().position(|d| d.kind != Kind::History && d.is(&own))
        });
        match current {
            Some(by) => draft.drop(at, NotCodedWhy::Excluded, "I.C.21.c.4", Some(by)),
            None => at += 1,
        }
    }
}

fn candidate<'a>(
    facts: &Facts<'a>,
    draft: &mut Draft,
    document: u32,
    at: u32,
    mention: &'a Mention,
) -> Option<Candidate<'a>> {
    let finding = &mention.finding;
    let kind = facts.reader.kind(mention);
    if mentions::is_silent(finding.section) || kind == Kind::External {
        return None;
    }
    let entry = facts.entry(mention);
    let mut code = finding.code.clone();
    if let Some(several) =
        entry.and_then(|e| e.plural.as_ref()).filter(|_| is_plural(facts, mention))
    {
        code.clone_from(several);
    }
    let mut kind_now = kind;
    let cue = finding.cue.map(|(first, last)| facts.evidence(document, first, last).text);
    let place = mentions::Place {
        last_document: document as usize + 1 == facts.reading.documents.len(),
        resolved: cue.is_some_and(|words| words.to_lowercase().contains("resolved")),
    };
    let refused = mentions::refused(finding, kind, facts.setting, place);
    let over = kind == Kind::Acute && !facts.setting.is_inpatient() && is_recent(facts, mention);
    match refused.or(over.then_some(NotCodedWhy::History)) {
        None => {}
        Some(NotCodedWhy::History) => {
            // What is over is reported by its history code, where it has one (I.C.21.c.4).
            match entry.and_then(|e| e.history.clone()) {
                Some(history) => (code, kind_now) = (history, Kind::History),
                None => {
                    refuse(draft, mention, NotCodedWhy::History);
                    return None;
                }
            }
        }
        Some(why) => {
            refuse(draft, mention, why);
            return None;
        }
    }
    if kind_now == Kind::Status && procedure_now::is_its_object(facts, mention) {
        refuse(draft, mention, NotCodedWhy::NotAddressed);
        return None;
    }
    let standing = standing_of(facts, mention, kind_now, &code);
    if facts.reader.term(mention).source > TermSource::Title && standing < Standing::Narrated {
        return None;
    }
    Some(Candidate { document, at, mention, kind: kind_now, standing, code })
}

/// How strongly a mention stands by its section, its line and what it is.
fn standing_of(facts: &Facts<'_>, mention: &Mention, kind: Kind, code: &str) -> Standing {
    let finding = &mention.finding;
    let mut standing = mentions::standing(finding.section, facts.setting, kind);
    // What an image shows in a stay is a finding until the provider takes it up (III.B).
    if finding.section == SectionKind::Course
        && standing == Standing::Treated
        && indication::is_of_a_study(facts, mention)
    {
        standing = Standing::Mentioned;
    }
    if kind == Kind::Encounter
        && standing == Standing::Diagnosed
        && !is_headline(facts, mention)
        && !(facts.setting == Setting::Radiology && names_problem(facts, mention))
    {
        standing = Standing::Mentioned;
    }
    // In an assessment a symptom counts where it names the problem; under it, it tells of the
    // story, of what to watch for, of what the treatment may do.
    if matches!(kind, Kind::Symptom | Kind::Finding)
        && standing == Standing::Diagnosed
        && !names_problem(facts, mention)
    {
        standing = Standing::Narrated;
    }
    standing = indication::standing(facts, mention, kind).unwrap_or(standing);
    // An order not to resuscitate bears on every day of a stay (I.C.21.c.3).
    if code == "Z66" && facts.setting.is_inpatient() {
        standing = Standing::Treated;
    }
    if kind == Kind::History && standing == Standing::Narrated {
        standing = Standing::Listed;
    }
    standing
}

/// The weakest standing that is reported: diagnoses where the chart states any, else its story.
fn least_standing(candidates: &[Candidate<'_>]) -> Standing {
    let states = |standing: Standing| {
        candidates
            .iter()
            .any(|c| c.standing >= standing && !matches!(c.kind, Kind::Status | Kind::History))
    };
    if states(Standing::Treated) { Standing::Treated } else { Standing::Narrated }
}

/// Conditions below the diagnoses that are still reported: a lasting disease for which a current
/// drug is documented, and states that bear on care.
fn is_reportable_below(facts: &Facts<'_>, candidate: &Candidate<'_>) -> bool {
    let visit = !matches!(facts.setting, Setting::Radiology | Setting::Pathology);
    match candidate.kind {
        Kind::Chronic if visit && candidate.standing >= Standing::Listed => {
            let tobacco = crate::draft::is_below(&candidate.code, "F17");
            (tobacco && speaks_of_quitting(facts)) || treated_by_drug(facts, &candidate.code)
        }
        Kind::Encounter => {
            candidate.standing >= Standing::Narrated && names_reason(facts, candidate.mention)
        }
        _ => false,
    }
}

/// Tobacco beside a lasting disease that asks for it with "use additional code" (I.A.17), at its
/// category, block or chapter: the lungs, the heart and vessels.
fn is_asked_for(facts: &Facts<'_>, draft: &Draft, candidate: &Candidate<'_>) -> bool {
    let tobacco = ["F17", "Z72.0", "Z87.891"];
    let own = tobacco.iter().find(|t| crate::draft::is_below(&candidate.code, t));
    let visit = !matches!(facts.setting, Setting::Radiology | Setting::Pathology);
    let (Some(own), true, true) = (own, visit, candidate.standing >= Standing::Listed) else {
        return false;
    };
    let lasting = |d: &&Diagnosis| d.kind == Kind::Chronic && d.standing >= Standing::Treated;
    draft.diagnoses.iter().filter(lasting).any(|d| {
        facts.pack.base(&d.code).is_some_and(|node| {
            node.inherited_notes(NoteKind::UseAdditional)
                .flat_map(|(_, note)| notes::spans(note))
                .any(|span| span.contains(own))
        })
    })
}

fn add(facts: &Facts<'_>, draft: &mut Draft, candidate: &Candidate<'_>) {
    let finding = &candidate.mention.finding;
    let around = context::around(facts, candidate.mention);
    let Some(code) = neoplasm_sites::sited(facts, candidate.mention, &candidate.code) else {
        return;
    };
    let mut books = index_walk::walk(facts, &code, &finding.term, &around);
    if let Some(walk) = acuity::both(facts, candidate.mention, &candidate.code) {
        books.walk = walk;
    }
    let walk = &books.walk;
    let evidence = facts.evidence(finding.document, finding.start, finding.end);
    if walk.codes.is_empty() {
        if candidate.standing >= Standing::Treated {
            let at = walk.stopped_at.clone().unwrap_or_else(|| candidate.code.clone());
            let text = format!(
                "\"{}\" is not specific enough for a billable code below {at}; what kind, site \
                 or cause is documented?",
                evidence.text
            );
            draft.gap(GapKind::Type, text, vec![evidence]);
        }
        refuse(draft, candidate.mention, NotCodedWhy::Unspecific);
        return;
    }
    for code in &walk.codes {
        merge(facts, draft, candidate, &books, code);
    }
}

fn merge(
    facts: &Facts<'_>,
    draft: &mut Draft,
    candidate: &Candidate<'_>,
    books: &BothBooks,
    code: &str,
) {
    let walk = &books.walk;
    let finding = &candidate.mention.finding;
    let evidence = facts.evidence(finding.document, finding.start, finding.end);
    let order = (claim_order(facts, finding), finding.document, finding.start);
    let place = (candidate.document, candidate.at);
    if let Some(known) = draft.diagnoses.iter_mut().find(|d| d.code == code) {
        known.mentions.push(place);
        known.standing = known.standing.max(candidate.standing);
        if order < known.order {
            known.order = order;
            known.evidence.insert(0, evidence);
        } else {
            known.evidence.push(evidence);
        }
        known.defaulted &= walk.defaulted || is_unspecified(facts, code);
        return;
    }
    let source = tabular_rule(facts, candidate);
    let what = (candidate.kind, candidate.standing);
    let integral_to = facts.entry(candidate.mention).map(|e| e.integral_to.clone());
    let mut diagnosis = Diagnosis {
        mentions: vec![place],
        defaulted: walk.defaulted || is_unspecified(facts, code),
        uncertain: finding.assertion == Assertion::Possible,
        integral_to: integral_to.unwrap_or_default(),
        term_code: candidate.code.clone(),
        path: books.path.clone(),
        ..Diagnosis::added(code, what, vec![evidence], order, &source)
    };
    if diagnosis.uncertain {
        diagnosis.rule("II.H");
    }
    if walk.codes.len() > 1 || walk.side_missing {
        diagnosis.rule("I.B.13");
    }
    if candidate.kind == Kind::History {
        diagnosis.rule("I.C.21.c.4");
    }
    for (other, missing) in &walk.passed {
        diagnosis.reject(other, format!("not documented: {missing}"));
    }
    draft.diagnoses.push(diagnosis);
}

/// True for a code whose title leaves something open.
fn is_unspecified(facts: &Facts<'_>, code: &str) -> bool {
    facts.pack.title_has(code, "unspecified")
}

/// How the code was reached: by the lexicon, a title, an inclusion term or the index.
fn tabular_rule(facts: &Facts<'_>, candidate: &Candidate<'_>) -> String {
    match facts.reader.term(candidate.mention).source {
        TermSource::Index => "I.B.1 index".into(),
        TermSource::Title => "I.B.1 tabular title".into(),
        TermSource::Inclusion => "I.A.11 inclusion term".into(),
        TermSource::Lexicon(_) | TermSource::Drug(_) => "I.B.1 lexicon".into(),
    }
}

/// Of several documents of a stay the last, written at discharge, says what was found after study.
fn claim_order(facts: &Facts<'_>, finding: &model::Finding) -> u8 {
    let last = finding.document as usize + 1 == facts.reading.documents.len();
    let earlier = facts.setting == Setting::Inpatient && !last;
    let weight = match (facts.setting, finding.section) {
        (Setting::Radiology, SectionKind::Indication) => 0,
        (_, section) => order_weight(section),
    };
    weight + if earlier { EARLIER_DOCUMENT } else { 0 }
}

/// How far the diagnoses of an earlier document of a stay stand behind.
const EARLIER_DOCUMENT: u8 = 8;

/// Order of sections for the claim: what the provider states as the diagnosis comes first.
fn order_weight(section: SectionKind) -> u8 {
    use SectionKind as S;
    match section {
        S::DischargeDiagnosis | S::PostoperativeDiagnosis | S::PathologyDiagnosis => 0,
        S::Assessment | S::AssessmentPlan | S::Impression => 1,
        S::PreoperativeDiagnosis | S::AdmissionDiagnosis => 2,
        S::Course | S::Plan => 3,
        S::Findings | S::ChiefComplaint | S::Indication => 4,
        S::PresentIllness | S::Unknown | S::OperativeNarrative => 5,
        _ => 6,
    }
}

/// Records words that name a condition and were not coded.
pub fn refuse(draft: &mut Draft, mention: &Mention, why: NotCodedWhy) {
    let finding = &mention.finding;
    draft.not_coded.push(NotCoded {
        document: finding.document,
        text: String::new(),
        start: finding.start,
        end: finding.end,
        code: finding.code.clone(),
        why,
    });
}

/// Every condition that a document names, whatever its assertion, walked to a code.
#[must_use]
pub fn all_mentioned(facts: &Facts<'_>) -> Vec<Diagnosis> {
    let mut draft = Draft::default();
    for (document, at, mention) in facts.mentions() {
        let kind = facts.reader.kind(mention);
        if mention.finding.code.is_empty() || kind == Kind::External {
            continue;
        }
        let code = mention.finding.code.clone();
        let standing = Standing::Mentioned;
        add(facts, &mut draft, &Candidate { document, at, mention, kind, standing, code });
    }
    crate::guidelines::metastasis::apply(facts, &mut draft);
    draft.diagnoses
}

#[cfg(test)]
mod tests;

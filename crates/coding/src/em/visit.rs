//! Which visit the documents are: whether a clinician saw the patient, where, for the first time
//! or again, and whether another rule than medical decision making decides.

use super::cues::Cue;
use super::scan::{Hit, Page, Scan, Zone};
use crate::draft::{Draft, Facts};
use model::{Evidence, SectionKind, Setting};

/// The family of the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Office and other outpatient.
    Office {
        /// New to the practice.
        new: bool,
    },
    /// Emergency department.
    Emergency,
    /// On request of another clinician, for a payer that takes consultation numbers.
    Consultation {
        /// In a hospital stay.
        hospital: bool,
    },
    /// Admitted and discharged on one day.
    SameDay,
    /// First day of a hospital stay.
    Initial,
    /// A later day of a stay.
    Subsequent,
    /// The day of discharge.
    Discharge,
}

impl Family {
    /// Name of its ladder; the day of discharge has none.
    #[must_use]
    pub fn ladder(self) -> Option<&'static str> {
        match self {
            Family::Office { new: true } => Some("office_new"),
            Family::Office { new: false } => Some("office_established"),
            Family::Emergency => Some("emergency"),
            Family::Consultation { hospital: false } => Some("office_consult"),
            Family::Consultation { hospital: true } => Some("inpatient_consult"),
            Family::SameDay => Some("same_day"),
            Family::Initial => Some("inpatient_initial"),
            Family::Subsequent => Some("inpatient_subsequent"),
            Family::Discharge => None,
        }
    }
}

/// A visit, with the words that say so.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Its family.
    pub family: Family,
    /// The words.
    pub evidence: Vec<Evidence>,
    /// What a coder must look at.
    pub review: Vec<String>,
}

const TOLD: &[Zone] = &[Zone::Story, Zone::Heading, Zone::Other];

/// The visit of the documents, when there is one.
#[must_use]
pub fn visit(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Visit> {
    match facts.setting {
        Setting::Office | Setting::Clinic => office(facts, scan),
        Setting::Ed => {
            let told = [Zone::Story, Zone::Heading, Zone::Other, Zone::Plan];
            let urgent = scan.said(Cue::UrgentCare, TOLD).is_some();
            if urgent && scan.said(Cue::EmergencyPlace, &told).is_none() {
                return office(facts, scan);
            }
            seen(facts, scan).then(|| plain(Family::Emergency))
        }
        Setting::Inpatient => inpatient(facts, scan),
        Setting::Radiology | Setting::Surgery | Setting::Pathology => None,
    }
}

fn plain(family: Family) -> Visit {
    Visit { family, evidence: Vec::new(), review: Vec::new() }
}

/// True when the note shows a clinician's work: a story or an examination, and a decision.
fn seen(facts: &Facts<'_>, scan: &Scan<'_>) -> bool {
    use SectionKind as S;
    if is_procedure_note(scan) {
        return false;
    }
    let decided = scan.has_section(&[S::Assessment, S::AssessmentPlan, S::Plan, S::Impression]);
    let told = scan.has_section(&[S::PresentIllness, S::ChiefComplaint, S::Exam, S::Vitals]);
    let hospital = matches!(facts.setting, Setting::Ed | Setting::Inpatient);
    let course = hospital && scan.has_section(&[S::Course]);
    if told && (decided || course) {
        return true;
    }
    // Loose text above a diagnosis: telegraphic notes name no story.
    let assessed = scan.has_section(&[S::Assessment, S::AssessmentPlan]);
    let loose = scan.has_section(&[S::Unknown]);
    if (assessed && loose) || (facts.setting == Setting::Ed && (decided || course)) {
        return true;
    }
    // A letter or a dictation without headings.
    let mut words: Vec<String> = scan
        .cues(Cue::VisitWords)
        .map(|(page, hit)| {
            let tokens = &page.reading.tokens;
            let (start, end) =
                (tokens[hit.first as usize].start, tokens[hit.last as usize - 1].end);
            page.text.get(start as usize..end as usize).unwrap_or_default().to_lowercase()
        })
        .take(200)
        .collect();
    words.sort_unstable();
    words.dedup();
    let decides = scan.cues(Cue::DecisionWords).next().is_some();
    words.len() >= 2 && decides && (decided || told || scan.has_section(&[S::Unknown]))
}

/// An operative or procedure report is no visit.
fn is_procedure_note(scan: &Scan<'_>) -> bool {
    use SectionKind as S;
    let operated = scan.has_section(&[S::PreoperativeDiagnosis, S::PostoperativeDiagnosis]);
    let narrated = scan.has_section(&[S::OperativeNarrative, S::Technique, S::Specimen]);
    let decided = scan.has_section(&[S::Assessment, S::AssessmentPlan, S::Plan]);
    operated || (narrated && !decided)
}

fn office(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Visit> {
    let nobody = [Zone::Story, Zone::Heading, Zone::Other, Zone::Workup];
    if scan.said(Cue::NoVisit, &nobody).is_some() || !seen(facts, scan) {
        return None;
    }
    if let Some(consultation) = requested(facts, scan) {
        return Some(consultation);
    }
    let mut visit = plain(Family::Office { new: false });
    let (new, words, stated) = new_patient(facts, scan);
    visit.family = Family::Office { new };
    visit.evidence.extend(words);
    if !stated {
        visit.review.push(
            "The note does not say whether the patient is new to the practice; established is \
             assumed. Check the last three years of visits."
                .into(),
        );
    }
    Some(visit)
}

/// A consultation in the office that another clinician asked for. Medicare and the states' plans
/// take no consultation numbers; a payer that is not known gets the office visit.
fn requested(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Visit> {
    if !facts.circumstances().is_private() {
        return None;
    }
    let (page, hit) = scan.said(Cue::ConsultDay, TOLD)?;
    scan.said(Cue::SentHere, TOLD)?;
    let mut visit = plain(Family::Consultation { hospital: false });
    visit.evidence.push(page.evidence(facts, hit));
    Some(visit)
}

/// Days since an operation that the note gives, the fewest.
#[must_use]
pub fn days_since_operation(scan: &Scan<'_>) -> Option<u32> {
    scan.cues(Cue::SinceSurgery).filter_map(|(page, hit)| days_beside(page, hit)).min()
}

/// New to the practice: the structured encounter, else the words, else no. Also the words, and
/// whether anything says so.
fn new_patient(facts: &Facts<'_>, scan: &Scan<'_>) -> (bool, Option<Evidence>, bool) {
    if let Some(new) = facts.chart.encounter.new_patient {
        return (new, None, true);
    }
    let evidence = |(page, hit): (&Page<'_>, &Hit)| page.evidence(facts, hit);
    let zones = [Zone::Story, Zone::Heading, Zone::Other, Zone::Plan];
    let known = scan.said(Cue::EstablishedPatient, TOLD);
    let explicit = known.filter(|(page, hit)| {
        let words = page.evidence(facts, hit).text.to_lowercase();
        let told = ["established", "existing", "est pt", "est. pt", "estab pt", "estab. pt"];
        told.iter().any(|known| words.contains(known))
    });
    if explicit.is_some() {
        return (false, explicit.map(evidence), true);
    }
    if let Some(new) = scan.said(Cue::NewPatient, &zones) {
        return (true, Some(evidence(new)), true);
    }
    if let Some(known) = known {
        return (false, Some(evidence(known)), true);
    }
    let sent = scan.said(Cue::SentHere, TOLD);
    (sent.is_some(), sent.map(evidence), sent.is_some())
}

fn inpatient(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Visit> {
    use SectionKind as S;
    if is_procedure_note(scan) {
        return None;
    }
    let any = |cue| scan.cues(cue).next();
    let evidence = |(page, hit): (&Page<'_>, &Hit)| page.evidence(facts, hit);
    let title = scan.pages.first().map(|page| page_title(facts, page)).unwrap_or_default();
    let discharged = any(Cue::DischargeDay).filter(|_| {
        scan.has_section(&[S::DischargeDiagnosis, S::Course, S::Instructions])
            || title.contains("discharge")
    });
    if let Some(found) = discharged {
        let found = evidence(found);
        if facts.circumstances().discharged_same_day(facts) {
            let mut visit = plain(Family::SameDay);
            visit.evidence.push(found);
            return Some(visit);
        }
        return discharge(facts, scan, found);
    }
    if !seen(facts, scan) {
        return None;
    }
    if let Some(found) = any(Cue::ConsultDay) {
        let hospital = true;
        let private = facts.circumstances().is_private();
        let consultation = Family::Consultation { hospital };
        let mut visit = plain(if private { consultation } else { Family::Initial });
        visit.evidence.push(evidence(found));
        if private {
            return Some(visit);
        }
        visit.review.push(
            "An inpatient consultation: payers that take consultation codes want 99252 to 99255 \
             instead of the initial hospital visit."
                .into(),
        );
        return Some(visit);
    }
    let (admission, later) = (any(Cue::AdmissionDay), any(Cue::StayDay));
    let whole = scan.has_section(&[S::PresentIllness])
        && scan.has_section(&[S::PastHistory, S::Medications, S::SocialHistory]);
    let initial = title.contains("admission") || admission.is_some() || (later.is_none() && whole);
    let mut visit = plain(if initial { Family::Initial } else { Family::Subsequent });
    visit.evidence.extend(if initial { admission } else { later }.map(evidence));
    Some(visit)
}

fn page_title(facts: &Facts<'_>, page: &Page<'_>) -> String {
    let document = facts.chart.documents.get(page.number as usize);
    document.map(|d| d.title.to_lowercase()).unwrap_or_default()
}

/// The day of discharge, unless the stay was for a planned operation whose package holds it.
fn discharge(facts: &Facts<'_>, scan: &Scan<'_>, evidence: Evidence) -> Option<Visit> {
    let operated = scan.has_section(&[SectionKind::Procedure]);
    let planned = scan.cues(Cue::PlannedOperation).next();
    let mut visit = plain(Family::Discharge);
    visit.evidence.push(evidence);
    if let Some((page, hit)) = planned.filter(|_| operated) {
        visit.evidence = vec![page.evidence(facts, hit)];
        visit.review.push(format!(
            "The stay was for a planned operation (\"{}\"): the surgeon's discharge day is part \
             of the operation's package, so no discharge visit is coded. Another clinician who \
             discharged the patient may bill it.",
            visit.evidence[0].text
        ));
        return Some(visit);
    }
    if operated {
        visit.review.push(
            "An operation was done in this stay: the discharge day is billable only by a \
             clinician outside the surgeon's package."
                .into(),
        );
    }
    Some(visit)
}

/// True when the review says that the package of an operation holds the discharge day.
#[must_use]
pub fn in_package(scan: &Scan<'_>) -> bool {
    scan.has_section(&[SectionKind::Procedure]) && scan.cues(Cue::PlannedOperation).next().is_some()
}

/// A preventive visit: what the note names it, where it is the reason for coming.
#[derive(Clone, Debug)]
pub struct Preventive {
    /// The words.
    pub evidence: Vec<Evidence>,
    /// Medicare's own number, where the words are Medicare's.
    pub medicare: Option<Cue>,
}

/// The preventive visit of the note, when it is one.
#[must_use]
pub fn preventive(facts: &Facts<'_>, scan: &Scan<'_>, draft: &Draft) -> Option<Preventive> {
    let told = [Zone::Story, Zone::Heading, Zone::Other, Zone::Plan];
    let medicare = [Cue::MedicareWelcome, Cue::MedicareFirst, Cue::MedicareWellness]
        .into_iter()
        .find_map(|cue| reason(facts, scan, cue).map(|evidence| (cue, evidence)));
    let insured = scan.said(Cue::Medicare, &told).is_some();
    if let Some((cue, evidence)) = medicare.filter(|(c, _)| *c != Cue::MedicareWellness || insured)
    {
        return Some(Preventive { evidence: vec![evidence], medicare: Some(cue) });
    }
    if let Some(words) = reason(facts, scan, Cue::Preventive) {
        return Some(Preventive { evidence: vec![words], medicare: None });
    }
    let coded = draft.find(&["Z00.0", "Z00.11", "Z00.12", "Z01.41"])?;
    let first = draft.diagnoses.iter().enumerate().min_by_key(|(_, d)| d.order)?;
    (first.0 == coded)
        .then(|| Preventive { evidence: draft.diagnoses[coded].evidence.clone(), medicare: None })
}

/// The words of a cue where they are why the patient came: the complaint, the head of the note,
/// or "here for", "presents for" in the story.
fn reason(facts: &Facts<'_>, scan: &Scan<'_>, cue: Cue) -> Option<Evidence> {
    let found = scan.cues(cue).find(|(page, hit)| {
        if page.denied(hit) || page.has_beside(hit, Cue::PastTest) {
            return false;
        }
        let complaint = page.section(hit) == SectionKind::ChiefComplaint;
        let head = page.section(hit) == SectionKind::Unknown && hit.sentence < 6;
        let zone = page.zone(hit);
        let here = matches!(zone, Zone::Story | Zone::Plan)
            && ["for", "for her", "for his", "for a", "for an", "for the", "for their"]
                .iter()
                .any(|words| ends_before(page, hit, words));
        complaint || head || zone == Zone::Heading || here
    });
    found.map(|(page, hit)| page.evidence(facts, hit))
}

/// True when the text directly before a hit ends with the words.
fn ends_before(page: &Page<'_>, hit: &Hit, words: &str) -> bool {
    let start = page.reading.tokens[hit.first as usize].start as usize;
    let least = start.saturating_sub(24);
    let from = (least..start).find(|i| page.text.is_char_boundary(*i)).unwrap_or(start);
    let before = page.text[from..start].trim_end().to_lowercase();
    before.ends_with(words) && !before[..before.len() - words.len()].ends_with(char::is_alphabetic)
}

/// Longest stretch after a major operation in which its follow-up is not billed, in days.
pub const PACKAGE_DAYS: u32 = 90;

/// A follow-up inside an operation's package: the words, and `true` when the note gives the time
/// since the operation.
#[must_use]
pub fn postoperative(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<(Evidence, bool)> {
    let (page, hit) = scan.said(Cue::PostoperativeVisit, TOLD)?;
    let words = page.evidence(facts, hit);
    let days = scan.cues(Cue::SinceSurgery).filter_map(|(page, hit)| days_beside(page, hit)).min();
    match days {
        Some(days) if days > PACKAGE_DAYS => None,
        Some(_) => Some((words, true)),
        None => Some((words, false)),
    }
}

/// "2 weeks status post", "status post repair 10 days ago", "postop day 3".
fn days_beside(page: &Page<'_>, hit: &Hit) -> Option<u32> {
    let sentence = page.reading.sentences[hit.sentence as usize];
    let word = |i: u32| page.reading.tokens[i as usize].text(page.text);
    (sentence.first..sentence.last).find_map(|i| {
        let number: u32 = number_word(word(i))?;
        let near = i.abs_diff(hit.first) <= 12;
        let unit = (i + 1 < sentence.last).then(|| word(i + 1).to_ascii_lowercase());
        let before = (i > sentence.first).then(|| word(i - 1).to_ascii_lowercase());
        let each = match unit.as_deref() {
            Some("day" | "days") => 1,
            Some("week" | "weeks" | "wk" | "wks") => 7,
            Some("month" | "months" | "mo") => 30,
            Some("year" | "years") => 365,
            _ if before.as_deref() == Some("day") => 1,
            _ => return None,
        };
        near.then_some(number.saturating_mul(each))
    })
}

/// A small number in digits or letters.
#[must_use]
pub fn number_word(text: &str) -> Option<u32> {
    const NAMES: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    if text.len() <= 4 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    NAMES.iter().position(|name| text.eq_ignore_ascii_case(name)).map(|n| n as u32)
}

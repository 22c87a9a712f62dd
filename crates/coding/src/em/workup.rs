//! Data: tests by kind, outside notes, who gave the history, own readings of pictures, talks with
//! outside clinicians. Vital signs and questionnaires never count.

use super::cues::{Cue, Means};
use super::levels::Grade;
use super::scan::{Hit, Page, Scan, Zone};
use crate::draft::Facts;
use model::{Evidence, Setting};
use std::collections::BTreeMap;

/// Most pieces of evidence that are shown.
const MOST_EVIDENCE: usize = 12;

/// What was ordered, reviewed and discussed.
#[derive(Clone, Debug, Default)]
pub struct Workup {
    /// Amount and complexity.
    pub grade: Grade,
    /// Kinds of tests, outside notes and historians.
    pub counted: u32,
    /// What counted.
    pub evidence: Vec<Evidence>,
}

/// Grades the data of a visit.
#[must_use]
pub fn workup(facts: &Facts<'_>, scan: &Scan<'_>) -> Workup {
    let mut evidence = Vec::new();
    let tests = tests(facts, scan, &mut evidence);
    let mut one = |found: Option<Evidence>| {
        let any = found.is_some();
        evidence.extend(found);
        any
    };
    let notes = one(outside_note(facts, scan));
    let historian = one(historian(facts, scan));
    let own_view = one(own_view(facts, scan));
    let talked = one(talked(facts, scan));
    let counted = tests + u32::from(notes) + u32::from(historian);
    let many = counted >= 3;
    let kinds = u32::from(many) + u32::from(own_view) + u32::from(talked);
    let grade = match (kinds, counted) {
        (2.., _) => Grade::High,
        (1, _) => Grade::Moderate,
        (0, 2) => Grade::Low,
        _ if historian => Grade::Low,
        _ => Grade::Minimal,
    };
    evidence.truncate(MOST_EVIDENCE);
    Workup { grade, counted, evidence }
}

/// How many kinds of tests were ordered or reviewed.
fn tests(facts: &Facts<'_>, scan: &Scan<'_>, evidence: &mut Vec<Evidence>) -> u32 {
    // Kind → parts of the body looked at → first words.
    let mut kinds: BTreeMap<u16, BTreeMap<Option<u16>, Evidence>> = BTreeMap::new();
    for (page, hit) in scan.hits() {
        let Means::Test(kind) = hit.means else { continue };
        if counts(facts, scan, page, hit, kind) {
            let region =
                if scan.lists.tests[kind as usize].study { region(page, hit) } else { None };
            let regions = kinds.entry(kind).or_default();
            regions.entry(region).or_insert_with(|| page.evidence(facts, hit));
        }
    }
    let named = |kind: u16| !scan.lists.tests[kind as usize].unnamed;
    let laboratory = kinds.keys().any(|k| named(*k) && !scan.lists.tests[*k as usize].study);
    let mut count = 0;
    for (kind, mut regions) in kinds {
        if laboratory && !named(kind) {
            continue;
        }
        if regions.len() > 1 {
            regions.remove(&None);
        }
        count += regions.len() as u32;
        evidence.extend(regions.into_values());
    }
    count
}

/// True when a test named here was ordered or reviewed at this visit.
fn counts(facts: &Facts<'_>, scan: &Scan<'_>, page: &Page<'_>, hit: &Hit, kind: u16) -> bool {
    let test = &scan.lists.tests[kind as usize];
    let (beside, zone) = (|cue| page.has_beside(hit, cue), page.zone(hit));
    let placed = match zone {
        Zone::Plan | Zone::Workup => true,
        Zone::Story => beside(Cue::Ordered) || beside(Cue::LookedAt),
        Zone::Other => beside(Cue::Ordered),
        Zone::Heading | Zone::Social | Zone::Lists => false,
    };
    if !placed || (test.beside_testing && !beside(Cue::Testing)) {
        return false;
    }
    if test.unnamed && zone == Zone::Story {
        return false;
    }
    let not_done = page.denied(hit)
        || page.conditional(hit)
        || page.after(hit.sentence, hit.last, Cue::NotNeeded, 5).is_some()
        || page.before(hit.sentence, hit.first, Cue::NotNeeded, 3, 0)
        || page.after(hit.sentence, hit.last, Cue::PastTest, 4).is_some()
        || page.before(hit.sentence, hit.first, Cue::PastTest, 3, 0);
    // A picture that the practice makes and bills is paid with its own number.
    let office = matches!(facts.setting, Setting::Office | Setting::Clinic);
    let own = office && test.study && beside(Cue::TakenHere);
    !not_done && !own
}

/// The part of the body that a study looks at, from the words after it, else before it.
fn region(page: &Page<'_>, hit: &Hit) -> Option<u16> {
    let mut near: Option<(u32, u16)> = None;
    for other in page.beside(hit) {
        let Means::Region(region) = other.means else { continue };
        let distance = if other.first >= hit.first {
            other.first.saturating_sub(hit.last)
        } else {
            hit.first.saturating_sub(other.last) + 1
        };
        if distance <= 4 && near.is_none_or(|(d, _)| distance < d) {
            near = Some((distance, region));
        }
    }
    near.map(|(_, region)| region)
}

const WORKED: &[Zone] = &[Zone::Story, Zone::Plan, Zone::Workup, Zone::Other];

fn outside_note(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Evidence> {
    let (page, hit) = scan.said(Cue::ExternalNote, WORKED)?;
    Some(page.evidence(facts, hit))
}

/// Somebody else who tells the history: "mother reports", "history obtained from the wife".
fn historian(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Evidence> {
    let zones = [Zone::Story, Zone::Plan, Zone::Other];
    for (page, hit) in scan.cues(Cue::Relative).filter(|(p, h)| zones.contains(&p.zone(h))) {
        if let Some(tells) = page.after(hit.sentence, hit.last, Cue::Tells, 2) {
            return Some(page.words(facts, hit.first, tells.last));
        }
        if page.before(hit.sentence, hit.first, Cue::HistoryFrom, 3, 0) {
            return Some(page.evidence(facts, hit));
        }
    }
    None
}

/// The clinician's own reading of a picture or tracing.
fn own_view(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Evidence> {
    let office = matches!(facts.setting, Setting::Office | Setting::Clinic);
    let billed = |page: &Page<'_>, hit: &Hit| office && page.has_beside(hit, Cue::TakenHere);
    let film = scan.said(Cue::FilmViewed, WORKED).filter(|(page, hit)| !billed(page, hit));
    let mut views = scan.cues(Cue::IndependentView).filter(|(page, hit)| {
        let from = (hit.sentence as usize).saturating_sub(1);
        let studies = page.within(from..hit.sentence as usize + 1).iter().any(|other| {
            matches!(other.means, Means::Test(kind)
                if scan.lists.tests[kind as usize].study && !is_tracing(scan, kind))
        });
        let denied = page.before(hit.sentence, hit.first, Cue::Denied, 2, 0);
        WORKED.contains(&page.zone(hit)) && studies && !billed(page, hit) && !denied
    });
    let (page, hit) = views.next().or(film)?;
    Some(page.evidence(facts, hit))
}

/// An electrocardiogram's reading has a number of its own.
fn is_tracing(scan: &Scan<'_>, kind: u16) -> bool {
    matches!(scan.lists.tests[kind as usize].name.as_str(), "ekg" | "rhythm_monitor")
}

/// "I spoke with Dr. X", "discussed with cardiology", "orthopedics consulted".
fn talked(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Evidence> {
    let zones = [Zone::Plan, Zone::Workup, Zone::Other];
    let near = |page: &Page<'_>, sentence: u32, word: u32, reach: u32| -> Option<u32> {
        let professional = page.after(sentence, word, Cue::Professional, reach)?;
        let patient = page.after(sentence, word, Cue::PatientSide, reach);
        patient.is_none_or(|p| p.first > professional.first).then_some(professional.last)
    };
    let worked = |(page, hit): &(&Page<'_>, &Hit)| {
        zones.contains(&page.zone(hit)) && !page.denied(hit) && !page.conditional(hit)
    };
    for (page, hit) in scan.cues(Cue::Talked).filter(worked) {
        let linked = page.after(hit.sentence, hit.last, Cue::Linking, 4);
        if let Some(last) = linked.and_then(|link| near(page, hit.sentence, link.last, 5)) {
            return Some(page.words(facts, hit.first, last));
        }
    }
    for (page, hit) in scan.cues(Cue::TalkedWithoutWith).filter(worked) {
        if let Some(last) = near(page, hit.sentence, hit.last, 3) {
            return Some(page.words(facts, hit.first, last));
        }
        if page.before(hit.sentence, hit.first, Cue::Professional, 3, 0) {
            return Some(page.evidence(facts, hit));
        }
    }
    None
}

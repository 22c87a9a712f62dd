//! The order of diagnoses on the claim.
//!
//! Outpatient (Section IV.G): first the condition chiefly responsible for the services, then the
//! others. Inpatient (Section II): the condition established after study. Symptoms, states and
//! histories follow diseases; external causes come last.

use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::Setting;
use reader::Kind;

/// Most diagnoses that are kept: an 837I carries 25, and nothing after those reaches a claim.
pub const MOST_DIAGNOSES: usize = 25;

/// Puts the diagnoses into claim order and cuts what no claim can carry.
pub fn sequence(facts: &Facts<'_>, draft: &mut Draft) {
    draft.diagnoses.sort_by(|a, b| key(facts, a).cmp(&key(facts, b)));
    // A manifestation or external cause never stands first.
    let may_lead = |d: &Diagnosis| {
        facts
            .pack
            .validity_on(&d.code, facts.date)
            .is_none_or(|v| !v.attributes.is_manifestation() && !v.attributes.is_external_cause())
    };
    if let Some(at) = draft.diagnoses.iter().position(may_lead) {
        draft.diagnoses[..=at].rotate_right(1);
    }
    if draft.diagnoses.len() > MOST_DIAGNOSES {
        let cut = draft.diagnoses.len() - MOST_DIAGNOSES;
        draft.diagnoses.truncate(MOST_DIAGNOSES);
        draft.review.push(format!("{cut} diagnoses more than a claim can carry were left out"));
    }
    if let Some(first) = draft.diagnoses.first_mut() {
        first.rule(if facts.setting == Setting::Inpatient { "II" } else { "IV.G" });
    }
}

type Key<'a> = (u8, (u8, u32, u32), &'a str);

fn key<'a>(facts: &Facts<'_>, d: &'a Diagnosis) -> Key<'a> {
    let class = match d.kind {
        // A general examination stands before the special ones of the same visit (I.C.21.c.13).
        Kind::Encounter if d.is("Z00") => 0,
        Kind::Encounter if leads(d) && (d.standing >= Standing::Diagnosed || is_reason(d)) => 1,
        Kind::Pregnancy => 1,
        Kind::Encounter => 5,
        Kind::Status | Kind::History => 6,
        Kind::External => 7,
        // An organism names the cause of a disease coded before it (B95-B97, I.C.1.b).
        _ if ["B95", "B96", "B97"].iter().any(|prefix| d.is(prefix)) => 5,
        Kind::Symptom | Kind::Finding if d.standing < Standing::Diagnosed => 4,
        _ if d.standing < Standing::Treated => 4,
        _ => 2,
    };
    let class = match facts.setting {
        // The visit's own order of diagnoses counts; a symptom named first may be the reason.
        Setting::Office | Setting::Clinic | Setting::Ed => class,
        // What a study was asked for stands first where nothing found explains it (IV.K).
        Setting::Radiology if d.order.0 == 0 => class,
        _ if matches!(d.kind, Kind::Symptom | Kind::Finding) => class.max(3),
        _ => class,
    };
    (class, d.order, &d.code)
}

/// Encounter codes that are first-listed when they are the reason (I.C.21.c.16): check-ups,
/// screening, aftercare and therapy; counselling and administrative ones are not.
fn leads(d: &Diagnosis) -> bool {
    let lead = [
        "Z00", "Z01", "Z08", "Z09", "Z11", "Z12", "Z13", "Z34", "Z38", "Z39", "Z42", "Z47", "Z49",
        "Z51",
    ];
    lead.iter().any(|prefix| d.is(prefix))
}

/// A screening or check-up named as the reason for the visit (I.C.21.c.5, I.C.21.c.13).
fn is_reason(d: &Diagnosis) -> bool {
    d.order.0 <= 4
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Clinic, Ed, Inpatient, Office};

    #[test]
    fn first_listed() {
        check(&[
            (Office, "ASSESSMENT:\n1. Acute bronchitis.\n2. Hypertension.", "J20.9! I10"),
            (
                Office,
                "PAST MEDICAL HISTORY: Hypertension.\nMEDICATIONS: lisinopril.\n\nASSESSMENT:\n1. Acute bronchitis.",
                "J20.9! I10",
            ),
            (Office, "ASSESSMENT:\n1. Annual physical exam.\n2. Hypertension.", "Z00.00! I10"),
            (
                Ed,
                "HPI: Fell from a ladder.\n\nASSESSMENT:\n1. Closed fracture of right distal radius.",
                "S52.501A!",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Chest pain.\n2. NSTEMI.", "I21.4!"),
            (Office, "ASSESSMENT:\n1. History of colon cancer.\n2. Hypertension.", "I10! Z85.038"),
            (
                Office,
                "CHIEF COMPLAINT: Knee pain.\n\nASSESSMENT:\n1. Type 2 diabetes.\n2. Right knee osteoarthritis.",
                "E11.9! M17.11",
            ),
            (
                Clinic,
                "INFUSION NOTE\n\nASSESSMENT:\n1. Encounter for chemotherapy.\n2. Right breast cancer.",
                "Z51.11! C50.911",
            ),
        ]);
    }
}

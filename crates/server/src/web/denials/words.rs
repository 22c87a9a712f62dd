//! How denials are told to people.

use crate::web::format::edit_family;
use ::payments::denials::life::DenialState;
use ::payments::denials::{Category, OwnerRole, Stage};
use ::payments::trace::{Hole, Smallest};

/// Where a denial stands.
pub(super) fn state(state: &DenialState) -> String {
    match state {
        DenialState::Open => "open".to_owned(),
        DenialState::InProgress => "in progress".to_owned(),
        DenialState::Resent => "claim sent again".to_owned(),
        DenialState::Appealed { level } => format!("appealed, level {level}"),
        DenialState::Upheld { level } => format!("upheld at level {level}"),
        DenialState::Overturned { paid, in_part: true } => format!("paid in part: {paid}"),
        DenialState::Overturned { paid, .. } => format!("paid: {paid}"),
        DenialState::WrittenOff { reason } => format!("written off: {reason}"),
        DenialState::BilledToPatient => "billed to the patient".to_owned(),
        DenialState::Superseded => "replaced by a later decision".to_owned(),
    }
}

/// Where a denial stood, by the name of the state and the level of its newest appeal.
pub(super) fn state_of(name: &str, level: i64) -> String {
    match name {
        "appealed" => format!("appealed, level {level}"),
        "upheld" => format!("upheld at level {level}"),
        "resent" => "claim sent again".to_owned(),
        "overturned" => "paid".to_owned(),
        "superseded" => "replaced by a later decision".to_owned(),
        other => other.replace('_', " "),
    }
}

/// Who works on it.
pub(super) fn team(role: OwnerRole) -> &'static str {
    match role {
        OwnerRole::FrontDesk => "front desk",
        OwnerRole::Authorization => "authorizations",
        OwnerRole::Coder => "coders",
        OwnerRole::Biller => "billers",
        OwnerRole::Records => "medical records",
        OwnerRole::Credentialing => "credentialing",
        OwnerRole::Contracts => "contracts",
        OwnerRole::PatientBilling => "patient billing",
        OwnerRole::Appeals => "appeals",
        OwnerRole::Denials => "denials",
    }
}

/// Where the cause lies.
pub(super) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Registration => "registration",
        Stage::Authorization => "authorization",
        Stage::Documentation => "the chart",
        Stage::Coding => "coding",
        Stage::Claim => "the claim's fields",
        Stage::Submission => "submission",
        Stage::Enrolment => "the provider's enrolment",
        Stage::Contract => "the contract",
        Stage::Benefit => "the patient's benefits",
        Stage::Appeal => "the appeal",
        Stage::Payer => "the payer",
        Stage::Unknown => "not known yet",
    }
}

/// Why nothing stopped the claim.
pub(super) fn hole(hole: &Hole) -> String {
    match hole {
        Hole::Overridden { edit, reason } => {
            format!("Edit {edit} fired and was let pass: “{reason}”")
        }
        Hole::OnlyWarned { edit } => format!("Edit {edit} fired, but only warned."),
        Hole::NotChecked(missing) => {
            format!("Not checked: the tables for {} are not here.", edit_family(*missing))
        }
        Hole::Silent(all) => {
            let names: Vec<&str> = all.iter().map(|one| edit_family(*one)).collect();
            let names = names.join(", ");
            format!("Our edits on {names} found nothing wrong. A payer rule can close this hole.")
        }
        Hole::NoEdit => "No edit looks at such a cause.".to_owned(),
    }
}

/// The smallest change, in a sentence.
pub(super) fn smallest(smallest: &Smallest, category: Category) -> String {
    match smallest {
        Smallest::Found { changes, .. } => {
            let words: Vec<String> = changes.iter().map(|one| one.words()).collect();
            format!("It would have passed {}.", words.join(" and "))
        }
        Smallest::PassesAsItStands => {
            "It passes as it stands: what the payer did is not among our rules.".to_owned()
        }
        Smallest::NotFound { judged } => {
            let tried = if *judged == 1 { "one change was" } else { "changes were" };
            let many = if *judged == 1 { String::new() } else { format!("{judged} ") };
            // Whether somebody is insured, and where, is no policy that the payer could tell.
            let ask = match category {
                Category::Eligibility | Category::Coordination => "",
                _ => " Ask the payer for its policy.",
            };
            format!("Nothing known to us would have passed ({many}{tried} tried).{ask}")
        }
        Smallest::TooMany => "The search ended at its bound without an answer.".to_owned(),
    }
}

/// What a denial event is called.
pub(super) fn event(name: &str) -> String {
    name.replace('_', " ")
}

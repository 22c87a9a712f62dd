//! One claim as one interchange.

use crate::connectors::Partner;
use crate::follow_up::as_kept;
use crate::surroundings::day_of;
use model::{AccountId, Claim, ClaimType};
use serde::{Deserialize, Serialize};
use x12::{ControlNumbers, Receiver, Submitter, Usage};

/// Qualifier of both interchange identifiers: mutually defined (ISA05, ISA07).
const MUTUALLY_DEFINED: &str = "ZZ";

/// Longest interchange identifier and application code (ISA06, GS02).
const LONGEST_ID: usize = 15;

/// Where ISA08 stands.
const RECEIVER: std::ops::Range<usize> = 54..69;

/// Characters of a parcel's key in a file's name; 128 bits of a SHA-256.
const KEY_IN_NAME: usize = 32;

/// What a parcel holds: which claim, and once packed the very file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Packed {
    pub claim: String,
    pub account: AccountId,
    #[serde(default)]
    pub control: i64,
    #[serde(default)]
    pub file: String,
    #[serde(default)]
    pub text: String,
}

/// The name of the file: a claim that leaves again has another control number, and another name.
pub(super) fn file_name(key: &str, claim_type: ClaimType, control: i64) -> String {
    let ending = match claim_type {
        ClaimType::Professional => "837p",
        ClaimType::Institutional => "837i",
    };
    let key: String = key.chars().take(KEY_IN_NAME).collect();
    format!("claim-{key}-{control}.{ending}")
}

/// The 837 of a claim, or why the guide does not take it.
pub(super) fn write(
    claim: &Claim,
    partner: &Partner,
    (control, at): (i64, i64),
) -> Result<String, Vec<String>> {
    let (submitter, receiver) = ends(partner);
    let control = numbers(partner, (control, at), "BATCH");
    let claims = std::slice::from_ref(claim);
    let text = match claim.claim_type {
        ClaimType::Professional => x12::write_837p(claims, &submitter, &receiver, &control),
        ClaimType::Institutional => x12::write_837i(claims, &submitter, &receiver, &control),
    };
    text.map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

/// Who sends and who receives.
pub(crate) fn ends(partner: &Partner) -> (Submitter, Receiver) {
    let short = |id: &str| id.chars().take(LONGEST_ID).collect::<String>();
    let submitter = Submitter {
        name: partner.sender.name.clone(),
        id: partner.sender.id.clone(),
        contact: partner.contact.clone(),
        phone: partner.phone.clone(),
        email: None,
        qualifier: MUTUALLY_DEFINED.into(),
        interchange_id: short(&partner.sender.id),
        group_id: short(&partner.sender.id),
    };
    let receiver = Receiver {
        name: partner.receiver.name.clone(),
        id: partner.receiver.id.clone(),
        qualifier: MUTUALLY_DEFINED.into(),
        interchange_id: short(&partner.receiver.id),
        group_id: short(&partner.receiver.id),
        ..Receiver::default()
    };
    (submitter, receiver)
}

/// Whom the envelopes of files to a partner name, as it is kept.
pub(crate) fn receiver(partner: &Partner) -> String {
    as_kept(&ends(partner).1.interchange_id)
}

/// Whom the envelope of a file of ours names (ISA08), as it is kept: all of an ISA has its place.
pub(crate) fn receiver_of(text: &str) -> String {
    as_kept(text.get(RECEIVER).unwrap_or_default())
}

/// The numbers and the moment of one file; `batch` begins its name (BHT03).
pub(crate) fn numbers(partner: &Partner, (control, at): (i64, i64), batch: &str) -> ControlNumbers {
    let number = u32::try_from(control).unwrap_or(1);
    let minutes = at.rem_euclid(86_400_000_000) / 60_000_000;
    ControlNumbers {
        interchange: number,
        group: number,
        transaction: 1,
        reference: format!("{batch}-{number:09}"),
        date: day_of(at),
        hour: u8::try_from(minutes / 60).unwrap_or(0),
        minute: u8::try_from(minutes % 60).unwrap_or(0),
        usage: if partner.production { Usage::Production } else { Usage::Test },
    }
}

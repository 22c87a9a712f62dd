//! Reading claims back: an 837P or 837I file enters, `model::Claim` values leave.

use super::read_claim::ClaimReader;
use crate::envelope::{Envelope, Event, MAX_FAULTS};
use crate::fault::{Place, X12Error};
use crate::segment::Segment;
use model::{Claim, ClaimType};

/// The claims of a file, and what of it they do not hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadClaims {
    /// The claims in file order.
    pub claims: Vec<Claim>,
    /// Where facts stand that `model::Claim` has no field for (notes, attachments, value codes,
    /// pay-to address, …), so that nothing is left out in silence.
    pub left: Vec<Place>,
}

/// Reads every claim of a file of 837P (005010X222) and 837I (005010X223) transactions, both
/// the subscriber and the dependent branch.
///
/// # Errors
/// All faults of the envelope and of the values that a claim needs. A file with a fault gives no
/// claims: a partial result could be billed or scrubbed by mistake.
pub fn read_837(data: &[u8]) -> Result<Vec<Claim>, Vec<X12Error>> {
    read_837_with_left(data).map(|read| read.claims)
}

/// As [`read_837`], and says which segments hold facts that a claim cannot carry.
///
/// # Errors
/// As [`read_837`].
pub fn read_837_with_left(data: &[u8]) -> Result<ReadClaims, Vec<X12Error>> {
    let mut faults = Vec::new();
    let mut read = ReadClaims::default();
    let mut version = "";
    let mut reader: Option<ClaimReader> = None;
    for event in Envelope::new(data) {
        if faults.len() >= MAX_FAULTS {
            break;
        }
        match event {
            Err(error) => faults.push(error),
            Ok(Event::GroupStart(segment)) => version = segment.element(8),
            Ok(Event::TransactionStart(segment)) => match guide(segment, version) {
                Ok(claim_type) => reader = Some(ClaimReader::new(claim_type)),
                Err(error) => faults.push(error),
            },
            Ok(Event::Segment(segment)) => {
                if let Some(reader) = &mut reader {
                    reader.take(&segment);
                }
            }
            Ok(Event::TransactionEnd(_)) => {
                if let Some(reader) = reader.take() {
                    let (claims, left, wrong) = reader.finish();
                    read.claims.extend(claims);
                    read.left.extend(left);
                    faults.extend(wrong);
                }
            }
            Ok(Event::InterchangeStart(_) | Event::GroupEnd(_) | Event::InterchangeEnd(_)) => {}
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// The sort of claim that a transaction holds. ST03 tells; GS08 where ST03 is empty.
fn guide(segment: Segment<'_>, group_version: &str) -> Result<ClaimType, X12Error> {
    let version = match segment.element(3) {
        "" => group_version,
        version => version,
    };
    match (segment.element(1), version) {
        ("837", v) if v.starts_with("005010X222") => Ok(ClaimType::Professional),
        ("837", v) if v.starts_with("005010X223") => Ok(ClaimType::Institutional),
        (set, _) => {
            let set: String = set.chars().take(3).collect();
            let version: String = version.chars().take(12).collect();
            let message = format!("transaction {set} of guide `{version}` is not one read here");
            let action = "give an 837P (005010X222) or an 837I (005010X223)";
            Err(X12Error::new("x12.837.guide", segment.place().at(3), message, action))
        }
    }
}

//! Claims of one type become one interchange; a claim that cannot be written stays out of it.

use model::{Claim, ClaimId, ClaimType, Date};
use std::collections::BTreeMap;
use x12::{ControlNumbers, Receiver, Submitter, Usage, WriteFault};

/// Qualifier of both interchange identifiers: mutually defined (ISA05, ISA07).
const MUTUALLY_DEFINED: &str = "ZZ";
/// Longest interchange identifier and application code (ISA06, GS02).
const LONGEST_ID: usize = 15;

/// Who sends, who receives, and whether it is a test.
pub struct Parties {
    /// Name of the sender.
    pub submitter: String,
    /// The sender's identifier.
    pub submitter_id: String,
    /// Whom to ask.
    pub contact: String,
    /// Their telephone.
    pub phone: String,
    /// Name of the receiver.
    pub receiver: String,
    /// The receiver's identifier.
    pub receiver_id: String,
    /// Test or production (ISA15).
    pub usage: Usage,
}

/// Claims of one type that go into one file.
pub struct Batch<'a> {
    /// Their type.
    pub claim_type: ClaimType,
    /// The claims.
    pub claims: Vec<&'a Claim>,
    /// Interchange and group control number.
    pub control: u32,
    /// Day that the file is dated.
    pub day: Date,
}

/// One interchange.
pub struct Interchange<'a> {
    /// The 837; `None` when no claim could be written.
    pub text: Option<String>,
    /// The claims in it.
    pub claims: Vec<&'a Claim>,
    /// Why the other claims are not in it.
    pub refused: BTreeMap<ClaimId, Vec<String>>,
}

impl<'a> Batch<'a> {
    /// Writes the claims; those that lack what the guide asks for are refused and left out.
    ///
    /// # Errors
    /// When sender, receiver or control number cannot be written: then no claim can.
    pub fn write(&self, parties: &Parties) -> Result<Interchange<'a>, String> {
        let mut refused: BTreeMap<ClaimId, Vec<String>> = BTreeMap::new();
        let mut claims = self.claims.clone();
        while !claims.is_empty() {
            let faults = match self.text(&claims, parties) {
                Ok(text) => return Ok(Interchange { text: Some(text), claims, refused }),
                Err(faults) => faults,
            };
            if let Some(fault) = faults.iter().find(|fault| fault.claim.is_none()) {
                return Err(envelope_fault(fault));
            }
            for fault in &faults {
                let id = fault.claim.clone().unwrap_or_default();
                refused.entry(id).or_default().push(fault.to_string());
            }
            let before = claims.len();
            claims.retain(|claim| !refused.contains_key(&claim.id));
            if claims.len() == before {
                let first = faults.first().map(ToString::to_string).unwrap_or_default();
                return Err(format!("the 837 cannot be written: {first}"));
            }
        }
        Ok(Interchange { text: None, claims, refused })
    }

    fn text(&self, claims: &[&Claim], parties: &Parties) -> Result<String, Vec<WriteFault>> {
        let claims: Vec<Claim> = claims.iter().map(|claim| (*claim).clone()).collect();
        let short = |id: &str| id.chars().take(LONGEST_ID).collect::<String>();
        let submitter = Submitter {
            name: parties.submitter.clone(),
            id: parties.submitter_id.clone(),
            contact: parties.contact.clone(),
            phone: parties.phone.clone(),
            email: None,
            qualifier: MUTUALLY_DEFINED.into(),
            interchange_id: short(&parties.submitter_id),
            group_id: short(&parties.submitter_id),
        };
        let receiver = Receiver {
            name: parties.receiver.clone(),
            id: parties.receiver_id.clone(),
            qualifier: MUTUALLY_DEFINED.into(),
            interchange_id: short(&parties.receiver_id),
            group_id: short(&parties.receiver_id),
            ..Receiver::default()
        };
        let control = ControlNumbers {
            interchange: self.control,
            group: self.control,
            transaction: 1,
            reference: format!("BATCH-{:09}", self.control),
            date: self.day,
            usage: parties.usage,
            ..ControlNumbers::default()
        };
        match self.claim_type {
            ClaimType::Professional => x12::write_837p(&claims, &submitter, &receiver, &control),
            ClaimType::Institutional => x12::write_837i(&claims, &submitter, &receiver, &control),
        }
    }
}

/// The ending of a file of this type.
pub fn ending(claim_type: ClaimType) -> &'static str {
    match claim_type {
        ClaimType::Professional => "837p",
        ClaimType::Institutional => "837i",
    }
}

/// A fault of sender or receiver, with the argument that mends it.
fn envelope_fault(fault: &WriteFault) -> String {
    let argument = match fault.field {
        "submitter.name" => "--submitter",
        "submitter.id" | "submitter.interchange_id" | "submitter.group_id" => "--submitter-id",
        "submitter.contact" => "--contact",
        "submitter.phone" => "--phone",
        "receiver.name" => "--receiver",
        "receiver.id" | "receiver.interchange_id" | "receiver.group_id" => "--receiver-id",
        "control.interchange" | "control.group" => "--control",
        _ => return format!("the 837 cannot be written: {fault}"),
    };
    format!("the 837 cannot be written: {fault}; give it with {argument}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parties() -> Parties {
        Parties {
            submitter: "CEDAR CLINIC".into(),
            submitter_id: "1245319599".into(),
            contact: "BILLING".into(),
            phone: "4025550100".into(),
            receiver: "TEST".into(),
            receiver_id: "TEST-WITH-A-LONG-NAME".into(),
            usage: Usage::Test,
        }
    }

    fn claims() -> Vec<Claim> {
        let text = include_bytes!("../../../../../fixtures/x12/claim_837p/claims.json");
        claims::json::read(text, "claims.json").unwrap().claims
    }

    fn write<'a>(claims: &'a [Claim], parties: &Parties) -> Result<Interchange<'a>, String> {
        let (day, claims) = ("2026-06-22".parse().unwrap(), claims.iter().collect());
        let batch = Batch { claim_type: ClaimType::Professional, claims, control: 7, day };
        batch.write(parties)
    }

    #[test]
    fn a_claim_that_cannot_be_written_stays_out() {
        let mut claims = claims();
        assert!(claims.len() > 1);
        claims[0].billing.tax_id = None;
        let interchange = write(&claims, &parties()).unwrap();
        let text = interchange.text.unwrap();
        assert!(text.starts_with("ISA*00*") && text.contains("*000000007*0*T*:~"), "{text}");
        assert_eq!(interchange.claims.len(), claims.len() - 1);
        let why = &interchange.refused[&claims[0].id];
        assert!(why[0].contains("billing.tax_id"), "{why:?}");
        assert_eq!(x12::read_837(text.as_bytes()).unwrap().len(), claims.len() - 1);

        claims.truncate(1);
        let interchange = write(&claims, &parties()).unwrap();
        assert!(interchange.text.is_none() && interchange.refused.len() == 1);
    }

    #[test]
    fn a_fault_of_the_envelope_names_its_argument() {
        for (change, argument) in [
            ((|p| p.phone.clear()) as fn(&mut Parties), "--phone"),
            (|p| p.submitter.clear(), "--submitter"),
            (|p| p.submitter_id.clear(), "--submitter-id"),
            (|p| p.receiver_id = "X".into(), "--receiver-id"),
        ] {
            let mut parties = parties();
            change(&mut parties);
            let fault = write(&claims(), &parties).err().unwrap();
            assert!(fault.ends_with(&format!("give it with {argument}")), "{fault}");
        }
    }
}

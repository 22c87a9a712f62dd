//! What parts of a claim say of each other (SNIP type 4) and a guide's rules cannot express:
//! pointers at diagnoses, payers that lines name, the order of payers, days of service and birth.

use super::findings::{At, Draft, Findings};
use super::set::read_day;
use crate::guide::roles::Role;
use crate::tokens::Cut;
use model::Date;

/// The claim that is open, and what the levels above it say.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClaimLinks {
    /// Payer sequence of the subscriber (SBR01 of loop 2000B).
    subscriber: Vec<u8>,
    birth: Option<Date>,
    claim_open: bool,
    diagnoses: usize,
    sequences: Vec<Vec<u8>>,
    payers: Vec<Vec<u8>>,
}

/// SBR01: the sequence of this payer is not known, which several may say.
const UNKNOWN_SEQUENCE: &[u8] = b"U";

/// A fault of type 4.
fn fault(
    code: &'static str,
    at: At,
    cut: &Cut<'_>,
    in_loop: &str,
    message: String,
    action: &'static str,
) -> Draft {
    Draft::new(code, 4, at, cut.name(), message, action).in_loop(in_loop)
}

impl ClaimLinks {
    pub(crate) fn take(&mut self, findings: &mut Findings<'_>, role: Role, cut: &Cut<'_>, at: At) {
        match role {
            Role::Subscriber => {
                *self = ClaimLinks { subscriber: cut.element(1).to_vec(), ..ClaimLinks::default() };
            }
            Role::Birth => self.birth = read_day(cut.element(2)),
            Role::Claim => {
                self.claim_open = true;
                self.diagnoses = 0;
                self.payers.clear();
                self.sequences.clear();
                self.sequences.push(self.subscriber.clone());
            }
            Role::Diagnoses => {
                self.diagnoses += (1..=cut.tokens.count).filter(|n| cut.has(*n)).count();
            }
            Role::OtherSubscriber => self.sequence(findings, cut, at),
            Role::OtherPayer => self.payers.push(cut.element(9).to_vec()),
            Role::LineAdjudication => self.payer_named(findings, cut, at),
            Role::ServiceLine => self.pointers(findings, cut, at),
            Role::ServiceDate | Role::StatementDate => self.day(findings, cut, at),
            _ => {}
        }
    }

    /// Two payers of a claim cannot both be the first to pay.
    fn sequence(&mut self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let sequence = cut.element(1);
        if self.sequences.iter().any(|s| s == sequence) && sequence != UNKNOWN_SEQUENCE {
            let shown = String::from_utf8_lossy(sequence);
            let message = format!("two payers of the claim have the sequence '{shown}' (SBR01)");
            let action = "give each payer of the claim its own place in the sequence";
            let draft = fault("x12.claim.payer-sequence", at, cut, "2320", message, action);
            findings.add(draft.element(1, 0, 1138).value(sequence));
        }
        self.sequences.push(sequence.to_vec());
    }

    /// SVD01 names one of the other payers of the claim by its identifier.
    fn payer_named(&self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let payer = cut.element(1);
        if payer.is_empty() || self.payers.iter().any(|known| known == payer) {
            return;
        }
        let message = "SVD01 is not the identifier of any other payer of the claim".to_owned();
        let action = "repeat the identifier of loop 2330B (NM109) of the payer that paid";
        let draft = fault("x12.claim.line-payer", at, cut, "2430", message, action);
        findings.add(draft.element(1, 0, 67).value(payer));
    }

    /// Pointers count the diagnoses of the claim from 1: SV107 of a professional line, SV311 of
    /// a dental one.
    fn pointers(&self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let element = match cut.name() {
            b"SV1" => 7,
            b"SV3" => 11,
            _ => return,
        };
        for component in 1..=4 {
            let pointer = cut.component(element, component);
            let number = std::str::from_utf8(pointer).ok().and_then(|p| p.parse::<usize>().ok());
            let Some(number) = number else { continue };
            if (1..=self.diagnoses).contains(&number) {
                continue;
            }
            let message = format!(
                "the line points at diagnosis {number}, but the claim has {}",
                self.diagnoses
            );
            let action = "point at a diagnosis of the claim, counted from 1";
            let draft = fault("x12.claim.pointer", at, cut, "2400", message, action);
            findings.add(draft.element(element, component, 1328).value(pointer));
        }
    }

    /// Nobody is treated before birth.
    fn day(&self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let first = cut.element(3).get(..8).and_then(read_day);
        let (Some(first), Some(birth)) = (first, self.birth) else { return };
        if first < birth && self.claim_open {
            let message = "the service is dated before the patient's birth".to_owned();
            let action = "correct the day of the service or the patient's birth date (DMG02)";
            let draft = fault("x12.claim.before-birth", at, cut, "", message, action);
            findings.add(draft.element(3, 0, 1251));
        }
    }
}

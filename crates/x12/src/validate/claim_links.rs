//! What parts of a claim say of each other (SNIP type 4) and a guide's rules cannot express:
//! pointers at diagnoses, payers that lines name, the order of payers, days of service and birth.

use super::fault::Level;
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
    payers: Vec<Payer>,
    /// SVD01 of the adjudication that is open.
    line_payer: Vec<u8>,
    /// The principal procedure, when it is an operation.
    operation: Option<At>,
    has_surgeon: bool,
    referred: bool,
}

/// Another payer of the claim.
#[derive(Clone, Debug, Default)]
struct Payer {
    id: Vec<u8>,
    /// Loop 2330B tells when it decided, and no line was found yet that tells it again.
    decided: bool,
}

/// Operations are the section 0 of ICD-10-PCS; imaging, transfusions and the like are not.
const SURGERY: u8 = b'0';

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
                self.operation = None;
                (self.has_surgeon, self.referred) = (false, false);
                self.sequences.clear();
                self.sequences.push(self.subscriber.clone());
            }
            Role::Diagnoses => {
                self.diagnoses += (1..=cut.tokens.count).filter(|n| cut.has(*n)).count();
            }
            Role::OtherSubscriber => self.sequence(findings, cut, at),
            Role::OtherPayer => {
                self.payers.push(Payer { id: cut.element(9).to_vec(), decided: false });
            }
            Role::OtherPayerDecided => {
                if let Some(payer) = self.payers.last_mut() {
                    payer.decided = true;
                }
            }
            Role::LineAdjudication => self.payer_named(findings, cut, at),
            Role::LineDecided => self.decided_twice(findings, cut, at),
            Role::PrincipalProcedure if cut.component(1, 1) == b"BBR" => {
                self.operation = (cut.component(1, 2).first() == Some(&SURGERY)).then_some(at);
            }
            Role::OperatingPhysician => self.has_surgeon = true,
            Role::LineNumber => self.referred = false,
            Role::ReferringProvider => self.referral(findings, cut, at),
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
    fn payer_named(&mut self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let payer = cut.element(1);
        self.line_payer = payer.to_vec();
        if payer.is_empty() || self.payers.iter().any(|known| known.id == payer) {
            return;
        }
        let message = "SVD01 is not the identifier of any other payer of the claim".to_owned();
        let action = "repeat the identifier of loop 2330B (NM109) of the payer that paid";
        let draft = fault("x12.claim.line-payer", at, cut, "2430", message, action);
        findings.add(draft.element(1, 0, 67).value(payer));
    }

    /// The day of a payer's decision stands in loop 2330B, or in loop 2430 of its lines: one of the
    /// two (X222, X223 and X224, DTP of loop 2330B).
    fn decided_twice(&mut self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let mut same = self.payers.iter_mut().filter(|payer| payer.id == self.line_payer);
        let (Some(payer), None) = (same.next(), same.next()) else { return };
        if !std::mem::take(&mut payer.decided) {
            return;
        }
        let message = "the day of the other payer's decision stands in loop 2330B and in its lines";
        let action = "leave DTP*573 out of loop 2330B where the lines have it";
        let draft = fault("x12.claim.decided-twice", at, cut, "2430", message.into(), action);
        findings.add(draft.element(3, 0, 1251));
    }

    /// Of two referring providers one is DN, the other P3 (X222 and X224, loop 2310A).
    fn referral(&mut self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        if cut.element(1) == b"DN" && std::mem::replace(&mut self.referred, true) {
            let message = "two providers are named as the referring one (DN)".to_owned();
            let action = "keep one as DN; the primary care provider who referred first is P3";
            let draft = fault("x12.claim.referred-twice", at, cut, "", message, action);
            findings.add(draft.element(1, 0, 98));
        }
    }

    /// Loop 2300 closes: an operation has its operating physician (X223, loop 2310B).
    pub(crate) fn close_claim(&mut self, findings: &mut Findings<'_>) {
        let Some(at) = self.operation.take().filter(|_| !self.has_surgeon) else { return };
        let message = "the principal procedure is an operation, and nobody is named who operated";
        let action = "add the operating physician (loop 2310B, NM1*72)";
        let draft = Draft::new("x12.claim.operating-physician", 4, at, b"HI", message, action);
        findings.add(draft.of_segment("NM1").level(Level::Segment("I6")).in_loop("2310B"));
    }

    /// Pointers count the diagnoses of the claim from 1: SV107 of a professional line, SV311 of
    /// a dental one.
    fn pointers(&self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let element = match cut.name() {
            b"SV1" => 7,
            b"SV3" => 11,
            _ => return,
        };
        if self.diagnoses == 0 {
            // The HI is missing, and told as such.
            return;
        }
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

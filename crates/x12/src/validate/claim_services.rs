//! What the kind of service asks of a claim beyond what lists of codes in a guide can say (SNIP
//! types 4 and 6), told as warnings: payers differ in what they do about it.

use super::findings::{At, Draft, Findings};
use crate::guide::roles::Role;
use crate::tokens::Cut;

/// The claim and the line that are open.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClaimServices {
    claim_certified: bool,
    line_certified: bool,
    line_open: bool,
    /// A laboratory test of the line.
    test: Option<At>,
}

/// Modifier of a test that another laboratory made: that one's certificate is REF F4.
const REFERRED_OUT: &[u8] = b"90";

/// Modifier of the physician's reading alone.
const READING: &[u8] = b"26";

impl ClaimServices {
    pub(crate) fn take(&mut self, findings: &mut Findings<'_>, role: Role, cut: &Cut<'_>, at: At) {
        match role {
            Role::Claim => *self = ClaimServices::default(),
            Role::LineNumber => {
                self.line_certified = false;
                (self.line_open, self.test) = (true, None);
            }
            Role::ServiceLine => self.test = is_test(cut).then_some(at),
            Role::LaboratoryCertificate if self.line_open => self.line_certified = true,
            Role::LaboratoryCertificate => self.claim_certified = true,
            Role::BillingStreet => street(findings, cut, at),
            _ => {}
        }
    }

    /// Loop 2400 closes: a test names the certificate of its laboratory (X222, REF X4).
    pub(crate) fn close_line(&mut self, findings: &mut Findings<'_>) {
        let Some(at) = self.test.take() else { return };
        if self.claim_certified || self.line_certified {
            return;
        }
        let message = "a laboratory test is billed without the laboratory's CLIA number";
        let action = "add REF*X4 to the line or to the claim, unless no CLIA number is needed";
        let draft = Draft::new("x12.claim.laboratory", 6, at, b"SV1", message, action);
        findings.add(draft.of_segment("REF").in_loop("2400").warning());
    }
}

/// A test of pathology and laboratory (80047 to 88399), less those for which the CMS asks no
/// certificate: consultations, skin tests, blood products, breath and skin measures.
fn is_test(cut: &Cut<'_>) -> bool {
    let code = cut.component(1, 2);
    if cut.name() != b"SV1" || cut.component(1, 1) != b"HC" || code.len() != 5 {
        return false;
    }
    let number = std::str::from_utf8(code).ok().and_then(|code| code.parse::<u32>().ok());
    let apart = |modifier: &[u8]| modifier == REFERRED_OUT || modifier == READING;
    let excused = (3..=6).any(|component| apart(cut.component(1, component)));
    let Some(number) = number.filter(|_| !excused) else { return false };
    let exempt = matches!(
        number,
        80500..=80508
            | 81050
            | 82075
            | 83013..=83014
            | 83987
            | 84061
            | 86077..=86079
            | 86485..=86580
            | 86850..=86999
            | 88125
            | 88240..=88241
            | 88304..=88309
            | 88311
    );
    (80_047..=88_399).contains(&number) && !exempt
}

/// The billing provider's address is a street; a box belongs into loop 2010AB (X222, X223 and X224,
/// N3 of loop 2010AA).
fn street(findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
    let Some(element) = [1, 2].into_iter().find(|number| is_box(cut.element(*number))) else {
        return;
    };
    let message = "the billing provider's address is a post office box";
    let action = "give the street here, and the box as the pay-to address (loop 2010AB)";
    let draft = Draft::new("x12.claim.billing-box", 4, at, cut.name(), message, action);
    findings.add(draft.in_loop("2010AA").element(element, 0, 166).warning());
}

/// `PO BOX`, `P.O. BOX`, `P O BOX`, `LOCK BOX`, `LOCKBOX`, in any case.
fn is_box(line: &[u8]) -> bool {
    let letters: Vec<u8> =
        line.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_uppercase).collect();
    [&b"POBOX"[..], b"LOCKBOX"].iter().any(|start| letters.starts_with(start))
}

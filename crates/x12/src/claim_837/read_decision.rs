//! Reading what other payers decided: of the claim (CAS and AMT of loop 2320), of its lines (SVD,
//! CAS, AMT of loop 2430).

use super::read_claim::ClaimReader;
use super::read_values::{Values, optional};
use crate::segment::Segment;
use model::{Cents, Claim, ClaimAdjustment, LineAdjudication, OtherPayer};

/// Adjustments that one CAS holds: three elements each, after the group.
const PER_SEGMENT: u8 = 6;

/// The claim's last other payer, or its last line's last decision: whom CAS and AMT describe.
enum Described<'a> {
    Payer(&'a mut OtherPayer),
    Line(&'a mut LineAdjudication),
    Nothing,
}

fn described(claim: &mut Claim) -> Described<'_> {
    let decision = claim.lines.last_mut().map(|line| line.adjudications.last_mut());
    match (decision, claim.other_payers.last_mut()) {
        (Some(Some(decision)), _) => Described::Line(decision),
        (None, Some(payer)) => Described::Payer(payer),
        _ => Described::Nothing,
    }
}

impl ClaimReader {
    /// CAS, AMT and SVD within a claim.
    pub(super) fn decision(&mut self, segment: &Segment<'_>) {
        let Some(claim) = &mut self.claim else {
            return self.values.leave(segment);
        };
        match segment.id() {
            "CAS" => match described(claim) {
                Described::Payer(payer) => {
                    self.values.adjustments(segment, &mut payer.adjustments);
                }
                Described::Line(decision) => {
                    self.values.adjustments(segment, &mut decision.adjustments);
                }
                Described::Nothing => self.values.leave(segment),
            },
            "SVD" => self.values.line_decision(segment, claim),
            _ => self.values.decided_amount(segment, claim),
        }
    }
}

impl Values {
    /// AMT: what the payer paid, does not cover, or leaves to the patient.
    fn decided_amount(&mut self, segment: &Segment<'_>, claim: &mut Claim) {
        let held: Option<&mut Option<Cents>> = match (segment.element(1), described(claim)) {
            ("D", Described::Payer(payer)) => Some(&mut payer.paid_cents),
            ("A8", Described::Payer(payer)) => Some(&mut payer.not_covered_cents),
            ("EAF", Described::Payer(payer)) => Some(&mut payer.patient_owes_cents),
            ("EAF", Described::Line(decision)) => Some(&mut decision.patient_owes_cents),
            _ => None,
        };
        match held {
            Some(held) => *held = self.money(segment, 2),
            None => self.leave(segment),
        }
    }

    /// The triples of a CAS.
    fn adjustments(&mut self, segment: &Segment<'_>, to: &mut Vec<ClaimAdjustment>) {
        for first in (0..PER_SEGMENT).map(|nth| 2 + 3 * nth) {
            let carc = segment.element(first);
            let (amount, quantity) = (segment.element(first + 1), segment.element(first + 2));
            if carc.is_empty() && amount.is_empty() && quantity.is_empty() {
                continue;
            }
            let units = (!quantity.is_empty()).then(|| self.quantity(segment, first + 2));
            to.push(ClaimAdjustment {
                group: segment.element(1).to_owned(),
                carc: carc.to_owned(),
                amount: self.money(segment, first + 1).unwrap_or_default(),
                quantity: units.flatten(),
            });
        }
    }

    /// SVD: a code that is the line's own is not kept again.
    fn line_decision(&mut self, segment: &Segment<'_>, claim: &mut Claim) {
        let Some(line) = claim.lines.last_mut() else {
            return self.leave(segment);
        };
        let mut made = LineAdjudication {
            payer: segment.element(1).to_owned(),
            paid_cents: self.money(segment, 2).unwrap_or_default(),
            units: self.quantity(segment, 5).unwrap_or_default(),
            ..LineAdjudication::default()
        };
        let modifiers = segment.components(3).skip(2).take(4).filter(|m| !m.is_empty());
        made.modifiers = modifiers.map(str::to_owned).collect();
        made.code = optional(segment.component(3, 2));
        if made.code == line.code && made.modifiers == line.modifiers {
            (made.code, made.modifiers) = (None, Vec::new());
        }
        if !segment.component(3, 7).is_empty() {
            self.leave_at(segment.place().at_component(3, 7));
        }
        let revenue = optional(segment.element(4));
        made.revenue_code = revenue.filter(|code| Some(code) != line.revenue_code.as_ref());
        if !segment.element(6).is_empty() {
            let number = self.number(segment, 6, segment.element(6)).unwrap_or(0);
            made.bundled_into = Some(u16::try_from(number).unwrap_or(u16::MAX));
        }
        line.adjudications.push(made);
    }
}

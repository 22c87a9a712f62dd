//! A letter as it is typed, and the remittance that it is.

use model::remittance::{
    ClaimAdjustment, PaidClaim, PaidLine, PaidService, PaymentAdjustment, QualifiedDate,
    Remittance, RemittanceParty,
};
use model::{Cents, Date};
use payments::posting::{KnownPayer, OpenClaim};
use std::collections::BTreeMap;

/// Claims of one letter.
pub(super) const MOST_CLAIMS: usize = 60;

/// Lines of one claim.
const MOST_LINES: usize = 99;

/// Amounts beside the claims.
pub(super) const BESIDE: usize = 2;

/// A line of a claim, as typed.
#[derive(Clone, Default)]
pub(super) struct TypedLine {
    pub line: String,
    pub code: String,
    pub date: String,
    pub charge: String,
    pub paid: String,
    pub adjusted: String,
}

/// A claim, as typed.
#[derive(Clone, Default)]
pub(super) struct TypedClaim {
    pub number: String,
    pub theirs: String,
    pub patient: String,
    pub lines: Vec<TypedLine>,
}

/// An amount beside the claims, as typed.
#[derive(Clone, Default)]
pub(super) struct TypedBeside {
    pub reason: String,
    pub reference: String,
    pub amount: String,
}

/// A letter, as typed.
#[derive(Clone, Default)]
pub(super) struct Letter {
    pub payer: String,
    pub trace: String,
    pub date: String,
    pub amount: String,
    pub add: String,
    pub claims: Vec<TypedClaim>,
    pub beside: Vec<TypedBeside>,
}

impl Letter {
    /// The letter of the fields of a form.
    pub(super) fn of(fields: Vec<(String, String)>) -> Letter {
        let mut all: BTreeMap<String, String> = fields.into_iter().collect();
        let mut take = |name: String| all.remove(&name).unwrap_or_default().trim().to_owned();
        let mut letter = Letter {
            payer: take("payer".to_owned()),
            trace: take("trace".to_owned()),
            date: take("date".to_owned()),
            amount: take("amount".to_owned()),
            add: take("add".to_owned()),
            ..Letter::default()
        };
        for at in 0..BESIDE {
            letter.beside.push(TypedBeside {
                reason: take(format!("b{at}_reason")).to_ascii_uppercase(),
                reference: take(format!("b{at}_reference")),
                amount: take(format!("b{at}_amount")),
            });
        }
        for at in 0..MOST_CLAIMS {
            let mut claim = TypedClaim {
                number: take(format!("c{at}_number")),
                theirs: take(format!("c{at}_theirs")),
                patient: take(format!("c{at}_patient")),
                lines: Vec::new(),
            };
            for line in 0..MOST_LINES {
                let mut of = |field: &str| take(format!("c{at}_{line}_{field}"));
                let line = TypedLine {
                    line: of("line"),
                    code: of("code"),
                    date: of("date"),
                    charge: of("charge"),
                    paid: of("paid"),
                    adjusted: of("adjusted"),
                };
                if line.line.is_empty() && line.code.is_empty() {
                    break;
                }
                claim.lines.push(line);
            }
            // A claim whose number was emptied is left out.
            if !claim.number.is_empty() {
                letter.claims.push(claim);
            }
        }
        letter
    }

    /// Adds a claim that left from here, its lines ready to be answered.
    pub(super) fn add(&mut self, open: &OpenClaim) {
        let lines = open.lines.iter().take(MOST_LINES).map(|line| TypedLine {
            line: line.line.to_string(),
            code: [
                &[line.code.clone().or(line.revenue_code.clone()).unwrap_or_default()][..],
                &line.modifiers,
            ]
            .concat()
            .join(" "),
            date: line.date.to_string(),
            charge: plain(line.charge),
            ..TypedLine::default()
        });
        self.claims.push(TypedClaim {
            number: open.claim.0.clone(),
            theirs: String::new(),
            patient: open.family.clone().unwrap_or_default(),
            lines: lines.collect(),
        });
        self.add.clear();
    }

    /// The remittance that it is, and everything that cannot be understood.
    pub(super) fn remittance(
        &self,
        payers: &[KnownPayer],
        own: &[String],
    ) -> (Remittance, Vec<String>) {
        let mut faults = Vec::new();
        let payer = payers.iter().find(|one| one.id == self.payer);
        if payer.is_none() {
            faults.push("Choose the payer.".to_owned());
        }
        if self.trace.is_empty() {
            faults.push("Type the number of the check.".to_owned());
        }
        let date = self.date.parse::<Date>().unwrap_or_else(|_| {
            faults.push(format!("The day reads like 2026-06-15; `{}` does not.", self.date));
            Date::default()
        });
        let amount = cents(&self.amount, "of the check", &mut faults);
        if self.claims.is_empty() {
            faults.push("Add the claims of the letter by their numbers.".to_owned());
        }
        let claims = self.claims.iter().map(|claim| decided(claim, &mut faults)).collect();
        let beside = self.beside.iter().filter(|one| !one.amount.is_empty());
        let beside: Vec<PaymentAdjustment> = beside
            .map(|one| {
                if one.reason.is_empty() {
                    faults.push("An amount beside the claims has no reason.".to_owned());
                }
                PaymentAdjustment {
                    provider: own.first().cloned().unwrap_or_default(),
                    reason: one.reason.clone(),
                    reference: (!one.reference.is_empty()).then(|| one.reference.clone()),
                    // Typed as what it adds to the check; positive lowers in the remittance.
                    amount: -cents(&one.amount, "beside the claims", &mut faults),
                    fiscal_period: Date::new(date.year(), 12, 31).unwrap_or_default(),
                }
            })
            .collect();
        let party = |name: String, id: Option<String>| RemittanceParty {
            name,
            id,
            ..RemittanceParty::default()
        };
        let name = payer.and_then(|one| one.names.first().cloned()).unwrap_or_default();
        let remittance = Remittance {
            payer: party(name, payer.map(|one| one.id.clone())),
            payee: party(String::new(), own.first().cloned()),
            trace: self.trace.clone(),
            amount,
            handling: "I".to_owned(),
            method: "CHK".to_owned(),
            date,
            claims,
            provider_adjustments: beside,
            ..Remittance::default()
        };
        (remittance, faults)
    }
}

/// An amount as it stands in a field.
fn plain(amount: Cents) -> String {
    amount.to_string().replace(['$', ','], "")
}

fn cents(text: &str, of: &str, faults: &mut Vec<String>) -> Cents {
    let text = text.trim().replace(['$', ','], "");
    if text.is_empty() {
        return Cents::ZERO;
    }
    Cents::from_decimal(&text).unwrap_or_else(|_| {
        faults.push(format!("The amount {of} reads like 125.50; `{text}` does not."));
        Cents::ZERO
    })
}

fn decided(claim: &TypedClaim, faults: &mut Vec<String>) -> PaidClaim {
    let lines: Vec<PaidLine> =
        claim.lines.iter().map(|line| answered(&claim.number, line, faults)).collect();
    let paid: Cents = lines.iter().map(|line| line.paid).sum();
    let charge: Cents = lines.iter().map(|line| line.charge).sum();
    let kept = |one: &ClaimAdjustment| one.group == "PR" || one.carc == "45";
    let all_refused = paid == Cents::ZERO
        && charge > Cents::ZERO
        && lines.iter().flat_map(|line| &line.adjustments).all(|one| !kept(one));
    PaidClaim {
        control_number: claim.number.clone(),
        status: if all_refused { "4" } else { "1" }.to_owned(),
        charge,
        paid,
        payer_control_number: (!claim.theirs.is_empty()).then(|| claim.theirs.clone()),
        lines,
        ..PaidClaim::default()
    }
}

fn answered(claim: &str, line: &TypedLine, faults: &mut Vec<String>) -> PaidLine {
    let at = format!("of claim {claim}, line {}", line.line);
    let mut words = line.code.split_whitespace().map(str::to_owned);
    let code = words.next().unwrap_or_default();
    let revenue = code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit());
    let dates = line
        .date
        .parse::<Date>()
        .ok()
        .map(|date| QualifiedDate { qualifier: "472".to_owned(), date });
    PaidLine {
        service: PaidService {
            qualifier: if revenue { "NU" } else { "HC" }.to_owned(),
            code,
            modifiers: words.collect(),
            description: None,
        },
        charge: cents(&line.charge, &format!("charged {at}"), faults),
        paid: cents(&line.paid, &format!("paid {at}"), faults),
        dates: dates.into_iter().collect(),
        line_control_number: Some(line.line.clone()),
        adjustments: adjustments(&line.adjusted, &at, faults),
        ..PaidLine::default()
    }
}

/// `CO-45 40.00, PR-2 12`, also `co45 40 pr2 12`.
fn adjustments(text: &str, at: &str, faults: &mut Vec<String>) -> Vec<ClaimAdjustment> {
    let text = text.replace([',', ';'], " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut all = Vec::new();
    for pair in words.chunks(2) {
        let code = pair[0].to_ascii_uppercase();
        let (group, carc) = match code.is_char_boundary(2) {
            true => code.split_at(code.len().min(2)),
            false => ("", ""),
        };
        let carc = carc.trim_start_matches('-');
        let known = ["CO", "PR", "OA", "PI", "CR"].contains(&group);
        let listed =
            (1..=4).contains(&carc.len()) && carc.bytes().all(|b| b.is_ascii_alphanumeric());
        let amount = pair.get(1).and_then(|text| Cents::from_decimal(text).ok());
        match (known && listed, amount) {
            (true, Some(amount)) => all.push(ClaimAdjustment {
                group: group.to_owned(),
                carc: carc.to_owned(),
                amount,
                quantity: None,
            }),
            _ => faults.push(format!(
                "Adjustments {at} read like CO-45 40.00, PR-2 12.00; `{}` does not.",
                pair.join(" ")
            )),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjustments_are_read_as_people_write_them() {
        for text in ["CO-45 40.00, PR-2 12", "co45 40 pr2 12.00", "CO-45 40;PR-2 12"] {
            let mut faults = Vec::new();
            let read = adjustments(text, "", &mut faults);
            let told: Vec<(&str, &str, i64)> = read
                .iter()
                .map(|one| (one.group.as_str(), one.carc.as_str(), one.amount.0))
                .collect();
            assert_eq!(told, [("CO", "45", 4_000), ("PR", "2", 1_200)], "{text}");
            assert!(faults.is_empty());
        }
        for bad in ["CO-45", "45 40", "XX-45 40", "CO-45 forty", "C", "é 5", "CO- 5"] {
            let mut faults = Vec::new();
            adjustments(bad, "of claim 1", &mut faults);
            assert_eq!(faults.len(), 1, "{bad}");
        }
    }
}

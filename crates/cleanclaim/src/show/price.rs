//! Expected payment for people: amounts in a table, then each line's steps.

use crate::show::table::{self, Align};
use crate::show::wrap::wrap;
use crate::show::{count, edits};
use claims::expected::{ExpectedLine, ExpectedPayment, Explanation, Outcome};
use model::{Cents, Claim};

/// Columns of the table.
const COLUMNS: [(&str, Align); 7] = [
    ("line", Align::Right),
    ("code", Align::Left),
    ("units", Align::Right),
    ("charge", Align::Right),
    ("allowed", Align::Right),
    ("patient", Align::Right),
    ("payer", Align::Right),
];

/// One claim.
#[must_use]
pub fn text(claim: &Claim, payment: &ExpectedPayment) -> String {
    let mut terms = vec![payment.terms.clone()];
    terms.extend(payment.fee_schedule.iter().map(|release| format!("fee schedule {release}")));
    terms.extend(payment.locality.iter().map(|locality| format!("locality {locality}")));
    let mut out = format!("{}\n    {}\n\n", edits::heading(claim), terms.join(" · "));
    let mut rows: Vec<Vec<String>> = payment.lines.iter().map(row).collect();
    let all = [Some(payment.allowed_cents), payment.patient_cents, payment.paid_cents];
    let mut sum =
        vec![String::new(), "all".into(), String::new(), payment.charge_cents.to_string()];
    sum.extend(all.map(amount));
    rows.push(sum);
    for line in table::render(&COLUMNS, &rows).lines() {
        out.push_str(&format!("    {line}\n"));
    }
    for line in &payment.lines {
        out.push('\n');
        out.push_str(&explained(line));
    }
    for assumption in &payment.assumptions {
        out.push_str(&wrap("    Assumed: ", assumption));
    }
    out.push('\n');
    out
}

fn amount(amount: Option<Cents>) -> String {
    amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string())
}

fn row(line: &ExpectedLine) -> Vec<String> {
    vec![
        line.line.to_string(),
        name(line),
        line.units.to_string(),
        line.charge_cents.to_string(),
        amount(line.allowed_cents),
        amount(line.patient_cents),
        amount(line.paid_cents),
    ]
}

/// The code with its modifiers.
fn name(line: &ExpectedLine) -> String {
    let code = line.code.clone().unwrap_or_else(|| "–".to_owned());
    std::iter::once(code).chain(line.modifiers.iter().cloned()).collect::<Vec<_>>().join("-")
}

/// How a line came to its amounts, or why it has none.
fn explained(line: &ExpectedLine) -> String {
    let first = format!("    line {}, {}: ", line.line, name(line));
    match (line.outcome, &line.reason) {
        (Outcome::Priced, _) => {
            format!("{}\n{}{}", first.trim_end(), steps(&line.steps), steps(&line.payment_steps))
        }
        (outcome, reason) => {
            let what = match outcome {
                Outcome::NothingDue => "nothing due. ",
                _ => "not priced. ",
            };
            wrap(&first, &format!("{what}{}", reason.as_deref().unwrap_or_default()))
        }
    }
}

fn steps(explanation: &Explanation) -> String {
    let told = explanation.steps().iter().map(|step| {
        let words = format!("{}: {} [{}]", step.label, step.operation, step.source);
        wrap(&format!("    {:>12}  ", step.result_cents.to_string()), &words)
    });
    told.collect()
}

/// What holds for all claims together.
#[derive(Default)]
pub struct Sums {
    claims: usize,
    charge: Cents,
    allowed: Cents,
    patient: Cents,
    paid: Cents,
    /// Allowed amounts whose division between patient and payer is not known.
    undivided: Cents,
    not_priced: Vec<String>,
}

/// Lines without an amount that are named at the end.
const MOST_NAMED: usize = 20;

impl Sums {
    /// Adds a claim.
    pub fn add(&mut self, payment: &ExpectedPayment) {
        self.claims += 1;
        self.charge = self.charge + payment.charge_cents;
        self.allowed = self.allowed + payment.allowed_cents;
        match (payment.patient_cents, payment.paid_cents) {
            (Some(patient), Some(paid)) => {
                self.patient = self.patient + patient;
                self.paid = self.paid + paid;
            }
            _ => self.undivided = self.undivided + payment.allowed_cents,
        }
        let missing = payment.lines.iter().filter(|line| line.outcome == Outcome::NotPriced);
        self.not_priced.extend(missing.map(|line| format!("{} {}", payment.claim, line.line)));
    }

    /// True before the first claim.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.claims == 0
    }

    /// How many lines have no amount.
    #[must_use]
    pub fn not_priced(&self) -> usize {
        self.not_priced.len()
    }

    /// The last words.
    #[must_use]
    pub fn text(&self) -> String {
        let mut said = format!(
            "{}: charged {}, allowed {}; of it patients {}, payers {}",
            count(self.claims, "claim"),
            self.charge,
            self.allowed,
            self.patient,
            self.paid
        );
        if self.undivided > Cents::ZERO {
            said.push_str(&format!(", and {} that the contract does not divide", self.undivided));
        }
        let mut out = wrap("", &format!("{said}."));
        if !self.not_priced.is_empty() {
            let named = &self.not_priced[..self.not_priced.len().min(MOST_NAMED)];
            let more = self.not_priced.len() - named.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let lines = count(self.not_priced.len(), "line");
            out.push_str(&wrap(
                "",
                &format!(
                    "Without an amount: {lines} (claim and line: {}{more}).",
                    named.join(", ")
                ),
            ));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use claims::expected::without_terms;
    use model::ClaimLine;

    #[test]
    fn lines_without_an_amount_are_named() {
        let line = |number| ClaimLine {
            line: number,
            code: Some("99213".into()),
            charge_cents: Cents(10_000),
            ..ClaimLine::default()
        };
        let claim = Claim { lines: (1..=25).map(line).collect(), ..Claim::default() };
        let payment = without_terms(&claim);
        let told = text(&claim, &payment);
        assert!(told.contains("line 25, 99213: not priced. There is no contract with"), "{told}");
        let mut sums = Sums::default();
        sums.add(&payment);
        let last = sums.text();
        assert!(last.starts_with("1 claim: charged $2,500.00, allowed $0.00;"), "{last}");
        assert!(last.contains("25 lines") && last.contains("and 5 more"), "{last}");
        assert_eq!(sums.not_priced(), 25);
    }
}

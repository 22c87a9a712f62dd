//! What a payment decided, by service and reason: what patterns are found in.

use super::Decision;
use ::payments::denials::{Adjusted, Place, adjustments};
use ::payments::patterns::Service;
use ::payments::reason::Kind;
use model::Cents;
use std::collections::{BTreeMap, BTreeSet};
use store::payments::PatternCount;

/// Counts on their way: lines and money, by service and reason.
#[derive(Default)]
pub(super) struct Counted(BTreeMap<(Service, String), (u64, Cents)>);

impl Counted {
    /// Counts the lines of decisions that stand. A line counts once as decided, and once for each
    /// reason for which something of it is refused.
    pub(super) fn add(&mut self, decisions: &[Decision<'_>], payer: &str) {
        for decision in decisions.iter().filter(|one| one.posted.outcome == "posted") {
            let all = adjustments(decision.paid);
            for (index, line) in decision.paid.lines.iter().enumerate() {
                let service = line.billed_service.as_ref().unwrap_or(&line.service);
                if service.code.is_empty() {
                    continue;
                }
                let service = Service {
                    payer: payer.to_owned(),
                    code: service.code.clone(),
                    modifier: service.modifiers.join("-"),
                };
                self.count(&service, "", line.charge);
                let own = all.iter().filter(|one| one.place == Place::Line(index));
                let refused: Vec<&Adjusted> = own
                    .filter(|one| one.kind == Kind::Denied && one.amount > Cents::ZERO)
                    .collect();
                let reasons: BTreeSet<String> =
                    refused.iter().map(|one| format!("{}-{}", one.group, one.carc)).collect();
                for reason in reasons {
                    let of = |one: &&&Adjusted| format!("{}-{}", one.group, one.carc) == reason;
                    let cents = refused.iter().filter(of).map(|one| one.amount).sum();
                    self.count(&service, &reason, cents);
                }
            }
        }
    }

    fn count(&mut self, service: &Service, reason: &str, cents: Cents) {
        let one = self.0.entry((service.clone(), reason.to_owned())).or_default();
        *one = (one.0 + 1, one.1 + cents);
    }

    /// As they are kept.
    pub(super) fn rows(self) -> Vec<PatternCount> {
        let row =
            |((service, reason), (lines, cents))| PatternCount { service, reason, lines, cents };
        self.0.into_iter().map(row).collect()
    }
}

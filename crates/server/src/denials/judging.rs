//! Whether a changed claim would have passed: by the edits, the payer rules, what we know beside
//! the claim, and what the payer paid before.

use super::payer_memory::PayerMemory;
use crate::desk::Desk;
use ::payments::denials::Category;
use ::payments::trace::{Change, Known, Smallest, apply};
use model::{Claim, Edit, EditFamily, ScrubReport, Severity};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Modifiers that tell a service that was given again from one that is billed again.
const REPEATED: [&str; 3] = ["76", "77", "91"];

/// The taxonomies with which the same provider was paid for a service of the claim.
pub(super) fn taxonomies(
    decided: &[Claim],
    refused: &BTreeSet<(String, i64)>,
    claim: &Claim,
) -> Vec<String> {
    let Some(who) = &claim.rendering else { return Vec::new() };
    let codes: BTreeSet<&str> = claim.lines.iter().filter_map(|l| l.code.as_deref()).collect();
    let mut found = Vec::new();
    for other in decided.iter().filter(|other| other.id != claim.id) {
        let Some(own) = other.rendering.as_ref().filter(|own| own.npi == who.npi) else { continue };
        let Some(taxonomy) = own.taxonomy.as_ref() else { continue };
        let stands = |line: u16| !refused.contains(&(other.id.0.clone(), i64::from(line)));
        let paid = stands(0)
            && other.lines.iter().any(|line| {
                line.code.as_deref().is_some_and(|code| codes.contains(code)) && stands(line.line)
            });
        if paid && who.taxonomy.as_ref() != Some(taxonomy) && !found.contains(taxonomy) {
            found.push(taxonomy.clone());
        }
    }
    found
}

/// What a changed claim must show to pass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// An authorization that the first claim lacked.
    Authorization,
    /// Another member number.
    Member,
    /// Another taxonomy.
    Taxonomy,
    /// Sent in time.
    InTime,
    /// The sign of a service that was given again.
    Repeated,
    /// What the payer paid before.
    Memory,
}

/// Judges changed claims.
pub(super) struct Judge {
    desk: Arc<Desk>,
    sent: Claim,
    line: Option<u16>,
    /// What stopped, or would stop today, the claim as it was sent.
    stops: BTreeSet<String>,
    families: Vec<EditFamily>,
    /// How many edits that watch such a cause fire on the claim as it was sent.
    fired: usize,
    need: Need,
    in_time: Option<model::Date>,
    memory: PayerMemory,
}

fn stops(report: &ScrubReport) -> BTreeSet<String> {
    let hard = |edit: &&Edit| matches!(edit.severity, Severity::Block | Severity::Reason);
    let edits = report.edits.iter().filter(hard);
    edits.map(|edit| format!("{} {} {}", edit.id, edit.line, edit.code)).collect()
}

impl Judge {
    pub(super) fn new(
        desk: Arc<Desk>,
        sent: &Claim,
        (category, line): (Category, Option<u16>),
        known: &Known,
        memory: PayerMemory,
    ) -> Judge {
        let report = desk.scrub(sent);
        let families = category.handling().map(|one| one.families.clone()).unwrap_or_default();
        let mut judge = Judge {
            stops: stops(&report),
            fired: 0,
            need: match category {
                Category::Authorization => Need::Authorization,
                Category::Eligibility => Need::Member,
                Category::Provider => Need::Taxonomy,
                Category::TimelyFiling => Need::InTime,
                Category::Duplicate => Need::Repeated,
                _ => Need::Memory,
            },
            in_time: known.in_time,
            sent: sent.clone(),
            desk,
            line,
            families,
            memory,
        };
        judge.fired = judge.watched(&report);
        judge
    }

    /// How many edits of the families that watch such a cause fire on the line or the claim.
    fn watched(&self, report: &ScrubReport) -> usize {
        let concerns = |edit: &&Edit| {
            self.families.contains(&edit.family)
                && (edit.line == 0 || self.line.is_none_or(|line| line == edit.line))
        };
        report.edits.iter().filter(concerns).count()
    }

    /// Whether the changed claim would have passed. The claim as it was sent did not: the payer
    /// refused it. An edit that fired may have been right about the cause, or about something else:
    /// the claim passes when it is silent, or when the payer has what it asks for.
    pub(super) fn passes(&self, changed: &Claim) -> bool {
        if *changed == self.sent {
            return false;
        }
        let report = self.desk.scrub(changed);
        stops(&report).is_subset(&self.stops)
            && (self.is_silent_on(changed, &report) || self.meets(changed))
    }

    /// Whether the edits that fired do not fire on the changed claim, which has the line still.
    fn is_silent_on(&self, changed: &Claim, report: &ScrubReport) -> bool {
        self.fired > 0 && self.has_line(changed) && self.watched(report) == 0
    }

    fn has_line(&self, claim: &Claim) -> bool {
        self.line.is_none_or(|number| claim.lines.iter().any(|line| line.line == number))
    }

    fn meets(&self, changed: &Claim) -> bool {
        let member = |claim: &Claim| claim.subscriber.as_ref().map(|own| own.member_id.clone());
        let taxonomy =
            |claim: &Claim| claim.rendering.as_ref().and_then(|own| own.taxonomy.clone());
        match self.need {
            Need::Authorization => {
                changed.authorization.is_some() && changed.authorization != self.sent.authorization
            }
            Need::Member => member(changed) != member(&self.sent),
            Need::Taxonomy => taxonomy(changed) != taxonomy(&self.sent),
            Need::InTime => {
                self.in_time.zip(changed.submitted).is_some_and(|(last, sent)| sent <= last)
            }
            Need::Repeated => {
                let has = |claim: &Claim| {
                    let lines = claim.lines.iter().filter(|own| Some(own.line) == self.line);
                    let mut modifiers = lines.flat_map(|own| &own.modifiers);
                    modifiers.any(|own| REPEATED.contains(&own.as_str()))
                };
                has(changed) && !has(&self.sent)
            }
            Need::Memory if !self.has_line(changed) => {
                self.line.is_some_and(|n| self.memory.never_paid(&self.sent, n).is_some())
            }
            Need::Memory => {
                let fared = self.line.and_then(|n| self.memory.compare(&self.sent, changed, n));
                fared.is_some_and(|fared| fared.would_pay())
            }
        }
    }

    /// What speaks for the change.
    pub(super) fn why(&self, smallest: &Smallest, payer: &str) -> String {
        let Smallest::Found { changes, .. } = smallest else { return String::new() };
        let changed = changes.iter().try_fold(self.sent.clone(), |c, change| apply(&c, change));
        let words: Vec<String> = changes.iter().map(Change::words).collect();
        if let Some(changed) = &changed
            && self.is_silent_on(changed, &self.desk.scrub(changed))
        {
            return "The edits that fired on it are silent on the changed claim.".to_owned();
        }
        match (self.need, changed, self.line) {
            (Need::Repeated, ..) => {
                "It tells a service that was given again from one that is billed again; only the \
                 chart can say which of them it was."
                    .to_owned()
            }
            (Need::Memory, Some(changed), Some(line)) if !self.has_line(&changed) => {
                let Some((refused, all)) = self.memory.never_paid(&self.sent, line) else {
                    return String::new();
                };
                format!("{payer} refused {refused} of {all} such lines for this reason.")
            }
            (Need::Memory, Some(changed), Some(line)) => {
                let Some(fared) = self.memory.compare(&self.sent, &changed, line) else {
                    return String::new();
                };
                let ((paid, all), (refused, others)) = (fared.like_changed, fared.like_refused);
                let beside = fared.beside.map(|own| format!("Beside {own}, ")).unwrap_or_default();
                format!(
                    "{beside}{payer} paid {paid} of {all} such lines {}, and refused {refused} of \
                     {others} others for this reason.",
                    words.join(" and ")
                )
            }
            _ => "It is what the payer asks for, and we have it.".to_owned(),
        }
    }
}

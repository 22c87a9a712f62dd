//! From a denial back to what made the line: the code decision with its evidence, the edits that
//! fired or should have, and the smallest change with which the claim would have passed.
//!
//! The caller brings the decisions and edits as plain values and judges changed claims; nothing
//! here changes a claim that leaves.

mod candidates;
mod change;
mod payer_rule;
mod search;

pub use candidates::{Known, candidates};
pub use change::{Change, apply};
pub use payer_rule::{RuleFacts, RuleFault, draft_rule};
pub use search::{MAX_CHANGES, MAX_JUDGED, Smallest, smallest_change};

use crate::denials::{Category, Denial, Place};
use model::{Claim, ClaimLine, EditFamily, Evidence};
use serde::{Deserialize, Serialize};

/// Most decisions and most edits that a trace looks at.
pub const MAX_TOUCHES: usize = 10_000;

/// Who decided a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    /// The coder of the house, released without a person.
    Machine,
    /// A person, by name or number.
    Person(String),
}

/// A decision on a code of the claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeDecision {
    /// Number of its decision record.
    pub id: String,
    /// The code.
    pub code: String,
    /// The claim line it made; `None` for a diagnosis.
    pub line: Option<u16>,
    /// Who decided.
    pub by: DecidedBy,
    /// Where the chart says so.
    pub evidence: Vec<Evidence>,
    /// Guideline sections that decided.
    pub rules: Vec<String>,
}

/// An edit that looked at the claim before it left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditTouch {
    /// Its number, as `ptp.column2`.
    pub id: String,
    /// Its family.
    pub family: EditFamily,
    /// The line; 0 for the claim itself.
    pub line: u16,
    /// What it said.
    pub message: String,
    /// The reason with which somebody let the claim pass all the same.
    pub overridden: Option<String>,
}

/// Everything that touched a claim before it left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touches {
    /// Decisions on its codes.
    pub decisions: Vec<CodeDecision>,
    /// Edits that fired.
    pub edits: Vec<EditTouch>,
    /// Families that could not be checked, for want of their release.
    pub not_checked: Vec<EditFamily>,
}

/// Why nothing stopped the claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hole {
    /// An edit fired and was overridden: its number and the reason.
    Overridden {
        /// The edit.
        edit: String,
        /// The reason given.
        reason: String,
    },
    /// An edit fired, but did not stop the claim.
    OnlyWarned {
        /// The edit.
        edit: String,
    },
    /// A family that should have caught it was not checked.
    NotChecked(EditFamily),
    /// The families that should have caught it were checked and found nothing.
    Silent(Vec<EditFamily>),
    /// No edit of ours looks at such a cause.
    NoEdit,
}

/// The way back from a denial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// The line of our claim; `None` when the denial is of the claim, or the line was not found.
    pub line: Option<ClaimLine>,
    /// Decisions behind the line's code and its diagnoses.
    pub decisions: Vec<CodeDecision>,
    /// Edits of the families that look at such a cause, on this line or the claim.
    pub edits: Vec<EditTouch>,
    /// Why nothing stopped the claim.
    pub hole: Hole,
    /// The smallest change with which it would have passed.
    pub smallest: Smallest,
}

/// Follows a denial back. `passes` says whether a claim would be paid as far as the caller can
/// judge (edits, the payer's rules, a copy of the payer).
#[must_use]
pub fn trace(
    denial: &Denial,
    claim: &Claim,
    touches: &Touches,
    known: &Known,
    passes: &mut dyn FnMut(&Claim) -> bool,
) -> Trace {
    let line = line_of(denial, claim);
    let number = line.map(|line| line.line);
    let families = denial.category.handling().map(|one| one.families.as_slice());
    let families = families.unwrap_or_default();
    let edits: Vec<EditTouch> = touches
        .edits
        .iter()
        .take(MAX_TOUCHES)
        .filter(|one| families.contains(&one.family))
        .filter(|one| one.line == 0 || number.is_none_or(|number| one.line == number))
        .cloned()
        .collect();
    let hole = hole(&edits, families, &touches.not_checked);
    let changes = candidates(denial.category, claim, line, known);
    Trace {
        decisions: decisions_of(claim, line, touches, denial.category),
        edits,
        hole,
        smallest: smallest_change(claim, &changes, passes),
        line: line.cloned(),
    }
}

/// The line of our claim behind a denial: by our line number, else by service and turn.
#[must_use]
pub fn line_of<'c>(denial: &Denial, claim: &'c Claim) -> Option<&'c ClaimLine> {
    let Place::Line(turn) = denial.adjusted.place else { return None };
    let number = denial.adjusted.line_number.as_deref().and_then(|text| text.trim().parse().ok());
    let by_number = number.and_then(|own: u16| claim.lines.iter().find(|line| line.line == own));
    if by_number.is_some() {
        return by_number;
    }
    let service = denial.adjusted.service.as_ref()?;
    let same_code = |line: &&ClaimLine| {
        let code = line.code.as_deref().or(line.revenue_code.as_deref());
        code == Some(service.code.as_str())
    };
    let same = |line: &&ClaimLine| same_code(line) && line.modifiers == service.modifiers;
    let in_turn = claim.lines.get(turn).filter(same_code);
    // Payers drop modifiers: one line with the code is that line all the same.
    let only = || {
        let mut lines = claim.lines.iter().filter(same_code);
        lines.next().filter(|_| lines.next().is_none())
    };
    in_turn.or_else(|| claim.lines.iter().find(same)).or_else(only)
}

/// Decisions on the line's code and on the diagnoses it points to; for a denial of the whole
/// claim, all of them.
fn decisions_of(
    claim: &Claim,
    line: Option<&ClaimLine>,
    touches: &Touches,
    category: Category,
) -> Vec<CodeDecision> {
    let pointed = |code: &str| {
        // Lines of an institutional claim point to none: all of its diagnoses stand behind them.
        line.is_none_or(|line| {
            if line.pointers.is_empty() {
                return true;
            }
            let positions = line.pointers.iter().filter_map(|at| usize::from(*at).checked_sub(1));
            let mut codes = positions.filter_map(|at| claim.diagnoses.get(at));
            codes.any(|diagnosis| diagnosis == code)
        })
    };
    let neighbours = category == Category::Bundling;
    let concerns = |one: &&CodeDecision| match (one.line, line) {
        // A bundled line is explained by the line it was bundled into as much as by itself.
        (Some(number), Some(line)) => neighbours || number == line.line,
        (Some(_), None) => true,
        (None, _) => pointed(&one.code),
    };
    touches.decisions.iter().take(MAX_TOUCHES).filter(concerns).cloned().collect()
}

fn hole(edits: &[EditTouch], families: &[EditFamily], not_checked: &[EditFamily]) -> Hole {
    let overridden = edits.iter().find_map(|one| Some((one, one.overridden.clone()?)));
    if let Some((edit, reason)) = overridden {
        return Hole::Overridden { edit: edit.id.clone(), reason };
    }
    if let Some(edit) = edits.first() {
        return Hole::OnlyWarned { edit: edit.id.clone() };
    }
    match families.iter().find(|family| not_checked.contains(family)) {
        Some(family) => Hole::NotChecked(*family),
        None if families.is_empty() => Hole::NoEdit,
        None => Hole::Silent(families.to_vec()),
    }
}

#[cfg(test)]
mod tests;

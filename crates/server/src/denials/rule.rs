//! A payer rule drafted from a denial, and what it would have stopped of the payer's past claims.

use super::following::Way;
use crate::app::App;
use crate::surroundings::day_of;
use ::payments::denials::Category;
use ::payments::trace::{Change, RuleFacts, Smallest, draft_rule};
use edits::{PayerRules, RuleFile};
use model::{Cents, Claim, Edit, TenantId};
use store::StoreError;
use store::payments::{self, DenialRow};

/// Claims of a payer that a draft is run over.
const CLAIMS: i64 = 5_000;
/// Days after which somebody looks at the rule again.
const REVIEW: i32 = 365;

/// A draft: where it would lie, and its text.
pub(crate) struct Draft {
    /// `payer/rule.md`.
    pub(crate) path: String,
    /// In the form of `rules/payer`.
    pub(crate) text: String,
}

/// What a rule would have stopped of the claims that the payer decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Replay {
    /// Claims that were looked at.
    pub(crate) claims: usize,
    /// Claims with a line that it stops.
    pub(crate) stopped: usize,
    /// Lines that it stops and that were refused for this reason, and their charges.
    pub(crate) refused: (usize, Cents),
    /// Lines refused for this reason in all, and their charges.
    pub(crate) all_refused: (usize, Cents),
    /// Lines that it stops and that were not refused for this reason: asked about for nothing.
    pub(crate) others: (usize, Cents),
    /// Some of the claims.
    pub(crate) examples: Vec<String>,
}

/// Drafts a rule.
///
/// # Errors
/// Why none can be drafted, in a sentence.
pub(crate) fn draft(app: &App, row: &DenialRow, way: &Way) -> Result<Draft, String> {
    let Some(line) = &way.trace.line else {
        return Err("This denial is not about one line; write the rule by hand.".to_owned());
    };
    if line.code.is_none() {
        return Err("This line has no procedure code; write the rule by hand.".to_owned());
    }
    let claim = &way.claim.claim;
    let change = match &way.trace.smallest {
        Smallest::Found { changes, .. } => changes.first(),
        _ => None,
    };
    let facts = RuleFacts {
        payer_id: claim.payer.id.clone(),
        payer_name: claim.payer.name.clone(),
        owner: "denials".to_owned(),
        source: format!(
            "Remittance of {}, {}-{}",
            row.body.notice, row.body.denial.adjusted.group, row.body.denial.adjusted.carc
        ),
        from: row.body.service,
        review_by: day_of(app.now()).plus_days(REVIEW),
    };
    let beside = beside(row.body.denial.category, claim, line.line, change);
    let text = draft_rule(&row.body.denial, claim, line, change, beside.as_deref(), &facts)
        .map_err(|fault| format!("{fault}."))?;
    let id = text.lines().find_map(|line| line.strip_prefix("id = \"")).unwrap_or_default();
    let id = id.trim_end_matches('"');
    let (payer, name) = id.split_once('.').unwrap_or(("payer", id));
    Ok(Draft { path: format!("{payer}/{name}.md"), text })
}

/// The code of the other line, where a pair was refused.
fn beside(category: Category, claim: &Claim, line: u16, change: Option<&Change>) -> Option<String> {
    if category != Category::Bundling || matches!(change, Some(Change::Code { .. })) {
        return None;
    }
    let mut others = claim.lines.iter().filter(|own| own.line != line);
    let first = others.next()?;
    others.next().is_none().then(|| first.code.clone())?
}

/// Runs a rule over the claims of the denial's payer.
///
/// # Errors
/// A text that is no rule; a database that does not answer.
pub(crate) async fn replay(
    app: &App,
    tenant: &TenantId,
    row: &DenialRow,
    draft: &Draft,
) -> store::Result<Replay> {
    let file = RuleFile { path: draft.path.clone(), text: draft.text.clone() };
    let rules = PayerRules::load(&[vec![file]]).map_err(|faults| {
        let told: Vec<String> = faults.iter().take(3).map(ToString::to_string).collect();
        StoreError::Refused(told.join("; "))
    })?;
    let claims = payments::decided_claims(&app.db, tenant, &row.payer, CLAIMS).await?;
    let reason = (row.payer.as_str(), row.body.denial.adjusted.carc.as_str());
    let refused = payments::refused_lines(&app.db, tenant, reason).await?;
    let run = tokio::task::spawn_blocking(move || {
        let mut replay = Replay::default();
        for claim in &claims {
            replay.add(claim, &rules, &refused);
        }
        replay
    });
    run.await.map_err(|fault| StoreError::Refused(fault.to_string()))
}

impl Replay {
    fn add(
        &mut self,
        claim: &Claim,
        rules: &PayerRules,
        refused: &std::collections::BTreeSet<(String, i64)>,
    ) {
        let mut edits: Vec<Edit> = Vec::new();
        rules.judge(claim, &mut edits);
        self.claims += 1;
        let plus = |sum: &mut (usize, Cents), cents: Cents| {
            *sum = (sum.0 + 1, sum.1 + cents);
        };
        let mut stopped = false;
        for line in &claim.lines {
            let own = (claim.id.0.clone(), i64::from(line.line));
            let was = refused.contains(&own) || refused.contains(&(own.0.clone(), 0));
            let fires = edits.iter().any(|edit| edit.line == 0 || edit.line == line.line);
            if was {
                plus(&mut self.all_refused, line.charge_cents);
            }
            if fires {
                stopped = true;
                plus(if was { &mut self.refused } else { &mut self.others }, line.charge_cents);
            }
        }
        if stopped {
            self.stopped += 1;
            if self.examples.len() < 5 {
                self.examples.push(claim.id.0.clone());
            }
        }
    }
}

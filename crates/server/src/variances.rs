//! Expected against allowed: what a payment should have been, line by line.
//!
//! The terms are the contracts of the site (`contracts/*.toml` in its data folder, the form that
//! `cleanclaim price --contract` reads) and, of original Medicare, the imported fee schedule. A
//! line that has no terms, or no amount under them, says so and is never called underpaid.

mod terms;

pub use terms::{Basis, Places, SETTING};

use crate::app::App;
use ::payments::variance::{LineVariance, Tolerance, Verdict, variance};
use claims::expected::ExpectedPayment;
use model::remittance::PaidClaim;
use model::{Cents, TenantId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::Answer;
use store::claims::{ClaimRow, claims_by_id};
use store::payments::{self, PostedRow, RemittanceRow, VarianceRow};

/// Claims that are compared together.
const TOGETHER: i64 = 500;

/// What is kept of a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Compared {
    /// The comparison.
    pub line: LineVariance,
    /// By which terms.
    pub terms: String,
    /// Why there is no amount; empty where there is one.
    pub reason: String,
}

/// Compares the lines of a payment with what was expected, once.
///
/// # Errors
/// A database that does not answer; contracts that cannot be read.
pub fn compare<'a>(app: &'a App, tenant: &'a TenantId, row: &'a RemittanceRow) -> Answer<'a, ()> {
    Box::pin(async move {
        let basis = Basis::of(app, tenant).await?;
        let mut after = 0;
        loop {
            let span = (after, TOGETHER);
            let posted = payments::posted_of_remittance(&app.db, tenant, &row.id, span).await?;
            let Some(last) = posted.last().map(|one| one.place) else { return Ok(()) };
            let rows = some(app, tenant, row, (&posted, span, &basis)).await?;
            let mut tx = app.db.begin().await?;
            payments::put_lines(&mut tx, tenant, &rows).await?;
            tx.commit().await?;
            after = last;
        }
    })
}

async fn some(
    app: &App,
    tenant: &TenantId,
    row: &RemittanceRow,
    (posted, span, basis): (&[PostedRow], (i64, i64), &Basis),
) -> store::Result<Vec<VarianceRow>> {
    let ids: Vec<String> = posted
        .iter()
        .filter(|one| one.outcome == "posted" && !one.claim.is_empty())
        .map(|one| one.claim.clone())
        .collect();
    let found = claims_by_id(&app.db, tenant, &ids, false).await?;
    let claims: BTreeMap<&str, &ClaimRow> =
        found.iter().map(|claim| (claim.id.as_str(), claim)).collect();
    let staged: BTreeMap<i64, PaidClaim> =
        payments::staged(&app.db, tenant, &row.id, span).await?.into_iter().collect();
    let desk = app.desk();
    let mut rows = Vec::new();
    for one in posted.iter().filter(|one| one.outcome == "posted") {
        let decision = staged.get(&one.place);
        let claim =
            claims.get(one.claim.as_str()).filter(|claim| !claim.claim.payer.name.is_empty());
        if let (Some(claim), Some(decision)) = (claim, decision) {
            let expected = basis.expected(&claim.claim, desk.sets());
            rows.extend(lines(app, one, claim, (&expected, decision), basis.tolerance()));
        }
    }
    for one in &mut rows {
        one.payer.clone_from(&row.payer);
    }
    Ok(rows)
}

fn lines(
    app: &App,
    posted: &PostedRow,
    claim: &ClaimRow,
    (expected, decision): (&ExpectedPayment, &PaidClaim),
    tolerance: Tolerance,
) -> Vec<VarianceRow> {
    let told = variance(expected, decision, &posted.lines, tolerance);
    let mut rows: Vec<VarianceRow> = Vec::new();
    for line in told.lines {
        let number = line.lines.first().copied().map_or(0, i64::from);
        // What a decision says beside the lines of a claim that it answers by line stands alone.
        if rows.iter().any(|row| row.line == number) {
            continue;
        }
        let reason = reason(expected, &line);
        let code = expected.lines.iter().find(|one| line.lines.contains(&one.line));
        let code = code.and_then(|one| one.code.clone()).unwrap_or_default();
        let (term, allowed, difference) = (line.term.clone(), line.allowed, line.owed);
        let wanted = line.expected_allowed.unwrap_or(Cents::ZERO);
        let state = state(line.verdict).to_owned();
        let compared = Compared { line, terms: told.terms.clone(), reason };
        rows.push(VarianceRow {
            remittance: posted.remittance.clone(),
            place: posted.place,
            line: number,
            claim: posted.claim.clone(),
            account: claim.account.clone(),
            code,
            term,
            expected: wanted,
            allowed,
            difference,
            state,
            body: serde_json::to_string(&compared).unwrap_or_default(),
            at: app.now(),
            ..VarianceRow::default()
        });
    }
    rows
}

fn state(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::AsAgreed => "as_expected",
        Verdict::Underpaid => "open",
        Verdict::Overpaid => "overpaid",
        Verdict::Denied => "denied",
        Verdict::NotAnswered | Verdict::NotPriced => "not_priced",
    }
}

/// Why a line is not compared.
fn reason(expected: &ExpectedPayment, line: &LineVariance) -> String {
    match line.verdict {
        Verdict::NotAnswered => "The payer's answer says nothing of this line.".to_owned(),
        Verdict::NotPriced if line.lines.is_empty() => {
            "The payer speaks of no line of the claim.".to_owned()
        }
        Verdict::NotPriced => {
            let ours = expected.lines.iter().filter(|one| line.lines.contains(&one.line));
            let mut reasons: Vec<String> = ours.filter_map(|one| one.reason.clone()).collect();
            reasons.dedup();
            reasons.join(" ")
        }
        _ => String::new(),
    }
}

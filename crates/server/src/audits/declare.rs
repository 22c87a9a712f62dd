//! Declaring a batch, and drawing its charts.

use super::{ENGINE, drawn};
use crate::app::App;
use crate::release::{self, confidence, millionths};
use governance::audit_sample::{Auditee, SampleSize};
use governance::policy::{AuditPlan, Frame, Looking, Scope};
use model::{AccountId, TenantId};
use serde_json::json;
use std::collections::BTreeMap;
use store::accounts::{self, Coding};
use store::governance::{
    BatchRow, ChartAudit, ReleaseWord, WordFilter, add_audits, add_batch, audited_accounts,
    batch_for_change, policy_for_change, put_policy, save_batch, words,
};
use store::record::{AuditEntry, append};
use store::{Result, StoreError};

/// Charts from which one batch is drawn at most.
const MOST_CHARTS: i64 = 100_000;

/// What a person declares before the first audit.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// The scope that is to be opened.
    pub scope: Scope,
    /// The share of released charts that may have an error.
    pub target_error: f64,
    /// The confidence of the promise.
    pub confidence: f64,
    /// Thresholds of chart confidence, highest first.
    pub thresholds: Vec<f64>,
    /// Audits.
    pub size: u32,
    /// Once, or after every audit.
    pub looking: Looking,
    /// How many batches there may be.
    pub attempts: u32,
}

/// Charts that may be drawn: coded by what codes now, with nothing but their confidence against
/// their release, and never audited before. Newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn candidates(
    app: &App,
    tenant: &TenantId,
    scope: &str,
    lowest: f64,
) -> Result<Vec<ReleaseWord>> {
    let filter = WordFilter { scope: scope.to_owned(), from: 0, to: i64::MAX, limit: MOST_CHARTS };
    let mut found = words(&app.db, tenant, &filter).await?;
    let engine = found.first().map(|word| word.engine.clone()).unwrap_or_default();
    let audited = audited_accounts(&app.db, tenant, ENGINE).await?;
    let least = millionths(lowest);
    found.retain(|word| {
        word.eligible
            && word.engine == engine
            && word.confidence >= least
            && !audited.contains(word.account.as_str())
    });
    Ok(found)
}

/// Declares a batch and draws its charts at random; its id. Where there are fewer charts than
/// declared, [`draw_more`] adds those that come later. `at` is when it is declared.
///
/// # Errors
/// A plan that is not right; no attempt left; a database that does not answer.
pub async fn declare(
    app: &App,
    tenant: &TenantId,
    declaration: &Declaration,
    (by, at): (&str, i64),
) -> Result<String> {
    let lowest = declaration.thresholds.last().copied().unwrap_or(1.0);
    let scope = declaration.scope.to_string();
    let found = candidates(app, tenant, &scope, lowest).await?;
    let seed = release::seed(app, tenant).await?;
    let names: Vec<&str> = found.iter().map(|word| word.account.as_str()).collect();
    let engine = found.first().map(|word| word.engine.clone()).unwrap_or_default();
    let size = SampleSize { rate: 1.0, least: 0, most: declaration.size as usize };
    let order = seed
        .draw(&Auditee::Engine(engine), &names, &size)
        .map_err(|fault| StoreError::Refused(fault.to_string()))?;
    declare_drawn(app, tenant, declaration, (&found, &order), (by, at)).await
}

/// As [`declare`], for a draw whose order is known: only the made-up practice has one.
pub(crate) async fn declare_drawn(
    app: &App,
    tenant: &TenantId,
    declaration: &Declaration,
    (found, order): (&[ReleaseWord], &[String]),
    (by, at): (&str, i64),
) -> Result<String> {
    let engine = found.first().map(|word| word.engine.clone()).unwrap_or_default();
    if engine.is_empty() {
        return Err(StoreError::Refused(format!(
            "no chart of {} can be drawn: the program has coded none there that a threshold of \
             yours would release",
            declaration.scope
        )));
    }
    let plan = AuditPlan {
        scope: declaration.scope.clone(),
        engine,
        target_error: declaration.target_error,
        confidence: declaration.confidence,
        thresholds: declaration.thresholds.clone(),
        size: declaration.size,
        looking: declaration.looking,
        attempts: declaration.attempts,
    };
    let mut frame = Frame { charts: BTreeMap::new(), random: true };
    for word in found {
        if let Ok(scope) = word.scope.parse::<Scope>() {
            *frame.charts.entry(scope).or_default() += 1;
        }
    }
    let codings = codings(app, tenant, found, order).await?;
    let mut tx = app.db.begin().await?;
    let (mut policy, version) = policy_for_change(&mut tx, tenant).await?;
    let refused = |fault: governance::policy::PolicyFault| StoreError::Refused(fault.to_string());
    let batch = policy.declare(plan, frame, by, at).map_err(refused)?;
    put_policy(&mut tx, tenant, (&policy, version), at).await?;
    let mut row = BatchRow { id: app.new_id("batch"), batch, created_at: at, version: 1 };
    let audits = draw(app, &mut row, &codings)?;
    add_batch(&mut tx, tenant, &row).await?;
    add_audits(&mut tx, tenant, &audits).await?;
    let detail = json!({ "batch": row.id, "plan": row.batch.plan(), "drawn": audits.len() });
    let entry = entry(by, at, "release.declared", &row, detail);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Draws further charts for a batch that was declared with more than there were; how many.
///
/// # Errors
/// A batch that is full or tested; a database that does not answer.
pub async fn draw_more(app: &App, tenant: &TenantId, id: &str, by: &str) -> Result<usize> {
    let kept = store::governance::batch(&app.db, tenant, id).await?;
    let kept = kept.ok_or_else(|| StoreError::NotFound { what: format!("audit batch {id}") })?;
    let plan = kept.batch.plan();
    let lowest = plan.thresholds.last().copied().unwrap_or(1.0);
    let mut found = candidates(app, tenant, &plan.scope.to_string(), lowest).await?;
    // Only charts that came after the declaration, of the scopes over which it was declared: the
    // others had their chance.
    let frame = kept.batch.frame();
    found.retain(|word| {
        let scope = word.scope.parse::<Scope>().ok();
        word.engine == plan.engine && scope.is_some_and(|scope| frame.charts.contains_key(&scope))
    });
    let seed = release::seed(app, tenant).await?;
    let names: Vec<&str> = found.iter().map(|word| word.account.as_str()).collect();
    let left = (plan.size as usize).saturating_sub(kept.batch.audits().len());
    let size = SampleSize { rate: 1.0, least: 0, most: left };
    let order = seed
        .draw(&Auditee::Engine(plan.engine.clone()), &names, &size)
        .map_err(|fault| StoreError::Refused(fault.to_string()))?;
    let codings = codings(app, tenant, &found, &order).await?;
    let mut tx = app.db.begin().await?;
    let mut row = batch_for_change(&mut tx, tenant, id).await?;
    let audits = draw(app, &mut row, &codings)?;
    save_batch(&mut tx, tenant, &mut row).await?;
    add_audits(&mut tx, tenant, &audits).await?;
    let detail = json!({ "batch": id, "drawn": audits.len() });
    let entry = entry(by, app.now(), "release.drawn", &row, detail);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(audits.len())
}

/// Draws codings of a coder for an audit of their work; how many.
///
/// # Errors
/// A database that does not answer.
pub async fn draw_coder(
    app: &App,
    tenant: &TenantId,
    (coder, number): (&str, usize),
    by: &str,
) -> Result<usize> {
    let audited = audited_accounts(&app.db, tenant, coder).await?;
    let mut work = accounts::codings_by(&app.db, tenant, coder).await?;
    work.retain(|(account, _)| !audited.contains(account.as_str()));
    let seed = release::seed(app, tenant).await?;
    let names: Vec<&str> = work.iter().map(|(account, _)| account.as_str()).collect();
    let size = SampleSize { rate: 1.0, least: 0, most: number };
    let order = seed
        .draw(&Auditee::Coder(coder.to_owned()), &names, &size)
        .map_err(|fault| StoreError::Refused(fault.to_string()))?;
    let mut audits = Vec::new();
    for name in &order {
        let Some((account, coding)) = work.iter().find(|(account, _)| account.as_str() == name)
        else {
            continue;
        };
        let scope = coding.coded.setting.name().to_owned();
        let whose = (scope, coder.to_owned());
        audits.push(drawn(app, None, account.clone(), whose, (coding, None)));
    }
    let mut tx = app.db.begin().await?;
    add_audits(&mut tx, tenant, &audits).await?;
    let entry = AuditEntry {
        at: app.now(),
        actor: by.to_owned(),
        action: "audit.drawn".to_owned(),
        object_kind: "user".to_owned(),
        object: coder.to_owned(),
        patient: None,
        detail: json!({ "drawn": audits.len() }),
    };
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(audits.len())
}

/// The drawn charts in their order, each with the word and the codes that it was about.
async fn codings(
    app: &App,
    tenant: &TenantId,
    found: &[ReleaseWord],
    order: &[String],
) -> Result<Vec<(ReleaseWord, Coding)>> {
    let by_account: BTreeMap<&str, &ReleaseWord> =
        found.iter().map(|word| (word.account.as_str(), word)).collect();
    let mut codings = Vec::with_capacity(order.len());
    for name in order {
        let Some(word) = by_account.get(name.as_str()) else { continue };
        let account = AccountId(name.clone());
        let versions = accounts::codings(&app.db, tenant, &account).await?;
        let coding = versions.into_iter().find(|coding| coding.version == word.coding);
        codings.extend(coding.map(|coding| ((*word).clone(), coding)));
    }
    Ok(codings)
}

fn draw(
    app: &App,
    row: &mut BatchRow,
    codings: &[(ReleaseWord, Coding)],
) -> Result<Vec<ChartAudit>> {
    let mut audits = Vec::with_capacity(codings.len());
    for (word, coding) in codings {
        let refused = |fault: String| StoreError::Refused(fault);
        let leaf: Scope = word.scope.parse().map_err(|fault| refused(format!("{fault}")))?;
        let given = confidence(word.confidence);
        row.batch
            .draw(word.account.as_str(), &leaf, given)
            .map_err(|fault| refused(fault.to_string()))?;
        let whose = (word.scope.clone(), ENGINE.to_owned());
        audits.push(drawn(app, Some(&row.id), word.account.clone(), whose, (coding, Some(given))));
    }
    Ok(audits)
}

pub(super) fn entry(
    by: &str,
    at: i64,
    action: &str,
    row: &BatchRow,
    detail: serde_json::Value,
) -> AuditEntry {
    AuditEntry {
        at,
        actor: by.to_owned(),
        action: action.to_owned(),
        object_kind: "scope".to_owned(),
        object: row.batch.plan().scope.to_string(),
        patient: None,
        detail,
    }
}

//! A denial followed back: the decision, the edits, and the smallest change that would have
//! passed, as the edits, the payer rules and the payer's own decisions judge it.

use super::judging::{self, Judge};
use super::payer_memory::PayerMemory;
use crate::app::App;
use ::payments::trace::{
    CodeDecision, DecidedBy, EditTouch, Known, Smallest, Touches, Trace, trace,
};
use model::{Claim, TenantId};
use serde::{Deserialize, Serialize};
use store::accounts::{self, Account, Coding};
use store::claims::{ClaimRow, claim_edits};
use store::front_desk;
use store::payments::{self, DenialRow};

/// Decided claims of a payer that are looked at.
const MEMORY: i64 = 1_000;

/// The way back.
pub(crate) struct Way {
    /// The claim as it left.
    pub(crate) claim: ClaimRow,
    /// Decisions, edits, hole, smallest change.
    pub(crate) trace: Trace,
    /// What speaks for the change, in a sentence; empty where nothing was found.
    pub(crate) why: String,
}

/// What is kept of a search, while claim and rules stay the same.
#[derive(Serialize, Deserialize)]
struct Kept {
    smallest: Smallest,
    why: String,
    /// Rules and version of the claim with which it was found.
    with: String,
}

/// Follows a denial back; `None` when its claim is not there any more.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn follow(
    app: &App,
    tenant: &TenantId,
    row: &DenialRow,
    account: &Account,
) -> store::Result<Option<Way>> {
    let Some(claim) = store::claims::claim(&app.db, tenant, &row.claim).await? else {
        return Ok(None);
    };
    let coding = accounts::latest_coding(&app.db, tenant, &row.account).await?;
    let edits = claim_edits(&app.db, tenant, &claim.id).await?;
    let touches = Touches {
        decisions: coding.as_ref().map(|one| decisions(row, &claim.claim, one)).unwrap_or_default(),
        edits: edits
            .into_iter()
            .map(|own| EditTouch {
                id: own.edit.id,
                family: own.edit.family,
                line: own.edit.line,
                message: own.edit.message,
                overridden: own.overrule.map(|why| why.reason),
            })
            .collect(),
        not_checked: claim.report.not_checked.clone(),
    };
    let desk = app.desk();
    let with = format!("{} {}", desk.rules().hash(), claim.version);
    let kept = serde_json::from_str::<Kept>(&row.trace).ok().filter(|kept| kept.with == with);
    let denial = row.body.denial.clone();
    if let Some(kept) = kept {
        let mut trace = trace(&denial, &claim.claim, &touches, &Known::default(), &mut |_| true);
        trace.smallest = kept.smallest;
        return Ok(Some(Way { claim, trace, why: kept.why }));
    }
    let mut known = known(app, tenant, &claim.claim, account, coding.as_ref()).await?;
    let claims = payments::decided_claims(&app.db, tenant, &row.payer, MEMORY).await?;
    let reason = (row.payer.as_str(), denial.adjusted.carc.as_str());
    let refused = payments::refused_lines(&app.db, tenant, reason).await?;
    let line = u16::try_from(row.line).ok().filter(|line| *line > 0);
    known.taxonomies = judging::taxonomies(&claims, &refused, &claim.claim);
    let sent = claim.claim.clone();
    let payer = row.body.payer_name.clone();
    let found = tokio::task::spawn_blocking(move || {
        let memory = PayerMemory::of(&claims, &refused);
        let judge = Judge::new(desk, &sent, (denial.category, line), &known, memory);
        let trace = trace(&denial, &sent, &touches, &known, &mut |changed| judge.passes(changed));
        let why = judge.why(&trace.smallest, &payer);
        (trace, why)
    });
    let (trace, why) =
        found.await.map_err(|fault| store::StoreError::Refused(fault.to_string()))?;
    let kept = Kept { smallest: trace.smallest.clone(), why: why.clone(), with };
    let mut tx = app.db.begin().await?;
    let text = serde_json::to_string(&kept).unwrap_or_default();
    payments::put_trace(&mut tx, tenant, &row.id, &text).await?;
    tx.commit().await?;
    Ok(Some(Way { claim, trace, why }))
}

/// The decisions behind the codes of a claim.
fn decisions(row: &DenialRow, claim: &Claim, coding: &Coding) -> Vec<CodeDecision> {
    let by = match row.decided_by.as_str() {
        "person" => DecidedBy::Person(row.coder.clone()),
        _ => coding.by_person.clone().map_or(DecidedBy::Machine, DecidedBy::Person),
    };
    let dx = coding.coded.dx.iter().map(|one| CodeDecision {
        id: coding.decision.clone(),
        code: one.code.clone(),
        line: None,
        by: by.clone(),
        evidence: one.evidence.clone(),
        rules: one.rules.clone(),
    });
    let px = coding.coded.px.iter().filter_map(|one| {
        let same = |line: &&model::ClaimLine| line.code.as_deref() == Some(&*one.code);
        let exact = claim.lines.iter().find(|l| same(l) && l.modifiers == one.modifiers);
        let line = exact.or_else(|| claim.lines.iter().find(same))?;
        Some(CodeDecision {
            id: coding.decision.clone(),
            code: one.code.clone(),
            line: Some(line.line),
            by: by.clone(),
            evidence: one.evidence.clone(),
            rules: one.rules.clone(),
        })
    });
    px.chain(dx).collect()
}

/// What we know and the claim does not say.
async fn known(
    app: &App,
    tenant: &TenantId,
    claim: &Claim,
    account: &Account,
    coding: Option<&Coding>,
) -> store::Result<Known> {
    let mut known = Known {
        supported: coding
            .map(|one| one.coded.dx.iter().map(|dx| dx.code.clone()).collect())
            .unwrap_or_default(),
        in_time: claim
            .payer
            .timely_filing_days
            .map(|days| claim.through.plus_days(i32::from(days))),
        ..Known::default()
    };
    let Some(patient) = account.patient.clone() else { return Ok(known) };
    let day = claim.from.to_string();
    let people = [patient];
    for one in front_desk::authorizations_of(&app.db, tenant, &people).await? {
        if one.holds_on(&day) && claim.authorization.as_ref() != Some(&one.number) {
            known.authorizations.push(one.number);
        }
    }
    for one in front_desk::coverages_of(&app.db, tenant, &people).await? {
        let same = one.coverage.payer.name == claim.payer.name
            || claim.payer.id.as_ref() == Some(&one.coverage.payer.id);
        let own = claim.subscriber.as_ref().map(|own| own.member_id.as_str());
        if same && one.holds_on(&day) && own != Some(one.coverage.member_id.as_str()) {
            known.member_numbers.push(one.coverage.member_id);
        }
    }
    Ok(known)
}

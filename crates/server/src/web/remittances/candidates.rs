//! Claims that money could belong to, each beside what the payer says.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::money;
use ::payments::ledger::Ledger;
use ::payments::posting::{Book, OpenClaim, ReviewReason, plain};
use model::remittance::PaidClaim;
use store::payments::{self, ReviewRow};

/// Claims that are shown.
const MOST: usize = 12;

/// One line of a claim.
pub(super) struct Line {
    pub number: u16,
    pub code: String,
    pub date: String,
    pub charge: String,
}

/// A claim.
pub(super) struct Candidate {
    pub claim: String,
    pub account: String,
    pub patient: String,
    pub days: String,
    pub charge: String,
    pub payer: String,
    pub owed: String,
    pub same: Vec<&'static str>,
    pub other: Vec<&'static str>,
    pub decided: String,
    pub lines: Vec<Line>,
}

/// The claims of an item, and the one that the person looked for, which comes first.
pub(super) async fn of(
    app: &App,
    visitor: &Visitor,
    (item, decision): (&ReviewRow, Option<&PaidClaim>),
    asked: &str,
) -> PageResult<Vec<Candidate>> {
    let mut wanted: Vec<String> = Vec::new();
    let mut add = |claim: String| {
        if !claim.is_empty() && !wanted.contains(&claim) {
            wanted.push(claim);
        }
    };
    add(asked.trim().to_owned());
    item.item.claim.iter().for_each(|claim| add(claim.0.clone()));
    match &item.item.reason {
        ReviewReason::SeveralClaims { claims } => claims.iter().cloned().for_each(&mut add),
        ReviewReason::OtherPatient { claim } => add(claim.clone()),
        _ => {}
    }
    if let Some(decision) = decision {
        let shelf = payments::book(&app.db, &visitor.tenant, &[decision]).await?;
        shelf.candidates(decision).into_iter().for_each(|one| add(one.claim.0));
    }
    wanted.truncate(MOST);
    let found = payments::open_claims(&app.db, &visitor.tenant, &wanted).await?;
    let mut all = Vec::new();
    for id in &wanted {
        if let Some(row) = found.iter().find(|row| row.open.claim.0 == *id) {
            all.extend(candidate(app, visitor, &row.open, decision).await?);
        }
    }
    Ok(all)
}

async fn candidate(
    app: &App,
    visitor: &Visitor,
    open: &OpenClaim,
    decision: Option<&PaidClaim>,
) -> PageResult<Option<Candidate>> {
    let (db, tenant) = (&app.db, &visitor.tenant);
    let mut patient = open.family.clone().unwrap_or_default();
    if let Some(id) = &open.account
        && let Some(account) = store::accounts::get(db, tenant, id).await?
    {
        if visitor.allow_account(Permission::PostPayments, &account).is_err() {
            return Ok(None);
        }
        if !account.patient_name.is_empty() {
            patient = account.patient_name;
        }
    }
    let ids = [open.claim.0.clone()];
    let balances = payments::balances_of(db, tenant, &ids, None).await?;
    let on = |ledger: Ledger| balances.get(&ids[0]).and_then(|own| own.get(&ledger)).copied();
    let receivable = Ledger::all().into_iter().filter(|one| one.is_receivable());
    let owed = receivable.filter_map(on).sum();
    let posted = payments::posted_of_claim(db, tenant, &ids[0]).await?;
    let (same, other) = decision.map(|one| compared(one, open)).unwrap_or_default();
    Ok(Some(Candidate {
        claim: open.claim.0.clone(),
        account: open.account.as_ref().map(|id| id.0.clone()).unwrap_or_default(),
        patient,
        days: match open.from == open.through {
            true => open.from.to_string(),
            false => format!("{} to {}", open.from, open.through),
        },
        charge: money(open.charge),
        payer: open.payers.first().cloned().unwrap_or_default(),
        owed: money(owed),
        same,
        other,
        decided: match posted.len() {
            0 => "nothing decided yet".to_owned(),
            1 => "decided once".to_owned(),
            count => format!("decided {count} times"),
        },
        lines: open
            .lines
            .iter()
            .map(|line| Line {
                number: line.line,
                code: line.code.clone().or(line.revenue_code.clone()).unwrap_or_default(),
                date: line.date.to_string(),
                charge: money(line.charge),
            })
            .collect(),
    }))
}

/// What agrees between a decision and a claim, and what does not.
fn compared(decision: &PaidClaim, open: &OpenClaim) -> (Vec<&'static str>, Vec<&'static str>) {
    let members: Vec<String> = ["IL", "QC", "74"]
        .iter()
        .filter_map(|role| decision.name(role)?.id.as_deref().map(plain))
        .collect();
    let family = decision.name("QC").and_then(|name| name.family.as_deref());
    let codes = |one: &OpenClaim| -> Vec<String> {
        let mut all: Vec<String> = one.lines.iter().filter_map(|line| line.code.clone()).collect();
        all.sort();
        all
    };
    let mut paid: Vec<String> = decision
        .lines
        .iter()
        .map(|line| line.billed_service.as_ref().unwrap_or(&line.service).code.clone())
        .collect();
    paid.sort();
    let day = decision.lines.iter().filter_map(|line| line.days()).map(|days| days.0).min();
    let facts = [
        ("number", Some(plain(&decision.control_number) == plain(open.claim.as_str()))),
        (
            "payer’s number",
            decision
                .payer_control_number
                .as_deref()
                .map(plain)
                .filter(|_| !open.payer_control_numbers.is_empty())
                .map(|own| open.payer_control_numbers.iter().any(|one| plain(one) == own)),
        ),
        (
            "member",
            (!members.is_empty())
                .then(|| open.members.iter().any(|one| members.contains(&plain(one)))),
        ),
        (
            "name",
            family.zip(open.family.as_deref()).map(|(one, own)| one.eq_ignore_ascii_case(own)),
        ),
        ("day", day.map(|day| day == open.from)),
        ("charge", Some(decision.charge == open.charge)),
        ("procedures", (!paid.is_empty()).then(|| paid == codes(open))),
    ];
    let pick = |wanted: bool| -> Vec<&'static str> {
        facts.iter().filter(|(_, agrees)| *agrees == Some(wanted)).map(|one| one.0).collect()
    };
    (pick(true), pick(false))
}

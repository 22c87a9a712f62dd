//! The account as known on a day.

use super::words::service_words;
use crate::app::App;
use crate::next_payer::root_of;
use ::payments::ledger::{Balances, Journal, ServiceMoney, View, services};
use model::{AccountId, Cents, ClaimId, Date, TenantId};
use std::collections::BTreeMap;
use store::charges::{ChargeRow, charges_of};
use store::claims::{ClaimRow, claims_of};
use store::payments;

/// One service line.
pub(crate) struct Line {
    /// The first claim that bills it; empty for money of no claim.
    pub claim: String,
    /// Its number; `None` for the claim as a whole.
    pub line: Option<u16>,
    /// CPT, HCPCS or revenue code, with modifiers.
    pub code: String,
    /// Its day.
    pub day: Option<Date>,
    /// What was done, in plain words.
    pub words: String,
    /// Its money.
    pub money: ServiceMoney,
}

/// All of it.
pub(crate) struct Sheet {
    /// The service lines, in the order of days and claims.
    pub lines: Vec<Line>,
    /// Their sum.
    pub total: ServiceMoney,
    /// Every entry, also those that do not count on that day.
    pub journal: Journal,
    /// What the journal comes to.
    pub balances: Balances,
    /// The account's claims.
    pub claims: Vec<ClaimRow>,
}

/// The account as known on a day.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn sheet(
    app: &App,
    tenant: &TenantId,
    account: &AccountId,
    known_on: Date,
) -> store::Result<Sheet> {
    let claims = claims_of(&app.db, tenant, account).await?;
    let journal = payments::journal_of_account(&app.db, tenant, account).await?;
    let view = View::known_on(known_on);
    let money = services(&journal, view, |id: &ClaimId| root_of(&claims, id));
    let desk = app.desk();
    let own = charges_of(&app.db, tenant, account).await?;
    let mut total = ServiceMoney::default();
    let mut lines: Vec<Line> = Vec::new();
    for ((claim, number), money) in money {
        total.add(&money);
        let row = claim.as_ref().and_then(|id| claims.iter().find(|row| row.claim.id == *id));
        let billed = match (&claim, number) {
            (None, Some(number)) => charged_line(&own, number),
            _ => {
                let lines = row.into_iter().flat_map(|row| &row.claim.lines);
                lines.into_iter().find(|line| Some(line.line) == number).cloned()
            }
        };
        let billed = billed.as_ref();
        lines.push(Line {
            claim: claim.map(|id| id.0).unwrap_or_default(),
            line: number,
            code: billed.map(code).unwrap_or_default(),
            day: billed.map(|line| line.date).or_else(|| row.map(|row| row.claim.from)),
            words: match billed {
                Some(line) => service_words(line, desk.sets()),
                None => "The visit as a whole".to_owned(),
            },
            money,
        });
    }
    lines.sort_by(|a, b| (a.day, &a.claim, a.line).cmp(&(b.day, &b.claim, b.line)));
    let balances = Balances::of(&journal, view);
    Ok(Sheet { lines, total, journal, balances, claims })
}

/// A charge of an account that no claim carries, as a line, by its number in the ledger.
fn charged_line(charges: &[ChargeRow], number: u16) -> Option<model::ClaimLine> {
    let mut rows: Vec<&ChargeRow> = charges.iter().collect();
    rows.sort_by_key(|row| (row.posted_at, row.charge.id.clone()));
    let charge = &rows.get(usize::from(number.checked_sub(1)?))?.charge;
    Some(model::ClaimLine {
        line: number,
        code: charge.code.clone(),
        modifiers: charge.modifiers.clone(),
        revenue_code: charge.revenue_code.clone(),
        charge_cents: charge.charge_cents.unwrap_or_default(),
        date: charge.date,
        ..model::ClaimLine::default()
    })
}

fn code(line: &model::ClaimLine) -> String {
    let code = line.code.clone().or(line.revenue_code.clone()).unwrap_or_default();
    std::iter::once(code).chain(line.modifiers.iter().cloned()).collect::<Vec<_>>().join(" ")
}

impl Sheet {
    /// What is owed to the patient or a payer, by claim: nobody is paid back twice.
    pub(crate) fn credits(&self) -> Vec<::payments::ledger::CreditBalance> {
        self.balances.credit_balances()
    }

    /// What the patient owes.
    pub(crate) fn patient_owes(&self) -> Cents {
        self.total.with_patient
    }
}

/// The names of payers, by the identifier under which their money is kept.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn payer_names(
    app: &App,
    tenant: &TenantId,
) -> store::Result<BTreeMap<String, String>> {
    let known = payments::known_payers(&app.db, tenant).await?;
    let name = |one: ::payments::posting::KnownPayer| {
        let name = one.names.into_iter().next().unwrap_or_else(|| one.id.clone());
        (one.id, name)
    };
    Ok(known.into_iter().map(name).collect())
}

//! The charges of an account before its claim is made: kept, priced by site and day of service,
//! compared with the chart.
//!
//! Where charges were captured (with the chart or by file), they are the account's charges, and
//! review shows where the chart says something else. Where none were, the charges are made from the
//! codes, but for those that a person charged.

use crate::app::App;
use crate::surroundings::day_of;
use claims::FeeSchedule;
use claims::charge::{Charge, ChargeSource, ChargeState, Posting, from_captured, from_codes, post};
use claims::charge_master::{ChargeMaster, Price, PriceKey};
use claims::reconcile::{self, lag};
use model::{AccountId, Chart, CodedChart, Date, TenantId};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Tx;
use store::accounts::Account;
use store::charges::{
    ChargeReview, ChargeRow, add_charges, charges_for_change, put_review, save_charge,
};

/// What a claim is made from.
pub(crate) struct Ready {
    /// The chart with the charges of the account in place of those that came with it.
    pub(crate) chart: Chart,
    /// The prices of its site on its day of service.
    pub(crate) fees: Arc<FeeSchedule>,
    /// Why no claim can be made yet: a captured charge without a price.
    pub(crate) hold: Option<String>,
}

/// Keeps and prices the charges of an account and says what its claim is made from.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn ready(
    app: &App,
    tx: &mut Tx,
    (tenant, account): (&TenantId, &Account),
    mut chart: Chart,
    coded: &CodedChart,
) -> store::Result<Ready> {
    let master = app.prices.master(app, tenant).await?;
    let fees = app.prices.on(app, tenant, &account.site, coded.date).await?;
    let posting = posting(app, account);
    let mut rows = charges_for_change(tx, tenant, &account.id).await?;
    let captured = from_captured(&chart.charges, coded.date, &posting, &master).charges;
    let fed = |row: &ChargeRow| matches!(row.charge.source, ChargeSource::Csv | ChargeSource::Fhir);
    let by_person = |charge: &Charge| {
        rows.iter().any(|row| {
            let own = &row.charge;
            own.source == ChargeSource::Person && own.is_live() && own.code == charge.code
        })
    };
    let coded_charges: Vec<Charge> = match !captured.is_empty() || rows.iter().any(fed) {
        true => Vec::new(),
        false => {
            let made = from_codes(coded, &posting, &master).charges.into_iter();
            made.filter(|charge| !by_person(charge)).collect()
        }
    };
    let gone = |charge: &Charge| {
        charge.source == ChargeSource::Chart
            && charge.is_live()
            && !coded_charges.iter().any(|new| new.source_key == charge.source_key)
    };
    for row in rows.iter_mut().filter(|row| gone(&row.charge)) {
        let reason = "The codes of the chart changed.".to_owned();
        row.charge.state = ChargeState::Voided { reason };
        save_charge(tx, tenant, row).await?;
    }
    let present: Vec<Charge> = rows.iter().map(|row| row.charge.clone()).collect();
    let incoming = captured.into_iter().chain(coded_charges).collect();
    let posted = post(&present, incoming);
    for (own, new) in posted.changed.iter().filter(|(own, _)| own.source == ChargeSource::Chart) {
        let found = rows.iter_mut().find(|row| row.charge.id == own.id);
        if let Some(row) = found {
            let state = ChargeState::Captured;
            row.charge = Charge { posted_on: own.posted_on, state, ..new.clone() };
            save_charge(tx, tenant, row).await?;
        }
    }
    add_charges(tx, tenant, &posted.added, app.now()).await?;
    let holds = price_again(tx, tenant, &mut rows, &master).await?;
    let rows = charges_for_change(tx, tenant, &account.id).await?;
    let hold = holds.into_iter().next().or_else(|| unpriced(&rows, &master));
    review(app, tx, (tenant, account), &rows, coded).await?;
    if rows.iter().any(|row| is_outside(&row.charge)) {
        let live = rows.iter().filter(|row| is_outside(&row.charge));
        chart.charges = live.filter_map(|row| row.charge.to_captured()).collect();
    }
    Ok(Ready { chart, fees, hold })
}

/// What charges of an account share when they are posted now.
pub(crate) fn posting(app: &App, account: &Account) -> Posting {
    Posting {
        account: account.id.clone(),
        site: account.site.clone(),
        posted_on: day_of(app.now()),
        claim_type: model::ClaimType::Professional,
    }
}

/// Whether a charge was captured rather than made from the chart's codes.
fn is_outside(charge: &Charge) -> bool {
    charge.source != ChargeSource::Chart
}

/// Prices charges that had no price when they were posted; why some still have none.
async fn price_again(
    tx: &mut Tx,
    tenant: &TenantId,
    rows: &mut [ChargeRow],
    master: &ChargeMaster,
) -> store::Result<Vec<String>> {
    let mut holds = Vec::new();
    let waiting =
        rows.iter_mut().filter(|row| row.charge.is_live() && row.charge.charge_cents.is_none());
    for row in waiting {
        match price_of(&row.charge, master) {
            Ok(cents) => {
                row.charge.charge_cents = Some(cents);
                save_charge(tx, tenant, row).await?;
            }
            Err(why) if is_outside(&row.charge) => holds.push(why),
            Err(_) => {}
        }
    }
    Ok(holds)
}

/// The first reason why a captured charge has no price.
fn unpriced(rows: &[ChargeRow], master: &ChargeMaster) -> Option<String> {
    let waits = |row: &&ChargeRow| {
        row.charge.is_live() && row.charge.charge_cents.is_none() && is_outside(&row.charge)
    };
    rows.iter().find(waits).and_then(|row| price_of(&row.charge, master).err())
}

/// The price of a charge by the master, or why there is none and what to do.
pub(crate) fn price_of(charge: &Charge, master: &ChargeMaster) -> Result<model::Cents, String> {
    let key = PriceKey {
        site: &charge.site,
        code: charge.code.as_deref(),
        modifiers: &charge.modifiers,
        revenue_code: charge.revenue_code.as_deref(),
        day: charge.date,
    };
    let what = charge.code.clone().or_else(|| charge.revenue_code.clone()).unwrap_or_default();
    let next = format!("Give {what} a price in the price list of the site, or void the charge.");
    match master.lookup(&key) {
        Price::Found { price_cents, .. } => price_cents
            .checked_times(i64::from(charge.units))
            .filter(|_| charge.units > 0)
            .ok_or_else(|| format!("{what} is charged with {} units. Correct them.", charge.units)),
        Price::Zero { row } => {
            Err(format!("The price list has {what} at $0.00 (line {}). {next}", row.line))
        }
        Price::Unknown => Err(format!("{} {next}", master.why_unknown(&key))),
        Price::Ambiguous { .. } => Err(format!(
            "The price list has several prices for {what}. State the modifier or revenue code \
             that decides, or the amount of the line."
        )),
    }
}

/// Compares the chart of an account with its charges and keeps what is to be reviewed.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn review(
    app: &App,
    tx: &mut Tx,
    (tenant, account): (&TenantId, &Account),
    rows: &[ChargeRow],
    coded: &CodedChart,
) -> store::Result<()> {
    let master = app.prices.master(app, tenant).await?;
    let charges: Vec<Charge> = rows.iter().map(|row| row.charge.clone()).collect();
    let day = |text: &Option<String>| text.as_deref().and_then(|t| t.parse::<Date>().ok());
    let from = day(&account.service_from).unwrap_or(coded.date);
    let through = day(&account.service_to).unwrap_or(from).max(from);
    let found = reconcile::reconcile(&reconcile::Account {
        coded,
        charges: &charges,
        master: &master,
        site: &account.site,
        from,
        through,
        specialty: &account.specialty,
    });
    let last = BTreeMap::<AccountId, Date>::from([(account.id.clone(), through)]);
    let late = lag::late_charges(&charges, &last);
    let days = lag::charge_lag(&charges);
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let review = ChargeReview {
        specialty: account.specialty.clone(),
        differences: found.differences,
        late: number(late.rows.len()),
        late_cents: late.late_cents.0,
        lag_days: days.total_days,
        lines: number(days.rows.len()),
        gross_cents: late.gross_cents.0,
        at: app.now(),
    };
    put_review(tx, tenant, &account.id, &review).await
}

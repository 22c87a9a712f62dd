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
    ChargeReview, ChargeRow, add_charges, all_charges_for_change, put_reviews, save_charge,
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

/// What is asked of one account.
pub(crate) struct Asked<'a> {
    /// The account, read in this transaction.
    pub(crate) account: &'a Account,
    /// Its chart.
    pub(crate) chart: Chart,
    /// The codes of its chart.
    pub(crate) coded: &'a CodedChart,
}

/// Keeps and prices the charges of accounts and says what their claims are made from: one read
/// and one write for all of them, whatever their number; only a charge that changes is written by
/// itself. No account stands twice.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn ready(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    asked: Vec<Asked<'_>>,
) -> store::Result<Vec<Ready>> {
    let master = app.prices.master(app, tenant).await?;
    let ids: Vec<AccountId> = asked.iter().map(|one| one.account.id.clone()).collect();
    let mut rows = all_charges_for_change(tx, tenant, &ids).await?;
    let (mut holds, mut added) = (Vec::with_capacity(asked.len()), Vec::new());
    for one in &asked {
        let own = rows.entry(one.account.id.clone()).or_default();
        added.extend(posted(app, tx, tenant, (one, own, &master)).await?);
        holds.push(price_again(tx, tenant, own, &master).await?.into_iter().next());
    }
    add_charges(tx, tenant, &added, app.now()).await?;
    // Read back: a charge that another process posted first stands as that one posted it.
    let mut rows = all_charges_for_change(tx, tenant, &ids).await?;
    let (mut done, mut reviews) = (Vec::with_capacity(asked.len()), Vec::new());
    for (one, hold) in asked.into_iter().zip(holds) {
        let Asked { account, mut chart, coded } = one;
        let own = rows.remove(&account.id).unwrap_or_default();
        let hold = hold.or_else(|| unpriced(&own, &master));
        reviews.push((account.id.clone(), reviewed(app, account, (&own, coded), &master)));
        if own.iter().any(|row| is_outside(&row.charge)) {
            let live = own.iter().filter(|row| is_outside(&row.charge));
            chart.charges = live.filter_map(|row| row.charge.to_captured()).collect();
        }
        let fees = app.prices.schedule(tenant, &master, (&account.site, coded.date));
        done.push(Ready { chart, fees, hold });
    }
    put_reviews(tx, tenant, &reviews).await?;
    Ok(done)
}

/// The charges of one account that are new; those that changed or are gone are saved.
async fn posted(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (asked, rows, master): (&Asked<'_>, &mut [ChargeRow], &ChargeMaster),
) -> store::Result<Vec<Charge>> {
    let posting = posting(app, asked.account);
    let coded = asked.coded;
    let captured = from_captured(&asked.chart.charges, coded.date, &posting, master).charges;
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
            let made = from_codes(coded, &posting, master).charges.into_iter();
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
    Ok(posted.added)
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
    let review = reviewed(app, account, (rows, coded), &master);
    put_reviews(tx, tenant, &[(account.id.clone(), review)]).await
}

/// How the chart of an account and its charges compare.
fn reviewed(
    app: &App,
    account: &Account,
    (rows, coded): (&[ChargeRow], &CodedChart),
    master: &ChargeMaster,
) -> ChargeReview {
    let charges: Vec<Charge> = rows.iter().map(|row| row.charge.clone()).collect();
    let day = |text: &Option<String>| text.as_deref().and_then(|t| t.parse::<Date>().ok());
    let from = day(&account.service_from).unwrap_or(coded.date);
    let through = day(&account.service_to).unwrap_or(from).max(from);
    let found = reconcile::reconcile(&reconcile::Account {
        coded,
        charges: &charges,
        master,
        site: &account.site,
        from,
        through,
        specialty: &account.specialty,
    });
    let last = BTreeMap::<AccountId, Date>::from([(account.id.clone(), through)]);
    let late = lag::late_charges(&charges, &last);
    let days = lag::charge_lag(&charges);
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    ChargeReview {
        specialty: account.specialty.clone(),
        differences: found.differences,
        late: number(late.rows.len()),
        late_cents: late.late_cents.0,
        lag_days: days.total_days,
        lines: number(days.rows.len()),
        gross_cents: late.gross_cents.0,
        at: app.now(),
    }
}

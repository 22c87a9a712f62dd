//! After the charges of an account changed: what is to be reviewed, and whether it goes on.

use crate::app::App;
use crate::steps;
use crate::worker::charges::{price_of, review};
use crate::worker::read::charge_job;
use claims::ChargeMaster;
use model::{AccountEvent, AccountState, HoldKind, Queue, TenantId};
use store::Tx;
use store::accounts::{self, Account, Filter, get_for_change, page};
use store::charges::{ChargeRow, charges_for_change};
use store::claims::claims_for_change;

/// Accounts looked at in one read.
const PAGE: i64 = 200;

/// Most accounts that one import of prices looks at; the others go on when their hold ends.
const MOST_ACCOUNTS: usize = 20_000;

/// Compares chart and charges anew, and lets the account go on: a hold for charges is lifted, and
/// a claim that nobody changed by hand is made again.
pub(crate) async fn go_on(
    app: &App,
    tx: &mut Tx,
    (tenant, account): (&TenantId, &mut Account),
    who: &str,
) -> store::Result<()> {
    let coding = accounts::latest_coding(&app.db, tenant, &account.id).await?;
    let rows = charges_for_change(tx, tenant, &account.id).await?;
    if let Some(coding) = &coding {
        review(app, tx, (tenant, account), &rows, &coding.coded).await?;
    }
    let claims = claims_for_change(tx, tenant, &account.id).await?;
    let by_hand = claims.iter().any(|claim| claim.touched > 0 || claim.has_left());
    let standing = &account.standing;
    let held = standing.hold.as_ref().is_some_and(|hold| hold.kind == HoldKind::Charges);
    let step = match standing.state {
        AccountState::Held if held => Some(AccountEvent::HoldLifted),
        AccountState::Scrubbed if !by_hand => Some(AccountEvent::EditsFound {
            reasons: vec!["The charges changed; the claim is made again.".to_owned()],
        }),
        AccountState::Charged if !by_hand => None,
        _ => return Ok(()),
    };
    if let Some(step) = step {
        steps::take(app, tx, tenant, account, &[step], (who, app.now())).await?;
    }
    store::work::add(tx, &[charge_job(app, tenant, &account.id)]).await?;
    Ok(())
}

/// After prices came: accounts that were held because a charge had none go on.
pub(crate) async fn after_prices(app: &App, tenant: &TenantId, who: &str) -> store::Result<usize> {
    let master = app.prices.master(app, tenant).await?;
    let mut filter = Filter { queue: Some(Queue::Charges), limit: PAGE, ..Filter::default() };
    let (mut waiting, mut done) = (Vec::new(), 0);
    while waiting.len() < MOST_ACCOUNTS {
        let page = page(&app.db, tenant, &filter).await?;
        waiting.extend(page.accounts.into_iter().map(|account| account.id));
        match page.next {
            Some(next) => filter.after = Some(next),
            None => break,
        }
    }
    for id in waiting {
        let mut tx = app.db.begin().await?;
        let mut account = get_for_change(&mut tx, tenant, &id).await?;
        let rows = charges_for_change(&mut tx, tenant, &id).await?;
        if account.standing.state == AccountState::Held && has_price_now(&rows, &master) {
            go_on(app, &mut tx, (tenant, &mut account), who).await?;
            tx.commit().await?;
            done += 1;
        }
    }
    app.changed(tenant);
    Ok(done)
}

/// Whether charges waited for a price and every one of them has one now.
fn has_price_now(rows: &[ChargeRow], master: &ChargeMaster) -> bool {
    let waits = |row: &&ChargeRow| row.charge.is_live() && row.charge.charge_cents.is_none();
    let mut waiting = rows.iter().filter(waits).peekable();
    waiting.peek().is_some() && waiting.all(|row| price_of(&row.charge, master).is_ok())
}

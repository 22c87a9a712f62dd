//! What the office does with balances: statements, plans for those who cannot pay at once, what a
//! patient paid too much and its way back.

use super::super::patients::pays;
use super::super::teller::Teller;
use super::{lot, person, taken, weekday};
use crate::balances::{self, Act, Done, Refusal};
use crate::statements::{SETTING, Texts, make_all};
use crate::web::door::Visitor;
use model::{AccountId, Cents, Date};
use serde_json::json;
use store::people::{Setting, put_setting, setting};
use store::record::append;
use store::{StoreError, payments};

/// Accounts that are looked at.
const MOST: i64 = 10_000;

/// From here on somebody who does not pay is offered a plan.
const MUCH: Cents = Cents(10_000);

/// In so many parts.
const PARTS: &str = "4";

/// What a patient pays too much.
const TOO_MUCH: Cents = Cents(2_500);

/// Days on which a patient pays too much.
const GENEROUS: [(i16, i8, i8); 3] = [(2026, 3, 17), (2026, 5, 12), (2026, 6, 16)];

/// The day's work on balances.
pub(super) async fn work(teller: &Teller<'_>, today: Date) -> store::Result<()> {
    let bill = person(teller, "bill").await?;
    texts(teller, &bill).await?;
    let first = today.day() <= 7;
    if weekday(today) == 1 && first {
        instalments(teller, &bill).await?;
        make_all(teller.app, &bill).await?;
        plans(teller, &bill, today).await?;
    }
    if GENEROUS.contains(&(today.year(), today.month(), today.day())) {
        generous(teller, &bill, today).await?;
    }
    // The last one stays open for a day or two: a credit is not asked back at once.
    if weekday(today) == 4 {
        refunds(teller, &bill, today).await?;
    }
    Ok(())
}

/// What the made-up practice says on its statements, kept once.
async fn texts(teller: &Teller<'_>, bill: &Visitor) -> store::Result<()> {
    let (app, tenant) = (teller.app, &teller.tenant);
    if setting(&app.db, tenant, SETTING).await?.is_some() {
        return Ok(());
    }
    let texts = Texts {
        practice: String::new(),
        questions: "Billing office, 402-555-0111, Monday to Friday, 8 to 4".to_owned(),
        pay: "By card at 402-555-0111, or by check to Cottonwood Family Medicine, PO Box 200, \
              Willow Fork, NE 68998"
            .to_owned(),
        assistance: "If this is more than you can pay, ask us: we offer payment in parts, and \
                     lower or no charges by income."
            .to_owned(),
        minimum_cents: 500,
        due_days: 30,
    };
    let row = Setting {
        name: SETTING.to_owned(),
        body: serde_json::to_string(&texts).unwrap_or_default(),
        version: 0,
        changed_at: app.now(),
        changed_by: bill.user.0.clone(),
    };
    let mut tx = app.db.begin().await?;
    put_setting(&mut tx, tenant, &row).await?;
    let told = json!({ "after": texts });
    let entry = bill.audit(app.now(), "setting.change", ("setting", SETTING), told);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await
}

/// Begins an act on an account as it stands now.
async fn act<'a>(
    teller: &'a Teller<'_>,
    who: &'a Visitor,
    (account, token): (&AccountId, &str),
) -> store::Result<Option<Act<'a>>> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let journal = payments::journal_of_account(&app.db, tenant, account).await?;
    let begun = Act::begin((app, who), account, (token, journal.entries().len())).await;
    begun.map_err(refusal)
}

fn refusal(why: Refusal) -> StoreError {
    match why {
        Refusal::Store(fault) => fault,
        Refusal::Typed(why) => StoreError::Refused(why),
        Refusal::Changed => StoreError::Refused("the balances changed".to_owned()),
    }
}

/// Whether it was done; what was typed in vain stays undone.
fn done(result: Result<Done, Refusal>) -> store::Result<bool> {
    match result {
        Ok(done) => Ok(done == Done::Now),
        Err(Refusal::Typed(why)) => {
            tracing::debug!(why, "left undone in the story");
            Ok(false)
        }
        Err(other) => Err(refusal(other)),
    }
}

/// One of those who owe much and do not pay gets a plan, each month.
async fn plans(teller: &Teller<'_>, bill: &Visitor, today: Date) -> store::Result<()> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let owed = payments::owed_by_patients(&app.db, tenant, ("", MOST)).await?;
    for (account, _) in owed.iter().filter(|one| one.1 >= MUCH && !pays(&one.0)) {
        if payments::plan_of(&app.db, tenant, account).await?.is_some() {
            continue;
        }
        let token = format!("plan-{account}-{today}");
        let Some(act) = act(teller, bill, (account, &token)).await? else { continue };
        let due = today.plus_days(28).to_string();
        if done(balances::agree_plan(act, (PARTS, &due)).await)? {
            return Ok(());
        }
    }
    Ok(())
}

/// What is due of the plans is paid.
async fn instalments(teller: &Teller<'_>, bill: &Visitor) -> store::Result<()> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let today = crate::surroundings::day_of(app.now());
    let owed = payments::owed_by_patients(&app.db, tenant, ("", MOST)).await?;
    for (account, left) in owed.iter().filter(|one| one.1 > Cents::ZERO && !pays(&one.0)) {
        let Some(row) = payments::plan_of(&app.db, tenant, account).await? else { continue };
        if row.at > app.now() - 20 * 86_400_000_000 {
            continue;
        }
        let part = row.plan.instalments.first().map_or(*left, |one| one.amount).min(*left);
        let token = format!("part-{account}-{today}");
        let Some(act) = act(teller, bill, (account, &token)).await? else { continue };
        done(balances::pay(act, (&dollars(part), "card", "", false)).await)?;
        crate::remittances::close(app, tenant, std::slice::from_ref(account)).await?;
    }
    Ok(())
}

fn dollars(amount: Cents) -> String {
    format!("{}.{:02}", amount.0 / 100, amount.0 % 100)
}

/// A patient pays more than is owed.
async fn generous(teller: &Teller<'_>, bill: &Visitor, today: Date) -> store::Result<()> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let owed = payments::owed_by_patients(&app.db, tenant, ("", MOST)).await?;
    let own = owed.iter().filter(|one| one.1 > Cents::ZERO && pays(&one.0));
    let Some((account, left)) = own.min_by_key(|one| lot(one.0.as_str())) else { return Ok(()) };
    let token = format!("check-{account}-{today}");
    let Some(act) = act(teller, bill, (account, &token)).await? else { return Ok(()) };
    let paid = dollars(*left + TOO_MUCH);
    let number = (4_000 + today.days_since_2000() % 900).to_string();
    done(balances::pay(act, (&paid, "check", &number, true)).await)?;
    crate::remittances::close(app, tenant, std::slice::from_ref(account)).await
}

/// The biller asks for what patients are owed; the manager sends what was asked a fortnight ago.
async fn refunds(teller: &Teller<'_>, bill: &Visitor, today: Date) -> store::Result<()> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let mona = person(teller, "mona").await?;
    for row in payments::refunds(&app.db, tenant, (Some("due"), None), 50).await? {
        let asked: Option<Date> = row.identified_on.parse().ok();
        if asked.is_some_and(|day| day.plus_days(14) <= today) {
            let number = format!("{}", 7_000 + today.days_since_2000() % 900);
            let sent = (row.id.as_str(), row.version, number.as_str());
            taken(balances::send((app, &mona), sent).await)?;
        }
    }
    for credit in payments::open_credits(&app.db, tenant, 50).await? {
        let token = format!("refund-{}-{today}", credit.claim);
        let Some(act) = act(teller, bill, (&credit.account, &token)).await? else { continue };
        let why = match credit.payer {
            Some(_) => "The payer paid more than its own decision says.",
            None => "The patient paid more than was owed.",
        };
        match balances::ask(act, (&credit, why)).await {
            Err(Refusal::Changed) => {}
            other => drop(done(other)?),
        }
    }
    Ok(())
}

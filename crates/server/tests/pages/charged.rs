//! The ledger charges what an account is charged: with claims, without a payer, coded anew.

use crate::balances::balances;
use crate::house::{Done, House, fail, in_browser, test};
use crate::remittances::{clean, has, work};
use libtest_mimic::{Failed, Trial};
use model::{AccountEvent, AccountId, AccountState, Cents, Chart, HoldKind};
use payments::ledger::Ledger;
use server::remittances::{Leaving, note_leaving};
use store::claims::ClaimRow;
use store::payments::SentInterchange;
use testkit::accessibility::no_serious;
use testkit::http::{Answer, Client};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("charged: a patient without a payer owes what the account charges", self_pay),
        test("charged: a claim that came back and is not made again charges nothing", retired),
        test("charged: an account coded anew into other claims is charged once", coded_anew),
        in_browser("charged: a biller bills a patient without a payer", browsed),
    ]
}

/// A chart of the practice under another name, of somebody whom nobody insures.
fn uninsured() -> Chart {
    let charts = testkit::practice::charts().into_iter().map(|one| one.chart);
    let mut chart = charts.into_iter().find(|one| one.charges.is_empty()).expect("a visit");
    chart.id = "SELF-1".into();
    chart.encounter.id = Some("SELF-1".into());
    chart.coverages.clear();
    if let Some(patient) = chart.patient.as_mut() {
        patient.id = "SELF-PATIENT".into();
        if let Some(name) = patient.name.as_mut() {
            name.family = "Selfpay".to_owned();
        }
    }
    chart
}

/// Takes a chart in, and lets whoever codes it accept it.
fn taken(house: &House, chart: Chart) -> Result<AccountId, Failed> {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let id = chart.id.0.clone();
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        server::reception::receive(app, &mut tx, tenant, vec![chart], "source").await?;
        tx.commit().await?;
        Ok::<(), Failed>(())
    })?;
    work(house)?;
    house.send_claims()?;
    let found = house.runtime.block_on(async {
        let text = "SELECT id FROM account WHERE source_key LIKE $1".to_owned();
        let row = app.db.row(store::assembled(text).bind(format!("%{id}%"))).await?;
        row.map(|row| store::Get::text(&row, "id")).transpose()
    })?;
    found.map(AccountId).ok_or_else(|| "no account".into())
}

fn state(house: &House, account: &AccountId) -> Result<AccountState, Failed> {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let found = house.runtime.block_on(store::accounts::get(&app.db, tenant, account))?;
    Ok(found.ok_or("the account")?.standing.state)
}

/// What the account's charges come to.
fn charges(house: &House, account: &AccountId) -> Result<Cents, Failed> {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let rows = house.runtime.block_on(store::charges::charges_of(&app.db, tenant, account))?;
    let live = rows.iter().filter(|row| row.charge.is_live());
    Ok(live.filter_map(|row| row.charge.charge_cents).sum())
}

/// The ledger charges the account this, and of that the patient owes.
fn charged(house: &House, account: &AccountId, (whole, patient): (Cents, Cents)) -> Done {
    let found = balances(house, account)?;
    let told = (-found.on(Ledger::Charges), found.on(Ledger::PatientReceivable));
    if told == (whole, patient) {
        return Ok(());
    }
    fail(format!("{told:?} instead of {:?}", (whole, patient)))
}

fn bill(client: &Client, account: &AccountId, note: &str) -> Result<Answer, Failed> {
    let page = client.get(&format!("/accounts/{account}/balance"))?.expect(200)?;
    bill_from(client, (account, &page), note)
}

/// As [`bill`], from a page that was opened before.
fn bill_from(
    client: &Client,
    (account, page): (&AccountId, &Answer),
    note: &str,
) -> Result<Answer, Failed> {
    let field = |name: &str| page.field(name).unwrap_or_default();
    let (csrf, seen, token) = (page.csrf().unwrap_or_default(), field("seen"), field("token"));
    let fields = [("csrf", &*csrf), ("seen", &*seen), ("token", &*token), ("note", note)];
    let path = format!("/accounts/{account}/balance/self-pay");
    Ok(client.post_form(&path, &fields)?)
}

/// A coder opens an account again and accepts it as it is.
fn again(house: &House, account: &AccountId) -> Done {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        let mut found = store::accounts::get_for_change(&mut tx, tenant, account).await?;
        let steps = [AccountEvent::Reopened { reason: "look again".to_owned() }];
        let who = ("carla", app.now());
        store::accounts::take_steps(&mut tx, tenant, &mut found, &steps, who, &app.terms).await?;
        tx.commit().await?;
        Ok::<(), Failed>(())
    })?;
    house.send_claims()?;
    work(house)
}

/// A held account waits for this now, and goes on there.
fn hold(house: &House, account: &AccountId, (kind, resume): (HoldKind, AccountState)) -> Done {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        let mut found = store::accounts::get_for_change(&mut tx, tenant, account).await?;
        let hold = found.standing.hold.as_mut().ok_or("no hold")?;
        (hold.kind, hold.resume) = (kind, resume);
        store::accounts::save(&mut tx, tenant, &mut found).await?;
        tx.commit().await?;
        Ok(())
    })
}

/// Who waits for something else than its bill is not passed over.
fn held_for_others(house: &House, (biller, account): (&Client, &AccountId)) -> Done {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let found = house.runtime.block_on(store::accounts::get(&app.db, tenant, account))?;
    let before = biller.get(&format!("/accounts/{account}/balance"))?.expect(200)?;
    let was = found.and_then(|found| found.standing.hold).ok_or("no hold")?;
    for (kind, resume) in [
        (HoldKind::Result, was.resume),
        (HoldKind::Document, was.resume),
        (HoldKind::SecondOpinion, was.resume),
        (HoldKind::Consent, was.resume),
        (HoldKind::Payer, AccountState::Review),
    ] {
        hold(house, account, (kind, resume))?;
        let page = biller.get(&format!("/accounts/{account}/balance"))?.expect(200)?.text();
        if page.contains("Bill the patient") {
            return fail(format!("{kind:?} is passed over"));
        }
        let told = bill_from(biller, (account, &before), "my note")?.expect(422)?.text();
        has(&told, "held for something else")?;
        if state(house, account)? != AccountState::Held {
            return fail(format!("{kind:?} was ended"));
        }
    }
    hold(house, account, (HoldKind::Payer, was.resume))?;
    let page = biller.get(&format!("/accounts/{account}/balance"))?.expect(200)?.text();
    has(&page, "Bill the patient")?;
    hold(house, account, (was.kind, was.resume))
}

fn self_pay() -> Done {
    let house = House::open();
    let account = taken(&house, uninsured())?;
    if state(&house, &account)? != AccountState::Held {
        return fail(format!("{:?}", state(&house, &account)?));
    }
    let whole = charges(&house, &account)?;
    let biller = house.client("bill");
    let page = biller.get(&format!("/accounts/{account}/balance"))?.expect(200)?;
    has(&page.text(), "No payer is asked")?;
    charged(&house, &account, (Cents::ZERO, Cents::ZERO))?;
    let bare = house.client("dana").get(&format!("/accounts/{account}/balance"))?;
    if bare.text().contains("Bill the patient") {
        return fail("who keeps no balances is offered it");
    }
    has(&bill(&biller, &account, " ")?.expect(422)?.text(), "Why no payer is asked")?;
    held_for_others(&house, (&biller, &account))?;
    bill(&biller, &account, "no coverage")?.expect(303)?;
    charged(&house, &account, (whole, whole))?;
    if whole <= Cents::ZERO || state(&house, &account)? != AccountState::Adjudicated {
        return fail(format!("{whole}, {:?}", state(&house, &account)?));
    }
    // Again: it is not where that can be done.
    if bill(&biller, &account, "twice")?.status == 303 {
        return fail("billed twice");
    }
    // Coded anew as it was: nothing is charged twice, and nobody has to bill it again.
    again(&house, &account)?;
    charged(&house, &account, (whole, whole))?;
    if state(&house, &account)? != AccountState::Adjudicated {
        return fail(format!("coded anew it is {:?}", state(&house, &account)?));
    }
    // A charge is taken back, and it is coded anew: the patient owes less.
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        let mut rows = store::charges::charges_for_change(&mut tx, tenant, &account).await?;
        let row = rows.first_mut().ok_or("a charge")?;
        let cents = row.charge.charge_cents.unwrap_or_default();
        row.charge.charge_cents = Some(Cents(cents.0 - 100));
        store::charges::save_charge(&mut tx, tenant, row).await?;
        tx.commit().await?;
        Ok::<(), Failed>(())
    })?;
    again(&house, &account)?;
    charged(&house, &account, (charges(&house, &account)?, charges(&house, &account)?))?;
    // The patient is insured after all: the claim charges the payer, and the patient nothing.
    let mut claim = house_claim(&house)?;
    claim.claim.id = "SELF-1".into();
    leave(&house, &claim, &account)?;
    charged(&house, &account, (claim.claim.total(), Cents::ZERO))?;
    let log = house.client("corin").get("/audit-log?action=balance.self_pay")?.expect(200)?;
    has(&log.text(), "no coverage")
}

/// Some claim that left.
fn house_claim(house: &House) -> Result<ClaimRow, Failed> {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let rows =
        house.runtime.block_on(store::claims::claims_since(&app.db, tenant, 0, ("", 500)))?;
    rows.into_iter().find(|row| row.status == "submitted").ok_or_else(|| "no claim".into())
}

fn leave(house: &House, row: &ClaimRow, account: &AccountId) -> Done {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        let sent = SentInterchange {
            partner: "clearinghouse".to_owned(),
            control: 901,
            kind: "837".to_owned(),
            subject: row.claim.id.0.clone(),
            account: account.0.clone(),
            sent_at: app.now(),
            state: "sent".to_owned(),
            ..SentInterchange::default()
        };
        let leaving = Leaving { claim: &row.claim, account, sent };
        note_leaving(app, &mut tx, tenant, &[leaving]).await?;
        tx.commit().await?;
        Ok(())
    })
}

/// A claim of the house comes back from the front door.
fn came_back(house: &House, row: &ClaimRow) -> Done {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        let text = "UPDATE claim SET status = 'rejected', submitted_at = NULL WHERE id = $1";
        tx.run(store::assembled(text.to_owned()).bind(row.id.clone())).await?;
        let mut found = store::accounts::get_for_change(&mut tx, tenant, &row.account).await?;
        let steps = [AccountEvent::Rejected { reasons: vec!["A7".to_owned()] }];
        let who = ("service", app.now());
        store::accounts::take_steps(&mut tx, tenant, &mut found, &steps, who, &app.terms).await?;
        tx.commit().await?;
        Ok(())
    })
}

/// The only claim of its account.
fn alone(left: &[ClaimRow]) -> Result<&ClaimRow, Failed> {
    let one = |row: &&ClaimRow| left.iter().filter(|o| o.account == row.account).count() == 1;
    let visit = |row: &&ClaimRow| row.claim.lines.iter().all(|line| line.revenue_code.is_none());
    left.iter().filter(visit).find(one).ok_or_else(|| "a claim".into())
}

fn retired() -> Done {
    let house = House::open();
    let left = house.send_claims()?;
    let row = alone(&left)?;
    charged(&house, &row.account, (row.claim.total(), Cents::ZERO))?;
    let biller = house.client("bill");
    let sent = bill(&biller, &row.account, "not insured");
    if sent.is_ok_and(|answer| answer.status == 303) {
        return fail("the patient of a claim that left was billed");
    }
    came_back(&house, row)?;
    bill(&biller, &row.account, "the coverage was made up")?.expect(303)?;
    let whole = charges(&house, &row.account)?;
    charged(&house, &row.account, (whole, whole))?;
    // Coverage is found, and the same claim leaves again: it is charged once, to the payer.
    leave(&house, row, &row.account)?;
    charged(&house, &row.account, (row.claim.total(), Cents::ZERO))
}

fn coded_anew() -> Done {
    let house = House::open();
    let left = house.send_claims()?;
    let row = alone(&left)?;
    came_back(&house, row)?;
    // The hospital's charge came late: the visit goes out as two claims with other numbers.
    let charts = testkit::practice::charts().into_iter().map(|one| one.chart);
    let mut chart =
        charts.into_iter().find(|one| one.id.0.eq_ignore_ascii_case(&row.id)).ok_or("its chart")?;
    let mut charge = model::Charge {
        code: Some("36415".to_owned()),
        modifiers: Vec::new(),
        units: 1,
        amount: Cents(2_500),
        revenue_code: Some("0300".to_owned()),
        ndc: None,
        ndc_quantity: None,
        date: Some(row.claim.from),
        source: "late".to_owned(),
    };
    charge.date = Some(row.claim.from);
    chart.charges.push(charge);
    let account = taken(&house, chart)?;
    if account != row.account {
        return fail("the chart came to another account");
    }
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let rows = house.runtime.block_on(store::claims::claims_of(&app.db, tenant, &account))?;
    let old = rows.iter().find(|one| one.id == row.id).ok_or("the old claim")?;
    if old.status != "replaced" || rows.len() < 2 {
        let told: Vec<_> = rows.iter().map(|one| (&one.id, &one.status)).collect();
        return fail(format!("{told:?}, {:?}", state(&house, &account)?));
    }
    let standing = rows.iter().filter(|one| one.submitted_at.is_some());
    let whole: Cents = standing.map(|one| one.claim.total()).sum();
    charged(&house, &account, (whole, Cents::ZERO))
}

fn browsed() -> Done {
    let house = House::open();
    let account = taken(&house, uninsured())?;
    let page = house.browser("bill")?;
    page.open(&format!("{}/accounts/{account}/balance", house.address))?;
    page.wait_for("#self-pay")?;
    no_serious(&page)?;
    page.fill("#self-pay input[name=note]", "no coverage")?;
    page.click("#self-pay button")?;
    page.wait_for(".notice")?;
    page.wait_for("#payment")?;
    no_serious(&page)?;
    crate::denials::picture(&page, "self-pay")?;
    clean(&page)
}

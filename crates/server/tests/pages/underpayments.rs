//! Expected against allowed: lines by payer and term, worked by people; and the next payer's claim.

use crate::answered::{Decides, file_of, payment};
use crate::balances::balances;
use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::remittance::{ClaimAdjustment, PaidClaim};
use model::{AccountEvent, AccountState, Cents, Claim, Date, OtherPayer, TenantId};
use payments::ledger::Ledger;
use server::app::App;
use server::remittances::{Leaving, note_leaving};
use store::claims::{ClaimRow, claims_of};
use store::payments::{SentInterchange, VarianceFilter, VarianceRow};
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("an underpaid line is found by its term and disputed", browsed),
        test("every line is compared, and one without a price is never underpaid", compared),
        test("a line is marked once at a version, by those who may", marked),
        test("the next payer is asked, pays, and nothing is left", next_payer),
        test("a claim that the payer sent on itself is not sent again", sent_on),
        test("a refused line is worked before the next payer is asked", refused_first),
    ]
}

fn day() -> Result<Date, Failed> {
    "2026-06-20".parse().map_err(|_| "a day".into())
}

/// The practice with a contract of four fifths of the charge with its first payer; each payer
/// allowed three quarters.
fn underpaid() -> Result<(House, String), Failed> {
    let house = House::open();
    let left = house.send_claims()?;
    let payer = left.first().ok_or("a claim")?.claim.payer.name.clone();
    let folder = house.app.config.data.join("contracts");
    std::fs::create_dir_all(&folder)?;
    let text = format!(
        "title = \"Four fifths\"\npayers = [\"{payer}\"]\nfrom = 2020-01-01\n\
         [[carve_out]]\ncodes = [\"00100-99999\", \"A0000-V9999\"]\ncharge_percent = \"80\"\n"
    );
    std::fs::write(folder.join("first.toml"), text)?;
    std::fs::write(folder.join("broken.toml"), "title = ")?;
    let mut payers: Vec<&str> = left.iter().map(|row| row.claim.payer.name.as_str()).collect();
    payers.sort_unstable();
    payers.dedup();
    for (payer, number) in payers.iter().zip(1..) {
        let claims: Vec<&Claim> =
            left.iter().map(|row| &row.claim).filter(|one| one.payer.name == *payer).collect();
        let one = payment(&claims, &format!("TRACE{number}"), day()?, &[Decides::Pays]);
        house.take(&format!("remit-{number}.835"), file_of(&one)?)?;
    }
    Ok((house, payer))
}

fn lines(house: &House, state: &str) -> Result<Vec<VarianceRow>, Failed> {
    let filter =
        VarianceFilter { state: state.to_owned(), most: 1_000, ..VarianceFilter::default() };
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let found = house.runtime.block_on(store::payments::variance_lines(&app.db, tenant, &filter));
    Ok(found?)
}

fn browsed() -> Done {
    let (house, payer) = underpaid()?;
    let browser = house.browser("bill")?;
    browser.open(&format!("{}/underpayments", house.address))?;
    browser.wait_for_text(&payer)?;
    browser.wait_for_text("broken.toml")?;
    no_serious(&browser)?;
    browser.click("table.list tbody a")?;
    browser.wait_for_text("allowed less than agreed")?;
    no_serious(&browser)?;
    if let Ok(folder) = std::env::var("CLEANCLAIM_SHOTS") {
        browser.resize(1440, 1100)?;
        browser.screenshot(format!("{folder}/underpaid.png"))?;
    }
    browser.choose("table.list tbody tr select[name=state]", "disputed")?;
    browser.fill("table.list tbody tr input[name=note]", "letter of 22 June")?;
    browser.click("table.list tbody tr button")?;
    browser.wait_for(".notice")?;
    browser.open(&format!("{}/underpayments/lines?state=disputed", house.address))?;
    browser.wait_for_text("letter of 22 June")?;
    match browser.console_errors()?.as_slice() {
        [] => Ok(()),
        errors => fail(errors.join("; ")),
    }
}

fn compared() -> Done {
    let (house, payer) = underpaid()?;
    let open = lines(&house, "open")?;
    if open.is_empty() {
        return fail("no line is underpaid");
    }
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    for line in &open {
        let claim = house.runtime.block_on(store::claims::claim(&app.db, tenant, &line.claim))?;
        let claim = claim.ok_or("a claim")?.claim;
        let billed = claim.lines.iter().find(|one| i64::from(one.line) == line.line);
        let charge = billed.ok_or("a line")?.charge_cents.0;
        let wanted = (charge * 80 + 50) / 100 - (charge - charge / 4);
        if claim.payer.name != payer || line.difference != Cents(wanted) {
            return fail(format!("{line:?} of {charge}, expected {wanted} more"));
        }
    }
    let unpriced = lines(&house, "not_priced")?;
    let told = unpriced.iter().filter(|line| line.body.contains("There is no contract with"));
    if told.count() == 0 || unpriced.iter().any(|line| line.difference != Cents::ZERO) {
        return fail("a line without a price does not say so, or is called underpaid");
    }
    let csv = house.client("bill").get("/underpayments/export.csv?state=open")?.expect(200)?;
    if csv.text().lines().count() != open.len() + 1 {
        return fail(csv.text());
    }
    let page = house.client("bill").get("/underpayments/lines?state=not_priced")?.expect(200)?;
    if !page.text().contains("There is no contract with") {
        return fail("the page does not say why");
    }
    Ok(())
}

fn marked() -> Done {
    let (house, _) = underpaid()?;
    let line = lines(&house, "open")?.into_iter().next().ok_or("a line")?;
    let path = format!("/underpayments/{}/{}/{}", line.remittance, line.place, line.line);
    let client = house.client("bill");
    let csrf = client.get("/underpayments")?.csrf().unwrap_or_default();
    let with = |state: &str, note: &str, version: &str| {
        let fields = [("csrf", &*csrf), ("version", version), ("state", state), ("note", note)];
        client.post_form(&path, &fields)
    };
    with("disputed", " ", "1")?.expect(422)?;
    with("as_expected", "why not", "1")?.expect(422)?;
    with("disputed", "asked", "1")?.expect(303)?;
    with("accepted", "asked", "1")?.expect(409)?;
    with("accepted", "too small", "2")?.expect(303)?;
    let coder = house.client("carla");
    coder.get("/underpayments")?.expect(403)?;
    // The place is the manager's to set.
    let manager = house.client("mona");
    let page = manager.get("/underpayments")?.expect(200)?;
    let csrf = page.csrf().unwrap_or_default();
    let set = |client: &testkit::http::Client, csrf: &str, locality: &str| {
        let fields = [("csrf", csrf), ("version", "0"), ("locality", locality), ("tolerance", "5")];
        client.post_form("/underpayments/terms", &fields)
    };
    set(&manager, &csrf, "somewhere")?.expect(422)?;
    set(&manager, &csrf, "10112-00")?.expect(303)?;
    set(&manager, &csrf, "10112-00")?.expect(409)?;
    Ok(())
}

/// The practice with one claim that left and that names a second payer.
pub fn with_second(house: &House) -> Result<ClaimRow, Failed> {
    let left = house.send_claims()?;
    let named = |row: &ClaimRow| row.claim.subscriber.is_some() && row.claim.payer.id.is_some();
    let found = left.into_iter().filter(named);
    let mut row = found.max_by_key(|row| row.claim.lines.len()).ok_or("a claim with a payer")?;
    let second = OtherPayer {
        sequence: "S".to_owned(),
        name: "Second Mutual".to_owned(),
        id: Some("SECOND1".to_owned()),
        subscriber: row.claim.subscriber.clone(),
        ..OtherPayer::default()
    };
    row.claim.other_payers = vec![second];
    let body = serde_json::to_string(&row.claim)?;
    house.runtime.block_on(async {
        let mut tx = house.app.db.begin().await?;
        let text = "UPDATE claim SET body = $1 WHERE id = $2".to_owned();
        tx.run(store::assembled(text).bind(body).bind(row.id.clone())).await?;
        let payers = serde_json::json!([row.claim.payer.id, "SECOND1"]).to_string();
        let text = "SELECT body FROM open_claim WHERE claim = $1".to_owned();
        let found = tx.row(store::assembled(text).bind(row.id.clone())).await?;
        let mut open: serde_json::Value = store::Get::json(&found.ok_or("an open claim")?, "body")?;
        open["payers"] = serde_json::from_str(&payers)?;
        let text = "UPDATE open_claim SET body = $1 WHERE claim = $2".to_owned();
        tx.run(store::assembled(text).bind(open.to_string()).bind(row.id.clone())).await?;
        tx.commit().await?;
        Ok::<(), Failed>(())
    })?;
    Ok(row)
}

pub fn claims(house: &House, row: &ClaimRow) -> Result<Vec<ClaimRow>, Failed> {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    Ok(house.runtime.block_on(claims_of(&app.db, tenant, &row.account))?)
}

pub fn standing(house: &House, row: &ClaimRow) -> Result<AccountState, Failed> {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let account = house.runtime.block_on(store::accounts::get(&app.db, tenant, &row.account))?;
    Ok(account.ok_or("the account")?.standing.state)
}

/// The claim leaves.
pub async fn leave(app: &App, tenant: &TenantId, row: &ClaimRow) -> Result<(), Failed> {
    let mut tx = app.db.begin().await?;
    let mut account = store::accounts::get_for_change(&mut tx, tenant, &row.account).await?;
    let sent = SentInterchange {
        partner: "clearinghouse".to_owned(),
        control: 900,
        kind: "837".to_owned(),
        subject: row.id.clone(),
        account: row.account.0.clone(),
        file: "claim-900.837p".to_owned(),
        sent_at: app.now(),
        state: "sent".to_owned(),
        ..SentInterchange::default()
    };
    let leaving = Leaving { claim: &row.claim, account: &row.account, sent };
    note_leaving(app, &mut tx, tenant, &[leaving]).await?;
    let steps = match account.standing.state {
        AccountState::Charged => vec![AccountEvent::ScrubbedClean, AccountEvent::Submitted],
        _ => vec![AccountEvent::Submitted],
    };
    let who = ("service", app.now());
    store::accounts::take_steps(&mut tx, tenant, &mut account, &steps, who, &app.terms).await?;
    tx.commit().await?;
    Ok(())
}

/// What the second payer says: the first one's money is OA-23, half of the rest it pays, and half
/// is the patient's copay.
fn second_decides(decision: &mut PaidClaim, claim: &Claim) {
    let one = |group: &str, carc: &str, amount: i64| ClaimAdjustment {
        group: group.to_owned(),
        carc: carc.to_owned(),
        amount: Cents(amount),
        quantity: None,
    };
    for (line, ours) in decision.lines.iter_mut().zip(&claim.lines) {
        let left: i64 = ours.adjudications[0]
            .adjustments
            .iter()
            .filter(|one| one.group == "PR")
            .map(|one| one.amount.0)
            .sum();
        let copay = left / 2;
        line.paid = Cents(left - copay);
        line.adjustments = vec![one("OA", "23", line.charge.0 - left), one("PR", "3", copay)];
        line.adjustments.retain(|one| one.amount != Cents::ZERO);
    }
    decision.paid = decision.lines.iter().map(|line| line.paid).sum();
    decision.status = "2".to_owned();
}

fn next_payer() -> Done {
    let house = House::open();
    let row = with_second(&house)?;
    let first = payment(&[&row.claim], "FIRST", day()?, &[Decides::Pays]);
    house.take("first.835", file_of(&first)?)?;
    let all = claims(&house, &row)?;
    let Some(second) = all.iter().find(|one| one.claim.payer.name == "Second Mutual") else {
        return fail("no claim to the second payer");
    };
    let claim = &second.claim;
    let places: Vec<&str> = claim.other_payers.iter().map(|one| one.sequence.as_str()).collect();
    let own = claim.subscriber.as_ref().map_or("", |one| one.sequence.as_str());
    if (places.as_slice(), own, second.rank) != (&["P"][..], "S", 1) {
        return fail(format!("{places:?} {own} {}", second.rank));
    }
    // The defect of OpenEMR: each line's decision comes to its charge, each reason once.
    for line in &claim.lines {
        let [told] = line.adjudications.as_slice() else { return fail("one decision a line") };
        let sum: Cents = told.adjustments.iter().map(|one| one.amount).sum();
        let mut reasons: Vec<(&str, &str)> =
            told.adjustments.iter().map(|one| (&*one.group, &*one.carc)).collect();
        let count = reasons.len();
        reasons.sort_unstable();
        reasons.dedup();
        if told.paid_cents + sum != line.charge_cents || reasons.len() != count {
            return fail(format!("line {}: {told:?}", line.line));
        }
    }
    let open = balances(&house, &row.account)?;
    if open.on(Ledger::PatientReceivable) != Cents::ZERO
        || open.of_claim(Ledger::PayerReceivable, &claim.id) <= Cents::ZERO
    {
        return fail("the patient's share is not with the second payer");
    }
    if !matches!(standing(&house, &row)?, AccountState::Scrubbed | AccountState::Charged) {
        return fail(format!("{:?}", standing(&house, &row)?));
    }
    // The same payment's consequences again: no third claim.
    let charged = open.on(Ledger::Charges);
    house.runtime.block_on(leave(&house.app, &house.app.config.tenant, second))?;
    let mut answer = payment(&[claim], "SECOND", day()?, &[Decides::Pays]);
    second_decides(&mut answer.claims[0], claim);
    answer.amount = answer.claims[0].paid;
    house.take("second.835", file_of(&answer)?)?;
    let after = balances(&house, &row.account)?;
    if after.on(Ledger::Charges) != charged {
        return fail("the second claim is charged once more");
    }
    let copay: i64 = claim
        .lines
        .iter()
        .flat_map(|line| &line.adjudications[0].adjustments)
        .filter(|one| one.group == "PR")
        .map(|one| one.amount.0 / 2)
        .sum();
    if after.on(Ledger::PayerReceivable) != Cents::ZERO
        || after.on(Ledger::PatientReceivable) != Cents(copay)
    {
        return fail(format!("left open: {:?}", after.all().collect::<Vec<_>>()));
    }
    let text = house.client("bill").get(&format!("/accounts/{}/balance", row.account))?;
    let text = text.expect(200)?.text();
    if !text.contains("Second Mutual") || !text.contains("copay") {
        return fail("the page does not tell of the second payer");
    }
    Ok(())
}

fn sent_on() -> Done {
    let house = House::open();
    let row = with_second(&house)?;
    let mut first = payment(&[&row.claim], "FIRST", day()?, &[Decides::Pays]);
    first.claims[0].status = "19".to_owned();
    house.take("first.835", file_of(&first)?)?;
    if claims(&house, &row)?.len() != 1 {
        return fail("a second claim though the payer sent it on");
    }
    let open = balances(&house, &row.account)?;
    let with_second = open.where_subject(Ledger::PayerReceivable, |subject| {
        subject.payer.as_deref() == Some("SECOND1")
    });
    if open.on(Ledger::PatientReceivable) != Cents::ZERO || with_second <= Cents::ZERO {
        return fail("the patient is asked while the second payer has it");
    }
    Ok(())
}

fn refused_first() -> Done {
    let house = House::open();
    let row = with_second(&house)?;
    if row.claim.lines.len() < 2 {
        return fail("the claim has one line only");
    }
    let turns = [Decides::Pays, Decides::Refuses("CO", "50")];
    let first = payment(&[&row.claim], "FIRST", day()?, &turns);
    house.take("first.835", file_of(&first)?)?;
    if claims(&house, &row)?.len() != 1 || standing(&house, &row)? != AccountState::Adjudicated {
        return fail("the next payer is asked over a refusal");
    }
    // A biller may ask it before.
    let client = house.client("bill");
    let page = client.get(&format!("/accounts/{}/balance", row.account))?.expect(200)?;
    if !page.text().contains("Ask Second Mutual next") {
        return fail("the biller is not offered to ask the next payer");
    }
    let csrf = page.csrf().unwrap_or_default();
    let fields = [("csrf", &*csrf), ("claim", &*row.id)];
    let path = format!("/accounts/{}/balance/next", row.account);
    client.post_form(&path, &fields)?.expect(303)?;
    let again = client.post_form(&path, &fields)?.expect(303)?;
    if !again.location().is_some_and(|to| to.ends_with("done_before")) {
        return fail("asked twice");
    }
    if claims(&house, &row)?.len() != 2 {
        return fail("no claim to the next payer");
    }
    Ok(())
}

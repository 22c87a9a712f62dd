//! What payers ask before they decide: the worklist, and each act that ends it.

use crate::answered::{Decides, file_of, payment};
use crate::house::{Done, House, fail, in_browser, test};
use crate::remittances::of_trace;
use crate::unposting::undo;
use libtest_mimic::{Failed, Trial};
use model::{AccountState, Edit, EditFamily, EditPlace, Queue, Severity, Standing};
use server::connectors::Switches;
use server::worker;
use store::claims::{ClaimRow, claim_for_change, save_claim};
use store::payments::{self, FollowUp, OpenRow};
use store::people::{Setting, put_setting};
use testkit::accessibility::no_serious;
use testkit::http::{Answer, Client};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("what a payer asks is answered from its list and at its claim", answered),
        test("each act ends its own kind of question, once, for who may", acts),
        test("a claim that is brought back is mended among the rejections", mended),
        test("a payment ends what was asked of its claim", paid),
        test("a payment that is taken back asks again what it had ended", undone),
        test("a claim that was not found leaves again under its own number", left_again),
        test("who sends a claim again that an edit stops is told so", stopped),
    ]
}

/// A payer's answer about a claim, by our number of it.
fn status(row: &ClaimRow, code: &str, number: u32) -> Vec<u8> {
    let (day, charge) = (row.claim.from.to_x12(), row.claim.total().to_x12());
    format!(
        "ISA*00*          *00*          *ZZ*CLEARING01     *ZZ*CLINIC         *260622*0900*^*00501\
         *{number:09}*0*T*:~GS*HN*CLEARING01*CLINIC*20260622*0900*{number}*X*005010X212~\
         ST*277*0001*005010X212~BHT*0010*08*A1*20260622*0900*DG~HL*1**20*1~\
         NM1*PR*2*NORTH PLAN*****PI*12345~HL*2*1*21*1~NM1*41*2*CEDAR*****46*C1~HL*3*2*19*1~\
         NM1*1P*2*CEDAR*****XX*1245319599~HL*4*3*22*0~NM1*IL*1*DOE*JANE****MI*M1~TRN*2*U{number}~\
         STC*{code}*20260622**{charge}*0~REF*EJ*{}~DTP*472*D8*{day}~SE*15*0001~GE*1*{number}~\
         IEA*1*{number:09}~",
        row.id
    )
    .into_bytes()
}

/// Claims that left and are alone on their accounts.
fn alone(house: &House) -> Result<Vec<ClaimRow>, Failed> {
    let rows = house.send_claims()?;
    let alone = |row: &&ClaimRow| rows.iter().filter(|one| one.account == row.account).count() == 1;
    Ok(rows.iter().filter(alone).cloned().collect())
}

/// The practice with a claim of which documents are asked, and one that is not found.
fn asked() -> Result<(House, ClaimRow, ClaimRow), Failed> {
    let house = House::open();
    let rows = alone(&house)?;
    let [first, second, ..] = rows.as_slice() else { return Err("two claims".into()) };
    for (row, code, number) in [(first, "R4:297", 1), (second, "A4:35", 2)] {
        let taken = house.take(&format!("{number}.277"), status(row, code, number))?;
        if taken.file.state != "taken" {
            return Err(format!("{:?}", taken.file).into());
        }
    }
    Ok((house, first.clone(), second.clone()))
}

/// Where a claim, its account and its money stand, and what is open of it.
struct Stands {
    status: String,
    account: Standing,
    open: OpenRow,
    item: Option<FollowUp>,
}

fn stands(house: &House, row: &ClaimRow) -> Result<Stands, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    house.runtime.block_on(async {
        let claim = store::claims::claim(db, tenant, &row.id).await?.ok_or("the claim")?;
        let account = store::accounts::get(db, tenant, &row.account).await?.ok_or("the account")?;
        let open = payments::open_claim(db, tenant, &row.id).await?.ok_or("open")?;
        let item = payments::follow_up_of(db, tenant, &row.id).await?;
        Ok(Stands { status: claim.status, account: account.standing, open, item })
    })
}

/// Sends the form of the open item of a claim.
fn act(
    (house, client): (&House, &Client),
    row: &ClaimRow,
    (act, note, number): (&str, &str, &str),
) -> Result<Answer, Failed> {
    let csrf = client.get(&format!("/claims/{}", row.id))?.csrf().ok_or("a token")?;
    let item = stands(house, row)?.item.ok_or("an item")?;
    let fields = [
        ("csrf", &*csrf),
        ("item", &item.id),
        ("kind", item.kind.name()),
        ("act", act),
        ("note", note),
        ("number", number),
    ];
    Ok(client.post_form(&format!("/claims/{}/follow-up", row.id), &fields)?)
}

fn answered() -> Done {
    let (house, first, second) = asked()?;
    let page = house.browser("bill")?;
    page.open(&format!("{}/follow-up", house.address))?;
    let text = page.text("main")?;
    for wanted in [
        "The payer asks for something",
        "medical notes or report",
        "R4:297",
        "Send the payer what it asks for",
        "The payer has no such claim",
        "member number",
        "NORTH PLAN",
    ] {
        if !text.contains(wanted) {
            return fail(format!("{wanted} is not in {text}"));
        }
    }
    no_serious(&page)?;
    // From the list: the one of documents.
    page.open(&format!("{}/follow-up?kind=asks", house.address))?;
    page.click("main details summary")?;
    no_serious(&page)?;
    page.fill("main details input[name=note]", "operative note by fax on 22 June")?;
    page.click("main details button[value=sent]")?;
    page.wait_for("[role=status]")?;
    let after = stands(&house, &first)?;
    if after.item.is_some() || after.account.queue != Queue::Payer {
        return fail(format!("{:?} {:?}", after.item, after.account));
    }
    // The payer is asked in two weeks where it stands.
    let wait = after.open.ask_at.ok_or("it is asked")? - house.app.now();
    if !(13 * 86_400_000_000..=14 * 86_400_000_000).contains(&wait) {
        return fail(format!("asked in {wait}"));
    }
    page.open(&format!("{}/claims/{}", house.address, first.id))?;
    let text = page.text("#timeline")?;
    if !text.contains("sent what the payer asks for: operative note by fax") {
        return fail(text);
    }
    // At its claim: the one that was not found.
    page.open(&format!("{}/accounts/{}/claims", house.address, second.account))?;
    let text = page.text("main")?;
    if !text.contains("Follow up with the payer") || !text.contains("the claim is not found") {
        return fail(text);
    }
    page.open(&format!("{}/claims/{}", house.address, second.id))?;
    no_serious(&page)?;
    page.fill("#asked input[name=number]", "ICN-77")?;
    page.click("#asked button[value=number]")?;
    page.wait_for("[role=status]")?;
    let found = house.runtime.block_on(payments::open_of_key(
        &house.app.db,
        &house.app.config.tenant,
        "ICN77",
    ))?;
    if found.len() != 1 || stands(&house, &second)?.item.is_some() {
        return fail("it is found by the payer's number from now on");
    }
    page.open(&format!("{}/follow-up", house.address))?;
    if !page.text("main")?.contains("No payer asks anything") {
        return fail(page.text("main")?);
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(errors.join("\n")) }
}

fn acts() -> Done {
    let (house, first, second) = asked()?;
    let client = house.client("bill");
    let by_bill = (&house, &client);
    for (row, act_of, status) in [
        (&first, ("sent", " ", ""), 422),
        (&first, ("resend", "because", ""), 422),
        (&first, ("number", "", "ICN1"), 422),
        (&first, ("nothing", "because", ""), 422),
        (&second, ("sent", "because", ""), 422),
        (&second, ("number", "", "  "), 422),
        (&second, ("number", "", &"9".repeat(51)), 422),
        (&second, ("number", "", "ICN*1~"), 422),
        (&second, ("resend", "", ""), 422),
    ] {
        let answer = act(by_bill, row, act_of)?;
        if answer.status != status {
            return fail(format!("{act_of:?}: {}", answer.status));
        }
    }
    if stands(&house, &first)?.item.is_none() || stands(&house, &second)?.item.is_none() {
        return fail("nothing moved");
    }
    // Who may not send claims sees no form, and ends nothing.
    let carla = house.client("carla");
    if carla.get("/follow-up")?.status != 403 {
        return fail("a coder sees what payers ask");
    }
    let csrf = client.get(&format!("/claims/{}", first.id))?.csrf().ok_or("a token")?;
    let item = stands(&house, &first)?.item.ok_or("an item")?;
    let path = format!("/claims/{}/follow-up", first.id);
    let send = |kind: &str, id: &str| {
        let fields =
            [("csrf", &*csrf), ("item", id), ("kind", kind), ("act", "sent"), ("note", "by fax")];
        client.post_form(&path, &fields)
    };
    // What was seen is not what is open: somebody was first, or the payer said more.
    if send("not_found", &item.id)?.status != 409 || send("asks", "another")?.status != 409 {
        return fail("an old form ends nothing");
    }
    if send("asks", &item.id)?.status != 303 || send("asks", &item.id)?.status != 409 {
        return fail("it ends once");
    }
    // It is asked again by the same answer in another file: that is no news. By another: it is.
    house.take("again.277", [status(&first, "R4:297", 1), b"\n".to_vec()].concat())?;
    if stands(&house, &first)?.item.is_some() {
        return fail("the same answer opens nothing");
    }
    house.take("more.277", status(&first, "R4:297", 9))?;
    if stands(&house, &first)?.item.is_none() {
        return fail("they ask again after it was sent: that is work");
    }
    Ok(())
}

fn mended() -> Done {
    let (house, _, second) = asked()?;
    let client = house.client("bill");
    let answer = act((&house, &client), &second, ("mend", "another member number", ""))?;
    let after = stands(&house, &second)?;
    if answer.status != 303
        || after.status != "rejected"
        || after.account.queue != Queue::Rejections
        || after.item.is_some()
        || after.open.ask_at.is_some()
    {
        return fail(format!("{} {} {:?}", answer.status, after.status, after.account));
    }
    let page = client.get("/rejections")?;
    if !page.text().contains("Another member number") || !page.text().contains(&second.id) {
        return fail("it is worked among the rejections");
    }
    Ok(())
}

fn paid() -> Done {
    let (house, first, second) = asked()?;
    for (row, number) in [(&first, 1), (&second, 2)] {
        let day = "2026-06-20".parse().map_err(|_| "a day")?;
        let trace = format!("PAID{number}");
        let one = payment(&[&row.claim], &trace, day, &[Decides::Pays]);
        house.take(&format!("paid-{number}.835"), file_of(&one)?)?;
        let after = stands(&house, row)?;
        if after.item.is_some()
            || after.status != "paid"
            || (after.account.state, after.account.queue)
                != (AccountState::Adjudicated, Queue::Payer)
        {
            return fail(format!("{} {:?} {:?}", after.status, after.item, after.account));
        }
        // A late answer says nothing of a claim that is paid.
        house.take(&format!("late-{number}.277"), status(row, "A4:35", 20 + number))?;
        let late = stands(&house, row)?;
        if late.item.is_some() || late.account != after.account {
            return fail(format!("{:?} {:?}", late.item, late.account));
        }
    }
    Ok(())
}

fn undone() -> Done {
    let (house, first, _) = asked()?;
    let before = stands(&house, &first)?.item.ok_or("an item")?;
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let one = payment(&[&first.claim], "WRONGLY", day, &[Decides::Pays]);
    house.take("wrongly.835", file_of(&one)?)?;
    if stands(&house, &first)?.item.is_some() {
        return fail("a payment ends it");
    }
    let row = of_trace(&house, "WRONGLY")?;
    undo(&house.client("bill"), &row.id, "that was another claim")?.expect(303)?;
    let after = stands(&house, &first)?;
    if (after.account.state, after.account.queue) != (AccountState::Acknowledged, Queue::FollowUp)
        || after.item != Some(before)
    {
        return fail(format!("{:?} {:?}", after.item, after.account));
    }
    Ok(())
}

/// Has claims leave into a folder.
fn partner(house: &House, out: &std::path::Path) -> Done {
    let body = serde_json::json!({"claims": {
        "on": true, "name": "house", "folder": {"path": out},
        "sender": {"name": "CEDAR CLINIC", "id": "1245319599"},
        "contact": "BILLING OFFICE", "phone": "4025550100",
        "receiver": {"name": "CLEARINGHOUSE", "id": "CLEARING01"}}});
    let setting = Setting {
        name: Switches::SETTING.to_owned(),
        body: body.to_string(),
        version: 0,
        changed_at: 1,
        changed_by: "test".to_owned(),
    };
    house.runtime.block_on(async {
        let mut tx = house.app.db.begin().await?;
        put_setting(&mut tx, &house.app.config.tenant, &setting).await?;
        Ok(tx.commit().await?)
    })
}

fn left_again() -> Done {
    let mut house = House::open_site();
    let rows = alone(&house)?;
    let row = rows.first().ok_or("a claim")?.clone();
    let folder = tempfile::tempdir()?;
    partner(&house, folder.path())?;
    house.take("lost.277", status(&row, "A4:35", 1))?;
    let client = house.client("bill");
    let answer = act((&house, &client), &row, ("resend", "they lost it", ""))?;
    let after = stands(&house, &row)?;
    if answer.status != 303
        || after.account.state != AccountState::Scrubbed
        || after.status != "clean"
        || after.item.is_some()
    {
        return fail(format!("{} {} {:?}", answer.status, after.status, after.account));
    }
    // Another process looks for what is to leave.
    let (other, _) = house.second()?;
    let tenant = house.app.config.tenant.clone();
    let sent = house.runtime.block_on(async {
        let mut tx = other.db.begin().await?;
        store::work::make_due(&mut tx, "claims.unsent", other.now()).await?;
        tx.commit().await?;
        while worker::pass(&other, "other").await? > 0 {}
        Ok::<_, Failed>(payments::sent_about(&other.db, &tenant, &row.id).await?)
    })?;
    // Both processes have clocks of their own: which left last is told by the partner.
    let again = sent.iter().find(|one| one.partner == "house").ok_or("it left again")?;
    let text = std::fs::read_to_string(folder.path().join(&again.file))?;
    if !text.contains(&format!("CLM*{}*", row.id)) {
        return fail(format!("under its own number: {text}"));
    }
    let after = stands(&house, &row)?;
    if (after.account.state, after.account.queue) != (AccountState::Submitted, Queue::Payer) {
        return fail(format!("{:?}", after.account));
    }
    Ok(())
}

/// An edit that stops a claim.
fn stopping() -> Edit {
    Edit {
        id: "format.required".to_owned(),
        family: EditFamily::Format,
        severity: Severity::Block,
        line: 0,
        code: String::new(),
        message: "The claim has no member number.".to_owned(),
        source: String::new(),
        next: String::new(),
        place: EditPlace::default(),
        effective: None,
    }
}

fn stopped() -> Done {
    let (house, _, row) = asked()?;
    house.runtime.block_on(async {
        let (tenant, mut tx) = (&house.app.config.tenant, house.app.db.begin().await?);
        let mut row = claim_for_change(&mut tx, tenant, &row.id).await?.ok_or("the claim")?;
        row.report.edits.push(stopping());
        save_claim(&mut tx, tenant, &mut row).await?;
        Ok::<_, Failed>(tx.commit().await?)
    })?;
    let client = house.client("bill");
    let answer = act((&house, &client), &row, ("resend", "they lost it", ""))?.expect(303)?;
    let to = answer.header("location").unwrap_or_default().to_owned();
    if !to.ends_with(&format!("/claims/{}?done=claim_saved", row.id)) {
        return fail(to);
    }
    let page = client.get(&to)?.expect(200)?.text();
    for wanted in ["something still stops the claim", "It does not leave yet", "no member number"] {
        if !page.contains(wanted) {
            return fail(format!("{wanted} is not in {page}"));
        }
    }
    let after = stands(&house, &row)?;
    if (after.status.as_str(), after.account.queue) != ("edits", Queue::Edits) {
        return fail(format!("{} {:?}", after.status, after.account));
    }
    Ok(())
}

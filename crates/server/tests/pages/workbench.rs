//! The coder workbench.

use crate::house::{Done, House, fail, test};
use libtest_mimic::{Failed, Trial};
use model::{AccountId, Queue, SensitivityTag, TenantId};
use serde_json::{Value, json};
use store::accounts::{self, Filter, Ownership};
use testkit::http::{Answer, Client};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("every change is saved at once, and bad input changes nothing", changes),
        test("two coders on one chart: lock, take-over, an old page", two_coders),
        test("codes are submitted with a record that verifies, once", submitted),
        test("hold, lift and skip need a reason and a day", held),
        test("who may not read a chart is refused, or breaks glass", refused),
        test("a protected document is neither shown nor quoted", protected),
        test("keys are each person's own", own_keys),
        test("a document of a megabyte opens quickly", big),
    ]
}

/// Fields of a form.
type Pairs<'a> = &'a [(&'a str, &'a str)];

pub(crate) fn tenant() -> TenantId {
    TenantId::from("site")
}

/// Accounts in review.
fn in_review(house: &House) -> Vec<AccountId> {
    let filter = Filter {
        queue: Some(Queue::Review),
        ownership: Ownership::Any,
        limit: 200,
        ..Filter::default()
    };
    let page = house.runtime.block_on(accounts::page(&house.app.db, &tenant(), &filter));
    page.expect("a list").accounts.into_iter().map(|account| account.id).collect()
}

/// Gives an account of the review queue to a person.
fn give(house: &House, id: &AccountId, to: &str) -> Done {
    let lena = house.client("lena");
    let page = lena.get("/worklists")?;
    let fields = [("account", id.as_str()), ("to", to)];
    lena.submit(&page, "/worklists/assign", &fields)?.expect(303)?;
    Ok(())
}

/// An account whose page holds `part`, given to Carla.
pub(crate) fn carlas(house: &House, part: &str) -> Result<AccountId, Failed> {
    let lena = house.client("lena");
    for id in in_review(house) {
        let page = lena.get(&format!("/accounts/{id}"))?.expect(200)?;
        if page.text().contains(part) {
            give(house, &id, "user_carla")?;
            return Ok(id);
        }
    }
    fail(format!("no account shows {part}"))
}

struct Seat<'a> {
    client: &'a Client,
    id: &'a AccountId,
}

impl Seat<'_> {
    fn page(&self) -> Result<Answer, Failed> {
        Ok(self.client.get(&format!("/accounts/{}", self.id))?.expect(200)?)
    }

    /// Sends a form as it stands on the page.
    fn send(&self, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Result<Answer, Failed> {
        let version = page.field("version").unwrap_or_default();
        let coding = page.field("coding").unwrap_or_default();
        let account = page.field("account").unwrap_or_default();
        let own: [(&str, &str); 3] =
            [("version", &version), ("coding", &coding), ("account", &account)];
        let own = own.into_iter().filter(|(name, _)| fields.iter().all(|(given, _)| given != name));
        let fields: Vec<_> = own.chain(fields.iter().copied()).collect();
        Ok(self.client.submit(page, &format!("/accounts/{}/{path}", self.id), &fields)?)
    }

    fn now(&self, path: &str, fields: &[(&str, &str)], status: u16) -> Result<Answer, Failed> {
        Ok(self.send(&self.page()?, path, fields)?.expect(status)?)
    }
}

pub(crate) fn work(house: &House, id: &AccountId) -> Value {
    let draft = house.runtime.block_on(accounts::draft(&house.app.db, &tenant(), id));
    let body = draft.expect("the database").map(|draft| draft.body);
    body.map_or(Value::Null, |body| serde_json::from_str(&body).expect("JSON"))
}

fn line(work: &Value, key: u64) -> Option<&Value> {
    work["lines"].as_array()?.iter().find(|line| line["key"] == key)
}

fn changes() -> Done {
    let house = House::open();
    let id = carlas(&house, "data-line=\"1\"")?;
    let client = house.client("carla");
    let seat = Seat { client: &client, id: &id };
    seat.now("codes/0/accept", &[], 303)?;
    seat.now("codes/1/reject", &[("reason", "not_documented")], 303)?;
    seat.now("codes/add", &[("code", "z79.4"), ("kind", "dx")], 303)?;
    let kept = work(&house, &id);
    if line(&kept, 0).is_none_or(|line| line["state"] != "accepted")
        || line(&kept, 1).is_none_or(|line| line["state"] != json!({"rejected": "not_documented"}))
        || !kept.to_string().contains("Z79.4")
    {
        return fail(format!("the draft lacks something: {kept}"));
    }
    let bad: [(&str, Pairs, u16); 12] = [
        ("codes/0/reject", &[("reason", "whim")], 422),
        ("codes/0/reject", &[], 422),
        ("codes/999/accept", &[], 422),
        ("codes/x/accept", &[], 404),
        ("codes/0/burn", &[], 422),
        ("codes/0/edit", &[("code", "<b>")], 422),
        ("codes/0/set", &[("poa", "maybe")], 422),
        ("codes/0/move", &[("dir", "away")], 422),
        ("codes/add", &[("code", "E11.2")], 422),
        ("codes/add", &[("code", "I10"), ("kind", "poem")], 422),
        (
            "codes/add",
            &[("code", "I50.9"), ("document", "0"), ("start", "0"), ("end", "99999999")],
            422,
        ),
        ("codes/add", &[("code", "I50.9"), ("document", "77"), ("text", "x")], 422),
    ];
    for (path, fields, status) in bad {
        seat.now(path, fields, status)?;
        if work(&house, &id) != kept {
            return fail(format!("{path} {fields:?} changed the draft"));
        }
    }
    seat.now("codes/1/undo", &[], 303)?;
    seat.now("codes/accept-all", &[], 303)?;
    let page = seat.page()?.text();
    if page.contains("data-state=\"suggested\"") || !page.contains("Z79.4") {
        return fail("accepting all left something, or the page forgot the draft");
    }
    let account = house.runtime.block_on(accounts::get(&house.app.db, &tenant(), &id))?;
    match account.and_then(|account| account.coder) {
        Some(coder) if coder == "user_carla" => Ok(()),
        coder => fail(format!("the coder is {coder:?}")),
    }
}

fn two_coders() -> Done {
    let house = House::open();
    let id = in_review(&house).remove(0);
    give(&house, &id, "user_carla")?;
    let (carla, lena) = (house.client("carla"), house.client("lena"));
    let carla = Seat { client: &carla, id: &id };
    let lena = Seat { client: &lena, id: &id };
    let first = carla.page()?;
    let seen = lena.page()?;
    if !seen.text().contains("Carla Coder has this chart open") {
        return fail("nobody says who has the chart");
    }
    let told = lena.send(&first, "codes/0/accept", &[])?;
    if told.status != 403 {
        return fail("a token of another session was taken");
    }
    let told = lena.now("codes/0/accept", &[("version", "0")], 409)?.text();
    if !told.contains("Carla Coder") {
        return fail(told);
    }
    lena.client.submit(&seen, &format!("/accounts/{id}/lock"), &[])?.expect(303)?;
    lena.now("codes/0/accept", &[], 303)?;
    let told = carla.send(&first, "codes/0/accept", &[])?.expect(409)?.text();
    if !told.contains("Lena Lead") {
        return fail(told);
    }
    // Lena's own second window is older than her first.
    let old = lena.page()?;
    lena.now("codes/1/accept", &[], 303)?;
    lena.send(&old, "codes/1/accept", &[])?.expect(409)?;
    // A coder to whom it does not belong neither changes it nor takes it over.
    let colin = house.client("colin");
    let colin = Seat { client: &colin, id: &id };
    colin.now("codes/0/accept", &[("version", "1")], 403)?;
    colin.now("lock", &[], 403)?;
    Ok(())
}

fn submitted() -> Done {
    let house = House::open();
    let id = carlas(&house, "data-action=\"submit_all\"")?;
    let client = house.client("carla");
    let seat = Seat { client: &client, id: &id };
    let told = seat.now("submit", &[], 422)?.text();
    if !told.contains("not decided yet") {
        return fail(told);
    }
    let page = seat.page()?;
    seat.send(&page, "submit", &[("all", "1")])?.expect(303)?;
    seat.send(&page, "submit", &[("all", "1")])?.expect(422)?;
    while house.runtime.block_on(server::worker::pass(&house.app, "house"))? > 0 {}
    let coding = house.runtime.block_on(accounts::latest_coding(&house.app.db, &tenant(), &id))?;
    let Some(coding) = coding.filter(|coding| coding.is_final) else {
        return fail("there are no final codes");
    };
    if coding.by_person.as_deref() != Some("user_carla") || !work(&house, &id).is_null() {
        return fail("not Carla's, or the draft is still there");
    }
    let account = house.runtime.block_on(accounts::get(&house.app.db, &tenant(), &id))?;
    let account = account.ok_or("no account")?;
    if account.standing.state == model::AccountState::Released {
        return fail("no charge was made of the codes");
    }
    let history = client.get(&format!("/accounts/{id}/history"))?.expect(200)?.text();
    if !history.contains("released") || !history.contains(&coding.decision) {
        return fail(history);
    }
    let record = client.get(&format!("/decisions/{}", coding.decision))?.expect(200)?.text();
    if !record.contains("verified: the record is as it was kept") || !record.contains("Replaces") {
        return fail(record);
    }
    client.get("/decisions/dec_none")?.expect(404)?;
    let chain = store::record::Chain::Audit;
    let site = tenant();
    let report = store::record::verify(&house.app.db, &site, chain, &house.app.keys);
    if !house.runtime.block_on(report)?.is_whole() {
        return fail("the audit chain is broken");
    }
    seat.now("reopen", &[("reason", "")], 422)?;
    Ok(())
}

fn held() -> Done {
    let house = House::open();
    let id = in_review(&house).remove(0);
    give(&house, &id, "user_carla")?;
    let client = house.client("carla");
    let seat = Seat { client: &client, id: &id };
    seat.now("codes/0/accept", &[], 303)?;
    let bad: [Pairs; 6] = [
        &[("kind", "mood"), ("reason", "x"), ("until", "2026-07-01")],
        &[("kind", "document"), ("reason", " "), ("until", "2026-07-01")],
        &[("kind", "document"), ("reason", "op note"), ("until", "soon")],
        &[("kind", "document"), ("reason", "op note"), ("until", "2020-01-01")],
        &[("kind", "document"), ("reason", "op note"), ("until", "2999-01-01")],
        &[("kind", "document"), ("reason", "op note"), ("until", "")],
    ];
    for fields in bad {
        seat.now("hold", fields, 422)?;
    }
    let none = [("owner", "user_nobody"), ("kind", "result"), ("reason", "x")];
    let none: Vec<_> = none.into_iter().chain([("until", "2026-07-01")]).collect();
    seat.now("hold", &none, 404)?;
    let good = [
        ("kind", "document"),
        ("reason", "Operative note is missing"),
        ("owner", "user_carla"),
        ("until", "2026-07-01"),
    ];
    let old = seat.page()?;
    seat.now("hold", &good, 303)?;
    seat.send(&old, "hold", &good)?.expect(409)?;
    let page = seat.page()?;
    if !page.text().contains("Operative note is missing") || work(&house, &id).is_null() {
        return fail("the hold does not show, or the draft was lost");
    }
    seat.now("submit", &[("all", "1")], 422)?;
    seat.now("lift", &[], 303)?;
    seat.now("lift", &[], 422)?;
    seat.now("skip", &[("reason", "")], 422)?;
    let next = seat.now("skip", &[("reason", "not my specialty")], 303)?;
    let history = client.get(&format!("/accounts/{id}/history"))?.expect(200)?.text();
    if next.location().is_none_or(|to| to.contains(id.as_str())) {
        return fail("skipping leads back to the same account");
    }
    if history.contains("Skipped: not my specialty") { Ok(()) } else { fail(history) }
}

fn refused() -> Done {
    let house = House::open();
    let id = in_review(&house).remove(0);
    house.stranger().get(&format!("/accounts/{id}"))?.expect(303)?;
    for login in ["ada", "mona", "bill"] {
        let page = house.client(login).get(&format!("/accounts/{id}"))?.expect(403)?;
        if page.text().contains("id=\"codes\"") {
            return fail(format!("{login} sees codes"));
        }
    }
    house.client("lena").get("/accounts/acct_none")?.expect(404)?;
    let audrey = house.client("audrey");
    let shut = audrey.get(&format!("/accounts/{id}"))?.expect(403)?;
    if !shut.text().contains("Break glass") {
        return fail("the auditor is offered no glass");
    }
    let glass = format!("/accounts/{id}/glass");
    audrey.submit(&shut, &glass, &[("reason", "urgent")])?.expect(422)?;
    let why = "The patient is in the emergency room and asks";
    audrey.submit(&shut, &glass, &[("reason", why)])?.expect(303)?;
    let open = audrey.get(&format!("/accounts/{id}"))?.expect(200)?;
    if !open.text().contains("by breaking glass") || open.text().contains("data-do=\"accept\"") {
        return fail("the glass does not show, or opens more than reading");
    }
    audrey.submit(&open, &format!("/accounts/{id}/codes/0/accept"), &[])?.expect(403)?;
    let filter = store::record::AuditFilter {
        action: "break_glass".to_owned(),
        limit: 10,
        ..store::record::AuditFilter::default()
    };
    let site = tenant();
    let told = store::record::search(&house.app.db, &site, &filter);
    match house.runtime.block_on(told)?.len() {
        1 => Ok(()),
        count => fail(format!("{count} entries of broken glass")),
    }
}

fn protected() -> Done {
    let house = House::open();
    let id = in_review(&house).remove(0);
    give(&house, &id, "user_carla")?;
    let words = house.runtime.block_on(async {
        let db = &house.app.db;
        let stored = accounts::latest_chart(db, &tenant(), &id).await?.ok_or("a chart")?;
        let mut next = stored.clone();
        next.version += 1;
        next.chart.documents[0].tags = vec![SensitivityTag::Part2];
        let rows = accounts::documents(db, &tenant(), &id, "user_carla").await?;
        let mut tx = db.begin().await?;
        accounts::put_chart(&mut tx, &tenant(), &id, &next, &rows).await?;
        tx.commit().await?;
        let text = next.chart.documents[0].text.clone();
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(text)
    });
    let words = words.map_err(|fault| Failed::from(fault.to_string()))?;
    let first: String = words.lines().find(|line| line.len() > 12).unwrap_or("").to_owned();
    let client = house.client("carla");
    let seat = Seat { client: &client, id: &id };
    let page = seat.page()?.text();
    let find = client.get(&format!("/accounts/{id}?doc=0&find={}", &first[..6]))?.text();
    if page.contains(&first) || find.contains("<b>") && find.contains(&first) {
        return fail("a protected document is shown");
    }
    if !page.contains("protected") {
        return fail("nobody says that something is kept back");
    }
    seat.now("codes/0/accept", &[("version", "0")], 422)?;
    seat.now("glass", &[("reason", "Asked for by the patient in person")], 303)?;
    let page = client.get(&format!("/accounts/{id}?doc=0"))?.expect(200)?.text();
    if page.contains("42 CFR Part 2") { Ok(()) } else { fail("the notice is missing") }
}

fn own_keys() -> Done {
    let house = House::open();
    let client = house.client("carla");
    let page = client.get("/me/keys")?.expect(200)?;
    client.submit(&page, "/me/keys", &[("accept", "j")])?.expect(422)?;
    client.submit(&page, "/me/keys", &[("accept", "y")])?.expect(303)?;
    let page = client.get("/me/keys?done=saved")?.expect(200)?.text();
    let id = in_review(&house).remove(0);
    let bench = client.get(&format!("/accounts/{id}"))?.expect(200)?.text();
    if page.contains("value=\"y\"") && bench.contains("&#34;accept&#34;:&#34;y&#34;") {
        return Ok(());
    }
    fail("the key was not kept, or does not reach the page")
}

fn big() -> Done {
    let house = House::open();
    let id = in_review(&house).remove(0);
    house.runtime.block_on(async {
        let db = &house.app.db;
        let mut stored = accounts::latest_chart(db, &tenant(), &id).await.unwrap().unwrap();
        stored.version += 1;
        stored.chart.documents[0].text.push_str(&"\nno <change> & so on".repeat(50_000));
        let rows = accounts::documents(db, &tenant(), &id, "x").await.unwrap();
        let mut tx = db.begin().await.unwrap();
        accounts::put_chart(&mut tx, &tenant(), &id, &stored, &rows).await.unwrap();
        tx.commit().await.unwrap();
    });
    let client = house.client("lena");
    let begun = std::time::Instant::now();
    let page = client.get(&format!("/accounts/{id}?doc=0"))?.expect(200)?.text();
    let took = begun.elapsed();
    let pieces = page.matches("data-at=").count();
    if pieces > 400 || page.contains("<change>") {
        return fail(format!("{pieces} pieces, or text that is not escaped"));
    }
    if took.as_secs() >= 3 { fail(format!("{took:?}")) } else { Ok(()) }
}

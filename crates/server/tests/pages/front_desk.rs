//! The front desk.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::Trial;
use store::front_desk::{PatientFilter, PatientRow, find};
use testkit::accessibility::no_serious;
use testkit::http::Client;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test(
            "who may not see patients sees none, and who may not change them changes none",
            rights,
        ),
        test("a patient is added, changed by version, and every fault is told", changed),
        test("coverages are added, ended and put in order; bad days change nothing", covered),
        test("what a payer said of a coverage before stays below what it says now", answered),
        test("two records become one, and the old address leads to it", merged),
        test("the front desk's facts are on the next claim", on_the_claim),
        in_browser("a biller fills a gap before the visit", in_the_browser),
    ]
}

fn patients(house: &House) -> Vec<PatientRow> {
    let filter = PatientFilter { limit: 200, ..PatientFilter::default() };
    let tenant = &house.app.config.tenant;
    house.runtime.block_on(find(&house.app.db, tenant, &filter)).expect("patients")
}

fn patient(house: &House, id: &str) -> PatientRow {
    let found = store::front_desk::patient(&house.app.db, &house.app.config.tenant, id);
    house.runtime.block_on(found).expect("an answer").expect("the patient")
}

/// The token of a page's forms.
fn token(client: &Client, page: &str) -> String {
    client.get(page).expect("a page").csrf().expect("a token")
}

fn rights() -> Done {
    let house = House::open();
    let id = patients(&house)[0].id.clone();
    for login in ["carla", "mona", "ada", "pia", "audrey"] {
        let client = house.client(login);
        for page in ["/patients", "/front-desk", "/patients/new"] {
            client.get(page)?.expect(403)?;
        }
        client.get(&format!("/patients/{id}"))?.expect(403)?;
    }
    // A denial analyst reads and changes nothing; what changes is not even shown.
    let reader = house.client("dana");
    let page = reader.get(&format!("/patients/{id}"))?.expect(200)?;
    if page.text().contains("Add a coverage") || page.text().contains("42 CFR Part 2") {
        return fail("a reader is shown a form, or a consent");
    }
    let csrf = page.csrf().unwrap_or_default();
    let address = format!("/patients/{id}");
    for path in ["", "/coverages", "/visits", "/authorizations", "/consents", "/merge"] {
        reader.post_form(&format!("{address}{path}"), &[("csrf", &csrf)])?.expect(403)?;
    }
    let officer = house.client("corin");
    let page = officer.get(&address)?.expect(200)?;
    if !page.text().contains("42 CFR Part 2") {
        return fail("compliance does not see consents");
    }
    let csrf = page.csrf().unwrap_or_default();
    let fields = [("csrf", &*csrf), ("from", "2026-01-01"), ("source", "paper 7")];
    officer.post_form(&format!("{address}/consents"), &fields)?.expect(303)?;
    let back = [("csrf", &*csrf), ("from", "2026-02-01"), ("to", "2026-01-01"), ("source", "x")];
    officer.post_form(&format!("{address}/consents"), &back)?.expect(422)?;
    Ok(())
}

fn changed() -> Done {
    let house = House::open();
    let client = house.client("bill");
    let csrf = token(&client, "/patients/new");
    let fields = |family: &'static str, born: &'static str| {
        vec![
            ("csrf", csrf.clone()),
            ("family", family.into()),
            ("given", "Zed".into()),
            ("birth_date", born.into()),
            ("sex", "F".into()),
            ("mrn", format!("M-{family}")),
            ("state", "C1".into()),
        ]
    };
    let post = |address: &str, fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        client.post_form(address, &fields)
    };
    let bad = post("/patients/new", &fields("Quillfeather", "2026-02-30"))?.expect(422)?.text();
    for part in ["is no day", "two letters", "Quillfeather"] {
        if !bad.contains(part) {
            return fail(format!("the answer lacks `{part}`"));
        }
    }
    let mut good = fields("Quillfeather", "1981-03-04");
    good.retain(|(name, _)| *name != "state");
    let added = post("/patients/new", &good)?.expect(303)?;
    let place = added.location().unwrap_or_default().to_owned();
    let id =
        place.trim_start_matches("/patients/").split('?').next().unwrap_or_default().to_owned();
    // The same again, nearly: it asks first.
    let mut near = fields("Quilfeather", "1981-03-04");
    near.retain(|(name, _)| *name != "state");
    let asks = post("/patients/new", &near)?.expect(422)?.text();
    if !asks.contains("may be here already") || !asks.contains("Born on the same day") {
        return fail("a double is not asked about");
    }
    good.push(("version", "1".into()));
    good.push(("phone", "555-0100".into()));
    post(&format!("/patients/{id}"), &good)?.expect(303)?;
    let second = post(&format!("/patients/{id}"), &good)?.expect(409)?.text();
    if !second.contains("Somebody was quicker") || patient(&house, &id).version != 2 {
        return fail("the second change was not stopped");
    }
    let list = client.get("/patients?name=quillf&born=1981-03-04")?.expect(200)?.text();
    let none = client.get("/patients?mrn=M-Nobody")?.expect(200)?.text();
    let wrong = client.get("/patients?born=yesterday")?.expect(200)?.text();
    match (list.contains(&id), none.contains("Nobody was found"), wrong.contains("is no day")) {
        (true, true, true) => Ok(()),
        other => fail(format!("search answers {other:?}")),
    }
}

#[expect(clippy::too_many_lines, reason = "one way, told from start to end")]
fn covered() -> Done {
    let house = House::open();
    let client = house.client("bill");
    let of = patients(&house).into_iter().find(|row| row.birth_date.is_some()).expect("one");
    let address = format!("/patients/{}", of.id);
    let csrf = token(&client, &address);
    let rows = || {
        let tenant = &house.app.config.tenant;
        let found = store::front_desk::coverages(&house.app.db, tenant, &of.id);
        house.runtime.block_on(found).expect("coverages")
    };
    let before = rows().len();
    let coverage = |from: &'static str, to: &'static str| {
        [
            ("csrf", csrf.clone()),
            ("payer", "Second Plan".into()),
            ("kind", "commercial".into()),
            ("relationship", "self".into()),
            ("s_sex", "U".into()),
            ("member", "X9".into()),
            ("from", from.into()),
            ("to", to.into()),
        ]
    };
    let post = |path: &str, fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        client.post_form(&format!("{address}{path}"), &fields)
    };
    post("/coverages", &coverage("2026-13-01", ""))?.expect(422)?;
    post("/coverages", &coverage("2026-03-01", "2026-02-01"))?.expect(422)?;
    if rows().len() != before {
        return fail("a coverage with bad days was kept");
    }
    post("/coverages", &coverage("2026-01-01", ""))?.expect(303)?;
    let added = rows().pop().expect("the last one");
    let mut end = coverage("2026-01-01", "2026-06-01").to_vec();
    end.push(("version", added.version.to_string()));
    post(&format!("/coverages/{}", added.id), &end)?.expect(303)?;
    post(&format!("/coverages/{}", added.id), &end)?.expect(409)?;
    let version = [("csrf", csrf.clone()), ("version", (added.version + 1).to_string())];
    if before > 0 {
        post(&format!("/coverages/{}/up", added.id), &version)?.expect(303)?;
        if rows()[before - 1].id != added.id {
            return fail("the coverage did not move up");
        }
    }
    let used = [
        ("csrf", csrf.clone()),
        ("number", "A-1".into()),
        ("total", "2".into()),
        ("used", "2".into()),
        ("services", "70553".into()),
    ];
    post("/authorizations", &used)?.expect(303)?;
    let more = [
        ("csrf", csrf.clone()),
        ("number", "A-2".into()),
        ("total", "2".into()),
        ("used", "3".into()),
    ];
    post("/authorizations", &more)?.expect(422)?;
    let referral = [
        ("csrf", csrf.clone()),
        ("from_name", "Dr. Far".into()),
        ("from_npi", "1234567890".into()),
    ];
    post("/referrals", &referral)?.expect(422)?;
    let page = client.get(&address)?.expect(200)?.text();
    match page.contains("used up") && page.contains("ended") {
        true => Ok(()),
        false => fail("what is used up or ended is not shown as such"),
    }
}

/// The newest answer of a payer stands on the page, the ones before it below; what it says against
/// the coverage is a warning, also while another question waits.
fn answered() -> Done {
    let house = House::open();
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let of = patients(&house).remove(0);
    let row = house.runtime.block_on(store::front_desk::coverages(&app.db, tenant, &of.id))?;
    let row = row.into_iter().next().ok_or("a coverage")?;
    let day = 86_400_000_000;
    let told = [("q1", 3, Some(("active", "It is active.")), 2), ("q2", 2, None, 0)];
    let more = [("q1.f", 3, Some(("inactive", "It ended meanwhile.")), 1)];
    for (trace, asked, said, ago) in told.into_iter().chain(more) {
        let check = store::payments::EligibilityCheck {
            id: trace.to_owned(),
            patient: of.id.clone(),
            coverage: row.id.clone(),
            day: "2026-06-01".to_owned(),
            trace: trace.to_owned(),
            asked_at: app.now() - asked * day,
            ..store::payments::EligibilityCheck::default()
        };
        house.runtime.block_on(async {
            let mut tx = app.db.begin().await?;
            store::payments::put_check(&mut tx, tenant, &check).await?;
            if let Some((state, words)) = said {
                let body = serde_json::json!({ "state": state, "headline": words, "facts": [] });
                let answer = (app.now() - ago * day, state, &*body.to_string());
                store::payments::answer_check(&mut tx, tenant, trace, answer).await?;
            }
            tx.commit().await
        })?;
    }
    let client = house.client("bill");
    let path = format!("/patients/{}", of.id);
    let shown = client.get(&path)?.expect(200)?.text();
    let (now, before) = shown.split_once("Said before (2)").ok_or("two before it")?;
    if !now.contains("It ended meanwhile.") || !before.contains("It is active.") {
        return fail(format!("the newest answer is not first: {now}"));
    }
    if !now.contains("for 2026-06-01: It ended meanwhile.") {
        return fail("no warning");
    }
    // Asked again: the question waits, and what was said last is warned of still.
    let text = format!("UPDATE eligibility_check SET asked_at = {} WHERE id = 'q2'", app.now());
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        tx.run(store::assembled(text)).await?;
        tx.commit().await
    })?;
    let shown = client.get(&path)?.expect(200)?.text();
    let (now, _) = shown.split_once("Said before (2)").ok_or("two before it")?;
    match now.contains("the answer is not here yet") && now.contains(": It ended meanwhile.") {
        true => Ok(()),
        false => fail("what was said last is not warned of"),
    }
}

fn merged() -> Done {
    let house = House::open();
    let client = house.client("bill");
    let all = patients(&house);
    let (keep, lose) = (&all[0], &all[1]);
    let page = format!("/patients/{}/merge?with={}", keep.id, lose.id);
    let shown = client.get(&page)?.expect(200)?;
    let csrf = shown.csrf().unwrap_or_default();
    let [version, lose_version] = [keep.version, lose.version].map(|version| version.to_string());
    let fields = [
        ("csrf", &*csrf),
        ("with", &*lose.id),
        ("version", &*version),
        ("lose_version", &*lose_version),
        ("birth_date", "lose"),
        ("name", "keep"),
    ];
    let tenant = &house.app.config.tenant;
    let accounts = |id: &str| {
        let found = store::accounts::of_patient(&house.app.db, tenant, id);
        house.runtime.block_on(found).expect("accounts").len()
    };
    let wanted = accounts(&keep.id) + accounts(&lose.id);
    let address = format!("/patients/{}/merge", keep.id);
    client.post_form(&address, &fields)?.expect(303)?;
    client.post_form(&address, &fields)?.expect(409)?;
    if accounts(&keep.id) != wanted || accounts(&lose.id) != 0 {
        return fail("the accounts did not move");
    }
    if patient(&house, &keep.id).birth_date != lose.birth_date {
        return fail("the chosen birth date was not taken");
    }
    let old = client.get(&format!("/patients/{}", lose.id))?.expect(303)?;
    let wanted = format!("/patients/{}?done=moved-record", keep.id);
    if old.location() != Some(&wanted) {
        return fail(format!("the old address leads to {:?}", old.location()));
    }
    let filter = store::record::AuditFilter {
        action: "patient.merge".into(),
        object: keep.id.clone(),
        limit: 10,
        ..Default::default()
    };
    let log = house.runtime.block_on(store::record::search(&house.app.db, tenant, &filter))?;
    let kept = log.first().is_some_and(|row| {
        !row.entry.detail["lost_before"].is_null() && !row.entry.detail["moved"].is_null()
    });
    if kept { Ok(()) } else { fail("the audit log has nothing to undo the merge by") }
}

fn on_the_claim() -> Done {
    let house = House::open();
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    house.runtime.block_on(async {
        let filter = store::accounts::Filter { limit: 200, ..Default::default() };
        let page = store::accounts::page(&app.db, tenant, &filter).await?;
        let account = page.accounts.into_iter().find(|one| one.patient.is_some());
        let account = account.ok_or("no account with a patient")?;
        let id = account.patient.clone().unwrap_or_default();
        let mut rows = store::front_desk::coverages(&app.db, tenant, &id).await?;
        let stored = store::accounts::latest_chart(&app.db, tenant, &account.id).await?;
        let chart = stored.ok_or("no chart")?.chart;
        let mut tx = app.db.begin().await?;
        let row = rows.first_mut().ok_or("no coverage")?;
        row.coverage.member_id = "CORRECTED-1".into();
        store::front_desk::change_coverage(&mut tx, tenant, row).await?;
        tx.commit().await?;
        let made = server::front_desk_facts::of_account(app, tenant, &account.id, chart).await?;
        match made.coverages.first().map(|one| one.member_id.as_str()) {
            Some("CORRECTED-1") => Ok(()),
            other => fail(format!("the claim would carry {other:?}")),
        }
    })
}

fn in_the_browser() -> Done {
    let house = House::open();
    let page = house.browser("bill")?;
    page.open(&format!("{}/front-desk", house.address))?;
    if page.count("table.list tbody tr")? == 0 {
        return fail("no visit is planned in the made-up practice");
    }
    no_serious(&page)?;
    page.click("aside a[href*='missing=referral']")?;
    page.wait_for("aside a[href*='missing=referral'][aria-current]")?;
    let before = page.texts("table.list tbody tr")?.len();
    page.click("table.list tbody tr:first-child a")?;
    page.wait_for("#referrals")?;
    no_serious(&page)?;
    page.click("#referrals > details > summary")?;
    page.fill("#referrals > details input[name=from_name]", "Dr. Far")?;
    page.fill("#referrals > details input[name=total]", "3")?;
    page.click("#referrals > details button")?;
    page.wait_for(".notice")?;
    page.open(&format!("{}/front-desk?missing=referral", house.address))?;
    let after = page.texts("table.list tbody tr a")?.len();
    if after + 1 != before {
        return fail(format!("{before} lacked a referral before, {after} after"));
    }
    page.open(&format!("{}/patients", house.address))?;
    no_serious(&page)?;
    if let Ok(folder) = std::env::var("CLEANCLAIM_PICTURES") {
        page.screenshot(format!("{folder}/patients.png"))?;
        page.click("table.list tbody tr:first-child a")?;
        page.wait_for("#coverages")?;
        page.screenshot(format!("{folder}/patient.png"))?;
        page.open(&format!("{}/front-desk", house.address))?;
        page.screenshot(format!("{folder}/front-desk.png"))?;
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}

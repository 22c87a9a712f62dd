//! Change control: drafted, run over the past, approved by a second person, and only then live.

use crate::claims::charged;
use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::{Claim, TenantId};
use server::identity::session::Token;
use server::release::{Promise, SETTING};
use store::claims::claims_of;
use store::governance::{ChangeRow, changes};
use testkit::accessibility::no_serious;
use testkit::http::{Answer, Client};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a rule is drafted, run over past claims, approved by another, and judges", rule),
        test("what cannot be a rule is not kept", refused),
        test("a promise is approved by who did not write it, and holds at once", promise),
        test("two at once: the second is told, and nothing is done twice", twice),
        test("an approval asks for a password given lately", lately),
        in_browser("a promise goes its way through the pages", clicked),
    ]
}

fn tenant() -> TenantId {
    TenantId::from("site")
}

fn post(client: &Client, path: &str, fields: &[(&str, &str)]) -> Result<Answer, Failed> {
    let csrf = client.get("/me")?.csrf().unwrap_or_default();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend_from_slice(fields);
    Ok(client.post_form(path, &all)?)
}

fn newest(house: &House) -> Result<ChangeRow, Failed> {
    let rows = house.runtime.block_on(changes(&house.app.db, &tenant()))?;
    rows.into_iter().next().ok_or_else(|| "nothing is proposed".into())
}

/// One step of the newest proposal, at the version at which it stands; the status.
fn step(house: &House, client: &Client, act: &str) -> Result<u16, Failed> {
    let row = newest(house)?;
    let (version, path) = (row.version.to_string(), format!("/changes/{}", row.change.id()));
    Ok(post(client, &path, &[("version", &version), ("act", act), ("note", "why")])?.status)
}

/// A rule that stops every claim of a kind of payer, as its examples say.
fn text(kind: &str) -> String {
    format!(
        "+++\nid = \"site.any-charge\"\ntitle = \"Every claim is looked at first\"\n\
         payer = \"kind:{kind}\"\nseverity = \"block\"\nowner = \"Lena Lead\"\n\
         source = \"Letter of the plan, chapter 1\"\neffective_from = 2020-01-01\n\
         review_by = 2030-12-31\nfield = \"claim.total_cents\"\n+++\n\n## Why\nThe plan asks.\n\n\
         ## What to do\nLook at it.\n\n## Condition\n```cel\nclaim.total_cents > 100\n```\n\n\
         ## Examples\n| lines       | expect |\n|-------------|--------|\n| 99213 $1.01 | fires  |\n\
         | 99213 $1.00 | silent |\n"
    )
}

/// A claim of the practice.
fn a_claim(house: &House) -> Result<Claim, Failed> {
    for account in charged(house)? {
        let rows = house.runtime.block_on(claims_of(&house.app.db, &tenant(), &account.id))?;
        if let Some(row) = rows.into_iter().next() {
            return Ok(row.claim);
        }
    }
    fail("the practice has no claim")
}

fn rule() -> Done {
    let house = House::open();
    let claim = a_claim(&house)?;
    let text = text(&store::name_of(&claim.payer.kind));
    let (lena, corin) = (house.client("lena"), house.client("corin"));
    let fields = [
        ("kind", "rule"),
        ("title", "Look at every claim"),
        ("path", "site/any-charge.md"),
        ("text", &*text),
    ];
    post(&lena, "/changes", &fields)?.expect(303)?;
    let fires = || {
        let report = house.app.desk().scrub(&claim);
        report.edits.iter().any(|edit| edit.id.to_string().contains("site.any-charge"))
    };
    // Nothing is in force, approved or run yet, and steps cannot be left out.
    let early = [step(&house, &corin, "approve")?, step(&house, &corin, "activate")?];
    if early != [422, 422] || fires() {
        return fail(format!("{early:?}"));
    }
    if step(&house, &lena, "replay")? != 303 {
        return fail("the replay did not run");
    }
    let shown = lena.get("/changes")?.expect(200)?.text();
    let row = newest(&house)?;
    let ran = row.change.impact().ok_or("no replay is kept")?;
    if ran.changed == 0 || ran.added.values().sum::<u64>() != ran.changed {
        return fail(format!("{ran:?}"));
    }
    let said = format!("{} of {} change", ran.changed, ran.records);
    if !shown.contains(&said) || !shown.contains("site.any-charge") || fires() {
        return fail(format!("`{said}` is not shown, or the rule judges already"));
    }
    // Who may propose only may not approve, and is not offered it.
    if step(&house, &lena, "approve")? != 403 || shown.contains("value=\"approve\"") {
        return fail("a lead approves");
    }
    if !corin.get("/changes")?.text().contains("value=\"approve\"") {
        return fail("the second person is not offered the approval");
    }
    let way = [step(&house, &corin, "approve")?, step(&house, &corin, "activate")?];
    if way != [303, 303] || !fires() {
        return fail(format!("{way:?}, fires: {}", fires()));
    }
    let file = house.app.config.data.join("rules/site/any-charge.md");
    if std::fs::read_to_string(&file)? != text {
        return fail("another text is in force than was approved");
    }
    // It is over: no further step.
    let over = [step(&house, &corin, "reject")?, step(&house, &corin, "activate")?];
    let log = corin.get("/audit-log?object=&action=change.activate")?.expect(200)?.text();
    if over != [422, 422] || !log.contains("Corin Compliance") {
        return fail(format!("{over:?}"));
    }
    Ok(())
}

fn refused() -> Done {
    let house = House::open();
    let lena = house.client("lena");
    let good = text("medicare");
    let wrong = good.replace("| fires  |", "| silent |");
    let cases = [
        ("rule", "A title", "../outside.md", good.as_str(), 422),
        ("rule", "A title", "site/rule.txt", good.as_str(), 422),
        ("rule", "A title", "site/rule.md", wrong.as_str(), 422),
        ("rule", "A title", "site/rule.md", "no rule", 422),
        ("rule", "  ", "site/rule.md", good.as_str(), 422),
        ("codes", "A title", "site/rule.md", good.as_str(), 422),
    ];
    for (kind, title, path, text, status) in cases {
        let fields = [("kind", kind), ("title", title), ("path", path), ("text", text)];
        post(&lena, "/changes", &fields)?.expect(status)?;
    }
    let fields = [("kind", "rule"), ("title", "t"), ("path", "site/rule.md"), ("text", &*good)];
    for login in ["carla", "pia", "corin", "ada"] {
        post(&house.client(login), "/changes", &fields)?.expect(403)?;
    }
    house.client("carla").get("/changes")?.expect(403)?;
    // No chart was billed, so a rule has nothing to be run over: it goes no further.
    post(&lena, "/changes", &fields)?.expect(303)?;
    let path = format!("/changes/{}", newest(&house)?.change.id());
    let said = post(&lena, &path, &[("version", "1"), ("act", "replay")])?.expect(422)?.text();
    if !said.contains("shows nothing") {
        return fail(said);
    }
    post(&lena, &path, &[("version", "1"), ("act", "reject")])?.expect(422)?;
    post(&lena, "/changes/none", &[("version", "1"), ("act", "reject")])?.expect(404)?;
    let rejected = [("version", "1"), ("act", "reject"), ("note", "not needed")];
    post(&lena, &path, &rejected)?.expect(303)?;
    match newest(&house)?.change.state() {
        governance::change::ChangeState::Rejected => Ok(()),
        other => fail(other.to_string()),
    }
}

const STRICTER: [(&str, &str); 5] = [
    ("kind", "promise"),
    ("title", "Fewer errors"),
    ("target", "2"),
    ("confidence", "95"),
    ("ongoing", "10"),
];

fn promised(house: &House) -> Result<Promise, Failed> {
    let site = tenant();
    let kept = house.runtime.block_on(store::people::setting(&house.app.db, &site, SETTING))?;
    Ok(kept.map_or_else(|| Ok(Promise::default()), |kept| serde_json::from_str(&kept.body))?)
}

fn promise() -> Done {
    let house = House::open();
    let (mona, corin) = (house.client("mona"), house.client("corin"));
    let bad = [("kind", "promise"), ("title", "All"), ("target", "60"), ("confidence", "95")];
    post(&mona, "/changes", &bad)?.expect(422)?;
    // A lead may propose promises; a coder may not.
    post(&house.client("carla"), "/changes", &STRICTER)?.expect(403)?;
    post(&mona, "/changes", &STRICTER)?.expect(303)?;
    if step(&house, &mona, "replay")? != 303 {
        return fail("the replay did not run");
    }
    // A manager may approve what others wrote, not this.
    let own = step(&house, &mona, "approve")?;
    if own != 422 || mona.get("/changes")?.text().contains("value=\"approve\"") {
        return fail(format!("approving one's own work gave {own}"));
    }
    if step(&house, &corin, "approve")? != 303 || promised(&house)? != Promise::default() {
        return fail("an approval alone changed the promise");
    }
    if step(&house, &corin, "activate")? != 303 {
        return fail("it was not put in force");
    }
    let kept = promised(&house)?;
    if (kept.target_error, kept.ongoing) != (0.02, 0.1) {
        return fail(format!("{kept:?}"));
    }
    let page = mona.get("/release")?.expect(200)?.text();
    if page.contains("at most 2 %") { Ok(()) } else { fail("the release page says another") }
}

fn twice() -> Done {
    let house = House::open();
    let (mona, corin) = (house.client("mona"), house.client("corin"));
    post(&mona, "/changes", &STRICTER)?.expect(303)?;
    let path = format!("/changes/{}", newest(&house)?.change.id());
    post(&mona, &path, &[("version", "1"), ("act", "replay")])?.expect(303)?;
    // The page of a minute ago.
    let stale = [("version", "1"), ("act", "reject"), ("note", "no")];
    post(&corin, &path, &stale)?.expect(409)?;
    post(&corin, &path, &[("version", "2"), ("act", "approve")])?.expect(303)?;
    post(&corin, &path, &[("version", "2"), ("act", "approve")])?.expect(409)?;
    match newest(&house)?.change.steps().len() {
        3 => Ok(()),
        other => fail(format!("{other} steps")),
    }
}

fn lately() -> Done {
    let house = House::open();
    let (mona, corin) = (house.client("mona"), house.client("corin"));
    post(&mona, "/changes", &STRICTER)?.expect(303)?;
    if step(&house, &mona, "replay")? != 303 {
        return fail("the replay did not run");
    }
    let cookies = corin.cookies();
    let cookie = cookies.iter().find(|cookie| cookie.name == "cleanclaim").ok_or("no session")?;
    let session = Token::read(&cookie.value).ok_or("no token")?.fingerprint();
    house.runtime.block_on(async {
        let before = house.app.now() - 11 * 60 * 1_000_000;
        let mut tx = house.app.db.begin().await?;
        store::people::touch_session(&mut tx, &session, before, true).await?;
        tx.commit().await
    })?;
    match step(&house, &corin, "approve")? {
        303 => fail("approved with a password of eleven minutes ago"),
        _ if newest(&house)?.change.steps().len() == 2 => Ok(()),
        status => fail(format!("{status}, and the change went on")),
    }
}

fn clicked() -> Done {
    let house = House::open();
    let page = house.browser("mona")?;
    page.open(&format!("{}/changes", house.address))?;
    no_serious(&page)?;
    page.click("details summary")?;
    page.fill("details[open] input[name=title]", "Fewer errors")?;
    page.fill("details[open] input[name=target]", "2")?;
    page.click("details[open] button.primary")?;
    page.wait_for_text("at most 2 % errors")?;
    page.click("button[value=replay]")?;
    page.wait_for_text("Over the last year")?;
    no_serious(&page)?;
    let second = house.browser("corin")?;
    second.open(&format!("{}/changes", house.address))?;
    second.fill("section.card input[name=note]", "The board asked for it")?;
    second.click("button[value=approve]")?;
    second.wait_for("button[value=activate]")?;
    no_serious(&second)?;
    second.click("button[value=activate]")?;
    second.wait_for_text("active")?;
    let errors: Vec<String> =
        page.console_errors()?.into_iter().chain(second.console_errors()?).collect();
    if !errors.is_empty() {
        return fail(format!("{errors:?}"));
    }
    let kept = promised(&house)?;
    if kept.target_error == 0.02 { Ok(()) } else { fail(format!("{kept:?}")) }
}

//! What partners answer: every verdict in any order, twice, late, about nothing, and broken.

use crate::sent::{Sent, answer, malformed, refusal, run, ta1};
use crate::site::{Done, NOW, count, ensure, work_off};
use libtest_mimic::Trial;
use model::{AccountEvent, AccountState, Cents, TenantId};
use server::remittances::{Body, Delivery, take_in};
use std::sync::Arc;
use store::accounts;
use store::claims::{self, ClaimRow};
use store::payments;
use x12::ack::Kind;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("a claim that is taken is acknowledged once, by 999 and 277CA", || run(taken)),
        Trial::test("a claim that is refused comes back, by TA1, 999 and 277CA", || run(refused)),
        Trial::test("answers in the wrong order take nothing back", || run(order)),
        Trial::test("a refused claim is mended, leaves again, and old answers do nothing", || {
            run(again)
        }),
        Trial::test("answers to nothing, cut off or garbled are told and move nothing", || {
            run(broken)
        }),
        Trial::test("two claims of an account that come back wait for each other", || run(two)),
        Trial::test("what another tenant's partner answers moves nothing here", || run(tenants)),
    ]
}

async fn taken(site: Sent) -> Done {
    let left = site.one().await?;
    let id = left.row.id.clone();
    site.take("ta1", ta1(left.control, "A", "000", 1)).await?;
    ensure(site.row(&id).await?.status == "submitted", "a TA1 alone acknowledges nothing")?;
    let form = answer(&left.text, Kind::Implementation, 2)?;
    let file = site.take("999", form.clone()).await?.file;
    ensure(file.state == "taken", format!("{file:?}"))?;
    let row = site.row(&id).await?;
    ensure(row.status == "acknowledged", row.status.clone())?;
    ensure(site.state(&row).await? == AccountState::Acknowledged, "the account too")?;
    let claim = answer(&left.text, Kind::Claims, 3)?;
    let file = site.take("277ca", claim.clone()).await?.file;
    ensure(file.state == "taken", format!("{file:?}"))?;
    // The payer's number finds the claim from now on.
    let numbered = claim.split('~').map(str::trim).find(|one| one.starts_with("REF*1K*"));
    let numbered = numbered.ok_or("the acknowledgement names no number")?;
    let given = numbered.trim_start_matches("REF*1K*");
    let key: String = given.chars().filter(char::is_ascii_alphanumeric).collect();
    let found = payments::open_of_key(&site.app.db, &site.tenant, &key.to_uppercase()).await?;
    ensure(found.iter().any(|one| one.open.claim.0 == id), key)?;
    // The same bytes, and the same words in other files, are told once.
    let told = site.told(&id).await?;
    ensure(site.take("999", form).await?.again, "the same bytes came before")?;
    site.take("999", answer(&left.text, Kind::Implementation, 12)?).await?;
    site.take("277ca", answer(&left.text, Kind::Claims, 13)?).await?;
    ensure(site.told(&id).await? == told, "nothing is told twice")?;
    let kinds: Vec<&str> = told.iter().map(|one| one.kind.as_str()).collect();
    ensure(kinds.len() == 4 && kinds.contains(&"277ca"), format!("{kinds:?}"))?;
    let audited = "SELECT COUNT(*) AS n FROM audit WHERE action = 'claim.acknowledged'";
    ensure(count(&site.app, audited).await? == 3, "each verdict is in the log")
}

async fn refused(site: Sent) -> Done {
    for door in ["TA1", "999", "277CA"] {
        let left = site.one().await?;
        let id = left.row.id.clone();
        let file = match door {
            "TA1" => ta1(left.control, "R", "025", 21),
            "999" => answer(&malformed(&left.text)?, Kind::Implementation, 22)?,
            _ => refusal(&left.text, 23)?,
        };
        let taken = site.take(door, file.clone()).await?.file;
        ensure(taken.state == "taken", format!("{door}: {taken:?}\n{file}"))?;
        let row = site.row(&id).await?;
        ensure(row.status == "rejected" && row.submitted_at.is_none(), format!("{door}: {row:?}"))?;
        let account = accounts::get(&site.app.db, &site.tenant, &row.account).await?;
        let standing = account.ok_or("the account")?.standing;
        ensure(standing.queue == model::Queue::Rejections, format!("{standing:?}"))?;
        ensure(!standing.reasons.is_empty(), "with reasons")?;
        let open = payments::open_refusals(&site.app.db, &site.tenant, (0, 10)).await?;
        let one = open.iter().find(|one| one.claim == id).ok_or("a refusal to work")?;
        ensure(one.refused_by == door, format!("{one:?}"))?;
        let first = one.reasons.first().ok_or("a reason")?;
        let (said, place) = match door {
            "TA1" => ("duplicate", "ISA"),
            "999" => ("SBR01", "segment SBR01"),
            _ => ("NPI of the billing provider", "loop 2010AA"),
        };
        ensure(first.said.contains(said) && first.place.contains(place), format!("{first:?}"))?;
        let open = payments::open_claim(&site.app.db, &site.tenant, &id).await?.ok_or("open")?;
        ensure(open.ask_at.is_none(), "no payer is asked about what it does not have")?;
        let bad = site.told(&id).await?;
        ensure(bad.last().is_some_and(|one| one.tone == "bad"), format!("{bad:?}"))?;
    }
    Ok(())
}

async fn order(site: Sent) -> Done {
    // Refused by the payer, then the acceptances that were on their way.
    let left = site.one().await?;
    site.take("277ca", refusal(&left.text, 31)?).await?;
    site.take("999", answer(&left.text, Kind::Implementation, 32)?).await?;
    site.take("277ca", answer(&left.text, Kind::Claims, 33)?).await?;
    let row = site.row(&left.row.id).await?;
    ensure(row.status == "rejected", row.status.clone())?;
    let told = site.told(&row.id).await?;
    let contradicts = told.iter().filter(|one| one.said.contains("contradicts")).count();
    ensure(contradicts == 2, format!("{told:?}"))?;
    // Taken by the payer, then a 999 that refuses its form.
    let left = site.one().await?;
    site.take("277ca", answer(&left.text, Kind::Claims, 34)?).await?;
    site.take("999", answer(&malformed(&left.text)?, Kind::Implementation, 35)?).await?;
    site.take("ta1", ta1(left.control, "R", "025", 36)).await?;
    let row = site.row(&left.row.id).await?;
    ensure(row.status == "acknowledged", row.status.clone())?;
    // The clearinghouse took it, the payer refuses it: that is a refusal.
    site.take("277ca", refusal(&left.text, 37)?).await?;
    ensure(site.row(&left.row.id).await?.status == "rejected", "the payer refuses after all")?;
    // A claim that the payer decided stays decided.
    let left = site.one().await?;
    let mut tx = site.app.db.begin().await?;
    claims::put_statuses(&mut tx, &site.tenant, "paid", std::slice::from_ref(&left.row.id)).await?;
    tx.commit().await?;
    site.take("277ca", refusal(&left.text, 38)?).await?;
    ensure(site.row(&left.row.id).await?.status == "paid", "a decision stands")
}

/// Mends a claim as its page does, with another charge.
pub async fn mend(site: &Sent, claim: &str, more: i64) -> Done {
    let row = site.row(claim).await?;
    let mut tx = site.app.db.begin().await?;
    let mut account = accounts::get_for_change(&mut tx, &site.tenant, &row.account).await?;
    let found = claims::claim_for_change(&mut tx, &site.tenant, claim).await?;
    let mut row = found.ok_or("the claim")?;
    row.claim.lines[0].charge_cents = row.claim.lines[0].charge_cents + Cents(more);
    row.fingerprint = claims::fingerprint(&row.account, &row.claim);
    row.status = "clean".to_owned();
    claims::save_claim(&mut tx, &site.tenant, &mut row).await?;
    let (steps, who) = ([AccountEvent::ScrubbedClean], ("bill", site.app.now()));
    let terms = &site.app.terms;
    accounts::take_steps(&mut tx, &site.tenant, &mut account, &steps, who, terms).await?;
    Ok(tx.commit().await?)
}

async fn again(site: Sent) -> Done {
    for (turn, more) in [(1, 0), (2, 1_000)] {
        let first = site.one().await?;
        let id = first.row.id.clone();
        site.take("277ca", refusal(&first.text, 40 + turn)?).await?;
        mend(&site, &id, more).await?;
        site.clock.set(NOW + i64::from(turn) * 60_000_000);
        work_off(&site.app).await?;
        let second = site.left(&id).await?;
        ensure(second.control > first.control, "another control number")?;
        ensure(second.row.status == "submitted", second.row.status.clone())?;
        ensure(site.state(&second.row).await? == AccountState::Submitted, "the account left")?;
        let open = payments::open_refusals(&site.app.db, &site.tenant, (0, 10)).await?;
        ensure(open.iter().all(|one| one.claim != id), "nothing is left to mend")?;
        let open = payments::open_claim(&site.app.db, &site.tenant, &id).await?.ok_or("open")?;
        ensure(open.open.charge == second.row.claim.total(), "the claim waits as it left")?;
        ensure(open.ask_at.is_some_and(|at| at > site.app.now()), "and is asked about later")?;
        // The ledger has the charge once, as it left.
        let ids = [id.clone()];
        let all = payments::balances_of(&site.app.db, &site.tenant, &ids, None).await?;
        let owed: i64 = all
            .values()
            .flat_map(|one| one.iter())
            .filter_map(|(ledger, cents)| ledger.is_receivable().then_some(cents.0))
            .sum();
        ensure(
            owed == second.row.claim.total().0,
            format!("{owed} of {}", second.row.claim.total()),
        )?;
        // Late answers about the first file do nothing; answers about the second count.
        let late = malformed(&first.text)?;
        site.take("999", answer(&late, Kind::Implementation, 50 + turn)?).await?;
        ensure(site.row(&id).await?.status == "submitted", "an old refusal moves nothing")?;
        site.take("277ca", answer(&second.text, Kind::Claims, 60 + turn)?).await?;
        ensure(site.row(&id).await?.status == "acknowledged", "the new one does")?;
    }
    Ok(())
}

async fn broken(site: Sent) -> Done {
    let left = site.one().await?;
    let form = answer(&left.text, Kind::Implementation, 71)?;
    let claim = answer(&left.text, Kind::Claims, 72)?;
    let cut = |text: &str| text[..text.len() * 2 / 3].to_owned();
    let no_end = claim.find("GE*").map(|at| claim[..at].to_owned()).ok_or("GE")?;
    let before = site.told(&left.row.id).await?;
    let cases: Vec<(&str, String)> = vec![
        ("control number", form.replace(&format!("AK1*HC*{}", left.control), "AK1*HC*999999")),
        ("kind XX", form.replace("AK1*HC*", "AK1*XX*")),
        ("999999", ta1(999_999, "R", "006", 73)),
        ("do not count", no_end),
        ("number", claim.replace(&format!("TRN*2*{}~", left.row.id), "TRN*2*NOBODY~")),
        ("", cut(&form)),
        ("", cut(&claim)),
        ("", "ISA but nothing more".to_owned()),
        ("", String::from_utf8_lossy(&[0, 159, 146, 150, 7]).into_owned()),
    ];
    for (why, text) in cases {
        ensure(text != form && text != claim, format!("{why} is broken"))?;
        let file = site.take("broken", text.clone()).await?.file;
        ensure(file.state == "refused", format!("{why}: {file:?}\n{text}"))?;
        let told = file.contents.iter().any(|one| one.said.contains(why));
        ensure(told, format!("{why}: {:?}", file.contents))?;
    }
    ensure(site.told(&left.row.id).await? == before, "nothing is on the timeline")?;
    ensure(site.row(&left.row.id).await?.status == "submitted", "nothing moved")?;
    // One good and one unknown answer in a file: the good one counts, the other is told.
    let mixed = format!("{form}{}", ta1(999_998, "A", "000", 74));
    let file = site.take("mixed", mixed).await?.file;
    ensure(file.state == "partly", format!("{file:?}"))?;
    ensure(site.row(&left.row.id).await?.status == "acknowledged", "the good one counts")
}

async fn two(site: Sent) -> Done {
    let left = site.one().await?;
    // A second claim of the same account that left too.
    let other = site.one().await?;
    let mut second = other.row.claim.clone();
    second.id = model::ClaimId(format!("{}B", left.row.id));
    let mut row = ClaimRow::new(&left.row.account, 1, &second, &left.row.report, site.app.now());
    let mut tx = site.app.db.begin().await?;
    claims::put_claims(&mut tx, &site.tenant, std::slice::from_ref(&row)).await?;
    (row.status, row.submitted_at) = ("submitted".to_owned(), Some(site.app.now()));
    claims::save_leaving(&mut tx, &site.tenant, &mut row).await?;
    let sent = payments::SentInterchange {
        partner: "clearinghouse".to_owned(),
        control: 800,
        kind: "837".to_owned(),
        subject: row.id.clone(),
        account: row.account.0.clone(),
        file: "second".to_owned(),
        sent_at: site.app.now(),
        ..payments::SentInterchange::default()
    };
    payments::put_sent(&mut tx, &site.tenant, &[sent]).await?;
    tx.commit().await?;
    site.take("a", ta1(left.control, "R", "024", 81)).await?;
    site.take("b", ta1(800, "R", "023", 82)).await?;
    let account = accounts::get(&site.app.db, &site.tenant, &left.row.account).await?;
    let standing = account.ok_or("the account")?.standing;
    ensure(standing.queue == model::Queue::Rejections, format!("{standing:?}"))?;
    ensure(standing.reasons.len() == 2, format!("{:?}", standing.reasons))?;
    ensure(site.row(&row.id).await?.status == "rejected", "both came back")
}

async fn tenants(site: Sent) -> Done {
    let left = site.one().await?;
    let other = TenantId::from("other");
    let mut tx = site.app.db.begin().await?;
    let row = store::people::Tenant {
        id: other.clone(),
        name: "Other".into(),
        demo: false,
        created_at: 1,
    };
    store::people::put_tenant(&mut tx, &row).await?;
    tx.commit().await?;
    for text in [ta1(left.control, "R", "025", 91), refusal(&left.text, 92)?] {
        let body = Body::Bytes(Arc::from(text.into_bytes()));
        let delivery = Delivery { name: "x".to_owned(), source: "upload", body };
        let taken = take_in(&site.app, &other, delivery).await?;
        ensure(taken.file.state == "refused", format!("{:?}", taken.file))?;
    }
    ensure(site.row(&left.row.id).await?.status == "submitted", "nothing moved here")?;
    let events = "SELECT COUNT(*) AS n FROM claim_event WHERE tenant = 'other'";
    ensure(count(&site.app, events).await? == 0, "and nothing is told there")
}

//! What a payer asks becomes somebody's work: once, with one owner and one time, and it ends by
//! itself when the payer says more, or pays.

use crate::follow_up::mend;
use crate::inbox::{DAY, partner, questions, status};
use crate::sent::{Sent, answer, claim_answer, refusal, run};
use crate::site::{Done, NOW, ensure, work_off};
use libtest_mimic::{Failed, Trial};
use model::{AccountState, NextAction, Owner, Queue, Standing};
use server::follow_up::ask_silent;
use store::accounts;
use store::claims::{self, ClaimRow};
use store::payments::{self, FollowUp, FollowUpKind};
use x12::ack::Kind;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("a payer that asks for documents is somebody's work, once", || run(asks)),
        Trial::test("a claim that is not found is work until it is found or decided", || {
            run(not_found)
        }),
        Trial::test("an acknowledgement that says neither is looked at", || run(unclear)),
        Trial::test(
            "answers about claims that were decided, replaced or came back do nothing",
            || run(aside),
        ),
        Trial::test("what is asked of one claim waits while another is mended", || run(two)),
        Trial::test(
            "each question about a claim has its own number, also after it left again",
            || run(again),
        ),
        Trial::test("a refusal counts though somebody followed the claim up meanwhile", || {
            run(refused_meanwhile)
        }),
    ]
}

async fn standing(site: &Sent, row: &ClaimRow) -> Result<Standing, Failed> {
    let account = accounts::get(&site.app.db, &site.tenant, &row.account).await?;
    Ok(account.ok_or("the account")?.standing)
}

async fn open(site: &Sent, claim: &str) -> Result<Option<FollowUp>, Failed> {
    Ok(payments::follow_up_of(&site.app.db, &site.tenant, claim).await?)
}

/// That the account waits for its payer, and nothing is open of the claim.
async fn waits(site: &Sent, row: &ClaimRow, what: &str) -> Done {
    let stands = standing(site, row).await?;
    let fits = (stands.queue, &stands.owner) == (Queue::Payer, &Owner::Payer);
    ensure(fits, format!("{what}: {stands:?}"))?;
    ensure(open(site, &row.id).await?.is_none(), format!("{what}: something is open"))
}

async fn asks(site: Sent) -> Done {
    let row = site.one().await?.row;
    let told = status("X1", &row.id, "R4", "297", 201);
    let file = site.take("277", told.clone()).await?.file;
    ensure(file.state == "taken", format!("{file:?}"))?;
    let stands = standing(&site, &row).await?;
    ensure(
        (stands.state, stands.queue) == (AccountState::Submitted, Queue::FollowUp),
        format!("{stands:?}"),
    )?;
    ensure(
        (&stands.owner, stands.next_action) == (&Owner::Team, NextAction::FollowUp),
        format!("{stands:?}"),
    )?;
    let due = site.app.now() + site.app.terms.claim_hours * 3_600_000_000;
    ensure(stands.due_at == due, "the time of claims")?;
    let reasons = stands.reasons.join("\n");
    let told_so = reasons.contains("they ask for documents: medical notes or report (R4:297)")
        && reasons.contains("Send the payer what it asks for");
    ensure(told_so, reasons)?;
    let first = open(&site, &row.id).await?.ok_or("an item")?;
    ensure(first.kind == FollowUpKind::Asks && first.told_by == "277", format!("{first:?}"))?;
    // The same file, the same answer in another file, and the same said in another answer.
    let events = site.told(&row.id).await?.len();
    ensure(site.take("277", told).await?.again, "the same bytes came before")?;
    site.take("277b", status("X1", &row.id, "R4", "297", 202)).await?;
    ensure(site.told(&row.id).await?.len() == events, "told once")?;
    site.take("277c", status("X2", &row.id, "R4", "297", 203)).await?;
    ensure(open(&site, &row.id).await? == Some(first.clone()), "one item")?;
    ensure(standing(&site, &row).await? == stands, "its time goes on")?;
    let all = payments::open_follow_ups(&site.app.db, &site.tenant, ("", ""), 10).await?;
    ensure(all == [first.clone()], format!("{all:?}"))?;
    // More is asked: the item says so, no second one, no more time.
    site.take("277d", status("X3", &row.id, "R5", "297", 204)).await?;
    let more = open(&site, &row.id).await?.ok_or("an item")?;
    ensure((&more.id, more.at) == (&first.id, first.at), "the same item")?;
    ensure(more.reasons != first.reasons, "with what is said now")?;
    let stands = standing(&site, &row).await?;
    ensure(stands.due_at == due && stands.reasons.join("").contains("R5"), format!("{stands:?}"))?;
    // That they work on it does not say that they have what they asked for; a late 999 neither.
    site.take("277e", status("X4", &row.id, "P1", "20", 205)).await?;
    let left = site.left(&row.id).await?;
    site.take("999", answer(&left.text, Kind::Implementation, 206)?).await?;
    let stands = standing(&site, &row).await?;
    ensure(
        (stands.state, stands.queue) == (AccountState::Acknowledged, Queue::FollowUp),
        format!("{stands:?}"),
    )?;
    // They decided: nothing is to be sent any more.
    site.take("277f", status("X5", &row.id, "F1", "65", 207)).await?;
    waits(&site, &row, "decided").await?;
    ensure(standing(&site, &row).await?.reasons.is_empty(), "no reasons are left")
}

async fn not_found(site: Sent) -> Done {
    let mut number = 300;
    for (category, ends) in [("A4", "P1"), ("D0", "F2"), ("A4", "A2")] {
        let row = site.one().await?.row;
        number += 10;
        site.take("277", status(&format!("N{number}"), &row.id, category, "35", number)).await?;
        let stands = standing(&site, &row).await?;
        ensure(stands.queue == Queue::FollowUp, format!("{category}: {stands:?}"))?;
        let reasons = stands.reasons.join("\n");
        ensure(reasons.contains("the claim is not found"), reasons.clone())?;
        ensure(reasons.contains("member number"), reasons)?;
        let item = open(&site, &row.id).await?.ok_or("an item")?;
        ensure(item.kind == FollowUpKind::NotFound, format!("{item:?}"))?;
        ensure(site.row(&row.id).await?.status == "submitted", "the claim stays where it is")?;
        // They could not look this time: that finds nothing.
        site.take("e1", status(&format!("E{number}"), &row.id, "E1", "0", number + 1)).await?;
        ensure(open(&site, &row.id).await?.is_some(), "still not found")?;
        site.take("ends", status(&format!("F{number}"), &row.id, ends, "1", number + 2)).await?;
        waits(&site, &row, ends).await?;
        let told = site.told(&row.id).await?;
        ensure(told.iter().any(|one| one.said.contains("sends it again")), format!("{told:?}"))?;
        // Lost again, later: that is news, and work again.
        site.take("l", status(&format!("L{number}"), &row.id, category, "35", number + 3)).await?;
        ensure(open(&site, &row.id).await?.is_some(), "work again")?;
    }
    Ok(())
}

async fn unclear(site: Sent) -> Done {
    let left = site.one().await?;
    let id = left.row.id.clone();
    let odd = claim_answer(&left.text, ("Z9:562:85", ""), 401)?;
    let file = site.take("277ca", odd).await?.file;
    ensure(file.state == "taken", format!("{file:?}"))?;
    let row = site.row(&id).await?;
    ensure(row.status == "submitted", format!("neither taken nor refused: {}", row.status))?;
    let stands = standing(&site, &row).await?;
    ensure(
        (stands.state, stands.queue) == (AccountState::Submitted, Queue::FollowUp),
        format!("{stands:?}"),
    )?;
    ensure(stands.reasons.iter().any(|one| one.contains("Z9:562")), "with the payer's code")?;
    let item = open(&site, &id).await?.ok_or("an item")?;
    ensure(item.kind == FollowUpKind::Unclear && item.told_by == "277CA", format!("{item:?}"))?;
    let refusals = payments::open_refusals(&site.app.db, &site.tenant, (0, 10)).await?;
    ensure(refusals.is_empty(), "it is no refusal")?;
    // The same again: told once. A later word that is known counts.
    site.take("277ca2", claim_answer(&left.text, ("Z9:562:85", ""), 402)?).await?;
    let said = site.told(&id).await?;
    let neither = said.iter().filter(|one| one.said.contains("neither")).count();
    ensure(neither == 1, format!("{said:?}"))?;
    site.take("277ca3", answer(&left.text, Kind::Claims, 403)?).await?;
    ensure(site.row(&id).await?.status == "acknowledged", "taken")?;
    waits(&site, &row, "taken").await?;
    // Another one is refused after all.
    let left = site.one().await?;
    site.take("x", claim_answer(&left.text, ("RQ:1", ""), 404)?).await?;
    ensure(open(&site, &left.row.id).await?.is_some(), "to look at")?;
    site.take("y", refusal(&left.text, 405)?).await?;
    ensure(site.row(&left.row.id).await?.status == "rejected", "refused")?;
    ensure(open(&site, &left.row.id).await?.is_none(), "worked as a refusal from now on")?;
    let stands = standing(&site, &left.row).await?;
    ensure(stands.queue == Queue::Rejections, format!("{stands:?}"))
}

async fn aside(site: Sent) -> Done {
    let cases = [("paid", "decided"), ("denied", "decided"), ("replaced", "replaced")];
    for ((state, why), number) in cases.into_iter().zip(501..) {
        let row = site.one().await?.row;
        let mut tx = site.app.db.begin().await?;
        let ids = [row.id.clone()];
        claims::put_statuses(&mut tx, &site.tenant, state, &ids).await?;
        tx.commit().await?;
        let before = standing(&site, &row).await?;
        for (category, more) in [("A4", 0), ("R4", 10), ("E3", 20), ("P1", 30), ("A7", 40)] {
            let told = status(&format!("S{number}{more}"), &row.id, category, "1", number + more);
            let file = site.take(category, told).await?.file;
            ensure(file.state == "taken", format!("{state} {category}: {file:?}"))?;
        }
        ensure(site.row(&row.id).await?.status == state, format!("{state} stays"))?;
        ensure(standing(&site, &row).await? == before, format!("{state}: the account stays"))?;
        ensure(open(&site, &row.id).await?.is_none(), format!("{state}: nothing is open"))?;
        let said = site.told(&row.id).await?;
        let told = said.iter().filter(|one| one.said.contains(why)).count();
        ensure(told >= 4, format!("{state}: {said:?}"))?;
    }
    // Refused before: it is here, and what is said of it by its number moves nothing.
    let left = site.one().await?;
    site.take("277ca", refusal(&left.text, 571)?).await?;
    let before = standing(&site, &left.row).await?;
    site.take("r", status("B1", &left.row.id, "A4", "35", 572)).await?;
    ensure(standing(&site, &left.row).await? == before, "it is mended as before")?;
    ensure(open(&site, &left.row.id).await?.is_none(), "nothing is open")?;
    // It left again under the same number of ours: what is said now counts again.
    mend(&site, &left.row.id, 0).await?;
    site.clock.set(site.app.now() + 60_000_000);
    work_off(&site.app).await?;
    site.take("r2", status("B2", &left.row.id, "A4", "35", 573)).await?;
    ensure(open(&site, &left.row.id).await?.is_some(), "not found, and it is work")
}

async fn two(site: Sent) -> Done {
    let left = site.one().await?;
    let other = site.one().await?;
    let mut second = other.row.claim.clone();
    second.id = model::ClaimId(format!("{}B", left.row.id));
    let mut row = ClaimRow::new(&left.row.account, 1, &second, &left.row.report, site.app.now());
    let mut tx = site.app.db.begin().await?;
    claims::put_claims(&mut tx, &site.tenant, std::slice::from_ref(&row)).await?;
    (row.status, row.submitted_at) = ("submitted".to_owned(), Some(site.app.now()));
    claims::save_leaving(&mut tx, &site.tenant, &mut row).await?;
    let waiting = payments::OpenRow::of(&second, &row.account, site.app.now(), NOW + 30 * DAY);
    payments::put_open(&mut tx, &site.tenant, &[waiting]).await?;
    tx.commit().await?;
    site.take("a", status("T1", &row.id, "R4", "297", 601)).await?;
    site.take("b", status("T2", &left.row.id, "A4", "35", 602)).await?;
    let stands = standing(&site, &left.row).await?;
    ensure(stands.reasons.len() == 4, format!("both are asked about: {:?}", stands.reasons))?;
    // One is found: the other keeps the account there, with its time.
    site.take("c", status("T3", &left.row.id, "P1", "20", 603)).await?;
    let after = standing(&site, &left.row).await?;
    ensure((after.queue, after.due_at) == (Queue::FollowUp, stands.due_at), format!("{after:?}"))?;
    ensure(!after.reasons.join("").contains("not found"), format!("{after:?}"))?;
    // It is refused and mended meanwhile, and leaves: what is asked of the other is there still.
    site.take("d", refusal(&left.text, 604)?).await?;
    ensure(standing(&site, &left.row).await?.queue == Queue::Rejections, "to be mended")?;
    ensure(open(&site, &row.id).await?.is_some(), "and asked for")?;
    mend(&site, &left.row.id, 0).await?;
    site.clock.set(site.app.now() + 60_000_000);
    work_off(&site.app).await?;
    let stands = standing(&site, &left.row).await?;
    ensure(
        (stands.state, stands.queue) == (AccountState::Submitted, Queue::FollowUp),
        format!("{stands:?}"),
    )?;
    site.take("e", status("T4", &row.id, "F1", "65", 605)).await?;
    ensure(standing(&site, &left.row).await?.queue == Queue::Payer, "nothing is left")
}

async fn again(site: Sent) -> Done {
    partner(&site, serde_json::json!({ "asks": true })).await?;
    let left = site.one().await?;
    let claim = left.row.id.clone();
    let asked = |count: usize| {
        let mark = format!("TRN*1*{claim}.{count}~");
        let texts = questions(&site, ".276")?;
        Ok::<usize, Failed>(texts.iter().filter(|text| text.contains(&mark)).count())
    };
    site.clock.set(NOW + 31 * DAY);
    ask_silent(&site.app).await?;
    work_off(&site.app).await?;
    ensure(asked(1)? == 1, "the first question")?;
    // It is refused, mended, and leaves again.
    site.take("277ca", refusal(&left.text, 701)?).await?;
    mend(&site, &claim, 0).await?;
    site.clock.set(NOW + 32 * DAY);
    work_off(&site.app).await?;
    ensure(site.row(&claim).await?.status == "submitted", "it left again")?;
    // The answer to the question from before says nothing of what left since.
    site.take("277", status(&format!("{claim}.1"), "", "A4", "35", 702)).await?;
    ensure(open(&site, &claim).await?.is_none(), "it is late")?;
    site.take("277x", status(&format!("{claim}.1"), "", "A7", "164", 704)).await?;
    ensure(site.row(&claim).await?.status == "submitted", "what left first was refused")?;
    let told = site.told(&claim).await?;
    let late = told.last().is_some_and(|one| one.said.contains("before the claim left again"));
    ensure(late, format!("{told:?}"))?;
    // It is asked about anew, and that answer counts.
    site.clock.set(NOW + 70 * DAY);
    ask_silent(&site.app).await?;
    work_off(&site.app).await?;
    ensure(asked(2)? == 1, "the second question left under its own number")?;
    site.take("277b", status(&format!("{claim}.2"), "", "A4", "35", 703)).await?;
    ensure(open(&site, &claim).await?.is_some(), "it is not found")
}

async fn refused_meanwhile(site: Sent) -> Done {
    partner(&site, serde_json::json!({ "asks": true })).await?;
    let claim = site.one().await?.row.id;
    site.clock.set(NOW + 31 * DAY);
    ask_silent(&site.app).await?;
    work_off(&site.app).await?;
    // What was asked for was sent: the payer's waits begin anew, and the claim left nowhere.
    let mut tx = site.app.db.begin().await?;
    payments::ask_anew(&mut tx, &site.tenant, &claim, NOW + 45 * DAY).await?;
    tx.commit().await?;
    // What else is told to the question of before says nothing new.
    site.take("277", status(&format!("{claim}.1"), "", "A4", "35", 801)).await?;
    ensure(open(&site, &claim).await?.is_none(), "it was followed up since")?;
    site.take("277b", status(&format!("{claim}.1"), "", "A7", "164", 802)).await?;
    let row = site.row(&claim).await?;
    ensure(row.status == "rejected", format!("{}: {:?}", row.status, site.told(&claim).await?))?;
    ensure(standing(&site, &row).await?.queue == Queue::Rejections, "it is mended")
}

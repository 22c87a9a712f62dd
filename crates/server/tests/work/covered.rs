//! What payers answer about a coverage more than once, and what it does to a claim that would
//! leave: the newest answer counts, the ones before it stay.

use crate::follow_up::mend;
use crate::inbox::coverage;
use crate::sent::{Left, Sent, refusal, run};
use crate::site::{Done, NOW, ensure, work_off};
use libtest_mimic::{Failed, Trial};
use model::{AccountState, HoldKind, Relationship};
use store::accounts::{self, Account};
use store::front_desk::{self, CoverageRow};
use store::payments::{self, EligibilityCheck};

const HOUR: i64 = 3_600_000_000;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test(
            "a payer that answers a question again is heard, and what it said stays",
            || run(again),
        ),
        Trial::test(
            "a claim that waits for its coverage leaves when the payer says active",
            || run(held_and_released),
        ),
        Trial::test("a question that the payer could not answer holds no claim", || {
            run(not_answered)
        }),
        Trial::test("an answer about a dependent is not the one about the subscriber", || {
            run(dependent)
        }),
    ]
}

/// A claim of an account that stands alone, with its patient's coverage.
async fn covered(site: &Sent) -> Result<(Left, CoverageRow), Failed> {
    let left = site.one().await?;
    let patient = account(site, &left).await?.patient.ok_or("the patient")?;
    let member = &left.row.claim.subscriber.as_ref().ok_or("a subscriber")?.member_id;
    let all = front_desk::coverages(&site.app.db, &site.tenant, &patient).await?;
    let own = all.into_iter().find(|one| one.coverage.member_id == *member);
    Ok((left, own.ok_or("the coverage")?))
}

async fn account(site: &Sent, left: &Left) -> Result<Account, Failed> {
    let found = accounts::get(&site.app.db, &site.tenant, &left.row.account).await?;
    Ok(found.ok_or("the account")?)
}

/// Asks about the day of the claim, under this number.
async fn asked(site: &Sent, of: (&Left, &CoverageRow), trace: &str) -> Done {
    let check = EligibilityCheck {
        id: format!("elig_{trace}"),
        patient: of.1.patient.clone(),
        coverage: of.1.id.clone(),
        day: of.0.row.claim.from.to_string(),
        trace: trace.to_owned(),
        asked_at: site.app.now(),
        ..EligibilityCheck::default()
    };
    let mut tx = site.app.db.begin().await?;
    payments::put_check(&mut tx, &site.tenant, &check).await?;
    Ok(tx.commit().await?)
}

/// The answers about a patient, newest question first, as state and words.
async fn answers(site: &Sent, row: &CoverageRow) -> Result<Vec<(String, String)>, Failed> {
    let all = payments::checks_of_patient(&site.app.db, &site.tenant, &row.patient, 50).await?;
    Ok(all.into_iter().map(|one| (one.state, one.answer)).collect())
}

async fn again(site: Sent) -> Done {
    let (left, row) = covered(&site).await?;
    asked(&site, (&left, &row), "T1").await?;
    let first = "EB*1**30**GOLD 500~EB*C*IND*30***29*123.45~";
    site.take("a", coverage("T1", first, 201)).await?;
    // The same words in another file are the same answer.
    site.take("b", coverage("T1", first, 202)).await?;
    ensure(answers(&site, &row).await?.len() == 1, "told twice, kept once")?;
    let second = coverage("T1", "EB*1**30**GOLD 500~EB*C*IND*30***29*80~", 203);
    site.take("c", second.clone()).await?;
    let all = answers(&site, &row).await?;
    ensure(all.len() == 2, format!("{all:?}"))?;
    ensure(all[0].1.contains("$80 left"), format!("the newest is first: {all:?}"))?;
    ensure(all[1].1.contains("$123.45 left"), format!("the one before stays: {all:?}"))?;
    site.take("d", coverage("T1", "EB*6**30~", 204)).await?;
    // And back to what it was: that is news again, a file that comes again is none.
    site.take("e", coverage("T1", first, 205)).await?;
    site.take("c again", second).await?;
    let all = answers(&site, &row).await?;
    let states: Vec<&str> = all.iter().map(|one| one.0.as_str()).collect();
    ensure(states.len() == 4 && !states.contains(&"asked"), format!("{all:?}"))?;
    let newest = all.iter().filter(|one| one.1.contains("$123.45 left")).count();
    ensure(newest == 2, format!("{all:?}"))
}

/// The claim comes back for another reason, is mended, and would leave.
async fn would_leave(site: &Sent, left: &Left) -> Done {
    site.take("277ca", refusal(&left.text, 251)?).await?;
    mend(site, &left.row.id, 0).await?;
    site.clock.set(NOW + HOUR);
    work_off(&site.app).await?;
    Ok(())
}

async fn held_and_released(site: Sent) -> Done {
    let (left, row) = covered(&site).await?;
    asked(&site, (&left, &row), "T1").await?;
    site.take("a", coverage("T1", "EB*1**30~", 211)).await?;
    site.clock.set(site.app.now() + 1_000_000);
    asked(&site, (&left, &row), "T2").await?;
    // The question that was asked first is answered once more, after the second one was.
    site.take("b", coverage("T2", "EB*1**30~", 212)).await?;
    site.take("c", coverage("T1", "EB*6**30~", 213)).await?;
    would_leave(&site, &left).await?;
    let held = account(&site, &left).await?.standing;
    ensure(held.state == AccountState::Held, format!("{held:?}"))?;
    let hold = held.hold.ok_or("a hold")?;
    ensure(hold.kind == HoldKind::Payer, format!("{hold:?}"))?;
    ensure(hold.reason.contains("not in force on"), hold.reason.clone())?;
    // Neither an answer that says nothing nor one about another day lets it go.
    site.clock.set(NOW + 2 * HOUR);
    asked(&site, (&left, &row), "T3").await?;
    site.take("d", coverage("T3", "AAA*Y**42*R~", 214)).await?;
    ensure(site.state(&left.row).await? == AccountState::Held, "no answer is no yes")?;
    site.take("e", coverage("T2", "EB*1**30**GOLD~", 215)).await?;
    let steps = accounts::events(&site.app.db, &site.tenant, &left.row.account).await?;
    let last = steps.last().ok_or("a step")?;
    ensure(site.state(&left.row).await? != AccountState::Held, format!("{last:?}"))?;
    site.clock.set(NOW + 3 * HOUR);
    work_off(&site.app).await?;
    ensure(site.row(&left.row.id).await?.status == "submitted", "it leaves")
}

async fn not_answered(site: Sent) -> Done {
    let (left, row) = covered(&site).await?;
    for (number, aaa) in ["AAA*Y**72*C~", "AAA*Y**73*C~"].into_iter().enumerate() {
        let trace = format!("T{number}");
        asked(&site, (&left, &row), &trace).await?;
        site.take("a", coverage(&trace, aaa, 221 + u32::try_from(number)?)).await?;
        let all = answers(&site, &row).await?;
        ensure(all[0].0 == "refused" && all[0].1.contains("ask again"), format!("{all:?}"))?;
        site.clock.set(site.app.now() + 1_000_000);
    }
    // Not found is a no, in words of its own.
    asked(&site, (&left, &row), "T9").await?;
    site.take("b", coverage("T9", "AAA*Y**75*C~", 229)).await?;
    would_leave(&site, &left).await?;
    let hold = account(&site, &left).await?.standing.hold.ok_or("a hold")?;
    ensure(hold.reason.contains("does not know this member"), hold.reason.clone())?;
    ensure(!hold.reason.contains("not in force"), hold.reason)
}

/// An answer in which the subscriber and two dependents are named.
fn family(trace: &str, of_subscriber: &str, number: u32) -> String {
    let one = coverage("NONE", "", number);
    let before = one.split("HL*3*").next().unwrap_or_default();
    let rest = format!(
        "HL*3*2*22*1~{of_subscriber}NM1*IL*1*DOE*JANE****MI*M1~EB*1*FAM*30**GOLD 500~\
         HL*4*3*23*0~TRN*2*{trace}*9245319599~NM1*03*1*DOE*KIM~EB*6*DEP*30~"
    );
    let body = before.split("ST*271").nth(1).unwrap_or_default();
    let segments = 2 + body.matches('~').count() + rest.matches('~').count() - 1;
    let end = one.split("GE*1*").nth(1).unwrap_or_default();
    format!("{before}{rest}SE*{}*0001~GE*1*{end}", segments + 1)
}

async fn dependent(site: Sent) -> Done {
    let (left, mut row) = covered(&site).await?;
    row.coverage.relationship = Relationship::Child;
    let mut tx = site.app.db.begin().await?;
    front_desk::change_coverage(&mut tx, &site.tenant, &row).await?;
    tx.commit().await?;
    let own = |trace: &str| format!("TRN*2*{trace}*9245319599~");
    for (number, trace, of_subscriber) in
        [(231, "T1", String::new()), (232, "T2", own("T2")), (233, "T3", own("T3"))]
    {
        asked(&site, (&left, &row), trace).await?;
        let file = site.take(trace, family(trace, &of_subscriber, number)).await?.file;
        ensure(file.state == "taken", format!("{trace}: {file:?}"))?;
        let check = payments::check_of_trace(&site.app.db, &site.tenant, trace).await?;
        let check = check.ok_or("the question")?;
        ensure(check.state == "inactive", format!("{trace}: {check:?}"))?;
        site.clock.set(site.app.now() + 1_000_000);
    }
    ensure(answers(&site, &row).await?.len() == 3, "one answer to each")
}

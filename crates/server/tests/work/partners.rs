//! Two partners count control numbers by themselves: an answer finds what went to who answers.

use crate::sent::{Left, Sent, answer, malformed, run, ta1};
use crate::site::{Done, ensure, script};
use libtest_mimic::{Failed, Trial};
use store::claims;
use store::payments::{self, SentInterchange};
use x12::ack::Kind;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("an answer finds the file of the partner who answers", || run(own_file)),
        Trial::test("a number of two partners' files waits where nobody knows who answers", || {
            run(unclear)
        }),
        Trial::test("a partner who was not sent a file does not answer it", || run(not_theirs)),
        Trial::test("a claim that left to two partners is answered by each for its file", || {
            run(moved)
        }),
    ]
}

const SECOND: &str = "SECOND0001";

/// The same answer from somebody else.
fn from(text: &str, who: &str) -> String {
    text.replace("CLEARING01", who)
}

/// The name of the other partner, whoever is named in its envelopes.
fn other(site: &Sent, left: &Left, control: i64, receiver: &str) -> SentInterchange {
    SentInterchange {
        partner: "another".to_owned(),
        receiver: receiver.to_owned(),
        control,
        kind: "837".to_owned(),
        subject: left.row.id.clone(),
        account: left.row.account.0.clone(),
        file: "another".to_owned(),
        sent_at: site.app.now(),
        state: "sent".to_owned(),
        heard: String::new(),
    }
}

async fn put(site: &Sent, sent: SentInterchange) -> Done {
    let mut tx = site.app.db.begin().await?;
    payments::put_sent(&mut tx, &site.tenant, &[sent]).await?;
    Ok(tx.commit().await?)
}

/// A claim that went to the clearinghouse, and one that went to the other partner alone under the
/// same number.
async fn two(site: &Sent, receiver: &str) -> Result<(Left, Left), Failed> {
    let rows = claims::claims_since(&site.app.db, &site.tenant, 0, ("", 500)).await?;
    let alone = |id: &str| rows.iter().filter(|row| row.account.0 == id).count() == 1;
    let own = rows.iter().filter(|row| row.status == "submitted" && alone(&row.account.0));
    let [one, two] = own.take(2).collect::<Vec<_>>()[..] else { return Err("two claims".into()) };
    let (one, two) = (site.left(&one.id).await?, site.left(&two.id).await?);
    let mut tx = site.app.db.begin().await?;
    let text = "DELETE FROM sent_interchange WHERE tenant = $1 AND subject = $2";
    let gone = store::assembled(text.to_owned()).bind(site.tenant.as_str());
    tx.run(gone.bind(two.row.id.clone())).await?;
    tx.commit().await?;
    put(site, other(site, &two, one.control, receiver)).await?;
    Ok((one, two))
}

async fn states(site: &Sent, all: (&Left, &Left)) -> Result<(String, String), Failed> {
    let (one, two) = (site.row(&all.0.row.id).await?, site.row(&all.1.row.id).await?);
    Ok((one.status, two.status))
}

async fn own_file(site: Sent) -> Done {
    let (one, two) = two(&site, SECOND).await?;
    // What is kept of a file that left names its receiver.
    let kept = payments::sent_about(&site.app.db, &site.tenant, &one.row.id).await?;
    ensure(kept.iter().all(|one| one.receiver == "CLEARING01"), format!("{kept:?}"))?;
    let form = answer(&one.text, Kind::Implementation, 1)?;
    let file = site.take("999", form).await?.file;
    ensure(file.state == "taken", format!("{file:?}"))?;
    let found = states(&site, (&one, &two)).await?;
    ensure(found == ("acknowledged".into(), "submitted".into()), format!("{found:?}"))?;
    // The other partner refuses its own, named in another case.
    let no = from(&ta1(one.control, "R", "025", 2), "second0001");
    let file = site.take("ta1", no).await?.file;
    ensure(file.state == "taken", format!("{file:?}"))?;
    let found = states(&site, (&one, &two)).await?;
    ensure(found == ("acknowledged".into(), "rejected".into()), format!("{found:?}"))
}

async fn unclear(site: Sent) -> Done {
    let (one, two) = two(&site, SECOND).await?;
    // Where it is not kept to whom one of them went, it is not clear either.
    for (turn, change) in [
        "UPDATE sent_interchange SET kind = '837'",
        "UPDATE sent_interchange SET receiver = '' WHERE partner = 'another'",
    ]
    .into_iter()
    .enumerate()
    {
        script(&site.app, change).await?;
        let no = ta1(one.control, "R", "025", 30 + u32::try_from(turn)?);
        let file = site.take("ta1", from(&no, "FORWARDER1")).await?.file;
        ensure(file.state == "refused", format!("{file:?}"))?;
        let told = file.contents.iter().any(|one| one.said.contains("several partners"));
        ensure(told, format!("{:?}", file.contents))?;
        let found = states(&site, (&one, &two)).await?;
        ensure(found == ("submitted".into(), "submitted".into()), format!("{found:?}"))?;
    }
    // One alone has the number: who answers is not asked.
    script(&site.app, "DELETE FROM sent_interchange WHERE partner = 'another'").await?;
    let yes = answer(&one.text, Kind::Implementation, 4)?;
    site.take("999", from(&yes, "FORWARDER1")).await?;
    ensure(site.row(&one.row.id).await?.status == "acknowledged", "the only one")
}

async fn not_theirs(site: Sent) -> Done {
    let (one, two) = two(&site, SECOND).await?;
    // The other partner was sent nothing under the number of this third file.
    let rows = claims::claims_since(&site.app.db, &site.tenant, 0, ("", 500)).await?;
    let known = [&one.row.id, &two.row.id];
    let third = rows.iter().find(|row| row.status == "submitted" && !known.contains(&&row.id));
    let third = site.left(&third.ok_or("a third claim")?.id).await?;
    for text in [
        ta1(third.control, "R", "025", 5),
        answer(&malformed(&third.text)?, Kind::Implementation, 6)?,
    ] {
        let file = site.take("no", from(&text, SECOND)).await?.file;
        ensure(file.state == "refused", format!("{file:?}"))?;
        let told = file.contents.iter().any(|one| one.said.contains("another partner"));
        ensure(told, format!("{:?}", file.contents))?;
    }
    ensure(site.row(&third.row.id).await?.status == "submitted", "nothing moved")
}

async fn moved(site: Sent) -> Done {
    // The claim left to the clearinghouse and, later, to the other partner under the same number.
    let left = site.one().await?;
    site.clock.set(site.app.now() + 60_000_000);
    put(&site, other(&site, &left, left.control, SECOND)).await?;
    let claim = &left.row.id;
    let said = |events: Vec<payments::ClaimEvent>| -> Vec<String> {
        events.into_iter().map(|one| one.said).collect()
    };
    // The first partner's answers are about the earlier file.
    site.take("999", answer(&malformed(&left.text)?, Kind::Implementation, 7)?).await?;
    site.take("277ca", crate::sent::refusal(&left.text, 8)?).await?;
    ensure(site.row(claim).await?.status == "submitted", "an earlier file moves nothing")?;
    let told = said(site.told(claim).await?);
    let earlier = told.iter().filter(|one| one.contains("an earlier file")).count();
    ensure(earlier == 2, format!("{told:?}"))?;
    // A claim that both may mean waits.
    let unknown = from(&answer(&left.text, Kind::Claims, 9)?, "FORWARDER1");
    let file = site.take("277ca", unknown).await?.file;
    let unclear = file.contents.iter().any(|one| one.said.contains("several partners"));
    ensure(unclear, format!("{file:?}"))?;
    ensure(site.row(claim).await?.status == "submitted", "nobody knows which")?;
    // The second partner's count.
    let second = from(&answer(&left.text, Kind::Claims, 10)?, SECOND);
    let file = site.take("277ca", second).await?.file;
    ensure(file.state == "taken", format!("{file:?}"))?;
    ensure(site.row(claim).await?.status == "acknowledged", "the newest file is taken")
}

//! Answers that come while a file is there and not marked as sent: they find their claims.

use crate::sent::{Sent, answer, refusal, run_unmarked, ta1};
use crate::site::{Done, count, ensure, work_off};
use ::payments::ledger::Ledger;
use libtest_mimic::{Failed, Trial};
use model::remittance::{ClaimAdjustment, PaidClaim, Remittance, RemittanceParty};
use model::{AccountState, Cents};
use store::claims::{self, ClaimRow};
use store::payments;
use x12::LineEnd;
use x12::ack::Kind;
use x12::typed::remittance_835::Remittance835;
use x12::typed::segments::{Ge, Gs, Iea};
use x12::typed::{self, Item, Items, Normalise, Transaction};

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("an answer before the mark finds its claim, whatever it says", || {
            run_unmarked(early)
        }),
        Trial::test("a control number that two partners' files have proves nothing", || {
            run_unmarked(two_partners)
        }),
        Trial::test(
            "the first remittance of a payer comes before the mark, or is not for us",
            || run_unmarked(first_of_payer),
        ),
    ]
}

const ISA: &str = "ISA*00*          *00*          *ZZ*PLAN           *ZZ*CLINIC         \
                   *260615*1200*^*00501*000000001*0*T*:~IEA*0*000000001~";

/// A payment of half of a claim; the rest is contractual.
pub fn half(claim: &model::Claim) -> Result<Remittance, Failed> {
    let (charge, paid) = (claim.total(), Cents(claim.total().0 / 2));
    let adjustment = ClaimAdjustment {
        group: "CO".to_owned(),
        carc: "45".to_owned(),
        amount: charge - paid,
        quantity: None,
    };
    let party = |name: &str, qualifier: &str, id: Option<String>| RemittanceParty {
        name: name.to_owned(),
        id_qualifier: Some(qualifier.to_owned()),
        id,
        ..RemittanceParty::default()
    };
    Ok(Remittance {
        payer: party(&claim.payer.name, "XV", claim.payer.id.clone()),
        payee: party("CEDAR CLINIC", "XX", Some(claim.billing.npi.clone())),
        trace: "EARLY1".to_owned(),
        originator: Some("1999999999".to_owned()),
        amount: paid,
        handling: "I".to_owned(),
        method: "ACH".to_owned(),
        format: Some("CCP".to_owned()),
        date: "2026-06-20".parse().map_err(|_| "a day")?,
        claims: vec![PaidClaim {
            control_number: claim.id.0.clone(),
            status: "1".to_owned(),
            charge,
            paid,
            filing_indicator: Some("12".to_owned()),
            payer_control_number: Some("ICN1".to_owned()),
            adjustments: vec![adjustment],
            ..PaidClaim::default()
        }],
        ..Remittance::default()
    })
}

/// One payment as a file.
pub fn file_of(remittance: &Remittance) -> Result<Vec<u8>, Failed> {
    let Some(Ok(start)) = Items::new(ISA.as_bytes()).next() else {
        return Err("no interchange".into());
    };
    let advice = Transaction::Remittance835(Box::new(Remittance835::from(remittance)));
    let group = Gs { code: "HP".into(), version: "005010X221A1".into(), ..Gs::default() };
    let items = [
        start,
        Item::Group(group),
        Item::Transaction(advice),
        Item::GroupEnd(Ge::default()),
        Item::InterchangeEnd(Iea::default()),
    ];
    let normalise = Normalise { delimiters: None, line_end: LineEnd::None };
    Ok(typed::write(&items, Some(normalise)).map_err(|fault| fault.to_string())?.into_bytes())
}

/// Claims that are leaving, each the only one of its account.
async fn leaving(site: &Sent) -> Result<Vec<ClaimRow>, Failed> {
    let rows = claims::claims_since(&site.app.db, &site.tenant, 0, ("", 500)).await?;
    let alone = |row: &&ClaimRow| rows.iter().filter(|o| o.account == row.account).count() == 1;
    Ok(rows.iter().filter(|row| row.status == "leaving").filter(alone).cloned().collect())
}

async fn early(site: Sent) -> Done {
    let all = leaving(&site).await?;
    let nothing = "SELECT COUNT(*) AS n FROM open_claim";
    ensure(count(&site.app, nothing).await? == 0, "nothing is marked yet")?;
    // Two of one payer and provider: the first of them makes both known.
    let payer = |row: &ClaimRow| (row.claim.payer.name.clone(), row.claim.billing.npi.clone());
    let pair = all.iter().find_map(|one| {
        let other = all.iter().find(|other| other.id != one.id && payer(other) == payer(one))?;
        Some((one.clone(), other.clone()))
    });
    let (known, paid) = pair.ok_or("two claims of a payer")?;
    let mut others = all.iter().filter(|row| row.id != known.id && row.id != paid.id);
    let (form, refused) = (others.next().ok_or("a claim")?, others.next().ok_or("a claim")?);
    // 999, by its control number; 277CA, by the claim's number: taken, and refused.
    let (control, body) = site.packed(&form.id).await?;
    site.take("ta1", ta1(control, "A", "000", 1)).await?;
    ensure(site.row(&form.id).await?.status == "submitted", "a TA1 proves that it left")?;
    site.take("999", answer(&body, Kind::Implementation, 2)?).await?;
    ensure(site.row(&form.id).await?.status == "acknowledged", "the 999 found it")?;
    site.take("277ca", answer(&site.packed(&known.id).await?.1, Kind::Claims, 3)?).await?;
    ensure(site.row(&known.id).await?.status == "acknowledged", "the 277CA found it")?;
    site.take("277ca", refusal(&site.packed(&refused.id).await?.1, 4)?).await?;
    let back = site.row(&refused.id).await?;
    ensure(back.status == "rejected", format!("{} was refused", back.status))?;
    ensure(site.state(&back).await? == AccountState::Charged, "and is here to be mended")?;
    // The money.
    let taken = site.take("835", file_of(&half(&paid.claim)?)?).await?.file;
    ensure(taken.state == "taken", format!("{taken:?}"))?;
    let row = site.row(&paid.id).await?;
    ensure(row.status == "paid", row.status.clone())?;
    ensure(site.state(&row).await? == AccountState::Closed, "all of it is paid or agreed")?;
    let unapplied = payments::ledger_balance(&site.app.db, &site.tenant, Ledger::UnappliedCash);
    ensure(unapplied.await? == Cents::ZERO, "no money waits")?;
    // The sender comes back: what was marked is not sent or charged again.
    std::fs::rename(site.folder.join("away"), &site.out)?;
    site.clock.set(site.app.now() + 3_600_000_000);
    work_off(&site.app).await?;
    for (claim, status) in
        [(&form.id, "acknowledged"), (&known.id, "acknowledged"), (&paid.id, "paid")]
    {
        let ids = [claim.clone()];
        let found = payments::balances_of(&site.app.db, &site.tenant, &ids, None).await?;
        let charged = found.values().next().and_then(|one| one.get(&Ledger::Charges)).copied();
        let row = site.row(claim).await?;
        ensure(row.status == status, format!("{claim} is {}", row.status))?;
        ensure(charged == Some(-row.claim.total()), format!("{claim}: {charged:?}"))?;
    }
    Ok(())
}

/// Nothing to this payer is marked as sent; something to another is.
async fn first_of_payer(site: Sent) -> Done {
    let all = leaving(&site).await?;
    let payer = |row: &ClaimRow| row.claim.payer.id.clone().zip(Some(row.claim.payer.name.clone()));
    let paid = all.first().ok_or("a claim")?;
    let other = all.iter().find(|one| payer(one).is_some() && payer(one) != payer(paid));
    let control = site.packed(&other.ok_or("a claim to another payer")?.id).await?.0;
    site.take("ta1", ta1(control, "A", "000", 1)).await?;
    ensure(count(&site.app, "SELECT COUNT(*) AS n FROM known_payer").await? == 1, "one is known")?;
    let good = half(&paid.claim)?;
    let (mut payee, mut stranger) = (good.clone(), good.clone());
    payee.trace = "PAYEE".to_owned();
    payee.payee.id = Some("1999999984".to_owned());
    stranger.trace = "STRANGER".to_owned();
    stranger.payer.name = "A NAME NOBODY KNOWS".to_owned();
    stranger.payer.id = Some("77777".to_owned());
    stranger.originator = Some("1777777777".to_owned());
    for (wrong, why) in [(payee, "which is not us"), (stranger, "and it pays us")] {
        let file = site.take(&wrong.trace, file_of(&wrong)?).await?.file;
        ensure(file.state == "refused", format!("{file:?}"))?;
        let told = format!("SELECT COUNT(*) AS n FROM remittance WHERE refusals LIKE '%{why}%'");
        ensure(count(&site.app, &told).await? == 1, format!("{why}: {:?}", file.contents))?;
        let status = site.row(&paid.id).await?.status;
        ensure(status == "leaving", format!("{why}, and it is {status}: nothing is proved"))?;
    }
    let file = site.take("835", file_of(&good)?).await?.file;
    ensure(file.state == "taken", format!("{file:?}"))?;
    let row = site.row(&paid.id).await?;
    ensure(row.status == "paid", row.status.clone())?;
    let balance = payments::ledger_balance(&site.app.db, &site.tenant, Ledger::Cash).await?;
    ensure(balance == good.amount, "cash is the payment, and nothing else")?;
    let waits = payments::ledger_balance(&site.app.db, &site.tenant, Ledger::UnappliedCash).await?;
    ensure(waits == Cents::ZERO, "nothing waits")
}

/// Another partner counts by itself, and its file has the same number.
async fn two_partners(site: Sent) -> Done {
    let all = leaving(&site).await?;
    let (one, other) = (&all[0].id, &all[1].id);
    let (control, _) = site.packed(one).await?;
    let (otherwise, _) = site.packed(other).await?;
    let number = |control: i64| format!("\"control\":{control},");
    let text = "UPDATE outbox SET target = 'other', payload = REPLACE(payload, $1, $2) \
        WHERE payload LIKE $3";
    let swap = async |from: i64, to: i64| -> Done {
        let mut tx = site.app.db.begin().await?;
        let statement = store::assembled(text.to_owned())
            .bind(number(from))
            .bind(number(to))
            .bind(format!("%\"claim\":\"{other}\"%"));
        tx.run(statement).await?;
        tx.commit().await?;
        Ok(())
    };
    swap(otherwise, control).await?;
    site.take("ta1", ta1(control, "A", "000", 1)).await?;
    for claim in [one, other] {
        let status = site.row(claim).await?.status;
        ensure(status == "leaving", format!("{claim} is {status}: nobody knows that it left"))?;
    }
    ensure(count(&site.app, "SELECT COUNT(*) AS n FROM sent_interchange").await? == 0, "noted")?;
    // It is the only one again.
    swap(control, otherwise).await?;
    site.take("ta1", ta1(control, "A", "000", 2)).await?;
    ensure(site.row(one).await?.status == "submitted", "the number is of one file")?;
    ensure(site.row(other).await?.status == "leaving", "the other one waits")
}

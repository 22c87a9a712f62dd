//! What a payer does beside the claims is followed from its first payment on, however many came
//! since.

use crate::answered::file_of;
use crate::house::{Done, House, fail, test};
use crate::remittances::{has, of_trace, pays, sent, taken};
use libtest_mimic::{Failed, Trial};
use model::Cents;
use model::remittance::PaymentAdjustment;
use std::collections::BTreeSet;
use store::claims::ClaimRow;
use store::payments::{self, Admission, RemittanceRow};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![test("what is announced is settled by a payment long after, and open items have pages", {
        settled_late
    })]
}

/// Payments in between: more than one statement reads.
const BETWEEN: usize = 620;

/// Of those the ones with an item that stays open.
const OPEN: usize = 120;

fn adjustment(reference: &str, cents: i64) -> PaymentAdjustment {
    PaymentAdjustment {
        provider: "1245319599".to_owned(),
        reason: "WO".to_owned(),
        reference: Some(reference.to_owned()),
        amount: Cents(cents),
        ..PaymentAdjustment::default()
    }
}

/// A payment that recovers an amount of an earlier one, or announces that it will.
fn with(claims: &[ClaimRow], trace: &str, of: PaymentAdjustment) -> Result<Vec<u8>, Failed> {
    let mut one = pays(claims, trace);
    one.amount = one.amount - of.amount;
    one.provider_adjustments = vec![of];
    file_of(&one)
}

/// Posted payments of the same payer, each with an adjustment; the first ones stay open.
fn between(house: &House, first: &RemittanceRow) -> Done {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    house.runtime.block_on(async {
        let mut tx = app.db.begin().await?;
        for number in 0..BETWEEN {
            let id = format!("remit_between_{number:04}");
            let mut head = first.head.clone();
            let one = adjustment(&format!("OPEN{number:06}"), -100);
            // What is told and carried out at once is no item.
            let back = adjustment(&format!("OPEN{number:06}"), 100);
            head.provider_adjustments = if number < OPEN { vec![one] } else { vec![one, back] };
            let row = RemittanceRow {
                id: id.clone(),
                file: format!("between_{number}"),
                position: 1,
                batch: id.clone(),
                head: head.clone(),
                state: "staging".to_owned(),
                received_at: first.received_at - 1,
                ..RemittanceRow::default()
            };
            payments::put_remittance(&mut tx, tenant, &row).await?;
            let found =
                Admission { payer: first.payer.clone(), state: "ready", ..Admission::default() };
            payments::admit(&mut tx, tenant, (&id, &head), &found).await?;
            payments::close(&mut tx, tenant, &id, (first.received_at + 1, Cents::ZERO)).await?;
        }
        Ok(tx.commit().await?)
    })
}

fn settled_late() -> Done {
    let (house, claims) = sent()?;
    let biller = house.client("bill");
    let announced = with(&claims[..1], "ANNOUNCED", adjustment("ICN00000009", -700))?;
    taken(&house, &biller, "announced.835", &announced)?;
    let first = of_trace(&house, "ANNOUNCED")?;
    let address = format!("/remittances/{}", first.id);
    has(&biller.get(&address)?.expect(200)?.text(), "$7.00 will still be taken")?;
    // It came long before.
    let statement = "UPDATE remittance SET received_at = received_at - 9 WHERE trace = 'ANNOUNCED'";
    house.runtime.block_on(async {
        let mut tx = house.app.db.begin().await?;
        tx.run(store::assembled(statement.to_owned())).await?;
        tx.commit().await
    })?;
    between(&house, &first)?;
    let carried = with(&claims[1..2], "CARRIED", adjustment("ICN00000009", 700))?;
    taken(&house, &biller, "carried.835", &carried)?;
    for trace in ["ANNOUNCED", "CARRIED"] {
        let row = of_trace_of(&house, trace)?;
        let page = biller.get(&format!("/remittances/{row}"))?.expect(200)?.text();
        let own = page.split("id=\"beside\"").nth(1).and_then(|rest| rest.split("</table>").next());
        has(own.unwrap_or_default(), "<td>settled</td>")?;
    }
    // Every open item is on one page, and on one only.
    let (mut seen, mut pages, mut path) = (BTreeSet::new(), 0, address.clone());
    loop {
        let page = biller.get(&path)?.expect(200)?.text();
        pages += 1;
        let found = page.split("OPEN").skip(1).filter_map(|rest| rest.get(..6));
        for number in found.filter(|one| one.chars().all(|c| c.is_ascii_digit())) {
            if !seen.insert(number.to_owned()) {
                return fail(format!("{number} is there twice"));
            }
        }
        let next = page.split(&format!("{address}?items=")).nth(1);
        let Some(next) = next.and_then(|rest| rest.split('#').next()) else { break };
        path = format!("{address}?items={next}");
    }
    if (seen.len(), pages) == (OPEN, 3) {
        Ok(())
    } else {
        fail(format!("{} items on {pages} pages", seen.len()))
    }
}

/// The id of a payment, of however many.
fn of_trace_of(house: &House, trace: &str) -> Result<String, Failed> {
    let sql = "SELECT id FROM remittance WHERE trace = $1 AND id NOT LIKE '%between%'";
    let statement = store::assembled(sql.to_owned()).bind(trace.to_owned());
    let rows = house.runtime.block_on(house.app.db.rows(statement))?;
    let row = rows.first().ok_or("no such payment")?;
    Ok(store::Get::text(row, "id")?)
}

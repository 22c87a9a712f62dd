//! Three decisions on one claim, and the middle one was posted there by mistake: without it the
//! claim stands as if it had never come.

use crate::answered::{Decides, file_of, payment};
use crate::denials::balances;
use crate::house::{Done, House, fail, test};
use crate::remittances::{of_trace, taken, work};
use crate::underpayments::standing;
use crate::unposting::{asks, undo};
use libtest_mimic::{Failed, Trial};
use model::Cents;
use payments::ledger::Ledger;
use std::collections::BTreeMap;
use store::claims::ClaimRow;
use store::payments as kept;
use testkit::http::Client;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![test("unposting: the middle one of three decisions leaves nothing", middle)]
}

/// What the payer says the first, second and third time.
type Says = (&'static str, [Decides; 3]);

const A: Decides = Decides::Refuses("CO", "197");
const B: Decides = Decides::Refuses("CO", "50");
const C: Decides = Decides::Refuses("CO", "16");
const PAYS: Decides = Decides::Pays;

const TABLE: [Says; 6] = [
    ("refused, otherwise, paid", [A, B, PAYS]),
    ("refused, otherwise, otherwise still", [A, B, C]),
    ("refused, paid, refused otherwise", [A, PAYS, B]),
    ("refused, paid, refused again", [A, PAYS, A]),
    ("refused, again, paid", [A, A, PAYS]),
    ("refused, paid, paid again", [A, PAYS, PAYS]),
];

/// Where a claim stands: each denial with its life, by payments' traces and not by their ids; the
/// books; the account and the claim.
#[derive(Debug, PartialEq)]
struct Stands {
    denials: Vec<String>,
    books: BTreeMap<Ledger, Cents>,
    account: String,
    claim: String,
    first: Option<i64>,
}

fn stands(house: &House, row: &ClaimRow) -> Result<Stands, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let names: Vec<(String, String)> =
        crate::remittances::rows(house)?.into_iter().map(|one| (one.id, one.head.trace)).collect();
    let named = |text: String| {
        names.iter().fold(text, |text, (id, trace)| text.replace(id.as_str(), trace))
    };
    let all = house.runtime.block_on(kept::denials_of_account(db, tenant, &row.account))?;
    let denials = all.into_iter().filter(|one| one.claim == row.id);
    let mut denials: Vec<String> = denials
        // One that nobody says any more is no refusal, whoever said it.
        .filter(|one| one.life.state != payments::denials::life::DenialState::Superseded)
        .map(|one| {
            let decided: Vec<&String> = one.life.decided.iter().collect();
            let before: Vec<String> =
                one.life.before.iter().map(|was| format!("{was:?}")).collect();
            let text = format!(
                "line {} {:?} {} {:?} closed {} back {} by {}:{} {decided:?} {before:?} {:?}",
                one.line,
                one.life.state,
                one.body.denial.adjusted.carc,
                one.body.denial.adjusted.amount,
                one.closed_at.is_some(),
                one.recovered,
                one.remittance,
                one.place,
                one.life.appeal_by,
            );
            named(text)
        })
        .collect();
    denials.sort();
    let mut books = balances(house, &row.id)?;
    books.retain(|_, cents| *cents != Cents::ZERO);
    let open = house.runtime.block_on(kept::open_claim(db, tenant, &row.id))?;
    Ok(Stands {
        denials,
        books,
        account: format!("{:?}", standing(house, row)?),
        claim: crate::denials::claim(house, &row.id)?.status,
        first: open.and_then(|one| one.ask_at),
    })
}

/// Posts one decision under a number of its own.
fn says(house: &House, client: &Client, row: &ClaimRow, (trace, decides): (&str, Decides)) -> Done {
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let mut one = payment(&[&row.claim], trace, day, &[decides]);
    for claim in &mut one.claims {
        claim.payer_control_number = Some(format!("THEIRS{trace}"));
    }
    taken(house, client, trace, &file_of(&one)?).map(drop)
}

/// Whether a payment's only decision stands on a claim.
fn posted(house: &House, trace: &str) -> Result<bool, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let id = of_trace(house, trace)?.id;
    let found = house.runtime.block_on(kept::posted_of_remittance(db, tenant, &id, (0, 1)))?;
    Ok(found.iter().any(|one| one.outcome == "posted"))
}

fn middle() -> Done {
    let (house, calm) = (House::open(), House::open());
    let (rows, same) = (house.send_claims()?, calm.send_claims()?);
    let (biller, other) = (house.client("bill"), calm.client("bill"));
    let mut taken_back = 0;
    if rows.len() < TABLE.len() {
        return fail(format!("{} claims for {} courses", rows.len(), TABLE.len()));
    }
    // The houses have the same claims: each has a course of its own.
    let claims = rows.iter().zip(&same);
    for ((number, (what, course)), (row, twin)) in TABLE.into_iter().enumerate().zip(claims) {
        let trace = |turn: usize| format!("T{number}N{turn}");
        for (turn, decides) in course.into_iter().enumerate() {
            says(&house, &biller, row, (&trace(turn), decides))?;
        }
        // A refusal of what was paid waits for a person, and goes on waiting.
        let waits = !posted(&house, &trace(2))?;
        for turn in [0, 2].into_iter().filter(|turn| *turn == 0 || !waits) {
            says(&calm, &other, twin, (&trace(turn), course[turn]))?;
        }
        let before = stands(&house, row)?;
        let second = of_trace(&house, &trace(1))?.id;
        if !posted(&house, &trace(1))? {
            return fail(format!("{what}: the second is not posted"));
        }
        let answer = asks(&biller, &second, "another visit")?;
        if answer.status == 422 {
            // A later word stands on it: that goes first, and nothing moved.
            if !answer.text().contains("take that back first") || stands(&house, row)? != before {
                return fail(format!("{what}: {}", answer.text()));
            }
            undo(&biller, &of_trace(&house, &trace(2))?.id, "another visit")?.expect(303)?;
            work(&house)?;
            undo(&biller, &second, "another visit")?.expect(303)?;
            work(&house)?;
            says(&house, &biller, row, (&trace(3), course[2]))?;
        } else {
            taken_back += 1;
            undo(&biller, &second, "another visit")?.expect(303)?;
            work(&house)?;
        }
        let (found, wanted) = (stands(&house, row)?, stands(&calm, twin)?);
        let found = format!("{found:#?}").replace(&trace(3), &trace(2));
        let wanted = format!("{wanted:#?}");
        if found != wanted {
            return fail(format!("{what}: {found}\nis not\n{wanted}"));
        }
    }
    println!("{taken_back} of {} were taken back with the last one there", TABLE.len());
    Ok(())
}

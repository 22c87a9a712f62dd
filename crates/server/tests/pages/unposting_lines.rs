//! Decisions that name a part of a claim's lines, after one about the whole claim: taken back in
//! each order, the claim stands as if they had never come; money, denials, what was expected, the
//! next payer and the patient's part alike.

use crate::answered::{Decides, file_of, payment};
use crate::denials::claim;
use crate::house::{Done, House, fail, test};
use crate::remittances::{of_trace, rows, taken, work};
use crate::remittances_settled::turned;
use crate::underpayments::{claims, standing, with_second};
use crate::unposting::{asks, undo};
use libtest_mimic::{Failed, Trial};
use model::Cents;
use payments::denials::life::DenialState;
use std::collections::BTreeMap;
use store::claims::ClaimRow;
use store::payments as kept;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("unposting: words on some of the lines leave nothing, in each order", part_by_part),
        test("a reversal of one line leaves what was said of the others", one_line_back),
    ]
}

const NO: Decides = Decides::Refuses("CO", "50");
const OTHER: Decides = Decides::Refuses("CO", "16");
const YES: Decides = Decides::Pays;

/// A word of the payer.
#[derive(Clone, Copy, Debug)]
enum Says {
    /// On these lines.
    On(&'static [(usize, Decides)]),
    /// It takes back what its word of this number said of these lines.
    Back(usize, &'static [usize]),
}
use Says::{Back, On};

const ALL_NO: Says = On(&[(0, NO), (1, NO), (2, NO)]);
const ALL_YES: Says = On(&[(0, YES), (1, YES), (2, YES)]);
const MIXED: Says = On(&[(0, YES), (1, NO), (2, NO)]);

const COURSES: [(&str, &[Says]); 9] = [
    ("all refused, the second paid", &[ALL_NO, On(&[(1, YES)])]),
    ("all refused, the second refused otherwise", &[ALL_NO, On(&[(1, OTHER)])]),
    ("one paid, a refused one paid after", &[MIXED, On(&[(1, YES)])]),
    ("one paid, the two refused ones paid one by one", &[MIXED, On(&[(1, YES)]), On(&[(2, YES)])]),
    (
        "all refused, all paid, one by one",
        &[ALL_NO, On(&[(0, YES)]), On(&[(1, YES)]), On(&[(2, YES)])],
    ),
    ("two lines, then the third", &[On(&[(0, NO), (1, NO)]), On(&[(2, YES)])]),
    ("all paid, one taken back", &[ALL_YES, Back(0, &[1])]),
    ("one paid, it is taken back and refused", &[MIXED, Back(0, &[0]), On(&[(0, NO)])]),
    ("all refused, one paid, that taken back", &[ALL_NO, On(&[(1, YES)]), Back(1, &[1])]),
];

/// Posts the word of a number.
fn says(house: &House, row: &ClaimRow, course: &[Says], number: usize) -> Done {
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let trace = format!("W{number}");
    let (lines, of) = match course[number] {
        On(lines) => (lines.to_vec(), number),
        Back(of, lines) => {
            let On(said) = course[of] else { return fail("a reversal of a reversal") };
            (said.iter().filter(|one| lines.contains(&one.0)).copied().collect(), of)
        }
    };
    let decides =
        |index: usize| lines.iter().find(|one| one.0 == index).map_or(Decides::Pays, |one| one.1);
    let all: Vec<Decides> = (0..row.claim.lines.len()).map(decides).collect();
    let mut one = payment(&[&row.claim], &trace, day, &all);
    let claim = &mut one.claims[0];
    claim.payer_control_number = Some(format!("THEIRS{of}"));
    let mut index = 0;
    claim.lines.retain(|_| {
        index += 1;
        lines.iter().any(|one| one.0 + 1 == index)
    });
    claim.charge = claim.lines.iter().map(|line| line.charge).sum();
    claim.paid = claim.lines.iter().map(|line| line.paid).sum();
    claim.status = if claim.paid == Cents::ZERO { "4" } else { "1" }.to_owned();
    let of_patient = claim.lines.iter().flat_map(|line| &line.adjustments);
    let of_patient: Cents = of_patient.filter(|one| one.group == "PR").map(|one| one.amount).sum();
    claim.patient_responsibility = Some(of_patient);
    one.amount = claim.paid;
    if matches!(course[number], Back(..)) {
        one.claims[0].patient_responsibility = None;
        turned(&mut one);
    }
    taken(house, &house.client("bill"), &trace, &file_of(&one)?).map(drop)
}

/// Where a claim stands: its denials, its books by line, what was compared, who is asked next.
fn stands(house: &House, row: &ClaimRow) -> Result<Vec<String>, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let mut told = Vec::new();
    let denials = kept::denials_of_account(db, tenant, &row.account);
    for one in house.runtime.block_on(denials)? {
        if one.life.state == DenialState::Superseded {
            continue;
        }
        let own = &one.body.denial.adjusted;
        told.push(format!(
            "denial of line {}: {:?} {} {} back {} closed {}",
            one.line,
            one.life.state,
            own.carc,
            own.amount,
            one.recovered,
            one.closed_at.is_some(),
        ));
    }
    for own in claims(house, row)? {
        let entries = house.runtime.block_on(kept::entries_of_claim(db, tenant, &own.id))?;
        let mut books: BTreeMap<String, Cents> = BTreeMap::new();
        for leg in entries.iter().flat_map(payments::ledger::Entry::legs) {
            let of_claim = leg.subject.claim.as_ref().is_some_and(|id| id.0 == own.id);
            let key = format!("{:?} {:?} {of_claim}", leg.ledger, leg.subject.line);
            let sum = books.entry(key).or_default();
            *sum = *sum + leg.amount;
        }
        books.retain(|_, sum| *sum != Cents::ZERO);
        let status = claim(house, &own.id)?.status;
        let next = own.id != row.id;
        if !(next && status == "replaced") {
            told.push(format!("claim {} {status} {books:?}", own.rank));
        }
    }
    let names: Vec<(String, String)> =
        rows(house)?.into_iter().map(|one| (one.id, one.head.trace)).collect();
    for state in ["open", "as_expected", "not_priced"] {
        let filter = kept::VarianceFilter {
            state: state.to_owned(),
            most: 200,
            ..kept::VarianceFilter::default()
        };
        for line in house.runtime.block_on(kept::variance_lines(db, tenant, &filter))? {
            let trace = names.iter().find(|one| one.0 == line.remittance);
            let trace = trace.map_or("", |one| one.1.as_str());
            told.push(format!("{trace} line {} {state} {} {}", line.line, line.code, line.allowed));
        }
    }
    told.push(format!("account {:?}", standing(house, row)?));
    told.sort();
    Ok(told)
}

/// Each of so many words alone, and from the last one back to each.
fn orders(many: usize) -> Vec<Vec<usize>> {
    let alone = (0..many).map(|one| vec![one]);
    let back = (0..many - 1).map(|first| (first..many).rev().collect());
    alone.chain(back).collect()
}

/// What was said and then of one line taken back, the place of that line, the others, and the
/// denials that are left.
type OneBack = (&'static str, &'static [Says], usize, [usize; 2], usize);

/// A word that takes back what was said of one line leaves what was said of the others.
fn one_line_back() -> Done {
    let table: [OneBack; 3] = [
        ("paid", &[ALL_YES, Back(0, &[1])], 1, [0, 2], 0),
        ("refused", &[ALL_NO, Back(0, &[1])], 1, [0, 2], 2),
        ("paid, beside refused ones", &[MIXED, Back(0, &[0])], 0, [1, 2], 2),
    ];
    for (what, course, back, left, again) in table {
        let (house, row) = house_with(&course[..1], &[])?;
        let before = stands(&house, &row)?;
        says(&house, &row, course, 1)?;
        let after = stands(&house, &row)?;
        // Of the other lines nothing moved.
        for line in left {
            let own = |all: &[String]| -> Vec<String> {
                let named = format!("line {}:", line + 1);
                all.iter().filter(|one| one.contains(&named)).cloned().collect()
            };
            if own(&before) != own(&after) {
                return fail(format!("{what}: {:?} is now {:?}", own(&before), own(&after)));
            }
        }
        let denials = |all: &[String]| all.iter().filter(|one| one.starts_with("denial")).count();
        if denials(&after) != again {
            return fail(format!("{what}: {after:#?}"));
        }
        let line = row.claim.lines[back].line;
        let owed = format!(
            "PayerReceivable Some({line}) true\": {:?}",
            row.claim.lines[back].charge_cents
        );
        if !after.iter().any(|one| one.contains(&owed)) {
            return fail(format!("{what}: not owed {owed}: {after:#?}"));
        }
        let page = house.client("bill").get(&format!("/claims/{}/timeline", row.id))?;
        if page.status == 200 && !page.text().contains("took back what it had said of line") {
            return fail(page.text());
        }
        let waits = house.client("bill").get("/remittances/review")?.expect(200)?.text();
        if waits.contains("the difference waits") {
            return fail(format!("{what}: it waits for a look"));
        }
    }
    Ok(())
}

fn house_with(course: &[Says], but: &[usize]) -> Result<(House, ClaimRow), Failed> {
    let house = House::open();
    let row = with_second(&house)?;
    for number in (0..course.len()).filter(|number| !but.contains(number)) {
        says(&house, &row, course, number)?;
    }
    Ok((house, row))
}

fn part_by_part() -> Done {
    let mut faults = Vec::new();
    let (mut whole, mut later) = (0, 0);
    for (what, course) in COURSES {
        for order in orders(course.len()) {
            let (house, row) = house_with(course, &[])?;
            let biller = house.client("bill");
            let mut refused = false;
            for number in &order {
                let before = stands(&house, &row)?;
                let id = of_trace(&house, &format!("W{number}"))?.id;
                let answer = biller.get(&crate::unposting::page_of(&id))?;
                if answer.status == 422 || asks(&biller, &id, "another visit")?.status == 422 {
                    if stands(&house, &row)? != before {
                        faults.push(format!("{what} {order:?}: refused, and something moved"));
                    }
                    refused = true;
                    break;
                }
                undo(&biller, &id, "another visit")?.expect(303)?;
                work(&house)?;
            }
            if refused {
                later += 1;
                continue;
            }
            whole += 1;
            let (calm, twin) = house_with(course, &order)?;
            // Where nothing of the payer stands, it has the claim all the same.
            let heard = |all: Vec<String>| -> Vec<String> {
                let said = |one: String| {
                    one.replace("claim 0 submitted", "claim 0 acknowledged")
                        .replace("account Submitted", "account Acknowledged")
                };
                all.into_iter().map(said).collect()
            };
            let (found, wanted) = (stands(&house, &row)?, heard(stands(&calm, &twin)?));
            if found != wanted {
                faults.push(format!("{what} without {order:?}: {found:#?}\nis not\n{wanted:#?}"));
            }
        }
    }
    println!("{whole} taken back, {later} refused for a later word");
    if faults.is_empty() { Ok(()) } else { fail(faults.join("\n\n")) }
}

//! Decisions that name a part of a claim's lines, after one about the whole claim: taken back in
//! each order, the claim stands as if they had never come; money, denials, what was expected, the
//! next payer and the patient's part alike.

use crate::answered::{Decides, file_of, payment};
use crate::denials::claim;
use crate::house::{Done, House, fail, test};
use crate::remittances::{of_trace, rows, taken, work};
use crate::remittances_settled::turned;
use crate::statements::{set, with_address};
use crate::underpayments::{claims, standing, with_second};
use crate::unposting::{asks, undo};
use libtest_mimic::{Failed, Trial};
use model::Cents;
use model::remittance::Remittance;
use payments::denials::life::DenialState;
use std::collections::BTreeMap;
use store::claims::ClaimRow;
use store::payments as kept;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("unposting: words on some of the lines leave nothing, in each order", || {
            part_by_part(Payers::Two)
        }),
        test("unposting: and nothing on the patient's statement where no payer follows", || {
            part_by_part(Payers::One)
        }),
        test("a reversal of one line leaves what was said of the others", one_line_back),
        test("a line taken back and a decision in one payment are two words", back_and_anew),
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
    /// As [`Says::Back`], and in the same payment it decides on these lines.
    Anew(usize, &'static [usize], &'static [(usize, Decides)]),
}
use Says::{Anew, Back, On};

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

/// A payment that decides on these lines under the payer's number of this word.
fn on_lines(
    row: &ClaimRow,
    lines: &[(usize, Decides)],
    (of, trace): (usize, &str),
) -> Result<Remittance, Failed> {
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let decides =
        |index: usize| lines.iter().find(|one| one.0 == index).map_or(Decides::Pays, |one| one.1);
    let all: Vec<Decides> = (0..row.claim.lines.len()).map(decides).collect();
    let mut one = payment(&[&row.claim], trace, day, &all);
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
    Ok(one)
}

/// Courses that are gone through with one payer too, so that statements have something to say.
const ALONE: [usize; 4] = [0, 1, 2, 5];

/// Posts the word of a number.
fn says(house: &House, row: &ClaimRow, course: &[Says], number: usize) -> Done {
    let trace = format!("W{number}");
    let back = |of: usize, lines: &[usize]| {
        let On(said) = course[of] else { return Err("a reversal of a reversal".into()) };
        let said: Vec<_> = said.iter().filter(|one| lines.contains(&one.0)).copied().collect();
        let mut one = on_lines(row, &said, (of, &trace))?;
        one.claims[0].patient_responsibility = None;
        turned(&mut one);
        Ok::<_, Failed>(one)
    };
    let one = match course[number] {
        On(lines) => on_lines(row, lines, (number, &trace))?,
        Back(of, lines) => back(of, lines)?,
        Anew(of, lines, anew) => {
            let (mut one, said) = (back(of, lines)?, on_lines(row, anew, (number, &trace))?);
            one.claims.extend(said.claims);
            let sum: Cents = one.claims.iter().map(|claim| claim.paid).sum();
            if sum >= Cents::ZERO {
                let Remittance { method, .. } = said;
                (one.amount, one.method, one.provider_adjustments) = (sum, method, Vec::new());
            } else {
                one.provider_adjustments[0].amount = sum;
            }
            one
        }
    };
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
    told.push(statement(house, row)?);
    told.sort();
    Ok(told)
}

/// What the patient's statement would say today: its lines and what is owed, or why none is sent.
fn statement(house: &House, row: &ClaimRow) -> Result<String, Failed> {
    let page = format!("/accounts/{}/statement", row.account);
    let page = house.client("bill").get(&page)?.expect(200)?.text();
    let from =
        page.find("<div class=\"card letter\">").or_else(|| page.find("No statement is sent"));
    let said = page.get(from.ok_or("a statement")?..).unwrap_or_default();
    let said = said.split("<section").next().and_then(|said| said.split("</main>").next());
    let said = said.unwrap_or_default();
    Ok(format!("statement {}", said.replace(&row.id, "CLAIM")))
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
        let (house, row) = house_with(Payers::Two, &course[..1], &[])?;
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

/// What was said, what is then said in one payment, the same in two, and what stays of the denials
/// by line of the claim.
type BackAndAnew = (&'static [Says], &'static [Says], &'static [(u16, &'static str)]);

/// A payment that takes a line back and decides on lines: the money is that of two payments, and
/// only the denials of lines that are decided on go on.
fn back_and_anew() -> Done {
    let table: [BackAndAnew; 5] = [
        (
            &[ALL_NO, Anew(0, &[1], &[(1, YES)])],
            &[ALL_NO, Back(0, &[1]), On(&[(1, YES)])],
            &[(1, "Open 50"), (2, "Overturned"), (3, "Open 50")],
        ),
        (
            &[ALL_YES, Anew(0, &[1], &[(1, NO)])],
            &[ALL_YES, Back(0, &[1]), On(&[(1, NO)])],
            &[(2, "Open 50")],
        ),
        (
            &[ALL_NO, Anew(0, &[1], &[(2, YES)])],
            &[ALL_NO, Back(0, &[1]), On(&[(2, YES)])],
            &[(1, "Open 50"), (3, "Overturned")],
        ),
        (
            &[ALL_NO, Anew(0, &[0, 1, 2], &[(1, YES)])],
            &[ALL_NO, Back(0, &[0, 1, 2]), On(&[(1, YES)])],
            &[(2, "Overturned")],
        ),
        (
            &[MIXED, Anew(0, &[1], &[(2, OTHER)])],
            &[MIXED, Back(0, &[1]), On(&[(2, OTHER)])],
            &[(3, "Open 16")],
        ),
    ];
    let mut faults = Vec::new();
    let both = [Payers::One, Payers::Two];
    for (payers, (course, apart, left)) in both.iter().flat_map(|p| table.map(|one| (*p, one))) {
        let (house, row) = house_with(payers, course, &[])?;
        let (calm, twin) = house_with(payers, apart, &[])?;
        let all = stands(&house, &row)?;
        let (denials, money): (Vec<String>, Vec<String>) =
            all.into_iter().partition(|one| one.starts_with("denial"));
        let wanted: Vec<String> = stands(&calm, &twin)?
            .into_iter()
            .filter(|one| !one.starts_with("denial"))
            .map(|one| one.replace("W2", "W1"))
            .collect();
        if money != wanted {
            faults.push(format!("{payers:?} {course:?}: {money:#?}\nis not\n{wanted:#?}"));
        }
        let fits = left.len() == denials.len()
            && left.iter().zip(&denials).all(|((line, said), told)| {
                let mut words = said.split(' ');
                told.starts_with(&format!("denial of line {line}: "))
                    && words.all(|word| told.contains(word))
            });
        if !fits {
            faults.push(format!("{payers:?} {course:?}: {denials:#?}\nis not\n{left:?}"));
        }
    }
    if faults.is_empty() { Ok(()) } else { fail(faults.join("\n\n")) }
}

/// Whether the claim names a second payer. Without one the patient is asked for the rest.
#[derive(Clone, Copy, Debug)]
enum Payers {
    One,
    Two,
}

fn house_with(payers: Payers, course: &[Says], but: &[usize]) -> Result<(House, ClaimRow), Failed> {
    let house = House::open();
    let row = match payers {
        Payers::Two => with_second(&house)?,
        Payers::One => {
            let named = |row: &ClaimRow| {
                row.claim.subscriber.is_some()
                    && row.claim.payer.id.is_some()
                    && row.claim.other_payers.is_empty()
            };
            let found = house.send_claims()?.into_iter().filter(named);
            found.max_by_key(|row| row.claim.lines.len()).ok_or("a claim with one payer")?
        }
    };
    set(&house.client("bill"), "0", &[], 303)?;
    with_address(&house, &row.account)?;
    for number in (0..course.len()).filter(|number| !but.contains(number)) {
        says(&house, &row, course, number)?;
    }
    Ok((house, row))
}

fn part_by_part(payers: Payers) -> Done {
    let mut faults = Vec::new();
    let (mut whole, mut later, mut owing) = (0, 0, 0);
    let alone = |at: &usize| matches!(payers, Payers::Two) || ALONE.contains(at);
    for (what, course) in (0..COURSES.len()).filter(alone).map(|at| COURSES[at]) {
        for order in orders(course.len()) {
            let (house, row) = house_with(payers, course, &[])?;
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
            let (calm, twin) = house_with(payers, course, &order)?;
            // Where nothing of the payer stands, it has the claim all the same.
            let heard = |all: Vec<String>| -> Vec<String> {
                let said = |one: String| {
                    one.replace("claim 0 submitted", "claim 0 acknowledged")
                        .replace("account Submitted", "account Acknowledged")
                };
                all.into_iter().map(said).collect()
            };
            let (found, wanted) = (stands(&house, &row)?, heard(stands(&calm, &twin)?));
            owing += usize::from(found.iter().any(|one| one.contains("You owe $")));
            if found != wanted {
                faults.push(format!("{what} without {order:?}: {found:#?}\nis not\n{wanted:#?}"));
            }
        }
    }
    println!("{whole} taken back, {later} refused for a later word, {owing} ask a patient");
    if matches!(payers, Payers::One) && owing == 0 {
        return fail("no statement asks for anything");
    }
    if faults.is_empty() { Ok(()) } else { fail(faults.join("\n\n")) }
}

//! What a payer says of a claim beside charge, payment and adjustments: people read it where they
//! read the decision.

use crate::answered::{Decides, file_of, payment};
use crate::denials::open;
use crate::house::{Done, House, fail, test};
use crate::remittances::{has, of_trace, taken};
use crate::underpayments::{claims, with_second};
use libtest_mimic::Trial;
use model::remittance::{
    AdjudicationValue, PaidService, PaymentAdjustment, QualifiedAmount, QualifiedQuantity,
};
use model::{Cents, ClaimType, Quantity};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a stay's pricing, amounts, counts and units are told where it is decided", told),
        test("a remark of the stay (MIA) stands in the way of an appeal", guarded),
        test("each status of a claim is told, and who sent it on asks the next payer", statuses),
        test("every kind of amount beside the claims balances to the cent", beside),
    ]
}

fn value(element: &str, value: &str) -> AdjudicationValue {
    AdjudicationValue { element: element.to_owned(), value: value.to_owned() }
}

fn told() -> Done {
    let house = House::open();
    let left = house.send_claims()?;
    let of_kind = |kind| left.iter().find(|row| row.claim.claim_type == kind);
    let stay = of_kind(ClaimType::Institutional).ok_or("no institutional claim")?;
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let mut one = payment(&[&stay.claim], "STAY", day, &[Decides::Refuses("CO", "50")]);
    let claim = &mut one.claims[0];
    (claim.drg, claim.drg_weight) = (Some("470".to_owned()), Some("1.95".to_owned()));
    claim.adjudication = vec![value("MIA01", "3"), value("MIA02", "1500.5"), value("MIA04", "900")];
    claim.remarks = vec!["MA01".to_owned()];
    claim.amounts = vec![QualifiedAmount { qualifier: "AU".to_owned(), amount: Cents(12_300) }];
    let days = Quantity::units(3);
    claim.quantities = vec![QualifiedQuantity { qualifier: "CA".to_owned(), quantity: days }];
    let line = &mut claim.lines[0];
    line.units = Some(Quantity::units(1));
    line.billed_units = Some(Quantity::units(4));
    line.adjustments[0].quantity = Some(days);
    line.billed_service = Some(line.service.clone());
    line.service = PaidService {
        qualifier: "HC".to_owned(),
        code: "99211".to_owned(),
        ..PaidService::default()
    };
    let biller = house.client("bill");
    let page = taken(&house, &biller, "stay.835", &file_of(&one)?)?;
    let row = of_trace(&house, "STAY")?;
    let shown = biller.get(&format!("/remittances/{}", row.id))?.expect(200)?.text();
    has(&shown, "balances to the cent").map_err(|_| page)?;
    for said in ["DRG 470, weight 1.95", "Outlier, operating: $1,500.50", "DRG amount: $900.00"] {
        has(&shown, said)?;
    }
    for said in ["Covered days or visits: 3", "Covered: $123.00", "Covered days: 3", "Remark MA01"]
    {
        has(&shown, said)?;
    }
    let denial = open(&house)?.into_iter().find(|one| one.line == 1).ok_or("no denial")?;
    let shown = biller.get(&format!("/denials/{}", denial.id))?.expect(200)?.text();
    for said in
        ["Outlier, operating: $1,500.50.", "1 of 4 units", "for 3 units", "decided as 99211"]
    {
        has(&shown, said)?;
    }
    Ok(())
}

fn guarded() -> Done {
    let house = House::open();
    let left = house.send_claims()?;
    let stay = left.iter().find(|row| row.claim.claim_type == ClaimType::Institutional);
    let stay = stay.ok_or("no institutional claim")?;
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let mut one = payment(&[&stay.claim], "STAY", day, &[Decides::Refuses("CO", "16")]);
    one.claims[0].adjudication = vec![value("MIA01", "3"), value("MIA02", "10")];
    one.claims[0].remarks = vec!["MA130".to_owned()];
    let file = file_of(&one)?;
    if !String::from_utf8_lossy(&file).contains("MIA*3*10") {
        return fail(String::from_utf8_lossy(&file).into_owned());
    }
    house.take("stay.835", file)?;
    let denial = open(&house)?.into_iter().next().ok_or("no denial")?;
    let shown = house.client("bill").get(&format!("/denials/{}", denial.id))?.expect(200)?.text();
    has(&shown, "No appeal.")?;
    has(&shown, "MA130")
}

fn statuses() -> Done {
    for (status, words, ours, cash) in [
        ("1", "processed, first payer", true, true),
        ("2", "processed, second payer", true, true),
        ("3", "processed, third payer", true, true),
        ("19", "processed first, sent on", false, true),
        ("20", "processed second, sent on", false, true),
        ("21", "processed third, sent on", false, true),
        ("23", "not theirs, sent on", false, false),
        ("25", "predetermination", false, false),
    ] {
        let house = House::open();
        let row = with_second(&house)?;
        let day = "2026-06-20".parse().map_err(|_| "a day")?;
        let decides = if cash { Decides::Pays } else { Decides::Refuses("OA", "109") };
        let mut one = payment(&[&row.claim], "STATUS", day, &[decides]);
        one.claims[0].status = status.to_owned();
        let biller = house.client("bill");
        taken(&house, &biller, "status.835", &file_of(&one)?)?;
        let remittance = of_trace(&house, "STATUS")?;
        let shown = biller.get(&format!("/remittances/{}", remittance.id))?.expect(200)?.text();
        has(&shown, words)?;
        has(&shown, "balances to the cent")?;
        if crate::remittances::on(&house, payments::ledger::Ledger::Cash)? != one.amount.0 {
            return fail(format!("{status}: cash is not the payment"));
        }
        let asked = claims(&house, &row)?.iter().any(|own| own.claim.payer.name == "Second Mutual");
        if asked != ours {
            return fail(format!("{status}: the next payer is asked by us: {asked}"));
        }
        // What is not theirs is worked; what was only asked beforehand moves nothing.
        let denied = !open(&house)?.is_empty();
        if denied != (status == "23") {
            return fail(format!("{status}: {denied}"));
        }
        let state = crate::denials::claim(&house, &row.id)?.status;
        let wanted = match status {
            "23" => "denied",
            "25" => "submitted",
            _ => "paid",
        };
        if state != wanted {
            return fail(format!("{status}: the claim is {state}"));
        }
    }
    Ok(())
}

/// Every reason of PLB03-1 that the standard names, and one that it does not.
const REASONS: [&str; 45] = [
    "50", "51", "72", "90", "AH", "AM", "AP", "B2", "B3", "BD", "BN", "C5", "CR", "CS", "CT", "CV",
    "CW", "DM", "E3", "FB", "FC", "GO", "HM", "IP", "IR", "IS", "J1", "L3", "L6", "LE", "LS", "OA",
    "OB", "PI", "PL", "RA", "RE", "SL", "TL", "WO", "WU", "PW", "ZZ", "XX", "99",
];

fn beside() -> Done {
    let house = House::open();
    let left = house.send_claims()?;
    let day = "2026-06-20".parse().map_err(|_| "a day")?;
    let mut one = payment(&[&left[0].claim], "BESIDE", day, &[Decides::Pays]);
    let mut sum = Cents::ZERO;
    for (reason, number) in REASONS.iter().zip(1_i64..) {
        let amount = Cents(if number % 2 == 0 { -100 - number } else { number });
        sum = sum + amount;
        one.provider_adjustments.push(PaymentAdjustment {
            provider: one.payee.id.clone().unwrap_or_default(),
            fiscal_period: "2026-12-31".parse().map_err(|_| "a day")?,
            reason: (*reason).to_owned(),
            reference: Some(format!("REF{number}")),
            amount,
        });
    }
    one.amount = one.amount - sum;
    let biller = house.client("bill");
    taken(&house, &biller, "beside.835", &file_of(&one)?)?;
    let row = of_trace(&house, "BESIDE")?;
    if row.state != "closed" {
        return fail(format!("{} {:?}", row.state, row));
    }
    if crate::remittances::on(&house, payments::ledger::Ledger::Cash)? != one.amount.0 {
        return fail("cash is not the payment");
    }
    let shown = biller.get(&format!("/remittances/{}", row.id))?.expect(200)?.text();
    has(&shown, "balances to the cent")?;
    for number in 1..=REASONS.len() {
        has(&shown, &format!("REF{number}"))?;
    }
    for (reason, known) in REASONS.iter().zip(1..) {
        let treatment = payments::provider_adjustments::Treatment::of(reason);
        let unknown = treatment == payments::provider_adjustments::Treatment::Unknown;
        if unknown != (known > 42) {
            return fail(format!("{reason} is {treatment:?}"));
        }
    }
    Ok(())
}

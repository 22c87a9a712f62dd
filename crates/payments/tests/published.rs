//! Other people's 835 files: each posts, or is refused for a stated reason.
//!
//! The files lie in `../shared/x12` beside the workspace; without them the trial is shown as
//! ignored. For each claim of a file a claim waits on the shelf, as in the office that sent it.

use libtest_mimic::{Arguments, Failed};
use model::Date;
use model::remittance::{PaidClaim, PaidLine, Remittance};
use payments::ledger::{BatchId, Ledger};
use payments::posting::{Context, OpenClaim, OpenLine, Payers, Shelf, post};
use std::path::Path;
use testkit::outside;
use x12::typed::{Item, Items, Transaction};

/// Files and what becomes of them; `waits` is money in unapplied cash. Three files have the day of
/// the payment in BPR15, one has a month 23.
const TABLE: &[(&str, &[&str])] = &[
    (
        "linuxforhealth/835_005010X221A1/cob-contractural-adjustment.835",
        &["unreadable: a day is missing (line 4, segment 4 BPR16"],
    ),
    (
        "linuxforhealth/835_005010X221A1/managed-care.835",
        &["unreadable: the element is not a day of the calendar (line 4, segment 4 BPR16"],
    ),
    (
        "linuxforhealth/835_005010X221A1/medicare-part-a.835",
        &["posted 2 of 2, cash $150,000.00, waits $0.00"],
    ),
    (
        "linuxforhealth/835_005010X221A1/secondary-payment.835",
        &["unreadable: a day is missing (line 4, segment 4 BPR16"],
    ),
    (
        "linuxforhealth/835_005010X221A1/tertiary-payment.835",
        &["unreadable: a day is missing (line 4, segment 4 BPR16"],
    ),
    ("linuxforhealth/demo-file/demo.835", &["posted 2 of 2, cash $150,000.00, waits $0.00"]),
    ("pyx12/files/835_mult_loops.txt", &["posted 1 of 1, cash $0.00, waits $0.00"]),
    ("pyx12/pairs/835id.x12", &["refused: version 004010X091A1"]),
    ("pyx12/pairs/bad_header_looping.x12", &["refused: version 004010X091A1"]),
    ("pyx12/pairs/mult_isa.x12", &["refused: version 004010X091A1"; 4]),
    ("pyx12/pairs/multiple_trn.x12", &["refused: version 004010X091A1"]),
];

fn main() {
    let args = Arguments::from_args();
    let name = "published 835 files post or are refused for a stated reason";
    let trial = outside::trial(name, "shared/x12", || {
        let folder = outside::shared_folder("x12").ok_or("the folder is gone")?;
        every_file(&folder)
    });
    libtest_mimic::run(&args, vec![trial]).exit();
}

fn every_file(folder: &Path) -> Result<(), Failed> {
    let mut faults = Vec::new();
    for (file, wanted) in TABLE {
        let told = outcomes(&std::fs::read(folder.join(file))?);
        let same = told.len() == wanted.len()
            && told.iter().zip(*wanted).all(|(told, wanted)| told.contains(wanted));
        if !same {
            faults.push(format!("{file}: {told:#?} where {wanted:?} is wanted"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// What becomes of each 835 of a file, in words.
fn outcomes(data: &[u8]) -> Vec<String> {
    let mut version = String::new();
    let mut told = Vec::new();
    for item in Items::new(data) {
        match item {
            Ok(Item::Group(gs)) => version = gs.version.as_str().to_owned(),
            Ok(Item::Transaction(Transaction::Remittance835(advice))) => {
                told.push(match advice.remittance() {
                    Ok((remittance, _)) => posted(&remittance),
                    Err(fault) => format!("unreadable: {fault}"),
                });
            }
            Ok(Item::Transaction(other)) if other.set() == "835" => {
                told.push(format!("refused: version {version} is not 005010X221A1"));
            }
            Ok(_) => {}
            Err(fault) => told.push(format!("unreadable: {fault}")),
        }
    }
    told
}

fn posted(remittance: &Remittance) -> String {
    let mut shelf = Shelf::default();
    let payers = Payers::default();
    let payer = payers.of(remittance).unwrap_or_default();
    remittance.claims.iter().for_each(|claim| shelf.add(waiting(claim, &payer)));
    let context = Context {
        remittance: "r1",
        batch: BatchId("b1".into()),
        posted_on: remittance.date,
        payers: &payers,
        payee: &[],
        known: &[],
    };
    match post(remittance, &context, &mut shelf) {
        Err(refused) => format!("refused: {refused}"),
        Ok(posting) => {
            let posted = posting.claims.iter().filter(|one| one.posted.is_some()).count();
            let waits: model::Cents =
                posting.entries().map(|entry| -entry.on(Ledger::UnappliedCash)).sum();
            let all = remittance.claims.len();
            format!("posted {posted} of {all}, cash {}, waits {waits}", posting.cash())
        }
    }
}

/// The claim that a decision is about, as its office sent it.
fn waiting(claim: &PaidClaim, payer: &str) -> OpenClaim {
    let line = |(line, paid): (u16, &PaidLine)| OpenLine {
        line,
        control_number: line.to_string(),
        code: Some(paid.service.code.clone()),
        modifiers: paid.service.modifiers.clone(),
        date: paid.days().map_or(Date::default(), |days| days.0),
        charge: paid.charge,
        ..OpenLine::default()
    };
    OpenClaim {
        claim: claim.control_number.as_str().into(),
        payers: vec![payer.to_owned()],
        charge: claim.charge,
        lines: (1..).zip(&claim.lines).map(line).collect(),
        ..OpenClaim::default()
    }
}

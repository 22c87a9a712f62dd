//! The made-up practice from bundle to 837: what the edits let leave, x12 writes; and pyx12, an
//! independent validator, accepts the inpatient stay and the drug with its quantity. The trial
//! of pyx12 is shown as ignored where it is missing; `CLEANCLAIM_REQUIRE=python` makes that a
//! failure.

use claims::{ClaimContext, FeeSchedule, ScrubbedClaim};
use codesets::CodeSets;
use coding::{Coder, Profile};
use edits::CodesetFacts;
use intake::{Options, fhir_r4};
use libtest_mimic::{Arguments, Failed, Trial};
use model::{Claim, ClaimType, Date};
use std::process::Command;
use std::sync::Arc;
use testkit::outside::{self, Outside};
use testkit::practice;
use x12::{ControlNumbers, Receiver, Submitter, Usage, write_837i, write_837p};

/// The one inpatient stay.
const STAY: &str = "inpatient-sepsis";
/// The outpatient visit whose hospital charges hold a drug.
const INFUSION: &str = "clinic-iron-infusion";

fn submitted() -> Date {
    "2026-06-22".parse().expect("a date in a test")
}

/// Every claim of the practice with its edits, each chart by the way of its bundle.
fn scrubbed() -> Result<Vec<(String, ScrubbedClaim)>, Failed> {
    let coder = Coder::new(Arc::new(CodeSets::embedded())).map_err(|e| e.to_string())?;
    let facts = CodesetFacts::new(coder.sets());
    let mut rows = "code,modifier,charge\n".to_owned();
    for (code, modifier, cents) in practice::fees().rows() {
        rows.push_str(&format!("{code},{modifier},{}\n", cents.to_x12()));
    }
    let fees = FeeSchedule::from_csv(&rows).map_err(|faults| format!("{faults:?}"))?;
    let context = ClaimContext { submitted: Some(submitted()), ..ClaimContext::default() };
    let mut all = Vec::new();
    for made in practice::charts() {
        let bundle = practice::to_bundle(&made).to_string();
        let options = Options::default();
        for chart in fhir_r4::charts_from_bundle(bundle.as_bytes(), &made.slug, &options) {
            let chart = chart.map_err(|fault| fault.to_string())?;
            let coded = coder.code(&chart, Profile::Claim);
            // A chart without a claim is not judged here; the named ones are asked for below.
            let done = claims::build_and_scrub(&chart, &coded, &fees, &context, &facts);
            let done = done.unwrap_or_default().claims.into_iter();
            all.extend(done.map(|claim| (made.slug.clone(), claim)));
        }
    }
    Ok(all)
}

fn write(claim: &Claim) -> Result<String, Failed> {
    let submitter = Submitter {
        name: "MADE-UP PRACTICE".into(),
        id: "MADEUP1".into(),
        contact: "BILLING OFFICE".into(),
        phone: "4025550100".into(),
        email: None,
        qualifier: "ZZ".into(),
        interchange_id: "MADEUP1".into(),
        group_id: "MADEUP1".into(),
    };
    let receiver = Receiver {
        name: "EXAMPLE CLEARINGHOUSE".into(),
        id: "EXCH99".into(),
        qualifier: "ZZ".into(),
        interchange_id: "EXCH99".into(),
        group_id: "EXCH99".into(),
        ..Receiver::default()
    };
    let control = ControlNumbers {
        interchange: 1,
        group: 1,
        transaction: 1,
        reference: "BATCH-1".into(),
        date: submitted(),
        hour: 9,
        minute: 0,
        usage: Usage::Test,
    };
    let write = match claim.claim_type {
        ClaimType::Professional => write_837p,
        ClaimType::Institutional => write_837i,
    };
    write(std::slice::from_ref(claim), &submitter, &receiver, &control).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        faults.join("\n").into()
    })
}

fn what_may_leave_is_written() -> Result<(), Failed> {
    let mut written = 0;
    for (slug, ScrubbedClaim { claim, report }) in &scrubbed()? {
        if !report.may_leave() || !edits::carries_submission_facts(claim) {
            continue;
        }
        write(claim).map_err(|fault| format!("{slug}: {}", fault.message().unwrap_or_default()))?;
        written += 1;
    }
    match written >= 15 {
        true => Ok(()),
        false => Err(format!("only {written} claims of the practice may leave").into()),
    }
}

/// The institutional claim of a chart as an 837I.
fn institutional(slug: &str) -> Result<String, Failed> {
    let found = scrubbed()?
        .into_iter()
        .find(|(own, made)| own == slug && made.claim.claim_type == ClaimType::Institutional);
    write(&found.ok_or(format!("{slug} has no institutional claim"))?.1.claim)
}

fn the_stay_and_the_drug_are_whole() -> Result<(), Failed> {
    let (stay, infusion) = (institutional(STAY)?, institutional(INFUSION)?);
    let principal = stay.lines().find(|line| line.starts_with("HI*ABK:")).unwrap_or_default();
    let indicated = ["Y", "N", "U", "W"]
        .iter()
        .any(|letter| principal.trim_end_matches('~').ends_with(&format!(":{letter}")));
    for (name, holds) in [
        ("the admitting diagnosis", stay.contains("\nHI*ABJ:")),
        ("day and hour of admission", stay.contains("\nDTP*435*DT*202603060325~")),
        ("the hour of discharge", stay.contains("\nDTP*096*TM*1410~")),
        ("an indicator beside the principal diagnosis", indicated),
        ("the drug", infusion.contains("\nLIN**N4*99990077310~")),
        ("its quantity", infusion.contains("\nCTP****10*ML~")),
    ] {
        if !holds {
            return Err(format!("{name} is missing:\n{stay}\n{infusion}").into());
        }
    }
    Ok(())
}

fn pyx12_accepts() -> Result<(), Failed> {
    let python = outside::python().ok_or("no python3")?;
    let script = outside::workspace_root().join("crates/x12/tests/oracle/accept.py");
    for slug in [STAY, INFUSION] {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), institutional(slug)?)?;
        let out = Command::new(&python).arg(&script).arg(file.path()).output()?;
        let answer: serde_json::Value = serde_json::from_slice(&out.stdout)
            .map_err(|e| format!("{e}: {}", String::from_utf8_lossy(&out.stderr)))?;
        if answer["ok"] != true {
            return Err(format!("pyx12 refuses {slug}: {:#}", answer["errors"]).into());
        }
    }
    Ok(())
}

fn oracle() -> Trial {
    let trial = Trial::test("pyx12 accepts the stay and the infusion", pyx12_accepts);
    match outside::require("python:pyx12") {
        Outside::Here => trial,
        Outside::Skip(reason) => trial.with_kind(reason).with_ignored_flag(true),
        Outside::Fail(reason) => {
            Trial::test("pyx12 accepts the stay and the infusion", || Err(reason.into()))
        }
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let trials = vec![
        Trial::test("what the edits let leave is written", what_may_leave_is_written),
        Trial::test("the stay and the drug are whole", the_stay_and_the_drug_are_whole),
        oracle(),
    ];
    libtest_mimic::run(&arguments, trials).exit();
}

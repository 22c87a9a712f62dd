//! A payer that pays less than agreed and says nothing of it: the variance finds each line, with
//! every cent.

use crate::day;
use crate::office::Office;
use claims::expected::contract::Contract;
use claims::expected::{Circumstances, FeeFacts, Locality, Release, expected};
use codesets::fee_schedule::{FeeLine, FeeScheduleFor, Gpci};
use model::{Cents, Claim, Date};
use payments::variance::{Tolerance, Verdict, variance};
use std::collections::BTreeMap;
use testkit::payer::caseload::Caseload;
use testkit::payer::{Policy, Profile, Rule, Share, SyntheticPayer};

/// The office's copy of the contract: 60 % of the charge.
const CONTRACT: &str = r#"
title = "Prairie Mutual"
payers = ["PMHP7"]
from = 2024-01-01

[rest]
charge_percent = "60"
"#;

/// The contract alone gives the amounts.
struct NoSchedule;

impl FeeFacts for NoSchedule {
    fn release(&self, _: FeeScheduleFor, _: Date) -> Option<Release> {
        None
    }

    fn fee_line(&self, _: &str, _: &str, _: FeeScheduleFor, _: Date) -> Option<FeeLine> {
        None
    }

    fn gpci(&self, _: &Locality, _: Date) -> Option<Gpci> {
        None
    }
}

#[test]
fn silent_underpayments_are_found_to_the_cent() {
    let mut profile = Profile::plain("PMHP7", "PRAIRIE MUTUAL HEALTH PLAN", 91);
    let codes = ["99213", "20610", "J1885"].map(str::to_owned).to_vec();
    let rule = Rule::Underpays { codes, missing: Share::percent(7) };
    let policy = Policy::new("seven percent", day("2026-02-01"), rule);
    profile.policies = vec![Policy { share: Share::percent(60), ..policy }];
    let caseload = Caseload { institutional: Share::NONE, ..Caseload::of(&profile) };
    let mut office = Office::open(&profile);
    let mut payer = SyntheticPayer::new(profile);
    let mut sent: BTreeMap<String, Claim> = BTreeMap::new();
    for (turn, today) in (0u64..).zip([day("2026-01-12"), day("2026-02-12"), day("2026-03-12")]) {
        let claims: Vec<Claim> = (turn * 150..turn * 150 + 150)
            .flat_map(|n| caseload.claims(n, today.plus_days(-3)))
            .map(|one| one.claim)
            .collect();
        claims.iter().for_each(|claim| office.send(claim, today));
        let control = u32::try_from(turn).unwrap() * 2 + 1;
        for file in caseload.files(&claims, control, today).unwrap() {
            payer.receive(file.as_bytes(), today).unwrap();
        }
        sent.extend(claims.into_iter().map(|claim| (claim.id.as_str().to_owned(), claim)));
    }
    let terms = Contract::from_toml(CONTRACT, "prairie.toml").unwrap().terms;
    let mut found: BTreeMap<(String, u16), Cents> = BTreeMap::new();
    for answer in payer.due(day("2026-12-31")).unwrap() {
        for (remittance, posting) in office.take(&answer) {
            for (decision, posted) in remittance.claims.iter().zip(&posting.claims) {
                let claim = &sent[posted.claim.as_ref().unwrap().as_str()];
                let wanted = expected(claim, &terms, &NoSchedule, &Circumstances::default());
                let told = variance(&wanted, decision, &posted.lines, Tolerance::NONE);
                for line in told.lines {
                    assert!(!matches!(line.verdict, Verdict::Overpaid | Verdict::NotPriced));
                    if line.verdict == Verdict::Underpaid {
                        found.insert((claim.id.as_str().to_owned(), line.lines[0]), line.owed);
                    }
                }
            }
        }
    }
    let planted: BTreeMap<(String, u16), Cents> = payer
        .truths()
        .flat_map(|truth| truth.lines.iter().map(move |line| (truth, line)))
        .filter(|(_, line)| line.underpaid.is_some())
        .map(|(truth, line)| {
            ((truth.claim.as_str().to_owned(), line.line), line.contract - line.allowed)
        })
        .collect();
    assert!(planted.len() > 40, "{}", planted.len());
    assert_eq!(found, planted);
}

//! The trace through the service: a synthetic payer with planted policies answers claims that left,
//! its remittances are taken in and posted, and each denial is opened by the analyst. What the
//! service says was behind it is compared with what was planted.

use crate::house::{Done, House, fail, test};
use libtest_mimic::{Failed, Trial};
use model::account::Terms;
use model::{
    AccountId, AccountState, Claim, ClaimLine, Coverage, Date, Organization, Patient, PatientId,
    Standing,
};
use payments::trace::Smallest;
use serde_json::json;
use server::remittances::{Body, Delivery, Leaving, note_leaving, take_in};
use server::worker;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Tx;
use store::accounts::{self, Account, Coding};
use store::claims::{ClaimRow, put_claims};
use store::front_desk::{self, AuthorizationRow, CoverageRow, PatientRow};
use store::payments::{DenialRow, SentInterchange, denials_of_account};
use testkit::payer::caseload::{Caseload, Sent};
use testkit::payer::{Cause, Kind, Profile, Remedy, Share, SyntheticPayer};

/// Weeks in which claims leave, and claims of a week; two in five have a mistake.
const WEEKS: u64 = 24;
const CLAIMS: u64 = 40;

/// Days that the payer gives for filing.
const TIMELY: u16 = 180;

/// The share of planted causes that the trace must name.
const WANTED: f64 = 0.95;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![test("the trace names the planted causes of what a payer refused", named)]
}

fn account_of(claim: &Claim) -> AccountId {
    AccountId(format!("acct-{}", claim.id))
}

/// The caseload's claims, each with an account on which the office knows what it would know.
fn leave(house: &House, payer: &mut SyntheticPayer, caseload: &Caseload) -> Result<Sents, Failed> {
    let (mut all, first) = (BTreeMap::new(), Date::new(2025, 9, 1).ok_or("a day")?);
    for week in 0..WEEKS {
        let today = first.plus_days(i32::try_from(week)? * 7);
        let numbers = week * CLAIMS..(week + 1) * CLAIMS;
        let mut sent: Vec<Sent> =
            numbers.flat_map(|n| caseload.claims(n, today.plus_days(-3))).collect();
        for one in &mut sent {
            one.claim.submitted = Some(today);
            one.claim.payer.timely_filing_days = Some(TIMELY);
        }
        let claims: Vec<Claim> = sent.iter().map(|one| one.claim.clone()).collect();
        let control = u32::try_from(week)? * 2 + 1;
        let files = caseload.files(&claims, control, today).map_err(|why| format!("{why:?}"))?;
        for file in files {
            payer.receive(file.as_bytes(), today).map_err(|fault| fault.to_string())?;
        }
        house.runtime.block_on(noted(house, &sent, i64::from(control)))?;
        all.extend(sent.into_iter().map(|one| (one.claim.id.0.clone(), one)));
    }
    Ok(all)
}

type Sents = BTreeMap<String, Sent>;

async fn noted(house: &House, sent: &[Sent], control: i64) -> Result<(), Failed> {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let mut tx = app.db.begin().await?;
    for one in sent {
        known(house, &mut tx, one).await?;
    }
    let desk = app.desk();
    let row = |one: &Sent| {
        let report = desk.scrub(&one.claim);
        let row = ClaimRow::new(&account_of(&one.claim), 0, &one.claim, &report, app.now());
        ClaimRow { status: "submitted".to_owned(), ..row }
    };
    put_claims(&mut tx, tenant, &sent.iter().map(row).collect::<Vec<_>>()).await?;
    let accounts: Vec<AccountId> = sent.iter().map(|one| account_of(&one.claim)).collect();
    let leaving: Vec<Leaving<'_>> = sent
        .iter()
        .zip(&accounts)
        .zip(0..)
        .map(|((one, account), turn)| Leaving {
            claim: &one.claim,
            account,
            sent: SentInterchange {
                partner: "test".to_owned(),
                control: control * 1_000 + turn,
                kind: "837".to_owned(),
                subject: one.claim.id.0.clone(),
                sent_at: app.now(),
                ..SentInterchange::default()
            },
        })
        .collect();
    note_leaving(app, &mut tx, tenant, &leaving).await?;
    Ok(tx.commit().await?)
}

/// What the office has beside the claim: patient, account, codes of the chart, authorizations on
/// file, and the member number of another card.
async fn known(house: &House, tx: &mut Tx, one: &Sent) -> Result<(), Failed> {
    let (app, tenant, claim) = (&house.app, &house.app.config.tenant, &one.claim);
    let (at, id) = (app.now(), format!("pat-{}", claim.id));
    let person = Patient { id: PatientId(id.clone()), ..Patient::default() };
    front_desk::add_patient(tx, tenant, &PatientRow::of(&person, id.clone(), at)).await?;
    for (turn, number) in one.known.authorizations.iter().enumerate() {
        let row = AuthorizationRow {
            id: format!("auth-{}-{turn}", claim.id),
            patient: id.clone(),
            number: number.clone(),
            version: 1,
            ..AuthorizationRow::default()
        };
        front_desk::add_authorization(tx, tenant, &row).await?;
    }
    for (member, rank) in one.known.member_numbers.iter().zip(1..) {
        let payer = Organization {
            id: claim.payer.id.clone().unwrap_or_default(),
            name: claim.payer.name.clone(),
            ..Organization::default()
        };
        let coverage = Coverage { member_id: member.clone(), payer, ..Coverage::default() };
        let (id, patient) = (format!("cov-{}-{rank}", claim.id), id.clone());
        let (from_day, to_day) = (None, None);
        let row = CoverageRow { id, patient, rank, coverage, from_day, to_day, version: 1 };
        front_desk::add_coverage(tx, tenant, &row).await?;
    }
    let mut standing = Standing::received(at, &Terms::default());
    standing.state = AccountState::Submitted;
    let account = Account {
        id: account_of(claim),
        source_key: claim.id.0.clone(),
        patient: Some(id),
        patient_name: "Made, Up".to_owned(),
        mrn: None,
        setting: "office".to_owned(),
        specialty: String::new(),
        site: String::new(),
        provider: None,
        provider_name: String::new(),
        payer: claim.payer.name.clone(),
        payer_kind: "commercial".to_owned(),
        service_from: Some(claim.from.to_string()),
        service_to: Some(claim.through.to_string()),
        received_at: at,
        standing,
        value_cents: 0,
        confidence_bp: None,
        released_by: None,
        released_at: None,
        coder: None,
        tags: Vec::new(),
        entered_at: at,
        version: 1,
    };
    accounts::insert_new(tx, tenant, &account).await?;
    Ok(accounts::put_coding(tx, tenant, &account.id, &coding(one, at)?).await?)
}

/// The codes that the chart supports, of which the claim may have left some out.
fn coding(one: &Sent, at: i64) -> Result<Coding, Failed> {
    let claim = &one.claim;
    let supported = claim.diagnoses.iter().chain(&one.known.supported);
    let dx: Vec<_> = supported
        .map(|code| {
            json!({"code": code, "rank": 1, "description": null, "confidence": 0.9,
            "evidence": [], "rules": [], "rejected": []})
        })
        .collect();
    let coded = json!({"id": claim.id, "setting": "office", "date": claim.from, "dx": dx,
        "px": [], "not_coded": [], "gaps": [], "route": "release", "reasons": [],
        "chart_confidence": 0.9, "releases": {}, "date_assumed": false,
        "setting_inferred": false, "setting_evidence": []});
    Ok(Coding {
        version: 1,
        chart_version: 1,
        by_person: None,
        at,
        is_final: true,
        coded: serde_json::from_value(coded)?,
        decision: String::new(),
    })
}

/// Remittances up to the house's day are taken in and posted.
fn answered(house: &House, payer: &mut SyntheticPayer) -> Done {
    let (app, tenant) = (&house.app, &house.app.config.tenant);
    let today = Date::new(2026, 6, 20).ok_or("a day")?;
    let answers = payer.due(today).map_err(|fault| fault.to_string())?;
    house.runtime.block_on(async {
        for one in answers.into_iter().filter(|one| one.kind == Kind::Remittance) {
            let body = Body::Bytes(Arc::from(one.text.into_bytes()));
            let taken = Delivery { name: one.name, source: "folder", body };
            let taken = take_in(app, tenant, taken).await?;
            if taken.file.state != "taken" {
                return fail(format!("{:?}", taken.file));
            }
        }
        while worker::pass(app, "house").await? > 0 {}
        Ok(())
    })
}

/// Whether the kept trace proposes what was planted and nothing else; nothing, where nothing would
/// have passed.
fn has_remedy(row: &DenialRow, cause: &Cause, sent: &Sent, line: &ClaimLine) -> bool {
    let kept: serde_json::Value = serde_json::from_str(&row.trace).unwrap_or_default();
    match (serde_json::from_value(kept["smallest"].clone()), &cause.remedy) {
        (Ok(Smallest::NotFound { .. }), Remedy::Nothing) => true,
        (Ok(Smallest::Found { changes, .. }), remedy) => match changes.as_slice() {
            [one] => remedy.is(one, &sent.claim, line.line),
            _ => false,
        },
        _ => false,
    }
}

fn named() -> Done {
    let house = House::open_site();
    let mut profile = Profile::plain("PMHP7", "PRAIRIE MUTUAL HEALTH PLAN", 31);
    profile.policies = Caseload::policies(Date::new(2020, 1, 1).ok_or("a day")?);
    profile.members = Caseload::members().into_iter().collect();
    let caseload = Caseload { mistakes: Share::percent(40), ..Caseload::of(&profile) };
    let mut payer = SyntheticPayer::new(profile);
    let sent = leave(&house, &mut payer, &caseload)?;
    answered(&house, &mut payer)?;
    let dana = house.client("dana");
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    // Planted, opened as a denial, its cause named, its remedy found.
    let mut by_policy: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let mut missed: BTreeMap<String, String> = BTreeMap::new();
    for truth in payer.truths() {
        let one = &sent[truth.claim.as_str()];
        let of = || house.runtime.block_on(denials_of_account(db, tenant, &account_of(&one.claim)));
        let planted: Vec<(u16, &Cause)> =
            truth.refused().map(|(told, cause)| (told.line, cause)).collect();
        if planted.is_empty() {
            continue;
        }
        for row in of()? {
            dana.get(&format!("/denials/{}", row.id))?.expect(200)?;
        }
        let rows = of()?;
        for (line, cause) in planted {
            let counts = by_policy.entry(cause.policy.clone()).or_default();
            counts[0] += 1;
            // A claim that is refused as a whole is one denial.
            let Some(row) = rows.iter().find(|r| r.line == i64::from(line) || r.line == 0) else {
                continue;
            };
            let own = one.claim.lines.iter().find(|own| own.line == line).ok_or("a line")?;
            let named = row.body.denial.category == cause.category;
            counts[1] += 1;
            counts[2] += usize::from(named);
            match named && has_remedy(row, cause, one, own) {
                true => counts[3] += 1,
                false => {
                    let told = format!("{:?}, told {}", cause.remedy, row.trace);
                    missed.entry(cause.policy.clone()).or_insert(told);
                }
            }
        }
    }
    let sum = |at: usize| by_policy.values().map(|row| row[at]).sum::<usize>();
    let (all, opened, named, remedied) = (sum(0), sum(1), sum(2), sum(3));
    let told = format!("{all} planted, {opened} opened, {named} named, {remedied} remedied");
    println!("{told}: {by_policy:?}");
    if all < 250 || opened < all || (named.min(remedied) as f64) < WANTED * all as f64 {
        return fail(format!("{told}: {by_policy:?}\n{missed:#?}"));
    }
    Ok(())
}

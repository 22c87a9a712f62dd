//! Every file is valid and says what it should.

use crate::office::{Office, assert_books, assert_valid, remittances};
use crate::{day, strict};
use model::Cents;
use model::acknowledgement::ClaimVerdict;
use model::eligibility::EligibilityAnswers;
use testkit::payer::caseload::Caseload;
use testkit::payer::{Answer, Event, Habits, Kind, Profile, Share, SyntheticPayer};
use x12::generate::{self, Plan};
use x12::typed::{Transaction, Transactions};

/// A payer that does everything that payers do.
fn odd(seed: u64) -> (Profile, Caseload) {
    let (mut profile, caseload) = strict(seed);
    let some = Share::percent(8);
    profile.habits = Habits {
        late: some,
        silent: some,
        drops_modifiers: some,
        splits_lines: Share::percent(40),
        joins_lines: some,
        pays_twice: some,
        mangles_number: some,
        takes_back: Share::percent(15),
        ..Habits::default()
    };
    (profile, caseload)
}

/// Sends claims on ten days and gives all that comes back within half a year.
fn season(payer: &mut SyntheticPayer, caseload: &Caseload, office: &mut Office) -> Vec<Answer> {
    let mut answers = Vec::new();
    let first = day("2026-01-05");
    for turn in 0..10u64 {
        let today = first.plus_days(i32::try_from(turn).unwrap() * 3);
        let numbers = turn * 40..turn * 40 + 40;
        let sent: Vec<_> = numbers.flat_map(|n| caseload.claims(n, today.plus_days(-4))).collect();
        let claims: Vec<_> = sent.into_iter().map(|one| one.claim).collect();
        claims.iter().for_each(|claim| office.send(claim, today));
        office.close(today);
        let control = u32::try_from(turn).unwrap() * 2 + 1;
        for file in caseload.files(&claims, control, today).unwrap() {
            answers.extend(payer.receive(file.as_bytes(), today).unwrap());
        }
        answers.extend(payer.due(today).unwrap());
    }
    answers.extend(payer.due(first.plus_days(200)).unwrap());
    answers
}

#[test]
fn every_file_is_valid_and_every_remittance_posts() {
    let (profile, caseload) = odd(11);
    let mut office = Office::open(&profile);
    let mut payer = SyntheticPayer::new(profile);
    let answers = season(&mut payer, &caseload, &mut office);
    answers.iter().for_each(assert_valid);
    for kind in [Kind::Implementation, Kind::Claims, Kind::Remittance] {
        assert!(answers.iter().filter(|one| one.kind == kind).count() >= 10, "{kind:?}");
    }
    let mut names: Vec<&str> = answers.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), answers.len(), "no name comes twice");
    for answer in &answers {
        office.take(answer);
    }
    assert_books(&office, day("2027-01-01"));
    let happened = |wanted: fn(&Event) -> bool| {
        payer.truths().filter(|truth| truth.events.iter().any(wanted)).count()
    };
    assert!(happened(|one| matches!(one, Event::LinesChanged { .. })) > 10);
    assert!(happened(|one| matches!(one, Event::Silent)) > 5);
    assert!(happened(|one| matches!(one, Event::Interest { .. })) > 5);
    assert!(happened(|one| matches!(one, Event::PaidTwice)) > 5);
    assert!(happened(|one| matches!(one, Event::NumberMangled)) > 5);
    assert!(happened(|one| matches!(one, Event::TakenBack { .. })) > 10);
}

#[test]
fn the_same_payer_says_the_same_and_goes_on_where_it_was() {
    let (profile, caseload) = odd(12);
    let told = |stored: bool| {
        let mut office = Office::open(&profile);
        let mut payer = SyntheticPayer::new(profile.clone());
        let claims: Vec<_> = (0..60).flat_map(|n| caseload.claims(n, day("2026-02-01"))).collect();
        let claims: Vec<_> = claims.into_iter().map(|one| one.claim).collect();
        claims.iter().for_each(|claim| office.send(claim, day("2026-02-03")));
        let mut answers = Vec::new();
        for file in caseload.files(&claims, 1, day("2026-02-03")).unwrap() {
            answers.extend(payer.receive(file.as_bytes(), day("2026-02-03")).unwrap());
        }
        while let Some(next) = payer.next_day() {
            answers.extend(payer.due(next).unwrap());
            if stored {
                let text = serde_json::to_string(&payer).unwrap();
                payer = serde_json::from_str(&text).unwrap();
            }
        }
        (answers, payer)
    };
    let (once, again) = (told(false), told(true));
    assert_eq!(once.0.len(), again.0.len());
    assert!(once.0 == again.0 && once.1 == again.1);
}

#[test]
fn the_front_door_turns_back_strangers() {
    let mut profile = Profile::plain("PMHP7", "PRAIRIE MUTUAL HEALTH PLAN", 3);
    let caseload = Caseload::of(&profile);
    // Everybody but one of the members.
    let sent: Vec<_> = (0..30).flat_map(|n| caseload.claims(n, day("2026-03-01"))).collect();
    let mut claims: Vec<_> = sent.into_iter().map(|one| one.claim).collect();
    let stranger = claims[7].subscriber.clone().unwrap().member_id;
    profile.members = claims
        .iter()
        .map(|claim| claim.subscriber.clone().unwrap().member_id)
        .filter(|member| *member != stranger)
        .map(|member| (member, testkit::payer::Coverage::default()))
        .collect();
    profile.others = None;
    claims[9].payer.id = Some("OTHER".to_owned());
    let mut payer = SyntheticPayer::new(profile);
    let today = day("2026-03-04");
    for file in caseload.files(&claims, 1, today).unwrap() {
        let at_once = payer.receive(file.as_bytes(), today).unwrap();
        assert!(at_once.iter().all(|one| one.kind == Kind::Implementation), "{at_once:?}");
        at_once.iter().for_each(assert_valid);
    }
    assert!(payer.due(today).unwrap().is_empty(), "the 277CA comes on the next day");
    let answers = payer.due(today.plus_days(1)).unwrap();
    let mut rejected = Vec::new();
    for answer in &answers {
        assert_valid(answer);
        assert_eq!(answer.kind, Kind::Claims);
        for transaction in Transactions::new(answer.text.as_bytes()) {
            let Transaction::ClaimAck277(told) = transaction.unwrap() else { continue };
            let refused = told.claims().filter(|one| one.verdict() == ClaimVerdict::Rejected);
            rejected.extend(refused.map(|one| one.trace.number.as_str().to_owned()));
        }
    }
    rejected.sort();
    let wanted: Vec<String> = claims
        .iter()
        .enumerate()
        .filter(|(at, claim)| {
            *at == 9 || claim.subscriber.as_ref().is_some_and(|one| one.member_id == stranger)
        })
        .map(|(_, claim)| claim.id.as_str().to_owned())
        .collect();
    assert_eq!(rejected, wanted);
    assert_eq!(payer.truths().count(), claims.len() - wanted.len());
    assert!(payer.truths().all(|truth| !wanted.contains(&truth.claim.as_str().to_owned())));
}

/// Garbage is refused with a TA1 or left without an answer; nothing panics.
#[test]
fn what_is_no_claim_is_not_decided() {
    let (profile, caseload) = odd(5);
    let mut payer = SyntheticPayer::new(profile);
    let today = day("2026-03-04");
    let claims: Vec<_> = (0..3).flat_map(|n| caseload.claims(n, today)).collect();
    let claims: Vec<_> = claims.into_iter().map(|one| one.claim).collect();
    let file = caseload.files(&claims, 1, today).unwrap().remove(0);
    let cut = &file.as_bytes()[..file.len() / 2];
    for bytes in [b"".as_slice(), b"hello", b"ISA*00*", cut] {
        let _ = payer.receive(bytes, today).unwrap();
    }
    let broken = file.replace("CLM*", "CLX*");
    let answers = payer.receive(broken.as_bytes(), today).unwrap();
    assert!(answers.iter().any(|one| one.text.contains("\nIK5*R")), "{answers:?}");
    assert!(payer.due(today.plus_days(400)).unwrap().iter().all(|a| a.kind != Kind::Remittance));
    assert_eq!(payer.truths().count(), 0);
}

/// An inquiry about claims, made by the generator.
fn inquiry(kind: generate::Kind, file: &str) -> Vec<u8> {
    let mut out = Vec::new();
    generate::answer(&Plan::new(kind), file.as_bytes(), &mut out).unwrap();
    out
}

#[test]
fn eligibility_is_told_in_full() {
    let (mut profile, caseload) = strict(21);
    let today = day("2026-03-04");
    let sent: Vec<_> = (0..200).flat_map(|n| caseload.claims(n, today)).collect();
    let claims: Vec<_> = sent.iter().map(|one| one.claim.clone()).collect();
    let file = caseload.files(&claims, 1, today).unwrap().remove(0);
    profile.members.insert("PM000001".into(), testkit::payer::Coverage::default());
    let mut payer = SyntheticPayer::new(profile);
    payer.receive(file.as_bytes(), today).unwrap();
    let answers =
        payer.receive(&inquiry(generate::Kind::EligibilityInquiry, &file), today).unwrap();
    answers.iter().for_each(assert_valid);
    let told = answers.iter().find(|one| one.kind == Kind::Eligibility).unwrap();
    let Some(Ok(Transaction::Response271(told))) = Transactions::new(told.text.as_bytes()).next()
    else {
        panic!("no 271")
    };
    let told = EligibilityAnswers::try_from(&*told).unwrap();
    let (mut active, mut ended, mut used, mut renumbered) = (0, 0, 0, 0);
    for one in &told.patients {
        match one.is_active() {
            Some(true) => {
                active += 1;
                assert_eq!(one.copays("98").next().unwrap().amount, Some(Cents(2_500)));
                let left = one.deductibles("30").find(|b| b.period.as_deref() == Some("29"));
                used += usize::from(left.unwrap().amount != Some(Cents(20_000)));
                let needed = one.benefits.iter().filter(|b| b.authorization_needed == Some(true));
                let codes: Vec<_> = needed.filter_map(|b| b.code.as_deref()).collect();
                assert_eq!(codes, ["29881", "72148", "74177", "95810"]);
            }
            Some(false) => ended += 1,
            None => panic!("{one:?}"),
        }
        renumbered += usize::from(one.subscriber.id.as_deref().unwrap().starts_with("NEW"));
    }
    assert!(active > 50 && ended > 0 && used > 10 && renumbered > 0, "{active} {ended} {used}");
    let mut strangers = SyntheticPayer::new(Profile {
        others: None,
        members: [].into(),
        ..payer.profile().clone()
    });
    let answers =
        strangers.receive(&inquiry(generate::Kind::EligibilityInquiry, &file), today).unwrap();
    answers.iter().for_each(assert_valid);
    assert!(answers.iter().any(|one| one.text.contains("AAA*Y**75*C")));
}

#[test]
fn status_is_told_and_wakes_the_silent() {
    let (mut profile, caseload) = strict(22);
    profile.habits.silent = Share::percent(50);
    let today = day("2026-03-04");
    let sent: Vec<_> = (0..40).flat_map(|n| caseload.claims(n, today)).collect();
    let claims: Vec<_> = sent.iter().map(|one| one.claim.clone()).collect();
    let file = caseload.files(&claims, 1, today).unwrap().remove(0);
    let mut payer = SyntheticPayer::new(profile);
    payer.receive(file.as_bytes(), today).unwrap();
    let question = inquiry(generate::Kind::StatusInquiry, &file);
    let categories = |payer: &mut SyntheticPayer, on| {
        let answers = payer.receive(&question, on).unwrap();
        answers.iter().for_each(assert_valid);
        let told = answers.iter().find(|one| one.kind == Kind::Status).unwrap();
        let mut all = Vec::new();
        for transaction in Transactions::new(told.text.as_bytes()) {
            let Transaction::Status277(told) = transaction.unwrap() else { continue };
            all.extend(told.claims().map(|one| one.statuses[0].status.category.to_string()));
        }
        all
    };
    let later = today.plus_days(30);
    let paid = payer.due(later).unwrap();
    let told: usize = paid.iter().flat_map(remittances).map(|one| one.claims.len()).sum();
    let first = categories(&mut payer, later);
    let count = |all: &[String], wanted: &str| all.iter().filter(|one| *one == wanted).count();
    let pending = count(&first, "P1");
    assert!(pending > 5 && pending + told == first.len(), "{pending} {told} {}", first.len());
    payer.due(later.plus_days(30)).unwrap();
    let second = categories(&mut payer, later.plus_days(30));
    assert_eq!(count(&second, "P1"), 0, "who asks is answered");
    assert!(count(&second, "F1") > 0 && count(&second, "F2") > 0);
    let mut stranger = SyntheticPayer::new(Profile::plain("PMHP7", "PRAIRIE MUTUAL", 1));
    assert!(categories(&mut stranger, later).iter().all(|one| one == "A4"));
}

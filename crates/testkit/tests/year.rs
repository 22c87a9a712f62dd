//! The made-up year: 300 accounts that the coder really reads, the same every time.

use coding::{Coder, Profile};
use model::{Date, PayerKind, Setting};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use testkit::practice::year::{
    self, ACCOUNTS, Account, AuditScope, OPEN_ACCOUNTS, Place, Problem, StoryStep, Year,
};

fn coder() -> Coder {
    Coder::new(Arc::new(codesets::CodeSets::embedded())).expect("the embedded data")
}

/// Every chart by the way of its bundle, as the demo takes it.
fn read(account: &Account) -> model::Chart {
    let bundle = account.bundle().to_string();
    let options = intake::Options::default();
    let charts = intake::fhir_r4::charts_from_bundle(bundle.as_bytes(), account.slug(), &options);
    let mut charts: Vec<_> = charts.into_iter().collect();
    assert_eq!(charts.len(), 1, "{}", account.slug());
    charts.remove(0).unwrap_or_else(|fault| panic!("{}: {fault}", account.slug()))
}

#[test]
fn three_hundred_distinct_accounts_the_same_every_time() {
    let year = year::year();
    assert_eq!(year, year::year());
    assert_eq!(year.accounts.len(), ACCOUNTS);
    let slugs: BTreeSet<&str> = year.accounts.iter().map(Account::slug).collect();
    assert_eq!(slugs.len(), ACCOUNTS);
    assert!(slugs.iter().all(|slug| slug.len() <= 20), "{slugs:?}");
    let text = |a: &Account| a.chart.chart.documents.iter().map(|d| d.text.clone()).collect();
    let texts: BTreeSet<String> = year.accounts.iter().map(text).collect();
    assert_eq!(texts.len(), ACCOUNTS, "two accounts have the same text");
    let mut months = BTreeMap::new();
    for account in &year.accounts {
        let day = account.date();
        assert!((year::first_day()..year::today()).contains(&day), "{}: {day}", account.slug());
        *months.entry((day.year(), day.month())).or_insert(0) += 1;
    }
    assert_eq!(months.len(), 13, "{months:?}");
    assert!(months.values().all(|count| *count >= 8), "{months:?}");
}

#[test]
fn patients_and_payers_are_mixed() {
    let year = year::year();
    let mut kinds = BTreeMap::new();
    let mut settings = BTreeMap::new();
    let mut patients = BTreeMap::new();
    for account in &year.accounts {
        let chart = &account.chart.chart;
        let kind = chart.coverages.first().map(|coverage| format!("{:?}", coverage.kind));
        *kinds.entry(kind).or_insert(0) += 1;
        *settings.entry(chart.encounter.setting.map(Setting::name)).or_insert(0) += 1;
        let patient = chart.patient.as_ref().expect("a patient");
        let known = patients.entry(patient.id.clone()).or_insert_with(|| patient.clone());
        assert_eq!(known, patient, "{}: one number, two people", account.slug());
        let orders: Vec<u8> = chart.coverages.iter().map(|coverage| coverage.order).collect();
        assert!(orders.iter().copied().eq(1..=orders.len() as u8), "{orders:?}");
        assert_eq!(account.coverage_periods.len(), orders.len());
        assert!(!account.specialty.is_empty(), "{}", account.slug());
    }
    assert!(kinds.len() == 5 && kinds.values().all(|count| *count >= 8), "{kinds:?}");
    assert!(settings.len() == 7 && settings.values().all(|count| *count >= 5), "{settings:?}");
    assert!((200..ACCOUNTS).contains(&patients.len()), "{} patients", patients.len());
    let second = year.accounts.iter().filter(|a| a.chart.chart.coverages.len() > 1).count();
    assert!(second >= 15, "{second} with a second coverage");
    let medicare = |a: &&Account| {
        a.chart.chart.coverages.first().is_some_and(|c| c.kind == PayerKind::Medicare)
    };
    for account in year.accounts.iter().filter(medicare) {
        let patient = account.chart.chart.patient.as_ref().expect("a patient");
        assert!(patient.age_on(account.date()) >= Some(64), "{}", account.slug());
    }
}

#[test]
fn every_account_is_read_and_coded() {
    let (coder, year) = (coder(), year::year());
    let mut without = Vec::new();
    let mut disagree = Vec::new();
    for account in &year.accounts {
        let chart = read(account);
        assert_eq!(chart.encounter.start, Some(account.date()), "{}", account.slug());
        assert_eq!(chart.documents.len(), account.chart.chart.documents.len());
        let coded = coder.code(&chart, Profile::Claim);
        let codes: BTreeSet<&str> = coded.dx.iter().map(|dx| dx.code.as_str()).collect();
        if codes.is_empty() {
            without.push(account.slug().to_owned());
        }
        for audit in year.audits.iter().filter(|audit| audit.slug == account.slug()) {
            let second: BTreeSet<&str> = audit.codes.iter().map(String::as_str).collect();
            if audit.agrees != (second == codes) {
                disagree.push(format!("{}: {codes:?}, second coder {second:?}", account.slug()));
            }
        }
    }
    assert!(without.len() * 50 <= ACCOUNTS, "no diagnosis: {without:?}");
    // When the coder learns something, correct `codes` in practice/visits/*.toml.
    assert!(disagree.is_empty(), "{disagree:#?}");
}

#[test]
fn what_is_wrong_is_wrong() {
    let year = year::year();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for account in &year.accounts {
        for problem in &account.problems {
            let name = format!("{problem:?}");
            let name = name.split([' ', '{']).next().unwrap_or_default().to_owned();
            *counts.entry(name).or_default() += 1;
            shows(account, problem);
        }
    }
    assert_eq!(counts.len(), 9, "{counts:?}");
    assert!(counts.values().all(|count| *count >= 2), "{counts:?}");
}

/// The account has the problem that it says it has.
fn shows(account: &Account, problem: &Problem) {
    let chart = &account.chart.chart;
    let charge = |code: &str| chart.charges.iter().find(|c| c.code.as_deref() == Some(code));
    let holds = match problem {
        Problem::UnsignedNote => {
            let text = &chart.documents[0].text;
            !account.signed
                && !text.contains("lectronically signed")
                && account.bundle().to_string().contains("preliminary")
        }
        Problem::MissingLaterality => {
            let text = chart.documents[0].text.to_lowercase();
            !text.contains(" left ") && !text.contains(" right ")
        }
        Problem::MissingPrice { code } => charge(code).is_some_and(|c| c.amount.0 == 0),
        Problem::ExpiredCoverage { ended } => {
            *ended < account.date() && !account.coverage_periods[0].holds_on(account.date())
        }
        Problem::MissingAuthorization { code } => {
            let coverage = &chart.coverages[0];
            coverage.auth_required.contains(code)
                && coverage.authorization.is_none()
                && charge(code).is_some()
        }
        Problem::ChargeNotDocumented { code } => charge(code).is_some(),
        Problem::DocumentedNotCharged { code } => charge(code).is_none() && !code.is_empty(),
        Problem::UnitsDiffer { code, charged, documented } => {
            charged > documented && charge(code).is_some_and(|c| c.units == *charged)
        }
        Problem::DuplicatePatient { of } => account.mrn() != Some(of),
    };
    assert!(holds, "{}: {problem:?}", account.slug());
}

#[test]
fn stories_are_in_order_and_the_newest_are_open() {
    let Year { accounts, .. } = year::year();
    let opening = day_micros(year::today()) + 15 * 3_600_000_000;
    let mut places = BTreeMap::new();
    for (index, account) in accounts.iter().enumerate() {
        let story = &account.story;
        assert!(!story.events.is_empty(), "{}", account.slug());
        let times: Vec<i64> = story.events.iter().map(|event| event.at).collect();
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]), "{}", account.slug());
        assert!(times[0] >= day_micros(account.date()), "{}", account.slug());
        assert!(times.iter().all(|at| *at <= opening), "{}", account.slug());
        if index >= ACCOUNTS - OPEN_ACCOUNTS {
            assert_ne!(story.place, Place::Closed, "{}", account.slug());
            *places.entry(story.place).or_insert(0) += 1;
        }
        money(account);
    }
    for place in [Place::Review, Place::Query, Place::Held, Place::Edits, Place::Submitted] {
        assert!(places.get(&place).is_some_and(|count| *count >= 3), "{place:?}: {places:?}");
    }
    let closed = accounts.iter().filter(|a| a.story.place == Place::Closed).count();
    assert!(closed >= 200, "{closed} closed");
    let denied = accounts.iter().flat_map(|a| &a.story.events);
    let denied = denied.filter(|e| matches!(e.step, StoryStep::Denied { .. })).count();
    assert!((8..=40).contains(&denied), "{denied} denied");
}

fn money(account: &Account) {
    let mut sum = 0;
    for event in &account.story.events {
        match &event.step {
            StoryStep::Submitted { billed } => {
                assert!(billed.0 > 0, "{}", account.slug());
                sum = billed.0;
            }
            StoryStep::Paid { allowed, paid, patient } => {
                assert_eq!(allowed.0, paid.0 + patient.0, "{}", account.slug());
                assert!(allowed.0 > 0 && allowed.0 < sum, "{}", account.slug());
            }
            _ => {}
        }
    }
}

/// Midnight in Greenwich; 2000-01-01 is day 10 957.
fn day_micros(day: Date) -> i64 {
    (i64::from(day.days_since_2000()) + 10_957) * 86_400_000_000
}

#[test]
fn audits_open_the_office_and_not_the_ed() {
    let year = year::year();
    let of = |scope: AuditScope| year.audits.iter().filter(move |audit| audit.scope == scope);
    let wrong = |scope: AuditScope| of(scope).filter(|audit| !audit.agrees).count();
    assert!(of(AuditScope::Office).count() >= 59);
    assert_eq!(wrong(AuditScope::Office), 0);
    let ed = of(AuditScope::Ed).count();
    assert!((8..59).contains(&ed), "{ed}");
    assert!(wrong(AuditScope::Ed) >= 1);
    let slugs: BTreeSet<&str> = year.audits.iter().map(|audit| audit.slug.as_str()).collect();
    assert_eq!(slugs.len(), year.audits.len(), "an account is audited once");
    for audit in &year.audits {
        assert!(!audit.codes.is_empty(), "{}", audit.slug);
    }
}

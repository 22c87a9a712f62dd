//! Money and denials of the same small practice: rows, the numbers by hand, what was known when.

use super::{DAY, JUNE, NOW, Wanted, same};
use libtest_mimic::Failed;
use model::TenantId;
use store::kpi::{self, EnteredRow, Month, View};
use store::{Db, StoreError};

const HOUR: i64 = 3_600_000_000;

/// `claim, account, through, charge, submitted, decided, first_pass`.
type Open = (i64, &'static str, &'static str, i64, i64, i64, i64);

/// 1: refused in part. 3: old, its payment is being posted. 4: paid at once in May.
const OPEN: [Open; 3] = [
    (1, "a", "2026-05-30", 10_000, JUNE + 2 * DAY, JUNE + 10 * DAY, 0),
    (3, "d", "2026-02-14", 60_000, JUNE - 83 * DAY, JUNE + 12 * DAY, 1),
    (4, "d", "2026-04-01", 40_000, JUNE - 57 * DAY, JUNE - 12 * DAY, 1),
];

/// `batch, closed_on, claim, account, (ledger, cents)`; each sums to nothing.
type Batch = (&'static str, &'static str, i64, &'static str, &'static [(i64, i64)]);

const BATCHES: [Batch; 7] = [
    ("charges:1", "'2026-03-10'", 3, "d", &[(1100, 60_000), (4010, -60_000)]),
    ("charges:2", "'2026-04-05'", 4, "d", &[(1100, 40_000), (4010, -40_000)]),
    ("charges:3", "'2026-06-03'", 1, "a", &[(1100, 10_000), (4010, -10_000)]),
    (
        "r4",
        "'2026-05-20'",
        4,
        "d",
        &[(1100, -40_000), (1010, 25_000), (4110, 10_000), (1120, 5_000)],
    ),
    ("r1", "'2026-06-11'", 1, "a", &[(1100, -10_000), (1010, 4_000), (4110, 2_000), (1110, 4_000)]),
    // Being posted: none of it counts.
    ("r3", "NULL", 3, "d", &[(1100, -60_000), (1010, 60_000)]),
    ("people:1", "'2026-06-15'", 4, "d", &[(1120, -5_000), (1010, 5_000)]),
];

/// `id, claim, account, category, route, cents, opened, closed, state, recovered, deadline`.
type Denial = (
    &'static str,
    i64,
    &'static str,
    &'static str,
    &'static str,
    i64,
    i64,
    Option<i64>,
    &'static str,
    i64,
    &'static str,
);

const DENIALS: [Denial; 4] = [
    ("d1", 1, "a", "coding", "appeal", 4_000, JUNE + 11 * DAY, None, "open", 0, "2026-06-15"),
    (
        "d2",
        1,
        "a",
        "bundling",
        "corrected_claim",
        1_000,
        JUNE + 11 * DAY,
        Some(JUNE + 15 * DAY),
        "written_off",
        200,
        "2026-08-01",
    ),
    (
        "d3",
        4,
        "d",
        "eligibility",
        "appeal",
        500,
        JUNE - 12 * DAY,
        None,
        "appealed",
        0,
        "2026-08-01",
    ),
    (
        "d4",
        4,
        "d",
        "timely_filing",
        "appeal",
        700,
        JUNE - 11 * DAY,
        Some(JUNE - 7 * DAY),
        "written_off",
        0,
        "2026-08-01",
    ),
];

/// Statements that fill the tables.
#[expect(clippy::too_many_lines, reason = "one practice, row by row")]
pub fn rows() -> Vec<String> {
    let mut all = Vec::new();
    for (claim, account, through, charge, submitted, decided, first) in OPEN {
        let day: model::Date = through.parse().expect("a day");
        let at = kpi::midnight(day);
        let kind = match claim {
            1 => "medicaid",
            3 => "medicare_advantage",
            _ => "commercial",
        };
        all.push(format!(
            "INSERT INTO open_claim (tenant, claim, account, payer, payer_kind, from_day, \
             through_day, through_at, charge_cents, submitted_at, decided_at, first_pass, body) \
             VALUES ('t', '{claim}', '{account}', 'p', '{kind}', '{through}', '{through}', {at}, \
             {charge}, {submitted}, {decided}, {first}, '{{}}')"
        ));
        let closed = match claim {
            3 => "NULL".to_owned(),
            _ => (decided + HOUR).to_string(),
        };
        let state = if claim == 3 { "posting" } else { "closed" };
        all.push(format!(
            "INSERT INTO remittance (tenant, id, file, position, amount_cents, paid_on, state, \
             head, batch, received_at, closed_at) VALUES ('t', 'r{claim}', 'f', {claim}, 1, \
             '2026-06-01', '{state}', '{{}}', 'r{claim}', {decided}, {closed})"
        ));
        all.push(format!(
            "INSERT INTO posted_claim (tenant, remittance, place, outcome, claim, account, \
             own_key, at) VALUES ('t', 'r{claim}', 1, 'posted', '{claim}', '{account}', 'k', \
             {decided})"
        ));
    }
    for (batch, closed_on, claim, account, legs) in BATCHES {
        assert_eq!(legs.iter().map(|leg| leg.1).sum::<i64>(), 0, "{batch}");
        all.push(format!(
            "INSERT INTO ledger_batch (tenant, id, kind, opened_at, closed_on) VALUES ('t', \
             '{batch}', 'people', 0, {closed_on})"
        ));
        for (ledger, cents) in legs {
            all.push(format!(
                "INSERT INTO ledger_sum (tenant, batch, claim, account, payer, ledger, \
                 posted_on, amount_cents, part) VALUES ('t', '{batch}', '{claim}', '{account}', \
                 'p', {ledger}, '2026-01-01', {cents}, '{batch}/{ledger}')"
            ));
        }
    }
    for (id, claim, account, category, route, cents, opened, closed, state, back, by) in DENIALS {
        let closed = closed.map_or("NULL".to_owned(), |at| at.to_string());
        all.push(format!(
            "INSERT INTO denial (tenant, id, claim, account, remittance, place, line, payer, \
             category, stage, owner_role, route, group_code, carc, amount_cents, expected_cents, \
             deadline, urgency, waits, state, opened_at, closed_at, recovered_cents, body, life) VALUES \
             ('t', '{id}', '{claim}', '{account}', 'r1', 1, 1, 'p', '{category}', 'coding', \
             'coder', '{route}', 'CO', '16', {cents}, 0, '{by}', 0, 'work', '{state}', {opened}, \
             {closed}, {back}, '{{}}', '{{}}')"
        ));
    }
    // Of the third one an appeal is with the payer; another of it was never sent.
    for (id, sent) in [("1", (JUNE + 4 * DAY).to_string()), ("2", "NULL".to_owned())] {
        all.push(format!(
            "INSERT INTO appeal (tenant, id, denial, claim, account, payer, level, state, \
             amount_cents, body, made_by, made_at, sent_at) VALUES ('t', '{id}', 'd3', '4', 'd', \
             'p', 1, 'sent', 500, '{{}}', 'x', 0, {sent})"
        ));
    }
    let lines = [("open", 9_000, 8_000), ("as_expected", 1_000, 1_000), ("not_priced", 0, 700)];
    for (line, (state, expected, allowed)) in lines.into_iter().enumerate() {
        let at = JUNE + 10 * DAY;
        all.push(format!(
            "INSERT INTO line_variance (tenant, remittance, place, line, claim, account, payer, \
             code, expected_cents, allowed_cents, difference_cents, state, body, at) VALUES ('t', \
             'r1', 1, {line}, '1', 'a', 'p', '1', {expected}, {allowed}, 0, '{state}', \
             '{{}}', {at})"
        ));
    }
    for (control, at) in [(1, JUNE + 2 * DAY), (2, JUNE + 3 * DAY)] {
        all.push(format!(
            "INSERT INTO sent_interchange (tenant, partner, control, kind, subject, account, \
             file, sent_at, state) VALUES ('t', 'x', {control}, '837', '1', 'a', 'f', {at}, 'sent')"
        ));
    }
    let numbers = [
        ("revenue-cycle-cost", "2026-06", 900, JUNE + 5 * DAY, 1),
        ("revenue-cycle-cost", "2026-06", 1_000, JUNE + 12 * DAY, 2),
        ("reporting-effort", "2026-05", 600, JUNE + 2 * DAY, 1),
        ("reporting-effort", "2026-06", 300, JUNE + 20 * DAY, 1),
    ];
    for (name, month, value, at, version) in numbers {
        all.push(format!(
            "INSERT INTO kpi_entered (tenant, kpi, month, value, by_person, at, version) VALUES \
             ('t', '{name}', '{month}', {value}, 'mona', {at}, {version})"
        ));
    }
    all
}

/// Numerator and denominator of now, then of June.
pub const WANTED: [Wanted; 24] = [
    // Claims 1 and 4; 3 is being posted.
    ("first-pass-rate", (1, 2), (0, 1)),
    // Claims 1 and 5 left: 5 is a correction, 1 left twice.
    ("rebill-frequency", (2, 2), (2, 2)),
    // 600 $ of claim 3, 40 $ of claim 1; (400 + 100 − 100 − 20) $ in 90 days.
    ("net-days-ar", (64_000, 422), (64_000, 422)),
    ("aged-ar", (60_000, 64_000), (60_000, 64_000)),
    // Claim 3 went to Medicare, 1 to Medicaid, 4 to another; its patient paid.
    ("aged-ar-medicare", (60_000, 60_000), (60_000, 60_000)),
    ("aged-ar-medicaid", (0, 4_000), (0, 4_000)),
    ("aged-ar-commercial", (0, 0), (0, 0)),
    ("aged-ar-patients", (0, 0), (0, 0)),
    // 340 $ of 1,100 $ less 120 $ agreed; in June 90 $ of 100 $ less 20 $.
    ("net-collection-rate", (34_000, 98_000), (9_000, 8_000)),
    ("coding-ar", (4_000, 64_000), (4_000, 64_000)),
    ("payment-variance", (1_000, 10_000), (1_000, 10_000)),
    ("variance-lines", (1, 2), (1, 2)),
    // 40 $ from the payer, 50 $ from the patient, in June.
    ("cost-to-collect", (1_000, 9_000), (1_000, 9_000)),
    ("reporting-effort", (900, 2), (300, 1)),
    // March against itself, then the mean of months with claims; 21.4 of 30 days of June.
    ("initial-denial-rate", (1, 4), (1, 1)),
    ("initial-denial-dollars", (10_000, 60_000 + 60_000 + 50_000 + 35_625), (10_000, 35_625)),
    ("coding-denial-rate", (1, 2), (1, 1)),
    ("coding-denial-dollars", (5_000, 50_000), (5_000, 10_000)),
    ("final-denial-rate", (1_500, 98_000), (800, 8_000)),
    ("appeal-backlog", (1, 2), (1, 2)),
    ("appeal-backlog-dollars", (4_000, 4_500), (4_000, 4_500)),
    ("appeal-backlog-late", (1, 1), (1, 1)),
    ("open-appeals", (1, 1), (1, 1)),
    ("open-appeals-dollars", (500, 500), (500, 500)),
];

pub async fn as_known(
    db: &Db,
    tenant: &TenantId,
    name: &str,
    known: i64,
) -> Result<[(i64, i64); 2], Failed> {
    let one = kpi::by_name(name).ok_or(format!("no KPI {name}"))?;
    let months = kpi::months(known);
    let found = kpi::figure(db, tenant, one, &months, View { person: "", known }).await?;
    let last = found.months.last().ok_or("no months")?;
    Ok([(found.now.numerator, found.now.denominator), (last.numerator, last.denominator)])
}

/// What came later is not in the numbers of a day.
pub async fn known_before(db: &Db, tenant: &TenantId) -> Result<(), Failed> {
    let tenth = JUNE + 10 * DAY;
    let cases = [
        // The payment of claim 1 was closed on the 11th, the patient paid on the 15th.
        ("aged-ar", tenth, (60_000, 75_000)),
        ("aged-ar", JUNE, (60_000, 65_000)),
        ("aged-ar-patients", JUNE, (0, 5_000)),
        ("aged-ar-medicaid", tenth, (0, 10_000)),
        ("net-collection-rate", JUNE, (25_000, 90_000)),
        // Posted, but not closed before an hour later.
        ("first-pass-rate", tenth + HOUR / 2, (1, 1)),
        ("first-pass-rate", tenth + 2 * HOUR, (1, 2)),
        ("cost-to-collect", JUNE + 11 * DAY, (900, 4_000)),
        // A cost is entered, and no cash came yet.
        ("cost-to-collect", tenth, (0, 0)),
        ("appeal-backlog", tenth, (0, 1)),
        ("appeal-backlog", JUNE + 2 * DAY, (1, 1)),
        // The last day itself is not late.
        ("appeal-backlog-late", JUNE + 15 * DAY, (0, 1)),
        ("open-appeals", JUNE + 4 * DAY, (0, 0)),
        ("coding-ar", JUNE + 12 * DAY, (5_000, 69_000)),
        ("queries-overdue", JUNE + 12 * HOUR, (0, 1)),
        ("query-response", JUNE + 12 * HOUR, (0, 1)),
    ];
    for (name, known, wanted) in cases {
        same(&format!("{name} at {known}"), as_known(db, tenant, name, known).await?[0], wanted)?;
    }
    Ok(())
}

/// How old what is owed is, and the same numbers by person.
pub async fn ages_and_people(db: &Db, tenant: &TenantId) -> Result<(), Failed> {
    let aged = kpi::by_name("aged-ar").ok_or("no KPI")?;
    let view = View { person: "", known: NOW };
    let buckets = kpi::aging(db, tenant, aged, view).await?;
    let owed = buckets.map(|bucket| bucket.denominator);
    if owed != [4_000, 0, 0, 0, 60_000] {
        return Err(format!("{owed:?}").into());
    }
    let tied = kpi::by_name("coding-ar").ok_or("no KPI")?;
    let refused = kpi::aging(db, tenant, tied, view).await?.map(|bucket| bucket.numerator);
    if refused != [4_000, 0, 0, 0, 0] {
        return Err(format!("{refused:?}").into());
    }
    let rate = kpi::by_name("coding-denial-dollars").ok_or("no KPI")?;
    let found = kpi::by_person(db, tenant, rate, (0, NOW), NOW).await?;
    let told: Vec<_> =
        found.iter().map(|one| (one.person.as_str(), one.numerator, one.denominator)).collect();
    if told != [("user_a", 5_000, 10_000), ("user_b", 0, 40_000)] {
        return Err(format!("{told:?}").into());
    }
    Ok(())
}

/// Entries by hand carry the version they were read at; every one is kept.
pub async fn entered(db: &Db, tenant: &TenantId) -> Result<(), Failed> {
    let row = |month: &str, value: i64, version: i64| EnteredRow {
        kpi: "reporting-effort".to_owned(),
        month: month.to_owned(),
        value,
        note: "the month's reports".to_owned(),
        by_person: "mona".to_owned(),
        at: NOW - HOUR,
        version,
    };
    let mut tx = db.begin().await?;
    kpi::enter(&mut tx, tenant, &row("2026-06", 240, 2)).await?;
    tx.commit().await?;
    for (row, conflict) in [
        (row("2026-06", 180, 2), true),
        (row("2026-06", -1, 3), false),
        (row("2026-07", 1, 1), false),
        (row("June", 1, 1), false),
        (EnteredRow { kpi: "dnfb-days".to_owned(), ..row("2026-06", 1, 3) }, false),
    ] {
        let mut tx = db.begin().await?;
        match kpi::enter(&mut tx, tenant, &row).await {
            Err(StoreError::Conflict { .. }) if conflict => {}
            Err(StoreError::Refused(_)) if !conflict => {}
            other => return Err(format!("{row:?}: {other:?}").into()),
        }
    }
    let newest = kpi::entered(db, tenant).await?;
    let june = newest.iter().find(|one| one.kpi == "reporting-effort").ok_or("no entry")?;
    same("the newest", (june.value, june.version), (240, 2))?;
    let kept = kpi::history(db, tenant, ("reporting-effort", "2026-06")).await?;
    let kept: Vec<_> = kept.iter().map(|one| (one.version, one.value)).collect();
    if kept != [(2, 240), (1, 300)] {
        return Err(format!("{kept:?}").into());
    }
    same("now", as_known(db, tenant, "reporting-effort", NOW).await?[1], (240, 1))?;
    same("then", as_known(db, tenant, "reporting-effort", NOW - 2 * HOUR).await?[1], (300, 1))
}

/// A baseline holds the numbers of its months, and stays.
pub async fn frozen(db: &Db, tenant: &TenantId) -> Result<(), Failed> {
    for (first, last) in [("2026-06", "2026-06"), ("2026-05", "2026-04"), ("2020-01", "2026-05")] {
        if kpi::span_of(first, last, NOW).is_ok() {
            return Err(format!("{first} to {last}").into());
        }
    }
    let months: Vec<Month> = kpi::span_of("2026-04", "2026-05", NOW)?;
    let numbers = kpi::freeze(db, tenant, &months, NOW).await?;
    let when = (months.as_slice(), NOW, "mona");
    let mut tx = db.begin().await?;
    kpi::put_baseline(&mut tx, tenant, ("b1", "Go-live"), when, &numbers).await?;
    tx.commit().await?;
    let mut tx = db.begin().await?;
    if kpi::put_baseline(&mut tx, tenant, ("b1", "Another"), when, &numbers).await.is_ok() {
        return Err("a baseline was changed".into());
    }
    drop(tx);
    let kept = kpi::baselines(db, tenant).await?;
    let one = kept.first().ok_or("no baseline")?;
    let days = (one.name.as_str(), one.from_day.as_str(), one.to_day.as_str());
    if kept.len() != 1 || days != ("Go-live", "2026-04-01", "2026-05-31") {
        return Err(format!("{days:?}").into());
    }
    for (name, wanted) in [
        ("aged-ar", (60_000, 65_000)),
        ("first-pass-rate", (1, 1)),
        ("final-denial-rate", (700, 30_000)),
    ] {
        let point = one.of(name).ok_or("no number")?;
        same(name, (point.numerator, point.denominator), wanted)?;
    }
    Ok(())
}

//! Every KPI against numbers counted by hand, on both engines.

mod behind;
mod first_try;
mod money;
mod taken_back;

use libtest_mimic::{Arguments, Failed, Trial};
use model::TenantId;
use std::path::Path;
use store::kpi::{self, Shape, View};
use store::{Db, Tx, assembled};

/// 2026-06-22 09:00 UTC.
const NOW: i64 = 1_782_118_800_000_000;
/// 2026-06-01 00:00 UTC.
const JUNE: i64 = 1_780_272_000_000_000;
const DAY: i64 = 86_400_000_000;

fn main() {
    let trials = vec![
        Trial::test("the manual tells the table of KPIs", manual),
        Trial::test("KPIs by hand on SQLite", || {
            let folder = tempfile::TempDir::new().map_err(|fault| fault.to_string())?;
            by_hand(&format!("sqlite:{}", folder.path().join("kpi.db").display()))
        }),
        testkit::outside::trial("KPIs by hand on PostgreSQL", "postgres", || {
            let database = testkit::postgres::Postgres::shared()?.database()?;
            by_hand(database.url())
        }),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn manual() -> Result<(), Failed> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/kpis.md");
    if std::env::var_os("CLEANCLAIM_BLESS").is_some() {
        std::fs::write(&path, kpi::page())?;
    }
    match std::fs::read_to_string(&path)? == kpi::page() {
        true => Ok(()),
        false => Err("docs/reference/kpis.md is old; its head says how to print it".into()),
    }
}

/// `id, received, value, queue, setting, service_to, released_at, released_by, hold`.
type Row =
    (&'static str, i64, i64, &'static str, &'static str, &'static str, Option<i64>, &'static str);

/// A: coded by a person, billed. B: released by policy, at its edits. C: held for a document.
/// D: an older one, closed without a claim.
const ACCOUNTS: [Row; 4] = [
    ("a", JUNE, 10_000, "payer", "office", "2026-05-30", Some(JUNE + DAY), "user_a"),
    (
        "b",
        JUNE + 9 * DAY,
        20_000,
        "edits",
        "office",
        "2026-06-09",
        Some(JUNE + 11 * DAY),
        "policy:office",
    ),
    ("c", JUNE + 14 * DAY, 30_000, "held", "ed", "2026-06-14", None, ""),
    ("d", JUNE - 17 * DAY, 60_000, "done", "ed", "2026-05-14", Some(JUNE - 16 * DAY), "user_b"),
];

async fn run(tx: &mut Tx, text: &str) -> Result<(), Failed> {
    tx.run(assembled(text.to_owned())).await.map_err(|fault| format!("{text}: {fault}"))?;
    Ok(())
}

#[expect(clippy::too_many_lines, reason = "one practice, row by row")]
async fn fill(db: &Db) -> Result<(), Failed> {
    let mut tx = db.begin().await?;
    let mut all = Vec::new();
    for (id, received, value, queue, setting, service, released, by) in ACCOUNTS {
        let released = released.map_or("NULL".to_owned(), |at| at.to_string());
        let by = if by.is_empty() { "NULL".to_owned() } else { format!("'{by}'") };
        let hold = match queue {
            "held" => "'{\"kind\":\"document\",\"reason\":\"x\"}'",
            _ => "NULL",
        };
        all.push(format!(
            "INSERT INTO account (tenant, id, source_key, setting, service_to, received_at, state, \
             queue, owner_kind, next_action, due_at, hold, value_cents, released_at, released_by, \
             entered_at) VALUES ('t', '{id}', 'key-{id}', '{setting}', '{service}', {received}, \
             'x', '{queue}', 'team', '\"review\"', 0, {hold}, {value}, {released}, {by}, 0)"
        ));
    }
    let claim = |id: &str, account: &str, made: i64, left: &str, clean: i64, touched: i64| {
        format!(
            "INSERT INTO claim (tenant, id, account, rank, frequency, type, payer, fingerprint, \
             status, total_cents, body, clean_first, created_at, submitted_at, touched) VALUES \
             ('t', '{id}', '{account}', 0, '1', 'professional', 'p', 'f{id}', 'clean', 1, '{{}}', \
             {clean}, {made}, {left}, {touched})"
        )
    };
    all.push(claim("1", "a", JUNE + DAY, &(JUNE + 2 * DAY).to_string(), 1, 0));
    all.push(claim("2", "b", JUNE + 11 * DAY, "NULL", 0, 1));
    // The first one corrected: frequency 7.
    let corrected = claim("5", "a", JUNE + 4 * DAY, &(JUNE + 5 * DAY).to_string(), 1, 0);
    all.push(corrected.replace("0, '1', 'prof", "0, '7', 'prof"));
    let at = JUNE + 11 * DAY;
    for (position, severity, by) in [(0, "reason", "'user_x'"), (1, "block", "NULL")] {
        all.push(format!(
            "INSERT INTO claim_edit (tenant, claim, position, edit, family, severity, line, body, \
             at, override_by) VALUES ('t', '2', {position}, 'e.{severity}', 'npi', '{severity}', \
             0, '{{}}', {at}, {by})"
        ));
    }
    for (id, seconds, outcome) in [("1", 600, "submitted"), ("2", 1_200, "skipped")] {
        let (from, to) = (JUNE, JUNE + seconds * 1_000_000);
        all.push(format!(
            "INSERT INTO work_span (tenant, id, user_id, account, kind, from_at, to_at, outcome) \
             VALUES ('t', '{id}', 'user_a', 'a', 'coding', {from}, {to}, '{outcome}')"
        ));
    }
    let (sent, answered) = (JUNE, JUNE + DAY);
    all.push(format!(
        "INSERT INTO query (tenant, id, account, kind, state, author, created_at, sent_at, \
         answered_at, body) VALUES ('t', '1', 'a', 'acuity', 'closed', 'user_c', {sent}, {sent}, {answered}, \
         '{{\"outcome\":\"agreed\"}}')"
    ));
    let (sent, due) = (JUNE + 19 * DAY, JUNE + 20 * DAY);
    all.push(format!(
        "INSERT INTO query (tenant, id, account, kind, state, author, created_at, sent_at, \
         due_at, body) VALUES ('t', '2', 'c', 'acuity', 'sent', 'user_c', {sent}, {sent}, {due}, '{{}}')"
    ));
    // 27 February to 4 March 2026: five days.
    let march = JUNE - 89 * DAY;
    for (id, day, posted, cents) in
        [("1", "2026-06-01", JUNE + DAY, 5_000), ("2", "2026-02-27", march, 7_000)]
    {
        all.push(format!(
            "INSERT INTO charge (tenant, id, account, source_key, source, code, units, \
             charge_cents, day, posted_at, state, body) VALUES ('t', '{id}', 'a', '{id}', 'csv', \
             '1', '1', {cents}, '{day}', {posted}, 'posted', '{{}}')"
        ));
    }
    for (id, account, error) in [("1", "a", 0), ("2", "b", 1)] {
        all.push(format!(
            "INSERT INTO chart_audit (tenant, id, account, scope, auditee, state, error, body, \
             created_at, done_at) VALUES ('t', '{id}', '{account}', 'office', 'engine', 'done', \
             {error}, '{{}}', {JUNE}, {JUNE})"
        ));
    }
    all.extend(money::rows());
    for text in all {
        run(&mut tx, &text).await?;
    }
    spans(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// What the step that made the table of spans says of denials that were there before it.
async fn spans(tx: &mut Tx) -> Result<(), Failed> {
    run(tx, "DELETE FROM denial_span").await?;
    let step = include_str!("../../migrations/0021_denial_spans.sql");
    let fills = step.split(';').filter(|text| text.contains("INSERT INTO denial_span"));
    for text in fills {
        run(tx, text).await?;
    }
    Ok(())
}

/// The KPI, its numerator and denominator of now, and those of June.
type Wanted = (&'static str, (i64, i64), (i64, i64));

/// Numerator and denominator of now, then of June.
const WANTED: [Wanted; 19] = [
    // (a 100 + b 200 + c 300 − a 100) $; 600 $ in 90 days.
    ("dnfb-days", (50_000, 666), (50_000, 666)),
    // c only; 1,200 $ in 90 days.
    ("dnfc-days", (30_000, 1_333), (30_000, 1_333)),
    // a, b: three days each; d: two.
    ("coding-turnaround-discharge", (3 * 4_320 - 1_440, 3), (8_640, 2)),
    ("coding-turnaround-ready", (5_760, 3), (4_320, 2)),
    ("productivity", (1, 1_800), (1, 1_800)),
    ("accuracy", (1, 2), (1, 2)),
    ("autonomy-received", (1, 4), (1, 3)),
    ("autonomy-in-scope", (1, 1), (1, 1)),
    ("clean-claim-rate", (2, 3), (2, 3)),
    ("claim-edit-volume", (2, 3), (2, 3)),
    ("edit-overrides", (1, 1), (1, 1)),
    ("query-rate", (1, 3), (1, 2)),
    ("query-response", (1, 2), (1, 2)),
    ("query-agree", (1, 1), (1, 1)),
    ("query-turnaround", (1_440, 1), (1_440, 1)),
    ("charge-lag", (6, 2), (1, 1)),
    ("late-charges", (7_000, 12_000), (0, 5_000)),
    ("query-volume", (2, 4), (2, 3)),
    ("queries-overdue", (1, 1), (1, 1)),
];

fn by_hand(address: &str) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|fault| fault.to_string())?;
    runtime.block_on(async {
        let db = Db::open(address).await?;
        fill(&db).await?;
        let tenant = TenantId::from("t");
        let months = kpi::months(NOW);
        assert_eq!(WANTED.len() + money::WANTED.len(), kpi::ALL.len(), "every KPI is here");
        // Once from every leg of the ledger, once with days that are over added up.
        by_table(&db, &tenant, &months).await?;
        // charges:1 to 3, r4, r1, people:1; what is being posted is not closed.
        same("rolled", (i64::try_from(kpi::roll(&db, &tenant, NOW).await?)?, 0), (6, 0))?;
        same("again", (i64::try_from(kpi::roll(&db, &tenant, NOW).await?)?, 0), (0, 0))?;
        by_table(&db, &tenant, &months).await?;
        people(&db, &tenant, &months).await?;
        standing(&db, &tenant).await?;
        behind::ledger_rows(&db).await?;
        money::known_before(&db, &tenant).await?;
        money::ages_and_people(&db, &tenant).await?;
        money::entered(&db, &tenant).await?;
        money::frozen(&db, &tenant).await?;
        first_try::first_try(&db, &tenant).await?;
        taken_back::taken_back(&db).await?;
        db.close().await;
        Ok(())
    })
}

async fn by_table(db: &Db, tenant: &TenantId, months: &[kpi::Month]) -> Result<(), Failed> {
    let view = View { person: "", known: NOW };
    for (name, now, june) in WANTED.into_iter().chain(money::WANTED) {
        let one = kpi::by_name(name).ok_or(format!("no KPI {name}"))?;
        let figure = kpi::figure(db, tenant, one, months, view).await?;
        let found = figure.months.last().ok_or("no months")?;
        same(name, (figure.now.numerator, figure.now.denominator), now)?;
        same(&found.label, (found.numerator, found.denominator), june)?;
        let span = (months[12].from, NOW);
        let rows = kpi::facts(db, tenant, one, span, (view, 100)).await?;
        let above = rows.iter().map(|row| row.numerator).sum::<i64>();
        let below = rows.iter().map(|row| row.denominator).sum::<i64>();
        same(&format!("rows of {name}"), (above, 0), (june.0, 0))?;
        if one.shape == Shape::Flow {
            same(&format!("rows of {name}"), (0, below), (0, june.1))?;
        }
    }
    Ok(())
}

async fn people(db: &Db, tenant: &TenantId, months: &[kpi::Month]) -> Result<(), Failed> {
    let turnaround = kpi::by_name("coding-turnaround-ready").ok_or("no KPI")?;
    for (person, wanted) in [("user_a", (1_440, 1)), ("user_b", (1_440, 1)), ("user_x", (0, 0))] {
        let own = kpi::figure(db, tenant, turnaround, months, View { person, known: NOW }).await?;
        same(person, (own.now.numerator, own.now.denominator), wanted)?;
    }
    let other = TenantId::from("other");
    for one in &kpi::ALL {
        let none = kpi::figure(db, &other, one, months, View { person: "", known: NOW }).await?;
        same(one.name, (none.now.numerator, none.now.denominator), (0, 0))?;
    }
    Ok(())
}

async fn standing(db: &Db, tenant: &TenantId) -> Result<(), Failed> {
    let held = kpi::held_by_cause(db, tenant).await?;
    let wanted = kpi::HeldRow {
        cause: "document".to_owned(),
        accounts: 1,
        value_cents: 30_000,
        oldest: JUNE + 14 * DAY,
    };
    if held != [wanted] {
        return Err(format!("{held:?}").into());
    }
    same("released", kpi::released(db, tenant, (JUNE, NOW)).await?, (1, 2))?;
    let aging = kpi::query_aging(db, tenant, NOW).await?;
    if (aging.open, aging.overdue, aging.buckets) != (1, 1, [0, 1, 0, 0]) {
        return Err(format!("{aging:?}").into());
    }
    let rules = kpi::edits_by_rule(db, tenant, (JUNE, NOW), 10).await?;
    let told: Vec<_> =
        rules.iter().map(|rule| (rule.edit.as_str(), rule.fired, rule.overridden)).collect();
    if told != [("e.block", 1, 0), ("e.reason", 1, 1)] {
        return Err(format!("{told:?}").into());
    }
    Ok(())
}

fn same(what: &str, found: (i64, i64), wanted: (i64, i64)) -> Result<(), Failed> {
    if found == wanted {
        return Ok(());
    }
    Err(format!("{what}: {found:?} instead of {wanted:?}").into())
}

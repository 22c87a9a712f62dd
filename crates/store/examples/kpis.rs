//! Measures every KPI over made-up claims: `cargo run --example kpis -- ADDRESS [CLAIMS]`, in an
//! empty database. With a third word, such as `aged-ar`, it tells how the engine reads that one.

use model::TenantId;
use std::time::Instant;
use store::kpi::{self, View};
use store::{Db, Tx, assembled};

const DAY: i64 = 86_400_000_000;
/// 2026-06-22 09:00 UTC.
const NOW: i64 = 1_782_118_800_000_000;
/// Days over which the claims are spread.
const DAYS: i64 = 365;
/// Claims of one statement.
const PART: i64 = 100_000;

type Fault = Box<dyn std::error::Error>;

fn main() -> Result<(), Fault> {
    let mut words = std::env::args().skip(1);
    let address = words.next().ok_or("the address of a database")?;
    let claims: i64 = words.next().unwrap_or_else(|| "1000000".to_owned()).parse()?;
    let told = words.next();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let db = Db::open(&address).await?;
        let tenant = TenantId::from("t");
        if db.row(sqlx::query("SELECT 1 FROM open_claim LIMIT 1")).await?.is_none() {
            let start = Instant::now();
            fill(&db, claims).await?;
            println!("{claims} claims made in {:.0} s", start.elapsed().as_secs_f64());
        }
        measure(&db, &tenant, told.as_deref()).await?;
        db.close().await;
        Ok(())
    })
}

async fn measure(db: &Db, tenant: &TenantId, told: Option<&str>) -> Result<(), Fault> {
    let months = kpi::months(NOW);
    let view = View { person: "", known: NOW };
    let start = Instant::now();
    let rolled = kpi::roll(db, tenant, NOW).await?;
    println!("{rolled} batches rolled in {:.1} s", start.elapsed().as_secs_f64());
    let all = Instant::now();
    for one in kpi::ALL.iter().filter(|one| told.is_none_or(|name| name == one.name)) {
        let start = Instant::now();
        let figure = kpi::figure(db, tenant, one, &months, view).await?;
        let counted = start.elapsed().as_millis();
        let start = Instant::now();
        let span = (months[12].from, NOW);
        let rows = kpi::facts(db, tenant, one, span, (view, 200)).await?.len();
        let listed = start.elapsed().as_millis();
        let (above, below) = (figure.now.numerator, figure.now.denominator);
        println!("{:28} {counted:6} ms  {above} / {below}; {rows} rows {listed} ms", one.name);
        if told.is_some() {
            for line in kpi::explained(db, tenant, one, (0, NOW)).await? {
                println!("  {line}");
            }
        }
    }
    println!("all: {:.1} s", all.elapsed().as_secs_f64());
    Ok(())
}

/// Days as text, and their first moment.
async fn days(tx: &mut Tx) -> Result<(), Fault> {
    tx.script(
        "CREATE TABLE made_day (i BIGINT PRIMARY KEY, day TEXT NOT NULL, at BIGINT NOT NULL)",
    )
    .await?;
    let first = NOW.div_euclid(DAY) - DAYS;
    for i in -60..=DAYS {
        let number = first + i;
        let days = i32::try_from(number - 10_957)?;
        let day = model::Date::from_days_since_2000(days);
        let text = format!("INSERT INTO made_day VALUES ({i}, '{day}', {})", number * DAY);
        tx.run(assembled(text)).await?;
    }
    Ok(())
}

/// Claim `i` is of day `i % DAYS`: left three days later, decided twenty-five days later where
/// that is over; one of eight is refused.
async fn fill(db: &Db, claims: i64) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    days(&mut tx).await?;
    let batches = [
        "INSERT INTO ledger_batch (tenant, id, kind, opened_at, closed_on) SELECT 't', \
         'charges:' || i, 'charges', at, day FROM made_day",
        "INSERT INTO ledger_batch (tenant, id, kind, opened_at, closed_on) SELECT 't', \
         'r:' || d.i || ':' || p.i, 'remittance', d.at, d.day FROM made_day d, made_day p \
         WHERE p.i BETWEEN 0 AND 9 AND d.i >= 0",
        "INSERT INTO remittance (tenant, id, file, position, amount_cents, paid_on, state, head, \
         batch, received_at, closed_at) SELECT 't', 'r:' || d.i || ':' || p.i, 'f' || d.i, p.i, 1, \
         d.day, 'closed', '{}', 'r:' || d.i || ':' || p.i, d.at, d.at + 3600000000 \
         FROM made_day d, made_day p WHERE p.i BETWEEN 0 AND 9 AND d.i >= 0",
    ];
    for text in batches {
        tx.run(assembled(text.to_owned())).await?;
    }
    tx.commit().await?;
    let mut from = 0;
    while from < claims {
        let to = (from + PART).min(claims);
        let mut tx = db.begin().await?;
        for text in statements() {
            let text = format!(
                "{} FROM (WITH RECURSIVE n(i) AS (SELECT CAST({from} AS BIGINT) UNION ALL SELECT \
                 i + 1 FROM n WHERE i + 1 < {to}) SELECT n.i, d.at, d.day, n.i % {DAYS} AS on_day \
                 FROM n JOIN made_day d ON d.i = n.i % {DAYS}) c {}",
                text.0, text.1
            );
            tx.run(assembled(text)).await?;
        }
        tx.commit().await?;
        from = to;
    }
    let mut tx = db.begin().await?;
    let analyze = "ANALYZE";
    tx.script(analyze).await?;
    tx.commit().await?;
    Ok(())
}

/// What is made of each claim: the start of the statement, and which claims.
#[expect(clippy::too_many_lines, reason = "one claim, table by table")]
fn statements() -> Vec<(String, &'static str)> {
    const DECIDED: &str = "WHERE on_day < 340";
    const REFUSED: &str = "WHERE on_day < 340 AND i % 8 = 0";
    let body = "x".repeat(600);
    let sum = |batch: &str, ledger: i64, cents: &str, part: &str| {
        format!(
            "INSERT INTO ledger_sum (tenant, batch, claim, account, payer, ledger, posted_on, \
             amount_cents, part) SELECT 't', {batch}, 'claim-' || i, 'account-' || i, \
             'payer-' || (i % 10), {ledger}, day, {cents}, '{part}:claim-' || i || '/{ledger}'"
        )
    };
    let paid = "'r:' || (on_day + 25) || ':' || (i % 10)";
    let left = "'charges:' || (on_day + 3)";
    let mut all = vec![
        (
            format!(
                "INSERT INTO account (tenant, id, source_key, setting, service_to, received_at, \
                 state, queue, owner_kind, next_action, due_at, value_cents, released_at, \
                 released_by, entered_at) SELECT 't', 'account-' || i, 'key-' || i, 'office', day, \
                 at + {DAY}, 'x', CASE WHEN on_day < 340 THEN 'payer' ELSE 'claims' END, 'team', \
                 '\"review\"', 0, 20000, at + {DAY} * 2, CASE WHEN i % 3 = 0 THEN 'policy:office' \
                 ELSE 'user-' || (i % 40) END, 0"
            ),
            "",
        ),
        (
            format!(
                "INSERT INTO claim (tenant, id, account, rank, frequency, type, payer, \
                 fingerprint, status, total_cents, body, clean_first, created_at, submitted_at, \
                 touched) SELECT 't', 'claim-' || i, 'account-' || i, 0, CASE WHEN i % 25 = 0 THEN \
                 '7' ELSE '1' END, 'professional', 'p', 'f' || i, 'sent', 20000, '{body}', \
                 CASE WHEN i % 20 = 0 THEN 0 ELSE 1 END, at + {DAY} * 2, at + {DAY} * 3, 0"
            ),
            "WHERE on_day < 362",
        ),
        (
            format!(
                "INSERT INTO open_claim (tenant, claim, account, payer, from_day, through_day, \
                 through_at, charge_cents, submitted_at, decided_at, first_pass, body) SELECT 't', \
                 'claim-' || i, 'account-' || i, 'p', day, day, at, 20000, at + {DAY} * 3, \
                 CASE WHEN on_day < 340 THEN at + {DAY} * 25 ELSE NULL END, \
                 CASE WHEN i % 8 = 0 THEN 0 ELSE 1 END, '{body}'"
            ),
            "WHERE on_day < 362",
        ),
        (
            format!(
                "INSERT INTO sent_interchange (tenant, partner, control, kind, subject, account, \
                 file, sent_at, state) SELECT 't', 'x', i, '837', 'claim-' || i, 'account-' || i, \
                 'f', at + {DAY} * 3, 'sent'"
            ),
            "WHERE on_day < 362",
        ),
        (
            format!(
                "INSERT INTO posted_claim (tenant, remittance, place, outcome, claim, account, \
                 own_key, posted, at) SELECT 't', 'r:' || (on_day + 25) || ':' || (i % 10), i, \
                 'posted', 'claim-' || i, 'account-' || i, 'claim' || i, '{body}', at + {DAY} * 25"
            ),
            DECIDED,
        ),
        (
            format!(
                "INSERT INTO denial (tenant, id, claim, account, remittance, place, line, payer, \
                 category, stage, owner_role, route, group_code, carc, amount_cents, \
                 expected_cents, deadline, urgency, waits, state, opened_at, closed_at, body, life) \
                 SELECT 't', 'denial-' || i, 'claim-' || i, 'account-' || i, 'r', 1, 1, 'p', \
                 CASE WHEN i % 16 = 0 THEN 'coding' ELSE 'eligibility' END, 'x', 'x', 'appeal', \
                 'CO', '16', 8000, 6000, '2026-05-01', i, 'work', CASE WHEN i % 3 = 0 THEN 'open' \
                 ELSE 'written_off' END, at + {DAY} * 25 + 7200000000, CASE WHEN i % 3 = 0 THEN NULL \
                 ELSE at + {DAY} * 40 END, '{body}', '{{}}'"
            ),
            REFUSED,
        ),
        (
            format!(
                "INSERT INTO line_variance (tenant, remittance, place, line, claim, account, \
                 payer, code, expected_cents, allowed_cents, difference_cents, state, body, at) \
                 SELECT 't', 'r', i, 1, 'claim-' || i, 'account-' || i, 'p', '99213', 15000, \
                 15000 - (i % 7), i % 7, CASE WHEN i % 50 = 0 THEN 'open' ELSE 'as_expected' END, \
                 '{{}}', at + {DAY} * 25"
            ),
            DECIDED,
        ),
        (
            "INSERT INTO charge (tenant, id, account, source_key, source, code, units, \
             charge_cents, day, posted_at, state, body) SELECT 't', 'charge-' || i, \
             'account-' || i, 'k', 'csv', '99213', '1', 20000, day, at + 90000000000, 'posted', \
             '{}'"
                .to_owned(),
            "",
        ),
        (
            "INSERT INTO work_span (tenant, id, user_id, account, kind, from_at, to_at, outcome) \
             SELECT 't', 'span-' || i, 'user-' || (i % 40), 'account-' || i, 'coding', at, \
             at + 300000000, 'submitted'"
                .to_owned(),
            "WHERE i % 3 <> 0",
        ),
        (sum(left, 4010, "-20000", "c"), "WHERE on_day < 362"),
        (sum(left, 1100, "20000", "c"), "WHERE on_day < 362"),
        (sum(paid, 1100, "-20000", "p"), DECIDED),
        (sum(paid, 4110, "5000", "p"), DECIDED),
        (sum(paid, 1120, "3000", "p"), DECIDED),
        (sum(paid, 1010, "CASE WHEN i % 8 = 0 THEN 4000 ELSE 12000 END", "p"), DECIDED),
    ];
    all.push((sum(paid, 1110, "8000", "p"), REFUSED));
    all
}

//! The rows behind numbers of the ledger, against sums in Rust over made-up legs.

use super::{DAY, NOW, run};
use libtest_mimic::Failed;
use model::TenantId;
use std::collections::BTreeMap;
use store::Db;
use store::kpi::{self, Fact, View};

/// Numbers that look thrown and are the same every time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        i64::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }
}

struct Leg {
    account: String,
    /// When its batch counts from; nothing while it is open.
    at: Option<i64>,
    /// The last day of service, where its claim is known.
    since: Option<i64>,
    ledger: i64,
    cents: i64,
}

struct Refused {
    account: String,
    since: i64,
    opened: i64,
    closed: Option<i64>,
    cents: i64,
}

struct Made {
    legs: Vec<Leg>,
    refused: Vec<Refused>,
}

const TENANT: &str = "behind";
const ACCOUNTS: i64 = 90;
const LEDGERS: [i64; 8] = [1100, 1100, 1110, 1120, 4010, 4110, 4126, 1010];

/// Accounts of up to three claims, one of which nobody knows; many of them settled, in full or
/// claim against claim.
async fn fill(db: &Db) -> Result<Made, Failed> {
    let mut dice = Dice(3);
    let today = NOW.div_euclid(DAY) * DAY;
    let mut texts = Vec::new();
    let mut made = Made { legs: Vec::new(), refused: Vec::new() };
    let mut batches = Vec::new();
    for number in 0..60 {
        // The last one is open still.
        let at = (number < 59).then(|| today - dice.throw(200) * DAY);
        let day = at.map_or("NULL".to_owned(), |at| format!("'{}'", date(at)));
        texts.push(format!(
            "INSERT INTO ledger_batch (tenant, id, kind, opened_at, closed_on) VALUES \
             ('{TENANT}', 'b{number}', 'people', 0, {day})"
        ));
        batches.push(at);
    }
    let mut part = 0;
    for number in 0..ACCOUNTS {
        let account = if number == 0 { String::new() } else { format!("acct_{number:03}") };
        let sinces: Vec<i64> = (0..3).map(|_| today - (20 + dice.throw(180)) * DAY).collect();
        for (place, since) in (0..2).zip(&sinces) {
            texts.push(format!(
                "INSERT INTO open_claim (tenant, claim, account, payer, from_day, through_day, \
                 through_at, charge_cents, submitted_at, body) VALUES ('{TENANT}', \
                 'c{number}-{place}', '{account}', 'p', '2026-01-01', '2026-01-01', {since}, 1, \
                 1, '{{}}')"
            ));
        }
        let mut add = |batch: usize, claim: usize, (ledger, cents): (i64, i64)| {
            part += 1;
            texts.push(format!(
                "INSERT INTO ledger_sum (tenant, batch, claim, account, payer, ledger, posted_on, \
                 amount_cents, part) VALUES ('{TENANT}', 'b{batch}', 'c{number}-{claim}', \
                 '{account}', 'p', {ledger}, '2026-01-01', {cents}, 'part{part}')"
            ));
            let since = (claim < 2).then(|| sinces[claim]);
            let account = account.clone();
            made.legs.push(Leg { account, at: batches[batch], since, ledger, cents });
        };
        for _ in 0..dice.throw(5) {
            let (batch, claim) = (dice.throw(60) as usize, dice.throw(3) as usize);
            let cents = (1 + dice.throw(4)) * 1_000;
            let ledger = LEDGERS[dice.throw(8) as usize];
            add(batch, claim, (ledger, cents));
            // Half of it is settled, in the same claim or against another one.
            if dice.throw(2) == 0 {
                let other = if dice.throw(3) == 0 { dice.throw(3) as usize } else { claim };
                add(dice.throw(60) as usize, other, (ledger, -cents));
            }
        }
        let denials = dice.throw(3);
        for place in 0..denials {
            let (reason, opened, closed) = refused(&mut dice, today);
            let (cents, told) =
                (100 + place, closed.map_or("NULL".to_owned(), |at| at.to_string()));
            texts.push(denial((number, place), &account, reason, (cents, opened, &told)));
            if reason != "eligibility" {
                let (account, since) = (account.clone(), sinces[0]);
                made.refused.push(Refused { account, since, opened, closed, cents });
            }
        }
    }
    let mut tx = db.begin().await?;
    for text in texts {
        run(&mut tx, &text).await?;
    }
    super::spans(&mut tx).await?;
    tx.commit().await?;
    Ok(made)
}

/// Why, from when and until when something is refused.
fn refused(dice: &mut Dice, today: i64) -> (&'static str, i64, Option<i64>) {
    let opened = today - dice.throw(150) * DAY + 5;
    let closed = (dice.throw(2) == 0).then(|| opened + dice.throw(60) * DAY + 9);
    (["coding", "bundling", "eligibility"][dice.throw(3) as usize], opened, closed)
}

fn denial(
    (number, place): (i64, i64),
    account: &str,
    reason: &str,
    (cents, opened, closed): (i64, i64, &str),
) -> String {
    format!(
        "INSERT INTO denial (tenant, id, claim, account, remittance, place, line, payer, \
         category, stage, owner_role, route, group_code, carc, amount_cents, expected_cents, \
         urgency, waits, state, opened_at, closed_at, body, life) VALUES ('{TENANT}', \
         'd{number}-{place}', 'c{number}-0', '{account}', 'r1', 1, 1, 'p', '{reason}', 'coding', \
         'coder', 'appeal', 'CO', '16', {cents}, 0, 0, 'work', 'open', {opened}, {closed}, \
         '{{}}', '{{}}')"
    )
}

fn date(at: i64) -> String {
    let days = i32::try_from(at.div_euclid(DAY) - 10_957).expect("a day");
    model::Date::from_days_since_2000(days).to_string()
}

/// Numerator and denominator by account, of those whose numerator is something.
fn wanted(made: &Made, name: &str, end: i64) -> BTreeMap<String, (i64, i64)> {
    let last = (end - 1).div_euclid(DAY);
    let mut sums: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for leg in &made.legs {
        let Some(at) = leg.at.filter(|at| *at < end) else { continue };
        let since = leg.since.unwrap_or(at);
        let owed = matches!(leg.ledger, 1100 | 1110 | 1120);
        let sum = sums.entry(leg.account.clone()).or_default();
        match name {
            "net-days-ar" if owed => sum.0 += leg.cents,
            "net-days-ar" if leg.ledger != 1010 => sum.1 -= leg.cents,
            "aged-ar-patients" if leg.ledger == 1120 && last - since / DAY > 90 => {
                (sum.0, sum.1) = (sum.0 + leg.cents, sum.1 + leg.cents);
            }
            "aged-ar" if owed && last - since / DAY > 90 => {
                (sum.0, sum.1) = (sum.0 + leg.cents, sum.1 + leg.cents);
            }
            "coding-ar" if owed && since < (last + 1) * DAY => sum.1 += leg.cents,
            _ => {}
        }
    }
    let open = |one: &&Refused| {
        one.since / DAY <= last && one.opened < end && one.closed.is_none_or(|at| at >= end)
    };
    for one in made.refused.iter().filter(open).filter(|_| name == "coding-ar") {
        sums.entry(one.account.clone()).or_default().0 += one.cents;
    }
    sums.retain(|_, sum| sum.0 != 0);
    sums
}

/// The same at every stage of rolling, of any day, in one page or in many.
pub async fn ledger_rows(db: &Db) -> Result<(), Failed> {
    let made = fill(db).await?;
    let tenant = TenantId::from(TENANT);
    for stage in ["nothing rolled", "rolled in part", "rolled"] {
        match stage {
            "rolled in part" => drop(kpi::roll(db, &tenant, NOW - 60 * DAY).await?),
            "rolled" => drop(kpi::roll(db, &tenant, NOW).await?),
            _ => {}
        }
        for name in ["net-days-ar", "aged-ar", "aged-ar-patients", "coding-ar"] {
            for back in [0, 1, 3, 30, 61, 120, 190, 300] {
                let end = (NOW - back * DAY).div_euclid(DAY) * DAY + DAY;
                compare(db, &tenant, &made, (stage, name, end)).await?;
            }
        }
    }
    Ok(())
}

async fn compare(
    db: &Db,
    tenant: &TenantId,
    made: &Made,
    (stage, name, end): (&str, &str, i64),
) -> Result<(), Failed> {
    let one = kpi::by_name(name).ok_or("no KPI")?;
    let view = View { person: "", known: end };
    let rows = kpi::facts(db, tenant, one, (0, end), (view, 1_000)).await?;
    let found: BTreeMap<String, (i64, i64)> =
        rows.iter().map(|row| (row.account.clone(), (row.numerator, row.denominator))).collect();
    let what = format!("{name} on {}, {stage}", date(end - 1));
    if found.len() != rows.len() {
        return Err(format!("{what}: an account twice").into());
    }
    let wanted = wanted(made, name, end);
    if found != wanted {
        return Err(format!("{what}: {found:?}, not {wanted:?}").into());
    }
    if !rows.is_sorted_by(|a, b| (b.at, &a.account) <= (a.at, &b.account)) {
        return Err(format!("{what}: not in order").into());
    }
    let (mut paged, mut place): (Vec<Fact>, _) = (Vec::new(), None);
    loop {
        let page = kpi::facts_after(db, tenant, one, (0, end), (view, place.as_ref(), 7)).await?;
        let Some(last) = page.last() else { break };
        place = Some((last.at, last.account.clone(), 1));
        paged.extend(page);
    }
    match paged == rows {
        true => Ok(()),
        false => Err(format!("{what}: pages differ").into()),
    }
}

//! The front desk's rows, on both engines.

use libtest_mimic::{Arguments, Failed, Trial};
use model::{Coverage, HumanName, Organization, Patient, TenantId};
use std::future::Future;
use std::time::{Duration, Instant};
use store::front_desk::*;
use store::{Db, StoreError};
use testkit::postgres::Postgres;

type Done = Result<(), Failed>;

/// Patients of the large list.
const MANY: usize = 100_000;

/// How long one search may take, among them.
const BOUND: Duration = Duration::from_millis(150);

fn main() {
    let mut trials = Vec::new();
    for postgres in [false, true] {
        let mut add = |name: &str, run: fn(bool) -> Done| {
            let engine = if postgres { "postgres" } else { "sqlite" };
            let name = format!("{name} ({engine})");
            trials.push(match postgres {
                true => testkit::outside::trial(&name, "postgres", move || run(true)),
                false => Trial::test(&name, move || run(false)),
            });
        };
        add("changes carry versions, and a chart never overwrites the desk", versions);
        add("a merge moves everything and is told in full", merged);
        add("a search among 100,000 patients is quick", quick);
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn with<F: Future<Output = Done>>(postgres: bool, run: impl FnOnce(Db) -> F) -> Done {
    let runtime = tokio::runtime::Runtime::new()?;
    if postgres {
        let database = Postgres::shared()?.database()?;
        return runtime.block_on(async {
            let db = Db::open(database.url()).await?;
            let done = run(db.clone()).await;
            db.close().await;
            done
        });
    }
    let folder = tempfile::TempDir::new()?;
    let address = format!("sqlite:{}", folder.path().join("test.db").display());
    runtime.block_on(async { run(Db::open(&address).await?).await })
}

fn check(holds: bool, what: &str) -> Done {
    if holds { Ok(()) } else { Err(Failed::from(what.to_owned())) }
}

fn person(id: &str, family: &str, given: &str, born: &str) -> PatientRow {
    let name = HumanName {
        family: family.to_owned(),
        given: Some(given.to_owned()),
        ..HumanName::default()
    };
    let birth_date = born.parse().ok();
    let patient = Patient {
        id: format!("M-{id}").as_str().into(),
        name: Some(name),
        birth_date,
        ..Patient::default()
    };
    PatientRow::of(&patient, id.to_owned(), 1)
}

fn coverage(member: &str) -> Coverage {
    let payer = Organization { name: "Plan".into(), ..Organization::default() };
    Coverage { member_id: member.to_owned(), payer, ..Coverage::default() }
}

fn versions(postgres: bool) -> Done {
    with(postgres, |db| async move {
        let tenant = TenantId::from("t");
        let mut tx = db.begin().await?;
        add_patient(&mut tx, &tenant, &person("p1", "García", "Ana", "1990-02-03")).await?;
        put_coverages(&mut tx, &tenant, "p1", &[coverage("A")]).await?;
        put_coverages(&mut tx, &tenant, "p1", &[coverage("B"), coverage("C")]).await?;
        tx.commit().await?;
        let rows = coverages(&db, &tenant, "p1").await?;
        check(rows.len() == 1 && rows[0].coverage.member_id == "A", "a chart overwrote the desk")?;
        let mut tx = db.begin().await?;
        change_coverage(&mut tx, &tenant, &rows[0]).await?;
        let again = change_coverage(&mut tx, &tenant, &rows[0]).await;
        check(matches!(again, Err(StoreError::Conflict { .. })), "a stale coverage was saved")?;
        let row = patient_for_change(&mut tx, &tenant, "p1").await?;
        change_patient(&mut tx, &tenant, &row).await?;
        let again = change_patient(&mut tx, &tenant, &row).await;
        check(matches!(again, Err(StoreError::Conflict { .. })), "a stale patient was saved")?;
        let guarantor = Guarantor { family: "G".into(), ..Guarantor::default() };
        put_guarantor(&mut tx, &tenant, "p1", Some(&guarantor)).await?;
        put_guarantor(&mut tx, &tenant, "p1", Some(&guarantor)).await?;
        tx.commit().await?;
        let found = store::front_desk::guarantor(&db, &tenant, "p1").await?;
        check(found == Some(guarantor), "the guarantor is another")?;
        let filter = PatientFilter { name: "garcia, A".into(), limit: 9, ..Default::default() };
        check(find(&db, &tenant, &filter).await?.len() == 1, "not found without the mark")?;
        let elsewhere = TenantId::from("other");
        check(find(&db, &elsewhere, &filter).await?.is_empty(), "found by another tenant")
    })
}

fn merged(postgres: bool) -> Done {
    with(postgres, |db| async move {
        let tenant = TenantId::from("t");
        let mut tx = db.begin().await?;
        for (id, born) in [("keep", "1990-02-03"), ("lose", "1990-03-02"), ("older", "")] {
            add_patient(&mut tx, &tenant, &person(id, "Okafor", "Ann", born)).await?;
            put_coverages(&mut tx, &tenant, id, &[coverage(id)]).await?;
        }
        let visit = VisitRow {
            id: "v1".into(),
            patient: "older".into(),
            day: "2026-07-01".into(),
            state: "planned".into(),
            version: 1,
            ..VisitRow::default()
        };
        add_visit(&mut tx, &tenant, &visit).await?;
        for (keep, lose) in [("lose", "older"), ("keep", "lose")] {
            let asked = Merge {
                keep: patient_for_change(&mut tx, &tenant, keep).await?,
                lose: lose.into(),
                lose_version: patient_for_change(&mut tx, &tenant, lose).await?.version,
            };
            let moved = merge(&mut tx, &tenant, &asked).await?;
            check(moved.visits == ["v1"], "the visit did not move")?;
            check(merge(&mut tx, &tenant, &asked).await.is_err(), "merged twice")?;
        }
        tx.commit().await?;
        let rows = coverages(&db, &tenant, "keep").await?;
        let order: Vec<_> =
            rows.iter().map(|row| (row.rank, row.coverage.member_id.as_str())).collect();
        check(order == [(1, "keep"), (2, "lose"), (3, "older")], &format!("{order:?}"))?;
        for gone in ["lose", "older"] {
            let row = patient(&db, &tenant, gone).await?.ok_or("gone altogether")?;
            check(row.merged_into.as_deref() == Some("keep"), "an old record leads nowhere")?;
        }
        // A chart that still carries the old number finds the record that stayed.
        let mut tx = db.begin().await?;
        let new = PatientRow { id: "new".into(), ..person("older", "Okafor", "Ann", "") };
        check(put_patient(&mut tx, &tenant, &new).await? == "keep", "the old number is lost")?;
        let filter = PatientFilter { name: "okafor".into(), limit: 9, ..Default::default() };
        check(find(&db, &tenant, &filter).await?.len() == 1, "merged records are still found")
    })
}

fn quick(postgres: bool) -> Done {
    with(postgres, |db| async move {
        let tenant = TenantId::from("t");
        let mut tx = db.begin().await?;
        for number in 0..MANY {
            let born =
                format!("19{:02}-{:02}-{:02}", number % 90 + 10, number % 12 + 1, number % 28 + 1);
            let family = format!("Family{:04}", number % 5_000);
            let row = person(&format!("p{number}"), &family, &format!("Given{number}"), &born);
            add_patient(&mut tx, &tenant, &row).await?;
        }
        tx.commit().await?;
        if postgres {
            // As a server does by itself within a minute.
            let mut tx = db.begin().await?;
            tx.script("ANALYZE patient").await?;
            tx.commit().await?;
        }
        let filter = |name: &str, mrn: &str, born: &str| PatientFilter {
            name: name.into(),
            mrn: mrn.into(),
            birth_date: born.into(),
            limit: 50,
        };
        let asked = [
            filter("family0123", "", ""),
            filter("f", "", ""),
            filter("", "M-p77777", ""),
            filter("", "", "1950-05-13"),
            filter("family01", "", "1950-05-13"),
            filter("nobody", "", ""),
            filter("", "", ""),
        ];
        for one in &asked {
            let start = Instant::now();
            let found = find(&db, &tenant, one).await?.len();
            let took = start.elapsed();
            eprintln!("{found} found in {took:?}: {one:?}");
            check(took < BOUND, &format!("{one:?} took {took:?}"))?;
        }
        for text in ["family0123", "f", "M-p77777", "nobody", ""] {
            let mut after = None;
            for _ in 0..3 {
                let start = Instant::now();
                let (rows, next) = patients_page(&db, &tenant, text, after, 50).await?;
                let took = start.elapsed();
                eprintln!("{} on a page in {took:?}: `{text}`", rows.len());
                check(took < BOUND, &format!("a page of `{text}` took {took:?}"))?;
                after = next;
                if after.is_none() {
                    break;
                }
            }
        }
        let start = Instant::now();
        let row = patient(&db, &tenant, "p500").await?.ok_or("no patient")?;
        patients_beside(&db, &tenant, &row, &["X1".into()]).await?;
        check(start.elapsed() < BOUND, &format!("doubles took {:?}", start.elapsed()))
    })
}

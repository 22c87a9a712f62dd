//! That what runs for every claim or denial is read by an index that names it: how SQLite plans it,
//! which knows nothing of how full a table is.

use super::denial_list::DenialFilter;
use super::denial_then::{Behind, page};
use super::{denial_span, follow_up};
use crate::Result;
use crate::db::{Db, assembled};
use crate::kpi;
use crate::row::Get;
use model::TenantId;

/// The plan of a statement whose values are texts or numbers: nobody reads them for a plan.
async fn plan(db: &Db, text: &str, values: usize) -> Result<String> {
    let mut statement = assembled(format!("EXPLAIN QUERY PLAN {text}"));
    for _ in 0..values {
        statement = statement.bind(1_i64);
    }
    let lines: Result<Vec<String>> =
        db.rows(statement).await?.iter().map(|row| row.text("detail")).collect();
    Ok(lines?.join("\n"))
}

async fn plans() -> Result<Vec<(&'static str, String)>> {
    let folder = tempfile::tempdir().expect("a folder");
    let address = format!("sqlite:{}", folder.path().join("plans.db").display());
    let db = Db::open(&address).await?;
    let filter = DenialFilter { waits: "work".to_owned(), ..DenialFilter::default() };
    let (listed, bound) = page(&filter, Behind::Filter);
    let kpi = kpi::by_name("coding-denial-dollars").expect("a KPI");
    let dollars = kpi::explained(&db, &TenantId::from("site"), kpi, (1, 2)).await?;
    let found = vec![
        ("denial_span_now (tenant=? AND denial=?)", plan(&db, denial_span::END, 3).await?),
        (
            "follow_up_open_account (tenant=? AND account=?)",
            plan(&db, &follow_up::of_accounts(2), 3).await?,
        ),
        ("denial_span_turn (tenant=? AND waits=?", plan(&db, &listed, 5 + bound.len()).await?),
        ("denial_span_opened (tenant=? AND opened_at>? AND opened_at<?)", dollars.join("\n")),
    ];
    db.close().await;
    Ok(found)
}

#[test]
fn one_denial_one_account_one_page_and_one_month_are_found_by_their_indexes() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for (index, plan) in runtime.block_on(plans()).expect("plans") {
        assert!(plan.contains(index), "{index} is not in\n{plan}");
        for slow in ["SCAN", "TEMP B-TREE FOR ORDER BY"] {
            assert!(!plan.contains(slow) || index.contains("opened"), "{slow} in\n{plan}");
        }
    }
}

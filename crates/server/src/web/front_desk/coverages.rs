//! Coverages: add, change, end, and the order in which payers are billed.

use super::demographics::entry;
use super::fields::Fields;
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::extract::{Path, State};
use axum::response::Redirect;
use model::{Coverage, HumanName, Organization, Patient, PatientId, Relationship};
use serde_json::json;
use store::front_desk::{CoverageRow, add_coverage, change_coverage, coverages};
use store::record::append;

/// Most coverages of one patient.
const MOST: usize = 40;

/// What was typed, over what is there.
fn take(fields: &mut Fields, before: CoverageRow) -> CoverageRow {
    let of = before.coverage;
    let payer = Organization {
        name: fields.needed("payer", "Payer"),
        id: fields.line("payer_id", "Payer's number"),
        ..of.payer
    };
    let relationship: Relationship = fields.one_of("relationship", "Relationship");
    let subscriber = (relationship != Relationship::Same).then(|| {
        let before = of.subscriber.unwrap_or_default();
        Patient {
            id: PatientId(before.id.0),
            name: Some(HumanName {
                family: fields.needed("s_family", "Subscriber's family name"),
                given: fields.opt_line("s_given", "Subscriber's given name"),
                ..before.name.unwrap_or_default()
            }),
            sex: fields.one_of("s_sex", "Subscriber's sex"),
            birth_date: fields.day("s_birth", "Subscriber's birth date"),
            address: before.address,
        }
    });
    let (from_day, to_day) = fields.days();
    let timely = fields.count("timely", "Days for filing");
    let coverage = Coverage {
        member_id: fields.line("member", "Member number"),
        group: fields.opt_line("group", "Group"),
        plan: fields.opt_line("plan", "Plan"),
        relationship,
        subscriber,
        payer,
        kind: fields.one_of("kind", "Sort of payer"),
        timely_filing_days: timely.map(|days| u16::try_from(days).unwrap_or(u16::MAX)),
        auth_required: fields.codes("auth_required"),
        ..of
    };
    CoverageRow { coverage, from_day, to_day, ..before }
}

/// Adds one, last in the order.
pub(super) async fn add(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    body: String,
) -> PageResult<Redirect> {
    if let Err(moved) = super::patient::find(&app, &visitor, &id).await? {
        return Ok(moved);
    }
    let others = coverages(&app.db, &visitor.tenant, &id).await?;
    if others.len() >= MOST {
        return Err(PageFault::invalid(format!("A patient has at most {MOST} coverages.")));
    }
    let rank = others.iter().map(|row| row.rank).max().unwrap_or(0) + 1;
    let mut fields = Fields::of(&body);
    let blank = CoverageRow {
        id: app.new_id("cov"),
        patient: id.clone(),
        rank,
        coverage: Coverage::default(),
        from_day: None,
        to_day: None,
        version: 1,
    };
    let mut row = take(&mut fields, blank);
    row.coverage.order = u8::try_from(rank).unwrap_or(u8::MAX);
    fields.done()?;
    let mut tx = app.db.begin().await?;
    add_coverage(&mut tx, &visitor.tenant, &row).await?;
    let detail = json!({ "after": shown(&row) });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "coverage.add", &id, detail)]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=added#coverages")))
}

/// Changes one; an end is a last day.
pub(super) async fn change(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, row)): Path<(String, String)>,
    body: String,
) -> PageResult<Redirect> {
    let before = one(&app, &visitor, &id, &row).await?;
    let mut fields = Fields::of(&body);
    let version = fields.version();
    let after = take(&mut fields, CoverageRow { version, ..before.clone() });
    fields.done()?;
    let mut tx = app.db.begin().await?;
    change_coverage(&mut tx, &visitor.tenant, &after).await?;
    let detail = json!({ "before": shown(&before), "after": shown(&after) });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "coverage.change", &id, detail)])
        .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=saved#coverages")))
}

/// Moves one a place up in the order; both that change places are checked.
pub(super) async fn up(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, row)): Path<(String, String)>,
    body: String,
) -> PageResult<Redirect> {
    let version = {
        let mut fields = Fields::of(&body);
        let version = fields.version();
        fields.done()?;
        version
    };
    let all = coverages(&app.db, &visitor.tenant, &id).await?;
    let at = all.iter().position(|one| one.id == row);
    let at = at.ok_or_else(|| PageFault::not_found("such coverage"))?;
    let back = Redirect::to(&format!("/patients/{id}?done=saved#coverages"));
    if at == 0 {
        return Ok(back);
    }
    let ranked = |one: &CoverageRow, rank: i64, version: i64| CoverageRow {
        rank,
        version,
        coverage: Coverage { order: u8::try_from(rank).unwrap_or(u8::MAX), ..one.coverage.clone() },
        ..one.clone()
    };
    // Ranks that were equal, after a merge or a slip, are told apart by the move.
    let (above, below) = (&all[at - 1], &all[at]);
    let rank = above.rank;
    let mut tx = app.db.begin().await?;
    change_coverage(&mut tx, &visitor.tenant, &ranked(below, rank, version)).await?;
    let moved = ranked(above, below.rank.max(rank + 1), above.version);
    change_coverage(&mut tx, &visitor.tenant, &moved).await?;
    let detail = json!({ "up": below.id, "down": above.id });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "coverage.order", &id, detail)])
        .await?;
    tx.commit().await?;
    Ok(back)
}

async fn one(app: &App, visitor: &Visitor, patient: &str, id: &str) -> PageResult<CoverageRow> {
    let all = coverages(&app.db, &visitor.tenant, patient).await?;
    let found = all.into_iter().find(|row| row.id == id);
    found.ok_or_else(|| PageFault::not_found("such coverage"))
}

fn shown(row: &CoverageRow) -> serde_json::Value {
    json!({
        "id": row.id, "rank": row.rank, "coverage": row.coverage,
        "from": row.from_day, "to": row.to_day, "version": row.version,
    })
}

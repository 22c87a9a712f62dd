//! The form of a coverage, and the order in which payers are billed.

use super::fields::Fields;
use super::sections::Section;
use crate::app::App;
use crate::registration::entry;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::extract::{Path, State};
use axum::response::Redirect;
use model::{Coverage, HumanName, Organization, Patient, PatientId, Relationship};
use serde_json::json;
use store::front_desk::{CoverageRow, change_coverage, coverages};
use store::record::append;

impl Section for CoverageRow {
    const PLACE: &'static str = "coverages";

    /// Last in the order.
    fn blank(app: &App, patient: &str, others: &[Self]) -> Self {
        let rank = others.iter().map(|row| row.rank).max().unwrap_or(0) + 1;
        let order = u8::try_from(rank).unwrap_or(u8::MAX);
        CoverageRow {
            id: app.new_id("cov"),
            patient: patient.to_owned(),
            rank,
            coverage: Coverage { order, ..Coverage::default() },
            from_day: None,
            to_day: None,
            version: 1,
        }
    }

    fn read_at(self, version: i64) -> Self {
        CoverageRow { version, ..self }
    }

    fn take(fields: &mut Fields, before: Self) -> Self {
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

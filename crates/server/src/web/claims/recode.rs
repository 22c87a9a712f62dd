//! A change of codes on a claim is a change of coding: a new version with its decision record.

use super::typed::Change;
use crate::app::App;
use crate::web::door::Visitor;
use crate::worker::record::{Decided, record};
use governance::record::DecisionKind;
use model::{Claim, CodedChart, ProcedureCode};
use serde_json::json;
use store::Tx;
use store::accounts::{Coding, StoredChart, next_coding_version, put_coding};
use store::claims::ClaimRow;

/// The coding and chart that a claim came from.
pub(super) struct Origin {
    pub(super) chart: StoredChart,
    pub(super) coding: Coding,
}

/// Keeps a change of codes: the next version of the coding, by this person, with a decision record
/// that names the claim, every change before and after, and the reason.
pub(super) async fn keep(
    app: &App,
    tx: &mut Tx,
    visitor: &Visitor,
    origin: Origin,
    (row, after): (&ClaimRow, &Claim),
    (changes, reason): (&[Change], &str),
) -> store::Result<()> {
    let mut coded = origin.coding.coded;
    follow(&mut coded, &row.claim, after);
    let changes: Vec<&Change> = changes.iter().filter(|change| change.clinical).collect();
    let decided = Decided {
        tenant: &visitor.tenant,
        account: &row.account,
        kind: DecisionKind::Human,
        actor: visitor.user.as_str(),
        policy: json!({ "claim": row.id, "reason": reason, "changes": changes }),
        supersedes: Some(origin.coding.decision),
    };
    let decision = record(app, &origin.chart.chart, &coded, decided)?;
    let version = next_coding_version(tx, &visitor.tenant, &row.account).await?;
    let coding = Coding {
        version,
        chart_version: origin.chart.version,
        by_person: Some(visitor.user.0.clone()),
        at: app.now(),
        is_final: true,
        coded,
        decision: decision.id.clone(),
    };
    put_coding(tx, &visitor.tenant, &row.account, &coding).await?;
    store::record::decide(tx, &visitor.tenant, &[decision], &app.key).await
}

/// Brings the codes to what the claim now says; evidence and rules of what stays are kept.
fn follow(coded: &mut CodedChart, before: &Claim, after: &Claim) {
    for (old, new) in before.lines.iter().zip(&after.lines) {
        let exact = coded.px.iter().position(|px| is_line(px, old));
        let same_code = |px: &ProcedureCode| old.code.as_deref() == Some(&*px.code);
        let at = exact.or_else(|| coded.px.iter().position(same_code));
        let Some(px) = at.and_then(|at| coded.px.get_mut(at)) else { continue };
        px.code = new.code.clone().unwrap_or_default();
        px.modifiers.clone_from(&new.modifiers);
        if let Ok(units) = new.units.to_string().parse() {
            px.units = units;
        }
        if old.pointers != new.pointers {
            let code = |pointer: &u8| after.diagnoses.get(usize::from(*pointer).checked_sub(1)?);
            let codes: Vec<&String> = new.pointers.iter().filter_map(code).collect();
            let ranks = coded.dx.iter().filter(|dx| codes.contains(&&dx.code));
            px.dx = ranks.map(|dx| dx.rank).collect();
        }
    }
    coded.px.retain(|px| !px.code.is_empty());
    let kept = |code: &String| after.diagnoses.contains(code);
    let mut new = after.diagnoses.iter().filter(|code| !before.diagnoses.contains(code));
    let same_length = before.diagnoses.len() == after.diagnoses.len();
    for gone in before.diagnoses.iter().filter(|code| !kept(code)) {
        let Some(at) = coded.dx.iter().position(|dx| dx.code == *gone) else { continue };
        match new.next().filter(|_| same_length) {
            Some(code) => {
                coded.dx[at].code.clone_from(code);
                coded.dx[at].description = None;
            }
            None => remove(coded, at),
        }
    }
}

fn is_line(px: &ProcedureCode, line: &model::ClaimLine) -> bool {
    line.code.as_deref() == Some(&*px.code) && px.modifiers == line.modifiers
}

/// Takes a diagnosis out; ranks and pointers close up.
fn remove(coded: &mut CodedChart, at: usize) {
    let rank = coded.dx.remove(at).rank;
    for dx in coded.dx.iter_mut().filter(|dx| dx.rank > rank) {
        dx.rank -= 1;
    }
    for px in &mut coded.px {
        px.dx.retain(|own| *own != rank);
        px.dx.iter_mut().filter(|own| **own > rank).for_each(|own| *own -= 1);
    }
}

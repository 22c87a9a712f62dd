//! Who comes today and in the days after, and what is missing before they do.

use super::missing::{Gap, Known, missing};
use crate::app::App;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::front_desk::{
    authorizations_of, coverages_of, guarantors_of, patients_of, referrals_of, visits_between,
};

/// Visits looked at in one go at most.
const MOST_VISITS: i64 = 1_000;

/// Days ahead, unless the address says another of [`SPANS`].
const AHEAD: i32 = 7;

/// Days ahead that can be chosen.
const SPANS: [(i32, &str); 4] =
    [(0, "Today"), (1, "Today and tomorrow"), (7, "One week"), (14, "Two weeks")];

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    days: String,
    missing: String,
}

struct Row {
    patient: String,
    name: String,
    mrn: String,
    day: String,
    today: bool,
    provider: String,
    reason: String,
    state: String,
    gaps: Vec<(&'static str, String)>,
}

struct Count {
    name: &'static str,
    label: &'static str,
    visits: usize,
    here: bool,
}

#[derive(Template)]
#[template(path = "front_desk/today.html")]
struct TodayPage {
    layout: Layout,
    today: String,
    days: i32,
    spans: Vec<(i32, &'static str, bool)>,
    chosen: String,
    counts: Vec<Count>,
    visits: usize,
    whole: usize,
    cut: bool,
    rows: Vec<Row>,
}

/// Shows the list.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let (db, tenant, today) = (&app.db, &visitor.tenant, day_of(app.now()));
    let days = asked.days.parse().ok();
    let days = days.filter(|days| SPANS.iter().any(|(span, _)| span == days)).unwrap_or(AHEAD);
    let span = (&*today.to_string(), &*today.plus_days(days).to_string());
    let visits = visits_between(db, tenant, span, MOST_VISITS).await?;
    let cut = visits.len() as i64 == MOST_VISITS;
    let mut ids: Vec<String> = visits.iter().map(|visit| visit.patient.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let patients: BTreeMap<String, _> =
        patients_of(db, tenant, &ids).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let guarantors: BTreeMap<String, _> =
        guarantors_of(db, tenant, &ids).await?.into_iter().collect();
    let coverages = by_patient(coverages_of(db, tenant, &ids).await?, |row| &row.patient);
    let held = by_patient(authorizations_of(db, tenant, &ids).await?, |row| &row.patient);
    let referrals = by_patient(referrals_of(db, tenant, &ids).await?, |row| &row.patient);
    let providers: BTreeMap<String, String> = store::people::providers(db, tenant)
        .await?
        .into_iter()
        .map(|one| (one.npi, one.name))
        .collect();
    let mut rows = Vec::with_capacity(visits.len());
    for visit in visits {
        let Some(patient) = patients.get(&visit.patient) else { continue };
        let known = Known {
            patient,
            guarantor: guarantors.get(&visit.patient),
            coverages: coverages.get(&visit.patient).map_or(&[], Vec::as_slice),
            authorizations: held.get(&visit.patient).map_or(&[], Vec::as_slice),
            referrals: referrals.get(&visit.patient).map_or(&[], Vec::as_slice),
        };
        let gaps = missing(&visit, &known);
        let provider = visit.provider.as_ref().and_then(|npi| providers.get(npi));
        let row = Row {
            name: patient.shown_name(),
            mrn: patient.mrn.clone().unwrap_or_default(),
            today: visit.day == span.0,
            provider: provider.cloned().unwrap_or_default(),
            patient: visit.patient,
            day: visit.day,
            reason: visit.reason,
            state: visit.state,
            gaps: gaps.iter().map(|(gap, why)| (gap.label(), why.clone())).collect(),
        };
        rows.push((gaps.into_iter().map(|(gap, _)| gap).collect::<Vec<_>>(), row));
    }
    let counts = Gap::ALL.into_iter().map(|gap| Count {
        name: gap.name(),
        label: gap.label(),
        visits: rows.iter().filter(|(gaps, _)| gaps.contains(&gap)).count(),
        here: asked.missing == gap.name(),
    });
    let counts: Vec<Count> = counts.collect();
    let (all, whole) = (rows.len(), rows.iter().filter(|(gaps, _)| gaps.is_empty()).count());
    let wanted = Gap::ALL.into_iter().find(|gap| gap.name() == asked.missing);
    rows.retain(|(gaps, _)| wanted.is_none_or(|gap| gaps.contains(&gap)));
    render(&TodayPage {
        layout: layout(&app, &visitor, "Front desk", "/front-desk").await?,
        today: today.to_string(),
        days,
        spans: SPANS.into_iter().map(|(span, label)| (span, label, span == days)).collect(),
        chosen: wanted.map(Gap::name).unwrap_or_default().to_owned(),
        counts,
        visits: all,
        whole,
        cut,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    })
}

fn by_patient<T>(rows: Vec<T>, patient: impl Fn(&T) -> &String) -> BTreeMap<String, Vec<T>> {
    let mut map: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for row in rows {
        map.entry(patient(&row).clone()).or_default().push(row);
    }
    map
}

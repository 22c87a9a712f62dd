//! Heavy numbers are counted at most once a minute; the page says when.

use crate::app::App;
use model::TenantId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::kpi::{self, Figure, HeldRow, QueryAging};

/// How long numbers are taken as they were counted, in microseconds.
const LASTS: i64 = 60_000_000;

/// Most answers that are kept: one for each person who looks at their own.
const MOST: usize = 500;

/// Days over which the share released by policy is told.
pub(super) const RELEASED_DAYS: i64 = 30;

/// When it was counted, and the figures.
type Counted = (i64, Arc<Vec<Figure>>);

/// What was counted, by tenant and person, with the time.
#[derive(Default)]
pub struct Kept {
    figures: Mutex<HashMap<(String, String), Counted>>,
    today: Mutex<HashMap<String, (i64, Arc<Now>)>>,
}

/// What stands where now.
pub(super) struct Now {
    pub(super) held: Vec<HeldRow>,
    pub(super) aging: QueryAging,
    pub(super) by_policy: i64,
    pub(super) released: i64,
}

/// The figures of every KPI, of one person where one is named, and when they were counted.
pub(crate) async fn figures(
    app: &App,
    tenant: &TenantId,
    person: &str,
) -> store::Result<(i64, Arc<Vec<Figure>>)> {
    let now = app.now();
    let key = (tenant.0.clone(), person.to_owned());
    {
        let kept = app.kept.figures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, figures)) = kept.get(&key)
            && now - at < LASTS
        {
            return Ok((*at, Arc::clone(figures)));
        }
    }
    let months = kpi::months(now);
    let mut figures = Vec::with_capacity(kpi::ALL.len());
    for one in kpi::ALL.iter().filter(|one| person.is_empty() || one.person) {
        figures.push(kpi::figure(&app.db, tenant, one, &months, person).await?);
    }
    let figures = Arc::new(figures);
    let mut kept = app.kept.figures.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= MOST {
        kept.clear();
    }
    kept.insert(key, (now, Arc::clone(&figures)));
    Ok((now, figures))
}

/// What stands where, and when it was counted.
pub(super) async fn now(app: &App, tenant: &TenantId) -> store::Result<(i64, Arc<Now>)> {
    let now = app.now();
    {
        let kept = app.kept.today.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, counted)) = kept.get(tenant.as_str())
            && now - at < LASTS
        {
            return Ok((*at, Arc::clone(counted)));
        }
    }
    let from = now - RELEASED_DAYS * 86_400_000_000;
    let (by_policy, released) = kpi::released(&app.db, tenant, (from, now)).await?;
    let counted = Arc::new(Now {
        held: kpi::held_by_cause(&app.db, tenant).await?,
        aging: kpi::query_aging(&app.db, tenant, now).await?,
        by_policy,
        released,
    });
    let mut kept = app.kept.today.lock().unwrap_or_else(PoisonError::into_inner);
    kept.insert(tenant.0.clone(), (now, Arc::clone(&counted)));
    Ok((now, counted))
}

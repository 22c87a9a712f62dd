//! Heavy numbers are counted at most once a minute; the page says when. Who asks after the minute
//! gets the old ones at once while they are counted anew beside: nobody waits, and many who ask
//! together count once.

use crate::app::App;
use model::TenantId;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use store::kpi::{self, Figure, HeldRow, QueryAging, RuleRow};

/// How long numbers are taken as they were counted, in microseconds.
const LASTS: i64 = 60_000_000;

/// After this long they are not shown any more while they are counted anew: ten minutes.
const TOO_OLD: i64 = 600_000_000;

/// Most answers that are kept: one for each person who looks at their own.
const MOST: usize = 500;

/// Days over which the share released by policy is told.
pub(super) const RELEASED_DAYS: i64 = 30;

/// Days over which rules are counted.
pub(super) const RULE_DAYS: i64 = 90;

/// Rules of the table at most.
const RULES: i64 = 12;

/// A tenant, and the person where it is one's own numbers.
type Key = (String, String);

/// What was counted.
#[derive(Default)]
pub struct Kept {
    figures: Shelf<Vec<Figure>>,
    today: Shelf<Now>,
    rules: Shelf<Vec<RuleRow>>,
}

/// Numbers of one sort, with the time at which they were counted.
struct Shelf<T> {
    kept: Mutex<HashMap<Key, (i64, Arc<T>)>>,
    counting: Mutex<BTreeSet<Key>>,
    /// Held while somebody waits for numbers that are not there: the others wait too.
    first: tokio::sync::Mutex<()>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Shelf<T> {
        let first = tokio::sync::Mutex::default();
        Shelf { kept: Mutex::default(), counting: Mutex::default(), first }
    }
}

impl<T> Shelf<T> {
    fn find(&self, key: &Key, now: i64, lasts: i64) -> Option<(i64, Arc<T>)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(key).filter(|(at, _)| now - at < lasts);
        found.map(|(at, counted)| (*at, Arc::clone(counted)))
    }

    fn put(&self, key: Key, at: i64, counted: &Arc<T>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, (at, Arc::clone(counted)));
    }

    /// Whether nobody counts this already.
    fn begin(&self, key: &Key) -> bool {
        self.counting.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone())
    }

    fn end(&self, key: &Key) {
        self.counting.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

/// The numbers of a shelf: kept ones, or counted now.
async fn of_shelf<T, F>(
    app: &App,
    shelf: fn(&Kept) -> &Shelf<T>,
    key: Key,
    count: F,
) -> store::Result<(i64, Arc<T>)>
where
    T: Send + Sync + 'static,
    F: Future<Output = store::Result<T>> + Send + 'static,
{
    let (own, now) = (shelf(&app.kept), app.now());
    if let Some(found) = own.find(&key, now, LASTS) {
        return Ok(found);
    }
    if let Some(old) = own.find(&key, now, TOO_OLD) {
        if own.begin(&key) {
            let app = app.clone();
            tokio::spawn(async move {
                match count.await {
                    Ok(counted) => shelf(&app.kept).put(key.clone(), now, &Arc::new(counted)),
                    Err(fault) => tracing::warn!(fault = %fault, "numbers were not counted"),
                }
                shelf(&app.kept).end(&key);
            });
        }
        return Ok(old);
    }
    let _first = own.first.lock().await;
    if let Some(found) = own.find(&key, now, LASTS) {
        return Ok(found);
    }
    let counted = Arc::new(count.await?);
    own.put(key, now, &counted);
    Ok((now, counted))
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
    let key = (tenant.0.clone(), person.to_owned());
    let (db, tenant, person) = (app.db.clone(), tenant.clone(), person.to_owned());
    let months = kpi::months(app.now());
    let count = async move {
        let mut figures = Vec::with_capacity(kpi::ALL.len());
        for one in kpi::ALL.iter().filter(|one| person.is_empty() || one.person) {
            figures.push(kpi::figure(&db, &tenant, one, &months, &person).await?);
        }
        Ok(figures)
    };
    of_shelf(app, |kept| &kept.figures, key, count).await
}

/// What stands where, and when it was counted.
pub(super) async fn now(app: &App, tenant: &TenantId) -> store::Result<(i64, Arc<Now>)> {
    let (now, db, whose) = (app.now(), app.db.clone(), tenant.clone());
    let count = async move {
        let from = now - RELEASED_DAYS * 86_400_000_000;
        let (by_policy, released) = kpi::released(&db, &whose, (from, now)).await?;
        let held = kpi::held_by_cause(&db, &whose).await?;
        let aging = kpi::query_aging(&db, &whose, now).await?;
        Ok(Now { held, aging, by_policy, released })
    };
    of_shelf(app, |kept| &kept.today, (tenant.0.clone(), String::new()), count).await
}

/// The edits that fired most often of late.
pub(super) async fn rules(app: &App, tenant: &TenantId) -> store::Result<Arc<Vec<RuleRow>>> {
    let (now, db, whose) = (app.now(), app.db.clone(), tenant.clone());
    let count = async move {
        let from = now - RULE_DAYS * 86_400_000_000;
        kpi::edits_by_rule(&db, &whose, (from, now), RULES).await
    };
    let key = (tenant.0.clone(), String::new());
    Ok(of_shelf(app, |kept| &kept.rules, key, count).await?.1)
}

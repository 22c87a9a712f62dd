//! Heavy numbers are counted at most once a minute; the page says when. Who asks after the minute
//! gets the old ones at once while they are counted anew beside: nobody waits, and many who ask
//! together count once.

use super::known::Known;
use crate::app::App;
use model::TenantId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use store::Answer;
use store::kpi::{self, Figure, HeldRow, Point, QueryAging, RuleRow, View};

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

/// Numbers of one coder beside each other: the work, and the money that it led to.
pub(super) const BY_PERSON: [&str; 4] =
    ["productivity", "accuracy", "coding-denial-rate", "coding-denial-dollars"];

/// Rules of the table at most.
const RULES: i64 = 12;

/// A tenant; the person where it is one's own numbers, and the day as known on which they are.
type Key = (String, String);

/// What was counted.
#[derive(Default)]
pub struct Kept {
    figures: Shelf<Vec<Figure>>,
    people: Shelf<Vec<PersonRow>>,
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

    /// Nothing of a tenant is kept any more.
    fn forget(&self, tenant: &TenantId) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, _), _| *of != tenant.0);
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

impl Kept {
    /// What a person entered is in the numbers at once.
    pub(super) fn forget(&self, tenant: &TenantId) {
        self.figures.forget(tenant);
    }
}

/// The figures of every KPI, of one person where one is named, and when they were counted.
pub(crate) fn figures<'a>(
    app: &'a App,
    tenant: &'a TenantId,
    person: &'a str,
    known: Known,
) -> Answer<'a, (i64, Arc<Vec<Figure>>)> {
    let key = (tenant.0.clone(), format!("{person} {}", known.label()));
    let (db, whose, person) = (app.db.clone(), tenant.clone(), person.to_owned());
    let (now, months) = (app.now(), kpi::months(known.until));
    let count = async move {
        kpi::roll(&db, &whose, now).await?;
        let mut figures = Vec::with_capacity(kpi::ALL.len());
        let view = View { person: &person, known: known.until };
        for one in kpi::ALL.iter().filter(|one| person.is_empty() || one.person) {
            figures.push(kpi::figure(&db, &whose, one, &months, view).await?);
        }
        Ok(figures)
    };
    Box::pin(of_shelf(app, |kept| &kept.figures, key, count))
}

/// What the numbers of one coder, or of the release policy, come to.
#[derive(Default)]
pub(super) struct PersonRow {
    pub(super) person: String,
    /// Sums of [`BY_PERSON`], in its order.
    pub(super) sums: [Point; BY_PERSON.len()],
}

/// The numbers that are set beside each other for each coder, over the months of a trend.
pub(super) async fn people(
    app: &App,
    tenant: &TenantId,
) -> store::Result<(i64, Arc<Vec<PersonRow>>)> {
    let (now, db, whose) = (app.now(), app.db.clone(), tenant.clone());
    let count = async move {
        let from = kpi::months(now).first().map_or(0, |month| month.from);
        let mut rows: BTreeMap<String, PersonRow> = BTreeMap::new();
        for (place, name) in BY_PERSON.into_iter().enumerate() {
            let Some(one) = kpi::by_name(name) else { continue };
            for sum in kpi::by_person(&db, &whose, one, (from, now), now).await? {
                let row = rows.entry(sum.person.clone()).or_default();
                row.person = sum.person;
                row.sums[place].numerator = sum.numerator;
                row.sums[place].denominator = sum.denominator;
            }
        }
        Ok(rows.into_values().collect())
    };
    of_shelf(app, |kept| &kept.people, (tenant.0.clone(), String::new()), count).await
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

//! How long what is kept must be kept, what may be removed now, and its removal in two acts.
//!
//! Only texts of documents are removed. Claims, codes, decision records and the audit log stay for
//! good; a text stays as long as a claim of its account is within its own retention, since a
//! decision is replayed from it.

use crate::app::App;
use crate::surroundings::{day_of, start_of};
use model::{AccountState, Date, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::accounts::get_for_change;
use store::people::{setting, tenants};
use store::record::{AuditEntry, append};
use store::retention::{self, Cuts, Removal, RemovalState};
use store::{StoreError, Tx};

/// Fewest years that any kind of record may be kept: what 45 CFR 164.316(b)(2)(i) asks of the
/// documentation that it names. A state may ask for more; the site sets that.
pub const FEWEST_YEARS: i16 = 6;

/// Most years that can be set.
pub const MOST_YEARS: i16 = 100;

/// Years at first: the longest time within which a false claim can be sued for (31 USC
/// 3731(b)(2)).
const FIRST_YEARS: i16 = 10;

/// The setting: whole years for each kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// Texts of documents, from the day on which their account was closed.
    pub documents: i16,
    /// Claims with the decisions under them, from the day on which a claim was made or left.
    pub claims: i16,
}

impl Default for Years {
    fn default() -> Years {
        Years { documents: FIRST_YEARS, claims: FIRST_YEARS }
    }
}

impl Years {
    /// The setting's name.
    pub const SETTING: &str = "retention";

    /// What is set, and the version of the setting.
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn of(app: &App, tenant: &TenantId) -> store::Result<(Years, i64)> {
        match setting(&app.db, tenant, Self::SETTING).await? {
            Some(setting) => Ok((store::json("retention", &setting.body)?, setting.version)),
            None => Ok((Years::default(), 0)),
        }
    }

    /// Whether the law's least is kept.
    #[must_use]
    pub fn is_lawful(self) -> bool {
        let lawful = |years: i16| (FEWEST_YEARS..=MOST_YEARS).contains(&years);
        lawful(self.documents) && lawful(self.claims)
    }

    /// Before which times something must have ended to be due on a day. Counted in UTC days.
    #[must_use]
    pub fn cuts(self, today: Date) -> Cuts {
        Cuts {
            closed_before: start_of(years_before(today, self.documents)),
            claims_before: start_of(years_before(today, self.claims)),
        }
    }
}

/// The same day some years ago; 29 February becomes the 28th, which removes nothing too early.
fn years_before(day: Date, years: i16) -> Date {
    let year = day.year() - years.clamp(FEWEST_YEARS, MOST_YEARS);
    let same = Date::new(year, day.month(), day.day());
    same.or_else(|| Date::new(year, day.month(), 28)).unwrap_or_default()
}

/// Names what is due, in every tenant: an entry in the log where anything is.
///
/// # Errors
/// A database that does not answer.
pub async fn pass(app: &App) -> store::Result<()> {
    for tenant in tenants(&app.db).await? {
        let (years, _) = Years::of(app, &tenant.id).await?;
        let cuts = years.cuts(day_of(app.now()));
        let (accounts, documents) = retention::due_counts(&app.db, &tenant.id, cuts).await?;
        if accounts == 0 {
            continue;
        }
        let detail = json!({ "accounts": accounts, "documents": documents, "years": years });
        let entry = entry(app, ("service", "retention.due"), ("setting", Years::SETTING), detail);
        let mut tx = app.db.begin().await?;
        append(&mut tx, &tenant.id, &[entry]).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn entry(
    app: &App,
    (actor, action): (&str, &str),
    (object_kind, object): (&str, &str),
    detail: serde_json::Value,
) -> AuditEntry {
    AuditEntry {
        at: app.now(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        object_kind: object_kind.to_owned(),
        object: object.to_owned(),
        patient: None,
        detail,
    }
}

/// The first act: says what is to be removed and why. Nothing is removed.
///
/// # Errors
/// [`StoreError::Refused`] where nothing is due.
pub async fn ask(
    app: &App,
    tenant: &TenantId,
    reason: &str,
    actor: &str,
) -> store::Result<Removal> {
    let (years, _) = Years::of(app, tenant).await?;
    let cuts = years.cuts(day_of(app.now()));
    let due = retention::due(&app.db, tenant, cuts).await?;
    if due.is_empty() {
        return Err(StoreError::Refused("nothing is due".to_owned()));
    }
    let removal = Removal {
        id: app.new_id("rem"),
        state: RemovalState::Asked,
        reason: reason.to_owned(),
        cuts,
        accounts: i64::try_from(due.len()).unwrap_or(i64::MAX),
        asked_by: actor.to_owned(),
        asked_at: app.now(),
        ended_by: None,
        ended_at: None,
    };
    let mut tx = app.db.begin().await?;
    retention::ask(&mut tx, tenant, &removal).await?;
    let detail = json!({ "reason": reason, "accounts": removal.accounts, "years": years });
    let object = ("removal", removal.id.as_str());
    append(&mut tx, tenant, &[entry(app, (actor, "retention.ask"), object, detail)]).await?;
    tx.commit().await?;
    Ok(removal)
}

/// The second act: the texts go, and the log keeps of each document its name and hash. What became
/// younger meanwhile (years were raised, an account was opened again) stays.
///
/// # Errors
/// [`StoreError::Conflict`] where it was ended already, or other accounts are due now than when it
/// was asked for.
pub async fn carry_out(
    app: &App,
    tenant: &TenantId,
    removal: &Removal,
    actor: &str,
) -> store::Result<usize> {
    let (years, _) = Years::of(app, tenant).await?;
    let now = years.cuts(day_of(app.now()));
    let cuts = Cuts {
        closed_before: removal.cuts.closed_before.min(now.closed_before),
        claims_before: removal.cuts.claims_before.min(now.claims_before),
    };
    let mut tx = app.db.begin().await?;
    retention::end(&mut tx, tenant, &removal.id, RemovalState::Done, (actor, app.now())).await?;
    let due = retention::due_for_change(&mut tx, tenant, cuts).await?;
    let mut entries = Vec::new();
    for one in &due {
        entries.extend(remove(app, &mut tx, tenant, (&one.account, removal), actor).await?);
    }
    if i64::try_from(entries.len()).ok() != Some(removal.accounts) {
        let what = "what is due: it is no longer what was asked for; ask again".to_owned();
        return Err(StoreError::Conflict { what });
    }
    append(&mut tx, tenant, &entries).await?;
    tx.commit().await?;
    Ok(entries.len())
}

async fn remove(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (id, removal): (&model::AccountId, &Removal),
    actor: &str,
) -> store::Result<Option<AuditEntry>> {
    let account = get_for_change(tx, tenant, id).await?;
    if account.standing.state != AccountState::Closed {
        return Ok(None);
    }
    let stays = retention::remove_texts(tx, tenant, id, app.now()).await?;
    let documents: Vec<_> = stays
        .iter()
        .map(|one| json!({ "id": one.document, "version": one.version, "sha256": one.hash }))
        .collect();
    let detail = json!({ "removal": removal.id, "reason": removal.reason, "documents": documents });
    let object = ("account", id.as_str());
    let mut entry = entry(app, (actor, "retention.removed"), object, detail);
    entry.patient = account.patient;
    Ok(Some(entry))
}

/// Gives a removal up that was asked for.
///
/// # Errors
/// [`StoreError::Conflict`] where it was ended already.
pub async fn cancel(app: &App, tenant: &TenantId, id: &str, actor: &str) -> store::Result<()> {
    let mut tx = app.db.begin().await?;
    let by = (actor, app.now());
    retention::end(&mut tx, tenant, id, RemovalState::Cancelled, by).await?;
    let entry = entry(app, (actor, "retention.cancel"), ("removal", id), json!({}));
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::{Years, start_of, years_before};

    #[test]
    fn what_is_due_ended_whole_years_ago() {
        for (today, years, expected) in [
            ("2026-06-22", 10, "2016-06-22"),
            ("2028-02-29", 6, "2022-02-28"),
            ("2028-02-29", 8, "2020-02-29"),
            // Fewer than the law's are never counted with, whatever was stored.
            ("2026-06-22", 1, "2020-06-22"),
        ] {
            let day = years_before(today.parse().unwrap(), years);
            assert_eq!(day, expected.parse().unwrap(), "{today} {years}");
        }
        let cuts = Years { documents: 7, claims: 10 }.cuts("2026-06-22".parse().unwrap());
        assert_eq!(cuts.closed_before, start_of("2019-06-22".parse().unwrap()));
        assert_eq!(cuts.claims_before, start_of("2016-06-22".parse().unwrap()));
    }

    #[test]
    fn fewer_years_than_the_law_asks_are_refused() {
        for (documents, claims, lawful) in
            [(6, 6, true), (10, 10, true), (5, 10, false), (10, 5, false), (101, 10, false)]
        {
            assert_eq!(Years { documents, claims }.is_lawful(), lawful, "{documents} {claims}");
        }
        assert!(Years::default().is_lawful());
    }
}

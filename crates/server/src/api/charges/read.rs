//! Charges as they stand, and what of them is to be reviewed.

use crate::api::call::{Call, Reply};
use crate::api::charts::{account, looked};
use crate::api::problem::{ApiResult, Problem};
use crate::identity::permission::Permission;
use crate::surroundings::rfc3339;
use claims::charge::ChargeState;
use claims::reconcile::Difference;
use serde::Serialize;
use store::charges::{
    ChargeReview, ChargeRow, ReviewPlace, ReviewRow, charges_of, kind_name, review_of, reviews,
};
use utoipa::ToSchema;

/// A charge.
#[derive(Serialize, ToSchema)]
pub(super) struct ChargeView {
    /// Its id.
    id: String,
    /// The account.
    account: String,
    /// CPT or HCPCS number; null where a revenue code alone is billed.
    code: Option<String>,
    /// Modifiers in order.
    modifiers: Vec<String>,
    /// Units.
    units: u32,
    /// Total of the line in cents; null while its price is not known.
    charge_cents: Option<i64>,
    /// Day of service.
    date: String,
    /// Day on which it was posted.
    posted_on: String,
    /// `chart`, `csv` (a file or this API), `fhir` or `person`.
    source: &'static str,
    /// What names it in its source.
    source_key: String,
    /// The site.
    site: String,
    /// Revenue code.
    revenue_code: Option<String>,
    /// National Drug Code.
    ndc: Option<String>,
    /// Ranks of the diagnoses that support it.
    pointers: Vec<u16>,
    /// `captured`, `reviewed` or `voided`.
    state: &'static str,
    /// Why it was taken back.
    reason: Option<String>,
    /// Counts the changes.
    version: i64,
}

/// A difference between chart and charges.
#[derive(Serialize, ToSchema)]
pub(super) struct DifferenceView {
    /// `documented_not_charged`, `charged_not_documented`, `units_differ`, `modifier_differs`,
    /// `date_differs`, `price_missing`, `duplicate_charge`.
    kind: String,
    /// The code in question.
    code: String,
    /// The charges in question.
    charges: Vec<String>,
    /// Cents at stake; null where no price is known.
    cents: Option<i64>,
    /// `block`, `reason`, `warn` or `inform`.
    severity: String,
    /// What was found.
    message: String,
    /// What to do.
    next: String,
    /// The chart's own words.
    evidence: Vec<String>,
}

/// What came of comparing chart and charges.
#[derive(Serialize, ToSchema)]
pub(super) struct ReconciliationView {
    /// The account.
    account: String,
    /// The specialty whose people work on it.
    specialty: String,
    /// How they differ, what stops the account first.
    differences: Vec<DifferenceView>,
    /// Charges posted late.
    late: i64,
    /// Their cents.
    late_cents: i64,
    /// Charges that count.
    lines: i64,
    /// Their cents.
    gross_cents: i64,
    /// Days from service to posting, summed over the charges.
    lag_days: i64,
    /// When it was compared; null where it never was.
    at: Option<String>,
}

/// An account in the queue of charge review.
#[derive(Serialize, ToSchema)]
pub(super) struct ReviewView {
    /// The account.
    account: String,
    /// The source's name of its chart.
    source: String,
    /// The specialty.
    specialty: String,
    /// Primary payer.
    payer: String,
    /// Differences.
    differences: usize,
    /// Of those, how many stop the account.
    stops: usize,
    /// Cents at stake, as far as priced.
    cents: i64,
    /// Charges posted late.
    late: i64,
    /// The first difference in words.
    first: Option<String>,
}

pub(super) fn view(row: ChargeRow) -> ChargeView {
    let charge = row.charge;
    let (state, reason) = match charge.state {
        ChargeState::Captured => ("captured", None),
        ChargeState::Reviewed => ("reviewed", None),
        ChargeState::Voided { reason } => ("voided", Some(reason)),
    };
    ChargeView {
        id: charge.id.0,
        account: charge.account.0,
        code: charge.code,
        modifiers: charge.modifiers,
        units: charge.units,
        charge_cents: charge.charge_cents.map(|cents| cents.0),
        date: charge.date.to_string(),
        posted_on: charge.posted_on.to_string(),
        source: charge.source.name(),
        source_key: charge.source_key,
        site: charge.site,
        revenue_code: charge.revenue_code,
        ndc: charge.ndc,
        pointers: charge.pointers,
        state,
        reason,
        version: row.version,
    }
}

/// The charges of an account.
pub(super) async fn list(call: Call) -> ApiResult<Reply> {
    let account = account(&call, Permission::ManageCharges).await?;
    let rows = charges_of(&call.app.db, &call.visitor.tenant, &account.id).await?;
    looked(&call, &account, "charge.view").await?;
    Reply::all(rows.into_iter().map(view).collect())
}

/// The charge of the path.
pub(super) async fn charge(call: &Call) -> ApiResult<ChargeRow> {
    let account = account(call, Permission::ManageCharges).await?;
    let rows = charges_of(&call.app.db, &call.visitor.tenant, &account.id).await?;
    let found = rows.into_iter().find(|row| row.charge.id.as_str() == call.part("charge"));
    found.ok_or_else(|| Problem::not_found("such charge"))
}

/// One charge.
pub(super) async fn one(call: Call) -> ApiResult<Reply> {
    let row = charge(&call).await?;
    let account = account(&call, Permission::ManageCharges).await?;
    looked(&call, &account, "charge.view").await?;
    let version = row.version;
    Ok(Reply::ok(&view(row))?.version(version))
}

fn difference(found: Difference) -> DifferenceView {
    DifferenceView {
        kind: kind_name(found.kind),
        code: found.code,
        charges: found.charges.into_iter().map(|id| id.0).collect(),
        cents: found.dollars.map(|cents| cents.0),
        severity: store::name_of(&found.severity),
        message: found.message,
        next: found.next,
        evidence: found.evidence.into_iter().map(|one| one.text).collect(),
    }
}

/// What came of comparing chart and charges, as of the last change of either.
pub(super) async fn reconciliation(call: Call) -> ApiResult<Reply> {
    let account = account(&call, Permission::ManageCharges).await?;
    let review = review_of(&call.app.db, &call.visitor.tenant, &account.id).await?;
    looked(&call, &account, "charge.view").await?;
    let at = review.as_ref().map(|review| rfc3339(review.at));
    let review: ChargeReview = review.unwrap_or_default();
    Reply::ok(&ReconciliationView {
        account: account.id.0,
        specialty: account.specialty,
        differences: review.differences.into_iter().map(difference).collect(),
        late: review.late,
        late_cents: review.late_cents,
        lines: review.lines,
        gross_cents: review.gross_cents,
        lag_days: review.lag_days,
        at,
    })
}

/// The queue of charge review: what stops first, then the most at stake.
pub(super) async fn queue(call: Call) -> ApiResult<Reply> {
    let (visitor, limit) = (&call.visitor, call.limit());
    let specialty = call.asked("specialty");
    let after: Option<ReviewPlace> = call.cursor()?;
    let page = (after.as_ref(), limit + 1);
    let mut found = reviews(&call.app.db, &visitor.tenant, specialty, page).await?;
    let most = usize::try_from(limit).unwrap_or(1);
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|row| row.place.clone());
    let mine =
        |row: &ReviewRow| visitor.allow_account(Permission::ManageCharges, &row.account).is_ok();
    let view = |row: ReviewRow| {
        let found = &row.review.differences;
        ReviewView {
            account: row.account.id.0.clone(),
            source: row.account.source_key.clone(),
            specialty: row.review.specialty.clone(),
            payer: row.account.payer.clone(),
            differences: found.len(),
            stops: found.iter().filter(|one| one.severity == model::Severity::Block).count(),
            cents: found.iter().filter_map(|one| one.dollars).map(|cents| cents.0).sum(),
            late: row.review.late,
            first: found.first().map(|one| one.message.clone()),
        }
    };
    Reply::list(found.into_iter().filter(mine).map(view).collect(), next.as_ref())
}

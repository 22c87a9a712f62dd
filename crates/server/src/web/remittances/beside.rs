//! What a payer did beside the claims (PLB), and how each of it ends.

use crate::app::App;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::money;
use ::payments::provider_adjustments::{Item, Tracker, Treatment};
use model::Cents;
use store::payments::{self, RemittanceFilter, RemittanceRow};

/// Payments of one payer that are followed, the newest.
const FOLLOWED: i64 = 500;

/// One adjustment of this payment.
pub(super) struct Row {
    pub reason: String,
    pub what: &'static str,
    pub reference: String,
    pub amount: String,
    pub goes_to: &'static str,
    pub fate: String,
}

/// What is open with this payer.
pub(super) struct Open {
    pub what: &'static str,
    pub reference: String,
    pub amount: String,
    pub since: String,
    pub age: String,
    pub payments: usize,
}

/// See the module.
#[derive(Default)]
pub(super) struct Beside {
    pub rows: Vec<Row>,
    pub open: Vec<Open>,
}

/// The adjustments of a payment, and what is open with its payer.
pub(super) async fn of(app: &App, visitor: &Visitor, row: &RemittanceRow) -> PageResult<Beside> {
    let mut tracker = Tracker::default();
    if !row.payer.is_empty() {
        let filter = RemittanceFilter {
            state: Some("closed".to_owned()),
            payer: Some(row.payer.clone()),
            before: None,
            most: FOLLOWED,
        };
        let all = payments::remittances(&app.db, &visitor.tenant, &filter).await?;
        for one in all.iter().rev() {
            let head = &one.head;
            tracker.take(&one.payer, &one.id, head.date, &head.provider_adjustments);
        }
    }
    let today = day_of(app.now());
    let rows = row.head.provider_adjustments.iter().map(|one| {
        let treatment = Treatment::of(&one.reason);
        Row {
            reason: one.reason.clone(),
            what: words(treatment),
            reference: one.reference.clone().unwrap_or_default(),
            amount: money(-one.amount),
            goes_to: treatment.ledger().title(),
            fate: fate(&tracker, row, (treatment, one.reference.as_deref())),
        }
    });
    let open = tracker.open().map(|item| Open {
        what: words(item.treatment),
        reference: item.reference.clone().unwrap_or_default(),
        amount: left(item),
        since: item.since().map(|day| day.to_string()).unwrap_or_default(),
        age: item.age(today).map(|days| format!("{days} days")).unwrap_or_default(),
        payments: item.movements.len(),
    });
    Ok(Beside { rows: rows.collect(), open: open.collect() })
}

/// What is left of an item, in words: which way it goes.
fn left(item: &Item) -> String {
    match item.open() {
        open if open < Cents::ZERO => format!("{} will still be taken", money(-open)),
        open => format!("{} taken, nothing explains it yet", money(open)),
    }
}

fn fate(
    tracker: &Tracker,
    row: &RemittanceRow,
    (treatment, reference): (Treatment, Option<&str>),
) -> String {
    if row.state != "closed" {
        return "not posted".to_owned();
    }
    if !treatment.stays_open() {
        return "done: it has no second half".to_owned();
    }
    let mine = |item: &&Item| {
        item.treatment == treatment
            && item
                .movements
                .iter()
                .any(|one| one.remittance == row.id && one.reference.as_deref() == reference)
    };
    let items: Vec<&Item> = tracker.items().iter().filter(mine).collect();
    match items.iter().find(|item| !item.is_settled()) {
        Some(item) => left(item),
        None if items.is_empty() => "too long ago to be followed here".to_owned(),
        None => "settled".to_owned(),
    }
}

/// What a treatment is, for people.
pub(super) fn words(treatment: Treatment) -> &'static str {
    match treatment {
        Treatment::Recovery => "Overpayment taken back",
        Treatment::Forward => "Balance carried to or from another payment",
        Treatment::Withheld => "Held back",
        Treatment::Interest => "Interest",
        Treatment::Levy => "Handed to others by law",
        Treatment::Penalty => "Fine or fee",
        Treatment::Settlement => "Settlement",
        Treatment::Unknown => "Reason not known: ask the payer",
    }
}

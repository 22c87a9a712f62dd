//! What a payer did beside the claims (PLB), and how each of it ends.

use crate::app::App;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::money;
use ::payments::provider_adjustments::{Item, Tracker, Treatment};
use model::Cents;
use store::payments::{self, RemittanceRow};

/// Payments of one payer that are followed at most; each has adjustments.
const FOLLOWED: usize = 100_000;

/// Open items of one page.
const ROWS: usize = 50;

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
    /// Where the next page of `open` begins.
    pub next: Option<usize>,
    /// There are more payments than are followed.
    pub cut: bool,
}

/// The adjustments of a payment, and a page of what is open with its payer: items behind the first
/// `after` that were ever told. Later payments add items at the end, so that a page stays as it is.
pub(super) async fn of(
    app: &App,
    visitor: &Visitor,
    (row, after): (&RemittanceRow, usize),
) -> PageResult<Beside> {
    let (tracker, cut) = followed(app, visitor, &row.payer).await?;
    let today = day_of(app.now());
    let own = |item: &&Item| item.movements.iter().any(|one| one.remittance == row.id);
    let mine: Vec<&Item> = tracker.items().iter().filter(own).collect();
    let rows = row.head.provider_adjustments.iter().map(|one| {
        let treatment = Treatment::of(&one.reason);
        Row {
            reason: one.reason.clone(),
            what: words(treatment),
            reference: one.reference.clone().unwrap_or_default(),
            amount: money(-one.amount),
            goes_to: treatment.ledger().title(),
            fate: fate(&mine, row, (treatment, one.reference.as_deref())),
        }
    });
    let behind = tracker.items().iter().enumerate().skip(after);
    let mut open = behind.filter(|(_, item)| !item.is_settled());
    let page: Vec<(usize, &Item)> = open.by_ref().take(ROWS).collect();
    let next = page.last().map(|(at, _)| at + 1).filter(|_| open.next().is_some());
    let open = page.into_iter().map(|(_, item)| Open {
        what: words(item.treatment),
        reference: item.reference.clone().unwrap_or_default(),
        amount: left(item),
        since: item.since().map(|day| day.to_string()).unwrap_or_default(),
        age: item.age(today).map(|days| format!("{days} days")).unwrap_or_default(),
        payments: item.movements.len(),
    });
    Ok(Beside { rows: rows.collect(), open: open.collect(), next, cut })
}

/// Everything that a payer ever did beside the claims, from its first payment on; whether there is
/// more of it than is followed.
async fn followed(app: &App, visitor: &Visitor, payer: &str) -> PageResult<(Tracker, bool)> {
    let (mut tracker, mut count) = (Tracker::default(), 0);
    let mut last = (i64::MIN, String::new());
    while !payer.is_empty() {
        let after = (last.0, last.1.as_str());
        let page = payments::adjusted_payments(&app.db, &visitor.tenant, payer, after).await?;
        let Some(end) = page.last() else { break };
        count += page.len();
        if count > FOLLOWED {
            return Ok((tracker, true));
        }
        for one in &page {
            tracker.take(payer, &one.remittance, one.date, &one.adjustments);
        }
        last = (end.received_at, end.remittance.clone());
    }
    Ok((tracker, false))
}

/// What is left of an item, in words: which way it goes.
fn left(item: &Item) -> String {
    match item.open() {
        open if open < Cents::ZERO => format!("{} will still be taken", money(-open)),
        open => format!("{} taken, nothing explains it yet", money(open)),
    }
}

fn fate(
    items: &[&Item],
    row: &RemittanceRow,
    (treatment, reference): (Treatment, Option<&str>),
) -> String {
    if row.state != "closed" {
        return "not posted".to_owned();
    }
    if !treatment.stays_open() {
        return "done: it has no second half".to_owned();
    }
    let mine = |item: &&&Item| {
        item.treatment == treatment
            && item
                .movements
                .iter()
                .any(|one| one.remittance == row.id && one.reference.as_deref() == reference)
    };
    let items: Vec<&&Item> = items.iter().filter(mine).collect();
    match items.iter().find(|item| !item.is_settled()) {
        Some(item) => left(item),
        None if items.is_empty() => "not followed here: there are too many".to_owned(),
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

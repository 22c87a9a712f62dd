//! The claims of a payment, and what became of each.

use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::money;
use ::payments::denials::adjustments;
use ::payments::reason::Kind;
use model::Cents;
use model::remittance::PaidClaim;
use std::collections::BTreeMap;
use store::payments::{self, PostedRow, RemittanceRow};

/// Claims of one page.
const CLAIMS: i64 = 100;

/// One claim of a payment.
pub(super) struct Row {
    pub place: i64,
    pub number: String,
    pub payer_number: String,
    pub charge: String,
    pub paid: String,
    pub agreed: String,
    pub patient: String,
    pub denied: String,
    pub status: String,
    /// What else the payer says of it, in sentences.
    pub spoken: Vec<String>,
    pub became: (&'static str, &'static str),
    pub matched: &'static str,
    pub claim: String,
    pub account: String,
    /// It stands on a claim and can be taken back.
    pub stands: bool,
}

/// A page of claims after a place, and the place after which the next one begins.
pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    row: &RemittanceRow,
    after: i64,
) -> PageResult<(Vec<Row>, Option<i64>)> {
    let (db, tenant) = (&app.db, &visitor.tenant);
    let mut staged = payments::staged(db, tenant, &row.id, (after, CLAIMS + 1)).await?;
    let more = staged.len() > CLAIMS as usize;
    staged.truncate(CLAIMS as usize);
    let posted = payments::posted_of_remittance(db, tenant, &row.id, (after, CLAIMS)).await?;
    let posted: BTreeMap<i64, PostedRow> = posted.into_iter().map(|one| (one.place, one)).collect();
    let next = staged.last().filter(|_| more).map(|last| last.0);
    let rows = staged.iter().map(|(place, one)| told(*place, one, posted.get(place), row));
    Ok((rows.collect(), next))
}

fn told(place: i64, one: &PaidClaim, posted: Option<&PostedRow>, of: &RemittanceRow) -> Row {
    let all = adjustments(one);
    let sum = |kind: Kind| -> String {
        match all.iter().filter(|one| one.kind == kind).map(|one| one.amount).sum() {
            Cents::ZERO => String::new(),
            sum => money(sum),
        }
    };
    Row {
        place,
        number: one.control_number.clone(),
        payer_number: one.payer_control_number.clone().unwrap_or_default(),
        charge: money(one.charge),
        paid: money(one.paid),
        agreed: sum(Kind::Allowance),
        patient: sum(Kind::PatientShare),
        denied: sum(Kind::Denied),
        status: status(&one.status),
        spoken: super::spoken(one),
        became: match posted.map(|one| one.outcome.as_str()) {
            Some("posted") => ("posted", "good"),
            Some("reversed") => ("taken back", "info"),
            Some("unapplied") => ("money waits", "warn"),
            Some("divided") => ("divided by hand", "good"),
            Some(_) => ("nothing moved", "info"),
            None if of.state == "refused" => ("not posted", "stop"),
            None => ("not yet", "info"),
        },
        matched: match posted.map(|one| one.matched.as_str()) {
            Some("control_number") => "by our number",
            Some("payer_control_number") => "by the payer's number",
            Some("careful_keys") => "by member, days, charge, procedures",
            Some("person") => "chosen by a person",
            _ => "",
        },
        claim: posted.map(|one| one.claim.clone()).unwrap_or_default(),
        account: posted.map(|one| one.account.clone()).unwrap_or_default(),
        stands: of.state == "closed"
            && posted.is_some_and(|one| matches!(one.outcome.as_str(), "posted" | "divided")),
    }
}

/// The payer's status of a claim (CLP02) in words.
pub(super) fn status(code: &str) -> String {
    match code {
        "1" => "processed, first payer",
        "2" => "processed, second payer",
        "3" => "processed, third payer",
        "4" => "denied",
        "19" => "processed first, sent on",
        "20" => "processed second, sent on",
        "21" => "processed third, sent on",
        "22" => "taken back",
        "23" => "not theirs, sent on",
        "25" => "predetermination",
        other => other,
    }
    .to_owned()
}

//! What the payer decided on a claim: every adjustment of every line.

use crate::app::App;
use crate::denials::following::Way;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::money;
use crate::web::remittances::spoken;
use ::payments::denials::{Adjusted, Place, adjustments};
use ::payments::reason::{Kind, reason as carc};
use model::remittance::{PaidClaim, PaidLine, PaidService, RemittanceName};
use store::payments::{self, DenialRow};

/// One adjustment.
pub(super) struct Adjustment {
    pub(super) codes: String,
    pub(super) remarks: String,
    pub(super) says: String,
    pub(super) kind: &'static str,
    pub(super) amount: String,
    pub(super) this: bool,
}

/// One line of the payer's decision.
pub(super) struct Line {
    pub(super) number: u16,
    pub(super) code: String,
    pub(super) units: String,
    pub(super) charge: String,
    pub(super) paid: String,
    pub(super) pointed: String,
    pub(super) this: bool,
    pub(super) adjustments: Vec<Adjustment>,
}

/// What the payer decided.
#[derive(Default)]
pub(super) struct Decided {
    /// Whom it names beside the patient, in sentences.
    pub(super) names: Vec<String>,
    /// Adjustments of the claim as a whole.
    pub(super) claim: Vec<Adjustment>,
    /// Its lines.
    pub(super) lines: Vec<Line>,
}

/// Every adjustment that the payer made, on the claim and on each line of it.
pub(super) async fn decision(
    app: &App,
    visitor: &Visitor,
    row: &DenialRow,
    way: Option<&Way>,
) -> PageResult<Decided> {
    let before = (row.place - 1, 1);
    let tenant = &visitor.tenant;
    let staged = payments::staged(&app.db, tenant, &row.remittance, before).await?;
    let posted = payments::posted_of_remittance(&app.db, tenant, &row.remittance, before).await?;
    let Some((_, paid)) = staged.into_iter().next() else { return Ok(Decided::default()) };
    let found = posted.into_iter().next().map(|one| one.lines).unwrap_or_default();
    let all = adjustments(&paid);
    let own = &row.body.denial.adjusted;
    let of = |place: Place| -> Vec<Adjustment> {
        let here = all.iter().filter(|one| one.place == place);
        here.map(|one| Adjustment {
            codes: format!("{}-{}", one.group, one.carc),
            remarks: one.remarks.join(", "),
            says: carc(&one.carc)
                .map_or_else(|| "not in our list".to_owned(), |known| known.says.clone()),
            kind: kind(one.kind),
            amount: amount(one),
            this: (one.place, one.turn) == (own.place, own.turn) && !own.carc.is_empty(),
        })
        .collect()
    };
    let claim = way.map(|way| &way.claim.claim);
    let line = |(index, line): (usize, &model::remittance::PaidLine)| {
        let number = found.get(index).and_then(|one| one.line).unwrap_or(0);
        let sent = claim.and_then(|claim| claim.lines.iter().find(|own| own.line == number));
        let service = line.billed_service.as_ref().unwrap_or(&line.service);
        let pointed = sent.zip(claim).map(|(sent, claim)| {
            let at = sent.pointers.iter().filter_map(|at| usize::from(*at).checked_sub(1));
            at.filter_map(|at| claim.diagnoses.get(at).cloned()).collect::<Vec<_>>().join(", ")
        });
        Line {
            number,
            code: match &line.billed_service {
                Some(_) => format!("{}, decided as {}", coded(service), coded(&line.service)),
                None => coded(service),
            },
            units: units(line),
            charge: money(line.charge),
            paid: money(line.paid),
            pointed: pointed.unwrap_or_default(),
            this: own.place == Place::Line(index),
            adjustments: of(Place::Line(index)),
        }
    };
    Ok(Decided {
        names: names(&paid).into_iter().chain(beside(&paid)).collect(),
        claim: of(Place::Claim),
        lines: paid.lines.iter().enumerate().map(line).collect(),
    })
}

fn coded(service: &PaidService) -> String {
    let all = std::iter::once(&service.code).chain(&service.modifiers);
    all.map(String::as_str).collect::<Vec<_>>().join("-")
}

/// Money of an adjustment, with the units that it is for.
fn amount(one: &Adjusted) -> String {
    match one.quantity {
        Some(units) => format!("{} for {units} units", money(one.amount)),
        None => money(one.amount),
    }
}

/// The pricing of a stay or visit, amounts and counts that the payer tells of the claim; its
/// remarks stand with the adjustments.
fn beside(paid: &PaidClaim) -> Vec<String> {
    let without = PaidClaim { remarks: Vec::new(), ..paid.clone() };
    spoken(&without).into_iter().map(|said| format!("{said}.")).collect()
}

/// Units that are paid, and those billed where they are others.
fn units(line: &PaidLine) -> String {
    let paid = line.units.map(|units| units.to_string());
    match (paid, line.billed_units.filter(|billed| Some(*billed) != line.units)) {
        (Some(paid), Some(billed)) => format!("{paid} of {billed}"),
        (None, Some(billed)) => format!("1 of {billed}"),
        (paid, None) => paid.unwrap_or_default(),
    }
}

/// Other payers and another number of the insured: what a new claim needs.
fn names(paid: &PaidClaim) -> Vec<String> {
    let told = |name: &RemittanceName| {
        let who = [name.given.as_deref(), name.family.as_deref()];
        let who: Vec<&str> = who.into_iter().flatten().collect();
        let number = name.id.as_deref().filter(|id| !id.is_empty());
        let number = number.map(|id| format!("number {id}"));
        let all: Vec<String> = [Some(who.join(" ")).filter(|who| !who.is_empty()), number]
            .into_iter()
            .flatten()
            .collect();
        let what = match name.role.as_str() {
            "PR" => "They name another payer that comes first",
            "TT" => "They sent the claim on to",
            "74" => "They have the insured under",
            "GB" => "They name another insured",
            _ => return None,
        };
        (!all.is_empty()).then(|| format!("{what}: {}.", all.join(", ")))
    };
    paid.names.iter().filter_map(told).collect()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Allowance => "agreed reduction",
        Kind::PatientShare => "patient's share",
        Kind::Denied => "refused",
        Kind::OtherPayer => "another payer",
        Kind::Interest => "interest",
    }
}

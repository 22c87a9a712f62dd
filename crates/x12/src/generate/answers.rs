//! Answers to an 837: an interchange for each that it holds, the parties changed over.

use super::adjudication;
use super::billed::{Billed, Name};
use super::chance::{Chance, Stream};
use super::defects::Part;
use super::envelope::{self, Ends};
use super::page::{Book, Page};
use super::people::Address;
use super::read_claims::{Asked, AskedInterchange, read};
use super::remittance::{self, Account};
use super::{
    GenerateError, Kind, MAX_CLAIMS, Plan, Span, Written, ack_999, claim_ack_277ca, claim_status,
    eligibility,
};
use std::io::Write;

/// Writes the answer that a plan's kind names to the claims of an 837. The plan's seed decides
/// what is decided; its number of claims means nothing here.
///
/// # Errors
/// When the 837 cannot be read, holds no claim, or the output cannot be written.
pub fn answer<W: Write>(plan: &Plan<'_>, claims: &[u8], out: W) -> Result<Written, GenerateError> {
    plan.check()?;
    if plan.kind.setting().is_some() || plan.defect.is_some() {
        let what = "only a 999, 277ca, 270, 271, 276, 277 or 835 without a defect answers an 837";
        return Err(GenerateError::Plan(what.to_owned()));
    }
    let asked = read(claims).map_err(GenerateError::Claims)?;
    let sets = asked.iter().flat_map(|i| &i.groups).flat_map(|g| &g.transactions);
    if !sets.clone().any(|set| !set.claims.is_empty()) {
        let what = "the file that is to be answered holds no claim of an 837; give an 837";
        return Err(GenerateError::Plan(what.to_owned()));
    }
    let mut book = Book::new(plan, out);
    for (number, interchange) in (0..).zip(&asked) {
        one(&mut book, plan, interchange, number)?;
    }
    let (bytes, segments) = book.close(plan)?;
    Ok(Written { bytes, segments })
}

fn one<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
    asked: &AskedInterchange,
    number: u64,
) -> Result<(), GenerateError> {
    let inquiry = matches!(plan.kind, Kind::EligibilityInquiry | Kind::StatusInquiry);
    let ends = match inquiry {
        true => Ends { from: asked.sender.clone(), to: asked.receiver.clone() },
        false => Ends { from: asked.receiver.clone(), to: asked.sender.clone() },
    };
    let mut page = Page::default();
    envelope::interchange(&mut page, plan, number, &ends);
    book.put(Part::Interchange, &mut page)?;
    envelope::group(&mut page, plan, number, &ends);
    book.put(Part::Group, &mut page)?;
    let transactions = match plan.kind {
        Kind::Acknowledgement => ack_999::transactions(book, plan, asked)?,
        Kind::ClaimAcknowledgement => claim_ack_277ca::transactions(book, plan, asked)?,
        _ => by_account(book, plan, asked)?,
    };
    envelope::group_end(&mut page, plan, number, transactions);
    book.put(Part::GroupEnd, &mut page)?;
    envelope::interchange_end(&mut page, plan, number, 1);
    book.put(Part::InterchangeEnd, &mut page)
}

/// The claims of one payer and one payee, in file order.
pub(crate) struct Business<'a> {
    pub claims: Vec<&'a Billed>,
    pub submitter: Name,
}

impl Business<'_> {
    pub(crate) fn payer(&self) -> &Name {
        &self.claims[0].payer
    }

    pub(crate) fn billing(&self) -> &Name {
        &self.claims[0].billing
    }
}

/// All claims, by payer and payee in the order in which they first come, at most
/// [`MAX_CLAIMS`] together.
fn businesses(asked: &AskedInterchange) -> Vec<Business<'_>> {
    let mut places = std::collections::BTreeMap::new();
    let mut all: Vec<Business<'_>> = Vec::new();
    let sets: Vec<&Asked> = asked.groups.iter().flat_map(|g| &g.transactions).collect();
    for set in sets {
        for claim in &set.claims {
            let key = (claim.payer.id.clone(), claim.billing.id.clone());
            let full = |at: &usize| all[*at].claims.len() >= MAX_CLAIMS as usize;
            match places.get(&key).copied().filter(|at| !full(at)) {
                Some(at) => all[at].claims.push(claim),
                None => {
                    places.insert(key, all.len());
                    let submitter = set.submitter.clone();
                    all.push(Business { claims: vec![claim], submitter });
                }
            }
        }
    }
    all
}

fn by_account<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
    asked: &AskedInterchange,
) -> Result<u64, GenerateError> {
    let all = businesses(asked);
    for (number, business) in (0..).zip(&all) {
        let control = format!("{:04}", number + 1);
        let claims = business.claims.len() as u64;
        let span = Span { number, first: 0, claims, control };
        match plan.kind {
            Kind::EligibilityInquiry | Kind::EligibilityResponse => {
                eligibility::transaction(book, plan, &span, business)?;
            }
            Kind::StatusInquiry | Kind::StatusResponse => {
                claim_status::transaction(book, plan, &span, business)?;
            }
            _ => {
                let account = account(plan, business, number);
                let every: &remittance::Claims<'_> =
                    &|each| business.claims.iter().try_for_each(|claim| each(claim));
                remittance::write(book, plan, &span, &account, every)?;
            }
        }
    }
    Ok(all.len() as u64)
}

fn account(plan: &Plan<'_>, business: &Business<'_>, number: u64) -> Account {
    let mut chance = Chance::new(plan.seed, Stream::Provider, number);
    let payer_address = Address { second: String::new(), ..Address::drawn(&mut chance) };
    Account {
        payer: business.payer().clone(),
        payer_tax_id: format!("69{}", chance.digits(7)),
        payer_address,
        payee: business.billing().clone(),
        payee_tax_id: business.claims[0].billing_tax_id.clone(),
        payee_address: None,
    }
}

/// The status of a claim, as its payment will decide it: for a 277 before the 835 comes.
pub(crate) fn decision(plan: &Plan<'_>, billed: &Billed) -> adjudication::Payment {
    let mut all = adjudication::decide(plan.seed, billed);
    all.swap_remove(all.len() - 1)
}

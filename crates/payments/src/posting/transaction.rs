//! Posting a whole transaction.

use super::admission::{Admitted, Context, Refusal, admit};
use super::book::{Book, Draft};
use super::decision::{ClaimPosting, post_claim};
use super::review::{ReviewItem, ReviewReason};
use crate::ledger::{Entry, EntryFault, Event, Ledger, Leg, Reason, Subject};
use crate::provider_adjustments::Treatment;
use model::Cents;
use model::remittance::Remittance;

/// The posting of one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Who paid.
    pub payer: String,
    /// Claim by claim, in the order of the remittance.
    pub claims: Vec<ClaimPosting>,
    /// The entries of the provider's adjustments (PLB).
    pub provider_adjustments: Vec<Entry>,
    /// What a person must look at beside the claims.
    pub reviews: Vec<ReviewItem>,
}

/// Why a transaction was not posted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPosted {
    /// It may not be.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Refusal>),
    /// An entry would not have balanced.
    #[error(transparent)]
    Entry(#[from] EntryFault),
}

impl Posting {
    /// Every entry, in the order of their posting.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        let of_claims = self.claims.iter().flat_map(|claim| &claim.entries);
        of_claims.chain(&self.provider_adjustments)
    }

    /// Every review item.
    pub fn all_reviews(&self) -> impl Iterator<Item = &ReviewItem> {
        self.claims.iter().flat_map(|claim| &claim.reviews).chain(&self.reviews)
    }

    /// The cash of all entries: what was paid, to the cent.
    #[must_use]
    pub fn cash(&self) -> Cents {
        self.entries().map(|entry| entry.on(Ledger::Cash)).sum()
    }
}

/// Posts a transaction into a book. Nothing is noted in the book unless all of it is posted.
///
/// # Errors
/// Every reason why it may not be posted.
pub fn post<B: Book>(
    remittance: &Remittance,
    context: &Context<'_>,
    book: &mut B,
) -> Result<Posting, NotPosted> {
    let admitted = admit(remittance, context).map_err(NotPosted::Refused)?;
    let mut draft = Draft::of(book);
    let mut claims = Vec::with_capacity(remittance.claims.len());
    for place in 1..=remittance.claims.len() {
        let Some(one) = post_claim(remittance, place, &admitted, context, &draft)? else {
            continue;
        };
        draft.note(&one);
        claims.push(one);
    }
    let (provider_adjustments, reviews) =
        post_provider_adjustments(remittance, &admitted, context)?;
    claims.iter().for_each(|one| book.note(one));
    Ok(Posting { payer: admitted.payer, claims, provider_adjustments, reviews })
}

/// The entries of the provider's adjustments: a positive amount lowers the payment.
///
/// # Errors
/// When an entry does not balance, which an admitted remittance does not lead to.
pub fn post_provider_adjustments(
    remittance: &Remittance,
    admitted: &Admitted,
    context: &Context<'_>,
) -> Result<(Vec<Entry>, Vec<ReviewItem>), EntryFault> {
    let (mut entries, mut reviews) = (Vec::new(), Vec::new());
    let subject = Subject { payer: Some(admitted.payer.clone()), ..Subject::default() };
    for (one, number) in remittance.provider_adjustments.iter().zip(1..) {
        if one.amount == Cents::ZERO {
            continue;
        }
        let treatment = Treatment::of(&one.reason);
        if treatment == Treatment::Unknown {
            let reason = ReviewReason::UnknownProviderAdjustment { reason: one.reason.clone() };
            reviews.push(ReviewItem {
                place: 0,
                control_number: one.reference.clone().unwrap_or_default(),
                claim: None,
                line: None,
                waiting: one.amount,
                reason,
            });
        }
        let place = format!("provider adjustment {number}");
        let part = format!("plb:{number}");
        let head = context.head(&part, remittance.date, Event::ProviderAdjusted, place);
        let reason = Some(Reason { group: "PLB".to_owned(), code: one.reason.clone() });
        let ledger = treatment.ledger();
        let leg = Leg { ledger, subject: subject.clone(), amount: one.amount, reason };
        let cash = Leg::new(Ledger::Cash, subject.clone(), -one.amount);
        entries.push(Entry::new(head, vec![leg, cash])?);
    }
    Ok((entries, reviews))
}

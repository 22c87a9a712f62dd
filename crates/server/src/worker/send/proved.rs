//! An answer that comes before the file it answers is marked as sent proves that the file was
//! there: what was packed is marked first, so that the answer finds its claim.

use super::interchange::{Packed, receiver_of};
use super::{CLAIM, mark};
use crate::app::App;
use crate::follow_up::Sender;
use ::payments::posting::{KnownPayer, Payers, is_paid_to, plain};
use model::TenantId;
use model::remittance::Remittance;
use std::collections::BTreeSet;
use store::claims;
use store::work::{self, Parcel};

/// Who knows that the file is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Who put it there, and holds the parcel.
    Sender,
    /// An answer to it.
    Answer,
}

/// What an answer names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Proof<'a> {
    /// Numbers of our claims, letters and digits only.
    Numbers(&'a BTreeSet<String>),
    /// Numbers of our claims as before, in a payment by somebody who may not be known: only claims
    /// to its payer, for its payee, are meant. Others count as we do.
    Payment(&'a BTreeSet<String>, &'a Remittance),
    /// The control number of the interchange, and who answers. Each partner's count on by
    /// themselves: the file is one to who answers, else the only one with the number where it
    /// `may` be anybody's.
    Control(i64, &'a Sender, bool),
}

/// Marks as sent what an answer proves to have left; how many claims.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn proved(app: &App, tenant: &TenantId, proof: Proof<'_>) -> store::Result<usize> {
    let mut count = 0;
    let found = match proof {
        Proof::Numbers(numbers) | Proof::Payment(numbers, _) => {
            work::leaving_with(&app.db, tenant, (CLAIM, numbers)).await?
        }
        Proof::Control(control, from, may) => {
            let all = work::leaving_under(&app.db, tenant, (CLAIM, control)).await?;
            meant(all, from, may)?
        }
    };
    for parcel in found {
        let packed: Packed = store::json("payload", &parcel.payload)?;
        let named = match proof {
            Proof::Numbers(numbers) => numbers.contains(&plain(&packed.claim)),
            Proof::Payment(numbers, head) => {
                numbers.contains(&plain(&packed.claim))
                    && is_between(app, tenant, &packed.claim, head).await?
            }
            Proof::Control(control, ..) => packed.control == control,
        };
        if named && !packed.text.is_empty() {
            mark(app, &parcel, &packed, By::Answer).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// Whether a claim asks who pays, for who is paid.
async fn is_between(
    app: &App,
    tenant: &TenantId,
    claim: &str,
    head: &Remittance,
) -> store::Result<bool> {
    let Some(row) = claims::claim(&app.db, tenant, claim).await? else { return Ok(false) };
    let payer = Payers { known: vec![KnownPayer::of(&row.claim)] };
    let billing = &row.claim.billing;
    let own: Vec<String> = billing.tax_id.iter().chain([&billing.npi]).cloned().collect();
    Ok(payer.of(head).is_some() && is_paid_to(head, &own))
}

/// The one of these that an answer is about; none where it is not clear which.
fn meant(all: Vec<Parcel>, from: &Sender, may: bool) -> store::Result<Vec<Parcel>> {
    let mut own = Vec::new();
    for (at, parcel) in all.iter().enumerate() {
        let packed: Packed = store::json("payload", &parcel.payload)?;
        if from.is(&receiver_of(&packed.text)) {
            own.push(at);
        }
    }
    Ok(match (own.as_slice(), all.len()) {
        ([at], _) => all.into_iter().skip(*at).take(1).collect(),
        ([], 1) if may => all,
        _ => Vec::new(),
    })
}

//! An answer that comes before the file it answers is marked as sent proves that the file was
//! there: what was packed is marked first, so that the answer finds its claim.

use super::interchange::Packed;
use super::{CLAIM, mark};
use crate::app::App;
use ::payments::posting::plain;
use model::TenantId;
use std::collections::BTreeSet;
use store::work;

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
    /// The control number of the interchange. Each partner's count on by themselves: it proves
    /// something only where one file alone has it.
    Control(i64),
}

/// Marks as sent what an answer proves to have left; how many claims.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn proved(app: &App, tenant: &TenantId, proof: Proof<'_>) -> store::Result<usize> {
    let mut count = 0;
    let found = match proof {
        Proof::Numbers(numbers) => work::leaving_with(&app.db, tenant, (CLAIM, numbers)).await?,
        Proof::Control(control) => {
            let one = work::leaving_under(&app.db, tenant, (CLAIM, control)).await?;
            one.into_iter().collect()
        }
    };
    for parcel in found {
        let packed: Packed = store::json("payload", &parcel.payload)?;
        let named = match proof {
            Proof::Numbers(numbers) => numbers.contains(&plain(&packed.claim)),
            Proof::Control(control) => packed.control == control,
        };
        if named && !packed.text.is_empty() {
            mark(app, &parcel, &packed, By::Answer).await?;
            count += 1;
        }
    }
    Ok(count)
}

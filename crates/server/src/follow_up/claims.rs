//! 277CA: what a clearinghouse or payer says of each claim on its arrival.

use super::front_door::{self, Became, Door, Says, Which, Word};
use super::words::status_reasons;
use super::{Sender, Told};
use crate::app::App;
use crate::worker::send::{self, Proof};
use ::payments::posting::plain;
use model::acknowledgement::{ClaimAck, ClaimAcks, ClaimVerdict};
use model::{AccountId, TenantId};
use std::collections::BTreeSet;
use store::Tx;
use store::payments::{self, IncomingFile, OpenRow, RefusalReason};

/// What our name of a batch begins with (BHT03), before the control number.
const BATCH: &str = "BATCH-";

/// A 277CA.
pub(super) async fn take(
    app: &App,
    tenant: &TenantId,
    (file, from, acks): (&IncomingFile, &Sender, &ClaimAcks),
    told: &mut Told,
) -> store::Result<()> {
    for batch in &acks.batches {
        let control = batch.trace.as_deref().and_then(control_of);
        for ack in &batch.claims {
            one(app, tenant, (file, from, acks, control), ack, told).await?;
        }
        if batch.claims.is_empty() {
            let said = status_reasons(&batch.statuses, None);
            let said = said.first().map_or("nothing is said of it", |one| &one.said);
            let name = batch.trace.as_deref().unwrap_or("without a name");
            told.left("277CA", &format!("of no claim of the batch {name}: {said}"));
        }
    }
    Ok(())
}

/// The control number in our name of a batch.
fn control_of(trace: &str) -> Option<i64> {
    let rest = trace.trim().strip_prefix(BATCH)?;
    rest.split('-').next()?.parse().ok()
}

async fn one(
    app: &App,
    tenant: &TenantId,
    (file, from, acks, control): (&IncomingFile, &Sender, &ClaimAcks, Option<i64>),
    ack: &ClaimAck,
    told: &mut Told,
) -> store::Result<()> {
    let open = match by_number(app, tenant, &ack.control_number).await? {
        Some(open) if same(ack, &open) => open,
        Some(_) => {
            let why = "days and charge are those of another claim than our number's";
            return told.leave("277CA", &format!("claim {}: {why}", ack.control_number));
        }
        None => {
            let why = format!("no claim of ours has the number {}", ack.control_number);
            return told.leave("277CA", &why);
        }
    };
    let (says, verb) = match ack.verdict {
        ClaimVerdict::Accepted => (Says::Taken, "took"),
        ClaimVerdict::Rejected => (Says::Refused, "refused"),
        ClaimVerdict::Unclear => (Says::Unclear, "says neither that it took nor refused"),
    };
    let mut reasons = status_reasons(&ack.statuses, None);
    for line in &ack.lines {
        let name = line.line_control_number.as_deref().unwrap_or(&line.code);
        reasons.extend(status_reasons(&line.statuses, Some(name)));
    }
    if reasons.is_empty() {
        let said = "they give no reason".to_owned();
        reasons.push(RefusalReason { said, place: String::new() });
    }
    let who = acks.source.name.trim().to_owned();
    let first = reasons.first().map(|one| one.said.as_str()).unwrap_or_default();
    // The sentence says already that it was refused.
    let first = first.strip_prefix("refused, ").unwrap_or(first).to_owned();
    let number = ack.payer_control_number.as_deref().map(str::trim).unwrap_or_default();
    let named = if number.is_empty() { String::new() } else { format!(", their number {number}") };
    let account = open.open.account.clone().unwrap_or(AccountId(String::new()));
    let codes: Vec<String> = ack
        .statuses
        .iter()
        .flat_map(|one| &one.codes)
        .map(|code| format!("{}:{}", code.category, code.status))
        .collect();
    let source = acks.source.id.as_deref().unwrap_or(&who);
    let word = Word {
        door: Door::Claim,
        claim: &open.open.claim.0,
        account: &account,
        which: Which::Told(control, from),
        says,
        said: format!("{who} {verb} the claim{named}: {first}"),
        who: who.clone(),
        reasons,
        key: format!("{verb}:{}:{}", plain(source), codes.join(",")),
        file: &file.id,
    };
    let became = front_door::take(app, tenant, &word).await?;
    if says == Says::Taken && became != Became::Unmatched {
        keep_number(app, tenant, number, &open).await?;
    }
    super::tell(told, "277CA", says, became, &ack.control_number);
    Ok(())
}

/// The open claim with this number of ours; members share keys with claims, numbers do not.
pub(super) async fn by_number(
    app: &App,
    tenant: &TenantId,
    number: &str,
) -> store::Result<Option<OpenRow>> {
    let key = plain(number);
    if key.is_empty() {
        return Ok(None);
    }
    let ours = |row: &OpenRow| plain(row.open.claim.as_str()) == key;
    let found = payments::open_of_key(&app.db, tenant, &key).await?;
    if let Some(row) = found.into_iter().find(ours) {
        return Ok(Some(row));
    }
    let numbers = BTreeSet::from([key.clone()]);
    if send::proved(app, tenant, Proof::Numbers(&numbers)).await? == 0 {
        return Ok(None);
    }
    let found = payments::open_of_key(&app.db, tenant, &key).await?;
    Ok(found.into_iter().find(ours))
}

/// The payer's number finds the claim from now on.
pub(super) async fn keep_number(
    app: &App,
    tenant: &TenantId,
    number: &str,
    open: &OpenRow,
) -> store::Result<()> {
    if plain(number).is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    keep_number_in(&mut tx, tenant, number, open.open.claim.as_str()).await?;
    tx.commit().await
}

/// As [`keep_number`], in the transaction of the caller.
pub(super) async fn keep_number_in(
    tx: &mut Tx,
    tenant: &TenantId,
    number: &str,
    claim: &str,
) -> store::Result<()> {
    let key = plain(number);
    match key.is_empty() {
        true => Ok(()),
        false => payments::add_keys(tx, tenant, &[(key, claim.to_owned())]).await,
    }
}

/// Whether an answer that carries our number is about our claim: another system may have counted
/// the same way. Days that do not touch and another charge are two witnesses against it.
fn same(ack: &ClaimAck, open: &OpenRow) -> bool {
    let (open, charge) = (&open.open, ack.statuses.iter().find_map(|one| one.charge));
    let other_days = ack.days.is_some_and(|(from, to)| to < open.from || from > open.through);
    let other_charge = charge.is_some_and(|charge| charge != open.charge);
    !(other_days && other_charge)
}

#[cfg(test)]
mod tests {
    use super::control_of;

    #[test]
    fn a_batch_of_ours_tells_its_control_number() {
        assert_eq!(control_of("BATCH-000000123"), Some(123));
        assert_eq!(control_of("BATCH-000000123-2"), Some(123));
        assert_eq!(control_of("OTHER-1"), None);
        assert_eq!(control_of("BATCH-"), None);
    }
}

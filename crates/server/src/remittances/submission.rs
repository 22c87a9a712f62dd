//! What is noted of a claim in the transaction in which it leaves.

use crate::app::App;
use crate::denials::correcting;
use crate::remittances::charged;
use ::payments::ledger::{Entry, EntryHead, EntryId, Event, movement};
use model::{AccountId, Claim, TenantId};
use std::collections::{BTreeMap, BTreeSet};
use store::payments::{self, ClaimEvent, OpenRow, SentInterchange};
use store::{StoreError, Tx};

/// A claim that leaves.
#[derive(Clone, Debug)]
pub struct Leaving<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// Its account.
    pub account: &'a AccountId,
    /// To whom, under which number, in which file.
    pub sent: SentInterchange,
}

/// Notes claims that leave: they wait for money from now on, what they charge is in the ledger,
/// and answers find them. One that takes the place of another takes its charges back.
///
/// # Errors
/// A database that does not answer.
pub async fn note_leaving(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    leaving: &[Leaving<'_>],
) -> store::Result<()> {
    let at = app.now();
    let rows = open_rows(app, tenant, leaving).await?;
    let known = payments::open_already(tx, tenant, &rows).await?;
    payments::put_open(tx, tenant, &rows).await?;
    let again: Vec<OpenRow> =
        rows.into_iter().filter(|row| known.contains(&row.open.claim.0)).collect();
    let mut entries = charged_anew(app, tenant, leaving, &again).await?;
    payments::renew_open(tx, tenant, &again).await?;
    let mended: Vec<String> = again.iter().map(|row| row.open.claim.0.clone()).collect();
    payments::refusals_mended(tx, tenant, &mended).await?;
    let resent = crate::follow_up::by_service("resent", at);
    payments::settle_follow_ups(tx, tenant, &resent, &mended).await?;
    let claims: Vec<&Claim> = leaving.iter().map(|one| one.claim).collect();
    payments::seen_payers(tx, tenant, &claims).await?;
    let sent: Vec<SentInterchange> = leaving.iter().map(|one| one.sent.clone()).collect();
    payments::put_sent(tx, tenant, &sent).await?;
    let first = |one: &&Leaving<'_>| !comes_after(one.claim) && !known.contains(&one.claim.id.0);
    for one in leaving.iter().filter(first) {
        entries.extend(correcting::left(app, tx, tenant, (one.claim, one.account)).await?);
        if charges_itself(one.claim) {
            entries.extend(charges(app, one, &one.claim.id.0)?);
        }
    }
    // Also of claims that left before: their patients may have been billed in between.
    let charging = leaving.iter().filter(|one| charges_itself(one.claim));
    let asked: BTreeSet<AccountId> = charging.map(|one| one.account.clone()).collect();
    let asked = Vec::from_iter(asked);
    entries.extend(charged::claimed(app, tx, tenant, &asked).await?);
    charged::post(app, tx, tenant, &entries).await?;
    let events: Vec<ClaimEvent> = leaving.iter().map(|one| event(one, at)).collect();
    payments::put_claim_events(tx, tenant, &events).await?;
    Ok(())
}

/// Whether a claim goes to the next payer: what it charges is in the ledger since the first left.
fn comes_after(claim: &Claim) -> bool {
    claim.other_payers.iter().any(|other| other.paid_cents.is_some())
}

/// Whether a claim charges something of its own; one that only takes another back does not.
fn charges_itself(claim: &Claim) -> bool {
    claim.frequency != "8" && !comes_after(claim)
}

/// Claims that leave, each with the moment at which its payer is asked while it is silent.
async fn open_rows(
    app: &App,
    tenant: &TenantId,
    leaving: &[Leaving<'_>],
) -> store::Result<Vec<OpenRow>> {
    let at = app.now();
    let mut known: BTreeMap<String, i64> = BTreeMap::new();
    let mut rows = Vec::with_capacity(leaving.len());
    for one in leaving {
        let payer = movement::payer_of(one.claim);
        let ask_at = match known.get(&payer) {
            Some(ask_at) => *ask_at,
            None => crate::patience::of(app, tenant, &payer).await?.ask_at(at),
        };
        known.insert(payer, ask_at);
        rows.push(OpenRow::of(one.claim, one.account, at, ask_at));
    }
    Ok(rows)
}

/// What claims charge that were refused at the front door and leave again: where it is other than
/// what stands in the ledger, that is taken back line by line, and charged as it is now. Of a claim
/// that was laid aside in between nothing stands.
async fn charged_anew(
    app: &App,
    tenant: &TenantId,
    leaving: &[Leaving<'_>],
    again: &[OpenRow],
) -> store::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for row in again {
        let before = payments::open_claim(&app.db, tenant, &row.open.claim.0).await?;
        let same = before.as_ref().is_none_or(|before| before.open.lines == row.open.lines);
        let undecided = before.as_ref().is_some_and(|before| before.decided_at.is_none());
        let one = leaving.iter().find(|one| one.claim.id == row.open.claim);
        let (true, Some(one)) = (undecided, one.filter(|one| charges_itself(one.claim))) else {
            continue;
        };
        let standing = payments::entries_of_claim(&app.db, tenant, &row.open.claim.0).await?;
        let taken: Vec<&EntryId> = standing.iter().filter_map(Entry::reverses).collect();
        let charged = standing.iter().filter(|entry| {
            entry.head().cause.event == Event::Charged
                && entry.reverses().is_none()
                && !taken.contains(&entry.id())
        });
        let charged: Vec<&Entry> = charged.collect();
        if same && !charged.is_empty() {
            continue;
        }
        for entry in charged {
            let id = EntryId(format!("back:{}", entry.id()));
            let effective = entry.head().effective;
            let head = EntryHead { id, effective, ..charged::head(app, "") };
            let back = entry.reversal(head);
            entries.push(back.map_err(|fault| StoreError::Refused(fault.to_string()))?);
        }
        let name = format!("{}:{}:{}", one.claim.id, one.sent.partner, one.sent.control);
        entries.extend(charges(app, one, &name)?);
    }
    Ok(entries)
}

fn charges(app: &App, one: &Leaving<'_>, name: &str) -> store::Result<Vec<Entry>> {
    let head = EntryHead { id: EntryId(format!("charge:{name}")), ..charged::head(app, "") };
    movement::charged(&head, one.claim, Some(one.account))
        .map_err(|fault| StoreError::Refused(fault.to_string()))
}

fn event(one: &Leaving<'_>, at: i64) -> ClaimEvent {
    ClaimEvent {
        claim: one.claim.id.0.clone(),
        id: format!("sent:{}:{}", one.sent.partner, one.sent.control),
        at,
        kind: "submitted".to_owned(),
        tone: "news",
        said: format!("left for {} in {}", one.claim.payer.name, one.sent.file),
        file: String::new(),
    }
}

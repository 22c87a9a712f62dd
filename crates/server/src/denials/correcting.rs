//! A refused claim goes out again: frequency 7 in its place, or 8 to take it back, with the
//! payer's own number as original reference (REF F8).

use crate::app::App;
use crate::steps;
use crate::surroundings::day_of;
use ::payments::appeal::{Correction, correct, differences};
use ::payments::denials::life::{DenialEvent, step};
use ::payments::ledger::{BatchId, Cause, Entry, EntryHead, EntryId, Event};
use model::{AccountEvent, AccountId, Claim, TenantId};
use store::accounts::Account;
use store::claims::{self, ClaimRow};
use store::payments::{self, ClaimEvent, DenialEventRow, DenialRow};
use store::{StoreError, Tx};

/// Longest control number that every payer returns whole (CLM01).
const LONGEST: usize = 20;

/// What is asked.
pub(crate) struct Asked<'a> {
    /// The claim as it left.
    pub(crate) first: &'a ClaimRow,
    /// The claim as it is to be; the same as the first one where somebody changes it in the
    /// editor.
    pub(crate) changed: Claim,
    /// In its place, or back.
    pub(crate) correction: Correction,
    /// The payer's number of the first one.
    pub(crate) number: &'a str,
    /// Who, when.
    pub(crate) who: (&'a str, i64),
}

/// Makes the corrected claim on the account of a denial, judges it, and moves the account: to the
/// queue of edits while something is left to do, on its way where nothing stops it.
///
/// # Errors
/// [`StoreError::Refused`] where the payer's number is missing, nothing was decided yet, or one is
/// in work already; a database that does not answer.
pub(crate) async fn prepare(
    app: &App,
    tx: &mut Tx,
    (tenant, account): (&TenantId, &mut Account),
    asked: Asked<'_>,
) -> store::Result<ClaimRow> {
    let refused = |why: String| StoreError::Refused(why.trim_end_matches('.').to_owned());
    let own = claims::claims_for_change(tx, tenant, &account.id).await?;
    if let Some(open) = own.iter().find(|row| !row.has_left() && row.claim.frequency != "1") {
        return Err(refused(format!("claim {} corrects it already and has not left", open.id)));
    }
    let same = differences(&asked.first.claim, &asked.changed).is_empty();
    let edited = same && asked.correction == Correction::Replace;
    let mut claim = match edited {
        // What changes is still to be typed; saving it unchanged is refused.
        true if asked.number.trim().is_empty() => {
            return Err(refused(::payments::appeal::CorrectedFault::NoPayerNumber.to_string()));
        }
        true => Claim {
            frequency: "7".to_owned(),
            original_reference: Some(asked.number.trim().to_owned()),
            ..asked.changed.clone()
        },
        false => correct(&asked.first.claim, &asked.changed, asked.correction, asked.number)
            .map_err(|fault| refused(fault.to_string()))?,
    };
    let turn = 1 + own.iter().filter(|row| row.claim.frequency != "1").count();
    claim.id = number_of(&asked.first.id, turn).into();
    claim.submitted = Some(day_of(app.now()));
    let report = app.desk().scrub(&claim);
    let mut row = ClaimRow::new(&account.id, own.len(), &claim, &report, app.now());
    if edited {
        "edits".clone_into(&mut row.status);
    }
    claims::put_claims(tx, tenant, std::slice::from_ref(&row)).await?;
    let mut moves = vec![AccountEvent::Corrected];
    let reasons = crate::worker::stopping(&report);
    moves.push(match edited {
        true => AccountEvent::EditsFound {
            reasons: vec![format!("Correct claim {} that the payer refused.", asked.first.id)],
        },
        false if reasons.is_empty() => AccountEvent::ScrubbedClean,
        false => AccountEvent::EditsFound { reasons },
    });
    if matches!(moves.last(), Some(AccountEvent::EditsFound { .. })) {
        moves.push(AccountEvent::Assigned { to: asked.who.0.into() });
    }
    steps::take(app, tx, tenant, account, &moves, asked.who).await?;
    note(tx, tenant, (&row, &asked)).await?;
    Ok(row)
}

/// Denials of the first claim name the one that corrects it, and the timelines tell it.
async fn note(
    tx: &mut Tx,
    tenant: &TenantId,
    (row, asked): (&ClaimRow, &Asked<'_>),
) -> store::Result<()> {
    let ids = [asked.first.id.clone()];
    let mut events = Vec::new();
    let found = payments::denials_of_claims_for_change(tx, tenant, &ids).await?;
    for mut denial in found.into_iter().filter(|one| one.waits() == "work") {
        denial.resent_as.clone_from(&row.id);
        payments::save_denial(tx, tenant, &mut denial, asked.who.1).await?;
        let event = DenialEventRow {
            at: asked.who.1,
            actor: asked.who.0.to_owned(),
            event: "corrected".to_owned(),
            note: format!("Claim {} corrects it.", row.id),
        };
        events.push((denial.id, event));
    }
    payments::put_denial_events(tx, tenant, &events).await?;
    let event = ClaimEvent {
        claim: asked.first.id.clone(),
        id: format!("corrected:{}", row.id),
        at: asked.who.1,
        kind: "corrected".to_owned(),
        tone: "news",
        said: match asked.correction {
            Correction::Replace => format!("claim {} takes its place", row.id),
            Correction::Void => format!("claim {} takes it back", row.id),
        },
        file: String::new(),
    };
    payments::put_claim_events(tx, tenant, &[event]).await.map(drop)
}

/// The number of the corrected claim: that of the first with `-R1`, at most 20 characters.
fn number_of(first: &str, turn: usize) -> String {
    let end = format!("-R{turn}");
    let base = first.rsplit_once("-R").filter(|(_, n)| n.bytes().all(|b| b.is_ascii_digit()));
    let base = base.map_or(first, |(base, _)| base);
    if base.len() + end.len() <= LONGEST {
        return format!("{base}{end}");
    }
    let mark: String = crate::reception::hex(base.as_bytes()).chars().take(6).collect();
    let room = LONGEST - end.len() - mark.len() - 1;
    let head: String = base.chars().take(room).collect();
    format!("{head}-{}{end}", mark.to_ascii_uppercase())
}

/// Why a corrected claim may not be saved: it says the same as the first one.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn unchanged(
    app: &App,
    tenant: &TenantId,
    account: &AccountId,
    claim: &Claim,
) -> store::Result<bool> {
    let denials = payments::denials_of_account(&app.db, tenant, account).await?;
    let Some(denial) = denials.iter().find(|one| one.resent_as == claim.id.0) else {
        return Ok(false);
    };
    let first = claims::claim(&app.db, tenant, &denial.claim).await?;
    Ok(first.is_some_and(|first| differences(&first.claim, claim).is_empty()))
}

/// What follows in the ledger and for denials when a corrected claim leaves, in its transaction:
/// the charges of the claim that it replaces are taken back with its refusals, so that nothing is
/// charged twice, and its open denials wait for the payer.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn left(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (claim, account): (&Claim, &AccountId),
) -> store::Result<Vec<Entry>> {
    let Some(number) = claim.original_reference.as_deref().filter(|_| is_correction(claim)) else {
        return Ok(Vec::new());
    };
    let (at, today) = (app.now(), day_of(app.now()));
    let but = (account, claim.id.0.as_str());
    let (first, standing) = payments::standing_of_replaced(tx, tenant, number, but).await?;
    let mut made = Vec::with_capacity(standing.len());
    for entry in standing {
        let head = EntryHead {
            id: EntryId(format!("replaced:{}:{}", claim.id, entry.id())),
            posted_on: today,
            effective: today,
            batch: BatchId(format!("charges:{today}")),
            cause: Cause::of(Event::Superseded, &format!("claim {} takes its place", claim.id)),
        };
        made.push(entry.reversal(head).map_err(|fault| StoreError::Refused(fault.to_string()))?);
    }
    claims::put_statuses(tx, tenant, "replaced", &first).await?;
    let mut events = Vec::new();
    for mut denial in payments::denials_of_claims_for_change(tx, tenant, &first).await? {
        let limits = super::limits(&denial);
        let Ok(state) = step(&denial.life.state, &DenialEvent::Resend, &limits) else { continue };
        denial.life.state = state;
        denial.resent_as.clone_from(&claim.id.0);
        payments::save_denial(tx, tenant, &mut denial, at).await?;
        let event = DenialEventRow {
            at,
            actor: "service".to_owned(),
            event: "resent".to_owned(),
            note: format!("Claim {} left with frequency {}.", claim.id, claim.frequency),
        };
        events.push((denial.id, event));
    }
    payments::put_denial_events(tx, tenant, &events).await?;
    Ok(made)
}

/// Whether a claim takes the place of another, or takes it back.
pub(crate) fn is_correction(claim: &Claim) -> bool {
    matches!(claim.frequency.as_str(), "7" | "8")
}

/// The corrected claim of a denial with the first one, for its cover.
pub(crate) async fn pair(
    app: &App,
    tenant: &TenantId,
    row: &DenialRow,
) -> store::Result<Option<(Claim, Claim)>> {
    let first = claims::claim(&app.db, tenant, &row.claim).await?;
    let second = claims::claim(&app.db, tenant, &row.resent_as).await?;
    Ok(first.zip(second).map(|(first, second)| (first.claim, second.claim)))
}

#[cfg(test)]
mod tests {
    use super::number_of;

    #[test]
    fn numbers_of_corrected_claims_are_short_and_differ() {
        assert_eq!(number_of("VISIT-1", 1), "VISIT-1-R1");
        assert_eq!(number_of("VISIT-1-R1", 2), "VISIT-1-R2");
        let (a, b) = (number_of("AAAAAAAAAAAAAAAAAAA1", 1), number_of("AAAAAAAAAAAAAAAAAAA2", 1));
        assert!(a.len() == 20 && b.len() == 20 && a != b, "{a} {b}");
    }
}

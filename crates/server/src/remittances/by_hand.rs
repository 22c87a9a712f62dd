//! What people do with what posting leaves: confirm it, choose the claim of money that waits,
//! divide the money, leave it with a word.

use super::posting::{Batch, context_by_hand};
use super::settle;
use crate::app::App;
use crate::surroundings::day_of;
use ::payments::ledger::{Entry, Ledger};
use ::payments::posting::{
    Chosen, Context, OpenClaim, Outcome, Payers, Portion, Whose, act_of, divide, post_chosen,
    still_waiting,
};
use model::remittance::PaidClaim;
use model::{AccountId, Cents, TenantId};
use serde_json::{Value, json};
use store::payments::{self, RefundRow, RemittanceRow, ReviewRow, Waiting};
use store::record::{AuditEntry, append};
use store::{StoreError, Tx, accounts};

/// Parts into which money is divided at once, at most.
pub(crate) const MOST_PARTS: usize = 20;

/// A part of money that waits, as a person names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Our claim; `None`: back to the payer.
    pub claim: Option<String>,
    /// Its line; `None`: the claim as a whole.
    pub line: Option<u16>,
    /// How much.
    pub amount: Cents,
}

/// What a person does with an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// It is right as it was posted, or the money stays where it is.
    Leave,
    /// The decision is about this claim; `instead`: in place of the earlier one.
    Choose {
        /// Which.
        claim: String,
        /// See [`Chosen::instead`].
        instead: bool,
    },
    /// The money alone is divided.
    Divide(Vec<Part>),
}

/// Does it: ledger, books, item and audit log in one transaction.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else settled the item, [`StoreError::Refused`] with the
/// reason when it cannot be done so.
pub(crate) async fn act(
    app: &App,
    tenant: &TenantId,
    (id, version): (&str, i64),
    (act, word, who): (&Act, &str, &str),
) -> store::Result<()> {
    let gone = || StoreError::NotFound { what: "such item".to_owned() };
    let item = payments::review(&app.db, tenant, id).await?.ok_or_else(gone)?;
    let row = payments::remittance(&app.db, tenant, &item.remittance).await?.ok_or_else(gone)?;
    let hand = Hand { app, tenant, item: &item, row: &row, who, word };
    let mut tx = app.db.begin().await?;
    let held = payments::review_for_change(&mut tx, tenant, id).await?.ok_or_else(gone)?;
    if held.version != version || held.state != "open" {
        return Err(StoreError::Conflict { what: "this item".to_owned() });
    }
    let (accounts, detail) = match act {
        Act::Leave => (hand.own_account().await?, json!({ "left": item.item.waiting.0 })),
        Act::Choose { claim, instead } => hand.choose(&mut tx, claim, *instead).await?,
        Act::Divide(parts) => hand.divide(&mut tx, parts).await?,
    };
    payments::settle_review(&mut tx, tenant, (id, version), (who, app.now(), word)).await?;
    append(&mut tx, tenant, &[hand.audit(act, detail)]).await?;
    tx.commit().await?;
    settle::close(app, tenant, &accounts).await?;
    app.changed(tenant);
    app.work.notify_waiters();
    Ok(())
}

struct Hand<'a> {
    app: &'a App,
    tenant: &'a TenantId,
    item: &'a ReviewRow,
    row: &'a RemittanceRow,
    who: &'a str,
    word: &'a str,
}

type Done = (Vec<AccountId>, Value);

fn refused(why: impl ToString) -> StoreError {
    StoreError::Refused(why.to_string())
}

impl Hand<'_> {
    fn place(&self) -> i64 {
        i64::try_from(self.item.item.place).unwrap_or(i64::MAX)
    }

    fn batch(&self) -> String {
        format!("people:{}", day_of(self.app.now()))
    }

    fn context<'a>(&'a self, payers: &'a Payers) -> Context<'a> {
        context_by_hand(self.app, &self.row.id, payers)
    }

    async fn own_account(&self) -> store::Result<Vec<AccountId>> {
        let Some(claim) = &self.item.item.claim else { return Ok(Vec::new()) };
        let open = payments::open_claim(&self.app.db, self.tenant, claim.as_str()).await?;
        Ok(open.and_then(|one| one.open.account).into_iter().collect())
    }

    async fn open(&self, claim: &str) -> store::Result<OpenClaim> {
        let found = payments::open_claim(&self.app.db, self.tenant, claim.trim()).await?;
        let why = || refused(format!("no claim `{}` left from here", claim.trim()));
        found.map(|one| one.open).ok_or_else(why)
    }

    /// The money that the item is about, while it still waits.
    async fn waiting(&self, tx: &mut Tx) -> store::Result<Option<Waiting>> {
        if self.row.state != "closed" {
            return Err(refused("this payment is still being posted; try again in a minute"));
        }
        let place = self.place();
        let found = payments::waiting_for_change(tx, self.tenant, &self.row.id, place).await?;
        if found.is_none() && self.item.item.waiting != Cents::ZERO {
            let why = "the money of this item waits no longer: the payer took it back, or somebody \
                       moved it; leave the item with a word";
            return Err(refused(why));
        }
        Ok(found)
    }

    /// How often the decision was taken back from a claim.
    async fn turn(&self, tx: &mut Tx) -> store::Result<u32> {
        let which = (self.row.id.as_str(), self.place());
        let posted = payments::posted_for_change(tx, self.tenant, which).await?;
        Ok(posted.and_then(|one| u32::try_from(one.turn).ok()).unwrap_or(0))
    }

    async fn post(&self, tx: &mut Tx, entries: &[Entry]) -> store::Result<()> {
        let (at, day) = (self.app.now(), day_of(self.app.now()));
        let batch = self.batch();
        payments::open_batch(tx, self.tenant, (&batch, "people"), (at, Some(day))).await?;
        payments::add_entries(tx, self.tenant, at, entries).await
    }

    async fn choose(&self, tx: &mut Tx, claim: &str, instead: bool) -> store::Result<Done> {
        let claim = self.open(claim).await?;
        let account: Vec<AccountId> = claim.account.iter().cloned().collect();
        // Accounts first: who takes a posting back does so too.
        accounts::get_all_for_change(tx, self.tenant, &account).await?;
        let waiting = self.waiting(tx).await?;
        let place = self.place();
        let at = (place - 1, 1);
        let mut staged = payments::staged(&self.app.db, self.tenant, &self.row.id, at).await?;
        let Some((_, decision)) = staged.pop().filter(|one| one.0 == place) else {
            return Err(refused("this item is about the payment, not about a claim of it"));
        };
        if decision.status == "22" || (waiting.is_none() && self.item.item.claim.is_some()) {
            let why = "there is no decision here that could go to a claim; divide the money";
            return Err(refused(why));
        }
        // The books under the number of the chosen claim: that of the decision leads elsewhere.
        let asked = PaidClaim { control_number: claim.claim.0.clone(), ..PaidClaim::default() };
        let shelf = payments::book(&self.app.db, self.tenant, &[&asked]).await?;
        let payers = Payers::default();
        let chosen = Chosen {
            decision: &decision,
            place: self.item.item.place,
            waiting: waiting.as_ref().map(|one| &one.entry),
            claim: &claim,
            instead,
            turn: self.turn(tx).await?,
        };
        let paid = (self.row.head.date, self.row.payer.as_str());
        let posting =
            post_chosen(&chosen, paid, &self.context(&payers), &shelf).map_err(refused)?;
        if posting.outcome != Outcome::Posted {
            let why = posting.reviews.first().map(|one| one.reason.to_string());
            return Err(refused(format!(
                "{}; say that it counts in place of the earlier one, or divide the money",
                why.unwrap_or_default()
            )));
        }
        let moved: Cents = posting.entries.iter().map(|one| one.on(Ledger::UnappliedCash)).sum();
        let detail = json!({ "claim": claim.claim.0, "instead": instead, "cents": moved.0 });
        self.post(tx, &posting.entries).await?;
        let mut made = Batch::by_hand(chosen.turn);
        made.add(self.app, self.row, &decision, posting);
        let held = made.hold(tx, self.tenant).await?;
        made.write(self.app, tx, self.tenant, (self.row, held)).await?;
        payments::settle_money(tx, self.tenant, &self.row.id, moved).await?;
        super::ask(self.app, tx, self.tenant, (super::AFTER, &self.row.id)).await?;
        Ok((account, detail))
    }

    /// The parts as the books take them, the accounts that they touch, and what goes back.
    async fn portions(
        &self,
        parts: &[Part],
    ) -> store::Result<(Vec<Portion>, Vec<AccountId>, Cents)> {
        let (mut portions, mut accounts, mut back) = (Vec::new(), Vec::new(), Cents::ZERO);
        for part in parts {
            let whose = match &part.claim {
                None => {
                    back = back + part.amount;
                    Whose::Refund
                }
                Some(claim) => {
                    let open = self.open(claim).await?;
                    let known = |line: u16| open.lines.iter().any(|one| one.line == line);
                    if let Some(line) = part.line.filter(|line| !known(*line)) {
                        return Err(refused(format!("claim {} has no line {line}", open.claim)));
                    }
                    accounts.extend(open.account.clone());
                    let owed_by = match open.payers.contains(&self.row.payer) {
                        true => self.row.payer.clone(),
                        false => open.payers.first().cloned().unwrap_or_default(),
                    };
                    let (claim, account, line) = (open.claim, open.account, part.line);
                    Whose::Claim { claim, account, line, owed_by }
                }
            };
            portions.push(Portion { whose, amount: part.amount });
        }
        Ok((portions, accounts, back))
    }

    async fn divide(&self, tx: &mut Tx, parts: &[Part]) -> store::Result<Done> {
        if parts.len() > MOST_PARTS {
            return Err(refused(format!("at most {MOST_PARTS} parts at once")));
        }
        let Some(waiting) = self.waiting(tx).await? else {
            return Err(refused("no money of this item waits in unapplied cash"));
        };
        let (portions, mut accounts, back) = self.portions(parts).await?;
        if back < Cents::ZERO {
            return Err(refused("what the payer took cannot be sent back to it"));
        }
        // Several items may be about the same money: each act has a name of its own.
        let start = format!("{}:{}:", self.row.id, self.place());
        let item = self.item.id.strip_prefix(&start).unwrap_or(&self.item.id);
        let act = format!("hand:{item}:{}", self.item.version);
        let name = act_of(self.turn(tx).await?, &act);
        let payers = Payers::default();
        let (at, act) = (self.item.item.place, (self.row.payer.as_str(), name.as_str()));
        let (entries, made) = divide((&waiting.entry, at), &portions, act, &self.context(&payers))
            .map_err(refused)?;
        self.post(tx, &entries).await?;
        let left: Cents = made
            .iter()
            .filter_map(|one| one.entry.as_ref())
            .map(still_waiting)
            .filter(|left| *left != Cents::ZERO)
            .sum();
        let place = self.place();
        let kept = payments::kept_for_change(tx, self.tenant, (&self.row.id, place)).await?;
        let now = self.app.now();
        if let Some(mut kept) = kept {
            kept.divided(&waiting.entry, made);
            payments::put_divided(tx, self.tenant, (&self.row.id, place, now), &kept).await?;
        }
        let moved = waiting.amount() - left;
        payments::settle_money(tx, self.tenant, &self.row.id, moved).await?;
        if back != Cents::ZERO {
            let due = RefundRow {
                id: format!("{}:{place}:{name}", self.row.id),
                payer: self.row.payer.clone(),
                amount: back,
                state: "due".to_owned(),
                reason: self.word.to_owned(),
                identified_on: day_of(self.app.now()).to_string(),
                asked_by: self.who.to_owned(),
                at: self.app.now(),
                ..RefundRow::default()
            };
            payments::add_refund(tx, self.tenant, &due).await?;
        }
        let told: Vec<Value> = parts
            .iter()
            .map(|one| json!({ "claim": one.claim, "line": one.line, "cents": one.amount.0 }))
            .collect();
        accounts.sort();
        accounts.dedup();
        Ok((accounts, json!({ "parts": told, "left": left.0, "refund": back.0 })))
    }

    fn audit(&self, act: &Act, detail: Value) -> AuditEntry {
        let action = match act {
            Act::Leave => "review.leave",
            Act::Choose { .. } => "review.choose",
            Act::Divide(_) => "review.divide",
        };
        AuditEntry {
            at: self.app.now(),
            actor: self.who.to_owned(),
            action: action.to_owned(),
            object_kind: "remittance".to_owned(),
            object: self.row.id.clone(),
            patient: None,
            detail: json!({
                "item": self.item.id, "what": self.item.item.reason.to_string(),
                "word": self.word, "done": detail,
            }),
        }
    }
}

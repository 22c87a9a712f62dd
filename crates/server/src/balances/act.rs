//! The frame of every act on an account: done once, against the balances that the person saw,
//! entries and audit log in one transaction, and the account closed when nothing is left.

use crate::app::App;
use crate::remittances;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use ::payments::ledger::{
    Balances, BatchId, Cause, Entry, EntryHead, EntryId, Event, Journal, Ledger, Subject, View,
};
use model::{AccountId, Cents, Date};
use serde_json::Value;
use store::accounts::{self, Account};
use store::payments;
use store::record::append;
use store::{StoreError, Tx};

/// An act in work: the account is held from others until it ends.
pub(crate) struct Act<'a> {
    pub(super) app: &'a App,
    pub(super) visitor: &'a Visitor,
    pub(super) tx: Tx,
    pub(super) account: Account,
    pub(super) journal: Journal,
    pub(super) balances: Balances,
    pub(super) today: Date,
    /// What makes it one act, however often the form is sent.
    pub(super) token: String,
}

/// What came of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It was done.
    Now,
    /// The same form came before; nothing was done again.
    Before,
}

/// Why an act was not done; nothing of it happened.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The balances changed since they were seen.
    Changed,
    /// What was typed cannot be taken.
    Typed(String),
    /// The store.
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(fault: StoreError) -> Refusal {
        Refusal::Store(fault)
    }
}

impl<'a> Act<'a> {
    /// Begins an act on an account; `None` when the very same form did it before. `seen` is how
    /// many entries the person saw.
    ///
    /// # Errors
    /// [`Refusal::Changed`]; a database that does not answer.
    pub(crate) async fn begin(
        (app, visitor): (&'a App, &'a Visitor),
        account: &AccountId,
        (token, seen): (&str, usize),
    ) -> Result<Option<Act<'a>>, Refusal> {
        let own = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if token.is_empty() || token.len() > 80 || !token.chars().all(own) {
            return Err(Refusal::Typed("The form is not from this page.".to_owned()));
        }
        let mut tx = app.db.begin().await?;
        let account = accounts::get_for_change(&mut tx, &visitor.tenant, &account.clone()).await?;
        // Every act holds the account: what is read now stays as it is until the end.
        let journal = payments::journal_of_account(&app.db, &visitor.tenant, &account.id).await?;
        let mark = format!(":{token}:");
        if journal.entries().iter().any(|entry| entry.id().0.contains(&mark)) {
            return Ok(None);
        }
        if journal.entries().len() != seen {
            return Err(Refusal::Changed);
        }
        let today = day_of(app.now());
        let balances = Balances::of(&journal, View::known_on(today));
        let token = token.to_owned();
        Ok(Some(Act { app, visitor, tx, account, journal, balances, today, token }))
    }

    /// The head of an entry of this act.
    pub(super) fn head(&self, kind: &str, number: usize, event: Event, note: &str) -> EntryHead {
        EntryHead {
            id: EntryId(format!("{kind}:{}:{number}", self.token)),
            posted_on: self.today,
            effective: self.today,
            batch: BatchId(format!("people:{}", self.today)),
            cause: Cause::of(event, note),
        }
    }

    /// Open amounts of a sign on an account of the ledger, oldest line first.
    pub(super) fn open(
        &self,
        ledger: Ledger,
        keep: impl Fn(&Subject) -> bool,
    ) -> Vec<(Subject, Cents)> {
        let own = self.balances.all().filter(|one| one.0 == ledger && keep(one.1));
        own.map(|(_, subject, amount)| (subject.clone(), amount)).collect()
    }

    /// Keeps the entries and what was done, and ends the act.
    pub(super) async fn end(
        mut self,
        entries: &[Entry],
        (action, detail): (&str, Value),
    ) -> Result<Done, Refusal> {
        let (app, tenant, at) = (self.app, &self.visitor.tenant, self.app.now());
        let batch = format!("people:{}", self.today);
        if !entries.is_empty() {
            let opened = (at, Some(self.today));
            payments::open_batch(&mut self.tx, tenant, (&batch, "people"), opened).await?;
            payments::add_entries(&mut self.tx, tenant, at, entries).await?;
        }
        let id = self.account.id.clone();
        let mut entry = self.visitor.audit(at, action, ("account", id.as_str()), detail);
        entry.patient.clone_from(&self.account.patient);
        append(&mut self.tx, tenant, &[entry]).await?;
        self.tx.commit().await?;
        remittances::close(app, tenant, &[id]).await?;
        app.changed(tenant);
        Ok(Done::Now)
    }
}

/// An amount over open ones, in their order; what is beyond them comes back.
pub(super) fn spread(open: &[(Subject, Cents)], amount: Cents) -> (Vec<(Subject, Cents)>, Cents) {
    let (mut parts, mut left) = (Vec::new(), amount);
    for (subject, owed) in open.iter().filter(|(_, owed)| *owed > Cents::ZERO) {
        let part = left.min(*owed);
        if part > Cents::ZERO {
            parts.push((subject.clone(), part));
            left = left - part;
        }
    }
    (parts, left)
}

/// An amount as typed.
pub(super) fn amount(text: &str) -> Result<Cents, Refusal> {
    let text = text.trim().trim_start_matches('$').replace(',', "");
    match Cents::from_decimal(&text) {
        Ok(amount) if amount > Cents::ZERO => Ok(amount),
        _ => Err(Refusal::Typed("The amount is dollars and cents, such as 25.00.".to_owned())),
    }
}

/// Words as typed: needed, and not too many.
pub(super) fn words(text: &str, what: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::Typed(format!("{what} is missing."))),
        count if count > most => {
            Err(Refusal::Typed(format!("{what} has {most} characters at most.")))
        }
        _ => Ok(text.to_owned()),
    }
}

pub(super) fn not_an_entry(fault: &::payments::ledger::EntryFault) -> Refusal {
    Refusal::Typed(format!("{fault}."))
}

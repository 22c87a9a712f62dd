//! The journal: entries in the order of their posting. Nothing is changed or taken out.

use super::entry::{BatchId, Entry, EntryId};
use model::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Entries, and which batches are closed since when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    entries: Vec<Entry>,
    places: BTreeMap<EntryId, usize>,
    taken_back: BTreeSet<EntryId>,
    closed: BTreeMap<BatchId, Date>,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is new.
    New,
    /// The very same entry was there: posting goes on where it was interrupted.
    AlreadyThere,
}

/// Why an entry can't be appended, or a batch not closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalFault {
    /// Another entry has its identifier.
    #[error("entry {0} is in the journal with other content; an entry is never changed")]
    Changed(EntryId),
    /// It takes back an entry that is not there.
    #[error("entry {0} takes back {1}, which was never posted")]
    NeverPosted(EntryId, EntryId),
    /// It takes back an entry for the second time.
    #[error("entry {0} takes back {1}, which was taken back before")]
    TakenBackBefore(EntryId, EntryId),
    /// It does not undo what it says it takes back.
    #[error("entry {0} takes back {1}, but its legs are not the same the other way round")]
    NotItsMirror(EntryId, EntryId),
    /// Its batch is closed.
    #[error("entry {0} comes to batch {1}, which is closed; open another batch")]
    BatchClosed(EntryId, BatchId),
}

impl Journal {
    /// Appends an entry. The same entry twice is the same as once.
    ///
    /// # Errors
    /// When another entry has the identifier, when the batch is closed, or when it takes back
    /// what was never posted, was taken back before, or is not its mirror.
    pub fn append(&mut self, entry: Entry) -> Result<Appended, JournalFault> {
        let id = entry.id().clone();
        if let Some(known) = self.find(&id) {
            let same = *known == entry;
            return if same { Ok(Appended::AlreadyThere) } else { Err(JournalFault::Changed(id)) };
        }
        let batch = &entry.head().batch;
        if self.closed.contains_key(batch) {
            return Err(JournalFault::BatchClosed(id, batch.clone()));
        }
        if let Some(original) = entry.reverses().cloned() {
            let Some(known) = self.find(&original) else {
                return Err(JournalFault::NeverPosted(id, original));
            };
            let mirrored = known.legs().len() == entry.legs().len()
                && known.legs().iter().zip(entry.legs()).all(|(one, back)| {
                    one.ledger == back.ledger
                        && one.subject == back.subject
                        && one.amount == -back.amount
                });
            if !mirrored {
                return Err(JournalFault::NotItsMirror(id, original));
            }
            if self.taken_back.contains(&original) {
                return Err(JournalFault::TakenBackBefore(id, original));
            }
            self.taken_back.insert(original);
        }
        self.places.insert(id, self.entries.len());
        self.entries.push(entry);
        Ok(Appended::New)
    }

    /// Closes a batch: from this day on its entries count. Closing it again changes nothing.
    pub fn close(&mut self, batch: BatchId, on: Date) {
        self.closed.entry(batch).or_insert(on);
    }

    /// The entry with this identifier.
    #[must_use]
    pub fn find(&self, id: &EntryId) -> Option<&Entry> {
        self.places.get(id).and_then(|place| self.entries.get(*place))
    }

    /// All entries, in the order of their posting.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// True when a later entry took this one back.
    #[must_use]
    pub fn is_taken_back(&self, id: &EntryId) -> bool {
        self.taken_back.contains(id)
    }

    /// The day since which an entry counts: when it was posted or its batch was closed, whichever
    /// is later; `None` while the batch is open.
    #[must_use]
    pub fn counts_since(&self, entry: &Entry) -> Option<Date> {
        let closed = self.closed.get(&entry.head().batch)?;
        Some((*closed).max(entry.head().posted_on))
    }
}

#[cfg(test)]
mod tests {
    use super::super::chart::Ledger;
    use super::super::entry::{Cause, EntryHead, Event, Leg, Subject};
    use super::*;
    use model::{Cents, ClaimId};

    fn head(id: &str, batch: &str) -> EntryHead {
        let day = Date::default();
        let (id, batch) = (EntryId(id.to_owned()), BatchId(batch.to_owned()));
        EntryHead {
            id,
            posted_on: day,
            effective: day,
            batch,
            cause: Cause::of(Event::Corrected, ""),
        }
    }

    fn entry(id: &str, batch: &str, cents: i64) -> Entry {
        let subject = Subject { claim: Some(ClaimId::from("C1")), ..Subject::default() };
        let leg = |ledger, cents| Leg::new(ledger, subject.clone(), Cents(cents));
        let legs = vec![leg(Ledger::Cash, cents), leg(Ledger::PayerReceivable, -cents)];
        Entry::new(head(id, batch), legs).unwrap()
    }

    #[test]
    fn nothing_is_changed_and_nothing_is_posted_twice() {
        let mut journal = Journal::default();
        assert_eq!(journal.append(entry("e1", "b1", 5)), Ok(Appended::New));
        assert_eq!(journal.append(entry("e1", "b1", 5)), Ok(Appended::AlreadyThere));
        assert!(matches!(journal.append(entry("e1", "b1", 6)), Err(JournalFault::Changed(_))));
        let back = |id: &str| entry("e1", "b1", 5).reversal(head(id, "b2")).unwrap();
        let stranger = entry("e9", "b1", 5).reversal(head("r9", "b2")).unwrap();
        assert!(matches!(journal.append(stranger), Err(JournalFault::NeverPosted(..))));
        let crooked = entry("e1", "b1", 4).reversal(head("r8", "b2")).unwrap();
        assert!(matches!(journal.append(crooked), Err(JournalFault::NotItsMirror(..))));
        assert_eq!(journal.append(back("r1")), Ok(Appended::New));
        assert_eq!(journal.append(back("r1")), Ok(Appended::AlreadyThere));
        assert!(matches!(journal.append(back("r2")), Err(JournalFault::TakenBackBefore(..))));
        journal.close(BatchId("b1".to_owned()), Date::default());
        assert!(matches!(journal.append(entry("e2", "b1", 5)), Err(JournalFault::BatchClosed(..))));
        // What is there already is there, closed or not: a worker that died may say it again.
        assert_eq!(journal.append(entry("e1", "b1", 5)), Ok(Appended::AlreadyThere));
        assert_eq!(journal.entries().len(), 2);
    }
}

//! The accounts that a search finds, by the words of their names or by a whole number.
//!
//! A word that few names have leads to its accounts, which are then sorted. Of words that many
//! names have, the first rows of the list are soon found by going along it, and each row is asked
//! whether it has them.

use super::word::open;
use super::worklist::{Bound, Filter, bind};
use crate::Result;
use crate::db::{Db, assembled};
use crate::name::asked_words;
use crate::row::Get;
use model::TenantId;

/// Accounts of a word that are looked up one by one at most.
const FEW: i64 = 3_000;

/// Accounts that have several common words and are named in a statement at most.
const NAMED: usize = 400;

/// Sorts after every letter and digit.
const AFTER_ALL: char = '\u{10FFFF}';

/// What a search asks for.
pub(super) struct Search {
    words: Vec<String>,
    whole: String,
    open: i64,
}

/// A part of a statement, with its places written as `?`, and their values. `$1` is the tenant.
pub(super) struct Piece {
    text: String,
    values: Vec<Bound>,
}

/// How the accounts are reached.
pub(super) enum Way {
    /// By a statement that gives their ids.
    Through(Piece),
    /// Along the list, whose rows must meet this condition.
    Along(Piece),
}

impl Piece {
    fn new(text: &str) -> Piece {
        Piece { text: text.to_owned(), values: Vec::new() }
    }

    fn value(mut self, value: impl Into<String>) -> Piece {
        self.values.push(Bound::Text(value.into()));
        self
    }

    fn then(mut self, other: Piece) -> Piece {
        self.text.push_str(&other.text);
        self.values.extend(other.values);
        self
    }

    /// The text with numbered places; its values are bound after those that are bound already.
    pub(super) fn join(&self, bound: &mut Vec<Bound>) -> String {
        let mut text = String::with_capacity(self.text.len() + 16);
        let mut values = self.values.iter();
        for part in self.text.split_inclusive('?') {
            match part.strip_suffix('?').zip(values.next()) {
                Some((before, value)) => {
                    bound.push(value.clone());
                    text.push_str(&format!("{before}${}", bound.len()));
                }
                None => text.push_str(part),
            }
        }
        text
    }
}

impl Search {
    /// What a filter searches for, if it does.
    pub(super) fn of(filter: &Filter) -> Option<Search> {
        (!filter.text.is_empty()).then(|| Search {
            words: asked_words(&filter.text),
            whole: filter.text.clone(),
            open: open(filter.queue),
        })
    }

    /// The quicker way, by how many accounts have each word.
    pub(super) async fn way(mut self, db: &Db, tenant: &TenantId) -> Result<Way> {
        let mut counted = Vec::with_capacity(self.words.len());
        for word in std::mem::take(&mut self.words) {
            counted.push((self.count(db, tenant, &word).await?, word));
        }
        counted.sort();
        let rarest = counted.first().map_or(0, |(count, _)| *count);
        self.words = counted.into_iter().map(|(_, word)| word).collect();
        if rarest <= FEW {
            return Ok(Way::Through(self.ids()));
        }
        if self.words.len() > 1
            && let Some(ids) = self.few_of_many(db, tenant).await?
        {
            return Ok(Way::Through(named(ids)));
        }
        Ok(Way::Along(self.condition()))
    }

    /// How many accounts have a word, up to one more than a few.
    async fn count(&self, db: &Db, tenant: &TenantId, word: &str) -> Result<i64> {
        let mut bound = vec![Bound::Text(tenant.0.clone())];
        let words = self.having(word).join(&mut bound);
        let text = format!("SELECT COUNT(*) AS accounts FROM ({words} LIMIT {}) AS few", FEW + 1);
        let row = db.row(bind(assembled(text), bound)).await?;
        row.map_or(Ok(0), |row| row.int("accounts"))
    }

    /// The accounts that have all words, each of them common, where they are few.
    async fn few_of_many(&self, db: &Db, tenant: &TenantId) -> Result<Option<Vec<String>>> {
        let mut bound = vec![Bound::Text(tenant.0.clone())];
        let ids = self.ids().join(&mut bound);
        let text = format!("SELECT id FROM ({ids}) AS every LIMIT {}", NAMED + 1);
        let rows = db.rows(bind(assembled(text), bound)).await?;
        let ids = rows.iter().map(|row| row.text("id")).collect::<Result<Vec<String>>>()?;
        Ok((ids.len() <= NAMED).then_some(ids))
    }

    fn having(&self, word: &str) -> Piece {
        Piece::new(&format!(
            "SELECT w.account AS id FROM account_word w WHERE w.tenant = $1 \
             AND w.open = {} AND w.word >= ? AND w.word < ?",
            self.open
        ))
        .value(word)
        .value(format!("{word}{AFTER_ALL}"))
    }

    /// The ids that the search finds, some of them more than once.
    fn ids(&self) -> Piece {
        let Some((rarest, others)) = self.words.split_first() else { return self.by_number() };
        let mut ids = self.having(rarest);
        for word in others {
            ids = ids.then(Piece::new(" AND ")).then(has("w.account", word));
        }
        ids.then(Piece::new(" UNION ALL ")).then(self.by_number())
    }

    /// Whoever has the text itself as a number.
    fn by_number(&self) -> Piece {
        Piece::new(
            "SELECT id FROM account WHERE tenant = $1 AND id = ? \
             UNION ALL SELECT id FROM account WHERE tenant = $1 AND source_key = ? \
             UNION ALL SELECT id FROM account WHERE tenant = $1 AND mrn = ?",
        )
        .value(&self.whole)
        .value(&self.whole)
        .value(&self.whole)
    }

    /// What a row of the list must meet.
    fn condition(&self) -> Piece {
        let mut condition = Piece::new("(");
        for (place, word) in self.words.iter().enumerate() {
            let and = if place == 0 { "" } else { " AND " };
            condition = condition.then(Piece::new(and)).then(has("account.id", word));
        }
        condition
            .then(Piece::new(") OR account.id IN ("))
            .then(self.by_number())
            .then(Piece::new(")"))
    }
}

/// Whether an account has a word that begins so: asked of one account at a time, as a value of its
/// own, so that no database gathers all who have it instead.
fn has(account: &str, word: &str) -> Piece {
    Piece::new(&format!(
        "(SELECT 1 FROM account_word o WHERE o.tenant = $1 AND o.account = {account} \
         AND o.word >= ? AND o.word < ? LIMIT 1) = 1"
    ))
    .value(word)
    .value(format!("{word}{AFTER_ALL}"))
}

fn named(ids: Vec<String>) -> Piece {
    if ids.is_empty() {
        return Piece::new("SELECT id FROM account WHERE 1 = 0");
    }
    let places = vec!["?"; ids.len()].join(", ");
    let text = format!("SELECT id FROM account WHERE tenant = $1 AND id IN ({places})");
    ids.into_iter().fold(Piece::new(&text), Piece::value)
}

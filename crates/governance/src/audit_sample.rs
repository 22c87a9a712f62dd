//! Which charts are audited: drawn by a keyed hash of the account, so that the draw can be run
//! again and shown, and nobody without the key can tell beforehand which chart it takes.
//!
//! The place of an account is HMAC-SHA-256 (RFC 2104) of its tag, auditee and id under the site's
//! secret seed, read as a number. Accounts with the smallest places are taken: a simple random
//! sample without replacement for whoever does not know the seed.

use aws_lc_rs::hmac;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Most accounts of one draw.
pub const MAX_ACCOUNTS: usize = 2_000_000;

/// Names what is hashed.
const TAG: &str = "cleanclaim audit sample 1";

/// Whose work is audited.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auditee {
    /// A coder, by user id.
    Coder(String),
    /// What codes by itself, by hash or version.
    Engine(String),
}

impl fmt::Display for Auditee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Auditee::Coder(id) => write!(f, "coder {id}"),
            Auditee::Engine(id) => write!(f, "engine {id}"),
        }
    }
}

/// The secret that places accounts. Draw a new one for each period.
pub struct SampleSeed(hmac::Key);

impl SampleSeed {
    /// The seed of 32 secret random bytes.
    #[must_use]
    pub fn new(seed: &[u8; 32]) -> SampleSeed {
        SampleSeed(hmac::Key::new(hmac::HMAC_SHA256, seed))
    }

    /// The place of an account in the draw of an auditee: the smallest are taken.
    #[must_use]
    pub fn place(&self, auditee: &Auditee, account: &str) -> u64 {
        let mut context = hmac::Context::with_key(&self.0);
        for part in [TAG, &auditee.to_string(), account] {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        let tag = context.sign();
        tag.as_ref().iter().take(8).fold(0, |place, byte| place << 8 | u64::from(*byte))
    }

    /// True when an account that comes by itself is drawn at this rate (ongoing audits). The
    /// share is right in the long run; a fixed number is drawn with [`SampleSeed::draw`].
    #[must_use]
    pub fn takes(&self, auditee: &Auditee, account: &str, rate: f64) -> bool {
        // 2^64 as a double; a rate of 1 takes all, 0 or nonsense none.
        let end = rate * 18_446_744_073_709_551_616.0;
        rate >= 1.0 || (self.place(auditee, account) as f64) < end
    }

    /// Draws from the accounts of one auditee, in the order of the draw. The number is exact:
    /// rate times accounts, rounded up, within least and most, so that a draw never takes none
    /// or all by chance.
    ///
    /// # Errors
    /// When the plan makes no sense or there are too many accounts.
    pub fn draw(
        &self,
        auditee: &Auditee,
        accounts: &[&str],
        size: &SampleSize,
    ) -> Result<Vec<String>, SampleFault> {
        size.check()?;
        if accounts.len() > MAX_ACCOUNTS {
            return Err(SampleFault::TooMany(accounts.len()));
        }
        let placed: BTreeMap<(u64, &str), ()> =
            accounts.iter().map(|account| ((self.place(auditee, account), *account), ())).collect();
        let count = size.of(placed.len());
        Ok(placed.into_keys().take(count).map(|(_, account)| account.to_owned()).collect())
    }
}

impl fmt::Debug for SampleSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SampleSeed(***)")
    }
}

/// How many are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleSize {
    /// Share of the accounts, 0 to 1.
    pub rate: f64,
    /// At least so many, while there are accounts.
    pub least: usize,
    /// At most so many.
    pub most: usize,
}

impl SampleSize {
    fn check(&self) -> Result<(), SampleFault> {
        if !(0.0..=1.0).contains(&self.rate) {
            return Err(SampleFault::Rate(self.rate));
        }
        if self.least > self.most {
            return Err(SampleFault::Bounds { least: self.least, most: self.most });
        }
        Ok(())
    }

    /// The number drawn from so many accounts.
    fn of(&self, accounts: usize) -> usize {
        let share = (self.rate * accounts as f64).ceil() as usize;
        share.clamp(self.least, self.most).min(accounts)
    }
}

/// Why nothing is drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SampleFault {
    /// The rate is no share.
    #[error("the rate {0} is not a share between 0 and 1; 0.05 audits one chart in twenty")]
    Rate(f64),
    /// The least is above the most.
    #[error("at least {least} and at most {most} audits can't both hold")]
    Bounds {
        /// The least.
        least: usize,
        /// The most.
        most: usize,
    },
    /// Too many accounts.
    #[error("{0} accounts; draw from at most {MAX_ACCOUNTS} at once")]
    TooMany(usize),
    /// The second coder is the first.
    #[error("{0} coded this chart first; a blind audit takes somebody else")]
    SameCoder(String),
}

/// A drawn chart with its first coding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditCase {
    /// The account.
    pub account: String,
    /// The chart.
    pub chart: String,
    /// Whose work is audited.
    pub auditee: Auditee,
    /// The setting in which the chart is coded.
    pub setting: model::Setting,
    /// The date of service.
    pub date: model::Date,
    /// The documents, by id.
    pub documents: Vec<String>,
    /// The first codes, as they were billed or would have been.
    pub first_codes: Vec<crate::comparison::CodeEntry>,
}

/// What the second coder is given: the documents and nothing of the first coding, not even whose
/// it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlindTask {
    /// The account.
    pub account: String,
    /// The chart.
    pub chart: String,
    /// The setting in which the chart is coded.
    pub setting: model::Setting,
    /// The date of service.
    pub date: model::Date,
    /// The documents, by id.
    pub documents: Vec<String>,
    /// Who codes it a second time.
    pub second_coder: String,
}

impl AuditCase {
    /// The task of a second coder.
    ///
    /// # Errors
    /// When the second coder is the first.
    pub fn blind(&self, second_coder: &str) -> Result<BlindTask, SampleFault> {
        if self.auditee == Auditee::Coder(second_coder.to_owned()) {
            return Err(SampleFault::SameCoder(second_coder.to_owned()));
        }
        Ok(BlindTask {
            account: self.account.clone(),
            chart: self.chart.clone(),
            setting: self.setting,
            date: self.date,
            documents: self.documents.clone(),
            second_coder: second_coder.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::{CodeEntry, CodeRole};

    fn seed() -> SampleSeed {
        SampleSeed::new(&[9; 32])
    }

    fn engine() -> Auditee {
        Auditee::Engine("model-1".into())
    }

    fn size(rate: f64, least: usize, most: usize) -> SampleSize {
        SampleSize { rate, least, most }
    }

    #[test]
    fn draws_an_exact_number_whatever_the_order() {
        let names: Vec<String> = (0..1_000).map(|n| format!("acct_{n}")).collect();
        let mut accounts: Vec<&str> = names.iter().map(String::as_str).collect();
        let draw = |accounts: &[&str], s| seed().draw(&engine(), accounts, &s).unwrap();
        let first = draw(&accounts, size(0.05, 1, 100));
        assert_eq!(first.len(), 50);
        accounts.reverse();
        accounts.push("acct_7");
        assert_eq!(draw(&accounts, size(0.05, 1, 100)), first, "an account named twice is one");
        // A larger draw begins with the smaller one.
        assert_eq!(draw(&accounts, size(0.10, 1, 100))[..50], first[..]);
        for (s, drawn) in [(size(0.5, 1, 30), 30), (size(0.0, 5, 30), 5), (size(0.0, 0, 9), 0)] {
            assert_eq!(draw(&accounts, s).len(), drawn, "{s:?}");
        }
        assert_eq!(draw(&["one"], size(0.01, 1, 10)), ["one"]);
        assert_eq!(draw(&[], size(1.0, 1, 10)), Vec::<String>::new());
    }

    #[test]
    fn every_auditee_and_seed_has_a_draw_of_its_own() {
        let names: Vec<String> = (0..400).map(|n| format!("acct_{n}")).collect();
        let accounts: Vec<&str> = names.iter().map(String::as_str).collect();
        let draw = |seed: &SampleSeed, auditee: &Auditee| {
            seed.draw(auditee, &accounts, &size(0.1, 1, 40)).unwrap()
        };
        let first = draw(&seed(), &engine());
        assert_ne!(first, draw(&seed(), &Auditee::Coder("model-1".into())));
        assert_ne!(first, draw(&SampleSeed::new(&[8; 32]), &engine()));
        assert_eq!(format!("{:?}", seed()), "SampleSeed(***)");
    }

    #[test]
    fn a_stream_takes_its_share() {
        let names: Vec<String> = (0..20_000).map(|n| format!("acct_{n}")).collect();
        let taken = |rate| names.iter().filter(|n| seed().takes(&engine(), n, rate)).count();
        // Four standard deviations around 1,000 of 20,000.
        assert!((877..=1_123).contains(&taken(0.05)), "{}", taken(0.05));
        assert_eq!((taken(0.0), taken(1.0), taken(f64::NAN), taken(-1.0)), (0, 20_000, 0, 0));
    }

    #[test]
    fn the_second_coder_sees_nothing_of_the_first() {
        let case = AuditCase {
            account: "acct_1".into(),
            chart: "chart_1".into(),
            auditee: Auditee::Coder("ann".into()),
            setting: model::Setting::Office,
            date: "2026-06-15".parse().unwrap(),
            documents: vec!["doc_1".into()],
            first_codes: vec![CodeEntry::new(CodeRole::Diagnosis, "E11.22")],
        };
        let task = serde_json::to_string(&case.blind("bob").unwrap()).unwrap();
        assert!(!task.contains("E11") && !task.contains("ann") && !task.contains("codes"));
        assert_eq!(case.blind("ann"), Err(SampleFault::SameCoder("ann".into())));
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        let draw = |s| seed().draw(&engine(), &["a"], &s);
        assert_eq!(draw(size(1.5, 0, 1)), Err(SampleFault::Rate(1.5)));
        assert_eq!(draw(size(0.5, 2, 1)), Err(SampleFault::Bounds { least: 2, most: 1 }));
    }
}

//! What a change would do: many recorded decisions, run again with it.

use crate::record::DecisionRecord;
use crate::replay::{Judge, Replay, replay};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Most accounts that are listed by name.
pub const MAX_EXAMPLES: usize = 100;

/// Most codes of one result that are counted.
const MAX_CODES: usize = 10_000;

/// Members of a result that list codes, each with a `code`.
const CODE_LISTS: [&str; 3] = ["dx", "px", "pcs"];

/// The member of a result with the expected payment in cents.
const DOLLARS: &str = "expected_cents";

/// A summary over all records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Impact {
    /// Decisions that were run again.
    pub records: u64,
    /// Those with the same bytes.
    pub same: u64,
    /// Those that differ.
    pub changed: u64,
    /// Those that could not be run.
    pub unreadable: u64,
    /// How often each code would be added.
    pub added: BTreeMap<String, u64>,
    /// How often each code would be removed.
    pub removed: BTreeMap<String, u64>,
    /// Decisions of which both results tell an expected payment.
    pub priced: u64,
    /// Sum of the rises in cents.
    pub more_cents: i64,
    /// Sum of the falls in cents, as a positive number.
    pub less_cents: i64,
    /// Accounts that change, each with the first place that differs; up to [`MAX_EXAMPLES`].
    pub examples: Vec<(String, String)>,
    /// Accounts that could not be run, each with the reason; up to [`MAX_EXAMPLES`].
    pub faults: Vec<(String, String)>,
}

/// A judge that keeps what it said, so that each record is run once.
struct Once<'a> {
    judge: &'a dyn Judge,
    said: std::cell::RefCell<Option<Value>>,
}

impl Judge for Once<'_> {
    fn judge(&self, record: &DecisionRecord) -> Result<Value, crate::replay::JudgeFault> {
        let now = self.judge.judge(record)?;
        *self.said.borrow_mut() = Some(now.clone());
        Ok(now)
    }
}

impl Impact {
    /// Runs one more record with the changed judge and counts what came out.
    pub fn add(&mut self, record: &DecisionRecord, judge: &dyn Judge) {
        let once = Once { judge, said: std::cell::RefCell::new(None) };
        self.records += 1;
        match replay(record, &once) {
            Replay::Same => self.same += 1,
            Replay::Unreadable { reason } => {
                self.unreadable += 1;
                if self.faults.len() < MAX_EXAMPLES {
                    self.faults.push((record.account.clone(), reason));
                }
            }
            Replay::Differs { path, .. } => {
                self.changed += 1;
                if self.examples.len() < MAX_EXAMPLES {
                    self.examples.push((record.account.clone(), path));
                }
                let now = once.said.into_inner().unwrap_or_default();
                self.difference(&record.result, &now);
            }
        }
    }

    /// Runs many records.
    #[must_use]
    pub fn of<'a>(
        records: impl IntoIterator<Item = &'a DecisionRecord>,
        judge: &dyn Judge,
    ) -> Impact {
        let mut impact = Impact::default();
        records.into_iter().for_each(|record| impact.add(record, judge));
        impact
    }

    fn difference(&mut self, was: &Value, is: &Value) {
        let (was_codes, is_codes) = (codes(was), codes(is));
        for (code, n) in &is_codes {
            let more = n.saturating_sub(*was_codes.get(code).unwrap_or(&0));
            if more > 0 {
                *self.added.entry(code.clone()).or_default() += more;
            }
        }
        for (code, n) in &was_codes {
            let less = n.saturating_sub(*is_codes.get(code).unwrap_or(&0));
            if less > 0 {
                *self.removed.entry(code.clone()).or_default() += less;
            }
        }
        let cents = |value: &Value| value.get(DOLLARS).and_then(Value::as_i64);
        if let (Some(before), Some(after)) = (cents(was), cents(is)) {
            self.priced += 1;
            let rise = after.saturating_sub(before);
            self.more_cents = self.more_cents.saturating_add(rise.max(0));
            self.less_cents = self.less_cents.saturating_add(rise.min(0).saturating_neg());
        }
    }
}

/// How often each code stands in a result.
fn codes(result: &Value) -> BTreeMap<String, u64> {
    let lists = CODE_LISTS.iter().filter_map(|name| result.get(name)?.as_array());
    let codes = lists.flatten().filter_map(|entry| entry.get("code")?.as_str()).take(MAX_CODES);
    codes.fold(BTreeMap::new(), |mut counts, code| {
        *counts.entry(code.to_owned()).or_default() += 1;
        counts
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::sample;
    use crate::replay::JudgeFault;
    use serde_json::json;

    /// A changed rule: complications are coded, and one account's documents are gone.
    struct Changed;

    impl Judge for Changed {
        fn judge(&self, record: &DecisionRecord) -> Result<Value, JudgeFault> {
            match record.account.as_str() {
                "a" => Ok(json!({"dx": [{"code": "E11.22"}, {"code": "N18.31"}],
                                 "px": [{"code": "99214"}], "expected_cents": 12_500})),
                "b" => Ok(record.result.clone()),
                "c" => Ok(json!({"dx": [], "px": [{"code": "99214"}], "expected_cents": 9_000})),
                _ => Err(JudgeFault("its documents are gone".into())),
            }
        }
    }

    #[test]
    fn counts_codes_and_dollars() {
        let result = json!({"dx": [{"code": "E11.9"}], "px": [{"code": "99214"}],
                            "expected_cents": 10_000});
        let records: Vec<_> = ["a", "b", "c", "d"]
            .map(|account| DecisionRecord {
                account: account.into(),
                result: result.clone(),
                ..sample()
            })
            .into();
        let impact = Impact::of(&records, &Changed);
        let counts = (impact.records, impact.same, impact.changed, impact.unreadable);
        assert_eq!(counts, (4, 1, 2, 1));
        assert_eq!(impact.added, [("E11.22".into(), 1), ("N18.31".into(), 1)].into());
        assert_eq!(impact.removed, [("E11.9".into(), 2)].into());
        assert_eq!((impact.priced, impact.more_cents, impact.less_cents), (2, 2_500, 1_000));
        assert_eq!(impact.examples[0], ("a".into(), "$.dx[0].code".into()));
        assert_eq!(impact.faults, [("d".into(), "its documents are gone".into())]);
    }
}

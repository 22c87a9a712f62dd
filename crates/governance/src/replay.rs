//! Running a decision again: the same inputs must give the same bytes.

use crate::canonical::{MAX_DEPTH, canonical};
use crate::record::{DecisionKind, DecisionRecord};
use serde_json::Value;

/// Longest piece of a value that a difference shows, in characters.
pub const MAX_SHOWN: usize = 200;

/// Runs a decision again from its record: the server and the command line implement it by wiring
/// the rooms, with the documents and releases that the record names by hash.
pub trait Judge {
    /// The result that the recorded inputs give now.
    ///
    /// # Errors
    /// When a document, a release, the rules or the model of the record is not at hand.
    fn judge(&self, record: &DecisionRecord) -> Result<Value, JudgeFault>;
}

/// Why a decision can't be run again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct JudgeFault(pub String);

/// What running a decision again gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// The same bytes.
    Same,
    /// Something else.
    Differs {
        /// Where they differ first, as a JSON path: `$.dx[0].code`.
        path: String,
        /// What the record has there; empty when nothing.
        recorded: String,
        /// What came out now; empty when nothing.
        now: String,
    },
    /// It could not be run.
    Unreadable {
        /// Why, in a plain sentence.
        reason: String,
    },
}

/// Runs a record again and compares the canonical bytes of the results. What a person entered
/// can't be run again; that is `Unreadable` with its reason.
#[must_use]
pub fn replay(record: &DecisionRecord, judge: &dyn Judge) -> Replay {
    if record.kind == DecisionKind::Human {
        let reason = format!("{} was decided by a person: nothing can run it again", record.id);
        return Replay::Unreadable { reason };
    }
    match judge.judge(record) {
        Ok(now) => compare(&record.result, &now),
        Err(fault) => Replay::Unreadable { reason: fault.to_string() },
    }
}

/// Compares two results by their canonical bytes.
#[must_use]
pub fn compare(recorded: &Value, now: &Value) -> Replay {
    match (canonical(recorded), canonical(now)) {
        (Ok(recorded), Ok(now)) if recorded == now => Replay::Same,
        (Ok(_), Ok(_)) => {
            let mut path = "$".to_owned();
            let (recorded, now) = first_difference(Some(recorded), Some(now), &mut path, 0);
            Replay::Differs { path, recorded, now }
        }
        (Err(fault), _) => Replay::Unreadable { reason: format!("the recorded result: {fault}") },
        (_, Err(fault)) => Replay::Unreadable { reason: format!("the new result: {fault}") },
    }
}

fn text(value: Option<&Value>) -> String {
    value.and_then(|value| canonical(value).ok()).unwrap_or_default()
}

fn shown(value: Option<&Value>) -> String {
    let text = text(value);
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Walks down to the first difference, members in canonical order; `path` becomes its place.
fn first_difference(
    recorded: Option<&Value>,
    now: Option<&Value>,
    path: &mut String,
    depth: usize,
) -> (String, String) {
    let differ =
        |a: Option<&Value>, b: Option<&Value>| a.is_some() != b.is_some() || text(a) != text(b);
    if depth <= MAX_DEPTH {
        match (recorded, now) {
            (Some(Value::Array(was)), Some(Value::Array(is))) => {
                for index in 0..was.len().max(is.len()) {
                    let (a, b) = (was.get(index), is.get(index));
                    if differ(a, b) {
                        path.push_str(&format!("[{index}]"));
                        return first_difference(a, b, path, depth + 1);
                    }
                }
            }
            (Some(Value::Object(was)), Some(Value::Object(is))) => {
                let mut names: Vec<&String> = was.keys().chain(is.keys()).collect();
                names.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
                for name in names {
                    let (a, b) = (was.get(name), is.get(name));
                    if differ(a, b) {
                        path.push_str(&member(name));
                        return first_difference(a, b, path, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }
    (shown(recorded), shown(now))
}

/// `.code`, or `["a b"]` for a name that is no plain word.
fn member(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match !name.is_empty() && name.chars().all(plain) {
        true => format!(".{name}"),
        false => format!("[{}]", Value::from(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::sample;
    use serde_json::json;

    struct Says(Result<Value, JudgeFault>);

    impl Judge for Says {
        fn judge(&self, _: &DecisionRecord) -> Result<Value, JudgeFault> {
            self.0.clone()
        }
    }

    #[test]
    fn same_bytes_whatever_the_order_of_members() {
        let record = sample();
        let same = json!({"px": [], "dx": [{"confidence": 0.97, "code": "E11.9"}]});
        assert_eq!(replay(&record, &Says(Ok(same))), Replay::Same);
        // A whole float and a whole number are one number.
        assert_eq!(compare(&json!([1.0]), &json!([1])), Replay::Same);
    }

    #[test]
    fn names_the_first_difference() {
        let was = json!({"dx": [{"code": "E11.9"}, {"code": "I10"}], "px": [], "z é": 1});
        for (now, path, recorded, is) in [
            (
                json!({"dx": [{"code": "E11.9"}, {"code": "I11"}], "px": 0}),
                "$.dx[1].code",
                "\"I10\"",
                "\"I11\"",
            ),
            (
                json!({"dx": [{"code": "E11.9"}], "px": [], "z é": 1}),
                "$.dx[1]",
                "{\"code\":\"I10\"}",
                "",
            ),
            (json!({"dx": was["dx"], "px": [], "z é": 1, "a": null}), "$.a", "", "null"),
            (json!({"dx": was["dx"], "px": []}), "$[\"z é\"]", "1", ""),
            (json!(7), "$", "", "7"),
        ] {
            let Replay::Differs { path: at, recorded: a, now: b } = compare(&was, &now) else {
                panic!("{now} is the same")
            };
            assert_eq!((at.as_str(), b.as_str()), (path, is));
            assert!(recorded.is_empty() || a == recorded, "{a}");
        }
        let long = json!({"text": "é".repeat(1_000)});
        let Replay::Differs { recorded, .. } = compare(&long, &json!({})) else { panic!() };
        assert_eq!(recorded.chars().count(), MAX_SHOWN + 1);
    }

    #[test]
    fn says_why_it_can_not_run() {
        let fault = JudgeFault("document doc_1 is not at hand".into());
        let gone = replay(&sample(), &Says(Err(fault)));
        assert_eq!(gone, Replay::Unreadable { reason: "document doc_1 is not at hand".into() });
        let human = DecisionRecord { kind: DecisionKind::Human, ..sample() };
        let refused = replay(&human, &Says(Ok(human.result.clone())));
        assert!(matches!(refused, Replay::Unreadable { reason } if reason.contains("a person")));
    }
}

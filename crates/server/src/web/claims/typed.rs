//! What was typed into the fields becomes a claim again; every field that cannot be read is named.

use super::fields::{Field, Kind, lines, sections, steps};
use model::{Cents, Claim, Date};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// Longest value of a field, in characters.
const LONGEST: usize = 200;

/// Most modifiers, pointers or other words in one field.
const MOST_WORDS: usize = 8;

/// One field that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Change {
    /// Path in the claim.
    pub(super) field: String,
    /// As it was.
    pub(super) before: String,
    /// As it is.
    pub(super) after: String,
    /// Whether codes change by it.
    #[serde(skip)]
    pub(super) clinical: bool,
}

/// What became of a form.
pub(super) struct Typed {
    /// The claim with every change.
    pub(super) claim: Claim,
    /// The changes.
    pub(super) changes: Vec<Change>,
}

/// Puts typed values into a claim. Fields that are not in the form stay as they are, and so does a
/// field whose text was not touched.
///
/// # Errors
/// What is wrong, by path.
pub(super) fn take(
    claim: &Claim,
    form: &HashMap<String, String>,
) -> Result<Typed, BTreeMap<String, String>> {
    let mut value = serde_json::to_value(claim).unwrap_or_default();
    let (mut changes, mut faults) = (Vec::new(), BTreeMap::new());
    let fields = sections(claim).into_iter().flat_map(|section| section.fields);
    for field in fields.chain(lines(claim).into_iter().flatten()) {
        let Some(typed) = form.get(&field.path).map(|typed| typed.trim()) else { continue };
        if typed == field.value || field.kind == Kind::Shown {
            continue;
        }
        match read(&field, typed, claim.diagnoses.len()) {
            Ok(new) => {
                put(&mut value, &steps(&field.path), new);
                changes.push(Change {
                    field: field.path,
                    before: field.value,
                    after: typed.to_owned(),
                    clinical: field.clinical,
                });
            }
            Err(why) => {
                faults.insert(field.path, why);
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    match serde_json::from_value::<Claim>(value) {
        Ok(mut claim) => {
            close_up(&mut claim);
            Ok(Typed { claim, changes })
        }
        Err(fault) => {
            let why = format!("These values do not make a claim together: {fault}.");
            Err(BTreeMap::from([(String::new(), why)]))
        }
    }
}

/// A value from its text, or what is wrong with it.
fn read(field: &Field, typed: &str, diagnoses: usize) -> Result<Value, String> {
    if typed.chars().count() > LONGEST {
        return Err(format!("This is longer than {LONGEST} characters."));
    }
    let needed = || Err("This may not be empty.".to_owned());
    match field.kind {
        // A diagnosis that is emptied leaves the claim, so it is no null between others.
        Kind::Optional if field.path.starts_with("diagnoses[") => Ok(typed.to_uppercase().into()),
        Kind::Text | Kind::Day | Kind::Money | Kind::Number if typed.is_empty() => needed(),
        Kind::Optional | Kind::OptionalDay if typed.is_empty() => Ok(Value::Null),
        Kind::Text | Kind::Optional if field.clinical => Ok(typed.to_uppercase().into()),
        Kind::Text | Kind::Optional => Ok(typed.into()),
        Kind::Day | Kind::OptionalDay => match typed.parse::<Date>() {
            Ok(day) => Ok(day.to_string().into()),
            Err(_) => Err("Write a day as YYYY-MM-DD.".to_owned()),
        },
        Kind::Money => match Cents::from_decimal(typed.trim_start_matches('$')) {
            Ok(cents) if cents >= Cents::ZERO => Ok(cents.0.into()),
            _ => Err("Write dollars and cents, as 125.50.".to_owned()),
        },
        Kind::Number => match serde_json::from_str::<Value>(typed) {
            Ok(Value::Number(number)) if number.as_f64().is_some_and(|n| n > 0.0) => {
                Ok(Value::Number(number))
            }
            _ => Err("Write a number above zero, as 1.".to_owned()),
        },
        Kind::Words => {
            let words: Vec<String> =
                typed.to_uppercase().split_whitespace().map(str::to_owned).collect();
            match words.len() {
                0..=MOST_WORDS => Ok(words.into()),
                _ => Err(format!("At most {MOST_WORDS} fit here.")),
            }
        }
        Kind::Pointers => {
            let ranks = typed.split_whitespace().map(str::parse::<u8>);
            let ranks: Vec<Option<u8>> = ranks.map(Result::ok).collect();
            let good = |rank: &Option<u8>| {
                rank.is_some_and(|rank| rank > 0 && usize::from(rank) <= diagnoses)
            };
            match ranks.len() <= MOST_WORDS && ranks.iter().all(good) {
                true => Ok(ranks.into_iter().flatten().collect::<Vec<_>>().into()),
                false => Err(format!("Write positions of diagnoses, from 1 to {diagnoses}.")),
            }
        }
        Kind::Choice(choices) => match choices.iter().any(|(value, _)| *value == typed) {
            true => Ok(typed.into()),
            false => Err("Choose one of the list.".to_owned()),
        },
        Kind::Shown => Err("This is not changed here.".to_owned()),
    }
}

/// Sets the value at a path; a list that ends before it takes one more.
fn put(value: &mut Value, steps: &[String], new: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *value = new;
        return;
    };
    match value {
        Value::Array(list) => {
            let Ok(index) = step.parse::<usize>() else { return };
            if index == list.len() {
                list.push(Value::Null);
            }
            if let Some(place) = list.get_mut(index) {
                put(place, rest, new);
            }
        }
        Value::Object(map) => {
            let next = rest.first().is_some_and(|next| next.parse::<usize>().is_ok());
            let empty = if next { Value::Array(Vec::new()) } else { Value::Null };
            put(map.entry(step.clone()).or_insert(empty), rest, new);
        }
        _ => {}
    }
}

/// Takes emptied diagnoses out; pointers follow those that stay.
fn close_up(claim: &mut Claim) {
    let stays: Vec<bool> = claim.diagnoses.iter().map(|code| !code.is_empty()).collect();
    if stays.iter().all(|stays| *stays) {
        return;
    }
    let place = |pointer: &u8| {
        let index = usize::from(*pointer).checked_sub(1)?;
        let new = stays[..index.min(stays.len())].iter().filter(|stays| **stays).count() + 1;
        if *stays.get(index)? { u8::try_from(new).ok() } else { None }
    };
    for line in &mut claim.lines {
        line.pointers = line.pointers.iter().filter_map(place).collect();
    }
    if claim.diagnoses_poa.len() == stays.len() {
        let mut stay = stays.iter();
        claim.diagnoses_poa.retain(|_| *stay.next().unwrap_or(&true));
    }
    claim.diagnoses.retain(|code| !code.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ClaimLine;

    fn claim() -> Claim {
        Claim {
            frequency: "1".to_owned(),
            diagnoses: ["E11.9", "I10", "J06.9"].map(str::to_owned).to_vec(),
            lines: vec![ClaimLine {
                line: 1,
                code: Some("99213".to_owned()),
                pointers: vec![1, 2, 3],
                charge_cents: Cents(12_500),
                ..ClaimLine::default()
            }],
            ..Claim::default()
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> Result<Typed, BTreeMap<String, String>> {
        let form = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        take(&claim(), &form.collect())
    }

    #[test]
    fn only_what_was_touched_changes() {
        let done = typed(&[
            ("diagnoses[0]", "E11.9"),
            ("lines[0].modifiers", "25 rt"),
            ("lines[0].charge_cents", "$130.5"),
            ("authorization", "A1"),
            ("unknown", "x"),
        ])
        .unwrap();
        assert_eq!(done.changes.len(), 3);
        assert_eq!(done.claim.lines[0].modifiers, ["25", "RT"]);
        assert_eq!(done.claim.lines[0].charge_cents, Cents(13_050));
        assert_eq!(done.claim.authorization.as_deref(), Some("A1"));
        assert_eq!(done.changes.iter().filter(|change| change.clinical).count(), 1);
    }

    #[test]
    fn pointers_follow_when_a_diagnosis_goes() {
        let done = typed(&[("diagnoses[1]", "")]).unwrap();
        assert_eq!(done.claim.diagnoses, ["E11.9", "J06.9"]);
        assert_eq!(done.claim.lines[0].pointers, [1, 2]);
    }

    #[test]
    fn bad_values_are_named_and_nothing_is_taken() {
        for (field, value) in [
            ("lines[0].date", "June"),
            ("lines[0].charge_cents", "-1"),
            ("lines[0].units", "-1"),
            ("lines[0].pointers", "4"),
            ("frequency", "3"),
            ("authorization", &"x".repeat(201)),
        ] {
            let faults = typed(&[(field, value)]).err().unwrap_or_default();
            assert!(faults.contains_key(field), "{field}: {faults:?}");
        }
    }
}

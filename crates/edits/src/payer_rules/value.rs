//! What a condition works with: values borrowed from a claim, and their types.

use super::schema::Kind;
use model::{Claim, Date};
use std::borrow::Cow;

/// The type of an expression, known when a rule is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Bool,
    Int,
    Text,
    Date,
    /// The word `null`.
    Null,
    Bools,
    Ints,
    Texts,
    Dates,
    /// One party, line or earlier line.
    Record(Kind),
    /// Several of them.
    Records(Kind),
    /// `[]`, which fits any list.
    Nothing,
}

impl Type {
    /// What an analyst calls it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Type::Bool => "true/false",
            Type::Int => "number",
            Type::Text => "text",
            Type::Date => "date",
            Type::Null => "null",
            Type::Bools => "list of true/false",
            Type::Ints => "list of numbers",
            Type::Texts => "list of texts",
            Type::Dates => "list of dates",
            Type::Record(_) => "record",
            Type::Records(_) => "list of records",
            Type::Nothing => "empty list",
        }
    }

    /// The type of a list's members.
    pub(crate) fn member(self) -> Option<Type> {
        Some(match self {
            Type::Bools | Type::Nothing => Type::Bool,
            Type::Ints => Type::Int,
            Type::Texts => Type::Text,
            Type::Dates => Type::Date,
            Type::Records(kind) => Type::Record(kind),
            _ => return None,
        })
    }

    /// The type of a list of such members.
    pub(crate) fn list(self) -> Option<Type> {
        Some(match self {
            Type::Bool => Type::Bools,
            Type::Int => Type::Ints,
            Type::Text => Type::Texts,
            Type::Date => Type::Dates,
            Type::Record(kind) => Type::Records(kind),
            _ => return None,
        })
    }
}

/// A party, a line or an earlier line of the claim under judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Record {
    /// What a claim has once: the claim, the patient, the payer and so on.
    Single,
    /// A line, by its place.
    Line(usize),
    /// A line of an earlier claim, by the places of both.
    Earlier(usize, usize),
    /// Another payer, by its place.
    OtherPayer(usize),
}

/// One value. Absent text is empty text; an absent number or date is [`Value::Absent`], and what
/// is made of it is absent too.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Absent,
    Bool(bool),
    Int(i64),
    Text(Cow<'a, str>),
    Date(Date),
    Record(Record),
    List(List<'a>),
}

/// Several values, made only when somebody looks at them.
#[derive(Clone, Debug)]
pub(crate) enum List<'a> {
    Texts(&'a [String]),
    /// The diagnoses that the line at this place points to.
    Pointed(usize),
    Lines,
    Earlier,
    OtherPayers,
    /// Constants of the condition.
    Fixed(&'a [Value<'a>]),
    /// Made by the condition.
    Made(Vec<Value<'a>>),
}

/// What a condition is evaluated over: a claim, and the line in turn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) claim: &'a Claim,
    pub(crate) line: usize,
}

impl<'a> Value<'a> {
    /// A text, empty where it is absent.
    pub(crate) fn text(text: Option<&'a str>) -> Value<'a> {
        Value::Text(Cow::Borrowed(text.unwrap_or_default().trim()))
    }

    /// A number, where it is present.
    pub(crate) fn int(number: Option<i64>) -> Value<'a> {
        number.map_or(Value::Absent, Value::Int)
    }

    /// A date, where it is present.
    pub(crate) fn date(date: Option<Date>) -> Value<'a> {
        date.map_or(Value::Absent, Value::Date)
    }

    /// Whether there is something: text with a character, a number or date, a list with members.
    pub(crate) fn is_present(&self, scope: &Scope<'a>) -> bool {
        match self {
            Value::Absent => false,
            Value::Text(text) => !text.is_empty(),
            Value::List(list) => list.len(scope) > 0,
            Value::Bool(_) | Value::Int(_) | Value::Date(_) | Value::Record(_) => true,
        }
    }

    /// Whether two values of one type are equal; `None` where one is absent.
    pub(crate) fn equals(&self, other: &Value<'_>) -> Option<bool> {
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => Some(a == b),
            (Value::Int(a), Value::Int(b)) => Some(a == b),
            (Value::Text(a), Value::Text(b)) => Some(a == b),
            (Value::Date(a), Value::Date(b)) => Some(a == b),
            _ => None,
        }
    }
}

impl<'a> List<'a> {
    /// How many members it has.
    pub(crate) fn len(&self, scope: &Scope<'a>) -> usize {
        let claim = scope.claim;
        match self {
            List::Texts(texts) => texts.len(),
            List::Pointed(line) => pointed(claim, *line).count(),
            List::Lines => claim.lines.len(),
            List::Earlier => claim.history.iter().map(|earlier| earlier.lines.len()).sum(),
            List::OtherPayers => claim.other_payers.len(),
            List::Fixed(values) => values.len(),
            List::Made(values) => values.len(),
        }
    }

    /// Its members in order.
    pub(crate) fn members<'b>(
        &'b self,
        scope: &Scope<'a>,
    ) -> Box<dyn Iterator<Item = Value<'a>> + 'b>
    where
        'a: 'b,
    {
        let claim = scope.claim;
        match self {
            List::Texts(texts) => Box::new(texts.iter().map(|text| Value::text(Some(text)))),
            List::Pointed(line) => {
                Box::new(pointed(claim, *line).map(|code| Value::text(Some(code))))
            }
            List::Lines => Box::new((0..claim.lines.len()).map(|i| Value::Record(Record::Line(i)))),
            List::Earlier => Box::new(claim.history.iter().enumerate().flat_map(|(i, earlier)| {
                (0..earlier.lines.len()).map(move |j| Value::Record(Record::Earlier(i, j)))
            })),
            List::OtherPayers => {
                let places = 0..claim.other_payers.len();
                Box::new(places.map(|i| Value::Record(Record::OtherPayer(i))))
            }
            List::Fixed(values) => Box::new(values.iter().cloned()),
            List::Made(values) => Box::new(values.iter().cloned()),
        }
    }
}

/// The diagnoses that a line points to; on an institutional claim, whose lines point to none, all
/// of them.
pub(crate) fn pointed(claim: &Claim, line: usize) -> impl Iterator<Item = &str> {
    let pointers = claim.lines.get(line).map_or(&[][..], |line| &line.pointers);
    let all = match pointers.is_empty() && claim.claim_type == model::ClaimType::Institutional {
        true => &claim.diagnoses[..],
        false => &[],
    };
    let named = pointers.iter().filter_map(|&pointer| {
        usize::from(pointer).checked_sub(1).and_then(|at| claim.diagnoses.get(at))
    });
    named.chain(all).map(String::as_str)
}

//! Evaluates a compiled condition over one claim or line.

use super::super::schema::ceiling;
use super::super::value::{List, Record, Scope, Type, Value, pointed};
use super::calls::Function;
use super::node::{Arithmetic, Loop, Node};
use crate::history::{Outcome, outcome};
use model::{BilledLine, Date};
use std::borrow::Cow;

/// Most members of lists that one evaluation looks at.
const MOST_STEPS: usize = 200_000;

/// Why a condition has no answer. A rule that meets one does not fire; it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EvaluationFault {
    #[error("a number became too large")]
    Overflow,
    #[error("a number was divided by zero")]
    DividedByZero,
    #[error("the condition looks at more than {MOST_STEPS} members of lists")]
    TooMuch,
}

type Outcomes<'a> = Result<Value<'a>, EvaluationFault>;

/// Evaluates a condition.
pub(super) fn evaluate<'a>(node: &'a Node, scope: Scope<'a>, per_line: bool) -> Outcomes<'a> {
    let mut run = Run { scope, per_line, locals: Vec::new(), steps: 0 };
    run.value(node)
}

struct Run<'a> {
    scope: Scope<'a>,
    per_line: bool,
    locals: Vec<Value<'a>>,
    steps: usize,
}

impl<'a> Run<'a> {
    fn value(&mut self, node: &'a Node) -> Outcomes<'a> {
        Ok(match node {
            Node::Constant(Value::Text(text)) => Value::Text(Cow::Borrowed(text)),
            Node::Constant(value) => value.clone(),
            Node::Constants(values) => Value::List(List::Fixed(values)),
            Node::List(nodes) => {
                let values: Result<Vec<_>, _> = nodes.iter().map(|node| self.value(node)).collect();
                Value::List(List::Made(values?))
            }
            Node::Root(record) => Value::Record(*record),
            Node::Line => Value::Record(Record::Line(self.scope.line)),
            Node::History => Value::List(List::Earlier),
            Node::Local(depth) => self.locals.get(*depth).cloned().unwrap_or(Value::Absent),
            Node::Field(of, get) => match self.value(of)? {
                Value::Record(record) => get(&self.scope, record),
                _ => Value::Absent,
            },
            Node::Not(of) => match self.value(of)? {
                Value::Bool(truth) => Value::Bool(!truth),
                other => other,
            },
            Node::And(left, right) => return self.both(left, right, false),
            Node::Or(left, right) => return self.both(left, right, true),
            Node::If(test, then, other) => match self.value(test)? {
                Value::Bool(true) => return self.value(then),
                Value::Bool(false) => return self.value(other),
                _ => Value::Absent,
            },
            Node::Equal(left, right, equal) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                left.equals(&right).map_or(Value::Absent, |same| Value::Bool(same == *equal))
            }
            Node::Order(left, right, holds) => {
                let ordering = match (self.value(left)?, self.value(right)?) {
                    (Value::Int(a), Value::Int(b)) => Some(a.cmp(&b)),
                    (Value::Text(a), Value::Text(b)) => Some(a.cmp(&b)),
                    (Value::Date(a), Value::Date(b)) => Some(a.cmp(&b)),
                    _ => None,
                };
                ordering.map_or(Value::Absent, |ordering| Value::Bool(holds(ordering)))
            }
            Node::Arithmetic(how, left, right) => match (self.value(left)?, self.value(right)?) {
                (Value::Int(a), Value::Int(b)) => Value::Int(arithmetic(*how, a, b)?),
                _ => Value::Absent,
            },
            Node::Negate(of) => match self.value(of)? {
                Value::Int(a) => Value::Int(a.checked_neg().ok_or(EvaluationFault::Overflow)?),
                _ => Value::Absent,
            },
            Node::In(member, list) => return self.is_in(member, list),
            Node::Index(list, place, member) => return self.index(list, place, *member),
            Node::Present(of) => {
                let value = self.value(of)?;
                Value::Bool(value.is_present(&self.scope))
            }
            Node::Loop(how, list, body) => return self.looped(*how, list, body),
            Node::Call(function, nodes) => return self.call(*function, nodes),
        })
    }

    /// `&&` and `||`: one side that decides is enough, whatever the other side is, as in CEL.
    fn both(&mut self, left: &'a Node, right: &'a Node, decides: bool) -> Outcomes<'a> {
        let left = self.value(left);
        if matches!(left, Ok(Value::Bool(truth)) if truth == decides) {
            return left;
        }
        let right = self.value(right);
        match (left, right) {
            (_, Ok(Value::Bool(truth))) if truth == decides => Ok(Value::Bool(truth)),
            (Err(fault), _) | (_, Err(fault)) => Err(fault),
            (Ok(Value::Bool(_)), right) => right,
            (left, _) => left,
        }
    }

    fn list(&mut self, node: &'a Node) -> Result<List<'a>, EvaluationFault> {
        Ok(match self.value(node)? {
            Value::List(list) => list,
            _ => List::Texts(&[]),
        })
    }

    fn step(&mut self) -> Result<(), EvaluationFault> {
        self.steps += 1;
        if self.steps > MOST_STEPS { Err(EvaluationFault::TooMuch) } else { Ok(()) }
    }

    fn is_in(&mut self, member: &'a Node, list: &'a Node) -> Outcomes<'a> {
        let member = self.value(member)?;
        if matches!(member, Value::Absent) {
            return Ok(member);
        }
        let list = self.list(list)?;
        self.steps += list.len(&self.scope);
        self.step()?;
        let scope = self.scope;
        let found = match &list {
            List::Texts(texts) => texts.iter().any(|text| is_text(&member, text.trim())),
            List::Fixed(values) => values.iter().any(|value| value.equals(&member) == Some(true)),
            other => other.members(&scope).any(|value| value.equals(&member) == Some(true)),
        };
        Ok(Value::Bool(found))
    }

    fn index(&mut self, list: &'a Node, place: &'a Node, member: Type) -> Outcomes<'a> {
        let list = self.list(list)?;
        let Value::Int(place) = self.value(place)? else { return Ok(Value::Absent) };
        let scope = self.scope;
        let found = usize::try_from(place).ok().and_then(|at| list.members(&scope).nth(at));
        Ok(match (found, member) {
            (Some(value), _) => value,
            (None, Type::Text) => Value::text(None),
            (None, _) => Value::Absent,
        })
    }

    fn looped(&mut self, how: Loop, list: &'a Node, body: &'a Node) -> Outcomes<'a> {
        let list = self.list(list)?;
        let scope = self.scope;
        let (mut holding, mut unknown, mut fault) = (0_u32, false, None);
        let mut made = Vec::new();
        for member in list.members(&scope) {
            self.step()?;
            self.locals.push(member);
            let value = self.value(body);
            let member = self.locals.pop().unwrap_or(Value::Absent);
            match (how, value) {
                (Loop::Map, value) => made.push(value?),
                (Loop::Filter, Ok(Value::Bool(true))) => made.push(member),
                (Loop::Filter, Err(fault)) => return Err(fault),
                (Loop::Exists, Ok(Value::Bool(true))) => return Ok(Value::Bool(true)),
                (Loop::All, Ok(Value::Bool(false))) => return Ok(Value::Bool(false)),
                (Loop::ExistsOne, Err(fault)) => return Err(fault),
                (_, Ok(Value::Bool(truth))) => holding += u32::from(truth),
                (_, Ok(_)) => unknown = true,
                (_, Err(met)) => fault = fault.or(Some(met)),
            }
        }
        match (how, fault) {
            (_, Some(fault)) => Err(fault),
            (Loop::Map | Loop::Filter, None) => Ok(Value::List(List::Made(made))),
            (_, None) if unknown => Ok(Value::Absent),
            (Loop::ExistsOne, None) => Ok(Value::Bool(holding == 1)),
            (_, None) => Ok(Value::Bool(how == Loop::All)),
        }
    }

    fn call(&mut self, function: Function, nodes: &'a [Node]) -> Outcomes<'a> {
        let mut given = Vec::with_capacity(nodes.len());
        for node in nodes {
            given.push(self.value(node)?);
        }
        let truth = |answer: bool| Ok(Value::Bool(answer));
        match (function, &given[..]) {
            (Function::Size, [Value::Text(text)]) => Ok(Value::Int(whole(text.chars().count()))),
            (Function::Size, [Value::List(list)]) => Ok(Value::Int(whole(list.len(&self.scope)))),
            (Function::DaysBetween, [Value::Date(a), Value::Date(b)]) => {
                Ok(Value::Int(i64::from(a.days_until(*b))))
            }
            (Function::YearsBetween, [Value::Date(a), Value::Date(b)]) => {
                Ok(Value::Int(i64::from(a.years_until(*b))))
            }
            // 1 January 2000 was a Saturday, the sixth day.
            (Function::Weekday, [Value::Date(day)]) => {
                let since = day.days_since_2000();
                Ok(Value::Int(i64::from((since + 5).rem_euclid(7) + 1)))
            }
            (Function::InRange, [Value::Text(code), Value::Text(low), Value::Text(high)]) => {
                truth(in_range(code, low, high))
            }
            (Function::HasModifier, [Value::Record(record), wanted @ ..]) => {
                truth(self.has_modifier(*record, wanted))
            }
            (Function::HasDiagnosis, [Value::Record(record), wanted @ ..]) => {
                truth(self.has_diagnosis(*record, wanted))
            }
            (
                Function::HistoryCount | Function::HistoryUnits,
                [Value::Text(low), Value::Text(high), Value::Int(days)],
            ) => {
                let lines = self.earlier(low, high, *days);
                let units = lines.map(|line| match function {
                    Function::HistoryCount => 1,
                    _ => ceiling(line.units),
                });
                total(units)
            }
            (Function::Upper, [Value::Text(text)]) => {
                Ok(Value::Text(text.to_ascii_uppercase().into()))
            }
            (Function::IsDigits, [Value::Text(text)]) => {
                truth(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            }
            (Function::Sum, [Value::List(list)]) => {
                let numbers: Option<Vec<i64>> = list
                    .members(&self.scope)
                    .map(|value| if let Value::Int(number) = value { Some(number) } else { None })
                    .collect();
                numbers.map_or(Ok(Value::Absent), |numbers| total(numbers.into_iter()))
            }
            (Function::StartsWith, [Value::Text(text), Value::Text(part)]) => {
                truth(text.starts_with(&**part))
            }
            (Function::EndsWith, [Value::Text(text), Value::Text(part)]) => {
                truth(text.ends_with(&**part))
            }
            (Function::Contains, [Value::Text(text), Value::Text(part)]) => {
                truth(text.contains(&**part))
            }
            // An argument is absent.
            _ => Ok(Value::Absent),
        }
    }

    fn has_modifier(&self, record: Record, wanted: &[Value<'_>]) -> bool {
        let claim = self.scope.claim;
        let modifiers = match record {
            Record::Line(at) => claim.lines.get(at).map(|line| &line.modifiers),
            Record::Earlier(at, line) => {
                let earlier = claim.history.get(at).and_then(|earlier| earlier.lines.get(line));
                earlier.map(|line| &line.modifiers)
            }
            Record::Single | Record::OtherPayer(_) => None,
        };
        let is = |modifier: &String| wanted.iter().any(|one| is_text_in_any_case(one, modifier));
        modifiers.is_some_and(|modifiers| modifiers.iter().any(is))
    }

    fn has_diagnosis(&self, record: Record, wanted: &[Value<'_>]) -> bool {
        let claim = self.scope.claim;
        let begins = |code: &str| {
            wanted.iter().any(|one| match one {
                Value::Text(prefix) => begins_with_code(code, prefix),
                _ => false,
            })
        };
        match record {
            Record::Line(at) => pointed(claim, at).any(begins),
            _ => claim.diagnoses.iter().any(|code| begins(code)),
        }
    }

    /// Lines of earlier claims that count, with a code in the range and a day within so many days
    /// before the line, or before the claim. The claim that this one replaces is left out.
    fn earlier<'b>(
        &self,
        low: &'b str,
        high: &'b str,
        days: i64,
    ) -> impl Iterator<Item = &'a BilledLine> + use<'a, 'b> {
        let claim = self.scope.claim;
        let line = claim.lines.get(self.scope.line).filter(|_| self.per_line);
        let day: Date = line.map_or(claim.from, |line| line.date);
        let corrected = matches!(claim.frequency.as_str(), "7" | "8");
        claim
            .history
            .iter()
            .filter(move |earlier| !(corrected && earlier.id == claim.id))
            .filter(|earlier| outcome(earlier) == Outcome::Counts)
            .flat_map(|earlier| &earlier.lines)
            .filter(move |line| (0..=days).contains(&i64::from(line.date.days_until(day))))
            .filter(move |line| line.code.as_deref().is_some_and(|code| in_range(code, low, high)))
    }
}

fn arithmetic(how: Arithmetic, a: i64, b: i64) -> Result<i64, EvaluationFault> {
    if b == 0 && matches!(how, Arithmetic::Divide | Arithmetic::Remainder) {
        return Err(EvaluationFault::DividedByZero);
    }
    let done = match how {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide => a.checked_div(b),
        Arithmetic::Remainder => a.checked_rem(b),
    };
    done.ok_or(EvaluationFault::Overflow)
}

fn total<'a>(mut numbers: impl Iterator<Item = i64>) -> Outcomes<'a> {
    let sum = numbers.try_fold(0_i64, i64::checked_add);
    sum.map(Value::Int).ok_or(EvaluationFault::Overflow)
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn is_text(value: &Value<'_>, text: &str) -> bool {
    matches!(value, Value::Text(own) if own == text)
}

fn is_text_in_any_case(value: &Value<'_>, text: &str) -> bool {
    matches!(value, Value::Text(own) if own.eq_ignore_ascii_case(text.trim()))
}

/// Whether a code stands between two codes of its own length, both inside.
pub(crate) fn in_range(code: &str, low: &str, high: &str) -> bool {
    let upper = |text: &str, other: &str| {
        let own = text.bytes().map(|byte| byte.to_ascii_uppercase());
        own.cmp(other.bytes().map(|byte| byte.to_ascii_uppercase()))
    };
    let code = code.trim();
    code.len() == low.len() && upper(code, low).is_ge() && upper(code, high).is_le()
}

/// Whether a diagnosis begins with a code, dots and case left out.
pub(crate) fn begins_with_code(code: &str, prefix: &str) -> bool {
    fn bare(text: &str) -> impl Iterator<Item = u8> {
        let kept = text.trim().bytes().filter(|byte| *byte != b'.');
        kept.map(|byte| byte.to_ascii_uppercase())
    }
    let mut code = bare(code);
    bare(prefix).all(|wanted| code.next() == Some(wanted))
}

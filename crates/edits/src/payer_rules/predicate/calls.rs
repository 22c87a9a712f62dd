//! The functions of a condition: their names, and the types they take and give.

use super::super::fault::{Fault, did_you_mean};
use super::super::schema::Kind;
use super::super::value::{Type, Value};
use super::compile::{Compiler, Typed};
use super::node::{Loop, Node};
use cel::IdedExpr;

/// What a function does; `evaluate.rs` does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Size,
    DaysBetween,
    YearsBetween,
    Weekday,
    InRange,
    HasModifier,
    HasDiagnosis,
    HistoryCount,
    HistoryUnits,
    Upper,
    IsDigits,
    Sum,
    StartsWith,
    EndsWith,
    Contains,
}

/// Functions that are called with all their arguments in brackets.
pub(crate) const FUNCTIONS: [&str; 14] = [
    "has",
    "size",
    "days_between",
    "years_between",
    "date",
    "weekday",
    "in_range",
    "has_modifier",
    "has_diagnosis",
    "history_count",
    "history_units",
    "upper",
    "is_digits",
    "sum",
];

/// Functions that are called after a dot.
pub(crate) const METHODS: [&str; 9] =
    ["startsWith", "endsWith", "contains", "exists", "all", "exists_one", "filter", "map", "size"];

/// A call `name(...)`.
pub(super) fn function(
    compiler: &mut Compiler<'_>,
    at: &IdedExpr,
    name: &str,
    args: &[IdedExpr],
) -> Result<Typed, Fault> {
    use Type::{Bool, Date, Int, Text};
    let plain: Option<(Function, &[Type], Type)> = match name {
        "days_between" => Some((Function::DaysBetween, &[Date, Date], Int)),
        "years_between" => Some((Function::YearsBetween, &[Date, Date], Int)),
        "weekday" => Some((Function::Weekday, &[Date], Int)),
        "in_range" => Some((Function::InRange, &[Text, Text, Text], Bool)),
        "history_count" => Some((Function::HistoryCount, &[Text, Text, Int], Int)),
        "history_units" => Some((Function::HistoryUnits, &[Text, Text, Int], Int)),
        "upper" => Some((Function::Upper, &[Text], Text)),
        "is_digits" => Some((Function::IsDigits, &[Text], Bool)),
        "sum" => Some((Function::Sum, &[Type::Ints], Int)),
        _ => None,
    };
    if let Some((function, takes, gives)) = plain {
        let nodes = arguments(compiler, at, name, args, takes)?;
        match function {
            Function::InRange => check_range(compiler, at, &nodes[1..])?,
            Function::HistoryCount | Function::HistoryUnits => {
                check_range(compiler, at, &nodes[..2])?
            }
            _ => {}
        }
        return Ok((Node::Call(function, nodes), gives));
    }
    match (name, args) {
        ("has", [path]) => Ok((Node::Present(Box::new(compiler.node(path)?.0)), Bool)),
        ("size", [list]) => size(compiler, list),
        ("date", [text]) => match compiler.of(text, Text)? {
            Node::Constant(Value::Text(written)) => {
                Ok((Node::Constant(compiler.date(text, &written)?), Date))
            }
            _ => Err(compiler.fault(text, "date() takes a date written as text")),
        },
        ("has_modifier", [line, wanted @ ..]) if !wanted.is_empty() => {
            let kinds = [Kind::Line, Kind::History];
            record_call(compiler, Function::HasModifier, line, wanted, &kinds)
        }
        ("has_diagnosis", [of, wanted @ ..]) if !wanted.is_empty() => {
            let kinds = [Kind::Line, Kind::Claim];
            record_call(compiler, Function::HasDiagnosis, of, wanted, &kinds)
        }
        (known, _) if FUNCTIONS.contains(&known) => {
            Err(compiler.fault(at, format!("{known}() has not the arguments that it needs")))
        }
        (method, _) if METHODS.contains(&method) => {
            Err(compiler.fault(at, format!("write it after a dot, as list.{method}(...)")))
        }
        _ => {
            let near = did_you_mean(name, FUNCTIONS);
            Err(compiler.fault(at, format!("there is no function `{name}`{near}")))
        }
    }
}

/// A call `target.name(...)`.
pub(super) fn method(
    compiler: &mut Compiler<'_>,
    at: &IdedExpr,
    target: &IdedExpr,
    name: &str,
    args: &[IdedExpr],
) -> Result<Typed, Fault> {
    let text = match name {
        "startsWith" => Some(Function::StartsWith),
        "endsWith" => Some(Function::EndsWith),
        "contains" => Some(Function::Contains),
        _ => None,
    };
    if let Some(function) = text {
        let subject = compiler.of(target, Type::Text)?;
        let mut nodes = vec![subject];
        nodes.extend(arguments(compiler, at, name, args, &[Type::Text])?);
        return Ok((Node::Call(function, nodes), Type::Bool));
    }
    let how = match name {
        "exists" => Loop::Exists,
        "all" => Loop::All,
        "exists_one" => Loop::ExistsOne,
        "filter" => Loop::Filter,
        "map" => Loop::Map,
        "size" if args.is_empty() => return size(compiler, target),
        _ => {
            let near = did_you_mean(name, METHODS);
            return Err(compiler.fault(at, format!("there is no function `{name}` here{near}")));
        }
    };
    let over = compiler.node(target)?;
    compiler.looped(how, over, args, at)
}

fn size(compiler: &mut Compiler<'_>, of: &IdedExpr) -> Result<Typed, Fault> {
    let (node, r#type) = compiler.node(of)?;
    if r#type != Type::Text && r#type.member().is_none() {
        return Err(compiler.fault(of, format!("a {} has no size", r#type.words())));
    }
    Ok((Node::Call(Function::Size, vec![node]), Type::Int))
}

fn arguments(
    compiler: &mut Compiler<'_>,
    at: &IdedExpr,
    name: &str,
    args: &[IdedExpr],
    takes: &[Type],
) -> Result<Vec<Node>, Fault> {
    if args.len() != takes.len() {
        let (given, wanted) = (args.len(), takes.len());
        return Err(compiler.fault(at, format!("{name}() takes {wanted} arguments, not {given}")));
    }
    args.iter().zip(takes).map(|(arg, wanted)| compiler.of(arg, *wanted)).collect()
}

/// Two codes that can hold no code between them are a slip of the pen.
fn check_range(compiler: &Compiler<'_>, at: &IdedExpr, nodes: &[Node]) -> Result<(), Fault> {
    let constant = |node: &Node| match node {
        Node::Constant(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let pairs =
        nodes.windows(2).filter_map(|pair| Some((constant(&pair[0])?, constant(&pair[1])?)));
    for (low, high) in pairs {
        if low.len() != high.len() || low > high {
            return Err(compiler.fault(at, format!("no code is between `{low}` and `{high}`")));
        }
    }
    Ok(())
}

/// A function whose first argument is a line or the claim, and whose others are texts.
fn record_call(
    compiler: &mut Compiler<'_>,
    function: Function,
    record: &IdedExpr,
    texts: &[IdedExpr],
    kinds: &[Kind],
) -> Result<Typed, Fault> {
    let (node, r#type) = compiler.node(record)?;
    if !kinds.iter().any(|kind| r#type == Type::Record(*kind)) {
        let names: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
        let message = format!("the first argument here is a {}", names.join(" or a "));
        return Err(compiler.fault(record, message));
    }
    let mut nodes = vec![node];
    for text in texts {
        nodes.push(compiler.of(text, Type::Text)?);
    }
    Ok((Node::Call(function, nodes), Type::Bool))
}

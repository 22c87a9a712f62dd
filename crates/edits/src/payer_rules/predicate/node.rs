//! The tree of a compiled condition.

use super::super::schema::Getter;
use super::super::value::{Record, Type, Value};
use super::calls::Function;
use std::cmp::Ordering;

/// One step of a condition. Types are checked before a node is made.
#[derive(Debug)]
pub(crate) enum Node {
    /// A number, text, date or truth written in the condition.
    Constant(Value<'static>),
    /// A list of them.
    Constants(Vec<Value<'static>>),
    /// A list of anything else.
    List(Vec<Node>),
    /// The claim, the patient and so on.
    Root(Record),
    /// The line in turn.
    Line,
    /// All lines of earlier claims.
    History,
    /// What a name of `exists` and its like stands for, by the depth of its binding.
    Local(usize),
    Field(Box<Node>, Getter),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    /// Equal; or not, when the flag is false.
    Equal(Box<Node>, Box<Node>, bool),
    Order(Box<Node>, Box<Node>, fn(Ordering) -> bool),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    Negate(Box<Node>),
    In(Box<Node>, Box<Node>),
    /// A member of a list by its place; the type tells what stands for one that is not there.
    Index(Box<Node>, Box<Node>, Type),
    Present(Box<Node>),
    Loop(Loop, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

/// What is done with two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// What is done with the members of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loop {
    Exists,
    All,
    ExistsOne,
    Filter,
    Map,
}

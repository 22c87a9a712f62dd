//! From cel's tree to ours: names are looked up, types are checked, faults get their place.

use super::super::fault::{Fault, did_you_mean};
use super::super::schema::{self, KINDS, Kind};
use super::super::value::{Record, Type, Value};
use super::node::{Arithmetic, Loop, Node};
use super::{DEEPEST, Predicate, calls};
use cel::common::ast::{CallExpr, Expr, LiteralValue, operators};
use cel::{IdedExpr, ParseErrors, Program};
use std::cmp::Ordering;

/// Most faults of syntax that are told of one condition: the first ones say what is wrong.
const MOST_SYNTAX_FAULTS: usize = 3;

/// A node with its type.
pub(super) type Typed = (Node, Type);

/// Walks the tree of one condition.
pub(super) struct Compiler<'s> {
    source: &'s str,
    program: &'s Program,
    pub(super) locals: Vec<(String, Type)>,
    pub(super) per_line: bool,
    paths: Vec<String>,
    depth: usize,
}

/// What cel's parser objects to.
pub(super) fn syntax_faults(errors: &ParseErrors) -> Vec<Fault> {
    let place = |number: isize| usize::try_from(number).unwrap_or(1).max(1);
    let message = |text: &str| {
        let text = text.strip_prefix("Syntax error: ").unwrap_or(text);
        let text = match text.contains("Recursion limit") || text.contains("recursion limit") {
            true => "the condition is nested too deeply",
            false => text.split(" expecting {").next().unwrap_or(text),
        };
        format!("the condition cannot be read: {}", text.replace("'<EOF>'", "its end"))
    };
    let one = |error: &cel::ParseError| {
        Fault::exact(place(error.pos.0), place(error.pos.1), message(&error.msg))
    };
    errors.errors.iter().take(MOST_SYNTAX_FAULTS).map(one).collect()
}

/// Compiles the tree; the result is a truth.
pub(super) fn compile(source: &str, program: &Program) -> Result<Predicate, Fault> {
    let (locals, paths) = (Vec::new(), Vec::new());
    let mut compiler = Compiler { source, program, locals, per_line: false, paths, depth: 0 };
    let root = program.expression();
    let (node, r#type) = compiler.node(root)?;
    if r#type != Type::Bool {
        let words = r#type.words();
        return Err(
            compiler.fault(root, format!("the condition gives a {words}, not true or false"))
        );
    }
    Ok(Predicate { node, per_line: compiler.per_line, paths: compiler.paths })
}

impl Compiler<'_> {
    /// A fault at the place where an expression begins.
    pub(super) fn fault(&self, at: &IdedExpr, message: impl Into<String>) -> Fault {
        let offset =
            self.program.source_info().offset_for(first(at).id).map_or(0, |(from, _)| from);
        self.fault_at(offset as usize, message)
    }

    fn fault_at(&self, offset: usize, message: impl Into<String>) -> Fault {
        let (mut line, mut column) = (1, 1);
        // cel counts in bytes, an editor in characters.
        let before = self.source.char_indices().take_while(|(at, _)| *at < offset);
        for (_, character) in before {
            (line, column) = if character == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        Fault::exact(line, column, message)
    }

    /// Compiles one expression.
    pub(super) fn node(&mut self, at: &IdedExpr) -> Result<Typed, Fault> {
        if self.depth >= DEEPEST {
            return Err(self.fault(at, "the condition is nested too deeply"));
        }
        self.depth += 1;
        let done = match &at.expr {
            Expr::Literal(literal) => self.literal(at, literal),
            Expr::Ident(name) => self.name(at, name),
            Expr::Select(select) if !select.test => self.field(at, &select.operand, &select.field),
            Expr::List(list) => self.list(at, &list.elements),
            Expr::Call(call) => self.call(at, call),
            _ => Err(self.fault(at, "maps and structures have no place in a condition")),
        };
        self.depth -= 1;
        done
    }

    fn literal(&self, at: &IdedExpr, literal: &LiteralValue) -> Result<Typed, Fault> {
        Ok(match literal {
            LiteralValue::Boolean(truth) => {
                (Node::Constant(Value::Bool(*truth.inner())), Type::Bool)
            }
            LiteralValue::Int(number) => (Node::Constant(Value::Int(*number.inner())), Type::Int),
            LiteralValue::String(text) => {
                let text = text.inner().to_owned();
                (Node::Constant(Value::Text(text.into())), Type::Text)
            }
            LiteralValue::Null => (Node::Constant(Value::Absent), Type::Null),
            LiteralValue::Double(_) => {
                return Err(self.fault(at, "write whole numbers: money is counted in cents"));
            }
            LiteralValue::UInt(_) | LiteralValue::Bytes(_) => {
                return Err(self.fault(at, "write numbers without `u` and texts without `b`"));
            }
        })
    }

    fn name(&mut self, at: &IdedExpr, name: &str) -> Result<Typed, Fault> {
        if let Some(depth) = self.locals.iter().position(|(local, _)| local == name) {
            return Ok((Node::Local(depth), self.locals[depth].1));
        }
        Ok(match KINDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind) {
            Some(Kind::Line) => {
                self.per_line = true;
                (Node::Line, Type::Record(Kind::Line))
            }
            Some(Kind::History) => (Node::History, Type::Records(Kind::History)),
            Some(kind) if kind != Kind::OtherPayer => {
                (Node::Root(Record::Single), Type::Record(kind))
            }
            _ => return Err(self.fault(at, self.unknown_name(name))),
        })
    }

    /// Says what an unknown name may have been meant for.
    fn unknown_name(&self, name: &str) -> String {
        let field = schema::FIELDS.iter().find(|field| field.name == name);
        if let Some(field) = field {
            return format!("`{name}` stands alone; write `{}.{name}`", field.kind.name());
        }
        let roots = KINDS.iter().map(|(_, known)| *known).filter(|known| *known != "other_payer");
        let known = roots.chain(self.locals.iter().map(|(local, _)| local.as_str()));
        format!("`{name}` is no name of the claim schema{}", did_you_mean(name, known))
    }

    fn field(&mut self, at: &IdedExpr, of: &IdedExpr, name: &str) -> Result<Typed, Fault> {
        let (node, r#type) = self.node(of)?;
        let Type::Record(kind) = r#type else {
            let list = matches!(r#type, Type::Records(_));
            let how = if list { "; look at its members with exists(...)" } else { "" };
            return Err(
                self.dot_fault(at, format!("a {} has no field `{name}`{how}", r#type.words()))
            );
        };
        let Some(field) = schema::field(kind, name) else {
            let of = kind.name();
            let near =
                did_you_mean(name, schema::names(kind)).replace("mean `", &format!("mean `{of}."));
            return Err(
                self.dot_fault(at, format!("`{of}.{name}` is not in the claim schema{near}"))
            );
        };
        let path = format!("{}.{name}", kind.name());
        if !self.paths.contains(&path) {
            self.paths.push(path);
        }
        Ok((Node::Field(Box::new(node), field.get), field.r#type))
    }

    /// A fault at the name after a dot.
    fn dot_fault(&self, at: &IdedExpr, message: String) -> Fault {
        let offset = self.program.source_info().offset_for(at.id).map_or(0, |(from, _)| from + 1);
        self.fault_at(offset as usize, message)
    }

    fn list(&mut self, at: &IdedExpr, elements: &[IdedExpr]) -> Result<Typed, Fault> {
        let mut nodes = Vec::with_capacity(elements.len());
        let mut of = None;
        for element in elements {
            let (node, r#type) = self.node(element)?;
            if *of.get_or_insert(r#type) != r#type {
                return Err(self.fault(element, "all members of a list are of one type"));
            }
            nodes.push(node);
        }
        let r#type = of.map_or(Some(Type::Nothing), Type::list);
        let r#type = r#type
            .ok_or_else(|| self.fault(at, "a list holds numbers, texts, dates or records"))?;
        let constant = |node: Node| match node {
            Node::Constant(value) => Ok(value),
            other => Err(other),
        };
        if nodes.iter().all(|node| matches!(node, Node::Constant(_))) {
            let values = nodes.into_iter().filter_map(|node| constant(node).ok()).collect();
            return Ok((Node::Constants(values), r#type));
        }
        Ok((Node::List(nodes), r#type))
    }

    fn call(&mut self, at: &IdedExpr, call: &CallExpr) -> Result<Typed, Fault> {
        if let Some(target) = &call.target {
            return calls::method(self, at, target, &call.func_name, &call.args);
        }
        let two = match &call.args[..] {
            [left, right] => Some((left, right)),
            _ => None,
        };
        let order: Option<fn(Ordering) -> bool> = match call.func_name.as_str() {
            operators::LESS => Some(Ordering::is_lt),
            operators::LESS_EQUALS => Some(Ordering::is_le),
            operators::GREATER => Some(Ordering::is_gt),
            operators::GREATER_EQUALS => Some(Ordering::is_ge),
            _ => None,
        };
        let arithmetic = match call.func_name.as_str() {
            operators::ADD => Some(Arithmetic::Add),
            operators::SUBSTRACT => Some(Arithmetic::Subtract),
            operators::MULTIPLY => Some(Arithmetic::Multiply),
            operators::DIVIDE => Some(Arithmetic::Divide),
            operators::MODULO => Some(Arithmetic::Remainder),
            _ => None,
        };
        match (call.func_name.as_str(), two) {
            (_, Some((left, right))) if order.is_some() => {
                let (left, right) = self.alike(at, left, right, true)?;
                Ok((Node::Order(left, right, order.unwrap_or(Ordering::is_eq)), Type::Bool))
            }
            (_, Some((left, right))) if arithmetic.is_some() => {
                let left = Box::new(self.of(left, Type::Int)?);
                let right = Box::new(self.of(right, Type::Int)?);
                let how = arithmetic.unwrap_or(Arithmetic::Add);
                Ok((Node::Arithmetic(how, left, right), Type::Int))
            }
            (operators::LOGICAL_AND, Some((left, right))) => {
                let left = Box::new(self.of(left, Type::Bool)?);
                Ok((Node::And(left, Box::new(self.of(right, Type::Bool)?)), Type::Bool))
            }
            (operators::LOGICAL_OR, Some((left, right))) => {
                let left = Box::new(self.of(left, Type::Bool)?);
                Ok((Node::Or(left, Box::new(self.of(right, Type::Bool)?)), Type::Bool))
            }
            (operators::EQUALS, Some((left, right))) => self.equal(at, left, right, true),
            (operators::NOT_EQUALS, Some((left, right))) => self.equal(at, left, right, false),
            (operators::IN, Some((member, list))) => self.is_in(member, list),
            (operators::INDEX, Some((list, place))) => self.index(list, place),
            (operators::CONDITIONAL, _) => self.conditional(at, &call.args),
            (operators::LOGICAL_NOT, _) if call.args.len() == 1 => {
                Ok((Node::Not(Box::new(self.of(&call.args[0], Type::Bool)?)), Type::Bool))
            }
            (operators::NEGATE, _) if call.args.len() == 1 => {
                Ok((Node::Negate(Box::new(self.of(&call.args[0], Type::Int)?)), Type::Int))
            }
            (name, _) => calls::function(self, at, name, &call.args),
        }
    }

    /// Compiles an expression that must have this type. A text that is written where a date is
    /// asked for is read as one.
    pub(super) fn of(&mut self, at: &IdedExpr, wanted: Type) -> Result<Node, Fault> {
        let (node, r#type) = self.node(at)?;
        self.fit(at, node, r#type, wanted)
    }

    pub(super) fn fit(
        &self,
        at: &IdedExpr,
        node: Node,
        is: Type,
        wanted: Type,
    ) -> Result<Node, Fault> {
        if is == wanted || is == Type::Nothing && wanted.member().is_some() {
            return Ok(node);
        }
        match (wanted, node) {
            (Type::Date, Node::Constant(Value::Text(text))) => {
                Ok(Node::Constant(self.date(at, &text)?))
            }
            (Type::Dates, Node::Constants(values)) if is == Type::Texts => {
                let dates = values.iter().map(|value| match value {
                    Value::Text(text) => self.date(at, text),
                    other => Ok(other.clone()),
                });
                Ok(Node::Constants(dates.collect::<Result<_, _>>()?))
            }
            _ => {
                let (is, wanted) = (is.words(), wanted.words());
                Err(self.fault(at, format!("this is a {is}, and a {wanted} is needed here")))
            }
        }
    }

    pub(super) fn date(&self, at: &IdedExpr, text: &str) -> Result<Value<'static>, Fault> {
        let date = text.parse().map(Value::Date);
        date.map_err(|_| self.fault(at, format!("`{text}` is no date; write YYYY-MM-DD")))
    }

    /// Compiles the body of `exists` and its like, with its name bound.
    pub(super) fn bound(
        &mut self,
        name: &IdedExpr,
        member: Type,
        body: &IdedExpr,
    ) -> Result<Typed, Fault> {
        let Expr::Ident(local) = &name.expr else {
            return Err(
                self.fault(name, "the first word here names the member, as in exists(l, ...)")
            );
        };
        let taken = KINDS.iter().any(|(_, known)| known == local)
            || self.locals.iter().any(|(known, _)| known == local);
        if taken {
            return Err(
                self.fault(name, format!("`{local}` is a name already; choose another one"))
            );
        }
        self.locals.push((local.clone(), member));
        let done = self.node(body);
        self.locals.pop();
        done
    }

    /// A loop over a list.
    pub(super) fn looped(
        &mut self,
        how: Loop,
        over: Typed,
        args: &[IdedExpr],
        at: &IdedExpr,
    ) -> Result<Typed, Fault> {
        let [name, body] = args else {
            return Err(self.fault(at, "give a name and a condition, as in exists(l, l.units > 1)"));
        };
        let (list, r#type) = over;
        let member = r#type.member().ok_or_else(|| {
            self.fault(at, format!("this is a {}, and a list is needed here", r#type.words()))
        })?;
        let (inner, is) = self.bound(name, member, body)?;
        let gives = match how {
            Loop::Map => is.list().filter(|list| !matches!(list, Type::Records(_))),
            Loop::Filter => (is == Type::Bool).then_some(r#type),
            _ => (is == Type::Bool).then_some(Type::Bool),
        };
        let gives = gives.ok_or_else(|| {
            self.fault(body, format!("this gives a {}, which has no place here", is.words()))
        })?;
        Ok((Node::Loop(how, Box::new(list), Box::new(inner)), gives))
    }
}

/// The expression that stands first in the source.
fn first(at: &IdedExpr) -> &IdedExpr {
    let mut at = at;
    loop {
        at = match &at.expr {
            Expr::Select(select) => &select.operand,
            Expr::Call(call) => match (&call.target, &call.args[..]) {
                (Some(target), _) => target,
                (None, [left, _]) if call.func_name.starts_with(['_', '@']) => left,
                _ => return at,
            },
            _ => return at,
        };
    }
}

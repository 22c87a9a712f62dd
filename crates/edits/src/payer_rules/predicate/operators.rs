//! Operators whose two sides must fit each other: comparisons, `in`, members by place, `? :`.

use super::super::fault::Fault;
use super::super::value::Type;
use super::compile::{Compiler, Typed};
use super::node::Node;
use cel::IdedExpr;
use cel::common::ast::{Expr, LiteralValue};

impl Compiler<'_> {
    /// Both sides of a comparison, made of one type.
    pub(super) fn alike(
        &mut self,
        at: &IdedExpr,
        left: &IdedExpr,
        right: &IdedExpr,
        ordered: bool,
    ) -> Result<(Box<Node>, Box<Node>), Fault> {
        let ((a, x), (b, y)) = (self.node(left)?, self.node(right)?);
        let may_order = |r#type| matches!(r#type, Type::Int | Type::Text | Type::Date);
        let may = |r#type| may_order(r#type) || !ordered && r#type == Type::Bool;
        let (a, b) = match (x, y) {
            (Type::Date, Type::Text) => (a, self.fit(right, b, y, Type::Date)?),
            (Type::Text, Type::Date) => (self.fit(left, a, x, Type::Date)?, b),
            (x, y) if x == y && may(x) => (a, b),
            (x, y) if x == y => {
                return Err(self.fault(at, format!("a {} is not compared so", x.words())));
            }
            (x, y) => {
                let message =
                    format!("a {} is compared with a {}; make both alike", x.words(), y.words());
                return Err(self.fault(left, message));
            }
        };
        Ok((Box::new(a), Box::new(b)))
    }

    pub(super) fn equal(
        &mut self,
        at: &IdedExpr,
        left: &IdedExpr,
        right: &IdedExpr,
        equal: bool,
    ) -> Result<Typed, Fault> {
        let null = |side: &IdedExpr| side.expr == Expr::Literal(LiteralValue::Null);
        let beside_null = match (null(left), null(right)) {
            (_, true) => Some(left),
            (true, false) => Some(right),
            (false, false) => None,
        };
        if let Some(side) = beside_null {
            let present = Node::Present(Box::new(self.node(side)?.0));
            let node = if equal { Node::Not(Box::new(present)) } else { present };
            return Ok((node, Type::Bool));
        }
        let (left, right) = self.alike(at, left, right, false)?;
        Ok((Node::Equal(left, right, equal), Type::Bool))
    }

    pub(super) fn is_in(&mut self, member: &IdedExpr, list: &IdedExpr) -> Result<Typed, Fault> {
        let (one, of) = self.node(member)?;
        let wanted = of.list().filter(|list| !matches!(list, Type::Records(_)));
        let wanted =
            wanted.ok_or_else(|| self.fault(member, format!("a {} is in no list", of.words())))?;
        let (many, is) = self.node(list)?;
        let many = self.fit(list, many, is, wanted)?;
        Ok((Node::In(Box::new(one), Box::new(many)), Type::Bool))
    }

    pub(super) fn index(&mut self, list: &IdedExpr, place: &IdedExpr) -> Result<Typed, Fault> {
        let (many, is) = self.node(list)?;
        let member = is.member().filter(|member| !matches!(member, Type::Record(_)));
        let member = member.ok_or_else(|| {
            self.fault(list, format!("a member of a {} is not asked for by its place", is.words()))
        })?;
        let place = Box::new(self.of(place, Type::Int)?);
        Ok((Node::Index(Box::new(many), place, member), member))
    }

    pub(super) fn conditional(&mut self, at: &IdedExpr, args: &[IdedExpr]) -> Result<Typed, Fault> {
        let [test, then, other] = args else {
            return Err(self.fault(at, "write condition ? this : that"));
        };
        let test = Box::new(self.of(test, Type::Bool)?);
        let (then, r#type) = self.node(then)?;
        let other = self.of(other, r#type)?;
        Ok((Node::If(test, Box::new(then), Box::new(other)), r#type))
    }
}

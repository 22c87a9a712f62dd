//! The condition of a rule: CEL source in, a typed predicate over a claim out.
//!
//! The crate `cel` reads the source into its tree, and nothing outside this folder knows of it.
//! The tree is walked once, when a rule is loaded: every path is looked up in the claim schema and
//! every operand's type is checked, so that a misspelt name is a fault of the rule file and not a
//! rule that never fires. What comes out is evaluated here, on the claim itself: cel's own
//! interpreter wants every value copied into its maps first (80 µs for a claim of twelve lines)
//! and knows nothing of absent fields. That both mean the same is held by `conformance.rs`, which
//! runs its cases through cel's interpreter too.

mod calls;
mod compile;
#[cfg(test)]
mod conformance;
mod evaluate;
mod node;
mod operators;

#[cfg(test)]
pub(crate) use calls::{FUNCTIONS, METHODS};
pub(crate) use evaluate::{EvaluationFault, begins_with_code};

use super::fault::Fault;
use super::value::{Scope, Value};
use node::Node;

/// Longest condition, in bytes.
pub(crate) const LONGEST_CONDITION: usize = 4_000;

/// Deepest nesting of a condition.
const DEEPEST: usize = 60;

/// A condition, ready to be judged.
#[derive(Debug)]
pub(crate) struct Predicate {
    node: Node,
    per_line: bool,
    paths: Vec<String>,
}

/// What a condition says of a claim or line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Holds,
    Fails,
    /// What it asks for is absent; the rule stays silent.
    Unknown,
}

impl Predicate {
    /// Compiles a condition; places of faults are relative to `source`.
    pub(crate) fn compile(source: &str) -> Result<Predicate, Vec<Fault>> {
        if source.len() > LONGEST_CONDITION {
            let message = format!("the condition is longer than {LONGEST_CONDITION} characters");
            return Err(vec![Fault::at(1, message)]);
        }
        if source.trim().is_empty() {
            return Err(vec![Fault::at(1, "the condition is empty")]);
        }
        // An environment without macros leaves `has` and `exists` as the calls they are written as.
        let program = cel::Env::default()
            .with_optional_support(false)
            .compile(source)
            .map_err(|errors| compile::syntax_faults(&errors))?;
        compile::compile(source, &program).map_err(|fault| vec![fault])
    }

    /// True when the condition names `line`: it is judged for every line.
    pub(crate) fn per_line(&self) -> bool {
        self.per_line
    }

    /// The paths that it names, in the order of their first use.
    pub(crate) fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Judges one claim, or one line of it.
    pub(crate) fn judge(&self, scope: Scope<'_>) -> Result<Verdict, EvaluationFault> {
        match evaluate::evaluate(&self.node, scope, self.per_line)? {
            Value::Bool(true) => Ok(Verdict::Holds),
            Value::Bool(false) => Ok(Verdict::Fails),
            _ => Ok(Verdict::Unknown),
        }
    }
}

//! Attributes of the Medicare Code Editor as bits: the position of a name is its bit.

use model::Sex;

/// The bit of an attribute; as a constant, a name that is not there does not compile.
///
/// # Panics
/// For a name that is not among them.
#[must_use]
pub const fn bit(names: &[&str], name: &str) -> u32 {
    let mut at = 0;
    while at < names.len() {
        if same(names[at].as_bytes(), name.as_bytes()) {
            return 1 << at;
        }
        at += 1;
    }
    panic!("no such attribute")
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    a.len() == b.len()
}

/// True when the named one of these attributes is set.
pub(crate) fn has(names: &[&str], bits: u32, name: &str) -> bool {
    names.iter().position(|n| *n == name).is_some_and(|bit| bits & (1 << bit) != 0)
}

/// The one sex of two that are ticked apart.
pub(crate) fn sex(female: bool, male: bool) -> Option<Sex> {
    match (female, male) {
        (true, false) => Some(Sex::Female),
        (false, true) => Some(Sex::Male),
        _ => None,
    }
}

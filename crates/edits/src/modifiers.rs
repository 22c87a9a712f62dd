//! The modifiers of a line: which stand there, and lists that several families read.

/// Eyelids, fingers, toes, sides, coronary arteries. 50, for both sides, is not among them.
/// NCCI policy manual for Medicare ch. I s. E.
pub(crate) const ANATOMIC: [&str; 31] = [
    "E1", "E2", "E3", "E4", "FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "TA", "T1",
    "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "LT", "RT", "LC", "LD", "LM", "RC", "RI",
];
/// A distinct service, and the four that say why it is.
pub(crate) const DISTINCT: [&str; 5] = ["59", "XE", "XP", "XS", "XU"];
/// The parts in which two providers bill one service: professional, technical.
pub(crate) const COMPONENTS: [&str; 2] = ["26", "TC"];

/// True when a modifier stands among those of a line.
pub(crate) fn has(modifiers: &[String], wanted: &str) -> bool {
    modifiers.iter().any(|modifier| modifier == wanted)
}

/// True when one of these modifiers stands among those of a line.
pub(crate) fn has_any(modifiers: &[String], wanted: &[&str]) -> bool {
    modifiers.iter().any(|modifier| wanted.contains(&modifier.as_str()))
}

/// The first of these modifiers that stands on a line.
pub(crate) fn first_of<'a>(modifiers: &'a [String], wanted: &[&str]) -> Option<&'a str> {
    modifiers.iter().map(String::as_str).find(|modifier| wanted.contains(modifier))
}

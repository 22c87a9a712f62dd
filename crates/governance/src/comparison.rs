//! The codes of one chart before and after an audit: what was added, removed, changed, and how
//! much it matters.

pub mod accuracy;
pub mod finding;
pub mod marks;

pub use accuracy::{Accuracy, AuditedChart};
pub use finding::{Finding, FindingFault, FindingState};
pub use marks::{Change, Mark, MarkKind};

use serde::{Deserialize, Serialize};

/// Most codes of one chart that are compared.
pub const MAX_CODES: usize = 2_000;

/// What a code stands for on the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeRole {
    /// ICD-10-CM, in claim order: the first is first-listed or principal.
    Diagnosis,
    /// CPT or HCPCS.
    Procedure,
    /// ICD-10-PCS, in claim order.
    InpatientProcedure,
}

/// One code as it stands on the chart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeEntry {
    /// What it stands for.
    pub role: CodeRole,
    /// The code.
    pub code: String,
    /// Modifiers in order.
    #[serde(default)]
    pub modifiers: Vec<String>,
    /// Units of service; 1 for a diagnosis.
    pub units: u32,
    /// Present on admission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poa: Option<char>,
    /// What it is worth, in cents, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cents: Option<model::Cents>,
}

impl CodeEntry {
    /// A code without modifiers, one unit.
    #[must_use]
    pub fn new(role: CodeRole, code: &str) -> CodeEntry {
        CodeEntry {
            role,
            code: code.to_owned(),
            modifiers: Vec::new(),
            units: 1,
            poa: None,
            cents: None,
        }
    }
}

/// Why two codings can't be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a chart with {0} codes; at most {MAX_CODES} are compared")]
pub struct TooManyCodes(pub usize);

/// Two codings of one chart, compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// What differs: diagnoses first, each in the order of the chart.
    pub marks: Vec<Mark>,
    /// Codes before the audit.
    pub coded: u32,
    /// Codes after it: the reviewer's.
    pub reviewed: u32,
    /// Codes of both, whatever stands beside them.
    pub agreed: u32,
    /// Diagnoses before and after.
    pub diagnoses: (u32, u32),
}

impl Comparison {
    /// Compares the coding before the audit with the reviewer's.
    ///
    /// # Errors
    /// When there are more codes than are compared.
    pub fn of(pre: &[CodeEntry], post: &[CodeEntry]) -> Result<Comparison, TooManyCodes> {
        if pre.len().max(post.len()) > MAX_CODES {
            return Err(TooManyCodes(pre.len().max(post.len())));
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let of_role = |list: &[CodeEntry], role| {
            list.iter().filter(|entry| entry.role == role).cloned().collect::<Vec<_>>()
        };
        let mut comparison =
            Comparison { coded: count(pre.len()), reviewed: count(post.len()), ..Self::default() };
        for role in [CodeRole::Diagnosis, CodeRole::Procedure, CodeRole::InpatientProcedure] {
            let (before, after) = (of_role(pre, role), of_role(post, role));
            if role == CodeRole::Diagnosis {
                comparison.diagnoses = (count(before.len()), count(after.len()));
            }
            let (marks, agreed) = marks::between(role, &before, &after);
            comparison.marks.extend(marks);
            comparison.agreed += agreed;
        }
        Ok(comparison)
    }

    /// True when something differs that changes what is billed or reported.
    #[must_use]
    pub fn is_material(&self) -> bool {
        self.marks.iter().any(Mark::is_material)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Diagnoses with an optional POA letter after a colon, in order.
    pub(crate) fn dx(codes: &[&str]) -> Vec<CodeEntry> {
        let entry = |text: &&str| {
            let (code, poa) = text.split_once(':').unwrap_or((text, ""));
            CodeEntry { poa: poa.chars().next(), ..CodeEntry::new(CodeRole::Diagnosis, code) }
        };
        codes.iter().map(entry).collect()
    }

    #[test]
    fn the_same_is_the_same() {
        let codes = dx(&["E11.22", "N18.31:Y"]);
        let same = Comparison::of(&codes, &codes).unwrap();
        assert_eq!((same.marks.len(), same.agreed, same.is_material()), (0, 2, false));
        let many = vec![codes[0].clone(); MAX_CODES + 1];
        assert_eq!(Comparison::of(&many, &[]), Err(TooManyCodes(MAX_CODES + 1)));
    }
}

//! One change of a claim.

use model::{Claim, ClaimLine, Date, Quantity};
use serde::{Deserialize, Serialize};

/// A change that might have made the claim pass. Those that [`Change::needs_chart`] are proposals
/// for a coder with the chart at hand, never for a machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// An authorization number that we have.
    Authorization(String),
    /// The rendering provider's taxonomy.
    Taxonomy(String),
    /// The place of service of the claim and of its lines.
    PlaceOfService(String),
    /// The member number of the subscriber.
    MemberNumber(String),
    /// Sent by this day.
    Submitted(Date),
    /// A modifier more on a line.
    AddModifier {
        /// The line.
        line: u16,
        /// The modifier.
        modifier: String,
    },
    /// A modifier less on a line.
    DropModifier {
        /// The line.
        line: u16,
        /// The modifier.
        modifier: String,
    },
    /// A line points first to another diagnosis of the claim.
    PointTo {
        /// The line.
        line: u16,
        /// Position of the diagnosis, from 1.
        diagnosis: u8,
    },
    /// A diagnosis that the chart supports and the claim lacks, pointed to by the line first.
    AddDiagnosis {
        /// The line.
        line: u16,
        /// The code.
        code: String,
    },
    /// Other units.
    Units {
        /// The line.
        line: u16,
        /// How many.
        units: Quantity,
    },
    /// Another code.
    Code {
        /// The line.
        line: u16,
        /// The code.
        code: String,
    },
    /// The line is not billed.
    DropLine {
        /// The line.
        line: u16,
    },
}

/// Most diagnoses of a claim (HI of an 837P).
const MAX_DIAGNOSES: usize = 12;
/// Most modifiers and pointers of a line.
const MAX_OF_LINE: usize = 4;

impl Change {
    /// How much it changes: numbers before pointers, pointers before codes, the line last.
    #[must_use]
    pub fn cost(&self) -> u32 {
        match self {
            Change::Authorization(_) | Change::MemberNumber(_) | Change::Submitted(_) => 1,
            Change::Taxonomy(_) => 2,
            Change::PointTo { .. } => 3,
            Change::AddModifier { .. } | Change::DropModifier { .. } => 4,
            Change::PlaceOfService(_) => 5,
            Change::Units { .. } => 6,
            Change::AddDiagnosis { .. } => 7,
            Change::Code { .. } => 9,
            Change::DropLine { .. } => 12,
        }
    }

    /// Whether only the chart can say that it is right.
    #[must_use]
    pub fn needs_chart(&self) -> bool {
        !matches!(
            self,
            Change::Authorization(_)
                | Change::MemberNumber(_)
                | Change::Submitted(_)
                | Change::Taxonomy(_)
        )
    }

    /// In a few plain words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Change::Authorization(number) => format!("with authorization {number}"),
            Change::Taxonomy(code) => format!("with taxonomy {code} of the rendering provider"),
            Change::PlaceOfService(code) => format!("with place of service {code}"),
            Change::MemberNumber(number) => format!("with member number {number}"),
            Change::Submitted(day) => format!("sent by {day}"),
            Change::AddModifier { line, modifier } => {
                format!("with modifier {modifier} on line {line}")
            }
            Change::DropModifier { line, modifier } => {
                format!("without modifier {modifier} on line {line}")
            }
            Change::PointTo { line, diagnosis } => {
                format!("with line {line} pointing first to diagnosis {diagnosis}")
            }
            Change::AddDiagnosis { line, code } => format!("with {code} as reason for line {line}"),
            Change::Units { line, units } => format!("with {units} units on line {line}"),
            Change::Code { line, code } => format!("with code {code} on line {line}"),
            Change::DropLine { line } => format!("without line {line}"),
        }
    }
}

/// The claim with a change; `None` when the change does not fit it or changes nothing.
#[must_use]
pub fn apply(claim: &Claim, change: &Change) -> Option<Claim> {
    let mut changed = claim.clone();
    match change {
        Change::Authorization(number) => changed.authorization = Some(number.clone()),
        Change::Taxonomy(code) => changed.rendering.as_mut()?.taxonomy = Some(code.clone()),
        Change::PlaceOfService(code) => {
            changed.place_of_service = Some(code.clone());
            changed.lines.iter_mut().for_each(|line| line.place_of_service = None);
        }
        Change::MemberNumber(number) => changed.subscriber.as_mut()?.member_id = number.clone(),
        Change::Submitted(day) => changed.submitted = Some(*day),
        Change::AddModifier { line, modifier } => {
            let line = line_mut(&mut changed, *line)?;
            let fits = line.modifiers.len() < MAX_OF_LINE && !line.modifiers.contains(modifier);
            fits.then(|| line.modifiers.push(modifier.clone()))?;
        }
        Change::DropModifier { line, modifier } => {
            line_mut(&mut changed, *line)?.modifiers.retain(|own| own != modifier);
        }
        Change::PointTo { line, diagnosis } => {
            let known = usize::from(*diagnosis).checked_sub(1)? < claim.diagnoses.len();
            known.then(|| point(line_mut(&mut changed, *line), *diagnosis))??;
        }
        Change::AddDiagnosis { line, code } => {
            if changed.diagnoses.contains(code) || changed.diagnoses.len() >= MAX_DIAGNOSES {
                return None;
            }
            changed.diagnoses.push(code.clone());
            let position = u8::try_from(changed.diagnoses.len()).ok()?;
            point(line_mut(&mut changed, *line), position)?;
        }
        Change::Units { line, units } => {
            scale(line_mut(&mut changed, *line)?, *units)?;
        }
        Change::Code { line, code } => {
            line_mut(&mut changed, *line)?.code = Some(code.clone());
        }
        Change::DropLine { line } => {
            changed.lines.retain(|own| own.line != *line);
            (!changed.lines.is_empty()).then_some(())?;
        }
    }
    (changed != *claim).then_some(changed)
}

fn line_mut(claim: &mut Claim, number: u16) -> Option<&mut ClaimLine> {
    claim.lines.iter_mut().find(|line| line.line == number)
}

/// Puts a diagnosis first among those of a line.
fn point(line: Option<&mut ClaimLine>, diagnosis: u8) -> Option<()> {
    let line = line?;
    line.pointers.retain(|own| *own != diagnosis);
    line.pointers.insert(0, diagnosis);
    line.pointers.truncate(MAX_OF_LINE);
    Some(())
}

/// Other units at the same price for each, where the units are whole.
fn scale(line: &mut ClaimLine, units: Quantity) -> Option<()> {
    if let (Some(old), Some(new)) = (line.units.whole(), units.whole())
        && old > 0
    {
        let cents = i128::from(line.charge_cents.0) * i128::from(new) / i128::from(old);
        line.charge_cents = model::Cents(i64::try_from(cents).ok()?);
    }
    line.units = units;
    Some(())
}

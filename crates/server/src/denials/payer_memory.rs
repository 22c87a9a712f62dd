//! What is known of a payer: the lines that it paid and refused, and what set them apart.

use model::{Claim, ClaimLine};
use std::collections::{BTreeMap, BTreeSet};

/// Fewest paid lines with a feature before it counts.
const LEAST_PAID: usize = 3;

/// What a line of a claim shows a payer, as short texts: `m:25`, `first:E11.9`.
type Features = BTreeSet<String>;

/// A line that the payer decided.
struct Seen {
    features: Features,
    refused: bool,
}

/// The payer's decided lines, by code.
#[derive(Default)]
pub(super) struct PayerMemory(BTreeMap<String, Vec<Seen>>);

/// How lines like the changed one fared, and lines like the refused one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fared {
    /// Lines like the changed one: paid, of all.
    pub(super) like_changed: (usize, usize),
    /// The other lines of the refused code: refused, of all.
    pub(super) like_refused: (usize, usize),
}

impl Fared {
    /// Whether the payer would pay the changed line, as far as its decisions tell: it paid such
    /// lines, nine of ten at least, and refused most of the others.
    pub(super) fn would_pay(self) -> bool {
        let ((paid, all), (refused, others)) = (self.like_changed, self.like_refused);
        paid >= LEAST_PAID && (all - paid) * 10 <= all && others > 0 && refused * 2 >= others
    }
}

impl PayerMemory {
    /// The memory of decided claims; `refused` are the lines refused for the reason in question,
    /// by claim and line, line 0 for a whole claim.
    pub(super) fn of(claims: &[Claim], refused: &BTreeSet<(String, i64)>) -> PayerMemory {
        let mut memory = PayerMemory::default();
        for claim in claims {
            let whole = refused.contains(&(claim.id.0.clone(), 0));
            for line in &claim.lines {
                let Some(code) = line.code.clone() else { continue };
                let own = (claim.id.0.clone(), i64::from(line.line));
                let seen = Seen {
                    features: features(claim, line),
                    refused: whole || refused.contains(&own),
                };
                memory.0.entry(code).or_default().push(seen);
            }
        }
        memory
    }

    /// Lines of the code that were refused for the reason, and all; `None` where the payer did pay
    /// it, or decided too few to tell.
    pub(super) fn never_paid(&self, sent: &Claim, line: u16) -> Option<(usize, usize)> {
        let code = sent.lines.iter().find(|own| own.line == line)?.code.clone()?;
        let all = self.0.get(&code)?;
        let refused = all.iter().filter(|seen| seen.refused).count();
        let tells = refused >= LEAST_PAID && (all.len() - refused) * 10 <= all.len();
        tells.then_some((refused, all.len()))
    }

    /// How lines like the changed one fared; `None` where the change does not touch the line.
    pub(super) fn compare(&self, sent: &Claim, changed: &Claim, line: u16) -> Option<Fared> {
        let find = |claim: &Claim| claim.lines.iter().find(|own| own.line == line).cloned();
        let (old, new) = (find(sent)?, find(changed)?);
        let (before, after) = (features(sent, &old), features(changed, &new));
        let (old_code, new_code) = (old.code.clone()?, new.code.clone()?);
        if before == after && old_code == new_code {
            return None;
        }
        let added: Vec<&String> = after.difference(&before).collect();
        let removed: Vec<&String> = before.difference(&after).collect();
        let like = |seen: &&Seen| {
            added.iter().all(|one| seen.features.contains(*one))
                && !removed.iter().any(|one| seen.features.contains(*one))
        };
        let of = |code: &String| self.0.get(code).map_or(&[][..], Vec::as_slice);
        let all: Vec<&Seen> = match old_code == new_code {
            true => of(&new_code).iter().filter(like).collect(),
            false => of(&new_code).iter().collect(),
        };
        let others: Vec<&Seen> = match old_code == new_code {
            true => of(&old_code).iter().filter(|seen| !like(seen)).collect(),
            false => of(&old_code).iter().collect(),
        };
        let refused = |seen: &&&Seen| seen.refused;
        Some(Fared {
            like_changed: (all.iter().filter(|seen| !seen.refused).count(), all.len()),
            like_refused: (others.iter().filter(refused).count(), others.len()),
        })
    }
}

fn features(claim: &Claim, line: &ClaimLine) -> Features {
    let mut found: Features = line.modifiers.iter().map(|one| format!("m:{one}")).collect();
    let place = line.place_of_service.as_ref().or(claim.place_of_service.as_ref());
    found.extend(place.map(|place| format!("pos:{place}")));
    found.insert(format!("units:{}", line.units));
    let pointed: Vec<&String> = line
        .pointers
        .iter()
        .filter_map(|at| claim.diagnoses.get(usize::from(*at).checked_sub(1)?))
        .collect();
    found.extend(pointed.first().map(|code| format!("first:{code}")));
    found.extend(pointed.iter().map(|code| format!("dx:{code}")));
    let others = claim.lines.iter().filter(|other| other.line != line.line);
    found.extend(others.filter_map(|other| Some(format!("beside:{}", other.code.as_ref()?))));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Quantity;

    fn claim(id: &str, modifiers: &[&str]) -> Claim {
        let line = ClaimLine {
            line: 1,
            code: Some("99213".to_owned()),
            modifiers: modifiers.iter().map(|one| (*one).to_owned()).collect(),
            units: Quantity::units(1),
            pointers: vec![1],
            ..ClaimLine::default()
        };
        Claim {
            id: id.into(),
            diagnoses: vec!["E11.9".to_owned()],
            lines: vec![line],
            ..Claim::default()
        }
    }

    #[test]
    fn a_modifier_that_sets_paid_lines_apart_is_found() {
        let mut claims: Vec<Claim> = (0..5).map(|n| claim(&format!("P{n}"), &["25"])).collect();
        claims.extend((0..4).map(|n| claim(&format!("R{n}"), &[])));
        let refused: BTreeSet<(String, i64)> = (0..4).map(|n| (format!("R{n}"), 1)).collect();
        let memory = PayerMemory::of(&claims, &refused);
        let sent = claim("R0", &[]);
        let with = |modifier: &str| memory.compare(&sent, &claim("R0", &[modifier]), 1).unwrap();
        assert_eq!(with("25").like_changed, (5, 5));
        assert_eq!(with("25").like_refused, (4, 4));
        assert!(with("25").would_pay());
        assert!(!with("59").would_pay(), "nobody ever saw it paid");
        assert_eq!(memory.compare(&sent, &sent, 1), None);
        assert_eq!(memory.compare(&sent, &claim("R0", &["25"]), 2), None);
    }

    #[test]
    fn what_paid_and_refused_lines_share_is_no_cause() {
        let claims: Vec<Claim> = (0..8).map(|n| claim(&format!("C{n}"), &["25"])).collect();
        let refused: BTreeSet<(String, i64)> = (0..4).map(|n| (format!("C{n}"), 1)).collect();
        let memory = PayerMemory::of(&claims, &refused);
        let without = memory.compare(&claim("C0", &["25"]), &claim("C0", &[]), 1).unwrap();
        assert!(!without.would_pay(), "{without:?}");
    }
}

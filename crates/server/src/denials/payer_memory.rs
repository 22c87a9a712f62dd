//! What is known of a payer: the lines that it paid and refused, and what set them apart.

use model::{Claim, ClaimLine};
use std::collections::{BTreeMap, BTreeSet};

/// Fewest paid lines with a feature before it counts.
const LEAST_PAID: usize = 3;
/// Fewest refused lines beside the same service before they count for themselves.
const LEAST_REFUSED: usize = 3;
/// How the features begin that tell what else the claim bills.
const BESIDE: &str = "beside:";

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fared {
    /// Lines like the changed one: paid, of all.
    pub(super) like_changed: (usize, usize),
    /// The other lines of the refused code: refused, of all.
    pub(super) like_refused: (usize, usize),
    /// The service beside which they were billed, where only such lines are counted.
    pub(super) beside: Option<String>,
}

impl Fared {
    /// Whether the payer would pay the changed line, as far as its decisions tell: it paid such
    /// lines, nine of ten at least, and refused most of the others.
    ///
    /// Beside one service there are fewer lines, and one service of several may be there by
    /// chance: nine of ten of the others must have been refused there, and more than one.
    pub(super) fn would_pay(&self) -> bool {
        let ((paid, all), (refused, others)) = (self.like_changed, self.like_refused);
        let refuses = match self.beside {
            None => others > 0 && refused * 2 >= others,
            Some(_) => refused >= LEAST_REFUSED && (others - refused) * 10 <= others,
        };
        paid >= LEAST_PAID && (all - paid) * 10 <= all && refuses
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

    /// How lines like the changed one fared; `None` where the change does not touch the line. A
    /// payer may want a modifier only beside another service (25 on a visit beside a procedure):
    /// where all lines of the code tell nothing, those beside each service of the claim are asked.
    pub(super) fn compare(&self, sent: &Claim, changed: &Claim, line: u16) -> Option<Fared> {
        let find = |claim: &Claim| claim.lines.iter().find(|own| own.line == line).cloned();
        let (old, new) = (find(sent)?, find(changed)?);
        let step = Step {
            before: features(sent, &old),
            after: features(changed, &new),
            old_code: old.code?,
            new_code: new.code?,
        };
        if step.before == step.after && step.old_code == step.new_code {
            return None;
        }
        let fared = self.fared(&step, None);
        if fared.would_pay() || step.old_code != step.new_code {
            return Some(fared);
        }
        let services = step.before.intersection(&step.after).filter(|own| own.starts_with(BESIDE));
        let mut beside = services.map(|service| self.fared(&step, Some(service)));
        Some(beside.find(Fared::would_pay).unwrap_or(fared))
    }

    fn fared(&self, step: &Step, beside: Option<&String>) -> Fared {
        let same = step.old_code == step.new_code;
        let added: Vec<&String> = step.after.difference(&step.before).collect();
        let removed: Vec<&String> = step.before.difference(&step.after).collect();
        let like = |seen: &Seen| {
            added.iter().all(|one| seen.features.contains(*one))
                && !removed.iter().any(|one| seen.features.contains(*one))
        };
        let of = |code: &str| {
            let all = self.0.get(code).map_or(&[][..], Vec::as_slice).iter();
            all.filter(|seen| beside.is_none_or(|service| seen.features.contains(service)))
        };
        // (refused, all), of those of the code that are wanted
        let count = |code: &str, wanted: &dyn Fn(&Seen) -> bool| {
            of(code)
                .filter(|seen| wanted(seen))
                .fold((0, 0), |(refused, all), seen| (refused + usize::from(seen.refused), all + 1))
        };
        let (refused, all) = count(&step.new_code, &|seen| !same || like(seen));
        Fared {
            like_changed: (all - refused, all),
            like_refused: count(&step.old_code, &|seen| !same || !like(seen)),
            beside: beside.and_then(|own| own.strip_prefix(BESIDE)).map(str::to_owned),
        }
    }
}

/// A change of one line: what it showed the payer before, and would show.
struct Step {
    before: Features,
    after: Features,
    old_code: String,
    new_code: String,
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
    found.extend(others.filter_map(|other| Some(format!("{BESIDE}{}", other.code.as_ref()?))));
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

    /// A visit alone needs no modifier 25, so that most lines without it are paid; beside a
    /// procedure it does.
    #[test]
    fn a_modifier_that_is_wanted_beside_a_service_is_found() {
        let beside = |id: String, modifiers: &[&str], procedure: &str| {
            let mut claim = claim(&id, modifiers);
            let line =
                ClaimLine { line: 2, code: Some(procedure.to_owned()), ..claim.lines[0].clone() };
            claim.lines.push(line);
            claim
        };
        let memory = |refusals: usize| {
            let alone = (0..40).map(|n| claim(&format!("A{n}"), &[]));
            let paid = (0..3).map(|n| beside(format!("P{n}"), &["25"], "20610"));
            let not = (0..refusals).map(|n| beside(format!("R{n}"), &[], "20610"));
            let claims: Vec<Claim> = alone.chain(paid).chain(not).collect();
            let refused = (0..refusals).map(|n| (format!("R{n}"), 1)).collect();
            PayerMemory::of(&claims, &refused)
        };
        let fared = |refusals: usize, modifier: &str, procedure: &str| {
            let sent = beside("R0".to_owned(), &[], procedure);
            let changed = beside("R0".to_owned(), &[modifier], procedure);
            memory(refusals).compare(&sent, &changed, 1).unwrap()
        };
        let found = fared(3, "25", "20610");
        assert_eq!((found.like_changed, found.like_refused), ((3, 3), (3, 3)));
        assert_eq!(found.beside.as_deref(), Some("20610"));
        assert!(found.would_pay());
        assert!(!fared(2, "25", "20610").would_pay(), "two may be chance");
        assert!(!fared(3, "59", "20610").would_pay(), "nobody ever saw it paid");
        assert!(!fared(3, "25", "11102").would_pay(), "beside another service nothing is known");
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

//! Several operations of one day (multiple procedure indicators 2 and 3).
//!
//! Indicator 2: ranked by fee, the first is paid in full, the second to the fifth at half, any
//! further one by report. Both sides of an operation are one amount in the ranking (IOM 100-04
//! ch. 12 §40.6).
//!
//! Indicator 3, endoscopies: of those that share a base, the dearest is paid in full and each
//! other less the fee of the base; the base itself, billed beside them, is paid nothing. The
//! family then ranks as one with the other operations of the day.
//!
//! Each unit of a line counts as an operation, unless two units stand for both sides.

use super::explanation::Operation;
use super::modifiers::Package;
use super::percent::Percent;
use super::terms::MultipleProcedures;
use super::work::{Closed, Work};
use model::{Cents, Date};
use std::cmp::Reverse;
use std::collections::BTreeMap;

const SOURCE: &str = "IOM 100-04 ch. 12 §40.6";
/// Medicare's shares by rank; a further operation is paid by report.
const MEDICARE: [u32; 5] = [100, 50, 50, 50, 50];
/// Units of a line that are ranked: the sixth is by report whatever else there is.
const RANKED_UNITS: u32 = 6;

/// One operation: a unit of a line, with the other side where that is a line of its own.
#[derive(Clone, Copy)]
struct Procedure {
    work: usize,
    other_side: Option<usize>,
    value: Cents,
    /// The fee of the base, taken off.
    less: Cents,
}

/// Pays the operations of a day by their rank.
pub(super) fn apply(works: &mut [Work<'_>], day: Date, policy: &MultipleProcedures) {
    let families = match policy {
        MultipleProcedures::None => return,
        MultipleProcedures::Medicare => true,
        MultipleProcedures::Ranked(_) => false,
    };
    if families {
        close_bases(works, day);
    }
    let mut groups = grouped(works, procedures(works, day), families);
    let total = |group: &[Procedure]| group.iter().map(|p| p.value - p.less).sum::<Cents>();
    groups.sort_by_cached_key(|group| {
        let place = group.iter().map(|p| works[p.work].place()).min();
        (Reverse(total(group)), place)
    });
    let mut ranked: BTreeMap<usize, Vec<(Procedure, Option<Percent>)>> = BTreeMap::new();
    for (rank, group) in groups.iter().enumerate() {
        for procedure in group {
            let share = share(policy, rank);
            ranked.entry(procedure.work).or_default().push((*procedure, share));
            if let Some(other) = procedure.other_side {
                let half = Procedure { less: Percent::whole(50).of(procedure.less), ..*procedure };
                ranked.entry(other).or_default().push((half, share));
            }
        }
    }
    for (work, procedures) in ranked {
        pay(&mut works[work], &procedures);
    }
}

/// The share of a rank, from 0; `None` by report.
fn share(policy: &MultipleProcedures, rank: usize) -> Option<Percent> {
    match policy {
        MultipleProcedures::None => Some(Percent::WHOLE),
        MultipleProcedures::Medicare => MEDICARE.get(rank).map(|share| Percent::whole(*share)),
        MultipleProcedures::Ranked(shares) => {
            shares.get(rank).or(shares.last()).copied().or(Some(Percent::WHOLE))
        }
    }
}

/// True for a line that is ranked that day. A return to the operating room is paid outside the
/// ranking, and care before or after an operation is none (IOM 100-04 ch. 12 §40.4).
fn is_ranked(work: &Work<'_>, day: Date) -> bool {
    work.line.date == day
        && matches!(work.modifiers.package, Package::Whole | Package::Operation)
        && work.ruled().is_some_and(|row| matches!(row.multiple, 2 | 3))
}

/// The base of a line's endoscopic family.
fn family(work: &Work<'_>) -> Option<[u8; 5]> {
    work.ruled().filter(|row| row.multiple == 3).and_then(|row| row.endoscopic_base)
}

/// Closes the base of an endoscopic family that stands beside a member of it.
fn close_bases(works: &mut [Work<'_>], day: Date) {
    let ranked = works.iter().filter(|work| is_ranked(work, day));
    let bases: Vec<([u8; 5], String)> =
        ranked.filter_map(|work| Some((family(work)?, work.name()))).collect();
    for work in works.iter_mut().filter(|work| is_ranked(work, day)) {
        if let Some((_, member)) = bases.iter().find(|(base, _)| base == work.code.as_bytes()) {
            let name = work.name();
            work.close(Closed::nothing_due(format!(
                "The payment of {member} includes its base, {name} ({SOURCE})."
            )));
        }
    }
}

fn procedures(works: &[Work<'_>], day: Date) -> Vec<Procedure> {
    let mut procedures = Vec::new();
    for (i, work) in works.iter().enumerate() {
        if !is_ranked(work, day) || work.second_side_of.is_some() {
            continue;
        }
        let other_side = (0..works.len()).find(|&o| works[o].second_side_of == Some(i));
        let other = other_side.map_or(Cents::ZERO, |o| works[o].unit_value);
        let value = work.unit_value + other;
        let procedure = Procedure { work: i, other_side, value, less: Cents::ZERO };
        procedures.extend((0..work.procedures.min(RANKED_UNITS)).map(|_| procedure));
    }
    procedures
}

/// Families together, with the base taken off all but the dearest; every other operation alone.
fn grouped(works: &[Work<'_>], procedures: Vec<Procedure>, families: bool) -> Vec<Vec<Procedure>> {
    let mut groups = Vec::new();
    let mut members: BTreeMap<[u8; 5], Vec<Procedure>> = BTreeMap::new();
    for procedure in procedures {
        match family(&works[procedure.work]).filter(|_| families) {
            Some(base) => members.entry(base).or_default().push(procedure),
            None => groups.push(vec![procedure]),
        }
    }
    for (_, mut family) in members {
        family.sort_by_cached_key(|p| (Reverse(p.value), works[p.work].place()));
        for procedure in family.iter_mut().skip(1) {
            let base = works[procedure.work].base.unwrap_or(Cents::ZERO);
            procedure.less = base.min(procedure.value);
        }
        groups.push(family);
    }
    groups
}

/// Writes the steps of a line whose units are ranked so.
fn pay(work: &mut Work<'_>, procedures: &[(Procedure, Option<Percent>)]) {
    if procedures.iter().any(|(_, share)| share.is_none()) {
        let name = work.name();
        work.close(Closed::not_priced(format!(
            "{name} is the sixth operation of the day or a later one, which is paid by report, at \
             half or more ({SOURCE})."
        )));
        return;
    }
    let less: Cents = procedures.iter().map(|(p, _)| p.less).sum();
    if less > Cents::ZERO {
        let operation = Operation::Less { amount_cents: less };
        work.explanation.step("Endoscopy of the same family: less its base", operation, SOURCE);
    }
    let shares: Vec<Percent> = procedures.iter().filter_map(|(_, share)| *share).collect();
    let Some(&first) = shares.first() else { return };
    if shares.iter().all(|share| *share == first) {
        work.keep("Several operations of the day, by rank", first, SOURCE);
        return;
    }
    // Units of one fee that stand on different ranks.
    let mut units: BTreeMap<Percent, u32> = BTreeMap::new();
    shares.iter().for_each(|share| *units.entry(*share).or_default() += 1);
    for (percent, units) in units.into_iter().filter(|(share, _)| *share != Percent::WHOLE) {
        let operation = Operation::KeepOfPart { part_cents: work.unit_value, percent, units };
        work.explanation.step("Several operations of the day, by rank", operation, SOURCE);
    }
}

//! The giving of vaccines: by needle or by mouth, the first and each further one; to a child with
//! a clinician's counselling by the parts of each vaccine; to a patient of Medicare by Medicare's
//! own numbers for influenza, pneumococcus and hepatitis B.

use crate::draft::Facts;
use crate::em;
use crate::procedures::administration::line;
use crate::procedures::entry::{Order, Procedure, ProcedureKind, Way};
use crate::procedures::map::ProcedureMap;
use crate::procedures::signs::Sign;
use crate::procedures::{Line, Performed};
use model::Evidence;

/// Through this age the counselled giving is reported by the parts of the vaccine.
const LAST_COUNSELLED_AGE: u16 = 18;

/// Adds the giving of the vaccines that were given.
pub fn given(map: &ProcedureMap, facts: &Facts<'_>, performed: &mut Performed) {
    let products: Vec<(&Procedure, Vec<Evidence>)> = performed
        .lines
        .iter()
        .filter(|l| l.kind == ProcedureKind::Vaccine)
        .filter_map(|l| {
            let entry = map.entries().iter().find(|e| e.code == l.code)?;
            (!entry.is_administration()).then(|| (entry, l.evidence.clone()))
        })
        .collect();
    if products.is_empty() {
        return;
    }
    let circumstances = facts.circumstances();
    let child = || em::age::age_in(facts).is_some_and(|age| age <= LAST_COUNSELLED_AGE);
    if circumstances.says(Sign::Counselled) && child() && counselled(map, &products, performed) {
        return;
    }
    let mut rest = Vec::new();
    for (product, evidence) in products {
        let own = product.medicare_giving.as_deref().filter(|_| circumstances.is_medicare());
        match own.and_then(|code| map.entry(code)) {
            Some(entry) => performed.lines.push(line(
                entry,
                1,
                evidence,
                "Medicare has a number of its own for giving this vaccine",
            )),
            None => rest.push((product, evidence)),
        }
    }
    // One first vaccine a visit: by needle before by mouth or nose.
    let (oral, needle): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|(p, _)| p.way == Some(Way::Oral));
    let opened = !needle.is_empty();
    one_way(map, None, &needle, false, performed);
    one_way(map, Some(Way::Oral), &oral, opened, performed);
}

fn entry(map: &ProcedureMap, order: Order, way: Option<Way>) -> Option<&Procedure> {
    let of =
        |e: &&Procedure| e.kind == ProcedureKind::Vaccine && e.order == Some(order) && e.way == way;
    map.entries().iter().find(of)
}

/// The first vaccine of the visit and each further one, given in one way.
fn one_way(
    map: &ProcedureMap,
    way: Option<Way>,
    products: &[(&Procedure, Vec<Evidence>)],
    opened: bool,
    performed: &mut Performed,
) {
    let (first, further) = match products.split_first() {
        Some((first, further)) if !opened => (Some(first), further),
        _ => (None, products),
    };
    let mut add = |order, units, evidence: Vec<Evidence>, rule| {
        // A map without a number for this way has the plain one.
        let known = entry(map, order, way).or_else(|| entry(map, order, None));
        if let Some(known) = known.filter(|_| units > 0) {
            performed.lines.push(line(known, units, evidence, rule));
        }
    };
    if let Some((_, evidence)) = first {
        add(Order::Initial, 1, evidence.clone(), "the first vaccine of the visit");
    }
    let evidence = further.iter().flat_map(|(_, e)| e.iter().cloned()).collect();
    add(Order::Sequential, further.len() as u32, evidence, "each further vaccine of the visit");
}

/// By the parts of each vaccine; false when the map has no numbers for it.
fn counselled(
    map: &ProcedureMap,
    products: &[(&Procedure, Vec<Evidence>)],
    performed: &mut Performed,
) -> bool {
    let way = Some(Way::Counselled);
    let (Some(first), Some(further)) =
        (entry(map, Order::Initial, way), entry(map, Order::Sequential, way))
    else {
        return false;
    };
    let evidence = |of: &dyn Fn(&Procedure) -> bool| -> Vec<Evidence> {
        let own = products.iter().filter(|(p, _)| of(p));
        own.flat_map(|(_, e)| e.iter().cloned()).collect()
    };
    let parts = |p: &Procedure| p.components.unwrap_or(1);
    let more: u32 = products.iter().map(|(p, _)| parts(p).saturating_sub(1)).sum();
    let rule = "to a child with counselling: the first part of each vaccine";
    let new: Line = line(first, products.len() as u32, evidence(&|_| true), rule);
    performed.lines.push(new);
    if more > 0 {
        let rule = "to a child with counselling: each further part of a vaccine";
        performed.lines.push(line(further, more, evidence(&|p| parts(p) > 1), rule));
    }
    true
}

//! Injections and infusions: one initial service a visit, the others beside it; the drugs
//! themselves in their units.
//!
//! The rank of the initial service: chemotherapy, other drugs, fluids; within these infusion,
//! push. Injections under the skin or into muscle stand beside it. An infusion of fifteen
//! minutes or less is a push; a further hour counts from its thirty-first minute; fluids count
//! from the thirty-first minute and not while another infusion runs.

use crate::draft::Facts;
use crate::procedures::entry::{DrugClass, Order, Procedure, ProcedureKind, Route};
use crate::procedures::events::{self, Event};
use crate::procedures::map::ProcedureMap;
use crate::procedures::matching::Matcher;
use crate::procedures::statement::Statement;
use crate::procedures::{Line, MOST_LINES, Performed, amounts};
use model::{Evidence, SectionKind, Setting};
use std::cmp::Reverse;
use std::ops::Range;

/// Fluids count from this many minutes.
const LEAST_HYDRATION: u32 = 31;
/// How many rows after a drug may still speak of its waste.
const WASTE_REACH: usize = 3;
/// Most units of a drug that a dose is believed to come to.
const MOST_DRUG_UNITS: u32 = 9_999;

/// Adds what was injected and infused to what was performed at a visit.
pub fn given(map: &ProcedureMap, facts: &Facts<'_>, performed: &mut Performed) {
    // In an emergency department and in a hospital the giving and the drug are the hospital's.
    if matches!(facts.setting, Setting::Ed | Setting::Inpatient) {
        return;
    }
    if !map.names_drug(facts) {
        return;
    }
    let rows = events::rows(map, facts);
    let matcher = Matcher { map, statements: &rows, setting: facts.setting };
    let events = events::events(&matcher);
    if events.is_empty() {
        return;
    }
    let mut giving = Giving { map, facts, rows: &rows, performed };
    giving.by_vein(&events);
    giving.by_needle(&events);
    giving.by_pump(&events);
    giving.drugs(&events);
}

/// A line of the giving of something.
#[must_use]
pub fn line(entry: &Procedure, units: u32, evidence: Vec<Evidence>, rule: &str) -> Line {
    Line {
        code: entry.code.clone(),
        modifiers: Vec::new(),
        units,
        evidence,
        rules: vec![format!("procedure map: {}", entry.name), rule.to_owned()],
        family: entry.family.clone(),
        kind: entry.kind,
        major: false,
    }
}

struct Giving<'a> {
    map: &'a ProcedureMap,
    facts: &'a Facts<'a>,
    rows: &'a [Statement],
    performed: &'a mut Performed,
}

impl Giving<'_> {
    fn evidence(&self, event: &Event) -> Vec<Evidence> {
        let row = &self.rows[event.row];
        let last = row.words.len().saturating_sub(1) as u32;
        let mut evidence = vec![row.evidence(self.facts, event.first, last.max(event.last))];
        if let Some(stop) = event.stop_row {
            let row = &self.rows[stop];
            let last = row.words.len().saturating_sub(1) as u32;
            evidence.push(row.evidence(self.facts, 0, last));
        }
        evidence.retain(|e| !e.text.is_empty());
        evidence
    }

    fn entry(&self, route: Route, class: DrugClass, order: Order) -> Option<&Procedure> {
        let of = |class: DrugClass| {
            self.map.entries().iter().find(|e| {
                e.kind == ProcedureKind::Injection
                    && e.route == Some(route)
                    && e.class == Some(class)
                    && e.order == Some(order)
            })
        };
        of(class)
    }

    fn report(
        &mut self,
        route: Route,
        class: DrugClass,
        order: Order,
        (units, event): (u32, &Event),
        rule: &str,
    ) {
        let evidence = self.evidence(event);
        let Some(entry) = self.entry(route, class, order) else {
            let drug = &self.map.entries()[event.entry as usize].name;
            let text = format!("the giving of {drug} has no number in the map; code it");
            self.performed.review.push(text);
            return;
        };
        let new = line(entry, units, evidence, rule);
        let room = self.performed.lines.len() < MOST_LINES;
        let known = self.performed.lines.iter_mut().find(|l| l.code == new.code);
        match known {
            Some(known) => {
                known.units += units;
                known.evidence.extend(new.evidence);
            }
            None if room && !new.evidence.is_empty() => {
                self.performed.lines.push(new);
            }
            None => {}
        }
    }

    /// Infusions and pushes: the highest in rank is the initial one.
    fn by_vein(&mut self, events: &[Event]) {
        let mut veins: Vec<&Event> = events.iter().filter(|e| counts_by_vein(e)).collect();
        // Of equals in rank the longest infusion is the reason for the visit.
        veins.sort_by_key(|e| (e.class, e.route, Reverse(e.minutes), e.row));
        let mut concurrent = false;
        for (at, event) in veins.iter().enumerate() {
            let Some(route) = event.route else { continue };
            let class = event.class;
            let beside = veins[..at].iter().any(|other| overlap(event, other));
            match (at, class, route) {
                (0, DrugClass::Hydration, _) => {
                    let rule = "fluids are the only infusion of the visit";
                    self.report(route, class, Order::Initial, (1, event), rule);
                    self.further_hours(event);
                }
                (0, _, _) => {
                    let rule = "initial: the highest in rank of what was given by vein";
                    self.report(route, class, Order::Initial, (1, event), rule);
                    self.further_hours(event);
                }
                (_, DrugClass::Hydration, _) => {
                    if !beside {
                        let hours = hours(event.minutes.unwrap_or(0)).max(1);
                        let rule = "fluids for over thirty minutes, not while a drug runs";
                        self.report(route, class, Order::Hour, (hours, event), rule);
                    }
                }
                (_, DrugClass::Therapeutic, Route::Infusion) if beside => {
                    if !concurrent {
                        let rule = "at the same time as another infusion, once a visit";
                        self.report(route, class, Order::Concurrent, (1, event), rule);
                    }
                    concurrent = true;
                }
                (_, _, _) => {
                    let rule = "after the initial one of the visit";
                    self.report(route, class, Order::Sequential, (1, event), rule);
                    self.further_hours(event);
                }
            }
            if route == Route::Infusion && event.minutes.is_none() {
                let drug = &self.map.entries()[event.entry as usize].name;
                self.performed.review.push(format!(
                    "{drug}: when the infusion began and ended is not documented; further hours \
                     are not reported"
                ));
            }
        }
    }

    fn further_hours(&mut self, event: &Event) {
        let minutes = event.minutes.unwrap_or(0);
        let further = hours(minutes).saturating_sub(1);
        if event.route == Some(Route::Infusion) && further > 0 {
            let rule = format!("{minutes} minutes: further hours past the first");
            self.report(Route::Infusion, event.class, Order::Hour, (further, event), &rule);
        }
    }

    /// Injections under the skin and into muscle.
    fn by_needle(&mut self, events: &[Event]) {
        let by_vein = events.iter().any(counts_by_vein);
        for event in events.iter().filter(|e| e.route == Some(Route::Injection)) {
            let rule = "an injection under the skin or into muscle";
            self.report(Route::Injection, event.class, Order::Initial, (1, event), rule);
            let code = self.entry(Route::Injection, event.class, Order::Initial);
            let Some(code) = code.map(|e| e.code.clone()).filter(|_| by_vein) else { continue };
            let line = self.performed.lines.iter_mut().find(|l| l.code == code);
            // Medicare asks for the reason that the pair is distinct: no overlap (XU).
            let apart = if self.facts.circumstances().is_medicare() { "XU" } else { "59" };
            if let Some(line) = line.filter(|l| !l.modifiers.iter().any(|m| m == apart)) {
                line.modifiers.push(apart.into());
                let why = "a separate injection beside what was given by vein";
                line.rules.push(format!("modifier {apart}: {why}"));
            }
        }
    }

    /// A run of more than eight hours that the patient takes home: its beginning, once a visit.
    fn by_pump(&mut self, events: &[Event]) {
        if let Some(event) = events.iter().find(|e| e.route == Some(Route::Pump)) {
            let rule = "a long run begun with a pump that the patient takes home";
            self.report(Route::Pump, event.class, Order::Initial, (1, event), rule);
        }
    }

    /// The drugs, in units of their codes; JZ where nothing was thrown away.
    fn drugs(&mut self, events: &[Event]) {
        for event in events {
            let map = self.map;
            let entry = &map.entries()[event.entry as usize];
            let units = event.dose.zip(entry.dose_per_unit).and_then(|(d, u)| d.in_units_of(u));
            if units.is_none() {
                self.performed.review.push(format!(
                    "{}: the dose is not documented in the measure of its code; one unit is taken",
                    entry.name
                ));
            }
            let units = units.unwrap_or(1).clamp(1, MOST_DRUG_UNITS);
            let mut new =
                line(entry, units, self.evidence(event), "units from the documented dose");
            let next = events.iter().map(|e| e.row).filter(|row| *row > event.row).min();
            let until = next.unwrap_or(usize::MAX).min(event.row + 1 + WASTE_REACH);
            let waste_free = self.is_waste_free(event.row..until.min(self.rows.len()));
            if waste_free {
                new.modifiers.push("JZ".into());
                new.rules.push("modifier JZ: no drug thrown away is documented".into());
            }
            let known = self.performed.lines.iter_mut().find(|l| {
                l.code == new.code && l.kind == ProcedureKind::Drug && l.modifiers == new.modifiers
            });
            match known {
                Some(known) => {
                    known.units = (known.units + units).min(MOST_DRUG_UNITS);
                    known.evidence.extend(new.evidence);
                }
                None if !new.evidence.is_empty() => self.performed.lines.push(new),
                None => {}
            }
            if !waste_free {
                self.wasted(event, entry);
            }
        }
    }

    /// "no waste", "drug waste: none", "vial used in full", from the drug's own row to the next
    /// that names one, or for the visit.
    fn is_waste_free(&self, own: Range<usize>) -> bool {
        let says = |row: &Statement| {
            row.has_run(&["no", "waste"])
                || row.has_run(&["waste", "none"])
                || row.has_run(&["without", "waste"])
                || row.has_run(&["used", "in", "full"])
                || row.has_run(&["no", "wastage"])
                || row.has_run(&["wastage", "none"])
                || row.has_run(&["none", "discarded"])
                || row.has_run(&["nothing", "discarded"])
        };
        // "Drug waste: none" may be a heading with one word under it.
        let headed = |row: &Statement| {
            let reading = self.facts.document(row.document);
            let section = reading
                .sentences
                .get(row.sentence as usize)
                .and_then(|s| reading.sections.get(s.section as usize));
            let text = self.facts.text(row.document);
            let heading = section.and_then(|s| text.get(s.start as usize..s.body as usize));
            let waste = heading.is_some_and(|h| h.to_ascii_lowercase().contains("waste"));
            waste && (row.has("none") || row.has("no"))
        };
        let says = |row: &Statement| says(row) || headed(row);
        let listed = |row: &&Statement| row.section == SectionKind::Administrative;
        self.rows.get(own).unwrap_or_default().iter().any(says)
            || self.rows.iter().filter(listed).any(says)
    }

    /// "20 mg wasted": the part of a single-dose vial that was thrown away, on a line of its own.
    fn wasted(&mut self, event: &Event, entry: &Procedure) {
        let row = &self.rows[event.row];
        let place = row
            .words
            .iter()
            .position(|w| matches!(w.form.as_str(), "wasted" | "discarded" | "waste" | "wastage"));
        let Some(place) = place else { return };
        let before = place.saturating_sub(3)..place;
        let after = place + 1..(place + 4).min(row.words.len());
        let amount = after.chain(before).find_map(|at| amounts::amount_at(&row.words, at));
        let units = amount.zip(entry.dose_per_unit).and_then(|(a, u)| a.in_units_of(u));
        let Some(units) = units.filter(|u| *u > 0) else { return };
        let rule = "modifier JW: the part that was thrown away";
        let mut new = line(entry, units.min(MOST_DRUG_UNITS), self.evidence(event), rule);
        new.modifiers.push("JW".into());
        if !new.evidence.is_empty() {
            self.performed.lines.push(new);
        }
    }
}

/// True for what is reported as given by vein; a short run of fluids is not.
fn counts_by_vein(event: &Event) -> bool {
    let by_vein = matches!(event.route, Some(Route::Infusion | Route::Push));
    let fluid = event.class == DrugClass::Hydration;
    by_vein && (!fluid || event.minutes.is_some_and(|m| m >= LEAST_HYDRATION))
}

/// True when two infusions ran at the same time for a while.
fn overlap(one: &Event, other: &Event) -> bool {
    let span = |e: &Event| {
        (e.route == Some(Route::Infusion)).then_some(())?;
        Some((e.start?, e.start? + e.minutes?))
    };
    let (Some((a, b)), Some((c, d))) = (span(one), span(other)) else { return false };
    a < d && c < b
}

/// Hours begun, the last when more than half of it passed.
fn hours(minutes: u32) -> u32 {
    (minutes + 29) / 60
}

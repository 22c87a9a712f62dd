//! One transaction set against its guide: where each segment stands, what is missing when a loop
//! closes, and the checks that hang on what a segment means.

use super::balance_835::RemittanceBalance;
use super::balance_837::ClaimBalance;
use super::claim_dates::ClaimDates;
use super::claim_links::ClaimLinks;
use super::claim_services::ClaimServices;
use super::code_checks::CodeChecks;
use super::elements::Checking;
use super::fault::Level;
use super::findings::{At, Draft, Findings};
use super::group_answer::GroupAnswer;
use super::levels::Levels;
use super::set_faults::{Heard, broken_rule};
use super::values::is_date;
use crate::guide::Guide;
use crate::guide::roles::Role;
use crate::guide::symbols::packed_name;
use crate::guide::tables::{Atom, Rule, SegmentDef, SlotBits};
use crate::tokens::Cut;
use crate::walk::{Fit, Walk};
use model::Date;

/// Required slots that were passed over: they may still come, too late.
struct Gap {
    /// Open loops down to theirs.
    depth: usize,
    slots: SlotBits,
    /// The segment before the gap.
    after: At,
}

/// The checks of one set.
pub(crate) struct SetCheck<'g> {
    pub(super) guide: &'g Guide,
    pub(super) walk: Walk<'g>,
    /// Where each open loop was opened.
    opened: Vec<At>,
    pub(super) last: At,
    /// Where required slots of open loops were passed over.
    gaps: Vec<Gap>,
    codes: CodeChecks,
    levels: Levels,
    claim: ClaimBalance,
    links: ClaimLinks,
    dates: ClaimDates,
    services: ClaimServices,
    remittance: RemittanceBalance,
    /// Which segments made the facts of the open loops.
    heard: Vec<Heard>,
    answer: GroupAnswer,
    lines: u32,
    line_day: Option<Date>,
    claim_day: Option<Date>,
    first_line_day: Option<Date>,
    /// After a segment that has no place: what follows it may have none either, and says nothing
    /// new.
    pub(super) lost: bool,
}

impl<'g> SetCheck<'g> {
    /// Begins at ST, which stands at `at`.
    pub(crate) fn new(
        guide: &'g Guide,
        findings: &mut Findings<'_>,
        cut: &Cut<'_>,
        at: At,
        day: Option<Date>,
    ) -> SetCheck<'g> {
        let codes = CodeChecks::new(guide.set == "837", day);
        let mut check = SetCheck {
            guide,
            walk: Walk::new(guide),
            opened: vec![at],
            last: at,
            gaps: Vec::new(),
            codes,
            levels: Levels::default(),
            claim: ClaimBalance::default(),
            links: ClaimLinks::default(),
            dates: ClaimDates::default(),
            services: ClaimServices::default(),
            remittance: RemittanceBalance::default(),
            heard: Vec::new(),
            answer: GroupAnswer::default(),
            lines: 0,
            line_day: None,
            claim_day: None,
            first_line_day: None,
            lost: false,
        };
        let opening = usize::from(guide.loops[0].opening);
        check.elements(findings, &guide.segments[opening], cut, at);
        check
    }

    /// File name of the guide.
    pub(crate) fn guide_name(&self) -> &str {
        &self.guide.file
    }

    /// Takes the next segment.
    #[inline]
    pub(crate) fn take(&mut self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        let symbol = self.guide.symbols.find(packed_name(cut.name()));
        let choice = symbol.and_then(|symbol| self.walk.choose(symbol, cut));
        let Some(choice) = choice else {
            self.no_place(findings, cut, at, symbol.is_some());
            self.last = at;
            return;
        };
        let def = &self.guide.segments[usize::from(choice.candidate.segment)];
        if choice.fit == Fit::Late && choice.candidate.opens.is_none() {
            self.late(findings, cut, at, def);
            self.walk.mark(choice.candidate);
            self.elements(findings, def, cut, at);
            self.last = at;
            return;
        }
        for _ in 0..choice.candidate.up {
            self.close_loop(findings);
        }
        match choice.fit {
            Fit::Late => self.late(findings, cut, at, def),
            Fit::TooMany => self.too_many(findings, cut, at, &choice, def),
            Fit::Good | Fit::OtherCode => {}
        }
        let depth = self.walk.frames.len();
        let passed = self.walk.take(&choice);
        if passed != 0 {
            self.gaps.push(Gap { depth, slots: passed, after: self.last });
        }
        if choice.candidate.opens.is_some() {
            self.opened.push(at);
        }
        self.lost = false;
        self.facts(def, cut, at);
        self.elements(findings, def, cut, at);
        if def.role != Role::Plain {
            self.role(findings, def, cut, at);
        }
        self.last = at;
    }

    /// The set ends: every loop closes.
    pub(crate) fn finish(mut self, findings: &mut Findings<'_>) {
        self.levels.close_all(findings);
        while self.walk.frames.len() > 1 {
            self.close_loop(findings);
        }
        // SE belongs to the envelope, which tells when it is missing.
        self.walk.see_trailer();
        self.close_loop(findings);
        self.remittance.close_set(findings);
        self.codes.close_claim(findings, self.claim_day);
    }

    #[inline]
    fn elements(&mut self, findings: &mut Findings<'_>, def: &SegmentDef, cut: &Cut<'_>, at: At) {
        let guide = self.guide;
        Checking { guide, def, cut: *cut, at, findings, codes: &mut self.codes }.run();
    }

    /// Sets the bits that rules ask for.
    #[inline]
    fn facts(&mut self, def: &SegmentDef, cut: &Cut<'_>, at: At) {
        for atom in &self.guide.atoms[def.atoms.range()] {
            if self.holds(def, atom, cut)
                && let Some(frame) = self.walk.frames.get_mut(usize::from(atom.depth))
            {
                frame.facts |= 1 << atom.bit;
                self.heard.push(Heard::of(atom, def, at));
            }
        }
    }

    fn holds(&self, def: &SegmentDef, atom: &Atom, cut: &Cut<'_>) -> bool {
        if !atom.key.is_empty() {
            let key = def.keys[0];
            let value = cut.component(usize::from(key.element), usize::from(key.component));
            if !self.guide.has_code(atom.key, value) {
                return false;
            }
        }
        if atom.element == 0 {
            return true;
        }
        let (element, component) = (usize::from(atom.element), usize::from(atom.component));
        if atom.codes.is_empty() {
            return !cut.component(element, component).is_empty();
        }
        // Any repetition of the element may have the code.
        match cut.repetition.filter(|_| cut.tokens.repeated >> element & 1 == 1) {
            Some(separator) => cut.element(element).split(|b| *b == separator).any(|one| {
                let part = match component {
                    0 => one,
                    n => one.split(|b| *b == cut.component).nth(n - 1).unwrap_or(&[]),
                };
                self.guide.has_code(atom.codes, part)
            }),
            None => self.guide.has_code(atom.codes, cut.component(element, component)),
        }
    }

    /// What the segment means beyond its guide.
    fn role(&mut self, findings: &mut Findings<'_>, def: &SegmentDef, cut: &Cut<'_>, at: At) {
        if self.guide.set == "837" {
            self.links.take(findings, def.role, cut, at);
            self.dates.take(findings, def.role, cut, at);
            self.services.take(findings, def.role, cut, at);
        }
        match def.role {
            Role::Level => {
                let in_loop = &self.guide.loops[usize::from(def.in_loop)];
                let depth = usize::from(in_loop.depth);
                self.levels.take(findings, cut, at, depth, &in_loop.id);
            }
            Role::Claim => {
                (self.lines, self.line_day) = (0, None);
                (self.claim_day, self.first_line_day) = (None, None);
                // Codes of the levels above the claim wait for its day as well.
                self.claim.take(def.role, cut, at);
            }
            Role::LineNumber => self.line_number(findings, cut, at),
            Role::ServiceDate => self.line_day = last_day(cut),
            Role::SetAnswer => self.answer.set(cut),
            Role::GroupAnswer => self.answer.group(findings, cut, at),
            Role::StatementDate => self.claim_day = last_day(cut),
            role if self.guide.set == "835" => self.remittance.take(role, cut, at),
            role => self.claim.take(role, cut, at),
        }
    }

    /// LX01 counts the lines of a claim from 1.
    fn line_number(&mut self, findings: &mut Findings<'_>, cut: &Cut<'_>, at: At) {
        self.codes.open_line();
        self.line_day = None;
        self.lines += 1;
        let value = cut.element(1);
        if value.is_empty() || value == self.lines.to_string().as_bytes() {
            return;
        }
        let message = format!("LX01 should be {}: lines are counted from 1", self.lines);
        // Counting goes on from the number given, so that one gap is one fault.
        let given = std::str::from_utf8(value).ok().and_then(|value| value.parse().ok());
        self.lines = given.unwrap_or(self.lines);
        let action = "number the service lines of each claim from 1";
        let draft = Draft::new("x12.lx.number", 2, at, b"LX", message, action)
            .level(Level::Element("7"))
            .in_loop("2400")
            .element(1, 0, 554)
            .value(value);
        findings.add(draft);
    }

    /// Closes the innermost loop: what is missing, its rules, its sums.
    fn close_loop(&mut self, findings: &mut Findings<'_>) {
        let Some(frame) = self.walk.frames.last().copied() else { return };
        let opened = self.opened.pop().unwrap_or_default();
        let this = &self.guide.loops[usize::from(frame.number)];
        let mut missing = this.required & !frame.seen;
        let depth = self.walk.frames.len();
        while missing != 0 {
            let slot = missing.trailing_zeros() as usize;
            missing &= missing - 1;
            let here = |gap: &&Gap| gap.depth == depth && gap.slots >> slot & 1 == 1;
            let after = self.gaps.iter().find(here).map_or(self.last, |gap| gap.after);
            self.missing(findings, &frame, slot, after);
        }
        while self.gaps.last().is_some_and(|gap| gap.depth >= depth) {
            self.gaps.pop();
        }
        for rule in &self.guide.rules[this.rules.range()] {
            if self.is_broken(rule) {
                broken_rule(findings, rule, self.guide, &self.heard, &frame, opened);
            }
        }
        // Facts about a loop that stays open are kept for its own rules.
        let open = u8::try_from(depth).unwrap_or(u8::MAX);
        self.heard.retain(|heard| heard.depth + 1 < open);
        self.walk.close();
        match (self.guide.set.as_str(), this.id.as_str()) {
            ("837", "2400") => {
                self.claim.close_line(findings);
                self.services.close_line(findings);
                self.first_line_day = self.first_line_day.or(self.line_day);
                let day = self.line_day.or(self.claim_day);
                self.codes.close_line(findings, day);
            }
            ("837", "2300") => {
                self.claim.close_claim(findings);
                self.links.close_claim(findings);
                let day = self.claim_day.or(self.first_line_day);
                self.codes.close_claim(findings, day);
            }
            ("835", "2110") => self.remittance.close_service(findings),
            ("835", "2100") => self.remittance.close_claim(findings),
            _ => {}
        }
    }

    fn is_broken(&self, rule: &Rule) -> bool {
        let terms = |span: crate::guide::tables::Span| {
            self.guide.rule_terms[span.range()].iter().map(|term| {
                let facts = self.walk.frames.get(usize::from(term.depth)).map_or(0, |f| f.facts);
                (facts >> term.bit & 1 == 1) != term.negated
            })
        };
        terms(rule.when).all(|holds| holds) && !terms(rule.then).any(|holds| holds)
    }
}

/// The last day of a DTP (D8 or RD8).
fn last_day(cut: &Cut<'_>) -> Option<Date> {
    let value = cut.element(3);
    let day = value.get(value.len().checked_sub(8)?..)?;
    read_day(day)
}

/// A day written as CCYYMMDD.
pub(crate) fn read_day(day: &[u8]) -> Option<Date> {
    if day.len() != 8 || !is_date(day) {
        return None;
    }
    Date::from_x12(std::str::from_utf8(day).ok()?).ok()
}

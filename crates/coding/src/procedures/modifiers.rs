//! Modifiers of procedures, each with its reason among the line's rules ("modifier 59: …").
//!
//! What they follow from is read by `circumstances`; the order on the line is that of `order`.

use crate::context::Side;
use crate::draft::Facts;
use crate::procedures::Line;
use crate::procedures::circumstances::{Circumstances, Earlier, Owner, Role, Share};
use crate::procedures::earlier;
use crate::procedures::entry::{Procedure, ProcedureKind};
use crate::procedures::map::ProcedureMap;
use crate::procedures::reported::Reported;
use crate::procedures::signs::Sign;
use crate::procedures::statement::Statement;
use crate::procedures::style::Style;
use model::{SectionKind, Setting};

/// Numbers that never take 51, though they are no add-ons.
const NOT_MULTIPLE: &[&str] = &["20974", "31500", "36620", "44500", "61107", "93503", "17004"];

/// What the modifiers follow from.
struct Scene<'a, 'f> {
    map: &'a ProcedureMap,
    facts: &'a Facts<'f>,
    around: &'a Circumstances,
    style: Style,
}

/// Adds the modifiers of all lines and joins left and right into one bilateral line.
pub fn apply(
    map: &ProcedureMap,
    facts: &Facts<'_>,
    style: Style,
    statements: &[Statement],
    lines: &mut Vec<Reported>,
    review: &mut Vec<String>,
) {
    if lines.is_empty() {
        return;
    }
    join_sides(lines);
    let scene = Scene { map, facts, around: facts.circumstances(), style };
    let stopped = style == Style::Operative && is_stopped(statements);
    let codes: Vec<String> = lines.iter().map(|r| r.line.code.clone()).collect();
    for reported in lines.iter_mut() {
        let entry = &map.entries()[reported.entry as usize];
        scene.professional(entry, &mut reported.line, review);
        if entry.kind == ProcedureKind::Surgery {
            scene.extent(entry, stopped, &mut reported.line, review);
            scene.package(entry, &mut reported.line);
        }
        if style == Style::Operative && is_operation(entry) {
            scene.relation(entry, reported);
            scene.role(&mut reported.line);
            scene.screening(entry, &mut reported.line, review);
        }
        reported.distinct |= entry.apart_from.iter().any(|c| codes.contains(c));
        if reported.distinct {
            scene.distinct(&mut reported.line);
        }
        place(reported);
        if entry.waived && matches!(facts.setting, Setting::Office | Setting::Clinic) {
            add(&mut reported.line, "QW", "a waived test, done in the office");
        }
    }
    scene.multiple(lines, review);
    scene.repeated(lines);
}

fn is_operation(entry: &Procedure) -> bool {
    matches!(entry.kind, ProcedureKind::Surgery | ProcedureKind::Therapy)
}

/// Adds a modifier with its reason, once.
fn add(line: &mut Line, modifier: &str, why: &str) {
    if !line.modifiers.iter().any(|m| m == modifier) {
        line.modifiers.push(modifier.to_owned());
        line.rules.push(format!("modifier {modifier}: {why}"));
    }
}

/// Side, finger, toe, eyelid, artery.
fn place(reported: &mut Reported) {
    let line = &mut reported.line;
    match (reported.digit, reported.side) {
        (Some(digit), _) => add(line, digit, "the place that is documented"),
        (None, Some(Side::Left)) => add(line, "LT", "left is documented"),
        (None, Some(Side::Right)) => add(line, "RT", "right is documented"),
        (None, Some(Side::Both)) => add(line, "50", "both sides are documented"),
        (None, None) => {}
    }
}

/// The same procedure on the left and on the right is one bilateral line.
fn join_sides(lines: &mut Vec<Reported>) {
    for at in (0..lines.len()).rev() {
        if lines[at].side != Some(Side::Right) && lines[at].side != Some(Side::Left) {
            continue;
        }
        let twin = lines[..at].iter().position(|r| {
            r.line.code == lines[at].line.code
                && matches!(r.side, Some(Side::Left | Side::Right))
                && r.side != lines[at].side
        });
        if let Some(twin) = twin {
            let gone = lines.remove(at);
            lines[twin].line.evidence.extend(gone.line.evidence);
            lines[twin].side = Some(Side::Both);
        }
    }
}

impl Scene<'_, '_> {
    /// 26 and TC: the professional or the technical part alone.
    fn professional(&self, entry: &Procedure, line: &mut Line, review: &mut Vec<String>) {
        if !entry.is_split() {
            return;
        }
        if self.around.says(Sign::ReadingOnly) {
            return add(line, "26", "only the interpretation was done here");
        }
        let owner = self.around.owner(self.facts);
        let here = self.style == Style::Visit;
        match owner {
            Owner::Facility => add(line, "26", "the facility owns the equipment"),
            _ if self.around.says(Sign::ReadElsewhere) => {
                add(line, "TC", "taken here, read by another");
            }
            Owner::Practice => {}
            Owner::Unknown if here => {}
            Owner::Unknown => {
                add(line, "26", "only the interpretation is documented");
                review.push(
                    "who owns the equipment is not documented: professional part only (26); \
                     confirm the place of service"
                        .into(),
                );
            }
        }
    }

    /// 53, 52 and 22: less or more than the number stands for.
    fn extent(&self, entry: &Procedure, stopped: bool, line: &mut Line, review: &mut Vec<String>) {
        if self.style != Style::Operative {
            return;
        }
        let colon = entry.root().starts_with("colonoscopy");
        if colon && self.around.says(Sign::NotReached) {
            // Diagnostic: discontinued; with a measure taken: reduced.
            let look = !entry.family.contains('/');
            return match look {
                true => add(line, "53", "the whole colon was not reached"),
                false => add(line, "52", "a measure was taken, but the whole colon not reached"),
            };
        }
        if stopped {
            add(line, "53", "the report says that it was stopped before its end");
            review.push(format!(
                "{}: the report says that it was stopped; 53 or 52 is for a coder to judge",
                entry.name
            ));
        } else if self.around.says(Sign::Reduced) {
            add(line, "52", "the report says that a part of it was left out");
        } else if self.around.says(Sign::Increased) && entry.adds_to.is_empty() {
            add(line, "22", "the report says that it took far more work than usual");
            review.push(
                "22 needs a separate statement of the additional work beside the report".into(),
            );
        }
    }

    /// 54 and 55: a part of the package.
    fn package(&self, entry: &Procedure, line: &mut Line) {
        match self.around.share() {
            Some(Share::Operation) if self.style == Style::Operative => {
                add(line, "54", "another clinician takes over the care after it");
            }
            Some(Share::Aftercare) => add(line, "55", "only the care after the operation"),
            _ if self.facts.setting == Setting::Ed && entry.is_major() => {
                let why = "an emergency physician gives no care after it; another follows up";
                add(line, "54", why);
            }
            _ => {}
        }
    }

    /// 58, 78 and 79: an earlier operation in whose period this one falls.
    fn relation(&self, entry: &Procedure, reported: &mut Reported) {
        let line = &mut reported.line;
        match self.around.earlier() {
            Some(Earlier::Unrelated) => {
                add(line, "79", "unrelated to the operation in whose period it falls");
            }
            Some(Earlier::Staged) => add(line, "58", "a stage, or planned at the first operation"),
            Some(Earlier::Return) => {
                add(line, "78", "back in the operating room for a complication, without plan");
            }
            None if self.around.says(Sign::Ago) => {
                let groups = &self.map.groups[reported.entry as usize].all;
                let other = earlier::other_side(self.map, self.facts, groups, reported.side);
                if entry.sides && other {
                    let why = "the other side was operated on within ninety days";
                    add(&mut reported.line, "79", why);
                }
            }
            None => {}
        }
    }

    /// 62, 80, 82, AS: who the author was.
    fn role(&self, line: &mut Line) {
        match self.around.role(self.facts) {
            Some(Role::CoSurgeon) => add(line, "62", "two surgeons, each with a part of their own"),
            Some(Role::Assistant) => add(line, "80", "the author assisted the surgeon"),
            Some(Role::AssistantForResident) => {
                add(line, "82", "the author assisted because no resident was to be had");
            }
            Some(Role::OtherAssistant) => {
                add(line, "AS", "the author assisted and is no physician");
            }
            None => {}
        }
    }

    /// 33 and PT: begun to look for disease where nothing pointed to it.
    fn screening(&self, entry: &Procedure, line: &mut Line, review: &mut Vec<String>) {
        if !entry.root().starts_with("colonoscopy") || entry.family == "colonoscopy-medicare" {
            return;
        }
        let screening = self.around.sentences(Sign::Screening).any(|place| {
            use SectionKind as S;
            let section = crate::procedures::circumstances::section(self.facts, place);
            !matches!(
                section,
                S::PastHistory | S::SurgicalHistory | S::FamilyHistory | S::Plan | S::Instructions
            )
        });
        let surveillance = self.around.says(Sign::Surveillance);
        let measure = entry.family.contains('/');
        match (screening, self.around.is_medicare()) {
            (_, true) if measure && (screening || surveillance) => {
                add(line, "PT", "a screening of Medicare's became a treatment");
            }
            (_, true) if screening || surveillance => self.medicare_screening(line),
            (true, false) => {
                add(line, "33", "a preventive service; the examination began as a screening");
                if self.around.payer.is_none() {
                    review
                        .push("33 for a private payer; for Medicare PT stands in its place".into());
                }
            }
            _ => {}
        }
    }

    /// Medicare has numbers of its own for a screening that finds nothing.
    fn medicare_screening(&self, line: &mut Line) {
        let high = self.around.says(Sign::Surveillance) || self.around.says(Sign::HighRisk);
        let own =
            self.map.entries().iter().find(|e| {
                e.screening_of.as_deref() == Some(line.code.as_str()) && e.high_risk == high
            });
        if let Some(entry) = own {
            line.rules.push(format!("procedure map: {}", entry.name));
            line.rules.push(format!("{}: Medicare's number for the screening", entry.code));
            line.code.clone_from(&entry.code);
        }
    }

    /// 59, or for Medicare the reason by which it is distinct.
    fn distinct(&self, line: &mut Line) {
        let modifier = if self.around.is_medicare() { "XS" } else { "59" };
        add(line, modifier, "another site than that of the procedure beside it");
    }

    /// 51 on the second and every further operation, where the payer wants it. Medicare's
    /// contractors add it themselves.
    fn multiple(&self, lines: &mut [Reported], review: &mut Vec<String>) {
        if !self.around.is_private() {
            return;
        }
        let counts = |r: &Reported| {
            let entry = &self.map.entries()[r.entry as usize];
            entry.kind == ProcedureKind::Surgery
                && entry.adds_to.is_empty()
                && !NOT_MULTIPLE.contains(&entry.code.as_str())
        };
        let operations: Vec<usize> = (0..lines.len()).filter(|at| counts(&lines[*at])).collect();
        for at in operations.iter().skip(1) {
            add(&mut lines[*at].line, "51", "a further operation of the same session");
        }
        if operations.len() > 1 {
            let reason = "51 stands on all but the first operation: put the one with the highest \
                          value first";
            review.push(reason.into());
        }
    }

    /// 76 and 77: the same again on the same day.
    fn repeated(&self, lines: &mut Vec<Reported>) {
        if self.style == Style::Study {
            if self.around.says(Sign::Repeat) && self.around.says(Sign::SameDay) {
                let other = self.around.says(Sign::OtherReader);
                for reported in lines.iter_mut() {
                    match other {
                        true => add(&mut reported.line, "77", "repeated, first done by another"),
                        false => add(&mut reported.line, "76", "repeated by the same clinician"),
                    }
                }
            }
            return;
        }
        for at in (0..lines.len()).rev() {
            if lines[at].again == 0 {
                continue;
            }
            let mut again = lines[at].clone();
            again.line.units = again.again;
            add(&mut again.line, "76", "done again on the same day by the same clinician");
            lines.insert(at + 1, again);
        }
    }
}

/// How many words before "stopped" may deny it.
const DENIAL: usize = 3;

/// "The procedure was terminated": words that say that an operation was not finished.
fn is_stopped(statements: &[Statement]) -> bool {
    let ends = |form: &str| {
        matches!(form, "aborted" | "terminated" | "discontinued" | "abandoned" | "cancelled")
    };
    let whole = [
        "procedure",
        "operation",
        "case",
        "surgery",
        "examination",
        "colonoscopy",
        "attempt",
        "attempted",
    ];
    statements.iter().any(|s| {
        whole.iter().any(|w| s.has(w))
            && (0..s.words.len()).any(|at| {
                let before = &s.words[at.saturating_sub(DENIAL)..at];
                ends(&s.words[at].form)
                    && !before.iter().any(|w| matches!(w.form.as_str(), "no" | "not" | "never"))
            })
    })
}

/// The modifier of a visit billed beside these lines: 57 where the visit led to an operation with
/// a package of ninety days, else 25 where a procedure with work of its own before and after was
/// done on the same day. `None` when no line asks for one: pictures and laboratory tests do not.
#[must_use]
pub fn visit_modifier(lines: &[Line]) -> Option<(&'static str, String)> {
    let asks = |line: &&Line| {
        matches!(
            line.kind,
            ProcedureKind::Surgery
                | ProcedureKind::Injection
                | ProcedureKind::Therapy
                | ProcedureKind::Vaccine
        )
    };
    if let Some(line) = lines.iter().find(|l| l.major) {
        let why = "the visit led to the decision for it";
        return Some(("57", format!("modifier 57: {} is a major operation; {why}", line.code)));
    }
    let line = lines.iter().find(asks)?;
    let reason = format!("modifier 25: a separate visit beside {} on the same day", line.code);
    Some(("25", reason))
}

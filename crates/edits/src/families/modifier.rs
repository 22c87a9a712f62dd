//! Modifier: their form, and combinations that contradict themselves.

use crate::hit::{Hit, Hits};
use crate::modifiers::has;
use crate::subject::Subject;
use model::{ClaimLine, PayerKind, Quantity, Severity};

/// Modifiers of one line.
const MAX_MODIFIERS: usize = 4;

fn at(subject: &Subject<'_>, index: usize) -> Hit {
    Hit::line(subject, index, "modifiers", subject.service("SV101-3", "SV202-3"))
}

/// # Checks
/// Each modifier is two capital letters or digits.
/// # Why
/// Another form is rejected.
/// # Source
/// 2400 SV101-3 of an 837P, SV202-3 of an 837I.
pub(crate) fn form(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines() {
        for modifier in line.modifiers.iter().filter(|m| !is_formed(m)) {
            out.push(
                at(subject, i)
                    .says(format!("`{modifier}` does not have the form of a modifier."))
                    .next("Write each modifier as two capital letters or digits."),
            );
        }
    }
}

fn is_formed(modifier: &str) -> bool {
    modifier.len() == 2 && modifier.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// # Checks
/// A line has no more than four modifiers.
/// # Why
/// The segment holds four.
/// # Source
/// 2400 SV101-3 to SV101-6 of an 837P, SV202-3 to SV202-6 of an 837I.
pub(crate) fn count(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines().filter(|(_, line)| line.modifiers.len() > MAX_MODIFIERS) {
        out.push(
            at(subject, i)
                .says(format!(
                    "The line has {} modifiers; it holds {MAX_MODIFIERS}.",
                    line.modifiers.len()
                ))
                .next(
                    "Keep those that change payment, or report 99 and list the others in the note.",
                ),
        );
    }
}

/// # Checks
/// A modifier stands on a procedure code.
/// # Why
/// There is nothing it could modify on a line with a revenue code only.
/// # Source
/// 2400 SV202.
pub(crate) fn without_code(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, _) in subject.lines().filter(|(_, l)| l.code.is_none() && !l.modifiers.is_empty()) {
        out.push(
            at(subject, i)
                .says("The line has a modifier and no procedure code.")
                .next("Add the procedure code or remove the modifier."),
        );
    }
}

/// True for the modifier of an ambulance line that says where the ride began and ended: one letter
/// each, which no list has in every pair (IOM 100-04 ch. 15 s. 30).
fn is_route(line: &ClaimLine, modifier: &str) -> bool {
    let ride = line.code.as_deref().is_some_and(|code| ("A0021"..="A0999").contains(&code));
    let mut letters = modifier.chars();
    let from = letters.next().is_some_and(|c| "DEGHIJNPRS".contains(c));
    let to = letters.next().is_some_and(|c| "DEGHIJNPRSX".contains(c));
    ride && from && to
}

/// # Checks
/// Each modifier exists, where a list that could hold it is at hand.
/// # Why
/// An unknown modifier is rejected.
/// # Source
/// IOM 100-04 ch. 26 s. 10.4, item 24D.
pub(crate) fn unknown(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines() {
        for modifier in line.modifiers.iter().filter(|m| is_formed(m)) {
            if is_route(line, modifier) {
                continue;
            }
            if subject.codes.modifier_known(modifier, line.date) == Some(false) {
                out.push(
                    at(subject, i)
                        .says(format!(
                            "{modifier} is not a modifier of the release in force on {}.",
                            line.date
                        ))
                        .next("Look the modifier up again."),
                );
            }
        }
    }
}

/// # Checks
/// No modifier stands twice on a line.
/// # Why
/// The second says nothing and takes the place of another.
/// # Source
/// IOM 100-04 ch. 26 s. 10.4, item 24D.
pub(crate) fn repeated(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines() {
        let marks = &line.modifiers;
        if let Some(k) = (0..marks.len()).find(|&k| marks[..k].contains(&marks[k])) {
            out.push(
                at(subject, i)
                    .says(format!("Modifier {} stands twice on the line.", marks[k]))
                    .next("Remove the second, or enter the modifier that was meant."),
            );
        }
    }
}

/// # Checks
/// A code that one line bills for both sides (50) is not billed for a side on another line of the
/// day.
/// # Why
/// The side is billed twice; the payer denies one of the lines.
/// # Source
/// IOM 100-04 ch. 12 s. 40.7.
pub(crate) fn side_twice(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in
        subject.lines().filter(|(_, line)| has(&line.modifiers, "LT") || has(&line.modifiers, "RT"))
    {
        let same = |other: &&ClaimLine| {
            has(&other.modifiers, "50") && other.code == line.code && other.date == line.date
        };
        if line.code.is_some() && subject.claim.lines.iter().any(|other| same(&other)) {
            out.push(
                at(subject, i)
                    .says("Another line of the day bills this code for both sides (50).")
                    .next("Keep the line with 50, or one line a side with LT and RT."),
            );
        }
    }
}

/// # Checks
/// A line with modifier 50 has one unit. Original Medicare returns others; other payers may take
/// two, so it can be overridden there.
/// # Why
/// The modifier itself says that both sides were done.
/// # Source
/// IOM 100-04 ch. 12 s. 40.7.
pub(crate) fn bilateral_units(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let severity = match subject.claim.payer.kind {
        PayerKind::Medicare => Severity::Block,
        _ => Severity::Reason,
    };
    for (i, line) in subject
        .lines()
        .filter(|(_, line)| has(&line.modifiers, "50") && line.units > Quantity::units(1))
    {
        out.push(
            Hit::line(subject, i, "units", subject.service("SV104", "SV205"))
                .severity(severity)
                .says(format!(
                    "The line has modifier 50, for both sides, and {} units.",
                    line.units
                ))
                .next("Bill one unit with modifier 50, or one line for each side with LT and RT."),
        );
    }
}

/// # Checks
/// A line does not carry LT and RT together.
/// # Why
/// One line is one side, or both with modifier 50.
/// # Source
/// IOM 100-04 ch. 12 s. 40.7.
pub(crate) fn both_sides(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, _) in
        subject.lines().filter(|(_, line)| has(&line.modifiers, "LT") && has(&line.modifiers, "RT"))
    {
        out.push(
            at(subject, i)
                .says("The line carries LT and RT together.")
                .next("Use modifier 50 where the payer takes it, or one line for each side."),
        );
    }
}

/// # Checks
/// A line does not carry 50 together with LT or RT.
/// # Why
/// One says both sides, the other says one.
/// # Source
/// IOM 100-04 ch. 12 s. 40.7.
pub(crate) fn bilateral_side(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines() {
        let one_side = has(&line.modifiers, "LT") != has(&line.modifiers, "RT");
        if has(&line.modifiers, "50") && one_side {
            out.push(
                at(subject, i)
                    .says("The line carries 50, for both sides, together with one side.")
                    .next("Keep 50 for both sides, or the side for one."),
            );
        }
    }
}

/// # Checks
/// A line does not carry 26 and TC together.
/// # Why
/// The professional and the technical part together are the whole service, billed without
/// either.
/// # Source
/// IOM 100-04 ch. 13 s. 20.1 and 20.2.
pub(crate) fn components(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, _) in
        subject.lines().filter(|(_, line)| has(&line.modifiers, "26") && has(&line.modifiers, "TC"))
    {
        out.push(
            at(subject, i)
                .says("The line carries 26 and TC together.")
                .next("Remove both for the whole service, or keep the part that was given."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{self, Case, HandMade, case, ids_after, inpatient_case};
    use model::{Claim, PayerKind, Severity};

    fn mark(claim: &mut Claim, modifiers: &[&str]) {
        claim.lines[0].modifiers = modifiers.iter().map(|m| (*m).to_owned()).collect();
    }

    pub(crate) const CASES: &[Case] = &[
        case("modifier.form", 1, |c| mark(c, &["2"])),
        case("modifier.form", 1, |c| mark(c, &["lt"])),
        case("modifier.count", 1, |c| mark(c, &["25", "57", "76", "91", "GA"])),
        inpatient_case("modifier.without_code", 1, |c| mark(c, &["RT"])),
        case("modifier.unknown", 1, |c| mark(c, &["ZZ"])),
        case("modifier.repeated", 1, |c| mark(c, &["59", "RT", "59"])),
        case("modifier.bilateral_units", 1, |c| {
            mark(c, &["50"]);
            c.lines[0].units = model::Quantity::units(2);
        }),
        case("modifier.side_twice", 2, |c| {
            c.lines[1] = model::ClaimLine { line: 2, ..c.lines[0].clone() };
            mark(c, &["50"]);
            c.lines[1].modifiers = vec!["LT".to_owned()];
        }),
        case("modifier.both_sides", 1, |c| mark(c, &["LT", "RT"])),
        case("modifier.bilateral_side", 1, |c| mark(c, &["50", "LT"])),
        case("modifier.components", 1, |c| mark(c, &["26", "TC"])),
    ];

    #[test]
    fn an_ambulance_says_where_it_went_in_two_letters() {
        for (code, modifier, known) in [
            ("A0429", "RH", true),
            ("A0425", "IX", true),
            ("A0425", "XH", false),
            ("A0425", "RZ", false),
            ("E0114", "RH", false),
        ] {
            let line = model::ClaimLine { code: Some(code.to_owned()), ..Default::default() };
            assert_eq!(super::is_route(&line, modifier), known, "{code} {modifier}");
        }
    }

    #[test]
    fn right_modifiers_pass() {
        let right: [&[&str]; 4] = [&["25"], &["50"], &["26", "RT"], &["25", "57", "76", "GA"]];
        for modifiers in right {
            assert!(ids_after(|c| mark(c, modifiers)).is_empty(), "{modifiers:?}");
        }
    }

    #[test]
    fn two_units_with_50_block_for_medicare_only() {
        for (kind, severity) in
            [(PayerKind::Medicare, Severity::Block), (PayerKind::Commercial, Severity::Reason)]
        {
            let mut claim = example::professional();
            claim.payer.kind = kind;
            claim.lines[0].units = model::Quantity::units(2);
            mark(&mut claim, &["50"]);
            let report = crate::scrub(&claim, &HandMade::default());
            assert_eq!(report.edits[0].severity, severity);
        }
    }
}

//! The classes of difference between pyx12 and us. Each is general: it speaks of kinds of fault,
//! never of one file. `tests/conformance/differences.tsv` says of each which is right and why.

use crate::corpus::Case;
use crate::told::Told;

/// A fault of pyx12 that we do not have.
pub fn only_theirs(case: &Case, fault: &Told) -> Option<&'static str> {
    let Told { segment, element, told, what, .. } = fault;
    Some(match (segment.as_str(), element, told.as_str()) {
        ("PWK", 2, "7") => "attachment-kind",
        ("BPR", 10, "1") => "payer-identifier",
        ("PLB", 0, "4") => "footer-count",
        ("STC", 0, "3") if what.contains("Billing Provider Status") => "provider-status",
        ("NM1" | "N1", 0, "1" | "3") if case.change == "swap" => "loops-of-one-place",
        _ => return None,
    })
}

/// A fault of ours of types 1 and 2 that pyx12 does not have.
pub fn only_ours(case: &Case, fault: &Told) -> Option<&'static str> {
    let again = case.change == "duplicate";
    Some(match (fault.what.as_str(), fault.snip) {
        ("x12.segment.missing" | "x12.loop.missing", _) if again => "loop-opened-again",
        ("x12.loop.repeats", _) if again => "loop-count",
        ("x12.hl.children", _) => "level-children",
        ("x12.lx.number", _) => "line-numbers",
        ("x12.element.long" | "x12.element.short", 2) => "narrower-length",
        ("x12.element.repeats", _) => "repetition",
        ("x12.element.missing", _) if fault.segment == "CL1" => "admission-type",
        ("x12.element.date", _) if fault.component > 0 => "dates-in-composites",
        ("x12.trailing-data", _) => "trailing-data",
        ("x12.guide.unknown", _) => "set-version",
        _ => return None,
    })
}

/// How a fault of ours and one of pyx12 tell of the same thing; `None` when they do not.
pub fn relation(ours: &Told, theirs: &Told) -> Option<&'static str> {
    let trailer = ours.what.starts_with("x12.se.") && theirs.what.contains("SE");
    if trailer && (theirs.position == 0 || ours.told == "2") {
        return Some("same");
    }
    let here = ours.position == theirs.position && ours.segment == theirs.segment;
    let whole = ours.element == 0 && theirs.element == 0;
    let same_element = here && ours.element == theirs.element;
    let key = match ours.segment.as_str() {
        "HL" => 3,
        "ENT" | "LS" => 2,
        _ => 1,
    };
    let class = match (ours.told.as_str(), theirs.told.as_str()) {
        (we, they) if same_element && we == they => "same",
        ("3", "3") if ours.segment == theirs.segment && whole => "place-of-the-missing",
        ("5", "4") if here && whole => "opened-twice",
        (_, "1") if here && whole => "wrong-place",
        (_, "1" | "3") if theirs.element == 0 && ours.element == key && near(ours, theirs) => {
            "key-element"
        }
        (_, "LX" | "HL1" | "HL2") if here => "counted-numbers",
        ("2", "8") if here && theirs.element == 0 => "syntax-note",
        ("3", "8") if here && theirs.element == 0 => "too-many-elements",
        _ if ours.what == "x12.segment.id" => "no-segment-name",
        ("1", "8") if here && theirs.what.contains("Mandatory composite") => "missing-composite",
        ("", "7") if same_element => "outside-list",
        _ if same_element && ours.element > 0 => "one-fault-an-element",
        ("7", "1" | "3") if whole && near(ours, theirs) => "who-moved",
        ("2" | "3", "1" | "3") if whole && ours.position <= theirs.position => "lost-place",
        _ => return None,
    };
    Some(class)
}

fn near(ours: &Told, theirs: &Told) -> bool {
    ours.position.abs_diff(theirs.position) <= 1
}

/// The classes that explain how pyx12 and we differ over one set; an error when one is left over.
pub fn explain(case: &Case, ours: &[Told], theirs: &[Told]) -> Result<Vec<&'static str>, String> {
    let mut classes = Vec::new();
    let guide: Vec<&Told> = ours.iter().filter(|f| f.snip <= 2).collect();
    let (mut we, mut they) = (Vec::new(), Vec::new());
    for fault in &guide {
        let answered = theirs.iter().any(|t| relation(fault, t).is_some());
        match only_ours(case, fault).filter(|_| !answered) {
            Some(class) => classes.push(class),
            None => we.push(*fault),
        }
    }
    for fault in theirs {
        let answered = ours.iter().any(|w| relation(w, fault).is_some());
        match only_theirs(case, fault).filter(|_| !answered) {
            Some(class) => classes.push(class),
            None => they.push(fault),
        }
    }
    // The first fault of each side must be told by the other; what follows from it may differ,
    // since the two find their place again in their own ways.
    if let Some(first) = we.iter().min_by_key(|f| f.position) {
        let group = we.iter().filter(|f| f.position == first.position);
        let class = group.flat_map(|w| they.iter().filter_map(|t| relation(w, t))).next();
        classes.push(class.ok_or_else(|| format!("only we: {first}"))?);
    }
    if let Some(first) = they.iter().min_by_key(|f| f.position) {
        let group = they.iter().filter(|f| f.position == first.position);
        let class = group.flat_map(|t| ours.iter().filter_map(|w| relation(w, t))).next();
        classes.push(class.ok_or_else(|| format!("only pyx12: {first}"))?);
    }
    Ok(classes)
}

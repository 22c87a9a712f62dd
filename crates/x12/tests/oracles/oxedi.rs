//! oxedi 0.6.0 as an oracle of the 835: types 1 to 3, sums included.

use crate::corpus::{Case, Source, together};
use crate::pyx12::run;
use crate::told::{Told, ours};
use serde_json::Value;

/// What oxedi finds.
struct Found {
    kind: String,
    level: u64,
    /// Segment of the set, ST being 1; of the file where it is below 1.
    position: u32,
    element: u64,
    text: String,
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Found { kind, level, position, element, text } = self;
        write!(f, "{kind} ({level}) at {position}, element {element}: {text}")
    }
}

fn found(value: &Value) -> Vec<Found> {
    let one = |d: &Value| Found {
        kind: d[0].as_str().unwrap_or_default().to_owned(),
        level: d[1].as_u64().unwrap_or(0),
        // ISA and GS stand before ST.
        position: d[2].as_u64().unwrap_or(0).saturating_sub(2) as u32,
        element: d[3].as_u64().unwrap_or(0),
        text: d[5].as_str().unwrap_or_default().to_owned(),
    };
    value["found"].as_array().into_iter().flatten().map(one).collect()
}

/// The class of a set that we refuse and oxedi accepts, by the first of our faults.
fn only_ours(fault: &Told) -> Option<&'static str> {
    Some(match (fault.what.as_str(), fault.snip) {
        (_, 4..) => "types 4 to 7",
        ("x12.element.relation", _) => "syntax-note",
        ("x12.element.missing", _) => "required-elements",
        ("x12.segment.empty", _) => "empty-segment",
        ("x12.element.character", _) => "characters",
        ("x12.element.not-used", _) => "not-used",
        _ => return None,
    })
}

/// The class of a set that oxedi refuses and we accept.
fn only_theirs(fault: &Found) -> Option<&'static str> {
    let decimals = fault.kind == "TypeMismatch" && fault.text.contains("scale 2");
    decimals.then_some("decimals")
}

/// The classes of difference over sets; or what no class explains.
pub fn compare(source: Source, cases: &[Case]) -> Result<Vec<&'static str>, String> {
    let file = |case: &Case| (case.name.clone(), together(source, std::slice::from_ref(case)));
    compare_files(&cases.iter().map(file).collect::<Vec<_>>())
}

/// The same over whole files, each with its name.
pub fn compare_files(files: &[(String, String)]) -> Result<Vec<&'static str>, String> {
    let texts: Vec<String> = files.iter().map(|(_, text)| text.clone()).collect();
    let answers = run("oxedi_files.py", &texts)?;
    let (mut classes, mut left) = (Vec::new(), String::new());
    for ((name, file), answer) in files.iter().zip(&answers) {
        let we: Vec<Told> = ours(file).into_values().flatten().collect();
        let they = found(answer);
        match explain(&we, &they) {
            Ok(told) => classes.extend(told),
            Err(what) => {
                left += &format!("#{name}: {what}\n");
                we.iter().for_each(|f| left += &format!("    we   {f} [{}]\n", f.snip));
                they.iter().for_each(|f| left += &format!("    they {f}\n"));
            }
        }
    }
    if left.is_empty() { Ok(classes) } else { Err(left) }
}

/// The verdicts must agree, and so must the place of oxedi's first fault, unless a class says why
/// not.
fn explain(we: &[Told], they: &[Found]) -> Result<Vec<&'static str>, String> {
    if we.is_empty() {
        let class = |f| only_theirs(f).ok_or_else(|| format!("only oxedi: {f}"));
        return they.iter().map(class).collect();
    }
    let Some(first) = they.first() else {
        let class = |f| only_ours(f).ok_or_else(|| format!("only we: {f}"));
        return we.iter().map(class).collect();
    };
    // What is missing oxedi tells where the loop closes, we at the gap.
    let missing =
        matches!(first.kind.as_str(), "RequiredOccurrenceMissing" | "RequiredLoopMissing");
    let gap = |f: &Told| missing && f.told == "3" && f.position <= first.position + 1;
    // The envelope has no position in a set.
    let near =
        |f: &Told| f.position.min(first.position) == 0 || f.position.abs_diff(first.position) <= 1;
    let of_guide = || we.iter().filter(|f| f.snip <= 3);
    if of_guide().any(near) {
        Ok(Vec::new())
    } else if of_guide().any(gap) {
        Ok(vec!["place-of-the-missing"])
    } else if of_guide().any(|f| f.what == "x12.segment.id") {
        Ok(vec!["empty-segment"])
    } else {
        let class = only_theirs(first).filter(|_| of_guide().next().is_some());
        class.map(|class| vec![class]).ok_or_else(|| format!("told elsewhere: {first}"))
    }
}

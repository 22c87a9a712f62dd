//! One code: where it stands in the book, every note that holds for it, its 7th character, when it
//! is valid, and its siblings of the other side.

use super::context::{Asked, Context, Use};
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use codesets::{CodeSets, Icd10Cm, Node, NoteKind, code, cpt};
use model::Date;

/// Longest code that is looked up, in bytes.
const LONGEST: usize = 12;

/// A heading, an entry below, or a sibling.
struct Step {
    code: String,
    title: String,
    block: bool,
    here: bool,
    billable: bool,
}

/// Notes of one kind, each with the heading at which it stands.
struct Notes {
    label: &'static str,
    rows: Vec<(String, String)>,
}

/// One 7th character.
struct Seventh {
    letter: char,
    meaning: String,
    code: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "encoder/entry.html")]
struct EntryPage {
    layout: Layout,
    context: Context,
    code: String,
    title: String,
    what: &'static str,
    said: String,
    billable: bool,
    use_form: Option<Use>,
    lineage: Vec<Step>,
    below: Vec<Step>,
    sides: Vec<Step>,
    notes: Vec<Notes>,
    sevenths: Vec<Seventh>,
    valid: Vec<(String, String)>,
    guidelines: Vec<String>,
    on: String,
}

/// Shows a code of any set at hand.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(typed): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let context = Context::of(&app, &visitor, &asked).await?;
    let desk = app.desk();
    let (sets, on) = (desk.sets(), context.on);
    let plain = typed.trim().to_uppercase();
    if plain.len() > LONGEST || !plain.is_ascii() {
        return Err(PageFault::not_found("such code"));
    }
    let layout = layout(&app, &visitor, plain.clone(), "/encoder").await?;
    let pack = sets.icd10cm(on);
    let page = match pack.base(&plain).filter(|_| code::has_icd10cm_form(&plain)) {
        Some(base) => tabular(layout, context, (pack, base), &plain, &asked.seventh),
        None => other(layout, context, sets, plain)
            .ok_or_else(|| PageFault::not_found("such code in the releases of that day"))?,
    };
    render(&page)
}

fn tabular(
    layout: Layout,
    context: Context,
    (pack, base): (&Icd10Cm, Node<'_>),
    plain: &str,
    seventh: &str,
) -> EntryPage {
    let on = context.on;
    // A code with its 7th character stands for itself; one without takes the chosen letter.
    let letters = base.seventh_characters();
    let own = code::undotted(plain).chars().nth(6);
    let letter = seventh.trim().chars().next().map(|letter| letter.to_ascii_uppercase()).or(own);
    let letter = letter.filter(|letter| letters.iter().any(|(known, _)| known == letter));
    let whole = match letter.filter(|_| base.is_leaf()) {
        Some(letter) => base.with_seventh(letter),
        None => base.code().to_owned(),
    };
    let shown = code::dotted(&whole);
    let billable = pack.is_billable(&whole, on);
    let sevenths = letters
        .iter()
        .filter(|_| base.is_leaf())
        .map(|(known, meaning)| Seventh {
            letter: *known,
            meaning: (*meaning).to_owned(),
            code: code::dotted(&base.with_seventh(*known)),
            chosen: Some(*known) == letter,
        })
        .collect::<Vec<_>>();
    let said = match (billable, sevenths.is_empty(), base.is_leaf()) {
        (true, ..) => String::new(),
        (_, false, true) => "Choose the 7th character: without it the code is not whole.".into(),
        (_, _, false) => "This is a heading: choose a code below it.".into(),
        _ => format!("This code is not valid on {on}."),
    };
    let valid = pack.validities(&whole).map(|v| (v.starts.to_string(), v.ends.to_string()));
    EntryPage {
        use_form: context.use_of(&shown, "dx", billable),
        title: pack.title(&whole).unwrap_or_else(|| base.title().to_owned()),
        what: "ICD-10-CM",
        said,
        billable,
        lineage: lineage(pack, base, on),
        below: base.children().map(|node| step(pack, node, on)).collect(),
        sides: sides(pack, base, on),
        notes: notes(base),
        guidelines: guidelines(base),
        sevenths,
        valid: valid.collect(),
        code: shown,
        on: on.to_string(),
        layout,
        context,
    }
}

fn step(pack: &Icd10Cm, node: Node<'_>, on: Date) -> Step {
    Step {
        code: if node.is_block() { String::new() } else { node.dotted() },
        title: node.title().to_owned(),
        block: node.is_block(),
        here: false,
        billable: pack.is_billable(node.code(), on),
    }
}

fn lineage(pack: &Icd10Cm, base: Node<'_>, on: Date) -> Vec<Step> {
    let mut steps: Vec<Step> = base.lineage().map(|node| step(pack, node, on)).collect();
    if let Some(own) = steps.first_mut() {
        own.here = true;
    }
    steps.reverse();
    steps
}

fn notes(base: Node<'_>) -> Vec<Notes> {
    let of_kind = |kind: NoteKind| {
        let at = |node: Node<'_>| match node.is_block() {
            true => node.title().to_owned(),
            false => node.dotted(),
        };
        let rows: Vec<_> =
            base.inherited_notes(kind).map(|(node, text)| (at(node), text.to_owned())).collect();
        // A term that a heading includes says nothing of the codes below it.
        let rows = match kind {
            NoteKind::Inclusion => base.notes_of(kind).map(|t| (base.dotted(), t.into())).collect(),
            _ => rows,
        };
        Notes { label: kind.label(), rows }
    };
    NoteKind::ALL.into_iter().map(of_kind).filter(|notes| !notes.rows.is_empty()).collect()
}

/// The words by which codes of two sides differ.
const SIDES: [&str; 4] = ["right", "left", "bilateral", "unspecified"];

/// A title without what tells the sides apart.
fn sideless(title: &str) -> String {
    let word = |word: &&str| {
        let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        !SIDES.contains(&bare.as_str())
    };
    title.to_lowercase().split_whitespace().filter(word).collect::<Vec<_>>().join(" ")
}

/// The entries beside this one that differ by side alone.
fn sides(pack: &Icd10Cm, base: Node<'_>, on: Date) -> Vec<Step> {
    let Some(parent) = base.parent().filter(|parent| !parent.is_block()) else { return Vec::new() };
    let own = sideless(base.title());
    let said = |title: &str| {
        ["right", "left", "bilateral"].iter().any(|side| {
            title.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == *side)
        })
    };
    let same: Vec<Node<'_>> =
        parent.children().filter(|node| sideless(node.title()) == own).collect();
    if same.len() < 2 || !same.iter().any(|node| said(node.title())) {
        return Vec::new();
    }
    same.into_iter()
        .map(|node| Step { here: node.row() == base.row(), ..step(pack, node, on) })
        .collect()
}

/// Sections of the Official Guidelines that bear on the code: its chapter's own, and those of the
/// conventions that its notes use (ICD-10-CM Official Guidelines, Sections I.A, I.B and I.C).
fn guidelines(base: Node<'_>) -> Vec<String> {
    let mut found = vec![format!("I.C.{}", base.chapter())];
    let has = |kind| base.inherited_notes(kind).next().is_some();
    let rows = [
        (base.needs_seventh(), "I.A.5"),
        (has(NoteKind::Excludes1), "I.A.12.a"),
        (has(NoteKind::Excludes2), "I.A.12.b"),
        (has(NoteKind::CodeFirst) || has(NoteKind::UseAdditional), "I.A.13"),
        (has(NoteKind::CodeAlso), "I.A.17"),
        (sideless(base.title()) != base.title().to_lowercase(), "I.B.13"),
    ];
    found.extend(rows.into_iter().filter(|(bears, _)| *bears).map(|(_, id)| id.to_owned()));
    found
}

/// A code that is none of the tabular list.
fn other(layout: Layout, context: Context, sets: &CodeSets, plain: String) -> Option<EntryPage> {
    let on = context.on;
    let valid = |plain: &str| {
        let spans = sets.pcs_validity.spans(plain);
        spans.map(|span| (span.starts.to_string(), span.ends.to_string())).collect::<Vec<_>>()
    };
    let mut page = EntryPage {
        layout,
        on: on.to_string(),
        code: plain.clone(),
        title: String::new(),
        what: "",
        said: String::new(),
        billable: true,
        use_form: None,
        lineage: Vec::new(),
        below: Vec::new(),
        sides: Vec::new(),
        notes: Vec::new(),
        sevenths: Vec::new(),
        valid: Vec::new(),
        guidelines: Vec::new(),
        context,
    };
    let in_force = plain.len() == 7 && sets.pcs_validity.on(&plain, on).is_some();
    if let Some(entry) = sets.hcpcs(on).and_then(|release| release.get(&plain)) {
        page.what = if entry.modifier { "HCPCS modifier" } else { "HCPCS Level II" };
        page.title.clone_from(&entry.long);
        page.billable = !entry.modifier;
    } else if in_force || sets.icd10pcs(on).is_some_and(|release| release.is_valid(&plain)) {
        let labels = sets.icd10pcs(on).and_then(|release| release.labels(&plain));
        page.title = labels.map(|labels| labels.join(", ")).unwrap_or_default();
        page.what = "ICD-10-PCS";
        page.billable = in_force;
        page.valid = valid(&plain);
        if page.title.is_empty() {
            page.said = "Its words come with the ICD-10-PCS tables, which are not imported.".into();
        }
    } else if plain.len() == 5 && cpt::has_form(&plain) {
        page.what = "CPT number";
        page.said = "CPT and its texts are the AMA's: here it is a bare number.".into();
    } else {
        return None;
    }
    page.use_form = page.context.use_of(&plain, "px", page.billable);
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_and_guidelines_of_known_codes() {
        let pack = Icd10Cm::embedded();
        let on: Date = "2026-06-01".parse().unwrap();
        let of = |code: &str| -> Vec<String> {
            let node = pack.node(code).unwrap();
            sides(&pack, node, on).into_iter().map(|step| step.code).collect()
        };
        assert_eq!(of("M25.561"), ["M25.561", "M25.562", "M25.569"]);
        assert_eq!(of("I10"), Vec::<String>::new());
        assert_eq!(of("E11.22"), Vec::<String>::new());
        let sections = |code: &str| guidelines(pack.node(code).unwrap());
        assert!(sections("M25.561").contains(&"I.B.13".to_owned()));
        assert!(sections("S52.501").contains(&"I.A.5".to_owned()));
        assert_eq!(sections("E11.22")[0], "I.C.4");
    }
}

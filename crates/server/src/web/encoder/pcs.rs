//! ICD-10-PCS, built character by character from the imported tables.

use super::context::{Asked, Context, Use};
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use codesets::icd10pcs::Icd10Pcs;
use std::collections::BTreeMap;

/// Characters of a whole code.
const WHOLE: usize = 7;

#[derive(Template)]
#[template(path = "encoder/pcs.html")]
struct PcsPage {
    layout: Layout,
    context: Context,
    at_hand: Option<String>,
    chars: String,
    chosen: Vec<(String, String)>,
    next: String,
    choices: Vec<(char, String)>,
    whole: bool,
    in_force: bool,
    use_form: Option<Use>,
    on: String,
}

/// Names of the first three characters' positions.
const FIRST: [&str; 3] = ["Section", "Body system", "Operation"];

/// What may come next after the chosen characters: the name of the position, and each character
/// with its label. Later positions hold only what some row of the table allows with all before.
fn choices(release: &Icd10Pcs, chars: &str) -> (String, Vec<(char, String)>) {
    let at = chars.len();
    let mut found = BTreeMap::new();
    if at < 3 {
        for table in release.tables().filter(|table| table.prefix.starts_with(chars)) {
            if let (Some(next), Some(label)) = (table.prefix.chars().nth(at), table.labels.get(at))
            {
                found.entry(next).or_insert_with(|| label.clone());
            }
        }
        return (FIRST[at].to_owned(), found.into_iter().collect());
    }
    let mut name = String::new();
    for row in release.table(&chars[..3]).map(|table| table.rows.as_slice()).unwrap_or_default() {
        let allows = |position: usize, wanted: char| {
            row.iter().any(|axis| {
                usize::from(axis.position) == position + 1
                    && axis.values.iter().any(|(value, _)| *value == wanted)
            })
        };
        if !chars.char_indices().skip(3).all(|(position, wanted)| allows(position, wanted)) {
            continue;
        }
        for axis in row.iter().filter(|axis| usize::from(axis.position) == at + 1) {
            name.clone_from(&axis.title);
            for (value, label) in &axis.values {
                found.entry(*value).or_insert_with(|| label.clone());
            }
        }
    }
    (name, found.into_iter().collect())
}

/// Shows what is chosen and what may come next.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let context = Context::of(&app, &visitor, &asked).await?;
    let desk = app.desk();
    let release = desk.sets().icd10pcs(context.on);
    let typed = asked.chars.trim().to_uppercase();
    let (mut chars, mut chosen) = (String::new(), Vec::new());
    let (mut next, mut open) = (String::new(), Vec::new());
    if let Some(release) = release {
        (next, open) = choices(release, &chars);
        // What the tables do not allow is cut off with all that follows it.
        for letter in typed.chars().take(WHOLE) {
            let Some((_, label)) = open.iter().find(|(known, _)| *known == letter) else { break };
            chosen.push((format!("{next}: {label}"), chars.clone()));
            chars.push(letter);
            (next, open) = match chars.len() {
                WHOLE => (String::new(), Vec::new()),
                _ => choices(release, &chars),
            };
        }
    }
    let whole = chars.len() == WHOLE;
    let in_force = whole && desk.sets().pcs_validity.on(&chars, context.on).is_some();
    render(&PcsPage {
        layout: layout(&app, &visitor, "ICD-10-PCS", "/encoder").await?,
        at_hand: release.map(|release| release.header.label.clone()),
        use_form: context.use_of(&chars, "px", in_force),
        on: context.on.to_string(),
        chars,
        chosen,
        next,
        choices: open,
        whole,
        in_force,
        context,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use codesets::container::{PackHeader, PackKind};
    use codesets::icd10pcs::{Axis, PcsTable, payload};

    #[test]
    fn only_what_a_row_allows_comes_next() {
        let axis = |position: u8, values: &[(char, &str)]| Axis {
            position,
            title: format!("Axis {position}"),
            values: values.iter().map(|(c, label)| (*c, (*label).to_owned())).collect(),
        };
        let row = |part: char, device: char| {
            vec![
                axis(4, &[(part, "part")]),
                axis(5, &[('0', "open")]),
                axis(6, &[(device, "device")]),
                axis(7, &[('Z', "none")]),
            ]
        };
        let labels = ["Made-up section", "System", "Operation"].map(str::to_owned).to_vec();
        let table = PcsTable {
            prefix: "0DT".into(),
            labels,
            definition: String::new(),
            rows: vec![row('1', 'A'), row('2', 'B')],
        };
        let header = PackHeader {
            kind: PackKind::Icd10pcsTables,
            label: "x".into(),
            starts: "2025-10-01".parse().unwrap(),
            source: String::new(),
            source_sha256: String::new(),
            rows: BTreeMap::new(),
            payload_sha256: String::new(),
        };
        let release = Icd10Pcs::read(header, &payload(&[table])).unwrap();
        let next = |chars: &str| -> String {
            choices(&release, chars).1.into_iter().map(|(letter, _)| letter).collect()
        };
        for (chars, expected) in
            [("", "0"), ("0D", "T"), ("0DT", "12"), ("0DT20", "B"), ("0DT3", ""), ("XYZ", "")]
        {
            assert_eq!(next(chars), expected, "{chars}");
        }
    }
}

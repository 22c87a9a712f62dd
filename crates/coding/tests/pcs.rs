//! ICD-10-PCS over the official tables, which are not part of the repository: where they are
//! missing, each of these tests is shown as ignored, with the reason.

use codesets::CodeSets;
use codesets::icd10pcs::{self, Icd10Pcs};
use codesets::import::icd10pcs_tables::import;
use coding::pcs::entry::OPEN;
use coding::pcs::map::PcsMap;
use coding::pcs::walk::{Walked, slots, walk};
use coding::{Coder, Profile};
use libtest_mimic::{Arguments, Failed};
use model::{Chart, Document};
use std::sync::Arc;
use testkit::outside;

const TABLES: &str = "data/icd10pcs/icd10pcs_tables_2025.xml";

/// Least number of cases in the golden table.
const LEAST: usize = 80;

fn main() {
    let need = format!("shared/{TABLES}");
    let tests = vec![
        outside::trial("the golden table", &need, golden),
        outside::trial("every operation has a code in the tables", &need, operations),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests).exit();
}

fn tables() -> Icd10Pcs {
    let path = outside::shared_folder(TABLES).expect("the need was checked");
    let bytes = std::fs::read(path).expect("the tables can be read");
    let release = model::Date::new(2024, 10, 1);
    let imported = import("icd10pcs_tables.xml", &bytes, release).expect("the tables are whole");
    icd10pcs::Icd10Pcs::read(imported.header, &imported.payload).expect("a pack just written")
}

/// Every line of `fixtures/coding/pcs.tsv`: exactly the expected codes, each allowed by the tables
/// and with verbatim evidence.
fn golden() -> Result<(), Failed> {
    let tables = tables();
    let sets = CodeSets { icd10pcs: vec![tables.clone()], ..CodeSets::embedded() };
    let coder = Coder::new(Arc::new(sets)).expect("embedded data");
    let table = std::fs::read_to_string(outside::workspace_root().join("fixtures/coding/pcs.tsv"))?;
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for line in table.lines().skip(1).filter(|l| !l.trim().is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, setting, note, expected] = fields[..] else {
            return Err(format!("`{line}` has not four fields").into());
        };
        cases += 1;
        let note = note.replace("\\n", "\n");
        let document = Document { text: note.clone(), ..Document::default() };
        let mut chart = Chart { documents: vec![document], ..Chart::default() };
        chart.encounter.setting = setting.parse().ok();
        let coded = coder.code(&chart, Profile::Claim);
        let mut found: Vec<&str> = coded.pcs.iter().map(|p| p.code.as_str()).collect();
        found.sort_unstable();
        let mut wanted: Vec<&str> = expected.split(';').filter(|c| *c != "-").collect();
        wanted.sort_unstable();
        let unfounded = coded.pcs.iter().any(|p| {
            !tables.is_valid(&p.code)
                || p.evidence.is_empty()
                || p.evidence.iter().any(|e| note[e.start as usize..e.end as usize] != e.text)
        });
        if found != wanted || unfounded {
            let gaps: Vec<&str> = coded.gaps.iter().map(|g| g.text.as_str()).collect();
            wrong.push(format!(
                "{id}: {note:?}\n   expected {wanted:?}\n   found    {found:?}\n   gaps {gaps:?}\n   {:?}",
                coded.reasons
            ));
        }
    }
    if cases < LEAST {
        return Err(format!("{cases} cases where {LEAST} are promised").into());
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(format!("{} of {cases} cases:\n{}", wrong.len(), wrong.join("\n")).into()),
    }
}

/// Each operation, with each value that its lists name for a body part, ends somewhere in the
/// tables: a slip in our own data does not hide behind a chart that is never coded.
fn operations() -> Result<(), Failed> {
    let tables = tables();
    let map = PcsMap::embedded().expect("embedded data");
    let mut wrong = Vec::new();
    for (operation, links) in map.operations.iter().zip(&map.links) {
        if operation.asks.is_some() || operation.count.is_some() {
            continue;
        }
        let mut parts: Vec<String> = Vec::new();
        if let Some(sides) = &operation.sides {
            parts.extend([sides.r.clone(), sides.l.clone()]);
            parts.extend(sides.b.clone());
        }
        if let Some(list) = links.lists[0] {
            for (_, value) in &map.lists[list].values {
                parts.extend(
                    [&value.v, &value.r, &value.l, &value.b].into_iter().flatten().cloned(),
                );
            }
        }
        let mut templates = vec![operation.code.clone()];
        templates.extend(parts.iter().map(|part| with_part(&operation.code, part)));
        templates.extend(operation.inspects.iter().map(|i| format!("{i}4ZZ")));
        let open_system = operation.code.chars().nth(1) == Some(OPEN);
        for template in templates.into_iter().skip(usize::from(open_system)) {
            if matches!(walk(&tables, &slots(&template)), Walked::Refused) {
                wrong.push(format!("{}: {template}", operation.name));
            }
        }
    }
    let report = || format!("{} templates are in no row:\n{}", wrong.len(), wrong.join("\n"));
    if wrong.is_empty() { Ok(()) } else { Err(report().into()) }
}

fn with_part(code: &str, part: &str) -> String {
    let mut chars: Vec<char> = code.chars().collect();
    let own: Vec<char> = part.chars().collect();
    match own[..] {
        [part] => chars[3] = part,
        [system, part] => (chars[1], chars[3]) = (system, part),
        _ => {}
    }
    chars.into_iter().collect()
}

//! The page that tells analysts what a condition may name: `docs/reference/payer-rules.md`, made
//! from the schema so that it cannot fall behind it.

use super::decision_table::{COLUMNS, LARGEST_TABLE, MOST_ROWS};
use super::examples::{DERIVED, EXTRA_COLUMNS};
use super::predicate::LONGEST_CONDITION;
use super::repair::REPAIRS;
use super::schema::{DOCUMENT, Function, KINDS, Path};
use super::sections::MOST_EXAMPLES;
use super::{LARGEST_RULE, MOST_RULES};
use std::fmt::Write;

/// What stands above the tables of the page.
const OPENING: &str = include_str!("reference_opening.md");

/// The page, in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut page = OPENING.to_owned();
    page.push_str("\n## Paths\n");
    for (_, name) in KINDS {
        let prefix = format!("{name}.");
        let own = DOCUMENT.paths.iter().filter(|path| path.path.starts_with(&prefix));
        let rows: Vec<&Path> = own.collect();
        let _ = writeln!(page, "\n### {name}\n\n{}\n", about(name));
        page.push_str("| path | type | meaning | in an example row |\n|---|---|---|---|\n");
        for path in rows {
            let column = match path.json.is_empty() && !DERIVED.contains(&path.path.as_str()) {
                true => "",
                false => "yes",
            };
            let (name, kind, says) = (&path.path, &path.r#type, &path.says);
            let _ = writeln!(page, "| `{name}` | {kind} | {says} | {column} |");
        }
    }
    page.push_str("\n## Functions\n\n| write | gives | meaning | example |\n|---|---|---|---|\n");
    for Function { write, gives, says, example } in &DOCUMENT.functions {
        let example = example.replace('|', "\\|");
        let _ = writeln!(page, "| `{write}` | {gives} | {says} | `{example}` |");
    }
    page.push_str(
        "\n## Decision tables\n\nA CSV beside the rule, named by `table`. A row fits a \
        line when every cell that is not empty fits; the first row that fits fires.\n\n\
        | column | asks |\n|---|---|\n",
    );
    for (column, asks) in COLUMNS {
        let _ = writeln!(page, "| `{column}` | {asks} |");
    }
    page.push_str(
        "\n## Formatting repairs\n\nThe whole list of what a rule can change, by \
        `repair`. Each is logged as an edit `payer.repaired` when it changed a claim.\n\n\
        | repair | field | what it does |\n|---|---|---|\n",
    );
    for (_, name, field, words) in REPAIRS {
        let _ = writeln!(page, "| `{name}` | `{field}` | {words} |");
    }
    let extra: Vec<String> = EXTRA_COLUMNS.iter().map(|name| format!("`{name}`")).collect();
    let _ = writeln!(
        page,
        "\n## Bounds\n\nA rule file: {LARGEST_RULE} bytes. Rules: {MOST_RULES}. A condition: \
         {LONGEST_CONDITION} characters. Examples of a rule: {MOST_EXAMPLES} rows. A decision \
         table: {MOST_ROWS} rows, {LARGEST_TABLE} bytes.\n\nColumns of an example table beside \
         the paths above: {}.",
        extra.join(", ")
    );
    page
}

/// What a kind of record is.
fn about(name: &str) -> &'static str {
    match name {
        "claim" => "The claim as a whole.",
        "patient" => "Who was treated.",
        "payer" => "Who is asked to pay.",
        "subscriber" => "Who holds the insurance.",
        "billing" => "Who bills.",
        "rendering" => "Who gave the service; attended, on an institutional claim.",
        "ordering" => "Who ordered the services.",
        "referring" => "Who referred the patient.",
        "line" => {
            "A service line. A rule whose condition names `line` is judged once for every line. \
             The members of `claim.lines` have the same fields."
        }
        "history" => {
            "Lines of the patient's earlier claims. `history` is a list: look at its members with \
             `exists`, `filter` or `history_count`."
        }
        _ => "A member of `claim.other_payers`.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payer_rules::predicate::{FUNCTIONS, METHODS, Predicate};

    #[test]
    fn the_page_in_the_docs_is_what_the_schema_says() {
        let page = include_str!("../../../../docs/reference/payer-rules.md");
        assert!(
            page == reference(),
            "write it anew: cleanclaim rules schema > {}",
            "docs/reference/payer-rules.md"
        );
    }

    #[test]
    fn every_function_is_told_and_its_example_can_be_compiled() {
        let told: Vec<&str> = DOCUMENT
            .functions
            .iter()
            .map(|function| {
                let name = function.write.split('(').next().unwrap_or_default();
                name.rsplit('.').next().unwrap_or_default()
            })
            .collect();
        for name in FUNCTIONS.into_iter().chain(METHODS) {
            assert!(told.contains(&name), "{name}");
        }
        for function in &DOCUMENT.functions {
            let compiled = Predicate::compile(&function.example);
            assert!(compiled.is_ok(), "{}: {:?}", function.example, compiled.err());
        }
    }
}

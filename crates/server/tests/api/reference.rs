//! The OpenAPI document is kept as a file. `CLEANCLAIM_BLESS=1 cargo test -p server --test api
//! reference` writes it anew.

use crate::site::{Done, fail, site, test};
use libtest_mimic::Trial;
use std::collections::BTreeSet;
use testkit::http::Client;

/// Where it is kept.
const FILE: &str = "docs/reference/openapi.json";

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("reference: openapi.json is what the code says", kept),
        test("reference: every operation has a name of its own, every form is there", whole),
    ]
}

fn kept() -> Done {
    let document = server::api::document(&server::api::table());
    let text = serde_json::to_string_pretty(&document).map_err(|fault| fault.to_string())? + "\n";
    let file = testkit::outside::workspace_root().join(FILE);
    if std::env::var_os("CLEANCLAIM_BLESS").is_some() {
        std::fs::write(&file, &text)?;
    }
    if std::fs::read_to_string(&file).unwrap_or_default() != text {
        return fail(format!("{FILE} is old: run this test with CLEANCLAIM_BLESS=1"));
    }
    let served = Client::new(site().address.clone())?.get("/openapi.json")?.expect(200)?;
    if served.json()? == document { Ok(()) } else { fail("another document is served") }
}

fn whole() -> Done {
    let document = server::api::document(&server::api::table());
    let text = document.to_string();
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().ok_or("no paths")? {
        for (method, operation) in item.as_object().ok_or("no operations")? {
            let name = operation["operationId"].as_str().unwrap_or_default();
            if !names.insert(name.to_owned()) {
                return fail(format!("{method} {path}: {name} is there twice"));
            }
        }
    }
    let schemas = document["components"]["schemas"].as_object().ok_or("no schemas")?;
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap_or_default();
        if !schemas.contains_key(name) {
            return fail(format!("{name} is named and not there"));
        }
    }
    Ok(())
}

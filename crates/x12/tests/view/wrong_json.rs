//! JSON that is not the X12 of a file: each is refused at its place.

use crate::json;
use libtest_mimic::{Failed, Trial};
use x12::generate::{Kind, Plan, generate};
use x12::view::{MAX_JSON_DEPTH, MAX_JSON_TEXT, from_json};

fn whole() -> Result<String, Failed> {
    let mut data = Vec::new();
    generate(&Plan::new(Kind::Professional), &mut data)?;
    Ok(String::from_utf8(json(&data)?.unwrap_or_default())?)
}

fn refused(json: &str, path: &str, says: &str) -> Result<(), Failed> {
    let Err(fault) = from_json(json.as_bytes(), std::io::sink()) else {
        return Err(format!("accepted, where {says:?} was expected").into());
    };
    let told = fault.to_string();
    match told.contains(says) && told.contains(&format!("at {path}")) {
        true => Ok(()),
        false => Err(format!("{told}, where {says:?} at {path} was expected").into()),
    }
}

fn faults() -> Result<(), Failed> {
    let whole = whole()?;
    let set = "interchanges[0].items[1].items[1]";
    for (from, to, path, says) in [
        ("{\"file\"", "[", "the top", "object"),
        ("\"interchanges\":[", "\"interchange\":[", "interchange", "not known"),
        ("\"id\":\"GS\"", "\"idd\":\"GS\"", "interchanges[0].items[1].items[0].idd", "not known"),
        ("\"id\":\"GS\",", "", "interchanges[0].items[1].items[0]", "no id"),
        ("\"id\":\"GS\"", "\"id\":\"ISA\"", "interchanges[0].items[1].items[0]", "ISA"),
        ("[\"837\",", "[\"8*7\",", &format!("{set}.items[0]"), "elements[0] holds a delimiter"),
        ("[\"837\",", "[837,", &format!("{set}.items[0].elements[0]"), "text"),
        ("\"repetition\":\"^\",", "", "interchanges[0].items[0]", "same delimiters"),
        ("\"element\":\"*\"", "\"element\":\"**\"", "interchanges[0].delimiters.element", "one"),
        ("\"line_end\":\"\\n\"", "\"line_end\":\"x\"", "interchanges[0].delimiters", "blanks"),
        ("\"delimiters\":{", "\"label\":{", "interchanges[0].label", "}"),
        ("{\"components\":", "{\"parts\":", set, "parts"),
        ("]}\n]}\n", "]}\n]}\n{}", "the top", "follows"),
        ("]}\n]}\n", "", "interchanges[0]", "ends here"),
    ] {
        if !whole.contains(from) {
            return Err(format!("{from:?} is not in the JSON").into());
        }
        refused(&whole.replacen(from, to, 1), path, says)?;
    }
    Ok(())
}

fn limits() -> Result<(), Failed> {
    let whole = whole()?;
    let long = format!("[\"{}\",", "8".repeat(MAX_JSON_TEXT + 1));
    refused(&whole.replacen("[\"837\",", &long, 1), "interchanges", "longer than")?;
    let many = format!("[{}\"837\",", "\"\",".repeat(MAX_JSON_TEXT + 1));
    refused(&whole.replacen("[\"837\",", &many, 1), "interchanges", "longer than")?;
    let (start, rest) = whole.split_once("{\"group\"").unwrap_or_default();
    let deep = "{\"loop\":\"A\",\"items\":[".repeat(MAX_JSON_DEPTH + 1);
    refused(&format!("{start}{deep}{{\"group\"{rest}"), "interchanges", "nested")
}

fn order_is_free() -> Result<(), Failed> {
    let whole = whole()?;
    let turned = whole.replacen(
        "{\"id\":\"GS\",\"elements\":",
        "{\"after\":\"\\n\",\"place\":\"none\",\"elements\":",
        1,
    );
    let turned = turned.replacen("\"005010X222A1\"]}", "\"005010X222A1\"],\"id\":\"GS\"}", 1);
    let (mut one, mut other) = (Vec::new(), Vec::new());
    from_json(whole.as_bytes(), &mut one).map_err(|fault| fault.to_string())?;
    from_json(turned.as_bytes(), &mut other).map_err(|fault| fault.to_string())?;
    if one == other && turned != whole { Ok(()) } else { Err("other bytes".into()) }
}

pub fn trials(trials: &mut Vec<Trial>) {
    trials.extend([
        Trial::test("wrong JSON is refused at its place", faults),
        Trial::test("the limits of JSON", limits),
        Trial::test("members in another order", order_is_free),
    ]);
}

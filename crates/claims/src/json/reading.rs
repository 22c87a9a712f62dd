//! Which form a file has, and the claims in it.

use super::repair::repair;
use super::{
    ClaimFile, ClaimJsonFault, ClaimJsonWarning, MAX_BYTES, MAX_CLAIMS, MAX_FAULTS, MAX_WARNINGS,
};
use model::Claim;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_ignored::Path;

/// Members of a claim that a claim of the history may carry too.
const HISTORY_CLAIM: [&str; 11] = [
    "type",
    "frequency",
    "bill_type",
    "from",
    "through",
    "submitted",
    "place_of_service",
    "billing",
    "rendering",
    "diagnoses",
    "payer",
];
/// Members of a line that a line of the history may carry too.
const HISTORY_LINE: [&str; 5] = ["line", "pointers", "revenue_code", "ndc", "place_of_service"];

pub(super) fn read(bytes: &[u8]) -> Result<ClaimFile, Vec<ClaimJsonFault>> {
    if bytes.len() > MAX_BYTES {
        return Err(whole(format!("the file is larger than {MAX_BYTES} bytes; split it")));
    }
    let text = std::str::from_utf8(bytes).map_err(|fault| {
        let at = fault.valid_up_to();
        let line = 1 + bytes[..at].iter().filter(|b| **b == b'\n').count();
        let message = format!("byte {at} is not UTF-8; save the file as UTF-8");
        vec![ClaimJsonFault { line, column: 0, path: String::new(), message }]
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut file = match text.trim_start().chars().next() {
        None => return Err(whole("the file holds no claim".to_owned())),
        Some('[') => read_array(text)?,
        Some('{') if is_lines(text) => read_lines(text)?,
        Some('{') => read_object(text)?,
        Some(other) => {
            let message = format!("claim JSON begins with `{{` or `[`, not with `{other}`");
            return Err(whole(message));
        }
    };
    for (i, claim) in file.claims.iter_mut().enumerate() {
        repair(claim, i + 1, &mut |warning| add(&mut file.warnings, warning));
    }
    Ok(file)
}

fn whole(message: String) -> Vec<ClaimJsonFault> {
    vec![ClaimJsonFault { line: 1, column: 0, path: String::new(), message }]
}

/// Adds a warning; after the last that is kept, one says that there are more.
fn add(warnings: &mut Vec<ClaimJsonWarning>, warning: ClaimJsonWarning) {
    if warnings.len() < MAX_WARNINGS {
        warnings.push(warning);
    } else if warnings.len() == MAX_WARNINGS {
        let message = format!(
            "There are more than {MAX_WARNINGS} warnings; the rest is not \
            shown."
        );
        let claim = warning.claim;
        warnings.push(ClaimJsonWarning {
            code: "warnings.more",
            claim,
            path: String::new(),
            message,
        });
    }
}

/// True when the text is a claim a line: its first value ends and something follows, or its
/// first line is a value of its own although a later one is broken.
fn is_lines(text: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => !text[values.byte_offset()..].trim().is_empty(),
        _ => text.trim().lines().nth(1).is_some_and(|second| second.trim_start().starts_with('{')),
    }
}

/// A value with the paths of the members that it does not know.
fn parse<T: DeserializeOwned>(text: &str) -> Result<(T, Vec<Steps>), ClaimJsonFault> {
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let mut unknown = Vec::new();
    let pathed = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let value = serde_ignored::deserialize(pathed, |path| {
        let steps = Steps::of(&path);
        if unknown.len() <= MAX_WARNINGS && !steps.is_history() {
            unknown.push(steps);
        }
    });
    match value.and_then(|value| json.end().map(|()| value)) {
        Ok(value) => Ok((value, unknown)),
        Err(fault) => {
            let path = track.path().to_string();
            Err(ClaimJsonFault {
                line: fault.line(),
                column: fault.column(),
                path: if path == "." { String::new() } else { path },
                message: plain(&fault),
            })
        }
    }
}

/// The message of the JSON reader without the place, which stands beside it.
fn plain(fault: &serde_json::Error) -> String {
    let text = fault.to_string();
    let place = format!(" at line {} column {}", fault.line(), fault.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

/// The path of an unknown member: an index at the front, when the value is an array, and the
/// rest.
struct Steps {
    index: Option<usize>,
    path: String,
}

impl Steps {
    fn of(path: &Path<'_>) -> Steps {
        fn walk(path: &Path<'_>, steps: &mut Steps) {
            match path {
                Path::Root => {}
                Path::Seq { parent: Path::Root, index } => steps.index = Some(*index),
                Path::Seq { parent, index } => {
                    walk(parent, steps);
                    steps.path.push_str(&format!("[{index}]"));
                }
                Path::Map { parent, key } => {
                    walk(parent, steps);
                    if !steps.path.is_empty() {
                        steps.path.push('.');
                    }
                    steps.path.push_str(key);
                }
                Path::Some { parent }
                | Path::NewtypeStruct { parent }
                | Path::NewtypeVariant { parent } => walk(parent, steps),
            }
        }
        let mut steps = Steps { index: None, path: String::new() };
        walk(path, &mut steps);
        steps
    }

    /// True for a fact of an earlier claim that is part of the contract and that no edit reads: a
    /// history may carry whole claims.
    fn is_history(&self) -> bool {
        let member = self.path.rsplit('.').next().unwrap_or_default();
        self.path.starts_with("history[")
            && (HISTORY_CLAIM.contains(&member) || HISTORY_LINE.contains(&member))
    }

    /// The warning; `claim` is the position of a claim that stands alone.
    fn warning(self, claim: usize) -> ClaimJsonWarning {
        let message = format!("`{}` is not part of claim JSON and is not used.", self.path);
        let claim = self.index.map_or(claim, |index| index + 1);
        ClaimJsonWarning { code: "member.unknown", claim, path: self.path, message }
    }
}

fn read_object(text: &str) -> Result<ClaimFile, Vec<ClaimJsonFault>> {
    let (claim, unknown) = parse::<Claim>(text).map_err(|fault| vec![fault])?;
    let mut file = ClaimFile { claims: vec![claim], ..ClaimFile::default() };
    unknown.into_iter().for_each(|steps| add(&mut file.warnings, steps.warning(1)));
    Ok(file)
}

fn read_array(text: &str) -> Result<ClaimFile, Vec<ClaimJsonFault>> {
    let (claims, unknown) = match parse::<Vec<Claim>>(text) {
        Ok(parsed) => parsed,
        Err(fault) => return read_each(text, fault),
    };
    if claims.is_empty() {
        return Err(whole("the file holds no claim".to_owned()));
    }
    if claims.len() > MAX_CLAIMS {
        return Err(whole(format!("the file holds more than {MAX_CLAIMS} claims; split it")));
    }
    let mut file = ClaimFile { claims, ..ClaimFile::default() };
    unknown.into_iter().for_each(|steps| add(&mut file.warnings, steps.warning(1)));
    Ok(file)
}

/// The claims of an array of which one is faulty: each for itself, so that the others are judged.
/// The first fault is told with its place in the file, as `first`.
fn read_each(text: &str, first: ClaimJsonFault) -> Result<ClaimFile, Vec<ClaimJsonFault>> {
    let Ok(values) = serde_json::from_str::<Vec<serde_json::Value>>(text) else {
        return Err(vec![first]);
    };
    let mut file = ClaimFile::default();
    for (i, value) in values.into_iter().enumerate().take(MAX_CLAIMS) {
        match serde_path_to_error::deserialize::<_, Claim>(value) {
            Ok(claim) => file.claims.push(claim),
            Err(_) if file.faults.is_empty() => file.faults.push(first.clone()),
            Err(fault) if file.faults.len() < MAX_FAULTS => {
                let path = format!("[{i}].{}", fault.path());
                let message = fault.inner().to_string();
                file.faults.push(ClaimJsonFault { line: first.line, column: 0, path, message });
            }
            Err(_) => {}
        }
    }
    if file.claims.is_empty() { Err(file.faults) } else { Ok(file) }
}

/// The claims of a file of lines; a line that is no claim is a fault, and the others are judged.
fn read_lines(text: &str) -> Result<ClaimFile, Vec<ClaimJsonFault>> {
    let mut file = ClaimFile::default();
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match parse::<Claim>(line) {
            Ok((claim, unknown)) => {
                file.claims.push(claim);
                let number = file.claims.len();
                unknown
                    .into_iter()
                    .for_each(|steps| add(&mut file.warnings, steps.warning(number)));
            }
            Err(fault) if file.faults.len() < MAX_FAULTS => {
                file.faults.push(ClaimJsonFault { line: i + 1, ..fault });
            }
            Err(_) => {}
        }
        if file.claims.len() > MAX_CLAIMS {
            return Err(whole(format!("the file holds more than {MAX_CLAIMS} claims; split it")));
        }
    }
    if file.claims.is_empty() { Err(file.faults) } else { Ok(file) }
}

#[cfg(test)]
mod tests {
    use crate::json::{ClaimJsonFault, read};

    const ONE: &str = include_str!("../../../../fixtures/claims/contract.json");

    fn line() -> String {
        ONE.lines().map(str::trim).collect()
    }

    fn fault(text: &str) -> ClaimJsonFault {
        let mut faults = match read(text.as_bytes(), "x.json") {
            Ok(file) => file.faults,
            Err(error) => error.faults,
        };
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults.remove(0)
    }

    #[test]
    fn the_three_forms_give_the_same_claim() {
        let one = read(ONE.as_bytes(), "x").unwrap();
        assert_eq!(one.claims.len(), 1);
        assert!(one.warnings.is_empty(), "{:?}", one.warnings);
        for text in [
            format!("[{ONE},{ONE}]"),
            format!("{0}\n\n{0}\n", line()),
            format!("\u{feff}{0}\r\n{0}", line()),
        ] {
            let file = read(text.as_bytes(), "x").unwrap();
            assert_eq!(file.claims, [one.claims[0].clone(), one.claims[0].clone()]);
        }
        assert_eq!(read(line().as_bytes(), "x").unwrap().claims, one.claims);
    }

    #[test]
    fn the_contract_is_read_whole() {
        let claim = read(ONE.as_bytes(), "x").unwrap().claims.remove(0);
        assert_eq!(claim.payer.timely_filing_days, Some(90));
        assert_eq!(claim.lines[1].modifiers, ["26"]);
        assert_eq!(claim.history[0].lines[0].charge_cents.0, 18_500);
        let written = serde_json::to_string(&claim).unwrap();
        assert_eq!(read(written.as_bytes(), "x").unwrap().claims, [claim]);
    }

    #[test]
    fn a_frequency_may_be_a_number_and_a_sex_a_word() {
        let text = ONE.replace("\"frequency\": \"1\"", "\"frequency\": 1");
        let text = text.replace("\"sex\": \"F\"", "\"sex\": \"female\"");
        assert_ne!(text, ONE);
        assert_eq!(read(text.as_bytes(), "x").unwrap(), read(ONE.as_bytes(), "x").unwrap());
        assert_eq!(
            fault(&ONE.replace("\"frequency\": \"1\"", "\"frequency\": true")).path,
            "frequency"
        );
    }

    #[test]
    fn a_fault_names_line_column_and_field() {
        let text = ONE.replacen("\"units\": 1", "\"units\": \"one\"", 1);
        let found = fault(&text);
        let at = text.lines().position(|l| l.contains("\"one\"")).unwrap() + 1;
        assert_eq!((found.line, found.path.as_str()), (at, "lines[0].units"));
        assert!(found.column > 0 && found.message.contains("one"), "{found}");

        let text = format!("[{ONE},{}]", ONE.replacen("2026-06-15", "2026-06-31", 1));
        assert_eq!(fault(&text).path, "[1].from");

        let found = fault(&ONE.replacen("  \"from\": \"2026-06-15\",\n", "", 1));
        assert!(found.message.contains("missing field `from`"), "{found}");
    }

    #[test]
    fn every_faulty_line_is_named() {
        let text = format!("{0}\n{{\"id\":1}}\n{0}\n{{\"id\":\n", line());
        let file = read(text.as_bytes(), "batch.ndjson").unwrap();
        let lines: Vec<_> = file.faults.iter().map(|fault| fault.line).collect();
        assert_eq!((lines, file.claims.len()), (vec![2, 4], 2), "the others are judged");
        let text = format!("[{ONE},{{}},{ONE},{{\"id\":1}}]");
        let file = read(text.as_bytes(), "batch.json").unwrap();
        assert_eq!(file.claims.len(), 2);
        let paths: Vec<_> = file.faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths.len(), 2, "{paths:?}");
        assert!(paths[1].starts_with("[3]"), "{paths:?}");
        let error = read(b"{\"id\":1}\n{\"id\":2}\n", "batch.ndjson").unwrap_err();
        assert!(error.to_string().starts_with("batch.ndjson: line 1, column "), "{error}");
    }

    #[test]
    fn a_broken_first_line_is_still_a_file_of_lines() {
        let text = format!("{{\"id\": }}\n{}\n", line());
        assert_eq!(fault(&text).line, 1);
    }

    #[test]
    fn unknown_members_are_warned_about() {
        let text = ONE.replacen("\"units\": 1", "\"colour\": {\"a\": [1]}, \"units\": 1", 1);
        let file = read(format!("[{ONE},{text}]").as_bytes(), "x").unwrap();
        let found: Vec<_> =
            file.warnings.iter().map(|w| (w.code, w.claim, w.path.as_str())).collect();
        assert_eq!(found, [("member.unknown", 2, "lines[0].colour")]);
    }

    #[test]
    fn a_history_may_carry_whole_lines() {
        let whole = "\"lines\": [\n      {\"line\": 1, \"pointers\": [1], \"colour\": 1, ";
        let text = ONE.replacen("\"lines\": [\n      {", whole, 1);
        assert_ne!(text, ONE);
        let file = read(text.as_bytes(), "x").unwrap();
        let paths: Vec<_> = file.warnings.iter().map(|w| w.path.as_str()).collect();
        assert_eq!(paths, ["history[0].lines[0].colour"]);
    }

    #[test]
    fn what_is_not_claim_json_is_refused() {
        for text in ["", " \n", "[]", "hello", "42", "{", "[{}", "{}", "{\"id\":\"x\"}{"] {
            let error = read(text.as_bytes(), "x").unwrap_err();
            assert!(!error.faults.is_empty(), "{text}");
        }
        let error = read(b"{\n\"id\": \"\xff\"}", "x").unwrap_err();
        assert_eq!(error.faults[0].line, 2);
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_crash() {
        let text = format!("{{\"id\":{}", "[".repeat(100_000));
        assert!(read(text.as_bytes(), "x").is_err());
    }

    #[test]
    fn warnings_are_bounded() {
        let extra: String = (0..2_000).map(|i| format!("\"x{i}\":0,")).collect();
        let text = ONE.replacen("{", &format!("{{{extra}"), 1);
        let file = read(text.as_bytes(), "x").unwrap();
        assert_eq!(file.warnings.len(), crate::json::MAX_WARNINGS + 1);
        assert_eq!(file.warnings.last().unwrap().code, "warnings.more");
    }
}

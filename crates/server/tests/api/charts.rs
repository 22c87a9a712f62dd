//! Charts sent in: in every form, one and many, once.

use crate::site::{Done, fail, problem, site, test};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use testkit::http::Request;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a chart in each form becomes an account", forms),
        test("a thousand lines with faults: only the faulty ones are refused", lines),
        test("a batch with a key stands or falls as a whole", batch_with_key),
    ]
}

fn send(path: &str, media: &str, body: impl Into<Vec<u8>>) -> Result<Value, Failed> {
    let request = Request::new("POST", &format!("/api/v1{path}")).body(media, body);
    Ok(site().una().send(request)?.expect(202)?.json()?)
}

fn forms() -> Done {
    let una = site().una();
    let own = json!({ "id": "own-1", "encounter": { "setting": "office", "start": "2026-06-01" },
        "patient": { "id": "MRN-OWN", "name": { "family": "Own", "given": "Olga" }, "sex": "F",
            "birth_date": "1980-02-03", "address": null },
        "documents": [{ "title": "Visit", "text": "Assessment: acute cystitis." }] });
    let own = own.to_string();
    let first = send("/charts", "application/json", own.clone())?;
    if first["data"][0]["outcome"] != "new" || first["accepted"] != 1 {
        return fail(format!("{first}"));
    }
    let again = send("/charts", "application/json", own.clone())?;
    if again["data"][0]["outcome"] != "known"
        || again["data"][0]["account"] != first["data"][0]["account"]
    {
        return fail(format!("{again}"));
    }
    let more = own.replace("acute cystitis", "acute cystitis with hematuria");
    let changed = send("/charts", "application/json", more)?;
    if changed["data"][0]["outcome"] != "changed" {
        return fail(format!("{changed}"));
    }
    let account = first["data"][0]["account"].as_str().ok_or("no account")?.to_owned();
    let chart = una.read(&format!("/charts/{account}"))?;
    if chart["version"] != 2 || chart["documents"][0]["title"] != "Visit" {
        return fail(format!("{chart}"));
    }
    let found = una.read("/patients?text=MRN-OWN")?;
    if found["data"][0]["family"] != "Own" {
        return fail(format!("{found}"));
    }
    let text = send("/charts?id=text-1&setting=ed", "text/plain", "Ankle sprain, right.")?;
    let same = send("/charts?id=text-1&setting=ed", "text/plain", "Ankle sprain, right.")?;
    if text["data"][0]["outcome"] != "new" || same["data"][0]["outcome"] != "known" {
        return fail(format!("{text} {same}"));
    }
    let bundle = bundle()?;
    for media in ["application/fhir+json", "application/json"] {
        let taken = send("/charts", media, bundle.clone())?;
        if taken["accepted"].as_u64().is_none_or(|taken| taken == 0) {
            return fail(format!("{taken}"));
        }
    }
    Ok(())
}

fn bundle() -> Result<Vec<u8>, Failed> {
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": [
        { "resource": { "resourceType": "Patient", "id": "p1", "gender": "female",
            "birthDate": "1970-01-01", "name": [{ "family": "Bundle", "given": ["Bea"] }] } },
        { "resource": { "resourceType": "Encounter", "id": "e1", "status": "finished",
            "class": { "code": "AMB" }, "subject": { "reference": "Patient/p1" },
            "period": { "start": "2026-06-02", "end": "2026-06-02" } } },
        { "resource": { "resourceType": "DocumentReference", "id": "d1", "status": "current",
            "subject": { "reference": "Patient/p1" },
            "context": { "encounter": [{ "reference": "Encounter/e1" }] },
            "content": [{ "attachment": { "contentType": "text/plain",
                "data": "QXNzZXNzbWVudDogYWN1dGUgY3lzdGl0aXMu" } }] } }
    ] });
    Ok(bundle.to_string().into_bytes())
}

fn lines() -> Done {
    let mut body = String::new();
    for number in 1..=1_000 {
        body.push_str(&match number % 100 {
            0 => "{ not json\n".to_owned(),
            50 => "{\"id\":\"\"}\n".to_owned(),
            _ => {
                json!({ "id": format!("line-{number}"), "documents":
                [{ "text": format!("Cough, day {number}.") }] })
                .to_string()
                    + "\r\n"
            }
        });
    }
    for (round, outcome) in [(1, "new"), (2, "known")] {
        let taken = send("/charts", "application/x-ndjson", body.clone())?;
        if taken["accepted"] != 980 || taken["refused"] != 20 {
            return fail(format!("{} {}", taken["accepted"], taken["refused"]));
        }
        let rows = taken["data"].as_array().ok_or("no rows")?;
        for (index, row) in rows.iter().enumerate() {
            let number = index + 1;
            let expected = if number % 50 == 0 { "refused" } else { outcome };
            if row["line"] != number || row["outcome"] != expected {
                return fail(format!("round {round}, line {number}: {row}"));
            }
        }
    }
    Ok(())
}

fn batch_with_key() -> Done {
    let una = site().una();
    let line = |id: &str| json!({ "id": id, "documents": [{ "text": "Fever." }] }).to_string();
    let body = format!("{}\n{{\n{}", line("keyed-1"), line("keyed-2"));
    let request = || {
        Request::new("POST", "/api/v1/charts")
            .header("idempotency-key", "batch-1")
            .body("application/x-ndjson", body.clone())
    };
    let first = una.send(request())?.expect(202)?;
    let again = una.send(request())?.expect(202)?;
    if first.body != again.body || again.header("idempotent-replayed").is_none() {
        return fail(format!("{} {}", first.text(), again.text()));
    }
    let empty = Request::new("POST", "/api/v1/charts").body("application/x-ndjson", "\n \n");
    problem(&una.send(empty)?, 422)
}

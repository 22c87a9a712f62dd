//! The OpenAPI 3.1 document, printed from the table of endpoints and the types they name.

use super::endpoint::{Endpoint, Key, LONGEST_TEXT, Shape};
use super::problem::{MEDIA, ProblemDocument};
use super::table::Table;
use serde_json::{Map, Value, json};

/// Statuses that any endpoint may answer, and what they mean.
const FAULTS: [(u16, &str); 8] = [
    (400, "The request cannot be read"),
    (401, "No token or session that is good"),
    (403, "A permission is missing"),
    (405, "Another method"),
    (408, "Took too long"),
    (429, "Too many requests: see Retry-After"),
    (500, "A fault of ours"),
    (503, "The database does not answer: see Retry-After"),
];

/// What a body or a row adds.
const MORE_FAULTS: [(u16, &str); 7] = [
    (404, "There is no such thing here"),
    (409, "Somebody was quicker, or it is there already"),
    (412, "Another version than the one in If-Match"),
    (413, "The body is too large"),
    (415, "Another media type is needed"),
    (422, "The body does not fit"),
    (428, "If-Match is missing"),
];

/// The document.
#[must_use]
pub fn document(table: &Table) -> Value {
    let mut named: Map<String, Value> = Map::new();
    let mut paths: Map<String, Value> = Map::new();
    let mut learn = |shape: &Shape| {
        for (name, schema) in &shape.named {
            named.insert(name.clone(), schema.clone());
        }
        shape.schema.clone()
    };
    let problem = learn(&Shape::of::<ProblemDocument>());
    for endpoint in table.rows() {
        let operation = operation(endpoint, &problem, &mut learn);
        let path = paths.entry(format!("/api/v1{}", endpoint.path)).or_insert_with(|| json!({}));
        path[endpoint.method.to_ascii_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Cleanclaim",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Charts in, codes and claims out. Times are RFC 3339 in UTC, days \
                YYYY-MM-DD, amounts whole cents. What is not known is null. Faults are problem \
                documents (RFC 9457). A change with an Idempotency-Key happens once. Lists have \
                pages of 1 to 200 rows, 50 where none are asked for; a body has 64 MiB at most; \
                a caller has 6,000 requests a minute, 600 at once. See docs/reference/api.md."
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": named,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token that an administrator made: `cc_…`"
                }
            }
        }
    })
}

/// The part of the product that an endpoint belongs to: the first word of its path.
#[must_use]
pub fn tag(endpoint: &Endpoint) -> &'static str {
    endpoint.path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

fn operation(
    endpoint: &Endpoint,
    problem: &Value,
    learn: &mut impl FnMut(&Shape) -> Value,
) -> Value {
    let mut responses = Map::new();
    let mut good = json!({ "description": "Done", "headers": headers(endpoint) });
    if let Some(shape) = &endpoint.answer {
        good["content"]["application/json"]["schema"] = learn(shape);
    }
    responses.insert(endpoint.status.to_string(), good);
    for (status, what) in faults(endpoint) {
        let content = json!({ MEDIA: { "schema": problem } });
        responses.insert(status.to_string(), json!({ "description": what, "content": content }));
    }
    let mut operation = json!({
        "operationId": operation_id(endpoint),
        "summary": endpoint.summary,
        "description": format!("Needs `read_api` and {}.", endpoint.needs()),
        "tags": [tag(endpoint)],
        "parameters": parameters(endpoint),
        "responses": responses,
    });
    if !endpoint.bodies.is_empty() {
        let mut content = Map::new();
        for (media, shape) in &endpoint.bodies {
            content.insert((*media).to_owned(), json!({ "schema": learn(shape) }));
        }
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    operation
}

/// Headers of a good answer.
fn headers(endpoint: &Endpoint) -> Value {
    let number = |what: &str| json!({ "description": what, "schema": { "type": "integer" } });
    let mut headers = json!({
        "RateLimit-Limit": number("Requests that may come at once"),
        "RateLimit-Remaining": number("Requests that are left now"),
        "RateLimit-Reset": number("Seconds until all are there again")
    });
    if endpoint.method != "GET" && endpoint.key == Key::Kept {
        headers["Idempotent-Replayed"] = json!({
            "description": "`true` where the key was used before and this is the answer of then",
            "schema": { "type": "string", "enum": ["true"] }
        });
    }
    headers
}

fn faults(endpoint: &Endpoint) -> Vec<(u16, &'static str)> {
    let (body, row) = (!endpoint.bodies.is_empty(), endpoint.path.contains('{'));
    let changes = endpoint.method != "GET";
    let mut faults = FAULTS.to_vec();
    faults.extend(MORE_FAULTS.into_iter().filter(|(status, _)| match status {
        404 => row || changes,
        412 | 428 => endpoint.versioned,
        415 => body,
        _ => changes || body,
    }));
    faults.sort_by_key(|(status, _)| *status);
    faults
}

fn operation_id(endpoint: &Endpoint) -> String {
    let mut name = endpoint.method.to_ascii_lowercase();
    for part in endpoint.path.split(['/', '-']).filter(|part| !part.is_empty()) {
        name.push('_');
        name.push_str(part.trim_matches(['{', '}']));
    }
    name
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let text = json!({ "type": "string", "minLength": 1, "maxLength": LONGEST_TEXT });
    let header = |name: &str, needed: bool, what: &str, schema: Value| {
        json!({
            "name": name, "in": "header", "required": needed, "description": what,
            "schema": schema
        })
    };
    let mut parameters = Vec::new();
    for part in endpoint.path.split('/') {
        if let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            parameters
                .push(json!({ "name": name, "in": "path", "required": true, "schema": text }));
        }
    }
    for query in &endpoint.query {
        parameters.push(json!({
            "name": query.name, "in": "query", "required": false,
            "description": query.what, "schema": query.schema()
        }));
    }
    if endpoint.versioned {
        // Told as optional, because its absence has a status of its own (RFC 6585, section 3).
        let what = "The ETag of what was read; needed: 428 without it, 412 for another one";
        parameters.push(header("If-Match", false, what, json!({ "type": "string" })));
    }
    if endpoint.method != "GET" && endpoint.key == Key::Kept {
        let schema = json!({ "type": "string", "pattern": "^[!-~]{1,200}$" });
        let what = "The same key and request: done once, answered twice";
        parameters.push(header("Idempotency-Key", false, what, schema));
    }
    parameters
}

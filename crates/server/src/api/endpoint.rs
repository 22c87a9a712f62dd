//! What an endpoint declares: its address, what it needs, what it takes and gives. Requests are
//! checked against it, and the OpenAPI document is printed from it.

use super::problem::{ApiResult, Problem};
use crate::identity::permission::Permission;
use model::Date;
use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};

/// Longest text of a query parameter or a part of the path, in characters.
pub const LONGEST_TEXT: usize = 200;

/// Rows of a page at most.
pub const MOST_ROWS: i64 = 200;

/// What a query parameter may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Any text of 1 to [`LONGEST_TEXT`] characters.
    Text,
    /// A whole number within bounds.
    Number(i64, i64),
    /// A day.
    Day,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// A query parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// What it does.
    pub what: &'static str,
}

/// How many rows.
pub const LIMIT: Parameter = parameter("limit", Kind::Number(1, MOST_ROWS), "Rows of a page");

/// Where to go on.
pub const CURSOR: Parameter =
    parameter("cursor", Kind::Text, "Where the page starts: `meta.next` of the page before");

/// A parameter.
#[must_use]
pub const fn parameter(name: &'static str, kind: Kind, what: &'static str) -> Parameter {
    Parameter { name, kind, what }
}

/// What an endpoint that writes does with an `Idempotency-Key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Its answer is kept with the key: the same request again has the same answer.
    Kept,
    /// Its answer holds a secret, which is not kept: a key is refused.
    Refused,
    /// It changes nothing, so that a key has nothing to hold.
    Needless,
}

/// The form of a value, with the named forms that it uses.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Whether it is a page of a list.
    pub list: bool,
    /// The schema.
    pub schema: Value,
    /// What it names.
    pub named: Vec<(String, Value)>,
}

impl Shape {
    /// The form of a type.
    #[must_use]
    pub fn of<T: ToSchema>() -> Shape {
        let mut nested = Vec::new();
        T::schemas(&mut nested);
        let schema = <T as PartialSchema>::schema();
        nested.push((T::name().into_owned(), schema));
        let value = |schema| serde_json::to_value(schema).unwrap_or_default();
        let named = nested.into_iter().map(|(name, schema)| (name, value(schema))).collect();
        let schema = json!({ "$ref": format!("#/components/schemas/{}", T::name()) });
        Shape { list: false, schema, named }
    }

    /// A page of a list of a type.
    #[must_use]
    pub fn list<T: ToSchema>() -> Shape {
        let Shape { schema, named, .. } = Shape::of::<T>();
        let schema = json!({
            "type": "object",
            "required": ["data", "meta"],
            "properties": {
                "data": { "type": "array", "items": schema },
                "meta": {
                    "type": "object",
                    "required": ["next"],
                    "properties": { "next": { "type": ["string", "null"] } }
                }
            }
        });
        Shape { list: true, schema, named }
    }

    /// A form that no type of ours tells in full: an object that another page describes.
    #[must_use]
    pub fn free(what: &str) -> Shape {
        let schema = json!({ "type": "object", "description": what, "additionalProperties": true });
        Shape::plain(schema)
    }

    /// Plain text.
    #[must_use]
    pub fn text(what: &str) -> Shape {
        Shape::plain(json!({ "type": "string", "minLength": 1, "description": what }))
    }

    /// A form written out.
    #[must_use]
    pub fn plain(schema: Value) -> Shape {
        Shape { list: false, schema, named: Vec::new() }
    }
}

/// One endpoint.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// `GET`, `POST`, `PUT`, `DELETE`.
    pub method: &'static str,
    /// The path below `/api/v1`, with `{names}`.
    pub path: &'static str,
    /// What it needs besides `read_api`.
    pub permission: Permission,
    /// Or this instead.
    pub instead: Option<Permission>,
    /// What it does.
    pub summary: &'static str,
    /// What the address may ask for.
    pub query: Vec<Parameter>,
    /// Media types of the body, and the form of each.
    pub bodies: Vec<(&'static str, Shape)>,
    /// Status of the answer.
    pub status: u16,
    /// Form of the answer.
    pub answer: Option<Shape>,
    /// Whether a change needs the version that it is a change of.
    pub versioned: bool,
    /// What it does with an `Idempotency-Key`.
    pub key: Key,
}

impl Endpoint {
    /// An endpoint without body.
    #[must_use]
    pub fn new(
        method: &'static str,
        path: &'static str,
        permission: Permission,
        summary: &'static str,
    ) -> Endpoint {
        let (query, bodies) = (Vec::new(), Vec::new());
        let (status, answer) = (if method == "DELETE" { 204 } else { 200 }, None);
        let (versioned, instead, key) = (false, None, Key::Kept);
        Endpoint {
            method,
            path,
            permission,
            instead,
            summary,
            query,
            bodies,
            status,
            answer,
            versioned,
            key,
        }
    }

    /// What the address may ask for.
    #[must_use]
    pub fn query(mut self, query: &[Parameter]) -> Endpoint {
        self.query.extend_from_slice(query);
        self
    }

    /// A page of a list: with limit and cursor.
    #[must_use]
    pub fn pages<T: ToSchema>(self, query: &[Parameter]) -> Endpoint {
        self.query(query).answers(Shape::list::<T>())
    }

    /// A body of JSON.
    #[must_use]
    pub fn takes<T: ToSchema>(self) -> Endpoint {
        self.takes_media("application/json", Shape::of::<T>())
    }

    /// A body of a media type.
    #[must_use]
    pub fn takes_media(mut self, media: &'static str, shape: Shape) -> Endpoint {
        self.bodies.push((media, shape));
        self
    }

    /// What is answered. Every list that is read has pages.
    #[must_use]
    pub fn answers(mut self, shape: Shape) -> Endpoint {
        if shape.list && self.method == "GET" {
            for parameter in [LIMIT, CURSOR] {
                if !self.query.iter().any(|own| own.name == parameter.name) {
                    self.query.push(parameter);
                }
            }
        }
        self.answer = Some(shape);
        self
    }

    /// The status of a good answer.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Endpoint {
        self.status = status;
        self
    }

    /// Whoever has this permission may use it too.
    #[must_use]
    pub fn or(mut self, permission: Permission) -> Endpoint {
        self.instead = Some(permission);
        self
    }

    /// What it does with an `Idempotency-Key`.
    #[must_use]
    pub fn key(mut self, key: Key) -> Endpoint {
        self.key = key;
        self
    }

    /// What it needs, in words of the table of rights.
    #[must_use]
    pub fn needs(&self) -> String {
        match self.instead {
            None => format!("`{}`", self.permission),
            Some(instead) => format!("`{}` or `{instead}`", self.permission),
        }
    }

    /// A change that needs its version.
    #[must_use]
    pub fn versioned(mut self) -> Endpoint {
        self.versioned = true;
        self
    }

    /// The query of an address, checked.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn read_query(&self, text: &str) -> ApiResult<Vec<(String, String)>> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()).into_owned() {
            let shown: String = name.chars().filter(char::is_ascii_graphic).take(40).collect();
            let Some(parameter) = self.query.iter().find(|known| known.name == name) else {
                let names: Vec<&str> = self.query.iter().map(|known| known.name).collect();
                let detail = match names.is_empty() {
                    true => "This address takes no parameter.".to_owned(),
                    false => format!("Unknown parameter; there are {}.", names.join(", ")),
                };
                return Err(Problem::bad_request(&shown, detail));
            };
            if pairs.iter().any(|(own, _)| *own == name) {
                return Err(Problem::bad_request(parameter.name, "This is there twice."));
            }
            parameter.check(&value)?;
            pairs.push((name, value));
        }
        Ok(pairs)
    }
}

impl Parameter {
    fn check(&self, value: &str) -> ApiResult<()> {
        let why = match self.kind {
            Kind::Text => plain(value).err().map(str::to_owned),
            Kind::Number(least, most) => match value.parse::<i64>() {
                // Only the usual form: `+1` and `01` are refused.
                Ok(number) if (least..=most).contains(&number) && number.to_string() == value => {
                    None
                }
                _ => Some(format!("A whole number from {least} to {most} is expected.")),
            },
            Kind::Day => match value.parse::<Date>() {
                Ok(day) if day.to_string() == value => None,
                _ => Some("A day as YYYY-MM-DD is expected.".to_owned()),
            },
            Kind::Word(words) => {
                (!words.contains(&value)).then(|| format!("One of {}.", words.join(", ")))
            }
        };
        why.map_or(Ok(()), |why| Err(Problem::bad_request(self.name, why)))
    }

    /// The form of its value.
    #[must_use]
    pub fn schema(&self) -> Value {
        match self.kind {
            Kind::Text => json!({ "type": "string", "minLength": 1, "maxLength": LONGEST_TEXT }),
            Kind::Number(least, most) => {
                json!({ "type": "integer", "minimum": least, "maximum": most })
            }
            Kind::Day => json!({ "type": "string", "format": "date" }),
            Kind::Word(words) => json!({ "type": "string", "enum": words }),
        }
    }
}

/// Text that a table can hold: not empty, not too long, without NUL.
///
/// # Errors
/// What is wrong with it.
pub fn plain(value: &str) -> Result<(), &'static str> {
    if value.is_empty() {
        return Err("This is empty.");
    }
    if value.chars().count() > LONGEST_TEXT {
        return Err("This is longer than 200 characters.");
    }
    if value.contains('\0') { Err("This holds a NUL character.") } else { Ok(()) }
}

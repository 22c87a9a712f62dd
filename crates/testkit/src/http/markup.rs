//! Reads attributes of single tags out of a page. It is no parser of HTML: the service's pages
//! are read, whose attributes stand in double quotes or none.

/// The attribute `wanted` of the first tag `<name …>` whose attribute `key.0` is `key.1`.
pub(super) fn attribute(page: &str, name: &str, key: (&str, &str), wanted: &str) -> Option<String> {
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let Some(inside) = rest.strip_prefix(name) else { continue };
        if !inside.starts_with(|c: char| c.is_ascii_whitespace()) {
            continue;
        }
        let attributes = attributes(inside);
        let value = |name: &str| {
            attributes.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, v)| v)
        };
        if value(key.0).is_some_and(|value| value == key.1) {
            return value(wanted).cloned();
        }
    }
    None
}

/// The attributes of a tag, from behind its name up to its end.
fn attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c.is_ascii_whitespace() || "=>/".contains(c));
        let Some(end) = end.filter(|_| !rest.starts_with('>')) else { return found };
        let (name, after) = rest.split_at(end.max(usize::from(rest.starts_with('/'))));
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => match after.strip_prefix('"') {
                Some(after) => after.split_once('"').unwrap_or((after, "")),
                None => {
                    let ends = |c: char| c.is_ascii_whitespace() || c == '>';
                    after.split_at(after.find(ends).unwrap_or(after.len()))
                }
            },
            None => ("", after),
        };
        if name.is_empty() {
            // A sign that belongs to no attribute; go past it.
            rest = after.get(1..).unwrap_or_default();
            continue;
        }
        found.push((name.to_owned(), unescape(value)));
        rest = after;
    }
}

/// The references that the service's templates write.
fn unescape(value: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(value.to_owned(), |text, (written, meant)| text.replace(written, meant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_token() {
        for (page, wanted) in [
            (r#"<p><input type="hidden" name="csrf" value="a&amp;b">"#, Some("a&b")),
            (r#"<input name=csrf value=abc>"#, Some("abc")),
            (r#"<input name=csrf value="a/b=="/>"#, Some("a/b==")),
            (r#"<input disabled name="csrf" value="x"/><input name="csrf" value="y">"#, Some("x")),
            (r#"<inputs name="csrf" value="x">"#, None),
            (r#"<input name="other" value="x"><p name="csrf">"#, None),
            (r#"<input name="csrf" ="#, None),
            (r#"<input ==== > <input "#, None),
        ] {
            let found = attribute(page, "input", ("name", "csrf"), "value");
            assert_eq!(found.as_deref(), wanted, "{page}");
        }
    }
}

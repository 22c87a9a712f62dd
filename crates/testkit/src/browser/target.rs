//! What on the page is meant: by CSS selector, by the words that a person reads on it, or by
//! the label of a field.

use serde_json::{Value, json};

/// A CSS selector. A bare `&str` means the same.
#[derive(Clone, Copy, Debug)]
pub struct Css<'a>(pub &'a str);

/// A link, button, heading or the like whose whole text or accessible name are these words.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a>(pub &'a str);

/// The field whose label these words are, in a `label` element or `aria-label`.
#[derive(Clone, Copy, Debug)]
pub struct Label<'a>(pub &'a str);

/// One of the three.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    using: &'static str,
    selector: std::borrow::Cow<'a, str>,
    shown: String,
}

impl<'a> From<&'a str> for Target<'a> {
    fn from(selector: &'a str) -> Self {
        Css(selector).into()
    }
}

impl<'a> From<Css<'a>> for Target<'a> {
    fn from(Css(selector): Css<'a>) -> Self {
        let shown = format!("`{selector}`");
        Self { using: "css selector", selector: selector.into(), shown }
    }
}

impl<'a> From<Text<'a>> for Target<'a> {
    fn from(Text(words): Text<'a>) -> Self {
        let is = literal(words);
        let selector = format!(
            "//*[self::a or self::button or self::summary or self::label or self::th or self::td \
             or self::li or self::h1 or self::h2 or self::h3 or self::h4 or @role]\
             [normalize-space(.)={is} or @aria-label={is}] \
             | //input[(@type='submit' or @type='button') and @value={is}] \
             | //*[(self::a or self::button) and @title={is} and normalize-space(.)='']"
        );
        Self::path(selector, format!("the words `{words}`"))
    }
}

impl<'a> From<Label<'a>> for Target<'a> {
    fn from(Label(words): Label<'a>) -> Self {
        let is = literal(words);
        let field = "(self::input or self::select or self::textarea)";
        // Inside a label the words are its own text, without that of the field's options.
        let selector = format!(
            "//*[{field} and @aria-label={is}] \
             | //*[{field} and @id=//label[normalize-space(.)={is}]/@for] \
             | //label[text()[normalize-space(.)={is}] or normalize-space(.)={is}]//*[{field}]"
        );
        Self::path(selector, format!("the field `{words}`"))
    }
}

impl Target<'_> {
    /// The option of a select element by its words.
    pub(super) fn option(words: &str) -> Self {
        let selector = format!(".//option[normalize-space(.)={}]", literal(words));
        Self::path(selector, format!("the option `{words}`"))
    }

    fn path(selector: String, shown: String) -> Self {
        Self { using: "xpath", selector: selector.into(), shown }
    }

    pub(super) fn locator(&self) -> Value {
        json!({ "using": self.using, "value": self.selector })
    }
}

impl std::fmt::Display for Target<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.shown)
    }
}

/// A string in XPath 1.0, which has no escapes: parts in either quotation mark, put together.
fn literal(words: &str) -> String {
    if !words.contains('\'') {
        return format!("'{words}'");
    }
    let parts: Vec<String> = words.split('\'').map(|part| format!("'{part}'")).collect();
    format!("concat({})", parts.join(", \"'\", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        assert_eq!(literal("Sign in"), "'Sign in'");
        assert_eq!(literal("today's \"list\""), "concat('today', \"'\", 's \"list\"')");
    }

    #[test]
    fn a_bare_word_is_css() {
        let target = Target::from("p.note");
        assert_eq!(target.locator(), json!({ "using": "css selector", "value": "p.note" }));
        assert_eq!(Target::from(Text("Accept")).to_string(), "the words `Accept`");
    }
}

//! A template becomes a text. `practice/visits/README.md` tells the notation.

use super::draw::Draw;
use std::collections::BTreeMap;

/// How deep braces may stand in braces, values of slots counted.
const DEEPEST: u8 = 12;

/// What the braces of one account's texts stand for.
pub(super) struct Wording<'a> {
    /// Phrases that all texts share.
    pub(super) parts: &'a BTreeMap<String, String>,
    /// The account's own words; numbers that are named are added.
    pub(super) slots: BTreeMap<String, String>,
    pub(super) draw: Draw,
}

impl Wording<'_> {
    /// The text of a template.
    ///
    /// # Errors
    /// A sentence that names the brace which cannot be read.
    pub(super) fn text(&mut self, template: &str) -> Result<String, String> {
        self.render(template, 0)
    }

    fn render(&mut self, template: &str, depth: u8) -> Result<String, String> {
        if depth > DEEPEST {
            return Err(format!("braces stand too deep at `{template}`"));
        }
        let mut text = String::with_capacity(template.len());
        let mut rest = template;
        while let Some(start) = rest.find('{') {
            text.push_str(&rest[..start]);
            let end = closing(&rest[start..]).ok_or_else(|| format!("no }} after `{rest}`"))?;
            let inner = &rest[start + 1..start + end];
            rest = &rest[start + end + 1..];
            let value = self.value(inner, depth + 1)?;
            // A word that is left out on purpose leaves no double space.
            if value.is_empty() && (text.is_empty() || text.ends_with(char::is_whitespace)) {
                rest = rest.strip_prefix(' ').unwrap_or(rest);
            }
            text.push_str(&value);
        }
        text.push_str(rest);
        Ok(text)
    }

    fn value(&mut self, inner: &str, depth: u8) -> Result<String, String> {
        let options = options(inner);
        if options.len() > 1 {
            let option = options[self.draw.place(options.len())];
            return self.render(option, depth);
        }
        if let Some(range) = inner.strip_prefix('#') {
            return self.number(range);
        }
        let found = match inner.strip_prefix('>') {
            Some(part) => self.parts.get(part),
            None => self.slots.get(inner),
        };
        let value = found.cloned().ok_or_else(|| format!("nothing is called `{inner}`"))?;
        self.render(&value, depth)
    }

    /// `low..high` or `name:low..high`.
    fn number(&mut self, range: &str) -> Result<String, String> {
        let fault = || format!("`#{range}` is no range of numbers");
        let (name, range) = range.split_once(':').map_or((None, range), |(n, r)| (Some(n), r));
        let (low, high) = range.split_once("..").ok_or_else(fault)?;
        let decimals = low.split_once('.').map_or(0, |(_, digits)| digits.len());
        let scaled = |text: &str| -> Option<i64> {
            let (whole, part) = text.split_once('.').unwrap_or((text, ""));
            format!("{whole}{part:0<decimals$}").parse().ok()
        };
        let (low, high) = (scaled(low).ok_or_else(fault)?, scaled(high).ok_or_else(fault)?);
        let drawn = self.draw.between(low, high).to_string();
        let padded = format!("{drawn:0>width$}", width = decimals + 1);
        let text = match decimals {
            0 => padded,
            _ => {
                let (whole, part) = padded.split_at(padded.len() - decimals);
                format!("{whole}.{part}")
            }
        };
        if let Some(name) = name {
            self.slots.insert(name.to_owned(), text.clone());
        }
        Ok(text)
    }
}

/// Where the brace that opens the text is closed.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_u32;
    text.char_indices().find_map(|(index, c)| {
        match c {
            '{' => open += 1,
            '}' => open = open.saturating_sub(1),
            _ => {}
        }
        (c == '}' && open == 0).then_some(index)
    })
}

/// The parts between bars that stand in no inner brace.
fn options(inner: &str) -> Vec<&str> {
    let (mut open, mut start, mut parts) = (0_u32, 0, Vec::new());
    for (index, c) in inner.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open = open.saturating_sub(1),
            '|' if open == 0 => {
                parts.push(&inner[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(template: &str) -> Result<String, String> {
        let parts = BTreeMap::from([("heart".to_owned(), "{regular|regular}".to_owned())]);
        let slots = [("side", ""), ("dx", "gout of the {side} foot"), ("loop", "{loop}")];
        let slots = slots.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Wording { parts: &parts, slots, draw: Draw::of(5) }.text(template)
    }

    #[test]
    fn reads_every_form() {
        for (template, text) in [
            ("plain", "plain"),
            ("{a|a} {b{c|c}|bc}", "a bc"),
            ("{>heart}.", "regular."),
            ("Acute {dx}", "Acute gout of the foot"),
            ("{side} knee", "knee"),
            ("{#7..7} {#7.0..7.0} {#0.5..0.5}", "7 7.0 0.5"),
            ("{#n:3..3}/{n}", "3/3"),
        ] {
            assert_eq!(written(template).unwrap(), text, "{template}");
        }
        for bad in ["{open", "{nobody}", "{>nobody}", "{#3}", "{#a..b}", "{loop}"] {
            assert!(written(bad).is_err(), "{bad}");
        }
    }
}

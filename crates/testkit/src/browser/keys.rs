//! Keys by their names (UI Events `KeyboardEvent.key`) as WebDriver's actions write them
//! (WebDriver, section 15.4.2: the table of normalised key values).

use serde_json::{Value, json};

const NAMED: [(&str, char); 18] = [
    ("Control", '\u{E009}'),
    ("Shift", '\u{E008}'),
    ("Alt", '\u{E00A}'),
    ("Meta", '\u{E03D}'),
    ("Backspace", '\u{E003}'),
    ("Tab", '\u{E004}'),
    ("Enter", '\u{E007}'),
    ("Escape", '\u{E00C}'),
    ("Space", ' '),
    ("PageUp", '\u{E00E}'),
    ("PageDown", '\u{E00F}'),
    ("End", '\u{E010}'),
    ("Home", '\u{E011}'),
    ("ArrowLeft", '\u{E012}'),
    ("ArrowUp", '\u{E013}'),
    ("ArrowRight", '\u{E014}'),
    ("ArrowDown", '\u{E015}'),
    ("Delete", '\u{E017}'),
];

/// `F1`; the others follow it.
const FIRST_FUNCTION_KEY: u32 = 0xE031;

/// Pressing a key such as `Control+k`: all down in order, then up in the reverse order.
pub(super) fn actions(key: &str) -> Option<Value> {
    // A plus sign itself, alone or behind others.
    let names: Vec<&str> = match key.strip_suffix('+') {
        Some("") => vec!["+"],
        Some(before) => before.strip_suffix('+')?.split('+').chain(["+"]).collect(),
        None => key.split('+').collect(),
    };
    let keys: Vec<char> = names.into_iter().map(one).collect::<Option<_>>()?;
    let step = |kind: &'static str| move |key: &char| json!({ "type": kind, "value": key });
    let steps: Vec<Value> =
        keys.iter().map(step("keyDown")).chain(keys.iter().rev().map(step("keyUp"))).collect();
    Some(json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": steps }] }))
}

fn one(name: &str) -> Option<char> {
    if let Some((_, key)) = NAMED.iter().find(|(own, _)| *own == name) {
        return Some(*key);
    }
    if let Some(number @ 1..=12) = name.strip_prefix('F').and_then(|n| n.parse::<u32>().ok()) {
        return char::from_u32(FIRST_FUNCTION_KEY + number - 1);
    }
    let mut characters = name.chars();
    let only = characters.next();
    only.filter(|_| characters.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(key: &str) -> Option<String> {
        let actions = actions(key)?;
        let steps = actions["actions"][0]["actions"].as_array()?.clone();
        let words = steps.iter().map(|step| {
            let sign = if step["type"] == "keyDown" { '↓' } else { '↑' };
            format!("{sign}{}", step["value"].as_str().unwrap())
        });
        Some(words.collect())
    }

    #[test]
    fn presses() {
        for (key, wanted) in [
            ("j", Some("↓j↑j")),
            ("?", Some("↓?↑?")),
            ("+", Some("↓+↑+")),
            ("F", Some("↓F↑F")),
            ("Control+k", Some("↓\u{E009}↓k↑k↑\u{E009}")),
            ("Control++", Some("↓\u{E009}↓+↑+↑\u{E009}")),
            ("F12", Some("↓\u{E03C}↑\u{E03C}")),
            ("F13", None),
            ("Enter+", None),
            ("Hyper+x", None),
            ("", None),
        ] {
            assert_eq!(pressed(key).as_deref(), wanted, "{key}");
        }
    }
}

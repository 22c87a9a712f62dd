//! Canonical JSON: one value has one text, so that hashes and signatures of a value mean something.
//!
//! RFC 8785 (JSON Canonicalization Scheme): members sorted by the UTF-16 code units of their names
//! (3.2.3), no whitespace (3.2.1), strings with the shortest escapes (3.2.2.2), numbers as
//! ECMAScript writes a double (3.2.2.3). Whole numbers that a double can't hold exactly are refused
//! rather than rounded: write them as text. `serde` hands a float that is not finite over as null;
//! no value of ours may hold one.

use serde::Serialize;
use serde_json::{Number, Value};

/// Deepest nesting that is written; `serde_json` reads no deeper either.
pub const MAX_DEPTH: usize = 127;

/// Largest canonical text, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Why a value has no canonical text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// The value is not JSON (a map with keys that are not text, for example).
    #[error("the value can't be written as JSON: {0}")]
    NotJson(String),
    /// A whole number beyond what a double holds exactly.
    #[error("{0} is beyond the whole numbers that JSON holds exactly (2^53); write it as text")]
    InexactNumber(String),
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("the value is nested deeper than {MAX_DEPTH}; make it flatter")]
    TooDeep,
    /// Longer than [`MAX_BYTES`].
    #[error("the value is longer than {MAX_BYTES} bytes; keep large data beside it, by hash")]
    TooLong,
}

/// The canonical text of a value.
///
/// # Errors
/// When it is not JSON, nested too deep, too long, or holds a whole number that a double can't.
pub fn canonical<T: Serialize + ?Sized>(value: &T) -> Result<String, CanonicalError> {
    let value =
        serde_json::to_value(value).map_err(|fault| CanonicalError::NotJson(fault.to_string()))?;
    let mut text = String::new();
    write_value(&value, 0, &mut text)?;
    Ok(text)
}

fn write_value(value: &Value, depth: usize, text: &mut String) -> Result<(), CanonicalError> {
    if depth > MAX_DEPTH {
        return Err(CanonicalError::TooDeep);
    }
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => text.push_str(&number_text(number)?),
        Value::String(string) => write_string(string, text),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_value(item, depth + 1, text)?;
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (index, (name, member)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(name, text);
                text.push(':');
                write_value(member, depth + 1, text)?;
            }
            text.push('}');
        }
    }
    if text.len() > MAX_BYTES { Err(CanonicalError::TooLong) } else { Ok(()) }
}

/// RFC 8785, 3.2.2.2: the two-character escapes where there is one, `\u00xx` for the other control
/// characters, everything else as it is.
fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control if control < ' ' => {
                text.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

/// Most that a whole number may be so that every one up to it is a double of its own.
const LARGEST_EXACT: u64 = 1 << 53;

fn number_text(number: &Number) -> Result<String, CanonicalError> {
    let whole = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    match (whole, number.as_f64()) {
        (Some(whole), _) if whole.unsigned_abs() <= u128::from(LARGEST_EXACT) => {
            Ok(whole.to_string())
        }
        (Some(whole), Some(double)) => {
            // What a double was once written as may be read back as a whole number.
            let text = double_text(double);
            if double as i128 == whole || text == whole.to_string() {
                Ok(text)
            } else {
                Err(CanonicalError::InexactNumber(whole.to_string()))
            }
        }
        (None, Some(double)) if double.is_finite() => Ok(double_text(double)),
        _ => Err(CanonicalError::InexactNumber(number.to_string())),
    }
}

/// ECMAScript's `Number::toString`: the shortest digits that give the double back, laid out by the
/// size of the exponent.
fn double_text(double: f64) -> String {
    if double == 0.0 {
        return "0".to_owned(); // minus zero too
    }
    let sign = if double < 0.0 { "-" } else { "" };
    // `{:e}` gives the shortest digits that read back the same: `d.ddde-7`.
    let shortest = format!("{:e}", double.abs());
    // Midway between two numbers of that many digits ECMAScript takes the even one, as the exact
    // form of Rust does and its shortest form does not.
    let after_point = shortest.bytes().take_while(|b| *b != b'e').count().saturating_sub(2);
    let even = format!("{:.after_point$e}", double.abs());
    let same = even.parse::<f64>().is_ok_and(|read| read == double.abs());
    let scientific = if same { even } else { shortest };
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let exponent: i32 = exponent.parse().unwrap_or(0);
    // ECMAScript's n: the decimal point stands after the n-th digit.
    let point = exponent + 1;
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    let body = if (count..=21).contains(&point) {
        format!("{digits}{}", zeros(point - count))
    } else if (1..=21).contains(&point) {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
        format!("{whole}.{fraction}")
    } else if (-5..=0).contains(&point) {
        format!("0.{}{digits}", zeros(-point))
    } else {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let plus = if exponent < 0 { "-" } else { "+" };
        format!("{first}{dot}{rest}e{plus}{}", exponent.abs())
    };
    format!("{sign}{body}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn numbers_of_the_standards_appendix() {
        // RFC 8785, appendix B.
        for (bits, text) in [
            (0x0000_0000_0000_0000_u64, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            assert_eq!(canonical(&f64::from_bits(bits)).unwrap(), text, "{bits:016x}");
        }
    }

    #[test]
    fn members_in_the_order_of_the_standard() {
        // RFC 8785, 3.2.3: by UTF-16 code units, so that an emoji comes before U+FB33.
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew",
            "1": "One", "\u{1f600}": "Emoji", "\u{80}": "Control", "\u{f6}": "Latin"
        });
        let text = canonical(&value).unwrap();
        let order = ["\\r", "1", "\u{80}", "\u{f6}", "\u{20ac}", "\u{1f600}", "\u{fb33}"];
        let places: Vec<_> =
            order.iter().map(|name| text.find(&format!("\"{name}\":")).unwrap()).collect();
        assert!(places.is_sorted(), "{text}");
    }

    #[test]
    fn escapes_and_no_whitespace() {
        let value =
            json!({"b": [1.0, 0.97, true, null], "a": "\u{8}\t\n\u{c}\r\"\\\u{1f}/é\u{7f}"});
        assert_eq!(
            canonical(&value).unwrap(),
            "{\"a\":\"\\b\\t\\n\\f\\r\\\"\\\\\\u001f/é\u{7f}\",\"b\":[1,0.97,true,null]}"
        );
    }

    #[test]
    fn refuses_what_would_be_rounded_or_has_no_end() {
        assert!(canonical(&i64::MAX).is_err());
        assert!(canonical(&9_007_199_254_740_993_u64).is_err());
        assert_eq!(canonical(&(1_u64 << 60)).unwrap(), "1152921504606847000");
        let mut deep = json!(1);
        for _ in 0..MAX_DEPTH {
            deep = json!([deep]);
        }
        let text = canonical(&deep).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), deep);
        assert_eq!(canonical(&json!([deep])), Err(CanonicalError::TooDeep));
        let keys = std::collections::BTreeMap::from([(vec![1], 1)]);
        assert!(matches!(canonical(&keys), Err(CanonicalError::NotJson(_))));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            (-(1_i64 << 53)..(1 << 53)).prop_map(Value::from),
            any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..8)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn reads_back_to_the_same_text(value in any_json()) {
            let text = canonical(&value).unwrap();
            let read: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(canonical(&read).unwrap(), text);
        }

        #[test]
        fn a_double_reads_back_to_the_same_bits(bits in any::<u64>()) {
            let double = f64::from_bits(bits);
            prop_assume!(double.is_finite() && double != 0.0);
            let text = canonical(&double).unwrap();
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), bits);
        }

        #[test]
        fn the_order_of_members_does_not_matter(
            members in prop::collection::vec((any::<String>(), any::<i32>()), 0..12),
        ) {
            let mut seen = std::collections::BTreeSet::new();
            let unique: Vec<_> =
                members.into_iter().filter(|(name, _)| seen.insert(name.clone())).collect();
            let object = |items: Vec<(String, i32)>| {
                Value::Object(items.into_iter().map(|(k, v)| (k, Value::from(v))).collect())
            };
            let mut turned = unique.clone();
            turned.reverse();
            prop_assert_eq!(canonical(&object(unique)), canonical(&object(turned)));
        }
    }
}

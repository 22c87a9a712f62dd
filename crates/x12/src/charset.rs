//! The X12 character sets and the cleaning of values for them (X12.5, basic and extended set).
//!
//! Letters with accents become plain letters, typographic quotes and dashes become ASCII, control
//! characters and runs of blanks become one blank. Whatever then is outside the extended set is
//! an error, never dropped.

/// Whether letters are raised to capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Names, addresses and codes, which the guides expect in capitals.
    Upper,
    /// Identifiers that the payer must return exactly, and electronic addresses.
    Keep,
}

/// The value as it can be written, or the first character that cannot.
pub(crate) fn clean(value: &str, case: Case) -> Result<String, char> {
    let mut out = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            c if c.is_whitespace() || c.is_control() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_ascii() => out.push(c),
            c => out.push_str(folded(c).ok_or(c)?),
        }
    }
    out.truncate(out.trim_end().len());
    if case == Case::Upper {
        out.make_ascii_uppercase();
    }
    Ok(out)
}

/// Plain letters for the accented letters of Latin-1 and Latin Extended-A that occur in names,
/// and ASCII for typographic marks; `None` for anything else.
fn folded(character: char) -> Option<&'static str> {
    Some(match character {
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' => "A",
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'Æ' => "AE",
        'æ' => "ae",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'Ð' | 'Ď' | 'Đ' => "D",
        'ð' | 'ď' | 'đ' => "d",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => "E",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'Ğ' | 'Ģ' => "G",
        'ğ' | 'ģ' => "g",
        'Ì'..='Ï' | 'Ī' | 'Į' | 'İ' => "I",
        'ì'..='ï' | 'ī' | 'į' | 'ı' => "i",
        'Ķ' => "K",
        'ķ' => "k",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ł' => "L",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' => "N",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ő' => "O",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'Œ' => "OE",
        'œ' => "oe",
        'Ŕ' | 'Ř' => "R",
        'ŕ' | 'ř' => "r",
        'Ś' | 'Ş' | 'Š' | 'Ș' => "S",
        'ś' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'Ţ' | 'Ť' | 'Ț' => "T",
        'ţ' | 'ť' | 'ț' => "t",
        'Þ' => "TH",
        'þ' => "th",
        'Ù'..='Ü' | 'Ū' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'Ý' | 'Ÿ' => "Y",
        'ý' | 'ÿ' => "y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        'ź' | 'ż' | 'ž' => "z",
        '‘' | '’' | '´' => "'",
        '“' | '”' => "\"",
        '‐'..='―' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans() {
        for (value, case, expected) in [
            ("  Núñez-O’Brien\t Jr ", Case::Upper, "NUNEZ-O'BRIEN JR"),
            ("Weiß", Case::Upper, "WEISS"),
            ("aB-12", Case::Keep, "aB-12"),
            ("line\r\ntwo", Case::Keep, "line two"),
            ("", Case::Upper, ""),
        ] {
            assert_eq!(clean(value, case).unwrap(), expected);
        }
        assert_eq!(clean("山田", Case::Upper), Err('山'));
    }
}

//! How names, addresses, days and telephone numbers are written on paper forms.

use model::{Address, Date, HumanName};

/// Capital letters without diacritics, or the character that has no printable form.
pub(super) fn printable(text: &str) -> Result<String, char> {
    let mut shown = String::with_capacity(text.len());
    for character in text.trim().chars() {
        match character {
            ' '..='~' => shown.push(character.to_ascii_uppercase()),
            '\u{a0}' | '\t' => shown.push(' '),
            other => shown.push_str(base(other).ok_or(other)?),
        }
    }
    Ok(shown)
}

/// The letters of the Latin alphabet behind one with a mark.
pub(super) fn base(character: char) -> Option<&'static str> {
    Some(match character {
        'À'..='Å' | 'à'..='å' | 'Ā' | 'ā' | 'Ă' | 'ă' | 'Ą' | 'ą' => "A",
        'Æ' | 'æ' => "AE",
        'Ç' | 'ç' | 'Ć' | 'ć' | 'Č' | 'č' => "C",
        'Ď' | 'ď' | 'Đ' | 'đ' | 'Ð' | 'ð' => "D",
        'È'..='Ë' | 'è'..='ë' | 'Ē' | 'ē' | 'Ę' | 'ę' | 'Ě' | 'ě' => "E",
        'Ğ' | 'ğ' => "G",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ī' | 'ī' | 'İ' | 'ı' => "I",
        'Ł' | 'ł' => "L",
        'Ñ' | 'ñ' | 'Ń' | 'ń' | 'Ň' | 'ň' => "N",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō' | 'ō' | 'Ő' | 'ő' => "O",
        'Œ' | 'œ' => "OE",
        'Ř' | 'ř' => "R",
        'Ś' | 'ś' | 'Ş' | 'ş' | 'Š' | 'š' | 'Ș' | 'ș' => "S",
        'ß' => "SS",
        'Ť' | 'ť' | 'Ț' | 'ț' => "T",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ū' | 'ū' | 'Ů' | 'ů' | 'Ű' | 'ű' => "U",
        'Ý' | 'ý' | 'ÿ' | 'Ÿ' => "Y",
        'Ź' | 'ź' | 'Ż' | 'ż' | 'Ž' | 'ž' => "Z",
        'Þ' | 'þ' => "TH",
        '\u{2018}' | '\u{2019}' | '\u{b4}' => "'",
        '\u{2010}'..='\u{2013}' => "-",
        _ => return None,
    })
}

/// `DOE JR, JOHN, A`: a suffix follows the family name (NUCC item 2).
pub(super) fn name(name: &HumanName) -> String {
    let family = match &name.suffix {
        Some(suffix) => format!("{} {suffix}", name.family),
        None => name.family.clone(),
    };
    let middle = name.middle.as_deref().and_then(|middle| middle.chars().next());
    let parts = [Some(family), name.given.clone(), middle.map(String::from)];
    parts
        .into_iter()
        .flatten()
        .filter(|part| !part.trim().is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A line of an address without commas, points and number signs.
pub(super) fn address_line(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ',' | '.' | '#')).collect()
}

/// Street, in one line.
pub(super) fn street(address: &Address) -> String {
    let second = address.line2.as_deref().map(|line| format!(" {line}")).unwrap_or_default();
    address_line(&format!("{}{second}", address.line1))
}

/// City, state and ZIP code, in one line.
pub(super) fn city_line(address: &Address) -> String {
    format!("{} {} {}", address_line(&address.city), address.state, zip(&address.zip))
}

/// Nine digits get their hyphen.
pub(super) fn zip(zip: &str) -> String {
    match zip.len() == 9 && zip.bytes().all(|b| b.is_ascii_digit()) {
        true => format!("{}-{}", &zip[..5], &zip[5..]),
        false => zip.to_owned(),
    }
}

/// Month, day and year of two digits each.
pub(super) fn short_day(day: Date) -> [String; 3] {
    [format!("{:02}", day.month()), format!("{:02}", day.day()), format!("{:02}", day.year() % 100)]
}

/// `MMDDYY`.
pub(super) fn six_digits(day: Date) -> String {
    short_day(day).concat()
}

/// `MMDDYYYY`.
pub(super) fn eight_digits(day: Date) -> String {
    format!("{:02}{:02}{:04}", day.month(), day.day(), day.year())
}

/// A diagnosis or procedure code without its point.
pub(super) fn without_point(code: &str) -> String {
    code.chars().filter(|c| *c != '.').collect()
}

/// Area code and number of a telephone of ten digits.
pub(super) fn phone(phone: &str) -> Option<(&str, String)> {
    let digits = phone.len() == 10 && phone.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| (&phone[..3], format!("{}-{}", &phone[3..6], &phone[6..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_letters() {
        let full = HumanName {
            family: "Muñoz".to_owned(),
            given: Some("José".to_owned()),
            middle: Some("angel".to_owned()),
            suffix: Some("Jr".to_owned()),
        };
        assert_eq!(printable(&name(&full)).as_deref(), Ok("MUNOZ JR, JOSE, A"));
        assert_eq!(printable("Łukasz Weiß’s"), Ok("LUKASZ WEISS'S".to_owned()));
        assert_eq!(printable("田中"), Err('田'));
        assert_eq!(printable("a\nb"), Err('\n'));
    }

    #[test]
    fn days_and_numbers() {
        let day: Date = "2026-06-05".parse().unwrap();
        assert_eq!((six_digits(day), eight_digits(day)), ("060526".into(), "06052026".into()));
        assert_eq!((zip("627011234"), zip("62701")), ("62701-1234".into(), "62701".into()));
        assert_eq!(phone("2175550100"), Some(("217", "555-0100".to_owned())));
        assert_eq!((phone("555"), without_point("E11.22")), (None, "E1122".to_owned()));
    }
}

//! Names and addresses that are longer than their box, made to fit by rule.
//!
//! Only letters of words go: never a digit, a state, a ZIP code or an identifier. Where that does
//! not make it fit, nothing is cut and the box is a fault. Words are abbreviated only where the
//! box asks for it, and from the right, as USPS Publication 28 advises for compression (sections
//! 352 and 353). The widths of the boxes follow the NUCC's manual of the 02/12 form.

use super::short_words::{CITY, ORGANISATION, STREET};
use model::{Address, HumanName};

/// What stands in a box, and so what may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text<'a> {
    /// A person: family name first.
    Person(&'a HumanName),
    /// A practice, a place, a payer or a plan.
    Organisation(&'a str),
    /// House number and street, with suite or apartment.
    Street(&'a Address),
    /// A city alone.
    City(&'a str),
    /// City, state and ZIP code.
    CityLine(&'a Address),
}

impl Text<'_> {
    /// As the form writes it where there is room.
    pub(super) fn whole(self) -> String {
        match self {
            Text::Person(name) => super::text::name(name),
            Text::Organisation(text) | Text::City(text) => super::text::address_line(text),
            Text::Street(address) => super::text::street(address),
            Text::CityLine(address) => super::text::city_line(address),
        }
    }
}

/// Fewest letters of a city or a name that still tell which one it is.
const FEWEST_LETTERS: usize = 8;

/// Fewest letters of a word of a street.
const FEWEST_OF_STREET: usize = 4;

/// A text in capital letters that fits `width` characters; `None` where only a number or an
/// identifier could still be cut. What comes in is printable already, one byte a character.
pub(super) fn fit(
    text: Text<'_>,
    width: usize,
    capitals: &dyn Fn(&str) -> String,
) -> Option<String> {
    match text {
        Text::Person(name) => person(name, width, capitals),
        Text::Organisation(name) => {
            let name = capitals(&super::text::address_line(name));
            cut_words(&abbreviated(&name, width, ORGANISATION), width)
        }
        Text::Street(address) => {
            let street = capitals(&super::text::street(address));
            cut_street(&abbreviated(&street, width, STREET), width)
        }
        Text::City(city) => cut_city(&capitals(&super::text::address_line(city)), width),
        Text::CityLine(address) => {
            let city = capitals(&super::text::address_line(&address.city));
            let rest = format!(" {} {}", capitals(&address.state), super::text::zip(&address.zip));
            let city = cut_city(&city, width.checked_sub(rest.len())?)?;
            Some(format!("{city}{rest}"))
        }
    }
}

/// The middle initial goes first, then the given name but for its initial, then the end of the
/// family name. A suffix stays: it tells father from son.
fn person(name: &HumanName, width: usize, capitals: &dyn Fn(&str) -> String) -> Option<String> {
    let write = |name: &HumanName| capitals(&super::text::name(name));
    let plain = HumanName { middle: None, ..name.clone() };
    if write(&plain).len() <= width {
        return Some(write(&plain));
    }
    let initial = plain.given.as_ref().and_then(|given| given.trim().chars().next());
    let short = HumanName { given: initial.map(String::from), ..plain };
    let over = write(&short).len().saturating_sub(width);
    let mut family = capitals(&short.family);
    let kept =
        family.len().checked_sub(over).filter(|kept| over == 0 || *kept >= FEWEST_LETTERS)?;
    if family[kept..].contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    family.truncate(kept);
    Some(write(&HumanName { family: family.trim_end().to_owned(), ..short }))
}

/// Whole words in their short form, from the right, as far as the width asks for.
fn abbreviated(text: &str, width: usize, words: &[(&str, &str)]) -> String {
    let mut parts: Vec<&str> = text.split_whitespace().collect();
    for at in (0..parts.len()).rev() {
        let length = parts.iter().map(|part| part.len() + 1).sum::<usize>().saturating_sub(1);
        if length <= width {
            break;
        }
        if let Ok(found) = words.binary_search_by(|(word, _)| (*word).cmp(parts[at])) {
            parts[at] = words[found].1;
        }
    }
    parts.join(" ")
}

/// The end goes, word for word and then letter for letter, unless a digit would.
fn cut_words(text: &str, width: usize) -> Option<String> {
    if text.len() <= width {
        return Some(text.to_owned());
    }
    let (kept, gone) = text.split_at_checked(width)?;
    let whole =
        if gone.starts_with(' ') { kept } else { kept.rsplit_once(' ').map_or(kept, |s| s.0) };
    let kept = if whole.len() >= FEWEST_LETTERS { whole } else { kept };
    let gone = &text[kept.len()..];
    let tells = kept.len() >= FEWEST_LETTERS && !gone.contains(|c: char| c.is_ascii_digit());
    tells.then(|| kept.trim_end().to_owned())
}

/// The longest word without a digit loses its end, letter for letter: house number, suite and
/// the kind of street are whole.
fn cut_street(street: &str, width: usize) -> Option<String> {
    let mut parts: Vec<&str> = street.split_whitespace().collect();
    let may_lose =
        |part: &str| part.len() > FEWEST_OF_STREET && part.bytes().all(|b| b.is_ascii_alphabetic());
    for _ in width..street.len() {
        let words = parts.iter_mut().filter(|part| may_lose(part));
        let longest = words.max_by_key(|part| part.len())?;
        *longest = &longest[..longest.len() - 1];
    }
    Some(parts.join(" "))
}

fn cut_city(city: &str, width: usize) -> Option<String> {
    let short = abbreviated(city, width, CITY);
    if short.len() <= width { Some(short) } else { cut_words(&short, width) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capitals(text: &str) -> String {
        text.trim().to_ascii_uppercase()
    }

    fn fits(text: Text<'_>, width: usize) -> Option<String> {
        let fitted = fit(text, width, &capitals);
        assert!(fitted.as_ref().is_none_or(|text| text.len() <= width), "{fitted:?}");
        fitted
    }

    fn at(line1: &str, line2: Option<&str>, city: &str, zip: &str) -> Address {
        Address {
            line1: line1.into(),
            line2: line2.map(str::to_owned),
            city: city.into(),
            state: "WA".into(),
            zip: zip.into(),
        }
    }

    #[test]
    fn the_lists_are_in_order_and_each_form_is_shorter() {
        for list in [STREET, ORGANISATION, CITY] {
            assert!(list.windows(2).all(|pair| pair[0].0 < pair[1].0), "{:?}", list[0]);
            assert!(list.iter().all(|(word, short)| short.len() < word.len()));
        }
    }

    #[test]
    fn organisations_lose_letters_from_the_right_and_never_a_number() {
        let cases = [
            ("Example Family Medicine", 29, Some("EXAMPLE FAMILY MEDICINE")),
            ("Riverside Family Medicine Associates", 29, Some("RIVERSIDE FAMILY MED ASSOC")),
            ("Riverside Family Medicine Group", 29, Some("RIVERSIDE FAMILY MEDICINE GRP")),
            (
                "Hematology Oncologists of Greater Springfield",
                29,
                Some("HEMATOLOGY ONCOLOGISTS OF"),
            ),
            ("Antidisestablishmentarianism", 20, Some("ANTIDISESTABLISHMENT")),
            ("Physicians of the Greater Metropolitan 1199", 29, None),
        ];
        for (name, width, fitted) in cases {
            assert_eq!(fits(Text::Organisation(name), width).as_deref(), fitted, "{name}");
        }
    }

    #[test]
    fn streets_are_abbreviated_and_no_number_of_theirs_is_cut() {
        let long = at("1200 Northwest Harborview Boulevard", Some("Suite 450"), "Yakima", "98901");
        let cut = fits(Text::Street(&long), 29);
        assert_eq!(cut.as_deref(), Some("1200 NW HARBORVI BLVD STE 450"));
        assert_eq!(
            fits(Text::Street(&long), 34).as_deref(),
            Some("1200 NW HARBORVIEW BLVD STE 450")
        );
        let kept = at("12 Elm Street", None, "Yakima", "98901");
        assert_eq!(fits(Text::Street(&kept), 29).as_deref(), Some("12 ELM STREET"));
        let numbers = at("12345-67890 Unit 1234567890", Some("Box 1234567890"), "Yakima", "98901");
        assert_eq!(fits(Text::Street(&numbers), 28), None);
    }

    #[test]
    fn a_city_line_keeps_its_state_and_zip() {
        let long = at("1 A St", None, "Rancho Santa Margarita Heights", "926881234");
        let line = fits(Text::CityLine(&long), 29);
        assert_eq!(line.as_deref(), Some("RANCHO SANTA WA 92688-1234"));
        let kept = at("1 A St", None, "North Springfield", "98901");
        assert_eq!(fits(Text::CityLine(&kept), 26).as_deref(), Some("NORTH SPRINGFIELD WA 98901"));
        assert_eq!(fits(Text::CityLine(&kept), 22).as_deref(), Some("N SPRINGFIELD WA 98901"));
        assert_eq!(
            fits(Text::City("West Saint Paul Heights"), 18).as_deref(),
            Some("WEST ST PAUL HTS")
        );
    }

    #[test]
    fn people_keep_family_name_and_suffix_longest() {
        let name = |family: &str, given: &str, middle: &str, suffix: Option<&str>| HumanName {
            family: family.into(),
            given: Some(given.into()),
            middle: Some(middle.into()),
            suffix: suffix.map(str::to_owned),
        };
        let cases = [
            (
                name("Featherstonehaugh", "Anastasia", "B", None),
                Some("FEATHERSTONEHAUGH, ANASTASIA"),
            ),
            (
                name("Featherstonehaugh", "Maximiliana", "B", Some("Jr")),
                Some("FEATHERSTONEHAUGH JR, M"),
            ),
            (
                name("Featherstonehaugh-Cholmondeley", "Ann", "B", Some("III")),
                Some("FEATHERSTONEHAUGH-CHOL III, A"),
            ),
        ];
        for (name, fitted) in cases {
            let width = if fitted.is_some_and(|text| text.len() == 29) { 29 } else { 28 };
            assert_eq!(fits(Text::Person(&name), width).as_deref(), fitted, "{}", name.family);
        }
    }
}

//! Which releases there are on a day, where, and under whose terms.

use model::Date;
use serde::Deserialize;

/// The list, as it is embedded.
const ADDRESSES: &str = include_str!("addresses.toml");

/// Terms that the publisher wants accepted before a download.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Terms {
    /// The American Medical Association's, for files with CPT codes.
    Ama,
    /// The American Dental Association's, for files with CDT codes.
    Ada,
}

impl Terms {
    /// The name used on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Terms::Ama => "ama",
            Terms::Ada => "ada",
        }
    }

    /// Where the terms can be read.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Terms::Ama => "https://www.cms.gov/license/ama",
            Terms::Ada => "https://www.cms.gov/license/ada",
        }
    }
}

/// One release, in force on the day that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Name, as `ncci-ptp-practitioner`.
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// The publisher's page, where a person finds the files.
    pub page: String,
    /// What the address of each of its files contains, in lower case.
    pub link: Option<String>,
    /// Addresses to try where the page names none; all of them make the release.
    pub files: Vec<String>,
    /// Terms to accept first.
    pub terms: Vec<Terms>,
    /// Names of the pack kinds that its files may hold; another one is a wrong file.
    pub kinds: Vec<String>,
    /// First day of the release, where the files do not say it themselves.
    pub starts: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    release: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    title: String,
    page: String,
    link: Option<String>,
    #[serde(default)]
    files: Vec<String>,
    /// Parts that a release comes in: each `{part}` of `files` is numbered from 1.
    #[serde(default = "one")]
    parts: u8,
    #[serde(default)]
    terms: Vec<Terms>,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    starts: Starts,
}

fn one() -> u8 {
    1
}

/// How the first day of a release is known.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Starts {
    /// The files say it.
    #[default]
    File,
    /// The first day of the calendar quarter.
    Quarter,
    /// 1 October, or 1 April where the day lies in the second half of the fiscal year.
    FiscalHalf,
    /// 1 October.
    FiscalYear,
}

/// The releases in force on a day, in the order of the list.
///
/// # Errors
/// When the embedded list can't be read; a test holds that it can.
pub fn wanted(on: Date) -> Result<Vec<Wanted>, toml::de::Error> {
    let list: List = toml::from_str(ADDRESSES)?;
    Ok(list.release.into_iter().map(|row| row.on(on)).collect())
}

impl Row {
    fn on(self, on: Date) -> Wanted {
        let expand = |text: &str| expanded(text, on);
        let parts = |file: &String| -> Vec<String> {
            let numbered = |part: u8| expand(&file.replace("{part}", &part.to_string()));
            match file.contains("{part}") {
                true => (1..=self.parts).map(numbered).collect(),
                false => vec![expand(file)],
            }
        };
        Wanted {
            title: expand(&self.title),
            page: expand(&self.page),
            link: self.link.as_deref().map(expand),
            files: self.files.iter().flat_map(parts).collect(),
            terms: self.terms,
            kinds: match self.kinds.is_empty() {
                true => vec![self.name.clone()],
                false => self.kinds,
            },
            starts: first_day(self.starts, on),
            name: self.name,
        }
    }
}

fn quarter(on: Date) -> i8 {
    (on.month() - 1) / 3
}

/// The year in which the fiscal year of a day ends.
fn fiscal_year(on: Date) -> i16 {
    on.year() + i16::from(on.month() >= 10)
}

fn first_day(starts: Starts, on: Date) -> Option<Date> {
    let october = Date::new(fiscal_year(on) - 1, 10, 1);
    match starts {
        Starts::File => None,
        Starts::Quarter => Date::new(on.year(), quarter(on) * 3 + 1, 1),
        Starts::FiscalHalf if (4..10).contains(&on.month()) => Date::new(on.year(), 4, 1),
        Starts::FiscalHalf | Starts::FiscalYear => october,
    }
}

/// A text of the list for a day: `{year}`, `{yy}`, `{quarter}` (1 to 4), `{letter}` (a to d),
/// `{month}` (the quarter's first, by name), `{version}` (of NCCI), `{fiscal}`, `{taxonomy}`.
fn expanded(text: &str, on: Date) -> String {
    let quarter = quarter(on);
    let at = usize::try_from(quarter).unwrap_or_default();
    let yy = on.year() % 100;
    let months = ["january", "april", "july", "october"];
    let half = i16::from(on.month() > 6);
    let values = [
        ("{year}", on.year().to_string()),
        ("{yy}", format!("{yy:02}")),
        ("{quarter}", (quarter + 1).to_string()),
        ("{letter}", ["a", "b", "c", "d"][at].to_owned()),
        ("{month}", months[at].to_owned()),
        // NCCI counts its years from 1994, and its quarters from 0.
        ("{version}", format!("{}{quarter}", on.year() - 1994)),
        ("{fiscal}", fiscal_year(on).to_string()),
        // NUCC: two digits of the year, then 0 in January and 1 in July.
        ("{taxonomy}", format!("{yy:02}{half}")),
    ];
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_and_leaves_no_name_unfilled() {
        let on = "2026-07-15".parse().unwrap();
        let all = wanted(on).unwrap();
        assert!(all.len() >= 8);
        for release in &all {
            let texts = [&release.page, &release.title].into_iter().chain(&release.files);
            for text in texts.chain(&release.link) {
                assert!(!text.contains(['{', '}']), "{text}");
            }
            assert!(release.page.starts_with("https://"), "{}", release.page);
            assert!(release.link.is_some() || !release.files.is_empty(), "{}", release.name);
            let lower = release.link.iter().all(|link| *link == link.to_lowercase());
            assert!(lower, "{:?}", release.link);
        }
        let pairs = all.iter().find(|r| r.name == "ncci-ptp-practitioner").unwrap();
        assert_eq!(pairs.terms, [Terms::Ama]);
        assert_eq!(pairs.files.len(), 4);
        assert!(
            pairs.files[3]
                .ends_with("medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f4.zip")
        );
    }

    #[test]
    fn first_days() {
        for (starts, on, expected) in [
            (Starts::Quarter, "2026-07-15", Some("2026-07-01")),
            (Starts::Quarter, "2026-12-31", Some("2026-10-01")),
            (Starts::FiscalHalf, "2026-03-31", Some("2025-10-01")),
            (Starts::FiscalHalf, "2026-04-01", Some("2026-04-01")),
            (Starts::FiscalHalf, "2026-10-01", Some("2026-10-01")),
            (Starts::FiscalYear, "2026-09-30", Some("2025-10-01")),
            (Starts::File, "2026-09-30", None),
        ] {
            let expected = expected.map(|day| day.parse().unwrap());
            assert_eq!(first_day(starts, on.parse().unwrap()), expected, "{on}");
        }
        let text = expanded("{taxonomy} {fiscal} {letter} {month}", "2026-10-01".parse().unwrap());
        assert_eq!(text, "261 2027 d october");
    }
}

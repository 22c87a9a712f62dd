//! Golden tables: what modifiers, units, present-on-admission indicators and ICD-10-PCS codes a
//! note must get. `fixtures/coding/README.md` has the form.

use crate::codes::plain;
use model::{CodedChart, Setting};

/// The first line of a table.
const HEADING: [&str; 4] = ["id", "setting", "note", "expected"];

/// Most cases of one table.
const MOST_CASES: usize = 100_000;

/// Length of an ICD-10-PCS code, which no other code of a line has.
const PCS_LENGTH: usize = 7;

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// `CODE-MOD-MOD`: a line with exactly these modifiers, in this order.
    Modifiers,
    /// `CODExN`: a line with that many units.
    Units,
    /// `CODE:Y`: a diagnosis with that indicator (`-`: with none).
    Poa,
    /// `0FT44ZZ`: an operation of the stay.
    Pcs,
}

impl Table {
    /// Every table.
    pub const ALL: [Table; 4] = [Table::Modifiers, Table::Units, Table::Poa, Table::Pcs];

    /// What its files' names begin with.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Table::Modifiers => "modifiers",
            Table::Units => "units",
            Table::Poa => "poa",
            Table::Pcs => "pcs",
        }
    }

    /// The table that a file belongs to, by its name.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Table> {
        let stem = name.strip_suffix(".tsv")?;
        Table::ALL.into_iter().find(|table| stem.starts_with(table.name()))
    }

    /// A coded chart in the table's own words.
    #[must_use]
    pub fn lines(self, coded: &CodedChart) -> Vec<String> {
        let services = || coded.px.iter();
        match self {
            Table::Modifiers => services()
                .map(|p| {
                    let parts = std::iter::once(&p.code).chain(&p.modifiers);
                    parts.map(String::as_str).collect::<Vec<_>>().join("-")
                })
                .collect(),
            Table::Units => services().map(|p| format!("{}x{}", p.code, p.units)).collect(),
            Table::Poa => {
                let one = |d: &model::DiagnosisCode| format!("{}:{}", d.code, d.poa.unwrap_or('-'));
                coded.dx.iter().map(one).collect()
            }
            Table::Pcs => coded.pcs.iter().map(|p| p.code.clone()).collect(),
        }
    }

    /// What is wrong with an expectation, if anything.
    fn fault(self, word: &str) -> Option<&'static str> {
        let alnum = |text: &str, least: usize, most: usize| {
            (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        if let Some(code) = word.strip_prefix('!') {
            return (!alnum(&plain(code), 3, 7)).then_some("expected a code behind `!`");
        }
        let holds = match self {
            Table::Modifiers => {
                let (code, modifiers) =
                    word.split_once('-').map_or((word, None), |(c, m)| (c, Some(m)));
                let two = |m: &str| alnum(m, 2, 2);
                alnum(code, 5, 5) && modifiers.is_none_or(|all| all.split('-').all(two))
            }
            Table::Units => word.split_once('x').is_some_and(|(code, units)| {
                alnum(code, 5, 5) && units.parse::<u32>().is_ok_and(|n| n > 0)
            }),
            Table::Poa => word.split_once(':').is_some_and(|(code, indicator)| {
                let known = ["Y", "N", "U", "W", "1", "-"].contains(&indicator);
                alnum(&plain(code), 3, 7) && known
            }),
            Table::Pcs => alnum(word, PCS_LENGTH, PCS_LENGTH),
        };
        let form = match self {
            Table::Modifiers => "expected CODE or CODE-MOD-MOD",
            Table::Units => "expected CODExN with N from 1",
            Table::Poa => "expected CODE:I, where I is Y, N, U, W, 1 or -",
            Table::Pcs => "expected a code of seven characters",
        };
        (!holds).then_some(form)
    }
}

/// The note of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Its text.
    Text(String),
    /// A file in the folder `notes` beside the tables.
    File(String),
}

/// One case of a table.
#[derive(Clone, Debug)]
pub struct GoldenCase {
    /// File and line.
    pub place: String,
    /// Its name.
    pub id: String,
    /// Where care was given.
    pub setting: Setting,
    /// The note.
    pub note: Note,
    /// What is expected, as it is written.
    pub expected: Vec<String>,
    /// True when nothing else may stand there.
    pub exactly: bool,
    table: Table,
}

/// The cases of a table.
///
/// # Errors
/// The file and line that is not of its form, and what is wrong with it.
pub fn parse(table: Table, name: &str, content: &str) -> Result<Vec<GoldenCase>, String> {
    let mut cases: Vec<GoldenCase> = Vec::new();
    for (at, line) in content.lines().enumerate() {
        let is_heading = line.split('\t').eq(HEADING);
        if line.trim().is_empty() || line.starts_with('#') || is_heading {
            continue;
        }
        let place = format!("{name}:{}", at + 1);
        let case = case(table, line, &place).map_err(|fault| format!("{place}: {fault}"))?;
        if let Some(same) = cases.iter().find(|c| c.id == case.id) {
            return Err(format!("{place}: the id `{}` stands at {} too", case.id, same.place));
        }
        if cases.len() >= MOST_CASES {
            return Err(format!("{name}: more than {MOST_CASES} cases"));
        }
        cases.push(case);
    }
    Ok(cases)
}

fn case(table: Table, line: &str, place: &str) -> Result<GoldenCase, String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, setting, note, expected] = columns[..] else {
        return Err(format!(
            "{} columns; expected four with tabs between them: {}",
            columns.len(),
            HEADING.join(", ")
        ));
    };
    if id.is_empty() || note.is_empty() {
        return Err("the id or the note is empty".into());
    }
    let is_file = note.ends_with(".txt") && !note.contains([' ', '/', '\\']);
    let note = match is_file {
        true => Note::File(note.to_owned()),
        false => Note::Text(note.replace("\\n", "\n").replace("\\t", "\t")),
    };
    // A dash says that nothing may be coded, as a bare `=` does.
    let (expected, exactly) = match expected.strip_prefix('=') {
        Some(rest) => (rest, true),
        None if expected == "-" => ("", true),
        None => (expected, false),
    };
    let words = expected.split(';').map(str::trim).filter(|word| !word.is_empty());
    let expected: Vec<String> = words.map(str::to_owned).collect();
    if expected.is_empty() && !exactly {
        return Err("nothing is expected; write `=` when no line may stand there".into());
    }
    for word in &expected {
        if let Some(fault) = table.fault(word) {
            return Err(format!("`{word}`: {fault}"));
        }
    }
    let (place, id, setting) = (place.to_owned(), id.to_owned(), setting.parse()?);
    Ok(GoldenCase { place, id, setting, note, expected, exactly, table })
}

impl GoldenCase {
    /// True when the coded chart is as the case wants it.
    #[must_use]
    pub fn holds(&self, coded: &CodedChart) -> bool {
        let mut given: Vec<String> =
            self.table.lines(coded).iter().map(|line| plain(line)).collect();
        let mut wanted: Vec<String> = Vec::new();
        for word in &self.expected {
            let ok = match word.strip_prefix('!') {
                Some(code) => !given.iter().any(|line| code_of(line) == plain(code)),
                None => {
                    wanted.push(plain(word));
                    given.contains(&plain(word))
                }
            };
            if !ok {
                return false;
            }
        }
        given.sort();
        wanted.sort();
        !self.exactly || given == wanted
    }

    /// What the coded chart has, in the table's own words.
    #[must_use]
    pub fn given(&self, coded: &CodedChart) -> String {
        self.table.lines(coded).join(";")
    }

    /// What is expected, as it is written.
    #[must_use]
    pub fn wanted(&self) -> String {
        format!("{}{}", if self.exactly { "=" } else { "" }, self.expected.join(";"))
    }
}

/// The code of a line without dots: what stands before modifiers, units or indicator. `X` is a
/// letter of codes too, so that units are what follows the last one.
fn code_of(line: &str) -> &str {
    let before = line.split(['-', ':']).next().unwrap_or(line);
    match before.rsplit_once('X') {
        Some((code, units)) if code.len() == 5 && units.parse::<u32>().is_ok() => code,
        _ => before,
    }
}

#[cfg(test)]
mod tests;

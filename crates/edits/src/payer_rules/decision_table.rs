//! Decision tables: a CSV beside a rule, one row a line of policy. A row that fits a service line
//! fires. Rows are found by the code of the line, so that their number costs nothing.

use super::fault::{Fault, did_you_mean};
use super::predicate::begins_with_code;
use super::schema::ceiling;
use super::value::pointed;
use model::{Claim, ClaimLine, Date};

/// Largest table, in bytes.
pub(crate) const LARGEST_TABLE: usize = 16 << 20;

/// Most rows of a table.
pub(crate) const MOST_ROWS: usize = 200_000;

/// Faults that are told of one table.
const MOST_FAULTS: usize = 20;

/// The columns that a table may have, and what each asks of a line.
pub(crate) const COLUMNS: [(&str, &str); 13] = [
    ("code", "the line's code, or two codes with a hyphen for a range; every row has it"),
    ("modifier", "the line has one of these modifiers; spaces or commas part them"),
    ("modifier_missing", "the line has none of these modifiers"),
    ("place_of_service", "the place of service is one of these"),
    ("age_from", "the patient is at least so many years old on the day"),
    ("age_to", "the patient is at most so many years old on the day"),
    ("units_over", "the line has more units than this"),
    ("diagnosis", "the line points to a diagnosis that begins with one of these"),
    ("diagnosis_missing", "the line points to no diagnosis that begins with one of these"),
    ("authorization", "`missing`: the claim carries no authorization number"),
    ("effective_from", "first day of service on which the row holds"),
    ("effective_to", "last day of service on which the row holds"),
    ("message", "what the edit says, instead of the rule's title"),
];

/// A table, ready to be looked up.
#[derive(Debug, Default)]
pub(crate) struct DecisionTable {
    rows: Vec<Row>,
    /// Codes that stand alone, in order, with their rows.
    single: Vec<(String, u32)>,
    /// Ranges by their first code, with the highest last code of this and all before it.
    ranges: Vec<Range>,
}

#[derive(Debug)]
struct Range {
    first: String,
    last: String,
    highest: String,
    row: u32,
}

/// One line of policy.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Its line in the file.
    pub(crate) line: usize,
    modifier: Vec<String>,
    modifier_missing: Vec<String>,
    place_of_service: Vec<String>,
    age_from: Option<i64>,
    age_to: Option<i64>,
    units_over: Option<i64>,
    diagnosis: Vec<String>,
    diagnosis_missing: Vec<String>,
    authorization_missing: bool,
    effective_from: Option<Date>,
    effective_to: Option<Date>,
    pub(crate) message: Option<String>,
}

impl DecisionTable {
    /// Reads a table; all faults up to a bound.
    pub(crate) fn read(text: &str) -> Result<DecisionTable, Vec<Fault>> {
        if text.len() > LARGEST_TABLE {
            return Err(vec![Fault::at(1, format!("the table is over {LARGEST_TABLE} bytes"))]);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().enumerate();
        let (_, heading) = lines.next().unwrap_or_default();
        let columns = columns(heading)?;
        let (mut table, mut faults) = (DecisionTable::default(), Vec::new());
        for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            if table.rows.len() >= MOST_ROWS || faults.len() >= MOST_FAULTS {
                let message = format!("a table has at most {MOST_ROWS} rows");
                faults.extend((faults.len() < MOST_FAULTS).then(|| Fault::at(index + 1, message)));
                break;
            }
            let read = table.add(index + 1, &columns, line);
            faults.extend(read.err().map(|message| Fault::at(index + 1, message)));
        }
        if table.rows.is_empty() && faults.is_empty() {
            faults.push(Fault::at(1, "the table has no row"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        table.order();
        Ok(table)
    }

    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Reads one row; it is kept only when it can be read whole.
    fn add(&mut self, number: usize, columns: &[&str], line: &str) -> Result<(), String> {
        let cells = cells(line)?;
        let (found, wanted) = (cells.len(), columns.len());
        if found != wanted {
            return Err(format!("the row has {found} cells, its heading {wanted}"));
        }
        let mut row = Row { line: number, ..Row::default() };
        let mut code = String::new();
        for (column, cell) in columns.iter().zip(&cells).filter(|(_, cell)| !cell.is_empty()) {
            match *column {
                "code" => code = cell.to_ascii_uppercase(),
                other => row.set(other, cell).map_err(|why| format!("`{other}`: {why}"))?,
            }
        }
        let at = u32::try_from(self.rows.len()).map_err(|_| "too many rows".to_owned())?;
        let plain = |code: &str| {
            matches!(code.len(), 5 | 7) && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        match code.split_once('-').map(|(first, last)| (first.trim(), last.trim())) {
            Some((first, last)) if plain(first) && first.len() == last.len() && first <= last => {
                let (first, last) = (first.to_owned(), last.to_owned());
                self.ranges.push(Range { first, last, highest: String::new(), row: at });
            }
            None if plain(&code) => self.single.push((code, at)),
            _ => return Err(format!("`{code}` is neither a code nor a range as 70551-70553")),
        }
        row.can_fit()?;
        self.rows.push(row);
        Ok(())
    }

    fn order(&mut self) {
        self.single.sort();
        self.ranges.sort_by(|a, b| (&a.first, a.row).cmp(&(&b.first, b.row)));
        let mut highest = String::new();
        for range in &mut self.ranges {
            highest = highest.max(range.last.clone());
            range.highest.clone_from(&highest);
        }
    }

    /// The first row, in the order of the file, that fits a line.
    pub(crate) fn row_for(&self, claim: &Claim, at: usize) -> Option<&Row> {
        let line = claim.lines.get(at)?;
        let code = line.code.as_deref()?.trim();
        let upper: String;
        let code = match code.bytes().any(|byte| byte.is_ascii_lowercase()) {
            true => {
                upper = code.to_ascii_uppercase();
                &upper
            }
            false => code,
        };
        let start = self.single.partition_point(|(known, _)| known.as_str() < code);
        let single = self.single[start..].iter().take_while(|(known, _)| known == code);
        let end = self.ranges.partition_point(|range| range.first.as_str() <= code);
        let ranges = self.ranges[..end].iter().rev();
        let ranges = ranges.take_while(|range| range.highest.as_str() >= code);
        let ranges = ranges.filter(|r| r.last.as_str() >= code && r.last.len() == code.len());
        let rows = single.map(|(_, row)| *row).chain(ranges.map(|range| range.row));
        let fitting = rows.filter(|row| {
            self.rows.get(*row as usize).is_some_and(|row| row.fits(claim, at, line))
        });
        fitting.min().and_then(|row| self.rows.get(row as usize))
    }
}

impl Row {
    fn set(&mut self, column: &str, cell: &str) -> Result<(), String> {
        // Spaces or commas part the values of a list.
        let parts = || cell.split([' ', ',', ';']).filter(|part| !part.is_empty());
        let list = || parts().map(str::to_owned).collect();
        let of_two = || match parts().find(|part| part.len() != 2) {
            Some(part) => Err(format!("`{part}` has not two characters; as 09 or RT")),
            None => Ok(list()),
        };
        let number = || match cell.parse::<i64>() {
            Ok(number) if number >= 0 => Ok(Some(number)),
            _ => Err(format!("`{cell}` is no whole number")),
        };
        let date =
            || cell.parse().map(Some).map_err(|_| format!("`{cell}` is no date; write YYYY-MM-DD"));
        match column {
            "modifier" => self.modifier = of_two()?,
            "modifier_missing" => self.modifier_missing = of_two()?,
            "place_of_service" => self.place_of_service = of_two()?,
            "age_from" => self.age_from = number()?,
            "age_to" => self.age_to = number()?,
            "units_over" => self.units_over = number()?,
            "diagnosis" => self.diagnosis = list(),
            "diagnosis_missing" => self.diagnosis_missing = list(),
            "authorization" if cell == "missing" => self.authorization_missing = true,
            "authorization" => return Err(format!("`{cell}` is not `missing`")),
            "effective_from" => self.effective_from = date()?,
            "effective_to" => self.effective_to = date()?,
            _ => self.message = Some(cell.to_owned()),
        }
        Ok(())
    }

    /// A row whose bounds leave nothing between them would never fire, and nobody would notice.
    fn can_fit(&self) -> Result<(), String> {
        if self.age_from.zip(self.age_to).is_some_and(|(from, to)| from > to) {
            return Err("`age_to` is less than `age_from`: the row would never fire".to_owned());
        }
        if self.effective_from.zip(self.effective_to).is_some_and(|(from, to)| from > to) {
            return Err("`effective_to` lies before `effective_from`".to_owned());
        }
        Ok(())
    }

    /// Whether every cell fits. What the claim does not tell fits no cell that asks for it.
    fn fits(&self, claim: &Claim, at: usize, line: &ClaimLine) -> bool {
        let has = |wanted: &[String]| {
            line.modifiers.iter().any(|m| wanted.iter().any(|one| one.eq_ignore_ascii_case(m)))
        };
        let age = || {
            let born = claim.patient.birth_date.filter(|born| *born <= line.date);
            born.map(|born| i64::from(born.years_until(line.date)))
        };
        let place = line.place_of_service.as_deref().or(claim.place_of_service.as_deref());
        let diagnosed = |wanted: &[String]| {
            pointed(claim, at).any(|code| wanted.iter().any(|one| begins_with_code(code, one)))
        };
        let authorized = claim.authorization.as_deref().is_some_and(|text| !text.trim().is_empty());
        self.effective_from.is_none_or(|from| line.date >= from)
            && self.effective_to.is_none_or(|to| line.date <= to)
            && (self.modifier.is_empty() || has(&self.modifier))
            && !has(&self.modifier_missing)
            && (self.place_of_service.is_empty()
                || place.is_some_and(|place| self.place_of_service.iter().any(|one| one == place)))
            && self.age_from.is_none_or(|from| age().is_some_and(|age| age >= from))
            && self.age_to.is_none_or(|to| age().is_some_and(|age| age <= to))
            && self.units_over.is_none_or(|most| ceiling(line.units) > most)
            && (self.diagnosis.is_empty() || diagnosed(&self.diagnosis))
            && (self.diagnosis_missing.is_empty() || !diagnosed(&self.diagnosis_missing))
            && !(self.authorization_missing && authorized)
    }
}

/// The columns of a heading.
fn columns(heading: &str) -> Result<Vec<&'static str>, Vec<Fault>> {
    let names = cells(heading).map_err(|message| vec![Fault::at(1, message)])?;
    let mut columns = Vec::new();
    for name in &names {
        let known = COLUMNS.iter().map(|(known, _)| *known).find(|known| known == name);
        let message = match known {
            Some(known) if columns.contains(&known) => format!("the column `{name}` stands twice"),
            Some(known) => {
                columns.push(known);
                continue;
            }
            None => {
                let near = did_you_mean(name, COLUMNS.iter().map(|(known, _)| *known));
                format!("`{name}` is no column of a decision table{near}")
            }
        };
        return Err(vec![Fault::at(1, message)]);
    }
    match columns.contains(&"code") {
        true => Ok(columns),
        false => Err(vec![Fault::at(1, "a decision table has a column `code`")]),
    }
}

/// The cells of a line: commas between them, quotes around those that hold one.
fn cells(line: &str) -> Result<Vec<String>, String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = line.trim_end().chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            other => cell.push(other),
        }
        if cells.len() > COLUMNS.len() {
            return Err("the row has more cells than a table has columns".to_owned());
        }
    }
    if quoted {
        return Err("a quote is not closed on its line".to_owned());
    }
    cells.push(cell.trim().to_owned());
    Ok(cells)
}

#[cfg(test)]
mod tests;

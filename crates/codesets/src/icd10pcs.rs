//! ICD-10-PCS tables: which characters may stand together.
//!
//! Rows of the pack are lines: `T` with the three characters of a table and their labels, `D`
//! with the definition of its operation, `R` for a row of it, `A` with the position, the title
//! and the `character=label` pairs of one axis of that row.

use crate::container::{PackError, PackHeader};

/// One axis of a row: the characters that may stand at a position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Axis {
    /// Position in the code, 4 to 7.
    pub position: u8,
    /// What the position means, as "Body Part".
    pub title: String,
    /// Character and its label.
    pub values: Vec<(char, String)>,
}

/// One table: three fixed characters and the rows of axes below them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PcsTable {
    /// Section, body system, operation.
    pub prefix: String,
    /// Labels of the three characters.
    pub labels: Vec<String>,
    /// Definition of the operation.
    pub definition: String,
    /// Rows; each has the axes 4 to 7.
    pub rows: Vec<Vec<Axis>>,
}

impl PcsTable {
    /// Number of codes that the table allows.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.iter().map(|row| row.iter().map(|a| a.values.len()).product::<usize>()).sum()
    }
}

/// A release of the ICD-10-PCS tables.
#[derive(Clone, Debug)]
pub struct Icd10Pcs {
    /// What its pack says of itself.
    pub header: PackHeader,
    tables: Vec<PcsTable>,
}

/// The rows as the payload of a pack.
#[must_use]
pub fn payload(tables: &[PcsTable]) -> Vec<u8> {
    let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let mut lines = Vec::new();
    for table in tables {
        let labels: Vec<String> = table.labels.iter().map(|l| clean(l)).collect();
        lines.push(format!("T\t{}\t{}", table.prefix, labels.join("\t")));
        lines.push(format!("D\t{}", clean(&table.definition)));
        for row in &table.rows {
            lines.push("R".to_owned());
            for axis in row {
                let values: Vec<String> =
                    axis.values.iter().map(|(c, label)| format!("{c}={}", clean(label))).collect();
                let title = clean(&axis.title);
                lines.push(format!("A\t{}\t{title}\t{}", axis.position, values.join("\t")));
            }
        }
    }
    lines.join("\n").into_bytes()
}

impl Icd10Pcs {
    /// Reads the rows of a pack.
    ///
    /// # Errors
    /// When a row is not of the layout.
    pub fn read(header: PackHeader, payload: &[u8]) -> Result<Icd10Pcs, PackError> {
        let text = std::str::from_utf8(payload).map_err(|_| PackError::Damaged)?;
        let mut tables: Vec<PcsTable> = Vec::new();
        for line in text.lines() {
            read_line(line, &mut tables).ok_or(PackError::Damaged)?;
        }
        tables.sort_by(|a, b| a.prefix.cmp(&b.prefix));
        Ok(Icd10Pcs { header, tables })
    }

    /// The table of three characters.
    #[must_use]
    pub fn table(&self, prefix: &str) -> Option<&PcsTable> {
        let at = self.tables.binary_search_by(|t| t.prefix.as_str().cmp(prefix)).ok()?;
        self.tables.get(at)
    }

    /// True when the tables allow the code.
    #[must_use]
    pub fn is_valid(&self, code: &str) -> bool {
        self.labels(code).is_some()
    }

    /// The labels of all seven characters of a code that the tables allow.
    #[must_use]
    pub fn labels(&self, code: &str) -> Option<Vec<&str>> {
        if code.len() != 7 || !code.is_ascii() {
            return None;
        }
        let table = self.table(&code[..3])?;
        let mut labels: Vec<&str> = table.labels.iter().map(String::as_str).collect();
        let found = table.rows.iter().find_map(|row| {
            let axis = |axis: &Axis| -> Option<usize> {
                let c = code.chars().nth(usize::from(axis.position).checked_sub(1)?)?;
                axis.values.iter().position(|(value, _)| *value == c)
            };
            let picks: Option<Vec<usize>> = row.iter().map(axis).collect();
            picks.filter(|p| p.len() == 4).map(|p| (row, p))
        })?;
        labels.extend(found.0.iter().zip(found.1).map(|(a, i)| a.values[i].1.as_str()));
        Some(labels)
    }

    /// Number of codes that the tables allow.
    #[must_use]
    pub fn count(&self) -> usize {
        self.tables.iter().map(PcsTable::count).sum()
    }

    /// All tables in code order.
    pub fn tables(&self) -> impl Iterator<Item = &PcsTable> {
        self.tables.iter()
    }
}

fn read_line(line: &str, tables: &mut Vec<PcsTable>) -> Option<()> {
    let mut cells = line.split('\t');
    match cells.next()? {
        "T" => tables.push(PcsTable {
            prefix: cells.next()?.to_owned(),
            labels: cells.map(str::to_owned).collect(),
            ..PcsTable::default()
        }),
        "D" => tables.last_mut()?.definition = cells.next()?.to_owned(),
        "R" => tables.last_mut()?.rows.push(Vec::new()),
        "A" => {
            let position = cells.next()?.parse().ok()?;
            let title = cells.next()?.to_owned();
            let values: Option<Vec<(char, String)>> = cells
                .map(|cell| {
                    let (c, label) = cell.split_once('=')?;
                    Some((c.chars().next()?, label.to_owned()))
                })
                .collect();
            tables.last_mut()?.rows.last_mut()?.push(Axis { position, title, values: values? });
        }
        _ => return None,
    }
    Some(())
}

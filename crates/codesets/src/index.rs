//! The alphabetic index and the tables that stand beside it (neoplasms, drugs, external causes),
//! as trees of lead terms and modifiers.
//!
//! The rows of such a pack are lines of tab-separated text, so that a person can read them:
//! level, title, nonessential modifiers (`|` between), see, see also, then the codes by column.

use crate::container::{PackError, PackHeader};

/// One line of an index or table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexEntry {
    /// 0 for a lead term, 1 and more for the modifiers under it.
    pub level: u8,
    /// The term, without its nonessential modifiers.
    pub title: String,
    /// Modifiers that do not change the code.
    pub nonessential: Vec<String>,
    /// Go there instead.
    pub see: Option<String>,
    /// Look there too.
    pub see_also: Option<String>,
    /// The codes by column: one in an index, six in a table; empty where the cell has none.
    /// A code that ends in `-` is incomplete.
    pub codes: Vec<String>,
}

impl IndexEntry {
    fn to_line(&self) -> String {
        let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        let mut cells = vec![
            self.level.to_string(),
            clean(&self.title),
            clean(&self.nonessential.join("|")),
            clean(self.see.as_deref().unwrap_or_default()),
            clean(self.see_also.as_deref().unwrap_or_default()),
        ];
        cells.extend(self.codes.iter().map(|code| clean(code)));
        cells.join("\t")
    }

    fn from_line(line: &str) -> Option<IndexEntry> {
        let mut cells = line.split('\t');
        let level = cells.next()?.parse().ok()?;
        let title = cells.next()?.to_owned();
        let list = cells.next()?;
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (see, see_also) = (some(cells.next()?), some(cells.next()?));
        let nonessential = list.split('|').filter(|t| !t.is_empty()).map(str::to_owned).collect();
        let codes = cells.map(str::to_owned).collect();
        Some(IndexEntry { level, title, nonessential, see, see_also, codes })
    }
}

/// An index or table in the order of the book.
#[derive(Clone, Debug)]
pub struct Index {
    /// What its pack says of itself.
    pub header: PackHeader,
    /// The entries.
    pub entries: Vec<IndexEntry>,
}

/// The rows of an index as the payload of a pack.
#[must_use]
pub fn payload(entries: &[IndexEntry]) -> Vec<u8> {
    let lines: Vec<String> = entries.iter().map(IndexEntry::to_line).collect();
    lines.join("\n").into_bytes()
}

impl Index {
    /// Reads the rows of a pack.
    ///
    /// # Errors
    /// When a row is not of the layout.
    pub fn read(header: PackHeader, payload: &[u8]) -> Result<Index, PackError> {
        let text = std::str::from_utf8(payload).map_err(|_| PackError::Damaged)?;
        let entries: Option<Vec<IndexEntry>> = text.lines().map(IndexEntry::from_line).collect();
        Ok(Index { header, entries: entries.ok_or(PackError::Damaged)? })
    }

    /// Every entry that has a code in the column, with the titles from its lead term down.
    pub fn coded_paths(&self, column: usize) -> impl Iterator<Item = (Vec<&str>, &str)> {
        let mut path: Vec<&str> = Vec::new();
        self.entries.iter().filter_map(move |entry| {
            path.truncate(usize::from(entry.level));
            path.push(&entry.title);
            let code = entry.codes.get(column).map(String::as_str).unwrap_or_default();
            (!code.is_empty() && code != "--").then(|| (path.clone(), code))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::{PackKind, sha256_hex};

    #[test]
    fn lines_round_trip() {
        let entry = |level, title: &str, code: &str| IndexEntry {
            level,
            title: title.into(),
            nonessential: vec!["acute".into(), "mild".into()],
            see: None,
            see_also: Some("Pain".into()),
            codes: vec![code.into()],
        };
        let entries =
            vec![entry(0, "Diabetes", "E11.9"), entry(1, "with", ""), entry(2, "coma", "E11.641")];
        let header = PackHeader {
            kind: PackKind::Icd10cmIndex,
            label: "x".into(),
            starts: model::Date::default(),
            source: "x".into(),
            source_sha256: sha256_hex(b""),
            rows: Default::default(),
            payload_sha256: String::new(),
        };
        let index = Index::read(header, &payload(&entries)).unwrap();
        assert_eq!(index.entries, entries);
        let paths: Vec<_> = index.coded_paths(0).collect();
        assert_eq!(
            paths,
            [(vec!["Diabetes"], "E11.9"), (vec!["Diabetes", "with", "coma"], "E11.641")]
        );
    }
}

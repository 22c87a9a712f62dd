//! A file of prices over those that are there: what is new, what changes, what stays.

use claims::RowFault;
use claims::charge_master::{ChargeMaster, MasterRow};
use model::Date;
use std::collections::BTreeMap;

/// What an import does to the price list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Rows that are new.
    pub added: Vec<MasterRow>,
    /// Rows that are there and get another price, end or description.
    pub changed: Vec<MasterRow>,
    /// Of `changed`, how many only end because a later row of the file follows them.
    pub ended: usize,
    /// Rows of the file that are there already, word for word.
    pub same: usize,
    /// Rows of the list after the import.
    pub rows: usize,
}

/// What names a row: code, site, modifier, revenue code, first day.
type Key = (Option<String>, Option<String>, Option<String>, Option<String>, Date);

fn key(row: &MasterRow) -> Key {
    (row.code.clone(), row.site.clone(), row.modifier.clone(), row.revenue_code.clone(), row.from)
}

/// Lays `file` over `present`. A price without an end ends the day before the next one of the same
/// code, site, modifier and revenue code begins; two prices that both name their days and overlap
/// are a fault. The same file twice changes nothing.
///
/// # Errors
/// A fault for each row that overlaps another.
pub fn merge(present: &ChargeMaster, file: &ChargeMaster) -> Result<Merged, Vec<RowFault>> {
    let before: BTreeMap<Key, &MasterRow> =
        present.rows().iter().map(|row| (key(row), row)).collect();
    let mut after: BTreeMap<Key, MasterRow> =
        present.rows().iter().map(|row| (key(row), row.clone())).collect();
    for row in file.rows() {
        after.insert(key(row), row.clone());
    }
    let keys: Vec<Key> = after.keys().cloned().collect();
    for pair in keys.windows(2) {
        let [one, next] = pair else { continue };
        let follows = (&one.0, &one.1, &one.2, &one.3) == (&next.0, &next.1, &next.2, &next.3);
        if follows && let Some(row) = after.get_mut(one).filter(|row| row.to.is_none()) {
            row.to = Some(next.4.plus_days(-1));
        }
    }
    ChargeMaster::from_rows(after.values().cloned().collect())?;
    let mut merged = Merged { rows: after.len(), ..Merged::default() };
    let of_file: std::collections::BTreeSet<Key> = file.rows().iter().map(key).collect();
    for (key, row) in after {
        match before.get(&key) {
            None => merged.added.push(row),
            Some(own) if like(own, &row) => merged.same += usize::from(of_file.contains(&key)),
            Some(own) => {
                merged.ended += usize::from(own.price == row.price && own.to != row.to);
                merged.changed.push(row);
            }
        }
    }
    Ok(merged)
}

/// Whether two rows of one key say the same; the line of the file does not count.
fn like(one: &MasterRow, two: &MasterRow) -> bool {
    one.price == two.price && one.to == two.to && one.description == two.description
}

#[cfg(test)]
mod tests {
    use super::*;
    use claims::charge_master::OnFault;

    fn master(rows: &str) -> ChargeMaster {
        let text = format!("code,modifier,price,from,to\n{rows}");
        ChargeMaster::from_csv(&text, OnFault::TakeNothing).unwrap().master
    }

    fn over(present: &ChargeMaster, merged: &Merged) -> ChargeMaster {
        let mut rows: BTreeMap<Key, MasterRow> =
            present.rows().iter().map(|row| (key(row), row.clone())).collect();
        for row in merged.added.iter().chain(&merged.changed) {
            rows.insert(key(row), row.clone());
        }
        ChargeMaster::from_rows(rows.into_values().collect()).unwrap()
    }

    #[test]
    fn a_new_price_ends_the_open_one_and_the_same_files_change_nothing() {
        let old = master("99213,,100,2025-01-01,\n99214,,150,2025-01-01,\n");
        let first = merge(&ChargeMaster::default(), &old).unwrap();
        assert_eq!((first.added.len(), first.changed.len()), (2, 0));
        let new = master("99213,,110,2026-01-01,\n");
        let second = merge(&old, &new).unwrap();
        assert_eq!((second.added.len(), second.changed.len(), second.ended), (1, 1, 1));
        assert_eq!(second.changed[0].to.unwrap().to_string(), "2025-12-31");
        let both = over(&old, &second);
        for file in [&old, &new] {
            let again = merge(&both, file).unwrap();
            assert_eq!((again.added.len(), again.changed.len()), (0, 0));
            assert_eq!(again.same, file.rows().len());
        }
    }

    #[test]
    fn prices_that_name_their_days_must_not_overlap() {
        let old = master("99213,,100,2025-01-01,2025-12-31\n");
        let new = master("99213,,110,2025-06-01,\n");
        assert_eq!(merge(&old, &new).unwrap_err().len(), 1);
        let corrected = master("99213,,120,2025-01-01,2025-12-31\n");
        assert_eq!(merge(&old, &corrected).unwrap().changed.len(), 1);
    }
}

//! CMS's ICD-10-PCS tables as XML (`icd10pcs_tables_YYYY.xml`): `pcsTable` with three `axis`,
//! then `pcsRow codes="n"` with four `axis pos="n"` of `label code="x"`.

use super::xml::{Step, Xml};
use super::{ImportError, Imported};
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::icd10pcs::{self, Axis, PcsTable};
use model::Date;
use std::collections::BTreeMap;

/// A whole release has more tables than this.
const LEAST: usize = 500;

/// Reads the tables; returns the year that the file says it is of.
///
/// # Errors
/// When the file is cut, not well-formed, or a row does not allow as many codes as it says.
pub fn read_tables(
    file: &str,
    bytes: &[u8],
) -> Result<(Option<String>, Vec<PcsTable>), ImportError> {
    let mut xml = Xml::new(file, bytes);
    let (mut year, mut tables) = (None, Vec::<PcsTable>::new());
    let (mut in_row, mut announced) = (false, 0usize);
    loop {
        match xml.step()? {
            Step::Start(name) => match name.as_str() {
                "version" => year = Some(xml.text()?),
                "pcsTable" => tables.push(PcsTable::default()),
                "pcsRow" => {
                    in_row = true;
                    announced =
                        xml.attribute("codes").and_then(|n| n.parse().ok()).unwrap_or_default();
                    if let Some(table) = tables.last_mut() {
                        table.rows.push(Vec::new());
                    }
                }
                "axis" => {
                    let (axis, definition) = axis(&mut xml)?;
                    let outside = || xml.broken("an axis stands outside a table");
                    let table = tables.last_mut().ok_or_else(outside)?;
                    if let (true, Some(row)) = (in_row, table.rows.last_mut()) {
                        row.push(axis);
                    } else if let Some((c, label)) = axis.values.into_iter().next() {
                        table.prefix.push(c);
                        table.labels.push(label);
                        table.definition = definition;
                    }
                }
                _ => {}
            },
            Step::End(name) if name == "pcsRow" => {
                in_row = false;
                let row = tables.last().and_then(|t| t.rows.last()).cloned().unwrap_or_default();
                let counted: usize = row.iter().map(|a| a.values.len()).product();
                if announced != 0 && announced != counted {
                    let message = format!("a row announces {announced} codes and allows {counted}");
                    return Err(xml.broken(message));
                }
            }
            Step::End(_) | Step::Text(_) => {}
            Step::Eof => return Ok((year, tables)),
        }
    }
}

fn axis(xml: &mut Xml<'_>) -> Result<(Axis, String), ImportError> {
    let position = xml.attribute("pos").and_then(|p| p.parse().ok()).unwrap_or_default();
    let (mut axis, mut definition) = (Axis { position, ..Axis::default() }, String::new());
    loop {
        match xml.step()? {
            Step::Start(name) => match name.as_str() {
                "title" => axis.title = xml.text()?,
                "definition" => definition = xml.text()?,
                "label" => {
                    let code = xml.attribute("code").and_then(|c| c.chars().next());
                    let label = xml.text()?;
                    let missing = || xml.broken("a label without its code");
                    axis.values.push((code.ok_or_else(missing)?, label));
                }
                _ => xml.skip()?,
            },
            Step::Text(_) => {}
            Step::End(_) => return Ok((axis, definition)),
            Step::Eof => return Err(xml.broken("the file ends early: it is cut")),
        }
    }
}

/// Reads a whole release into a pack.
///
/// # Errors
/// When the file is broken, too small to be a release, or without its year.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let (year, tables) = read_tables(file, bytes)?;
    if tables.len() < LEAST {
        let (file, rows) = (file.to_owned(), "ICD-10-PCS tables".to_owned());
        return Err(ImportError::TooFew { file, rows, found: tables.len(), least: LEAST });
    }
    let fiscal = year.and_then(|y| y.trim().parse::<i16>().ok());
    let starts = release
        .or_else(|| fiscal.and_then(|year| Date::new(year - 1, 10, 1)))
        .ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    let codes: usize = tables.iter().map(PcsTable::count).sum();
    let header = PackHeader {
        kind: PackKind::Icd10pcsTables,
        label: format!("{}-{:02}", starts.year(), starts.month()),
        starts,
        source: file.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows: BTreeMap::from([
            ("tables".to_owned(), tables.len() as u64),
            ("codes".to_owned(), codes as u64),
        ]),
        payload_sha256: String::new(),
    };
    Ok(Imported { header, payload: icd10pcs::payload(&tables) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::icd10pcs::Icd10Pcs;

    const SMALL: &str = r#"<ICD10PCS.tabular><version>2025</version><pcsTable>
      <axis pos="1" values="1"><title>Section</title><label code="0">Medical</label></axis>
      <axis pos="2" values="1"><title>Body System</title><label code="D">GI</label></axis>
      <axis pos="3" values="1"><title>Operation</title><label code="T">Resection</label>
        <definition>All of a body part</definition></axis>
      <pcsRow codes="2"><axis pos="4" values="1"><title>Body Part</title>
        <label code="J">Appendix</label></axis>
      <axis pos="5" values="2"><title>Approach</title><label code="0">Open</label>
        <label code="4">Endoscopic</label></axis>
      <axis pos="6" values="1"><title>Device</title><label code="Z">No Device</label></axis>
      <axis pos="7" values="1"><title>Qualifier</title><label code="Z">None</label></axis>
      </pcsRow></pcsTable></ICD10PCS.tabular>"#;

    #[test]
    fn reads_tables_and_validates_codes() {
        let (_, tables) = read_tables("p.xml", SMALL.as_bytes()).unwrap();
        assert_eq!((tables[0].prefix.as_str(), tables[0].count()), ("0DT", 2));
        let header = PackHeader {
            kind: PackKind::Icd10pcsTables,
            label: String::new(),
            starts: Date::default(),
            source: String::new(),
            source_sha256: String::new(),
            rows: BTreeMap::new(),
            payload_sha256: String::new(),
        };
        let pcs = Icd10Pcs::read(header, &icd10pcs::payload(&tables)).unwrap();
        assert!(pcs.is_valid("0DTJ4ZZ") && !pcs.is_valid("0DTJ3ZZ") && !pcs.is_valid("0DTJ4Z"));
        assert_eq!(pcs.labels("0DTJ0ZZ").unwrap()[3..5], ["Appendix", "Open"]);
    }

    #[test]
    fn a_row_that_lost_a_label_is_refused() {
        let broken = SMALL.replace(r#"<label code="4">Endoscopic</label>"#, "");
        let fault = read_tables("p.xml", broken.as_bytes()).unwrap_err().to_string();
        assert!(fault.contains("announces 2 codes and allows 1"), "{fault}");
    }
}

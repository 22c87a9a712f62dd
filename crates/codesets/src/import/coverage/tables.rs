//! The tables of an export: which is which by its headings.

use crate::import::comma;

/// Articles, or local coverage determinations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    /// Billing and coding articles.
    Article,
    /// Local coverage determinations.
    Lcd,
}

impl Series {
    /// How tables and columns begin.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Series::Article => "article",
            Series::Lcd => "lcd",
        }
    }

    /// The table of diagnoses that support a service.
    pub(super) fn diagnoses_name(self) -> &'static str {
        match self {
            Series::Article => "article_x_icd10_covered.csv",
            Series::Lcd => "lcd_x_icd10_support.csv",
        }
    }

    pub(super) fn letter(self) -> char {
        match self {
            Series::Article => 'A',
            Series::Lcd => 'L',
        }
    }
}

/// What a table of the export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The documents, a row each version.
    Documents(Series),
    /// Their procedure codes.
    Codes(Series),
    /// Their diagnoses; true for those that do not support the service.
    Diagnoses(Series, bool),
    /// What stands above each group of diagnoses.
    Paragraphs(Series),
    /// Which contractors they are of.
    Contractors(Series),
    /// Which will be retired, and when.
    Retirements(Series),
    /// Which states a contractor serves.
    Jurisdictions,
    /// The letters of the states.
    States,
    /// A table of the export that is not needed.
    Unused,
}

/// First columns of tables that are not needed.
const UNUSED: [&str; 14] = [
    "article_type_id",
    "bill_code_id",
    "contact_id",
    "contractor_id",
    "contractor_subtype_id",
    "contractor_type_id",
    "hcpc_code_id",
    "icd10_code_id",
    "ncd_id",
    "period_id",
    "region_id",
    "revenue_code_id",
    "state_id",
    "url_type_id",
];

/// The column of a group of diagnoses that support a service.
pub(super) const COVERED_GROUP: [&str; 2] = ["icd10_covered_group", "icd10_support_group"];
/// The column of a group of diagnoses that do not.
pub(super) const NOT_COVERED_GROUP: [&str; 2] =
    ["icd10_noncovered_group", "icd10_dont_support_group"];

/// Which table of an export begins so.
#[must_use]
pub fn part(head: &str) -> Option<Part> {
    let headings = comma::headings(head);
    let has = |name: &str| headings.iter().any(|heading| heading.eq_ignore_ascii_case(name));
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let series = [Series::Article, Series::Lcd];
    let series = series.into_iter().find(|series| has(&format!("{}_id", series.name())));
    if let Some(series) = series {
        if any(&["retire_dt"]) {
            return Some(Part::Retirements(series));
        }
        let own = has(&format!("{}_version", series.name()));
        return own.then(|| match () {
            () if has("icd10_code_id") && any(&COVERED_GROUP) => Part::Diagnoses(series, false),
            () if has("icd10_code_id") && any(&NOT_COVERED_GROUP) => Part::Diagnoses(series, true),
            () if has("paragraph") && any(&COVERED_GROUP) => Part::Paragraphs(series),
            () if has("hcpc_code_id") && has("hcpc_code_group") => Part::Codes(series),
            () if has("contractor_id") && has("contractor_version") => Part::Contractors(series),
            () if has("title") && any(&["display_id", "article_eff_date", "orig_det_eff_date"]) => {
                Part::Documents(series)
            }
            () => Part::Unused,
        });
    }
    match headings.first().map(|first| first.to_ascii_lowercase()) {
        Some(_) if has("contractor_id") && has("state_id") && has("term_date") => {
            Some(Part::Jurisdictions)
        }
        Some(_) if has("state_id") && has("state_abbrev") => Some(Part::States),
        Some(first) if UNUSED.contains(&first.as_str()) && headings.len() > 1 => Some(Part::Unused),
        _ => None,
    }
}

//! External code lists: SNIP type 5. Whether a code stands in the list that its element refers to,
//! and whether it was in force on the day of the service.
//!
//! [`Embedded`] is what this crate knows by itself. It needs no file and nothing is read when it
//! is first asked. Whoever has imported releases puts a layer of their own over it by implementing
//! [`CodeLists`]: it judges the lists it has, and passes the others down.
//!
//! | list | `Embedded` knows | source |
//! |---|---|---|
//! | `npi` | form and check digit; no number is exempt | CMS, "NPI check digit" |
//! | `state` | United States with territories and armed forces, Canada | USPS Pub. 28 |
//! | `country` | two and three letters; withdrawn ones with their last day | ISO 3166 |
//! | `currency` | three letters; withdrawn ones with their last day | ISO 4217 |
//! | `language` | two letters | ISO 639-1 |
//! | `zip` | form by country (the qualifier) | USPS, Canada Post |
//! | `pos` | every code and its first day | CMS, "Place of Service Code Set" |
//! | `taxonomy` | form | NUCC, "Health Care Provider Taxonomy" |
//! | `revenue` | form, assigned numbers, ranges kept free | NUBC numbers |
//! | `condition`, `occurrence`, `occurrence-span`, `value-code` | the same | NUBC numbers |
//! | `frequency`, `discharge-status` | every code | NUBC numbers |
//! | `admission-type`, `admission-source` | every code | NUBC numbers |
//! | `claim-status-category`, `claim-status` | bare numbers | X12 code sources 507, 508 |
//! | `carc`, `rarc`, `remark` | form | X12 code sources 139, 411 |
//! | `service-type` | every code | X12 005010, data element 1365 |
//! | `diagnosis` | ICD-10-CM day by day; ICD-9-CM by form and day | Medicare Code Editor |
//! | `procedure` | ICD-10-PCS day by day; ICD-9, HCPCS, CDT by form | Medicare Code Editor |
//! | `modifier`, `ndc`, `drg` | form | CMS, FDA |
//! | `tooth` | universal numbers and letters, and those of ISO 3950 | ADA, ISO |
//!
//! The NUBC's numbers are those that CMS prints in Pub. 100-04, chapter 25.
//! Numbers alone are kept, as facts; no list's wording is in here.

mod carried;
mod code_dates;
mod diagnosis;
mod embedded;
mod icd10;
mod institutional;
mod list;
mod party;
mod place;
mod procedure;
mod short;
mod status;
mod tooth;

pub use embedded::Embedded;
pub use icd10::newest as icd10_newest;
pub use list::List;
pub use status::is_remittance_remark;

use model::Date;

/// What a list says of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The list has it, in force on the day.
    Valid,
    /// It has the list's form, and the list does not have it.
    Unknown,
    /// It can't be a code of this list: wrong length, characters or check digit.
    Malformed,
    /// The list has it, but not on the day.
    NotInForce {
        /// The first day on which it is in force, when that lies after the day asked for.
        from: Option<Date>,
        /// The last day on which it was in force, when that lies before the day asked for.
        to: Option<Date>,
    },
    /// A heading: the codes below it, with more characters, are the ones to report.
    NotBillable,
    /// Its form is right, and the list itself is not at hand.
    NotChecked,
}

/// Where a release of a list comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is part of the program.
    Embedded,
    /// The user imported it.
    Imported,
}

/// A release that judges codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The list that it judges; several releases may serve one list.
    pub list: List,
    /// The code system, as `icd10cm`.
    pub system: String,
    /// The release's label, as `2026-10`.
    pub label: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Lists that judge codes. Shared by threads that validate transactions side by side.
pub trait CodeLists: Sync {
    /// What a list says of a code on a day. Where the day is not known (`None`), a code that was
    /// ever in force under 005010 is valid.
    ///
    /// `qualifier` names the code system where one list has several: the component before a
    /// diagnosis or procedure (`ABK`, `HC`), `LQ01` for a remark, `CLM05-2` for a claim frequency,
    /// `TOO01` for a tooth, `N404` for a postal code (empty: the United States or Canada). Empty
    /// where the list has one system.
    fn judge(&self, list: List, qualifier: &[u8], code: &[u8], on: Option<Date>) -> Standing;

    /// The releases that judge, in the order of [`List`]. A list that has none is judged by the
    /// form of its codes alone.
    fn releases(&self) -> Vec<Release>;
}

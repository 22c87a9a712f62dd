//! What the edits ask of the code systems.

use crate::code_editor::{NotCoveredWith, ProcedureAttributes};
use crate::payer_rules::PayerRules;
use codesets::coverage::Policies;
use codesets::exclusions::Exclusion;
use codesets::fee_schedule::FeeLine;
pub use codesets::icd10cm::AgeGroup;
use codesets::ncci::ProviderType;
use codesets::ncci::add_on::{AddOn, AddOnType};
use codesets::ncci::mue::MueLimit;
use codesets::ncci::ptp::PtpEdit;
use model::{Date, Sex};
use std::collections::BTreeMap;

/// The standing of a code on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeStatus {
    /// The code system has never had this code.
    Unknown,
    /// In force and billable.
    Valid,
    /// A heading of the code system, not a code to bill.
    NotBillable {
        /// True when longer codes stand under it; false for a chapter, block or range.
        needs_more: bool,
    },
    /// A code, but not on that day.
    NotInForce {
        /// First day in force, where known.
        from: Option<Date>,
        /// Last day in force; `None` while it is in force.
        to: Option<Date>,
    },
}

/// The highest age that the Medicare Code Editor takes as an age, in years.
pub const MAX_AGE: u16 = AgeGroup::Adult.years().1;

/// What the Medicare Code Editor says of a diagnosis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The one sex of which the code can hold.
    pub sex: Option<Sex>,
    /// The ages of which it can hold.
    pub ages: Option<AgeGroup>,
    /// The manifestation of an underlying disease that must stand before it.
    pub manifestation: bool,
    /// An external cause of morbidity.
    pub external_cause: bool,
    /// Not a reason for an inpatient stay by itself.
    pub unacceptable_principal: bool,
    /// A reason for an inpatient stay only when another diagnosis stands beside it.
    pub requires_secondary: bool,
    /// Not usually reason enough to admit a patient.
    pub questionable_admission: bool,
    /// Leaves open which side or site, where other codes tell it.
    pub unspecified_site: bool,
    /// Tells that a wrong procedure was done, or on a wrong patient or side.
    pub wrong_procedure: bool,
    /// Tells how a delivery ended.
    pub delivery_outcome: bool,
    /// The patient takes part in a clinical trial.
    pub clinical_trial: bool,
    /// Type 1 diabetes.
    pub type1_diabetes: bool,
    /// Medicare does not cover some procedures with it.
    pub not_covered_with: Option<NotCoveredWith>,
}

/// A side of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The patient's left.
    Left,
    /// The patient's right.
    Right,
}

/// A table of the payer's policy, which may be at hand or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Procedure pairs of a sort of provider.
    Ptp(ProviderType),
    /// Unit limits of a sort of provider.
    Mue(ProviderType),
    /// Add-on codes.
    AddOn,
    /// The Medicare physician fee schedule.
    FeeSchedule,
    /// The Medicare coverage database.
    Coverage,
    /// The attributes of the Medicare Code Editor, of diagnoses and procedures.
    CodeEditor,
}

/// The code systems, by date. [`crate::CodesetFacts`] implements it over the packs;
/// diagnosis codes are asked for in upper case with their dot.
pub trait CodeFacts {
    /// True when a diagnosis release is in force on that day. When false, the families that
    /// need one are reported as not checked.
    fn has_diagnoses(&self, on: Date) -> bool;

    /// The standing of an ICD-10-CM code.
    fn diagnosis(&self, code: &str, on: Date) -> CodeStatus;

    /// Sex, age and sequencing attributes of an ICD-10-CM code; all empty when it has none.
    fn diagnosis_attributes(&self, code: &str, on: Date) -> Attributes;

    /// The Excludes1 note at `a` (or above it in the tabular list) that names `b`.
    fn excludes1(&self, a: &str, b: &str, on: Date) -> Option<String>;

    /// The standing of a HCPCS, CPT or ICD-10-PCS code; `None` when the code system it belongs
    /// to is not held on that day.
    fn procedure(&self, code: &str, on: Date) -> Option<CodeStatus>;

    /// True when the modifier exists; `None` when no list that could hold it is at hand.
    fn modifier_known(&self, modifier: &str, on: Date) -> Option<bool> {
        let _ = (modifier, on);
        None
    }

    /// Whether a list of places of service that is at hand has this one; `None` without a list.
    fn place_known(&self, place: &str, on: Date) -> Option<bool> {
        let _ = (place, on);
        None
    }

    /// Whether a taxonomy code is one of the list that is at hand; `None` without a list.
    fn taxonomy_known(&self, code: &str, on: Date) -> Option<bool> {
        let _ = (code, on);
        None
    }

    /// Whether a revenue code is one of the list that is at hand; `None` without a list.
    fn revenue_known(&self, code: &str, on: Date) -> Option<bool> {
        let _ = (code, on);
        None
    }

    /// The "code first" note at a diagnosis (or above it) that names the other one.
    fn code_first(&self, holder: &str, other: &str, on: Date) -> Option<String> {
        let _ = (holder, other, on);
        None
    }

    /// The "use additional code" note at a diagnosis (or above it) that names the other one.
    fn use_additional(&self, holder: &str, other: &str, on: Date) -> Option<String> {
        let _ = (holder, other, on);
        None
    }

    /// The one side of the body of which a diagnosis speaks, where its title names one.
    fn side(&self, code: &str, on: Date) -> Option<Side> {
        let _ = (code, on);
        None
    }

    /// True when a release of the table is in force on that day. When false, the families that
    /// live on it are reported as not checked, and the lookups below answer `None`.
    fn holds(&self, table: Table, on: Date) -> bool {
        let _ = (table, on);
        false
    }

    /// What the procedure pairs say of an ordered pair of codes.
    fn ptp(
        &self,
        provider: ProviderType,
        column1: &str,
        column2: &str,
        on: Date,
    ) -> Option<PtpEdit<'_>> {
        let _ = (provider, column1, column2, on);
        None
    }

    /// The unit limit of a code, where it has one that is published.
    fn mue(&self, provider: ProviderType, code: &str, on: Date) -> Option<MueLimit<'_>> {
        let _ = (provider, code, on);
        None
    }

    /// Sex, coverage and other attributes of an ICD-10-PCS code; all empty when it has none.
    fn procedure_attributes(&self, code: &str, on: Date) -> ProcedureAttributes {
        let _ = (code, on);
        ProcedureAttributes::default()
    }

    /// What a code is added to; `None` for a code that is no add-on code.
    fn add_on(&self, code: &str, on: Date) -> Option<AddOn> {
        let _ = (code, on);
        None
    }

    /// Which primary codes an add-on code has; `None` for a code that is no add-on code. Unlike
    /// [`CodeFacts::add_on`] it makes no list.
    fn add_on_type(&self, code: &str, on: Date) -> Option<AddOnType> {
        self.add_on(code, on).map(|found| found.kind)
    }

    /// True when a code is listed as primary of an add-on code.
    fn is_primary(&self, add_on: &str, primary: &str, on: Date) -> bool {
        let found = self.add_on(add_on, on);
        found.is_some_and(|found| found.primaries.iter().any(|listed| listed == primary))
    }

    /// The fee schedule's row of a code, without modifier.
    fn fee_line(&self, code: &str, on: Date) -> Option<FeeLine> {
        self.fee_line_with(code, "", on)
    }

    /// The fee schedule's row of a code with modifier 26, TC or 53; an empty modifier asks for the
    /// row without one.
    fn fee_line_with(&self, code: &str, modifier: &str, on: Date) -> Option<FeeLine> {
        let _ = (code, modifier, on);
        None
    }

    /// The coverage policies that name a procedure code.
    fn policies(&self, code: &str, on: Date) -> Policies<'_> {
        let _ = (code, on);
        Policies::none()
    }

    /// The exclusions from federal health care programs under an NPI, whatever the day; `None`
    /// without a list.
    fn exclusions(&self, npi: &str) -> Option<Vec<Exclusion>> {
        let _ = npi;
        None
    }

    /// The payer rules at hand; without them their family is reported as not checked.
    fn payer_rules(&self) -> Option<&PayerRules> {
        None
    }

    /// Label of every release in force on that day that takes part, by name of the code system.
    fn releases(&self, on: Date) -> BTreeMap<String, String>;
}

//! External code lists (placeholder until the lists arrive on main).
#![allow(missing_docs)]
use model::Date;
macro_rules! lists { ($($variant:ident = $name:literal),* $(,)?) => {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum List { $($variant),* }
    impl List {
        pub fn from_name(name: &str) -> Option<List> { match name { $($name => Some(List::$variant),)* _ => None } }
        pub fn all() -> impl Iterator<Item = List> { [$(List::$variant),*].into_iter() }
        pub fn name(self) -> &'static str { match self { $(List::$variant => $name),* } }
    }
} }
lists! { Npi="npi", State="state", Country="country", Currency="currency", Zip="zip", Pos="pos", Taxonomy="taxonomy", Revenue="revenue", Frequency="frequency", Carc="carc", Rarc="rarc", Remark="remark", ClaimStatusCategory="claim-status-category", ClaimStatus="claim-status", Diagnosis="diagnosis", Procedure="procedure", Modifier="modifier", Ndc="ndc", Drg="drg", Condition="condition", Occurrence="occurrence", OccurrenceSpan="occurrence-span", ValueCode="value-code", DischargeStatus="discharge-status", AdmissionType="admission-type", AdmissionSource="admission-source", ServiceType="service-type", Tooth="tooth", Language="language" }
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Valid,
    Unknown,
    Malformed,
    NotInForce { from: Option<Date>, to: Option<Date> },
    NotBillable,
    NotChecked,
}
pub trait CodeLists: Sync {
    fn judge(&self, list: List, qualifier: &[u8], code: &[u8], on: Option<Date>) -> Standing;
}
pub struct Embedded;
impl CodeLists for Embedded {
    fn judge(&self, _: List, _: &[u8], _: &[u8], _: Option<Date>) -> Standing {
        Standing::NotChecked
    }
}

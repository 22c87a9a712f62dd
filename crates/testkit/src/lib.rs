//! What `cleanclaim demo` and the tests share: a made-up practice, and a way to say that a test
//! needs something which this machine may lack.
//!
//! What enters: nothing (the practice is embedded). What leaves: [`practice::PracticeChart`]s and
//! FHIR R4 bundles made from them, always the same bytes. Nobody here is a real person.
//!
//! # The shape of a bundle
//!
//! [`practice::to_bundle`] gives a `Bundle` of type `collection` with one `Patient` and one
//! `Encounter`, to which every other resource belongs. References are relative
//! (`Patient/P10001`). Where each fact stands, and in which system:
//!
//! - **Identifiers**: NPI `http://hl7.org/fhir/sid/us-npi`, tax id
//!   `urn:oid:2.16.840.1.113883.4.4`, CLIA `urn:oid:2.16.840.1.113883.4.7`, payer identifier
//!   [`practice::PAYER_ID`] on the payer's `Organization`, whose `type` is `pay`.
//! - **Taxonomy**: `PractitionerRole.specialty`; of an organisation, `Organization.type`; both
//!   `http://nucc.org/provider-taxonomy`.
//! - **Place of service**: `Location.type`, the CMS place of service code set.
//! - **Setting**: `Encounter.class` (AMB, EMER, IMP), and the setting's name as the text of
//!   `Encounter.type`; `Encounter.serviceType.text` holds words for people.
//! - **Who bills**: `Encounter.serviceProvider`. **Who renders, who ordered**:
//!   `Encounter.participant` of type PPRF (ATND for an inpatient stay) and REF.
//! - **Discharge status** (FL 17): `Encounter.hospitalization.dischargeDisposition`, system
//!   `https://www.nubc.org/CodeSystem/PatDischargeStatus`. **Admission priority** (FL 14):
//!   `Encounter.priority`, `https://www.nubc.org/CodeSystem/PriorityTypeOfAdmitOrVisit`.
//! - **Hours of admission and discharge**: times in `Encounter.period`. **Point of origin**
//!   (FL 15): `Encounter.hospitalization.admitSource`, system
//!   `https://www.nubc.org/CodeSystem/PointOfOrigin`.
//! - **Admitting diagnosis**: the `Encounter.diagnosis` whose `use` is AD (`diagnosis-role`); its
//!   `Condition` carries the code.
//! - **Payer kind**: `Coverage.type`, Source of Payment Typology (`https://nahdo.org/sopt`): 121
//!   Medicare, 111 Medicare Advantage, 2 Medicaid, 5 commercial, 95 workers' compensation, 9
//!   other; its text is the name of `model::PayerKind` in snake case.
//! - **Member, group, plan**: `Coverage.subscriberId`, `Coverage.class` of type `group` and
//!   `plan`. A subscriber who is not the patient is a `RelatedPerson`. **Authorization number**:
//!   `ClaimResponse.preAuthRef`, of use `preauthorization`.
//! - **Charge**: procedure and revenue code (`https://www.nubc.org/CodeSystem/RevenueCodes`) are
//!   codings of `ChargeItem.code`, the NDC (eleven digits) is its `productCodeableConcept`, the
//!   units its `quantity`, and the line's total its `priceOverride`.
//!
//! R4 has no place for the following; they are extensions whose URL is [`practice::EXTENSION`]
//! and a name:
//!
//! - `charge-modifier` on `ChargeItem`, once a modifier, in order: `valueCode`
//! - `ndc-quantity` on `ChargeItem`: how much of the drug was given, `valueQuantity` in UCUM:
//!   `[iU]`, `g`, `mg`, `mL`, or `{unit}` for what is counted (on the claim F2, GR, ME, ML, UN)
//! - `timely-filing-days` on `Coverage`: `valueUnsignedInt`
//! - `auth-required` on `Coverage`, once a procedure code: `valueCode`
//! - `new-patient` on `Encounter`: `valueBoolean`
//! - `present-on-admission` on `Condition`: `valueCodeableConcept`, system
//!   `https://www.nubc.org/CodeSystem/PresentOnAdmissionIndicator`
//!
//! # Charges
//!
//! A chart's charges are what is captured where care is given: laboratory, imaging, medicines,
//! operations, room and board. The level of a visit is left to coding (a yearly preventive visit
//! is captured, because its number follows from age), and is priced from [`practice::fees`].
//!
//! # Adding a chart
//!
//! Make `practice/charts/<slug>/chart.toml` and its documents, and add one line to the table in
//! `src/practice/embedded.rs`. The tests say what they miss.
#![deny(missing_docs)]

#[cfg(feature = "browser")]
pub mod accessibility;
#[cfg(feature = "browser")]
pub mod browser;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "loopback")]
pub mod loopback;
#[cfg(feature = "openid")]
pub mod openid;
pub mod outside;
#[cfg(feature = "payer")]
pub mod payer;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod practice;
#[cfg(feature = "process")]
pub mod process;

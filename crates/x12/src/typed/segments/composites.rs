//! Composite elements.

use crate::typed::node::composite;
use crate::typed::text::{Amount, Number, Text};

composite! {
    /// A procedure with its modifiers (C003).
    Procedure {
        qualifier: Text,
        code: Text,
        modifier_1: Text,
        modifier_2: Text,
        modifier_3: Text,
        modifier_4: Text,
        description: Text,
        last_code: Text,
    }
    /// Positions in the list of diagnoses, most important first (C004).
    Pointers { first: Text, second: Text, third: Text, fourth: Text, }
    /// Surfaces of a tooth (C005).
    Surfaces { first: Text, second: Text, third: Text, fourth: Text, fifth: Text, }
    /// Areas of the mouth (C006).
    OralAreas { first: Text, second: Text, third: Text, fourth: Text, fifth: Text, }
    /// Unit of measure, with its powers and factors (C001).
    Unit {
        code: Text,
        exponent_1: Number,
        multiplier_1: Number,
        code_2: Text,
        exponent_2: Number,
        multiplier_2: Number,
        code_3: Text,
        exponent_3: Number,
        multiplier_3: Number,
        code_4: Text,
        exponent_4: Number,
        multiplier_4: Number,
        code_5: Text,
        exponent_5: Number,
        multiplier_5: Number,
    }
    /// What to do with a report (C002).
    ReportActions { first: Text, second: Text, third: Text, fourth: Text, fifth: Text, }
    /// A code of HI: diagnosis, procedure, value, condition, occurrence, treatment (C022).
    HealthCode {
        qualifier: Text,
        code: Text,
        date_qualifier: Text,
        date: Text,
        amount: Amount,
        quantity: Number,
        version: Text,
        last_code: Text,
        present_on_admission: Text,
    }
    /// Where a service was given, and the frequency of the claim (C023).
    FacilityType { code: Text, qualifier: Text, frequency: Text, }
    /// Causes of an accident (C024).
    RelatedCauses {
        cause_1: Text,
        cause_2: Text,
        cause_3: Text,
        state: Text,
        country: Text,
    }
    /// A position in a segment (C030).
    Position { element: Number, component: Number, repetition: Number, }
    /// A provider's speciality (C035).
    Specialty { code: Text, agency: Text, requested: Text, }
    /// More references (C040).
    MoreReferences {
        qualifier_1: Text,
        identifier_1: Text,
        qualifier_2: Text,
        identifier_2: Text,
        qualifier_3: Text,
        identifier_3: Text,
    }
    /// Why a provider's payment is adjusted, and its reference (C042).
    AdjustmentIdentifier { reason: Text, reference: Text, }
    /// Status of a claim or service: category, status, entity, list of the status (C043).
    StatusCode { category: Text, status: Text, entity: Text, list: Text, }
    /// Medicare coverage (C052).
    MedicareStatus { plan: Text, reason_1: Text, reason_2: Text, reason_3: Text, }
    /// Race or ethnicity (C056).
    Race { code: Text, qualifier: Text, industry_code: Text, }
    /// What an error of a 999 is about (C998).
    Context { name: Text, reference: Text, }
    /// Data elements at a position (C999).
    ElementReference { first: Number, second: Number, }
}

impl Procedure {
    /// The modifiers that are given, in order.
    pub fn modifiers(&self) -> impl Iterator<Item = &str> {
        [&self.modifier_1, &self.modifier_2, &self.modifier_3, &self.modifier_4]
            .into_iter()
            .filter_map(Text::given)
    }
}

impl Pointers {
    /// The pointers that are given, in order.
    pub fn given(&self) -> impl Iterator<Item = &str> {
        [&self.first, &self.second, &self.third, &self.fourth].into_iter().filter_map(Text::given)
    }
}

//! Names, addresses, contacts, specialities, demographics.

use super::composites::{Race, Specialty};
use crate::typed::node::{elements, segment};
use crate::typed::text::{Number, Text};
use crate::typed::value::Run;

segment! {
    /// A person or an organisation by name and role.
    Nm1 "NM1" {
        1 entity: Text,
        2 entity_type: Text,
        3 last_name: Text,
        4 first_name: Text,
        5 middle_name: Text,
        6 prefix: Text,
        7 suffix: Text,
        8 qualifier: Text,
        9 identifier: Text,
        10 relationship: Text,
        11 related_entity: Text,
        12 organization_name: Text,
    }
    /// A party by name and role.
    N1 "N1" {
        1 entity: Text,
        2 name: Text,
        3 qualifier: Text,
        4 identifier: Text,
        5 relationship: Text,
        6 related_entity: Text,
    }
    /// More of a name.
    N2 "N2" {
        1 name: Text,
        2 more: Text,
    }
    /// Street.
    N3 "N3" {
        1 line_1: Text,
        2 line_2: Text,
    }
    /// City, state, postal code, country.
    N4 "N4" {
        1 city: Text,
        2 state: Text,
        3 postal_code: Text,
        4 country: Text,
        5 location_qualifier: Text,
        6 location: Text,
        7 subdivision: Text,
    }
    /// Whom to ask, and how.
    Per "PER" {
        1 function: Text,
        2 name: Text,
        3 numbers: Run<CommunicationNumber, 3>,
        9 reference: Text,
    }
    /// A provider's role and speciality.
    Prv "PRV" {
        1 role: Text,
        2 qualifier: Text,
        3 code: Text,
        4 state: Text,
        5 specialty: Specialty,
        6 organization: Text,
    }
    /// Birth date, sex and what else describes a person.
    Dmg "DMG" {
        1 date_format: Text,
        2 birth_date: Text,
        3 sex: Text,
        4 marital_status: Text,
        5 races: Vec<Race>,
        6 citizenship: Text,
        7 country: Text,
        8 verification: Text,
        9 quantity: Number,
        10 list: Text,
        11 industry_code: Text,
    }
}

elements! {
    /// A telephone number, electronic mail or web address, after its qualifier.
    CommunicationNumber { qualifier: Text, number: Text, }
}

impl Per {
    /// The first number with this qualifier, such as `TE` or `EM`.
    #[must_use]
    pub fn number(&self, qualifier: &str) -> Option<&str> {
        let found = self.numbers.iter().find(|number| number.qualifier == qualifier)?;
        found.number.given()
    }
}

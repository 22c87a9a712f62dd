//! Who is in the practice: `practice/practice.toml`.

use super::PracticeError;
use model::{Address, Facility, HumanName, Organization, PayerKind, Practitioner};
use serde::Deserialize;
use std::collections::BTreeMap;

const FILE: &str = "practice.toml";

/// Organisations, providers, facilities and payers, each under its key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    pub(super) organizations: BTreeMap<String, OrganizationEntry>,
    pub(super) providers: BTreeMap<String, ProviderEntry>,
    pub(super) facilities: BTreeMap<String, FacilityEntry>,
    pub(super) payers: BTreeMap<String, PayerEntry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganizationEntry {
    name: String,
    npi: String,
    tax_id: String,
    taxonomy: String,
    clia: Option<String>,
    address: Address,
    phone: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProviderEntry {
    name: HumanName,
    npi: String,
    taxonomy: String,
    /// Key of the organisation that bills for this person.
    pub(super) organization: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FacilityEntry {
    name: String,
    npi: String,
    place_of_service: String,
    address: Address,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PayerEntry {
    pub(super) name: String,
    pub(super) kind: PayerKind,
    pub(super) id: String,
    pub(super) timely_filing_days: u16,
    #[serde(default)]
    pub(super) auth_required: Vec<String>,
    address: Address,
}

impl Directory {
    /// The embedded directory.
    ///
    /// # Errors
    /// When the file is malformed or a provider names an unknown organisation.
    pub fn embedded() -> Result<Directory, PracticeError> {
        let directory: Directory = toml::from_str(super::embedded::PRACTICE)
            .map_err(|fault| PracticeError::Toml { file: FILE.to_owned(), fault: fault.into() })?;
        for provider in directory.providers.values() {
            directory.organization(&provider.organization)?;
        }
        Ok(directory)
    }

    /// Every organisation that bills, by key.
    #[must_use]
    pub fn organizations(&self) -> Vec<Organization> {
        self.organizations.iter().map(|(key, entry)| entry.resolve(key)).collect()
    }

    /// Every provider, by key.
    #[must_use]
    pub fn providers(&self) -> Vec<Practitioner> {
        self.providers.iter().map(|(key, entry)| entry.resolve(key)).collect()
    }

    /// Every facility, by key.
    #[must_use]
    pub fn facilities(&self) -> Vec<Facility> {
        self.facilities.iter().map(|(key, entry)| entry.resolve(key)).collect()
    }

    /// Every payer with its kind, by key.
    #[must_use]
    pub fn payers(&self) -> Vec<(Organization, PayerKind)> {
        self.payers.values().map(|entry| (entry.resolve(), entry.kind)).collect()
    }

    pub(super) fn organization(&self, key: &str) -> Result<Organization, PracticeError> {
        find(&self.organizations, key, "organization").map(|entry| entry.resolve(key))
    }

    pub(super) fn provider(&self, key: &str) -> Result<Practitioner, PracticeError> {
        find(&self.providers, key, "provider").map(|entry| entry.resolve(key))
    }

    pub(super) fn facility(&self, key: &str) -> Result<Facility, PracticeError> {
        find(&self.facilities, key, "facility").map(|entry| entry.resolve(key))
    }

    pub(super) fn payer(&self, key: &str) -> Result<&PayerEntry, PracticeError> {
        find(&self.payers, key, "payer")
    }
}

fn find<'a, T>(
    map: &'a BTreeMap<String, T>,
    key: &str,
    what: &str,
) -> Result<&'a T, PracticeError> {
    map.get(key).ok_or_else(|| {
        let known: Vec<&str> = map.keys().map(String::as_str).collect();
        let fault = format!("there is no {what} `{key}`; it has {}", known.join(", "));
        PracticeError::Content { file: FILE.to_owned(), fault }
    })
}

impl OrganizationEntry {
    fn resolve(&self, key: &str) -> Organization {
        Organization {
            id: key.to_owned(),
            name: self.name.clone(),
            npi: Some(self.npi.clone()),
            tax_id: Some(self.tax_id.clone()),
            taxonomy: Some(self.taxonomy.clone()),
            clia: self.clia.clone(),
            address: Some(self.address.clone()),
            phone: Some(self.phone.clone()),
        }
    }
}

impl ProviderEntry {
    fn resolve(&self, key: &str) -> Practitioner {
        Practitioner {
            id: key.to_owned(),
            name: self.name.clone(),
            npi: Some(self.npi.clone()),
            taxonomy: Some(self.taxonomy.clone()),
        }
    }
}

impl FacilityEntry {
    fn resolve(&self, key: &str) -> Facility {
        Facility {
            id: key.to_owned(),
            name: self.name.clone(),
            npi: Some(self.npi.clone()),
            place_of_service: Some(self.place_of_service.clone()),
            address: Some(self.address.clone()),
        }
    }
}

impl PayerEntry {
    /// The payer's id is the identifier that claims carry, not the key.
    pub(super) fn resolve(&self) -> Organization {
        Organization {
            id: self.id.clone(),
            name: self.name.clone(),
            address: Some(self.address.clone()),
            ..Organization::default()
        }
    }
}

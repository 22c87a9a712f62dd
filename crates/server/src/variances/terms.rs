//! The terms by which a site's payments are expected.

use crate::app::App;
use ::payments::variance::Tolerance;
use claims::expected::contract::{Contract, Contracts, MAX_CONTRACT_BYTES};
use claims::expected::{
    Circumstances, CodesetFees, ExpectedPayment, Locality, Percent, Terms, expected, without_terms,
};
use codesets::CodeSets;
use model::{Cents, Claim, PayerKind, TenantId};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The setting that says where the site is paid, and what is too little to chase.
pub const SETTING: &str = "expected_payment";

/// Most contract files.
const MOST_CONTRACTS: usize = 1_000;

/// The setting's body.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Places {
    /// Payment locality of Medicare, as `10112-00`; empty: the national amounts.
    pub locality: String,
    /// Differences up to this many cents are as agreed.
    pub tolerance_cents: i64,
}

impl Default for Places {
    fn default() -> Places {
        // A cent of rounding is nobody's.
        Places { locality: String::new(), tolerance_cents: 1 }
    }
}

/// The contracts and the place, read once for a payment.
pub struct Basis {
    contracts: Contracts,
    places: Places,
    medicare: Terms,
    /// Why contracts could not be read.
    pub faults: Vec<String>,
}

impl Basis {
    /// The basis of a site as it is now. A contract that cannot be read is left out and told: its
    /// payer's lines are not priced then.
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn of(app: &App, tenant: &TenantId) -> store::Result<Basis> {
        let setting = store::people::setting(&app.db, tenant, SETTING).await?;
        let places = setting.and_then(|one| serde_json::from_str(&one.body).ok());
        let folder = app.config.data.join("contracts");
        let read = tokio::task::spawn_blocking(move || contracts(&folder)).await;
        let (contracts, faults) = read.unwrap_or_default();
        let medicare = Terms::medicare();
        Ok(Basis { contracts, places: places.unwrap_or_default(), medicare, faults })
    }

    /// What is too little to chase.
    #[must_use]
    pub fn tolerance(&self) -> Tolerance {
        Tolerance { cents: Cents(self.places.tolerance_cents.max(0)), percent: Percent(0) }
    }

    /// What a payer should pay for a claim.
    #[must_use]
    pub fn expected(&self, claim: &Claim, sets: &CodeSets) -> ExpectedPayment {
        if claim.other_payers.iter().any(|one| one.paid_cents.is_some()) {
            let mut payment = without_terms(claim);
            let why = "Another payer decided first; what is left has no terms here.".to_owned();
            payment.lines.iter_mut().for_each(|line| line.reason = Some(why.clone()));
            return payment;
        }
        let terms = match (self.contracts.find(claim), claim.payer.kind) {
            (Some(contract), _) => &contract.terms,
            (None, PayerKind::Medicare) => &self.medicare,
            (None, _) => return without_terms(claim),
        };
        let locality: Option<Locality> = self.places.locality.parse().ok();
        let circumstances = Circumstances { locality, ..Circumstances::default() };
        expected(claim, terms, &CodesetFees(sets), &circumstances)
    }
}

/// The contracts of a folder; every fault of every file.
fn contracts(folder: &Path) -> (Contracts, Vec<String>) {
    let (mut contracts, mut faults) = (Contracts::default(), Vec::new());
    let Ok(listed) = std::fs::read_dir(folder) else { return (contracts, faults) };
    let mut files: Vec<_> = listed
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    for file in files.iter().take(MOST_CONTRACTS) {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match read(file, &name) {
            Ok(contract) => faults.extend(contracts.add(contract).err().map(|one| one.to_string())),
            Err(found) => faults.extend(found),
        }
    }
    (contracts, faults)
}

fn read(file: &Path, name: &str) -> Result<Contract, Vec<String>> {
    let large = std::fs::metadata(file).is_ok_and(|one| one.len() > MAX_CONTRACT_BYTES as u64);
    if large {
        return Err(vec![format!("{name}: larger than {MAX_CONTRACT_BYTES} bytes")]);
    }
    let text = std::fs::read_to_string(file).map_err(|fault| vec![format!("{name}: {fault}")])?;
    Contract::from_toml(&text, name)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

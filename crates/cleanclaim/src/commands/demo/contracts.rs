//! What the made-up practice agreed with its payers: a share of the charge, and fees for what it
//! does most.

use model::Cents;
use std::collections::BTreeMap;

/// A payer's contract.
struct Agreed {
    /// Identifier and name, as claims carry them.
    payer: (&'static str, &'static str),
    /// The first day of service.
    from: &'static str,
    /// Fees: code and dollars.
    fees: &'static [(&'static str, &'static str)],
}

/// Every contract. Medicare has a schedule of its own, which a site imports.
const AGREED: [Agreed; 4] = [
    Agreed {
        payer: ("PMHP7", "Prairie Mutual Health Plan"),
        from: "2025-01-01",
        fees: &[("99213", "118.40"), ("99214", "172.60"), ("99203", "148.25"), ("20610", "81.15")],
    },
    Agreed {
        payer: ("RBEBT", "Red Barn Employers Benefit Trust"),
        from: "2025-01-01",
        fees: &[("99213", "126.00"), ("99214", "183.00"), ("99203", "160.00"), ("20610", "88.00")],
    },
    Agreed {
        payer: ("GPADV", "Golden Plains Advantage"),
        from: "2025-01-01",
        fees: &[("99213", "96.80"), ("99214", "136.45"), ("99203", "118.10")],
    },
    Agreed {
        payer: ("CSMA1", "Cornhusk State Medical Assistance"),
        from: "2025-01-01",
        fees: &[("99213", "71.35"), ("99214", "104.90"), ("99203", "89.60")],
    },
];

/// Of the charge, for everything that has no fee; what a synthetic payer pays by itself.
const REST: &str = "60";

/// The fees of a payer by code; none where nothing was agreed.
pub(super) fn fees(payer: &str) -> BTreeMap<String, Cents> {
    let own = AGREED.iter().find(|one| one.payer.0 == payer);
    let fees = own.map_or(&[][..], |one| one.fees).iter();
    let fee = |(code, amount): &(&str, &str)| {
        Some(((*code).to_owned(), Cents::from_decimal(amount).ok()?))
    };
    fees.filter_map(fee).collect()
}

/// The contracts as the files of a site.
pub(super) fn files() -> BTreeMap<String, String> {
    let file = |one: &Agreed| {
        let (id, name) = one.payer;
        let mut text = format!(
            "# A made-up contract.\ntitle = \"{name}, since {from}\"\n\
             payers = [\"{name}\", \"{id}\"]\nfrom = {from}\n\n\
             [rules]\nlesser_of_charge = true\nmultiple_procedures = \"none\"\n\n\
             [rest]\ncharge_percent = \"{REST}\"\n",
            from = one.from,
        );
        for (code, amount) in one.fees {
            text.push_str(&format!("\n[[fee]]\ncode = \"{code}\"\namount = \"{amount}\"\n"));
        }
        (format!("{}.toml", id.to_lowercase()), text)
    };
    AGREED.iter().map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use claims::expected::contract::Contract;

    #[test]
    fn every_contract_is_one_that_a_site_can_read() {
        for (name, text) in files() {
            let read = Contract::from_toml(&text, &name);
            assert!(read.is_ok(), "{name}: {read:?}");
        }
        assert_eq!(fees("PMHP7")["99213"], Cents(11_840));
        assert!(fees("GPMCR").is_empty());
    }
}

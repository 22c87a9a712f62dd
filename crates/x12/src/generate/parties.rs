//! Made-up providers and payers, with the numbers by which they are known.

use super::chance::{Chance, Stream};
use super::people::{Address, Person, telephone};
use model::{Date, npi};

/// A plan that pays.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Payer {
    pub name: &'static str,
    pub id: &'static str,
    /// Claim filing indicator (SBR09, CLP06).
    pub filing: &'static str,
    pub street: &'static str,
    pub town: &'static str,
    pub state: &'static str,
    pub zip: &'static str,
    pub tax_id: &'static str,
}

const fn payer(
    (name, id, filing): (&'static str, &'static str, &'static str),
    (street, town, state, zip): (&'static str, &'static str, &'static str, &'static str),
    tax_id: &'static str,
) -> Payer {
    Payer { name, id, filing, street, town, state, zip, tax_id }
}

/// Payers of medical claims. The first two are Medicare's.
pub(crate) const PAYERS: [Payer; 10] = [
    payer(
        ("MEDICARE PART B", "90011", "MB"),
        ("PO BOX 4100", "CEDAR HOLLOW", "NE", "689992100"),
        "690020001",
    ),
    payer(
        ("MEDICARE PART A", "90012", "MA"),
        ("PO BOX 4200", "CEDAR HOLLOW", "NE", "689992200"),
        "690020002",
    ),
    payer(
        ("PRAIRIE MUTUAL HEALTH PLAN", "90021", "CI"),
        ("400 HARVEST PKWY", "MAPLE JUNCTION", "IL", "606993300"),
        "690020003",
    ),
    payer(
        ("GREAT BASIN ASSURANCE", "90022", "CI"),
        ("PO BOX 7710", "GRANITE FALLS", "CO", "802997710"),
        "690020004",
    ),
    payer(
        ("BLUE HERON SERVICE PLAN", "90031", "BL"),
        ("1 HERON PLAZA", "WEST LANDING", "PA", "191991001"),
        "690020005",
    ),
    payer(
        ("TIMBERLINE HMO", "90041", "HM"),
        ("88 SUMMIT WAY", "TIMBER CREEK", "WA", "981998800"),
        "690020006",
    ),
    payer(
        ("OPEN GATE PPO", "90051", "12"),
        ("PO BOX 1900", "SPRING TERRACE", "TX", "753991900"),
        "690020007",
    ),
    payer(
        ("STATE MEDICAL ASSISTANCE", "90061", "MC"),
        ("PO BOX 555", "NORTH FERRY", "OH", "441990555"),
        "690020008",
    ),
    payer(
        ("SILVER SAGE ADVANTAGE", "90071", "16"),
        ("2100 MESA RD", "WHITE MESA", "AZ", "850992100"),
        "690020009",
    ),
    payer(
        ("SERVICE FAMILIES PLAN", "90081", "CH"),
        ("PO BOX 8000", "SALT MARSH", "FL", "332998000"),
        "690020010",
    ),
];

impl Payer {
    pub(crate) fn is_medicare(&self) -> bool {
        matches!(self.filing, "MA" | "MB")
    }
}

/// Somebody who treats, or the organisation that bills for it.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    /// Organisation, or last name.
    pub name: String,
    /// Empty for an organisation.
    pub first: &'static str,
    pub npi: String,
    pub tax_id: String,
    pub taxonomy: &'static str,
    pub address: Address,
    pub telephone: String,
}

/// What kind of provider bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trade {
    Group,
    Ambulance,
    Supplier,
    Hospital,
    NursingFacility,
    Dentist,
}

const PLACES: [&str; 12] = [
    "ALDERWOOD",
    "BRIDGEWATER",
    "CLEARVIEW",
    "COTTONWOOD",
    "EASTGATE",
    "FOX RIVER",
    "LAKELAND",
    "NORTHSTAR",
    "PLATTE BEND",
    "ROSEMONT",
    "SANDHILLS",
    "WESTBROOK",
];

impl Trade {
    fn words(self) -> (&'static [&'static str], &'static str) {
        match self {
            Trade::Group => {
                (&["FAMILY MEDICINE PC", "MEDICAL GROUP LLC", "CLINIC PA"], "193200000X")
            }
            Trade::Ambulance => (&["AMBULANCE SERVICE INC"], "341600000X"),
            Trade::Supplier => (&["HOME MEDICAL SUPPLY INC"], "332B00000X"),
            Trade::Hospital => (&["COMMUNITY HOSPITAL", "REGIONAL MEDICAL CENTER"], "282N00000X"),
            Trade::NursingFacility => (&["SKILLED NURSING CENTER"], "314000000X"),
            Trade::Dentist => (&["DENTAL CARE PC", "FAMILY DENTISTRY LLC"], "1223G0001X"),
        }
    }
}

/// Ten digits with their check digit, the first 1.
pub(crate) fn npi_of(number: u64) -> String {
    let nine = format!("1{:08}", number % 100_000_000);
    let check = npi::check_digit(&nine).unwrap_or(b'0');
    format!("{nine}{}", char::from(check))
}

impl Provider {
    /// The organisation with this number.
    pub(crate) fn organisation(seed: u64, trade: Trade, number: u64) -> Provider {
        let number = number.wrapping_mul(8).wrapping_add(trade as u64);
        let mut chance = Chance::new(seed, Stream::Provider, number);
        let (words, taxonomy) = trade.words();
        let npi = npi_of(chance.below(100_000_000));
        let mut address = Address::drawn(&mut chance);
        if address.second.starts_with("APT") {
            address.second.clear();
        }
        Provider {
            name: format!("{} {}", chance.pick(&PLACES), chance.pick(words)),
            first: "",
            npi,
            tax_id: format!("69{}", chance.digits(7)),
            taxonomy,
            address,
            telephone: telephone(&mut chance),
        }
    }

    /// A person with this profession.
    pub(crate) fn person(chance: &mut Chance, taxonomy: &'static str) -> Provider {
        let day = Date::default();
        let person = Person::drawn(chance, day, 30, 60);
        Provider {
            name: person.last.to_owned(),
            first: person.first,
            npi: npi_of(chance.below(100_000_000)),
            tax_id: format!("69{}", chance.digits(7)),
            taxonomy,
            address: Address::drawn(chance),
            telephone: telephone(chance),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_npi_has_its_check_digit() {
        for number in [0, 1, 99_999_999, 123_456_789_012] {
            assert!(npi::is_valid(&npi_of(number)));
        }
        for number in 0..50 {
            let provider = Provider::organisation(7, Trade::Hospital, number);
            assert!(npi::is_valid(&provider.npi));
            assert_eq!(provider.tax_id.len(), 9);
            assert_eq!(provider.address.zip.len(), 9);
        }
    }
}

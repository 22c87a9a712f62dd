//! Made-up people and where they live. Nobody here exists, and no town does; the ZIP codes have
//! the right form for their states.

use super::chance::Chance;
use model::Date;

const LAST: [&str; 48] = [
    "ABERNATHY",
    "ALVAREZ",
    "BAINBRIDGE",
    "BERGSTROM",
    "BLACKWELL",
    "CALDERON",
    "CHAUDHRY",
    "CORTEZ",
    "DELACRUZ",
    "DUNLEAVY",
    "EASTMAN",
    "ELLINGTON",
    "FAIRCHILD",
    "FITZGERALD",
    "GALLAGHER",
    "GRANGER",
    "HALVORSEN",
    "HARGROVE",
    "IVERSON",
    "JANKOWSKI",
    "KESSLER",
    "KIRKPATRICK",
    "LINDQUIST",
    "LOCKHART",
    "MACIEJEWSKI",
    "MCALLISTER",
    "NAKAMURA",
    "NGUYEN",
    "O'DONNELL",
    "OKAFOR",
    "PATEL",
    "PENNINGTON",
    "QUINTERO",
    "RADCLIFFE",
    "ROSENTHAL",
    "SANDOVAL",
    "SMITH-JONES",
    "STEPANEK",
    "TALBOT",
    "THORNBURY",
    "UNDERHILL",
    "VANDERBERG",
    "VILLANUEVA",
    "WHITLOCK",
    "WINSLOW",
    "YAMADA",
    "ZELINSKI",
    "ZIMMERMAN",
];
const WOMEN: [&str; 20] = [
    "AGNES", "BEATRIZ", "CLARA", "DOLORES", "EDITH", "FATIMA", "GRACE", "HANNAH", "INGRID",
    "JULIA", "KEIKO", "LUCIA", "MARGARET", "NADIA", "OLIVIA", "PRIYA", "ROSA", "SYLVIA", "TERESA",
    "WINIFRED",
];
const MEN: [&str; 20] = [
    "ALBERT", "BENJAMIN", "CARLOS", "DMITRI", "EDUARDO", "FRANK", "GEORGE", "HIROSHI", "ISAAC",
    "JAMES", "KAREEM", "LEONARD", "MARCUS", "NATHAN", "OSCAR", "PETER", "RAUL", "SAMUEL", "THOMAS",
    "WALTER",
];
const STREETS: [&str; 16] = [
    "ALDER LN",
    "BIRCHWOOD DR",
    "CANAL ST",
    "DEPOT RD",
    "ELMHURST AVE",
    "FOUNDRY ST",
    "GARDEN CT",
    "HIGHLAND AVE",
    "JUNIPER WAY",
    "LAKESHORE BLVD",
    "MEADOW LARK RD",
    "OLD MILL RD",
    "PROSPECT ST",
    "QUARRY RD",
    "RIVERVIEW TER",
    "SYCAMORE PL",
];
/// Town, state and the first five digits of the ZIP code.
const TOWNS: [(&str, &str, &str); 14] = [
    ("CEDAR HOLLOW", "NE", "68999"),
    ("NORTH FERRY", "OH", "44199"),
    ("GRANITE FALLS", "CO", "80299"),
    ("MAPLE JUNCTION", "IL", "60699"),
    ("PORT ASHBY", "MA", "02199"),
    ("SALT MARSH", "FL", "33299"),
    ("SANTA AMARA", "CA", "90899"),
    ("SPRING TERRACE", "TX", "75399"),
    ("TIMBER CREEK", "WA", "98199"),
    ("UPPER BASIN", "NY", "10299"),
    ("VINEYARD GAP", "GA", "30399"),
    ("WEST LANDING", "PA", "19199"),
    ("WHITE MESA", "AZ", "85099"),
    ("YARROW", "MN", "55499"),
];

/// A person's name, sex and birth date.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub last: &'static str,
    pub first: &'static str,
    pub middle: &'static str,
    pub female: bool,
    pub born: Date,
}

/// Where somebody is.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub street: String,
    pub second: String,
    pub town: &'static str,
    pub state: &'static str,
    pub zip: String,
}

impl Person {
    /// Somebody between `youngest` and `oldest` years old on `day`.
    pub(crate) fn drawn(chance: &mut Chance, day: Date, youngest: i64, oldest: i64) -> Person {
        let female = chance.one_in(2);
        let age = chance.between(youngest * 365 + 1, oldest * 365 + 364);
        Person {
            last: chance.pick(&LAST),
            first: chance.pick(if female { &WOMEN } else { &MEN }),
            middle: chance.pick(&["", "", "A", "J", "LEE", "M", "R"]),
            female,
            born: day.plus_days(-i32::try_from(age).unwrap_or(10_000)),
        }
    }

    pub(crate) fn sex(&self) -> &'static str {
        if self.female { "F" } else { "M" }
    }
}

impl Address {
    pub(crate) fn drawn(chance: &mut Chance) -> Address {
        let (town, state, zip) = chance.pick(&TOWNS);
        let second = match chance.below(6) {
            0 => format!("APT {}", chance.between(1, 48)),
            1 => format!("SUITE {}", chance.between(100, 940)),
            _ => String::new(),
        };
        let street = format!("{} {}", chance.between(100, 9899), chance.pick(&STREETS));
        Address { street, second, town, state, zip: format!("{zip}{}", chance.between(1001, 8999)) }
    }
}

/// A telephone number of the range that is kept free for fiction.
pub(crate) fn telephone(chance: &mut Chance) -> String {
    format!("{}55501{:02}", chance.pick(&["303", "402", "614", "718"]), chance.below(100))
}

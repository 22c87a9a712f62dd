//! Where: states, countries with their currencies, postal codes, places of service.

use super::Standing;
use super::carried::{self, Day};
use super::short::{Pairs, Triples, is_digits, is_plain, number};
use model::Date;

/// States and the District of Columbia; territories and freely associated states; the armed
/// forces' three; provinces and territories of Canada.
static STATES: Pairs = Pairs::of(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ \
     NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY \
     AS FM GU MH MP PR PW VI AA AE AP \
     AB BC MB NB NL NS NT NU ON PE QC SK YT",
);

/// Letters that some lists carry and others do not: the minor outlying islands, and the former
/// ones of Newfoundland and Quebec.
static STATES_UNSURE: Pairs = Pairs::of("UM NF PQ");

/// ISO 3166-1, two letters.
static COUNTRIES: Pairs = Pairs::of(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR \
     BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ \
     EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW \
     GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY \
     KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV \
     MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY \
     QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG \
     TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM \
     ZW",
);

/// ISO 3166-1, three letters.
static COUNTRIES_LONG: Triples = Triples::of(
    "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD \
     BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR \
     COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH \
     ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL \
     GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR \
     JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR \
     MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL \
     NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY \
     PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP \
     SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA \
     UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE",
);

/// Countries that are no more, with the last day of their code (ISO 3166-3).
const COUNTRIES_GONE: [(&[u8], Day); 8] = [
    (b"AN", (2010, 12, 14)),
    (b"ANT", (2010, 12, 14)),
    (b"CS", (2006, 9, 25)),
    (b"SCG", (2006, 9, 25)),
    (b"TP", (2002, 5, 19)),
    (b"TMP", (2002, 5, 19)),
    (b"YU", (2003, 7, 22)),
    (b"YUG", (2003, 7, 22)),
];

/// Kosovo: in wide use, and in the part of ISO 3166 that is left to users.
const KOSOVO: [&[u8]; 2] = [b"XK", b"XKX"];

/// ISO 4217, currencies and funds.
static CURRENCIES: Triples = Triples::of(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN \
     BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR \
     FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY \
     KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU \
     MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON \
     RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP \
     TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB \
     XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG",
);

/// Currencies that went while 005010 was used, with the last day.
const CURRENCIES_GONE: [(&[u8], Day); 14] = [
    (b"ANG", (2025, 6, 30)),
    (b"BGN", (2025, 12, 31)),
    (b"BYR", (2016, 12, 31)),
    (b"CUC", (2021, 6, 30)),
    (b"HRK", (2022, 12, 31)),
    (b"LTL", (2014, 12, 31)),
    (b"LVL", (2013, 12, 31)),
    (b"MRO", (2017, 12, 31)),
    (b"SLL", (2024, 3, 31)),
    (b"STD", (2017, 12, 31)),
    (b"USS", (2014, 3, 27)),
    (b"VEF", (2018, 8, 19)),
    (b"ZMK", (2012, 12, 31)),
    (b"ZWL", (2024, 8, 31)),
];

/// CMS, "Place of Service Code Set".
static PLACES: Pairs = Pairs::of(
    "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 31 32 33 34 \
     41 42 49 50 51 52 53 54 55 56 57 58 60 61 62 65 66 71 72 81 99",
);

/// The places that came after 005010 began, with the first day.
const PLACES_BEGUN: [(&[u8], Day); 7] = [
    (b"02", (2017, 1, 1)),
    (b"10", (2022, 1, 1)),
    (b"18", (2013, 1, 1)),
    (b"19", (2016, 1, 1)),
    (b"27", (2023, 10, 1)),
    (b"58", (2020, 1, 1)),
    (b"66", (2024, 8, 1)),
];

/// The release of the places.
pub(super) const PLACES_LABEL: &str = "2024-08";

/// The lowest and the highest ZIP code (Holtsville, New York, and Ketchikan, Alaska).
const ZIPS: std::ops::RangeInclusive<u32> = 501..=99_950;

pub(super) fn state(code: &[u8]) -> Standing {
    match code {
        [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => {
            if STATES.has(code) {
                Standing::Valid
            } else if STATES_UNSURE.has(code) {
                Standing::NotChecked
            } else {
                Standing::Unknown
            }
        }
        _ => Standing::Malformed,
    }
}

pub(super) fn country(code: &[u8], on: Option<Date>) -> Standing {
    if !matches!(code.len(), 2 | 3) || !code.iter().all(u8::is_ascii_uppercase) {
        return Standing::Malformed;
    }
    if COUNTRIES.has(code) || COUNTRIES_LONG.has(code) {
        return Standing::Valid;
    }
    if KOSOVO.contains(&code) {
        return Standing::NotChecked;
    }
    carried::ended(&COUNTRIES_GONE, code, on).unwrap_or(Standing::Unknown)
}

pub(super) fn currency(code: &[u8], on: Option<Date>) -> Standing {
    if code.len() != 3 || !code.iter().all(u8::is_ascii_uppercase) {
        return Standing::Malformed;
    }
    if CURRENCIES.has(code) {
        return Standing::Valid;
    }
    carried::ended(&CURRENCIES_GONE, code, on).unwrap_or(Standing::Unknown)
}

pub(super) fn place_of_service(code: &[u8], on: Option<Date>) -> Standing {
    if !is_digits(code, 2, 2) {
        return Standing::Malformed;
    }
    if !PLACES.has(code) {
        return Standing::Unknown;
    }
    carried::began(&PLACES_BEGUN, code, on)
}

/// The form of a postal code by its country: five or nine digits in the United States, letter and
/// digit in turn in Canada; elsewhere anything. Without a country it is one of the two.
pub(super) fn zip(country: &[u8], code: &[u8]) -> Standing {
    match country {
        b"" => match american_zip(code) {
            Standing::Malformed => canadian_zip(code),
            standing => standing,
        },
        b"US" | b"USA" => american_zip(code),
        b"CA" | b"CAN" => canadian_zip(code),
        _ if code.is_empty() => Standing::Malformed,
        _ => Standing::NotChecked,
    }
}

fn american_zip(code: &[u8]) -> Standing {
    if !is_digits(code, 5, 5) && !is_digits(code, 9, 9) {
        return Standing::Malformed;
    }
    match number(&code[..5]) {
        Some(zip) if ZIPS.contains(&zip) => Standing::Valid,
        _ => Standing::Unknown,
    }
}

/// `A1A1A1`, with or without a blank in the middle. The first letter names the district, and D,
/// F, I, O, Q, U, W and Z do not begin one; D, F, I, O, Q and U stand nowhere.
fn canadian_zip(code: &[u8]) -> Standing {
    let joined = match code {
        [a, b, c, b' ', d, e, f] => [*a, *b, *c, *d, *e, *f],
        [a, b, c, d, e, f] => [*a, *b, *c, *d, *e, *f],
        _ => return Standing::Malformed,
    };
    let turns = is_plain(&joined, 6, 6)
        && joined.iter().enumerate().all(|(at, b)| b.is_ascii_digit() == (at % 2 == 1));
    if !turns {
        return Standing::Malformed;
    }
    let never = |letter: u8| b"DFIOQU".contains(&letter);
    let unknown = never(joined[0]) || never(joined[2]) || never(joined[4]);
    if unknown || b"WZ".contains(&joined[0]) { Standing::Unknown } else { Standing::Valid }
}

#[cfg(test)]
mod tests;

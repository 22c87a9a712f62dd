use super::*;
use Standing::{Malformed, NotChecked, Unknown, Valid};

fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

fn until(text: &str) -> Standing {
    Standing::NotInForce { from: None, to: day(text) }
}

fn from(text: &str) -> Standing {
    Standing::NotInForce { from: day(text), to: None }
}

#[test]
fn states() {
    for (code, standing) in [
        ("NY", Valid),
        ("DC", Valid),
        ("PR", Valid),
        ("AE", Valid),
        ("QC", Valid),
        ("NU", Valid),
        ("PQ", NotChecked),
        ("UM", NotChecked),
        ("ZZ", Unknown),
        ("XX", Unknown),
        ("N1", Malformed),
        ("99", Malformed),
        ("ny", Malformed),
        ("N", Malformed),
        ("NYC", Malformed),
        ("", Malformed),
    ] {
        assert_eq!(state(code.as_bytes()), standing, "{code}");
    }
}

#[test]
fn countries_and_currencies() {
    for (code, on, standing) in [
        ("US", None, Valid),
        ("USA", None, Valid),
        ("CW", day("2026-01-01"), Valid),
        ("XK", None, NotChecked),
        ("AN", day("2010-12-14"), Valid),
        ("AN", day("2010-12-15"), until("2010-12-14")),
        ("AN", None, until("2010-12-14")),
        ("XX", None, Unknown),
        ("ZZ", None, Unknown),
        ("UK", None, Unknown),
        ("us", None, Malformed),
        ("1", None, Malformed),
        ("USAA", None, Malformed),
    ] {
        assert_eq!(country(code.as_bytes(), on), standing, "{code} {on:?}");
    }
    for (code, on, standing) in [
        ("USD", None, Valid),
        ("CAD", day("2026-01-01"), Valid),
        ("HRK", day("2022-12-31"), Valid),
        ("HRK", day("2023-01-01"), until("2022-12-31")),
        ("HRK", None, Valid),
        ("USX", None, Unknown),
        ("US", None, Malformed),
        ("840", None, Malformed),
    ] {
        assert_eq!(currency(code.as_bytes(), on), standing, "{code} {on:?}");
    }
}

#[test]
fn postal_codes() {
    for (country, code, standing) in [
        ("", "10001", Valid),
        ("", "100011234", Valid),
        ("US", "00501", Valid),
        ("", "00500", Unknown),
        ("", "000000000", Unknown),
        ("", "99950", Valid),
        ("", "99999", Unknown),
        ("", "10001-1234", Malformed),
        ("", "1000", Malformed),
        ("", "100011", Malformed),
        ("US", "K1A0B1", Malformed),
        ("", "K1A0B1", Valid),
        ("CA", "K1A 0B1", Valid),
        ("CA", "10001", Malformed),
        ("CA", "Z1A0B1", Unknown),
        ("CA", "k1a0b1", Malformed),
        ("CA", "K1A-0B1", Malformed),
        ("DE", "1067", NotChecked),
        ("GB", "SW1A 1AA", NotChecked),
        ("GB", "", Malformed),
        ("", "", Malformed),
    ] {
        assert_eq!(zip(country.as_bytes(), code.as_bytes()), standing, "{country} {code}");
    }
}

#[test]
fn places_of_service_by_day() {
    for (code, on, standing) in [
        ("11", day("2026-01-01"), Valid),
        ("10", day("2021-12-31"), from("2022-01-01")),
        ("10", day("2022-01-01"), Valid),
        ("27", day("2023-09-30"), from("2023-10-01")),
        ("27", day("2023-10-01"), Valid),
        ("66", day("2024-07-31"), from("2024-08-01")),
        ("66", None, Valid),
        ("28", day("2026-01-01"), Unknown),
        ("00", None, Unknown),
        ("98", None, Unknown),
        ("99", None, Valid),
        ("1", None, Malformed),
        ("011", None, Malformed),
        ("1A", None, Malformed),
    ] {
        assert_eq!(place_of_service(code.as_bytes(), on), standing, "{code} {on:?}");
    }
    let all = (0..100).filter(|n| PLACES.has(format!("{n:02}").as_bytes())).count();
    assert_eq!(all, 52);
}

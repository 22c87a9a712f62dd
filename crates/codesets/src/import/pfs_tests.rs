//! Relative value files in both layouts, made by hand.

use super::*;
use crate::PackBytes;
use crate::fee_schedule::table::FeeTable;

const NAME: &str = "PPRRVU24_JUL.csv";

const ONE_ROW: &str = "HCPCS,MOD,DESCRIPTION,STATUS CODE,NOT USED FOR MEDICARE PAYMENT,WORK RVU,\
    NON-FAC PE RVU,NON-FAC NA INDICATOR,FACILITY PE RVU,FACILITY NA INDICATOR,MP RVU,\
    NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,PRE OP,INTRA OP,POST OP,MULT PROC,\
    BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,ENDO BASE,CONV FACTOR,PHYSICIAN SUPERVISION OF \
    DIAGNOSTIC PROCEDURES,CALCULATION FLAG,DIAGNOSTIC IMAGING FAMILY INDICATOR,NON-FACILITY PE \
    USED FOR OPPS PAYMENT AMOUNT,FACILITY PE USED FOR OPPS PAYMENT AMOUNT,MP USED FOR OPPS \
    PAYMENT AMOUNT\r\n";

const STACKED_ROWS: &str = "\
    ,,2024 National Physician Fee Schedule Relative Value File July Release,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n\
    ,,\"A notice, made up\",,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n\
    ,,,,,,,,,,,,,,,,,,,,,,,,,PHYSICIAN,,,NON-FACILITY,FACILITY,MP\r\n\
    ,,,,NOT USED FOR,,,NON-FAC,,FACILITY,,,,,,,,,,,,,,,,SUPERVISION OF,,DIAGNOSTIC IMAGING,PE USED FOR OPPS,PE USED FOR OPPS,USED FOR OPPS\r\n\
    ,,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT\r\n\
    HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT\r\n";

const ROWS: &str = "\
    99213,,\"Made up, one\",A,,1.3,1.33,,0.56,,0.1,2.73,1.96,0,XXX,0.0,0.0,0.0,0,0,0,0,0,,33.2875,09,0,99,0.0,0.0,0.0\r\n\
    71046,TC,,A,,0.00,0.69,,0.69,NA,0.01,0.70,0.70,1,XXX,0.00,0.00,0.00,0,0,0,0,0,,33.2875,01,0,88,2.61,2.61,0.04\r\n\
    45385,,,R,,4.57,9.74,NA,2.32,,0.55,14.86,7.44,0,090,0.10,0.69,0.21000000000000002,3,1,2,0,9,45378,33.2875,09,0,99,0,0,0\r\n";

fn table(file: &str, text: &str) -> Result<(PackHeader, FeeTable), String> {
    let imported = import(file, text.as_bytes(), None).map_err(|fault| fault.to_string())?;
    let payload = PackBytes::held(imported.payload);
    let table = FeeTable::read(imported.header.clone(), &payload).unwrap();
    Ok((imported.header, table))
}

fn expected() -> [(&'static str, &'static str, FeeLine); 3] {
    let usual = FeeLine {
        status: 'A',
        conversion_factor: 332_875,
        imaging_family: 99,
        ..FeeLine::default()
    };
    [
        (
            "99213",
            "",
            FeeLine {
                work: 130,
                practice_non_facility: 133,
                practice_facility: 56,
                malpractice: 10,
                ..usual
            },
        ),
        (
            "71046",
            "TC",
            FeeLine {
                practice_non_facility: 69,
                practice_facility: 69,
                malpractice: 1,
                not_in_facility: true,
                components: 1,
                imaging_family: 88,
                ..usual
            },
        ),
        (
            "45385",
            "",
            FeeLine {
                status: 'R',
                work: 457,
                practice_non_facility: 974,
                practice_facility: 232,
                malpractice: 55,
                not_outside_facility: true,
                global: GlobalPeriod::NinetyDays,
                shares: [1_000, 6_900, 2_100],
                multiple: 3,
                bilateral: 1,
                assistant: 2,
                team: 9,
                endoscopic_base: Some(*b"45378"),
                ..usual
            },
        ),
    ]
}

#[test]
fn headings_in_one_row_and_in_four() {
    for headings in [ONE_ROW, STACKED_ROWS] {
        for ends in ["\r\n", "\n", "\r"] {
            let text = format!("{headings}{ROWS}{}\r\n", ",".repeat(30)).replace("\r\n", ends);
            assert!(ends == "\r" || is_fee_schedule(&text));
            let (header, table) = table(NAME, &text).unwrap();
            let counts = (header.rows["rows"], header.rows["with_modifier"]);
            assert_eq!((header.kind, header.label.as_str()), (PackKind::FeeSchedule, "2024-07"));
            assert_eq!(counts, (3, 1));
            for (code, modifier, line) in expected() {
                assert_eq!(table.find(code, modifier), Some(line), "{code} {modifier}");
            }
        }
    }
    // An inserted column changes no other.
    let inserted = |text: &str| -> String {
        let line = |line: &str| match line.split_once(",A,,").or(line.split_once(",R,,")) {
            Some((before, after)) => format!("{before},A,x,,{after}\n"),
            None => {
                line.replace("CODE,PAYMENT", "CODE,NEW,PAYMENT")
                    .replace("STATUS CODE,NOT", "STATUS CODE,NEW,NOT")
                    + "\n"
            }
        };
        text.lines().map(line).collect()
    };
    let text = format!("{}{}", inserted(ONE_ROW), inserted(ROWS));
    let (_, table) = table(NAME, &text).unwrap();
    assert_eq!(table.find("99213", ""), Some(expected()[0].2));
}

#[test]
fn releases_and_whose_conversion_factor() {
    let (others, apm) = (PackKind::FeeSchedule, PackKind::FeeScheduleApm);
    for (name, kind, starts) in [
        ("a/rvu24c.zip/PPRRVU24_JUL.csv", others, Some("2024-07-01")),
        ("PPRRVU25_JAN1.csv", others, Some("2025-01-01")),
        ("PPRRVU2025_Oct.csv", others, Some("2025-10-01")),
        ("rvu26a.zip/PPRRVU2026_Jan_nonQPP.csv", others, Some("2026-01-01")),
        ("rvu26a.zip/PPRRVU2026_Jan_QPP.csv", apm, Some("2026-01-01")),
        ("PPRRVU2026_Apr_non-QPP.csv", others, Some("2026-04-01")),
        ("mine.csv", others, None),
        ("PPRRVU.csv", others, None),
    ] {
        match (table(name, &format!("{ONE_ROW}{ROWS}")), starts) {
            (Ok((header, _)), Some(starts)) => {
                assert_eq!((header.kind, header.starts.to_string().as_str()), (kind, starts));
            }
            (Err(fault), None) => assert!(fault.contains("--release"), "{fault}"),
            (found, _) => panic!("{name}: {found:?}"),
        }
        let (header, _) = table("mine.csv", &format!("{STACKED_ROWS}{ROWS}")).unwrap();
        assert_eq!(header.starts.to_string(), "2024-07-01", "by its title");
    }
}

#[test]
fn faults_name_their_line() {
    let row = ROWS.lines().next().unwrap();
    for (from, to, words) in [
        ("99213", "9213", "line 2: `9213` is no procedure code"),
        ("99213,,", "99213,2,", "line 2: `2` is no modifier"),
        (",A,", ",AB,", "line 2: `AB` is no status code"),
        (",1.3,", ",1.333,", "line 2: `1.333` is no relative value"),
        (",1.3,", ",-1.3,", "line 2: `-1.3` is no relative value"),
        (",0.56,,", ",0.56,x,", "line 2: `x` is no NA indicator"),
        (",XXX,", ",100,", "line 2: `100` is no global period"),
        ("XXX,0.0,", "XXX,10,", "line 2: `10` is no share"),
        (",0,XXX", ",10,XXX", "line 2: `10` is no PC/TC"),
        (",,33", ",x,33", "line 2: `x` is no code"),
        ("33.2875", "33,2875", "line 2: 32 cells below 31"),
        ("33.2875", "$33", "line 2: `$33` is no conversion factor"),
        (",99,", ",many,", "line 2: `many` is no imaging family"),
        (",0,99,0.0,0.0,0.0", "", "line 2: 26 cells, at least 28"),
    ] {
        assert!(row.contains(from), "{from}");
        let fault = table(NAME, &format!("{ONE_ROW}{}\n", row.replacen(from, to, 1))).unwrap_err();
        assert!(fault.contains(words), "{fault}");
    }
    let twice = table(NAME, &format!("{ONE_ROW}{row}\n{row}\n")).unwrap_err();
    assert!(twice.contains("line 3: 99213 stands twice"), "{twice}");
    assert!(table(NAME, ONE_ROW).unwrap_err().contains("line 1: no code stands below"));
    let without = ONE_ROW.replace("GLOB DAYS", "DAYS");
    let fault = table(NAME, &format!("{without}{ROWS}")).unwrap_err();
    assert!(fault.contains("line 1: no column is headed `glob`"), "{fault}");
    assert!(!is_fee_schedule("HCPCS,MOD,NAME\n") && !is_fee_schedule(ROWS));
}

/// Every cut of a file, and every byte of it changed, is read or refused, never a panic.
#[test]
fn cut_and_changed_files() {
    let text = format!("{ONE_ROW}{}", ROWS.lines().next().unwrap());
    for at in 0..text.len() {
        for byte in [None, Some(b'"'), Some(b','), Some(b'\n'), Some(0xff), Some(b'9')] {
            let mut bytes = text.clone().into_bytes();
            match byte {
                None => bytes.truncate(at),
                Some(byte) => bytes[at] = byte,
            }
            match import(NAME, &bytes, None) {
                Ok(imported) => assert!(imported.header.rows["rows"] <= 2),
                Err(fault) => assert!(fault.to_string().starts_with(NAME)),
            }
        }
    }
}

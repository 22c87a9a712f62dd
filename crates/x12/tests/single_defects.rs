//! Legal claims with one line changed: each change is found with its SNIP type and its code, at the
//! segment that a biller has to look at; other changes are legal and nothing is said of them.

use x12::generate::{Kind, Plan, generate};
use x12::validate::{Options, Report, Severity, validate};

/// One change of a line that begins with the first text: its end is replaced where the line has
/// the text, the whole line when the new text is empty.
enum Change {
    /// The first text within the first line that begins so becomes the second.
    Within(&'static str, &'static str, &'static str),
    /// A line is added after the first one that begins so.
    After(&'static str, &'static str),
    /// The first line that begins so is left out.
    Without(&'static str),
}
use Change::{After, Within, Without};

const PROFESSIONAL: &str = "\
HI*ABK:J0300*ABF:E119
LX*1
SV1*HC:99213*100*UN*1***1
DTP*472*D8*20250303";

const LABORATORY: &str = "\
HI*ABK:J0300*ABF:E119
LX*1
SV1*HC:87070*100*UN*1***1
DTP*472*D8*20250303
REF*X4*12D4567890";

const REFERRED: &str = "\
HI*ABK:J0300*ABF:E119
NM1*DN*1*WELBY*MARCUS
NM1*P3*1*CARE*PRIMA
LX*1
SV1*HC:99213*100*UN*1***1
DTP*472*D8*20250303";

const PAID_BEFORE: &str = "\
HI*ABK:J0300*ABF:E119
SBR*S*18*******CI
AMT*D*80
OI***Y***Y
NM1*IL*1*SMITH*JACK****MI*T55TY666
NM1*PR*2*KEY INSURANCE*****PI*999996667
LX*1
SV1*HC:99213*100*UN*1***1
DTP*472*D8*20250303
SVD*999996667*80*HC:99213**1
CAS*PR*1*20
DTP*573*D8*20250305";

const OUTPATIENT: &str = "\
DTP*434*RD8*20250301-20250331
CL1*3*1*01
HI*ABK:J0300
HI*BI:70:RD8:20250101-20250105
HI*BE:A1:::15.31
HI*BG:09
NM1*71*1*JONES*JOHN****XX*1234567893
LX*1
SV2*0305*HC:85025*100*UN*1
DTP*472*D8*20250303";

const STAY: &str = "\
DTP*096*TM*1130
DTP*434*RD8*20250301-20250305
DTP*435*DT*202503011242
CL1*1*1*01
HI*ABK:J189:::::::Y
HI*ABJ:R0600
HI*BBR:0DTJ4ZZ:D8:20250302
NM1*71*1*JONES*JOHN****XX*1234567893
NM1*72*1*MEYERS*JANE****XX*1234567893
LX*1
SV2*0120**100*DA*4";

const FILLING: &str = "\
DTP*472*D8*20250303
LX*1
SV3*AD:D2150*100****1
TOO*JP*12*M:O";

const QUADRANT: &str = "\
DTP*472*D8*20250303
LX*1
SV3*AD:D4341*100**10**1";

const BRACES: &str = "\
DTP*472*D8*20250303
DN1*36*27
LX*1
SV3*AD:D8080*100****1";

const OFFICE: &str = "CLM*A1*100***11:B:1*Y*A*Y*Y";
const VOID: &str = "CLM*A1*100***11:B:8*Y*A*Y*Y\nREF*F8*ICN1";
const CLINIC: &str = "CLM*A1*100***13:A:1**A*Y*Y";
const HOSPITAL: &str = "CLM*A1*100***11:A:1**A*Y*Y";

type Base = (Kind, &'static str, &'static str);

const P: Base = (Kind::Professional, OFFICE, PROFESSIONAL);
const P_VOID: Base = (Kind::Professional, VOID, PROFESSIONAL);
const P_LABORATORY: Base = (Kind::Professional, OFFICE, LABORATORY);
const P_REFERRED: Base = (Kind::Professional, OFFICE, REFERRED);
const P_PAID: Base = (Kind::Professional, OFFICE, PAID_BEFORE);
const I: Base = (Kind::Institutional, CLINIC, OUTPATIENT);
const I_STAY: Base = (Kind::Institutional, HOSPITAL, STAY);
const D: Base = (Kind::Dental, OFFICE, FILLING);
const D_QUADRANT: Base = (Kind::Dental, OFFICE, QUADRANT);
const D_BRACES: Base = (Kind::Dental, OFFICE, BRACES);

/// What is changed, in which claim, and the fault: type, code, and the line it is told at.
type Defect = (Base, Change, u8, &'static str, &'static str);

#[rustfmt::skip]
const DEFECTS: &[Defect] = &[
    (P, Within("CLM", "A1*100", "A1*101"), 3, "x12.balance.claim-total", "CLM"),
    (P, Within("SV1", "***1", "***3"), 4, "x12.claim.pointer", "SV1"),
    (P, Without("HI"), 2, "x12.segment.missing", "CLM"),
    (P, Within("HI", "J0300", "J03"), 5, "x12.code.heading", "HI"),
    (P, Within("HI", "E119", "M545"), 5, "x12.code.date", "HI"),
    (P, Within("SV1", "99213", "8502A"), 5, "x12.code.form", "SV1"),
    (P, Within("CLM", "Y*Y", "Y*Y**AA"), 4, "837p.accident-when", "CLM"),
    (P_VOID, Within("CLM", "B:8", "B:1"), 4, "837p.original-of-another", "REF*F8"),
    (P_VOID, Without("REF*F8"), 4, "837p.replaces-what", "CLM"),
    (P_LABORATORY, Without("REF*X4"), 6, "x12.claim.laboratory", "SV1"),
    (P_LABORATORY, Within("SV1", "87070", "77067"), 6, "837p.mammography-certified", "SV1"),
    (P_REFERRED, Within("NM1*P3", "P3", "DN"), 4, "x12.claim.referred-twice", "NM1*DN*1*CARE"),
    (P_PAID, After("NM1*PR*2*KEY", "DTP*573*D8*20250305"), 4, "x12.claim.decided-twice",
        "DTP*573"),
    (P_PAID, Within("SVD", "999996667", "9"), 4, "x12.claim.line-payer", "SVD"),
    (P_PAID, Within("SVD", "*80*", "*70*"), 3, "x12.balance.line-cob", "SVD"),
    (P_PAID, Within("AMT*D", "80", "81"), 3, "x12.balance.claim-cob", "AMT*D"),
    (P_PAID, Within("CAS*PR", "*1*", "*999*"), 5, "x12.code.unknown", "CAS"),
    (I, Within("DTP*472", "0303", "0403"), 4, "x12.claim.line-date", "DTP*472"),
    (I, Within("DTP*472", "0303", "0228"), 4, "x12.claim.line-date", "DTP*472"),
    (I, Within("CLM", "13:A", "99:A"), 5, "837i.kind-of-bill", "CLM"),
    (I, Within("HI*BI", "70", "99"), 5, "x12.code.unknown", "HI*BI"),
    (I, Within("HI*BE", "A1", "ZZ"), 5, "x12.code.unknown", "HI*BE"),
    (I, Within("HI*BG", "09", "ZZ"), 5, "x12.code.unknown", "HI*BG"),
    (I, Within("SV2", "HC:85025", ""), 6, "837i.procedure-missing", "SV2"),
    (I_STAY, Without("NM1*72"), 4, "x12.claim.operating-physician", "HI*BBR"),
    (I_STAY, Within("DTP*435", "0301", "0309"), 4, "x12.claim.admission", "DTP*435"),
    (I_STAY, Without("DTP*435"), 4, "837i.admission-date-missing", "CLM"),
    (D, Without("TOO"), 6, "837d.tooth-named", "SV3"),
    (D_QUADRANT, Within("SV3", "**10**", "**99**"), 5, "837d.area-known", "SV3"),
    (D_BRACES, Without("DN1"), 6, "837d.orthodontics-told", "SV3"),
];

#[rustfmt::skip]
const LEGAL: &[(Base, Change)] = &[
    (P, Within("CLM", "*100*", "*100.00*")),
    (P, Within("SV1", "99213", "1125F")),
    (P_LABORATORY, Within("SV1", "87070", "87070:90")),
    (P_PAID, Within("AMT*D", "80", "80.0")),
    (P_PAID, Within("CAS*PR", "PR*1*20", "PR*1*15*1*2*5")),
    (I, Within("DTP*472", "0303", "0301")),
    (I, Within("DTP*472", "0303", "0331")),
    (I, Within("DTP*472", "D8*20250303", "RD8*20250301-20250331")),
    (I, Within("HI*BI", "70", "MR")),
    (I, Within("HI*BG", "09", "92")),
    // A bill of 2 to 4 parts may begin long after the admission.
    (I_STAY, Within("DTP*435", "202503011242", "202501011242")),
    (D, Within("SV3", "D2150", "D1110")),
    (D_QUADRANT, Within("SV3", "**10**", "**02**")),
];

/// What stands before a claim, taken from a made-up file whose subscriber is the patient.
fn head(kind: Kind) -> Vec<String> {
    for seed in 0..50 {
        let mut out = Vec::new();
        let day = "2025-03-03".parse().unwrap();
        generate(&Plan { claims: 1, seed, start_date: day, ..Plan::new(kind) }, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('~')).collect();
        let claim = lines.iter().position(|line| line.starts_with("CLM")).unwrap();
        if lines[..claim].iter().any(|line| line.starts_with("SBR*P*18")) {
            return lines[..claim].iter().map(|line| (*line).to_owned()).collect();
        }
    }
    panic!("no made-up subscriber is the patient");
}

/// The file of a base; another payer paid first where the claim has one.
fn lines((kind, claim, rest): Base) -> Vec<String> {
    let mut lines = head(kind);
    if rest.contains("SVD") {
        for line in lines.iter_mut().filter(|line| line.starts_with("SBR*P*18")) {
            // The other payer of the base is the second of three.
            *line = line.replacen("SBR*P", "SBR*T", 1);
        }
    }
    lines.extend(claim.lines().chain(rest.lines()).map(str::to_owned));
    lines
}

fn changed(mut lines: Vec<String>, change: &Change) -> Vec<String> {
    let at = |start: &str, lines: &[String]| {
        let found = lines.iter().rposition(|line| line.starts_with(start));
        found.unwrap_or_else(|| panic!("no line begins with {start}"))
    };
    match change {
        Within(start, old, new) => {
            let at = at(start, &lines);
            assert!(lines[at].contains(old), "{} has no {old}", lines[at]);
            lines[at] = lines[at].replacen(old, new, 1);
        }
        After(start, new) => {
            let at = at(start, &lines);
            lines.insert(at + 1, (*new).to_owned());
        }
        Without(start) => {
            let at = at(start, &lines);
            lines.remove(at);
        }
    }
    lines
}

/// Closes the envelope with right counts, and judges.
fn judged(lines: &[String]) -> Report {
    let start = lines.iter().position(|line| line.starts_with("ST*")).unwrap();
    let element = |id: &str, n: usize| {
        let line = lines.iter().find(|line| line.starts_with(id)).unwrap();
        line.split('*').nth(n).unwrap().to_owned()
    };
    let mut all = lines.to_vec();
    all.push(format!("SE*{}*{}", lines.len() - start + 1, element("ST*", 2)));
    all.push(format!("GE*1*{}", element("GS*", 6)));
    all.push(format!("IEA*1*{}", element("ISA*", 13)));
    let text: String = all.iter().map(|line| format!("{line}~\n")).collect();
    validate(text.as_bytes(), &Options::default())
}

fn told(report: &Report) -> String {
    report.faults.iter().map(|fault| format!("  {fault}\n")).collect()
}

#[test]
fn each_change_is_found_where_it_is() {
    let mut wrong = String::new();
    for (base, change, snip, code, place) in DEFECTS {
        let lines = changed(lines(*base), change);
        let report = judged(&lines);
        let found = report.faults.iter().find(|f| f.code == *code && f.snip == *snip);
        let line = found.map(|f| lines[f.place.segment as usize - 1].as_str());
        if !line.is_some_and(|line| line.starts_with(place)) || report.faults.len() > 3 {
            wrong += &format!("{code} ({snip}) at {place}, found at {line:?}\n{}", told(&report));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn legal_claims_stay_legal() {
    let mut wrong = String::new();
    let bases = [P, P_VOID, P_LABORATORY, P_REFERRED, P_PAID, I, I_STAY, D, D_QUADRANT, D_BRACES];
    let changes = LEGAL.iter().map(|(base, change)| changed(lines(*base), change));
    for lines in bases.into_iter().map(lines).chain(changes) {
        let report = judged(&lines);
        if report.faults.iter().any(|fault| fault.severity == Severity::Error) {
            wrong += &format!("{}\n{}", lines.join("\n"), told(&report));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

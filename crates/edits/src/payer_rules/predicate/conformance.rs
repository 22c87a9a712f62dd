//! What conditions mean, case by case, and that cel's own interpreter means the same.

use super::super::schema::{FIELDS, KINDS, Kind};
use super::super::value::{List, Record, Scope, Value};
use super::{Predicate, Verdict};
use crate::example;
use cel::{Context, Program};
use model::{BilledLine, Claim, HistoryClaim, OtherPayer, Quantity};
use std::collections::HashMap;

/// A woman of 66; two lines, one of them with a modifier; one earlier claim, one other payer.
fn claim() -> Claim {
    let mut claim = example::professional();
    claim.lines[0].modifiers = vec!["25".to_owned(), "lt".to_owned()];
    claim.lines[0].units = Quantity(2_500);
    claim.history.push(HistoryClaim {
        id: "OLD".into(),
        status: "paid".to_owned(),
        rendering_npi: None,
        lines: vec![BilledLine {
            code: Some("80053".to_owned()),
            units: Quantity::units(3),
            date: example::day("2026-06-01"),
            ..BilledLine::default()
        }],
    });
    claim.other_payers.push(OtherPayer {
        sequence: "S".to_owned(),
        name: "SECOND".to_owned(),
        ..OtherPayer::default()
    });
    claim.lines[1].ndc = None;
    claim.authorization = None;
    claim
}

fn ours(source: &str) -> Result<Verdict, String> {
    let claim = claim();
    let predicate = Predicate::compile(source).map_err(|faults| format!("{faults:?}"))?;
    predicate.judge(Scope { claim: &claim, line: 0 }).map_err(|fault| fault.to_string())
}

/// A value of ours as one of cel's: dates are texts, what is absent is null.
fn as_cel(value: &Value<'_>, scope: &Scope<'_>, kind: Kind) -> cel::Value {
    match value {
        Value::Absent => cel::Value::Null,
        Value::Bool(truth) => cel::Value::Bool(*truth),
        Value::Int(number) => cel::Value::Int(*number),
        Value::Text(text) => cel::Value::from(&**text),
        Value::Date(date) => cel::Value::from(date.to_string()),
        Value::Record(record) => record_as_cel(kind, *record, scope),
        Value::List(list) => {
            let of = match list {
                List::Lines => Kind::Line,
                List::OtherPayers => Kind::OtherPayer,
                _ => Kind::History,
            };
            let members: Vec<cel::Value> =
                list.members(scope).map(|value| as_cel(&value, scope, of)).collect();
            cel::Value::from(members)
        }
    }
}

fn record_as_cel(kind: Kind, record: Record, scope: &Scope<'_>) -> cel::Value {
    let fields = FIELDS.iter().filter(|field| field.kind == kind);
    let members: HashMap<String, cel::Value> = fields
        .map(|field| {
            (field.name.to_owned(), as_cel(&(field.get)(scope, record), scope, field.kind))
        })
        .collect();
    cel::Value::from(members)
}

/// What cel's interpreter says; an error is `None`.
fn theirs(source: &str) -> Option<bool> {
    let claim = claim();
    let scope = Scope { claim: &claim, line: 0 };
    let mut context = Context::default();
    for (kind, name) in KINDS {
        let value = match kind {
            Kind::Line => record_as_cel(kind, Record::Line(0), &scope),
            Kind::History => as_cel(&Value::List(List::Earlier), &scope, kind),
            _ => record_as_cel(kind, Record::Single, &scope),
        };
        context.add_variable_from_value(name, value);
    }
    match Program::compile(source).ok()?.execute(&context) {
        Ok(cel::Value::Bool(truth)) => Some(truth),
        _ => None,
    }
}

/// Conditions that have a meaning in CEL alone: ours and theirs agree.
const SHARED: &[(&str, bool)] = &[
    ("true", true),
    ("!true || false", false),
    ("line.code == 'J1885'", true),
    ("line.code != 'J1885'", false),
    ("line.code in ['J1885', '99213']", true),
    ("line.code in []", false),
    ("!(line.code in ['99213'])", true),
    ("'25' in line.modifiers", true),
    ("line.code.startsWith('J') && line.code.endsWith('85')", true),
    ("payer.name.contains('HEALTH')", true),
    ("line.units == 3 && line.units_thousandths == 2500", true),
    ("line.charge_cents > 18499 && line.charge_cents < 18501", true),
    ("line.charge_cents >= 18500 && line.charge_cents <= 18500", true),
    ("claim.total_cents == 22700", true),
    ("claim.total_cents - line.charge_cents == 4200", true),
    ("2 + 3 * 4 == 14 && (2 + 3) * 4 == 20", true),
    ("7 / 2 == 3 && 7 % 2 == 1 && -7 / 2 == -3", true),
    ("-(line.units) == -3", true),
    ("claim.line_count == 2 ? line.number == 1 : false", true),
    ("claim.type == 'professional' && payer.kind == 'commercial'", true),
    ("claim.lines.exists(l, l.code == '80053')", true),
    ("claim.lines.all(l, l.charge_cents > 5000)", false),
    ("claim.lines.exists_one(l, l.units == 1)", true),
    ("size(claim.lines.filter(l, l.units > 1)) == 1", true),
    ("claim.lines.map(l, l.units)[1] == 1", true),
    ("claim.lines.exists(l, line.code == l.code && l.number == line.number)", true),
    ("claim.lines.exists(l, claim.lines.exists(m, m.number > l.number))", true),
    ("[1, 2, 3].exists(n, n == line.number)", true),
    ("['80053'].exists(c, history.exists(h, h.code == c))", true),
    ("history.exists(h, h.status == 'denied')", false),
    ("size(history) == 1 && history.size() == 1", true),
    ("size(line.code) == 5", true),
    ("size(claim.diagnoses) == 2 && claim.diagnoses[0] == 'E11.22'", true),
    ("line.diagnoses.exists(d, d.startsWith('N18'))", true),
    ("line.date >= '2026-06-15' && line.date < '2026-06-16'", true),
    ("line.date == '2026-06-15'", true),
    ("line.date in ['2026-06-14', '2026-06-15']", true),
    ("patient.sex == 'F' && patient.age == 66", true),
    ("claim.other_payers.exists(p, p.sequence == 'S')", true),
    ("claim.other_payers.all(p, p.paid_cents == null)", true),
    ("claim.admission_date == null", true),
    ("claim.submitted != null", true),
    // One side decides, whatever the other is.
    ("1 / 0 == 1 || true", true),
    ("false && 1 / 0 == 1", false),
    ("claim.lines.exists(l, 10 / (l.number - 1) == 10)", true),
    ("line.code < 'K' && 'A' < line.code", true),
];

#[test]
fn what_a_condition_means_is_what_cel_means() {
    for (source, expected) in SHARED {
        let verdict = if *expected { Verdict::Holds } else { Verdict::Fails };
        assert_eq!(ours(source), Ok(verdict), "{source}");
        assert_eq!(theirs(source), Some(*expected), "cel: {source}");
    }
}

#[test]
fn what_cel_calls_an_error_never_fires() {
    for source in [
        "1 / 0 == 1",
        "7 % (line.units - 3) == 1",
        "9223372036854775807 + line.units > 0",
        "claim.lines.map(l, 1 / (l.number - 1)).exists(n, n == 1)",
        "claim.lines.all(l, 1 / (l.number - 1) == 1)",
        // Absent numbers and dates: an error of cel's, unknown here.
        "claim.admission_date < '2026-01-01'",
        "claim.other_payers.exists(p, p.paid_cents > 5)",
        "!(claim.other_payers.exists(p, p.paid_cents > 5))",
        "claim.other_payers[0].paid_cents + 1 > 0 || false",
    ] {
        assert_ne!(theirs(source), Some(true), "cel: {source}");
        assert_ne!(ours(source), Ok(Verdict::Holds), "{source}");
    }
    let faults = ["1 / 0 == 1", "9223372036854775807 + line.units > 0"].map(ours);
    assert!(faults.iter().all(|fault| fault.as_ref().is_err_and(|f| f.contains("number"))));
    assert_eq!(ours("claim.admission_date < '2026-01-01'"), Ok(Verdict::Unknown));
}

/// Our own functions, and what is absent.
const OWN: &[(&str, Verdict)] = &[
    ("has(claim.authorization)", Verdict::Fails),
    ("claim.authorization == ''", Verdict::Holds),
    ("claim.authorization == null", Verdict::Holds),
    ("has(payer.id) && !has(line.ndc)", Verdict::Holds),
    ("claim.diagnoses[9] == ''", Verdict::Holds),
    ("claim.lines.map(l, l.units)[9] > 0", Verdict::Unknown),
    ("!(claim.admission_date > '2026-01-01')", Verdict::Unknown),
    ("claim.admission_date == '2026-01-01'", Verdict::Unknown),
    ("claim.admission_date > '2026-01-01' || true", Verdict::Holds),
    ("claim.admission_date > '2026-01-01' && false", Verdict::Fails),
    ("claim.admission_date > '2026-01-01' ? true : false", Verdict::Unknown),
    ("claim.admission_date in ['2026-01-01']", Verdict::Unknown),
    ("sum(claim.other_payers.map(p, p.paid_cents)) > 1", Verdict::Unknown),
    ("days_between(claim.admission_date, claim.from) > 1", Verdict::Unknown),
    ("days_between(claim.from, claim.submitted) == 3", Verdict::Holds),
    ("days_between(claim.submitted, claim.from) == -3", Verdict::Holds),
    ("years_between(patient.birth_date, line.date) == 66", Verdict::Holds),
    ("weekday(date('2026-06-15')) == 1 && weekday(date('2026-06-14')) == 7", Verdict::Holds),
    ("in_range(line.code, 'J0120', 'J9999')", Verdict::Holds),
    ("in_range(line.code, '99202', '99215')", Verdict::Fails),
    ("in_range('992150', '99202', '99215')", Verdict::Fails),
    ("has_modifier(line, '59', 'LT')", Verdict::Holds),
    ("has_modifier(line, '59')", Verdict::Fails),
    ("history.exists(h, has_modifier(h, '25'))", Verdict::Fails),
    ("has_diagnosis(line, 'E112') && has_diagnosis(claim, 'n18')", Verdict::Holds),
    ("has_diagnosis(claim.lines[0], 'I10')", Verdict::Fails),
    ("history_count('80000', '80100', 14) == 1 && line.number == 1", Verdict::Holds),
    ("history_count('80000', '80100', 13) == 0", Verdict::Holds),
    ("history_units('80053', '80053', 30) == 3", Verdict::Holds),
    (
        "upper('a1') == 'A1' && is_digits('12') && !is_digits('') && !is_digits('1a')",
        Verdict::Holds,
    ),
    ("sum(claim.lines.map(l, l.charge_cents)) == claim.total_cents", Verdict::Holds),
    ("sum([]) == 0", Verdict::Holds),
];

#[test]
fn own_functions_and_what_is_absent() {
    for (source, verdict) in OWN {
        if source.contains("lines[0]") {
            assert!(ours(source).is_err(), "{source}: records are not asked for by place");
            continue;
        }
        assert_eq!(ours(source), Ok(*verdict), "{source}");
    }
}

#[test]
fn what_a_condition_may_not_say_is_told_with_its_place() {
    for (source, line, column, word) in [
        ("lines.cod == 'a'", 1, 1, "claim.lines"),
        ("line.cod == 'a'", 1, 6, "`line.code`"),
        ("line.code == 'a' &&\n  claim.authorisation == ''", 2, 9, "`claim.authorization`"),
        ("claim.lines.exists(l, l.unit > 1)", 1, 25, "`line.units`"),
        ("claim.lines.code == 'a'", 1, 13, "exists"),
        ("patient.age == '18'", 1, 1, "number is compared with a text"),
        ("line.units > 1.5", 1, 14, "cents"),
        ("line.units > 1u", 1, 14, "without `u`"),
        ("line.date > '2026-13-01'", 1, 13, "YYYY-MM-DD"),
        ("line.code + 'x' == 'y'", 1, 1, "number is needed"),
        ("line.units", 1, 1, "not true or false"),
        ("line.code", 1, 1, "not true or false"),
        ("authorization == ''", 1, 1, "claim.authorization"),
        ("foo == 1", 1, 1, "no name of the claim schema"),
        ("other_payer.name == 'x'", 1, 1, "no name"),
        ("days_betwen(claim.from, claim.from) > 1", 1, 12, "`days_between`"),
        ("in_range(line.code, '99215', '99202')", 1, 9, "no code is between"),
        ("in_range(line.code, '99202')", 1, 9, "takes 3"),
        ("line.code.matches('9.*')", 1, 1, "no function"),
        ("claim.lines.exists(line, line.units > 1)", 1, 20, "a name already"),
        ("claim.lines.exists(l.x, true)", 1, 20, "names the member"),
        ("claim.lines.exists(l, l.units)", 1, 23, "no place here"),
        ("{'a': 1} == {'a': 1}", 1, 1, "maps"),
        ("claim == claim", 1, 1, "not compared"),
        ("[1, 'a'].exists(x, true)", 1, 5, "one type"),
        ("line.code ==", 1, 13, "cannot be read"),
        ("line.code = 'a'", 1, 11, "cannot be read"),
        ("line.code == 'a", 1, 14, "cannot be read"),
        ("", 1, 0, "empty"),
        ("exists(claim.lines, true)", 1, 7, "after a dot"),
        ("has_modifier(patient, '25')", 1, 14, "line or a history"),
        ("line.units in ['1']", 1, 15, "list of numbers is needed"),
        ("'é' == 'é' && line.cod == ''", 1, 20, "`line.code`"),
    ] {
        let faults = Predicate::compile(source).map(|_| ()).unwrap_err();
        let first = &faults[0];
        assert!(first.message.contains(word), "{source}: {first:?}");
        assert_eq!((first.line, first.column), (line, column), "{source}: {first:?}");
    }
}

#[test]
fn depth_length_and_work_are_bounded() {
    let deep = |open: &str, n: usize| format!("{}true{}", open.repeat(n), ")".repeat(n));
    for source in [deep("(", 3_000 / 2), deep("!(", 500), format!("{}1 == 1", "1 + ".repeat(900))] {
        let message = format!("{:?}", Predicate::compile(&source).err());
        assert!(message.contains("longer") || message.contains("deep"), "{message}");
    }
    // A long row of conditions is no deep one.
    for joined in ["true && ", "false || "] {
        assert_eq!(ours(&format!("{}true", joined.repeat(300))), Ok(Verdict::Holds));
    }
    let mut claim = claim();
    claim.lines = vec![claim.lines[0].clone(); 500];
    let source = "claim.lines.all(a, claim.lines.all(b, a.code == b.code))";
    let predicate = Predicate::compile(source).unwrap();
    let fault = predicate.judge(Scope { claim: &claim, line: 0 }).unwrap_err();
    assert!(fault.to_string().contains("200000"), "{fault}");
}

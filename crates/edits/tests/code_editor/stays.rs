//! Random inpatient claims for Medicare, made from the validity tables of the program.

use codesets::{Attributes, CodeSets, pcs_validity::PcsAttributes};
use model::{
    Claim, ClaimLine, ClaimPatient, ClaimPayer, ClaimProcedure, ClaimType, Date, PayerKind,
    Quantity, Sex,
};
use serde_json::{Value, json};

/// Statuses that an ordinary discharge has; others are tried too.
const USUAL_STATUSES: [u64; 6] = [1, 3, 6, 7, 20, 30];

/// A fixed row of numbers (splitmix64): the same stays on every machine.
pub struct Numbers(pub u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u64) as usize]
    }
}

struct Row {
    code: String,
    starts: Date,
    ends: Date,
}

/// Codes of one system: all rows, and those of each attribute.
struct Pool {
    rows: Vec<Row>,
    by_attribute: Vec<Vec<usize>>,
}

impl Pool {
    fn new(rows: impl Iterator<Item = (String, Date, Date, u32)>, attributes: usize) -> Pool {
        let mut pool = Pool { rows: Vec::new(), by_attribute: vec![Vec::new(); attributes] };
        for (code, starts, ends, bits) in rows {
            for (bit, of) in pool.by_attribute.iter_mut().enumerate() {
                if bits & (1 << bit) != 0 {
                    of.push(pool.rows.len());
                }
            }
            pool.rows.push(Row { code, starts, ends });
        }
        pool
    }

    /// A code: mostly one in force that day, half of them with an attribute, a few mistyped.
    fn code(&self, numbers: &mut Numbers, on: Date) -> String {
        let by_attribute = numbers.percent(60);
        let kind = numbers.below(self.by_attribute.len() as u64) as usize;
        let mut row = &self.rows[0];
        for _ in 0..20 {
            let of = &self.by_attribute[kind];
            let at = match by_attribute && !of.is_empty() {
                true => *numbers.of(of),
                false => numbers.below(self.rows.len() as u64) as usize,
            };
            row = &self.rows[at];
            if (row.starts <= on && on <= row.ends) || numbers.percent(4) {
                break;
            }
        }
        let mut code = row.code.clone();
        if numbers.percent(3) {
            let at = code.len() - 1;
            let letter = char::from(b'0' + numbers.below(10) as u8);
            code.replace_range(at.., &letter.to_string());
        }
        code
    }
}

/// Where stays are made from.
pub struct Stays {
    diagnoses: Pool,
    procedures: Pool,
}

/// One stay, as a claim and as the oracle is asked for it.
pub struct Stay {
    pub claim: Claim,
    pub asked: Value,
    pub age: u16,
    pub nights: i32,
}

impl Stays {
    pub fn new(sets: &CodeSets) -> Stays {
        let rows = sets.embedded.validity_rows().into_iter();
        let rows = rows.map(|row| (row.code, row.starts, row.ends, row.attributes.0));
        let diagnoses = Pool::new(rows, Attributes::NAMES.len());
        let rows = sets.pcs_validity.all();
        let rows = rows.map(|(code, span)| (code, span.starts, span.ends, span.attributes.0));
        Stays { diagnoses, procedures: Pool::new(rows, PcsAttributes::NAMES.len()) }
    }

    pub fn make(&self, numbers: &mut Numbers) -> Stay {
        let first: Date = Date::new(2021, 1, 1).expect("a date");
        let day = first.plus_days(numbers.below(6 * 365) as i32);
        let nights = numbers.below(9) as i32;
        let admitted = day.plus_days(-nights);
        let ages = match numbers.below(5) {
            0 => numbers.below(2),
            1 => numbers.below(20),
            2 => 120 + numbers.below(8),
            _ => numbers.below(100),
        };
        let days = ages * 36_525 / 100 + numbers.below(366);
        let born = admitted.plus_days(-(days as i32));
        let age = born.years_until(admitted);
        let (sex, number) = *numbers.of(&[(Sex::Male, 0), (Sex::Female, 1), (Sex::Unknown, 2)]);
        let status =
            if numbers.percent(80) { *numbers.of(&USUAL_STATUSES) } else { numbers.below(100) };
        let diagnoses = self.listed(numbers, day);
        let procedures: Vec<String> =
            (0..numbers.below(4)).map(|_| self.procedures.code(numbers, day)).collect();
        let admitting = self.diagnoses.code(numbers, day);
        let codes = |codes: &[String]| -> Vec<Value> {
            codes.iter().map(|code| json!({ "code": code })).collect()
        };
        let asked = json!({
            "discharge_date": number_of(day), "age": age, "sex": number,
            "discharge_status": status, "pdx": { "code": diagnoses[0] },
            "admit_dx": { "code": admitting }, "sdx": codes(&diagnoses[1..]),
            "procedures": codes(&procedures),
        });
        let mut claim = claim(admitted, day);
        claim.patient.sex = sex;
        claim.patient.birth_date = Some(born);
        claim.discharge_status = Some(format!("{status:02}"));
        claim.diagnoses = diagnoses;
        claim.admitting_diagnosis = Some(admitting);
        claim.procedures =
            procedures.into_iter().map(|code| ClaimProcedure { code, date: day }).collect();
        Stay { claim, asked, age, nights }
    }

    /// One to seven diagnoses; now and then the principal one comes again.
    fn listed(&self, numbers: &mut Numbers, day: Date) -> Vec<String> {
        let count = 1 + numbers.below(7);
        let mut codes: Vec<String> =
            (0..count).map(|_| self.diagnoses.code(numbers, day)).collect();
        if numbers.percent(10) {
            codes.push(codes[0].clone());
        }
        codes
    }
}

/// A hospital stay that Medicare pays; nothing to object to but what is put into it.
pub fn claim(admitted: Date, discharged: Date) -> Claim {
    Claim {
        id: "STAY".into(),
        claim_type: ClaimType::Institutional,
        frequency: "1".to_owned(),
        bill_type: Some("11".to_owned()),
        admission_date: Some(admitted),
        admission_type: Some("1".to_owned()),
        discharge_status: Some("01".to_owned()),
        from: admitted,
        through: discharged,
        patient: ClaimPatient::default(),
        payer: ClaimPayer { kind: PayerKind::Medicare, ..ClaimPayer::default() },
        lines: vec![ClaimLine {
            line: 1,
            revenue_code: Some("0120".to_owned()),
            units: Quantity::units(1),
            date: admitted,
            ..ClaimLine::default()
        }],
        ..Claim::default()
    }
}

fn number_of(day: Date) -> u32 {
    day.to_x12().parse().unwrap_or_default()
}

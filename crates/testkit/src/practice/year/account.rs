//! A plan becomes accounts: texts, charges, authorizations, and what is wrong on purpose.

use super::super::{Directory, FeeSchedule, PracticeChart, PracticeError};
use super::calendar::written_day;
use super::draw::Draw;
use super::plan::{Draft, Entry, Plan};
use super::problem::{Planted, Problem, UNPRICED, UNTOLD};
use super::story::AccountStory;
use super::visit::{Material, VisitCharge, line};
use super::wording::Wording;
use super::{Account, Authorization, Period, Referral, SecondCoding};
use model::{
    Cents, Charge, Chart, Date, Document, Encounter, GapKind, RecordedCondition, Setting, Sex,
    TimeOfDay,
};
use std::collections::BTreeMap;

/// Every account without its story, in the order of the plan.
pub(super) fn accounts(
    plan: &Plan<'_>,
    material: &Material,
    directory: &Directory,
    fees: &FeeSchedule,
) -> Result<Vec<Account>, PracticeError> {
    let write = |entry: &Entry<'_>| match entry {
        Entry::Written(chart) => Ok(around(chart.as_ref().clone(), material)),
        Entry::Draft(draft) => {
            let writer = Writer { draft, plan, material, directory, fees };
            writer.account().map_err(|fault| match fault {
                WriteFault::Practice(fault) => fault,
                WriteFault::Words(fault) => PracticeError::Content {
                    file: "visits".to_owned(),
                    fault: format!("{}: {fault}", draft.visit.slug),
                },
            })
        }
    };
    plan.entries.iter().map(write).collect()
}

enum WriteFault {
    Practice(PracticeError),
    Words(String),
}

impl From<PracticeError> for WriteFault {
    fn from(fault: PracticeError) -> WriteFault {
        WriteFault::Practice(fault)
    }
}

impl From<String> for WriteFault {
    fn from(fault: String) -> WriteFault {
        WriteFault::Words(fault)
    }
}

/// An account around a finished chart; everything is in order.
fn around(chart: PracticeChart, material: &Material) -> Account {
    let facts = &chart.chart;
    let taxonomy = facts.rendering.as_ref().and_then(|who| who.taxonomy.as_ref());
    let specialty = taxonomy.and_then(|code| material.names.specialties.get(code));
    let year = facts.encounter.start.unwrap_or_default().year();
    let since = Date::new(year - 1, 1, 1).unwrap_or_default();
    Account {
        specialty: specialty.cloned().unwrap_or_default(),
        coverage_periods: vec![Period { from: since, to: None }; facts.coverages.len()],
        signed: true,
        authorizations: Vec::new(),
        referral: None,
        problems: Vec::new(),
        story: AccountStory::default(),
        second: None,
        chart,
    }
}

struct Writer<'a> {
    draft: &'a Draft<'a>,
    plan: &'a Plan<'a>,
    material: &'a Material,
    directory: &'a Directory,
    fees: &'a FeeSchedule,
}

impl Writer<'_> {
    fn account(&self) -> Result<Account, WriteFault> {
        let draft = self.draft;
        let mut draw = draft.draw.clone();
        let slug = format!("y{:03}-{}", draft.number, draft.visit.slug);
        let (mut patient, mut problems) = (draft.patient.clone(), Vec::new());
        if let Some(other) = self.twin() {
            problems.push(Problem::DuplicatePatient { of: other.id.clone() });
            patient = model::Patient { id: patient.id, ..other.clone() };
        }
        let visit = draft.visit;
        let pick = |keys: &[String], at: usize| keys.get(at).cloned().unwrap_or_default();
        let rendering = pick(&visit.providers, draw.place(visit.providers.len()));
        let ordering = pick(&visit.ordering, draw.place(visit.ordering.len()));
        let facility = pick(&visit.facilities, draw.place(visit.facilities.len()));
        let right = draw.percent(50);
        let nights = visit.stay.map(|[low, high]| draw.between(low, high));
        let entry = self.directory.providers.get(&rendering).map(|p| p.organization.clone());
        let mut chart = Chart {
            id: slug.as_str().into(),
            coverages: draft.coverages.clone(),
            rendering: Some(self.directory.provider(&rendering)?),
            ordering: match ordering.is_empty() {
                true => None,
                false => Some(self.directory.provider(&ordering)?),
            },
            billing: Some(self.directory.organization(&entry.unwrap_or_default())?),
            facility: Some(self.directory.facility(&facility)?),
            encounter: self.encounter(&slug, nights),
            patient: Some(patient),
            ..Chart::default()
        };
        chart.conditions = self.admitting();
        chart.charges = self.charges(right, nights, &mut problems)?;
        let mut gaps = Vec::new();
        if draft.planted == Some(Planted::NoSide) {
            problems.push(Problem::MissingLaterality);
            gaps.push(GapKind::Laterality);
        }
        let (documents, second) = self.documents(&slug, &chart, right, draw)?;
        chart.documents = documents;
        let service = visit.service.clone();
        let mut account = around(PracticeChart { slug, service, chart, gaps }, self.material);
        account.problems = problems;
        account.second = second;
        if draft.planted == Some(Planted::Unsigned) {
            account.signed = false;
            account.problems.push(Problem::UnsignedNote);
        }
        self.permissions(&mut account);
        Ok(account)
    }

    /// The earlier patient whom the front desk registered a second time.
    fn twin(&self) -> Option<&model::Patient> {
        let draft = self.draft;
        if draft.planted != Some(Planted::Duplicate) {
            return None;
        }
        let earlier = self.plan.entries.iter().filter_map(Entry::draft);
        earlier
            .filter(|other| other.date < draft.date && other.patient.sex == draft.patient.sex)
            .map(|other| &other.patient)
            .find(|other| {
                let ages = draft.visit.ages[0]..=draft.visit.ages[1];
                other.age_on(draft.date).is_some_and(|age| ages.contains(&i64::from(age)))
            })
    }

    fn encounter(&self, slug: &str, nights: Option<i64>) -> Encounter {
        let draft = self.draft;
        let end = nights.map(|n| draft.date.plus_days(i32::try_from(n).unwrap_or(1)));
        let stay = nights.is_some();
        let text = |code: &str| stay.then(|| code.to_owned());
        let home = stay || draft.visit.setting == Setting::Ed;
        let minute = u8::try_from(draft.number % 60).unwrap_or(0);
        let hour = |hour: u8| TimeOfDay::new(hour, minute).filter(|_| stay);
        Encounter {
            id: Some(slug.into()),
            setting: Some(draft.visit.setting),
            start: Some(draft.date),
            end,
            start_time: hour(4),
            end_time: hour(13),
            new_patient: draft.new_patient,
            discharge_status: home.then(|| "01".to_owned()),
            admission_type: text("1"),
            admission_source: text("1"),
            admitting_diagnosis: draft.visit.admitting.clone(),
            reasons: draft.visit.reasons.clone(),
            reason_codes: Vec::new(),
        }
    }

    fn admitting(&self) -> Vec<RecordedCondition> {
        let condition = self.draft.visit.admitting.as_ref().map(|code| RecordedCondition {
            icd10cm: Some(code.clone()),
            text: self.draft.visit.admitting_text.clone().unwrap_or_default(),
            clinical_status: Some("active".to_owned()),
            verification_status: Some("confirmed".to_owned()),
            category: Some("encounter-diagnosis".to_owned()),
            present_on_admission: Some('Y'),
            ..RecordedCondition::default()
        });
        condition.into_iter().collect()
    }

    fn charges(
        &self,
        right: bool,
        nights: Option<i64>,
        problems: &mut Vec<Problem>,
    ) -> Result<Vec<Charge>, String> {
        let draft = self.draft;
        let mut lines: Vec<VisitCharge> = draft.visit.charges.clone();
        match draft.planted {
            Some(Planted::Uncharged) => {
                let code = lines.pop().and_then(|line| line.code).unwrap_or_default();
                problems.push(Problem::DocumentedNotCharged { code });
            }
            Some(Planted::Units) => {
                if let Some(line) = lines.iter_mut().find(|l| l.units > 1 && l.code.is_some()) {
                    let documented = line.units;
                    line.units += documented / 2;
                    let code = line.code.clone().unwrap_or_default();
                    problems.push(Problem::UnitsDiffer { code, charged: line.units, documented });
                }
            }
            Some(Planted::Undocumented) => {
                let code = UNTOLD[draft.number % UNTOLD.len()].to_owned();
                lines.push(line(Some(&code), None, 1, None));
                problems.push(Problem::ChargeNotDocumented { code });
            }
            Some(Planted::NoPrice) => {
                let code = UNPRICED[draft.number % UNPRICED.len()].to_owned();
                lines.push(line(Some(&code), None, 1, Some(0)));
                problems.push(Problem::MissingPrice { code });
            }
            _ => {}
        }
        if let (Some(nights), Some(room)) = (nights, draft.visit.room) {
            let units = u32::try_from(nights).unwrap_or(1);
            lines.insert(0, line(None, Some("0120"), units, Some(room * nights)));
        }
        lines.iter().map(|line| self.charge(line, right)).collect()
    }

    fn charge(&self, line: &VisitCharge, right: bool) -> Result<Charge, String> {
        let side = if right { "RT" } else { "LT" };
        let modifiers = line.modifiers.iter();
        let modifiers: Vec<String> =
            modifiers.map(|m| if m == "SIDE" { side.to_owned() } else { m.clone() }).collect();
        let amount = match (line.amount, &line.code) {
            (Some(dollars), _) => Some(Cents(dollars * 100)),
            (None, Some(code)) => self
                .fees
                .unit_charge(code, &modifiers)
                .and_then(|fee| fee.checked_times(i64::from(line.units))),
            (None, None) => None,
        };
        Ok(Charge {
            amount: amount.ok_or_else(|| format!("{:?} has no fee and no amount", line.code))?,
            code: line.code.clone(),
            modifiers,
            units: line.units,
            revenue_code: line.revenue_code.clone(),
            date: Some(self.draft.date),
            ..Charge::default()
        })
    }

    fn documents(
        &self,
        slug: &str,
        chart: &Chart,
        right: bool,
        mut draw: Draw,
    ) -> Result<(Vec<Document>, Option<SecondCoding>), String> {
        let visit = self.draft.visit;
        let mut slots = self.people(chart);
        slots.extend(self.sides(right));
        slots.extend(draw.one(&visit.cases).cloned().unwrap_or_default());
        let last = chart.encounter.end.unwrap_or(self.draft.date);
        let mut wording = Wording { parts: &self.material.parts, slots, draw };
        let mut documents = Vec::new();
        for (number, entry) in (1..).zip(&visit.documents) {
            let date = if entry.last_day { last } else { self.draft.date };
            let mut text = wording.text(&entry.text)?;
            let signature = match self.draft.planted {
                Some(Planted::Unsigned) => "Draft, not signed".to_owned(),
                _ => {
                    let signer = wording.slots.get("provider").cloned().unwrap_or_default();
                    format!("Electronically signed by {signer}, {}", written_day(date))
                }
            };
            text = format!("{}\n\n{signature}\n", text.trim_end());
            documents.push(Document {
                id: format!("{slug}-{number:02}").into(),
                title: entry.title.clone(),
                loinc: Some(entry.loinc.clone()),
                date: Some(date),
                text,
                source: format!("year/{slug}/{number:02}.txt"),
                ..Document::default()
            });
        }
        let second = second_coding(&mut wording)?;
        Ok((documents, second))
    }

    /// Left or right, the other one, and the digit of many codes for it; no word where the side
    /// is left out on purpose.
    fn sides(&self, right: bool) -> BTreeMap<String, String> {
        let words = match (self.draft.planted == Some(Planted::NoSide), right) {
            (true, _) => ["", "", "", "", "9"],
            (false, true) => ["right", "Right", "left", "Left", "1"],
            (false, false) => ["left", "Left", "right", "Right", "2"],
        };
        let names = ["side", "Side", "other", "Other", "digit"];
        names.into_iter().zip(words).map(|(name, word)| (name.into(), word.into())).collect()
    }

    /// Words about the patient, and who signs.
    fn people(&self, chart: &Chart) -> BTreeMap<String, String> {
        let Some(patient) = &chart.patient else { return BTreeMap::new() };
        let age = patient.age_on(self.draft.date).unwrap_or(0);
        let female = patient.sex == Sex::Female;
        let man = match (age < 18, female) {
            (true, true) => "girl",
            (true, false) => "boy",
            (false, true) => "woman",
            (false, false) => "man",
        };
        let name = patient.name.clone().unwrap_or_default();
        let who = chart.rendering.as_ref().map(|who| who.name.clone()).unwrap_or_default();
        let [he, his, him] = if female { ["she", "her", "her"] } else { ["he", "his", "him"] };
        let capital = if female { "She" } else { "He" };
        let signer = format!("{} {}", who.given.unwrap_or_default(), who.family);
        let words = [
            ("age", age.to_string()),
            ("man", man.to_owned()),
            ("he", he.to_owned()),
            ("He", capital.to_owned()),
            ("his", his.to_owned()),
            ("him", him.to_owned()),
            ("first", name.given.unwrap_or_default()),
            ("last", name.family),
            ("date", written_day(self.draft.date)),
            ("provider", signer),
        ];
        words.map(|(key, word)| (key.to_owned(), word)).into()
    }

    /// Authorization, referral and the end of a coverage.
    fn permissions(&self, account: &mut Account) {
        let draft = self.draft;
        let day = draft.date;
        if let Some(code) = draft.asked_authorization() {
            if draft.planted == Some(Planted::NoAuthorization) {
                account.problems.push(Problem::MissingAuthorization { code });
            } else if let Some(coverage) = account.chart.chart.coverages.first_mut() {
                let number = format!("AU26{:05}", draft.number);
                coverage.authorization = Some(number.clone());
                account.authorizations.push(Authorization {
                    number,
                    payer: coverage.payer.clone(),
                    code,
                    units: 1,
                    used: 0,
                    period: Period { from: day.plus_days(-12), to: Some(day.plus_days(78)) },
                });
            }
        }
        if draft.planted == Some(Planted::Expired)
            && let Some(period) = account.coverage_periods.first_mut()
        {
            let ended = day.plus_days(-i32::try_from(9 + draft.number % 30).unwrap_or(9));
            period.to = Some(ended);
            account.problems.push(Problem::ExpiredCoverage { ended });
        }
        let managed =
            account.chart.chart.coverages.first().is_some_and(|coverage| {
                matches!(coverage.kind, model::PayerKind::MedicareAdvantage)
            });
        if managed && draft.visit.setting == Setting::Surgery {
            account.referral = Some(Referral {
                number: format!("RF26{:05}", draft.number),
                from: "abara".to_owned(),
                to: account.specialty.clone(),
                visits: 3,
                period: Period { from: day.plus_days(-30), to: Some(day.plus_days(150)) },
            });
        }
    }
}

/// What the case says of the second coder.
fn second_coding(wording: &mut Wording<'_>) -> Result<Option<SecondCoding>, String> {
    let opinion = wording.slots.get("second_opinion").cloned();
    let agrees = opinion.is_none();
    let Some(codes) = opinion.or_else(|| wording.slots.get("codes").cloned()) else {
        return Ok(None);
    };
    let codes = wording.text(&codes)?.split_whitespace().map(str::to_owned).collect();
    Ok(Some(SecondCoding { codes, agrees }))
}

//! Hand-made tables and claims for the tests of this room.
//!
//! The rows are those of the relative value file of July 2024 (conversion factor 33.2875), the
//! indices those of 2024: facts that a reader can look up and multiply by hand.

use super::facts::{FeeFacts, Release};
use super::locality::Locality;
use super::{Circumstances, ExpectedPayment, Outcome, Terms, expected};
use codesets::fee_schedule::{FeeLine, FeeScheduleFor, GlobalPeriod, Gpci};
use model::{Cents, Claim, ClaimLine, Date, Quantity};

/// `code-modifier status work practice practice-facility malpractice`, then the indicators
/// `PC/TC multiple bilateral assistant co-surgeons`, then what only some rows have: the endoscopic
/// base, `NA` (no price in a facility), `S` and the shares of the package.
const ROWS: &str = "
99213    A 130  133   56  10  0 0 0 0 0
90834    A 235   69   30   6  0 0 0 9 0
11400    A  90  285  153  12  0 2 0 1 0 S 10 80 10
12001    A  84  184   34  16  0 2 0 1 0
20610    A  79  104   44  13  0 2 1 1 0
64483    A 190  532  124  18  0 2 1 1 0
27447    A 1960 1496 1496 401  0 2 1 2 1 S 10 69 21
19307    A 1799 1301 1301 455  0 2 1 2 1 S 10 71 19
58150    A 1731 1040 1040 291  0 2 0 2 1 S 12 74 14
22551    A 2500 1817 1817 833  0 2 0 2 2 S 10 69 21
66984    A 735  824  824  55  0 2 1 1 0 S 10 70 20
29870    A 519 1058  632 103  0 2 1 1 1 S 10 69 21
29880    A 739  825  825 148  0 3 1 0 1 29870 S 10 69 21
29881    A 703  807  807 140  0 3 1 0 0 29870 S 10 69 21
31231    A 110  437   67  16  0 2 2 1 0
31255    A 575  305  305  83  0 3 1 1 0 31231
31267    A 468  255  255  69  0 3 1 1 0 31231
43235    A 209  628  128  26  0 2 0 1 0
43239    A 239  859  141  30  0 3 0 1 0 43235
45378    A 326  651  177  42  0 2 0 1 0
45378-53 A 163  325   89  21  0 2 0 1 0
45380    A 356  899  192  44  0 3 0 1 0 45378
45385    A 457  847  236  56  0 3 0 1 0 45378
70553    A 229  738  738  15  1 4 0 0 0 NA
70553-26 A 229   80   80  12  1 4 0 0 0
70553-TC A   0  658  658   3  1 4 0 0 0 NA
74177    A 182  741  741  11  1 4 0 9 0 NA
74177-26 A 182   64   64   9  1 4 0 9 0
74177-TC A   0  677  677   2  1 4 0 9 0 NA
76700    A  81  262  262   6  1 4 0 0 0 NA
76700-26 A  81   28   28   4  1 4 0 0 0
76700-TC A   0  234  234   2  1 4 0 0 0 NA
71046    A  22   77   77   2  1 0 0 0 0 NA
71046-26 A  22    8    8   1  1 0 0 0 0
71046-TC A   0   69   69   1  1 0 0 0 0 NA
73562    A  18  103  103   2  1 0 3 0 0 NA
97110    A  45   42   42   1  7 5 0 0 0 NA
97140    A  43   37   37   1  7 5 0 0 0 NA
97530    A  44   65   65   1  7 5 0 0 0 NA
93000    A  17   24   24   2  4 6 0 0 0 NA
93005    A   0   18   18   1  3 6 0 0 0 NA
93306    A 146  435  435   8  1 6 0 0 0 NA
93306-26 A 146   51   51   5  1 6 0 0 0
93306-TC A   0  384  384   3  1 6 0 0 0 NA
93880    A  80  480  480  10  1 6 2 0 0 NA
93880-26 A  80   25   25   7  1 6 2 0 0
93880-TC A   0  455  455   3  1 6 2 0 0 NA
92083    A  50  138  138   2  1 7 2 0 0 NA
92083-26 A  50   28   28   1  1 7 2 0 0
92083-TC A   0  110  110   1  1 7 2 0 0 NA
92250    A  40   69   69   2  1 7 2 0 0 NA
92250-26 A  40   20   20   1  1 7 2 0 0
92250-TC A   0   49   49   1  1 7 2 0 0 NA
94760    T   0    7    7   1  3 0 0 0 0 NA
99397    N 200  187   78  12  9 9 9 9 9
36415    X   0    0    0   0  9 9 9 9 9
J1885    E   0    0    0   0  9 9 9 9 9
99024    B   0    0    0   0  9 9 9 9 9
00840    J   0    0    0   0  9 9 9 9 9
15999    C   0    0    0   0  0 2 0 1 0
99199    R   0    0    0   0  0 0 0 0 0
";

/// Codes whose period is the day itself.
const DAY: [&str; 6] = ["43239", "45378", "45380", "45385", "31255", "31267"];

/// The hand-made tables.
pub(super) struct HandMade {
    rows: Vec<(String, String, FeeLine)>,
}

impl HandMade {
    pub(super) fn new() -> HandMade {
        HandMade { rows: ROWS.lines().filter(|line| !line.is_empty()).map(row).collect() }
    }

    /// Every code and modifier.
    pub(super) fn codes(&self) -> Vec<&str> {
        self.rows.iter().map(|(code, ..)| code.as_str()).collect()
    }
}

fn row(text: &str) -> (String, String, FeeLine) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |at: usize| words[at].parse::<i32>().unwrap();
    let (code, modifier) = words[0].split_once('-').unwrap_or((words[0], ""));
    let share = |at: usize| words[at].parse::<u16>().unwrap() * 100;
    let shares = words.iter().position(|word| *word == "S");
    let base = words.get(11).filter(|word| word.len() == 5);
    let line = FeeLine {
        status: words[1].chars().next().unwrap(),
        work: number(2),
        practice_non_facility: number(3),
        practice_facility: number(4),
        malpractice: number(5),
        components: number(6) as u8,
        multiple: number(7) as u8,
        bilateral: number(8) as u8,
        assistant: number(9) as u8,
        co_surgeons: number(10) as u8,
        not_in_facility: words.contains(&"NA"),
        endoscopic_base: base.map(|word| word.as_bytes().try_into().unwrap()),
        shares: shares.map_or([0; 3], |at| [share(at + 1), share(at + 2), share(at + 3)]),
        global: match (DAY.contains(&code), shares) {
            (true, _) => GlobalPeriod::Day,
            (_, Some(_)) => GlobalPeriod::NinetyDays,
            _ => GlobalPeriod::NotApplicable,
        },
        conversion_factor: 332_875,
        ..FeeLine::default()
    };
    (code.to_owned(), modifier.to_owned(), line)
}

impl FeeFacts for HandMade {
    fn release(&self, _: FeeScheduleFor, on: Date) -> Option<Release> {
        let starts: Date = "2024-07-01".parse().unwrap();
        (on >= starts).then(|| Release { label: "2024-07".to_owned(), starts })
    }

    fn fee_line(
        &self,
        code: &str,
        modifier: &str,
        schedule: FeeScheduleFor,
        on: Date,
    ) -> Option<FeeLine> {
        self.release(schedule, on)?;
        let found = self.rows.iter().find(|(c, m, _)| c == code && m == modifier);
        let line = found.map(|(.., line)| *line)?;
        // Three quarters of a percent more for participants, as in 2026.
        let factor = match schedule {
            FeeScheduleFor::Others => line.conversion_factor,
            FeeScheduleFor::QualifyingApm => 335_372,
        };
        Some(FeeLine { conversion_factor: factor, ..line })
    }

    fn gpci(&self, locality: &Locality, _: Date) -> Option<Gpci> {
        match locality.to_string().as_str() {
            "02102-01" => Some(Gpci { work: 1_500, practice: 1_081, malpractice: 592 }),
            "10112-00" => Some(Gpci { work: 1_000, practice: 869, malpractice: 575 }),
            _ => None,
        }
    }
}

/// The day of service of the examples.
pub(super) fn day() -> Date {
    "2024-07-15".parse().unwrap()
}

/// A line, `20610-50`, with a charge that is above every fee.
pub(super) fn line(number: u16, name: &str, units: u32) -> ClaimLine {
    let mut parts = name.split('-').map(str::to_owned);
    ClaimLine {
        line: number,
        code: parts.next(),
        modifiers: parts.collect(),
        units: Quantity::units(units),
        charge_cents: Cents(1_000_000),
        date: day(),
        ..ClaimLine::default()
    }
}

/// A professional claim for Medicare at a place of service.
pub(super) fn claim(place: &str, lines: &[(&str, u32)]) -> Claim {
    let numbered = lines.iter().zip(1..);
    Claim {
        frequency: "1".to_owned(),
        place_of_service: Some(place.to_owned()),
        from: day(),
        through: day(),
        lines: numbered.map(|((name, units), number)| line(number, name, *units)).collect(),
        ..Claim::default()
    }
}

/// What Medicare pays for a claim at national amounts.
pub(super) fn medicare(claim: &Claim) -> ExpectedPayment {
    expected(claim, &Terms::medicare(), &HandMade::new(), &Circumstances::default())
}

/// The allowed cents of each line, or what became of it.
pub(super) fn allowed(payment: &ExpectedPayment) -> Vec<Result<i64, Outcome>> {
    let cents = |line: &super::ExpectedLine| match line.outcome {
        Outcome::Priced => Ok(line.allowed_cents.unwrap().0),
        other => Err(other),
    };
    payment.lines.iter().map(cents).collect()
}

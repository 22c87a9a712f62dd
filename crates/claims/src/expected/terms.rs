//! The terms by which a payer pays: Medicare's, or those of a contract.

use super::locality::Locality;
use super::percent::Percent;
use model::{Cents, Date};
use std::collections::BTreeMap;

/// What a line pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pays {
    /// A share of the Medicare physician fee schedule.
    Schedule(SchedulePart),
    /// A share of the charge.
    Charges(Percent),
    /// A fee for one unit.
    Fee(Cents),
    /// Nothing: the contract excludes it.
    Nothing,
    /// The contract does not say.
    Unstated,
}

/// A share of the Medicare physician fee schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchedulePart {
    /// How much of it.
    pub percent: Percent,
    /// The day whose schedule holds; `None`: the day of service.
    pub on: Option<Date>,
    /// The locality whose indices hold; `None`: the one that is asked for.
    pub locality: Option<Locality>,
}

/// Codes that pay otherwise than the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarveOut {
    /// Ranges of codes, both ends inside.
    pub codes: Vec<(String, String)>,
    /// Ranges of revenue codes, both ends inside.
    pub revenue_codes: Vec<(String, String)>,
    /// What they pay.
    pub pays: Pays,
}

/// How several procedures of one day are paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MultipleProcedures {
    /// As Medicare does.
    #[default]
    Medicare,
    /// Each in full.
    None,
    /// Operations by rank, the last share for all that follow; nothing else is reduced.
    Ranked(Vec<Percent>),
}

/// The terms by which a payer pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Their name, for people.
    pub title: String,
    /// The regulation, or the file of the contract.
    pub source: String,
    /// True for original Medicare: its words on what is not covered hold.
    pub medicare: bool,
    /// Fees by code and modifier (empty: any).
    pub fees: BTreeMap<(String, String), Cents>,
    /// Exceptions, of which the first that fits holds.
    pub carve_outs: Vec<CarveOut>,
    /// What every other line pays.
    pub rest: Pays,
    /// Never more than the charge.
    pub lesser_of_charge: bool,
    /// Several procedures of one day.
    pub multiple: MultipleProcedures,
    /// Practitioners other than physicians at Medicare's shares.
    pub practitioner_shares: bool,
    /// The federal cut of payments.
    pub sequestration: bool,
    /// The patient's share after the deductible; `None` when it is not known.
    pub patient_share: Option<Percent>,
}

impl Terms {
    /// Original Medicare, part B: the schedule or the charge, whichever is less (42 CFR 414.21),
    /// 20 percent of it from the patient (42 CFR 410.152).
    #[must_use]
    pub fn medicare() -> Terms {
        Terms {
            title: "Medicare physician fee schedule".to_owned(),
            source: "42 CFR 414.20".to_owned(),
            medicare: true,
            fees: BTreeMap::new(),
            carve_outs: Vec::new(),
            rest: Pays::Schedule(SchedulePart {
                percent: Percent::WHOLE,
                on: None,
                locality: None,
            }),
            lesser_of_charge: true,
            multiple: MultipleProcedures::Medicare,
            practitioner_shares: true,
            sequestration: true,
            patient_share: Some(Percent::whole(20)),
        }
    }

    /// What a line pays: by its own fee, else by the first carve-out that fits, else as the rest.
    /// Beside it the modifier of the line with which the fee is agreed.
    pub(super) fn pays(
        &self,
        code: &str,
        modifiers: &[String],
        revenue: Option<&str>,
    ) -> (Pays, Option<String>) {
        let fee = |modifier: &str| {
            self.fees.get(&(code.to_owned(), modifier.to_ascii_uppercase())).copied()
        };
        let with = modifiers.iter().filter(|m| !m.is_empty());
        if let Some((fee, modifier)) = with.into_iter().find_map(|m| Some((fee(m)?, m))) {
            return (Pays::Fee(fee), Some(modifier.clone()));
        }
        if let Some(fee) = fee("") {
            return (Pays::Fee(fee), None);
        }
        let fits = |ranges: &[(String, String)], code: &str| {
            !code.is_empty()
                && ranges.iter().any(|(first, last)| {
                    first.len() == code.len() && (first.as_str()..=last.as_str()).contains(&code)
                })
        };
        let carved = self.carve_outs.iter().find(|out| {
            fits(&out.codes, code) || fits(&out.revenue_codes, revenue.unwrap_or_default())
        });
        (carved.map_or(&self.rest, |out| &out.pays).clone(), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_term_holds() {
        let range = |first: &str, last: &str| vec![(first.to_owned(), last.to_owned())];
        let terms = Terms {
            fees: BTreeMap::from([
                (("99213".into(), String::new()), Cents(9_850)),
                (("71046".into(), "26".into()), Cents(1_200)),
            ]),
            carve_outs: vec![
                CarveOut {
                    codes: range("70000", "79999"),
                    revenue_codes: Vec::new(),
                    pays: Pays::Charges(Percent::whole(60)),
                },
                CarveOut {
                    codes: range("70000", "99999"),
                    revenue_codes: range("0250", "0259"),
                    pays: Pays::Nothing,
                },
            ],
            ..Terms::medicare()
        };
        let modifiers = |list: &[&str]| list.iter().map(|m| (*m).to_owned()).collect::<Vec<_>>();
        for (code, list, revenue, pays) in [
            ("99213", &["25"][..], None, (Pays::Fee(Cents(9_850)), None)),
            ("71046", &["RT", "26"], None, (Pays::Fee(Cents(1_200)), Some("26".to_owned()))),
            ("71046", &[], None, (Pays::Charges(Percent::whole(60)), None)),
            ("99214", &[], None, (Pays::Nothing, None)),
            ("", &[], Some("0255"), (Pays::Nothing, None)),
            ("", &[], Some("0360"), (terms.rest.clone(), None)),
            ("J1885", &[], None, (terms.rest.clone(), None)),
        ] {
            assert_eq!(terms.pays(code, &modifiers(list), revenue), pays, "{code} {list:?}");
        }
    }
}

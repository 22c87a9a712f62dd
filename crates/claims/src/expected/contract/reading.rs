//! A contract file becomes a contract, or its faults with their lines.

use super::tables::{self, Written};
use super::{Contract, ContractFault, MAX_CONTRACT_BYTES, MAX_FAULTS, MAX_ROWS};
use crate::expected::locality::Locality;
use crate::expected::percent::Percent;
use crate::expected::terms::{CarveOut, MultipleProcedures, Pays, SchedulePart, Terms};
use model::{Cents, Date};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::Range;
use toml::Spanned;
use toml::value::Datetime;

/// Faults of one file, each at its line.
struct Faults<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<ContractFault>,
}

impl Faults<'_> {
    fn at(&mut self, span: Range<usize>, message: impl Display) {
        if self.found.len() < MAX_FAULTS {
            let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            let message = message.to_string();
            self.found.push(ContractFault { file: self.file.to_owned(), line, message });
        }
    }

    /// The value, or a fault at the place of what was written.
    fn take<T, E: Display>(&mut self, span: Range<usize>, read: Result<T, E>) -> Option<T> {
        read.map_err(|fault| self.at(span, fault)).ok()
    }

    fn percent(&mut self, written: &Spanned<Written>) -> Option<Percent> {
        self.take(written.span(), Percent::from_decimal(&written.get_ref().0))
    }

    fn money(&mut self, written: &Spanned<Written>) -> Option<Cents> {
        let text = &written.get_ref().0;
        let read = match Cents::from_decimal(text) {
            Ok(amount) if amount < Cents::ZERO => Err(format!("the fee {amount} is negative")),
            read => read.map_err(|fault| fault.to_string()),
        };
        self.take(written.span(), read)
    }

    fn day(&mut self, written: &Spanned<Datetime>) -> Option<Date> {
        let when = written.get_ref();
        let read = match (when.date, when.time) {
            (Some(_), None) => when.to_string().parse::<Date>().map_err(|fault| fault.to_string()),
            _ => Err(format!("`{when}` is not a day; write it as 2026-01-01")),
        };
        self.take(written.span(), read)
    }
}

/// Reads a contract.
pub(super) fn read(text: &str, file: &str) -> Result<Contract, Vec<ContractFault>> {
    let mut faults = Faults { file, text, found: Vec::new() };
    if text.len() > MAX_CONTRACT_BYTES {
        faults.at(0..0, format!("the contract is larger than {MAX_CONTRACT_BYTES} bytes"));
        return Err(faults.found);
    }
    let tables: tables::File = match toml::from_str(text) {
        Ok(tables) => tables,
        Err(fault) => {
            faults.at(fault.span().unwrap_or_default(), fault.message());
            return Err(faults.found);
        }
    };
    let contract = contract(&tables, &mut faults);
    match contract {
        Some(contract) if faults.found.is_empty() => Ok(contract),
        _ => Err(faults.found),
    }
}

/// The contract; every fault is told, so a value that could not be read does not end the reading.
fn contract(tables: &tables::File, faults: &mut Faults<'_>) -> Option<Contract> {
    if tables.title.get_ref().trim().is_empty() {
        faults.at(tables.title.span(), "the contract has no title");
    }
    let payers = tables.payers.get_ref();
    if payers.is_empty() || payers.iter().any(|payer| payer.trim().is_empty()) {
        faults.at(tables.payers.span(), "name the payer, or its identifier, as claims carry it");
    }
    let from = faults.day(&tables.from);
    let to = tables.to.as_ref().and_then(|to| faults.day(to));
    if let (Some(from), Some(to), Some(at)) = (from, to, &tables.to)
        && to < from
    {
        faults.at(at.span(), format!("the contract ends on {to}, before it begins on {from}"));
    }
    for (rows, name) in [(tables.fee.len(), "fees"), (tables.carve_out.len(), "carve-outs")] {
        if rows > MAX_ROWS {
            faults.at(0..0, format!("{rows} {name} are too many; {MAX_ROWS} are the most"));
        }
    }
    let rules = &tables.rules;
    let terms = Terms {
        title: tables.title.get_ref().trim().to_owned(),
        source: faults.file.to_owned(),
        medicare: false,
        fees: fees(&tables.fee, faults),
        carve_outs: tables.carve_out.iter().filter_map(|out| carve_out(out, faults)).collect(),
        rest: tables.rest.as_ref().map_or(Some(Pays::Unstated), |rest| {
            let table = rest.get_ref();
            let ways = Ways {
                schedule_percent: table.schedule_percent.as_ref(),
                schedule_of: table.schedule_of.as_ref(),
                locality: table.locality.as_ref(),
                charge_percent: table.charge_percent.as_ref(),
                fee: None,
                not_paid: table.not_paid,
            };
            pays(&ways, rest.span(), faults)
        })?,
        lesser_of_charge: rules.lesser_of_charge.unwrap_or(true),
        multiple: match &rules.multiple_procedures {
            None => MultipleProcedures::Medicare,
            Some(written) => multiple(written, faults)?,
        },
        practitioner_shares: rules.practitioner_shares.unwrap_or(false),
        sequestration: rules.sequestration.unwrap_or(false),
        patient_share: rules.patient_percent.as_ref().and_then(|written| {
            let share = faults.percent(written)?;
            if share > Percent::WHOLE {
                faults.at(written.span(), "the patient pays no more than 100 percent");
            }
            Some(share)
        }),
    };
    let payers = payers.iter().map(|payer| payer.trim().to_owned()).collect();
    Some(Contract { file: faults.file.to_owned(), payers, from: from?, to, terms })
}

fn multiple(
    written: &Spanned<tables::Multiple>,
    faults: &mut Faults<'_>,
) -> Option<MultipleProcedures> {
    let span = written.span();
    match written.get_ref() {
        tables::Multiple::Word(word) if word == "medicare" => Some(MultipleProcedures::Medicare),
        tables::Multiple::Word(word) if word == "none" => Some(MultipleProcedures::None),
        tables::Multiple::Shares(shares) if !shares.is_empty() => {
            let read: Result<Vec<_>, _> =
                shares.iter().map(|share| Percent::from_decimal(share)).collect();
            faults.take(span, read).map(MultipleProcedures::Ranked)
        }
        _ => {
            let message = "write \"medicare\", \"none\", or shares by rank: [\"100\", \"50\"]";
            faults.at(span, message);
            None
        }
    }
}

fn fees(rows: &[tables::Fee], faults: &mut Faults<'_>) -> BTreeMap<(String, String), Cents> {
    let mut fees = BTreeMap::new();
    for row in rows.iter().take(MAX_ROWS) {
        let code = row.code.get_ref().trim().to_ascii_uppercase();
        if !is_plain(&code, 5) {
            let message = format!("`{code}` is not a CPT or HCPCS code of five characters");
            faults.at(row.code.span(), message);
        }
        let modifier = row.modifier.as_ref().map(|m| m.get_ref().trim().to_ascii_uppercase());
        let modifier = modifier.unwrap_or_default();
        if let Some(written) = row.modifier.as_ref().filter(|_| !is_plain(&modifier, 2)) {
            faults.at(written.span(), format!("`{modifier}` is not a modifier of two characters"));
        }
        let Some(amount) = faults.money(&row.amount) else { continue };
        if fees.insert((code, modifier), amount).is_some() {
            faults.at(row.code.span(), "this code and modifier have a fee already");
        }
    }
    fees
}

fn carve_out(row: &Spanned<tables::CarveOut>, faults: &mut Faults<'_>) -> Option<CarveOut> {
    let table = row.get_ref();
    if table.codes.is_empty() && table.revenue_codes.is_empty() {
        faults.at(row.span(), "the carve-out names no codes and no revenue codes");
    }
    let mut ranges = |written: &[Spanned<String>], length: usize| {
        written
            .iter()
            .filter_map(|text| faults.take(text.span(), range(text.get_ref(), length)))
            .collect::<Vec<_>>()
    };
    let (codes, revenue_codes) = (ranges(&table.codes, 5), ranges(&table.revenue_codes, 4));
    let ways = Ways {
        schedule_percent: table.schedule_percent.as_ref(),
        schedule_of: table.schedule_of.as_ref(),
        locality: table.locality.as_ref(),
        charge_percent: table.charge_percent.as_ref(),
        fee: table.fee.as_ref(),
        not_paid: table.not_paid,
    };
    let pays = pays(&ways, row.span(), faults)?;
    Some(CarveOut { codes, revenue_codes, pays })
}

/// `99213`, or `70000-79999`.
fn range(text: &str, length: usize) -> Result<(String, String), String> {
    let text = text.trim().to_ascii_uppercase();
    let (first, last) = text.split_once('-').unwrap_or((&text, &text));
    let (first, last) = (first.trim(), last.trim());
    if !is_plain(first, length) || !is_plain(last, length) {
        return Err(format!(
            "`{text}` is neither a code of {length} characters nor a range of two"
        ));
    }
    if last < first {
        return Err(format!("the range `{text}` ends before it begins"));
    }
    Ok((first.to_owned(), last.to_owned()))
}

fn is_plain(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The ways in which a table may say what is paid.
struct Ways<'a> {
    schedule_percent: Option<&'a Spanned<Written>>,
    schedule_of: Option<&'a Spanned<Datetime>>,
    locality: Option<&'a Spanned<String>>,
    charge_percent: Option<&'a Spanned<Written>>,
    fee: Option<&'a Spanned<Written>>,
    not_paid: Option<bool>,
}

fn pays(ways: &Ways<'_>, span: Range<usize>, faults: &mut Faults<'_>) -> Option<Pays> {
    let not_paid = ways.not_paid == Some(true);
    let said = [
        ways.schedule_percent.is_some(),
        ways.charge_percent.is_some(),
        ways.fee.is_some(),
        not_paid,
    ];
    if said.iter().filter(|said| **said).count() != 1 {
        let message = "say in one way what is paid: schedule_percent, charge_percent, fee (of a \
                       carve-out) or not_paid = true";
        faults.at(span, message);
        return None;
    }
    let of_schedule = ways.schedule_of.map(Spanned::span).or(ways.locality.map(Spanned::span));
    if let (Some(at), None) = (of_schedule, ways.schedule_percent) {
        faults.at(at, "schedule_of and locality go with schedule_percent");
    }
    if let Some(percent) = ways.schedule_percent {
        let percent = faults.percent(percent);
        let on = ways.schedule_of.and_then(|day| faults.day(day));
        let locality = ways
            .locality
            .and_then(|text| faults.take(text.span(), text.get_ref().parse::<Locality>()));
        return Some(Pays::Schedule(SchedulePart { percent: percent?, on, locality }));
    }
    if let Some(percent) = ways.charge_percent {
        return faults.percent(percent).map(Pays::Charges);
    }
    match ways.fee {
        Some(fee) => faults.money(fee).map(Pays::Fee),
        None => Some(Pays::Nothing),
    }
}

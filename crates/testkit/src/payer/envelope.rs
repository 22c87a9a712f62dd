//! The interchange around an answer: sender and receiver of the question changed over.

use super::profile::Profile;
use model::Date;
use serde::{Deserialize, Serialize};
use x12::typed::segments::{ComponentSeparator, Ge, Gs, Iea, Isa, RepetitionSeparator, Se, St};
use x12::typed::{Interchange, Item, Normalise, Transaction, write};
use x12::{Delimiters, LineEnd, X12Error};

/// Who sent a file, and how he likes his own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Partner {
    /// ISA05 and ISA06.
    pub qualifier: String,
    pub id: String,
    /// GS02.
    pub group_id: String,
    /// ISA07, ISA08 and GS03: how he calls the payer.
    pub payer_qualifier: String,
    pub payer_id: String,
    pub payer_group_id: String,
    /// Element, repetition, component, segment.
    pub delimiters: [u8; 4],
}

impl Partner {
    /// The sender of the first group of a file.
    pub fn of(report: &x12::validate::Report) -> Option<Partner> {
        let interchange = report.interchanges.first()?;
        let group = interchange.groups.first()?;
        let own = interchange.delimiters;
        Some(Partner {
            qualifier: interchange.sender.0.clone(),
            id: interchange.sender.1.clone(),
            group_id: group.sender.clone(),
            payer_qualifier: interchange.receiver.0.clone(),
            payer_id: interchange.receiver.1.clone(),
            payer_group_id: group.receiver.clone(),
            delimiters: [own.element, own.repetition.unwrap_or(b'^'), own.component, own.segment],
        })
    }

    fn delimiters(&self) -> Delimiters {
        let [element, repetition, component, segment] = self.delimiters;
        Delimiters { element, repetition: Some(repetition), component, segment }
    }
}

/// A guide: set, group, version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guide {
    pub set: &'static str,
    pub group: &'static str,
    pub version: &'static str,
}

pub(super) const REMITTANCE: Guide = Guide { set: "835", group: "HP", version: "005010X221A1" };
pub(super) const ELIGIBILITY: Guide = Guide { set: "271", group: "HB", version: "005010X279A1" };
pub(super) const STATUS: Guide = Guide { set: "277", group: "HN", version: "005010X212" };

impl Guide {
    /// ST with the number of the transaction in its group. The 835 has no ST03.
    pub fn st(self, number: usize) -> St {
        let guide = if self.set == "835" { "" } else { self.version };
        St {
            set: self.set.into(),
            control_number: control(number).into(),
            guide: guide.into(),
            ..St::default()
        }
    }

    /// SE for the same number.
    pub fn se(self, number: usize) -> Se {
        Se { control_number: control(number).into(), ..Se::default() }
    }
}

fn control(number: usize) -> String {
    format!("{number:04}")
}

/// The numbers that an interchange is written with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    pub interchange: u32,
    pub group: u32,
    pub day: Date,
}

/// One interchange with one group of transactions.
pub(super) fn interchange(
    profile: &Profile,
    partner: &Partner,
    guide: Guide,
    numbers: Numbers,
    transactions: Vec<Transaction>,
) -> Result<String, X12Error> {
    let day = numbers.day.to_x12();
    let number = format!("{:09}", numbers.interchange);
    let padded = |text: &str| format!("{text:<15}").into();
    let blank = || " ".repeat(10).into();
    let own = |own: &str| if own.is_empty() { profile.id.clone() } else { own.to_owned() };
    let isa = Isa {
        authorization_qualifier: "00".into(),
        authorization: blank(),
        security_qualifier: "00".into(),
        security: blank(),
        sender_qualifier: partner.payer_qualifier.as_str().into(),
        sender: padded(&own(&partner.payer_id)),
        receiver_qualifier: partner.qualifier.as_str().into(),
        receiver: padded(&partner.id),
        date: day.get(2..).unwrap_or_default().into(),
        time: "0600".into(),
        repetition_separator: RepetitionSeparator("^".into()),
        version: "00501".into(),
        control_number: number.as_str().into(),
        acknowledgement_requested: "0".into(),
        usage: "T".into(),
        component_separator: ComponentSeparator(":".into()),
        ..Isa::default()
    };
    let gs = Gs {
        code: guide.group.into(),
        sender: own(&partner.payer_group_id).into(),
        receiver: partner.group_id.as_str().into(),
        date: day.as_str().into(),
        time: "0600".into(),
        control_number: numbers.group.to_string().into(),
        agency: "X".into(),
        version: guide.version.into(),
        ..Gs::default()
    };
    let delimiters = partner.delimiters();
    let head = Interchange { isa, delimiters, ..Interchange::default() };
    let mut items = vec![Item::Interchange(Box::new(head)), Item::Group(gs)];
    items.extend(transactions.into_iter().map(Item::Transaction));
    let group = numbers.group.to_string();
    items.push(Item::GroupEnd(Ge { control_number: group.into(), ..Ge::default() }));
    items.push(Item::InterchangeEnd(Iea { control_number: number.into(), ..Iea::default() }));
    write(&items, Some(Normalise { delimiters: Some(delimiters), line_end: LineEnd::LineFeed }))
}

//! Typed claims as `model::Claim`: the claim reader of this crate reads a draft of them, and
//! what it says is told with the places of the file that the typed values come from.

use super::facts::PlacedClaim;
use super::level::Claims837;
use crate::claim_837::read::{ReadClaims, read_837_with_left};
use crate::delimiters::Delimiters;
use crate::fault::{Place, X12Error};
use crate::typed::node::{Node, Part};
use crate::typed::origin::Origin;
use crate::typed::output::Output;
use crate::typed::segments::{ComponentSeparator, Ge, Gs, Iea, Isa, RepetitionSeparator, Se, St};

/// Delimiters that no text of a claim holds: the separators of ASCII.
const DELIMITERS: Delimiters =
    Delimiters { element: 0x1d, repetition: Some(0x1e), component: 0x1f, segment: 0x1c };

impl Claims837 {
    /// The claims of the transaction, as [`crate::read_837_with_left`] reads them.
    ///
    /// # Errors
    /// Every fault of the values that a claim needs, with its place in the file; a dental
    /// claim, which `model::Claim` cannot hold.
    pub fn model_claims(&self) -> Result<ReadClaims, Vec<X12Error>> {
        read(&self.st, |out| {
            self.beginning.write(out);
            self.references.write_part(out);
            self.parties.write_part(out);
            self.billing.write_part(out);
        })
    }
}

impl PlacedClaim<'_> {
    /// The claim, and the places of what `model::Claim` has no field for. `st` is that of the
    /// claim's transaction, and tells its guide.
    ///
    /// # Errors
    /// As [`Claims837::model_claims`].
    pub fn model_claim(&self, st: &St) -> Result<(model::Claim, Vec<Place>), Vec<X12Error>> {
        let (billing, subscriber) = (self.billing, self.subscriber);
        let read = read(st, |out| {
            billing.level.write(out);
            billing.specialty.write_part(out);
            billing.currency.write_part(out);
            billing.parties.write_part(out);
            subscriber.level.write(out);
            subscriber.coverage.write_part(out);
            subscriber.patient.write_part(out);
            subscriber.dates.write_part(out);
            subscriber.parties.write_part(out);
            if let Some(patient) = self.patient {
                patient.level.write(out);
                patient.patient.write_part(out);
                patient.dates.write_part(out);
                patient.parties.write_part(out);
            }
            self.claim.write(out);
        })?;
        let place = self.claim.claim.origin.place;
        let claim = read.claims.into_iter().next();
        match claim {
            Some(claim) => Ok((claim, read.left)),
            None => Err(vec![X12Error::new("x12.837.claim", place, "there is no claim", "add it")]),
        }
    }
}

impl TryFrom<&Claims837> for Vec<model::Claim> {
    type Error = Vec<X12Error>;

    /// As [`Claims837::model_claims`], without the places of what is left.
    fn try_from(claims: &Claims837) -> Result<Vec<model::Claim>, Vec<X12Error>> {
        claims.model_claims().map(|read| read.claims)
    }
}

/// Reads what `body` writes as the inner segments of a transaction.
fn read(st: &St, body: impl Fn(&mut Output)) -> Result<ReadClaims, Vec<X12Error>> {
    let mut out = Output::tracing(DELIMITERS);
    isa().write(&mut out);
    Gs { code: "HC".into(), version: st.guide.clone(), ..Gs::default() }.write(&mut out);
    let opened = |text: &St| St { control_number: "1".into(), ..text.clone() };
    opened(st).write(&mut out);
    body(&mut out);
    let segments = out.counts().segments + 1;
    let count = segments.to_string();
    Se { segments: count.as_str().into(), control_number: "1".into(), origin: Origin::default() }
        .write(&mut out);
    Ge { transactions: "1".into(), ..Ge::default() }.write(&mut out);
    Iea { groups: "1".into(), control_number: "000000001".into(), ..Iea::default() }
        .write(&mut out);
    let (text, origins) = out.traced().map_err(|fault| vec![fault])?;
    let there = |place: Place| {
        let index = usize::try_from(place.segment).unwrap_or(0).saturating_sub(1);
        let origin = origins.get(index).copied().unwrap_or_default();
        Place { element: place.element, component: place.component, ..origin }
    };
    match read_837_with_left(text.as_bytes()) {
        Ok(read) => Ok(ReadClaims { left: read.left.into_iter().map(there).collect(), ..read }),
        Err(mut faults) => {
            faults.iter_mut().for_each(|fault| fault.place = there(fault.place));
            Err(faults)
        }
    }
}

fn isa() -> Isa {
    let padded = |text: &str, width: usize| format!("{text:<width$}").into();
    Isa {
        authorization_qualifier: "00".into(),
        authorization: padded("", 10),
        security_qualifier: "00".into(),
        security: padded("", 10),
        sender_qualifier: "ZZ".into(),
        sender: padded("DRAFT", 15),
        receiver_qualifier: "ZZ".into(),
        receiver: padded("DRAFT", 15),
        date: "000101".into(),
        time: "0000".into(),
        repetition_separator: RepetitionSeparator("^".into()),
        version: "00501".into(),
        control_number: "000000001".into(),
        acknowledgement_requested: "0".into(),
        usage: "T".into(),
        component_separator: ComponentSeparator(":".into()),
        origin: Origin::default(),
    }
}

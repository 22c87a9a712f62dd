//! Charges made from the codes of a chart.

use super::key::Keys;
use super::pricing::set_price;
use super::{Capture, Charge, ChargeSource, ChargeState, Posting};
use crate::charge_master::ChargeMaster;
use model::{ChargeId, ClaimType, CodedChart};

/// One charge for each procedure of a coded chart, priced by the charge master of the site.
///
/// The day is the coded chart's. Equal procedures stay apart. What has no price is a charge too,
/// with a hold.
#[must_use]
pub fn from_codes(coded: &CodedChart, posting: &Posting, master: &ChargeMaster) -> Capture {
    let (mut capture, mut keys) = (Capture::default(), Keys::default());
    for px in &coded.px {
        let mut charge = Charge {
            id: ChargeId::default(),
            account: posting.account.clone(),
            code: Some(px.code.clone()),
            modifiers: px.modifiers.clone(),
            units: px.units,
            charge_cents: None,
            date: coded.date,
            posted_on: posting.posted_on,
            source: ChargeSource::Chart,
            source_key: String::new(),
            site: posting.site.clone(),
            revenue_code: None,
            ndc: None,
            ndc_quantity: None,
            pointers: px.dx.clone(),
            state: ChargeState::Captured,
        };
        keys.name(&mut charge, &format!("{} {}", px.code, px.modifiers.join(" ")));
        let hospital = posting.claim_type == ClaimType::Institutional;
        capture.holds.extend(set_price(&mut charge, None, master, hospital));
        capture.charges.push(charge);
    }
    capture
}

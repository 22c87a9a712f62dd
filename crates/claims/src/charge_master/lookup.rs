//! The price of a service at a site on a day: found, zero, unknown, or more than one.

use super::{ChargeMaster, MasterRow};
use model::{Cents, Date};

/// What a price is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct PriceKey<'a> {
    /// The site, as its rows name it.
    pub site: &'a str,
    /// CPT or HCPCS number; `None` for a revenue code alone.
    pub code: Option<&'a str>,
    /// Modifiers of the line, in any order.
    pub modifiers: &'a [String],
    /// Revenue code, where the line has one: rows of another revenue code do not count then.
    pub revenue_code: Option<&'a str>,
    /// Day of service.
    pub day: Date,
}

/// The answer of a charge master.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Price<'a> {
    /// One row sets the price.
    Found {
        /// Price of one unit.
        price_cents: Cents,
        /// The row.
        row: &'a MasterRow,
    },
    /// One row sets a price of zero, which bills nothing: somebody must decide.
    Zero {
        /// The row.
        row: &'a MasterRow,
    },
    /// No row.
    Unknown,
    /// Several rows, by different modifiers of the line or different revenue codes.
    Ambiguous {
        /// The rows, in the order of the master.
        rows: Vec<&'a MasterRow>,
    },
}

impl ChargeMaster {
    /// The price of one unit.
    ///
    /// Rows with a modifier of the line come before those without one, rows of the site before
    /// those of every site, and rows of the line's revenue code before those without one.
    #[must_use]
    pub fn lookup(&self, key: &PriceKey<'_>) -> Price<'_> {
        let held = self.rows_of(key.code).iter().filter(|row| row.holds_on(key.day));
        let mut rows: Vec<&MasterRow> = held.filter(|row| fits(row, key)).collect();
        keep_if_any(&mut rows, |row| row.modifier.is_some());
        // Each modifier may have a row of the site and one of every site.
        let named: Vec<_> =
            rows.iter().filter(|row| row.site.is_some()).map(|row| row.modifier.clone()).collect();
        rows.retain(|row| row.site.is_some() || !named.contains(&row.modifier));
        if key.revenue_code.is_some() {
            keep_if_any(&mut rows, |row| row.revenue_code.is_some());
        }
        match rows[..] {
            [] => Price::Unknown,
            [row] if row.price == Cents::ZERO => Price::Zero { row },
            [row] => Price::Found { price_cents: row.price, row },
            _ => Price::Ambiguous { rows },
        }
    }

    /// Why there is no price, in one sentence, for what [`ChargeMaster::lookup`] does not know.
    #[must_use]
    pub fn why_unknown(&self, key: &PriceKey<'_>) -> String {
        let what = key.code.map_or_else(
            || format!("revenue code {}", key.revenue_code.unwrap_or("(none)")),
            str::to_ascii_uppercase,
        );
        let rows = self.rows_of(key.code);
        let of_site = |row: &&MasterRow| row.site.as_deref().is_none_or(|site| site == key.site);
        if rows.is_empty() {
            return format!("The charge master has no row for {what}.");
        }
        if !rows.iter().any(|row| of_site(&row)) {
            return format!(
                "The charge master has {what} only for other sites than `{}`.",
                key.site
            );
        }
        if !rows.iter().filter(of_site).any(|row| row.holds_on(key.day)) {
            return format!("The charge master has no price for {what} on {}.", key.day);
        }
        format!(
            "The charge master has {what} only with other modifiers or revenue codes than those \
             of the line."
        )
    }

    /// The rows of one code; they stand together.
    fn rows_of(&self, code: Option<&str>) -> &[MasterRow] {
        let code = code.map(str::to_ascii_uppercase);
        let code = code.as_deref();
        let start = self.rows.partition_point(|row| row.code.as_deref() < code);
        let length = self.rows[start..].partition_point(|row| row.code.as_deref() == code);
        &self.rows[start..start + length]
    }
}

fn fits(row: &MasterRow, key: &PriceKey<'_>) -> bool {
    let modifier = row
        .modifier
        .as_deref()
        .is_none_or(|own| key.modifiers.iter().any(|modifier| modifier.eq_ignore_ascii_case(own)));
    let revenue_code = match (key.revenue_code, row.revenue_code.as_deref()) {
        (Some(asked), Some(own)) => asked == own,
        // Without a code, the revenue code is all that names the service.
        _ => key.code.is_some(),
    };
    modifier && revenue_code && row.site.as_deref().is_none_or(|site| site == key.site)
}

/// Leaves only the rows of which `better` holds, where there is one.
fn keep_if_any(rows: &mut Vec<&MasterRow>, better: impl Fn(&MasterRow) -> bool) {
    if rows.iter().any(|row| better(row)) {
        rows.retain(|row| better(row));
    }
}

//! Drugs, supplies, measurements and forms.

use super::composites::Unit;
use crate::typed::node::{elements, segment};
use crate::typed::text::{Amount, Day, Number, Text};
use crate::typed::value::Run;

segment! {
    /// A product by its numbers, such as an NDC.
    Lin "LIN" {
        1 number: Text,
        2 products: Run<ProductId, 15>,
    }
    /// Quantity and price of a product.
    Ctp "CTP" {
        1 trade: Text,
        2 price_type: Text,
        3 unit_price: Number,
        4 quantity: Number,
        5 unit: Unit,
        6 multiplier_qualifier: Text,
        7 multiplier: Number,
        8 amount: Amount,
        9 basis: Text,
        10 condition: Text,
        11 multiple_price: Number,
    }
    /// A measurement.
    Mea "MEA" {
        1 reference: Text,
        2 qualifier: Text,
        3 value: Number,
        4 unit: Unit,
        5 least: Number,
        6 most: Number,
        7 significance: Text,
        8 attribute: Text,
        9 surface: Text,
        10 position: Text,
        11 list: Text,
        12 industry_code: Text,
    }
    /// An answer on a form.
    Frm "FRM" {
        1 question: Text,
        2 answer: Text,
        3 text: Text,
        4 date: Day,
        5 percentage: Number,
    }
}

elements! {
    /// A product number after its qualifier.
    ProductId { qualifier: Text, code: Text, }
}

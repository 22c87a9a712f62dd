//! MIA and MOA by the number of their elements.

use super::institutional::{Mia, Moa};
use crate::typed::text::Text;

/// Values and remarks of a segment by element number.
macro_rules! numbered {
    ($name:ident { $($number:literal $field:ident,)+ } remarks { $($remark:ident)+ }) => {
        impl $name {
            /// The elements that are no remarks, by number, empty ones included.
            pub(crate) fn values(&self) -> impl Iterator<Item = (u8, &str)> {
                [$(($number, self.$field.text().as_str()),)+].into_iter()
            }

            /// A segment of these values, and as many remarks as it has place for.
            pub(crate) fn made(
                values: Vec<(u8, Text)>,
                remarks: &mut impl Iterator<Item = Text>,
            ) -> $name {
                let mut made = $name::default();
                for (number, text) in values {
                    match number {
                        $($number => made.$field = text.as_str().into(),)+
                        _ => {}
                    }
                }
                $(made.$remark = remarks.next().unwrap_or_default();)+
                made
            }
        }
    };
}

numbered! {
    Mia {
        1 covered_days,
        2 outlier_amount,
        3 lifetime_psychiatric_days,
        4 drg_amount,
        6 disproportionate_share_amount,
        7 secondary_payer_amount,
        8 capital_amount,
        9 capital_federal_drg_amount,
        10 capital_hospital_drg_amount,
        11 capital_disproportionate_share_amount,
        12 old_capital_amount,
        13 capital_teaching_amount,
        14 hospital_drg_amount,
        15 cost_report_days,
        16 federal_drg_amount,
        17 capital_outlier_amount,
        18 teaching_amount,
        19 professional_component,
        24 capital_exception_amount,
    }
    remarks { remark_1 remark_2 remark_3 remark_4 remark_5 }
}

numbered! {
    Moa {
        1 rate,
        2 payable_amount,
        8 renal_disease_amount,
        9 professional_component,
    }
    remarks { remark_1 remark_2 remark_3 remark_4 remark_5 }
}

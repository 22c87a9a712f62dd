//! Add-on codes: services that are done beside another, and paid only with it.

/// Which primary codes there are: CMS's add-on code edit type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddOnType {
    /// 1: those of the table, and no others.
    Listed,
    /// 2: none is listed; each contractor says which.
    Contractor,
    /// 3: some are listed, and a contractor may add others.
    ListedAndContractor,
}

impl AddOnType {
    /// The digit in CMS's file.
    #[must_use]
    pub fn digit(self) -> u8 {
        match self {
            AddOnType::Listed => 1,
            AddOnType::Contractor => 2,
            AddOnType::ListedAndContractor => 3,
        }
    }

    /// The type of a digit.
    #[must_use]
    pub fn from_digit(digit: u8) -> Option<AddOnType> {
        match digit {
            1 => Some(AddOnType::Listed),
            2 => Some(AddOnType::Contractor),
            3 => Some(AddOnType::ListedAndContractor),
            _ => None,
        }
    }
}

/// An add-on code with what it may be added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddOn {
    /// Which primary codes there are.
    pub kind: AddOnType,
    /// The listed primary codes in force, in their order.
    pub primaries: Vec<String>,
}

//! What the modifiers of a line say of its payment.

/// The part of a test or operation that is billed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Component {
    /// All of it.
    #[default]
    Whole,
    /// 26: the professional part.
    Professional,
    /// TC: the technical part.
    Technical,
    /// 53: broken off.
    Discontinued,
}

impl Component {
    /// The modifier by which the schedule's row is found.
    pub(super) fn row(self) -> &'static str {
        match self {
            Component::Whole => "",
            Component::Professional => "26",
            Component::Technical => "TC",
            Component::Discontinued => "53",
        }
    }
}

/// Who operated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// The surgeon.
    #[default]
    Surgeon,
    /// 80, 81, 82: a physician who assisted.
    Assistant,
    /// AS: a physician assistant, nurse practitioner or clinical nurse specialist who assisted.
    OtherAssistant,
    /// 62: one of two surgeons.
    CoSurgeon,
    /// 66: one of a team.
    Team,
}

/// Which part of a global package was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Package {
    /// All of it.
    #[default]
    Whole,
    /// 54: the operation and what goes before it.
    Operation,
    /// 55: the care after it.
    After,
    /// 56: the care before it.
    Before,
    /// 78: back to the operating room.
    Return,
}

impl Package {
    /// The modifier.
    pub(super) fn modifier(self) -> &'static str {
        match self {
            Package::Whole => "",
            Package::Operation => "54",
            Package::After => "55",
            Package::Before => "56",
            Package::Return => "78",
        }
    }
}

/// Modifiers that change the payment in a way that is not worked out here: reduced services (52)
/// are the contractor's; therapy assistants (CO, CQ) and X-ray techniques (CT, FX, FY) have cuts
/// of their own.
const NOT_WORKED_OUT: [&str; 6] = ["52", "CO", "CQ", "CT", "FX", "FY"];

/// Modifiers by which the provider says that Medicare does not pay: excluded by law (GY), expected
/// to be denied as not necessary (GZ). IOM 100-04 ch. 1 §60.
const NOT_COVERED: [&str; 2] = ["GY", "GZ"];

/// The modifiers of a line, as far as they bear on the payment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Modifiers {
    pub(super) component: Component,
    pub(super) role: Role,
    pub(super) package: Package,
    /// 50.
    pub(super) both_sides: bool,
    /// LT.
    pub(super) left: bool,
    /// RT.
    pub(super) right: bool,
    pub(super) not_worked_out: Option<&'static str>,
    pub(super) not_covered: Option<&'static str>,
}

impl Modifiers {
    /// Reads the modifiers of a line; of two that contradict each other the first holds.
    pub(super) fn read<'a>(modifiers: impl Iterator<Item = &'a String>) -> Modifiers {
        let mut read = Modifiers::default();
        for modifier in modifiers {
            let modifier = modifier.to_ascii_uppercase();
            read.take(&modifier);
            let listed = |list: &'static [&'static str]| list.iter().find(|m| **m == modifier);
            read.not_worked_out = read.not_worked_out.or_else(|| listed(&NOT_WORKED_OUT).copied());
            read.not_covered = read.not_covered.or_else(|| listed(&NOT_COVERED).copied());
        }
        read
    }

    fn take(&mut self, modifier: &str) {
        let component = match modifier {
            "26" => Some(Component::Professional),
            "TC" => Some(Component::Technical),
            "53" => Some(Component::Discontinued),
            _ => None,
        };
        let role = match modifier {
            "80" | "81" | "82" => Some(Role::Assistant),
            "AS" => Some(Role::OtherAssistant),
            "62" => Some(Role::CoSurgeon),
            "66" => Some(Role::Team),
            _ => None,
        };
        let package = match modifier {
            "54" => Some(Package::Operation),
            "55" => Some(Package::After),
            "56" => Some(Package::Before),
            "78" => Some(Package::Return),
            _ => None,
        };
        first(&mut self.component, component);
        // AS stands beside 80 on many claims; it says who assisted.
        match (self.role, role) {
            (Role::Assistant, Some(Role::OtherAssistant)) => self.role = Role::OtherAssistant,
            _ => first(&mut self.role, role),
        }
        first(&mut self.package, package);
        self.both_sides |= modifier == "50";
        self.left |= modifier == "LT";
        self.right |= modifier == "RT";
    }
}

fn first<T: Default + PartialEq>(held: &mut T, read: Option<T>) {
    if let Some(read) = read
        && *held == T::default()
    {
        *held = read;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(modifiers: &[&str]) -> Modifiers {
        let modifiers: Vec<String> = modifiers.iter().map(|m| (*m).to_owned()).collect();
        Modifiers::read(modifiers.iter())
    }

    #[test]
    fn each_says_one_thing() {
        assert_eq!(read(&["25", "59", "51"]), Modifiers::default());
        assert_eq!(read(&["tc"]).component, Component::Technical);
        assert_eq!(read(&["26", "TC"]).component, Component::Professional);
        assert_eq!(read(&["81"]).role, Role::Assistant);
        assert_eq!(read(&["80", "AS"]).role, Role::OtherAssistant);
        assert_eq!(read(&["AS", "80"]).role, Role::OtherAssistant);
        assert_eq!(read(&["54"]).package, Package::Operation);
        assert!(read(&["50"]).both_sides);
        assert!(read(&["LT"]).left && read(&["RT"]).right);
        assert_eq!(read(&["CQ", "GP"]).not_worked_out, Some("CQ"));
        assert_eq!(read(&["GY"]).not_covered, Some("GY"));
    }
}

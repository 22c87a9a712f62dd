//! What was typed into a form: read field by field, every fault kept, nothing taken that is too
//! long.

use crate::registration::bounds::{self, short};
use crate::web::fault::{PageFault, PageResult};
use model::{Address, Date};

/// See the module.
pub struct Fields {
    pairs: Vec<(String, String)>,
    faults: Vec<String>,
}

impl Fields {
    /// The fields of a form's body.
    pub fn of(body: &str) -> Fields {
        let pairs = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        Fields { pairs, faults: Vec::new() }
    }

    /// What stands in a field, without blanks around it.
    pub fn raw(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.raw(name).is_empty()
    }

    /// Adds a fault.
    pub fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(what.into());
    }

    /// A line of text, at most [`bounds::LONGEST_LINE`] characters.
    pub fn line(&mut self, name: &str, label: &str) -> String {
        let value = self.raw(name).to_owned();
        match bounds::line(label, &value) {
            Some(what) => {
                self.fault(what);
                String::new()
            }
            None => value,
        }
    }

    /// A line that may be empty.
    pub fn opt_line(&mut self, name: &str, label: &str) -> Option<String> {
        Some(self.line(name, label)).filter(|value| !value.is_empty())
    }

    /// A line that must be there.
    pub fn needed(&mut self, name: &str, label: &str) -> String {
        let value = self.line(name, label);
        if value.is_empty() && self.raw(name).is_empty() {
            self.fault(format!("{label} is missing."));
        }
        value
    }

    /// A day, `YYYY-MM-DD`; empty is none.
    pub fn day(&mut self, name: &str, label: &str) -> Option<Date> {
        let value = self.raw(name).to_owned();
        if value.is_empty() {
            return None;
        }
        let day = value.parse().ok();
        if day.is_none() {
            self.fault(format!("{label}: `{}` is no day; write YYYY-MM-DD.", short(&value)));
        }
        day
    }

    /// Two days of which the second is not before the first.
    pub fn days(&mut self) -> (Option<String>, Option<String>) {
        let (from, to) = (self.day("from", "First day"), self.day("to", "Last day"));
        self.faults.extend(bounds::days(from, to));
        (store::opt_day(from), store::opt_day(to))
    }

    /// A whole number that is not negative; empty is none.
    pub fn count(&mut self, name: &str, label: &str) -> Option<i64> {
        let value = self.raw(name).to_owned();
        if value.is_empty() {
            return None;
        }
        // What is no number at all is told as one that is too small.
        let count = value.parse().unwrap_or(-1);
        let fault = bounds::count(label, count);
        let good = fault.is_none().then_some(count);
        self.faults.extend(fault);
        good
    }

    /// A version that the row was read at.
    pub fn version(&mut self) -> i64 {
        self.version_of("version")
    }

    /// As [`Fields::version`], under another name.
    pub fn version_of(&mut self, name: &str) -> i64 {
        let version = self.raw(name).parse().ok();
        if version.is_none() {
            self.fault("The form does not say which version it changes; load the page again.");
        }
        version.unwrap_or(0)
    }

    /// Codes of services, apart by blanks or commas.
    pub fn codes(&mut self, name: &str) -> Vec<String> {
        let text = self.raw(name).to_uppercase();
        let codes: Vec<String> = text
            .split([',', ' ', ';'])
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect();
        if let Some(what) = bounds::services(&codes) {
            self.fault(what);
            return Vec::new();
        }
        codes
    }

    /// An address under a prefix; none where every field is empty.
    pub fn address(&mut self, prefix: &str) -> Option<Address> {
        let name = |field: &str| format!("{prefix}{field}");
        let address = Address {
            line1: self.line(&name("line1"), "Address"),
            line2: self.opt_line(&name("line2"), "Address, second line"),
            city: self.line(&name("city"), "City"),
            state: self.line(&name("state"), "State").to_uppercase(),
            zip: self.line(&name("zip"), "ZIP").replace('-', ""),
        };
        if address == Address::default() {
            return None;
        }
        self.faults.extend(bounds::address(&address));
        Some(address)
    }

    /// A name of an enumeration as its JSON has it.
    pub fn one_of<T: serde::de::DeserializeOwned + Default>(
        &mut self,
        name: &str,
        label: &str,
    ) -> T {
        let value = serde_json::Value::from(self.raw(name));
        serde_json::from_value(value).unwrap_or_else(|_| {
            self.fault(format!("{label}: choose one of the list."));
            T::default()
        })
    }

    /// Every fault so far.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Stops where there was a fault.
    ///
    /// # Errors
    /// All faults, in sentences.
    pub fn done(&self) -> PageResult<()> {
        match self.faults.is_empty() {
            true => Ok(()),
            false => Err(PageFault::invalid(format!(
                "{} Nothing was changed; go back, what you typed is still there.",
                self.faults.join(" ")
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn every_fault_is_told() {
        let mut fields =
            Fields::of("from=2026-02-30&to=x&units=-1&codes=7055&version=&zip=12&a=%00");
        fields.days();
        fields.count("units", "Units");
        fields.codes("codes");
        fields.version();
        fields.address("");
        fields.needed("name", "Name");
        fields.line("a", "A");
        assert_eq!(fields.faults().len(), 8, "{:?}", fields.faults());
        let mut fields = Fields::of("from=2026-03-02&to=2026-03-01");
        fields.days();
        assert!(fields.done().is_err());
        let mut fields =
            Fields::of("from=2026-03-01&to=&codes=70553,+a4253&zip=12345-6789&state=ca");
        assert_eq!(fields.days(), (Some("2026-03-01".into()), None));
        assert_eq!(fields.codes("codes"), ["70553", "A4253"]);
        assert_eq!(fields.address("").unwrap().zip, "123456789");
        assert!(fields.done().is_ok());
    }
}

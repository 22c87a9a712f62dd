//! A claim partner as somebody typed it, and what is wrong with it, field by field.

use super::{Folder, Partner, Party, SftpForm};
use std::fs;
use std::path::{Path, PathBuf};

/// Longest interchange identifier (ISA06, ISA08) and application code (GS02, GS03).
const LONGEST_ID: usize = 15;

/// Shortest identifier in NM109 and GS02.
const SHORTEST_ID: usize = 2;

/// Longest organisation or contact name (NM103, PER02).
const LONGEST_NAME: usize = 60;

/// Longest path of a folder.
const LONGEST_PATH: usize = 1_000;

/// Digits of a telephone number (PER04 with qualifier TE).
const PHONE_DIGITS: usize = 10;

/// What the basic character set of X12 has besides capital letters, digits and the blank, without
/// the characters that this program writes as delimiters (`*`, `:`; `~` and `^` are outside it).
const MARKS: &str = "!\"&'()+,-./;?=";

/// A field of the form: its name, and what is wrong with what stands in it.
pub type Fault = (&'static str, String);

/// What was typed, unchanged but for blanks around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartnerForm {
    /// Whether claims are to leave.
    pub on: bool,
    /// Whether they are real.
    pub production: bool,
    /// See [`Partner::name`].
    pub name: String,
    /// See [`Folder::path`].
    pub folder: String,
    /// Who sends: name.
    pub sender_name: String,
    /// Who sends: identifier.
    pub sender_id: String,
    /// See [`Partner::contact`].
    pub contact: String,
    /// See [`Partner::phone`].
    pub phone: String,
    /// Who receives: name.
    pub receiver_name: String,
    /// Who receives: identifier.
    pub receiver_id: String,
    /// See [`Partner::inbox`]; may be empty.
    pub inbox: String,
    /// See [`Partner::asks`].
    pub asks: bool,
    /// See [`Partner::sftp`]; empty where another program carries the files.
    pub sftp: SftpForm,
}

impl PartnerForm {
    /// The form of what is set.
    #[must_use]
    pub fn of(partner: Option<&Partner>) -> PartnerForm {
        let Some(partner) = partner else { return PartnerForm::default() };
        PartnerForm {
            on: partner.on,
            production: partner.production,
            name: partner.name.clone(),
            folder: partner.folder.path.display().to_string(),
            sender_name: partner.sender.name.clone(),
            sender_id: partner.sender.id.clone(),
            contact: partner.contact.clone(),
            phone: partner.phone.clone(),
            receiver_name: partner.receiver.name.clone(),
            receiver_id: partner.receiver.id.clone(),
            inbox: partner.inbox.as_ref().map_or_else(String::new, shown),
            asks: partner.asks,
            sftp: SftpForm::of(partner.sftp.as_ref()),
        }
    }

    fn texts(&self) -> [&str; 9] {
        [
            &self.inbox,
            &self.name,
            &self.folder,
            &self.sender_name,
            &self.sender_id,
            &self.contact,
            &self.phone,
            &self.receiver_name,
            &self.receiver_id,
        ]
    }

    /// The partner; `None` where nothing is typed and nothing is to leave. The folder is tried
    /// only where claims are to leave, so that a folder that is gone can be switched off.
    ///
    /// # Errors
    /// Every field that cannot be taken, with a sentence for it.
    pub fn read(&self) -> Result<Option<Partner>, Vec<Fault>> {
        let nothing = self.texts().iter().all(|text| text.is_empty()) && self.sftp.is_empty();
        if !self.on && nothing {
            return Ok(None);
        }
        let mut checks = vec![
            ("name", text(&self.name, 1, LONGEST_NAME)),
            ("folder", folder(&self.folder, self.on)),
            ("sender_name", text(&self.sender_name, 1, LONGEST_NAME)),
            ("sender_id", text(&self.sender_id, SHORTEST_ID, LONGEST_ID)),
            ("contact", text(&self.contact, 1, LONGEST_NAME)),
            ("phone", phone(&self.phone)),
            ("receiver_name", text(&self.receiver_name, 1, LONGEST_NAME)),
            ("receiver_id", text(&self.receiver_id, SHORTEST_ID, LONGEST_ID)),
        ];
        if !self.inbox.is_empty() {
            checks.push(("inbox", folder(&self.inbox, self.on).or_else(|| self.apart())));
        }
        let mut faults: Vec<Fault> =
            checks.into_iter().filter_map(|(field, fault)| Some((field, fault?))).collect();
        let sftp = self.sftp.read(self.on).unwrap_or_else(|found| {
            faults.extend(found);
            None
        });
        if sftp.is_some() && self.inbox.is_empty() {
            let why = "Is needed where files are fetched: they are kept there first.";
            faults.push(("inbox", why.to_owned()));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let party = |name: &str, id: &str| Party { name: name.to_owned(), id: id.to_owned() };
        Ok(Some(Partner {
            on: self.on,
            name: self.name.clone(),
            production: self.production,
            folder: Folder { path: PathBuf::from(&self.folder) },
            sender: party(&self.sender_name, &self.sender_id),
            contact: self.contact.clone(),
            phone: self.phone.clone(),
            receiver: party(&self.receiver_name, &self.receiver_id),
            inbox: (!self.inbox.is_empty()).then(|| Folder { path: PathBuf::from(&self.inbox) }),
            sftp,
            asks: self.asks,
        }))
    }

    /// What leaves must not come in again.
    fn apart(&self) -> Option<String> {
        let same = Path::new(&self.inbox) == Path::new(&self.folder);
        same.then(|| "Is another folder than the one for the 837 files.".to_owned())
    }
}

fn shown(folder: &Folder) -> String {
    folder.path.display().to_string()
}

fn text(value: &str, least: usize, most: usize) -> Option<String> {
    let length = value.chars().count();
    if length == 0 {
        return Some("Is missing.".to_owned());
    }
    if !(least..=most).contains(&length) {
        return Some(format!("Has {length} characters; {least} to {most} are possible."));
    }
    let basic =
        |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ' || MARKS.contains(c);
    let odd = value.chars().find(|c| !basic(*c))?;
    Some(format!(
        "`{odd}` is not in the basic character set of X12: capital letters, digits, blanks and \
         {MARKS}"
    ))
}

fn phone(value: &str) -> Option<String> {
    if value.is_empty() {
        return Some("Is missing.".to_owned());
    }
    let digits = value.chars().all(|c| c.is_ascii_digit()) && value.len() == PHONE_DIGITS;
    (!digits).then(|| format!("{PHONE_DIGITS} digits with the area code, nothing between them."))
}

pub(super) fn folder(value: &str, tried: bool) -> Option<String> {
    let path = Path::new(value);
    if value.is_empty() {
        return Some("Is missing.".to_owned());
    }
    if value.len() > LONGEST_PATH || value.chars().any(char::is_control) {
        return Some(format!("A path of at most {LONGEST_PATH} characters on one line."));
    }
    if !path.is_absolute() {
        return Some("Begins at the root of this machine, as /var/spool/claims.".to_owned());
    }
    if !tried {
        return None;
    }
    if !path.is_dir() {
        return Some("There is no such folder on this machine; make it first.".to_owned());
    }
    // The one sure way to know is to write. A name with a dot first is read by no partner.
    let trial = path.join(format!(".cleanclaim-trial-{}", std::process::id()));
    match fs::write(&trial, b"").and_then(|()| fs::remove_file(&trial)) {
        Ok(()) => None,
        Err(fault) => Some(format!("This program cannot write there: {fault}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::{PartnerForm, text};

    fn good(folder: &str) -> PartnerForm {
        PartnerForm {
            on: true,
            production: false,
            name: "CLEARINGHOUSE".to_owned(),
            folder: folder.to_owned(),
            sender_name: "CEDAR CLINIC".to_owned(),
            sender_id: "1245319599".to_owned(),
            contact: "BILLING OFFICE".to_owned(),
            phone: "4025550100".to_owned(),
            receiver_name: "CLEARING & SONS (EAST)".to_owned(),
            receiver_id: "CLEARING01".to_owned(),
            ..PartnerForm::default()
        }
    }

    #[test]
    fn every_field_has_its_own_fault() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display().to_string();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        let file = file.display().to_string();
        let gone = format!("{path}/gone");
        let long = "X".repeat(61);
        type Change<'a> = Box<dyn Fn(&mut PartnerForm) + 'a>;
        let cases: Vec<(&str, Change<'_>)> = vec![
            ("name", Box::new(|form| form.name.clear())),
            ("folder", Box::new(|form| form.folder = "claims/out".to_owned())),
            ("folder", Box::new(|form| form.folder.clone_from(&gone))),
            ("folder", Box::new(|form| form.folder.clone_from(&file))),
            ("folder", Box::new(|form| form.folder = "/proc".to_owned())),
            ("sender_name", Box::new(|form| form.sender_name.clone_from(&long))),
            ("sender_name", Box::new(|form| form.sender_name = "Cedar Clinic".to_owned())),
            ("sender_id", Box::new(|form| form.sender_id = "1234567890123456".to_owned())),
            ("sender_id", Box::new(|form| form.sender_id = "1".to_owned())),
            ("contact", Box::new(|form| form.contact = "A*B".to_owned())),
            ("phone", Box::new(|form| form.phone = "402-555-0100".to_owned())),
            ("phone", Box::new(|form| form.phone = "402555010".to_owned())),
            ("receiver_name", Box::new(|form| form.receiver_name = "A:B".to_owned())),
            ("receiver_id", Box::new(|form| form.receiver_id = "É1".to_owned())),
            ("inbox", Box::new(|form| form.inbox = "in".to_owned())),
            ("inbox", Box::new(|form| form.inbox.clone_from(&form.folder))),
            ("inbox", Box::new(|form| form.inbox.clone_from(&gone))),
        ];
        for (field, change) in cases {
            let mut form = good(&path);
            change(&mut form);
            let faults = form.read().unwrap_err();
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert_eq!(faults[0].0, field);
        }
        let partner = good(&path).read().unwrap().unwrap();
        assert_eq!(PartnerForm::of(Some(&partner)), good(&path));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left there");
    }

    #[test]
    fn what_is_off_may_be_empty_or_without_its_folder() {
        assert_eq!(PartnerForm::default().read().unwrap(), None);
        let off = PartnerForm { on: false, ..good("/no/such/folder") };
        assert!(!off.read().unwrap().unwrap().on);
        let empty = PartnerForm { on: true, ..PartnerForm::default() };
        assert_eq!(empty.read().unwrap_err().len(), 8);
        assert!(text("A~B", 1, 60).unwrap().contains('~'));
    }
}

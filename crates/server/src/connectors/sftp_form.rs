//! The partner's machine as somebody typed it, and what is wrong with it.

use super::partner_form::Fault;
use super::sftp::{Sftp, is_plain_path};
use std::path::{Path, PathBuf};

/// The port of SSH.
const PORT: u16 = 22;

/// What was typed, unchanged but for blanks around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SftpForm {
    /// See [`Sftp::host`].
    pub host: String,
    /// See [`Sftp::port`]; 22 where it is empty.
    pub port: String,
    /// See [`Sftp::user`].
    pub user: String,
    /// See [`Sftp::key`].
    pub key: String,
    /// See [`Sftp::known_hosts`].
    pub known_hosts: String,
    /// See [`Sftp::out`].
    pub out: String,
    /// See [`Sftp::inbox`].
    pub inbox: String,
    /// See [`Sftp::archive`].
    pub archive: String,
}

impl SftpForm {
    /// The form of what is set.
    #[must_use]
    pub fn of(sftp: Option<&Sftp>) -> SftpForm {
        let Some(sftp) = sftp else { return SftpForm::default() };
        SftpForm {
            host: sftp.host.clone(),
            port: sftp.port.to_string(),
            user: sftp.user.clone(),
            key: sftp.key.display().to_string(),
            known_hosts: sftp.known_hosts.display().to_string(),
            out: sftp.out.clone(),
            inbox: sftp.inbox.clone(),
            archive: sftp.archive.clone(),
        }
    }

    /// Whether nothing is typed: files are carried by another program.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == SftpForm::default()
    }

    /// The partner's machine; `None` where nothing is typed. The files are looked for only where
    /// claims are to leave.
    ///
    /// # Errors
    /// Every field that cannot be taken, with a sentence for it.
    pub fn read(&self, tried: bool) -> Result<Option<Sftp>, Vec<Fault>> {
        if self.is_empty() {
            return Ok(None);
        }
        let port = match self.port.as_str() {
            "" => Some(PORT),
            text => text.parse::<u16>().ok().filter(|port| *port > 0),
        };
        let port_fault = port.is_none().then(|| "A number from 1 to 65535.".to_owned());
        let checks = [
            ("sftp_host", host(&self.host)),
            ("sftp_port", port_fault),
            ("sftp_user", user(&self.user)),
            ("sftp_key", file(&self.key, tried)),
            ("sftp_known_hosts", file(&self.known_hosts, tried)),
            ("sftp_out", remote(&self.out)),
            ("sftp_in", remote(&self.inbox)),
            ("sftp_archive", remote(&self.archive).or_else(|| self.apart())),
        ];
        let faults: Vec<Fault> =
            checks.into_iter().filter_map(|(field, fault)| Some((field, fault?))).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Some(Sftp {
            host: self.host.clone(),
            port: port.unwrap_or(PORT),
            user: self.user.clone(),
            key: PathBuf::from(&self.key),
            known_hosts: PathBuf::from(&self.known_hosts),
            out: self.out.clone(),
            inbox: self.inbox.clone(),
            archive: self.archive.clone(),
        }))
    }

    fn apart(&self) -> Option<String> {
        let same = self.archive.trim_end_matches('/') == self.inbox.trim_end_matches('/');
        same.then(|| "Is another folder than the one that is read.".to_owned())
    }
}

fn host(value: &str) -> Option<String> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let begins = value.starts_with(|c: char| c.is_ascii_alphanumeric());
    let good = begins && value.len() <= 253 && value.chars().all(inside);
    (!good).then(|| "The name or address of a machine, without a user or port.".to_owned())
}

fn user(value: &str) -> Option<String> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let begins = value.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let good = begins && value.len() <= 64 && value.chars().all(inside);
    (!good).then(|| "Letters, digits, dot, hyphen and underscore.".to_owned())
}

fn file(value: &str, tried: bool) -> Option<String> {
    let path = Path::new(value);
    // The path becomes an option of a program that splits at blanks and knows quotes and signs.
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+');
    if !path.is_absolute() || value.len() > 500 || !value.chars().all(inside) {
        return Some("A path from the root, without blanks, as /etc/cleanclaim/key.".to_owned());
    }
    (tried && !path.is_file()).then(|| "There is no such file on this machine.".to_owned())
}

fn remote(value: &str) -> Option<String> {
    let good = is_plain_path(value.trim_end_matches('/'));
    (!good).then(|| "A path there: letters, digits, dot, hyphen, underscore, slash.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::SftpForm;

    #[test]
    fn every_field_has_its_own_fault_and_nothing_reaches_an_option() {
        let good = SftpForm {
            host: "sftp.example.org".to_owned(),
            port: String::new(),
            user: "cedar".to_owned(),
            key: "/etc/cleanclaim/key".to_owned(),
            known_hosts: "/etc/cleanclaim/known_hosts".to_owned(),
            out: "/in".to_owned(),
            inbox: "/out".to_owned(),
            archive: "/out/archive".to_owned(),
        };
        let read = good.read(false).unwrap().unwrap();
        assert_eq!(read.port, 22);
        assert_eq!(SftpForm::of(Some(&read)), SftpForm { port: "22".to_owned(), ..good.clone() });
        assert_eq!(SftpForm::default().read(true).unwrap(), None);
        type Change = fn(&mut SftpForm);
        let cases: [(&str, Change); 9] = [
            ("sftp_host", |form| form.host = "-oProxyCommand=x".to_owned()),
            ("sftp_host", |form| form.host = "a b".to_owned()),
            ("sftp_port", |form| form.port = "0".to_owned()),
            ("sftp_user", |form| form.user = "-x".to_owned()),
            ("sftp_key", |form| form.key = "key".to_owned()),
            ("sftp_known_hosts", |form| form.known_hosts = "/a b".to_owned()),
            ("sftp_out", |form| form.out = "/in\nrm x".to_owned()),
            ("sftp_in", |form| form.inbox = "/../etc".to_owned()),
            ("sftp_archive", |form| form.archive = "/out/".to_owned()),
        ];
        for (field, change) in cases {
            let mut form = good.clone();
            change(&mut form);
            let faults = form.read(false).unwrap_err();
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert_eq!(faults[0].0, field);
        }
        assert_eq!(good.read(true).unwrap_err().len(), 2, "the two files are not there");
    }
}

//! ZIP archives, in which the publishers put out their releases. Members are unpacked in memory,
//! one at a time; nothing is written by the name that a member gives itself.

use super::{ImportError, LARGEST_FILE, recognise};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most members of an archive that are looked at.
pub const MOST_MEMBERS: usize = 1_000;

/// How deep archives may stand in each other: CMS puts an archive of tables into one of its own.
pub const DEEPEST: usize = 3;

/// Most bytes that are unpacked from one archive and those inside it.
pub const MOST_UNPACKED: usize = 1024 * 1024 * 1024;

/// How much of a member is unpacked to see whether it is a release, in bytes.
const HEAD: usize = 8 * 1024;

/// True for the bytes of a ZIP archive.
#[must_use]
pub fn is_zip(bytes: &[u8]) -> bool {
    // The second form is an archive without members.
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// One member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// A release file, unpacked.
    Release {
        /// Archive and member, as `release.zip/index.xml`.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// None of the formats that can be imported; it was not unpacked.
    Other {
        /// Archive and member.
        name: String,
    },
    /// It can't be unpacked.
    Broken(ImportError),
}

/// Hands every member of an archive to `each`, in name order; of an archive inside it, its
/// members.
///
/// # Errors
/// When the archive itself is cut, is no archive, or is beyond the bounds.
pub fn each_member(
    file: &str,
    bytes: &[u8],
    mut each: impl FnMut(Member),
) -> Result<(), ImportError> {
    let mut left = MOST_UNPACKED;
    members(file, bytes, DEEPEST, &mut left, &mut each)
}

fn members(
    file: &str,
    bytes: &[u8],
    depth: usize,
    left: &mut usize,
    each: &mut dyn FnMut(Member),
) -> Result<(), ImportError> {
    let broken = |place: String, message: String| ImportError::Broken {
        file: file.to_owned(),
        place,
        message,
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|fault| broken(format!("byte {}", bytes.len()), fault.to_string()))?;
    if archive.len() > MOST_MEMBERS {
        let message = format!("{} members, at most {MOST_MEMBERS} are read", archive.len());
        return Err(broken("the archive's directory".into(), message));
    }
    let mut names = Vec::with_capacity(archive.len());
    for at in 0..archive.len() {
        // A name that is no text still has its place, so that its member is not passed over.
        let name = archive.name_for_index(at).and_then(Result::ok).map(|n| n.into_owned());
        names.push((name.unwrap_or_else(|| format!("number {at}")), at));
    }
    names.sort();
    for (member, at) in names.into_iter().filter(|(name, _)| !name.ends_with('/')) {
        let name = format!("{file}/{member}");
        let unpacked = unpack(&mut archive, at, (*left).min(LARGEST_FILE), depth > 1);
        match unpacked {
            Ok(Some(content)) if is_zip(&content) => {
                *left = left.saturating_sub(content.len());
                if let Err(fault) = members(&name, &content, depth - 1, left, each) {
                    each(Member::Broken(fault));
                }
            }
            Ok(Some(content)) => {
                *left = left.saturating_sub(content.len());
                each(Member::Release { name, bytes: content });
            }
            Ok(None) => each(Member::Other { name }),
            Err(message) => {
                let place = format!("member {member}");
                each(Member::Broken(broken(place, message)));
            }
        }
    }
    Ok(())
}

/// The bytes of a member that is a release, or an archive where those are opened; `None` for any
/// other.
fn unpack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    at: usize,
    most: usize,
    archives: bool,
) -> Result<Option<Vec<u8>>, String> {
    let mut member = archive.by_index(at).map_err(|fault| fault.to_string())?;
    let mut content = Vec::new();
    let head = (&mut member).take(HEAD as u64).read_to_end(&mut content);
    head.map_err(|fault| fault.to_string())?;
    if recognise::kind(&content).is_none() && !(archives && is_zip(&content)) {
        return Ok(None);
    }
    // One byte over the bound tells a member that is too large from one that just fits.
    let mut rest = member.take((most + 1).saturating_sub(content.len()) as u64);
    rest.read_to_end(&mut content).map_err(|fault| fault.to_string())?;
    if content.len() > most {
        return Err(format!("unpacks to more than {} MiB", most >> 20));
    }
    Ok(Some(content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn all_members(bytes: &[u8]) -> Result<Vec<Member>, ImportError> {
        let mut all = Vec::new();
        each_member("r.zip", bytes, |member| all.push(member)).map(|()| all)
    }

    const INDEX: &[u8] = b"<?xml version='1.0'?><ICD10CM.index><version>2025</version>";

    #[test]
    fn releases_are_unpacked_and_the_rest_is_named() {
        let big = [INDEX, &vec![b' '; 3 * HEAD]].concat();
        let bytes = packed(&[("x/read me.pdf", b"%PDF-1.7"), ("../../index.xml", &big)]);
        assert!(is_zip(&bytes));
        let release = Member::Release { name: "r.zip/../../index.xml".into(), bytes: big };
        let other = Member::Other { name: "r.zip/x/read me.pdf".into() };
        assert_eq!(all_members(&bytes).unwrap(), [release, other]);
    }

    #[test]
    fn archives_inside_are_opened_to_a_depth() {
        let mut bytes = packed(&[("index.xml", INDEX), ("a.pdf", b"%PDF-1.7")]);
        let mut name = String::from("index.xml");
        for level in 1..=DEEPEST {
            let [first, .., last] = &all_members(&bytes).unwrap()[..] else {
                panic!("two members")
            };
            assert_eq!(
                *first,
                Member::Other { name: format!("r.zip/{name}").replace("index.xml", "a.pdf") }
            );
            let release = Member::Release { name: format!("r.zip/{name}"), bytes: INDEX.to_vec() };
            assert_eq!(*last, release, "level {level}");
            bytes = packed(&[("in.zip", &bytes)]);
            name = format!("in.zip/{name}");
        }
        let deeper = Member::Other { name: "r.zip/in.zip/in.zip/in.zip".into() };
        assert_eq!(all_members(&bytes).unwrap(), [deeper]);
        let cut = packed(&[("in.zip", &packed(&[("a.xml", INDEX)])[..60])]);
        let all = all_members(&cut).unwrap();
        let [Member::Broken(fault)] = &all[..] else { panic!("{all:?}") };
        assert!(fault.to_string().starts_with("r.zip/in.zip: byte 60"), "{fault}");
    }

    #[test]
    fn a_cut_or_damaged_archive_names_its_place() {
        let bytes = packed(&[("a.xml", INDEX)]);
        let fault = all_members(&bytes[..bytes.len() - 30]).unwrap_err().to_string();
        assert!(fault.starts_with("r.zip: byte "), "{fault}");
        let mut damaged = bytes;
        damaged[40] ^= 0xFF;
        let all = all_members(&damaged).unwrap();
        let [Member::Broken(fault)] = &all[..] else { panic!("{all:?}") };
        assert!(fault.to_string().starts_with("r.zip: member a.xml: "), "{fault}");
    }

    #[test]
    fn too_many_members_and_too_large_ones_are_refused() {
        let names: Vec<String> = (0..=MOST_MEMBERS).map(|i| format!("{i}.txt")).collect();
        let empty: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
        let fault = all_members(&packed(&empty)).unwrap_err().to_string();
        assert!(fault.contains("1001 members"), "{fault}");
        let bytes = packed(&[("a.xml", &[INDEX, &vec![b' '; 2 * HEAD]].concat())]);
        let mut archive = ZipArchive::new(Cursor::new(&bytes[..])).unwrap();
        assert!(
            unpack(&mut archive, 0, HEAD + 5, true).unwrap_err().contains("unpacks to more than")
        );
        assert!(unpack(&mut archive, 0, 3 * HEAD, true).unwrap().is_some());
    }
}

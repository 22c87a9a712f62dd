//! The guides that are built in, each read when it is first asked for.

use super::build::build;
use super::lines::GuideError;
use super::notation;
use super::profile::Profile;
use super::tables::Guide;
use std::sync::OnceLock;

/// A built-in guide file.
struct File {
    name: &'static str,
    text: &'static str,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(File { name: $name, text: include_str!(concat!("../../guides/", $name, ".x12")) }),*]
    };
}

const FILES: &[File] = files![
    "837p",
    "837d",
    "837i",
    "835",
    "999",
    "277ca",
    "277",
    "276",
    "271",
    "270",
    "278_request",
    "278_response",
    "834",
    "820",
    "envelope",
];

/// Names of the guide files, in the order in which they are tried.
pub fn guide_names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.name)
}

/// Guides to look up by transaction set and version.
#[derive(Debug)]
pub struct Shelf {
    guides: Vec<OnceLock<Guide>>,
    heads: Vec<Head>,
    /// Name of the partner whose profile lies over the guides.
    partner: Option<String>,
}

/// What the first lines of a file say, read without reading the rest.
#[derive(Debug)]
struct Head {
    set: &'static str,
    versions: Vec<&'static str>,
}

impl Shelf {
    /// The built-in guides.
    pub fn built_in() -> &'static Shelf {
        static SHELF: OnceLock<Shelf> = OnceLock::new();
        SHELF.get_or_init(|| Shelf {
            guides: FILES.iter().map(|_| OnceLock::new()).collect(),
            heads: FILES.iter().map(|file| head(file.text)).collect(),
            partner: None,
        })
    }

    /// The built-in guides with a partner's profile laid over them; `name` stands for the file
    /// in errors and begins the codes of its rules.
    ///
    /// # Errors
    /// The first line of the profile that cannot be read or names what no guide has.
    pub fn with_profile(name: &str, text: &str) -> Result<Shelf, GuideError> {
        let profile = Profile::read(name, text)?;
        let shelf = Shelf {
            guides: FILES.iter().map(|_| OnceLock::new()).collect(),
            heads: FILES.iter().map(|file| head(file.text)).collect(),
            partner: Some(profile.partner.clone()),
        };
        for (guide, line) in profile.guides() {
            let number = FILES.iter().position(|file| file.name == guide);
            let number =
                number.ok_or_else(|| profile.error(line, format!("there is no guide {guide}")))?;
            let mut text = notation::read(FILES[number].name, FILES[number].text)?;
            profile.apply(&mut text)?;
            // An error of the finished guide can only come from what the profile put in.
            let built = build(&text).map_err(|e| profile.error(e.line, e.message))?;
            let _ = shelf.guides[number].set(built);
        }
        Ok(shelf)
    }

    /// Name of the partner whose profile lies over the guides.
    #[must_use]
    pub fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }

    /// The guides for a transaction set in a version; more than one where the version does not
    /// tell request from response.
    #[must_use]
    pub fn find(&self, set: &str, version: &str) -> Vec<&Guide> {
        let heads = self.heads.iter().enumerate();
        heads
            .filter(|(_, head)| head.set == set && head.versions.contains(&version))
            .map(|(number, _)| self.guide(number))
            .collect()
    }

    /// A guide by the name of its file.
    pub fn named(&self, name: &str) -> Option<&Guide> {
        FILES.iter().position(|file| file.name == name).map(|number| self.guide(number))
    }

    /// True when some version of the set is known.
    pub fn knows_set(&self, set: &str) -> bool {
        self.heads.iter().any(|head| head.set == set)
    }

    fn guide(&self, number: usize) -> &Guide {
        // A test reads every built-in file, so none of them fails here.
        self.guides[number].get_or_init(|| read(&FILES[number]).unwrap_or_default())
    }
}

fn read(file: &File) -> Result<Guide, GuideError> {
    build(&notation::read(file.name, file.text)?)
}

fn head(text: &'static str) -> Head {
    let line = text.lines().find_map(|line| line.strip_prefix("set ")).unwrap_or("");
    let mut words = line.split_whitespace();
    let set = words.next().unwrap_or("");
    Head { set, versions: words.skip(1).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_and_its_errors_have_a_line() {
        let good = "partner Acme\nfor 837p\n  usage 2010BB.N3 R\n  codes 2010BB.NM108 (PI)\n\
                    \x20 length 2010BA.NM109 [9/11]\n  in 2300\n    rule x: when PWK then \
                    REF(G1) -- it lacks G1. | give it\n";
        let shelf = Shelf::with_profile("acme", good).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(shelf.partner(), Some("Acme"));
        let guide = shelf.named("837p").expect("the guide is there");
        assert!(guide.rules.iter().any(|r| r.code == "acme.x" && r.snip == 7));
        for (bad, line) in [
            ("for 837p\n  usage 2010BB.N3 R", 0),
            ("partner A\nfor 999p\n  usage 2000.AK2 R", 3),
            ("partner A\nfor 837p\n  usage 9999.N3 R", 3),
            ("partner A\nfor 837p\n  usage 2010BB.N3 Q", 3),
            ("partner A\nfor 837p\n  codes 2010BB.N3 (A)", 3),
            ("partner A\nfor 837p\n  max 2300.CLM01-1 1", 3),
            ("partner A\nnonsense", 2),
        ] {
            assert_eq!(Shelf::with_profile("t", bad).unwrap_err().line, line, "{bad}");
        }
    }

    #[test]
    fn every_guide_can_be_read() {
        for file in FILES {
            let guide = read(file).unwrap_or_else(|e| panic!("{e}"));
            assert!(guide.loops.len() > 1 || file.name == "envelope", "{} has no loops", file.name);
        }
    }
}

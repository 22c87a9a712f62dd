//! Resources held in memory: the entries of a Bundle, or of several files of one chart.

use super::store::{Link, Located, ResourceStore, short_reference, ties};
use super::view::{identifier, text};
use crate::error::IntakeError;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Resources of one Bundle or of the files of one chart, findable by reference.
pub(crate) struct MemoryStore {
    name: String,
    resources: Vec<Located>,
    /// `Type/id` and `fullUrl` to the key of the resource.
    aliases: BTreeMap<String, String>,
    links: BTreeMap<(Link, String), Vec<usize>>,
}

impl MemoryStore {
    pub fn new(name: &str) -> MemoryStore {
        MemoryStore {
            name: name.to_owned(),
            resources: Vec::new(),
            aliases: BTreeMap::new(),
            links: BTreeMap::new(),
        }
    }

    /// Takes in one resource. References are tied later, by [`MemoryStore::tie`].
    pub fn add(&mut self, value: Value, file: &Arc<str>, place: String, url: Option<&str>) {
        let order = (0, self.resources.len() as u64);
        let own = ties(&value).name;
        let key = own
            .or_else(|| url.map(str::to_owned))
            .unwrap_or_else(|| format!("#{}", self.resources.len()));
        if let Some(url) = url {
            self.aliases.entry(url.to_owned()).or_insert_with(|| key.clone());
        }
        self.resources.push(Located { value, file: Arc::clone(file), place, order, key });
    }

    /// Ties every resource to those it names; call once, after the last `add`.
    pub fn tie(&mut self) {
        for at in 0..self.resources.len() {
            let resource = &self.resources[at];
            let mut found = vec![(Link::Own, resource.key.clone())];
            for (link, reference) in ties(&resource.value).links {
                found.push((link, self.canonical(&reference)));
            }
            for key in found {
                let places = self.links.entry(key).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
    }

    pub fn all(&self) -> &[Located] {
        &self.resources
    }

    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Located> {
        self.resources.iter().filter(move |r| r.kind() == kind)
    }

    /// A conditional reference, `Practitioner?identifier=SYSTEM|VALUE`, as transaction Bundles
    /// use it (FHIR R4, 3.1.0.11.2).
    fn conditional(&self, reference: &str) -> Option<&Located> {
        let (kind, query) = reference.split_once("?identifier=")?;
        let (system, value) = query.split_once('|')?;
        let bears = |r: &&Located| identifier(&r.value, &[system]) == Some(value);
        self.resources.iter().filter(|r| r.kind() == kind).find(bears)
    }
}

impl ResourceStore for MemoryStore {
    fn linked(&mut self, link: Link, reference: &str) -> Result<Vec<Located>, IntakeError> {
        if link == Link::Own && reference.contains("?identifier=") {
            return Ok(self.conditional(reference).cloned().into_iter().collect());
        }
        let key = (link, self.canonical(reference));
        let places = self.links.get(&key).map_or(&[][..], Vec::as_slice);
        Ok(places.iter().map(|at| self.resources[*at].clone()).collect())
    }

    fn count(&mut self, link: Link, reference: &str) -> Result<usize, IntakeError> {
        Ok(self.links.get(&(link, self.canonical(reference))).map_or(0, Vec::len))
    }

    fn canonical(&self, reference: &str) -> String {
        let bare = reference.split_once("/_history/").map_or(reference, |(head, _)| head);
        let known = self.aliases.get(reference).or_else(|| self.aliases.get(bare));
        known.cloned().unwrap_or_else(|| short_reference(reference).to_owned())
    }

    fn name(&self) -> &str {
        &self.name
    }
}

/// The `fullUrl` of a Bundle entry.
pub(crate) fn full_url(entry: &Value) -> Option<&str> {
    text(entry, "fullUrl")
}

//! What a segment was in its file beside its values.

use crate::fault::Place;

/// Where a segment stood and how it was written; [`Origin::default`] for one made anew. With it,
/// writing gives the same bytes. Two segments are equal wherever they stood.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Where it stood.
    pub place: Place,
    /// Separators of empty elements after the last one that holds something.
    pub empties: u16,
    /// Blanks after the terminator, where they are not the line end of the interchange.
    pub gap: Option<Box<str>>,
}

impl PartialEq for Origin {
    fn eq(&self, other: &Origin) -> bool {
        self.empties == other.empties && self.gap == other.gap
    }
}

impl Eq for Origin {}

//! X12 as JSON, both ways, without losing a byte.
//!
//! ```json
//! {"interchanges": [
//!   {"interchange": "000000101", "delimiters": {"element": "*", …, "line_end": "\n"}, "items": [
//!     {"id": "ISA", "elements": ["00", …]},
//!     {"group": "HP", "items": [
//!       {"id": "GS", "elements": [...]},
//!       {"set": "835", "guide": "835", "items": [
//!         {"id": "ST", "elements": ["835", "0001"]},
//!         {"loop": "1000A", "label": "Payer", "items": [{"id": "N1", "elements": [...]}]}
//! ```
//!
//! What has `items` is a level; its other members tell what it is, and only its items count on the
//! way back. What has `id` is a segment. An element is a text, `{"components": […]}`, or a list of
//! its repetitions. `after` is what follows a segment's terminator where that is not the
//! interchange's line end; `{"latin1": …}` is text that is no UTF-8.

pub(super) mod read;
pub(super) mod segment;
pub(super) mod source;
mod values;
pub(super) mod write;

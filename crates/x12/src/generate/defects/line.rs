//! A segment that can be changed.

/// One segment, its elements apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The name and the elements; composites joined by `:`.
    pub elements: Vec<String>,
    /// False when its terminator is missing.
    pub ended: bool,
}

impl Line {
    /// The segments of a page.
    pub(crate) fn read(text: &str) -> Vec<Line> {
        let segments = text.split_terminator('~');
        segments
            .map(|s| Line { elements: s.split('*').map(str::to_owned).collect(), ended: true })
            .collect()
    }

    /// The page of some segments.
    pub(crate) fn write(lines: &[Line]) -> String {
        let mut text = String::new();
        for line in lines {
            text.push_str(&line.elements.join("*"));
            if line.ended {
                text.push('~');
            }
        }
        text
    }
}

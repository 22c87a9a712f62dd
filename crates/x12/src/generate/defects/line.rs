//! A segment that can be changed, and the changes that defects are made of. Each answers whether
//! the page had what was to be changed.

/// One segment, its elements apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The name and the elements; composites joined by `:`.
    pub elements: Vec<String>,
    /// False when its terminator is missing.
    pub ended: bool,
}

impl Line {
    /// A segment written with `*` and `:`, without terminator.
    pub(crate) fn of(text: &str) -> Line {
        Line { elements: text.split('*').map(str::to_owned).collect(), ended: true }
    }

    /// The segments of a page.
    pub(crate) fn read(text: &str) -> Vec<Line> {
        text.split_terminator('~').map(Line::of).collect()
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

    pub(super) fn get(&self, element: usize) -> &str {
        self.elements.get(element).map_or("", String::as_str)
    }

    pub(super) fn set(&mut self, element: usize, value: &str) {
        while self.elements.len() <= element {
            self.elements.push(String::new());
        }
        self.elements[element] = value.to_owned();
        while self.elements.len() > 1 && self.elements.last().is_some_and(String::is_empty) {
            self.elements.pop();
        }
    }

    /// True when it begins with the elements of `start`, such as `NM1*85` or `HI*ABK`. The last
    /// of them may be the first component of a composite.
    fn begins(&self, start: &str) -> bool {
        start.split('*').enumerate().all(|(i, wanted)| {
            let element = self.get(i);
            element == wanted || (i > 0 && element.split(':').next() == Some(wanted))
        })
    }
}

type Lines = Vec<Line>;

/// Where the first segment that begins so stands.
pub(super) fn find(lines: &Lines, start: &str) -> Option<usize> {
    lines.iter().position(|line| line.begins(start))
}

/// Puts a value in an element of the first segment that begins so; an empty one takes it away.
pub(super) fn set(lines: &mut Lines, start: &str, element: usize, value: &str) -> bool {
    let Some(at) = find(lines, start) else { return false };
    lines[at].set(element, value);
    true
}

/// Puts a value in a component of an element.
pub(super) fn set_part(
    lines: &mut Lines,
    start: &str,
    (element, part): (usize, usize),
    value: &str,
) -> bool {
    let Some(at) = find(lines, start) else { return false };
    let mut parts: Vec<&str> = lines[at].get(element).split(':').collect();
    while parts.len() < part {
        parts.push("");
    }
    parts[part - 1] = value;
    let joined = parts.join(":");
    lines[at].set(element, joined.trim_end_matches(':'));
    true
}

/// Takes the first segment that begins so away.
pub(super) fn remove(lines: &mut Lines, start: &str) -> bool {
    let Some(at) = find(lines, start) else { return false };
    lines.remove(at);
    true
}

/// Takes away the first segment that begins so, and those of these names that follow it.
pub(super) fn remove_loop(lines: &mut Lines, start: &str, members: &[&str]) -> bool {
    let Some(at) = find(lines, start) else { return false };
    lines.remove(at);
    while lines.get(at).is_some_and(|line| members.contains(&line.get(0))) {
        lines.remove(at);
    }
    true
}

/// Puts a segment after the first one that begins so.
pub(super) fn insert(lines: &mut Lines, start: &str, text: &str) -> bool {
    let Some(at) = find(lines, start) else { return false };
    lines.insert(at + 1, Line::of(text));
    true
}

/// Writes the first segment that begins so twice.
pub(super) fn repeat(lines: &mut Lines, start: &str) -> bool {
    let Some(at) = find(lines, start) else { return false };
    lines.insert(at, lines[at].clone());
    true
}

/// Changes the places of the first segment that begins so and the one after it, when that one
/// begins as told.
pub(super) fn swap(lines: &mut Lines, first: &str, second: &str) -> bool {
    let pair = |at: &usize| {
        lines[*at].begins(first) && lines.get(at + 1).is_some_and(|line| line.begins(second))
    };
    let Some(at) = (0..lines.len()).find(pair) else { return false };
    lines.swap(at, at + 1);
    true
}

/// Adds a dollar to an amount.
pub(super) fn raise(lines: &mut Lines, start: &str, element: usize) -> bool {
    let Some(at) = find(lines, start) else { return false };
    let amount = match lines[at].get(element) {
        "" => Ok(model::Cents(0)),
        text => model::Cents::from_decimal(text),
    };
    let Ok(amount) = amount else { return false };
    lines[at].set(element, &model::Cents(amount.0 + 100).to_x12());
    true
}

/// Adds to the last digit of an element, so that its check digit is wrong.
pub(super) fn spoil_digit(lines: &mut Lines, start: &str, element: usize) -> bool {
    let Some(at) = find(lines, start) else { return false };
    let value = lines[at].get(element).to_owned();
    let (Some(last), true) = (value.bytes().last(), value.len() == 10) else { return false };
    let next = char::from(b'0' + (last.wrapping_sub(b'0') + 1) % 10);
    lines[at].set(element, &format!("{}{next}", &value[..9]));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Lines {
        Line::read("NM1*85*2*A*****XX*1234567893~N3*1 A ST~N4*B*NE~SV1*HC:99213:25*10~")
    }

    fn text(lines: &Lines) -> String {
        Line::write(lines)
    }

    #[test]
    fn each_change_changes_what_it_names() {
        type Change = fn(&mut Lines) -> bool;
        let cases: [(Change, &str); 9] = [
            (|l| set(l, "N4", 2, ""), "N4*B~"),
            (|l| set(l, "N4", 4, "US"), "N4*B*NE**US~"),
            (|l| set_part(l, "SV1*HC", (1, 2), "X"), "SV1*HC:X:25*10~"),
            (|l| set_part(l, "SV1", (1, 3), ""), "SV1*HC:99213*10~"),
            (|l| remove_loop(l, "NM1*85", &["N3", "N4"]), "SV1*HC:99213:25*10~"),
            (|l| insert(l, "N3", "ZZ*1"), "N3*1 A ST~ZZ*1~N4"),
            (|l| swap(l, "N3", "N4"), "N4*B*NE~N3*1 A ST~SV1"),
            (|l| raise(l, "SV1", 2), "SV1*HC:99213:25*11~"),
            (|l| spoil_digit(l, "NM1*85", 9), "XX*1234567894~"),
        ];
        for (change, expected) in cases {
            let mut lines = page();
            assert!(change(&mut lines));
            assert!(text(&lines).contains(expected), "{} has no {expected}", text(&lines));
        }
        let mut lines = page();
        assert!(!set(&mut lines, "CLM", 1, "A"));
        assert!(!swap(&mut lines, "N4", "N3"));
        assert_eq!(lines, page());
    }
}

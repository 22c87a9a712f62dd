//! Aligned tables in plain text.

/// How a column is aligned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A table with a heading row and a rule below it.
#[must_use]
pub fn render(columns: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let width = |text: &str| text.chars().count();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(i, (title, _))| {
            rows.iter()
                .filter_map(|r| r.get(i))
                .map(|c| width(c))
                .max()
                .unwrap_or(0)
                .max(width(title))
        })
        .collect();
    let line = |cells: &[String]| -> String {
        let mut text = String::new();
        for (i, cell) in cells.iter().enumerate() {
            let pad = widths.get(i).copied().unwrap_or(0).saturating_sub(width(cell));
            let right = columns.get(i).is_some_and(|(_, align)| *align == Align::Right);
            if i > 0 {
                text.push_str("  ");
            }
            if right {
                text.push_str(&" ".repeat(pad));
            }
            text.push_str(cell);
            if !right {
                text.push_str(&" ".repeat(pad));
            }
        }
        format!("{}\n", text.trim_end())
    };
    let titles: Vec<String> = columns.iter().map(|(title, _)| (*title).to_owned()).collect();
    let rules: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
    let mut text = line(&titles) + &line(&rules);
    for row in rows {
        text.push_str(&line(row));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = vec![vec!["a".into(), "1".into()], vec!["bcd".into(), "20".into()]];
        let text = render(&[("x", Align::Left), ("n", Align::Right)], &rows);
        assert_eq!(text, "x     n\n───  ──\na     1\nbcd  20\n");
    }
}
